//! Names of the days of the week and of the months of the Hijri calendar, in both languages.

use super::reading::ReadText;

/// What the months of the Hijri calendar are counted on from, so that none is a Gregorian one.
pub(super) const HIJRI: u32 = 100;

/// The day of the week that a word names, 0 for Sunday.
pub(super) fn weekday(text: &ReadText<'_>, at: usize) -> Option<u32> {
    let word = text.folded(at);
    if word.is_ascii() {
        return english_weekday(text, at);
    }
    let bare = word.strip_prefix(['و', 'ف']).filter(|rest| rest.starts_with("ال")).unwrap_or(word);
    let is_led = at > 0
        && matches!(
            text.folded(at - 1),
            "يوم"
                | "ايام"
                | "ليله"
                | "مساء"
                | "صباح"
                | "فجر"
                | "ظهر"
                | "نهار"
                | "يومي"
                | "كل"
        );
    let (name, is_sure) = match bare.strip_prefix("ال").or(bare.strip_prefix("لل")) {
        Some(name) => (name, is_led),
        None => (bare, false),
    };
    let is_definite = name.len() < bare.len();
    let day = match name {
        // أحد and اثنين are numbers first.
        "احد" if is_led || is_definite => 0,
        "اثنين" if is_led || is_definite => 1,
        "ثلاثاء" => 2,
        "اربعاء" => 3,
        "خميس" if is_led || is_definite => 4,
        "جمعه" if is_led || is_definite => 5,
        "سبت" if is_led || is_definite => 6,
        _ => return None,
    };
    // الاثنين is “the two” unless a day is spoken of.
    (day != 1 || is_sure || is_led || at == 0).then_some(day)
}

fn english_weekday(text: &ReadText<'_>, at: usize) -> Option<u32> {
    const DAYS: [&str; 7] =
        ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
    if !text.words[at].is_capitalised() {
        return None;
    }
    let word = text.folded(at);
    let day = word.strip_suffix("'s").or(word.strip_suffix("’s")).unwrap_or(word);
    let day = if day.len() > 6 { day.strip_suffix('s').unwrap_or(day) } else { day };
    DAYS.iter().position(|name| *name == day).and_then(|day| u32::try_from(day).ok())
}

/// The Hijri month named at a word, 1–12, and the words its name takes.
pub(super) fn hijri_month(text: &ReadText<'_>, at: usize) -> Option<(u32, usize)> {
    let (first, second) = (text.folded(at), text.folded(at + 1));
    let first = first.strip_prefix(['ب', 'و', 'ل']).filter(|rest| rest.len() > 6).unwrap_or(first);
    let is_second = |word: &str| {
        matches!(word, "ii" | "الاخر" | "الاخره" | "الثاني" | "الثانيه" | "al-thani" | "thani")
    };
    let month = match first {
        "muharram" | "محرم" | "المحرم" => 1,
        "safar" | "صفر" if is_dated(text, at, 1) => 2,
        "ربيع" if matches!(second, "الاول" | "الاخر" | "الثاني") => {
            return Some((if second == "الاول" { 3 } else { 4 }, 2));
        }
        "rabi" if is_dated(text, at, 3) => return Some((if is_second(second) { 4 } else { 3 }, 1)),
        "جمادي" => return Some((if is_second(second) { 6 } else { 5 }, 2)),
        "jumada" => return Some((if is_second(second) { 6 } else { 5 }, 1)),
        "rajab" | "رجب" if is_dated(text, at, 1) => 7,
        "sha'ban" | "sha’ban" | "shaban" | "شعبان" => 8,
        "ramadan" | "ramadhan" | "رمضان" => 9,
        "shawwal" | "شوال" => 10,
        "ذي" | "ذو" => return dhu(second.strip_prefix("ال").unwrap_or(second)),
        "dhu" | "dhul" => {
            let name = if matches!(second, "al" | "l") { text.folded(at + 2) } else { second };
            let used = if matches!(second, "al" | "l") { 3 } else { 2 };
            return dhu(name).map(|(month, _)| (month, used));
        }
        _ => return None,
    };
    Some((month, 1))
}

fn dhu(name: &str) -> Option<(u32, usize)> {
    match name {
        "قعده" => Some((11, 2)),
        "حجه" => Some((12, 2)),
        name if name.starts_with("qi") || name.starts_with("qa") => Some((11, 2)),
        name if name.starts_with("hij") || name.starts_with("haj") => Some((12, 2)),
        _ => None,
    }
}

/// Whether a number stands beside a name that is other things too: صفر is zero, رجب a man.
fn is_dated(text: &ReadText<'_>, at: usize, reach: usize) -> bool {
    let is_number = |at: usize| text.words.get(at).is_some_and(|word| word.is_number());
    (at > 0 && is_number(at - 1))
        || (at + 1..=at + reach).any(is_number)
        || (at > 0 && text.folded(at - 1) == "شهر")
}
