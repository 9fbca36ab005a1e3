//! The tests of `faults_async` over the blocking client, but for those that drop futures.

// The newest calls of two surfaces are deprecated by MongoDB, and they are what is tested.
#![allow(deprecated)]

#[path = "end_to_end_blocking/under_test.rs"]
mod under_test;

mod faults;
