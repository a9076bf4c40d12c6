//! Reads the terms of segments.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use memchr::memmem::Finder;
use rustc_hash::FxHashMap;

use super::index;
use super::names::Name;
use super::vocabulary::{Lines, Vocabulary, Word};
use crate::align::lexicon::Lexicon;
use crate::model::{ParagraphKind, Segment};
use crate::text::{
    Calendar, Date, FoldedText, FoldedToken, Number, NumberKind, Tier, Token, TokenKind, Value,
    dates_among, fold, numbers_among, tokens,
};

/// The kind of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TermKind {
    /// A word, by its stem.
    Word,
    /// A number, by its value.
    Number,
    /// A month, 1–12; of the Hijri calendar with an h before it.
    Month,
    /// A web or mail address.
    Address,
    /// A punctuation mark that translation keeps.
    Mark(Mark),
    /// The kind of its paragraph, if it is not running text.
    Layout(ParagraphKind),
}

/// A punctuation mark that survives translation, whatever its form in each language.
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
    /// A colon at the end of the segment.
    ColonAtEnd,
    /// A percent sign or a word for per cent.
    Percent,
}

/// Identifies a type by its kind and its normalized text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId {
    /// Its kind.
    pub kind: TermKind,
    /// Its stem, value or address; empty for punctuation marks and paragraph kinds.
    pub text: Arc<str>,
}

/// The terms of some segments as types.
#[derive(Default)]
pub struct ReadTerms {
    /// The types, in order of their first occurrence.
    pub ids: Vec<TypeId>,
    /// For each type, the lines of its stem and its root in each lexicon.
    pub lines: Vec<Lines>,
    /// The type of every term, in order.
    pub terms: Vec<u32>,
    /// The index of the first term of each segment, and of the end.
    pub starts: Vec<u32>,
    /// Words that may be names written in the other script, with their types; each once.
    pub names: Vec<(Arc<Name>, u32)>,
}

/// The most terms of a segment that are read; further ones are ignored.
const MAX_TERMS: usize = 600;

/// Reads the segments of one language.
pub struct Reader<'a> {
    vocabulary: &'a mut Vocabulary,
    lexicons: &'a [Lexicon<'a>],
    /// Whether anchors are read.
    anchors: bool,
    /// The type of each stem of the vocabulary, once it has occurred.
    type_of_stem: Vec<Option<u32>>,
    /// Which words of the vocabulary have been recorded as names.
    is_recorded_name: Vec<bool>,
    types: FxHashMap<TypeId, u32>,
    read: ReadTerms,
}

/// A term of a segment.
enum SegmentTerm {
    /// A word by its index in the vocabulary, and whether it is the first of the segment.
    Word {
        word: usize,
        is_first: bool,
    },
    Other(TypeId),
}

impl<'a> Reader<'a> {
    /// A reader that uses and extends a vocabulary.
    pub fn new(vocabulary: &'a mut Vocabulary, lexicons: &'a [Lexicon<'a>], anchors: bool) -> Self {
        Reader {
            type_of_stem: vec![None; vocabulary.stems.len()],
            is_recorded_name: vec![false; vocabulary.words.len()],
            vocabulary,
            lexicons,
            anchors,
            types: FxHashMap::default(),
            read: ReadTerms::default(),
        }
    }

    /// Reads the terms of segments: for each segment, words, numbers and addresses in the order of the
    /// text, then punctuation marks and the paragraph kind.
    pub fn read(mut self, segments: &[Segment]) -> ReadTerms {
        self.read.starts.push(0);
        for segment in segments {
            let found = self.find(segment);
            self.record(found);
            self.read.starts.push(index(self.read.terms.len()));
        }
        self.read.names.sort_unstable();
        self.read.names.dedup();
        self.read
    }

    fn find(&mut self, segment: &Segment) -> Vec<SegmentTerm> {
        let text = segment.text.as_str();
        let tokens = tokens(text);
        let words: Vec<Option<usize>> = tokens
            .iter()
            .map(|token| match token.kind {
                TokenKind::Word(script) => {
                    Some(self.vocabulary.number(token.text, script, self.lexicons))
                }
                TokenKind::Number | TokenKind::Address => None,
            })
            .collect();
        let mut found: Vec<(usize, SegmentTerm)> = Vec::with_capacity(tokens.len() + 4);
        for (token, word) in tokens.iter().zip(&words) {
            if let Some(word) = word.filter(|&word| !self.vocabulary.words[word].folded.is_empty())
            {
                let is_first = found.is_empty();
                found.push((token.range.start, SegmentTerm::Word { word, is_first }));
            } else if token.kind == TokenKind::Address && self.anchors {
                let text = fold(token.text, Tier::Letters).into();
                let id = TypeId { kind: TermKind::Address, text };
                found.push((token.range.start, SegmentTerm::Other(id)));
            }
        }
        if self.anchors {
            found.extend(self.values(text, tokens, &words));
            if !found.is_sorted_by_key(|(at, _)| *at) {
                found.sort_by_key(|(at, _)| *at);
            }
            let layout =
                (segment.kind != ParagraphKind::Text).then_some(TermKind::Layout(segment.kind));
            let whole = marks_of(text).map(TermKind::Mark).chain(layout);
            found
                .extend(whole.map(|kind| {
                    (text.len(), SegmentTerm::Other(TypeId { kind, text: "".into() }))
                }));
        }
        found.into_iter().map(|(_, found)| found).collect()
    }

    /// The numbers and months of a text.
    fn values(
        &self,
        text: &str,
        tokens: Vec<Token<'_>>,
        words: &[Option<usize>],
    ) -> Vec<(usize, SegmentTerm)> {
        let begins = |begins: fn(&Word) -> bool| {
            words.iter().flatten().any(|&word| begins(&self.vocabulary.words[word]))
        };
        let has_numbers = begins(|word| word.is_number_word)
            || tokens.iter().any(|token| token.kind == TokenKind::Number);
        let has_months = begins(|word| word.begins_month);
        if !has_numbers && !has_months {
            return Vec::new();
        }
        let tokens: Vec<FoldedToken<'_>> = tokens
            .into_iter()
            .zip(words)
            .map(|(token, word)| FoldedToken {
                folded: match word {
                    Some(word) => Cow::Borrowed(self.vocabulary.words[*word].folded.as_str()),
                    None => Cow::Owned(fold(token.text, Tier::Letters)),
                },
                token,
            })
            .collect();
        let text = FoldedText { text, tokens: &tokens };
        let numbers = numbers_among(text);
        let has_months = has_months || numbers.iter().any(|number| number.kind == NumberKind::Date);
        let dates = if has_months { dates_among(text, &numbers) } else { Vec::new() };
        let mut found = Vec::with_capacity(numbers.len() + dates.len());
        for number in &numbers {
            push_anchors(text, number, &dates, &mut found);
        }
        found.extend(
            dates.iter().map(|date| (date.range.start, SegmentTerm::Other(month_of(date)))),
        );
        found
    }

    /// Records the terms of a segment.
    fn record(&mut self, found: Vec<SegmentTerm>) {
        for found in found.into_iter().take(MAX_TERMS) {
            match found {
                SegmentTerm::Word { word, is_first } => self.record_word(word, is_first),
                SegmentTerm::Other(id) => {
                    let id = self.type_of(id);
                    self.read.terms.push(id);
                }
            }
        }
    }

    fn record_word(&mut self, at: usize, is_first: bool) {
        let Word { stem, enclitic, is_common_at_start, .. } = self.vocabulary.words[at];
        let id = self.type_of_stem(stem);
        self.read.terms.push(id);
        if let Some(enclitic) = enclitic {
            let id = self.type_of_stem(enclitic);
            self.read.terms.push(id);
        }
        self.is_recorded_name.resize(self.vocabulary.words.len(), false);
        let may_be_name = self.anchors && !(is_first && is_common_at_start);
        if let Some(name) = &self.vocabulary.words[at].name
            && may_be_name
            && !std::mem::replace(&mut self.is_recorded_name[at], true)
        {
            self.read.names.push((name.clone(), id));
        }
    }

    fn type_of_stem(&mut self, number: u32) -> u32 {
        let stems = &self.vocabulary.stems;
        self.type_of_stem.resize(stems.len(), None);
        let (ids, lines) = (&mut self.read.ids, &mut self.read.lines);
        *self.type_of_stem[number as usize].get_or_insert_with(|| {
            let stem = &stems[number as usize];
            ids.push(TypeId { kind: TermKind::Word, text: stem.text.clone() });
            lines.push(stem.lines.clone());
            index(ids.len() - 1)
        })
    }

    fn type_of(&mut self, id: TypeId) -> u32 {
        let (ids, lines) = (&mut self.read.ids, &mut self.read.lines);
        *self.types.entry(id).or_insert_with_key(|id| {
            ids.push(id.clone());
            lines.push(Lines::default());
            index(ids.len() - 1)
        })
    }
}

fn month_of(date: &Date) -> TypeId {
    let text = match date.calendar {
        Calendar::Gregorian => date.month.to_string(),
        Calendar::Hijri => format!("h{}", date.month),
    };
    TypeId { kind: TermKind::Month, text: text.into() }
}

/// The least number in words that is an anchor: one is too often something else, and ordinals up to ten
/// are single words that the lexicon knows better.
fn least(kind: NumberKind) -> Value {
    Value::whole(if kind == NumberKind::Ordinal { 11 } else { 2 })
}

/// Adds what a number may be found again by in a translation.
fn push_anchors(
    text: FoldedText<'_>,
    number: &Number,
    dates: &[Date],
    found: &mut Vec<(usize, SegmentTerm)>,
) {
    let (value, start) = (number.value(), number.range.start);
    let mut push = |start: usize, text: String| {
        let id = TypeId { kind: TermKind::Number, text: text.into() };
        found.push((start, SegmentTerm::Other(id)));
    };
    // An address or a version is copied as it is; so is a number that is too long to have a value.
    let typed = text.folded(number.tokens.start);
    match number.kind {
        NumberKind::Sequence if typed.contains('.') => push(start, typed.to_owned()),
        NumberKind::Sequence | NumberKind::Date | NumberKind::Time => {
            // The month is an anchor of its own, and may be named there.
            let date = dates.binary_search_by_key(&start, |date| date.range.start);
            let date = date.ok().map(|at| &dates[at]).filter(|date| date.other.is_none());
            let mut month = date.map(|date| u64::from(date.month));
            for part in &number.parts {
                if month.take_if(|month| part.value.as_whole() == Some(*month)).is_none() {
                    push(part.start, part.value.to_string());
                }
            }
        }
        _ if number.is_in_words() && value < Some(least(number.kind)) => {}
        _ => push(start, value.map_or_else(|| typed.to_owned(), |value| value.to_string())),
    }
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
