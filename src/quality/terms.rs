//! Glossary terms: if the source has a term, the target must have one of its translations in the glossary,
//! in any inflection and with any clitic.
//!
//! English words are compared by their stems. Two Arabic words are taken for forms of one if they are equal
//! without some of their clitics and endings, or have the same root, which is all that a broken plural
//! (مرفأ, مرافئ) shares. A long term takes precedence over a short one in it: “harbour master” does not
//! require a translation of “harbour”.

use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::code::Code;
use super::finding::Finding;
use super::reading::{ReadPair, ReadText, quoted};
use crate::align::lexicon::{Glossary, Units};
use crate::model::{Language, Side};
use crate::text::{Tier, fold, tokens};

/// The terms of a glossary in both directions.
pub(super) struct Terms {
    english: Units,
    arabic: Units,
    from_english: TermTable,
    from_arabic: TermTable,
}

/// The terms of one language with their translations.
#[derive(Default)]
struct TermTable {
    /// The terms by each form of their first word.
    by_first: FxHashMap<String, Vec<usize>>,
    /// The terms, the longest first.
    terms: Vec<Term>,
}

struct Term {
    words: Vec<Forms>,
    translations: Vec<Translation>,
}

/// A translation of a term; any one of them is enough.
struct Translation {
    typed: String,
    words: Vec<Forms>,
}

/// The forms that a word may have without clitics and endings; the first is the word itself or its stem.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Forms {
    forms: Vec<String>,
    roots: Vec<String>,
}

impl Terms {
    /// The terms of a glossary.
    pub fn of(glossary: &Glossary) -> Self {
        let (english, arabic) = (Units::of(&Language::english()), Units::of(&Language::arabic()));
        let e = |term: &str| words_of(term, &english, false);
        let a = |term: &str| words_of(term, &arabic, true);
        Terms {
            from_english: TermTable::of(glossary.terms(), e, a),
            from_arabic: TermTable::of(glossary.terms().map(|(e, a)| (a, e)), a, e),
            english,
            arabic,
        }
    }

    /// The forms of a word in a text.
    fn forms(&self, folded: &str, is_arabic: bool) -> Forms {
        if is_arabic {
            Forms::arabic(folded, &self.arabic, true)
        } else {
            Forms::english(folded, &self.english)
        }
    }
}

fn words_of(term: &str, units: &Units, is_arabic: bool) -> Vec<Forms> {
    tokens(term)
        .into_iter()
        .map(|token| fold(token.text, Tier::Letters))
        .map(|word| match is_arabic {
            true => Forms::arabic(&word, units, false),
            false => Forms::english(&word, units),
        })
        .collect()
}

impl Forms {
    fn english(folded: &str, units: &Units) -> Self {
        Forms { forms: vec![units.stem(folded)], roots: Vec::new() }
    }

    /// The forms of an Arabic word: without its clitics for a word of running text, or only without its
    /// article for a word of a glossary.
    fn arabic(folded: &str, units: &Units, with_clitics: bool) -> Self {
        let mut bare = vec![folded];
        if with_clitics {
            bare.extend(folded.strip_prefix(['و', 'ف']));
            for at in 0..bare.len() {
                bare.extend(bare[at].strip_prefix(['ب', 'ل', 'ك', 'س']));
            }
        }
        for at in 0..bare.len() {
            bare.extend(bare[at].strip_prefix("ال"));
            bare.extend(bare[at].strip_prefix("لل"));
        }
        let mut forms: Vec<String> = Vec::new();
        for word in bare {
            forms.push(word.to_owned());
            let owned = PRONOUNS.iter().filter_map(|pronoun| word.strip_suffix(pronoun));
            for stem in owned.chain([word]) {
                forms.push(stem.to_owned());
                forms
                    .extend(ENDINGS.iter().filter_map(|e| stem.strip_suffix(e)).map(str::to_owned));
            }
        }
        forms.retain(|form| form.chars().count() >= SHORTEST_FORM || form == folded);
        let mut roots: Vec<String> = forms.iter().map(|form| units.root(form)).collect();
        roots.retain(|root| root.chars().count() >= SHORTEST_ROOT);
        for list in [&mut forms, &mut roots] {
            list.sort_unstable();
            list.dedup();
        }
        Forms { forms, roots }
    }

    fn share_form(&self, other: &Forms) -> bool {
        self.forms.iter().any(|form| other.forms.contains(form))
    }

    /// Whether both may be forms of one word. If they share only two consonants (ميناء, موانئ), as too
    /// many words do, one must also have the shape of a plural.
    fn may_be(&self, other: &Forms) -> bool {
        self.share_form(other)
            || self.roots.iter().any(|root| {
                other.roots.contains(root)
                    && (root.chars().count() > SHORTEST_ROOT
                        || other.forms.iter().any(|form| form.chars().count() >= 5))
            })
    }
}

/// The fewest letters that must be left of a word.
const SHORTEST_FORM: usize = 3;
const SHORTEST_ROOT: usize = 2;

const PRONOUNS: [&str; 10] = ["ك", "كم", "ه", "ها", "هم", "هن", "نا", "ي", "هما", "كما"];
const ENDINGS: [&str; 12] = ["ه", "ت", "ات", "ون", "ين", "ان", "ا", "وا", "و", "ي", "تا", "يه"];

impl TermTable {
    fn of<'a>(
        pairs: impl Iterator<Item = (&'a str, &'a str)>,
        here: impl Fn(&str) -> Vec<Forms>,
        there: impl Fn(&str) -> Vec<Forms>,
    ) -> Self {
        let mut grouped: BTreeMap<Vec<Vec<String>>, Term> = BTreeMap::new();
        for (term, translation) in pairs {
            let words = here(term);
            let key = words.iter().map(|word| word.forms.clone()).collect();
            let entry =
                grouped.entry(key).or_insert_with(|| Term { words, translations: Vec::new() });
            let typed = translation.to_owned();
            entry.translations.push(Translation { typed, words: there(translation) });
        }
        let mut table = TermTable { terms: grouped.into_values().collect(), ..Self::default() };
        table.terms.sort_by_key(|term| std::cmp::Reverse(term.words.len()));
        for (at, term) in table.terms.iter().enumerate() {
            for form in term.words.first().into_iter().flat_map(|word| &word.forms) {
                table.by_first.entry(form.clone()).or_default().push(at);
            }
        }
        table
    }

    /// The terms of a text with the words they take; of overlapping terms the longest.
    fn find(&self, words: &[Forms]) -> Vec<(&Term, Range<usize>)> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let term = self.all_at(&words[at]).into_iter().find(|&&place| {
                let term = &self.terms[place];
                words.get(at..at + term.words.len()).is_some_and(|words| {
                    words.iter().zip(&term.words).all(|(word, wanted)| word.share_form(wanted))
                })
            });
            match term {
                Some(&place) => {
                    let length = self.terms[place].words.len();
                    found.push((&self.terms[place], at..at + length));
                    at += length;
                }
                None => at += 1,
            }
        }
        found
    }

    /// The terms that may begin at a word, the longest first.
    fn all_at(&self, word: &Forms) -> Vec<&usize> {
        let mut places: Vec<&usize> =
            word.forms.iter().filter_map(|form| self.by_first.get(form)).flatten().collect();
        places.sort_unstable();
        places
    }
}

/// Looks for terms whose translation is missing from the target.
pub(super) fn check_terms(pair: &ReadPair<'_>, terms: &Terms, findings: &mut Vec<Finding>) {
    if pair.english_and_arabic().is_none() {
        return;
    }
    let read = |text: &ReadText<'_>| -> Vec<Forms> {
        text.words.iter().map(|word| terms.forms(&word.folded, text.is_arabic())).collect()
    };
    let table = if pair.source.is_english() { &terms.from_english } else { &terms.from_arabic };
    let source = read(&pair.source);
    let found = table.find(&source);
    if found.is_empty() {
        return;
    }
    let target = read(&pair.target);
    for (term, words) in found {
        let has = |wanted: &Forms| target.iter().any(|word| wanted.may_be(word));
        let words = &pair.source.words[words];
        let (Some(first), Some(last)) = (words.first(), words.last()) else { continue };
        let range = first.token.range.start..last.token.range.end;
        // A name may be kept in its own letters.
        let is_kept = pair.target.text.contains(pair.source.at(&range));
        if is_kept || term.translations.iter().any(|translation| translation.words.iter().all(has))
        {
            continue;
        }
        let message = format!(
            "“{}” is not translated as in the glossary: {}",
            pair.source.at(&range),
            quoted(term.translations.iter().map(|translation| translation.typed.as_str()))
        );
        findings.push(Finding::new(Code::GlossaryTerm, message).at(Side::Source, vec![range]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Pair;
    use crate::quality::reading::{Text, read_pair};

    fn is_honoured(glossary: &str, english: &str, arabic: &str) -> bool {
        let languages = (Language::english(), Language::arabic());
        let terms = Terms::of(&Glossary::parse(glossary));
        let pair = read_pair(&Pair::new(
            Text::new(english, &languages.0),
            Text::new(arabic, &languages.1),
        ));
        let mut findings = Vec::new();
        check_terms(&pair, &terms, &mut findings);
        findings.is_empty()
    }

    #[test]
    fn inflected_and_clitic_forms_honour_a_term() {
        for (term, arabic) in [
            ("ports\tميناء", "الموانئ مغلقة"),
            ("ports\tفاتورة", "وبالفواتير"),
            ("ports\tكلمة مرور", "كلمات مرورهم"),
            ("ports\tمكتبة", "في مكتبتك"),
            ("ports\tملف", "وللملفات"),
        ] {
            assert!(is_honoured(term, "The ports", arabic), "{term} {arabic}");
        }
        for (term, arabic) in [("ports\tميناء", "المرافق من هنا"), ("ports\tعقد", "الاتفاق")]
        {
            assert!(!is_honoured(term, "The ports", arabic), "{term} {arabic}");
        }
    }

    #[test]
    fn a_long_term_goes_before_a_short_one() {
        let glossary = "harbour master\tمدير المرفأ\nharbour\tميناء\n";
        assert!(is_honoured(glossary, "The harbour master came.", "جاء مدير المرفأ."));
        assert!(!is_honoured(glossary, "The harbour is closed.", "المرفأ مغلق."));
    }
}
