//! The tool as a process: what it prints, its exit codes, and what it leaves behind.

mod explain;
mod kill;
mod schema;
mod spec_diff;
mod support;
mod usage;
mod watch;
mod writing;
