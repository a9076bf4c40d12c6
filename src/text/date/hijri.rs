//! The names of the months of the Hijri calendar in both languages.

use crate::text::folded::FoldedText;

/// The month named at a token, 1–12, and the number of tokens that its name takes.
pub fn month_at(text: FoldedText<'_>, at: usize) -> Option<(u32, usize)> {
    let first = without_clitic(text.folded(at));
    let month = match first {
        "muharram" | "محرم" | "المحرم" => 1,
        "safar" | "صفر" if is_dated(text, at, 1) => 2,
        "ربيع" => return of_two(text, at, 3).filter(|(_, used)| *used > 1),
        "rabi" if is_dated(text, at, 3) => return of_two(text, at, 3),
        "جمادي" | "jumada" => return of_two(text, at, 5),
        "rajab" | "رجب" if is_dated(text, at, 1) => 7,
        "sha'ban" | "sha’ban" | "shaban" | "شعبان" => 8,
        "ramadan" | "ramadhan" | "رمضان" => 9,
        "shawwal" | "شوال" => 10,
        "ذي" | "ذو" | "dhu" | "dhul" => return dhu(text, at),
        _ => return None,
    };
    Some((month, 1))
}

/// Reads which of two months with the same name is meant; the first if the text does not say.
fn of_two(text: FoldedText<'_>, at: usize, first: u32) -> Option<(u32, usize)> {
    let article = usize::from(text.folded(at + 1) == "al");
    let used = 2 + article;
    match text.folded(at + 1 + article) {
        "i" | "awwal" | "ula" | "الاول" | "الاولي" => Some((first, used)),
        "ii" | "thani" | "thaniyah" | "akhir" | "akhirah" | "akhira" => Some((first + 1, used)),
        "الاخر" | "الاخره" | "الثاني" | "الثانيه" => {
            Some((first + 1, used))
        }
        _ => Some((first, 1)),
    }
}

/// Reads ذو القعدة or ذو الحجة.
fn dhu(text: FoldedText<'_>, at: usize) -> Option<(u32, usize)> {
    let article = usize::from(matches!(text.folded(at + 1), "al" | "l"));
    let name = text.folded(at + 1 + article);
    let name = name.strip_prefix("ال").unwrap_or(name);
    let begins = |starts: [&str; 2]| starts.iter().any(|start| name.starts_with(start));
    let month = if name == "قعده" || begins(["qi", "qa"]) {
        11
    } else if name == "حجه" || begins(["hij", "haj"]) {
        12
    } else {
        return None;
    };
    Some((month, 2 + article))
}

/// Whether the name of a Hijri month may begin with a word folded by
/// [`Tier::Letters`](crate::text::Tier::Letters).
pub fn begins_hijri_month(folded: &str) -> bool {
    matches!(
        without_clitic(folded),
        "muharram"
            | "محرم"
            | "المحرم"
            | "safar"
            | "صفر"
            | "ربيع"
            | "rabi"
            | "جمادي"
            | "jumada"
            | "rajab"
            | "رجب"
            | "sha'ban"
            | "sha’ban"
            | "shaban"
            | "شعبان"
            | "ramadan"
            | "ramadhan"
            | "رمضان"
            | "shawwal"
            | "شوال"
            | "ذي"
            | "ذو"
            | "dhu"
            | "dhul"
    )
}

fn without_clitic(folded: &str) -> &str {
    folded.strip_prefix(['ب', 'و', 'ل']).filter(|rest| rest.len() > 6).unwrap_or(folded)
}

/// Whether there is a number or the word “month” beside a name that also means other things: صفر is zero,
/// and رجب a man's name.
fn is_dated(text: FoldedText<'_>, at: usize, reach: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| text.is_number(before))
        || (at + 1..=at + reach).any(|at| text.is_number(at))
        || text.folded_before(at) == "شهر"
}
