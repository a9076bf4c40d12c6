//! Whatever the bytes are: no crash, and no text that is not in the file.

use std::path::Path;

use proptest::prelude::*;

use tarjuman::exchange::{Format, ReadOptions};

use crate::support::reading::{languages, read_with};

/// Pieces that formats are made of, so that chance puts together what almost is one.
const PIECES: &[&str] = &[
    "<?xml version='1.0'?>",
    "<!DOCTYPE tmx [<!ENTITY a 'b'>]>",
    "<tmx>",
    "</tmx>",
    "<body>",
    "</body>",
    "<tu>",
    "</tu>",
    "<tuv lang='en'>",
    "<tuv xml:lang='ar'>",
    "</tuv>",
    "<seg>",
    "</seg>",
    "<ph>",
    "</ph>",
    "<sub>",
    "</sub>",
    "<hi>",
    "</hi>",
    "<note>",
    "</note>",
    "<prop type='p'>",
    "</prop>",
    "&a;",
    "&#0;",
    "&",
    "<xliff srcLang='en' trgLang='ar'>",
    "</xliff>",
    "<file source-language='en' target-language='ar'>",
    "</file>",
    "<trans-unit id='1'>",
    "</trans-unit>",
    "<unit id='u'>",
    "</unit>",
    "<segment>",
    "</segment>",
    "<source>",
    "</source>",
    "<target>",
    "</target>",
    "<mrk mtype='seg' mid='0'>",
    "</mrk>",
    "<g id='1'>",
    "</g>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "msgid ",
    "msgstr ",
    "msgstr[1] ",
    "#~ ",
    "#, fuzzy",
    "\"",
    "\\",
    "\"\"",
    "{\"source\":",
    "\"target\":",
    "[",
    "]",
    "}",
    ",",
    ";",
    "\t",
    "\n",
    "\r",
    "0\t0\t1\n",
    "sep=;",
    "en",
    "ar",
    "tea",
    "شاي",
    "\u{FEFF}",
    "\0",
    "\u{200F}",
];

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let pieces = proptest::collection::vec(proptest::sample::select(PIECES), 0..60);
    let made = pieces.prop_map(|pieces| pieces.concat().into_bytes());
    let wide = made.clone().prop_map(|bytes| {
        let text = String::from_utf8(bytes).unwrap();
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    });
    let raw = proptest::collection::vec(any::<u8>(), 0..200);
    let mixed = (made.clone(), raw.clone(), made.clone())
        .prop_map(|(first, second, third)| [first, second, third].concat());
    prop_oneof![4 => made, 1 => wide, 1 => raw, 2 => mixed]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Units have two texts and two languages, and tags stand inside their texts; the replacement
    /// character is never made.
    #[test]
    fn no_bytes_break_a_reader(bytes in bytes(), with_languages: bool) {
        for format in Format::readable() {
            let given = if with_languages { languages("en", "ar") } else { ReadOptions::default() };
            let options = ReadOptions { format: Some(format), ..given };
            let found = read_with("a", &bytes, &options);
            let has_replacement = String::from_utf8(bytes.clone()).is_ok_and(|text| text.contains('\u{FFFD}'));
            for unit in &found.units {
                for side in [&unit.texts.source, &unit.texts.target] {
                    prop_assert!(!side.plain.trim().is_empty());
                    prop_assert!(has_replacement || !side.plain.contains(char::REPLACEMENT_CHARACTER));
                    prop_assert!(side.tags.iter().all(|tag| side.plain.is_char_boundary(tag.at)));
                    prop_assert!(side.tags.is_sorted_by_key(|tag| tag.at));
                }
            }
            for skip in &found.skips {
                prop_assert!(skip.line.is_some() && !skip.reason.is_empty() && !skip.unit.is_empty());
            }
        }
    }

    /// A format is guessed from any beginning.
    #[test]
    fn no_beginning_breaks_the_guess(bytes in bytes()) {
        Format::of_beginning(&bytes);
        Format::of_input(Path::new(&String::from_utf8_lossy(&bytes).replace('\0', "")));
    }

    /// Each way of cutting a file gives units of the whole, in order, and says that it was cut.
    #[test]
    fn a_cut_file_gives_its_first_units(cut in 0usize..1000) {
        let unit = |n: usize| format!(
            "<tu tuid='{n}'><tuv xml:lang='en'><seg>tea {n}</seg></tuv><tuv xml:lang='ar'><seg>شاي</seg></tuv></tu>\n"
        );
        let text: String = (0..20).map(unit).collect();
        let text = format!("<tmx><header srclang='en'/><body>\n{text}</body></tmx>");
        let end = text.len() * cut / 1000;
        let found = read_with("a.tmx", &text.as_bytes()[..end], &ReadOptions::default());
        prop_assert!(found.error.is_some() && found.skips.is_empty());
        let whole = text.as_bytes()[..end].windows(5).filter(|window| window == b"</tu>").count();
        prop_assert_eq!(found.units.len(), whole);
        for (n, unit) in found.units.iter().enumerate() {
            let name = n.to_string();
            prop_assert_eq!(unit.identifier.as_deref(), Some(name.as_str()));
        }
    }
}
