//! Speed of the aligner, on one document of 100 to 80,000 segments and on a thousand short ones.
//! `cargo bench --bench align -- 100` measures only the shortest.
#![allow(missing_docs)]

#[path = "support/documents.rs"]
mod documents;
#[path = "support/words.rs"]
mod words;

use divan::Bencher;
use divan::counter::ItemsCount;
use documents::MadeDocument;
use rayon::prelude::*;
use tarjuman::align::Aligner;
use tarjuman::model::Span;
use words::Maker;

/// The time limit for the samples of one size, in seconds; at least one sample is always measured.
const MAX_SECONDS: f64 = 15.0;

fn main() {
    check();
    divan::main();
}

/// Checks that the alignments measured are right: a wrong alignment may be fast.
fn check() {
    let made = Maker::new().document(1000, 7);
    let beads = Aligner::default().align(made.texts.as_ref(), &[]);
    let is_found = |gold: &&Span| beads.iter().any(|bead| bead.span == **gold);
    let found = made.gold.iter().filter(is_found).count() as f64 / made.gold.len() as f64;
    assert!(found > 0.9, "only {found:.3} of the gold beads were found");
}

// The filter matches substrings, so no name may contain another.
#[divan::bench(args = ["100", "1_000", "5_000", "20_000", "80_000"], sample_count = 10, sample_size = 1, max_time = MAX_SECONDS)]
fn segments(bencher: Bencher<'_, '_>, name: &str) {
    let count = name.replace('_', "").parse().unwrap_or_default();
    let made = Maker::new().document(count, 7);
    let aligner = Aligner::default();
    bencher.counter(ItemsCount::new(count)).bench_local(|| aligner.align(made.texts.as_ref(), &[]));
}

#[divan::bench(args = ["1_000 of 50"], sample_count = 3, sample_size = 1, max_time = MAX_SECONDS)]
fn documents(bencher: Bencher<'_, '_>, _name: &str) {
    let maker = Maker::new();
    let made: Vec<MadeDocument> = (0..1000).map(|seed| maker.document(50, seed)).collect();
    let aligner = Aligner::default();
    bencher.counter(ItemsCount::new(made.len())).bench_local(|| {
        made.par_iter()
            .map(|document| aligner.align(document.texts.as_ref(), &[]).len())
            .sum::<usize>()
    });
}
