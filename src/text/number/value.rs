//! The value of a number: an exact decimal.

use std::cmp::Ordering;
use std::fmt;

/// A non-negative decimal of up to 38 digits. Zeros at the end of the fraction are dropped, so that equal
/// numbers have equal values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Value {
    /// The digits without the decimal mark.
    digits: u128,
    /// The number of digits after the decimal mark, at most [`MOST_DECIMALS`].
    decimals: u8,
}

/// The greatest power of ten that fits in a `u128`.
const MOST_DECIMALS: u8 = 38;

impl Value {
    /// A whole number.
    pub const fn whole(number: u64) -> Self {
        Value { digits: number as u128, decimals: 0 }
    }

    /// Reads ASCII digits with at most one `.` among them; `None` if there are too many.
    pub fn parse(plain: &str) -> Option<Self> {
        let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
        if whole.is_empty() {
            return None;
        }
        let digits = whole.bytes().map(|byte| (byte, false));
        Value::of_digits(digits.chain(fraction.bytes().map(|byte| (byte, true))))
    }

    /// Reads ASCII digits, each with a flag that tells whether it comes after the decimal mark.
    pub(super) fn of_digits(bytes: impl Iterator<Item = (u8, bool)>) -> Option<Self> {
        let mut value = Value::whole(0);
        for (byte, is_fraction) in bytes {
            let digit = byte.checked_sub(b'0').filter(|digit| *digit < 10)?;
            value.digits = value.digits.checked_mul(10)?.checked_add(digit.into())?;
            value.decimals = value.decimals.checked_add(is_fraction.into())?;
        }
        (value.decimals <= MOST_DECIMALS).then(|| value.normal())
    }

    fn normal(mut self) -> Self {
        while self.decimals > 0 && self.digits.is_multiple_of(10) {
            self.digits /= 10;
            self.decimals -= 1;
        }
        self
    }

    /// The product; saturates if it is too great.
    #[must_use]
    pub fn times(self, factor: u64) -> Self {
        Value { digits: self.digits.saturating_mul(factor.into()), ..self }.normal()
    }

    /// The sum; the greater of the two if it is too great.
    #[must_use]
    pub fn plus(self, other: Value) -> Self {
        let decimals = self.decimals.max(other.decimals);
        let scaled =
            |value: Value| value.digits.checked_mul(10u128.pow((decimals - value.decimals).into()));
        let sum = scaled(self).zip(scaled(other)).and_then(|(a, b)| a.checked_add(b));
        sum.map_or(self.max(other), |digits| Value { digits, decimals }.normal())
    }

    /// The value as an integer; `None` if it has a fraction or is too great.
    pub fn as_whole(self) -> Option<u64> {
        if self.decimals > 0 { None } else { u64::try_from(self.digits).ok() }
    }

    /// The whole part, and the fraction in units of the last of [`MOST_DECIMALS`] places.
    fn parts(self) -> (u128, u128) {
        let one = 10u128.pow(self.decimals.into());
        let scale = 10u128.pow((MOST_DECIMALS - self.decimals).into());
        (self.digits / one, self.digits % one * scale)
    }
}

impl Ord for Value {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.decimals == other.decimals {
            self.digits.cmp(&other.digits)
        } else {
            self.parts().cmp(&other.parts())
        }
    }
}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Plain decimal notation: `4500`, `0.75`.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(whole) = self.as_whole() {
            return write!(f, "{whole}");
        }
        let one = 10u128.pow(self.decimals.into());
        write!(f, "{}", self.digits / one)?;
        if self.decimals > 0 {
            write!(f, ".{:0width$}", self.digits % one, width = self.decimals.into())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(plain: &str) -> Value {
        Value::parse(plain).unwrap()
    }

    #[test]
    fn equal_numbers_have_one_value_and_one_notation() {
        for (plain, shown) in
            [("4500", "4500"), ("0.75", "0.75"), ("12.50", "12.5"), ("007", "7"), ("3.00", "3")]
        {
            assert_eq!(value(plain).to_string(), shown);
            assert_eq!(value(plain), value(shown));
        }
        assert_eq!(value("0.05").to_string(), "0.05");
    }

    #[test]
    fn what_is_no_decimal_or_too_long_has_no_value() {
        for plain in ["", ".5", "1.2.3", "1,5", "٣", "-1", &"9".repeat(40)] {
            assert_eq!(Value::parse(plain), None, "{plain}");
        }
        assert!(Value::parse(&"9".repeat(38)).is_some());
        assert_eq!(Value::parse(&format!("0.{}1", "0".repeat(300))), None);
    }

    #[test]
    fn arithmetic_is_exact() {
        assert_eq!(value("7.9").times(1_000_000), Value::whole(7_900_000));
        assert_eq!(value("0.1").plus(value("0.25")), value("0.35"));
        assert_eq!(value("12.5").as_whole(), None);
        assert!(value("2.5") > value("2.49") && value("2.49") > Value::whole(2));
        let greatest = value(&"9".repeat(38));
        assert_eq!(greatest.plus(value("0.5")), greatest);
    }
}
