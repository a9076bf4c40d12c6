//! The terms of segments, as they are read.

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::memmem::Finder;
use rustc_hash::FxHashMap;

use super::index;
use crate::align::lexicon::Units;
use crate::model::{Language, ParagraphKind, Segment};
use crate::text::{
    Script, Tier, Token, TokenKind, begins_month, begins_number, dates_among, fold, numbers_among,
    tokens,
};

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

/// The terms of some segments as types.
#[derive(Default)]
pub struct ReadTerms {
    /// The types, in the order they are first met.
    pub ids: Vec<TypeId>,
    /// The type of every term, in order.
    pub terms: Vec<u32>,
    /// Index of the first term of each segment, one more at the end.
    pub starts: Vec<u32>,
    /// Folded spellings that may be names written in the other script, with their types; each once.
    pub names: Vec<(String, u32)>,
}

/// Terms of a segment that are looked at; what comes after says nothing.
const MOST_TERMS: usize = 600;

/// Reads the segments of one language.
pub struct Reader<'a> {
    units: Units,
    /// For words in Latin script in a text of another.
    latin: Units,
    is_arabic: bool,
    /// Whether anchors are read.
    anchors: bool,
    /// Words as they were typed: the same ones keep coming.
    typed: FxHashMap<&'a str, usize>,
    words: Vec<ReadWord>,
    types: FxHashMap<TypeId, u32>,
    read: ReadTerms,
}

/// What is known of a word that was typed in one way.
struct ReadWord {
    folded: String,
    stem: String,
    /// The type of its stem, once a term was one.
    id: Option<u32>,
    /// The spelling by which it may be known in the other script, until that is taken down.
    name: Option<String>,
    /// Whether it is seldom a name at the start of a sentence.
    is_common_at_start: bool,
    begins_number: bool,
    begins_month: bool,
}

/// What is found in a segment.
enum Found {
    /// By its index in the reader, and whether no word is before it.
    Word {
        word: usize,
        is_first: bool,
    },
    Other(TypeId),
}

impl<'a> Reader<'a> {
    /// A reader for a language.
    pub fn of(language: &Language, anchors: bool) -> Self {
        Reader {
            units: Units::of(language),
            latin: Units::of(&Language::english()),
            is_arabic: language.is_arabic(),
            anchors,
            typed: FxHashMap::default(),
            words: Vec::new(),
            types: FxHashMap::default(),
            read: ReadTerms::default(),
        }
    }

    /// The terms of segments: of each in the order of the text, then its marks and its layout.
    pub fn read(mut self, segments: &'a [Segment]) -> ReadTerms {
        self.read.starts.push(0);
        for segment in segments {
            let found = self.find(segment);
            self.take_down(found);
            self.read.starts.push(index(self.read.terms.len()));
        }
        self.read.names.sort_unstable();
        self.read.names.dedup();
        self.read
    }

    fn find(&mut self, segment: &'a Segment) -> Vec<Found> {
        let text = segment.text.as_str();
        let tokens = tokens(text);
        let words: Vec<Option<usize>> = tokens
            .iter()
            .map(|token| match token.kind {
                TokenKind::Word(script) => Some(self.word(token.text, script)),
                TokenKind::Number | TokenKind::Address => None,
            })
            .collect();
        let mut found: Vec<(usize, Found)> = Vec::with_capacity(tokens.len() + 4);
        for (token, word) in tokens.iter().zip(&words) {
            if let Some(word) = word.filter(|&word| !self.words[word].folded.is_empty()) {
                let is_first = found.is_empty();
                found.push((token.range.start, Found::Word { word, is_first }));
            } else if token.kind == TokenKind::Address && self.anchors {
                let text = fold(token.text, Tier::Letters);
                let id = TypeId { kind: TermKind::Address, text };
                found.push((token.range.start, Found::Other(id)));
            }
        }
        if self.anchors {
            found.extend(self.values(text, &tokens, &words));
            if !found.is_sorted_by_key(|(at, _)| *at) {
                found.sort_by_key(|(at, _)| *at);
            }
            let layout =
                (segment.kind != ParagraphKind::Text).then_some(TermKind::Layout(segment.kind));
            let whole = marks_of(text).map(TermKind::Mark).chain(layout);
            found.extend(
                whole.map(|kind| (text.len(), Found::Other(TypeId { kind, text: String::new() }))),
            );
        }
        found.into_iter().map(|(_, found)| found).collect()
    }

    /// The numbers and months of a text.
    fn values(
        &self,
        text: &str,
        tokens: &[Token<'_>],
        words: &[Option<usize>],
    ) -> Vec<(usize, Found)> {
        let begins = |begins: fn(&ReadWord) -> bool| {
            words.iter().flatten().any(|&word| begins(&self.words[word]))
        };
        let has_numbers = begins(|word| word.begins_number)
            || tokens.iter().any(|token| token.kind == TokenKind::Number);
        let has_months = begins(|word| word.begins_month);
        if !has_numbers && !has_months {
            return Vec::new();
        }
        let folded: Vec<Cow<'_, str>> = tokens
            .iter()
            .zip(words)
            .map(|(token, word)| match word {
                Some(word) => Cow::Borrowed(self.words[*word].folded.as_str()),
                None => Cow::Owned(fold(token.text, Tier::Letters)),
            })
            .collect();
        let mut found = Vec::new();
        for number in numbers_among(tokens, &folded) {
            let id = TypeId { kind: TermKind::Number, text: number.value };
            found.push((number.range.start, Found::Other(id)));
        }
        if has_months {
            for date in dates_among(text, tokens, &folded) {
                let id = TypeId { kind: TermKind::Month, text: date.month.to_string() };
                found.push((date.range.start, Found::Other(id)));
            }
        }
        found
    }

    /// Takes down the terms of a segment.
    fn take_down(&mut self, found: Vec<Found>) {
        for found in found.into_iter().take(MOST_TERMS) {
            let id = match found {
                Found::Word { word, is_first } => self.take_down_word(word, is_first),
                Found::Other(id) => self.type_of(id),
            };
            self.read.terms.push(id);
        }
    }

    fn take_down_word(&mut self, at: usize, is_first: bool) -> u32 {
        let word = &mut self.words[at];
        let is_name = !(is_first && word.is_common_at_start);
        let name = if is_name { word.name.take() } else { None };
        let id = match word.id {
            Some(id) => id,
            None => {
                let text = std::mem::take(&mut word.stem);
                self.type_of(TypeId { kind: TermKind::Word, text })
            }
        };
        self.words[at].id = Some(id);
        self.read.names.extend(name.map(|name| (name, id)));
        id
    }

    fn type_of(&mut self, id: TypeId) -> u32 {
        let ids = &mut self.read.ids;
        *self.types.entry(id).or_insert_with_key(|id| {
            ids.push(id.clone());
            index(ids.len() - 1)
        })
    }

    /// The index of a word.
    fn word(&mut self, typed: &'a str, script: Script) -> usize {
        if let Some(&word) = self.typed.get(typed) {
            return word;
        }
        let folded = fold(typed, Tier::Letters);
        let foreign = script == Script::Latin && self.is_arabic;
        let units = if foreign { &self.latin } else { &self.units };
        let is_short = |most: usize| folded.chars().take(most + 1).count() <= most;
        let is_name = self.anchors
            && match script {
                Script::Arabic => !is_short(2),
                Script::Latin => !self.is_arabic && typed.starts_with(char::is_uppercase),
                Script::Other => false,
            };
        let bare = if script == Script::Latin { without_possessive(&folded) } else { &folded };
        let word = ReadWord {
            stem: units.stem(&folded),
            id: None,
            name: is_name.then(|| bare.to_owned()),
            is_common_at_start: script == Script::Latin && is_short(4),
            begins_number: begins_number(&folded),
            begins_month: begins_month(typed, &folded),
            folded,
        };
        self.words.push(word);
        self.typed.insert(typed, self.words.len() - 1);
        self.words.len() - 1
    }
}

/// A word without its possessive.
fn without_possessive(word: &str) -> &str {
    word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word)
}

/// Words for per cent.
static PERCENT: LazyLock<[Finder<'static>; 6]> = LazyLock::new(|| {
    ["percent", "per cent", "في المئة", "في المائة", "بالمئة", "بالمائة"].map(Finder::new)
});

fn marks_of(text: &str) -> impl Iterator<Item = Mark> {
    let end = text.trim_end_matches(['"', '”', '»', '’', '\'', ')', ']', ' ']);
    let (mut question, mut exclamation, mut quote, mut parenthesis, mut percent) =
        (false, false, false, false, false);
    for c in text.chars() {
        match c {
            '?' | '؟' => question = true,
            '!' => exclamation = true,
            '"' | '“' | '”' | '«' | '»' | '„' => quote = true,
            '(' | '[' => parenthesis = true,
            '%' | '٪' => percent = true,
            _ => {}
        }
    }
    let percent = percent || PERCENT.iter().any(|word| word.find(text.as_bytes()).is_some());
    [
        (question, Mark::Question),
        (exclamation, Mark::Exclamation),
        (quote, Mark::Quote),
        (parenthesis, Mark::Parenthesis),
        (end.ends_with(':'), Mark::ColonAtEnd),
        (percent, Mark::Percent),
    ]
    .into_iter()
    .filter_map(|(present, mark)| present.then_some(mark))
}
