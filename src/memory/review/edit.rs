//! The changes that a person can make to the rows of an alignment.

use serde::Deserialize;

use super::super::bead::StoredBead;
use super::super::upkeep::joined_notes;
use super::text::{BeadText, cut};
use crate::error::ReviewRefused;
use crate::model::{BeadId, OperationKind, Pair, Score, Side, Status};
use crate::text::squeeze_space;

/// The direction in which a segment moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// To the row above.
    Up,
    /// To the row below.
    Down,
}

/// A change to beads, which are identified by their ids.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "operation", rename_all = "kebab-case")]
pub enum BeadEdit {
    /// Sets the status of beads.
    Status {
        /// The beads.
        beads: Vec<BeadId>,
        /// *Accepted*, *rejected*, or *auto* to leave them undecided.
        status: Status,
    },
    /// Accepts all undecided beads that score at least this.
    AcceptAbove {
        /// The minimum score, 0–1.
        score: f64,
    },
    /// Changes the texts of a bead.
    Edit {
        /// The bead.
        bead: BeadId,
        /// The new source, if it changes.
        source: Option<String>,
        /// The new target, if it changes.
        target: Option<String>,
    },
    /// Sets the note of a bead; an empty note removes it.
    Note {
        /// The bead.
        bead: BeadId,
        /// The note.
        note: String,
    },
    /// Merges neighbouring beads into one.
    Merge {
        /// Two or more, in order.
        beads: Vec<BeadId>,
    },
    /// Splits a bead in two. If only one side is split, its second part goes to the next row if that lacks
    /// this side, or else to a row of its own.
    Split {
        /// The bead.
        bead: BeadId,
        /// The number of characters of the source before the split, if it is split.
        source: Option<usize>,
        /// The number of characters of the target before the split, if it is split.
        target: Option<usize>,
    },
    /// Moves the last or first segment of a side to the neighbouring row.
    Move {
        /// The bead.
        bead: BeadId,
        /// The side.
        side: Side,
        /// Up moves the first segment, down the last.
        direction: Direction,
    },
    /// Separates the sides of a bead: each becomes an omission.
    Unpair {
        /// The bead.
        bead: BeadId,
    },
    /// Swaps the targets of two neighbouring beads.
    Swap {
        /// The upper and the lower bead.
        beads: [BeadId; 2],
    },
}

impl BeadEdit {
    /// The kind of operation that this change is logged as.
    pub fn kind(&self) -> OperationKind {
        match self {
            BeadEdit::Status { status: Status::Accepted, .. } => OperationKind::Accept,
            BeadEdit::Status { status: Status::Rejected, .. } => OperationKind::Reject,
            BeadEdit::Status { .. } => OperationKind::Status,
            BeadEdit::AcceptAbove { .. } => OperationKind::AcceptAbove,
            BeadEdit::Edit { .. } => OperationKind::Edit,
            BeadEdit::Note { .. } => OperationKind::Note,
            BeadEdit::Merge { .. } => OperationKind::Merge,
            BeadEdit::Split { .. } => OperationKind::Split,
            BeadEdit::Move { .. } => OperationKind::Move,
            BeadEdit::Unpair { .. } => OperationKind::Unpair,
            BeadEdit::Swap { .. } => OperationKind::Swap,
        }
    }

    /// The beads that the change names.
    pub fn beads(&self) -> Vec<BeadId> {
        match self {
            BeadEdit::Status { beads, .. } | BeadEdit::Merge { beads } => beads.clone(),
            BeadEdit::Swap { beads } => beads.to_vec(),
            BeadEdit::Edit { bead, .. }
            | BeadEdit::Note { bead, .. }
            | BeadEdit::Split { bead, .. }
            | BeadEdit::Move { bead, .. }
            | BeadEdit::Unpair { bead } => vec![*bead],
            BeadEdit::AcceptAbove { .. } => Vec::new(),
        }
    }

    /// Applies the change to the rows of a document, which must contain all beads that it names.
    pub(super) fn apply(&self, rows: &mut Vec<StoredBead>) -> Result<(), ReviewRefused> {
        let index_of = |rows: &[StoredBead], id: BeadId| {
            rows.iter().position(|row| row.id == id).ok_or(ReviewRefused::RowMissing)
        };
        match self {
            BeadEdit::Status { beads, status } => {
                for &id in beads {
                    let at = index_of(rows, id)?;
                    set_status(&mut rows[at], *status);
                }
            }
            BeadEdit::AcceptAbove { score } => {
                let open = |row: &&mut StoredBead| {
                    row.status == Status::Auto && row.score.value() >= *score
                };
                rows.iter_mut().filter(open).for_each(|row| row.status = Status::Accepted);
            }
            BeadEdit::Edit { bead, source, target } => {
                let at = index_of(rows, *bead)?;
                edit(&mut rows[at], Pair::new(source.as_deref(), target.as_deref()))?;
            }
            BeadEdit::Note { bead, note } => {
                let at = index_of(rows, *bead)?;
                rows[at].note = Some(note.trim().to_owned()).filter(|note| !note.is_empty());
            }
            BeadEdit::Merge { beads } => {
                let first = index_of(rows, *beads.first().ok_or(ReviewRefused::NoRows)?)?;
                refuse_unless_neighbours(rows, first, beads)?;
                merge(rows, first, beads.len());
            }
            BeadEdit::Split { bead, source, target } => {
                let at = index_of(rows, *bead)?;
                split(rows, at, Pair::new(*source, *target))?;
            }
            BeadEdit::Move { bead, side, direction } => {
                let at = index_of(rows, *bead)?;
                move_segment(rows, at, *side, *direction)?;
            }
            BeadEdit::Unpair { bead } => {
                let at = index_of(rows, *bead)?;
                unpair(rows, at)?;
            }
            BeadEdit::Swap { beads } => {
                let first = index_of(rows, beads[0])?;
                refuse_unless_neighbours(rows, first, beads)?;
                swap(rows, first);
            }
        }
        Ok(())
    }
}

/// Sets a status. An edited bead stays *edited* when it is accepted, which says more.
fn set_status(row: &mut StoredBead, status: Status) {
    let is_edited = row.edited.any(Option::is_some);
    row.status = if status == Status::Accepted && is_edited { Status::Edited } else { status };
}

/// Marks a row as right, because a person has composed it.
fn decide(row: &mut StoredBead) {
    row.score = Score::ONE;
    set_status(row, Status::Accepted);
}

/// Marks a row as undecided, because a person has not finished it.
fn reopen(row: &mut StoredBead) {
    row.score = Score::new(0.0);
    row.status = Status::Auto;
}

fn refuse_unless_neighbours(
    rows: &[StoredBead],
    first: usize,
    beads: &[BeadId],
) -> Result<(), ReviewRefused> {
    let following = rows[first..].iter().map(|row| row.id).take(beads.len());
    if beads.len() < 2 || !following.eq(beads.iter().copied()) {
        return Err(ReviewRefused::NotNeighbours);
    }
    Ok(())
}

fn edit(row: &mut StoredBead, texts: Pair<Option<&str>>) -> Result<(), ReviewRefused> {
    let mut changed = false;
    for side in Side::BOTH {
        let Some(text) = texts[side].map(squeeze_space) else { continue };
        let mut own = BeadText::take(row, side);
        if text.is_empty() && !own.text().is_empty() {
            return Err(ReviewRefused::EmptyText);
        }
        changed |= own.text() != text;
        own.edited = Some(text).filter(|text| *text != own.segments.join(" "));
        own.put(row, side);
    }
    if changed {
        row.score = Score::ONE;
        row.status = Status::Edited;
    }
    Ok(())
}

fn merge(rows: &mut Vec<StoredBead>, first: usize, count: usize) {
    let mut merged = rows[first].clone();
    for row in rows.drain(first + 1..first + count) {
        let mut row = row;
        for side in Side::BOTH {
            let joined = BeadText::take(&mut merged, side).joined(BeadText::take(&mut row, side));
            joined.put(&mut merged, side);
        }
        merged.note = joined_notes(merged.note.take(), row.note);
    }
    decide(&mut merged);
    rows[first] = merged;
}

/// An empty row that is not stored yet, with the sort keys of the row before it.
fn row_after(row: &StoredBead) -> StoredBead {
    StoredBead {
        id: StoredBead::NOT_STORED,
        segments: Pair::default(),
        layout: Pair::default(),
        edited: Pair::default(),
        note: None,
        status: Status::Auto,
        ..row.clone()
    }
}

fn split(
    rows: &mut Vec<StoredBead>,
    at: usize,
    offsets: Pair<Option<usize>>,
) -> Result<(), ReviewRefused> {
    let mut row = rows[at].clone();
    let mut rest = row_after(&row);
    for side in Side::BOTH {
        let Some(offset) = offsets[side] else { continue };
        let (head, tail) = cut(BeadText::take(&mut row, side), offset)?;
        head.put(&mut row, side);
        tail.put(&mut rest, side);
    }
    match offsets.into_tuple() {
        (None, None) => return Err(ReviewRefused::NoCut),
        (Some(_), Some(_)) => {
            decide(&mut row);
            decide(&mut rest);
            rows.insert(at + 1, rest);
        }
        (cut, _) => {
            let side = if cut.is_some() { Side::Source } else { Side::Target };
            match rows.get_mut(at + 1).filter(|next| lacks(next, side)) {
                Some(next) => {
                    BeadText::take(&mut rest, side).put(next, side);
                    decide(next);
                    decide(&mut row);
                }
                None => {
                    reopen(&mut row);
                    reopen(&mut rest);
                    rows.insert(at + 1, rest);
                }
            }
        }
    }
    rows[at] = row;
    Ok(())
}

/// Whether a row has no text on this side.
fn lacks(row: &StoredBead, side: Side) -> bool {
    row.segments[side].is_empty() && row.edited[side].is_none()
}

fn move_segment(
    rows: &mut Vec<StoredBead>,
    at: usize,
    side: Side,
    direction: Direction,
) -> Result<(), ReviewRefused> {
    let to = match direction {
        Direction::Up => at.checked_sub(1),
        Direction::Down => Some(at + 1).filter(|&to| to < rows.len()),
    };
    let to = to.ok_or(ReviewRefused::AtEdge)?;
    let (mut from, mut into) = (rows[at].clone(), rows[to].clone());
    let (own, other) = (BeadText::take(&mut from, side), BeadText::take(&mut into, side));
    if own.edited.is_some() || other.edited.is_some() {
        return Err(ReviewRefused::TextEdited);
    }
    if own.segments.is_empty() {
        return Err(ReviewRefused::NothingToMove);
    }
    let (kept, moved) = match direction {
        Direction::Up => {
            let (moved, kept) = own.split_at(1);
            (kept, other.joined(moved))
        }
        Direction::Down => {
            let last = own.segments.len() - 1;
            let (kept, moved) = own.split_at(last);
            (kept, moved.joined(other))
        }
    };
    kept.put(&mut from, side);
    moved.put(&mut into, side);
    decide(&mut from);
    decide(&mut into);
    let is_left_empty = Side::BOTH.into_iter().all(|side| lacks(&from, side));
    if is_left_empty {
        into.note = joined_notes(into.note.take(), from.note.take());
    }
    (rows[at], rows[to]) = (from, into);
    if is_left_empty {
        rows.remove(at);
    }
    Ok(())
}

fn unpair(rows: &mut Vec<StoredBead>, at: usize) -> Result<(), ReviewRefused> {
    if rows[at].is_omission() {
        return Err(ReviewRefused::OneSideOnly);
    }
    let mut rest = row_after(&rows[at]);
    let target = BeadText::take(&mut rows[at], Side::Target);
    target.put(&mut rest, Side::Target);
    decide(&mut rows[at]);
    decide(&mut rest);
    rows.insert(at + 1, rest);
    Ok(())
}

fn swap(rows: &mut [StoredBead], first: usize) {
    let upper = BeadText::take(&mut rows[first], Side::Target);
    let lower = BeadText::take(&mut rows[first + 1], Side::Target);
    lower.put(&mut rows[first], Side::Target);
    upper.put(&mut rows[first + 1], Side::Target);
    decide(&mut rows[first]);
    decide(&mut rows[first + 1]);
}
