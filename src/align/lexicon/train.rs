//! Trains lexicons: IBM Model 1 (Brown et al., 1993) in both directions, by expectation–maximisation.
//!
//! The expected counts of a word are summed by a single task over the sentences that contain it, in order,
//! so that the result does not depend on the number of threads.

use std::collections::HashMap;

use rayon::prelude::*;

use super::table::{Rows, format_table};
use super::units::{UnitKind, Units};
use super::{TableKey, format_lexicon};
use crate::model::Language;

/// How a lexicon is trained.
#[derive(Debug, Clone)]
pub struct TrainingOptions {
    /// The number of iterations of expectation–maximisation.
    pub rounds: usize,
    /// Words that occur less often than this are left out.
    pub min_count: f64,
    /// Translations less probable than this are left out.
    pub min_probability: f64,
    /// The most translations that are kept for a word.
    pub most_translations: usize,
    /// Added to the count of a word when its probabilities are estimated, so that a translation that occurs
    /// once is not certain.
    pub smoothing: f64,
}

impl Default for TrainingOptions {
    fn default() -> Self {
        TrainingOptions {
            rounds: 5,
            min_count: 2.0,
            min_probability: 0.01,
            most_translations: 16,
            smoothing: 1.0,
        }
    }
}

/// Weighted sentence pairs to train on.
#[derive(Debug, Default)]
pub struct Sentences {
    english: Vec<Vec<String>>,
    arabic: Vec<Vec<String>>,
    weights: Vec<f32>,
}

/// The longest sentences that are used. Longer ones say little about single words, and the cost grows with
/// the square of the length.
const MAX_SENTENCE_WORDS: usize = 100;

impl Sentences {
    /// Splits pairs of English and Arabic text, each with its weight, into stems.
    pub fn new(pairs: &[(String, String, f32)]) -> Self {
        let (english, arabic) = (Language::english(), Language::arabic());
        let stems: Vec<(Vec<String>, Vec<String>, f32)> = pairs
            .par_iter()
            .map_init(
                || (Units::of(&english), Units::of(&arabic)),
                |(e, a), (x, y, weight)| (e.stems(x), a.stems(y), *weight),
            )
            .collect();
        let mut sentences = Sentences::default();
        for (english, arabic, weight) in stems {
            let sizes = [english.len(), arabic.len()];
            if sizes.iter().all(|size| (1..=MAX_SENTENCE_WORDS).contains(size)) {
                sentences.english.push(english);
                sentences.arabic.push(arabic);
                sentences.weights.push(weight);
            }
        }
        sentences
    }

    /// The number of pairs that are used for training.
    pub fn len(&self) -> usize {
        self.weights.len()
    }

    /// Whether there are no pairs.
    pub fn is_empty(&self) -> bool {
        self.weights.is_empty()
    }
}

/// Trains a lexicon and returns its text with the given header.
pub fn train(sentences: &Sentences, options: &TrainingOptions, header: &[String]) -> String {
    let tables = TableKey::ALL.map(|key| train_table(sentences, key, options));
    format_lexicon(header, &tables)
}

fn train_table(sentences: &Sentences, key: TableKey, options: &TrainingOptions) -> String {
    let units = |side: &[Vec<String>], language: &Language| -> Vec<Vec<String>> {
        let units = Units::of(language);
        match key.kind {
            UnitKind::Stem => side.to_vec(),
            UnitKind::Root => {
                side.iter().map(|s| s.iter().map(|stem| units.root(stem)).collect()).collect()
            }
        }
    };
    let english = units(&sentences.english, &Language::english());
    let arabic = units(&sentences.arabic, &Language::arabic());
    let (given, produced) = if key.from_arabic { (&arabic, &english) } else { (&english, &arabic) };
    let corpus = Corpus {
        given: Vocabulary::of(given, &sentences.weights),
        produced: Vocabulary::of(produced, &sentences.weights),
        weights: &sentences.weights,
    };
    let model = corpus.train(options);
    let mut words = Rows::new();
    for (id, word) in corpus.given.words.iter().enumerate() {
        let count = corpus.given.counts[id];
        if count < options.min_count {
            continue;
        }
        let mut translations: Vec<(&str, f64)> = model.given[id]
            .iter()
            .filter(|(other, p)| {
                f64::from(*p) >= options.min_probability
                    && corpus.produced.counts[*other as usize] >= options.min_count
            })
            .map(|(other, p)| (corpus.produced.words[*other as usize].as_str(), f64::from(*p)))
            .collect();
        translations.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
        translations.truncate(options.most_translations);
        words.insert(word, (count, translations));
    }
    format_table(corpus.given.counts.iter().sum(), &words)
}

/// One side of the corpus, with words as ids.
struct Vocabulary {
    words: Vec<String>,
    counts: Vec<f64>,
    sentences: Vec<Vec<u32>>,
    /// The sentences that contain each word, each once, ascending.
    occurrences: Vec<Vec<u32>>,
}

impl Vocabulary {
    fn of(sentences: &[Vec<String>], weights: &[f32]) -> Self {
        let mut ids: HashMap<&str, u32> = HashMap::new();
        let mut side = Vocabulary {
            words: Vec::new(),
            counts: Vec::new(),
            sentences: Vec::new(),
            occurrences: Vec::new(),
        };
        for (index, sentence) in (0u32..).zip(sentences) {
            let weight = f64::from(weights[index as usize]);
            let mut numbered = Vec::with_capacity(sentence.len());
            for word in sentence {
                let id = *ids.entry(word).or_insert_with(|| {
                    side.words.push(word.clone());
                    side.counts.push(0.0);
                    side.occurrences.push(Vec::new());
                    u32::try_from(side.words.len() - 1).unwrap_or(u32::MAX)
                });
                side.counts[id as usize] += weight;
                if side.occurrences[id as usize].last() != Some(&index) {
                    side.occurrences[id as usize].push(index);
                }
                numbered.push(id);
            }
            side.sentences.push(numbered);
        }
        side
    }
}

/// Both sides: the given words and the words produced from them.
struct Corpus<'a> {
    given: Vocabulary,
    produced: Vocabulary,
    weights: &'a [f32],
}

/// t(produced | given): for each given word, its translations in ascending order of id, and the
/// translations of the empty word.
struct Model {
    given: Vec<Vec<(u32, f32)>>,
    null: Vec<f32>,
}

/// Lower probabilities are dropped between iterations, because they only cost time.
const NEGLIGIBLE: f32 = 1e-5;

impl Corpus<'_> {
    fn train(&self, options: &TrainingOptions) -> Model {
        let total: f64 = self.produced.counts.iter().sum::<f64>().max(1.0);
        let mut model = Model {
            given: Vec::new(),
            null: self.produced.counts.iter().map(|count| (count / total) as f32).collect(),
        };
        for round in 0..options.rounds {
            let denominators = self.denominators(&model);
            model = self.maximise(&model, &denominators, options.smoothing, round == 0);
        }
        model
    }

    fn probability(&self, model: &Model, given: u32, produced: u32) -> f32 {
        // Before the first iteration, all translations are equally probable.
        let Some(translations) = model.given.get(given as usize) else { return 1e-3 };
        translations
            .binary_search_by_key(&produced, |(id, _)| *id)
            .map_or(0.0, |at| translations[at].1)
    }

    /// For each produced word of each sentence, the sum of its probabilities over the given words.
    fn denominators(&self, model: &Model) -> Vec<Vec<f32>> {
        self.given
            .sentences
            .par_iter()
            .zip(&self.produced.sentences)
            .map(|(given, produced)| {
                produced
                    .iter()
                    .map(|&f| {
                        model.null[f as usize]
                            + given.iter().map(|&e| self.probability(model, e, f)).sum::<f32>()
                    })
                    .collect()
            })
            .collect()
    }

    fn maximise(
        &self,
        model: &Model,
        denominators: &[Vec<f32>],
        smoothing: f64,
        first: bool,
    ) -> Model {
        let given = (0..self.given.words.len())
            .into_par_iter()
            .map(|e| {
                let e = u32::try_from(e).unwrap_or(u32::MAX);
                let mut expected: HashMap<u32, f64> = HashMap::new();
                for &sentence in &self.given.occurrences[e as usize] {
                    let sentence = sentence as usize;
                    let times =
                        self.given.sentences[sentence].iter().filter(|&&x| x == e).count() as f32;
                    let weight = times * self.weights[sentence];
                    for (at, &f) in self.produced.sentences[sentence].iter().enumerate() {
                        let t = self.probability(model, e, f);
                        if t > 0.0 {
                            *expected.entry(f).or_default() +=
                                f64::from(weight * t / denominators[sentence][at]);
                        }
                    }
                }
                let mut row: Vec<(u32, f64)> = expected.into_iter().collect();
                row.sort_unstable_by_key(|(f, _)| *f);
                let total = row.iter().map(|(_, count)| count).sum::<f64>() + smoothing;
                row.into_iter()
                    .map(|(f, count)| (f, (count / total) as f32))
                    .filter(|(_, t)| first || *t >= NEGLIGIBLE)
                    .collect()
            })
            .collect();
        Model { given, null: model.null.clone() }
    }
}
