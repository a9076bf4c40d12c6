//! Dates: days, months and years in any of the Arabic sets of month names, in digits, and of the
//! Hijri calendar; days of the week.

use std::ops::Range;

use super::calendar::{HIJRI, hijri_month, weekday};
use super::code::{Code, Severity};
use super::finding::Finding;
use super::reading::{ReadPair, ReadText};
use crate::text::{Token, begins_month, dates_among};

/// A date that a text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DateMention {
    /// Month and day as it may be read: 03/04/2020 is two days. Months of the Hijri calendar are
    /// counted on from [`HIJRI`].
    readings: Vec<(u32, Option<u32>)>,
    year: Option<u32>,
    range: Range<usize>,
}

impl DateMention {
    /// The number of the month, where the month is named and of the Gregorian calendar.
    pub fn month_number(&self) -> Option<u64> {
        let (month, _) = self.readings.first()?;
        (*month < HIJRI).then_some(u64::from(*month))
    }

    /// Whether two may be the same: nothing that both say differs.
    fn agrees(&self, other: &DateMention) -> bool {
        let differs = |a: Option<u32>, b: Option<u32>| a.zip(b).is_some_and(|(a, b)| a != b);
        !differs(self.year, other.year)
            && self.readings.iter().any(|(month, day)| {
                other.readings.iter().any(|(m, d)| month == m && !differs(*day, *d))
            })
    }
}

/// Whether a stretch lies within one of these dates.
pub(super) fn covers(dates: &[DateMention], range: &Range<usize>) -> bool {
    dates.iter().any(|date| date.range.start <= range.start && range.end <= date.range.end)
}

/// The dates of a text in order.
pub(super) fn read_dates(text: &ReadText<'_>) -> Vec<DateMention> {
    let mut found = named_months(text);
    let named = found.clone();
    let apart = |date: &DateMention| !covers(&named, &date.range);
    found.extend(numeric_dates(text).into_iter().filter(apart));
    found.extend(bare_months(text).into_iter().filter(apart));
    found.extend(hijri_dates(text));
    found.sort_by_key(|date| date.range.start);
    found
}

fn named_months(text: &ReadText<'_>) -> Vec<DateMention> {
    let is_month = |at: usize| begins_month(text.words[at].token.text, text.folded(at));
    if !(0..text.words.len()).any(is_month) {
        return Vec::new();
    }
    let tokens: Vec<Token<'_>> = text.words.iter().map(|word| word.token.clone()).collect();
    let folded: Vec<&str> = text.words.iter().map(|word| word.folded.as_str()).collect();
    dates_among(text.text, &tokens, &folded)
        .into_iter()
        .map(|date| DateMention {
            readings: vec![(date.month, date.day)],
            year: date.year,
            range: with_numbers(text, date.range, &[date.day, date.year]),
        })
        .collect()
}

/// A month's name with the day and year beside it.
fn with_numbers(text: &ReadText<'_>, month: Range<usize>, values: &[Option<u32>]) -> Range<usize> {
    let is_part = |at: usize| {
        let value = text.folded(at).parse().ok();
        value.is_some() && values.contains(&value)
    };
    let mut range = month;
    let first = text.words.partition_point(|word| word.token.range.start < range.start);
    if first > 0 && is_part(first - 1) {
        range.start = text.words[first - 1].token.range.start;
    }
    let after = text.words.partition_point(|word| word.token.range.start < range.end);
    for at in after..(after + 2).min(text.words.len()) {
        if !is_part(at) {
            break;
        }
        range.end = text.words[at].token.range.end;
    }
    range
}

/// May and March, آب and مارس, where they stand as a month does without a day or year.
fn bare_months(text: &ReadText<'_>) -> Vec<DateMention> {
    const ENGLISH: [&str; 15] = [
        "in", "by", "since", "until", "till", "during", "early", "late", "mid", "last", "next",
        "every", "of", "from", "between",
    ];
    const ARABIC: [&str; 12] = [
        "في",
        "شهر",
        "منذ",
        "حتي",
        "خلال",
        "بحلول",
        "اوايل",
        "اواخر",
        "نهايه",
        "بدايه",
        "مطلع",
        "منتصف",
    ];
    let mention = |at: usize| {
        let before = text.folded(at.checked_sub(1)?);
        let month = match text.folded(at) {
            "may" if text.words[at].is_capitalised() => 5,
            "march" if text.words[at].is_capitalised() => 3,
            "مارس" => 3,
            "اب" | "اوت" => 8,
            "ماي" => 5,
            _ => return None,
        };
        let is_led =
            if text.is_arabic() { ARABIC.contains(&before) } else { ENGLISH.contains(&before) };
        let range = text.words[at].token.range.clone();
        is_led.then(|| DateMention { readings: vec![(month, None)], year: None, range })
    };
    (0..text.words.len()).filter_map(mention).collect()
}

/// 15/06/2021, 2019-11-30, 26.10.2023.
fn numeric_dates(text: &ReadText<'_>) -> Vec<DateMention> {
    let mut found = Vec::new();
    let value = |at: usize| -> Option<u32> {
        let word = text.words.get(at).filter(|word| word.is_number())?;
        (word.folded.len() <= 4).then(|| word.folded.parse().ok()).flatten()
    };
    for at in 0..text.words.len() {
        if !text.words[at].is_number() {
            continue;
        }
        if let Some(date) = dotted_date(text, at) {
            found.push(date);
            continue;
        }
        let sign = |at: usize| text.gap_after(at).trim_matches(|c: char| !c.is_ascii_graphic());
        let is_sign = |sign: &str| matches!(sign, "/" | "-");
        if !is_sign(sign(at)) || sign(at) != sign(at + 1) {
            continue;
        }
        let Some(((a, b), c)) = value(at).zip(value(at + 1)).zip(value(at + 2)) else { continue };
        let range = text.words[at].token.range.start..text.words[at + 2].token.range.end;
        found.extend(numeric(a, b, c, range));
    }
    found
}

/// A date in one token, which dots do not part.
fn dotted_date(text: &ReadText<'_>, at: usize) -> Option<DateMention> {
    let mut parts = text.folded(at).split('.').map(|part| part.parse().ok());
    let (a, b, c) = (parts.next()??, parts.next()??, parts.next()??);
    numeric(a, b, c, text.words[at].token.range.clone()).filter(|_| parts.next().is_none())
}

fn numeric(a: u32, b: u32, c: u32, range: Range<usize>) -> Option<DateMention> {
    let is_year = |number: u32| (1000..=2999).contains(&number);
    let (year, days) = match (is_year(a), is_year(c)) {
        (true, false) => (a, [(b, c), (b, c)]),
        (false, true) => (c, [(b, a), (a, b)]),
        _ => return None,
    };
    let mut readings: Vec<_> = days
        .into_iter()
        .filter(|(month, day)| (1..=12).contains(month) && (1..=31).contains(day))
        .map(|(month, day)| (month, Some(day)))
        .collect();
    readings.dedup();
    (!readings.is_empty()).then_some(DateMention { readings, year: Some(year), range })
}

fn hijri_dates(text: &ReadText<'_>) -> Vec<DateMention> {
    let mut found: Vec<DateMention> = Vec::new();
    let mut at = 0;
    while at < text.words.len() {
        let Some((month, used)) = hijri_month(text, at) else {
            at += 1;
            continue;
        };
        let number = |at: Option<usize>, most: u32| -> Option<u32> {
            let value: u32 = text.folded(at?).parse().ok()?;
            (1..=most).contains(&value).then_some(value)
        };
        let day = number(at.checked_sub(1), 30);
        let after = at + used;
        let year = number(Some(after), 1600).filter(|year| *year > 30);
        let range = text.words[at].token.range.start..text.words[after - 1].token.range.end;
        let range = with_numbers(text, range, &[day, year]);
        found.push(DateMention { readings: vec![(HIJRI + month, day)], year, range });
        at = after;
    }
    found
}

/// Compares the dates and weekdays of both sides.
pub(super) fn check_dates(
    pair: &ReadPair<'_>,
    dates: &[Vec<DateMention>; 2],
    findings: &mut Vec<Finding>,
) {
    let unmatched = |here: &'_ [DateMention], there: &[DateMention]| -> Vec<DateMention> {
        here.iter().filter(|date| !there.iter().any(|other| date.agrees(other))).cloned().collect()
    };
    let missing = unmatched(&dates[0], &dates[1]);
    let added = unmatched(&dates[1], &dates[0]);
    if !missing.is_empty() && !added.is_empty() {
        findings.push(Finding::differing(
            Code::Dates,
            pair,
            missing.into_iter().map(|date| date.range).collect(),
            added.into_iter().map(|date| date.range).collect(),
        ));
        return;
    }
    check_weekdays(pair, findings);
}

fn check_weekdays(pair: &ReadPair<'_>, findings: &mut Vec<Finding>) {
    let days = |text: &ReadText<'_>| -> Vec<(u32, Range<usize>)> {
        (0..text.words.len())
            .filter_map(|at| Some((weekday(text, at)?, text.words[at].token.range.clone())))
            .collect()
    };
    let (source, target) = (days(&pair.source), days(&pair.target));
    if source.is_empty() || target.is_empty() {
        return;
    }
    let unmatched = |here: &[(u32, Range<usize>)], there: &[(u32, Range<usize>)]| {
        here.iter()
            .filter(|(day, _)| there.iter().all(|(other, _)| other != day))
            .map(|(_, range)| range.clone())
            .collect::<Vec<_>>()
    };
    let (missing, added) = (unmatched(&source, &target), unmatched(&target, &source));
    if !missing.is_empty() && !added.is_empty() {
        let finding = Finding::differing(Code::Dates, pair, missing, added);
        findings.push(finding.at_most(Severity::Warning));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Language;
    use crate::quality::reading::Pair;

    fn agree(english: &str, arabic: &str) -> bool {
        let languages = (Language::english(), Language::arabic());
        let pair = ReadPair::of(&Pair::new((english, &languages.0), (arabic, &languages.1)));
        let dates = [read_dates(&pair.source), read_dates(&pair.target)];
        assert!(dates.iter().all(|dates| !dates.is_empty()), "{english} {arabic}");
        let mut findings = Vec::new();
        check_dates(&pair, &dates, &mut findings);
        findings.is_empty()
    }

    #[test]
    fn a_date_is_the_same_in_every_calendar_and_notation() {
        for (english, arabic) in [
            ("on 15/06/2021", "في 15 حزيران 2021"),
            ("in 2019-11-30", "في ٣٠ نوفمبر ٢٠١٩"),
            ("on 04/03/2020", "في 3 أبريل 2020"),
            ("1 Ramadan 1442", "1 رمضان 1442"),
            ("on 8 Dhu al-Hijjah", "في 8 ذي الحجة"),
            ("in March", "في آذار"),
        ] {
            assert!(agree(english, arabic), "{english} {arabic}");
        }
        for (english, arabic) in [
            ("on 15/06/2021", "في 15 تموز 2021"),
            ("1 Ramadan", "1 شعبان"),
            ("in March", "في مايو"),
        ] {
            assert!(!agree(english, arabic), "{english} {arabic}");
        }
    }
}
