//! The emitted client against the fake cloud: what goes over the wire, and what comes back.

// The newest calls of two surfaces are deprecated by MongoDB, and they are what is tested.
#![allow(deprecated)]

mod addresses;
mod bypass;
mod digest;
mod errors;
mod responses;
mod roles;
mod service_account;
mod setup;
mod values;
mod wire;
