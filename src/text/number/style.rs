//! How numbers in digits are written: the set of digits and the marks.

/// A set of ten digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DigitSet {
    /// 0123456789, used in English and in Arabic of the Maghreb, and widely elsewhere.
    Latin,
    /// ٠١٢٣٤٥٦٧٨٩, Arabic-Indic, used in Arabic of the Mashriq.
    ArabicIndic,
    /// ۰۱۲۳۴۵۶۷۸۹, Eastern Arabic-Indic, used in Persian and Urdu.
    EasternArabicIndic,
}

impl DigitSet {
    /// The set that a digit belongs to; `None` for every other character.
    pub fn of(c: char) -> Option<Self> {
        match c {
            '0'..='9' => Some(DigitSet::Latin),
            '٠'..='٩' => Some(DigitSet::ArabicIndic),
            '۰'..='۹' => Some(DigitSet::EasternArabicIndic),
            _ => None,
        }
    }

    /// The character for a value of 0–9 in this set.
    pub fn digit(self, value: u8) -> char {
        let zero = match self {
            DigitSet::Latin => '0',
            DigitSet::ArabicIndic => '٠',
            DigitSet::EasternArabicIndic => '۰',
        };
        char::from_u32(u32::from(zero) + u32::from(value)).unwrap_or(zero)
    }

    /// The decimal mark that is usual with this set (Unicode CLDR).
    pub fn usual_decimal_mark(self) -> char {
        if self == DigitSet::Latin { '.' } else { '٫' }
    }

    /// The grouping mark that is usual with this set (Unicode CLDR).
    pub fn usual_grouping_mark(self) -> char {
        if self == DigitSet::Latin { ',' } else { '٬' }
    }
}

/// How a number in digits is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DigitStyle {
    /// The set of its first digit.
    pub digits: DigitSet,
    /// The mark between thousands: `,` in 4,500, a space in 18 000.
    pub grouping_mark: Option<char>,
    /// The mark before the fraction: `٫` in ٣٫٥.
    pub decimal_mark: Option<char>,
}
