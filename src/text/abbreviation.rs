//! Full stops that belong to an abbreviation, and those that end a sentence all the same.

use super::fold::digit_value;
use super::script::{Script, script_of};
use super::stop::{is_stop, last_word};

/// Whether the full stop after `clause` belongs to an abbreviation that goes on with `after`.
pub(super) fn is_abbreviation(clause: &str, after: &str) -> bool {
    let word = last_word(clause);
    let lower = word.to_lowercase();
    let bare = lower.trim_end_matches('.');
    let next_word = after
        .trim_start_matches(|c: char| !c.is_alphanumeric())
        .split(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default();
    let next_is_digit = next_word.starts_with(|c| digit_value(c).is_some());
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    if word.chars().all(|c| script_of(c) == Some(Script::Arabic)) && letters > 0 {
        // د. and أ. begin a name; 1445 هـ. and 2020 م. end what they follow.
        let before_word = clause[..clause.len() - word.len()].trim_end();
        if ERAS.contains(&word) && before_word.ends_with(|c| digit_value(c).is_some()) {
            return goes_on_after_year(after, next_word);
        }
        return letters == 1 || ARABIC_ABBREVIATIONS.contains(&word);
    }
    if ERAS.contains(&word) {
        return goes_on_after_year(after, next_word);
    }
    if POSTSCRIPTS.contains(&bare) {
        return true;
    }
    if letters > 1 && word.split('.').all(|part| part.chars().count() == 1) {
        // Dotted letters: U.S., a.m., ش.م.م.
        let starts_anew = STARTERS.contains(&next_word)
            || (TITLES.contains(&next_word) && !is_opening_time(clause, word));
        return !starts_anew || next_is_digit;
    }
    if letters == 1 && word.chars().count() == 1 && word.chars().all(char::is_uppercase) {
        return !(word == "I" && STARTERS.contains(&next_word));
    }
    // What follows a stop that lost its space: Tuesday.Mr
    let last = bare.rsplit('.').next().unwrap_or(bare);
    let listed = |list: &[&str]| list.contains(&bare) || (last.len() > 1 && list.contains(&last));
    if listed(&BEFORE_A_NUMBER) {
        return next_is_digit;
    }
    if listed(&NEVER_LAST) {
        return true;
    }
    listed(&OFTEN_LAST) && !STARTERS.contains(&next_word)
}

/// Whether a year with its era is followed by what belongs to it: the same year of another calendar,
/// the end of a span.
fn goes_on_after_year(after: &str, next_word: &str) -> bool {
    next_word.starts_with(|c| digit_value(c).is_some())
        || after.starts_with(['/', '-', '–', '—', '=', '،', '؛', ':', ','])
        || YEAR_CONTINUATIONS.contains(&next_word)
}

/// Whether all that stands before a time of day is a preposition and the hour: “At 5 a.m. Mr. …”
/// has no verb yet.
fn is_opening_time(clause: &str, word: &str) -> bool {
    let mut before = clause[..clause.len() - word.len()].split_whitespace().rev();
    let is_hour = before.next().is_some_and(|hour| hour.ends_with(|c: char| c.is_ascii_digit()));
    is_hour && before.next().is_some() && before.next().is_none_or(|word| word.ends_with(is_stop))
}

/// Signs of the calendar behind a year: of the Hijra, of Christ, before either.
const ERAS: [&str; 5] = ["هـ", "ه", "م", "ق.م", "ق.هـ"];

/// Words that carry on a year: corresponding to, to, until, or.
const YEAR_CONTINUATIONS: [&str; 5] = ["الموافق", "الموافقة", "إلى", "حتى", "أو"];

/// What opens an afterthought.
const POSTSCRIPTS: [&str; 3] = ["p.s", "ps", "p.p.s"];

/// Titles before a name, which may begin a sentence.
const TITLES: [&str; 4] = ["Mr", "Mrs", "Ms", "Dr"];

/// Abbreviations that something always follows.
const NEVER_LAST: [&str; 40] = [
    "drs", "v", "mr", "mrs", "ms", "dr", "prof", "st", "mt", "ft", "gen", "col", "lt", "sgt",
    "capt", "cmdr", "maj", "adm", "sen", "rep", "gov", "pres", "rev", "hon", "messrs", "mme", "vs",
    "e.g", "i.e", "cf", "viz", "approx", "ca", "al", "supt", "insp", "atty", "amb", "sec", "n°",
];

/// Abbreviations only before a number: No. 4, p. 55, Oct. 26.
const BEFORE_A_NUMBER: [&str; 25] = [
    "ext", "no", "nos", "p", "pp", "fig", "figs", "vol", "ch", "art", "sect", "jan", "feb", "mar",
    "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "para", "eq",
];

/// Abbreviations that may end a sentence.
const OFTEN_LAST: [&str; 27] = [
    "pvt", "co", "inc", "ltd", "corp", "bros", "jr", "sr", "etc", "ave", "blvd", "rd", "esq",
    "ph.d", "m.d", "dept", "est", "univ", "assn", "bldg", "hrs", "min", "tel", "ed", "eds", "mln",
    "bn",
];

const ARABIC_ABBREVIATIONS: [&str; 5] = ["إلخ", "تل", "هاتف", "ج.م", "أ.د"];

/// Words that begin an English sentence far more often than they continue a name.
const STARTERS: [&str; 74] = [
    "The", "A", "An", "It", "He", "She", "They", "We", "I", "You", "In", "On", "At", "But", "And",
    "Or", "So", "If", "As", "For", "From", "With", "By", "To", "This", "That", "These", "Those",
    "There", "Here", "How", "What", "When", "Where", "Why", "Who", "Which", "Did", "Do", "Does",
    "Is", "Are", "Was", "Were", "His", "Her", "Its", "Their", "Our", "My", "Your", "After",
    "Before", "While", "Although", "Because", "However", "Since", "Then", "Now", "Not", "No",
    "Yes", "One", "Some", "Many", "Most", "All", "Both", "Each", "Please", "Other", "Others",
    "Another",
];
