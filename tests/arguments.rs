//! What may stand on the command line, and what may not: values at their bounds, and options that
//! exclude or need one another.

use crate::support::{Case, Ran};

/// The program refuses these arguments before it does anything, and says every one of `words`.
#[track_caller]
fn assert_refused(case: &Case, arguments: &str, words: &[&str]) {
    let files = case.files();
    let ran = case.run(arguments.split(' ')).ends_with(2);
    assert!(ran.err.starts_with("error: "), "{arguments}: {}", ran.err);
    assert_eq!(ran.out, "", "{arguments}");
    for word in words {
        assert!(ran.err.contains(word), "{arguments}: “{word}” is missing in: {}", ran.err);
    }
    assert_eq!(case.files(), files, "{arguments}");
}

/// A value that cannot be meant is refused with what could be.
#[test]
fn wrong_values_are_refused_with_what_would_be_right() {
    let case = Case::with_memory();
    for (arguments, words) in [
        ("align a b --threads 1025", &["1025", "--threads"][..]),
        ("align a b --threads -1", &["-1"]),
        ("align a b --source-language ?", &["?", "language"]),
        ("align a b --min-score 1.01", &["from 0 to 1"]),
        ("lookup x --memory m.tarjuman:penalty=101", &["0 to 100", "101"]),
        ("lookup x --memory m.tarjuman:penalty=", &["0 to 100"]),
        ("lookup x --memory m.tarjuman:penalty=-1", &["0 to 100", "-1"]),
        ("export -o x.tmx --since 2026-1", &["2026-05-31"]),
        ("export -o x.tmx --until May", &["2026-05-31"]),
        ("export -o x.tmx --locale en", &["en=en-GB"]),
        ("export -o x.tmx --locale en=?", &["?"]),
        ("export -o x.tmx --level 3", &["1 (text)"]),
        ("export -o x.xlf --xliff 2.2", &["2.1 or 1.2"]),
        ("export -o x.tmx --for word", &["omegat", "memoq"]),
        ("export -o x.tmx --status good", &["good", "accepted"]),
        ("import a.tsv --columns source", &["source"]),
        ("import a.tsv --columns source=0,target=1", &["0"]),
        ("import a.tsv --format docx", &["tmx", "ladder"]),
        ("check a.tsv --only number", &["number"]),
        ("check a.tsv --min-severity bad", &["note, warning or error"]),
        ("corpus build a -o b --shard 0", &["0", "--shard"]),
        ("corpus build a -o b --drop all", &["note, warning or error"]),
        ("corpus build a -o b --skip number", &["number"]),
        ("lexicon train a.tsv -o b --weight web", &["SOURCE=0.5"]),
        ("lexicon train a.tsv -o b --weight web=0", &["greater than 0"]),
        ("serve --listen nowhere", &["nowhere"]),
        ("serve --token short-token", &["12"]),
        ("serve --token a-token-with-a-/", &["- _ . ~"]),
        ("completions tcsh", &["bash"]),
        ("units edit one --note x", &["one"]),
        ("units edit 9223372036854775808 --note x", &["9223372036854775808"]),
        ("history --limit 9223372036854775808", &["--limit", "9223372036854775807"]),
        ("history --limit 99999999999999999999", &["--limit"]),
        ("history --limit -1", &["-1"]),
        ("units list --limit 18446744073709551615", &["--limit", "9223372036854775807"]),
        ("units list --offset 9223372036854775808", &["--offset", "9223372036854775807"]),
        ("lookup x --max 9223372036854775808", &["--max"]),
        ("lookup x --min 101", &["--min", "100"]),
        ("search x --limit 10001", &["--limit", "10000"]),
        ("search x --page 4294967296", &["--page"]),
        ("dedupe --limit 9223372036854775808", &["--limit"]),
        ("replace a b --limit 9223372036854775808", &["--limit"]),
        ("evaluate a --worst 9223372036854775808", &["--worst"]),
        ("corpus build a -o b --shard 4294967296", &["--shard"]),
        ("lexicon train a.tsv -o b --rounds 0", &["--rounds", "1000"]),
        ("lexicon train a.tsv -o b --min-count NaN", &["--min-count", "from 0"]),
        ("lexicon train a.tsv -o b --smoothing -1", &["-1"]),
        ("lexicon train a.tsv -o b --smoothing inf", &["--smoothing", "from 0"]),
        ("lexicon train a.tsv -o b --min-probability 2", &["from 0 to 1"]),
        ("lexicon train a.tsv -o b --weight web=inf", &["greater than 0"]),
        ("undo 9223372036854775808", &["9223372036854775808"]),
        ("undo last", &["last"]),
    ] {
        assert_refused(&case, arguments, words);
    }
}

/// The largest number that is no mistake means all there is.
#[test]
fn the_largest_numbers_mean_all() {
    let case = Case::with_memory();
    let most = i64::MAX.to_string();
    for arguments in [
        &["history", "--limit", &most][..],
        &["units", "list", "--limit", &most],
        &["lookup", "The old gate", "--min=0", "--max", &most],
        &["search", "the", "--limit=10000"],
    ] {
        let ran = case.run(arguments.iter().chain(&["--memory", "m.tarjuman"])).succeeds();
        assert!(!ran.out.is_empty(), "{arguments:?}");
    }
    let beyond = ["units", "list", "--offset", &most, "--memory", "m.tarjuman"];
    case.run(beyond).ends_with(1);
    case.run(["search", "the", "--page=4294967295", "--limit=10000", "--memory=m.tarjuman"])
        .ends_with(1);
}

/// A replacement that names a group that is not there would lose what it stands for.
#[test]
fn a_replacement_of_an_unknown_group_is_refused() {
    let case = Case::with_memory();
    let rows = case.rows("m.tarjuman");
    for (new, name) in [("$9", "9"), ("${name}", "name"), ("$1st", "1st")] {
        let replace = ["replace", "(the)", new, "--regex", "--apply", "--memory=m.tarjuman"];
        case.run(replace).fails_saying(&[&format!("“{name}”"), "group"]);
    }
    assert_eq!(case.rows("m.tarjuman"), rows);
}

/// Options that cannot both be meant, or that mean nothing alone, are refused together.
#[test]
fn options_that_exclude_or_need_others_are_refused() {
    let case = Case::with_memory();
    for (arguments, words) in [
        ("align a b --pairs list.tsv --memory m.tarjuman", &["--pairs", "cannot be used with"][..]),
        ("align --pairs list.tsv", &["--memory"]),
        ("align --pairs list.tsv --memory m.tarjuman -o x.tmx", &["--output"]),
        ("align --pairs list.tsv --memory m.tarjuman --format tmx", &["--format"]),
        ("align --pairs list.tsv --memory m.tarjuman --document x", &["--document"]),
        ("align --jsonl --memory m.tarjuman", &["--memory"]),
        ("align --jsonl a b", &["--jsonl"]),
        ("align --jsonl -o x.jsonl", &["--output"]),
        ("align --jsonl --replace", &["--replace"]),
        ("align --jsonl --document name", &["named by their id"]),
        ("align a b --checks", &["--checks", "cannot be used with"]),
        ("align a b --document", &["--document needs a name"]),
        ("check a.tsv --memory m.tarjuman", &["--memory"]),
        ("check --codes a.tsv", &["--codes"]),
        ("evaluate a --curve --format json", &["--curve"]),
        ("export --memory m.tarjuman --check -o x.tmx", &["--check"]),
        ("replace a b --folded --regex", &["--folded"]),
        ("replace a b --inside-words --regex", &["--inside-words"]),
        ("units delete 1 --all --memory m.tarjuman", &["one of them"]),
    ] {
        assert_refused(&case, arguments, words);
    }
}

fn scores(ran: Ran) -> Vec<u64> {
    let answer: serde_json::Value = serde_json::from_str(&ran.succeeds().out).unwrap();
    answer["matches"].as_array().unwrap().iter().map(|it| it["score"].as_u64().unwrap()).collect()
}

/// A penalty is taken off up to all of a match, and a file that is called so is meant before a penalty.
#[test]
fn a_penalty_is_no_part_of_a_name_unless_a_file_has_it() {
    let case = Case::with_memory();
    let lookup = |memory: &str| {
        let text = crate::support::article::ENGLISH[0];
        case.run(["lookup", text, "--min=0", "--max=1", "--format=json", "--memory", memory])
    };
    assert_eq!(scores(lookup("m.tarjuman:penalty=0")), [100]);
    assert_eq!(scores(lookup("m.tarjuman:penalty=100")), [0]);
    std::fs::copy(case.path("m.tarjuman"), case.path("odd:penalty=30")).unwrap();
    assert_eq!(scores(lookup("odd:penalty=30")), [100]);
    assert_eq!(scores(lookup("odd:penalty=30:penalty=1")), [99]);
    lookup("none:penalty=5").fails_saying(&["none"]);
}

/// Who changes a memory is the one that TARJUMAN_USER names, before the system does.
#[test]
fn the_environment_names_the_author() {
    for (variables, author) in [
        (&[("USER", "noor"), ("USERNAME", "sami")][..], "noor"),
        (&[("USERNAME", "sami")], "sami"),
        (&[("USER", "noor"), ("TARJUMAN_USER", "huda")], "huda"),
    ] {
        let mut case = Case::with_market();
        variables.iter().for_each(|(name, value)| case.set(name, value));
        let align = ["align", "market.en.txt", "market.ar.txt", "--memory", "m.tarjuman"];
        case.run(align).succeeds();
        let authors = case.column("m.tarjuman", "SELECT DISTINCT created_by FROM unit");
        assert_eq!(authors, [author]);
    }
}

/// Columns of a table can be named for an import and for a check alike, and so can a format.
#[test]
fn tables_are_read_by_the_columns_that_are_asked_for() {
    let case = Case::new();
    case.write("a.csv", "key,Word,Gloss\nk1,Tea for 2.,شاي لشخصين.\nk2,Tea for 3.,شاي لـ4.\n");
    let languages =
        ["--source-language=en", "--target-language=ar", "--columns=source=2,target=Gloss"];
    let import = ["import", "a.csv", "--memory=m.tarjuman"];
    case.run(import.iter().chain(&languages)).succeeds();
    assert_eq!(case.column("m.tarjuman", "SELECT source FROM unit"), ["Tea for 2.", "Tea for 3."]);
    let checked = case.run(["check", "a.csv"].iter().chain(&languages)).ends_with(1);
    assert!(checked.out.contains("unit 2") && !checked.out.contains("unit 1"), "{}", checked.out);
    // A table that is named as what it is not.
    case.write("commas.tsv", "Tea for 3.,شاي لـ4.\n");
    let check = ["check", "commas.tsv", languages[0], languages[1]];
    assert_eq!(case.run(check).out, "");
    let by_format = case.run(check.iter().chain(&["--input-format=csv"])).ends_with(1);
    assert!(by_format.out.contains("numbers"), "{}", by_format.out);
}

/// The two texts of a ladder are named on the command line.
#[test]
fn a_ladder_is_imported_with_the_texts_that_are_named() {
    let case = Case::new();
    case.write("a.ladder", "0\t0\t0.8\n1\t1\t0.9\n2\t2\t0\n");
    case.write("en.txt", "One.\nTwo.\n");
    case.write("ar.txt", "واحد.\nاثنان.\n");
    let import = "import a.ladder --memory m.tarjuman --source-language en --target-language ar";
    let import = || import.split(' ');
    case.run(import()).fails_saying(&["--source-text", "--target-text"]);
    case.run(import().chain(["--source-text", "en.txt", "--target-text", "ar.txt"])).succeeds();
    assert_eq!(case.column("m.tarjuman", "SELECT target FROM unit"), ["واحد.", "اثنان."]);
}

/// Ten units that are skipped are told one by one, and all with `--verbose`.
#[test]
fn skipped_units_are_told_until_there_are_many() {
    let case = Case::new();
    let rows: String = (0..25).map(|n| format!("Row {n}.\t\n")).collect();
    case.write("a.tsv", format!("One.\tواحد.\n{rows}"));
    let told = |more: &[&str]| {
        let import = [
            "import",
            "a.tsv",
            "--memory=m.tarjuman",
            "--source-language=en",
            "--target-language=ar",
        ];
        let ran = case.run(import.iter().chain(more)).succeeds();
        (ran.err.matches("skipped: ").count(), ran.err.contains("15 more units were skipped"))
    };
    assert_eq!(told(&[]), (10, true));
    assert_eq!(told(&["--verbose"]), (25, false));
}

/// Inside of words nothing is replaced, unless that is asked for.
#[test]
fn replacing_inside_words_is_asked_for() {
    let case = Case::with_memory();
    let replace = |more: &[&str]| {
        case.run(["replace", "fount", "mount", "--memory=m.tarjuman"].iter().chain(more))
    };
    replace(&["--apply"]).ends_with(1);
    replace(&["--apply", "--inside-words"]).succeeds();
    let found =
        case.count("m.tarjuman", "SELECT count(*) FROM unit WHERE source LIKE '%mountain%'");
    assert_eq!(found, 1);
}

/// Without anchors the words alone say what belongs together, and are less sure.
#[test]
fn anchors_can_be_left_out() {
    let case = Case::with_market();
    let sure = |more: &[&str]| {
        let align = ["align", "market.en.txt", "market.ar.txt", "--format", "jsonl"];
        let beads = case.run(align.iter().chain(more)).succeeds().beads();
        assert_eq!(beads.len(), 8);
        beads.iter().map(|bead| bead.score).sum::<f64>()
    };
    assert!(sure(&["--no-anchors", "--no-lexicon"]) < sure(&["--no-lexicon"]));
}
