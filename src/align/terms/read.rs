//! The terms of one segment.

use rustc_hash::FxHashMap;

use crate::align::lexicon::Units;
use crate::model::{Language, ParagraphKind, Segment};
use crate::text::{Script, Tier, TokenKind, dates_among, fold, numbers_among, tokens};

/// What a term is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TermKind {
    /// A word, by its stem.
    Word,
    /// A number, by its value.
    Number,
    /// A month, 1–12.
    Month,
    /// A web or mail address.
    Address,
    /// A mark of punctuation that translation keeps.
    Mark(Mark),
    /// What its paragraph is, where it is not running text.
    Layout(ParagraphKind),
}

/// Punctuation that survives translation, with what each language makes of it folded together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mark {
    /// ? and ؟.
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

/// A type: what it is and its text in the form it is compared in.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId {
    /// What it is.
    pub kind: TermKind,
    /// Its stem, value or address; empty for marks and layout.
    pub text: String,
}

/// A term as it was read.
pub struct ReadTerm {
    /// Its type.
    pub id: TypeId,
    /// Its folded spelling where it may be a name written in the other script.
    pub name: Option<String>,
}

/// Reads the segments of one language.
pub struct Reader {
    units: Units,
    /// For words in Latin script in a text of another.
    latin: Units,
    is_arabic: bool,
    /// Words that were read before: the same ones keep coming.
    words: FxHashMap<String, ReadWord>,
}

/// A word folded and stemmed.
#[derive(Clone)]
struct ReadWord {
    folded: String,
    stem: String,
}

impl Reader {
    /// A reader for a language.
    pub fn of(language: &Language) -> Self {
        Reader {
            units: Units::of(language),
            latin: Units::of(&Language::english()),
            is_arabic: language.is_arabic(),
            words: FxHashMap::default(),
        }
    }

    /// The terms of a segment: in the order of the text, then its marks and its layout.
    pub fn read(&mut self, segment: &Segment, anchors: bool) -> Vec<ReadTerm> {
        let text = segment.text.as_str();
        let tokens = tokens(text);
        let mut folded: Vec<String> = Vec::with_capacity(tokens.len());
        let mut terms: Vec<(usize, ReadTerm)> = Vec::with_capacity(tokens.len() + 4);
        for token in &tokens {
            let TokenKind::Word(script) = token.kind else {
                folded.push(fold(token.text, Tier::Letters));
                if let (TokenKind::Address, Some(address), true) =
                    (token.kind, folded.last(), anchors)
                {
                    let id = TypeId { kind: TermKind::Address, text: address.clone() };
                    terms.push((token.range.start, ReadTerm { id, name: None }));
                }
                continue;
            };
            let word = self.word(token.text, script);
            if !word.folded.is_empty() {
                let first = terms.is_empty();
                let name = anchors.then(|| self.name(token.text, &word.folded, script, first));
                let id = TypeId { kind: TermKind::Word, text: word.stem };
                terms.push((token.range.start, ReadTerm { id, name: name.flatten() }));
            }
            folded.push(word.folded);
        }
        if anchors {
            let plain = |kind, text| ReadTerm { id: TypeId { kind, text }, name: None };
            for number in numbers_among(&tokens, &folded) {
                terms.push((number.range.start, plain(TermKind::Number, number.value)));
            }
            for date in dates_among(text, &tokens, &folded) {
                terms.push((date.range.start, plain(TermKind::Month, date.month.to_string())));
            }
            terms.sort_by_key(|(at, _)| *at);
            for mark in marks_of(text) {
                terms.push((text.len(), plain(TermKind::Mark(mark), String::new())));
            }
            if segment.kind != ParagraphKind::Text {
                terms.push((text.len(), plain(TermKind::Layout(segment.kind), String::new())));
            }
        }
        terms.into_iter().map(|(_, term)| term).collect()
    }

    fn word(&mut self, typed: &str, script: Script) -> ReadWord {
        if let Some(word) = self.words.get(typed) {
            return word.clone();
        }
        let folded = fold(typed, Tier::Letters);
        let foreign = script == Script::Latin && self.is_arabic;
        let units = if foreign { &self.latin } else { &self.units };
        let word = ReadWord { stem: units.stem(&folded), folded };
        self.words.insert(typed.to_owned(), word.clone());
        word
    }

    /// The spelling by which a word may be known in the other script.
    fn name(&self, typed: &str, folded: &str, script: Script, first: bool) -> Option<String> {
        match script {
            Script::Arabic => (folded.chars().count() >= 3).then(|| folded.to_owned()),
            Script::Latin if !self.is_arabic => {
                // Short capitalised words at the start of a sentence are seldom names.
                let is_common = first && folded.chars().count() <= 4;
                (typed.starts_with(char::is_uppercase) && !is_common)
                    .then(|| without_possessive(folded).to_owned())
            }
            _ => None,
        }
    }
}

/// A word without its possessive.
fn without_possessive(word: &str) -> &str {
    word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word)
}

/// Words for per cent.
const PERCENT: [&str; 6] = ["percent", "per cent", "في المئة", "في المائة", "بالمئة", "بالمائة"];

fn marks_of(text: &str) -> impl Iterator<Item = Mark> {
    let end = text.trim_end_matches(['"', '”', '»', '’', '\'', ')', ']', ' ']);
    [
        (text.contains(['?', '؟']), Mark::Question),
        (text.contains('!'), Mark::Exclamation),
        (text.contains(['"', '“', '”', '«', '»', '„']), Mark::Quote),
        (text.contains(['(', '[']), Mark::Parenthesis),
        (end.ends_with(':'), Mark::ColonAtEnd),
        (
            text.contains(['%', '٪']) || PERCENT.iter().any(|word| text.contains(word)),
            Mark::Percent,
        ),
    ]
    .into_iter()
    .filter_map(|(present, mark)| present.then_some(mark))
}
