//! TMX as the readers of units meet it.

use tarjuman::model::{Property, Status, TagKind, UnitPart};

use crate::support::reading::{Found, languages, read, read_with};

/// A TMX whose header names a source language.
fn tmx(source: &str, body: &str) -> String {
    tmx_by("somebody", source, body)
}

fn tmx_by(tool: &str, source: &str, body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tmx version=\"1.4\"><header creationtool=\"{tool}\" \
         srclang=\"{source}\"/><body>{body}</body></tmx>"
    )
}

/// A unit of texts in languages.
fn tu(sides: &[(&str, &str)]) -> String {
    let sides: String = sides
        .iter()
        .map(|(language, text)| format!("<tuv xml:lang=\"{language}\"><seg>{text}</seg></tuv>"))
        .collect();
    format!("<tu>{sides}</tu>")
}

fn read_tu(source: &str, sides: &[(&str, &str)]) -> Found {
    read("a.tmx", tmx(source, &tu(sides)))
}

/// The source is where the header says, whichever side comes first and however languages are written.
#[test]
fn the_source_is_the_language_that_is_named() {
    for (named, first, second, source) in [
        ("en", "en", "ar", "bread"),
        ("ar", "en", "ar", "خبز"),
        ("EN-us", "ar", "en_US", "bread"),
        ("en", "ar-EG", "en-GB", "bread"),
        ("en-GB", "ar", "en-US", "bread"),
        ("eng", "ara", "ENG", "bread"),
        ("fr", "ar", "en", "خبز"),
        ("*all*", "ar", "en", "خبز"),
        ("all", "ar", "en", "خبز"),
        ("", "ar", "en", "خبز"),
    ] {
        let text = |language: &str| {
            if language.to_lowercase().starts_with("ar") { "خبز" } else { "bread" }
        };
        let found = read_tu(named, &[(first, text(first)), (second, text(second))]);
        assert_eq!(found.only().texts.source.plain, source, "{named} {first} {second}");
    }
}

#[test]
fn a_unit_may_name_its_own_source() {
    let unit = "<tu srclang=\"ar\"><tuv lang=\"en\"><seg>tea</seg></tuv>\
                <tuv lang=\"ar\"><seg>شاي</seg></tuv></tu>";
    assert_eq!(read("a.tmx", tmx("en", unit)).texts(), [("شاي", "tea")]);
    let unit = unit.replace("\"ar\">", "\"*all*\">").replacen(
        "lang=\"*all*\"><seg>شاي",
        "lang=\"ar\"><seg>شاي",
        1,
    );
    assert_eq!(read("a.tmx", tmx("ar", &unit)).texts(), [("tea", "شاي")]);
}

#[test]
fn every_other_side_makes_a_pair() {
    let sides = [("fr", "thé"), ("en", "tea"), ("ar", "شاي"), ("ar", "الشاي")];
    let found = read_tu("en", &sides);
    assert_eq!(found.texts(), [("tea", "thé"), ("tea", "شاي"), ("tea", "الشاي")]);
    assert_eq!(found.pairs(), ["en>fr", "en>ar", "en>ar"]);
    assert!(found.skips.is_empty());
}

#[test]
fn a_pair_that_is_asked_for_is_all_that_is_read() {
    let sides = [("en-US", "tea"), ("ar-EG", "شاي"), ("fr", "thé")];
    let text = tmx("en", &tu(&sides));
    for (source, target, pairs) in [
        ("en", "ar", vec!["en-US>ar-EG"]),
        ("ar", "en-US", vec!["ar-EG>en-US"]),
        ("fr", "", vec!["fr>en-US", "fr>ar-EG"]),
        ("", "fr", vec!["en-US>fr"]),
        ("", "en", vec![]),
        ("en-GB", "ar", vec![]),
        ("de", "", vec![]),
    ] {
        let found = read_with("a.tmx", &text, &languages(source, target));
        assert_eq!(found.pairs(), pairs, "{source} {target}");
        assert_eq!(found.skips.len(), usize::from(pairs.is_empty()));
    }
    let any = read_with("a.tmx", tmx("*all*", &tu(&sides)), &languages("", "en"));
    assert_eq!(any.pairs(), ["ar-EG>en-US"], "the first side is not the target then");
}

#[test]
fn what_is_known_of_a_unit_is_kept() {
    let unit = "<tu tuid='k7' creationdate='20200102T030405Z' creationid='Huda' usagecount='3' \
        lastusagedate='20210203T040506Z'><note>first</note><prop type='project'>P &amp; Q</prop>\
        <tuv xml:lang='en' changedate='20190101T000000Z' changeid='old'><prop type='x-context-pre'>Before.</prop>\
        <prop type='x-context-post'>After.</prop><prop type='s'>1</prop><seg>tea</seg></tuv>\
        <tuv xml:lang='ar' changedate='20220304T050607Z'><note> second </note><prop type='t'>2</prop>\
        <seg>شاي</seg></tuv></tu>";
    let found = read("a.tmx", tmx("en", unit));
    let unit = found.only();
    let property = |part, name: &str, value: &str| Property {
        part,
        name: name.to_owned(),
        value: value.to_owned(),
    };
    assert_eq!(unit.identifier.as_deref(), Some("k7"));
    assert_eq!(unit.created_at, "2020-01-02T03:04:05Z".parse().ok());
    assert_eq!(unit.created_by.as_deref(), Some("Huda"));
    // The target's before the source's.
    assert_eq!(unit.changed_at, "2022-03-04T05:06:07Z".parse().ok());
    assert_eq!(unit.changed_by.as_deref(), Some("old"));
    assert_eq!(unit.used_at, "2021-02-03T04:05:06Z".parse().ok());
    assert_eq!(unit.usage_count, 3);
    assert_eq!(unit.note.as_deref(), Some("first\nsecond"));
    assert_eq!(unit.context_before.as_deref(), Some("Before."));
    assert_eq!(unit.context_after.as_deref(), Some("After."));
    assert_eq!(
        unit.properties,
        [
            property(UnitPart::Unit, "project", "P & Q"),
            property(UnitPart::Source, "s", "1"),
            property(UnitPart::Target, "t", "2"),
        ]
    );
    assert_eq!((unit.score.value(), unit.status), (1.0, Status::Accepted));
}

#[test]
fn bad_dates_and_counts_cost_themselves_alone() {
    let unit = tu(&[("en", "tea"), ("ar", "شاي")]).replace(
        "<tu>",
        "<tu creationdate='99999999T999999Z' changedate='2024-01-02' usagecount='-1' lastusagedate=''>",
    );
    let found = read("a.tmx", tmx("en", &unit));
    let unit = found.only();
    assert_eq!((&unit.created_at, &unit.changed_at, &unit.used_at), (&None, &None, &None));
    assert_eq!(unit.usage_count, 0);
}

/// What this program writes beside a unit comes back; what another wrote stays a property.
#[test]
fn our_own_properties_are_fields_again() {
    let unit = tu(&[("en", "tea"), ("ar", "شاي")]).replace(
        "<tu>",
        "<tu><prop type='x-document'>menu</prop><prop type='x-position'>12</prop>\
         <prop type='x-score'>0.8125</prop><prop type='x-status'>edited</prop>",
    );
    let found = read("a.tmx", tmx_by("tarjuman", "en", &unit));
    let ours = found.only();
    assert_eq!(ours.document.as_deref(), Some("menu"));
    assert_eq!(ours.position, Some(12));
    assert_eq!((ours.score.value(), ours.status), (0.8125, Status::Edited));
    assert!(ours.properties.is_empty());
    let found = read("a.tmx", tmx("en", &unit));
    let foreign = found.only();
    assert_eq!((foreign.document.as_deref(), foreign.status), (None, Status::Accepted));
    assert_eq!(foreign.properties.len(), 4);
}

/// As Studio wants names, and as memoQ wraps contexts.
#[test]
fn our_own_properties_are_known_in_the_dress_of_other_tools() {
    let unit = tu(&[("en", "tea"), ("ar", "شاي")])
        .replace("<tu>", "<tu><prop type='x-document:SingleString'>menu</prop>")
        .replacen(
            "<seg>",
            "<prop type='x-context-pre'>&lt;seg>R&amp;amp;D&lt;/seg></prop><seg>",
            1,
        );
    let found = read("a.tmx", tmx_by("tarjuman", "en", &unit));
    assert_eq!(found.only().document.as_deref(), Some("menu"));
    assert_eq!(found.only().context_before.as_deref(), Some("R&D"));
}

#[test]
fn inline_elements_are_tags_with_their_codes() {
    let source = "A<bpt i=\"1\" x=\"4\" type=\"bold\">&lt;b></bpt>b<ept i=\"1\">&lt;/b></ept>\
        <ph x=\"2\" assoc=\"p\"/><it pos=\"begin\" x=\"3\">[</it><hi type=\"term\">c<ut>{</ut></hi>d";
    let found = read_tu("en", &[("en", source), ("ar", "أ")]);
    let text = &found.only().texts.source;
    assert_eq!(text.plain, "Abcd");
    let tags: Vec<_> = text.tags.iter().map(|tag| (tag.at, tag.kind, tag.code.as_str())).collect();
    assert_eq!(
        tags,
        [
            (1, TagKind::BeginPair, "<b>"),
            (2, TagKind::EndPair, "</b>"),
            (2, TagKind::Placeholder, ""),
            (2, TagKind::Isolated, "["),
            (2, TagKind::BeginHighlight, ""),
            (3, TagKind::Unknown, "{"),
            (3, TagKind::EndHighlight, ""),
        ]
    );
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(text.tags[0].attributes, [pair("i", "1"), pair("x", "4"), pair("type", "bold")]);
    assert_eq!(text.tags[2].attributes, [pair("x", "2"), pair("assoc", "p")]);
}

#[test]
fn texts_inside_tags_are_subflows() {
    let source = "See<ph>&lt;fn <sub datatype=\"rtf\">a <ph>*</ph>note</sub>></ph>.";
    let found = read_tu("en", &[("en", source), ("ar", "انظر.")]);
    let text = &found.only().texts.source;
    assert_eq!((text.plain.as_str(), text.tags[0].code.as_str()), ("See.", "<fn >"));
    let subflow = &text.tags[0].subflows[0];
    assert_eq!((subflow.at, subflow.text.plain.as_str()), (4, "a note"));
    assert_eq!((subflow.text.tags[0].at, subflow.text.tags[0].code.as_str()), (2, "*"));
    assert_eq!(subflow.attributes[0].1, "rtf");
}

#[test]
fn elements_that_are_not_tmx_keep_their_text() {
    let found = read_tu("en", &[("en", "a<b>b<x id='1'/><i>c</i></b>d"), ("ar", "أ")]);
    assert_eq!(found.texts(), [("abcd", "أ")]);
    assert!(found.only().texts.source.tags.is_empty());
}

#[test]
fn white_space_and_sections_are_text() {
    let found = read_tu(
        "en",
        &[("en", " a \r\n\tb<![CDATA[<c>&amp;]]><!-- x -->d<?p q?>e "), ("ar", " أ ")],
    );
    assert_eq!(found.texts(), [(" a \n\tb<c>&amp;de ", " أ ")]);
}

#[test]
fn prefixes_namespaces_versions_and_capitals_do_not_matter() {
    let plain = tmx("en", &tu(&[("en", "tea"), ("ar", "شاي")]));
    let prefixed = {
        let mut text = plain.clone();
        for name in ["tmx", "header", "body", "tuv", "tu", "seg"] {
            for (from, to) in [("<", "<t:"), ("</", "</t:")] {
                for end in [" ", ">"] {
                    text = text.replace(&format!("{from}{name}{end}"), &format!("{to}{name}{end}"));
                }
            }
        }
        assert!(text.contains("<t:seg>") && text.contains("</t:tmx>"));
        text
    };
    let capitals = "<TMX version='1.1'><HEADER SRCLANG='EN'/><BODY><TU><TUV LANG='EN'><SEG>tea</SEG></TUV>\
                    <TUV LANG='AR'><SEG>شاي</SEG></TUV></TU></BODY></TMX>";
    for text in [
        plain.replace("version=\"1.4\"", "version=\"2.0\""),
        plain.replace("version=\"1.4\"", "version=\"1.4.\" xmlns=\"urn:x\""),
        plain.replace("<tmx", "<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n<tmx"),
        format!("\u{FEFF}\u{FEFF}\n{plain}"),
        plain.replace("xml:lang", "lang"),
        prefixed,
        capitals.to_owned(),
    ] {
        assert_eq!(read("a.tmx", &text).texts(), [("tea", "شاي")], "{text}");
    }
}

#[test]
fn xml_lang_counts_where_both_are_there() {
    for both in ["lang='fr' xml:lang='en'", "xml:lang='en' lang='fr'"] {
        let unit = tu(&[("en", "tea"), ("ar", "شاي")]).replace("xml:lang=\"en\"", both);
        assert_eq!(read("a.tmx", tmx("en", &unit)).pairs(), ["en>ar"]);
    }
}

/// Nothing is lost in silence, and a bad unit costs no other.
#[test]
fn what_is_no_pair_is_skipped_with_line_and_reason() {
    let good = tu(&[("en", "tea"), ("ar", "شاي")]);
    for (bad, reason) in [
        ("<tu/>".to_owned(), "no segments"),
        (tu(&[("en", "only")]), "only one segment"),
        (tu(&[("en", "a"), ("en", "b")]), "all its segments are in en"),
        (tu(&[("en", ""), ("ar", "أ")]), "source is empty"),
        (tu(&[("en", "a"), ("ar", " \u{200F}\u{A0}")]), "target is empty"),
        (tu(&[("en", "a"), ("", "أ")]), "not a language tag"),
        (tu(&[("en", "a"), ("?!", "أ")]), "“?!” is not a language tag"),
        ("<tu><tuv><seg>a</seg></tuv><tuv lang='ar'><seg>أ</seg></tuv></tu>".into(), "no language"),
        ("<tu><tuv lang='en'/><tuv lang='ar'><seg>أ</seg></tuv></tu>".into(), "source is empty"),
        (
            "<tu><tuv lang='en'><seg>a</seg><seg>b</seg></tuv><tuv lang='ar'><seg>أ</seg></tuv></tu>".into(),
            "two segments",
        ),
        (tu(&[("en", "a&nbsp;b"), ("ar", "أ")]), "“&nbsp;”"),
        (tu(&[("en", "R&D"), ("ar", "أ")]), "alone"),
        (tu(&[("en", "R & D"), ("ar", "أ")]), "alone"),
        (tu(&[("en", "a&#0;b"), ("ar", "أ")]), "&#0;"),
        (tu(&[("en", "a&#x1B;b"), ("ar", "أ")]), "U+001B"),
        (tu(&[("en", "a&#xD800;b"), ("ar", "أ")]), "&#xD800;"),
        (tu(&[("en", "a&#xFFFF;b"), ("ar", "أ")]), "U+FFFF"),
        (tu(&[("en", "a\0b"), ("ar", "أ")]), "U+0000"),
        (tu(&[("en", "a\u{FFFE}b"), ("ar", "أ")]), "U+FFFE"),
        (good.replace("<tu>", "<tu a='1' a='2'>"), "attribute"),
        (good.replace("<tu>", "<tu a='&x;'>"), "attribute"),
        (good.replace("<seg>tea", "<seg><ph x='&#2;'/>tea"), "U+0002"),
        (format!("<tu>{good}</tu>"), "another unit begins inside it"),
    ] {
        let found = read("a.tmx", tmx("en", &format!("{good}\n{bad}\n{good}")));
        assert_eq!(found.units.len(), 2, "{bad}: {found:?}");
        let (line, said) = found.only_skip();
        assert!(said.contains(reason), "{bad}: {said}");
        assert_eq!((line, found.skips[0].unit.as_str()), (3, "2"), "{bad}");
    }
}

#[test]
fn one_bad_language_costs_one_pair() {
    let found = read_tu("en", &[("en", "tea"), ("?", "x"), ("ar", "شاي")]);
    assert_eq!(found.texts(), [("tea", "شاي")]);
    assert!(found.only_skip().1.contains("“?”"));
}

#[test]
fn skips_are_called_by_the_name_the_file_gives() {
    let unit = tu(&[("en", "only")]).replace("<tu>", "<tu tuid='k9'>");
    assert_eq!(read("a.tmx", tmx("en", &unit)).skips[0].unit, "k9");
}

#[test]
fn another_root_is_refused_by_its_name() {
    for (text, says) in [
        ("<!doctype html><html><body>Sign in</body></html>", "<html>"),
        ("<xliff version='1.2'/>", "XLIFF"),
        ("<root/>", "<root>"),
    ] {
        let found = read("a.tmx", text);
        assert!(found.message().contains(says) && found.units.is_empty(), "{found:?}");
    }
}

#[test]
fn a_unit_with_very_many_sides_is_skipped() {
    let sides: Vec<(String, String)> =
        (0..1200).map(|n| (format!("en-x-{n}"), n.to_string())).collect();
    let sides: Vec<(&str, &str)> = sides.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert!(read_tu("en", &sides).only_skip().1.contains("more than 1000 segments"));
}
