//! The words that numbers are made of, English and Arabic.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// One word of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberWord {
    /// The number that it names or is the ordinal of.
    pub value: u64,
    /// How it combines with other words.
    pub kind: WordKind,
}

/// How a word combines with other words of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordKind {
    /// 1–10, and the English teens.
    Unit,
    /// عشر and عشرة, which form a teen with the unit before them.
    Ten,
    /// 20–90.
    Tens,
    /// 12, which may be multiplied: two dozen.
    Dozen,
    /// 100; in Arabic also 200–900.
    Hundred,
    /// Thousand, million, billion, trillion; in Arabic also two of each.
    Scale,
    /// First to tenth, and the ordinals of larger numbers that are one word.
    Ordinal,
}

/// A number of one word or several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WordNumber {
    /// Its value, or the number that it is the ordinal of.
    pub value: u64,
    /// The number of tokens that it takes.
    pub used: usize,
    /// Whether it is an ordinal.
    pub is_ordinal: bool,
    /// Whether it may not count anything, as is often so with one, a thousand and الاثنين (Monday).
    pub is_vague: bool,
}

/// Looks up an English word of a number, in lower case.
pub fn english_word(word: &str) -> Option<NumberWord> {
    ENGLISH.get(word).copied()
}

/// Looks up an Arabic word of a number, folded by [`Tier::Letters`](crate::text::Tier::Letters) and without
/// clitics.
pub fn bare_arabic_word(word: &str) -> Option<NumberWord> {
    ARABIC.get(word).copied()
}

type Words = LazyLock<FxHashMap<&'static str, NumberWord>>;

static ENGLISH: Words = LazyLock::new(|| {
    const UNITS: &str = "one two three four five six seven eight nine ten eleven twelve thirteen \
        fourteen fifteen sixteen seventeen eighteen nineteen";
    const ORDINALS: &str = "first second third fourth fifth sixth seventh eighth ninth tenth \
        eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth";
    const TENS: &str = "twenty thirty forty fifty sixty seventy eighty ninety";
    const TENTHS: &str = "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth \
        ninetieth";
    let mut all = FxHashMap::default();
    let mut add = |words: &'static str, kind: WordKind, from: u64, step: u64| {
        for (word, count) in words.split_whitespace().zip(0..) {
            all.insert(word, NumberWord { value: from + step * count, kind });
        }
    };
    add(UNITS, WordKind::Unit, 1, 1);
    add(ORDINALS, WordKind::Ordinal, 1, 1);
    add(TENS, WordKind::Tens, 20, 10);
    add(TENTHS, WordKind::Ordinal, 20, 10);
    add("dozen", WordKind::Dozen, 12, 1);
    add("hundred", WordKind::Hundred, 100, 1);
    add("hundredth", WordKind::Ordinal, 100, 1);
    add("thousandth", WordKind::Ordinal, 1_000, 1);
    add("thousand", WordKind::Scale, 1_000, 1);
    add("million", WordKind::Scale, 1_000_000, 1);
    add("billion", WordKind::Scale, 1_000_000_000, 1);
    add("trillion", WordKind::Scale, 1_000_000_000_000, 1);
    all
});

static ARABIC: Words = LazyLock::new(|| {
    use WordKind::{Hundred, Ordinal, Scale, Ten, Tens, Unit};
    const TABLE: [(WordKind, u64, &str); 47] = [
        (Unit, 1, "واحد واحده احد احدي"),
        (Unit, 2, "اثنان اثنين اثنتان اثنتين اثنا اثني اثنتا اثنتي"),
        (Unit, 3, "ثلاثه ثلاث"),
        (Unit, 4, "اربعه اربع"),
        (Unit, 5, "خمسه خمس"),
        (Unit, 6, "سته ست"),
        (Unit, 7, "سبعه سبع"),
        (Unit, 8, "ثمانيه ثماني ثمان"),
        (Unit, 9, "تسعه تسع"),
        (Ten, 10, "عشره عشر"),
        (Tens, 20, "عشرون عشرين"),
        (Tens, 30, "ثلاثون ثلاثين"),
        (Tens, 40, "اربعون اربعين"),
        (Tens, 50, "خمسون خمسين"),
        (Tens, 60, "ستون ستين"),
        (Tens, 70, "سبعون سبعين"),
        (Tens, 80, "ثمانون ثمانين"),
        (Tens, 90, "تسعون تسعين"),
        // The hamza of مئة and مائة folds to ي.
        (Hundred, 100, "ميه مايه"),
        (Hundred, 200, "ميتان ميتين مايتان مايتين ميتا ميتي مايتا مايتي"),
        (Hundred, 300, "ثلاثمايه ثلاثميه"),
        (Hundred, 400, "اربعمايه اربعميه"),
        (Hundred, 500, "خمسمايه خمسميه"),
        (Hundred, 600, "ستمايه ستميه"),
        (Hundred, 700, "سبعمايه سبعميه"),
        (Hundred, 800, "ثمانمايه ثمانميه ثمانيمايه ثمانيميه"),
        (Hundred, 900, "تسعمايه تسعميه"),
        (Scale, 1_000, "الف الفا الاف"),
        (Scale, 2_000, "الفان الفين الفي"),
        (Scale, 1_000_000, "مليون مليونا ملايين"),
        (Scale, 2_000_000, "مليونان مليونين مليوني"),
        (Scale, 1_000_000_000, "مليار مليارا مليارات بليون بليونا بلايين"),
        (Scale, 2_000_000_000, "ملياران مليارين ملياري"),
        (Scale, 1_000_000_000_000, "تريليون تريليونا تريليونات ترليون"),
        (Ordinal, 1, "اول اولي اولا حادي حاديه"),
        (Ordinal, 2, "ثاني ثانيه ثانيا ثان"),
        (Ordinal, 3, "ثالث ثالثه ثالثا"),
        (Ordinal, 4, "رابع رابعه رابعا"),
        (Ordinal, 5, "خامس خامسه خامسا"),
        (Ordinal, 6, "سادس سادسه سادسا"),
        (Ordinal, 7, "سابع سابعه سابعا"),
        (Ordinal, 8, "ثامن ثامنه ثامنا"),
        (Ordinal, 9, "تاسع تاسعه تاسعا"),
        (Ordinal, 10, "عاشر عاشره عاشرا"),
        (Ordinal, 20, "عشرينيه"),
        (Ordinal, 100, "ميوي ميويه"),
        (Ordinal, 1_000, "الفيه"),
    ];
    TABLE
        .iter()
        .flat_map(|&(kind, value, words)| {
            words.split(' ').map(move |word| (word, NumberWord { value, kind }))
        })
        .collect()
});
