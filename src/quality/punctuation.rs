//! How each side ends: as a question, an exclamation or a sentence, or without a mark.

use super::code::{Code, Severity};
use super::finding::Finding;
use super::reading::{ReadPair, ReadText};
use crate::model::Side;
use crate::text::is_invisible_control;

/// How a text ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    Question,
    Exclamation,
    Stop,
    Ellipsis,
    Colon,
    Comma,
    /// With a word, without a mark.
    Open,
}

/// How a text ends, without the brackets and quotation marks that close there.
pub(super) fn ending(text: &str) -> Ending {
    let mut found = Ending::Open;
    let mut dots = 0;
    for c in text.chars().rev() {
        let this = match c {
            '?' | '؟' | '⁇' | '⁉' | '⁈' => Ending::Question,
            '!' | '‼' => Ending::Exclamation,
            '…' => Ending::Ellipsis,
            '.' | '。' | '۔' => {
                dots += 1;
                if dots >= 3 { Ending::Ellipsis } else { Ending::Stop }
            }
            ':' => Ending::Colon,
            ',' | '،' | ';' | '؛' => Ending::Comma,
            c if c.is_whitespace() || is_invisible_control(c) || is_closer(c) => continue,
            _ => break,
        };
        found = stronger(found, this);
    }
    found
}

fn is_closer(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '“' | '»' | '›' | ')' | ']' | '}' | '*' | '_' | '`' | '>')
}

fn stronger(a: Ending, b: Ending) -> Ending {
    let rank = |ending: Ending| match ending {
        Ending::Open => 0,
        Ending::Comma => 1,
        Ending::Colon => 2,
        Ending::Stop => 3,
        Ending::Ellipsis => 4,
        Ending::Exclamation => 5,
        Ending::Question => 6,
    };
    if rank(b) > rank(a) { b } else { a }
}

/// Compares the endings of both sides.
pub(super) fn check_endings(pair: &ReadPair<'_>, findings: &mut Vec<Finding>) {
    use Ending::{Ellipsis, Exclamation, Open, Question, Stop};
    let (source, target) = (ending(pair.source.text), ending(pair.target.text));
    let severity = match (source, target) {
        (Question, Question) | (Exclamation, Exclamation) | (Stop, Stop) | (Open, Open) => return,
        (Question, Stop | Open) if may_be_no_question(&pair.source, &pair.target) => return,
        (Stop | Open, Question) if may_be_no_question(&pair.target, &pair.source) => return,
        (Exclamation, Question) if asks(&pair.source) => return,
        (Question, Exclamation) if asks(&pair.target) && !begins_with_why(&pair.target) => return,
        (Question, _) | (_, Question) => Severity::Warning,
        (Exclamation, Stop | Open) | (Stop | Open, Exclamation) => Severity::Note,
        (Stop, Open) if may_lack_stop(&pair.source) => return,
        (Open, Stop) if may_lack_stop(&pair.target) => return,
        (Stop, Open) | (Open, Stop) => Severity::Note,
        (Ellipsis, _) | (_, Ellipsis) => return,
        _ => return,
    };
    let message = format!("the source ends {}, but the target ends {}", name(source), name(target));
    let last = |text: &ReadText<'_>| {
        let end = text.text.trim_end().len();
        let start = text.text[..end].char_indices().next_back().map_or(end, |(at, _)| at);
        let last = start..end;
        vec![last]
    };
    findings.push(
        Finding::new(Code::TerminalPunctuation, message)
            .at_most(severity)
            .at(Side::Source, last(&pair.source))
            .at(Side::Target, last(&pair.target)),
    );
}

fn name(ending: Ending) -> &'static str {
    match ending {
        Ending::Question => "as a question",
        Ending::Exclamation => "with an exclamation mark",
        Ending::Stop => "with a full stop",
        Ending::Ellipsis => "with an ellipsis",
        Ending::Colon => "with a colon",
        Ending::Comma => "with a comma",
        Ending::Open => "without a mark",
    }
}

/// Whether a question may be translated as a statement: a request, or a rhetorical question that denies.
fn may_be_no_question(question: &ReadText<'_>, statement: &ReadText<'_>) -> bool {
    const REQUESTS: [&str; 8] =
        ["please", "could", "would", "can", "will", "فضلك", "فضلكم", "رجاء"];
    const DENIALS: [&str; 14] = [
        "لا", "لم", "لن", "ليس", "ليست", "وليس", "ولا", "ولم", "not", "no", "never", "nobody",
        "nothing", "none",
    ];
    const WONDERS: [&str; 10] =
        ["wonder", "wondered", "asked", "asks", "ask", "whether", "سال", "سالت", "يسال", "تساءل"];
    if statement.has_any(&WONDERS) && !asks(statement) {
        return true;
    }
    if asks(statement) {
        return false;
    }
    let first = question.folded(0);
    REQUESTS.contains(&first)
        || question.has_any(&["please", "فضلك"])
        || (statement.has_any(&DENIALS) && !question.has_any(&DENIALS))
}

/// Whether a text has the form of a question: it begins with an interrogative word.
fn asks(text: &ReadText<'_>) -> bool {
    const ENGLISH: [&str; 30] = [
        "who",
        "what",
        "where",
        "when",
        "why",
        "how",
        "which",
        "whose",
        "is",
        "are",
        "was",
        "were",
        "do",
        "does",
        "did",
        "has",
        "have",
        "had",
        "isn't",
        "aren't",
        "doesn't",
        "didn't",
        "can",
        "isn’t",
        "aren’t",
        "doesn’t",
        "didn’t",
        "won't",
        "won’t",
        "don't",
    ];
    const ARABIC: [&str; 18] = [
        "هل",
        "اين",
        "متي",
        "كيف",
        "لماذا",
        "لم",
        "كم",
        "من",
        "ماذا",
        "ما",
        "اي",
        "ايه",
        "اليس",
        "الا",
        "الم",
        "افلا",
        "وهل",
        "فهل",
    ];
    let first = text.folded(0);
    match text.is_arabic() {
        // لم، من and ما begin statements as often; before a verb they are not interrogative.
        true => ARABIC.contains(&first) && !matches!(first, "لم" | "من" | "ما" | "الا"),
        false => ENGLISH.contains(&first),
    }
}

fn begins_with_why(text: &ReadText<'_>) -> bool {
    matches!(text.folded(0), "لماذا" | "why" | "اين" | "متي" | "كم" | "هل")
}

/// Whether the full stop belongs to an abbreviation, or the text is not a sentence.
fn may_lack_stop(text: &ReadText<'_>) -> bool {
    const ABBREVIATIONS: [&str; 22] = [
        "inc", "ltd", "co", "corp", "jr", "sr", "etc", "p.m", "a.m", "d.c", "u.s", "u.k", "bros",
        "st", "no", "dr", "ph.d", "b.c", "a.d", "الخ", "هـ", "م",
    ];
    let Some(last) = text.words.last() else { return true };
    ABBREVIATIONS.contains(&last.folded.as_ref())
        || (last.token.text.contains('.') && last.token.text.is_ascii())
        || last.token.text.chars().count() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_seen_through_closing_marks() {
        for (text, found) in [
            ("«أين المحطة؟».", Ending::Question),
            ("He left.”", Ending::Stop),
            ("and then...", Ending::Ellipsis),
            ("(page 9).", Ending::Stop),
            ("winter,", Ending::Comma),
            ("Settings", Ending::Open),
            ("أعدتَ؟!", Ending::Question),
        ] {
            assert_eq!(ending(text), found, "{text}");
        }
    }
}
