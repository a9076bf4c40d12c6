//! A run of digits with the marks between them: one number, or a sequence of numbers such as a version.

use std::ops::Range;

use super::found::NumberKind;
use super::layout::{Layout, is_date, marks};
use super::style::{DigitSet, DigitStyle};
use super::value::Value;
use crate::text::fold::{digit_value, is_invisible_control as is_silent};

/// A run of digits that has been read, which allocates nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digits<'a> {
    typed: &'a str,
    kind: NumberKind,
    style: DigitStyle,
    /// Byte offset of the decimal mark.
    point: Option<usize>,
    /// Byte offset of the only mark, if it may be decimal or grouping: 1.234 is also 1234.
    either: Option<usize>,
}

impl<'a> Digits<'a> {
    /// Reads digits of any set with their marks, ignoring invisible controls; `None` if there are no
    /// digits.
    pub fn read(typed: &'a str) -> Option<Self> {
        let digits = typed.chars().find_map(DigitSet::of)?;
        let Layout { kind, grouping_mark, point, either } = Layout::of(typed);
        let decimal_mark = point.and_then(|at| typed[at..].chars().next());
        let style = DigitStyle { digits, grouping_mark, decimal_mark };
        let mut digits = Digits { typed, kind, style, point, either };
        if kind == NumberKind::Sequence {
            digits.kind = digits.kind_of_sequence();
        }
        Some(digits)
    }

    /// Its kind: plain, grouped, decimal, a sequence or a date.
    pub fn kind(&self) -> NumberKind {
        self.kind
    }

    /// How it is written.
    pub fn style(&self) -> DigitStyle {
        self.style
    }

    /// Whether it is a sequence or a date: several numbers rather than one.
    pub fn is_sequence(&self) -> bool {
        matches!(self.kind, NumberKind::Sequence | NumberKind::Date)
    }

    fn kind_of_sequence(&self) -> NumberKind {
        let mut parts = self.parts().map(|(_, value)| value.as_whole().unwrap_or(0));
        let is_dotted = self.marks().all(|(_, mark)| mark == '.');
        match [parts.next(), parts.next(), parts.next(), parts.next()] {
            // The only mark is at one end, as in 12_.
            [_, None, ..] => NumberKind::Plain,
            [Some(a), Some(b), Some(c), None] if is_dotted && is_date([a, b, c]) => {
                NumberKind::Date
            }
            _ => NumberKind::Sequence,
        }
    }

    /// The value; `None` for a sequence and for more than 38 digits.
    pub fn value(&self) -> Option<Value> {
        self.value_with(self.point)
    }

    /// The value if the only mark is decimal instead of grouping, or the other way round; `None` if there is
    /// no doubt.
    pub fn alternative(&self) -> Option<Value> {
        let at = self.either?;
        self.value_with(self.point.is_none().then_some(at))
    }

    fn value_with(&self, point: Option<usize>) -> Option<Value> {
        if self.is_sequence() {
            return None;
        }
        Value::of_digits(
            self.ascii().map(|(at, digit)| (digit, point.is_some_and(|point| at > point))),
        )
    }

    /// The numbers between the marks, with their byte ranges.
    pub fn parts(&self) -> impl Iterator<Item = (Range<usize>, Value)> {
        let typed = self.typed;
        let is_inside = |c: char| digit_value(c).is_some() || is_silent(c);
        typed.split(move |c| !is_inside(c)).filter_map(move |part| {
            let start = part.as_ptr() as usize - typed.as_ptr() as usize;
            let digits = part.chars().filter_map(digit_value);
            let mut digits = digits.map(|digit| (b'0' + digit, false)).peekable();
            digits.peek()?;
            Some((start..start + part.len(), Value::of_digits(digits)?))
        })
    }

    /// Appends plain decimal notation without needless zeros, `4500` or `0.75`, however many digits there
    /// are. For a sequence, appends nothing and returns `false`.
    pub fn push_plain(&self, out: &mut String) -> bool {
        if self.is_sequence() {
            return false;
        }
        let start = out.len();
        let mut is_fraction = false;
        for (at, digit) in self.ascii() {
            if !is_fraction && self.point.is_some_and(|point| at > point) {
                is_fraction = true;
                if out.len() == start {
                    out.push('0');
                }
                out.push('.');
            }
            if is_fraction || digit != b'0' || out.len() > start {
                out.push(char::from(digit));
            }
        }
        if is_fraction {
            let end = out.trim_end_matches('0').trim_end_matches('.').len();
            out.truncate(end);
        } else if out.len() == start {
            out.push('0');
        }
        true
    }

    /// Whether both have the same value, or the same numbers in sequence.
    pub fn equals(&self, other: &Digits<'_>) -> bool {
        match (self.is_sequence(), other.is_sequence()) {
            (false, false) => match (self.value(), other.value()) {
                (Some(a), Some(b)) => a == b,
                (None, None) => {
                    let plain = |digits: &Digits<'_>| {
                        let mut plain = String::new();
                        digits.push_plain(&mut plain);
                        plain
                    };
                    plain(self) == plain(other)
                }
                _ => false,
            },
            (true, true) => {
                self.parts().map(|(_, value)| value).eq(other.parts().map(|(_, value)| value))
            }
            _ => false,
        }
    }

    /// Whether one may replace the other: both are amounts, both are dates, or both are sequences of the same
    /// length. An IP address is not an amount, and a date is not a version.
    pub fn is_like(&self, other: &Digits<'_>) -> bool {
        if self.is_sequence() || other.is_sequence() {
            self.kind == other.kind && self.parts().count() == other.parts().count()
        } else {
            true
        }
    }

    /// This number in the digits and with the marks of another that it replaces; `None` if it may
    /// [not replace it](Digits::is_like).
    ///
    /// Zeros are kept as typed: 09 for 06 and 12.30 for 10.50.
    pub fn written_like(&self, model: &Digits<'_>) -> Option<String> {
        if !self.is_like(model) {
            return None;
        }
        if !self.is_sequence() {
            return Some(self.number_like(model));
        }
        let mut marks = model.marks().map(|(_, mark)| mark);
        let write = |c: char| match digit_value(c) {
            Some(digit) => Some(model.style.digits.digit(digit)),
            None if is_silent(c) => None,
            None => Some(marks.next().unwrap_or(c)),
        };
        Some(self.typed.chars().filter_map(write).collect())
    }

    fn number_like(&self, model: &Digits<'_>) -> String {
        let style = model.style;
        let whole = |digits: &Digits<'_>| {
            digits.ascii().filter(|(at, _)| digits.point.is_none_or(|point| *at < point)).count()
        };
        let length = whole(self);
        // A model that is too short for grouping does not show whether longer numbers are grouped.
        let grouping_mark = match style.grouping_mark {
            None if whole(model) < 4 => self.style.grouping_mark.map(|mark| match style.digits {
                DigitSet::Latin => mark,
                set => set.usual_grouping_mark(),
            }),
            mark => mark,
        };
        let decimal_mark = style.decimal_mark.unwrap_or(match grouping_mark {
            Some('.') => ',',
            _ => style.digits.usual_decimal_mark(),
        });
        let mut written = String::new();
        for (index, (_, digit)) in self.ascii().enumerate() {
            if index == length {
                written.push(decimal_mark);
            } else if index > 0
                && index < length
                && (length - index).is_multiple_of(3)
                && let Some(mark) = grouping_mark
            {
                written.push(mark);
            }
            written.push(style.digits.digit(digit - b'0'));
        }
        written
    }

    /// Its digits in ASCII, with their byte offsets.
    fn ascii(&self) -> impl Iterator<Item = (usize, u8)> {
        let digits = self.typed.char_indices();
        digits.filter_map(|(at, c)| digit_value(c).map(|digit| (at, b'0' + digit)))
    }

    /// The marks between its digits, with their byte offsets.
    fn marks(&self) -> impl Iterator<Item = (usize, char)> {
        marks(self.typed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &str) -> Digits<'_> {
        Digits::read(typed).unwrap()
    }

    #[test]
    fn marks_tell_the_kind() {
        use NumberKind::{Date, Decimal, Grouped, Plain, Sequence};
        for (typed, kind) in [
            ("4500", Plain),
            ("4,500", Grouped),
            ("٤٬٥٠", Grouped),
            ("1'234'567", Grouped),
            ("1.234.567,8", Decimal),
            ("1٬234.5", Decimal),
            ("0.125", Decimal),
            ("4.2.1", Sequence),
            ("192.168.1.10", Sequence),
            ("1,2,3", Sequence),
            ("5'11", Sequence),
            ("3٫4٫5", Sequence),
            ("05.11.2025", Date),
            ("35.11.2025", Sequence),
            ("12_", Plain),
        ] {
            assert_eq!(read(typed).kind(), kind, "{typed}");
        }
        assert_eq!(Digits::read("…"), None);
    }

    #[test]
    fn plain_notation_has_no_needless_zeros() {
        let long = "123456789012345678901234567890123456789012345678.10";
        for (typed, plain) in [
            ("٠٠٧٫٥٠", "7.5"),
            ("4,500.00", "4500"),
            ("0", "0"),
            ("0.0", "0"),
            ("1.234", "1.234"),
            (long, &long[..long.len() - 1]),
        ] {
            let mut out = String::new();
            assert!(read(typed).push_plain(&mut out));
            assert_eq!(out, plain, "{typed}");
        }
        assert!(!read("4.2.1").push_plain(&mut String::new()));
    }

    #[test]
    fn a_number_is_written_as_the_one_it_replaces() {
        for (model, typed, written) in [
            ("٤٥٠٠", "3,200", "٣٢٠٠"),
            ("٤٬٥٠٠", "12800", "١٢٬٨٠٠"),
            ("4,500", "1250000", "1,250,000"),
            ("12", "9.5", "9.5"),
            ("٣٫٥", "4.25", "٤٫٢٥"),
            ("1,5", "2.5", "2,5"),
            ("10.50", "12.30", "12.30"),
            ("1,234.56", "9,876.50", "9,876.50"),
            ("06", "09", "09"),
            ("٩٠", "1,200", "١٬٢٠٠"),
            ("192.168.1.10", "192.168.1.11", "192.168.1.11"),
            ("٤.٢.١", "4.10.3", "٤.١٠.٣"),
            ("12.03.2024", "05.11.2025", "05.11.2025"),
        ] {
            let written_like = read(typed).written_like(&read(model));
            assert_eq!(written_like.as_deref(), Some(written), "{model} {typed}");
        }
    }

    #[test]
    fn only_the_like_are_put_in_each_others_place() {
        for (model, typed) in [
            ("192.168.1.10", "25"),
            ("4.2", "4.2.1"),
            ("4.2.1", "4.2.1.7"),
            ("4.2.1", "12.03.2024"),
        ] {
            assert_eq!(read(typed).written_like(&read(model)), None, "{model} {typed}");
            assert_eq!(read(model).written_like(&read(typed)), None, "{model} {typed}");
        }
    }

    #[test]
    fn equal_numbers_are_equal_however_they_are_written() {
        assert!(read("٤٬٥٠٠").equals(&read("4500.0")));
        assert!(read("06").equals(&read("6")));
        assert!(read("٤.٢.١").equals(&read("4.2.1")));
        assert!(!read("4.2.1").equals(&read("4.2.10")) && !read("4.2.1").equals(&read("421")));
    }
}
