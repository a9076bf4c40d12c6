//! A small article whose sentences plainly belong to each other, one by one.

pub const ENGLISH: [&str; 8] = [
    "The market opened on 3 May 2011.",
    "Forty traders came on the first day, and 12 of them sold only spices.",
    "A narrow street leads from the square to the old gate.",
    "The roof was repaired twice, in 1998 and in 2007.",
    "Nobody remembers who built the fountain in the middle.",
    "On Fridays the square fills with 500 visitors.",
    "The baker gives away the last loaves before sunset.",
    "His shop has the number 27.",
];

pub const ARABIC: [&str; 8] = [
    "فُتح السوق في 3 مايو 2011.",
    "جاء أربعون تاجراً في اليوم الأول، وكان 12 منهم يبيعون التوابل وحدها.",
    "يقود شارع ضيق من الساحة إلى البوابة القديمة.",
    "رُمّم السقف مرتين، في عام 1998 وفي عام 2007.",
    "لا يذكر أحد من الذي بنى النافورة في الوسط.",
    "تمتلئ الساحة يوم الجمعة بنحو 500 زائر.",
    "يوزع الخباز آخر الأرغفة قبل غروب الشمس.",
    "يحمل دكانه الرقم 27.",
];

pub fn english() -> String {
    as_paragraphs(&ENGLISH)
}

pub fn arabic() -> String {
    as_paragraphs(&ARABIC)
}

/// The sentences as paragraphs of plain text.
pub fn as_paragraphs(sentences: &[&str]) -> String {
    sentences.iter().map(|sentence| format!("{sentence}\n\n")).collect()
}

/// The English article with sentence `index` replaced.
pub fn english_with(index: usize, sentence: &str) -> String {
    let mut sentences = ENGLISH;
    sentences[index] = sentence;
    as_paragraphs(&sentences)
}
