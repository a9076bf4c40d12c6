//! Bytes into text: UTF-8, UTF-16 with or without BOM, and the Arabic and Latin single-byte
//! encodings of older files.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    Encoding, ISO_8859_2, ISO_8859_4, ISO_8859_6, ISO_8859_13, UTF_8, UTF_16BE, UTF_16LE,
    WINDOWS_1250, WINDOWS_1252, WINDOWS_1254, WINDOWS_1256, WINDOWS_1257, WINDOWS_1258,
};

use crate::error::{Fault, FaultKind};

/// Text and what was guessed on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without BOM.
    pub text: String,
    /// What the user should know: an encoding that was guessed, bytes that were replaced.
    pub warning: Option<String>,
}

/// Decodes a text file.
///
/// # Errors
/// When the bytes are not text.
pub fn decode(bytes: &[u8]) -> Result<Decoded, Fault> {
    let (encoding, body, guessed) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, &bytes[length..], false),
        None => match utf16_without_bom(bytes) {
            Some(encoding) => (encoding, bytes, true),
            None if is_utf8_but_for_a_few(bytes) => (UTF_8, bytes, false),
            None => (declared(bytes).unwrap_or_else(|| guess(bytes)), bytes, true),
        },
    };
    let (text, replaced) = encoding.decode_without_bom_handling(body);
    if is_binary(&text) {
        return Err(Fault::new(
            FaultKind::Encoding,
            "this is not text",
            "save it as text in UTF-8",
        ));
    }
    let warning = if replaced {
        Some(format!(
            "bytes that are not {} were replaced by \u{FFFD}; correct the text there and save \
             the file as UTF-8",
            encoding.name()
        ))
    } else if guessed {
        Some(format!(
            "the encoding looks like {}; save the file as UTF-8 to be sure",
            encoding.name()
        ))
    } else {
        None
    };
    Ok(Decoded { text: text.into_owned(), warning })
}

/// The encoding of the beginning of a plain text, and whether it is a guess.
pub fn plain_text_encoding(beginning: &[u8]) -> (&'static Encoding, bool) {
    if let Some((encoding, _)) = Encoding::for_bom(beginning) {
        return (encoding, false);
    }
    match utf16_without_bom(beginning) {
        Some(encoding) => (encoding, true),
        None if is_utf8_but_for_a_few(beginning) => (UTF_8, false),
        None => (guess(beginning), true),
    }
}

/// UTF-16 shows in its high bytes: nearly all are 00 (Latin, space), 06 (Arabic) or 20 (quotes).
fn utf16_without_bom(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    if sample.len() < 4 {
        return None;
    }
    let pairs = sample.len() / 2;
    let high = |offset: usize| {
        sample.iter().skip(offset).step_by(2).filter(|&&b| matches!(b, 0x00 | 0x06 | 0x20)).count()
    };
    let zeros = sample.iter().filter(|&&b| b == 0).count();
    let likely = |count: usize| count * 10 >= pairs * 9;
    // An Arabic text without zeros would need to be without spaces and line ends.
    if zeros == 0 {
        return None;
    }
    match (likely(high(1)), likely(high(0))) {
        (true, false) => Some(UTF_16LE),
        (false, true) => Some(UTF_16BE),
        _ => None,
    }
}

/// Whether the bytes are UTF-8 save for broken places, as many as there are letters above ASCII or
/// fewer. In an encoding of one byte a letter, hardly any of its letters look like one of UTF-8.
fn is_utf8_but_for_a_few(bytes: &[u8]) -> bool {
    let (mut letters, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        letters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    broken <= letters
}

/// The encoding that an HTML or XML head names.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_ascii_lowercase();
    let after = ["charset=", "encoding="]
        .iter()
        .find_map(|key| head.find(key).map(|at| &head[at + key.len()..]))?;
    let label: String = after
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect();
    Encoding::for_label(label.as_bytes()).filter(|encoding| *encoding != UTF_8)
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guessed = detector.guess(None, Utf8Detection::Deny);
    if LATIN_OR_ARABIC.contains(&guessed) { guessed } else { latin_or_arabic(bytes) }
}

/// The encodings of Latin and Arabic text, Persian and Urdu included, among those that chardetng
/// guesses. Its others are of scripts that no article here is in, but short texts can look like them.
const LATIN_OR_ARABIC: [&Encoding; 10] = [
    WINDOWS_1252,
    WINDOWS_1256,
    ISO_8859_6,
    WINDOWS_1250,
    ISO_8859_2,
    WINDOWS_1254,
    WINDOWS_1257,
    ISO_8859_13,
    ISO_8859_4,
    WINDOWS_1258,
];

/// An encoding of one of the two languages. All letters of an Arabic word are above ASCII, few of a
/// Latin one are.
fn latin_or_arabic(bytes: &[u8]) -> &'static Encoding {
    let high = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    let neighbours = bytes.windows(2).filter(|pair| pair.iter().all(|b| !b.is_ascii())).count();
    if 2 * neighbours <= high {
        return WINDOWS_1252;
    }
    let arabic = |encoding: &'static Encoding| {
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        text.chars().filter(|c| matches!(c, '\u{600}'..='\u{6FF}')).count()
    };
    if arabic(ISO_8859_6) > arabic(WINDOWS_1256) { ISO_8859_6 } else { WINDOWS_1256 }
}

fn is_binary(text: &str) -> bool {
    let mut controls = 0usize;
    let mut all = 0usize;
    for c in text.chars().take(100_000) {
        all += 1;
        if c == '\0'
            || (c.is_control() && !c.is_whitespace() && !matches!(c, '\u{1A}' | '\u{1B}' | '\u{8}'))
        {
            controls += 1;
        }
    }
    text.contains('\0') || controls * 50 > all
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARABIC: &str =
        "قال الوزير إن الاجتماع عُقد في 26 أكتوبر، ولم يُعلن عنه من قبل.\nوأضاف أن المحادثات مستمرة.";

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() })
            .collect()
    }

    #[test]
    fn every_encoding_of_an_arabic_text_gives_the_text() {
        let bare: String = ARABIC.replace('ُ', "");
        for (name, bytes) in [
            ("utf-8", bare.as_bytes().to_vec()),
            ("utf-8 bom", [b"\xEF\xBB\xBF", bare.as_bytes()].concat()),
            ("utf-16le", utf16(&bare, false)),
            ("utf-16be", utf16(&bare, true)),
            ("utf-16le bom", [b"\xFF\xFE".to_vec(), utf16(&bare, false)].concat()),
            ("utf-16be bom", [b"\xFE\xFF".to_vec(), utf16(&bare, true)].concat()),
            ("windows-1256", encoding_rs::WINDOWS_1256.encode(&bare).0.into_owned()),
            ("iso-8859-6", encoding_rs::ISO_8859_6.encode(&bare).0.into_owned()),
        ] {
            assert_eq!(decode(&bytes).unwrap().text, bare, "{name}");
        }
    }

    /// As short as these are, they look like Chinese, Korean, Japanese, Hebrew or Cyrillic.
    #[test]
    fn short_texts_are_arabic_or_latin() {
        for text in [
            "ضحكت",
            "أسأل",
            "قبل",
            "تتقاعد الحافلة،",
            "تعيرينه لأحد؟",
            "وهو قارب جرّ بُني في",
            "يقتل شيئاً، لكنه يملأ الفراغ",
        ] {
            assert_eq!(decode(&WINDOWS_1256.encode(text).0).unwrap().text, text);
        }
        for text in ["شيئاً، لكنه يملأ", "ضاعت كتبٌ كثيرة؟ ج: أقلّ"]
        {
            assert_eq!(decode(&ISO_8859_6.encode(text).0).unwrap().text, text);
        }
    }

    #[test]
    fn a_few_broken_bytes_do_not_change_the_encoding() {
        let mut bytes = ARABIC.repeat(4).into_bytes();
        bytes[20] = 0xFF;
        let decoded = decode(&bytes).unwrap();
        assert!(decoded.text.contains("الوزير") && decoded.warning.unwrap().contains("replaced"));
    }

    /// However few letters of English are above ASCII, they show that it is UTF-8.
    #[test]
    fn english_with_broken_bytes_is_utf8() {
        let decoded =
            decode(b"One \xE2\x80\x9Ccame\xE2\x80\x9D, \xC3\xA9 \xFF \xE2\x80 so.").unwrap();
        assert_eq!(decoded.text, "One “came”, é \u{FFFD} \u{FFFD} so.");
        assert!(decoded.warning.unwrap().contains("replaced"));
        let old =
            decode(b"One \x93came\x94 \x96 and the caf\xE9, he said, wasn\x92t open.").unwrap();
        assert_eq!(old.text, "One “came” – and the café, he said, wasn’t open.");
    }

    #[test]
    fn binary_is_refused() {
        assert!(decode(&[0, 159, 146, 150, 0, 1, 2, 3, 0, 0, 9]).is_err());
        assert!(decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01").is_err());
    }
}
