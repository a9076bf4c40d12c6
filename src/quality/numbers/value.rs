//! The value of a number, exact to a millionth.

use std::fmt;

/// A number that is not negative, in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::quality) struct Value(u128);

const DECIMALS: usize = 6;
const ONE: u128 = 1_000_000;

impl Value {
    /// A whole number.
    pub fn whole(number: u64) -> Self {
        Value(u128::from(number) * ONE)
    }

    /// Reads plain decimal notation; `None` where it is too long for a number.
    pub fn parse(plain: &str) -> Option<Self> {
        let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
        let kept = &fraction[..fraction.len().min(DECIMALS)];
        let whole: u128 = whole.parse().ok()?;
        let fraction: u128 = format!("{kept:0<DECIMALS$}").parse().ok()?;
        whole.checked_mul(ONE)?.checked_add(fraction).map(Value)
    }

    /// Multiplied; stays at the greatest there is.
    pub fn times(self, factor: u64) -> Self {
        Value(self.0.saturating_mul(u128::from(factor)))
    }

    /// Added.
    pub fn plus(self, other: Value) -> Self {
        Value(self.0.saturating_add(other.0))
    }

    /// The number, if it is whole and not too great.
    pub fn as_whole(self) -> Option<u64> {
        self.0.is_multiple_of(ONE).then(|| u64::try_from(self.0 / ONE).ok()).flatten()
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0 / ONE)?;
        match self.0 % ONE {
            0 => Ok(()),
            rest => write!(f, ".{}", format!("{rest:06}").trim_end_matches('0')),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        for (plain, shown) in [("4500", "4500"), ("0.75", "0.75"), ("12.50", "12.5")] {
            assert_eq!(Value::parse(plain).unwrap().to_string(), shown);
        }
        assert_eq!(Value::parse("7.9").unwrap().times(1_000_000), Value::whole(7_900_000));
        assert_eq!(Value::parse("12.5").unwrap().as_whole(), None);
        assert_eq!(Value::parse(&"9".repeat(60)), None);
    }
}
