//! What a simple font's code means: the base encodings and the names of glyphs.

/// 0x80–0xFF of the Macintosh Roman encoding.
const MAC_ROMAN: &str = "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u{a0}ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\u{f8ff}ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";

/// 0x80–0x9F of Windows-1252; the rest of it is Latin-1.
const WINDOWS: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";

/// 0xA1–0xFB of Adobe's standard encoding, `\0` where it has nothing.
const STANDARD: &str = "¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ\0–†‡·\0¶•‚„”»…‰\0¿\0`´ˆ˜¯˘˙¨\0˚¸\0˝˛ˇ—\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0Æ\0ª\0\0\0\0ŁØŒº\0\0\0\0\0æ\0\0\0ı\0\0łøœß";

/// The base encodings of simple fonts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Base {
    /// `WinAnsiEncoding`.
    Windows,
    /// `MacRomanEncoding`.
    MacRoman,
    /// `StandardEncoding`, also where none is named.
    Standard,
}

impl Base {
    /// The character at `code`, if the encoding has one.
    pub(super) fn character(self, code: u8) -> Option<char> {
        let found = match (self, code) {
            (Base::Standard, 0x27) => Some('’'),
            (Base::Standard, 0x60) => Some('‘'),
            (_, 0x20..=0x7e) => Some(char::from(code)),
            (Base::Windows, 0x80..=0x9f) => WINDOWS.chars().nth(usize::from(code - 0x80)),
            (Base::Windows, 0xa0..) => Some(char::from(code)),
            (Base::MacRoman, 0x80..) => MAC_ROMAN.chars().nth(usize::from(code - 0x80)),
            (Base::Standard, 0xa1..) => STANDARD.chars().nth(usize::from(code - 0xa1)),
            _ => None,
        };
        found.filter(|c| !c.is_control())
    }
}

/// Glyph names that are not their own character, after Adobe's glyph list.
const NAMES: &[(&str, &str)] = &[
    (
        "space exclam quotedbl numbersign dollar percent ampersand quotesingle parenleft parenright asterisk plus comma hyphen period slash",
        " !\"#$%&'()*+,-./",
    ),
    (
        "zero one two three four five six seven eight nine colon semicolon less equal greater question at",
        "0123456789:;<=>?@",
    ),
    (
        "bracketleft backslash bracketright asciicircum underscore grave braceleft bar braceright asciitilde",
        "[\\]^_`{|}~",
    ),
    (
        "exclamdown cent sterling currency yen brokenbar section dieresis copyright ordfeminine guillemotleft logicalnot registered macron",
        "¡¢£¤¥¦§¨©ª«¬®¯",
    ),
    (
        "degree plusminus acute mu paragraph periodcentered cedilla ordmasculine guillemotright onequarter onehalf threequarters questiondown",
        "°±´µ¶·¸º»¼½¾¿",
    ),
    (
        "Agrave Aacute Acircumflex Atilde Adieresis Aring AE Ccedilla Egrave Eacute Ecircumflex Edieresis Igrave Iacute Icircumflex Idieresis",
        "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏ",
    ),
    (
        "Eth Ntilde Ograve Oacute Ocircumflex Otilde Odieresis multiply Oslash Ugrave Uacute Ucircumflex Udieresis Yacute Thorn germandbls",
        "ÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß",
    ),
    (
        "agrave aacute acircumflex atilde adieresis aring ae ccedilla egrave eacute ecircumflex edieresis igrave iacute icircumflex idieresis",
        "àáâãäåæçèéêëìíîï",
    ),
    (
        "eth ntilde ograve oacute ocircumflex otilde odieresis divide oslash ugrave uacute ucircumflex udieresis yacute thorn ydieresis",
        "ðñòóôõö÷øùúûüýþÿ",
    ),
    (
        "quoteleft quoteright quotedblleft quotedblright quotesinglbase quotedblbase endash emdash bullet ellipsis dagger daggerdbl perthousand",
        "‘’“”‚„–—•…†‡‰",
    ),
    (
        "guilsinglleft guilsinglright fraction Euro trademark minus fi fl florin Lslash lslash OE oe Scaron scaron Zcaron zcaron Ydieresis dotlessi",
        "‹›⁄€™−ﬁﬂƒŁłŒœŠšŽžŸı",
    ),
    (
        "circumflex tilde caron breve dotaccent ring hungarumlaut ogonek nbspace sfthyphen softhyphen ff ffi ffl",
        "ˆ˜ˇ˘˙˚˝˛\u{a0}\u{ad}\u{ad}ﬀﬃﬄ",
    ),
    (
        "afii57388 afii57403 afii57407 afii57381 afii57440 afii57451 afii57452 afii57453 afii57454 afii57455 afii57456 afii57457 afii57458",
        "،؛؟٪ـًٌٍَُِّْ",
    ),
    (
        "afii57392 afii57393 afii57394 afii57395 afii57396 afii57397 afii57398 afii57399 afii57400 afii57401",
        "٠١٢٣٤٥٦٧٨٩",
    ),
    (
        "afii57409 afii57410 afii57411 afii57412 afii57413 afii57414 afii57415 afii57416 afii57417 afii57418 afii57419 afii57420 afii57421",
        "ءآأؤإئابةتثجح",
    ),
    (
        "afii57422 afii57423 afii57424 afii57425 afii57426 afii57427 afii57428 afii57429 afii57430 afii57431 afii57432 afii57433 afii57434",
        "خدذرزسشصضطظعغ",
    ),
    (
        "afii57441 afii57442 afii57443 afii57444 afii57445 afii57446 afii57470 afii57448 afii57449 afii57450",
        "فقكلمنهوىي",
    ),
];

/// The text of a glyph name: listed names, `uniXXXX`, `uXXXXX`, single letters; variants after a dot are cut.
pub(super) fn glyph_text(name: &str) -> Option<String> {
    let stem = match name.find('.') {
        Some(0) | None => name,
        Some(dot) => &name[..dot],
    };
    let mut text = String::new();
    for part in stem.split('_').take(8) {
        text.push_str(&part_text(part)?);
    }
    Some(text).filter(|t| !t.is_empty())
}

fn part_text(part: &str) -> Option<String> {
    let mut letters = part.chars();
    if let (Some(letter), None) = (letters.next(), letters.next()) {
        return Some(letter.to_string());
    }
    for (names, characters) in NAMES {
        if let Some(index) = names.split(' ').position(|n| n == part) {
            return characters.chars().nth(index).map(String::from);
        }
    }
    if let Some(digits) =
        part.strip_prefix("uni").filter(|d| d.len() >= 4 && d.len() % 4 == 0 && d.is_ascii())
    {
        let units =
            (0..digits.len() / 4).map(|i| u32::from_str_radix(&digits[4 * i..4 * i + 4], 16));
        return units.map(|u| u.ok().and_then(char::from_u32)).collect();
    }
    let digits = part.strip_prefix('u').filter(|d| (4..=6).contains(&d.len()))?;
    u32::from_str_radix(digits, 16).ok().and_then(char::from_u32).map(String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_lists_and_characters_have_the_same_length() {
        for (names, characters) in NAMES {
            assert_eq!(names.split(' ').count(), characters.chars().count(), "{names}");
        }
        assert_eq!(MAC_ROMAN.chars().count(), 128);
        assert_eq!(WINDOWS.chars().count(), 32);
        assert_eq!(STANDARD.chars().count(), 0xfb - 0xa1 + 1);
    }

    #[test]
    fn names_are_read_as_text() {
        assert_eq!(glyph_text("quotedblleft").as_deref(), Some("“"));
        assert_eq!(glyph_text("uni06440627.fina").as_deref(), Some("\u{644}\u{627}"));
        assert_eq!(glyph_text("f_i").as_deref(), Some("fi"));
        assert_eq!(glyph_text("g123"), None);
        assert_eq!(glyph_text(".notdef"), None);
        assert_eq!(Base::Windows.character(0x93), Some('“'));
        assert_eq!(Base::Standard.character(0xae), Some('ﬁ'));
    }
}
