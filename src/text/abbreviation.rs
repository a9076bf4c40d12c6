//! Full stops after abbreviations: those that are only part of one, and those that also end a sentence.

use super::fold::digit_value;
use super::script::{Script, script_of};
use super::stop::{is_stop, last_word};

/// Whether the full stop after `clause` belongs to an abbreviation and the sentence continues with `after`.
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
        // د. and أ. come before a name; 1445 هـ. and 2020 م. may end a sentence.
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
        let starts_sentence = STARTERS.contains(&next_word)
            || (TITLES.contains(&next_word) && !is_opening_time(clause, word));
        return !starts_sentence || next_is_digit;
    }
    if letters == 1 && word.chars().count() == 1 && word.chars().all(char::is_uppercase) {
        return !(word == "I" && STARTERS.contains(&next_word));
    }
    // The word after a full stop without a space: Tuesday.Mr
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

/// Whether the text after a year with its era belongs to it: the same year in another calendar, or the end
/// of a period.
fn goes_on_after_year(after: &str, next_word: &str) -> bool {
    next_word.starts_with(|c| digit_value(c).is_some())
        || after.starts_with(['/', '-', '–', '—', '=', '،', '؛', ':', ','])
        || YEAR_CONTINUATIONS.contains(&next_word)
}

/// Whether there is only a preposition and the hour before the abbreviation of a time of day, so that the
/// sentence has no verb yet: “At 5 a.m. Mr. …”.
fn is_opening_time(clause: &str, word: &str) -> bool {
    let mut before = clause[..clause.len() - word.len()].split_whitespace().rev();
    let is_hour = before.next().is_some_and(|hour| hour.ends_with(|c: char| c.is_ascii_digit()));
    is_hour && before.next().is_some() && before.next().is_none_or(|word| word.ends_with(is_stop))
}

/// Signs of the era after a year: Hijri, AD, and before either.
const ERAS: [&str; 5] = ["هـ", "ه", "م", "ق.م", "ق.هـ"];

/// Words that continue a year: corresponding to, to, until, or.
const YEAR_CONTINUATIONS: [&str; 5] = ["الموافق", "الموافقة", "إلى", "حتى", "أو"];

/// Abbreviations that open a postscript.
const POSTSCRIPTS: [&str; 3] = ["p.s", "ps", "p.p.s"];

/// Titles before a name, which may also begin a sentence.
const TITLES: [&str; 4] = ["Mr", "Mrs", "Ms", "Dr"];

/// Abbreviations that never end a sentence.
const NEVER_LAST: [&str; 40] = [
    "drs", "v", "mr", "mrs", "ms", "dr", "prof", "st", "mt", "ft", "gen", "col", "lt", "sgt",
    "capt", "cmdr", "maj", "adm", "sen", "rep", "gov", "pres", "rev", "hon", "messrs", "mme", "vs",
    "e.g", "i.e", "cf", "viz", "approx", "ca", "al", "supt", "insp", "atty", "amb", "sec", "n°",
];

/// Words that are abbreviations only before a number: No. 4, p. 55, Oct. 26.
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

/// Words that begin an English sentence far more often than they follow an abbreviation inside one.
const STARTERS: [&str; 74] = [
    "The", "A", "An", "It", "He", "She", "They", "We", "I", "You", "In", "On", "At", "But", "And",
    "Or", "So", "If", "As", "For", "From", "With", "By", "To", "This", "That", "These", "Those",
    "There", "Here", "How", "What", "When", "Where", "Why", "Who", "Which", "Did", "Do", "Does",
    "Is", "Are", "Was", "Were", "His", "Her", "Its", "Their", "Our", "My", "Your", "After",
    "Before", "While", "Although", "Because", "However", "Since", "Then", "Now", "Not", "No",
    "Yes", "One", "Some", "Many", "Most", "All", "Both", "Each", "Please", "Other", "Others",
    "Another",
];
