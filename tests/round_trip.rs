//! What is written, read and written again is the same, byte by byte.

use std::io::Write;
use std::path::Path;

use tarjuman::exchange::{Entry, ReadOptions, read_units_from};
use tarjuman::exchange::{Format, Level, Locales, Tool, WriteOptions, XliffVersion, unit_writer};
use tarjuman::model::{
    ExportSummary, InlineTag, Language, Pair, Property, Score, Status, Subflow, TagKind, Unit,
    UnitPart, UnitText,
};

fn tag(at: usize, kind: TagKind, attributes: &[(&str, &str)], code: &str) -> InlineTag {
    let attributes =
        attributes.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    InlineTag { at, kind, attributes, code: code.to_owned(), subflows: Vec::new() }
}

/// One unit with all that a unit can carry, one with nothing but its texts, one whose texts are awkward.
fn units() -> Vec<Unit> {
    use TagKind::*;
    let footnote = InlineTag {
        subflows: vec![Subflow {
            at: 4,
            attributes: vec![("type".to_owned(), "fnote".to_owned())],
            text: UnitText {
                plain: "See the map.".to_owned(),
                tags: vec![tag(4, Placeholder, &[("x", "1")], "<i/>")],
            },
        }],
        ..tag(19, Placeholder, &[("x", "3")], "<fn></fn>")
    };
    let source = UnitText {
        plain: "The bridge is shut.".to_owned(),
        tags: vec![
            tag(4, BeginPair, &[("i", "1"), ("x", "1"), ("type", "bold")], "<b>"),
            tag(10, EndPair, &[("i", "1")], "</b>"),
            tag(11, BeginHighlight, &[("type", "term")], ""),
            tag(11, Unknown, &[("x", "2")], "\\f"),
            tag(13, EndHighlight, &[], ""),
            tag(14, Isolated, &[("pos", "end")], "</u>"),
            footnote,
        ],
    };
    let target = UnitText {
        plain: "الجسر مغلق.".to_owned(),
        tags: vec![
            tag(0, BeginPair, &[("i", "1")], ""),
            tag(2, BeginPair, &[("i", "2")], "<i>"),
            tag(10, EndPair, &[("i", "1")], ""),
            tag(11, EndPair, &[("i", "2")], "</i>"),
        ],
    };
    let property = |part, name: &str, value: &str| Property {
        part,
        name: name.to_owned(),
        value: value.to_owned(),
    };
    let full = Unit {
        score: Score::new(0.87654),
        status: Status::Edited,
        document: Some("bridges & roads".to_owned()),
        position: Some(3),
        identifier: Some("b-1".to_owned()),
        context_before: Some("Before <it>.".to_owned()),
        context_after: Some("After & so.".to_owned()),
        created_at: "2024-01-02T03:04:05Z".parse().ok(),
        created_by: Some("noor \"n\"".to_owned()),
        changed_at: "2024-02-03T04:05:06Z".parse().ok(),
        changed_by: Some("huda".to_owned()),
        used_at: "2024-03-04T05:06:07Z".parse().ok(),
        usage_count: 4,
        note: Some(" Ask the\nauthor. ".to_owned()),
        properties: vec![
            property(UnitPart::Unit, "Txt::Client", "A & B"),
            property(UnitPart::Source, "speaker of", "first"),
            property(UnitPart::Target, "note", "short"),
        ],
        ..Unit::new(Pair::new(source, target), Pair::new(Language::english(), Language::arabic()))
    };
    let plain = |source: &str, target: &str| Unit {
        document: Some("bridges & roads".to_owned()),
        position: Some(7),
        ..Unit::new(
            Pair::new(source, target).map(UnitText::plain),
            Pair::new(Language::english(), Language::arabic()),
        )
    };
    vec![
        full,
        plain("Nothing else.", "لا شيء غيره."),
        plain("  a\tb\r\nc <&> \"d\" ]]>\u{a0} ", " أ\u{200F}ب "),
    ]
}

fn written(format: Format, units: &[Unit], options: &WriteOptions) -> Vec<u8> {
    let locales = Locales::new(Vec::new(), options.tool);
    let units: Vec<Unit> = units.iter().cloned().map(|unit| locales.apply(unit)).collect();
    let file = tempfile::NamedTempFile::new().unwrap();
    let out: Box<dyn Write> = Box::new(file.reopen().unwrap());
    let mut writer = unit_writer(format, out, &ExportSummary::of(&units), options).unwrap();
    units.iter().for_each(|unit| writer.write(unit).unwrap());
    writer.finish().unwrap();
    std::fs::read(file.path()).unwrap()
}

fn read(format: Format, bytes: &[u8]) -> Vec<Unit> {
    let name = format!("file.{format}");
    let mut units = Vec::new();
    let options = ReadOptions::default();
    read_units_from(Path::new(&name), bytes, &options, &mut |entry| {
        match entry {
            Entry::Unit(unit) => units.push(*unit),
            Entry::Skipped(skip) => panic!("{skip:?}"),
        }
        Ok(())
    })
    .unwrap();
    units
}

#[track_caller]
fn assert_comes_back(format: Format, options: &WriteOptions) {
    let first = written(format, &units(), options);
    let again = written(format, &read(format, &first), options);
    let (first, again) = (String::from_utf8(first).unwrap(), String::from_utf8(again).unwrap());
    assert!(first == again, "{format} {options:?}\n--- first\n{first}\n--- again\n{again}");
}

#[test]
fn tmx_comes_back_as_it_was() {
    for level in [Level::One, Level::Two] {
        assert_comes_back(Format::Tmx, &WriteOptions { level, ..WriteOptions::default() });
    }
}

/// At level 2 nothing of a unit is lost but the edges of its note.
#[test]
fn tmx_brings_every_field_back() {
    let mut expected = units();
    expected[0].score = Score::new(expected[0].score.rounded());
    expected[0].note = Some("Ask the\nauthor.".to_owned());
    let back = read(Format::Tmx, &written(Format::Tmx, &expected, &WriteOptions::default()));
    assert_eq!(back, expected);
}

#[test]
fn tmx_for_each_tool_comes_back_as_it_was() {
    for tool in Tool::ALL {
        let (tool, level) = (Some(tool), tool.level());
        assert_comes_back(Format::Tmx, &WriteOptions { tool, level, ..WriteOptions::default() });
    }
}

#[test]
fn xliff_comes_back_as_it_was() {
    for xliff in [XliffVersion::One, XliffVersion::Two] {
        assert_comes_back(Format::Xliff, &WriteOptions { xliff, ..WriteOptions::default() });
    }
}

#[test]
fn jsonl_comes_back_as_it_was() {
    assert_comes_back(Format::Jsonl, &WriteOptions::default());
}

/// A table has no room for tags, contexts and dates; what it has room for comes back.
#[test]
fn csv_comes_back_as_it_was() {
    let options = WriteOptions::default();
    let first = written(Format::Csv, &units()[..2], &options);
    assert_eq!(first, written(Format::Csv, &read(Format::Csv, &first), &options));
}
