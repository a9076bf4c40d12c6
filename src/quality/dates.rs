//! Dates: both sides must give the same ones, in any set of month names, in digits or in the Hijri
//! calendar; likewise days of the week.

use std::ops::Range;

use super::code::{Code, Severity};
use super::finding::Finding;
use super::reading::{ReadPair, ReadText};
use crate::text::{Calendar, Date, weekday_at};

/// The number of a month of the Gregorian calendar.
pub(super) fn month_number(date: &Date) -> Option<u64> {
    (date.calendar == Calendar::Gregorian).then_some(date.month.into())
}

/// Whether two dates may be the same: nothing that both say differs.
fn agree(a: &Date, b: &Date) -> bool {
    let differ = |a: Option<u32>, b: Option<u32>| a.zip(b).is_some_and(|(a, b)| a != b);
    let readings = |date: &Date| {
        let other = date.other.map(|(month, day)| (month, Some(day)));
        std::iter::once((date.month, date.day)).chain(other)
    };
    a.calendar == b.calendar
        && !differ(a.year, b.year)
        && readings(a).any(|(month, day)| {
            readings(b).any(|(other, other_day)| month == other && !differ(day, other_day))
        })
}

/// Whether a range lies within one of these dates.
pub(super) fn covers(dates: &[Date], range: &Range<usize>) -> bool {
    dates.iter().any(|date| date.range.start <= range.start && range.end <= date.range.end)
}

/// Compares the dates and weekdays of both sides.
pub(super) fn check_dates(
    pair: &ReadPair<'_>,
    dates: &[Vec<Date>; 2],
    findings: &mut Vec<Finding>,
) {
    let unmatched = |here: &[Date], there: &[Date]| -> Vec<Range<usize>> {
        here.iter()
            .filter(|date| !there.iter().any(|other| agree(date, other)))
            .map(|date| date.range.clone())
            .collect()
    };
    let missing = unmatched(&dates[0], &dates[1]);
    let added = unmatched(&dates[1], &dates[0]);
    if !missing.is_empty() && !added.is_empty() {
        findings.push(Finding::differing(Code::Dates, pair, missing, added));
        return;
    }
    check_weekdays(pair, findings);
}

fn check_weekdays(pair: &ReadPair<'_>, findings: &mut Vec<Finding>) {
    let days = |text: &ReadText<'_>| -> Vec<(u32, Range<usize>)> {
        (0..text.words.len())
            .filter_map(|at| {
                Some((weekday_at(text.view(), at)?, text.words[at].token.range.clone()))
            })
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
    use crate::model::Pair;
    use crate::quality::reading::{Text, read_pair};
    use crate::text::{dates_among, numbers_among};

    fn agree(english: &str, arabic: &str) -> bool {
        let languages = (Language::english(), Language::arabic());
        let pair = read_pair(&Pair::new(
            Text::new(english, &languages.0),
            Text::new(arabic, &languages.1),
        ));
        let dates = [&pair.source, &pair.target]
            .map(|side| dates_among(side.view(), &numbers_among(side.view())));
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
            ("on 26 October 2023", "في السادس والعشرين من أكتوبر 2023"),
            ("in March", "في آذار"),
        ] {
            assert!(agree(english, arabic), "{english} {arabic}");
        }
        for (english, arabic) in [
            ("on 15/06/2021", "في 15 تموز 2021"),
            ("1 Ramadan", "1 شعبان"),
            ("in March", "في مايو"),
            ("on 27 October 2023", "في السادس والعشرين من أكتوبر 2023"),
            ("9 Muharram 620", "٩ محرم سنة ٦٢١"),
        ] {
            assert!(!agree(english, arabic), "{english} {arabic}");
        }
    }
}
