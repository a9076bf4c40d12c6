//! Reading text in order to compare it: folding, stems, tokens, numbers and dates, names, sentences; and
//! decoding bytes into text.
//!
//! Nothing here changes what is stored. Text is kept as the author typed it, and folded only for
//! comparison.

mod abbreviation;
mod characters;
mod date;
mod encoding;
mod fold;
mod folded;
mod list;
mod name;
mod number;
mod printable;
mod script;
mod sentence;
mod stem;
mod stop;
mod token;
mod words;

pub use characters::character_ranges;
pub use date::{
    Calendar, Date, begins_hijri_month, begins_month, dates_among, find_dates, weekday_at,
};
pub use encoding::{Decoded, decode, plain_text_encoding};
pub use fold::{Tier, count_letters, fold, fold_form, fold_letters, fold_marks, squeeze_space};
pub(crate) use fold::{digit_value, is_invisible_control, is_mark};
pub use folded::{FoldedText, FoldedToken, folded_tokens};
pub use name::{Skeleton, arabic_skeleton, latin_skeleton, name_similarity};
pub(crate) use number::is_per_cent;
pub use number::{
    DigitSet, DigitStyle, Digits, Number, NumberKind, NumberPart, NumberWord, Value, WordKind,
    find_numbers, number_word, numbers_among,
};
pub use printable::{is_unprintable, printable};
pub use script::{Script, dominant_script, script_of};
pub use sentence::split_sentences;
pub use stem::{Stemmer, may_be_forms};
pub use token::{Token, TokenKind, tokens};
pub use words::{Word, Words, may_have_word};
