//! Lexicons and glossaries: what is read, trained, looked up, and what they change in an alignment.

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

fn sentence(index: usize) -> String {
    let [(a, _), (b, _)] = [TERMS[2 * index], TERMS[2 * index + 1]];
    format!("The {a} and the {b} were sold.")
}

/// A folder with an article of nine sentences that only the terms tell apart, and a translation that
/// leaves out one of them.
fn omitting(index: usize) -> Case {
    let case = Case::new();
    let english: Vec<String> = (0..9).map(sentence).collect();
    let pairs = TERMS.chunks(2).enumerate().filter(|(at, _)| *at != index);
    let arabic: Vec<String> =
        pairs.map(|(_, pair)| format!("لقد بيع ال{} وال{}.", pair[0].1, pair[1].1)).collect();
    case.write("a.en.txt", english.join("\n\n"));
    case.write("a.ar.txt", arabic.join("\n\n"));
    case
}

fn align(case: &Case, more: &[&str]) -> Ran {
    let arguments = ["align", "a.en.txt", "a.ar.txt", "--format", "jsonl"];
    case.run(arguments.iter().chain(more)).succeeds()
}

/// The sentences of the original that have no counterpart.
fn omitted(beads: &[Bead]) -> Vec<String> {
    beads.iter().filter(|bead| bead.target.is_empty()).flat_map(|b| b.source.clone()).collect()
}

/// Nothing but a glossary of the invented terms tells which sentence was left out.
#[test]
fn a_glossary_finds_what_nothing_else_tells() {
    for index in [1, 6] {
        let case = omitting(index);
        case.write("terms.tsv", glossary());
        assert_ne!(omitted(&align(&case, &[]).beads()), [sentence(index)]);
        let with = align(&case, &["--lexicon", "terms.tsv"]).beads();
        assert_eq!(omitted(&with), [sentence(index)]);
    }
}

/// Whatever program saved it: columns either way, a heading, comments, more columns, CRLF, BOM and
/// UTF-16 change nothing.
#[test]
fn a_glossary_is_read_however_it_was_saved() {
    let case = omitting(4);
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
    let case = omitting(4);
    case.write("terms.tsv", format!("vornik\tsamandal\n{}one column\n", glossary()));
    let ran = align(&case, &["--lexicon", "terms.tsv"]);
    assert_eq!(omitted(&ran.beads()), [sentence(4)]);
    assert!(ran.err.contains("terms.tsv: line 20: an entry is TERM<TAB>TERM"), "{}", ran.err);
    assert!(!ran.err.contains("line 1:"), "the first line may be a heading: {}", ran.err);
    let many: String = (0..500).map(|n| format!("bad {n}\n")).collect();
    case.write("many.tsv", glossary() + &many);
    let ran = align(&case, &["--lexicon", "many.tsv"]);
    assert!(ran.err.contains("480 more lines were skipped"), "{}", ran.err);
    assert!(ran.err.lines().count() < 30);
}

/// What is neither lexicon nor glossary is refused with what a line should be.
#[test]
fn what_is_no_lexicon_is_an_error() {
    let case = omitting(4);
    case.write("prose.txt", article::english());
    case.write("binary.bin", [0u8, 1, 2, 3, 0, 0, 255, 254, 7]);
    case.write("newer.txt", "# tarjuman lexicon 2\n");
    case.write("cut.txt", "# tarjuman lexicon 1\n\n[stems en ar]\n0\n");
    for (name, words) in [
        ("prose.txt", &["prose.txt", "TERM<TAB>TERM", "# tarjuman lexicon 1"][..]),
        ("binary.bin", &["binary.bin", "not text"]),
        ("newer.txt", &["newer.txt", "this version"]),
        ("cut.txt", &["cut.txt", "[stems ar en] is missing"]),
        ("none.txt", &["none.txt"]),
    ] {
        let arguments = ["align", "a.en.txt", "a.ar.txt", "--lexicon", name];
        case.run(arguments).fails_saying(words);
    }
}
