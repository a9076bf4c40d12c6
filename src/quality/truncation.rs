//! Sides that are cut off: after a word that cannot be the last, in the middle of a word, at a comma, or
//! much too early, while the other side ends as a sentence does.

use super::code::Code;
use super::evidence::Knowledge;
use super::finding::Finding;
use super::length::deviation;
use super::punctuation::{Ending, ending};
use super::reading::{ReadPair, ReadText};
use crate::model::Side;

/// Arabic words that cannot be the last of a sentence, folded.
const ARABIC_OPEN: [&str; 66] = [
    "و",
    "في",
    "من",
    "الي",
    "علي",
    "عن",
    "مع",
    "عند",
    "ان",
    "لان",
    "لانه",
    "بان",
    "كان",
    "التي",
    "الذي",
    "الذين",
    "والتي",
    "والذي",
    "الا",
    "لم",
    "لن",
    "ثم",
    "قد",
    "لقد",
    "او",
    "ام",
    "بين",
    "بعد",
    "قبل",
    "حتي",
    "كي",
    "لكي",
    "اذا",
    "لو",
    "لكن",
    "ولكن",
    "بل",
    "مثل",
    "غير",
    "كل",
    "بعض",
    "انه",
    "انها",
    "انك",
    "اني",
    "انهم",
    "حيث",
    "حين",
    "عندما",
    "بينما",
    "منذ",
    "خلال",
    "هذا",
    "هذه",
    "ذلك",
    "تلك",
    "لدي",
    "نحو",
    "حول",
    "ضد",
    "سوف",
    "وقد",
    "ومن",
    "وفي",
    "كما",
    "مما",
];

/// English words that are not the last of a sentence unless a mark follows.
const ENGLISH_OPEN: [&str; 44] = [
    "the", "a", "an", "of", "and", "or", "but", "because", "if", "than", "that", "which", "who",
    "whose", "with", "from", "into", "at", "by", "for", "to", "in", "on", "my", "your", "his",
    "their", "our", "its", "is", "are", "was", "were", "be", "could", "would", "should", "can",
    "will", "may", "when", "while", "as", "had",
];

/// Checks whether one side is cut off while the other ends.
pub(super) fn check_truncation(
    pair: &ReadPair<'_>,
    knowledge: &Knowledge,
    findings: &mut Vec<Finding>,
) {
    let ends = |text: &ReadText<'_>| {
        matches!(ending(text.text), Ending::Stop | Ending::Question | Ending::Exclamation)
    };
    for side in [Side::Source, Side::Target] {
        let (text, other) = (&pair[side], &pair[side.other()]);
        if text.words.is_empty() || !ends(other) || ends(text) {
            continue;
        }
        if let Some(what) = breaks_off(pair, text, other, knowledge) {
            let last = text.words.last().map(|word| word.token.range.clone());
            let message =
                format!("the {} {what}, but the {} is complete", side.name(), side.other().name());
            let finding = Finding::new(Code::Truncated, message);
            findings.push(finding.at(side, last.into_iter().collect()));
        }
    }
}

fn breaks_off(
    pair: &ReadPair<'_>,
    text: &ReadText<'_>,
    other: &ReadText<'_>,
    knowledge: &Knowledge,
) -> Option<&'static str> {
    /// Standard deviations of length from which a side without an end is too short.
    const SHORT: f64 = 1.6;
    /// The same for a side that ends with a comma.
    const SHORTER: f64 = 0.5;
    /// A text of fewer words is a heading or a label.
    const SENTENCE: usize = 4;
    let last = text.folded(text.words.len() - 1);
    let open: &[&str] = if text.is_arabic() { &ARABIC_OPEN } else { &ENGLISH_OPEN };
    let end = ending(text.text);
    if open.contains(&last)
        && text.words.len() > 1
        && matches!(end, Ending::Open | Ending::Ellipsis)
    {
        return Some("ends with a word that cannot be the last");
    }
    if other.words.len() < SENTENCE || text.words.len() < 2 {
        return None;
    }
    let longer = deviation(pair).unwrap_or(0.0);
    let shortness = if text.is_english() { longer } else { -longer };
    if end == Ending::Comma && text.text.trim_end().ends_with([',', '،']) && shortness > SHORTER {
        return Some("ends with a comma");
    }
    if end != Ending::Open {
        return None;
    }
    if is_cut(text, other, knowledge) {
        return Some("ends in the middle of a word");
    }
    (shortness > SHORT).then_some("seems to be cut off")
}

/// Whether the last word is only the beginning of a word that translates one of the other side.
fn is_cut(text: &ReadText<'_>, other: &ReadText<'_>, knowledge: &Knowledge) -> bool {
    const SHORTEST: usize = 2;
    /// Less probable translations are noise in the lexicon.
    const LIKELY: f64 = 0.05;
    let last = text.folded(text.words.len() - 1);
    let bare = last.strip_prefix("وال").or(last.strip_prefix("ال")).unwrap_or(last);
    if bare.chars().count() < SHORTEST {
        return false;
    }
    let (here, there) = if text.is_arabic() {
        (&knowledge.arabic, &knowledge.english)
    } else {
        (&knowledge.english, &knowledge.arabic)
    };
    let stem = here.stem(last);
    let mut is_beginning = false;
    for word in &other.words {
        for (translation, probability) in
            knowledge.translations(&there.stem(&word.folded), other.is_arabic())
        {
            if translation == stem || translation == bare {
                return false;
            }
            is_beginning |= probability >= LIKELY
                && translation.len() > bare.len()
                && translation.starts_with(bare);
        }
    }
    is_beginning
}
