//! The fake cloud as a program: what it prints, how it ends, and that `curl` can use it.

mod curl;
mod flags;
mod operations;
mod people;
mod server;
mod start;
