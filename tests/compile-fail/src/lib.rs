//! What the client promises to refuse does not compile, and the compiler says what to do instead.
//!
//! There is nothing in this library. Each promise is a case in `tests/cases`, a program that breaks
//! it, and `tests/promises.rs` holds the cases to it. It is a crate of its own, on few features,
//! because the client and all that it depends on are checked again for the cases.
