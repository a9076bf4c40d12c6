//! The words of which numbers are made, English and Arabic.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::value::Value;

/// One word of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Its number, or that of which it is the ordinal.
    pub value: u64,
    /// How it goes together with others.
    pub kind: PartKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartKind {
    /// 1–10 and English teens.
    Unit,
    /// عشر behind a unit.
    Ten,
    Tens,
    Hundred,
    /// Thousand, million, billion, trillion.
    Scale,
    Ordinal,
}

pub static ENGLISH: LazyLock<HashMap<&'static str, Part>> = LazyLock::new(|| {
    const UNITS: &str = "one two three four five six seven eight nine ten eleven twelve thirteen \
        fourteen fifteen sixteen seventeen eighteen nineteen";
    const ORDINALS: &str = "first second third fourth fifth sixth seventh eighth ninth tenth \
        eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth";
    const TENS: &str = "twenty thirty forty fifty sixty seventy eighty ninety";
    const TENTHS: &str = "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth \
        ninetieth";
    let mut parts = HashMap::new();
    let mut add = |words: &'static str, kind: PartKind, from: u64, step: u64| {
        for (word, count) in words.split_whitespace().zip(0..) {
            parts.insert(word, Part { value: from + step * count, kind });
        }
    };
    add(UNITS, PartKind::Unit, 1, 1);
    add(ORDINALS, PartKind::Ordinal, 1, 1);
    add(TENS, PartKind::Tens, 20, 10);
    add(TENTHS, PartKind::Ordinal, 20, 10);
    add("dozen", PartKind::Unit, 12, 1);
    add("hundred", PartKind::Hundred, 100, 1);
    add("hundredth", PartKind::Ordinal, 100, 1);
    add("thousand", PartKind::Scale, 1_000, 1);
    add("million", PartKind::Scale, 1_000_000, 1);
    add("billion", PartKind::Scale, 1_000_000_000, 1);
    add("trillion", PartKind::Scale, 1_000_000_000_000, 1);
    parts
});

/// Arabic number words folded by [`Tier::Letters`](crate::text::Tier::Letters), without clitics.
pub static ARABIC: LazyLock<HashMap<&'static str, Part>> = LazyLock::new(|| {
    use PartKind::{Hundred, Ordinal, Scale, Ten, Tens, Unit};
    const TABLE: [(PartKind, u64, &str); 47] = [
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
        (Hundred, 100, "ميه مايه"),
        (Hundred, 200, "ميتان ميتين مايتان مايتين ميتا ميتي مايتا مايتي"),
        (Hundred, 300, "ثلاثمايه ثلاثميه"),
        (Hundred, 400, "اربعمايه اربعميه"),
        (Hundred, 500, "خمسمايه خمسميه"),
        (Hundred, 600, "ستمايه ستميه"),
        (Hundred, 700, "سبعمايه سبعميه"),
        (Hundred, 800, "ثمانمايه ثمانميه ثمانيمايه"),
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
            words.split(' ').map(move |word| (word, Part { value, kind }))
        })
        .collect()
});

/// Words that are no numbers but stand for some, folded, without clitics.
pub static HINTS: LazyLock<HashMap<&'static str, Vec<Value>>> = LazyLock::new(|| {
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
    let mut hints: HashMap<&'static str, Vec<Value>> = HashMap::new();
    for (words, values) in TABLE {
        for word in words.split(' ') {
            hints.entry(word).or_default().extend(values.split(' ').filter_map(Value::parse));
        }
    }
    hints
});
