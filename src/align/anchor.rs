//! Anchors: what a segment shares with its translation whatever the language. Numbers and dates by
//! value, words in Latin script, names by their consonants, marks that survive translation.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::model::{Language, ParagraphKind, Segment, Side};
use crate::text::{
    Script, Skeleton, Tier, TokenKind, arabic_skeleton, find_dates, find_numbers, fold,
    latin_skeleton, name_similarity, tokens,
};

/// One anchor of a segment.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Anchor {
    /// A number, by value.
    Number(String),
    /// A month, 1–12.
    Month(u32),
    /// A word in Latin script or an address, folded.
    Latin(String),
    /// A capitalised Latin word or an Arabic word that could be its transliteration, folded.
    Name(String),
    /// A mark that translation keeps.
    Mark(Mark),
    /// What the paragraph is, where it is not running text.
    Kind(ParagraphKind),
}

/// Punctuation that survives translation, with what each language makes of it folded together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mark {
    /// ? and ؟ at the end.
    Question,
    /// !
    Exclamation,
    /// A quotation of any style.
    Quote,
    /// A parenthesis.
    Parenthesis,
    /// A colon at the end.
    ColonAtEnd,
    /// A percent sign or word.
    Percent,
}

impl Anchor {
    /// The probability that a segment's translation keeps such an anchor: set by judgement, not
    /// yet estimated on data.
    pub fn kept(&self) -> f64 {
        match self {
            Anchor::Number(_) => 0.85,
            Anchor::Month(_) => 0.85,
            Anchor::Latin(_) => 0.8,
            Anchor::Name(_) => 0.75,
            Anchor::Mark(Mark::Question | Mark::Percent) => 0.85,
            Anchor::Mark(_) => 0.7,
            Anchor::Kind(_) => 0.8,
        }
    }
}

/// The anchors of both sides and which of them can stand for each other.
#[derive(Debug, Default)]
pub struct Anchors {
    /// Anchors of every source segment, each once, in order.
    pub source: Vec<Vec<Anchor>>,
    /// Anchors of every target segment.
    pub target: Vec<Vec<Anchor>>,
    /// Names of the source and the names of the target that transliterate them.
    pub transliterations: Vec<(String, String)>,
}

impl Anchors {
    /// Finds the anchors of both sides.
    pub fn find(source: &Side, target: &Side) -> Self {
        let read = |side: &Side| -> Vec<Vec<Anchor>> {
            side.segments.par_iter().map(|segment| anchors_of(segment, &side.language)).collect()
        };
        let (source_anchors, target_anchors) = rayon::join(|| read(source), || read(target));
        let transliterations = transliterations(&source_anchors, &target_anchors);
        Anchors { source: source_anchors, target: target_anchors, transliterations }
    }

    /// Sides whose anchors are not looked at.
    pub fn none(source: &Side, target: &Side) -> Self {
        Anchors {
            source: vec![Vec::new(); source.segments.len()],
            target: vec![Vec::new(); target.segments.len()],
            transliterations: Vec::new(),
        }
    }
}

fn anchors_of(segment: &Segment, language: &Language) -> Vec<Anchor> {
    let text = segment.text.as_str();
    let mut found = Vec::new();
    for number in find_numbers(text) {
        found.push(Anchor::Number(number.value));
    }
    found.extend(find_dates(text).into_iter().map(|date| Anchor::Month(date.month)));
    let mut follows_stop = true;
    for token in tokens(text) {
        match token.kind {
            TokenKind::Address => found.push(Anchor::Latin(fold(token.text, Tier::Letters))),
            TokenKind::Word(Script::Latin) => {
                let capitalised = token.text.starts_with(char::is_uppercase);
                if language.is_arabic() {
                    if token.text.len() > 1 {
                        found.push(Anchor::Latin(fold(token.text, Tier::Letters)));
                    }
                } else if capitalised
                    || token.text.contains(['.', '_'])
                    || token.text.contains(|c: char| c.is_ascii_digit())
                {
                    found.push(Anchor::Latin(fold(token.text, Tier::Letters)));
                    if capitalised && !(follows_stop && is_common_start(token.text)) {
                        found.push(Anchor::Name(bare_name(token.text)));
                    }
                }
            }
            TokenKind::Word(Script::Arabic) => {
                let word = fold(token.text, Tier::Letters);
                if word.chars().count() >= 3 {
                    found.push(Anchor::Name(word));
                }
            }
            _ => {}
        }
        follows_stop = false;
    }
    found.extend(marks_of(text).into_iter().map(Anchor::Mark));
    if segment.kind != ParagraphKind::Text {
        found.push(Anchor::Kind(segment.kind));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// A name without its possessive.
fn bare_name(word: &str) -> String {
    let folded = fold(word, Tier::Letters);
    folded.strip_suffix("'s").or_else(|| folded.strip_suffix("’s")).unwrap_or(&folded).to_owned()
}

/// Short capitalised words at the start of a sentence are seldom names.
fn is_common_start(word: &str) -> bool {
    word.chars().count() <= 4
}

fn marks_of(text: &str) -> Vec<Mark> {
    let end = text.trim_end_matches(['"', '”', '»', '’', '\'', ')', ']', ' ']);
    let mut marks = Vec::new();
    let mut add = |present: bool, mark: Mark| {
        if present {
            marks.push(mark);
        }
    };
    add(text.contains(['?', '؟']), Mark::Question);
    add(text.contains('!'), Mark::Exclamation);
    add(text.contains(['"', '“', '”', '«', '»', '„']), Mark::Quote);
    add(text.contains(['(', '[']), Mark::Parenthesis);
    add(end.ends_with(':'), Mark::ColonAtEnd);
    add(
        text.contains(['%', '٪'])
            || text.contains("percent")
            || text.contains("per cent")
            || text.contains("في المئة")
            || text.contains("في المائة")
            || text.contains("بالمئة")
            || text.contains("بالمائة"),
        Mark::Percent,
    );
    marks
}

/// The least similarity of two skeletons that are taken for one name.
const SAME_NAME: f64 = 0.88;
/// Clitics that an Arabic name may carry.
const CLITICS: [&str; 9] = ["وال", "بال", "لل", "ال", "و", "ب", "ل", "ف", "ك"];

/// Pairs of a Latin name on one side and an Arabic word on the other that are spelled alike.
fn transliterations(source: &[Vec<Anchor>], target: &[Vec<Anchor>]) -> Vec<(String, String)> {
    let names = |side: &[Vec<Anchor>]| -> Vec<String> {
        let mut names: Vec<String> = side
            .iter()
            .flatten()
            .filter_map(|anchor| match anchor {
                Anchor::Name(name) => Some(name.clone()),
                _ => None,
            })
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    };
    let (source, target) = (names(source), names(target));
    let is_arabic =
        |name: &String| name.chars().any(|c| crate::text::script_of(c) == Some(Script::Arabic));
    let (arabic_source, arabic_target) =
        (source.iter().any(is_arabic), target.iter().any(is_arabic));
    match (arabic_source, arabic_target) {
        (false, true) => pair_names(&source, &target),
        (true, false) => pair_names(&target, &source).into_iter().map(|(a, b)| (b, a)).collect(),
        _ => Vec::new(),
    }
}

fn pair_names(latin: &[String], arabic: &[String]) -> Vec<(String, String)> {
    // Arabic words by their skeleton's first consonant, every reading of the clitics included.
    let mut by_initial: HashMap<u8, Vec<(Skeleton, &String)>> = HashMap::new();
    for word in arabic {
        let bare = std::iter::once(word.as_str()).chain(
            CLITICS
                .iter()
                .filter_map(|clitic| word.strip_prefix(clitic))
                .filter(|w| w.chars().count() >= 3),
        );
        let mut skeletons: Vec<Skeleton> =
            bare.map(arabic_skeleton).filter(|s| s.len() >= 2).collect();
        skeletons.sort_unstable();
        skeletons.dedup();
        for skeleton in skeletons {
            if let Some(initial) = skeleton.initial() {
                by_initial.entry(initial).or_default().push((skeleton, word));
            }
        }
    }
    let mut pairs: Vec<(String, String)> = latin
        .par_iter()
        .flat_map_iter(|name| {
            let skeleton = latin_skeleton(name);
            let candidates = skeleton
                .initial()
                .filter(|_| skeleton.len() >= 2)
                .and_then(|initial| by_initial.get(&initial));
            candidates
                .into_iter()
                .flatten()
                .filter_map(|(other, word)| {
                    let similarity = name_similarity(&skeleton, other);
                    // Two consonants agree by chance too often unless the vowels do too.
                    let long_enough = skeleton.len().min(other.len()) >= 3;
                    let needed = if long_enough { SAME_NAME } else { 1.0 };
                    let lengths_agree = name.chars().count().abs_diff(word.chars().count()) <= 5;
                    (similarity >= needed && lengths_agree).then(|| (name.clone(), (*word).clone()))
                })
                .collect::<Vec<_>>()
        })
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}
