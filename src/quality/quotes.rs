//! Quotation marks (« », “ ”, „ ‟, ‹ ›, straight ones; nested or not): each must be closed, and both
//! sides must have them or neither.

use std::ops::Range;

use super::code::Code;
use super::finding::Finding;
use super::markup::Markup;
use super::reading::{ReadPair, ReadText};
use crate::model::Side;

/// The quotation marks of a text.
#[derive(Debug, Default)]
struct Quotes {
    /// The number of quotations.
    count: usize,
    /// The number of texts in single quotation marks, which may not be quotations.
    weak: usize,
    /// Marks that are not closed or not opened, or that face the wrong way.
    single: Vec<Range<usize>>,
    /// All marks.
    marks: Vec<Range<usize>>,
}

/// Whether a text has quotation marks of any kind.
pub(super) fn has_quotes(text: &ReadText<'_>) -> bool {
    let quotes = Quotes::read(text, &Markup::default());
    quotes.count + quotes.weak > 0
}

impl Quotes {
    fn read(text: &ReadText<'_>, markup: &Markup) -> Self {
        let mut quotes = Quotes::default();
        if text.is_ascii && !text.text.contains(['"', '\'']) {
            return quotes;
        }
        let mut open: Vec<(char, Range<usize>)> = Vec::new();
        for (at, c) in text.text.char_indices() {
            let range = at..at + c.len_utf8();
            let (before, after) = (&text.text[..at], &text.text[range.end..]);
            match c {
                '"' if is_inches(before) || markup.covers(&range) => continue,
                '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '‹' | '›' => {}
                '\'' | '‘' | '’' => {
                    quotes.read_single(c, range, before, after, &mut open);
                    continue;
                }
                _ => continue,
            }
            quotes.marks.push(range.clone());
            let opens = match open.last() {
                Some((opening, _)) if closes(*opening, c) => false,
                // ” also opens in Arabic typed on a keyboard that mirrors it.
                _ => {
                    matches!(c, '"' | '“' | '„' | '«' | '‹' | '‟')
                        || (c == '”' && opens_word(before, after))
                }
            };
            if opens {
                open.push((c, range));
            } else if open.last().is_some_and(|(opening, _)| closes(*opening, c)) {
                open.pop();
                quotes.count += 1;
            } else {
                quotes.single.push(range);
            }
        }
        quotes.single.extend(
            open.into_iter().filter(|(c, _)| !matches!(c, '\'' | '‘')).map(|(_, range)| range),
        );
        quotes
    }

    /// Reads a single mark: an apostrophe, unless it opens before a word or closes an open quotation.
    fn read_single(
        &mut self,
        mark: char,
        range: Range<usize>,
        before: &str,
        after: &str,
        open: &mut Vec<(char, Range<usize>)>,
    ) {
        let closes_word = !after.starts_with(char::is_alphanumeric)
            && before.ends_with(|c: char| !c.is_whitespace());
        let is_opened = open.last().is_some_and(|(c, _)| matches!(c, '\'' | '‘'));
        if is_opened && closes_word && mark != '‘' {
            open.pop();
            self.weak += 1;
        } else if mark != '’' && opens_word(before, after) && !is_opened && !is_elided(after) {
            open.push((mark, range));
        }
    }
}

/// Whether one mark closes what another opened.
fn closes(opening: char, closing: char) -> bool {
    matches!(
        (opening, closing),
        ('"', '"')
            | ('“', '”' | '“')
            | ('„', '“' | '”' | '‟')
            | ('«', '»')
            | ('‹', '›')
            | ('”', '“' | '”')
            | ('‟', '”')
    )
}

fn opens_word(before: &str, after: &str) -> bool {
    let is_start = before.chars().next_back().is_none_or(|c| {
        c.is_whitespace() || matches!(c, '(' | '[' | '«' | '“' | '"' | 'ـ' | '—' | '–' | '-' | ':')
    });
    // A clitic may be attached to a quotation: و”ربما“.
    let is_clitic = before
        .rsplit(char::is_whitespace)
        .next()
        .is_some_and(|word| matches!(word, "و" | "ب" | "ل" | "ف" | "ك" | "بـ" | "لـ" | "كـ"));
    (is_start || is_clitic) && after.starts_with(|c: char| !c.is_whitespace())
}

/// ’n’, ’90s, ’tis.
fn is_elided(after: &str) -> bool {
    after.starts_with(|c: char| c.is_ascii_digit())
        || after.starts_with("n'")
        || after.starts_with("n’")
        || after.to_ascii_lowercase().starts_with("tis")
        || after.to_ascii_lowercase().starts_with("em ")
}

/// 5'10" is a length.
fn is_inches(before: &str) -> bool {
    let digits = before.trim_end_matches(|c: char| c.is_ascii_digit());
    digits.len() < before.len() && digits.ends_with(['\'', '’', '′'])
}

/// Checks that quotation marks are closed and that the other side has them too.
pub(super) fn check_quotes(pair: &ReadPair<'_>, markup: &[Markup; 2], findings: &mut Vec<Finding>) {
    let source = Quotes::read(&pair.source, &markup[0]);
    let target = Quotes::read(&pair.target, &markup[1]);
    // A quotation that begins in one sentence and ends in another is cut off on both sides.
    if source.single.len() != target.single.len() {
        for (side, quotes) in [(Side::Source, &source), (Side::Target, &target)] {
            if !quotes.single.is_empty() {
                let message = format!("unbalanced quotation mark in the {}", side.name());
                findings.push(Finding::new(Code::Quotes, message).at(side, quotes.single.clone()));
            }
        }
        return;
    }
    if !source.single.is_empty() {
        return;
    }
    for (side, here, there) in [(Side::Source, &source, &target), (Side::Target, &target, &source)]
    {
        let is_unanswered = here.count > 0 && there.count + there.weak == 0;
        if is_unanswered && !is_set_off_otherwise(&pair[side], &pair[side.other()]) {
            let message = format!(
                "the {} has quotation marks, but the {} does not",
                side.name(),
                side.other().name()
            );
            findings.push(Finding::new(Code::Quotes, message).at(side, here.marks.clone()));
        }
    }
}

/// Whether the other side may mark a quotation in another way: by capitals, which Arabic lacks, by
/// brackets, or by letters of the other script.
fn is_set_off_otherwise(here: &ReadText<'_>, there: &ReadText<'_>) -> bool {
    let has = |text: &ReadText<'_>, marks: &[char]| text.text.contains(marks);
    if !has(here, &['(']) && has(there, &['(', '﴿', '`', '<', '*', '_']) {
        return true;
    }
    if here.is_arabic() {
        // The first word has a capital in any case.
        return there.words.iter().skip(1).any(|word| word.is_capitalised() && word.folded != "i");
    }
    there.is_arabic() && there.letters.latin > 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Language;
    use crate::model::Pair;
    use crate::quality::reading::{Text, read_pair};

    fn read(text: &str) -> (usize, usize, usize) {
        let english = Language::english();
        let pair = read_pair(&Pair::both(Text::new(text, &english)));
        let quotes = Quotes::read(&pair.source, &Markup::default());
        (quotes.count, quotes.weak, quotes.single.len())
    }

    #[test]
    fn marks_are_paired() {
        for (text, counts) in [
            ("“He told me ‘wait’ and left,” she said.", (1, 1, 0)),
            ("«قال لي “انتظر” ومضى»", (2, 0, 0)),
            ("كلمة ”ربما“", (1, 0, 0)),
            ("It's the dogs' bowl, rock 'n' roll, the '90s", (0, 0, 0)),
            ("He is 5'10\" tall.", (0, 0, 0)),
            ("قالت: «سنعود.", (0, 0, 1)),
            ("»لا أحد«", (0, 0, 2)),
            ("كلمة «ربما”", (0, 0, 2)),
        ] {
            assert_eq!(read(text), counts, "{text}");
        }
    }
}
