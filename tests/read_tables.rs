//! TSV and CSV.

use tarjuman::exchange::ReadOptions;
use tarjuman::model::Status;

use crate::support::reading::{Found, languages, read, read_with};

fn english_arabic(name: &str, bytes: impl AsRef<[u8]>) -> Found {
    read_with(name, bytes, &languages("en", "ar"))
}

fn with_columns(columns: &str) -> ReadOptions {
    ReadOptions { columns: Some(columns.parse().unwrap()), ..languages("en", "ar") }
}

#[test]
fn our_own_tsv_reads_back() {
    let found = english_arabic("a.tsv", "tea\tشاي\t0.9321\nmint \"tea\t\"نعناع\t1\n");
    assert_eq!(found.texts(), [("tea", "شاي"), ("mint \"tea", "\"نعناع")]);
    assert_eq!((found.units[0].score.value(), found.units[0].status), (0.9321, Status::Auto));
    let two = english_arabic("a.tsv", "tea\tشاي\n");
    assert_eq!((two.only().score.value(), two.only().status), (1.0, Status::Accepted));
}

#[test]
fn titles_name_the_columns() {
    for (titles, pair) in [
        ("en\tar", "en>ar"),
        ("English\tArabic", "en>ar"),
        ("EN-us\tar_EG", "en-US>ar-EG"),
        ("\u{FEFF}English\tالعربية", "en>ar"),
    ] {
        let found = read("a.tsv", format!("{titles}\ntea\tشاي\n"));
        assert_eq!((found.texts(), found.pairs()), (vec![("tea", "شاي")], vec![pair.to_owned()]));
    }
    let found = english_arabic("a.csv", "id,Target,Source\n1,شاي,tea\n");
    assert_eq!(found.texts(), [("tea", "شاي")]);
    let found = read("a.csv", "en,note,ar,fr\ntea,hot,شاي,thé\n");
    assert_eq!(found.texts(), [("tea", "شاي"), ("tea", "thé")]);
    assert_eq!(found.pairs(), ["en>ar", "en>fr"]);
    assert_eq!(found.units[0].note.as_deref(), Some("hot"));
    let found = read_with("a.csv", "en,ar,fr\ntea,شاي,thé\n", &languages("ar", "fr"));
    assert_eq!((found.texts(), found.pairs()), (vec![("شاي", "thé")], vec!["ar>fr".to_owned()]));
    let found = read_with("a.csv", "ar,en\nشاي,tea\n", &languages("", "ar"));
    assert_eq!(found.pairs(), ["en>ar"]);
    let found = read_with("a.csv", "en,ar\ntea,شاي\n", &languages("", "de"));
    assert!(found.only_skip().1.contains("not in the languages"));
}

#[test]
fn titles_of_our_fields_fill_them() {
    let found = read(
        "a.csv",
        "source,target,source_language,target_language,score,status,document,position,identifier,\
         created_at,usage_count,context_before\n\
         tea,شاي,en,ar,0.5,edited,menu,4,k1,2020-01-02T03:04:05Z,7,Before\n",
    );
    let unit = found.only();
    assert_eq!(found.pairs(), ["en>ar"]);
    assert_eq!((unit.score.value(), unit.status, unit.position), (0.5, Status::Edited, Some(4)));
    assert_eq!((unit.document.as_deref(), unit.identifier.as_deref()), (Some("menu"), Some("k1")));
    assert_eq!((unit.created_at, unit.usage_count), ("2020-01-02T03:04:05Z".parse().ok(), 7));
    assert_eq!(unit.context_before.as_deref(), Some("Before"));
    for (row, reason) in [
        ("tea,شاي,high,", "not a number"),
        ("tea,شاي,,maybe", "not a status"),
        ("tea,شاي,,rejected", "rejected"),
    ] {
        let text = format!("source,target,score,status\n{row}\n");
        assert!(english_arabic("a.csv", text).only_skip().1.contains(reason), "{row}");
    }
}

#[test]
fn columns_are_chosen_by_number_or_title() {
    let found = read_with("a.tsv", "k1\tشاي\ttea\n", &with_columns("3,2"));
    assert_eq!(found.texts(), [("tea", "شاي")]);
    let found = read_with("a.csv", "key,Word,Gloss\nk1,tea,شاي\n", &with_columns("word,GLOSS"));
    assert_eq!(found.texts(), [("tea", "شاي")]);
    let found = read_with("a.csv", "en,ar\ntea,شاي\n", &with_columns("1,2"));
    assert_eq!(found.texts(), [("tea", "شاي")], "titles are not a row");
    let found = read_with("a.csv", "key,word\n", &with_columns("word,gloss"));
    assert!(found.message().contains("“gloss”") && found.message().contains("key | word"));
    for wrong in ["1", "0,1", ",2", ""] {
        assert!(wrong.parse::<tarjuman::exchange::Columns>().is_err(), "{wrong}");
    }
}

#[test]
fn languages_that_nothing_names_are_asked_for() {
    for (name, text) in
        [("a.tsv", "tea\tشاي\n"), ("a.csv", "tea,شاي\n"), ("a.csv", "source,target\ntea,شاي\n")]
    {
        let found = read(name, text);
        let message = found.message();
        assert!(message.contains("--source-language") && message.contains("--target-language"));
        assert!(found.units.is_empty());
    }
}

#[test]
fn csv_is_separated_by_what_it_shows() {
    for text in [
        "en,ar\n\"tea, hot\",شاي\n",
        "en;ar\ntea, hot;شاي\n",
        "en\tar\ntea, hot\tشاي\n",
        "en|ar\ntea, hot|شاي\n",
        "sep=;\nen;ar\ntea, hot;شاي\n",
        "\u{FEFF}sep=;\r\nen;ar\r\ntea, hot;شاي\r\n",
        "en;ar\r\r\ntea, hot;شاي\r\r\n",
        "en;ar\rtea, hot;شاي\r",
    ] {
        assert_eq!(read("a.csv", text).texts(), [("tea, hot", "شاي")], "{text:?}");
    }
}

#[test]
fn quoted_fields_hold_lines_and_quotes() {
    let found = read(
        "a.csv",
        "en,ar\r\n\"He said \"\"hi\"\",\r\nand left\",\"قال:\n\n\"\"أهلا\"\"\"\r\nb,ب\r\n",
    );
    assert_eq!(found.texts(), [("He said \"hi\",\nand left", "قال:\n\n\"أهلا\""), ("b", "ب")]);
}

/// The rows behind it are read for what they are.
#[test]
fn a_quote_that_does_not_close_costs_its_row_alone() {
    let rows: String = (0..3000).map(|n| format!("b{n},ب\n")).collect();
    let found = read("a.csv", format!("en,ar\na,أ\n\"tea,شاي\n{rows}"));
    assert_eq!(found.units.len(), 3001);
    let (line, reason) = found.only_skip();
    assert!(line == 3 && reason.contains("quote"), "{reason}");
    let found = read("a.csv", "en,ar\n\"tea,شاي\nb,ب\n");
    assert_eq!((found.texts(), found.only_skip().0), (vec![("b", "ب")], 2));
}

#[test]
fn a_row_that_cannot_be_used_costs_itself_alone() {
    let long = format!("{},ب", "x".repeat(5 << 20));
    let wide = ",".repeat(2000);
    for (bad, reason) in [
        ("a", "column 2"),
        ("a,b,c,d", "4 columns"),
        (",", "empty"),
        (",ب", "source is empty"),
        ("a\0b,ب", "NUL"),
        (long.as_str(), "longer"),
        (wide.as_str(), "columns"),
    ] {
        let found = read("a.csv", format!("en,ar\na,أ\n{bad}\nc,ج\n"));
        assert_eq!(found.texts(), [("a", "أ"), ("c", "ج")], "{reason}");
        let (line, said) = found.only_skip();
        assert!(said.contains(reason) && line == 3, "{reason}: {said}");
    }
    let trailing = read("a.csv", "en,ar\na,أ,,\n");
    assert_eq!(trailing.texts(), [("a", "أ")], "empty cells are no text");
}

#[test]
fn encodings_are_seen_where_none_is_declared() {
    let text = "en\tar\ntea with mint\tشاي بالنعناع\n";
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let old = encoding_rs::WINDOWS_1256.encode(text).0.into_owned();
    assert_eq!(read("a.tsv", &wide).texts(), [("tea with mint", "شاي بالنعناع")]);
    let found = read("a.tsv", &old);
    assert_eq!(found.texts(), [("tea with mint", "شاي بالنعناع")]);
    assert!(found.warning.unwrap().contains("windows-1256"));
    assert_eq!(read("a.tsv", text).warning, None);
    let mut broken = format!("{text}{text}").into_bytes();
    broken[12] = 0xFF;
    let found = english_arabic("a.tsv", broken);
    assert!(found.skips[0].reason.contains("encoding") && found.skips[0].line == Some(2));
    assert!(found.units.iter().all(|unit| !unit.texts.source.plain.contains('\u{FFFD}')));
}
