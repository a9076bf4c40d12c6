//! The findings of the checks on gold pairs, which are correct, and on the same pairs with targets shifted
//! by one, which are wrong.

use std::io::Write;

use anyhow::Result;
use rayon::prelude::*;

use super::FolderReport;
use crate::align::evaluate::GoldDocument;
use crate::model::{Language, Pair, SegmentedText};
use crate::quality::{Checks, Severity, Text};
use crate::text::printable;

/// The number of pairs, and of pairs whose worst finding is an error or a warning.
#[derive(Default, Clone, Copy)]
struct Flagged {
    pairs: usize,
    errors: usize,
    warnings: usize,
}

impl Flagged {
    fn add(self, other: Flagged) -> Flagged {
        Flagged {
            pairs: self.pairs + other.pairs,
            errors: self.errors + other.errors,
            warnings: self.warnings + other.warnings,
        }
    }

    fn errors(self) -> f64 {
        100.0 * self.errors as f64 / self.pairs.max(1) as f64
    }

    /// The percentage of pairs with an error or a warning.
    fn flagged(self) -> f64 {
        100.0 * (self.errors + self.warnings) as f64 / self.pairs.max(1) as f64
    }
}

/// Prints a line for each folder and one for all together.
pub fn write_checks(
    reports: &[FolderReport],
    texts: &[Vec<GoldDocument>],
    out: &mut dyn Write,
) -> Result<()> {
    writeln!(
        out,
        "\n{:<14} {:>6} {:>8} {:>9}  {:>15} {:>16}",
        "checks", "pairs", "error %", "flagged %", "shifted: error %", "flagged %"
    )?;
    let checks = Checks::default();
    let mut all = (Flagged::default(), Flagged::default());
    let mut write = |name: &str, (good, shifted): (Flagged, Flagged)| {
        writeln!(
            out,
            "{:<14} {:>6} {:>8.2} {:>9.2}  {:>15.2} {:>16.2}",
            printable(name),
            good.pairs,
            good.errors(),
            good.flagged(),
            shifted.errors(),
            shifted.flagged()
        )
    };
    for (FolderReport { folder, .. }, documents) in reports.iter().zip(texts) {
        let pairs: Vec<Pair<String>> = documents.iter().flat_map(gold_pairs).collect();
        let next = |at: usize| pairs[(at + 1) % pairs.len()].target.clone();
        let shifted: Vec<Pair<String>> = pairs
            .iter()
            .enumerate()
            .map(|(at, pair)| Pair::new(pair.source.clone(), next(at)))
            .collect();
        let languages = documents
            .first()
            .map(|document| document.texts.as_ref().map(|text| text.language.clone()));
        let Some(languages) = languages else { continue };
        let found = (count(&checks, &pairs, &languages), count(&checks, &shifted, &languages));
        all = (all.0.add(found.0), all.1.add(found.1));
        write(folder, found)?;
    }
    write("together", all)?;
    Ok(())
}

/// The texts of the gold beads that have both sides.
fn gold_pairs(document: &GoldDocument) -> Vec<Pair<String>> {
    let joined = |(text, indices): (&SegmentedText, &Vec<usize>)| -> String {
        let texts: Vec<&str> =
            indices.iter().map(|&index| text.segments[index].text.as_str()).collect();
        texts.join(" ")
    };
    let pairs = document.gold.iter().filter(|bead| !bead.any(Vec::is_empty));
    pairs.map(|bead| document.texts.as_ref().zip(bead.as_ref()).map(joined)).collect()
}

fn count(checks: &Checks, pairs: &[Pair<String>], languages: &Pair<Language>) -> Flagged {
    pairs
        .par_iter()
        .map(|pair| {
            let sides = pair.as_ref().zip(languages.as_ref());
            let findings = checks.check(&sides.map(|(text, language)| Text::new(text, language)));
            let worst = findings.iter().map(|finding| finding.severity).max();
            Flagged {
                pairs: 1,
                errors: usize::from(worst == Some(Severity::Error)),
                warnings: usize::from(worst == Some(Severity::Warning)),
            }
        })
        .reduce(Flagged::default, Flagged::add)
}
