//! Numbers as values: the same whatever the digits, the separators or the words.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::fold::{Tier, digit_value, fold};
use super::token::{Token, TokenKind, tokens};

/// A number found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// The value in plain decimal notation without trailing zeros: `4500`, `0.75`, `-3`.
    pub value: String,
    /// The value under the other reading of an ambiguous separator (1.234 is also 1234).
    pub alternative: Option<String>,
    /// Byte range in the text.
    pub range: Range<usize>,
    /// Written in words.
    pub in_words: bool,
}

impl Number {
    /// Whether two numbers can be the same value.
    pub fn matches(&self, other: &Number) -> bool {
        let readings = |n: &Number| [Some(n.value.clone()), n.alternative.clone()];
        readings(self).iter().flatten().any(|a| readings(other).iter().flatten().any(|b| a == b))
    }
}

/// The numbers of a text in order, in digits of any kind and in English or Arabic words from two
/// to a thousand. A scale word after a number multiplies it: 7.9 million, ٧٫٩ مليون.
pub fn find_numbers(text: &str) -> Vec<Number> {
    let words = tokens(text);
    let folded: Vec<String> = words.iter().map(|token| fold(token.text, Tier::Letters)).collect();
    numbers_among(&words, &folded)
}

/// The numbers of a text whose tokens are at hand, with their texts folded by [`Tier::Letters`].
pub fn numbers_among(words: &[Token<'_>], folded: &[impl AsRef<str>]) -> Vec<Number> {
    let mut found: Vec<Number> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let token = &words[at];
        let (mut number, mut next) = match token.kind {
            TokenKind::Number => match read_digits(token.text, token.range.clone()) {
                Some(number) => (number, at + 1),
                None => {
                    at += 1;
                    continue;
                }
            },
            TokenKind::Word(_) => match read_words(&folded[at..]) {
                Some((value, used)) => {
                    let range = token.range.start..words[at + used - 1].range.end;
                    let number = Number {
                        value: value.to_string(),
                        alternative: None,
                        range,
                        in_words: true,
                    };
                    (number, at + used)
                }
                None => {
                    at += 1;
                    continue;
                }
            },
            TokenKind::Address => {
                at += 1;
                continue;
            }
        };
        if let Some(zeros) = folded.get(next).and_then(|word| scale(word.as_ref())) {
            number.value = shift(&number.value, zeros);
            number.alternative = number.alternative.map(|value| shift(&value, zeros));
            number.range.end = words[next].range.end;
            next += 1;
        }
        found.push(number);
        at = next;
    }
    found
}

/// Reads digits with their separators; `None` for what is not one number (a date, a time, a
/// version), which is read part by part by the caller's tokens.
pub(crate) fn read_digits(text: &str, range: Range<usize>) -> Option<Number> {
    let mut plain = String::new();
    for c in text.chars() {
        match c {
            '٫' => plain.push('d'),
            '٬' | '\'' | '’' | '\u{00A0}' | '\u{202F}' => plain.push('g'),
            '.' => plain.push('.'),
            ',' | '،' => plain.push(','),
            c => match digit_value(c) {
                Some(digit) => plain.push(char::from(b'0' + digit)),
                None if super::fold::is_invisible_control(c) => {}
                None => return None,
            },
        }
    }
    let readings = read_separators(&plain)?;
    Some(Number { value: readings.0, alternative: readings.1, range, in_words: false })
}

/// The readings of digits where `d` is certainly decimal, `g` certainly groups, `.` and `,` either.
fn read_separators(plain: &str) -> Option<(String, Option<String>)> {
    if plain.contains('d') || plain.contains('g') {
        let value: String = plain
            .chars()
            .filter(|&c| c.is_ascii_digit() || c == 'd')
            .map(|c| if c == 'd' { '.' } else { c })
            .collect();
        return (value.matches('.').count() <= 1).then(|| (normal(&value), None));
    }
    let dots = plain.matches('.').count();
    let commas = plain.matches(',').count();
    let without = |c: char| plain.chars().filter(|&x| x != c).collect::<String>();
    match (dots, commas) {
        (0, 0) => Some((normal(plain), None)),
        (0, _) | (_, 0) => {
            let (mark, count) = if dots > 0 { ('.', dots) } else { (',', commas) };
            let grouped = normal(&without(mark));
            let decimal = normal(&plain.replace(mark, "."));
            if count > 1 {
                return groups_of_three(plain, mark).then_some((grouped, None));
            }
            if !groups_of_three(plain, mark) {
                return Some((decimal, None));
            }
            // 4,500 groups in English and most Arabic, 4.500 is a decimal there; ar-LB and ar-MA
            // write them the other way round.
            Some(if mark == ',' { (grouped, Some(decimal)) } else { (decimal, Some(grouped)) })
        }
        _ => {
            let last_is_dot = plain.rfind('.') > plain.rfind(',');
            let (decimal, group) = if last_is_dot { ('.', ',') } else { (',', '.') };
            (plain.matches(decimal).count() == 1)
                .then(|| (normal(&without(group).replace(decimal, ".")), None))
        }
    }
}

fn groups_of_three(plain: &str, mark: char) -> bool {
    let mut parts = plain.split(mark);
    let head = parts.next().unwrap_or_default();
    (1..=3).contains(&head.len()) && head != "0" && parts.all(|part| part.len() == 3)
}

/// Plain decimal notation: no leading zeros, no trailing zeros after the point.
fn normal(value: &str) -> String {
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") }
}

/// Multiplies a decimal by ten to the `zeros`.
fn shift(value: &str, zeros: usize) -> String {
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let moved = fraction.len().min(zeros);
    let padding = "0".repeat(zeros - moved);
    normal(&format!("{whole}{}{padding}.{}", &fraction[..moved], &fraction[moved..]))
}

/// Zeros that a scale word adds; the word is folded.
fn scale(word: &str) -> Option<usize> {
    Some(match word {
        "thousand" | "الف" | "الاف" | "الفا" => 3,
        "million" | "m" | "mn" | "مليون" | "ملايين" | "مليونا" => 6,
        "billion" | "bn" | "مليار" | "مليارات" | "مليارا" | "بليون" | "بلايين" => {
            9
        }
        "trillion" | "تريليون" | "تريليونات" | "تريليونا" => 12,
        _ => return None,
    })
}

/// Reads a number written in words at the start of `words`; gives the value and the words used.
fn read_words(words: &[impl AsRef<str>]) -> Option<(u32, usize)> {
    let word = |at: usize| words.get(at).map(AsRef::as_ref);
    let (mut value, mut used) = simple_word(word(0)?)?;
    // "twenty-five" is one token or two; خمسة وعشرون has the unit first.
    if (20..=90).contains(&value) && value % 10 == 0 {
        if let Some((unit, _)) = word(used).and_then(english_unit) {
            value += unit;
            used += 1;
        }
    } else if (1..=9).contains(&value)
        && let Some(tens) = word(used).and_then(|w| w.strip_prefix('و')).and_then(simple_word)
        && (20..=90).contains(&tens.0)
    {
        value += tens.0;
        used += 1;
    } else if (3..=9).contains(&value) && matches!(word(used), Some("عشر" | "عشره")) {
        value += 10;
        used += 1;
    }
    if value < 10 && word(used) == Some("hundred") {
        value *= 100;
        used += 1;
    }
    // "one" and "a" are too often something else.
    (value >= 2).then_some((value, used))
}

/// Whether a number in words may begin with a word folded by [`Tier::Letters`].
pub fn begins_number(word: &str) -> bool {
    simple_word(word).is_some()
}

fn english_unit(word: &str) -> Option<(u32, usize)> {
    let (value, used) = simple_word(word)?;
    (word.is_ascii() && (1..=9).contains(&value)).then_some((value, used))
}

fn simple_word(word: &str) -> Option<(u32, usize)> {
    NUMBER_WORDS.get(word).map(|&value| (value, 1))
}

/// Number words folded by [`Tier::Letters`].
static NUMBER_WORDS: LazyLock<HashMap<&'static str, u32>> = LazyLock::new(|| {
    const TABLE: [(u32, &str); 30] = [
        (1, "one"),
        (2, "two اثنان اثنين اثنتان اثنتين"),
        (3, "three ثلاثه ثلاث"),
        (4, "four اربعه اربع"),
        (5, "five خمسه خمس"),
        (6, "six سته ست"),
        (7, "seven سبعه سبع"),
        (8, "eight ثمانيه ثماني ثمان"),
        (9, "nine تسعه تسع"),
        (10, "ten عشره عشر"),
        (11, "eleven"),
        (12, "twelve"),
        (13, "thirteen"),
        (14, "fourteen"),
        (15, "fifteen"),
        (16, "sixteen"),
        (17, "seventeen"),
        (18, "eighteen"),
        (19, "nineteen"),
        (20, "twenty عشرون عشرين"),
        (30, "thirty ثلاثون ثلاثين"),
        (40, "forty اربعون اربعين"),
        (50, "fifty خمسون خمسين"),
        (60, "sixty ستون ستين"),
        (70, "seventy سبعون سبعين"),
        (80, "eighty ثمانون ثمانين"),
        (90, "ninety تسعون تسعين"),
        (100, "hundred مئه مائه"),
        (200, "مئتان مئتين مائتان مائتين ميتان ميتين"),
        (1000, "thousand الف"),
    ];
    let mut words: HashMap<&'static str, u32> = TABLE
        .iter()
        .flat_map(|&(value, forms)| forms.split(' ').map(move |form| (form, value)))
        .collect();
    // مئة folds its hamza to ي.
    words.insert("ميه", 100);
    words
});

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<String> {
        find_numbers(text).into_iter().map(|number| number.value).collect()
    }

    #[test]
    fn one_value_in_every_digit_system() {
        for text in ["4,500", "٤٥٠٠", "٤٬٥٠٠", "۴۵۰۰", "4500.00", "4'500"] {
            assert_eq!(values(text), ["4500"], "{text}");
        }
        assert_eq!(values("1.234,5 و ١٬٢٣٤٫٥"), ["1234.5", "1234.5"]);
    }

    #[test]
    fn an_ambiguous_separator_has_two_readings() {
        let lebanese = &find_numbers("1.234")[0];
        let english = &find_numbers("1,234")[0];
        assert!(lebanese.matches(english));
        assert!(!find_numbers("1.5")[0].matches(&find_numbers("15")[0]));
    }

    #[test]
    fn scale_words_multiply() {
        assert_eq!(values("7.9 million"), values("٧٫٩ ملايين"));
        assert_eq!(values("31 مليار متر"), ["31000000000"]);
        assert_eq!(values("15 thousand"), values("١٥ ألف"));
    }

    #[test]
    fn words_up_to_hundreds() {
        assert_eq!(values("twenty-five ships"), ["25"]);
        assert_eq!(values("خمسة وعشرون سفينة"), ["25"]);
        assert_eq!(values("ثلاثة عشر عاماً"), ["13"]);
        assert_eq!(values("two hundred"), values("مئتان"));
        assert_eq!(values("مئة عام"), ["100"]);
        assert_eq!(values("no one came"), Vec::<String>::new());
    }

    #[test]
    fn bidirectional_controls_do_not_hide_a_number() {
        assert_eq!(values("12\u{202A}/\u{202C}08\u{202A}/\u{202C}2014"), ["12", "8", "2014"]);
    }
}
