//! The roles of the marks in a run of digits: grouping marks, a decimal mark, or separators of numbers.

use super::found::NumberKind;
use crate::text::fold::{digit_value, is_invisible_control as is_silent};

/// Whether three numbers may be a day, a month and a year of four digits, or a year, a month and a day.
pub fn is_date([a, b, c]: [u64; 3]) -> bool {
    let is_year = |number: u64| (1000..=2999).contains(&number);
    let is_day = |number: u64| (1..=31).contains(&number);
    let is_month = |number: u64| (1..=12).contains(&number);
    match (is_year(a), is_year(c)) {
        (true, false) => is_month(b) && is_day(c),
        (false, true) => (is_day(a) && is_month(b)) || (is_month(a) && is_day(b)),
        _ => false,
    }
}

/// The marks between digits, with their byte offsets.
pub fn marks(typed: &str) -> impl DoubleEndedIterator<Item = (usize, char)> {
    typed.char_indices().filter(|&(_, c)| digit_value(c).is_none() && !is_silent(c))
}

/// What a mark between digits may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// ٫, which is always decimal.
    Decimal,
    /// ٬, which always groups.
    Grouping,
    /// ' and ’, which group digits in threes and separate feet from inches.
    Apostrophe,
    /// Decimal in English and most Arabic, grouping in ar-LB and ar-MA.
    Stop,
    /// Grouping in English and most Arabic, decimal in ar-LB and ar-MA.
    Comma,
    /// Any other character.
    Other,
}

impl Mark {
    fn of(c: char) -> Self {
        match c {
            '٫' => Mark::Decimal,
            '٬' => Mark::Grouping,
            '\'' | '’' => Mark::Apostrophe,
            '.' => Mark::Stop,
            ',' | '،' => Mark::Comma,
            _ => Mark::Other,
        }
    }
}

/// The kind of a run of digits and the roles of its marks.
pub struct Layout {
    /// Plain, grouped, decimal or a sequence.
    pub kind: NumberKind,
    pub grouping_mark: Option<char>,
    /// Byte offset of the decimal mark.
    pub point: Option<usize>,
    /// Byte offset of the only mark, if it may be decimal or grouping: 1.234 is also 1234.
    pub either: Option<usize>,
}

impl Layout {
    pub fn of(typed: &str) -> Self {
        let mut all = marks(typed);
        let Some((last, last_mark)) = all.next_back() else {
            return Layout::whole(NumberKind::Plain, None);
        };
        let mark = Mark::of(last_mark);
        let Some((_, first_mark)) = all.next() else { return Layout::of_one(typed, last, mark) };
        let group = Mark::of(first_mark);
        if all.any(|(_, c)| Mark::of(c) != group) {
            return Layout::whole(NumberKind::Sequence, None);
        }
        let is_in_threes = |end: usize| group == Mark::Grouping || in_threes(&typed[..end]);
        let may_group = !matches!(group, Mark::Decimal | Mark::Other);
        let may_be_point = matches!(mark, Mark::Decimal | Mark::Stop | Mark::Comma);
        if mark == group && may_group && is_in_threes(typed.len()) {
            Layout::whole(NumberKind::Grouped, Some(first_mark))
        } else if mark != group && may_group && may_be_point && is_in_threes(last) {
            Layout::decimal(last, Some(first_mark))
        } else {
            Layout::whole(NumberKind::Sequence, None)
        }
    }

    /// The layout of digits with one mark.
    fn of_one(typed: &str, at: usize, mark: Mark) -> Self {
        let typed_mark = typed[at..].chars().next();
        let grouped = Layout::whole(NumberKind::Grouped, typed_mark);
        match (mark, in_threes(typed)) {
            (Mark::Decimal, _) | (Mark::Stop | Mark::Comma, false) => Layout::decimal(at, None),
            (Mark::Grouping, _) | (Mark::Apostrophe, true) => grouped,
            (Mark::Comma, true) => Layout { either: Some(at), ..grouped },
            (Mark::Stop, true) => Layout { either: Some(at), ..Layout::decimal(at, None) },
            (Mark::Apostrophe, false) | (Mark::Other, _) => {
                Layout::whole(NumberKind::Sequence, None)
            }
        }
    }

    fn whole(kind: NumberKind, grouping_mark: Option<char>) -> Self {
        Layout { kind, grouping_mark, point: None, either: None }
    }

    fn decimal(at: usize, grouping_mark: Option<char>) -> Self {
        Layout { kind: NumberKind::Decimal, grouping_mark, point: Some(at), either: None }
    }
}

/// Whether every part after a mark has three digits, and the first part one to three and is not 0.
fn in_threes(typed: &str) -> bool {
    let is_mark = |c: char| digit_value(c).is_none() && !is_silent(c);
    let mut parts = typed.split(is_mark);
    let count = |part: &str| part.chars().filter(|&c| !is_silent(c)).count();
    let head = parts.next().unwrap_or_default();
    let is_zero = || head.chars().filter_map(digit_value).eq([0]);
    (1..=3).contains(&count(head)) && !is_zero() && parts.all(|part| count(part) == 3)
}
