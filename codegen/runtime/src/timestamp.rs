//! Timestamps: moments as the API writes them, read fast in their usual form.

use std::{fmt, str::FromStr, time::SystemTime};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A moment: `2026-01-14T15:28:13Z`.
///
/// Any form of RFC 3339 is read, with a fraction of a second and with an offset from UTC; it is
/// written in UTC. The range is from the year -9999 to 9999, the resolution is a nanosecond.
///
/// ```
/// use runtime::Timestamp;
///
/// let at: Timestamp = "2026-01-14T16:28:13+01:00".parse()?;
/// assert_eq!(at.to_string(), "2026-01-14T15:28:13Z");
/// assert_eq!(at.unix_seconds(), 1_768_404_493);
/// # Ok::<(), runtime::TimestampError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(jiff::Timestamp);

/// A text is no moment, or a moment is out of range. It does not hold the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct TimestampError;

impl Timestamp {
    /// 1970-01-01T00:00:00Z.
    pub const UNIX_EPOCH: Self = Self(jiff::Timestamp::UNIX_EPOCH);

    /// Whole seconds since the beginning of 1970, negative before.
    pub fn unix_seconds(self) -> i64 {
        self.0.as_second()
    }

    pub(crate) fn from_unix_seconds(seconds: i64) -> Option<Self> {
        jiff::Timestamp::from_second(seconds).ok().map(Self)
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, TimestampError> {
        usual_form(text.as_bytes()).or_else(|| text.parse().ok()).map(Self).ok_or(TimestampError)
    }
}

/// Reads exactly `YYYY-MM-DDThh:mm:ssZ` with a valid date. Nearly every timestamp of the API has
/// this form, and this is several times faster than the general parser.
fn usual_form(text: &[u8]) -> Option<jiff::Timestamp> {
    let &[
        y1,
        y2,
        y3,
        y4,
        b'-',
        o1,
        o2,
        b'-',
        d1,
        d2,
        b'T',
        h1,
        h2,
        b':',
        m1,
        m2,
        b':',
        s1,
        s2,
        b'Z',
    ] = text
    else {
        return None;
    };
    let year = number([y1, y2])? * 100 + number([y3, y4])?;
    let date = [year, number([o1, o2])?, number([d1, d2])?];
    let time = [number([h1, h2])?, number([m1, m2])?, number([s1, s2])?];
    of_parts(date, time).map(|at| at.0)
}

/// A moment in UTC from its date (year, month, day) and time, if they exist.
pub(crate) fn of_parts([year, month, day]: [i64; 3], time: [i64; 3]) -> Option<Timestamp> {
    let [hour, minute, second] = time;
    let valid = (1..=12).contains(&month)
        && (1..=days_in(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    if !valid {
        return None;
    }
    let seconds = ((days_since_1970(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
    Timestamp::from_unix_seconds(seconds)
}

fn number(digits: [u8; 2]) -> Option<i64> {
    let [tens, ones] = digits;
    (tens.is_ascii_digit() && ones.is_ascii_digit())
        .then(|| i64::from(tens - b'0') * 10 + i64::from(ones - b'0'))
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days between a date and the beginning of 1970, with years that begin in March, so that the day
/// of a leap year is the last one. <https://howardhinnant.github.io/date_algorithms.html>
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<Timestamp> for SystemTime {
    fn from(at: Timestamp) -> Self {
        at.0.into()
    }
}

impl TryFrom<SystemTime> for Timestamp {
    type Error = TimestampError;

    fn try_from(at: SystemTime) -> Result<Self, TimestampError> {
        at.try_into().map(Self).map_err(|_: jiff::Error| TimestampError)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Timestamp;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a timestamp of RFC 3339")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Timestamp, E> {
                text.parse().map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }

        deserializer.deserialize_str(Visitor)
    }
}

impl fmt::Display for TimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a moment like 2026-01-14T15:28:13Z")
    }
}

impl std::error::Error for TimestampError {}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        let got = text.parse::<Timestamp>().ok().map(|at| at.to_string());
        assert_eq!(got.as_deref(), expected, "{text}");
    }

    #[test]
    fn the_usual_form_is_read_and_written_back() {
        for text in [
            "2026-01-14T15:28:13Z",
            "1970-01-01T00:00:00Z",
            "1969-12-31T23:59:59Z",
            "2024-02-29T00:00:00Z",
            "2000-02-29T12:00:00Z",
            "9999-12-30T21:59:59Z",
            "0001-01-01T00:00:00Z",
        ] {
            check(text, Some(text));
            assert!(usual_form(text.as_bytes()).is_some(), "{text}");
        }
    }

    #[test]
    fn fractions_and_offsets_are_read() {
        check("2026-01-14T15:28:13.5Z", Some("2026-01-14T15:28:13.5Z"));
        check("2026-01-14T15:28:13.123456789Z", Some("2026-01-14T15:28:13.123456789Z"));
        check("2026-01-14T16:28:13+01:00", Some("2026-01-14T15:28:13Z"));
        check("2026-01-14T15:28:13-00:30", Some("2026-01-14T15:58:13Z"));
        check("2026-01-14t15:28:13z", Some("2026-01-14T15:28:13Z"));
    }

    #[test]
    fn dates_that_do_not_exist_are_refused() {
        for text in [
            "2023-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2026-04-31T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2026-01-00T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:60:00Z",
            "2026-01-01",
            "2026-01-01T00:00:00",
            "+026-01-01T00:00:00Z",
            "2026-01-1:T00:00:00Z",
            "",
            "x",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn the_fast_reader_agrees_with_the_general_one() {
        let mut texts = Vec::new();
        // A step that is no multiple of a day or a minute walks through all of them.
        let mut second = -62_135_596_800_i64;
        while second < 253_402_207_200 {
            texts.push(jiff::Timestamp::from_second(second).unwrap().to_string());
            second += 86_400 * 13 + 3_607;
        }
        for year in 1895..2105 {
            for day in ["02-28", "02-29", "03-01", "12-31", "01-01"] {
                texts.push(format!("{year}-{day}T23:59:59Z"));
            }
        }
        assert!(texts.len() > 200_000);
        for text in texts {
            let general = text.parse::<jiff::Timestamp>().ok();
            assert_eq!(usual_form(text.as_bytes()), general, "{text}");
        }
    }

    #[test]
    fn json_goes_both_ways() {
        let json = "\"2026-01-14T15:28:13Z\"";
        let at: Timestamp = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&at).unwrap(), json);
        for json in ["\"x\"", "1", "null"] {
            assert!(serde_json::from_str::<Timestamp>(json).is_err());
        }
    }

    #[test]
    fn system_time_goes_both_ways() {
        let at: Timestamp = "2026-01-14T15:28:13.25Z".parse().unwrap();
        let system = SystemTime::from(at);
        let since = system.duration_since(SystemTime::UNIX_EPOCH).unwrap();
        assert_eq!(since, Duration::new(1_768_404_493, 250_000_000));
        assert_eq!(Timestamp::try_from(system), Ok(at));
    }
}
