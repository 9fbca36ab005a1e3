//! The tests of `end_to_end` over the blocking client, inside of a tokio runtime.

// The newest calls of two surfaces are deprecated by MongoDB, and they are what is tested.
#![allow(deprecated)]

mod under_test;

#[path = "../end_to_end/addresses.rs"]
mod addresses;
#[path = "../end_to_end/bypass.rs"]
mod bypass;
#[path = "../end_to_end/digest.rs"]
mod digest;
#[path = "../end_to_end/errors.rs"]
mod errors;
#[path = "../end_to_end/moving.rs"]
mod moving;
#[path = "../end_to_end/options.rs"]
mod options;
#[path = "../end_to_end/pages.rs"]
mod pages;
#[path = "../end_to_end/people_wire.rs"]
mod people_wire;
#[path = "../end_to_end/responses.rs"]
mod responses;
#[path = "../end_to_end/roles.rs"]
mod roles;
#[path = "../end_to_end/service_account.rs"]
mod service_account;
#[path = "../end_to_end/setup.rs"]
mod setup;
#[path = "../end_to_end/values.rs"]
mod values;
#[path = "../end_to_end/wire.rs"]
mod wire;
