//! Gettext catalogues.

use tarjuman::model::Status;

use crate::support::reading::{languages, read, read_with};

const HEADER: &str = "msgid \"\"\nmsgstr \"\"\n\"Language: ar_EG\\n\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n\n";

fn po(body: &str) -> String {
    format!("{HEADER}{body}")
}

#[test]
fn an_entry_is_a_unit_with_its_comments() {
    let found = read(
        "a.po",
        po(
            "# Said to guests.\n#. Programmer's note\n#: src/a.c:3\n#, c-format\n#| msgid \"old\"\nmsgctxt \"menu\"\n\
            msgid \"\"\n\"Tea,\\n\"\n\"a \\\"cup\\\"\\t\\\\ \\x41\\101\"\nmsgstr \"\"\n\"شاي\"\n\" بنعناع\"\n",
        ),
    );
    let unit = found.only();
    assert_eq!(found.texts(), [("Tea,\na \"cup\"\t\\ AA", "شاي بنعناع")]);
    assert_eq!(found.pairs(), ["en>ar-EG"]);
    assert_eq!(unit.note.as_deref(), Some("Said to guests.\nProgrammer's note"));
    assert_eq!(unit.status, Status::Accepted);
    assert_eq!(
        (unit.properties[0].name.as_str(), unit.properties[0].value.as_str()),
        ("x-msgctxt", "menu")
    );
}

#[test]
fn fuzzy_and_obsolete_entries_are_not_confirmed() {
    let found = read(
        "a.po",
        po(
            "#, c-format, fuzzy\n#| msgid \"teas\"\nmsgid \"tea\"\nmsgstr \"شاي\"\n\n#~ msgid \"mint\"\n#~ msgstr \"نعناع\"\n",
        ),
    );
    assert_eq!(found.texts(), [("tea", "شاي"), ("mint", "نعناع")]);
    assert!(found.units.iter().all(|unit| unit.status == Status::Auto) && found.skips.is_empty());
}

#[test]
fn plural_forms_pair_with_their_source() {
    let found = read(
        "a.po",
        po("msgid \"a cup\"\nmsgid_plural \"%d cups\"\nmsgstr[0] \"كوب\"\nmsgstr[1] \"كوبان\"\n\
            msgstr[2] \"أكواب\"\nmsgstr[3] \"أكواب\"\nmsgstr[4] \"\"\n"),
    );
    assert_eq!(found.texts(), [("a cup", "كوب"), ("%d cups", "كوبان"), ("%d cups", "أكواب")]);
    assert_eq!(found.only_skip(), (6, "it has no translation"));
}

#[test]
fn entries_need_no_blank_line_between_them() {
    let found = read(
        "a.po",
        po(
            "msgid \"a\"\nmsgstr \"أ\"\n# b\nmsgid \"b\"\nmsgstr \"ب\"\nmsgctxt \"c\"\nmsgid \"c\"\nmsgstr \"ج\"",
        ),
    );
    assert_eq!(found.texts(), [("a", "أ"), ("b", "ب"), ("c", "ج")]);
}

#[test]
fn the_source_is_english_unless_something_else_is_said() {
    let body = "msgid \"a\"\nmsgstr \"أ\"\n";
    let french = po(body).replace("\"Language:", "\"X-Source-Language: fr\\n\"\n\"Language:");
    assert_eq!(read("a.po", french).pairs(), ["fr>ar-EG"]);
    assert_eq!(read_with("a.po", po(body), &languages("de", "")).pairs(), ["de>ar-EG"]);
    let found = read("a.po", body);
    assert!(found.message().contains("--target-language"), "{found:?}");
    assert_eq!(read_with("a.po", body, &languages("", "ar")).pairs(), ["en>ar"]);
    let poedit = po(body).replace("Language: ar_EG", "X-Poedit-Language: Arabic");
    assert_eq!(read("a.po", poedit).pairs(), ["en>ar"]);
}

#[test]
fn the_header_names_the_encoding() {
    let text = po("msgid \"a\"\nmsgstr \"شاي\"\n").replace("UTF-8", "windows-1256");
    let bytes = encoding_rs::WINDOWS_1256.encode(&text).0.into_owned();
    assert_eq!(read("a.po", bytes).texts(), [("a", "شاي")]);
    let template = po("msgid \"a\"\nmsgstr \"شاي\"\n").replace("UTF-8", "CHARSET");
    assert_eq!(read("a.po", template).texts(), [("a", "شاي")]);
    let unknown = po("").replace("UTF-8", "no-such");
    assert!(read("a.po", unknown).message().contains("“no-such”"));
    let wide: Vec<u8> = format!("\u{FEFF}{}", po("msgid \"a\"\nmsgstr \"شاي\"\n"))
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(read("a.po", wide).texts(), [("a", "شاي")]);
}

#[test]
fn a_broken_entry_costs_itself_alone() {
    for (bad, reason) in [
        ("msgid \"b\nmsgstr \"ب\"\n", "quote"),
        ("msgid \"b\"\nmsgstr \"ب\" x\n", "quote"),
        ("msgid \"b\"\nmsgstr \"a\"b\"\n", "quote"),
        ("msgid \"b\"\nnonsense\nmsgstr \"ب\"\n", "“nonsense”"),
        ("msgid \"b\"\nmsgid \"c\"\nmsgstr \"ب\"\n", "twice"),
        ("msgid \"b\"\nmsgstr[1] \"ب\"\n", "order"),
        ("msgid \"b\"\nmsgstr[99] \"ب\"\n", "plural forms"),
        ("msgid \"b\"\nmsgstr \"\\000\"\n", "escape"),
        ("msgid \"b\"\nmsgstr \"\\xC3\"\n", "escape"),
        ("msgid \"b\"\n", "no msgstr"),
        ("msgid \"b\"\nmsgstr \"\"\n", "no translation"),
        ("msgstr \"ب\"\n", "no msgid"),
    ] {
        let text = format!("msgid \"a\"\nmsgstr \"أ\"\n\n{bad}\nmsgid \"c\"\nmsgstr \"ج\"\n");
        let found = read("a.po", po(&text));
        assert_eq!(found.texts(), [("a", "أ"), ("c", "ج")], "{bad}: {found:?}");
        let (line, said) = found.only_skip();
        assert!(said.contains(reason), "{bad}: {said}");
        assert_eq!(line, 9, "{bad}");
    }
}

#[test]
fn a_line_of_other_bytes_or_without_end_costs_its_entry() {
    let long = format!("msgid \"{}\"\nmsgstr \"ب\"\n", "x".repeat(5 << 20));
    let entry = "msgid \"b\"\nmsgstr \"\u{1}\"\n";
    let mut broken = entry.as_bytes().to_vec();
    let at = broken.iter().position(|&byte| byte == 1).unwrap();
    broken[at] = 0xFF;
    let many = format!("msgid \"\"\n{}msgstr \"ب\"\n", "\"0123456789\"\n".repeat(1 << 19));
    for bad in [long.into_bytes(), broken, many.into_bytes()] {
        let text = [
            po("msgid \"a\"\nmsgstr \"أ\"\n\n").as_bytes(),
            &bad,
            "\nmsgid \"c\"\nmsgstr \"ج\"\n".as_bytes(),
        ]
        .concat();
        let found = read("a.po", text);
        assert_eq!(found.texts(), [("a", "أ"), ("c", "ج")]);
        assert_eq!(found.only_skip().0, 9);
    }
}
