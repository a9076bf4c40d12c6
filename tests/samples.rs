//! The articles of corpus/ with their gold beads.

use std::path::PathBuf;

use crate::support::{Bead, Case, bare, read_jsonl, spans::strict_f1};

/// Name, original and translation of each pair.
const SAMPLES: [(&str, &str, &str); 4] = [
    ("harbour", "harbour.en.txt", "harbour.ar.txt"),
    ("clocks", "clocks.en.md", "clocks.ar.md"),
    ("wells", "wells.en.html", "wells.ar.html"),
    ("library", "library.ar.txt", "library.en.txt"),
];

pub fn article(name: &str) -> String {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "corpus", "articles", name].iter().collect();
    path.to_str().unwrap().to_owned()
}

fn gold(name: &str) -> Vec<Bead> {
    read_jsonl(&std::fs::read_to_string(article(&format!("{name}.gold.jsonl"))).unwrap())
}

fn aligned(source: &str, target: &str) -> Vec<Bead> {
    let arguments = ["align", &article(source), &article(target), "--format", "jsonl"];
    Case::new().run(arguments).succeeds().beads()
}

fn sources(beads: &[Bead]) -> String {
    bare(beads.iter().flat_map(|bead| &bead.source))
}

fn targets(beads: &[Bead]) -> String {
    bare(beads.iter().flat_map(|bead| &bead.target))
}

#[test]
fn no_text_is_lost_or_added() {
    for (name, source, target) in SAMPLES {
        let (gold, beads) = (gold(name), aligned(source, target));
        assert_eq!(sources(&beads), sources(&gold), "{name}");
        assert_eq!(targets(&beads), targets(&gold), "{name}");
    }
}

#[test]
fn beads_hold_the_segments_that_segment_prints() {
    for (name, source, target) in SAMPLES {
        let beads = aligned(source, target);
        let case = Case::new();
        let texts = |side: fn(&Bead) -> &Vec<String>| -> Vec<String> {
            beads.iter().flat_map(side).cloned().collect()
        };
        assert_eq!(texts(|bead| &bead.source), case.segments(article(source)), "{name}");
        assert_eq!(texts(|bead| &bead.target), case.segments(article(target)), "{name}");
    }
}

#[test]
fn strict_f1_does_not_fall() {
    for (name, source, target) in SAMPLES {
        let f1 = strict_f1(&gold(name), &aligned(source, target));
        assert!(f1 >= 0.97, "{name}: {f1:.4}");
    }
}

/// What the measure itself says: a merged bead is one wrong answer for two gold beads.
#[test]
fn the_measure_counts_exact_spans_only() {
    let line = |source: &str, target: &str| {
        format!("{{\"source\":[\"{source}\"],\"target\":[\"{target}\"]}}\n")
    };
    let gold = read_jsonl(&[line("a b", "x"), line("c", "y"), line("d", "z")].concat());
    let merged = read_jsonl(&[line("ab", "x"), line("c d", "y z")].concat());
    assert_eq!(strict_f1(&gold, &gold), 1.0);
    assert_eq!(strict_f1(&gold, &merged), 2.0 / 5.0);
}

/// The gold beads hold enough merges, splits and omissions to tell a good aligner from a bad one.
#[test]
fn the_samples_are_hard_enough() {
    for (name, ..) in SAMPLES {
        let gold = gold(name);
        let count = |is: fn(&Bead) -> bool| gold.iter().filter(|bead| is(bead)).count();
        let merges = count(|bead| bead.source.len() > 1 && bead.target.len() == 1);
        let splits = count(|bead| bead.source.len() == 1 && bead.target.len() > 1);
        let omissions = count(Bead::is_omission);
        assert!(merges >= 4, "{name}: {merges} merges");
        assert!(splits >= 4, "{name}: {splits} splits");
        assert!(omissions >= 3, "{name}: {omissions} omissions");
    }
}
