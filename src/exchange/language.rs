//! The languages that files name, in all the ways they name them.

use crate::model::Language;

/// Codes of ISO 639-2 (both its lists), each with the two-letter code of ISO 639-1: BCP 47 wants the
/// shorter, and a memory must not hold a language under two names.
const THREE_LETTERS: &str = "aar aa abk ab afr af aka ak alb sq sqi sq amh am ara ar arg an arm hy \
    hye hy asm as ava av ave ae aym ay aze az bak ba bam bm baq eu eus eu bel be ben bn bis bi bod bo \
    tib bo bos bs bre br bul bg bur my mya my cat ca ces cs cze cs cha ch che ce chi zh zho zh chu cu \
    chv cv cor kw cos co cre cr cym cy wel cy dan da deu de ger de div dv dut nl nld nl dzo dz ell el \
    gre el eng en epo eo est et ewe ee fao fo fas fa per fa fij fj fin fi fra fr fre fr fry fy ful ff \
    geo ka kat ka gla gd gle ga glg gl glv gv grn gn guj gu hat ht hau ha heb he her hz hin hi hmo ho \
    hrv hr hun hu ibo ig ice is isl is ido io iii ii iku iu ile ie ina ia ind id ipk ik ita it jav jv \
    jpn ja kal kl kan kn kas ks kau kr kaz kk khm km kik ki kin rw kir ky kom kv kon kg kor ko kua kj \
    kur ku lao lo lat la lav lv lim li lin ln lit lt ltz lb lub lu lug lg mac mk mkd mk mah mh mal ml \
    mao mi mri mi mar mr may ms msa ms mlg mg mlt mt mon mn nau na nav nv nbl nr nde nd ndo ng nep ne \
    nno nn nob nb nor no nya ny oci oc oji oj ori or orm om oss os pan pa pli pi pol pl por pt pus ps \
    que qu roh rm ron ro rum ro run rn rus ru sag sg san sa sin si slk sk slo sk slv sl sme se smo sm \
    sna sn snd sd som so sot st spa es srd sc srp sr ssw ss sun su swa sw swe sv tah ty tam ta tat tt \
    tel te tgk tg tgl tl tha th tir ti ton to tsn tn tso ts tuk tk tur tr twi tw uig ug ukr uk urd ur \
    uzb uz ven ve vie vi vol vo wln wa wol wo xho xh yid yi yor yo zha za zul zu";

/// Names of languages in the titles of columns, in lower case.
const NAMES: &[(&str, &str)] = &[
    ("english", "en"),
    ("arabic", "ar"),
    ("modern standard arabic", "ar"),
    ("الإنجليزية", "en"),
    ("الانجليزية", "en"),
    ("إنجليزي", "en"),
    ("انجليزي", "en"),
    ("العربية", "ar"),
    ("عربي", "ar"),
    ("french", "fr"),
    ("german", "de"),
    ("spanish", "es"),
    ("italian", "it"),
    ("portuguese", "pt"),
    ("dutch", "nl"),
    ("russian", "ru"),
    ("turkish", "tr"),
    ("persian", "fa"),
    ("farsi", "fa"),
    ("urdu", "ur"),
    ("pashto", "ps"),
    ("kurdish", "ku"),
    ("hebrew", "he"),
    ("hindi", "hi"),
    ("indonesian", "id"),
    ("chinese", "zh"),
    ("japanese", "ja"),
    ("korean", "ko"),
];

/// Tags that are remembered with their languages; files use two or a few.
const REMEMBERED: usize = 32;

/// The language that a tag names, in any case, with hyphens or underscores, by a code of two letters or
/// three. What locales append (`ar_EG.UTF-8`, `sr@latin`) is ignored.
pub fn language_of_tag(tag: &str) -> Option<Language> {
    let tag = tag.trim();
    let bare = tag.split(['.', '@']).next().unwrap_or(tag);
    let primary = bare.split(['-', '_']).next().unwrap_or(bare);
    if primary.len() == 3 {
        let code = primary.to_ascii_lowercase();
        let mut codes = THREE_LETTERS.split_ascii_whitespace();
        while let (Some(three), Some(two)) = (codes.next(), codes.next()) {
            if three == code {
                return format!("{two}{}", &bare[3..]).parse().ok();
            }
        }
    }
    bare.parse().ok()
}

/// The language that the title of a column names, by a tag or by its name. Only assigned codes count, so
/// that a short word is not taken for one.
pub fn language_of_title(title: &str) -> Option<Language> {
    let title = title.trim().to_lowercase();
    if let Some((_, tag)) = NAMES.iter().find(|(name, _)| *name == title) {
        return tag.parse().ok();
    }
    let language = language_of_tag(&title)?;
    let known = THREE_LETTERS.split_ascii_whitespace().any(|code| code == language.primary());
    let is_short = title.split(['-', '_']).next().is_some_and(|primary| primary.len() <= 3);
    (known && is_short).then_some(language)
}

/// How close a language is to one that was asked for, the closest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LanguageMatch {
    /// Another language.
    Different,
    /// The same language in another region.
    OtherRegion,
    /// The same language, where one of the two has no region.
    AnyRegion,
    /// The same tag.
    Exact,
}

impl LanguageMatch {
    /// How close `language` is to `asked`.
    pub fn of(language: &Language, asked: &Language) -> Self {
        if language == asked {
            LanguageMatch::Exact
        } else if language.primary() != asked.primary() {
            LanguageMatch::Different
        } else if language.as_str() == language.primary() || asked.as_str() == asked.primary() {
            LanguageMatch::AnyRegion
        } else {
            LanguageMatch::OtherRegion
        }
    }
}

/// Whether a language is the one that was asked for; a tag without a region stands for any region.
pub fn is_asked_for(language: &Language, asked: &Language) -> bool {
    LanguageMatch::of(language, asked) >= LanguageMatch::AnyRegion
}

/// The languages of the tags in a file, which uses the same few over and over.
#[derive(Debug, Default)]
pub struct LanguageTags {
    known: Vec<(String, Option<Language>)>,
}

impl LanguageTags {
    /// The language of a tag; none where the text is not a tag.
    pub fn language(&mut self, tag: &str) -> Option<Language> {
        if let Some((_, language)) = self.known.iter().find(|(known, _)| known == tag) {
            return language.clone();
        }
        let language = language_of_tag(tag);
        if self.known.len() == REMEMBERED {
            self.known.remove(0);
        }
        self.known.push((tag.to_owned(), language.clone()));
        language
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_all_kinds_are_read() {
        for (given, tag) in [
            ("EN-us", "en-US"),
            ("en_GB", "en-GB"),
            ("eng", "en"),
            ("ARA", "ar"),
            ("eng-GB", "en-GB"),
            ("ar-Arab-SA", "ar-Arab-SA"),
            ("ar_EG.UTF-8", "ar-EG"),
            ("sr@latin", "sr"),
            ("x-foo", "x-foo"),
            (" fil ", "fil"),
        ] {
            let language = language_of_tag(given);
            assert_eq!(language.as_ref().map(Language::as_str), Some(tag), "{given}");
        }
        for given in ["", "?", "en us", "*all*", "eng\u{e9}"] {
            assert_eq!(language_of_tag(given), None, "{given}");
        }
    }

    #[test]
    fn titles_are_languages_only_where_they_name_one() {
        for (title, tag) in
            [("English", "en"), ("AR-eg", "ar-EG"), ("العربية", "ar"), ("deu", "de")]
        {
            assert_eq!(language_of_title(title).unwrap().as_str(), tag);
        }
        for title in ["cat food", "xq", "text", "source", "note", "and", "سطر"] {
            assert_eq!(language_of_title(title), None, "{title}");
        }
    }

    #[test]
    fn a_tag_without_a_region_stands_for_any_region() {
        let language = |tag: &str| tag.parse::<Language>().unwrap();
        assert!(is_asked_for(&language("en-US"), &language("en")));
        assert!(is_asked_for(&language("ar"), &language("ar-SA")));
        assert!(!is_asked_for(&language("en-US"), &language("en-GB")));
        assert_eq!(
            LanguageMatch::of(&language("en-US"), &language("en-GB")),
            LanguageMatch::OtherRegion
        );
    }
}
