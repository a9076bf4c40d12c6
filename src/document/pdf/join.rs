//! Joins the lines of a paragraph, and the words that run over line ends.

use super::measure::Block;
use std::collections::HashSet;

/// What a document does to words at line ends.
#[derive(Debug, Default)]
pub(super) struct Hyphens {
    /// It breaks words.
    breaks: bool,
    /// Words of four letters and more in it, in small letters: what follows a hyphen and is one of them is a part of a
    /// compound and not the rest of a broken word.
    words: HashSet<String>,
}

impl Hyphens {
    /// Looks at all lines. Compounds alone end few of them in a hyphen; `set_by_tex`: one that does is a broken word.
    pub(super) fn of(blocks: &[Block], set_by_tex: bool) -> Hyphens {
        let pairs = || blocks.iter().flat_map(|b| b.lines.windows(2));
        let ends = pairs().filter(|p| broken(&p[0].text, &p[1].text)).count();
        let breaks = set_by_tex && ends > 0 || ends >= 2 && ends * 30 >= pairs().count();
        let mut words = HashSet::new();
        if breaks {
            for line in blocks.iter().flat_map(|b| &b.lines) {
                // The first word of a line may be the rest of a broken one.
                words.extend(
                    line.text.split_whitespace().skip(1).map(letters).filter(|w| w.len() > 3),
                );
            }
        }
        Hyphens { breaks, words }
    }

    /// Whether the hyphen at the end of `line` goes when `next` is put behind it.
    fn goes(&self, line: &str, next: &str) -> bool {
        let part = line.trim_end_matches('-').rsplit(char::is_whitespace).next().unwrap_or("");
        let rest = next.split_whitespace().next().map(letters).unwrap_or_default();
        // Two letters stay on the line at least, and numbers and other compounds are not broken.
        let whole = part.chars().count() < 2
            || part.contains('-')
            || part.contains(|c: char| c.is_ascii_digit());
        self.breaks && broken(line, next) && !whole && !self.words.contains(&rest)
    }
}

fn letters(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase()
}

/// Adds a line. A word goes on over a hyphen, slash or dash at the line's end; the hyphen of a broken word goes.
pub(super) fn append(text: &mut String, line: &str, hyphens: &Hyphens) {
    if text.is_empty() || line.is_empty() {
        text.push_str(line);
        return;
    }
    let mut end = text.chars().rev();
    let (last, before) = (end.next().unwrap_or(' '), end.next().unwrap_or(' '));
    let joins = matches!(last, '-' | '/' | '—') && !before.is_whitespace() && before != last;
    if last == '-' && hyphens.goes(text, line) {
        text.pop();
    } else if !joins {
        text.push(' ');
    }
    text.push_str(line);
}

/// Whether a line ends in a hyphen between two small letters.
fn broken(line: &str, next: &str) -> bool {
    let mut end = line.chars().rev();
    end.next() == Some('-')
        && end.next().is_some_and(char::is_lowercase)
        && next.starts_with(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::{Hyphens, append};

    fn joined(first: &str, next: &str, breaks: bool) -> String {
        let mut text = first.to_owned();
        let words = ["stock".to_owned()].into();
        append(&mut text, next, &Hyphens { breaks, words });
        text
    }

    #[test]
    fn a_broken_word_is_whole_again_where_words_are_broken() {
        assert_eq!(joined("they were as-", "sisted by", true), "they were assisted by");
        assert_eq!(joined("a well-", "known man", false), "a well-known man");
        assert_eq!(joined("a joint-", "stock company", true), "a joint-stock company");
        assert_eq!(joined("an e-", "commerce site", true), "an e-commerce site");
        assert_eq!(joined("the Anglo-", "Saxon kings", true), "the Anglo-Saxon kings");
    }

    #[test]
    fn other_line_ends_are_spaces() {
        assert_eq!(joined("في البيت", "الكبير", true), "في البيت الكبير");
        assert_eq!(joined("he stopped -", "and went", true), "he stopped - and went");
        assert_eq!(joined("and/", "or", true), "and/or");
    }
}
