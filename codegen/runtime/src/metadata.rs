//! What the headers of an answer say beside the answer: limits, dates, versions.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::{Timestamp, http_date};

/// How many requests the API takes in its current period, and how many are left.
///
/// ```
/// # use runtime::Response;
/// # fn example<T>(response: &Response<T>) {
/// if response.rate_limit().and_then(|limit| limit.remaining()).is_some_and(|left| left < 10) {
///     eprintln!("slow down");
/// }
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    limit: Option<u32>,
    remaining: Option<u32>,
}

impl RateLimit {
    /// Requests in a full period: `RateLimit-Limit`.
    pub fn limit(&self) -> Option<u32> {
        self.limit
    }

    /// Requests that are left: `RateLimit-Remaining`.
    pub fn remaining(&self) -> Option<u32> {
        self.remaining
    }
}

/// The version of the server's software, as `X-MongoDB-Service-Version` says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceVersion {
    git_hash: String,
    version_string: String,
}

impl ServiceVersion {
    /// The commit that the server was built from; empty if the server does not say.
    pub fn git_hash(&self) -> &str {
        &self.git_hash
    }

    /// The version: a number on Ops Manager, `master` on Atlas; empty if the server does not say.
    pub fn version_string(&self) -> &str {
        &self.version_string
    }
}

pub(crate) fn rate_limit(headers: &HeaderMap) -> Option<RateLimit> {
    let number = |name| text(headers, &HeaderName::from_static(name))?.parse().ok();
    let (limit, remaining) = (number("ratelimit-limit"), number("ratelimit-remaining"));
    (limit.is_some() || remaining.is_some()).then_some(RateLimit { limit, remaining })
}

/// Seconds, or a date.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    /// Nobody waits for longer; who says more means something else.
    const MOST: u64 = 24 * 60 * 60;
    let value = text(headers, &header::RETRY_AFTER)?;
    let seconds = if value.bytes().all(|byte| byte.is_ascii_digit()) {
        value.parse().ok()?
    } else {
        let wait = seconds_until(http_date::parse(value)?, headers)?;
        u64::try_from(wait).ok()?
    };
    (seconds <= MOST).then(|| Duration::from_secs(seconds))
}

/// How far away a moment is, negative once it is over. Measured from the answer's own `Date`, so that a
/// clock of this machine that is wrong does not matter.
pub(crate) fn seconds_until(moment: Timestamp, headers: &HeaderMap) -> Option<i64> {
    let now = text(headers, &header::DATE)
        .and_then(http_date::parse)
        .or_else(|| Timestamp::try_from(SystemTime::now()).ok())?;
    moment.unix_seconds().checked_sub(now.unix_seconds())
}

pub(crate) fn deprecation(headers: &HeaderMap) -> Option<Timestamp> {
    earliest(headers, "deprecation")
}

pub(crate) fn sunset(headers: &HeaderMap) -> Option<Timestamp> {
    earliest(headers, "sunset")
}

/// The first of the moments that the headers of a name have: a gateway may add one of its own, and one
/// that cannot be read must not hide another.
fn earliest(headers: &HeaderMap, name: &'static str) -> Option<Timestamp> {
    let values = headers.get_all(HeaderName::from_static(name));
    values.iter().filter_map(|value| http_date::parse(value.to_str().ok()?)).min()
}

pub(crate) fn service_version(headers: &HeaderMap) -> Option<ServiceVersion> {
    let value = text(headers, &HeaderName::from_static("x-mongodb-service-version"))?;
    let part = |name: &str| {
        value.split(';').find_map(|part| {
            let (key, value) = part.split_once('=')?;
            key.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    };
    let (git_hash, version_string) = (part("gitHash"), part("versionString"));
    (git_hash.is_some() || version_string.is_some()).then(|| ServiceVersion {
        git_hash: git_hash.unwrap_or_default(),
        version_string: version_string.unwrap_or_default(),
    })
}

/// The date in `application/vnd.atlas.2023-01-01+json`.
pub(crate) fn media_type_version(headers: &HeaderMap) -> Option<&str> {
    const BEFORE: &str = "application/vnd.atlas.";
    let essence = text(headers, &header::CONTENT_TYPE)?.split(';').next()?.trim();
    let (before, rest) = essence.split_at_checked(BEFORE.len())?;
    let (version, format) = rest.split_once('+')?;
    let is_date = version.len() == 10
        && version.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    (is_date && before.eq_ignore_ascii_case(BEFORE) && format.eq_ignore_ascii_case("json"))
        .then_some(version)
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let value = headers.get(name).map(HeaderValue::to_str)?.ok()?.trim();
    (!value.is_empty()).then_some(value)
}

#[cfg(test)]
mod tests;
