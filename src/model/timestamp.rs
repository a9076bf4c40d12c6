//! Timestamps.

use std::fmt;
use std::str::FromStr;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// A point in time in UTC, to the second: `2026-11-30T10:36:42Z`. Years are 0–9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timestamp(DateTime);

impl Timestamp {
    /// The current time.
    pub fn now() -> Self {
        let now = jiff::Timestamp::now();
        let whole = jiff::Timestamp::from_second(now.as_second()).unwrap_or(now);
        Timestamp(TimeZone::UTC.to_datetime(whole))
    }

    /// The time a number of seconds after the Unix epoch; `None` outside the years 0–9999.
    pub fn from_seconds(seconds: i64) -> Option<Self> {
        let time = TimeZone::UTC.to_datetime(jiff::Timestamp::from_second(seconds).ok()?);
        (time.year() >= 0).then_some(Timestamp(time))
    }

    /// The date alone: `2026-11-30`.
    pub fn date(self) -> String {
        self.0.date().to_string()
    }

    /// The basic format of ISO 8601, which TMX requires: `20261130T103642Z`.
    pub fn basic(self) -> String {
        let mut text = self.to_string();
        text.retain(|c| !matches!(c, '-' | ':'));
        text
    }

    /// Parses a time in the basic format of ISO 8601.
    ///
    /// # Errors
    /// When the text is not such a time.
    pub fn from_basic(text: &str) -> Result<Self, NotATime> {
        parsed(text, "20261130T103642Z".len())
    }
}

/// Parses a time that ends in Z and has the given length. The parser accepts other formats of ISO 8601
/// too; the length and the ending rule them out.
fn parsed(text: &str, length: usize) -> Result<Timestamp, NotATime> {
    let civil = text
        .strip_suffix('Z')
        .filter(|civil| text.len() == length && civil.starts_with(|c: char| c.is_ascii_digit()));
    civil
        .and_then(|civil| civil.parse::<DateTime>().ok())
        .map(Timestamp)
        .ok_or_else(|| NotATime(text.to_owned()))
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}Z", self.0)
    }
}

/// A text is not a timestamp such as `2026-11-30T10:36:42Z`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a time such as 2026-11-30T10:36:42Z")]
pub struct NotATime(String);

impl FromStr for Timestamp {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        parsed(text, "2026-11-30T10:36:42Z".len())
    }
}

impl TryFrom<String> for Timestamp {
    type Error = NotATime;

    fn try_from(text: String) -> Result<Self, NotATime> {
        text.parse()
    }
}

impl From<Timestamp> for String {
    fn from(time: Timestamp) -> String {
        time.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_as_it_is_read() {
        for text in ["2024-02-29T23:59:00Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z"] {
            assert_eq!(text.parse::<Timestamp>().unwrap().to_string(), text);
        }
        for text in
            ["", "2023-02-29T00:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01", "2024-1-1T1:1:1Z"]
        {
            assert!(text.parse::<Timestamp>().is_err(), "{text}");
        }
        let time = Timestamp::from_seconds(951_827_696).unwrap();
        assert_eq!(
            (time.to_string(), time.basic()),
            ("2000-02-29T12:34:56Z".to_owned(), "20000229T123456Z".to_owned())
        );
        assert_eq!(Timestamp::from_seconds(i64::MAX), None);
    }
}
