//! What every fault is played in: six planted secrets, everything that the process logs, and a
//! caller that looks at all that can be printed.
//!
//! A secret is searched for wherever a program might print or log it. The first place that shows one
//! fails the test, and says which secret and where.

mod caller;
mod logs;
mod secrets;

pub(crate) use caller::{Caller, INVITATION, INVITATION_BODY, ORG, Verb, account, all, key};
pub(crate) use secrets::{EMAIL, PRIVATE_KEY, PROXY_PASSWORD, PROXY_USER, TOKEN};
