//! From the order on the page to the order of reading: the bidirectional algorithm backwards.

use super::letter::{is_digit, is_ltr, is_rtl, mirror, opens};
use std::ops::Range;
use std::rc::Rc;

/// A piece of a line; its own text is in logical order and is never turned round.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    /// Text.
    pub(super) text: Rc<str>,
    /// Brackets in it are logical already.
    pub(super) logical: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Rtl,
    Ltr,
    Number,
    Other,
}

fn class(text: &str) -> Class {
    let mut number = false;
    for c in text.chars() {
        if is_rtl(c) {
            return Class::Rtl;
        }
        if is_ltr(c) {
            return Class::Ltr;
        }
        number |= is_digit(c);
    }
    if number { Class::Number } else { Class::Other }
}

/// Text of a line whose pieces are given from left to right. `rtl` is the direction of the line, `turn` whether
/// brackets in right-to-left text are shapes to be mirrored.
pub(super) fn logical(pieces: &[Piece], rtl: bool, turn: bool) -> String {
    let classes: Vec<Class> = pieces.iter().map(|p| class(&p.text)).collect();
    let mut out = String::new();
    if rtl {
        rtl_run(pieces, &classes, turn, true, &mut out);
    } else {
        ltr_line(pieces, &classes, turn, &mut out);
    }
    // Some fonts draw the end of the name of God as the sign for all of it, after an alef of its own.
    squeeze(&out.replace("االله", "الله"))
}

/// Single spaces between words.
pub(super) fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

fn push(piece: &Piece, turned: bool, out: &mut String) {
    if !turned || piece.logical {
        out.push_str(&piece.text);
    } else {
        out.extend(piece.text.chars().map(|c| mirror(c).unwrap_or(c)));
    }
}

/// A left-to-right line: stretches from one right-to-left letter to another are read backwards.
fn ltr_line(pieces: &[Piece], classes: &[Class], turn: bool, out: &mut String) {
    let mut at = 0;
    while at < pieces.len() {
        if classes[at] != Class::Rtl {
            push(&pieces[at], false, out);
            at += 1;
            continue;
        }
        let mut end = at;
        for (next, class) in classes.iter().enumerate().skip(at + 1) {
            match class {
                Class::Rtl => end = next,
                Class::Ltr => break,
                _ => {}
            }
        }
        rtl_run(&pieces[at..=end], &classes[at..=end], turn, false, out);
        at = end + 1;
    }
}

/// Right-to-left text: read from the right, Latin words and numbers in it from the left. `start` says that its right
/// end is the start of a line.
fn rtl_run(pieces: &[Piece], classes: &[Class], turn: bool, start: bool, out: &mut String) {
    let runs = ltr_runs(pieces, classes, start);
    let mut end = pieces.len();
    for run in runs.into_iter().rev() {
        pieces[run.end..end].iter().rev().for_each(|piece| push(piece, turn, out));
        pieces[run.clone()].iter().for_each(|piece| push(piece, false, out));
        end = run.start;
    }
    pieces[..end].iter().rev().for_each(|piece| push(piece, turn, out));
}

/// The stretches of right-to-left text that read from left to right, from left to right.
fn ltr_runs(pieces: &[Piece], classes: &[Class], start: bool) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        if classes[at] == Class::Rtl {
            at += 1;
            continue;
        }
        let end =
            classes[at..].iter().position(|c| *c == Class::Rtl).map_or(pieces.len(), |i| at + i);
        runs_between(pieces, classes, at..end, &mut runs);
        at = end;
    }
    // A percentage at the start of a line keeps its sign behind it.
    if let Some(run) = runs.last_mut() {
        let rest: String = pieces[run.end..].iter().map(|p| p.text.as_ref()).collect();
        if start && is_number_sign(rest.trim_end()) && classes[run.end - 1] == Class::Number {
            run.end = pieces.len();
        }
    }
    runs
}

/// Runs in a stretch without right-to-left letters. Latin letters draw in all that lies between them and what stands at
/// their right; numbers keep together over one separator.
fn runs_between(
    pieces: &[Piece],
    classes: &[Class],
    stretch: Range<usize>,
    runs: &mut Vec<Range<usize>>,
) {
    let latin = stretch.clone().find(|i| classes[*i] == Class::Ltr);
    let mut at = stretch.start;
    while at < stretch.end {
        if classes[at] == Class::Other {
            at += 1;
            continue;
        }
        let mut run = at..at + 1;
        let mut next = at + 1;
        while next < stretch.end {
            let ruled = latin.is_some_and(|l| l <= next) && classes[next] != Class::Other;
            let number = next + 1 < stretch.end
                && is_separator(&pieces[next].text)
                && classes[next + 1] == Class::Number;
            // A number right before the first Latin word is part of the same run.
            let before = latin.is_some_and(|l| {
                l > next && l - next < 8 && pieces[next..l].iter().all(|p| p.text.trim().is_empty())
            });
            if ruled || classes[next] == Class::Number && next == run.end {
                run.end = next + 1;
                next += 1;
            } else if number && next == run.end {
                run.end = next + 2;
                next += 2;
            } else if before || latin.is_some_and(|l| l < next) {
                next += 1;
            } else {
                break;
            }
        }
        run.end = closed(pieces, run.clone(), stretch.end);
        at = run.end;
        runs.push(run);
    }
}

/// The end of a run, past brackets that close one it opens and signs that belong to its last number.
fn closed(pieces: &[Piece], run: Range<usize>, limit: usize) -> usize {
    let mut open: Vec<char> = Vec::new();
    for c in pieces[run.clone()].iter().flat_map(|p| p.text.chars()) {
        match mirror(c) {
            Some(other) if opens(c) => open.push(other),
            Some(_) if open.last() == Some(&c) => {
                open.pop();
            }
            _ => {}
        }
    }
    let mut end = run.end;
    while end < limit {
        let mut text = pieces[end].text.chars();
        match (text.next(), text.next()) {
            (Some(c), None) if open.last() == Some(&c) => {
                open.pop();
                end += 1;
            }
            _ => break,
        }
    }
    end
}

fn is_number_sign(text: &str) -> bool {
    matches!(text, "%" | "٪" | "‰")
}

/// Signs that keep a number together between two digits.
fn is_separator(text: &str) -> bool {
    matches!(text, "," | "." | ":" | "/" | "،" | "\u{a0}")
}

/// How many brackets of a text face the words they enclose, less those that face away. Only those with a space at one
/// side and none at the other count.
pub(super) fn facing(text: &str) -> i64 {
    let letters: Vec<char> = text.chars().collect();
    let mut score = 0;
    for (index, c) in letters.iter().enumerate() {
        if mirror(*c).is_none() || matches!(c, '<' | '>' | '≤' | '≥') {
            continue;
        }
        let open = |side: Option<&char>| {
            side.is_none_or(|c| !c.is_alphanumeric() && !super::letter::is_mark(*c))
        };
        let before = open(index.checked_sub(1).and_then(|i| letters.get(i)));
        let after = open(letters.get(index + 1));
        score += match (before, after) {
            (true, false) => {
                if opens(*c) {
                    1
                } else {
                    -1
                }
            }
            (false, true) => {
                if opens(*c) {
                    -1
                } else {
                    1
                }
            }
            _ => 0,
        };
    }
    score
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The order of reading of a line given as it looks, a character a piece.
    fn read(visual: &str) -> String {
        let pieces: Vec<Piece> = visual
            .chars()
            .map(|c| Piece { text: c.to_string().as_str().into(), logical: false })
            .collect();
        logical(&pieces, true, true)
    }

    fn turned(text: &str) -> String {
        text.chars().rev().collect()
    }

    #[test]
    fn words_are_turned_and_numbers_are_not() {
        let visual = format!("{} 1,250 {}", turned("كتابا"), turned("عندي"));
        assert_eq!(read(&visual), "عندي 1,250 كتابا");
    }

    #[test]
    fn latin_words_keep_their_order_and_brackets_turn() {
        let visual = format!("{} (New York) {}", turned("زارها"), turned("المدينة"));
        assert_eq!(read(&visual), "المدينة (New York) زارها");
    }

    #[test]
    fn a_bracket_inside_latin_text_stays_with_it() {
        let visual = format!("{} Bank (UK) {}", turned("فرع"), turned("في"));
        assert_eq!(read(&visual), "في Bank (UK) فرع");
    }

    #[test]
    fn percent_signs_follow_their_number() {
        let visual = format!("{} %50 {}", turned("فقط"), turned("نحو"));
        assert_eq!(read(&visual), "نحو 50% فقط");
        let visual = format!("{} 50%", turned("منهم"));
        assert_eq!(read(&visual), "50% منهم");
    }

    #[test]
    fn dates_are_read_whole_and_ranges_from_the_right() {
        let visual = format!("{} 12/03/2019 {}", turned("ثم"), turned("في"));
        assert_eq!(read(&visual), "في 12/03/2019 ثم");
        let visual = format!("{} 12-10 {}", turned("سطرا"), turned("من"));
        assert_eq!(read(&visual), "من 10-12 سطرا");
    }

    #[test]
    fn arabic_inside_english_is_turned_alone() {
        let visual = format!("The word {} means peace", turned("سلام عليكم"));
        let pieces: Vec<Piece> = visual
            .chars()
            .map(|c| Piece { text: c.to_string().as_str().into(), logical: false })
            .collect();
        assert_eq!(logical(&pieces, false, true), "The word سلام عليكم means peace");
    }

    #[test]
    fn a_ligature_is_not_turned() {
        let pieces = ["م", "لا", "س"].map(|t| Piece { text: t.into(), logical: false });
        assert_eq!(logical(&pieces, true, true), "سلام");
    }

    #[test]
    fn brackets_that_face_away_are_told() {
        assert_eq!(facing("قال (نعم) ثم"), 2);
        assert_eq!(facing("قال )نعم( ثم"), -2);
    }
}
