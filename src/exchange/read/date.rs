//! Times as files write them.

/// `YYYYMMDDTHHMMSSZ` of TMX, or the same with dashes and colons, as `YYYY-MM-DDTHH:MM:SSZ`; none
/// where it is no time there can be.
pub fn read_time(text: &str) -> Option<String> {
    let text = text.trim().as_bytes();
    let mut digits = [0u8; 14];
    match text {
        [date @ .., b'Z'] if date.len() == 15 && date[8] == b'T' => {
            digits[..8].copy_from_slice(&date[..8]);
            digits[8..].copy_from_slice(&date[9..]);
        }
        [_, _, _, _, b'-', _, _, b'-', _, _, b'T', _, _, b':', _, _, b':', _, _, b'Z'] => {
            let places = [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18];
            for (digit, place) in digits.iter_mut().zip(places) {
                *digit = text[place];
            }
        }
        _ => return None,
    }
    written(&digits)
}

/// Milliseconds since 1970, as some tools count.
pub fn read_milliseconds(text: &str) -> Option<String> {
    let seconds = text.trim().parse::<u64>().ok()? / 1000;
    let (day, second) = (seconds / 86_400, seconds % 86_400);
    // Howard Hinnant, “chrono-compatible low-level date algorithms”, 2013: days into civil dates.
    let shifted = day + 719_468;
    let era = shifted / 146_097;
    let of_era = shifted % 146_097;
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + 400 * era + u64::from(month <= 2);
    (year <= 9999).then(|| {
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        format!("{year:04}-{month:02}-{date:02}T{hour:02}:{minute:02}:{second:02}Z")
    })
}

/// The time that fourteen digits name.
fn written(digits: &[u8; 14]) -> Option<String> {
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = |from: usize, length: usize| {
        digits[from..from + length].iter().fold(0u32, |n, digit| 10 * n + u32::from(digit - b'0'))
    };
    let (year, month, day) = (number(0, 4), number(4, 2), number(6, 2));
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    let is_time = number(8, 2) < 24 && number(10, 2) < 60 && number(12, 2) < 60;
    if !(1..=days).contains(&day) || !is_time {
        return None;
    }
    let mut time = String::with_capacity(20);
    for (place, &digit) in digits.iter().enumerate() {
        match place {
            4 | 6 => time.push('-'),
            8 => time.push('T'),
            10 | 12 => time.push(':'),
            _ => {}
        }
        time.push(char::from(digit));
    }
    time.push('Z');
    Some(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_both_forms() {
        for text in ["20240229T235900Z", "2024-02-29T23:59:00Z", " 20240229T235900Z "] {
            assert_eq!(read_time(text).as_deref(), Some("2024-02-29T23:59:00Z"), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
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
            assert_eq!(read_milliseconds(text).as_deref(), Some(time));
        }
        assert_eq!(read_milliseconds("-1"), None);
        assert_eq!(read_milliseconds("18446744073709551615"), None);
    }
}
