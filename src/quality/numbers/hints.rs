//! Words that may match a number of the other side without being numbers: halves, decades, duals, Roman
//! numerals. They are never missed themselves.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::text::{FoldedText, Value, number_word};

/// Adds what the word at a token hints at: halves, decades, duals, pairs.
pub(super) fn push_hints(text: FoldedText<'_>, at: usize, found: &mut Vec<Value>) {
    let word = text.folded(at);
    if let Some(values) = HINTS.get(word) {
        found.extend(values);
        return;
    }
    if word.is_ascii() {
        if let Some(number) = roman(text.typed(at)) {
            found.push(Value::whole(number));
        }
        return;
    }
    for clitics in ["و", "ب", "ل", "ال", "وال", "بال", "لل", "ولل"] {
        if let Some(values) = word.strip_prefix(clitics).and_then(|rest| HINTS.get(rest)) {
            found.extend(values);
        }
    }
    let number = number_word(word).map(|word| word.value);
    found.extend(number.map(Value::whole));
    if is_dual(word) {
        found.push(Value::whole(2));
    }
    // ألف ليلة وليلة
    if matches!(word, "مايه" | "ميه" | "الف" | "ميتا" | "مايتا") {
        let (noun, again) = (text.folded(at + 1), text.folded(at + 2));
        let begins = |n: usize| noun.char_indices().nth(n).map_or(noun, |(at, _)| &noun[..at]);
        if again.strip_prefix('و').is_some_and(|rest| rest.starts_with(begins(3))) {
            found.extend(number.map(|number| Value::whole(number + 1)));
        }
    }
}

/// Whether a word may be a dual. Most words with such an ending are not; that may hide a mistake but never
/// reports a false one.
fn is_dual(word: &str) -> bool {
    const ENDINGS: [&str; 7] = ["ان", "ين", "تا", "تي", "تين", "تان", "يا"];
    word.chars().count() >= 5 && ENDINGS.iter().any(|ending| word.ends_with(ending))
        || matches!(word, "كلا" | "كلتا" | "كلي" | "زوج" | "زوجا" | "ضعف" | "معا")
}

/// The value of a Roman numeral up to 39.
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

/// Words that are not numbers but stand for some; folded, without clitics.
static HINTS: LazyLock<FxHashMap<&'static str, Vec<Value>>> = LazyLock::new(|| {
    const TABLE: [(&str, &str); 39] = [
        ("الفا الفي", "1000 2000"),
        ("مليونا مليوني", "1000000 2000000"),
        ("مليارا ملياري", "1000000000 2000000000"),
        ("a an the once single sole alone واحد مره وحيد", "1"),
        ("twice both couple pair double twin twins either مرتين مرتان كلاهما كليهما", "2"),
        ("half halves نصف نصفا", "0.5 50 30 2"),
        ("third thirds ثلث ثلثا ثلثي", "33 0.33 20 3"),
        ("quarter quarters fourth ربع ربعا ربعي", "25 0.25 15 45 75 4"),
        ("fifth خمس خمسا", "20 0.2"),
        ("triple thrice ثلاثي ثلاثيه ثلاثا ثلاثتهم", "3"),
        ("رباعي رباعيه", "4"),
        ("decade decades عقد عقدا عقود عقدين", "10 20"),
        ("century centuries centennial قرن قرنا قرون قرنين", "100 200"),
        ("millennium millennia الفيه", "1000"),
        ("fortnight اسبوعين اسبوعان", "2 14 15"),
        ("dozen dozens دزينه", "12"),
        ("hundreds ميات", "100"),
        ("thousands الاف", "1000"),
        ("millions ملايين", "1000000"),
        ("none zero nil nothing صفر", "0"),
        ("noon midnight ظهرا ظهر منتصف", "12 0"),
        ("twenties عشرينيات عشرينات عشرينيه", "20"),
        ("thirties ثلاثينيات ثلاثينات", "30"),
        ("forties اربعينيات اربعينات", "40"),
        ("fifties خمسينيات خمسينات", "50"),
        ("sixties ستينيات ستينات", "60"),
        ("seventies سبعينيات سبعينات", "70"),
        ("eighties ثمانينيات ثمانينات", "80"),
        ("nineties تسعينيات تسعينات", "90"),
        ("teen teens teenage", "13 19"),
        ("primary secondary اولي ثانوي", "1 2"),
        ("weekly week اسبوع اسبوعيا", "1 7"),
        ("year yearly annual annually عام سنه سنويا", "1 12"),
        ("month monthly شهر شهريا", "1 30"),
        ("day daily يوم يوميا", "1 24"),
        ("hour ساعه", "1 60"),
        ("bilateral dual ثنائي ثناييه ثنايي", "2"),
        ("trilateral", "3"),
        ("quadrilateral", "4"),
    ];
    let mut hints: FxHashMap<&'static str, Vec<Value>> = FxHashMap::default();
    for (words, values) in TABLE {
        for word in words.split(' ') {
            hints.entry(word).or_default().extend(values.split(' ').filter_map(Value::parse));
        }
    }
    hints
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roman_numerals_have_values() {
        for (text, value) in [("iv", 4), ("XIV", 14), ("II", 2), ("XX", 20), ("ix", 9)] {
            assert_eq!(roman(text), Some(value), "{text}");
        }
        assert_eq!(roman("mix"), None);
    }
}
