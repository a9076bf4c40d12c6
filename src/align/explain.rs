//! Explains why two texts were paired: their words and anchors that may translate each other.

use std::ops::Range;

use super::Aligner;
use super::terms::{TermOptions, Terms};
use crate::model::{Localized, Pair, ParagraphKind, Segment, SegmentedText, Span};

/// A word of each of two texts that may translate each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Counterpart {
    /// The positions of the two words in their texts, in bytes.
    pub span: Span,
    /// How many times as often as by chance the two are in the same bead.
    pub ratio: f32,
}

/// The most words of a text that are considered.
const MAX_WORDS: usize = 500;

impl Aligner {
    /// The words of two texts that may translate each other, the most likely pairs first. Each word occurs
    /// at most once. Words are considered one by one, so that anchors of several words appear as their
    /// parts.
    pub fn counterparts(&self, texts: Pair<Localized<&str>>) -> Vec<Counterpart> {
        let words = texts.as_ref().map(|text| words(text.value));
        let segmented = texts.zip(words.as_ref()).map(|(text, words)| word_segments(text, words));
        let options = TermOptions {
            lexicons: &self.options.lexicons,
            vocabularies: &self.vocabularies,
            anchors: self.options.anchors,
            weights: &self.options.weights,
        };
        let terms = Terms::of(segmented.as_ref(), options);
        let mut pairs = Vec::new();
        for at in 0..words.source.len() {
            for &of_source in &terms.sides.source.terms[terms.sides.source.span(at, at + 1)] {
                for &(of_target, ratio) in terms.links(of_source) {
                    pairs.push((ratio, at, of_target));
                }
            }
        }
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
        let mut taken = words.as_ref().map(|words| vec![false; words.len()]);
        let mut found = Vec::new();
        for (ratio, at, of_target) in pairs {
            let holds = |to: &usize| {
                !taken.target[*to]
                    && terms.sides.target.terms[terms.sides.target.span(*to, to + 1)]
                        .contains(&of_target)
            };
            let to = (0..words.target.len()).find(holds);
            if let Some(to) = to.filter(|_| !taken.source[at]) {
                (taken.source[at], taken.target[to]) = (true, true);
                found.push(Counterpart {
                    span: Span::new(words.source[at].clone(), words.target[to].clone()),
                    ratio,
                });
            }
        }
        found
    }
}

/// The positions of the words of a text, without surrounding punctuation.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    for word in text.split_whitespace().take(MAX_WORDS) {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        if !bare.is_empty() {
            let from = start + (bare.as_ptr() as usize - word.as_ptr() as usize);
            words.push(from..from + bare.len());
        }
    }
    words
}

fn word_segments(text: Localized<&str>, words: &[Range<usize>]) -> SegmentedText {
    let segment = |word: &Range<usize>| Segment {
        text: text.value[word.clone()].to_owned(),
        paragraph: 0,
        kind: ParagraphKind::Text,
    };
    SegmentedText { language: text.language, segments: words.iter().map(segment).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Language;

    #[test]
    fn words_numbers_and_names_are_paired() {
        let english = "The minister Blinken paid 4,500 dollars in the harbour.";
        let arabic = "دفع الوزير بلينكن ٤٥٠٠ دولار في الميناء.";
        let texts = Pair::new(
            Localized::new(Language::english(), english),
            Localized::new(Language::arabic(), arabic),
        );
        let found = Aligner::default().counterparts(texts);
        let pairs: Vec<(&str, &str)> = found
            .iter()
            .map(|pair| (&english[pair.span.source.clone()], &arabic[pair.span.target.clone()]))
            .collect();
        for pair in [("4,500", "٤٥٠٠"), ("minister", "الوزير"), ("dollars", "دولار")]
        {
            assert!(pairs.contains(&pair), "{pairs:?}");
        }
        assert!(pairs.iter().any(|pair| pair.0 == "Blinken"), "{pairs:?}");
    }
}
