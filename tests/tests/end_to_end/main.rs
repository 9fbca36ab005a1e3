//! The emitted client against the fake cloud: what goes over the wire, and what comes back.

// The newest calls of two surfaces are deprecated by MongoDB, and they are what is tested.
#![allow(deprecated)]

// The same tests run over the blocking client in `end_to_end_blocking`.
use mongodb_invitations as under_test;

mod addresses;
mod bypass;
mod digest;
mod errors;
mod moving;
mod options;
mod pages;
mod people_wire;
mod responses;
mod roles;
mod service_account;
mod setup;
mod values;
mod wire;
