//! How a memory of many units performs: `cargo bench --bench memory -- 10000 100000 1000000`.
//!
//! For each size a memory is made of units whose words are as frequent as in running text, and asked
//! for 300 texts: stored ones with one to five words changed, and ones it has never seen. Time is CPU
//! time of this thread. What is found is held against a comparison with every unit, by the same score
//! and by two others.
#![allow(missing_docs)]

mod support;

use std::error::Error;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::time::Duration;

use cpu_time::ThreadTime;
use rapidfuzz::distance::levenshtein;
use support::{Maker, Random};
use tarjuman::memory::{LookupOptions, Memory};
use tarjuman::model::{Language, Unit, UnitText};

/// Texts looked up.
const QUERIES: usize = 300;
/// Of these, the ones never seen.
const UNSEEN: usize = 50;

fn main() -> Result<(), Box<dyn Error>> {
    let sizes: Vec<usize> =
        std::env::args().skip(1).filter_map(|size| size.replace('_', "").parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![10_000] } else { sizes };
    for size in sizes {
        measure(size)?;
    }
    Ok(())
}

fn measure(size: usize) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("bench.tarjuman");
    let maker = Maker::new();
    let mut random = Random(7);
    let mut units: Vec<(String, String)> = Vec::with_capacity(size);
    for _ in 0..size {
        units.push(maker.unit(&units, &mut random));
    }
    let queries = queries(&maker, &units, &mut random);

    let mut memory = Memory::open_or_create(&path)?;
    println!("{size} units");
    let spent = import(&mut memory, &units)?;
    row("import", &format!("{:.0} units a CPU second", size as f64 / spent.as_secs_f64()));
    row("file", &format!("{:.0} MB", megabytes(&path)?));

    let options = LookupOptions::new(Language::english());
    for query in &queries {
        memory.lookup(query, &options)?;
    }
    let (mut times, mut found) = (Vec::new(), Vec::new());
    for query in &queries {
        let start = ThreadTime::now();
        let matches = memory.lookup(query, &options)?;
        times.push(start.elapsed());
        found.push(matches);
    }
    times.sort();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1e3;
    row("CPU a query", &format!("p50 {:.2} ms, p95 {:.2} ms", at(50), at(95)));

    let texts: Vec<&str> = queries.iter().map(String::as_str).collect();
    let all = memory.lookup_exhaustively(&texts, &options)?;
    let (mut hit, mut expected) = (0, 0);
    for (found, all) in found.iter().zip(&all) {
        let last = found.last().filter(|_| found.len() >= options.max).map(|found| found.score);
        for truth in all {
            expected += 1;
            let tied = last.is_some_and(|last| last >= truth.score);
            hit += usize::from(tied || found.iter().any(|found| found.unit == truth.unit));
        }
    }
    row("recall@5, same score", &format!("{:.4} of {expected}", hit as f64 / f64::from(expected)));

    let wide = LookupOptions { min: 50, ..options };
    let wide_found: Vec<Vec<String>> = queries
        .iter()
        .map(|query| {
            Ok(memory.lookup(query, &wide)?.into_iter().map(|found| found.source).take(5).collect())
        })
        .collect::<Result<_, tarjuman::Error>>()?;
    other_truth("recall@5, words", &queries, &units, &wide_found, Words::new);
    other_truth("recall@5, characters", &queries, &units, &wide_found, Characters::new);
    Ok(())
}

fn row(name: &str, value: &str) {
    println!("  {name:<24} {value}");
}

fn megabytes(path: &Path) -> std::io::Result<f64> {
    Ok(std::fs::metadata(path)?.len() as f64 / 1e6)
}

fn import(memory: &mut Memory, units: &[(String, String)]) -> Result<Duration, tarjuman::Error> {
    let start = ThreadTime::now();
    let mut import = memory.import("bench")?;
    for (english, arabic) in units {
        import.add(Unit::new(
            (UnitText::plain(english), Language::english()),
            (UnitText::plain(arabic), Language::arabic()),
        ))?;
    }
    import.finish(true)?;
    Ok(start.elapsed())
}

fn queries(maker: &Maker, units: &[(String, String)], random: &mut Random) -> Vec<String> {
    (0..QUERIES)
        .map(|number| {
            if number < UNSEEN {
                maker.unit(&[], random).0
            } else {
                let (text, _) = &units[random.below(units.len() as u64) as usize];
                maker.changed(text, 1 + number as u64 % 5, random)
            }
        })
        .collect()
}

/// A similarity of texts that is not ours, 0 to 1.
trait Similarity {
    fn similarity(&self, text: &str, cutoff: f64) -> Option<f64>;
}

struct Words(Vec<u64>);

impl Words {
    fn new(text: &str) -> Words {
        let number = |word: &str| {
            let mut hasher = DefaultHasher::new();
            word.hash(&mut hasher);
            hasher.finish()
        };
        Words(text.split_whitespace().map(number).collect())
    }
}

impl Similarity for Words {
    fn similarity(&self, text: &str, cutoff: f64) -> Option<f64> {
        let words = Words::new(text).0;
        let longer = self.0.len().max(words.len()).max(1);
        if 1.0 - self.0.len().abs_diff(words.len()) as f64 / (longer as f64) < cutoff {
            return None;
        }
        let distance = levenshtein::distance(self.0.iter().copied(), words.iter().copied());
        Some(1.0 - distance as f64 / longer as f64)
    }
}

struct Characters(levenshtein::BatchComparator<char>);

impl Characters {
    fn new(text: &str) -> Characters {
        Characters(levenshtein::BatchComparator::new(text.chars()))
    }
}

impl Similarity for Characters {
    fn similarity(&self, text: &str, cutoff: f64) -> Option<f64> {
        let args = levenshtein::Args::default().score_cutoff(cutoff);
        self.0.normalized_similarity_with_args(text.chars(), &args)
    }
}

/// The share of the best five units by another similarity, of those of .7 and more, that are among
/// the five that were found, or than which all that were found are at least as similar.
fn other_truth<S: Similarity>(
    name: &str,
    queries: &[String],
    units: &[(String, String)],
    found: &[Vec<String>],
    new: impl Fn(&str) -> S,
) {
    let (mut hit, mut expected, mut without) = (0u32, 0u32, 0);
    for (query, found) in queries.iter().zip(found) {
        let measure = new(query);
        let mut best: Vec<(f64, &str)> = Vec::new();
        let mut cutoff = 0.7;
        for (text, _) in units {
            if let Some(similarity) = measure.similarity(text, cutoff)
                && similarity >= cutoff
                && !best.iter().any(|(_, other)| other == text)
            {
                best.push((similarity, text));
                best.sort_by(|a, b| b.0.total_cmp(&a.0));
                best.truncate(5);
                if let Some((last, _)) = best.get(4) {
                    cutoff = *last;
                }
            }
        }
        without += usize::from(best.is_empty());
        let least = found
            .iter()
            .map(|text| measure.similarity(text, 0.0).unwrap_or_default())
            .fold(f64::INFINITY, f64::min);
        for (similarity, text) in best {
            expected += 1;
            let better = !found.is_empty() && least >= similarity;
            hit += u32::from(better || found.iter().any(|found| found == text));
        }
    }
    let share = f64::from(hit) / f64::from(expected);
    row(name, &format!("{share:.4} of {expected}; {without} texts without a truth"));
}
