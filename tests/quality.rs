//! The checks against pairs labelled by hand: `corpus/checks/CODE.tsv` has good and bad pairs for each
//! code, a line each: label, source, target, languages where they are not English and Arabic, and the
//! other codes that the pair deserves as well.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use tarjuman::align::lexicon::Glossary;
use tarjuman::model::{Language, Pair};
use tarjuman::quality::{Checks, Code, Codes, PairKey, SetChecks, Text};

use crate::support::{Case, Ran};

/// A labelled pair.
struct Labelled {
    place: String,
    source: (String, Language),
    target: (String, Language),
    /// The codes it deserves.
    codes: Vec<Code>,
    /// What was found.
    found: Vec<Code>,
}

/// What a code found of what it should.
#[derive(Default)]
struct Tally {
    right: usize,
    wrong: Vec<String>,
    missed: Vec<String>,
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/checks")
}

/// `\u200e`, `\t` and `\n` in the files stand for characters that cannot be seen there.
fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        plain.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let (c, length) = match rest.as_bytes().first() {
            Some(b'u') => {
                let code = u32::from_str_radix(&rest[1..5], 16).unwrap();
                (char::from_u32(code).unwrap(), 5)
            }
            Some(b't') => ('\t', 1),
            Some(b'n') => ('\n', 1),
            other => panic!("an unknown escape {other:?} in {text}"),
        };
        plain.push(c);
        rest = &rest[length..];
    }
    plain.push_str(rest);
    plain
}

fn read(code: Code) -> Vec<Labelled> {
    let text = std::fs::read_to_string(folder().join(format!("{code}.tsv"))).unwrap();
    text.lines()
        .enumerate()
        .map(|(index, line)| {
            let fields: Vec<&str> = line.split('\t').collect();
            let language = |index: usize| {
                let names = fields.get(3).filter(|names| !names.is_empty()).unwrap_or(&"en-ar");
                names.split('-').nth(index).unwrap().parse().unwrap()
            };
            let mut codes: Vec<Code> = fields
                .get(4)
                .map(|codes| codes.split(',').map(|code| code.parse().unwrap()).collect())
                .unwrap_or_default();
            match fields[0] {
                "bad" => codes.push(code),
                "good" => {}
                other => panic!("{code}.tsv:{}: {other} is no label", index + 1),
            }
            Labelled {
                place: format!("{code}.tsv:{}", index + 1),
                source: (unescaped(fields[1]), language(0)),
                target: (unescaped(fields[2]), language(1)),
                codes,
                found: Vec::new(),
            }
        })
        .collect()
}

/// Every file checked; pairs of a file about sets are compared with those above them in it.
fn check_all() -> Vec<Labelled> {
    let glossary = std::fs::read_to_string(folder().join("glossary.tsv")).unwrap();
    let checks = Checks::default().with_glossary(&Glossary::parse(&glossary));
    let mut all = Vec::new();
    for &code in Code::ALL {
        let mut set = SetChecks::new(Codes::all());
        for mut labelled in read(code) {
            let (source, target) = (&labelled.source, &labelled.target);
            let pair = Pair::new(Text::new(&source.0, &source.1), Text::new(&target.0, &target.1));
            let mut found: Vec<Code> =
                checks.check(&pair).into_iter().map(|finding| finding.code).collect();
            if code.is_of_set() {
                found.extend(set.add(&PairKey::of(&pair)).into_iter().map(|f| f.finding.code));
            }
            found.dedup();
            labelled.found = found;
            all.push(labelled);
        }
    }
    all
}

fn tallies(all: &[Labelled]) -> BTreeMap<Code, Tally> {
    let mut tallies: BTreeMap<Code, Tally> = BTreeMap::new();
    for labelled in all {
        let said = |code: Code| {
            format!("{code} at {}: {} | {}", labelled.place, labelled.source.0, labelled.target.0)
        };
        for &code in &labelled.codes {
            let tally = tallies.entry(code).or_default();
            if labelled.found.contains(&code) {
                tally.right += 1;
            } else {
                tally.missed.push(said(code));
            }
        }
        for &code in labelled.found.iter().filter(|code| !labelled.codes.contains(code)) {
            tallies.entry(code).or_default().wrong.push(said(code));
        }
    }
    tallies
}

/// Precision at least .95 and recall at least .9 for every code, over all files: what is good for one
/// code may be bad for another only where its line says so.
#[test]
fn every_code_is_precise_and_complete_on_labelled_pairs() {
    let all = check_all();
    let tallies = tallies(&all);
    let mut table = String::from("code                     precision  recall  pairs\n");
    let mut is_good = true;
    for &code in Code::ALL {
        let tally = &tallies[&code];
        let share = |others: usize| tally.right as f64 / (tally.right + others).max(1) as f64;
        let (precision, recall) = (share(tally.wrong.len()), share(tally.missed.len()));
        is_good &= precision >= 0.95 && recall >= 0.9;
        let count = tally.right + tally.missed.len();
        writeln!(table, "{:<24} {precision:>9.3}  {recall:>6.3}  {count:>5}", code.as_str())
            .unwrap();
    }
    for tally in tallies.values() {
        for wrong in &tally.wrong {
            writeln!(table, "found, not labelled: {wrong}").unwrap();
        }
        for missed in &tally.missed {
            writeln!(table, "labelled, not found: {missed}").unwrap();
        }
    }
    println!("{table}");
    assert!(is_good, "\n{table}");
}

/// Every file has twenty pairs of either label, so that the figures mean something.
#[test]
fn every_code_has_good_and_bad_pairs() {
    for &code in Code::ALL {
        let all = read(code);
        let bad = all.iter().filter(|labelled| labelled.codes.contains(&code)).count();
        assert!(bad >= 20, "{code}: {bad} bad pairs");
        assert!(all.len() - bad >= 20, "{code}: {} good pairs", all.len() - bad);
    }
}

/// A table with a mistake in its second pair, one in spelling in its third, and its first pair again.
const PAIRS: &str = "The gate is open.\tالبوابة مفتوحة.\n\
    The mill employs 48 people.\tيعمل في المطحنة ٨٤ شخصاً.\n\
    Ali left.\tغادر علی.\n\
    The gate is open.\tالبوّابةُ مفتوحةٌ.\n";

fn check(case: &Case, more: &[&str]) -> Ran {
    let languages = ["--source-language", "en", "--target-language", "ar"];
    case.run(["check", "pairs.tsv"].iter().chain(&languages).chain(more))
}

fn with_pairs() -> Case {
    let case = Case::new();
    case.write("pairs.tsv", PAIRS);
    case
}

/// Programs get a line for each pair with findings, and ranges that cut out what is meant.
#[test]
fn check_prints_a_line_of_json_for_each_pair_with_findings() {
    let ran = check(&with_pairs(), &["--format", "json"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let lines: Vec<serde_json::Value> =
        ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let found: Vec<(u64, &str)> = lines
        .iter()
        .map(|line| {
            let code = line["findings"][0]["code"].as_str().unwrap();
            (line["unit"].as_u64().unwrap(), code)
        })
        .collect();
    assert_eq!(found, [(2, "numbers"), (3, "foreign-letters"), (4, "near-duplicate")]);
    let range = &lines[0]["findings"][0]["target"][0];
    let range = range["start"].as_u64().unwrap() as usize..range["end"].as_u64().unwrap() as usize;
    assert_eq!(&lines[0]["target"].as_str().unwrap()[range], "٨٤");
    assert_eq!(lines[1]["findings"][0]["repair"]["text"], "غادر على.");
    assert_eq!(lines[2]["findings"][0]["earlier"], "unit 1");
}

/// Codes can be chosen, left out and bounded; without errors the exit code is 0.
#[test]
fn check_looks_for_the_codes_that_are_asked_for() {
    let case = with_pairs();
    let one = check(&case, &["--only", "near-duplicate", "--format", "tsv"]);
    assert_eq!((one.code, one.out.lines().count()), (Some(0), 1), "{}", one.err);
    let mild = check(&case, &["--skip", "numbers,near-duplicate"]);
    assert!(mild.code == Some(0) && mild.out.contains("foreign-letters"), "{}", mild.out);
    let severe = check(&case, &["--min-severity", "error", "--summary"]);
    assert!(severe.out.is_empty() && severe.err.contains("1 with findings"), "{}", severe.err);
    assert_eq!(check(&case, &["--only", "nonsense"]).code, Some(2));
}

/// A memory is checked by the ids of its units, against a glossary too.
#[test]
fn check_reads_a_memory() {
    let case = with_pairs();
    let languages = ["--source-language", "en", "--target-language", "ar"];
    case.run(["import", "pairs.tsv", "--memory", "m.tarjuman"].iter().chain(&languages)).succeeds();
    case.write("terms.tsv", "gate\tمدخل\n");
    let ran = case.run(["check", "--memory", "m.tarjuman", "--glossary", "terms.tsv"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    for found in ["unit 2", "numbers", "glossary-term", "مدخل"] {
        assert!(ran.out.contains(found), "{found} in {}", ran.out);
    }
}

/// What could drive a terminal is escaped, and every code has a line that explains it.
#[test]
fn check_shows_control_characters_and_lists_codes() {
    let case = Case::new();
    case.write("pairs.tsv", "Close the lid.\tأغلق\u{1b}[31m الغطاء.\n");
    let ran = check(&case, &[]);
    assert!(ran.out.contains("\\u{1b}") && !ran.out.contains('\u{1b}'), "{}", ran.out);
    let codes = case.run(["check", "--codes"]);
    assert_eq!(codes.out.lines().count(), Code::ALL.len());
}
