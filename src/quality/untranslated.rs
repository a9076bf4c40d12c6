//! Source text that was copied to the target untranslated.
//!
//! Names, code, commands and numbers are the same in every language. Copied text counts only if it is
//! language: words in small letters that a dictionary has.

use std::ops::Range;

use super::code::{Code, Severity};
use super::evidence::Knowledge;
use super::finding::Finding;
use super::reading::{ReadPair, ReadText};
use crate::model::Side;
use crate::text::{FoldedToken, Script, TokenKind};

/// From this many copied words in a row on, they are not a name.
const SHORTEST_RUN: usize = 3;

/// From this many words on, a text is more than a label.
const SENTENCE: usize = 4;

/// First words of command lines.
const COMMANDS: [&str; 26] = [
    "git", "npm", "npx", "yarn", "pip", "pip3", "cargo", "sudo", "apt", "apt-get", "docker",
    "curl", "wget", "cd", "ls", "mkdir", "cp", "mv", "rm", "ssh", "make", "python", "python3",
    "node", "brew", "kubectl",
];

/// English words that rarely occur in names in small letters.
const SMALL_WORDS: [&str; 40] = [
    "the", "a", "an", "of", "to", "in", "on", "at", "by", "for", "and", "or", "but", "with",
    "from", "is", "are", "was", "were", "be", "been", "it", "this", "that", "these", "as", "his",
    "her", "their", "its", "we", "they", "you", "your", "not", "has", "have", "had", "because",
    "will",
];

/// Looks for source text in the target; returns whether all of the target is source text.
pub(super) fn check_untranslated(
    pair: &ReadPair<'_>,
    knowledge: &Knowledge,
    findings: &mut Vec<Finding>,
) -> bool {
    if pair.source.language.primary() == pair.target.language.primary() {
        return false;
    }
    if is_copy(&pair.source, &pair.target) {
        let is_language = match own_script(&pair.source) {
            Some(Script::Arabic) => pair.source.letters.arabic > 0,
            _ => is_english_text(&pair.source, knowledge),
        };
        if is_language {
            let whole = 0..pair.target.text.len();
            let finding = Finding::new(Code::Untranslated, "the target is the same as the source");
            // A label may be a name.
            let is_label = pair.source.words.len() < SENTENCE;
            let severity = if is_label { Severity::Warning } else { Severity::Error };
            findings.push(finding.at_most(severity).at(Side::Target, vec![whole]));
        }
        return is_language;
    }
    let runs = copied_runs(pair);
    if !runs.is_empty() {
        let texts: Vec<&str> = runs.iter().map(|range| pair.target.at(range)).collect();
        let message = format!("left untranslated: {}", super::reading::quoted(texts));
        let finding = Finding::new(Code::Untranslated, message).at_most(Severity::Warning);
        findings.push(finding.at(Side::Target, runs));
    }
    false
}

fn own_script(text: &ReadText<'_>) -> Option<Script> {
    if text.language.has_arabic_script() {
        Some(Script::Arabic)
    } else {
        (text.language.is_english()).then_some(Script::Latin)
    }
}

/// Whether the words of both sides are the same.
fn is_copy(source: &ReadText<'_>, target: &ReadText<'_>) -> bool {
    source.letters.total() > 0
        && source.words.len() == target.words.len()
        && source.words.iter().zip(&target.words).all(|(a, b)| a.folded == b.folded)
}

/// Whether a text is English rather than a name, a command or code.
fn is_english_text(text: &ReadText<'_>, knowledge: &Knowledge) -> bool {
    if text.folded(0).is_empty() || is_command(text) {
        return false;
    }
    let words: Vec<&FoldedToken<'_>> =
        text.words.iter().filter(|word| word.script() == Some(Script::Latin)).collect();
    if words
        .iter()
        .any(|word| !word.is_capitalised() && SMALL_WORDS.contains(&word.folded.as_ref()))
    {
        return true;
    }
    let has_odd = text.words.iter().any(|word| is_odd(word));
    !words.is_empty() && !has_odd && words.iter().all(|word| is_ordinary(word, knowledge))
}

fn is_command(text: &ReadText<'_>) -> bool {
    COMMANDS.contains(&text.words[0].token.text)
        || [" --", "$ ", "=\"", "();", "/>", "::", "{}"].iter().any(|sign| text.text.contains(sign))
}

/// Whether a token is not a word of a language: an address, or letters with digits or capitals inside.
fn is_odd(word: &FoldedToken<'_>) -> bool {
    match word.token.kind {
        TokenKind::Address => true,
        TokenKind::Number => false,
        TokenKind::Word(_) => {
            let rest = word.token.text.chars().skip(1);
            rest.into_iter().any(|c| c.is_uppercase() || c.is_numeric() || matches!(c, '.' | '_'))
        }
    }
}

/// Whether the lexicon has an Arabic translation of a word; of a name it has only the transliteration.
fn is_ordinary(word: &FoldedToken<'_>, knowledge: &Knowledge) -> bool {
    const SEEN: f64 = 8.0;
    const SURE: f64 = 0.08;
    let stem = knowledge.english.stem(&word.folded);
    let skeleton = crate::text::latin_skeleton(&word.folded);
    knowledge.count(&stem, false) >= SEEN
        && knowledge.translations(&stem, false).first().is_some_and(|(translation, probability)| {
            let arabic = crate::text::arabic_skeleton(translation);
            let sounds_alike = crate::text::name_similarity(&skeleton, &arabic) >= 0.7;
            !translation.is_ascii() && *probability >= SURE && !sounds_alike
        })
}

/// The parts of the target in the script of the source that the source has word for word and that have
/// small words in them.
fn copied_runs(pair: &ReadPair<'_>) -> Vec<Range<usize>> {
    let Some(script) = own_script(&pair.source) else { return Vec::new() };
    let target = &pair.target;
    let mut found = Vec::new();
    let mut at = 0;
    while at < target.words.len() {
        let length = run_length(target, at, script);
        if length >= SHORTEST_RUN {
            let words = &target.words[at..at + length];
            let range = words[0].token.range.start..words[length - 1].token.range.end;
            let is_set_off = is_quoted(target.text, &range);
            if !is_set_off && is_language(words, script) && is_in(words, &pair.source) {
                found.push(range);
            }
        }
        at += length.max(1);
    }
    found
}

/// The number of words of a script in a row.
fn run_length(text: &ReadText<'_>, at: usize, script: Script) -> usize {
    let is_one = |word: &FoldedToken<'_>| word.script() == Some(script);
    let mut length = 0;
    while text.words.get(at + length).is_some_and(is_one) {
        length += 1;
        if text.gap_after(at + length - 1) != " " {
            break;
        }
    }
    length
}

fn is_language(words: &[FoldedToken<'_>], script: Script) -> bool {
    let is_small = |word: &FoldedToken<'_>| {
        !word.is_capitalised() && SMALL_WORDS.contains(&word.folded.as_ref())
    };
    script == Script::Arabic
        || (words.iter().any(is_small)
            && words.iter().filter(|word| !word.is_capitalised()).count() * 2 >= words.len())
}

/// Whether the source has most of the words in the same order; one may be separated from its prefix.
fn is_in(words: &[FoldedToken<'_>], source: &ReadText<'_>) -> bool {
    let has =
        |word: &&FoldedToken<'_>| source.words.iter().any(|other| other.folded == word.folded);
    words.iter().filter(has).count() * 3 >= words.len() * 2
}

fn is_quoted(text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].trim_end().chars().next_back();
    let after = text[range.end..].trim_start().chars().next();
    let opens = |c: char| matches!(c, '"' | '“' | '«' | '(' | '`' | '\'' | '‘' | '[' | '<' | '”');
    let closes = |c: char| matches!(c, '"' | '”' | '»' | ')' | '`' | '\'' | '’' | ']' | '>' | '“');
    before.is_some_and(opens)
        && after.is_some_and(|c| closes(c) || matches!(c, '.' | ',' | '!' | '?'))
}
