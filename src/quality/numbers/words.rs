//! Numbers in English and Arabic words: cardinals as values, and what else may stand for a number.
//!
//! Arabic words are read with their clitics (بستة, والعشرين), units before tens, hundreds in one word
//! or two. Ordinals, fractions, decades and duals are *hints*: they may answer to a number of the
//! other side, but nobody misses them.

use super::tables::{ARABIC, ENGLISH, HINTS, Part, PartKind};
use super::value::Value;
use crate::quality::reading::ReadText;

/// A number in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WordNumber {
    pub value: Value,
    /// How many tokens it takes.
    pub used: usize,
    /// Whether it only hints at the number.
    pub is_hint: bool,
}

/// The number that begins at a token.
pub(super) fn read_number(text: &ReadText<'_>, at: usize) -> Option<WordNumber> {
    if text.words.get(at)?.token.text.is_ascii() {
        read_english(text, at)
    } else {
        read_arabic(text, at)
    }
}

/// The scale word at a token, as a factor, and whether the token begins with و.
pub(super) fn scale_at(text: &ReadText<'_>, at: usize) -> Option<u64> {
    let word = text.folded(at);
    let scale = match word {
        "k" | "thousand" | "thousands" => 1_000,
        "m" | "mn" | "million" | "millions" => 1_000_000,
        "b" | "bn" | "billion" | "billions" => 1_000_000_000,
        "tn" | "trillion" => 1_000_000_000_000,
        _ => ARABIC.get(word).filter(|part| part.kind == PartKind::Scale)?.value,
    };
    let is_letter = word.len() <= 2;
    // “5 m” is metres as often as millions, “$5m” is not.
    let is_attached = at > 0 && text.gap_after(at - 1).is_empty();
    (!is_letter || is_attached).then_some(scale)
}

/// Whether this is a per cent sign in words: مئة of في المئة is no hundred.
pub(super) fn is_per_cent(text: &ReadText<'_>, at: usize) -> bool {
    let is_hundred = |word: &str| {
        let bare = word.strip_prefix("بال").or(word.strip_prefix("ال")).unwrap_or(word);
        matches!(bare, "ميه" | "مايه" | "مئه" | "مائه")
    };
    let word = text.folded(at);
    match word {
        "percent" | "بالميه" | "بالمايه" => true,
        "في" => text.folded(at + 1).starts_with("ال") && is_hundred(text.folded(at + 1)),
        "per" => matches!(text.folded(at + 1), "cent"),
        _ => word.starts_with("ال") && is_hundred(word) && at > 0 && text.folded(at - 1) == "في",
    }
}

fn read_english(text: &ReadText<'_>, at: usize) -> Option<WordNumber> {
    let (mut total, mut current, mut next) = (0u64, 0u64, at);
    let mut is_ordinal = false;
    while let Some(part) = ENGLISH.get(text.folded(next)) {
        match part.kind {
            PartKind::Unit | PartKind::Ordinal => {
                let fits = match part.value {
                    0..=9 => current % 10 == 0 && (current % 100 == 0 || current % 100 >= 20),
                    10..=99 => current % 100 == 0,
                    _ => current == 0,
                };
                if !fits || (part.kind == PartKind::Ordinal && next > at && current == 0) {
                    break;
                }
                current += part.value;
                is_ordinal = part.kind == PartKind::Ordinal;
            }
            PartKind::Tens if current % 100 == 0 => current += part.value,
            PartKind::Hundred if (1..100).contains(&current) => current *= 100,
            PartKind::Scale if current > 0 => {
                total += current * part.value;
                current = 0;
            }
            // “hundreds”, “a thousand”: said of a number that stands before it.
            PartKind::Hundred | PartKind::Scale if next == at && is_after_article(text, at) => {
                current = part.value;
            }
            PartKind::Ten | PartKind::Tens | PartKind::Hundred | PartKind::Scale => break,
        }
        next += 1;
        if is_ordinal {
            break;
        }
        // “three hundred and fifty”
        let goes_on = total + current >= 100 && text.folded(next) == "and";
        if goes_on && ENGLISH.get(text.folded(next + 1)).is_some_and(|part| part.value < 100) {
            next += 1;
        } else if next < text.words.len() && !matches!(text.gap_after(next - 1), " " | "-" | "‑")
        {
            break;
        }
    }
    let value = total + current;
    let is_hint = is_ordinal || value < 2;
    (next > at && value > 0).then(|| WordNumber {
        value: Value::whole(value),
        used: next - at,
        is_hint,
    })
}

fn is_after_article(text: &ReadText<'_>, at: usize) -> bool {
    at > 0 && matches!(text.folded(at - 1), "a" | "one" | "per")
}

/// An Arabic word of a number, and whether و binds it to what stands before.
fn arabic_part(word: &str) -> Option<(Part, bool)> {
    if let Some(part) = ARABIC.get(word) {
        return Some((*part, false));
    }
    let conjoined = word.strip_prefix('و');
    let rest = conjoined.or(word.strip_prefix('ف')).unwrap_or(word);
    let without_article = |word: &str| {
        word.strip_prefix("لل").or(word.strip_prefix("ال")).and_then(|rest| ARABIC.get(rest))
    };
    let found = ARABIC.get(rest).or_else(|| without_article(rest)).or_else(|| {
        let bare = rest.strip_prefix(['ب', 'ل', 'ك'])?;
        ARABIC.get(bare).or_else(|| without_article(bare))
    })?;
    Some((*found, conjoined.is_some()))
}

fn read_arabic(text: &ReadText<'_>, at: usize) -> Option<WordNumber> {
    let (mut total, mut current, mut next) = (0u64, 0u64, at);
    let mut is_ordinal = false;
    while let Some((part, is_conjoined)) = arabic_part(text.folded(next)) {
        let is_first = next == at;
        if !is_first && text.gap_after(next - 1) != " " {
            break;
        }
        match part.kind {
            PartKind::Unit if is_first => current = part.value,
            PartKind::Unit if is_conjoined && current % 100 == 0 => current += part.value,
            PartKind::Ordinal if is_first => {
                current = part.value;
                is_ordinal = true;
            }
            PartKind::Ten if (1..10).contains(&(current % 100)) && !is_conjoined => current += 10,
            PartKind::Ten if is_first || (is_conjoined && current % 100 == 0) => {
                current += part.value;
            }
            PartKind::Tens if is_first => current = part.value,
            PartKind::Tens if is_conjoined && current % 100 < 10 => current += part.value,
            PartKind::Hundred if is_first => current = part.value,
            PartKind::Hundred if (3..10).contains(&current) && !is_conjoined => current *= 100,
            PartKind::Hundred if is_conjoined && current == 0 => current = part.value,
            // ألفان and ألفا say two of it by themselves.
            PartKind::Scale if is_first => current = part.value,
            PartKind::Scale if !is_conjoined && current > 0 && current < 1000 => {
                total += current * part.value;
                current = 0;
            }
            _ => break,
        }
        next += 1;
    }
    // الثانية عشرة بعد المائة
    if is_ordinal
        && text.folded(next) == "بعد"
        && let Some((part, _)) = arabic_part(text.folded(next + 1))
        && matches!(part.kind, PartKind::Hundred | PartKind::Scale)
    {
        current += part.value;
        next += 2;
    }
    let value = total + current;
    // الاثنين is Monday more often than the two of them.
    let is_monday = next == at + 1 && text.folded(at).ends_with("الاثنين");
    let is_hint = is_ordinal || is_monday || value < 2 || is_bare_scale(text, at, next);
    (next > at && value > 0).then(|| WordNumber {
        value: Value::whole(value),
        used: next - at,
        is_hint,
    })
}

/// ألف، مئة، ملايين alone: “a thousand” as often as “thousands”.
fn is_bare_scale(text: &ReadText<'_>, at: usize, next: usize) -> bool {
    next == at + 1
        && arabic_part(text.folded(at))
            .is_some_and(|(part, _)| matches!(part.kind, PartKind::Scale | PartKind::Ten))
}

/// What a word hints at beside the numbers in words: halves, decades, duals, pairs.
pub(super) fn hints(text: &ReadText<'_>, at: usize, found: &mut Vec<Value>) {
    let word = text.folded(at);
    if let Some(values) = HINTS.get(word) {
        found.extend(values);
        return;
    }
    if word.is_ascii() {
        if let Some(number) = roman(text.words[at].token.text) {
            found.push(Value::whole(number));
        }
        return;
    }
    for clitics in ["و", "ب", "ل", "ال", "وال", "بال", "لل", "ولل"] {
        if let Some(values) = word.strip_prefix(clitics).and_then(|rest| HINTS.get(rest)) {
            found.extend(values);
        }
    }
    if let Some((part, _)) = arabic_part(word) {
        found.push(Value::whole(part.value));
    }
    if is_dual(word) {
        found.push(Value::whole(2));
    }
    // ألف ليلة وليلة
    if matches!(word, "مايه" | "ميه" | "الف" | "ميتا" | "مايتا") {
        let (noun, again) = (text.folded(at + 1), text.folded(at + 2));
        let begins = |n: usize| noun.char_indices().nth(n).map_or(noun, |(at, _)| &noun[..at]);
        if again.strip_prefix('و').is_some_and(|rest| rest.starts_with(begins(3)))
            && let Some(part) = ARABIC.get(word)
        {
            found.push(Value::whole(part.value + 1));
        }
    }
}

/// Whether a word may be a dual. Most words that end so are not; that costs a finding, no false one.
fn is_dual(word: &str) -> bool {
    const ENDINGS: [&str; 7] = ["ان", "ين", "تا", "تي", "تين", "تان", "يا"];
    word.chars().count() >= 5 && ENDINGS.iter().any(|ending| word.ends_with(ending))
        || matches!(word, "كلا" | "كلتا" | "كلي" | "زوج" | "زوجا" | "ضعف" | "معا")
}

/// A Roman numeral of two letters or more, or I and V behind a name: up to 39.
fn roman(typed: &str) -> Option<u64> {
    let letters = typed.as_bytes();
    let value = |letter: u8| match letter.to_ascii_uppercase() {
        b'I' => Some(1),
        b'V' => Some(5),
        b'X' => Some(10),
        _ => None,
    };
    if letters.is_empty() || letters.len() > 6 {
        return None;
    }
    let values: Vec<i64> = letters.iter().map(|&letter| value(letter)).collect::<Option<_>>()?;
    let mut sum = 0i64;
    for (at, &this) in values.iter().enumerate() {
        let is_less = values.get(at + 1).is_some_and(|&next| this < next);
        sum += if is_less { -this } else { this };
    }
    let sum = u64::try_from(sum).ok()?;
    (1..40).contains(&sum).then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Language;
    use crate::quality::reading::{Pair, ReadPair};

    fn read(text: &str) -> Option<(String, bool)> {
        let (english, arabic) = (Language::english(), Language::arabic());
        let pair = ReadPair::of(&Pair::new((text, &english), (text, &arabic)));
        (0..pair.source.words.len())
            .find_map(|at| read_number(&pair.source, at))
            .map(|number| (number.value.to_string(), number.is_hint))
    }

    #[test]
    fn monday_is_hardly_a_number() {
        assert_eq!(read("يوم الاثنين"), Some(("2".to_owned(), true)));
        assert_eq!(read("بعد اثنين"), Some(("2".to_owned(), false)));
    }

    #[test]
    fn numbers_are_read_whole() {
        for (text, value) in [
            ("twenty-five ships", "25"),
            ("three hundred and fifty thousand", "350000"),
            ("two million", "2000000"),
            ("خمسة وعشرون بحاراً", "25"),
            ("بستة ملايين", "6000000"),
            ("لاثنين وثلاثين مورداً", "32"),
            ("اثنا عشر حزباً", "12"),
            ("أحد عشر شهراً", "11"),
            ("ثلاثمائة مخطوطة", "300"),
            ("ثلاث مئة وخمسون ألف", "350000"),
            ("الثلاثين من العمر", "30"),
            ("مئة وخمسة وعشرون", "125"),
        ] {
            assert_eq!(read(text), Some((value.to_owned(), false)), "{text}");
        }
    }

    #[test]
    fn ordinals_are_hints() {
        for (text, value) in
            [("the twenty-first", "21"), ("الحادي والعشرين من", "21"), ("القرن التاسع عشر", "19")]
        {
            assert_eq!(read(text), Some((value.to_owned(), true)), "{text}");
        }
    }

    #[test]
    fn roman_numerals_have_values() {
        for (text, value) in [("iv", 4), ("XIV", 14), ("II", 2), ("XX", 20), ("ix", 9)] {
            assert_eq!(roman(text), Some(value), "{text}");
        }
        assert_eq!(roman("mix"), None);
    }
}
