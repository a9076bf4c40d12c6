//! Sentence splitting for English and Arabic: the Unicode sentence boundaries (UAX #29), without those after
//! abbreviations, and with others where the space after a full stop is missing or a list is written as one
//! paragraph.
//!
//! A superfluous boundary is repaired by a bead of several segments; a missing one cannot be repaired. In
//! doubt these rules split.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::abbreviation::is_abbreviation;
use super::fold::{digit_value, is_invisible_control};
use super::list::{inline_list_items, is_bullet};
use super::script::{Script, script_of};
use super::stop::{FARTHEST, is_stop, last_word};
use crate::model::Language;

/// The most marks in a row that mean something; more are a drawn line. Without this limit and
/// [`FARTHEST`], the time for a text of marks alone would grow with the square of its length.
const MOST_MARKS: usize = 64;

/// The sentences of one paragraph, as byte ranges without the white space around them. White space inside a
/// paragraph, including line breaks, never ends a sentence by itself.
pub fn split_sentences(text: &str, language: &Language) -> Vec<Range<usize>> {
    let flat = flatten(text);
    let items = inline_list_items(&flat);
    let follows_marker = |at: usize| {
        let before = items.partition_point(|&item| item < at);
        items[..before]
            .last()
            .is_some_and(|&item| !flat[item..at].trim_end().contains(char::is_whitespace))
    };
    let mut bounds: Vec<usize> = candidates(&flat)
        .into_iter()
        .filter(|&at| !follows_marker(at) && ends_sentence(&flat, at, language))
        .map(|at| at + clinging(&flat[at..]))
        .collect();
    bounds.extend(&items);
    bounds.extend([0, flat.len()]);
    bounds.sort_unstable();
    bounds.dedup();
    bounds.windows(2).filter_map(|pair| trimmed(&flat, pair[0]..pair[1])).collect()
}

/// The text with spaces in place of line breaks, and with neutral characters of the same length in place of
/// the rest of long runs of marks.
fn flatten(text: &str) -> String {
    let mut run = 0usize;
    text.chars()
        .map(|c| {
            let is_mark = !c.is_alphanumeric() && !c.is_whitespace() && !is_stop(c);
            run = if is_mark { run + 1 } else { 0 };
            match c {
                '\n' | '\r' | '\u{0B}' | '\u{0C}' => ' ',
                c if run <= MOST_MARKS => c,
                c => match c.len_utf8() {
                    1 => '_',
                    2 => '§',
                    3 => '※',
                    _ => '\u{1D100}',
                },
            }
        })
        .collect()
}

fn trimmed(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let piece = &text[range.clone()];
    let start = range.start + (piece.len() - piece.trim_start().len());
    let end = range.start + piece.trim_end().len();
    (start < end).then_some(start..end)
}

/// The length of what belongs to the end of a sentence although a space comes before it: a closing bracket or
/// quotation mark, a smiley.
fn clinging(after: &str) -> usize {
    let after = &after[..after.floor_char_boundary(FARTHEST)];
    let word = after.split_whitespace().next().unwrap_or_default();
    let closes = word.chars().all(|c| matches!(c, ')' | ']' | '}' | '»' | '”' | '’'));
    if word.is_empty() || !(closes || is_smiley(word)) {
        return 0;
    }
    after.len() - after.trim_start().len() + word.len()
}

/// Whether a word is a smiley: `:)`, `:-)`, `;D`.
fn is_smiley(word: &str) -> bool {
    let Some(face) = word.strip_prefix([':', ';', '=', '8']) else { return false };
    let mouth = face.strip_prefix(['-', '\'']).unwrap_or(face);
    !mouth.is_empty()
        && (mouth.chars().all(|c| matches!(c, ')' | '(' | '|')) || matches!(mouth, "D" | "P" | "p"))
}

/// Where a sentence may end: at the UAX #29 boundaries, after "…" and its closing marks, and after a full
/// stop whose space is missing.
fn candidates(text: &str) -> Vec<usize> {
    let mut found: Vec<usize> =
        text.split_sentence_bound_indices().map(|(at, _)| at).filter(|&at| at > 0).collect();
    let mut previous: Option<char> = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if is_stop(c) {
            let mut end = at + c.len_utf8();
            while let Some(&(next_at, next)) = chars.peek() {
                if !(is_stop(next) || is_closing(next) || is_invisible_control(next)) {
                    break;
                }
                end = next_at + next.len_utf8();
                chars.next();
            }
            let next = text[end..].chars().next();
            let joined =
                next.is_some_and(char::is_alphabetic) && previous.is_some_and(char::is_alphabetic);
            let smiles = || text[end..].split_whitespace().next().is_some_and(is_smiley);
            // UAX #29 has a boundary after "." but not after "…", without a space, or before the colon
            // of a smiley.
            if (next.is_some_and(char::is_whitespace) && (c == '…' || smiles()))
                || (c == '.' && lost_its_space(text, at, end, previous))
                || (c != '.' && joined)
            {
                found.push(end);
            }
        }
        previous = Some(c);
    }
    found
}

/// Whether the space after a full stop is missing: "world.Today", "السابق.وقال". There are words on both
/// sides, and it is not in an address, a file name or after an initial.
fn lost_its_space(text: &str, stop: usize, end: usize, previous: Option<char>) -> bool {
    let after: Vec<char> = text[end..].chars().take(2).collect();
    let (Some(previous), [first, second]) = (previous, after.as_slice()) else { return false };
    let word_before = last_word(&text[..stop]);
    let arabic = |c: char| script_of(c) == Some(Script::Arabic);
    if arabic(previous) {
        return word_before.chars().count() > 2 && arabic(*first) && arabic(*second);
    }
    (previous.is_lowercase() && word_before.chars().count() > 2 || digit_value(previous).is_some())
        && first.is_uppercase()
        && second.is_lowercase()
        && !is_address(chunk_around(text, stop))
}

/// The characters around a place up to white space, at most [`FARTHEST`] on each side.
fn chunk_around(text: &str, at: usize) -> &str {
    let start = text[..at]
        .char_indices()
        .rev()
        .take(FARTHEST)
        .take_while(|(_, c)| !c.is_whitespace())
        .last()
        .map_or(at, |(start, _)| start);
    let chunk = &text[start..text.floor_char_boundary(at + FARTHEST)];
    chunk.split_whitespace().next().unwrap_or_default()
}

/// The text without the marks at its end.
fn without_marks(text: &str, is_mark: impl Fn(char) -> bool) -> &str {
    let marks = text.chars().rev().take(MOST_MARKS).take_while(|&c| is_mark(c));
    &text[..text.len() - marks.map(char::len_utf8).sum::<usize>()]
}

/// Whether a word may be the address of a page or person, or the name of a file.
fn is_address(word: &str) -> bool {
    word.contains(['@', '/', '_'])
}

fn ends_sentence(text: &str, at: usize, language: &Language) -> bool {
    let before = text[..at].trim_end();
    let after = text[at + clinging(&text[at..])..].trim_start();
    if after.is_empty() {
        return true;
    }
    let has_space = before.len() < at || text[at..].starts_with(char::is_whitespace);
    if !has_space && is_address(chunk_around(text, at)) {
        return false;
    }
    let after = &after[..after.floor_char_boundary(FARTHEST)];
    let bare = without_marks(before, |c| is_closing(c) || is_invisible_control(c));
    let Some(stop) = bare.chars().next_back().filter(|&c| is_stop(c)) else { return false };
    let clause =
        without_marks(bare, |c| is_stop(c) || c.is_whitespace() || is_invisible_control(c));
    let stops = bare[clause.len()..].chars().filter(|&c| is_stop(c)).count();
    let ellipsis = stop == '…' || stops == 3;
    if ellipsis && before[bare.len()..].starts_with(']') && clause.ends_with('[') {
        return false;
    }
    let next = after.chars().find(|&c| c.is_alphanumeric());
    let next_is_lower = next.is_some_and(char::is_lowercase);
    if next_is_lower && (language.is_english() || script_of_last(clause) == Some(Script::Latin)) {
        // Before a small letter a question or exclamation mark ends a sentence all the same, for some
        // write no capitals; after a closing quotation mark the sentence goes on: “Why?” he asked.
        return matches!(stop, '?' | '!')
            && has_space
            && bare.len() == before.len()
            && !(stop == '!' && is_name_inside(clause));
    }
    if stops == 1 && stop == '.' {
        // "1. The first item": the number marks the item that follows.
        let word = last_word(clause);
        let before_word = clause[..clause.len() - word.len()].trim_end();
        let opens = before_word.is_empty() || before_word.ends_with(|c| is_stop(c) || is_bullet(c));
        if opens && !word.is_empty() && word.chars().all(|c| digit_value(c).is_some()) {
            return false;
        }
        return !is_abbreviation(clause, after);
    }
    true
}

/// Whether the clause ends with a capitalised word inside a sentence, which may be a name with a mark of
/// its own: Yahoo!
fn is_name_inside(clause: &str) -> bool {
    let word = last_word(clause);
    let before_word = clause[..clause.len() - word.len()].trim_end();
    word.starts_with(char::is_uppercase)
        && before_word.ends_with(|c: char| c.is_alphanumeric() || c == ',')
}

fn script_of_last(text: &str) -> Option<Script> {
    text.chars().rev().find_map(script_of)
}

fn is_closing(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '»' | '›' | ')' | ']' | '}' | '）' | '“')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn english(text: &str) -> Vec<&str> {
        let language = Language::english();
        split_sentences(text, &language).into_iter().map(|range| &text[range]).collect()
    }

    fn arabic(text: &str) -> Vec<&str> {
        let language = Language::arabic();
        split_sentences(text, &language).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn abbreviations_initials_and_decimals_do_not_end_a_sentence() {
        for whole in [
            "Mr. Smith met Dr. J. R. Jones of the U.S. Navy at 6:40 a.m. on Oct. 26.",
            "It cost $100.50, see No. 4 and p. 55.",
            "He said “This is great.” and left.",
            "She works at Yahoo! in the accounting department.",
            "By 2 p.m. 27 boats had left.",
        ] {
            assert_eq!(english(whole), [whole]);
        }
    }

    #[test]
    fn a_sentence_takes_its_closing_quotes_and_brackets() {
        assert_eq!(
            english("“Go!” He went. (Really.) Then?"),
            ["“Go!”", "He went.", "(Really.)", "Then?"]
        );
        assert_eq!(
            arabic("قال: «لن نعود.» ثم مضى. (انتهى.) هل عاد؟"),
            ["قال: «لن نعود.»", "ثم مضى.", "(انتهى.)", "هل عاد؟"]
        );
    }

    #[test]
    fn an_abbreviation_may_end_a_sentence() {
        assert_eq!(english("I live in the U.S. How about you?").len(), 2);
        assert_eq!(english("It is owned by Pitt & Co. It closed.").len(), 2);
        assert_eq!(english("The depth fell to 1.7. Nothing could pass.").len(), 2);
        assert_eq!(english("That was in 1990. Nothing came of it.").len(), 2);
    }

    #[test]
    fn arabic_titles_decimals_and_commas_do_not_split() {
        for whole in [
            "وقال د. سامي إن النسبة بلغت 7.9 في المئة، وأضاف: نعم؛ لا شك.",
            "حضر أ.د. خالد، ص. 12.",
            "د\u{202A}.\u{202C} ديفيد ريدي.",
        ] {
            assert_eq!(arabic(whole), [whole]);
        }
    }

    #[test]
    fn an_era_ends_a_sentence_unless_its_year_goes_on() {
        for two in [
            "وقع ذلك عام 2020 م. وعاد بعدها.",
            "بُني المسجد سنة 505 هـ. كان صغيراً.",
            "نُقش الحجر في سنة 700 ق.م. ثم دُفن.",
        ] {
            assert_eq!(arabic(two).len(), 2, "{two}");
        }
        for one in [
            "وصل سنة 1445 هـ. الموافق 2023 م.",
            "حكموا من 132 هـ. إلى 656 هـ.",
            "بُنيت عام 1111 م. (505 هـ.).",
            "من 750 م. – 1258 م.",
            "حضر م. سامي الافتتاح.",
        ] {
            assert_eq!(arabic(one).len(), 1, "{one}");
        }
    }

    #[test]
    fn a_question_or_exclamation_ends_before_a_small_letter() {
        assert_eq!(english("will it rain? nobody knows. so it goes").len(), 2);
        assert_eq!(english("What a harvest! everyone sang.").len(), 2);
        for whole in [
            "“Why?” he asked.",
            "'Run!' cried the boy.",
            "The plan (or was it?) failed.",
            "See http://u.example/a?b=c&d=E now.",
            "See http://u.example/story.asp?Id=4 now.",
        ] {
            assert_eq!(english(whole), [whole]);
        }
    }

    #[test]
    fn what_stands_apart_clings_to_the_sentence_before() {
        assert_eq!(
            english("We won. :) Come again! ;-) Bye."),
            ["We won. :)", "Come again! ;-)", "Bye."]
        );
        assert_eq!(
            english("(We fly next day. ) Then home."),
            ["(We fly next day. )", "Then home."]
        );
        assert_eq!(arabic("« لن نعود. » ثم مضى."), ["« لن نعود. »", "ثم مضى."]);
    }

    #[test]
    fn abbreviations_of_letters_and_cases_do_not_end_a_sentence() {
        for whole in [
            "Call ext. 40 first.",
            "Drs. Ali and Noor agree.",
            "P.S. I forgot the key.",
            "The case of Hale v. Stone ended.",
        ] {
            assert_eq!(english(whole), [whole]);
        }
        assert_eq!(english("They use an ext. It works.").len(), 2);
        assert_eq!(english("She came at 6 p.m. Mr. Hale left.").len(), 2);
        assert_eq!(english("At 6 p.m. Mr. Hale left.").len(), 1);
    }

    #[test]
    fn a_lost_space_still_ends_a_sentence() {
        assert_eq!(english("Hello world.Today is Tuesday.").len(), 2);
        assert_eq!(arabic("قال السابق.وأضاف الآخر.").len(), 2);
        assert_eq!(english("Write to Jane.Doe@example.com or read README.md now.").len(), 1);
    }

    #[test]
    fn a_strung_list_splits_at_its_markers() {
        assert_eq!(english("1.) The first item 2.) The second item").len(), 2);
        assert_eq!(english("a. The first b. The second c. The third").len(), 3);
        assert_eq!(english("1. The first item.").len(), 1);
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_lost(text in "[a-zA-Zء-ي0-9 .!?؟…«»\"'()\\n]{0,80}") {
            for language in [Language::english(), Language::arabic()] {
                let kept: String = split_sentences(&text, &language)
                    .into_iter()
                    .map(|range| text[range].split_whitespace().collect::<String>())
                    .collect();
                proptest::prop_assert_eq!(kept, text.split_whitespace().collect::<String>());
            }
        }
    }
}
