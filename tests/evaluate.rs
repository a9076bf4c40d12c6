//! `evaluate`: gold that is right, gold that is wrong, and gold that is none.

use serde_json::Value;

use crate::support::article::{ARABIC, ENGLISH};
use crate::support::{Case, Ran};

/// A folder `set` with the market article as `a`, a line a sentence, and these gold beads.
fn with_gold(gold: &str) -> Case {
    let case = Case::new();
    case.write("set/a.en", ENGLISH.join("\n"));
    case.write("set/a.ar", ARABIC.join("\n"));
    case.write("set/a.gold", gold);
    case
}

/// Every sentence with its own counterpart.
fn right() -> String {
    (0..ENGLISH.len()).map(|at| format!("{at}\t{at}\n")).collect()
}

/// The first two exchanged.
fn two_wrong() -> String {
    right().replacen("0\t0\n1\t1\n", "0\t1\n1\t0\n", 1)
}

fn evaluate(case: &Case, more: &[&str]) -> Ran {
    case.run(["evaluate", "set"].iter().chain(more))
}

/// A wrong bead costs precision and recall, whichever language is the original.
#[test]
fn wrong_beads_are_counted() {
    for (gold, f1, wrong) in [(right(), 1.0, 0), (two_wrong(), 0.75, 2)] {
        let case = with_gold(&gold);
        for more in [&["--format", "json"][..], &["--format", "json", "--swap"]] {
            let reports: Value =
                serde_json::from_str(&evaluate(&case, more).succeeds().out).unwrap();
            let report = &reports[0];
            assert_eq!((&report["folder"], &report["gold"]), (&"set".into(), &8.into()));
            assert_eq!((&report["strict"]["f1"], &report["wrong"]), (&f1.into(), &wrong.into()));
        }
    }
}

/// As many of the wrong beads as are asked for are shown, with their texts and what they should be.
#[test]
fn the_worst_beads_are_shown() {
    let case = with_gold(&two_wrong());
    let shown = |count: &str| evaluate(&case, &["--worst", count]).succeeds().out;
    assert!(!shown("0").contains("gold [0]"));
    let one = shown("1");
    assert_eq!(one.matches("  gold ").count(), 1, "{one}");
    let both = shown("9");
    for part in ["a [0] : [0]", "gold [0] : [1], [1] : [0]", ENGLISH[0], ARABIC[1]] {
        assert!(both.contains(part), "{part} is missing in {both}");
    }
}

/// What a filter by score would keep: all that is right of a set that is.
#[test]
fn a_curve_shows_what_a_filter_keeps() {
    let out = evaluate(&with_gold(&two_wrong()), &["--curve"]).succeeds().out;
    let rows: Vec<Vec<&str>> = out
        .lines()
        .skip_while(|line| !line.contains("precision"))
        .skip(1)
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert!(rows.len() > 5, "{out}");
    assert_eq!(rows[0], ["set", "0", "8", "0.7500", "0.7500"]);
    let kept: Vec<usize> = rows.iter().map(|row| row[2].parse().unwrap()).collect();
    assert!(kept.is_sorted_by(|more, fewer| more >= fewer), "{kept:?}");
}

/// Scores against the truth, and the constants that the other folders give.
#[test]
fn calibration_is_shown_and_fitted() {
    let case = with_gold(&right());
    let shown = evaluate(&case, &["--calibration"]).succeeds().out;
    assert!(shown.contains("1-1  gold     8  answered     8  right     8"), "{shown}");
    case.write("other/b.en", ENGLISH.join("\n"));
    case.write("other/b.ar", ARABIC.join("\n"));
    case.write("other/b.gold", two_wrong());
    let fitted = case.run(["evaluate", "set", "other", "--fit-calibration"]).succeeds().out;
    let (_, rows) = fitted.split_once("fitted to all sets: slope ").unwrap();
    let names: Vec<&str> = rows.lines().skip(2).map(|row| row.split(' ').next().unwrap()).collect();
    assert_eq!(names, ["set", "other", "together"], "{fitted}");
}

/// The gold pairs pass the checks, and shifted by one they do not.
#[test]
fn gold_pairs_are_checked_and_shifted() {
    let out = evaluate(&with_gold(&right()), &["--checks"]).succeeds().out;
    let row: Vec<f64> = out
        .lines()
        .find(|line| line.starts_with("together"))
        .unwrap()
        .split_whitespace()
        .skip(1)
        .map(|field| field.parse().unwrap())
        .collect();
    let [pairs, errors, _, _, flagged] = row[..] else { panic!("{out}") };
    assert_eq!((pairs, errors), (8.0, 0.0));
    assert!(flagged > 50.0, "{out}");
}

/// Other weights are taken from a file; one that holds something else is refused by its name.
#[test]
fn weights_come_from_a_file() {
    let case = with_gold(&right());
    let usual = evaluate(&case, &["--format", "json"]).succeeds().out;
    case.write("same.json", "{}");
    case.write("other.json", r#"{ "word": 0.0, "anchor": 0.0 }"#);
    let by = |file: &str| evaluate(&case, &["--format", "json", "--weights", file]);
    assert_eq!(by("same.json").succeeds().out, usual);
    assert_ne!(by("other.json").succeeds().out, usual);
    case.write("odd.json", r#"{ "words": 1.0 }"#);
    case.write("half.json", "{");
    by("odd.json").fails_saying(&["odd.json", "words", "word"]);
    by("half.json").fails_saying(&["half.json", "line 1"]);
    by("none.json").fails_saying(&["none.json"]);
}

/// Gold that does not fit its texts is refused with the file and what is wrong.
#[test]
fn gold_that_does_not_fit_is_refused() {
    for (gold, words) in [
        ("0\t0\none\t1\n", &["a.gold", "line 2", "SOURCE"][..]),
        ("0 0\n", &["a.gold", "line 1"]),
        ("0\t0\n1\t8\n", &["a.gold", "bead 2", "does not exist", "8"]),
        ("99999999999\t0\n", &["a.gold", "bead 1", "does not exist"]),
    ] {
        evaluate(&with_gold(gold), &["--worst", "5"]).fails_saying(words);
    }
    let case = with_gold(&right());
    std::fs::remove_file(case.path("set/a.ar")).unwrap();
    evaluate(&case, &[]).fails_saying(&["a.ar"]);
}

/// Beads of segments that do not follow each other cannot be found, and are missed.
#[test]
fn gold_out_of_order_is_no_failure() {
    for gold in ["0,2\t0\n1\t1\n", "2,0\t0\n1\t1\n", "0\t7,6\n\t\n"] {
        let out = evaluate(&with_gold(gold), &["--format", "json", "--worst", "9"]).succeeds().out;
        let reports: Value = serde_json::from_str(&out).unwrap();
        assert!(reports[0]["strict"]["f1"].as_f64().unwrap() < 1.0, "{out}");
    }
}
