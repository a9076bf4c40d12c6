use super::*;

fn values(text: &str) -> Vec<String> {
    find_numbers(text)
        .iter()
        .filter(|number| !number.is_vague)
        .filter_map(|number| number.value().map(|value| value.to_string()))
        .collect()
}

/// The kinds of the numbers of a text, each with the text it takes.
fn kinds(text: &str) -> Vec<(NumberKind, &str)> {
    find_numbers(text).into_iter().map(|number| (number.kind, &text[number.range])).collect()
}

#[test]
fn one_value_in_every_digit_system() {
    for text in ["4,500", "٤٥٠٠", "٤٬٥٠٠", "۴۵۰۰", "4500.00", "4'500", "4 500"] {
        assert_eq!(values(text), ["4500"], "{text}");
    }
    assert_eq!(values("1.234,5 و ١٬٢٣٤٫٥ or 1٬234.5"), ["1234.5", "1234.5", "1234.5"]);
}

#[test]
fn an_ambiguous_separator_has_two_readings() {
    let lebanese = &find_numbers("1.234")[0];
    let english = &find_numbers("1,234")[0];
    assert!(lebanese.matches(english));
    assert_eq!((lebanese.kind, english.kind), (NumberKind::Decimal, NumberKind::Grouped));
    assert!(!find_numbers("1.5")[0].matches(&find_numbers("15")[0]));
}

#[test]
fn what_stands_together_is_one_number() {
    use NumberKind::{Date, Decimal, Grouped, Ordinal, Plain, Sequence, Time};
    for (text, kind) in [
        ("192.168.1.10", Sequence),
        ("4.2.1", Sequence),
        ("٤.٢.١", Sequence),
        ("05.11.2025", Date),
        ("15/06/2021", Date),
        ("2019-11-30", Date),
        ("6:40", Time),
        ("17:05:30", Time),
        ("21st", Ordinal),
        ("7.9 million", Decimal),
        ("18 000 000", Grouped),
        ("1.234.567", Grouped),
        ("4.2", Decimal),
        ("1998", Plain),
    ] {
        assert_eq!(kinds(text), [(kind, text)], "{text}");
    }
    for (text, parts) in [("1:2", 2), ("40/50/2021", 3), ("12;5", 1), ("25:61", 2)] {
        assert_eq!(kinds(text).len(), parts, "{text}");
    }
}

#[test]
fn the_parts_of_a_sequence_have_their_places() {
    let text = "في ١٢/٠٨/٢٠١٤";
    let date = &find_numbers(text)[0];
    let parts: Vec<(u64, &str)> = date
        .parts
        .iter()
        .map(|part| (part.value.as_whole().unwrap(), &text[part.start..part.start + 4]))
        .collect();
    assert_eq!(parts, [(12, "١٢"), (8, "٠٨"), (2014, "٢٠")]);
}

#[test]
fn scale_words_multiply() {
    assert_eq!(values("7.9 million"), values("٧٫٩ ملايين"));
    assert_eq!(values("31 مليار متر"), ["31000000000"]);
    assert_eq!(values("15 thousand"), values("١٥ ألف"));
    assert_eq!(values("$5m"), ["5000000"]);
    assert_eq!(values("$5 bn"), ["5000000000"]);
    assert_eq!(values("5 m"), ["5"]);
    assert!(find_numbers("800m")[0].readings.contains(&Value::whole(800)));
}

#[test]
fn cardinals_in_words_are_read_whole() {
    for (text, value) in [
        ("twenty-five ships", "25"),
        ("three hundred and fifty thousand", "350000"),
        ("two million", "2000000"),
        ("two dozen eggs", "24"),
        ("a hundred", "100"),
        ("خمسة وعشرون بحاراً", "25"),
        ("لخمسٍ وعشرين سنة", "25"),
        ("ثلاثة عشر عاماً", "13"),
        ("ثلاث عشرة نخلة", "13"),
        ("بستة ملايين", "6000000"),
        ("لاثنين وثلاثين مورداً", "32"),
        ("اثنا عشر حزباً", "12"),
        ("أحد عشر شهراً", "11"),
        ("إحدى عشرة سنة", "11"),
        ("مئتان", "200"),
        ("مئة عام", "100"),
        ("ثلاثمائة مخطوطة", "300"),
        ("ثلاث مئة وخمسون ألف", "350000"),
        ("الثلاثين من العمر", "30"),
        ("مئة وخمسة وعشرون", "125"),
        ("ألف وتسعمائة وستة وتسعون", "1996"),
        ("ألفان وخمسمئة", "2500"),
        ("مليون ومئتا ألف", "1200000"),
        ("خمسة و عشرون", "25"),
        ("ست مئة ألف وألف وسبع مئة وثلاثون", "601730"),
    ] {
        assert_eq!(values(text), [value], "{text}");
        assert_eq!(find_numbers(text)[0].kind, NumberKind::Words, "{text}");
    }
}

#[test]
fn ordinals_in_words_are_read_whole() {
    for (text, value) in [
        ("the twenty-first", "21"),
        ("Fifty-second", "52"),
        ("الثاني والخمسون", "52"),
        ("المادة الثانية والخمسين", "52"),
        ("الحادي عشر", "11"),
        ("الثانية عشرة", "12"),
        ("الحادي والعشرين من", "21"),
        ("القرن التاسع عشر", "19"),
        ("الثانية عشرة بعد المائة", "112"),
    ] {
        assert_eq!(values(text), [value], "{text}");
        assert_eq!(find_numbers(text)[0].kind, NumberKind::Ordinal, "{text}");
    }
}

#[test]
fn what_may_count_nothing_is_vague() {
    for text in ["no one came", "يوم الاثنين", "ألف", "thousand"] {
        assert!(find_numbers(text).iter().all(|number| number.is_vague), "{text}");
    }
    assert_eq!(values("بعد اثنين"), ["2"]);
    assert_eq!(values("لست أدري"), Vec::<String>::new());
}

#[test]
fn per_cent_is_not_a_hundred() {
    assert_eq!(values("40 في المئة"), ["40"]);
    assert_eq!(values("أربعون بالمائة"), ["40"]);
    assert_eq!(values("خمسة بالمئة"), ["5"]);
    assert_eq!(values("مئة في المئة"), ["100"]);
    assert_eq!(values("five per cent"), ["5"]);
}

#[test]
fn bidirectional_controls_do_not_hide_a_number() {
    let date = "12\u{202A}/\u{202C}08\u{202A}/\u{202C}2014";
    assert_eq!(kinds(date), [(NumberKind::Date, date)]);
    assert_eq!(values("٤\u{200F}٬٥٠٠"), ["4500"]);
}

#[test]
fn the_style_says_how_it_is_written() {
    let style = |text: &str| find_numbers(text)[0].style.unwrap();
    assert_eq!(style("1.234,5").grouping_mark, Some('.'));
    assert_eq!(style("1.234,5").decimal_mark, Some(','));
    assert_eq!(style("٣٫٥").digits, DigitSet::ArabicIndic);
    assert_eq!(style("18 000").grouping_mark, Some(' '));
    assert!(find_numbers("seven")[0].is_in_words());
}

proptest::proptest! {
    /// No text breaks the reader; numbers are in order and within the text.
    #[test]
    fn any_text_can_be_read(text in "\\PC{0,40}|[0-9٠-٩.,٫٬/:' -]{0,24}|(مئة|ألف|خمسة|و| |عشر|twenty|-|five|thousand|and|مليون|الثاني){0,12}") {
        let mut end = 0;
        for number in find_numbers(&text) {
            proptest::prop_assert!(number.range.start >= end && text.get(number.range.clone()).is_some());
            end = number.range.end;
        }
    }
}
