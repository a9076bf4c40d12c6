//! The dates of a text: named months of the Gregorian and the Hijri calendar, with the day and year beside
//! them, and dates in digits; also days of the week.

mod gregorian;
mod hijri;
mod weekday;

use std::ops::Range;

use super::folded::{FoldedText, folded_tokens};
use super::number::{Number, NumberKind, numbers_among};

pub use gregorian::begins_month;
pub use hijri::begins_hijri_month;
pub use weekday::weekday_at;

/// The calendar of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Calendar {
    /// January to December.
    Gregorian,
    /// Muharram to Dhu al-Hijjah.
    Hijri,
}

/// A date with a named month, or a date in digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Date {
    /// The calendar of month and year.
    pub calendar: Calendar,
    /// Year: 1000–2999, in the Hijri calendar 31–1600.
    pub year: Option<u32>,
    /// Month, 1–12.
    pub month: u32,
    /// Day of the month, 1–31.
    pub day: Option<u32>,
    /// The other month and day that a date in digits may mean: 03/04/2020 may be in April or in March.
    pub other: Option<(u32, u32)>,
    /// Byte range in the text, including the day and the year.
    pub range: Range<usize>,
}

/// The dates of a text in order. A month with two names, أيار/مايو, is one date.
pub fn find_dates(text: &str) -> Vec<Date> {
    let tokens = folded_tokens(text);
    let text = FoldedText { text, tokens: &tokens };
    dates_among(text, &numbers_among(text))
}

/// The dates of a text whose numbers have been read, in order.
pub fn dates_among(text: FoldedText<'_>, numbers: &[Number]) -> Vec<Date> {
    let mut found: Vec<Date> = Vec::new();
    let mut digits = numbers.iter().filter(|number| number.kind == NumberKind::Date).peekable();
    let mut at = 0;
    while at < text.tokens.len() {
        if let Some(number) = digits.next_if(|number| number.tokens.start <= at) {
            found.extend(of_digits(number));
            at = at.max(number.tokens.end);
            continue;
        }
        match named_month(text, at) {
            Some(month) => {
                at = month.tokens.end;
                push_named(text, numbers, month, &mut found);
            }
            None => at += 1,
        }
    }
    found
}

/// The name of a month in a text.
struct NamedMonth {
    calendar: Calendar,
    month: u32,
    tokens: Range<usize>,
}

fn named_month(text: FoldedText<'_>, at: usize) -> Option<NamedMonth> {
    text.tokens[at].script()?;
    let month =
        |calendar| move |(month, used)| NamedMonth { calendar, month, tokens: at..at + used };
    let gregorian = gregorian::month_at(text, at).map(month(Calendar::Gregorian));
    gregorian.or_else(|| hijri::month_at(text, at).map(month(Calendar::Hijri)))
}

/// Adds the date of a named month with its day and year. A word that is not always a month's name is only
/// added if the words around it show that it is one.
fn push_named(text: FoldedText<'_>, numbers: &[Number], named: NamedMonth, found: &mut Vec<Date>) {
    let NamedMonth { calendar, month, tokens } = named;
    let beside = Beside { text, numbers, calendar };
    let name = text.range(tokens.clone());
    if let Some(last) = found.last_mut()
        && (last.calendar, last.month) == (calendar, month)
        && text.text.get(last.range.end..name.start).is_some_and(|gap| gap.trim() == "/")
    {
        let year = beside.year_after(tokens.end);
        last.year = last.year.or(year.map(|year| beside.value(year)));
        last.range.end = year.map_or(name.end, |year| year.range.end);
        return;
    }
    let before = beside.day_before(tokens.start);
    let after = if before.is_none() { beside.day_after(tokens.end) } else { None };
    let year = beside.year_after(after.map_or(tokens.end, |day| day.tokens.end));
    let day = before.or(after);
    let is_certain = day.is_some()
        || year.is_some()
        || !gregorian::is_ambiguous(text.folded(tokens.start))
        || gregorian::is_led(text, tokens.start)
        || goes_on(text, tokens.start, found.last());
    if !is_certain {
        return;
    }
    let start = before.map_or(name.start, |day| day.range.start);
    let end = year.or(after).map_or(name.end, |number| number.range.end);
    let value = |number: Option<&Number>| number.map(|number| beside.value(number));
    let (year, day) = (value(year), value(day));
    found.push(Date { calendar, year, month, day, other: None, range: start..end });
}

/// Whether the month at a token continues a list of months: March and May, فبراير ومارس.
fn goes_on(text: FoldedText<'_>, at: usize, last: Option<&Date>) -> bool {
    let ends_at = |at: Option<usize>| {
        let token = at.and_then(|at| text.tokens.get(at));
        token.zip(last).is_some_and(|(token, last)| token.token.range.end == last.range.end)
    };
    let joins = matches!(text.folded_before(at), "and" | "or" | "to" | "او" | "الي");
    ends_at(at.checked_sub(1)) || (joins && ends_at(at.checked_sub(2)))
}

/// The numbers beside a month's name.
struct Beside<'a> {
    text: FoldedText<'a>,
    numbers: &'a [Number],
    calendar: Calendar,
}

impl<'a> Beside<'a> {
    /// The day that ends before a token: 26 October, the 26th of October, السادس والعشرين من أكتوبر.
    fn day_before(&self, at: usize) -> Option<&'a Number> {
        let is_joined = matches!(self.text.folded_before(at), "of" | "من");
        let end = if is_joined { at - 1 } else { at };
        let day = self.ending_at(end)?;
        (self.is_day(day) && self.is_close(end..at)).then_some(day)
    }

    /// The day that begins at a token: October 26, October twenty-sixth.
    fn day_after(&self, at: usize) -> Option<&'a Number> {
        let day = self.starting_at(at)?;
        let may_follow = !day.is_in_words() || self.text.typed(at).is_ascii();
        (may_follow && self.is_day(day) && self.is_close(at..at)).then_some(day)
    }

    /// The year that begins at a token or a few words later: October 2023, محرم سنة ٦٢٠.
    fn year_after(&self, at: usize) -> Option<&'a Number> {
        const LEADS: [&str; 7] = ["من", "عام", "سنه", "لعام", "لسنه", "of", "in"];
        const MOST_LEADS: usize = 2;
        let is_lead = |at: &usize| LEADS.contains(&self.text.folded(*at));
        let start = at + (at..).take(MOST_LEADS).take_while(is_lead).count();
        let year = self.starting_at(start)?;
        let range = match self.calendar {
            Calendar::Gregorian => 1000..=2999,
            Calendar::Hijri => 31..=1600,
        };
        let is_year = year.kind == NumberKind::Plain && year.factor == 1;
        (is_year && range.contains(&self.value(year)) && self.is_close(at..start)).then_some(year)
    }

    fn starting_at(&self, at: usize) -> Option<&'a Number> {
        let index = self.numbers.partition_point(|number| number.tokens.start < at);
        self.numbers.get(index).filter(|number| number.tokens.start == at)
    }

    fn ending_at(&self, at: usize) -> Option<&'a Number> {
        let index = self.numbers.partition_point(|number| number.tokens.end < at);
        self.numbers.get(index).filter(|number| number.tokens.end == at)
    }

    fn is_day(&self, number: &Number) -> bool {
        let is_kind = match number.kind {
            NumberKind::Plain | NumberKind::Ordinal => number.factor == 1,
            NumberKind::Words => !number.is_vague,
            _ => false,
        };
        let last = if self.calendar == Calendar::Hijri { 30 } else { 31 };
        is_kind && (1..=last).contains(&self.value(number))
    }

    /// The value of a number; 0 if it is not whole or too great for a day or year.
    fn value(&self, number: &Number) -> u32 {
        let whole = number.value().and_then(|value| value.as_whole());
        whole.and_then(|whole| u32::try_from(whole).ok()).unwrap_or(0)
    }

    /// Whether no sentence ends in the gaps before the tokens of a range and before the one after it.
    fn is_close(&self, tokens: Range<usize>) -> bool {
        (tokens.start..=tokens.end).filter_map(|at| at.checked_sub(1)).all(|at| {
            self.text.gap_after(at).chars().all(|c| match c {
                '.' => gregorian::is_abbreviation(self.text.typed(at)),
                c => !matches!(c, '!' | '?' | '؟' | '…' | ';' | '؛' | ':'),
            })
        })
    }
}

/// The date in digits that a number is, with the day before the month if both orders are possible.
fn of_digits(number: &Number) -> Option<Date> {
    let value = |at: usize| {
        let whole = number.parts.get(at)?.value.as_whole()?;
        u32::try_from(whole).ok()
    };
    let (a, b, c) = (value(0)?, value(1)?, value(2)?);
    let (year, days) = if a >= 1000 { (a, [(b, c), (b, c)]) } else { (c, [(b, a), (a, b)]) };
    let is_day = |&(month, day): &(u32, u32)| (1..=12).contains(&month) && (1..=31).contains(&day);
    let mut days = days.into_iter().filter(is_day);
    let (month, day) = days.next()?;
    Some(Date {
        calendar: Calendar::Gregorian,
        year: Some(year),
        month,
        day: Some(day),
        other: days.next().filter(|other| *other != (month, day)),
        range: number.range.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<(Option<u32>, u32, Option<u32>)> {
        find_dates(text).into_iter().map(|d| (d.year, d.month, d.day)).collect()
    }

    #[test]
    fn one_date_in_every_month_set_and_notation() {
        for text in [
            "on October 26, 2023 in",
            "on 26 October 2023",
            "Oct. 26, 2023",
            "the 26th of October 2023",
            "October twenty-sixth, 2023",
            "في 26 أكتوبر 2023",
            "في ٢٦ تشرين الأول ٢٠٢٣",
            "في ٢٦ تشرين الأول/أكتوبر ٢٠٢٣",
            "السادس والعشرين من أكتوبر 2023",
            "26 أكتوبر من عام 2023",
            "26.10.2023",
            "26/10/2023",
            "2023-10-26",
        ] {
            assert_eq!(parts(text), [(Some(2023), 10, Some(26))], "{text}");
        }
        assert_eq!(parts("3 غشت"), parts("3 August"));
        assert_eq!(parts("3 جانفي"), parts("3 كانون الثاني"));
    }

    #[test]
    fn hijri_dates_are_of_their_own_calendar() {
        for text in ["9 Muharram 620 AH", "٩ محرم سنة ٦٢٠ هـ", "التاسع من محرم ٦٢٠"]
        {
            let dates = find_dates(text);
            assert_eq!(dates[0].calendar, Calendar::Hijri, "{text}");
            assert_eq!(parts(text), [(Some(620), 1, Some(9))], "{text}");
        }
        assert_eq!(parts("8 Dhu al-Hijjah"), parts("الثامن من ذي الحجة"));
        assert_eq!(parts("3 Jumada al-Thani 1400"), parts("3 جمادى الآخرة 1400"));
        assert_eq!(parts("3 Rabi al-Awwal"), parts("3 ربيع الأول"));
    }

    #[test]
    fn digits_may_be_two_dates() {
        let date = &find_dates("03/04/2020")[0];
        assert_eq!((date.month, date.day, date.other), (4, Some(3), Some((3, 4))));
        assert_eq!(find_dates("15/06/2021")[0].other, None);
        assert!(find_dates("15/16/2021 and 192.168.1.10").is_empty());
    }

    #[test]
    fn a_verb_is_not_a_month() {
        assert!(parts("You may go. May I?").is_empty());
        assert!(parts("مارس الرياضة ومارس العزف").is_empty());
        assert_eq!(parts("in March or May").len(), 2);
        assert_eq!(parts("في فبراير ومارس").len(), 2);
    }

    #[test]
    fn a_number_of_the_next_sentence_is_not_the_day() {
        assert_eq!(parts("It closed in October. 26 people left."), [(None, 10, None)]);
        assert_eq!(parts("We counted 26. October was dry."), [(None, 10, None)]);
    }

    #[test]
    fn the_range_is_that_of_the_whole_date() {
        let text = "صدر في ٢٦ تشرين الأول/أكتوبر ٢٠٢٣ قرار";
        let date = &find_dates(text)[0];
        assert_eq!(&text[date.range.clone()], "٢٦ تشرين الأول/أكتوبر ٢٠٢٣");
    }
}
