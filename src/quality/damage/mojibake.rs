//! Text that was decoded with the wrong encoding (UTF-8 as windows-1252, -1256 or -1251, windows-1256 as
//! -1252), and letters that were lost.
//!
//! Garbled text can be repaired if no byte is lost: it is encoded with the wrong encoding again and
//! decoded with the right one. That this works, and gives letters of the right script, is proof enough;
//! it does not work with ordinary text.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1251, WINDOWS_1252, WINDOWS_1256};

use crate::quality::code::Code;
use crate::quality::finding::Finding;
use crate::quality::reading::{ReadPair, ReadText};
use crate::text::{Script, script_of};

/// Looks for garbled text on both sides.
pub(in crate::quality) fn check_mojibake(pair: &ReadPair<'_>, findings: &mut Vec<Finding>) {
    for (side, text) in pair.sides() {
        let (what, repair) = if text.text.contains('\u{FFFD}') {
            ("letters were lost and replaced with \u{FFFD}", None)
        } else if has_lost_words(text) {
            ("letters were lost and replaced with question marks", None)
        } else if count_references(text.text) >= FEWEST_REFERENCES {
            ("letters are written as HTML character references", None)
        } else if text.is_ascii {
            continue;
        } else if let Some(repaired) = repair(text) {
            ("the text was decoded with the wrong encoding", Some(repaired))
        } else if looks_garbled(text) {
            ("the text was decoded with the wrong encoding, and some letters are lost", None)
        } else {
            continue;
        };
        let mut message = format!("{}: {what}", side.name());
        if let Some(repaired) = &repair {
            message.push_str(&format!("; the original may be “{repaired}”"));
        }
        let whole = 0..text.text.len();
        let finding = Finding::new(Code::Mojibake, message).at(side, vec![whole]);
        findings.push(finding.repaired(side, repair));
    }
}

/// From this many character references of letters on, a text is not plain but encoded.
const FEWEST_REFERENCES: usize = 3;

fn count_references(text: &str) -> usize {
    text.match_indices("&#")
        .filter(|(at, _)| {
            let digits = text[at + 2..].trim_start_matches(['x', 'X']);
            let end = digits.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(digits.len());
            end >= 2 && digits[end..].starts_with(';')
        })
        .count()
}

/// Whether whole words consist of question marks.
fn has_lost_words(text: &ReadText<'_>) -> bool {
    if !text.text.contains("??") {
        return false;
    }
    let is_lost = |word: &&str| word.len() >= 2 && word.bytes().all(|byte| byte == b'?');
    let lost = text.text.split_whitespace().filter(is_lost).count();
    lost >= 2 || (lost == 1 && text.letters.total() == 0 && text.text.trim().len() >= 4)
}

/// The original text, if another decoding of its bytes makes sense.
fn repair(text: &ReadText<'_>) -> Option<String> {
    const UTF8_READ_AS: [&Encoding; 3] = [WINDOWS_1252, WINDOWS_1256, WINDOWS_1251];
    for wrong in UTF8_READ_AS {
        if let Some(repaired) = reread(text.text, wrong, UTF_8)
            && gains_sense(text.text, &repaired)
            && (wrong == WINDOWS_1252 || repaired.contains(|c| matches!(c, '\u{621}'..='\u{652}')))
        {
            return Some(repaired);
        }
    }
    // Windows-1256 read as -1252: capitals and small letters with accents at random.
    (text.letters.arabic == 0 && is_mostly_accented(text.text))
        .then(|| reread(text.text, WINDOWS_1252, WINDOWS_1256))
        .flatten()
        .filter(|repaired| is_arabic_words(repaired))
}

/// Encodes a text with one encoding and decodes it with another; `None` if either step loses something.
fn reread(text: &str, wrong: &'static Encoding, right: &'static Encoding) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut buffer = [0; 4];
    for c in text.chars() {
        // Bytes that windows-1252 does not define were kept as C1 controls.
        if matches!(c, '\u{80}'..='\u{9F}') {
            bytes.push(u8::try_from(u32::from(c)).ok()?);
            continue;
        }
        let (encoded, _, is_lossy) = wrong.encode(c.encode_utf8(&mut buffer));
        if is_lossy {
            return None;
        }
        bytes.extend_from_slice(&encoded);
    }
    right.decode_without_bom_handling_and_without_replacement(&bytes).map(|text| text.into_owned())
}

/// Whether the repaired text is so much shorter that it cannot be chance.
fn gains_sense(garbled: &str, repaired: &str) -> bool {
    let high = |text: &str| text.chars().filter(|c| !c.is_ascii()).count();
    let has_controls = repaired.chars().any(|c| c.is_control() && !c.is_whitespace());
    let is_usual = |c: char| script_of(c) != Some(Script::Other);
    high(repaired) > 0
        && high(repaired) < high(garbled)
        && !has_controls
        && repaired.chars().all(is_usual)
}

fn is_mostly_accented(text: &str) -> bool {
    let (mut accented, mut letters) = (0usize, 0usize);
    for c in text.chars().filter(|c| c.is_alphabetic() || matches!(c, '×' | '÷')) {
        letters += 1;
        accented += usize::from(matches!(c, '\u{C0}'..='\u{FF}'));
    }
    accented >= 4 && accented * 10 >= letters * 6
}

fn is_arabic_words(text: &str) -> bool {
    let is_arabic = |c: char| matches!(c, '\u{621}'..='\u{652}');
    let (arabic, all) = text
        .chars()
        .filter(|c| c.is_alphabetic())
        .fold((0usize, 0usize), |(arabic, all), c| (arabic + usize::from(is_arabic(c)), all + 1));
    arabic * 10 >= all * 9
}

/// Whether a text has the remains of garbled letters whose bytes were partly lost.
fn looks_garbled(text: &ReadText<'_>) -> bool {
    let text = text.text;
    // “â€” and â€™ are dashes and quotation marks; Ã before a sign is an accented letter.
    if ["â€", "â‚¬", "Â«", "Â»", "Ã©", "Ã¨", "Ã¶", "Ã¼", "Ã±", "Ã³", "Ã¡", "Ã\u{AD}", "Ã§", "ï»¿"]
        .iter()
        .any(|sign| text.contains(sign))
    {
        return true;
    }
    // The characters that the first bytes of Arabic letters in UTF-8 are in the wrong encoding.
    [['Ø', 'Ù'], ['ط', 'ظ'], ['Ш', 'Щ']].iter().any(|leads| has_leads(text, leads))
}

/// Whether more characters are one of two leads, each before another character, than in any language.
fn has_leads(text: &str, leads: &[char; 2]) -> bool {
    const FEWEST: usize = 4;
    const SHARE: f64 = 0.33;
    let letters = text.chars().filter(|c| !c.is_ascii() && !c.is_whitespace()).count();
    let found = text.chars().filter(|c| leads.contains(c)).count();
    found >= FEWEST && found as f64 >= SHARE * letters as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Language;
    use crate::model::Pair;
    use crate::quality::reading::{Text, read_pair};

    fn repaired(text: &str) -> Option<String> {
        let arabic = Language::arabic();
        let pair = read_pair(&Pair::both(Text::new(text, &arabic)));
        repair(&pair.source)
    }

    #[test]
    fn what_is_garbled_is_put_right() {
        for wrong in [WINDOWS_1252, WINDOWS_1256, WINDOWS_1251] {
            let garbled: String = "غنّى كلب"
                .bytes()
                .map(|byte| match wrong.decode_without_bom_handling(&[byte]).0.chars().next() {
                    Some('\u{FFFD}') | None => char::from(byte),
                    Some(c) => c,
                })
                .collect();
            assert_eq!(repaired(&garbled).as_deref(), Some("غنّى كلب"), "{garbled}");
        }
        assert_eq!(repaired("ÇáÕãÊ ÇáÞÇÚÉ").as_deref(), Some("الصمت القاعة"));
        for text in ["São Tomé", "naïve façade", "غنّى الراعي", "Đà Nẵng", "«Ünal»"]
        {
            assert_eq!(repaired(text), None, "{text}");
        }
    }
}
