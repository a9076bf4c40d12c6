//! Realigns a stored document between the rows that a reviewer has decided.

use std::collections::HashMap;

use crate::align::Aligner;
use crate::error::Result;
use crate::memory::{Memory, NewRow, StoredBead, StoredDocument};
use crate::model::{Layout, Pair, SegmentedText, Side, Span};

/// Realigns the undecided rows of a document. Returns all its rows, for [`Memory::replace_undecided`].
///
/// # Errors
/// When the memory cannot be read.
pub fn realign(
    memory: &Memory,
    document: &StoredDocument,
    aligner: &Aligner,
) -> Result<Vec<NewRow>> {
    let beads = memory.beads(document.id)?;
    let (texts, decided_spans) = stored_texts(document, &beads);
    // A row that contains nothing but what a reviewer wrote has no segments to fix.
    let mut fixed = decided_spans.clone();
    fixed.retain(|span| !span.all(|range| range.is_empty()));
    let found = aligner.align(texts.as_ref(), &fixed);
    let layout = texts.as_ref().map(SegmentedText::layout);
    let decided: Vec<&StoredBead> =
        beads.iter().filter(|bead| bead.status.is_by_person()).collect();
    let mut decided_index: HashMap<Span, usize> = decided_spans
        .iter()
        .enumerate()
        .map(|(at, span)| (span.with_empty_side_at_zero(), at))
        .collect();
    // A new bead is placed after the last decided one before it, because the aligner may reorder
    // omissions.
    let mut after: Vec<Vec<NewRow>> = (0..=decided.len()).map(|_| Vec::new()).collect();
    let mut last = 0;
    for bead in found {
        match decided_index.remove(&bead.span.with_empty_side_at_zero()) {
            Some(at) => last = last.max(at + 1),
            None => {
                let sides = texts.as_ref().zip(bead.span.as_ref());
                after[last].push(NewRow::New {
                    segments: sides.map(|(text, range)| text.texts(range.clone())),
                    layout: layout
                        .as_ref()
                        .zip(bead.span)
                        .map(|(layout, range)| layout.slice(range).unwrap_or_default()),
                    score: bead.score,
                });
            }
        }
    }
    let kept = decided.iter().map(|bead| Some(NewRow::Kept(bead.id)));
    let rows = std::iter::once(None).chain(kept).zip(after);
    Ok(rows.flat_map(|(kept, new)| kept.into_iter().chain(new)).collect())
}

/// The texts of a stored document, in the order of its rows, and the spans of the decided rows.
fn stored_texts(
    document: &StoredDocument,
    beads: &[StoredBead],
) -> (Pair<SegmentedText>, Vec<Span>) {
    let mut segments = Pair::<Vec<String>>::default();
    let mut layout = Pair::<Layout>::default();
    let mut decided = Vec::new();
    for bead in beads {
        let start = segments.as_ref().map(Vec::len);
        for side in Side::BOTH {
            let texts = &bead.segments[side];
            segments[side].extend_from_slice(texts);
            layout[side].append(match bead.layout[side].len() == texts.len() {
                true => bead.layout[side].clone(),
                false => Layout::running_text(texts.len()),
            });
        }
        if bead.status.is_by_person() {
            decided.push(start.zip(segments.as_ref()).map(|(start, all)| start..all.len()));
        }
    }
    let sides = document.languages.as_ref().zip(segments.zip(layout));
    let texts = sides.map(|(language, (segments, layout))| {
        SegmentedText::from_layout(language.clone(), segments, &layout)
    });
    (texts, decided)
}
