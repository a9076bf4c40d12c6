//! TMX as other tools will read it: well formed, complete, in the order of its DTD.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::samples::article;
use crate::support::Case;

/// An element with what is in it.
#[derive(Debug)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Element>,
    text: String,
}

impl Element {
    fn of(start: &BytesStart<'_>) -> Element {
        let attributes = start.attributes().map(|attribute| {
            let attribute = attribute.unwrap();
            (attribute.key.as_ref().to_owned(), attribute.value.to_string())
        });
        Element {
            name: start.name().as_ref().to_owned(),
            attributes: attributes.collect(),
            children: Vec::new(),
            text: String::new(),
        }
    }

    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    fn names(&self) -> Vec<&str> {
        self.children.iter().map(|child| child.name.as_str()).collect()
    }

    fn all(&self, name: &str) -> impl Iterator<Item = &Element> {
        self.children.iter().filter(move |child| child.name == name)
    }
}

/// The root of a document that is well formed and has no DOCTYPE.
fn read_tree(xml: &str) -> Element {
    let mut reader = Reader::from_str(xml);
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    let mut close = |open: &mut Vec<Element>| {
        let done = open.pop().expect("an element closes that never opened");
        match open.last_mut() {
            Some(parent) => parent.children.push(done),
            None => assert!(root.replace(done).is_none(), "there are two roots"),
        }
    };
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => open.push(Element::of(&start)),
            Event::Empty(start) => {
                open.push(Element::of(&start));
                close(&mut open);
            }
            Event::End(_) => close(&mut open),
            Event::Text(text) => match open.last_mut() {
                Some(element) => element.text.push_str(&text.xml10_content()),
                None => assert_eq!(text.xml10_content().trim(), ""),
            },
            Event::GeneralRef(reference) => {
                let name = reference.xml10_content();
                let text = match reference.resolve_char_ref().unwrap() {
                    Some(c) => c.to_string(),
                    None => quick_xml::escape::resolve_xml_entity(&name).unwrap().to_owned(),
                };
                open.last_mut().unwrap().text.push_str(&text);
            }
            Event::Decl(_) => assert!(open.is_empty()),
            Event::DocType(_) => panic!("there is a DOCTYPE"),
            Event::Eof => break,
            other => panic!("{other:?} has no place in it"),
        }
    }
    assert!(open.is_empty(), "elements are left open");
    root.unwrap()
}

/// Checks what TMX 1.4b demands, and gives the units.
fn check_tmx(xml: &str) -> Vec<Element> {
    let is_allowed = |c: char| !c.is_control() || matches!(c, '\t' | '\n' | '\r');
    assert!(xml.chars().all(|c| is_allowed(c) && !matches!(c, '\u{FFFE}' | '\u{FFFF}')));
    let mut root = read_tree(xml);
    assert_eq!((root.name.as_str(), root.attribute("version")), ("tmx", Some("1.4")));
    assert_eq!(root.names(), ["header", "body"]);
    let header = &root.children[0];
    for name in [
        "creationtool",
        "creationtoolversion",
        "segtype",
        "o-tmf",
        "adminlang",
        "srclang",
        "datatype",
    ] {
        assert!(header.attribute(name).is_some_and(|value| !value.is_empty()), "{name}");
    }
    let types = ["block", "paragraph", "sentence", "phrase"];
    assert!(types.contains(&header.attribute("segtype").unwrap()));
    let source_language = header.attribute("srclang").unwrap().to_owned();
    let units = std::mem::take(&mut root.children[1].children);
    units.iter().for_each(|unit| check_unit(unit, &source_language));
    units
}

fn check_unit(unit: &Element, header_language: &str) {
    assert_eq!(unit.name, "tu");
    check_order(unit, &["prop", "note"], "tuv");
    check_attributes(
        unit,
        &[
            "tuid",
            "usagecount",
            "lastusagedate",
            "creationdate",
            "creationid",
            "changedate",
            "changeid",
            "srclang",
        ],
    );
    for name in ["creationdate", "changedate", "lastusagedate"] {
        if let Some(date) = unit.attribute(name) {
            let shape: String =
                date.chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect();
            assert_eq!(shape, "99999999T999999Z");
        }
    }
    let variants: Vec<&Element> = unit.all("tuv").collect();
    assert_eq!(variants.len(), 2);
    let languages: Vec<&str> =
        variants.iter().map(|variant| variant.attribute("xml:lang").unwrap()).collect();
    assert_ne!(languages[0], languages[1]);
    let source_language = unit.attribute("srclang").unwrap_or(header_language);
    assert_eq!(source_language, languages[0]);
    for variant in variants {
        check_order(variant, &["prop", "note"], "seg");
        check_attributes(variant, &["xml:lang"]);
        let segments: Vec<&Element> = variant.all("seg").collect();
        assert_eq!(segments.len(), 1);
        check_content(segments[0]);
    }
    let variants = unit.all("tuv").flat_map(|variant| &variant.children);
    for child in unit.children.iter().chain(variants) {
        match child.name.as_str() {
            "prop" => assert!(child.attribute("type").is_some_and(|name| !name.is_empty())),
            "note" => check_attributes(child, &[]),
            _ => continue,
        }
        assert!(child.children.is_empty(), "{child:?}");
    }
}

fn check_attributes(element: &Element, allowed: &[&str]) {
    let is_allowed = |name: &str| allowed.contains(&name);
    assert!(element.attributes.iter().all(|(name, _)| is_allowed(name)), "{element:?}");
}

/// The children of an element are some of `first`, then at least one `then`, and nothing else.
fn check_order(element: &Element, first: &[&str], then: &str) {
    let names = element.names();
    let start = names.iter().position(|name| *name == then).expect(then);
    assert!(names[..start].iter().all(|name| first.contains(name)), "{names:?}");
    assert!(names[start..].iter().all(|name| *name == then), "{names:?}");
}

/// The attributes each content element may have, and the one that it must, after the DTD.
const CONTENT: [(&str, Option<&str>, &[&str]); 6] = [
    ("bpt", Some("i"), &["i", "x", "type"]),
    ("ept", Some("i"), &["i"]),
    ("it", Some("pos"), &["pos", "x", "type"]),
    ("ph", None, &["x", "assoc", "type"]),
    ("hi", None, &["x", "type"]),
    ("ut", None, &["x"]),
];

fn check_content(segment: &Element) {
    let mut begun = Vec::new();
    check_tags(segment, &mut begun);
    assert!(begun.is_empty(), "a bpt without its ept");
}

fn check_tags<'a>(element: &'a Element, begun: &mut Vec<&'a str>) {
    for tag in &element.children {
        let (_, must, may) = CONTENT.iter().find(|(name, ..)| *name == tag.name).expect(&tag.name);
        assert!(must.is_none_or(|name| tag.attribute(name).is_some()), "{tag:?}");
        assert!(tag.attributes.iter().all(|(name, _)| may.contains(&name.as_str())), "{tag:?}");
        match tag.name.as_str() {
            "hi" => check_tags(tag, begun),
            "bpt" => begun.push(tag.attribute("i").unwrap()),
            "ept" => {
                let begin = begun.iter().position(|i| Some(*i) == tag.attribute("i"));
                begun.remove(begin.expect("an ept without its bpt"));
            }
            "it" => assert!(matches!(tag.attribute("pos"), Some("begin" | "end"))),
            _ => {}
        }
        if tag.name != "hi" {
            for sub in &tag.children {
                assert_eq!(sub.name, "sub");
                let may = ["datatype", "type"];
                assert!(sub.attributes.iter().all(|(name, _)| may.contains(&name.as_str())));
                check_content(sub);
            }
        }
    }
}

#[test]
fn tmx_of_the_samples_is_valid_and_holds_what_tsv_holds() {
    for (source, target) in [
        ("harbour.en.txt", "harbour.ar.txt"),
        ("wells.en.html", "wells.ar.html"),
        ("library.ar.txt", "library.en.txt"),
    ] {
        let case = Case::new();
        let arguments = ["align", &article(source), &article(target), "-o", "a.tmx", "-o", "a.tsv"];
        case.run(arguments).succeeds();
        let tmx = case.text("a.tmx");
        let pairs: Vec<String> = check_tmx(&tmx)
            .iter()
            .map(|unit| {
                let text = |index: usize| {
                    unit.all("tuv").nth(index).unwrap().all("seg").next().unwrap().text.clone()
                };
                let score = unit.all("prop").find(|p| p.attribute("type") == Some("x-score"));
                format!("{}\t{}\t{}", text(0), text(1), score.unwrap().text)
            })
            .collect();
        assert!(pairs.len() > 10, "{source}");
        assert_eq!(pairs, case.text("a.tsv").lines().collect::<Vec<_>>(), "{source}");
    }
}

#[test]
fn tmx_of_a_memory_is_valid() {
    let case = Case::with_memory();
    case.run(["export", "--memory", "m.tarjuman", "--output", "m.tmx"]).succeeds();
    let units = check_tmx(&case.text("m.tmx"));
    assert_eq!(units.len() as i64, case.count("m.tarjuman", "SELECT count(*) FROM unit"));
    for unit in units {
        assert!(unit.attribute("creationdate").is_some() && unit.attribute("changedate").is_some());
    }
}

#[test]
fn tmx_without_units_is_still_valid() {
    let case = Case::with_memory();
    let export = ["export", "--memory", "m.tarjuman", "--status", "edited", "--output", "m.tmx"];
    case.run(export).ends_with(1);
    assert!(check_tmx(&case.text("m.tmx")).is_empty());
}

/// Units in both directions make a file of no one source language.
#[test]
fn tmx_of_both_directions_names_no_source_language() {
    let case = Case::with_memory();
    case.run(["align", "market.ar.txt", "market.en.txt", "--memory", "m.tarjuman"]).succeeds();
    case.run(["export", "--memory", "m.tarjuman", "--output", "m.tmx"]).succeeds();
    let text = case.text("m.tmx");
    assert_eq!(read_tree(&text).children[0].attribute("srclang"), Some("*all*"));
    check_tmx(&text);
}

#[test]
fn characters_that_xml_forbids_are_left_out() {
    let case = Case::with_memory();
    case.execute(
        "m.tarjuman",
        "UPDATE unit SET source = 'bell' || char(7) || ' and' || char(27) || '[0m' || char(65534) || '.' \
         WHERE id = 1",
    );
    case.execute("m.tarjuman", "UPDATE document SET name = 'a' || char(1) || '<b>'");
    case.execute("m.tarjuman", "UPDATE unit SET created_by = char(2) || '\"&<' || char(10) || 'x'");
    case.run(["export", "--memory", "m.tarjuman", "--output", "m.tmx"]).succeeds();
    let text = case.text("m.tmx");
    let units = check_tmx(&text);
    assert!(text.contains("<seg>bell and[0m.</seg>"));
    assert_eq!(units[0].all("prop").next().unwrap().text, "a<b>");
    assert_eq!(units[0].attribute("creationid"), Some("&quot;&amp;&lt;&#10;x"));
}

#[test]
fn white_space_at_the_ends_of_a_segment_stays() {
    let case = Case::with_memory();
    case.execute("m.tarjuman", "UPDATE unit SET source = '  two  spaces ' WHERE id = 1");
    case.run(["export", "--memory", "m.tarjuman", "--output", "m.tmx"]).succeeds();
    assert!(case.text("m.tmx").contains("<seg>  two  spaces </seg>"));
}

/// Writes the first unit with a source text and its tags, as TMX.
fn segment_with(text: &str, tags: &str) -> String {
    let case = Case::with_memory();
    let statement =
        format!("UPDATE unit SET source = '{text}', source_tags = '{tags}' WHERE id = 1");
    case.execute("m.tarjuman", &statement);
    case.run(["export", "--memory", "m.tarjuman", "--output", "m.tmx"]).succeeds();
    let tmx = case.text("m.tmx");
    check_tmx(&tmx);
    let start = tmx.find("<seg>").unwrap();
    let end = tmx.find("</seg>").unwrap();
    tmx[start + 5..end].to_owned()
}

#[test]
fn inline_tags_stand_where_they_stood() {
    let tags = r#"[{"at":5,"kind":"beginpair","attributes":[["i","1"],["type","bold"]],"code":"<b>"},
        {"at":8,"kind":"endpair","attributes":[["i","1"]],"code":"</b>"},
        {"at":9,"kind":"placeholder","attributes":[["x","2"]],"code":"<br/>"},
        {"at":13,"kind":"isolated","attributes":[["pos","end"]],"code":"</i>"}]"#;
    assert_eq!(
        segment_with("Open the gate", tags),
        r#"Open <bpt i="1" type="bold">&lt;b&gt;</bpt>the<ept i="1">&lt;/b&gt;</ept> <ph x="2">&lt;br/&gt;</ph>gate<it pos="end">&lt;/i&gt;</it>"#
    );
}

#[test]
fn pairs_may_overlap_and_nest() {
    let tags = r#"[{"at":0,"kind":"beginpair","attributes":[["i","1"]]},
        {"at":2,"kind":"beginpair","attributes":[["i","2"]]},
        {"at":4,"kind":"endpair","attributes":[["i","1"]]},
        {"at":6,"kind":"endpair","attributes":[["i","2"]]}]"#;
    assert_eq!(
        segment_with("aabbcc", tags),
        r#"<bpt i="1"/>aa<bpt i="2"/>bb<ept i="1"/>cc<ept i="2"/>"#
    );
}

#[test]
fn highlights_hold_what_is_between_them() {
    let tags = r#"[{"at":0,"kind":"beginhighlight","attributes":[["type","term"],["id","7"]]},
        {"at":1,"kind":"unknown","attributes":[["x","4"]],"code":"\\f1"},
        {"at":2,"kind":"endhighlight"}, {"at":3,"kind":"endhighlight"},
        {"at":3,"kind":"beginhighlight"}]"#;
    assert_eq!(
        segment_with("abcd", tags),
        r#"<hi type="term">a<ut x="4">\f1</ut>b</hi>c<hi>d</hi>"#
    );
}

#[test]
fn texts_inside_a_tag_keep_their_place_and_tags() {
    let tags = r#"[{"at":2,"kind":"placeholder","attributes":[["type","fnote"]],"code":"<fn></fn>",
        "subflows":[{"at":4,"attributes":[["type","fnote"],["x","1"]],"text":{"plain":"See & go.",
        "tags":[{"at":4,"kind":"beginpair","attributes":[["i","1"]],"code":"<b>"}]}}]}]"#;
    assert_eq!(
        segment_with("ab.", tags),
        r#"ab<ph type="fnote">&lt;fn&gt;<sub type="fnote">See <it pos="begin">&lt;b&gt;</it>&amp; go.</sub>&lt;/fn&gt;</ph>."#
    );
}

/// Notes and properties come before what the DTD wants them before, and none of another tool stands in
/// the place of one of ours.
#[test]
fn what_other_tools_wrote_is_handed_on() {
    let case = Case::with_memory();
    case.execute(
        "m.tarjuman",
        r#"UPDATE unit SET note = 'Ask
the <author>', context_before = 'Before & so.', context_after = 'After.', usage_count = 3,
        changed_by = 'noor', properties = '[{"part":"unit","name":"Txt::Client","value":"A & B"},
        {"part":"target","name":"note","value":"short"}, {"part":"source","name":"x-speaker","value":"1"},
        {"part":"unit","name":"x-status","value":"rejected"}]' WHERE id = 1"#,
    );
    case.run(["export", "--memory", "m.tarjuman", "--output", "m.tmx"]).succeeds();
    let text = case.text("m.tmx");
    let units = check_tmx(&text);
    let unit = &units[0];
    let said = |element: &Element| {
        let all =
            element.children.iter().filter(|child| matches!(child.name.as_str(), "prop" | "note"));
        let said = all.map(|child| {
            (child.attribute("type").unwrap_or("note").to_owned(), child.text.clone())
        });
        said.collect::<Vec<_>>()
    };
    let of_unit = said(unit);
    assert_eq!(of_unit[0], ("note".to_owned(), "Ask\nthe <author>".to_owned()));
    assert_eq!(of_unit.last().unwrap(), &("Txt::Client".to_owned(), "A & B".to_owned()));
    assert_eq!(of_unit.iter().filter(|(name, _)| name == "x-status").count(), 1);
    assert_eq!(unit.attribute("usagecount"), Some("3"));
    assert_eq!(unit.attribute("changeid"), Some("noor"));
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(
        said(&unit.children[unit.children.len() - 2]),
        [
            pair("x-context-pre", "Before & so."),
            pair("x-context-post", "After."),
            pair("x-speaker", "1")
        ]
    );
    assert_eq!(said(&unit.children[unit.children.len() - 1]), [pair("note", "short")]);
}

/// Half a pair must not become a bpt or ept without the other half.
#[test]
fn half_a_pair_is_isolated() {
    let begins = r#"[{"at":2,"kind":"beginpair","attributes":[["i","1"]],"code":"<b>"}]"#;
    assert_eq!(segment_with("aabb", begins), r#"aa<it pos="begin">&lt;b&gt;</it>bb"#);
    let ends = r#"[{"at":2,"kind":"endpair","attributes":[["i","4"]],"code":"</b>"}]"#;
    assert_eq!(segment_with("aabb", ends), r#"aa<it pos="end">&lt;/b&gt;</it>bb"#);
}

/// Two pairs cannot share a number, or nobody knows what ends what.
#[test]
fn pairs_have_numbers_of_their_own() {
    let tags = r#"[{"at":0,"kind":"beginpair"},{"at":1,"kind":"endpair"},
        {"at":2,"kind":"beginpair","attributes":[["i","1"]]},
        {"at":3,"kind":"endpair","attributes":[["i","1"]]}]"#;
    let segment = segment_with("abcd", tags);
    let numbers: Vec<&str> =
        segment.split("<bpt i=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(numbers.len(), 2);
    assert_ne!(numbers[0], numbers[1], "{segment}");
}

/// A place inside a letter or beyond the text must not break the file.
#[test]
fn a_tag_in_an_impossible_place_loses_no_text() {
    let tags = r#"[{"at":3,"kind":"placeholder"},{"at":99,"kind":"placeholder"}]"#;
    assert_eq!(segment_with("بئر", tags), "ب<ph/>ئر<ph/>");
}
