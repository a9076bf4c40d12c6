//! Points in time as files write them.

use crate::model::Timestamp;

/// The time that a text names as `YYYYMMDDTHHMMSSZ` (TMX) or with hyphens and colons; none where it
/// names no possible time.
pub fn read_time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    Timestamp::from_basic(text).or_else(|_| text.parse()).ok()
}

/// The time that a text names in milliseconds since 1970, as some tools do.
pub fn read_milliseconds(text: &str) -> Option<Timestamp> {
    let seconds = text.trim().parse::<u64>().ok()? / 1000;
    Timestamp::from_seconds(i64::try_from(seconds).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_both_forms() {
        for text in ["20240229T235900Z", "2024-02-29T23:59:00Z", " 20240229T235900Z "] {
            assert_eq!(read_time(text), "2024-02-29T23:59:00Z".parse().ok(), "{text}");
        }
    }

    #[test]
    fn other_texts_are_not_times() {
        for text in [
            "",
            "99999999T999999Z",
            "2024-01-02",
            "20230229T000000Z",
            "20240101T240000Z",
            "20240100T000000Z",
            "20241301T000000Z",
            "2024010١T00000Z",
            "20240101T000000",
        ] {
            assert_eq!(read_time(text), None, "{text}");
        }
    }

    #[test]
    fn milliseconds_are_times() {
        for (text, time) in [
            ("0", "1970-01-01T00:00:00Z"),
            ("951827696789", "2000-02-29T12:34:56Z"),
            ("1735689599000", "2024-12-31T23:59:59Z"),
        ] {
            assert_eq!(read_milliseconds(text), time.parse().ok());
        }
        assert_eq!(read_milliseconds("-1"), None);
        assert_eq!(read_milliseconds("18446744073709551615"), None);
    }
}
