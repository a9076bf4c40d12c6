//! Arabic numbers in words, with their clitics: خمسة وعشرون, بستة ملايين, الثاني والخمسون.

use super::per_cent::is_per_cent;
use super::tables::{NumberWord, WordKind, WordNumber, bare_arabic_word};
use crate::text::folded::FoldedText;

/// A word of a number with its clitics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArabicWord {
    /// The word without its clitics.
    pub word: NumberWord,
    /// Whether و joins it to the word before.
    pub is_conjoined: bool,
    /// Whether it has a preposition (ب ل ك), as only the first word of a number may.
    pub is_preposed: bool,
}

/// Bytes of the longest word of a number with its clitics, وبالثمانيمائة, and a little more.
const LONGEST: usize = 28;

/// Reads one Arabic word, folded by [`Tier::Letters`](crate::text::Tier::Letters), as a word of a
/// number.
pub fn arabic_word(folded: &str) -> Option<ArabicWord> {
    // “I am not”, not ست with ل.
    if folded.len() > LONGEST || matches!(folded, "لست" | "ولست" | "فلست") {
        return None;
    }
    let with = |word: NumberWord, is_conjoined, is_preposed| ArabicWord {
        word,
        is_conjoined,
        is_preposed,
    };
    if let Some(word) = bare_arabic_word(folded) {
        return Some(with(word, false, false));
    }
    let conjoined = folded.strip_prefix('و');
    let is_conjoined = conjoined.is_some();
    let begun = conjoined.or_else(|| folded.strip_prefix('ف'));
    let rest = begun.unwrap_or(folded);
    if let Some(word) = begun
        .and_then(bare_arabic_word)
        .or_else(|| rest.strip_prefix("ال").and_then(bare_arabic_word))
    {
        return Some(with(word, is_conjoined, false));
    }
    let definite = rest.strip_prefix("لل").and_then(bare_arabic_word);
    let word = definite.or_else(|| {
        let bare = rest.strip_prefix(['ب', 'ل', 'ك'])?;
        bare_arabic_word(bare).or_else(|| bare.strip_prefix("ال").and_then(bare_arabic_word))
    })?;
    Some(with(word, is_conjoined, true))
}

/// Reads the Arabic number in words that begins at a token. Units come before tens, and
/// hundreds are one word or two.
pub fn read_arabic(text: FoldedText<'_>, at: usize) -> Option<WordNumber> {
    let mut sum = Sum::default();
    let mut next = at;
    while let Some((part, used)) = part_at(text, next, next == at) {
        let is_per_cent = part.word.kind == WordKind::Hundred && is_per_cent(text, next);
        if is_per_cent || !sum.add(part, next == at) {
            break;
        }
        next += used;
    }
    // الثانية عشرة بعد المائة
    if sum.is_ordinal
        && text.folded(next) == "بعد"
        && let Some(part) = arabic_word(text.folded(next + 1))
        && matches!(part.word.kind, WordKind::Hundred | WordKind::Scale)
    {
        sum.current += part.word.value;
        next += 2;
    }
    let value = sum.total + sum.current;
    (next > at && value > 0).then(|| WordNumber {
        value,
        used: next - at,
        is_ordinal: sum.is_ordinal,
        is_vague: value < 2 || (next == at + 1 && is_vague_alone(text.folded(at))),
    })
}

/// The word of a number at a token and the number of tokens it takes: two if و is written separately.
fn part_at(text: FoldedText<'_>, at: usize, is_first: bool) -> Option<(ArabicWord, usize)> {
    if is_first {
        return arabic_word(text.folded(at)).map(|part| (part, 1));
    }
    let follows = |at: usize| text.gap_after(at - 1) == " ";
    let is_apart = text.folded(at) == "و" && follows(at);
    let place = at + usize::from(is_apart);
    let part =
        arabic_word(text.folded(place)).filter(|part| !part.is_preposed && follows(place))?;
    let is_conjoined = part.is_conjoined || is_apart;
    Some((ArabicWord { is_conjoined, ..part }, 1 + usize::from(is_apart)))
}

/// Whether a single word may not count anything: ألف is “thousands” as often as “a thousand”, عشر may be the
/// rest of a teen, and الاثنين is more often Monday than “the two”.
fn is_vague_alone(folded: &str) -> bool {
    folded.ends_with("الاثنين")
        || arabic_word(folded)
            .is_some_and(|part| matches!(part.word.kind, WordKind::Scale | WordKind::Ten))
}

/// The sum of the words of a number.
#[derive(Debug, Default)]
struct Sum {
    /// The part that scales have multiplied.
    total: u64,
    /// The part that no scale has multiplied yet.
    current: u64,
    /// The last scale.
    scale: Option<u64>,
    is_ordinal: bool,
}

impl Sum {
    /// Adds a word; returns `false` if it does not belong to this number.
    fn add(&mut self, part: ArabicWord, is_first: bool) -> bool {
        let NumberWord { value, kind } = part.word;
        let is_conjoined = part.is_conjoined && !is_first;
        let rest = self.current % 100;
        match kind {
            WordKind::Unit | WordKind::Hundred | WordKind::Tens | WordKind::Ten if is_first => {
                self.current = value;
            }
            WordKind::Ordinal if is_first => {
                self.current = value;
                self.is_ordinal = true;
            }
            WordKind::Scale if is_first => {
                self.total = value;
                self.scale = Some(value);
            }
            WordKind::Tens if is_conjoined && rest < 10 => self.current += value,
            WordKind::Ten if !is_conjoined && (1..10).contains(&rest) => self.current += value,
            _ if self.is_ordinal => return false,
            WordKind::Ten | WordKind::Unit if is_conjoined && rest == 0 => self.current += value,
            WordKind::Hundred if !is_conjoined && (3..10).contains(&self.current) => {
                self.current *= 100;
            }
            WordKind::Hundred if is_conjoined && self.current == 0 => self.current = value,
            WordKind::Scale if !is_conjoined && (1..1000).contains(&self.current) => {
                self.total = self.total.saturating_add(self.current * value);
                self.scale = Some(value);
                self.current = 0;
            }
            // مليون وألفان
            WordKind::Scale
                if is_conjoined
                    && self.current == 0
                    && self.scale.is_some_and(|scale| value < scale.max(self.total)) =>
            {
                self.total = self.total.saturating_add(value);
                self.scale = Some(value);
            }
            _ => return false,
        }
        true
    }
}
