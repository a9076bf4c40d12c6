//! A stored document aligned anew between the rows that somebody has decided.

use std::collections::HashMap;

use super::segments_of;
use crate::align::{Aligner, Pin};
use crate::error::Result;
use crate::memory::{Memory, NewRow, StoredBead, StoredDocument};
use crate::model::{Language, Side};

/// The rows of a document with what nobody has decided aligned anew, for
/// [`Memory::replace_undecided`].
///
/// # Errors
/// When the memory cannot be read.
pub fn realign(
    memory: &Memory,
    document: &StoredDocument,
    aligner: &Aligner,
) -> Result<Vec<NewRow>> {
    let beads = memory.beads(document.id)?;
    let (source, target, pins) = stored_sides(document, &beads);
    // A row that holds nothing but what a person wrote has no segments to pin.
    let mut given = pins.clone();
    given.retain(|pin| !(pin.0.is_empty() && pin.1.is_empty()));
    let found = aligner.align(&source, &target, &given);
    let (source_layout, target_layout) = (source.layout(), target.layout());
    let decided: Vec<&StoredBead> =
        beads.iter().filter(|bead| bead.status.is_by_person()).collect();
    let mut places: HashMap<Pin, usize> =
        pins.iter().enumerate().map(|(at, pin)| (segments_of(&pin.0, &pin.1), at)).collect();
    // Beads that are new come after the last decided one before them: of omissions the aligner may
    // change the order.
    let mut after: Vec<Vec<NewRow>> = (0..=decided.len()).map(|_| Vec::new()).collect();
    let mut last = 0;
    for bead in found {
        match places.remove(&segments_of(&bead.source, &bead.target)) {
            Some(at) => last = last.max(at + 1),
            None => after[last].push(NewRow::New {
                layouts: (
                    source_layout[bead.source.clone()].to_owned(),
                    target_layout[bead.target.clone()].to_owned(),
                ),
                source: source.texts(bead.source),
                target: target.texts(bead.target),
                score: bead.score,
            }),
        }
    }
    let kept = decided.iter().map(|bead| Some(NewRow::Kept(bead.id)));
    let rows = std::iter::once(None).chain(kept).zip(after);
    Ok(rows.flat_map(|(kept, new)| kept.into_iter().chain(new)).collect())
}

/// The sides of a stored document in the order of its rows, and the rows that are decided.
fn stored_sides(document: &StoredDocument, beads: &[StoredBead]) -> (Side, Side, Vec<Pin>) {
    let (mut sources, mut targets) = ((Vec::new(), String::new()), (Vec::new(), String::new()));
    let mut pins = Vec::new();
    for bead in beads {
        let start = (sources.0.len(), targets.0.len());
        add_texts(&mut sources, &bead.source, &bead.source_layout);
        add_texts(&mut targets, &bead.target, &bead.target_layout);
        if bead.status.is_by_person() {
            pins.push((start.0..sources.0.len(), start.1..targets.0.len()));
        }
    }
    let side = |language: &Language, (texts, layout): (Vec<String>, String)| {
        Side::from_layout(language.clone(), texts, &layout)
    };
    (side(&document.languages.0, sources), side(&document.languages.1, targets), pins)
}

fn add_texts(side: &mut (Vec<String>, String), texts: &[String], layout: &str) {
    side.0.extend_from_slice(texts);
    match layout.len() == texts.len() {
        true => side.1.push_str(layout),
        false => side.1.extend(texts.iter().map(|_| 't')),
    }
}
