//! Hunalign's ladder: rungs of indices into two texts, a segment a line.

use std::path::Path;

use crate::error::Result;
use crate::model::{Pair, Score, Status, Unit, UnitText};
use crate::text::plain_text_encoding;

use super::delivery::{Delivery, Place};
use super::input::{Beginning, TextInput, failure, open};
use super::lines::Lines;

/// Segments of one bead beyond which a ladder is broken.
const LARGEST_BEAD: u64 = 10_000;

/// Where a bead begins, and its score.
#[derive(Clone, Copy)]
struct Rung {
    source: u64,
    target: u64,
    score: f64,
}

/// Reads a ladder and the two texts that the options name.
///
/// # Errors
/// When the texts are not given or have fewer lines than the ladder says, when a rung is none, when
/// neither option names a language, when reading fails, or those of the sink.
pub fn read_ladder(input: TextInput<'_>, delivery: &mut Delivery<'_>) -> Result<()> {
    let options = delivery.options;
    let Some((source_path, target_path)) =
        options.source_text.as_ref().zip(options.target_text.as_ref())
    else {
        return Err(delivery.broken(
            None,
            "the ladder holds indices only; give the texts with --source-text and --target-text",
        ));
    };
    let languages = delivery.pair(1, (None, None))?;
    let mut texts = (Text::open(source_path)?, Text::open(target_path)?);
    let mut rungs = Lines::of(input);
    let mut before: Option<(u64, Rung)> = None;
    let mut number = 0;
    loop {
        let (path, last) = (delivery.path, rungs.number());
        let line = rungs.next_line().map_err(|error| failure(path, last + 1, error))?;
        let Some((line, text)) = line else { break };
        let text = text.map_err(|reason| delivery.broken(Some(line), reason))?;
        if text.trim().is_empty() {
            continue;
        }
        let rung = rung(text).ok_or_else(|| {
            delivery.broken(Some(line), "it is no rung of a ladder: two indices and a score")
        })?;
        if let Some((begin, bead)) = before.replace((line, rung)) {
            number += 1;
            let place = Place { line: begin, number, name: None };
            let lengths =
                (rung.source.checked_sub(bead.source), rung.target.checked_sub(bead.target));
            let (Some(sources), Some(targets)) = lengths else {
                return Err(delivery.broken(
                    Some(line),
                    "its indices go back here; give the ladder of one pair of texts",
                ));
            };
            if sources.max(targets) > LARGEST_BEAD {
                let what = format!("a bead of more than {LARGEST_BEAD} segments begins here");
                return Err(delivery.broken(Some(begin), what));
            }
            let source = texts.0.take(bead.source, sources, line, delivery)?;
            let target = texts.1.take(bead.target, targets, line, delivery)?;
            let mut unit = Unit::new(
                Pair::new(source, target).map(UnitText::plain),
                Pair::from(languages.clone()),
            );
            unit.score = Score::new(bead.score);
            unit.status = Status::Auto;
            match (sources, targets) {
                (0, _) => delivery.skip(&place, "an omission: its source is empty")?,
                (_, 0) => delivery.skip(&place, "an omission: its target is empty")?,
                _ => delivery.unit(&place, unit)?,
            }
        }
    }
    Ok(())
}

fn rung(line: &str) -> Option<Rung> {
    let mut fields = line.split('\t').map(str::trim);
    let (source, target) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    let score = fields.next().map_or(Some(0.0), |score| score.parse().ok())?;
    Some(Rung { source, target, score })
}

/// One of the texts, read once from start to end.
struct Text<'a> {
    path: &'a Path,
    lines: Lines<'a>,
    /// The index of the next line.
    next: u64,
}

impl<'a> Text<'a> {
    fn open(path: &'a Path) -> Result<Self> {
        let beginning = Beginning::of(open(path, None)?);
        let encoding = plain_text_encoding(beginning.head()).0;
        Ok(Text { path, lines: Lines::of(beginning.decoded(encoding)), next: 0 })
    }

    /// The text of `count` lines from index `from` on, joined.
    fn take(
        &mut self,
        from: u64,
        count: u64,
        rung: u64,
        delivery: &Delivery<'_>,
    ) -> Result<String> {
        let mut text = String::new();
        while self.next < from + count {
            let line = self.lines.next_line();
            let line = line.map_err(|error| failure(self.path, self.next + 1, error))?;
            let Some((number, line)) = line else {
                let what = format!(
                    "the ladder names line {}, but {} has {}; give the texts that it was made from",
                    from + count,
                    self.path.display(),
                    self.next
                );
                return Err(delivery.broken(Some(rung), what));
            };
            let line = line.map_err(|reason| {
                delivery.broken(Some(rung), format!("{}:{number}: {reason}", self.path.display()))
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
