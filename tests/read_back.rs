//! What our writers write, our readers read: the same units, and written again, the same bytes.

use proptest::prelude::*;

use tarjuman::exchange::{Format, Level, WriteOptions, unit_writer};
use tarjuman::model::{
    ExportSummary, InlineTag, Language, Pair, Property, Score, Status, Subflow, TagKind, Unit,
    UnitPart, UnitText,
};

use crate::support::reading::{languages, read, read_with};

fn written(format: Format, units: &[Unit]) -> Vec<u8> {
    let mut out = Vec::new();
    // Level 2 of TMX, tags and all, is what is written unless another is asked for.
    let options = WriteOptions::default();
    assert_eq!(options.level, Level::Two);
    let summary = ExportSummary::of(units);
    let mut writer = unit_writer(format, Box::new(&mut out), &summary, &options).unwrap();
    for unit in units {
        writer.write(unit).unwrap();
    }
    writer.finish().unwrap();
    out
}

fn tag(at: usize, kind: TagKind, attributes: &[(&str, &str)], code: &str) -> InlineTag {
    let attributes =
        attributes.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    InlineTag { at, kind, attributes, code: code.to_owned(), subflows: Vec::new() }
}

/// A unit of which everything is known.
fn full_unit() -> Unit {
    let mut footnote = tag(3, TagKind::Placeholder, &[("x", "2")], "<fn></fn>");
    footnote.subflows.push(Subflow {
        at: 4,
        attributes: Vec::new(),
        text: UnitText {
            plain: "a note".to_owned(),
            tags: vec![tag(2, TagKind::Placeholder, &[], "*")],
        },
    });
    let source = UnitText {
        plain: " See\tR&D <here>. ".to_owned(),
        tags: vec![
            tag(1, TagKind::BeginPair, &[("i", "1"), ("type", "bold")], "<b>"),
            footnote,
            tag(4, TagKind::EndPair, &[("i", "1")], "</b>"),
            tag(5, TagKind::BeginHighlight, &[("type", "term")], ""),
            tag(8, TagKind::EndHighlight, &[], ""),
            tag(8, TagKind::Isolated, &[("pos", "begin")], "["),
            tag(9, TagKind::Unknown, &[], "{}"),
        ],
    };
    let target = UnitText::plain("انظر البحث.");
    let property = |part, name: &str, value: &str| Property {
        part,
        name: name.to_owned(),
        value: value.to_owned(),
    };
    Unit {
        score: Score::new(0.8125),
        status: Status::Edited,
        document: Some("menu \"1\"".to_owned()),
        position: Some(4),
        identifier: Some("k<1>".to_owned()),
        context_before: Some("Before & before.".to_owned()),
        context_after: Some("After.".to_owned()),
        created_at: "2020-01-02T03:04:05Z".parse().ok(),
        created_by: Some("Huda".to_owned()),
        changed_at: "2021-01-02T03:04:05Z".parse().ok(),
        changed_by: Some("Ali".to_owned()),
        used_at: "2022-01-02T03:04:05Z".parse().ok(),
        usage_count: 3,
        note: Some("first\nsecond".to_owned()),
        properties: vec![
            property(UnitPart::Unit, "x-project", "P & Q"),
            property(UnitPart::Source, "x-s", "1"),
            property(UnitPart::Target, "x-t", "2"),
        ],
        ..Unit::new(
            Pair::new(source, target),
            Pair::new("en-US".parse().unwrap(), Language::arabic()),
        )
    }
}

fn plain_unit(source: &str, target: &str) -> Unit {
    Unit::new(
        Pair::new(source, target).map(UnitText::plain),
        Pair::new(Language::english(), Language::arabic()),
    )
}

#[test]
fn tmx_carries_all_that_is_known_of_a_unit() {
    let units = [full_unit(), plain_unit("tea", "شاي")];
    let bytes = written(Format::Tmx, &units);
    let found = read("a.tmx", &bytes);
    assert!(found.error.is_none() && found.skips.is_empty(), "{found:?}");
    assert_eq!(found.units, units);
    assert_eq!(written(Format::Tmx, &found.units), bytes);
}

#[test]
fn tsv_carries_texts_and_scores() {
    let units = [Unit { score: Score::new(0.25), ..plain_unit("\"tea", "شاي") }];
    let bytes = written(Format::Tsv, &units);
    let found = read_with("a.tsv", &bytes, &languages("en", "ar"));
    assert_eq!(found.texts(), [("\"tea", "شاي")]);
    assert_eq!(written(Format::Tsv, &found.units), bytes);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Whatever XML can hold comes back as it was, white space and marks included.
    #[test]
    fn any_text_comes_back_from_tmx(source in "[ -~\t\n\r\u{85}\u{A0}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]{0,40}") {
        let units = [plain_unit(&format!("{source}s"), &format!("ش{source}"))];
        let found = read("a.tmx", written(Format::Tmx, &units));
        prop_assert_eq!(&found.units, &units);
    }
}
