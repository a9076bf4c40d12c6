//! Dates as values: months in English and in the four Arabic sets, with the day and year beside.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::fold::{Tier, fold};
use super::token::{Token, TokenKind, tokens};

/// A date that names its month in words; day and year where they stand beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Date {
    /// Year, four digits.
    pub year: Option<u32>,
    /// Month, 1–12.
    pub month: u32,
    /// Day of the month, 1–31.
    pub day: Option<u32>,
    /// Byte range of the month's name.
    pub range: Range<usize>,
}

const ENGLISH: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const ENGLISH_SHORT: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Egyptian, Levantine, Algerian and Tunisian, Moroccan names (Unicode CLDR) and spellings of the
/// United Nations, folded by [`Tier::Letters`]; a name of two words has a space.
const ARABIC: [&[&str]; 12] = [
    &["يناير", "كانون الثاني", "جانفي"],
    &["فبراير", "شباط", "فيفري"],
    &["مارس", "اذار"],
    &["ابريل", "نيسان", "افريل"],
    &["مايو", "ايار", "ماي"],
    &["يونيو", "حزيران", "جوان", "يونيه"],
    &["يوليو", "تموز", "جويليه", "يوليوز", "يوليه"],
    &["اغسطس", "اب", "اوت", "غشت"],
    &["سبتمبر", "ايلول", "شتنبر"],
    &["اكتوبر", "تشرين الاول"],
    &["نوفمبر", "تشرين الثاني", "نونبر"],
    &["ديسمبر", "كانون الاول", "دجنبر"],
];

/// The dates of a text, in order of their month's name. أيار/مايو counts once.
pub fn find_dates(text: &str) -> Vec<Date> {
    let words = tokens(text);
    let folded: Vec<String> = words.iter().map(|token| fold(token.text, Tier::Letters)).collect();
    dates_among(text, &words, &folded)
}

/// The dates of a text whose tokens are at hand, with their texts folded by [`Tier::Letters`].
pub fn dates_among(text: &str, words: &[Token<'_>], folded: &[impl AsRef<str>]) -> Vec<Date> {
    let number = |at: usize| -> Option<u32> {
        (words.get(at)?.kind == TokenKind::Number).then(|| folded[at].as_ref().parse().ok())?
    };
    let day = |at: usize| number(at).filter(|day| (1..=31).contains(day));
    let year = |at: usize| number(at).filter(|year| (1000..=2999).contains(year));
    let mut found: Vec<Date> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let Some((month, used)) = month_at(words[at].text, folded, at) else {
            at += 1;
            continue;
        };
        let after = at + used;
        let range = words[at].range.start..words[after - 1].range.end;
        if let Some(last) = found.last_mut()
            && last.month == month
            && text[last.range.end..range.start].trim() == "/"
        {
            last.year = last.year.or_else(|| year(after));
            last.range.end = range.end;
            at = after;
            continue;
        }
        let before = at.checked_sub(1).and_then(day);
        let day = before.or_else(|| day(after));
        let year_at = if before.is_none() && day.is_some() { after + 1 } else { after };
        found.push(Date { year: year(year_at), month, day, range });
        at = after;
    }
    // A bare "May" or "March", or an Arabic homograph (آب, ماي, مارس), is not a date by itself.
    found.retain(|date| {
        date.day.is_some() || date.year.is_some() || !is_ambiguous(&text[date.range.clone()])
    });
    found
}

fn is_ambiguous(name: &str) -> bool {
    matches!(
        fold(name, Tier::Letters).as_str(),
        "may" | "mar" | "march" | "اب" | "ماي" | "مارس" | "اوت"
    )
}

/// The month named at `at` and the number of tokens its name takes.
fn month_at(typed: &str, folded: &[impl AsRef<str>], at: usize) -> Option<(u32, usize)> {
    if is_capitalised(typed) {
        return english_month(typed).map(|month| (month, 1));
    }
    let next = folded.get(at + 1).map(AsRef::as_ref);
    let readings = NAMES.arabic.get(folded[at].as_ref())?;
    readings.iter().find_map(|&(second, month)| match second {
        None => Some((month, 1)),
        second => (second == next).then_some((month, 2)),
    })
}

/// Whether a month's name may begin with a word, as typed and folded by [`Tier::Letters`].
pub fn begins_month(typed: &str, folded: &str) -> bool {
    if is_capitalised(typed) {
        english_month(typed).is_some()
    } else {
        NAMES.arabic.contains_key(folded)
    }
}

fn is_capitalised(typed: &str) -> bool {
    typed.starts_with(|c: char| c.is_ascii_uppercase())
}

fn english_month(typed: &str) -> Option<u32> {
    NAMES.english.get(typed.trim_end_matches('.')).copied()
}

/// The names of the months for looking up.
struct MonthNames {
    english: HashMap<&'static str, u32>,
    /// First words, bare and after each clitic, with the second word where there is one.
    arabic: HashMap<String, Vec<(Option<&'static str>, u32)>>,
}

static NAMES: LazyLock<MonthNames> = LazyLock::new(|| {
    let english = ENGLISH.iter().zip(1u32..).chain(ENGLISH_SHORT.iter().zip(1..));
    let mut names = MonthNames {
        english: english.map(|(name, month)| (*name, month)).chain([("Sept", 9)]).collect(),
        arabic: HashMap::new(),
    };
    for (month, spellings) in (1u32..).zip(ARABIC) {
        for name in spellings {
            let (first, second) = match name.split_once(' ') {
                Some((first, second)) => (first, Some(second)),
                None => (*name, None),
            };
            // اب is too short to be told from other words under a clitic.
            let clitics: &[&str] = if first.chars().count() > 2 { &CLITICS } else { &CLITICS[..1] };
            for clitic in clitics {
                names.arabic.entry(format!("{clitic}{first}")).or_default().push((second, month));
            }
        }
    }
    names
});

/// What a month's name may begin with.
const CLITICS: [&str; 5] = ["", "و", "ف", "ب", "ل"];

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<(Option<u32>, u32, Option<u32>)> {
        find_dates(text).into_iter().map(|d| (d.year, d.month, d.day)).collect()
    }

    #[test]
    fn one_date_in_every_month_set() {
        for text in [
            "on October 26, 2023 in",
            "on 26 October 2023",
            "Oct. 26, 2023",
            "في 26 أكتوبر 2023",
            "في ٢٦ تشرين الأول ٢٠٢٣",
            "في ٢٦ تشرين الأول/أكتوبر ٢٠٢٣",
        ] {
            assert_eq!(parts(text), [(Some(2023), 10, Some(26))], "{text}");
        }
        assert_eq!(parts("3 غشت"), parts("3 August"));
        assert_eq!(parts("3 جانفي"), parts("3 كانون الثاني"));
    }

    #[test]
    fn a_verb_is_not_a_month() {
        assert!(parts("You may go. May I?").is_empty());
        assert!(parts("مارس الرياضة").is_empty());
    }
}
