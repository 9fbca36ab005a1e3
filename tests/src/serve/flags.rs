//! The flags of the program, and the cloud that they describe.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Parser, ValueEnum};
use jiff::civil::Date;

use crate::fake_cloud::{Bypass, BypassAnswer, Clock, LogTo, Options, Person, RateLimit};

/// Who exists already in bypass mode, if nobody is named.
const EXISTING: &str = "jane.smith@example.com";

/// Plays MongoDB's APIs on this machine, as the spec describes them.
#[derive(Debug, Clone, Parser)]
#[command(name = "cargo xtask serve", bin_name = "cargo xtask serve")]
pub struct Flags {
    /// Address of this machine; port 0 is any free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080", value_parser = loopback)]
    pub listen: SocketAddr,
    /// Folder of the spec (default: `spec` here or in a folder above)
    #[arg(long, value_name = "DIR")]
    pub spec: Option<PathBuf>,
    /// Logs no requests
    #[arg(long)]
    pub quiet: bool,
    /// Only the ids that it prints exist; others are answered with 404
    #[arg(long)]
    pub strict_ids: bool,
    /// The day that it believes it is; from its sunset on a call is answered with 410
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub today: Option<Date>,
    /// A role of the caller, as the user interface names it; an owner may do what members, managers and readers may. Calls that want another role are answered with 401. Repeatable (default: all roles)
    #[arg(long, value_name = "ROLE")]
    pub role: Vec<String>,
    /// Calls at once and more each minute, for each organization or project; beyond that 429
    #[arg(long, value_name = "CAPACITY/REFILL", value_parser = rate_limit)]
    pub rate_limit: Option<RateLimit>,
    /// Invitations in a minute; beyond that 400, where the API has a code for it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub invitations_per_minute: Option<u32>,
    /// Tokens in a minute; beyond that 429
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub tokens_per_minute: Option<u32>,
    /// Somebody who is in the printed organization from the start, where the API has people: active, expired or rejected, a colon, and the address. Repeatable
    #[arg(long, value_name = "STATUS:ADDRESS", value_parser = person)]
    pub person: Vec<NamedPerson>,
    /// Ops Manager's bypass mode: what it answers instead of inviting who exists already
    #[arg(long, value_name = "ANSWER")]
    pub bypass: Option<BypassFlag>,
    /// User name of who exists already in bypass mode. Repeatable (default: jane.smith@example.com)
    #[arg(long, value_name = "USERNAME", requires = "bypass")]
    pub existing: Vec<String>,
    /// Seconds that a nonce of HTTP Digest lives
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(i64).range(1..))]
    pub nonce_seconds: i64,
    /// How often a nonce of HTTP Digest may be used
    #[arg(long, value_name = "N", default_value_t = 1024, value_parser = clap::value_parser!(u32).range(1..))]
    pub nonce_uses: u32,
}

/// Names of [`BypassAnswer`] on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BypassFlag {
    /// No body
    Empty,
    /// `{}`
    Object,
    /// What was asked for, without an `id`
    NoId,
}

impl Flags {
    /// The cloud that the flags describe.
    pub(super) fn options(&self) -> Options {
        Options {
            clock: self.today.map_or_else(Clock::system, Clock::from_day),
            nonce_uses: self.nonce_uses,
            nonce_life: self.nonce_seconds,
            rate_limit: self.rate_limit,
            tokens_per_minute: self.tokens_per_minute,
            invitations_per_minute: self.invitations_per_minute,
            roles: (!self.role.is_empty()).then(|| self.role.clone()),
            strict_ids: self.strict_ids,
            bypass: self.bypass.map(|answer| self.bypass(answer)),
            log: if self.quiet { LogTo::Nowhere } else { LogTo::Stderr },
            ..Options::default()
        }
    }

    /// Who is in an organization from the start.
    pub(super) fn people(&self, org: &str) -> Vec<Person> {
        self.person.iter().map(|person| person.of(org)).collect()
    }

    fn bypass(&self, answer: BypassFlag) -> Bypass {
        let answer = match answer {
            BypassFlag::Empty => BypassAnswer::Empty,
            BypassFlag::Object => BypassAnswer::EmptyObject,
            BypassFlag::NoId => BypassAnswer::WithoutId,
        };
        let nobody = self.existing.is_empty();
        let existing = if nobody { vec![EXISTING.to_owned()] } else { self.existing.clone() };
        Bypass { existing, answer }
    }
}

/// How a person is in the organization, and the address.
#[derive(Debug, Clone)]
pub struct NamedPerson {
    make: Seed,
    username: String,
}

type Seed = fn(&str, String) -> Person;

impl NamedPerson {
    /// The person in an organization, with the least role there.
    fn of(&self, org: &str) -> Person {
        (self.make)(org, self.username.clone()).role("ORG_MEMBER")
    }
}

fn person(text: &str) -> Result<NamedPerson, String> {
    let parts = text.split_once(':').filter(|(_, username)| username.contains('@'));
    let (status, username) = parts.unwrap_or_default();
    let make: Seed = match status {
        "active" => Person::active,
        "expired" => Person::expired,
        "rejected" => Person::rejected,
        _ => return Err("write it like active:jane.smith@example.com".to_owned()),
    };
    Ok(NamedPerson { make, username: username.to_owned() })
}

/// The keys are printed and known to everybody, so nobody else may reach them.
fn loopback(text: &str) -> Result<SocketAddr, String> {
    let address: SocketAddr =
        text.parse().map_err(|_| "write it like 127.0.0.1:8080 or [::1]:8080".to_owned())?;
    if address.ip().is_loopback() {
        Ok(address)
    } else {
        Err("it is not an address of this machine only, such as 127.0.0.1:8080".to_owned())
    }
}

/// Ids begin with the seconds since 1970 in eight digits, which last until 2106.
fn day(text: &str) -> Result<Date, String> {
    let day: Option<Date> = text.parse().ok();
    day.filter(|day| (1971..2100).contains(&day.year()))
        .ok_or_else(|| "write a day of 1971 to 2099, like 2027-07-01".to_owned())
}

fn rate_limit(text: &str) -> Result<RateLimit, String> {
    let parts = text.split_once('/').and_then(|(capacity, refill)| {
        let parse = |part: &str| part.parse().ok().filter(|number| *number > 0);
        Some(RateLimit { capacity: parse(capacity)?, refill: parse(refill)? })
    });
    parts.ok_or_else(|| "write two numbers above 0, like 500/250".to_owned())
}

#[cfg(test)]
mod tests;
