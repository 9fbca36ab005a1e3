//! What can go wrong between the emitted client and a server, fault by fault.
//!
//! The names of the tests carry the number of the fault. What is played here over sockets is played
//! with short limits; what takes its time is played on the clock of the transport for tests.

// The newest calls of two surfaces are deprecated by MongoDB, and they are what is tested.
#![allow(deprecated)]

// The same tests run over the blocking client in `faults_blocking`.
use mongodb_invitations as under_test;

#[path = "faults/cancellation.rs"]
mod cancellation;
mod faults;
