//! Review of an alignment: what a person does to its rows, and that all of it can be taken back.

use tarjuman::align::Aligner;
use tarjuman::job;
use tarjuman::memory::{BeadEdit, Direction, Memory, Reviewed, StoredBead, UnitFilter};
use tarjuman::model::{BeadId, DocumentId, OperationKind, Revision, Side, Status, Unit};

use crate::support::Case;
use crate::support::article::{ARABIC, ENGLISH};

/// A memory with one document, which is the first.
struct Desk {
    case: Case,
    memory: Memory,
    document: DocumentId,
}

impl Desk {
    fn new() -> Desk {
        let case = Case::with_memory();
        let memory = Memory::open(&case.path("m.tarjuman")).unwrap();
        Desk { case, memory, document: DocumentId(1) }
    }

    fn rows(&self) -> Vec<StoredBead> {
        self.memory.beads(self.document).unwrap()
    }

    fn revision(&self) -> Revision {
        self.memory.reviewed(self.document, Revision(0)).unwrap().revision
    }

    fn does(&mut self, edit: BeadEdit) -> Reviewed {
        let revision = self.revision();
        self.memory.review(self.document, revision, &edit).unwrap()
    }

    fn refuses(&mut self, edit: BeadEdit) -> String {
        let revision = self.revision();
        self.memory.review(self.document, revision, &edit).unwrap_err().to_string()
    }

    /// Both texts of each row.
    fn texts(&self) -> Vec<(String, String)> {
        self.rows().iter().map(|row| row.texts().into_tuple()).collect()
    }

    fn ids(&self) -> Vec<BeadId> {
        self.rows().iter().map(|row| row.id).collect()
    }

    fn units(&self) -> Vec<Unit> {
        self.memory.units(&UnitFilter::default()).unwrap()
    }
}

#[test]
fn merged_rows_are_one_unit() {
    let mut desk = Desk::new();
    let ids = desk.ids();
    let done = desk.does(BeadEdit::Merge { beads: ids[1..3].to_vec() });
    assert_eq!(done.order.len(), 7);
    assert_eq!(done.changed.len(), 1);
    assert_eq!(done.changed[0].segments.source, ENGLISH[1..3]);
    assert_eq!(done.changed[0].status, Status::Accepted);
    assert_eq!(done.undo_state.undo, Some(OperationKind::Merge));
    let units = desk.units();
    assert_eq!(units.len(), 7);
    assert_eq!(units[1].texts.source.plain, ENGLISH[1..3].join(" "));
    assert_eq!(units[1].texts.target.plain, ARABIC[1..3].join(" "));
    assert_eq!(units[6].position, Some(6));
    assert!(desk.refuses(BeadEdit::Merge { beads: vec![ids[0], ids[4]] }).contains("adjacent"));
}

#[test]
fn a_row_that_another_window_changed_is_not_changed_blindly() {
    let mut desk = Desk::new();
    let (seen, ids) = (desk.revision(), desk.ids());
    desk.does(BeadEdit::Status { beads: vec![ids[0]], status: Status::Rejected });
    let accept = |bead| BeadEdit::Status { beads: vec![bead], status: Status::Accepted };
    let refused = desk.memory.review(DocumentId(1), seen, &accept(ids[0])).unwrap_err();
    assert!(refused.to_string().contains("changed elsewhere"), "{refused}");
    // Another row may be: its window saw it as it is, and is told of both.
    let done = desk.memory.review(DocumentId(1), seen, &accept(ids[3])).unwrap();
    let changed: Vec<BeadId> = done.changed.iter().map(|row| row.id).collect();
    assert_eq!(changed, [ids[0], ids[3]]);
}

/// A cut on one side waits for that of the other, then both halves are right.
#[test]
fn a_row_is_cut_on_one_side_and_then_on_the_other() {
    let mut desk = Desk::new();
    let bead = desk.ids()[1];
    let split = |source, target| BeadEdit::Split { bead, source, target };
    let done = desk.does(split(Some("Forty traders came on the first day,".len()), None));
    let texts = desk.texts();
    assert_eq!(texts[1].0, "Forty traders came on the first day,");
    assert_eq!(texts[1].1, ARABIC[1]);
    assert_eq!(texts[2], ("and 12 of them sold only spices.".to_owned(), String::new()));
    assert!(done.changed.iter().all(|row| row.status == Status::Auto));
    assert_eq!(desk.units().len(), 7, "neither half is a unit yet");

    let comma = ARABIC[1].chars().position(|c| c == '،').unwrap() + 1;
    let done = desk.does(split(None, Some(comma)));
    assert_eq!(done.order.len(), 9);
    let texts = desk.texts();
    assert_eq!(format!("{} {}", texts[1].1, texts[2].1), ARABIC[1]);
    assert!(done.changed.iter().all(|row| row.status == Status::Accepted));
    assert_eq!(desk.units().len(), 9);
    assert!(desk.refuses(split(Some(0), None)).contains("empty"));
}

/// The article's own text is cut where the edited words are parted.
#[test]
fn an_edited_text_is_cut_with_the_text_it_came_from() {
    let mut desk = Desk::new();
    let bead = desk.ids()[0];
    let edited = "The big market was opened on 3 May 2011, a Tuesday.";
    desk.does(BeadEdit::Edit { bead, source: Some(edited.to_owned()), target: None });
    let at = edited.find("on 3").unwrap();
    desk.does(BeadEdit::Split { bead, source: Some(at), target: None });
    let rows = desk.rows();
    assert_eq!(rows[0].segments.source, ["The market opened"]);
    assert_eq!(rows[0].texts().source, "The big market was opened");
    assert_eq!(rows[1].segments.source, ["on 3 May 2011."]);
    assert_eq!(rows[1].texts().source, "on 3 May 2011, a Tuesday.");
}

#[test]
fn a_sentence_moves_to_the_neighbour() {
    let mut desk = Desk::new();
    let ids = desk.ids();
    let step = |bead, side, direction| BeadEdit::Move { bead, side, direction };
    desk.does(step(ids[2], Side::Target, Direction::Up));
    let texts = desk.texts();
    assert_eq!(texts[1].1, ARABIC[1..3].join(" "));
    assert_eq!(texts[2], (ENGLISH[2].to_owned(), String::new()));
    // What moves the last text out of a row takes the row away.
    desk.does(step(ids[2], Side::Source, Direction::Up));
    assert_eq!(desk.ids(), [&ids[..2], &ids[3..]].concat());
    assert_eq!(desk.texts()[1].0, ENGLISH[1..3].join(" "));
    assert!(desk.refuses(step(ids[0], Side::Source, Direction::Up)).contains("no row"));
}

#[test]
fn crossing_texts_change_places_and_keep_their_order_in_the_article() {
    let mut desk = Desk::new();
    let ids = desk.ids();
    desk.does(BeadEdit::Swap { beads: [ids[4], ids[5]] });
    let rows = desk.rows();
    assert_eq!(
        (rows[4].segments.target[0].as_str(), rows[5].segments.target[0].as_str()),
        (ARABIC[5], ARABIC[4])
    );
    assert_eq!((rows[4].start.target, rows[5].start.target), (5, 4));
    desk.does(BeadEdit::Merge { beads: ids[4..6].to_vec() });
    assert_eq!(desk.rows()[4].segments.target, ARABIC[4..6]);
}

#[test]
fn parted_sides_are_omissions_and_can_be_joined_again() {
    let mut desk = Desk::new();
    let bead = desk.ids()[3];
    desk.does(BeadEdit::Unpair { bead });
    let texts = desk.texts();
    assert_eq!(texts[3], (ENGLISH[3].to_owned(), String::new()));
    assert_eq!(texts[4], (String::new(), ARABIC[3].to_owned()));
    assert_eq!(desk.units().len(), 7);
    let ids = desk.ids();
    desk.does(BeadEdit::Merge { beads: ids[3..5].to_vec() });
    assert_eq!(desk.texts()[3], (ENGLISH[3].to_owned(), ARABIC[3].to_owned()));
}

/// A translation that was left out can be written; it becomes a unit.
#[test]
fn an_omission_can_be_translated() {
    let mut desk = Desk::new();
    let bead = desk.ids()[3];
    desk.does(BeadEdit::Unpair { bead });
    let target = Some("أُصلح السقف مرتين.".to_owned());
    desk.does(BeadEdit::Edit { bead, source: None, target });
    assert_eq!(desk.units()[3].texts.target.plain, "أُصلح السقف مرتين.");
    assert_eq!(desk.units()[3].status, Status::Edited);
}

#[test]
fn a_document_is_renamed_and_its_own_export_adds_nothing() {
    let mut desk = Desk::new();
    desk.memory.rename_document(DocumentId(1), "market").unwrap();
    let ids = desk.ids();
    desk.does(BeadEdit::Merge { beads: ids[0..2].to_vec() });
    desk.case.run(["export", "--memory", "m.tarjuman", "--output", "all.tmx"]).succeeds();
    desk.case.run(["import", "all.tmx", "--memory", "m.tarjuman"]).succeeds();
    assert_eq!(desk.units().len(), 7);
    assert!(desk.memory.rename_document(DocumentId(1), "  ").is_err());
}

#[test]
fn a_deleted_document_comes_back_with_all_it_had() {
    for keep in [false, true] {
        let mut desk = Desk::new();
        let (ids, before) = (desk.ids(), desk.units());
        desk.does(BeadEdit::Note { bead: ids[0], note: "ask Noor".to_owned() });
        desk.memory.delete_document(DocumentId(1), keep).unwrap();
        assert_eq!(desk.units().len(), if keep { before.len() } else { 0 });
        assert!(desk.memory.beads(DocumentId(1)).unwrap().is_empty());
        desk.memory.undo(None).unwrap();
        assert_eq!(desk.ids(), ids);
        assert_eq!(desk.units().len(), before.len());
        assert_eq!(desk.rows()[0].note.as_deref(), Some("ask Noor"));
        desk.case.run(["repair", "--check", "--memory", "m.tarjuman"]).succeeds();
    }
}

/// What is open is aligned anew around what is decided, which stays to the letter.
#[test]
fn open_rows_are_aligned_between_decided_ones() {
    let mut desk = Desk::new();
    let (ids, texts) = (desk.ids(), desk.texts());
    // Undecided rows put wrong by hand, as an aligner might have left them.
    desk.does(BeadEdit::Unpair { bead: ids[5] });
    desk.does(BeadEdit::Merge { beads: ids[6..8].to_vec() });
    let wrong: Vec<BeadId> = desk.ids()[5..].to_vec();
    desk.does(BeadEdit::Status { beads: wrong, status: Status::Auto });
    desk.does(BeadEdit::Swap { beads: [ids[0], ids[1]] });
    let document = desk.memory.find_document("market.en.txt | market.ar.txt").unwrap().unwrap();
    let realign = |memory: &mut Memory| {
        let rows = job::realign(memory, &document, &Aligner::default()).unwrap();
        memory.replace_undecided(document.id, document.revision, rows)
    };
    realign(&mut desk.memory).unwrap();
    let after = desk.texts();
    assert_eq!(after[2..], texts[2..]);
    assert_eq!(after[0].1, ARABIC[1]);
    assert_eq!(desk.ids()[..5], ids[..5], "rows that stay keep their ids");
    desk.memory.undo_in_document(DocumentId(1)).unwrap();
    assert_eq!(desk.texts().len(), 8);
    // Somebody else is faster.
    desk.does(BeadEdit::Note { bead: ids[2], note: "?".to_owned() });
    assert!(realign(&mut desk.memory).is_err());
}

/// Any changes in any order lose no letter of the articles, nor their order unless they cross, and taken back one by one they leave the
/// document as it was; done again, as they had left it.
#[test]
fn whatever_is_done_loses_nothing_and_is_taken_back() {
    for seed in 0..12u64 {
        let mut desk = Desk::new();
        let mut random = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut next = |below: usize| {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            (random >> 33) as usize % below
        };
        let first = desk.rows();
        let (sources, targets) = (letters(&first, true), letters(&first, false));
        let mut done = 0;
        for _ in 0..40 {
            let rows = desk.rows();
            let at = next(rows.len());
            let bead = rows[at].id;
            let below = rows.get(at + 1).map_or(bead, |row| row.id);
            let side = [Side::Source, Side::Target][next(2)];
            // Texts that change places need not keep the order of the article.
            let edit = match next(if seed % 2 == 0 { 6 } else { 7 }) {
                0 => BeadEdit::Merge { beads: vec![bead, below] },
                1 => BeadEdit::Split { bead, source: Some(next(60)), target: None },
                2 => BeadEdit::Split { bead, source: Some(next(60)), target: Some(next(60)) },
                3 => BeadEdit::Move { bead, side, direction: Direction::Up },
                4 => BeadEdit::Move { bead, side, direction: Direction::Down },
                5 => BeadEdit::Unpair { bead },
                _ => BeadEdit::Swap { beads: [bead, below] },
            };
            let revision = desk.revision();
            done += usize::from(desk.memory.review(DocumentId(1), revision, &edit).is_ok());
            let rows = desk.rows();
            for (now, then) in [(letters(&rows, true), &sources), (letters(&rows, false), &targets)]
            {
                match seed % 2 {
                    0 => assert_eq!(now, *then, "{edit:?}"),
                    _ => assert_eq!(sorted(&now), sorted(then), "{edit:?}"),
                }
            }
        }
        assert!(done > 10);
        let last = bare(desk.rows());
        for _ in 0..done {
            desk.memory.undo_in_document(DocumentId(1)).unwrap();
        }
        assert_eq!(bare(desk.rows()), bare(first));
        assert!(
            desk.memory.undo_in_document(DocumentId(1)).is_err(),
            "the alignment is no part of a review"
        );
        for _ in 0..done {
            desk.memory.redo_in_document(DocumentId(1)).unwrap();
        }
        assert_eq!(bare(desk.rows()), last);
        desk.case.run(["repair", "--check", "--memory", "m.tarjuman"]).succeeds();
    }
}

/// The letters of a side's segments in the order of its article.
fn letters(rows: &[StoredBead], source: bool) -> String {
    let side = |row: &StoredBead| match source {
        true => (row.start.source, row.segments.source.concat()),
        false => (row.start.target, row.segments.target.concat()),
    };
    let mut texts: Vec<(usize, String)> = rows.iter().map(side).collect();
    texts.sort();
    let texts: String = texts.into_iter().map(|(_, text)| text).collect();
    texts.split_whitespace().collect()
}

fn sorted(text: &str) -> Vec<char> {
    let mut letters: Vec<char> = text.chars().collect();
    letters.sort_unstable();
    letters
}

/// Rows without the revision, which only ever grows.
fn bare(mut rows: Vec<StoredBead>) -> Vec<StoredBead> {
    rows.iter_mut().for_each(|row| row.revision = Revision(0));
    rows
}
