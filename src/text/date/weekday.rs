//! The names of the days of the week in both languages.

use crate::text::folded::FoldedText;

/// The day of the week that a token names, 0–6 from Sunday.
pub fn weekday_at(text: FoldedText<'_>, at: usize) -> Option<u32> {
    let word = text.folded(at);
    if word.is_ascii() {
        return english_weekday(text, at);
    }
    let bare = word.strip_prefix(['و', 'ف']).filter(|rest| rest.starts_with("ال")).unwrap_or(word);
    let is_led = matches!(
        text.folded_before(at),
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
    let definite = bare.strip_prefix("ال").or(bare.strip_prefix("لل"));
    let is_definite = definite.is_some();
    let day = match definite.unwrap_or(bare) {
        // أحد and اثنين are usually numbers, and الاثنين may be “the two” unless a word for a day precedes.
        "احد" if is_led || is_definite => 0,
        "اثنين" if is_led || (is_definite && at == 0) => 1,
        "ثلاثاء" => 2,
        "اربعاء" => 3,
        "خميس" if is_led || is_definite => 4,
        "جمعه" if is_led || is_definite => 5,
        "سبت" if is_led || is_definite => 6,
        _ => return None,
    };
    Some(day)
}

fn english_weekday(text: FoldedText<'_>, at: usize) -> Option<u32> {
    const DAYS: [&str; 7] =
        ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
    if !text.tokens.get(at)?.is_capitalised() {
        return None;
    }
    let word = text.folded(at);
    let day = word.strip_suffix("'s").or(word.strip_suffix("’s")).unwrap_or(word);
    let day = if day.len() > 6 { day.strip_suffix('s').unwrap_or(day) } else { day };
    DAYS.iter().position(|name| *name == day).and_then(|day| u32::try_from(day).ok())
}
