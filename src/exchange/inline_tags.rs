//! Which inline tags of a text belong together, and where they are: the same for every format.

use crate::model::{InlineTag, TagKind, UnitText};

/// A text cut at its tags: for each tag the text before it and its index, and at the end the text after
/// the last tag, without an index.
///
/// A tag that is inside a character, before the tag in front of it or beyond the text is moved to where
/// the text can be cut, so that no text is lost or written twice.
pub fn pieces(text: &UnitText) -> impl Iterator<Item = (&str, Option<usize>)> {
    let plain = text.plain.as_str();
    let mut at = 0;
    let cuts = text.tags.iter().enumerate().map(|(index, tag)| (tag.at, Some(index)));
    cuts.chain([(plain.len(), None)]).map(move |(end, index)| {
        let before = &plain[at..cut(plain, at, end)];
        at += before.len();
        (before, index)
    })
}

/// The last byte position up to `at` where a text can be cut, but none before `least`.
pub fn cut(text: &str, least: usize, at: usize) -> usize {
    (least..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(least)
}

/// The value of a tag's attribute.
pub fn attribute<'a>(tag: &'a InlineTag, name: &str) -> Option<&'a str> {
    tag.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// The number that both halves of a pair have.
pub fn pair_number(tag: &InlineTag) -> Option<&str> {
    attribute(tag, "i").or_else(|| attribute(tag, "rid"))
}

/// Whether an isolated half of a pair is the end rather than the beginning: `end` of TMX, `close` of
/// XLIFF 1.2.
pub fn is_isolated_end(tag: &InlineTag) -> bool {
    matches!(attribute(tag, "pos"), Some("end" | "close"))
}

/// For each tag, the index of its other half; none for tags that are not halves of a pair, and for halves
/// whose other half is not in this text.
pub fn partners(tags: &[InlineTag]) -> Vec<Option<usize>> {
    let mut partners = vec![None; tags.len()];
    let mut pairs: Vec<usize> = Vec::new();
    let mut highlights: Vec<usize> = Vec::new();
    for (index, tag) in tags.iter().enumerate() {
        let begin = match tag.kind {
            TagKind::BeginPair => {
                pairs.push(index);
                continue;
            }
            TagKind::BeginHighlight => {
                highlights.push(index);
                continue;
            }
            TagKind::EndPair => {
                let wanted = pair_number(tag);
                let found = pairs.iter().rposition(|&begin| pair_number(&tags[begin]) == wanted);
                found.map(|found| pairs.remove(found))
            }
            TagKind::EndHighlight => highlights.pop(),
            TagKind::Isolated | TagKind::Placeholder | TagKind::Unknown => None,
        };
        if let Some(begin) = begin {
            partners[begin] = Some(index);
            partners[index] = Some(begin);
        }
    }
    partners
}

/// For each tag, whether it is half of a pair that no other pair crosses, so that an element can enclose the
/// text between the halves.
pub fn nested(partners: &[Option<usize>]) -> Vec<bool> {
    let mut nested = vec![false; partners.len()];
    let mut open: Vec<usize> = Vec::new();
    for (index, partner) in partners.iter().enumerate() {
        let Some(partner) = *partner else { continue };
        if partner > index {
            open.push(index);
        } else if open.last() == Some(&partner) {
            open.pop();
            (nested[partner], nested[index]) = (true, true);
        } else {
            open.retain(|&begin| begin != partner);
        }
    }
    nested
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(kind: TagKind, number: &str) -> InlineTag {
        let attributes = vec![("i".to_owned(), number.to_owned())];
        InlineTag { at: 0, kind, attributes, code: String::new(), subflows: Vec::new() }
    }

    #[test]
    fn pairs_that_cross_are_not_both_nested() {
        use TagKind::{BeginPair, EndPair};
        let tags = [tag(BeginPair, "1"), tag(BeginPair, "2"), tag(EndPair, "1"), tag(EndPair, "2")];
        let partners = partners(&tags);
        assert_eq!(partners, [Some(2), Some(3), Some(0), Some(1)]);
        assert_eq!(nested(&partners), [false, true, false, true]);
    }

    #[test]
    fn half_a_pair_has_no_partner() {
        let tags = [tag(TagKind::EndPair, "1"), tag(TagKind::BeginPair, "1")];
        assert_eq!(partners(&tags), [None, None]);
    }
}
