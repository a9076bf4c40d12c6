//! Reading a ladder with the two texts that its indices point into, a segment a line.

use std::path::Path;

use crate::error::{Fault, FaultKind, Result};
use crate::exchange::fault::{located, syntax};
use crate::exchange::input::{Beginning, TextInput, failure, open};
use crate::exchange::lines::Lines;
use crate::exchange::sink::{UnitPosition, UnitSink};
use crate::model::{Language, Pair, Score, Side, Status, Unit, UnitText};
use crate::text::plain_text_encoding;

/// Segments of one bead beyond which a ladder is broken.
const LARGEST_BEAD: u64 = 10_000;

/// Where a bead begins, and its score.
#[derive(Clone, Copy)]
struct Rung {
    indices: Pair<u64>,
    score: f64,
}

/// Reads a ladder and the two texts that the options name.
///
/// # Errors
/// When the texts are not given or are shorter than the ladder, when a line is not a rung, when the options
/// do not name the languages, when reading fails, or those of the sink.
pub fn read_ladder(input: TextInput<'_>, sink: &mut UnitSink<'_>) -> Result<()> {
    let options = sink.options;
    let paths = options.texts.as_ref().map(Option::as_deref).transpose().ok_or_else(|| {
        let what = "the ladder holds only indices";
        let hint = "name the texts with --source-text and --target-text";
        sink.error(None, Fault::new(FaultKind::Incomplete, what, hint))
    })?;
    let languages = sink.languages(1, Pair::default())?;
    let mut texts = paths.try_map(TextLines::open)?;
    let mut lines = Lines::of(input);
    let mut before: Option<(u64, Rung)> = None;
    let mut number = 0;
    loop {
        let (path, last) = (sink.path, lines.number());
        let line = lines.next_line().map_err(|error| failure(path, last + 1, error))?;
        let Some((line, text)) = line else { return Ok(()) };
        let text = text.map_err(|fault| sink.error(Some(line), fault))?;
        if text.trim().is_empty() {
            continue;
        }
        let rung = rung(text).ok_or_else(|| {
            let hint = "a rung is two indices and a score, separated by tabs";
            sink.error(Some(line), syntax("this is not a rung of a ladder", hint))
        })?;
        if let Some((begin, bead)) = before.replace((line, rung)) {
            number += 1;
            let position = UnitPosition { line: begin, number, name: None };
            let counts = counts(bead, rung).ok_or_else(|| {
                let hint = "give the ladder of one pair of texts";
                sink.error(Some(line), syntax("the indices go back here", hint))
            })?;
            if counts.any(|count| *count > LARGEST_BEAD) {
                let what = format!("a bead of more than {LARGEST_BEAD} segments begins here");
                let fault =
                    Fault::new(FaultKind::Limit, what, "give the ladder of one pair of texts");
                return Err(sink.error(Some(begin), fault));
            }
            let stretches = bead.indices.zip(counts);
            let texts = texts
                .as_mut()
                .zip(stretches)
                .try_map(|(text, (from, count))| text.take(from, count, line, sink))?;
            match Side::BOTH.into_iter().find(|side| counts[*side] == 0) {
                Some(empty) => sink.skip_omission(&position, empty)?,
                None => sink.add(&position, unit(texts, languages.clone(), bead.score))?,
            }
        }
    }
}

fn unit(texts: Pair<String>, languages: Pair<Language>, score: f64) -> Unit {
    let mut unit = Unit::new(texts.map(UnitText::plain), languages);
    unit.score = Score::new(score);
    unit.status = Status::Auto;
    unit
}

/// How many segments a bead has on each side; none where the next rung is before it.
fn counts(bead: Rung, next: Rung) -> Option<Pair<u64>> {
    next.indices.zip(bead.indices).map(|(next, begin)| next.checked_sub(begin)).transpose()
}

fn rung(line: &str) -> Option<Rung> {
    let mut fields = line.split('\t').map(str::trim);
    let indices = Pair::new(fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    let score = fields.next().map_or(Some(0.0), |score| score.parse().ok())?;
    Some(Rung { indices, score })
}

/// One of the texts, which is read once from beginning to end.
struct TextLines<'a> {
    path: &'a Path,
    lines: Lines<'a>,
    /// The index of the next line.
    next: u64,
}

impl<'a> TextLines<'a> {
    fn open(path: &'a Path) -> Result<Self> {
        let beginning = Beginning::of(Box::new(open(path, None)?));
        let encoding = plain_text_encoding(beginning.head()).0;
        Ok(TextLines { path, lines: Lines::of(beginning.decoded(encoding)), next: 0 })
    }

    /// The lines from an index on, joined. `rung` is the line of the ladder that asks for them.
    fn take(&mut self, from: u64, count: u64, rung: u64, sink: &UnitSink<'_>) -> Result<String> {
        let mut text = String::new();
        while self.next < from + count {
            let line = self.lines.next_line();
            let line = line.map_err(|error| failure(self.path, self.next + 1, error))?;
            let Some((number, line)) = line else {
                let what = format!(
                    "the ladder names line {}, but {} ends after line {}",
                    from + count,
                    self.path.display(),
                    self.next
                );
                let hint = "give the texts that the ladder was made from";
                return Err(sink.error(Some(rung), Fault::new(FaultKind::Incomplete, what, hint)));
            };
            let line = line.map_err(|fault| {
                let place = format!("{}:{number}", self.path.display());
                sink.error(Some(rung), located(place, &fault))
            })?;
            if self.next >= from {
                if !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(line.trim());
            }
            self.next += 1;
        }
        Ok(text)
    }
}
