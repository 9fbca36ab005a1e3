//! Moments in headers, read leniently: the dates of HTTP, and seconds since 1970.

use crate::{Timestamp, timestamp};

/// Reads `Wed, 4 Oct 2023 00:00:00 GMT` or, as RFC 9745 has it, `@1696377600`.
///
/// MongoDB's servers write the day with one digit, and a week day that does not fit to its date is
/// no reason to lose the date.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    match text.strip_prefix('@') {
        Some(seconds) => Timestamp::from_unix_seconds(seconds.parse().ok()?),
        None => date(text),
    }
}

fn date(text: &str) -> Option<Timestamp> {
    let rest = match text.split_once(',') {
        Some((weekday, rest)) if weekday.bytes().all(|byte| byte.is_ascii_alphabetic()) => rest,
        Some(_) => return None,
        None => text,
    };
    let mut words = rest.split_ascii_whitespace();
    let day = number(words.next()?, 2)?;
    let month = month(words.next()?)?;
    let year = words.next().filter(|year| year.len() == 4)?;
    let mut time = words.next()?.split(':');
    let mut two = || number(time.next()?, 2);
    let (hour, minute, second) = (two()?, two()?, two()?);
    let zone = words.next()?;
    let utc = ["GMT", "UTC", "UT", "Z"].iter().any(|name| zone.eq_ignore_ascii_case(name));
    if !utc || time.next().is_some() || words.next().is_some() {
        return None;
    }
    timestamp::of_parts([number(year, 4)?, month, day], [hour, minute, second])
}

/// Up to so many digits and nothing else.
fn number(digits: &str, most: usize) -> Option<i64> {
    let plain = digits.len() <= most && digits.bytes().all(|byte| byte.is_ascii_digit());
    if plain { digits.parse().ok() } else { None }
}

fn month(name: &str) -> Option<i64> {
    const NAMES: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let at = NAMES.iter().position(|known| name.eq_ignore_ascii_case(known))?;
    i64::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(parse(text).map(|at| at.to_string()).as_deref(), expected, "{text}");
    }

    #[test]
    fn dates_are_read_leniently() {
        let october = Some("2023-10-04T00:00:00Z");
        check("Wed, 04 Oct 2023 00:00:00 GMT", october);
        check("Wed, 4 Oct 2023 00:00:00 GMT", october);
        check("Mon, 4 Oct 2023 00:00:00 GMT", october);
        check("  wed,4  oct 2023 0:00:00 utc ", october);
        check("4 Oct 2023 00:00:00 GMT", october);
        check("Thu, 01 Jul 2027 23:59:59 GMT", Some("2027-07-01T23:59:59Z"));
        check("Thu, 29 Feb 2024 12:00:00 GMT", Some("2024-02-29T12:00:00Z"));
        check("Sun, 06 Nov 1994 08:49:37 GMT", Some("1994-11-06T08:49:37Z"));
    }

    #[test]
    fn seconds_are_read() {
        check("@1688169599", Some("2023-06-30T23:59:59Z"));
        check("@0", Some("1970-01-01T00:00:00Z"));
        check("@-1", Some("1969-12-31T23:59:59Z"));
        for text in ["@", "@x", "@1.5", "@99999999999999999999", "@9223372036854775807"] {
            check(text, None);
        }
    }

    #[test]
    fn what_is_no_moment_is_none() {
        for text in [
            "",
            "true",
            "1688169599",
            "Wed",
            "Wed,",
            "2023-10-04",
            "Wed, 31 Feb 2023 00:00:00 GMT",
            "Wed, 4 Okt 2023 00:00:00 GMT",
            "Wed, 4 Oct 23 00:00:00 GMT",
            "Wed, 4 Oct 2023 24:00:00 GMT",
            "Wed, 4 Oct 2023 00:60:00 GMT",
            "Wed, 4 Oct 2023 00:00 GMT",
            "Wed, 4 Oct 2023 00:00:00:00 GMT",
            "Wed, 4 Oct 2023 00:00:00 PST",
            "Wed, 4 Oct 2023 00:00:00",
            "Wed, 4 Oct 2023 00:00:00 GMT x",
            "4 Oct, 2023 00:00:00 GMT",
            "Wed, -4 Oct 2023 00:00:00 GMT",
            "Wed, +4 Oct 2023 00:00:00 GMT",
            "é, 4 Oct 2023 00:00:00 GMT",
        ] {
            check(text, None);
        }
    }
}
