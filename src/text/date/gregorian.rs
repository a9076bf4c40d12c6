//! The names of the Gregorian months in English and in the Arab countries.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::text::folded::FoldedText;

const ENGLISH: [[&str; 2]; 12] = [
    ["January", "Jan"],
    ["February", "Feb"],
    ["March", "Mar"],
    ["April", "Apr"],
    ["May", "May"],
    ["June", "Jun"],
    ["July", "Jul"],
    ["August", "Aug"],
    ["September", "Sep"],
    ["October", "Oct"],
    ["November", "Nov"],
    ["December", "Dec"],
];

/// Egyptian, Levantine, Algerian and Tunisian, Moroccan and Mauritanian names (Unicode CLDR), and
/// spellings of the United Nations, folded by [`Tier::Letters`](crate::text::Tier::Letters); a name of
/// two words has a space.
const ARABIC: [&[&str]; 12] = [
    &["يناير", "كانون الثاني", "جانفي"],
    &["فبراير", "شباط", "فيفري"],
    &["مارس", "اذار"],
    &["ابريل", "نيسان", "افريل"],
    &["مايو", "ايار", "ماي"],
    &["يونيو", "حزيران", "جوان", "يونيه"],
    &["يوليو", "تموز", "جويليه", "يوليوز", "يوليه"],
    &["اغسطس", "اب", "اوت", "غشت", "اغشت"],
    &["سبتمبر", "ايلول", "شتنبر", "شتمبر"],
    &["اكتوبر", "تشرين الاول"],
    &["نوفمبر", "تشرين الثاني", "نونبر"],
    &["ديسمبر", "كانون الاول", "دجنبر", "دجمبر"],
];

/// The clitics that a month's name may have.
const CLITICS: [&str; 5] = ["", "و", "ف", "ب", "ل"];

/// The month named at a token, 1–12, and the number of tokens that its name takes.
pub fn month_at(text: FoldedText<'_>, at: usize) -> Option<(u32, usize)> {
    let typed = text.typed(at);
    if is_capitalised(typed) {
        return english_month(typed).map(|month| (month, 1));
    }
    let readings = NAMES.arabic.get(text.folded(at))?;
    readings.iter().find_map(|&(second, month)| match second {
        None => Some((month, 1)),
        Some(second) => (text.folded(at + 1) == second).then_some((month, 2)),
    })
}

/// Whether the name of a Gregorian month may begin with a word, as typed and folded by
/// [`Tier::Letters`](crate::text::Tier::Letters).
pub fn begins_month(typed: &str, folded: &str) -> bool {
    if is_capitalised(typed) {
        english_month(typed).is_some()
    } else {
        NAMES.arabic.contains_key(folded)
    }
}

/// Whether a folded month's name is often something else: a verb (may, march, مارس) or “father” (أب).
pub fn is_ambiguous(folded: &str) -> bool {
    let bare = folded.strip_prefix(['و', 'ف']).unwrap_or(folded);
    matches!(bare, "may" | "mar" | "march" | "اب" | "ماي" | "مارس" | "اوت")
}

/// Whether a month's name is an abbreviation, so that a full stop may follow: Oct.
pub fn is_abbreviation(typed: &str) -> bool {
    typed == "Sept" || ENGLISH.iter().any(|[long, short]| *short == typed && long != short)
}

/// Whether the word before an ambiguous name shows that it is a month: in May, شهر آب.
pub fn is_led(text: FoldedText<'_>, at: usize) -> bool {
    const ENGLISH: [&str; 15] = [
        "in", "by", "since", "until", "till", "during", "early", "late", "mid", "last", "next",
        "every", "of", "from", "between",
    ];
    const ARABIC: [&str; 12] = [
        "في",
        "شهر",
        "منذ",
        "حتي",
        "خلال",
        "بحلول",
        "اوايل",
        "اواخر",
        "نهايه",
        "بدايه",
        "مطلع",
        "منتصف",
    ];
    let leads: &[&str] = match text.folded(at) {
        "may" | "march" => &ENGLISH,
        "اب" | "ماي" | "مارس" | "اوت" => &ARABIC,
        _ => &[],
    };
    leads.contains(&text.folded_before(at))
}

fn is_capitalised(typed: &str) -> bool {
    typed.starts_with(|c: char| c.is_ascii_uppercase())
}

fn english_month(typed: &str) -> Option<u32> {
    NAMES.english.get(typed.trim_end_matches('.')).copied()
}

/// The months by their names.
struct Names {
    english: FxHashMap<&'static str, u32>,
    /// The first word of each name, bare and with each clitic; then the second word, if there is one, and
    /// the month.
    arabic: FxHashMap<String, Vec<(Option<&'static str>, u32)>>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let english = (1u32..).zip(ENGLISH).flat_map(|(month, names)| names.map(|name| (name, month)));
    let mut names =
        Names { english: english.chain([("Sept", 9)]).collect(), arabic: FxHashMap::default() };
    for (month, spellings) in (1u32..).zip(ARABIC) {
        for name in spellings {
            let (first, second) = match name.split_once(' ') {
                Some((first, second)) => (first, Some(second)),
                None => (*name, None),
            };
            // With a clitic, اب is too short to be told from other words.
            let clitics: &[&str] = if first.chars().count() > 2 { &CLITICS } else { &CLITICS[..1] };
            for clitic in clitics {
                names.arabic.entry(format!("{clitic}{first}")).or_default().push((second, month));
            }
        }
    }
    names
});
