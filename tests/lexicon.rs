//! Lexicons and glossaries: what is read, trained, looked up, and what they change in an alignment.

use tarjuman::memory::{BeadEdit, Memory};
use tarjuman::model::{BeadId, DocumentId, Revision, Status};

use crate::support::{Bead, Case, Ran, article};

/// Invented terms, two a sentence.
const TERMS: [(&str, &str); 18] = [
    ("vornik", "سمدل"),
    ("blenkar", "قندس"),
    ("trovat", "رمثن"),
    ("golmish", "خفجر"),
    ("sarnut", "دمقس"),
    ("penzol", "هزبر"),
    ("drimbel", "عضرط"),
    ("haskot", "جندف"),
    ("jelmar", "شمخر"),
    ("kubrish", "حبطق"),
    ("lintok", "ضرغم"),
    ("mordel", "زمهر"),
    ("nashpit", "قشعر"),
    ("ostrel", "جعثن"),
    ("pradnok", "طحلب"),
    ("quilmar", "خندق"),
    ("rosten", "صعلك"),
    ("tibrak", "دعبل"),
];

fn glossary() -> String {
    TERMS.iter().map(|(english, arabic)| format!("{english}\t{arabic}\n")).collect()
}

/// A folder with an article of eight sentences that only the terms tell apart. Its translation leaves
/// out the second and adds one before the last, so that both are as long as each other.
fn shifted() -> Case {
    let case = Case::new();
    let sentences = |left_out: usize, write: fn(&[(&str, &str)]) -> String| {
        let kept = TERMS.chunks(2).enumerate().filter(|(index, _)| *index != left_out);
        kept.map(|(_, pair)| write(pair)).collect::<Vec<_>>().join("\n\n")
    };
    let english =
        sentences(7, |pair| format!("The {} and the {} were sold.", pair[0].0, pair[1].0));
    let arabic = sentences(1, |pair| format!("لقد بيع ال{} وال{}.", pair[0].1, pair[1].1));
    case.write("a.en.txt", english);
    case.write("a.ar.txt", arabic);
    case
}

fn align(case: &Case, more: &[&str]) -> Ran {
    let arguments = ["align", "a.en.txt", "a.ar.txt", "--format", "jsonl"];
    case.run(arguments.iter().chain(more)).succeeds()
}

/// How many of the sentences between what was left out and what was added have their counterparts,
/// each the one before its own place; of 3.
fn found(beads: &[Bead]) -> usize {
    let is_found = |bead: &&Bead| {
        (3..=5).any(|n| bead.source_segments == [n] && bead.target_segments == [n - 1])
    };
    beads.iter().filter(is_found).count()
}

/// Nothing but a glossary of the invented terms tells that a sentence was left out and another added.
#[test]
fn a_glossary_finds_what_nothing_else_tells() {
    let case = shifted();
    case.write("terms.tsv", glossary());
    assert_eq!(found(&align(&case, &[]).beads()), 0);
    assert_eq!(found(&align(&case, &["--lexicon", "terms.tsv"]).beads()), 3);
}

/// Whatever program saved it: columns either way, a heading, comments, more columns, CRLF, BOM and
/// UTF-16 change nothing.
#[test]
fn a_glossary_is_read_however_it_was_saved() {
    let case = shifted();
    case.write("plain.tsv", glossary());
    let expected = align(&case, &["--lexicon", "plain.tsv"]);
    let turned: String = TERMS.iter().map(|(e, a)| format!("{a}\t{e}\tnote\r\n")).collect();
    let turned = format!("# the seller's terms\r\nالعربية\tالإنجليزية\r\n{turned}\r\n");
    case.write("bom.tsv", format!("\u{FEFF}{turned}"));
    let utf16: Vec<u8> =
        "\u{FEFF}".chars().chain(turned.chars()).flat_map(|c| (c as u16).to_le_bytes()).collect();
    case.write("utf16.tsv", utf16);
    for name in ["bom.tsv", "utf16.tsv"] {
        let ran = align(&case, &["--lexicon", name]);
        assert_eq!(ran.out, expected.out, "{name}");
        assert_eq!(ran.err, expected.err, "{name}");
    }
}

/// A bad line costs only itself: it is named by its number on stderr and the rest is used.
#[test]
fn bad_lines_of_a_glossary_are_named_and_skipped() {
    let case = shifted();
    case.write("terms.tsv", format!("vornik\tsamandal\n{}one column\n", glossary()));
    let ran = align(&case, &["--lexicon", "terms.tsv"]);
    assert_eq!(found(&ran.beads()), 3);
    assert!(ran.err.contains("terms.tsv: line 20: write an entry as TERM<TAB>TERM"), "{}", ran.err);
    assert!(!ran.err.contains("line 1:"), "the first line may be a heading: {}", ran.err);
    let many: String = (0..500).map(|n| format!("bad {n}\n")).collect();
    case.write("many.tsv", glossary() + many.as_str());
    let ran = align(&case, &["--lexicon", "many.tsv"]);
    assert!(ran.err.contains("480 more lines were skipped"), "{}", ran.err);
    assert!(ran.err.lines().count() < 30);
}

/// What is neither lexicon nor glossary is refused with what a line should be.
#[test]
fn what_is_no_lexicon_is_an_error() {
    let case = shifted();
    case.write("prose.txt", article::english());
    case.write("binary.bin", [0u8, 1, 2, 3, 0, 0, 255, 254, 7]);
    case.write("newer.txt", "# tarjuman lexicon 2\n");
    case.write("cut.txt", "# tarjuman lexicon 1\n\n[stems en ar]\n0\n");
    for (name, words) in [
        ("prose.txt", &["prose.txt", "TERM<TAB>TERM", "# tarjuman lexicon 1"][..]),
        ("binary.bin", &["binary.bin", "not a text file"]),
        ("newer.txt", &["newer.txt", "this version"]),
        ("cut.txt", &["cut.txt", "[stems ar en] is missing"]),
        ("none.txt", &["none.txt"]),
    ] {
        let arguments = ["align", "a.en.txt", "a.ar.txt", "--lexicon", name];
        case.run(arguments).fails_saying(words);
    }
}

/// The words of English that a lexicon was trained on, as `info` shows them.
fn english_words(case: &Case, lexicon: &str) -> f64 {
    let out = case.run(["lexicon", "info", "--lexicon", lexicon]).succeeds().out;
    let line = out.lines().find(|line| line.starts_with("stems, English")).unwrap();
    let count = line.split("from ").nth(1).unwrap().trim_end_matches(" words");
    count.parse().unwrap()
}

fn train(case: &Case, more: &[&str]) -> Ran {
    case.run(["lexicon", "train"].iter().chain(more))
}

/// What somebody accepted or edited counts full, what nobody has looked at by its score, and what was
/// rejected never.
#[test]
fn units_of_a_memory_count_by_what_was_said_of_them() {
    let case = Case::with_memory();
    let learn = || {
        train(&case, &["--memory", "m.tarjuman", "-o", "l.txt"]).succeeds();
        english_words(&case, "l.txt")
    };
    let set = |to: &str| case.execute("m.tarjuman", &format!("UPDATE unit SET {to}"));
    set("status = 'accepted', score = 0.1");
    let all = learn();
    set("status = 'edited'");
    assert_eq!(learn(), all);
    set("status = 'auto', score = 0.5");
    let half = learn();
    assert!((half - all / 2.0).abs() <= 0.5, "{half} of {all}");
    set("status = 'accepted'");
    case.execute("m.tarjuman", "UPDATE bead SET status = 'accepted'");
    let mut memory = Memory::open(&case.path("m.tarjuman")).unwrap();
    let beads = vec![BeadId(case.count("m.tarjuman", "SELECT min(id) FROM bead"))];
    let reject = BeadEdit::Status { beads, status: Status::Rejected };
    memory.review(DocumentId(1), Revision(i64::MAX), &reject).unwrap();
    assert_eq!(all - learn(), 5.0, "the words of “{}”", article::ENGLISH[0]);
}

/// A memory and files of pairs are learned from together, and the header says what came from where.
/// Either language may be the original's.
#[test]
fn a_memory_and_pairs_are_learned_from_together() {
    let case = Case::with_market();
    let turned = ["align", "market.ar.txt", "market.en.txt", "--memory", "m.tarjuman"];
    case.run(turned).succeeds();
    case.write("pairs.tsv", "the vornik\tالسمدل\nthe vornik\tالسمدل\n");
    let both = ["pairs.tsv", "--memory", "m.tarjuman", "-o", "l.txt"];
    train(&case, &both).succeeds();
    let text = case.text("l.txt");
    assert!(text.contains("# sources (pairs): m.tarjuman 8, pairs.tsv 2\n"), "{text}");
    assert!(text.contains("train pairs.tsv --memory m.tarjuman --rounds 5 --min-count 1.5 "));
    let known = case.run(["lexicon", "lookup", "vornik", "--lexicon", "l.txt"]).succeeds().out;
    assert!(known.contains("سمدل"), "{known}");
    let known = case.run(["lexicon", "lookup", "السوق", "--lexicon", "l.txt"]).ends_with(1);
    assert!(known.err.contains("l.txt does not know"), "a word seen once: {}", known.err);
}

/// The table of sources is written into the lexicon, as far as the sources were used, and `info` shows it.
/// A source that it does not name is an error.
#[test]
fn a_lexicon_names_its_sources() {
    let case = Case::new();
    case.write("pairs.tsv", "mills\tthe vornik\tالسمدل\nports\ta vornik\tسمدل\n");
    case.write("sources.tsv", "# CC0\nmills\tMill & Co.\tMIT\tmills.example\n");
    let arguments = ["pairs.tsv", "--sources", "sources.tsv", "-o", "l.txt"];
    train(&case, &arguments).fails_saying(&["sources.tsv", "does not name ports"]);
    let ports = ["--leave-out", "ports"];
    train(&case, &[&arguments[..], &ports].concat()).succeeds();
    let info = case.run(["lexicon", "info", "--lexicon", "l.txt"]).succeeds().out;
    let named = "CC0\nsource mills: Mill & Co.; MIT; mills.example\nstems, English";
    assert!(info.contains(named), "{info}");
    assert!(info.contains("train pairs.tsv --sources sources.tsv --leave-out ports "), "{info}");
    case.write("sources.tsv", "# CC0\nmills\tMill & Co.\n");
    train(&case, &arguments).fails_saying(&["sources.tsv", "line 2", "LICENCE"]);
    let over = ["pairs.tsv", "--sources", "sources.tsv", "-o", "sources.tsv"];
    train(&case, &over).fails_saying(&["overwrite an input"]);
}

/// Nothing to learn from is an error that says what would be.
#[test]
fn training_on_nothing_says_what_is_missing() {
    let case = Case::with_memory();
    train(&case, &["-o", "l.txt"]).fails_saying(&["sentence pairs", "--memory"]);
    train(&case, &["--memory", "none.tarjuman", "-o", "l.txt"]).fails_saying(&["none.tarjuman"]);
    case.execute("m.tarjuman", "UPDATE unit SET target_language = 'fr'");
    train(&case, &["--memory", "m.tarjuman", "-o", "l.txt"])
        .fails_saying(&["m.tarjuman", "no units of English and Arabic"]);
    case.execute("m.tarjuman", "DELETE FROM unit");
    case.write("pairs.tsv", "the vornik\tالسمدل\n");
    train(&case, &["pairs.tsv", "--memory", "m.tarjuman", "-o", "l.txt"])
        .fails_saying(&["m.tarjuman", "no units of English and Arabic"]);
    assert!(!case.exists("l.txt"));
}

/// A lexicon is never written over what it is trained from, nor half over an old one.
#[test]
fn training_writes_over_nothing_that_it_reads() {
    let case = Case::with_memory();
    case.write("pairs.tsv", "the vornik\tالسمدل\n");
    let memory = case.rows("m.tarjuman");
    for output in ["pairs.tsv", "./pairs.tsv", "m.tarjuman"] {
        train(&case, &["pairs.tsv", "--memory", "m.tarjuman", "-o", output])
            .fails_saying(&["overwrite an input"]);
    }
    assert_eq!(case.text("pairs.tsv"), "the vornik\tالسمدل\n");
    assert_eq!(case.rows("m.tarjuman"), memory);
    case.write("bad.tsv", "one column\n");
    case.write("old.txt", "old");
    train(&case, &["bad.tsv", "-o", "old.txt"]).fails_saying(&["bad.tsv", "line 1"]);
    assert_eq!(case.text("old.txt"), "old");
    train(&case, &["pairs.tsv", "-o", "old.txt"]).succeeds();
    assert!(case.text("old.txt").starts_with("# tarjuman lexicon 1\n"));
    assert!(case.files().iter().all(|name| !name.starts_with(".tarjuman")), "{:?}", case.files());
}

/// Several lexicons are shown one after the other by their names; a glossary has no counts of its own.
#[test]
fn info_and_lookup_look_into_several_lexicons() {
    let case = Case::new();
    case.write("terms.tsv", glossary());
    case.write("more.tsv", "vornik\tرمثن\nriver vornik\tنهر السمدل\n");
    let both = ["--lexicon", "terms.tsv", "--lexicon", "more.tsv"];
    let info = case.run(["lexicon", "info"].iter().chain(&both)).succeeds().out;
    for words in
        ["terms.tsv\nglossary, entries: 18\nstems, English to Arabic: 18 words", "\n\nmore.tsv\n"]
    {
        assert!(info.contains(words), "{info}");
    }
    assert!(!info.contains("from"), "{info}");
    let found = case.run(["lexicon", "lookup", "vorniks"].iter().chain(&both)).succeeds().out;
    let expected = "terms.tsv\nstem vornik\n   90.0 %  سمدل\nroot vorni\n   90.0 %  مدل\n\n\
                    more.tsv\nstem vornik\n   45.0 %  رمثن\n   45.0 %  سمدل\n";
    assert!(found.starts_with(expected), "{found}");
}

/// The built-in lexicon gives both kinds of unit with their probabilities.
#[test]
fn lookup_shows_stem_and_root_with_probabilities() {
    let out = Case::new().run(["lexicon", "lookup", "markets"]).succeeds().out;
    for words in ["stem market, seen ", "root marke, seen ", " %  سوق\n"] {
        assert!(out.contains(words), "{words}: {out}");
    }
}

/// A word that is not known ends with 1, and what was looked for is said.
#[test]
fn lookup_says_which_stem_it_looked_for() {
    let case = Case::new();
    let ran = case.run(["lexicon", "lookup", "vorniks"]).ends_with(1);
    assert_eq!(ran.out, "");
    for words in ["“vorniks”", "the stem “vornik”", "the root “vorni”"] {
        assert!(ran.err.contains(words), "{}", ran.err);
    }
    case.run(["lexicon", "lookup", "1234"]).fails_saying(&["1234", "not a word"]);
}

/// An article whose words no lexicon knows is said to be one, with its name, the share and a way out.
#[test]
fn little_known_articles_are_warned_of() {
    let case = shifted();
    case.write("few.tsv", "vornik\tسمدل\n");
    case.write("terms.tsv", glossary());
    let said = align(&case, &["--no-lexicon", "--lexicon", "few.tsv"]).err;
    for words in [
        "warning: a.en.txt: the lexicon knows only 2 % of its 56 words",
        "warning: a.ar.txt: the lexicon knows only 3 % of its 32 words",
        "add a glossary of its terms with --lexicon",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    for enough in [&["--lexicon", "terms.tsv"][..], &["--no-lexicon"]] {
        let silent = align(&case, enough).err;
        assert!(!silent.contains("knows"), "{enough:?}: {silent}");
    }
}

/// A folder gets one word on what is known of it all, not one a file.
#[test]
fn little_known_articles_of_a_folder_are_summed_up() {
    let case = shifted();
    for name in ["a", "b", "c"] {
        case.write(format!("texts/{name}.en.txt"), case.text("a.en.txt"));
        case.write(format!("texts/{name}.ar.txt"), case.text("a.ar.txt"));
    }
    case.write("texts/c.en.txt", case.text("a.en.txt").replace("vornik", "river"));
    case.write("few.tsv", "vornik\tسمدل\n");
    let pairs = ["align", "--pairs", "texts", "--memory", "m.tarjuman", "--no-lexicon"];
    let ran = case.run(pairs.iter().chain(&["--lexicon", "few.tsv"])).succeeds();
    for words in [
        "the lexicon knows 1 % of the words of the originals and 3 % of the translations\n",
        "less than a third of the words of 6 files, with the lowest share in texts/c.en.txt: 0 %; add a glossary",
    ] {
        assert!(ran.err.contains(words), "{words}: {}", ran.err);
    }
    let again = case.run(pairs.iter().chain(&["--lexicon", "few.tsv"])).succeeds();
    assert!(!again.err.contains("knows"), "nothing was aligned: {}", again.err);
}

/// `evaluate` says in its table and in JSON how much of each folder is known.
#[test]
fn evaluation_tells_what_share_of_the_words_is_known() {
    let case = Case::new();
    case.write("set/a.en", "vornik vornik\ntrovat\n");
    case.write("set/a.ar", "سمدل\nرمثن\n");
    case.write("set/a.gold", "0\t0\n1\t1\n");
    case.write("few.tsv", "vornik\tسمدل\n");
    let evaluate = |more: &[&str]| {
        let arguments = ["evaluate", "set", "--no-lexicon"];
        case.run(arguments.iter().chain(more)).succeeds().out
    };
    let coverage = |more: &[&str]| {
        let out = evaluate(&[more, &["--format", "json"]].concat());
        let reports: serde_json::Value = serde_json::from_str(&out).unwrap();
        reports[0]["lexicon_coverage"].clone()
    };
    assert_eq!(coverage(&["--lexicon", "few.tsv"]), 0.6);
    assert_eq!(coverage(&["--lexicon", "few.tsv", "--swap"]), 0.6);
    assert_eq!(coverage(&[]), serde_json::Value::Null);
    let table = evaluate(&["--lexicon", "few.tsv"]);
    let [heading, row] = [0, 1].map(|line| table.lines().nth(line).unwrap());
    assert!(heading.ends_with("known") && row.ends_with("0.600"), "{table}");
}

/// Threads change how long it takes and nothing else.
#[test]
fn the_number_of_threads_changes_no_result() {
    let case = Case::with_market();
    let market = |threads: &str| {
        let arguments = ["align", "market.en.txt", "market.ar.txt", "--format", "jsonl"];
        case.run(arguments.iter().chain(&["--threads", threads])).succeeds().out
    };
    assert_eq!(market("1"), market("3"));
    assert_eq!(market("1"), market("0"));
    let many = ["align", "market.en.txt", "market.ar.txt", "--threads", "many"];
    case.run(many).ends_with(2);
}
