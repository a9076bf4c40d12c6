//! Reads the paragraphs of plain text. Blank lines separate paragraphs, and so do other line ends unless
//! the text is hard-wrapped.

use std::borrow::Cow;

use super::Paragraph;
use crate::model::ParagraphKind;

/// The widest lines of a block that may be hard-wrapped, in characters.
const WIDEST_WRAP: usize = 100;
/// In a hard-wrapped block, every line but the last is at least this share of the widest line.
const WRAP_FILL: f64 = 0.6;

/// The paragraphs of a text without markup.
pub fn read(text: &str) -> Vec<Paragraph> {
    let (mut paragraphs, mut block) = (Vec::new(), Vec::new());
    // A blank line at the end ends the last block.
    for line in lines(text).chain([""]) {
        if !line.trim().is_empty() {
            block.push(line);
            continue;
        }
        for text in paragraphs_of_block(&block) {
            paragraphs.push(Paragraph::new(&text, ParagraphKind::Text));
        }
        block.clear();
    }
    paragraphs.retain(|paragraph: &Paragraph| !paragraph.text.is_empty());
    paragraphs
}

/// The lines of a text, without a last empty line after the final line end. Lines end in `\n` or `\r\n`,
/// or in `\r` if the text has no `\n`.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    let end = if text.contains('\n') { '\n' } else { '\r' };
    let text = text.strip_suffix(end).unwrap_or(text);
    text.split(end).map(|line| line.strip_suffix('\r').unwrap_or(line))
}

/// Replaces all line ends by `\n`: `\r\n`, the `\r` of old Macs, and the `\r\r\n` of files that were
/// converted twice.
pub fn unify_line_ends(text: &str) -> String {
    text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace('\r', "\n")
}

fn paragraphs_of_block<'a>(lines: &[&'a str]) -> Vec<Cow<'a, str>> {
    if is_hard_wrapped(lines) || is_one_broken_sentence(lines) {
        vec![Cow::Owned(lines.join(" "))]
    } else {
        lines.iter().map(|line| Cow::Borrowed(*line)).collect()
    }
}

/// Whether the lines were wrapped at a width: three or more, all but the last nearly full, and most of
/// those without a full stop at the end.
fn is_hard_wrapped(lines: &[&str]) -> bool {
    let widths: Vec<usize> = lines.iter().map(|line| line.trim().chars().count()).collect();
    let Some((_, full)) = widths.split_last() else { return false };
    let widest = widths.iter().copied().max().unwrap_or(0);
    let stopped = lines.iter().rev().skip(1).filter(|line| ends_with_stop(line)).count();
    lines.len() >= 3
        && widest <= WIDEST_WRAP
        && full.iter().all(|&width| width as f64 >= WRAP_FILL * widest as f64)
        && stopped * 2 < full.len()
}

/// Whether the lines are one sentence: the first begins with a capital, all others with a lower-case
/// letter, and only the last ends with a full stop.
fn is_one_broken_sentence(lines: &[&str]) -> bool {
    let first_letter = |line: &&str| line.chars().find(|c| c.is_alphabetic());
    let [first, rest @ ..] = lines else { return false };
    let Some(last) = rest.last() else { return false };
    first_letter(first).is_some_and(char::is_uppercase)
        && rest.iter().all(|line| first_letter(line).is_some_and(char::is_lowercase))
        && lines.iter().rev().skip(1).all(|line| !ends_with_stop(line))
        && ends_with_stop(last)
}

fn ends_with_stop(line: &str) -> bool {
    line.trim_end()
        .trim_end_matches(['"', '\'', '”', '’', '»', ')', ']'])
        .ends_with(['.', '!', '?', '؟', '…', ':', '۔'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        read(text).into_iter().map(|paragraph| paragraph.text).collect()
    }

    #[test]
    fn each_line_of_an_article_is_a_paragraph() {
        assert_eq!(
            texts("العنوان\nقال الوزير كلاماً.\r\nثم مضى.\n"),
            ["العنوان", "قال الوزير كلاماً.", "ثم مضى."]
        );
        assert_eq!(texts("features\ncontact manager\nevents, activities\n").len(), 3);
    }

    #[test]
    fn wrapped_lines_are_one_paragraph() {
        let wrapped = "The harbour opened again on Monday after\nfourteen months, and the first boats came\nin with the tide.\n\nNext.";
        assert_eq!(texts(wrapped).len(), 2);
        assert_eq!(
            texts("It was a cold \nnight in the city."),
            ["It was a cold night in the city."]
        );
    }

    #[test]
    fn line_numbers_are_those_of_the_file() {
        let list = |text| lines(text).collect::<Vec<&str>>();
        assert_eq!(list("a\r\n\r\nb\r\n"), ["a", "", "b"]);
        assert_eq!(list("a\rb"), ["a", "b"]);
        assert_eq!(list("a\n\n"), ["a", ""]);
    }
}
