//! XML that is hostile, broken or strange, as TMX and XLIFF alike meet it.

use std::fmt::Write;

use tarjuman::Error;

use crate::support::reading::{gzipped, read};

const UNIT: &str =
    "<tu><tuv xml:lang='en'><seg>tea</seg></tuv>\n<tuv xml:lang='ar'><seg>شاي</seg></tuv></tu>\n";

/// A TMX, its first line left to the test; its units begin in line 3.
fn tmx(first: &str, body: &str) -> String {
    format!("{first}\n<tmx version='1.4'><header srclang='en'/><body>\n{body}</body></tmx>")
}

fn line_of(error: Option<&Error>) -> Option<u64> {
    match error {
        Some(Error::Unreadable { line, .. }) => *line,
        other => panic!("{other:?}"),
    }
}

/// Each entity would be ten of the one before it, or a file of this machine.
#[test]
fn entities_of_a_dtd_are_never_expanded() {
    let mut bomb = String::from("<!DOCTYPE tmx [<!ENTITY a0 \"ha\">");
    for n in 1..30 {
        let last = format!("&a{};", n - 1).repeat(10);
        write!(bomb, "<!ENTITY a{n} \"{last}\">").unwrap();
    }
    bomb.push_str("<!ENTITY f SYSTEM \"file:///etc/hostname\"><!ENTITY % p SYSTEM \"file:///etc/passwd\"> %p;]>");
    for entity in ["a29", "a0", "f"] {
        let body = format!("{UNIT}{}{UNIT}", UNIT.replace("tea", &format!("&{entity};")));
        let found = read("a.tmx", tmx(&bomb, &body));
        assert_eq!(found.units.len(), 2);
        assert!(found.only_skip().1.contains(&format!("“&{entity};” is not resolved")));
    }
    let outside = read("a.tmx", tmx(&bomb, &format!("{UNIT}&a29;{UNIT}")));
    assert_eq!((outside.units.len(), line_of(outside.error.as_ref())), (1, Some(5)));
    let beside = read("a.tmx", format!("{}&a29;", tmx(&bomb, UNIT)));
    assert!(beside.message().contains("outside"), "{beside:?}");
}

#[test]
fn what_ends_early_is_an_error_behind_the_units_before_it() {
    let whole = tmx("<?xml version='1.0'?>", &UNIT.repeat(3));
    for cut in ["</tmx>", "</body>", "v></tu>\n</body>", "/seg></tuv></tu>\n</body>"] {
        let end = whole.rfind(cut).unwrap();
        let found = read("a.tmx", &whole[..end]);
        let expected = if cut.starts_with("</") { 3 } else { 2 };
        assert_eq!(found.units.len(), expected, "{cut}");
        assert!(found.message().contains("ends"), "{found:?}");
    }
    let found = read("a.tmx", &whole[..whole.len() / 2]);
    assert!(found.error.is_some());
}

#[test]
fn what_is_not_well_formed_is_an_error_with_its_line() {
    for (bad, line) in [
        (UNIT.replace("</seg></tuv></tu>", "</tuv></seg></tu>"), 6),
        (UNIT.replace("<seg>شاي", "<seg>شاي</b>"), 6),
        (UNIT.replace("</tu>", ""), 7),
    ] {
        let found = read("a.tmx", tmx("", &format!("{UNIT}{bad}")));
        assert_eq!(found.units.len(), 1, "{bad}");
        assert_eq!(line_of(found.error.as_ref()), Some(line), "{found:?}");
    }
    let two = format!("{0}{0}", tmx("", UNIT));
    let found = read("a.tmx", &two);
    assert!(found.units.len() == 1 && found.message().contains("second root"), "{found:?}");
    for around in [format!("x{}", tmx("", UNIT)), format!("{}x", tmx("", UNIT))] {
        assert!(read("a.tmx", &around).message().contains("text"), "{around}");
    }
}

#[test]
fn nothing_at_all_is_said_to_be_empty() {
    for text in ["", "\u{FEFF}", " \n", "<?xml version='1.0'?>", "<!-- x -->"] {
        let found = read("a.tmx", text);
        assert!(found.message().contains("empty") && found.units.is_empty(), "{text:?}");
    }
}

#[test]
fn every_encoding_that_is_declared_or_seen_is_read() {
    let plain = tmx("", UNIT).trim_start().to_owned();
    let declared = |name: &str| format!("<?xml version=\"1.0\" encoding='{name}' ?>{plain}");
    let wide = |text: &str, big: bool| -> Vec<u8> {
        let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        text.encode_utf16().flat_map(bytes).collect()
    };
    let old = |encoding: &'static encoding_rs::Encoding, name: &str| {
        encoding.encode(&declared(name)).0.into_owned()
    };
    for (what, bytes) in [
        ("utf-8", plain.clone().into_bytes()),
        ("utf-8 with mark", format!("\u{FEFF}{plain}").into_bytes()),
        ("mark against declaration", format!("\u{FEFF}{}", declared("windows-1252")).into_bytes()),
        ("utf-16le with mark", wide(&format!("\u{FEFF}{plain}"), false)),
        ("utf-16be with mark", wide(&format!("\u{FEFF}{plain}"), true)),
        ("utf-16le declared", wide(&declared("UTF-16"), false)),
        ("utf-16be without anything", wide(&plain, true)),
        ("utf-8 that says it is utf-16", declared("UTF-16").into_bytes()),
        ("windows-1256", old(encoding_rs::WINDOWS_1256, "windows-1256")),
        ("iso-8859-6", old(encoding_rs::ISO_8859_6, "ISO-8859-6")),
    ] {
        let found = read("a.tmx", &bytes);
        assert_eq!(found.texts(), [("tea", "شاي")], "{what}: {found:?}");
    }
    let unknown = read("a.tmx", declared("no-such"));
    assert!(unknown.message().contains("“no-such”"));
}

/// Never a replacement character: the line is named, and what to do.
#[test]
fn bytes_of_another_encoding_than_declared_are_an_error() {
    let text = tmx("<?xml version='1.0' encoding='UTF-8'?>", &UNIT.repeat(2));
    let at = text.rfind("شاي").unwrap();
    let arabic = encoding_rs::WINDOWS_1256.encode("شاي").0.into_owned();
    let bytes = [&text.as_bytes()[..at], &arabic, &text.as_bytes()[at + 6..]].concat();
    let found = read("a.tmx", &bytes);
    assert_eq!((found.units.len(), line_of(found.error.as_ref())), (1, Some(6)));
    assert!(found.message().contains("windows-1256") && found.message().contains("declare"));
    // Half of a pair in UTF-16.
    let mut wide: Vec<u8> =
        format!("\u{FEFF}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let at = wide.windows(6).rposition(|w| w == b"t\0e\0a\0").unwrap();
    wide[at + 2..at + 4].copy_from_slice(&[0x00, 0xD8]);
    let found = read("a.tmx", &wide);
    assert_eq!((found.units.len(), line_of(found.error.as_ref())), (1, Some(5)));
}

#[test]
fn depth_attributes_and_tags_have_bounds() {
    let deep = format!("<tu>{}", "<x>".repeat(100_000));
    assert!(read("a.tmx", tmx("", &deep)).message().contains("nested more than"));
    let many: String = (0..5000).fold(String::new(), |all, n| all + format!(" a{n}='1'").as_str());
    let found =
        read("a.tmx", tmx("", &format!("{}{UNIT}", UNIT.replace("<tu>", &format!("<tu{many}>")))));
    assert!(found.units.len() == 1 && found.only_skip().1.contains("attributes"));
    let long = format!("<tu a='{}'>", "x".repeat(12 << 20));
    let found = read("a.tmx", tmx("", &format!("{UNIT}{}", UNIT.replace("<tu>", &long))));
    assert!(
        found.units.len() == 1 && found.message().contains("longer than"),
        "{}",
        found.message()
    );
    let dtd = format!("<!DOCTYPE tmx [{}]>", "<!ENTITY a \"b\">".repeat(1 << 20));
    assert!(read("a.tmx", tmx(&dtd, UNIT)).message().contains("longer than"));
    let subs = format!("{}{}", "<ph><sub>".repeat(15), "</sub></ph>".repeat(15));
    let found = read("a.tmx", tmx("", &UNIT.replace("tea", &format!("tea{subs}"))));
    assert!(found.only_skip().1.contains("deep"));
}

/// A segment of a hundred megabytes is passed over, whatever its bytes are cut at, and costs itself.
#[test]
fn a_text_without_end_costs_its_unit_alone() {
    for long in ["x".repeat(20 << 20), "شاي".repeat(3 << 20), "x شاي &amp; ".repeat(1 << 19)]
    {
        let body = format!("{UNIT}{}{UNIT}", UNIT.replace("tea", &long));
        let found = read("a.tmx", tmx("", &body));
        assert_eq!(found.units.len(), 2);
        assert!(found.only_skip().1.contains("MB"), "{:?}", found.skips);
    }
    // Nor do many small things in one unit.
    for small in ["<ph x='1'/>", "<hi>a</hi>"] {
        let body = format!("{UNIT}{}{UNIT}", UNIT.replace("tea", &small.repeat(1 << 18)));
        let found = read("a.tmx", tmx("", &body));
        assert_eq!((found.units.len(), found.skips.len()), (2, 1), "{small}");
    }
    let notes = format!("<tu>{}", "<note>n</note>".repeat(1 << 18));
    let found = read("a.tmx", tmx("", &format!("{UNIT}{}{UNIT}", UNIT.replace("<tu>", &notes))));
    assert_eq!((found.units.len(), found.skips.len()), (2, 1));
}

#[test]
fn gzip_is_read_in_one_member_or_several() {
    let text = tmx("", &UNIT.repeat(100));
    assert_eq!(read("a.tmx.gz", gzipped(text.as_bytes())).units.len(), 100);
    // It need not be named so.
    assert_eq!(read("a.tmx", gzipped(text.as_bytes())).units.len(), 100);
    let (first, second) = text.as_bytes().split_at(text.len() / 2);
    assert_eq!(read("a.tmx.gz", [gzipped(first), gzipped(second)].concat()).units.len(), 100);
}

#[test]
fn damaged_gzip_is_an_error_behind_the_units_before_it() {
    // Texts that do not compress, so that a half of the file is half of the units.
    let body: String = (0..4000u64)
        .map(|n| UNIT.replace("tea", &n.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_string()))
        .collect();
    let whole = gzipped(tmx("", &body).as_bytes());
    let cut = read("a.tmx.gz", &whole[..whole.len() / 2]);
    assert!(cut.units.len() > 1000 && cut.units.len() < 3000, "{}", cut.units.len());
    assert!(cut.message().contains("ends early"), "{}", cut.message());
    let mut damaged = whole.clone();
    let last = damaged.len() - 6;
    damaged[last] ^= 0xFF;
    let found = read("a.tmx.gz", &damaged);
    assert!(found.message().contains("gzip") && found.units.len() == 4000, "{}", found.message());
}
