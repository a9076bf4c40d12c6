//! Training: IBM Model 1 (Brown et al. 1993) in both directions, by expectation–maximisation.
//!
//! Each word's expected counts are gathered by one task from the sentences that hold it, in their
//! order, so that the result is the same whatever the number of threads.

use std::collections::HashMap;

use rayon::prelude::*;

use super::table::{Rows, format_table};
use super::units::{UnitKind, Units};
use super::{TableKey, format_lexicon};
use crate::model::Language;

/// How a lexicon is trained.
#[derive(Debug, Clone)]
pub struct TrainingOptions {
    /// Rounds of expectation–maximisation.
    pub rounds: usize,
    /// Words seen less often than this are left out.
    pub min_count: f64,
    /// Translations less probable than this are left out.
    pub min_probability: f64,
    /// The most translations kept for a word.
    pub most_translations: usize,
    /// Added to a word's count when probabilities are taken, so that what was seen once is not sure.
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

/// Sentence pairs to train on, each with a weight.
#[derive(Debug, Default)]
pub struct Sentences {
    english: Vec<Vec<String>>,
    arabic: Vec<Vec<String>>,
    weights: Vec<f32>,
}

/// Longer sentences tell little of which word is which, and cost their square.
const LONGEST: usize = 100;

impl Sentences {
    /// Takes pairs of English and Arabic text apart.
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
            if sizes.iter().all(|size| (1..=LONGEST).contains(size)) {
                sentences.english.push(english);
                sentences.arabic.push(arabic);
                sentences.weights.push(weight);
            }
        }
        sentences
    }

    /// Number of pairs that can be trained on.
    pub fn len(&self) -> usize {
        self.weights.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.weights.is_empty()
    }
}

/// Trains a lexicon and gives its text under the given header.
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

/// One side of the corpus as ids.
struct Vocabulary {
    words: Vec<String>,
    counts: Vec<f64>,
    sentences: Vec<Vec<u32>>,
    /// Sentences that hold each word, each once, ascending.
    places: Vec<Vec<u32>>,
}

impl Vocabulary {
    fn of(sentences: &[Vec<String>], weights: &[f32]) -> Self {
        let mut ids: HashMap<&str, u32> = HashMap::new();
        let mut side = Vocabulary {
            words: Vec::new(),
            counts: Vec::new(),
            sentences: Vec::new(),
            places: Vec::new(),
        };
        for (index, sentence) in (0u32..).zip(sentences) {
            let weight = f64::from(weights[index as usize]);
            let mut numbered = Vec::with_capacity(sentence.len());
            for word in sentence {
                let id = *ids.entry(word).or_insert_with(|| {
                    side.words.push(word.clone());
                    side.counts.push(0.0);
                    side.places.push(Vec::new());
                    u32::try_from(side.words.len() - 1).unwrap_or(u32::MAX)
                });
                side.counts[id as usize] += weight;
                if side.places[id as usize].last() != Some(&index) {
                    side.places[id as usize].push(index);
                }
                numbered.push(id);
            }
            side.sentences.push(numbered);
        }
        side
    }
}

/// Both sides: the words that are given and those that are produced from them.
struct Corpus<'a> {
    given: Vocabulary,
    produced: Vocabulary,
    weights: &'a [f32],
}

/// t(produced | given): for each given word its translations by id, ascending, and those of no word.
struct Model {
    given: Vec<Vec<(u32, f32)>>,
    null: Vec<f32>,
}

/// Probabilities below this are dropped between rounds: they only cost time.
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
        // Before the first round all translations are alike.
        let Some(translations) = model.given.get(given as usize) else { return 1e-3 };
        translations
            .binary_search_by_key(&produced, |(id, _)| *id)
            .map_or(0.0, |at| translations[at].1)
    }

    /// For every sentence and produced word the sum over the given words.
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
                for &place in &self.given.places[e as usize] {
                    let place = place as usize;
                    let times =
                        self.given.sentences[place].iter().filter(|&&x| x == e).count() as f32;
                    let weight = times * self.weights[place];
                    for (at, &f) in self.produced.sentences[place].iter().enumerate() {
                        let t = self.probability(model, e, f);
                        if t > 0.0 {
                            *expected.entry(f).or_default() +=
                                f64::from(weight * t / denominators[place][at]);
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
