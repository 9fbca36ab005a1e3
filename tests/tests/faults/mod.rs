//! The faults by theme, and the harness that every one of them runs in.

mod bodies;
mod challenges;
mod connections;
mod digest;
pub(crate) mod harness;
mod inputs;
mod interrupted;
mod limits;
mod pages;
mod proxies;
mod records;
mod statuses;
mod time;
mod tls;
mod tokens;
mod versions;
