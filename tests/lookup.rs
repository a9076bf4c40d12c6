//! What a translator asks of a memory: matches, and where words stand.

use serde_json::Value;

use crate::support::{Case, Ran};

/// Arabic sentences of seven words and more with their translations.
const PAIRS: [(&str, &str); 6] = [
    ("The clerk saves every letter in the archive.", "يحفظ الموظف كل رسالة في الأرشيف دائما"),
    (
        "The bakery sold 140 loaves before noon on Friday.",
        "باع المخبز ١٤٠ رغيفا قبل ظهر يوم الجمعة.",
    ),
    (
        "The teachers of the school met the mayor in his office.",
        "التقى معلمو المدرسة رئيس البلدية في مكتبه",
    ),
    (
        "She asked whether the road to the village is open.",
        "سألت إن كان الطريق إلى القرية مفتوحا، أليس كذلك؟",
    ),
    (
        "Two boats left the quay at dawn and came back empty.",
        "غادر قاربان الرصيف فجرا وعادا فارغين",
    ),
    ("The price rose from 4,500 to 5,200 dinars.", "ارتفع السعر من ٤٬٥٠٠ إلى ٥٬٢٠٠ دينار."),
];

/// A memory of English texts and their Arabic translations.
fn with_memory_of(pairs: &[(&str, &str)]) -> Case {
    let case = Case::new();
    let lines: String = pairs.iter().map(|(en, ar)| format!("{en}\t{ar}\n")).collect();
    case.write("pairs.tsv", lines);
    let languages = ["--source-language", "en", "--target-language", "ar"];
    case.run(["import", "pairs.tsv", "--memory", "m.tarjuman"].into_iter().chain(languages))
        .succeeds();
    case
}

fn with_pairs() -> Case {
    with_memory_of(&PAIRS)
}

fn lookup(case: &Case, text: &str, more: &[&str]) -> Ran {
    let lookup = ["lookup", text, "--memory", "m.tarjuman", "--format", "json"];
    case.run(lookup.iter().chain(more))
}

fn matches(case: &Case, text: &str, more: &[&str]) -> Vec<Value> {
    let ran = lookup(case, text, more);
    let answer: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(answer["query"], text);
    answer["matches"].as_array().unwrap().clone()
}

/// The score of the first match, which must be that pair.
#[track_caller]
fn score(case: &Case, text: &str, pair: usize) -> u64 {
    let found = matches(case, text, &["--min", "50"]);
    let (en, ar) = PAIRS[pair];
    let first = found.first().unwrap_or_else(|| panic!("nothing is like {text}"));
    assert!(first["source"] == en || first["source"] == ar, "{first}");
    first["score"].as_u64().unwrap()
}

/// Every spelling of the same words is as good as the words.
#[test]
fn lookup_ignores_how_arabic_is_spelt() {
    let case = with_pairs();
    assert_eq!(score(&case, PAIRS[0].1, 0), 100);
    for (spelling, pair) in [
        ("يَحْفَظُ المُوَظَّفُ كُلَّ رِسَالَةٍ فِي الأَرْشِيفِ دَائِمًا", 0),
        ("يحفظ الموظّف كل رسالة في الأرشيف دائما", 0),
        ("يحفـــظ الموظف كل رسالـة في الأرشيف دائما", 0),
        ("يحفظ الموظف كل رسالة في الارشيف دائما", 0),
        ("يحفظ الموظف كل رساله في الأرشيف دائما", 0),
        ("يحفظ الموظف كل رسالة فى الأرشيف دائما", 0),
        ("باع المخبز 140 رغيفا قبل ظهر يوم الجمعة.", 1),
        ("باع المخبز ۱۴۰ رغيفا قبل ظهر يوم الجمعة.", 1),
        ("سألت إن كان الطريق إلى القرية مفتوحا, أليس كذلك?", 3),
        ("ﻳﺤﻔﻆ الموظف كل رسالة في الأرشيف دائما", 0),
        ("\u{202B}يحفظ الموظف كل رسالة في الأرشيف دائما\u{202C}", 0),
        ("يحفظ الموظف كل رسالة في الأرشيف دائما\u{200F}", 0),
    ] {
        let score = score(&case, spelling, pair);
        assert!((97..=99).contains(&score), "{spelling}: {score}");
    }
}

#[test]
fn clitics_cost_little_and_another_verb_much() {
    let case = with_pairs();
    // Three words of seven with another clitic or ending, also of words that begin or end like one.
    let school = score(&case, "يحفظ موظفنا كل رسالة بالأرشيف دائما", 0);
    assert!(school >= 70, "{school}");
    let clitics = score(&case, "والتقى معلمو المدرسة برئيس البلدية في مكتبها", 2);
    assert!((85..=96).contains(&clitics), "{clitics}");
    let deletes = score(&case, "يحذف الموظف كل رسالة في الأرشيف دائما", 0);
    assert!((70..=88).contains(&deletes), "{deletes}");
    // One word of eleven.
    let word = score(&case, "Two boats left the quay at night and came back empty.", 4);
    assert!((86..=92).contains(&word), "{word}");
}

#[test]
fn numbers_are_put_right_in_the_digits_of_the_translation() {
    let case = with_pairs();
    let found = matches(&case, "The bakery sold 175 loaves before noon on Friday.", &[]);
    assert_eq!(found[0]["score"], 99);
    assert_eq!(found[0]["target"], "باع المخبز ١٧٥ رغيفا قبل ظهر يوم الجمعة.");
    assert_eq!(found[0]["target_stored"], PAIRS[1].1);
    assert_eq!(found[0]["penalties"][0]["name"], "numbers");
    let found = matches(&case, "The price rose from 5,200 to 12,750 dinars.", &[]);
    assert_eq!(found[0]["target"], "ارتفع السعر من ٥٬٢٠٠ إلى ١٢٬٧٥٠ دينار.");
    let found = matches(&case, "باع المخبز ٩٠ رغيفا قبل ظهر يوم الجمعة.", &[]);
    assert_eq!((&found[0]["score"], &found[0]["original"]), (&99.into(), &"target".into()));
    assert_eq!(found[0]["target"], "The bakery sold 90 loaves before noon on Friday.");
}

/// A number that cannot be put right without doubt costs what a word costs.
#[test]
fn numbers_in_doubt_are_not_put_right() {
    let pairs = [
        ("The bus leaves at 06:05 from gate 6.", "تغادر الحافلة في 06:05 من البوابة 6."),
        ("We saw 3 boats and 3 carts.", "رأينا 3 عربات و3 قوارب."),
        ("Read clause 4 of the lease.", "اقرأ البند 4 (انظر الصفحة 4) من العقد."),
        ("It costs 10.50 dinars.", "ثمنه 10.50 دنانير."),
        ("Figure 3", "الشكل 3"),
        ("He waited two days.", "انتظر يومين."),
    ];
    let case = with_memory_of(&pairs);
    let best = |text: &str| {
        let found = matches(&case, text, &[]);
        let first = found.first().unwrap_or_else(|| panic!("nothing is like {text}"));
        (first["score"].as_u64().unwrap(), first["target"].as_str().unwrap().to_owned())
    };
    let gate = best("The bus leaves at 06:05 from gate 9.");
    assert_eq!(gate, (88, pairs[0].1.to_owned()));
    let both = best("We saw 4 boats and 4 carts.");
    assert_eq!(both, (99, "رأينا 4 عربات و4 قوارب.".to_owned()));
    assert!(best("We saw 4 boats and 5 carts.").0 < 80);
    assert!(best("Read clause 7 of the lease.").0 < 90);
    assert_eq!(best("It costs 12.30 dinars.").1, "ثمنه 12.30 دنانير.");
    assert_eq!(best("Figure 12"), (99, "الشكل 12".to_owned()));
}

/// An address, a version or a date with dots is one thing: it is put in the place of its like, whole.
#[test]
fn dotted_sequences_are_put_right_whole_or_not_at_all() {
    let pairs = [
        ("Send it to 10.20.30.40 at night.", "أرسله إلى 10.20.30.40 ليلاً."),
        ("See clause 7.3.2 of the lease.", "انظر البند ٧.٣.٢ من العقد."),
        ("Signed on 17.04.2019 in Muscat.", "وُقّع في 17.04.2019 في مسقط."),
    ];
    let case = with_memory_of(&pairs);
    let best = |text: &str| {
        let found = matches(&case, text, &["--min=50"]);
        (found[0]["score"].as_u64().unwrap(), found[0]["target"].as_str().unwrap().to_owned())
    };
    for (asked, target) in [
        ("Send it to 10.20.30.41 at night.", "أرسله إلى 10.20.30.41 ليلاً."),
        ("See clause 7.12.1 of the lease.", "انظر البند ٧.١٢.١ من العقد."),
        ("Signed on 05.11.2025 in Muscat.", "وُقّع في 05.11.2025 في مسقط."),
    ] {
        assert_eq!(best(asked), (99, target.to_owned()));
    }
    for (asked, stored) in [
        ("Send it to 25 at night.", pairs[0].1),
        ("See clause 7.3 of the lease.", pairs[1].1),
        ("See clause 7.3.2.1 of the lease.", pairs[1].1),
        ("Signed on 4.2.1 in Muscat.", pairs[2].1),
    ] {
        let (score, target) = best(asked);
        assert!(score < 90 && target == stored, "{asked}: {score} {target}");
    }
}

#[test]
fn signs_that_mean_something_count_as_words() {
    let case = with_pairs();
    case.write("more.tsv", "Profits fell by 3.5% to $5.\tهبطت الأرباح 3.5٪ إلى 5 دولارات.\n");
    let import = [
        "import",
        "more.tsv",
        "--memory=m.tarjuman",
        "--source-language=en",
        "--target-language=ar",
    ];
    case.run(import).succeeds();
    let score = |text: &str| matches(&case, text, &["--min=50"])[0]["score"].as_u64().unwrap();
    assert_eq!(score("Profits fell by 3.5% to $5."), 100);
    assert!(score("Profits fell by 3.5% to €5.") < 90);
    assert!(score("Profits fell by -3.5% to $5.") < 90);
}

/// However many copies there are, other translations, other texts and neighbours are seen.
#[test]
fn copies_of_a_pair_hide_nothing() {
    let case = Case::new();
    let unit = |number: usize, target: &str, before: &str| {
        format!(
            r#"{{"source":"The gate is closed at night.","target":"{target}","identifier":"{number}","context_before":"{before}","source_language":"en","target_language":"ar"}}"#
        )
    };
    let mut lines = vec![unit(0, "تغلق البوابة ليلا.", "It is safe.")];
    lines.push(
        r#"{"source":"The gate is closed by night.","target":"البوابة مغلقة بالليل.","source_language":"en","target_language":"ar"}"#.to_owned(),
    );
    lines.extend((1..400).map(|number| unit(number, "تغلق البوابة في الليل.", "Go home.")));
    case.write("a.jsonl", lines.join("\n"));
    case.run(["import", "a.jsonl", "--memory=m.tarjuman"]).succeeds();
    let text = "The gate is closed at night.";
    let scores = |more: &[&str]| {
        let found = matches(&case, text, more);
        found.iter().map(|found| found["score"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(scores(&[]), [100, 100, 83]);
    let found = matches(&case, text, &["--context-before", "It is safe."]);
    assert_eq!(
        (&found[0]["score"], &found[0]["target"]),
        (&101.into(), &"تغلق البوابة ليلا.".into())
    );
}

/// Some hundreds share all words, and all numbers as well, and are newer.
#[test]
fn an_equal_text_is_found_however_many_are_like_it() {
    let case = Case::new();
    let lines = (0..600).map(|crate_| {
        format!("Crate {crate_} of writer 2 holds apples.\tفي الصندوق {crate_} من الكاتب 2 تفاح.\n")
    });
    case.write("a.tsv", lines.collect::<String>());
    case.write("signs.tsv", "* * *\t***\n… ?\t… ؟\n");
    let languages = ["--source-language=en", "--target-language=ar"];
    for file in ["a.tsv", "signs.tsv"] {
        case.run(["import", file, "--memory=m.tarjuman"].into_iter().chain(languages)).succeeds();
    }
    let best = |text: &str, more: &[&str]| {
        let found = matches(&case, text, more).remove(0);
        (found["score"].as_u64().unwrap(), found["source"].as_str().unwrap().to_owned())
    };
    for crate_ in [0, 2, 150, 599] {
        let text = format!("Crate {crate_} of writer 2 holds apples.");
        assert_eq!(best(&text, &[]), (100, text));
        let text = format!("في الصندوق {crate_} من الكاتب 2 تفاح.");
        assert_eq!(best(&text, &[]), (100, text));
    }
    let (score, source) = best("CRATE 3 of writer 2 holds apples", &[]);
    assert_eq!((score, source.as_str()), (98, "Crate 3 of writer 2 holds apples."));
    assert_eq!(best("* * *", &["--from=en"]), (100, "* * *".to_owned()));
    case.run(["lookup", "* *", "--from=en", "--memory=m.tarjuman"]).ends_with(1);
}

#[test]
fn a_text_of_a_thousand_words_is_found() {
    let case = Case::new();
    let words = |from: usize| (from..from + 1000).map(|n| format!("word{n}x ")).collect::<String>();
    case.write("a.tsv", format!("{}\tنص طويل\n", words(0).trim()));
    let import =
        ["import", "a.tsv", "--memory=m.tarjuman", "--source-language=en", "--target-language=ar"];
    case.run(import).succeeds();
    assert_eq!(matches(&case, words(0).trim(), &[])[0]["score"], 100);
    assert_eq!(matches(&case, words(100).trim(), &[])[0]["score"], 80);
}

#[test]
fn a_match_says_what_it_lost_and_what_differs() {
    let case = with_pairs();
    let text = "the clerk saves each letter in the archive";
    let found = &matches(&case, text, &[])[0];
    let names: Vec<_> = found["penalties"].as_array().unwrap().iter().map(|p| &p["name"]).collect();
    assert_eq!(names, ["words", "case", "punctuation"]);
    assert_eq!(found["score"], 100 - 13 - 2);
    let stretches = found["difference"].as_array().unwrap();
    let side = |side: &str| stretches.iter().map(|d| d[side].as_str().unwrap()).collect::<String>();
    assert_eq!((side("query"), side("source")), (text.to_owned(), PAIRS[0].0.to_owned()));
    let differs: Vec<_> =
        stretches.iter().filter(|d| d["same"] == false).map(|d| &d["query"]).collect();
    assert_eq!(differs, ["each "]);
    let ran = case.run(["lookup", text, "--memory", "m.tarjuman"]).succeeds();
    assert!(ran.out.contains("saves [-every-]{+each+} letter in the archive."), "{}", ran.out);
}

#[test]
fn neighbours_make_a_match_better() {
    let case = Case::with_memory();
    let beads = case.column("m.tarjuman", "SELECT source FROM unit ORDER BY id LIMIT 3");
    let score = |more: &[&str]| matches(&case, &beads[1], more)[0]["score"].as_u64().unwrap();
    assert_eq!(score(&[]), 100);
    assert_eq!(score(&["--context-before", &beads[0]]), 101);
    assert_eq!(score(&["--context-before", &beads[0], "--context-after", &beads[2]]), 102);
    assert_eq!(score(&["--context-before", &beads[2]]), 100);
}

#[test]
fn all_translations_of_a_text_are_shown() {
    let case = with_pairs();
    let other = "غادر زورقان الرصيف عند الفجر وعادا بلا صيد";
    case.write("more.tsv", format!("{}\t{other}\n", PAIRS[4].0));
    let import = [
        "import",
        "more.tsv",
        "--memory",
        "m.tarjuman",
        "--source-language=en",
        "--target-language=ar",
    ];
    case.run(import).succeeds();
    let targets = |max: &str| {
        let found = matches(&case, PAIRS[4].0, &["--max", max]);
        found.iter().map(|found| found["target"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(targets("1"), [other, PAIRS[4].1]);
}

#[test]
fn memories_are_asked_together_each_with_its_penalty() {
    let case = with_pairs();
    std::fs::copy(case.path("m.tarjuman"), case.path("old.tarjuman")).unwrap();
    let ran = case.run([
        "lookup",
        PAIRS[0].0,
        "--memory=old.tarjuman:penalty=7",
        "--memory=m.tarjuman",
        "--format=json",
    ]);
    let answer: Value = serde_json::from_str(&ran.succeeds().out).unwrap();
    let found: Vec<_> = answer["matches"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| (found["score"].as_u64().unwrap(), found["memory"].as_str().unwrap()))
        .collect();
    assert_eq!(found, [(100, "m.tarjuman"), (93, "old.tarjuman")]);
    case.run(["lookup", "x", "--memory=m.tarjuman:penalty=200"]).fails_saying(&["penalty", "200"]);
}

#[test]
fn texts_can_be_looked_up_a_line_each() {
    let case = with_pairs();
    let input = format!("{}\n\nnothing is like this\n{}\n", PAIRS[0].0, PAIRS[1].1);
    let arguments = ["lookup", "-", "--memory=m.tarjuman", "--format=json"];
    let ran = case.run_with_input(arguments, input.as_bytes()).succeeds();
    let counts: Vec<usize> = ran
        .out
        .lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).unwrap()["matches"].as_array().unwrap().len()
        })
        .collect();
    assert_eq!(counts, [1, 0, 0, 1]);
    assert_eq!(case.run(["lookup", "unseen words", "--memory=m.tarjuman"]).ends_with(1).out, "");
}

fn search(case: &Case, more: &[&str]) -> Vec<String> {
    let arguments = ["search", "--memory=m.tarjuman", "--format=tsv"];
    let ran = case.run(arguments.iter().chain(more));
    // Nothing that is found is another end than a failure.
    let ran = ran.ends_with_some_or(1);
    ran.out.lines().map(|line| line.split('\t').next().unwrap().to_owned()).collect()
}

#[test]
fn search_finds_words_on_either_side_the_newest_first() {
    let case = with_pairs();
    let english =
        |pairs: &[usize]| pairs.iter().map(|&pair| PAIRS[pair].0.to_owned()).collect::<Vec<_>>();
    assert_eq!(search(&case, &["the quay"]), english(&[4]));
    assert_eq!(search(&case, &["the archive quay"]), english(&[]));
    assert_eq!(search(&case, &["--anywhere", "back boats"]), english(&[4]));
    assert_eq!(search(&case, &["mayor*"]), english(&[2]));
    assert_eq!(search(&case, &["رسال*"]), english(&[0]));
    assert_eq!(search(&case, &["في"]), english(&[2, 0]));
    assert_eq!(search(&case, &["فِى"]), english(&[2, 0]));
    assert_eq!(search(&case, &["مدرسة"]), english(&[]));
    assert_eq!(search(&case, &["--exact", "فى"]), english(&[]));
    assert_eq!(search(&case, &["مدرسة", "--forms"]), english(&[2]));
    assert_eq!(search(&case, &["--source", "the", "--target", "في"]), english(&[2, 0]));
    assert_eq!(search(&case, &["--target", "the"]), english(&[]));
    assert_eq!(search(&case, &["--regex", "[0-9],[0-9]{3}"]), english(&[5]));
    assert_eq!(search(&case, &["the", "--regex", "^She"]), english(&[3]));
    assert_eq!(search(&case, &["--exact", "THE*"]), english(&[]));
    let none = case.run(["search", "the", "--memory=m.tarjuman", "--document=x"]).ends_with(1);
    assert!(none.err.contains("no document “x”"), "{}", none.err);
    assert_eq!(search(&case, &["the", "--limit=2"]), english(&[5, 4]));
    assert_eq!(search(&case, &["the", "--limit=2", "--page=2"]), english(&[3, 2]));
}

#[test]
fn search_marks_whole_words_and_refuses_what_is_no_search() {
    let case = with_pairs();
    let ran = case.run(["search", "archive", "--memory=m.tarjuman", "--format=json"]).succeeds();
    let hit: Value = serde_json::from_str(&ran.out).unwrap();
    let mark: Vec<_> =
        PAIRS[0].0.match_indices("archive").map(|(at, word)| [at, at + word.len()]).collect();
    assert_eq!(hit["source_marks"], serde_json::json!(mark));
    case.run(["search", "--memory=m.tarjuman", "--regex", "("])
        .fails_saying(&["regular expression"]);
    case.run(["search", "--memory=m.tarjuman", "«»"])
        .fails_saying(&["does not contain a word", "regular expression"]);
    case.run(["search", "absent", "--memory=m.tarjuman"]).ends_with(1);
}

/// A text is found by what it says now, whatever it said before.
#[test]
fn a_changed_alignment_is_found_by_its_new_words() {
    let case = Case::with_memory();
    assert_eq!(search(&case, &["--regex", "^The market opened again"]).len(), 0);
    let text = "The market opened again on 4 June 2012.";
    case.write("market.en.txt", crate::support::article::english_with(0, text));
    case.run(["align", "market.en.txt", "market.ar.txt", "--memory", "m.tarjuman"]).succeeds();
    assert_eq!(search(&case, &["opened again"]), [text]);
    assert_eq!(matches(&case, text, &[])[0]["score"], 100);
    assert_eq!(search(&case, &[crate::support::article::ENGLISH[0]]).len(), 0);
}
