//! How inline tags move when their text is edited, and how they are shown.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{InlineTag, TagKind, UnitText};

/// Attributes whose numbers link the tags of a text, or of both sides, that belong together.
const NUMBERED: [&str; 4] = ["i", "x", "rid", "id"];

impl UnitText {
    /// The text with some ranges replaced. The ranges are in bytes on character boundaries, in order, and
    /// do not overlap. Tags keep their positions; those inside a replaced range move to its end.
    pub fn with_replaced(&self, replacements: &[(Range<usize>, String)]) -> UnitText {
        let mut plain = String::with_capacity(self.plain.len());
        let mut tags = Vec::with_capacity(self.tags.len());
        let mut rest = self.tags.iter().peekable();
        let mut at = 0;
        for (range, replacement) in replacements {
            plain.push_str(&self.plain[at..range.start]);
            while let Some(tag) = rest.next_if(|tag| tag.at <= range.start) {
                tags.push(moved(tag, (plain.len() + tag.at).saturating_sub(range.start)));
            }
            plain.push_str(replacement);
            while let Some(tag) = rest.next_if(|tag| tag.at < range.end) {
                tags.push(moved(tag, plain.len()));
            }
            at = range.end;
        }
        let length = plain.len();
        plain.push_str(&self.plain[at..]);
        tags.extend(rest.map(|tag| moved(tag, (length + tag.at).saturating_sub(at))));
        UnitText { plain, tags }
    }

    /// The text after an edit to its plain text. Tags in the unchanged beginning or end, or at unchanged
    /// words in between, keep their positions; other tags move to the end of the text that replaced their
    /// words.
    pub fn with_plain(&self, plain: &str) -> UnitText {
        self.with_replaced(&changed_ranges(&self.plain, plain))
    }

    /// Appends another text after a space. The numbers of its tags are increased by `offset`, so that they
    /// do not clash with those of this text.
    pub fn append(&mut self, other: &UnitText, offset: u64) {
        if !self.plain.is_empty() && !other.plain.is_empty() {
            self.plain.push(' ');
        }
        let length = self.plain.len();
        self.plain.push_str(&other.plain);
        self.tags.extend(other.tags.iter().map(|tag| {
            let mut tag = moved(tag, tag.at + length);
            for (name, value) in &mut tag.attributes {
                if let (true, Ok(number)) =
                    (NUMBERED.contains(&name.as_str()), value.parse::<u64>())
                {
                    *value = number.saturating_add(offset).to_string();
                }
            }
            tag
        }));
    }

    /// The highest number of any tag; 0 if there is none.
    pub fn highest_tag_number(&self) -> u64 {
        let attributes = self.tags.iter().flat_map(|tag| &tag.attributes);
        let numbers = attributes
            .filter(|(name, _)| NUMBERED.contains(&name.as_str()))
            .filter_map(|(_, value)| value.parse().ok());
        numbers.max().unwrap_or(0)
    }

    /// The text as it is shown to users, with tags as placeholders: `<1>` and `</1>` for a pair, `<2/>` for
    /// a standalone tag.
    pub fn with_placeholders(&self) -> String {
        let mut shown = String::with_capacity(self.plain.len() + 4 * self.tags.len());
        let mut open: Vec<(&InlineTag, usize)> = Vec::new();
        let (mut at, mut count) = (0, 0);
        for tag in &self.tags {
            let position = self.plain.floor_char_boundary(tag.at).max(at);
            shown.push_str(&self.plain[at..position]);
            at = position;
            let begun = open.iter().rposition(|(begin, _)| belong_together(begin, tag));
            let placeholder = match (tag.kind, begun) {
                (TagKind::EndPair | TagKind::EndHighlight, Some(index)) => {
                    format!("</{}>", open.remove(index).1)
                }
                (kind, _) => {
                    count += 1;
                    if matches!(kind, TagKind::BeginPair | TagKind::BeginHighlight) {
                        open.push((tag, count));
                        format!("<{count}>")
                    } else {
                        format!("<{count}/>")
                    }
                }
            };
            shown.push_str(&placeholder);
        }
        shown.push_str(&self.plain[at..]);
        shown
    }
}

fn moved(tag: &InlineTag, at: usize) -> InlineTag {
    InlineTag { at, ..tag.clone() }
}

/// Whether one tag opens the pair that the other closes.
fn belong_together(begin: &InlineTag, end: &InlineTag) -> bool {
    let number = |tag: &InlineTag| {
        tag.attributes.iter().find(|(name, _)| name == "i" || name == "rid").map(|(_, i)| i.clone())
    };
    match (begin.kind, end.kind) {
        (TagKind::BeginPair, TagKind::EndPair) => number(begin) == number(end),
        (TagKind::BeginHighlight, TagKind::EndHighlight) => true,
        _ => false,
    }
}

/// The ranges of the old text that an edit replaced, and their replacements. The common prefix and suffix
/// are found by character; what lies between them is compared by word.
fn changed_ranges(old: &str, new: &str) -> Vec<(Range<usize>, String)> {
    let begin: usize =
        old.chars().zip(new.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
    let (old_rest, new_rest) = (&old[begin..], &new[begin..]);
    let end: usize = old_rest
        .chars()
        .rev()
        .zip(new_rest.chars().rev())
        .take_while(|(a, b)| a == b)
        .map(|(c, _)| c.len_utf8())
        .sum();
    let old_words = words_and_spaces(&old_rest[..old_rest.len() - end]);
    let new_words = words_and_spaces(&new_rest[..new_rest.len() - end]);
    let positions: Vec<usize> = std::iter::once(begin)
        .chain(old_words.iter().scan(begin, |at, word| {
            *at += word.len();
            Some(*at)
        }))
        .collect();
    capture_diff_slices(Algorithm::Myers, &old_words, &new_words)
        .into_iter()
        .filter(|op| !matches!(op, DiffOp::Equal { .. }))
        .map(|op| {
            let range = op.old_range();
            (positions[range.start]..positions[range.end], new_words[op.new_range()].concat())
        })
        .collect()
}

/// The text cut wherever white space begins or ends.
fn words_and_spaces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut last = None;
    for (at, c) in text.char_indices() {
        let space = c.is_whitespace();
        if last.is_some_and(|last| last != space) {
            pieces.push(&text[start..at]);
            start = at;
        }
        last = Some(space);
    }
    if start < text.len() {
        pieces.push(&text[start..]);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parses a text with placeholders: `<1>`, `</1>` and `<2/>`.
    fn text(shown: &str) -> UnitText {
        let mut text = UnitText::default();
        let mut rest = shown;
        while let Some(start) = rest.find('<') {
            text.plain.push_str(&rest[..start]);
            let end = start + rest[start..].find('>').unwrap();
            let inside = &rest[start + 1..end];
            let number = inside.trim_matches('/').to_owned();
            let kind = match inside {
                inside if inside.starts_with('/') => TagKind::EndPair,
                inside if inside.ends_with('/') => TagKind::Placeholder,
                _ => TagKind::BeginPair,
            };
            text.tags.push(InlineTag {
                at: text.plain.len(),
                kind,
                attributes: vec![("i".to_owned(), number)],
                code: String::new(),
                subflows: Vec::new(),
            });
            rest = &rest[end + 1..];
        }
        text.plain.push_str(rest);
        text
    }

    #[test]
    fn placeholders_show_which_tags_form_a_pair() {
        for shown in ["Press <1>Save</1> or <2/>.", "<1>a<2>b</1>c</2>", "كتاب <1/><2>أحمر</2>"]
        {
            assert_eq!(text(shown).with_placeholders(), shown);
        }
        let mut half = text("<1>left open");
        half.tags[0].kind = TagKind::EndPair;
        assert_eq!(half.with_placeholders(), "<1/>left open");
        half.tags[0].at = 400;
        assert_eq!(half.with_placeholders(), "left open<1/>");
    }

    /// Each case is a text, its plain text after an edit, and where the tags must be then.
    #[test]
    fn tags_keep_their_places_when_a_text_is_edited() {
        for (before, plain, after) in [
            ("Press <1>Save</1> now.", "Press Save at once.", "Press <1>Save</1> at once."),
            ("Press <1>Save</1> now.", "First press Save now.", "First press <1>Save</1> now."),
            ("Press <1>Save</1> now.", "Press Store now.", "Press <1>Store</1> now."),
            ("one <1/>two three", "one five", "one <1/>five"),
            ("one t<1/>wo three", "one five six", "one five<1/> six"),
            ("a <1>b</1> c <2>d</2> e", "x b y d z", "x <1>b</1> y <2>d</2> z"),
            ("افتح <1>الملف</1> الآن", "افتح الكتاب الآن", "افتح <1>الكتاب</1> الآن"),
            ("down<1/>load", "down", "down<1/>"),
            ("<1>word</1>", "", "<1></1>"),
        ] {
            assert_eq!(text(before).with_plain(plain).with_placeholders(), after, "{plain}");
        }
    }

    #[test]
    fn replaced_ranges_keep_the_tags_around_them() {
        let before = text("<1>old</1> and o<2/>ld, old<3/>");
        let old = [0..3, 8..11, 13..16].map(|range| (range, "newer".to_owned()));
        let after = before.with_replaced(&old);
        assert_eq!(after.with_placeholders(), "<1>newer</1> and newer<2/>, newer<3/>");
        assert_eq!(before.with_replaced(&[]), before);
    }

    #[test]
    fn tags_of_joined_texts_keep_distinct_numbers() {
        let mut joined = text("<1>one</1>");
        let second = text("<1>two</1> <2/>");
        joined.append(&second, joined.highest_tag_number());
        assert_eq!(joined.with_placeholders(), "<1>one</1> <2>two</2> <3/>");
        let numbers: Vec<&str> =
            joined.tags.iter().map(|tag| tag.attributes[0].1.as_str()).collect();
        assert_eq!(numbers, ["1", "1", "2", "2", "3"]);
    }

    proptest::proptest! {
        /// Whatever the edit, no tag is lost, and all stay in order on character boundaries.
        #[test]
        fn edits_lose_no_tag(before in "[ab مك ]{0,12}", after in "[ab مك ]{0,12}", positions in proptest::collection::vec(0usize..12, 0..4)) {
            let mut unit = UnitText::plain(before.as_str());
            let mut positions: Vec<usize> = positions.into_iter().map(|at| before.floor_char_boundary(at)).collect();
            positions.sort_unstable();
            let tag = |at| InlineTag { at, kind: TagKind::Placeholder, attributes: Vec::new(), code: String::new(), subflows: Vec::new() };
            unit.tags = positions.iter().map(|&at| tag(at)).collect();
            let edited = unit.with_plain(&after);
            proptest::prop_assert_eq!(&edited.plain, &after);
            proptest::prop_assert_eq!(edited.tags.len(), positions.len());
            proptest::prop_assert!(edited.tags.is_sorted_by_key(|tag| tag.at));
            proptest::prop_assert!(edited.tags.iter().all(|tag| after.is_char_boundary(tag.at)));
            if before == after {
                proptest::prop_assert_eq!(edited, unit);
            }
        }
    }
}
