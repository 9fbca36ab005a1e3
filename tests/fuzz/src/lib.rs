//! Challenges that no server sends, against the emitted client.
//!
//! `cargo run --release -p fuzz -- 1000000` mutates the cases in `corpus/` so many times and stops at the
//! first that is answered wrongly, which it saves in `corpus/`. The tests replay what is there.
//!
//! ```text
//! corpus/*.txt ──▶ Case ──mutate──▶ Case ──play──▶ Ok, or what is wrong
//! ```

mod case;
mod mutate;
mod play;

pub use case::{Case, corpus, folder};
pub use mutate::mutate;
pub use play::{Outcome, play};
