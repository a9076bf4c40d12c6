//! XLIFF of both generations, and what three tools make of it.

use tarjuman::model::{Property, Status, TagKind, UnitPart};

use crate::support::reading::{languages, read, read_with};

/// An XLIFF 1.2 of one file.
fn xliff(body: &str) -> String {
    format!(
        "<xliff version='1.2' xmlns='urn:oasis:names:tc:xliff:document:1.2' xmlns:sdl='s' xmlns:mq='q' \
         xmlns:m='m'><file original='menu.docx' source-language='en-US' target-language='AR'>\
         <header><note>x</note></header><body>\n{body}</body></file></xliff>"
    )
}

/// An XLIFF 2.0 of one file.
fn xliff2(body: &str) -> String {
    format!(
        "<xliff version='2.0' srcLang='en' trgLang='ar' xmlns='urn:oasis:names:tc:xliff:document:2.0'>\
         <file id='f1' original='menu.html'>{body}</file></xliff>"
    )
}

#[test]
fn a_trans_unit_is_a_unit() {
    let found = read(
        "a.xlf",
        xliff(
            "<group><trans-unit id='7' resname='title' approved='yes'><source>tea</source>\
             <target>شاي</target><note>hot</note><note from='x'>sweet</note>\
             <alt-trans><source>coffee</source><target>قهوة</target></alt-trans></trans-unit></group>",
        ),
    );
    let unit = found.only();
    assert_eq!(found.texts(), [("tea", "شاي")]);
    assert_eq!(found.pairs(), ["en-US>ar"]);
    assert_eq!(unit.identifier.as_deref(), Some("title"));
    assert_eq!(unit.document.as_deref(), Some("menu.docx"));
    assert_eq!((unit.position, unit.status), (Some(0), Status::Accepted));
    assert_eq!(unit.note.as_deref(), Some("hot\nsweet"));
}

#[test]
fn every_marked_segment_is_a_unit() {
    let found = read(
        "a.xlf",
        xliff(
            "<trans-unit id='7'><source>One. Two. Three.</source>\
             <seg-source><g id='1'><mrk mtype='seg' mid='0'>One.</mrk> <mrk mtype='seg' mid='1'>Two.</mrk></g> \
             <mrk mtype='seg' mid='2'>Three.</mrk></seg-source>\
             <target><mrk mtype='seg' mid='1'>اثنان.</mrk> <mrk mtype='seg' mid='0'>واحد<x id='4'/>.</mrk>\
             <mrk mtype='seg' mid='2'/><mrk mtype='seg' mid='9'>تسعة</mrk></target></trans-unit>",
        ),
    );
    assert_eq!(found.texts(), [("One.", "واحد."), ("Two.", "اثنان.")]);
    assert_eq!(found.units[0].texts.target.tags[0].at, "واحد".len());
    assert_eq!(found.units[1].identifier.as_deref(), Some("7/1"));
    let skips: Vec<_> =
        found.skips.iter().map(|skip| (skip.unit.as_str(), skip.reason.as_str())).collect();
    assert_eq!(skips, [("7/2", "it has no translation"), ("7/9", "the source is empty")]);
}

#[test]
fn a_text_marked_on_one_side_only_is_a_unit_as_a_whole() {
    for target in
        ["<target>واحد. اثنان.</target>", "<target><mrk mtype='x'>واحد. اثنان.</mrk></target>"]
    {
        let unit = format!(
            "<trans-unit id='7'><source>One. Two.</source><seg-source><mrk mtype='seg' mid='0'>One.</mrk> \
             <mrk mtype='seg' mid='1'>Two.</mrk></seg-source>{target}</trans-unit>"
        );
        assert_eq!(read("a.xlf", xliff(&unit)).texts(), [("One. Two.", "واحد. اثنان.")]);
    }
}

#[test]
fn only_what_says_that_it_is_confirmed_is_accepted() {
    for (unit, target, status) in [
        ("", "", Status::Auto),
        ("approved='no'", "", Status::Auto),
        ("approved='yes'", "", Status::Accepted),
        ("", "state='final'", Status::Accepted),
        ("", "state='signed-off'", Status::Accepted),
        ("", "state='translated'", Status::Accepted),
        ("approved='yes'", "state='needs-review-translation'", Status::Auto),
        ("", "state='new'", Status::Auto),
        ("", "state='x-mine'", Status::Auto),
        ("mq:status='ManuallyConfirmed'", "", Status::Accepted),
        ("mq:status='PartiallyEdited'", "", Status::Auto),
        ("m:confirmed='1'", "", Status::Accepted),
        ("m:confirmed='0'", "state='final'", Status::Auto),
    ] {
        let text = xliff(&format!(
            "<trans-unit id='1' {unit}><source>tea</source><target {target}>شاي</target></trans-unit>"
        ));
        assert_eq!(read("a.xlf", text).only().status, status, "{unit} {target}");
    }
}

#[test]
fn studio_says_of_each_segment_what_it_is() {
    let mark = |mid: u8, text: &str| format!("<mrk mtype='seg' mid='{mid}'>{text}</mrk>");
    let unit = format!(
        "<trans-unit id='a'><source>A. B. C.</source><seg-source>{}{}{}</seg-source><target>{}{}{}</target>\
         <sdl:seg-defs><sdl:seg id='1' conf='Translated'><sdl:value key='created_by'>Huda</sdl:value>\
         <sdl:value key='modified_on'>5/20/2013 9:03:11</sdl:value></sdl:seg>\
         <sdl:seg id='2' conf='Draft'/><sdl:seg id='3'/></sdl:seg-defs></trans-unit>",
        mark(1, "A."),
        mark(2, "B."),
        mark(3, "C."),
        mark(1, "أ."),
        mark(2, "ب."),
        mark(3, "ج."),
    );
    let found = read("a.sdlxliff", xliff(&unit));
    let statuses: Vec<_> = found.units.iter().map(|unit| unit.status).collect();
    assert_eq!(statuses, [Status::Accepted, Status::Auto, Status::Auto]);
    assert_eq!(found.units[0].created_by.as_deref(), Some("Huda"));
    assert_eq!(found.units[0].changed_at, "2013-05-20T09:03:11Z".parse().ok());
    assert_eq!(found.units[1].created_by, None);
}

#[test]
fn phrase_and_memoq_say_when_and_by_whom() {
    let unit = |attributes: &str| {
        xliff(&format!(
            "<trans-unit id='1' {attributes}><source>tea</source><target>شاي</target></trans-unit>"
        ))
    };
    let phrase = read(
        "a.mxliff",
        unit("m:created-at='951827696789' m:modified-by='Huda' m:modified-at='0'"),
    );
    assert_eq!(phrase.only().created_at, "2000-02-29T12:34:56Z".parse().ok());
    assert_eq!(phrase.only().changed_by.as_deref(), Some("Huda"));
    let memoq = read(
        "a.mqxliff",
        unit("mq:lastchangedtimestamp='2020-01-02T03:04:05Z' mq:lastchanginguser='Ali'"),
    );
    assert_eq!(memoq.only().changed_at, "2020-01-02T03:04:05Z".parse().ok());
    assert_eq!(memoq.only().changed_by.as_deref(), Some("Ali"));
}

#[test]
fn inline_elements_of_1_2_are_tags() {
    let source = "a<g id='1' ctype='bold'>b</g><x id='2'/><bx id='3' rid='9'/>c<ex id='4' rid='9'/>\
        <bpt id='5'>&lt;i></bpt>d<ept id='5'>&lt;/i></ept><ph id='6'>[<sub>note</sub>]</ph>\
        <it id='7' pos='open'>(</it><mrk mtype='term'>e</mrk>";
    let found = read(
        "a.xlf",
        xliff(&format!(
            "<trans-unit id='1'><source>{source}</source><target>أ</target></trans-unit>"
        )),
    );
    let text = &found.only().texts.source;
    assert_eq!(text.plain, "abcde");
    let tags: Vec<_> = text
        .tags
        .iter()
        .map(|tag| (tag.at, tag.kind, tag.attributes[0].1.as_str(), tag.code.as_str()))
        .collect();
    assert_eq!(
        tags,
        [
            (1, TagKind::BeginPair, "1", ""),
            (2, TagKind::EndPair, "1", ""),
            (2, TagKind::Placeholder, "2", ""),
            (2, TagKind::BeginPair, "9", ""),
            (3, TagKind::EndPair, "9", ""),
            (3, TagKind::BeginPair, "5", "<i>"),
            (4, TagKind::EndPair, "5", "</i>"),
            (4, TagKind::Placeholder, "6", "[]"),
            (4, TagKind::Isolated, "7", "("),
        ]
    );
    assert_eq!(text.tags[7].subflows[0].text.plain, "note");
}

#[test]
fn a_segment_of_2_x_is_a_unit_with_its_codes() {
    let found = read(
        "a.xliff",
        xliff2(
            "<group id='g'><unit id='u1' name='title'><notes><note id='n'>hot</note></notes>\
             <originalData><data id='d1'>&lt;b></data><data id='d2'>&lt;/b></data><data id='d3'>{0}</data></originalData>\
             <segment id='s1' state='final'><source>a <pc id='1' dataRefStart='d1' dataRefEnd='d2'>b</pc>\
             <ph id='2' dataRef='d3'/><cp hex='001A'/></source><target>أ <sc id='5' dataRef='d1'/>ب\
             <ec startRef='5' dataRef='d2'/></target></segment>\
             <ignorable><source> </source></ignorable>\
             <segment id='s2'><source>c</source><target>ج</target></segment>\
             <segment id='s3' state='initial'><source>d</source></segment>\
             <mtc:matches xmlns:mtc='m'><mtc:match ref='#1'><source>x</source><target>س</target></mtc:match></mtc:matches>\
             </unit></group>",
        ),
    );
    assert_eq!(found.texts(), [("a b", "أ ب"), ("c", "ج")]);
    let [first, second] = found.units.as_slice() else { panic!("{found:?}") };
    let tag = |side: &tarjuman::model::UnitText, n: usize| {
        (side.tags[n].at, side.tags[n].kind, side.tags[n].code.clone())
    };
    assert_eq!(tag(&first.texts.source, 0), (2, TagKind::BeginPair, "<b>".to_owned()));
    assert_eq!(tag(&first.texts.source, 1), (3, TagKind::EndPair, "</b>".to_owned()));
    assert_eq!(tag(&first.texts.source, 2), (3, TagKind::Placeholder, "{0}".to_owned()));
    assert_eq!(first.texts.source.tags[3].attributes[0], ("x".to_owned(), "001A".to_owned()));
    assert_eq!(tag(&first.texts.target, 0).1, TagKind::BeginPair);
    assert_eq!(first.texts.target.tags[1].attributes[0], ("i".to_owned(), "5".to_owned()));
    assert_eq!((first.status, second.status), (Status::Accepted, Status::Auto));
    assert_eq!(first.identifier.as_deref(), Some("title/s1"));
    assert_eq!(
        (first.note.as_deref(), first.document.as_deref()),
        (Some("hot"), Some("menu.html"))
    );
    assert_eq!((first.position, second.position), (Some(0), Some(1)));
    assert_eq!(
        (found.skips[0].unit.as_str(), found.skips[0].reason.as_str()),
        ("u1/s3", "it has no translation")
    );
}

#[test]
fn what_has_no_translation_is_skipped_by_name() {
    for target in
        ["", "<target/>", "<target> </target>", "<target state='new'><x id='1'/></target>"]
    {
        let found = read(
            "a.xlf",
            xliff(&format!("<trans-unit id='k1'><source>tea</source>{target}</trans-unit>")),
        );
        assert_eq!(found.only_skip(), (2, "it has no translation"));
        assert_eq!(found.skips[0].unit, "k1");
    }
}

#[test]
fn a_file_without_target_language_takes_the_one_given() {
    let body = "<trans-unit id='1'><source>tea</source><target>شاي</target></trans-unit>";
    let text = xliff(body).replace(" target-language='AR'", "");
    let found = read("a.xlf", &text);
    assert!(found.message().contains("--target-language"), "{found:?}");
    assert_eq!(read_with("a.xlf", &text, &languages("", "ar")).pairs(), ["en-US>ar"]);
    let said = text.replace("<target>", "<target xml:lang='ar-EG'>");
    assert_eq!(read("a.xlf", said).pairs(), ["en-US>ar-EG"]);
    let odd = text.replace("source-language", "target-language='?' source-language");
    assert!(read("a.xlf", odd).message().contains("“?” is not a language tag"));
    // Without a translation none is needed.
    let untranslated = text.replace("<target>شاي</target>", "");
    assert_eq!(read("a.xlf", untranslated).only_skip().1, "it has no translation");
}

#[test]
fn files_of_other_languages_than_asked_for_are_skipped() {
    let body = "<trans-unit id='1'><source>tea</source><target>شاي</target></trans-unit>";
    let found = read_with("a.xlf", xliff(body), &languages("fr", "ar"));
    assert!(found.only_skip().1.contains("en-US–ar"));
}

#[test]
fn a_fault_costs_its_unit_alone() {
    let unit = |source: &str| {
        format!("<trans-unit id='1'><source>{source}</source><target>شاي</target></trans-unit>\n")
    };
    for bad in ["a&nbsp;b", "R&D", "a&#1;b", "a<x id='1' id='2'/>"] {
        let found = read("a.xlf", xliff(&[unit("tea"), unit(bad), unit("mint")].concat()));
        assert_eq!(found.texts(), [("tea", "شاي"), ("mint", "شاي")], "{bad}");
        assert_eq!(found.only_skip().0, 3, "{bad}");
    }
}

/// Whole documents stand in the header in base64, and are no unit's.
#[test]
fn what_the_header_holds_is_passed_over() {
    let inner = "QUJD".repeat(3 << 20);
    let text = xliff("<trans-unit id='1'><source>tea</source><target>شاي</target></trans-unit>")
        .replace("<note>x</note>", &format!("<skl><internal-file>{inner}</internal-file></skl>"));
    assert_eq!(read("a.xlf", text).texts(), [("tea", "شاي")]);
}

#[test]
fn another_root_is_refused_by_its_name() {
    assert!(read("a.xlf", "<tmx/>").message().contains("TMX"));
    assert!(read("a.xlf", "<ts/>").message().contains("<ts>"));
}

/// What our own writer says where XLIFF has no element for it, and what stands beside that.
#[test]
fn our_own_fields_are_read_back() {
    let one = xliff(
        "<trans-unit id='u1' resname='k1' approved='yes'><source>tea</source><target state='signed-off'>شاي</target>\
         <context-group purpose='x-tarjuman'><context context-type='x-score'>0.5</context>\
         <context context-type='x-status'>edited</context><context context-type='x-position'>4</context>\
         <context context-type='x-created-at'>2020-01-02T03:04:05Z</context>\
         <context context-type='x-usage-count'>3</context><context context-type='x-context-before'>B</context>\
         <context context-type='x-target-property'>p=a=b</context></context-group>\
         <context-group purpose='location'><context context-type='sourcefile'>a.c</context></context-group>\
         </trans-unit>",
    );
    let two = xliff2(
        "<unit id='u1' name='k1'><mda:metadata xmlns:mda='m'><mda:metaGroup category='tarjuman'>\
         <mda:meta type='score'>0.5</mda:meta><mda:meta type='status'>edited</mda:meta>\
         <mda:meta type='position'>4</mda:meta><mda:meta type='created-at'>2020-01-02T03:04:05Z</mda:meta>\
         <mda:meta type='usage-count'>3</mda:meta><mda:meta type='context-before'>B</mda:meta></mda:metaGroup>\
         <mda:metaGroup category='target'><mda:meta type='p'>a=b</mda:meta></mda:metaGroup></mda:metadata>\
         <segment state='initial'><source>tea</source><target>شاي</target></segment></unit>",
    );
    for text in [one, two] {
        let found = read("a.xlf", text);
        let unit = found.only();
        assert_eq!(
            (unit.score.value(), unit.status, unit.position),
            (0.5, Status::Edited, Some(4))
        );
        assert_eq!(unit.identifier.as_deref(), Some("k1"));
        assert_eq!(unit.created_at, "2020-01-02T03:04:05Z".parse().ok());
        assert_eq!((unit.usage_count, unit.context_before.as_deref()), (3, Some("B")));
        let property =
            Property { part: UnitPart::Target, name: "p".to_owned(), value: "a=b".to_owned() };
        assert_eq!(unit.properties, [property]);
    }
}
