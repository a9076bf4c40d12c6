//! Undo and redo: reverting an operation by writing its rows back, the last change first.
//!
//! Reverting is itself a recorded operation: an undo reverts an operation, a redo reverts an undo.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::Serialize;

use super::Memory;
use super::bead_unit::renumber_units;
use super::journal::{IS_UNDONE, Operation, bump_bead_revisions, read_operations};
use super::restore::restore;
use crate::error::{Entity, Error, Result, UndoRefused};
use crate::model::{DocumentId, OperationId, OperationKind};

/// What an undo or redo changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Undone {
    /// The operation that was undone or redone.
    pub operation: Operation,
    /// Number of units that were added, removed or changed.
    pub units: usize,
}

/// The operations that undo and redo choose from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    Memory,
    Document(DocumentId),
}

impl Scope {
    /// The scope as an SQL condition on `operation`.
    fn condition(self) -> String {
        match self {
            Scope::Memory => "true".to_owned(),
            Scope::Document(id) => format!("document_id = {id}"),
        }
    }
}

/// The operations that undo and redo in a document would act on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct UndoState {
    /// Kind of the operation that undo would undo.
    pub undo: Option<OperationKind>,
    /// Kind of the operation that redo would redo.
    pub redo: Option<OperationKind>,
}

impl Memory {
    /// Undoes the last operation on a document since it was aligned.
    ///
    /// # Errors
    /// As [`Memory::undo`].
    pub fn undo_in_document(&mut self, document: DocumentId) -> Result<Undone> {
        self.name_of_document(document)?;
        self.revert(OperationKind::Undo, |transaction, _| {
            last_review_operation(transaction, document)?
                .ok_or_else(|| UndoRefused::NothingToUndoInDocument.into())
        })
    }

    /// Redoes the operation that was undone last in a document, unless the document was changed since.
    ///
    /// # Errors
    /// As [`Memory::redo`].
    pub fn redo_in_document(&mut self, document: DocumentId) -> Result<Undone> {
        self.name_of_document(document)?;
        self.revert(OperationKind::Redo, |transaction, now| {
            redoable(transaction, now, Scope::Document(document))
        })
    }

    /// The operations that undo and redo in a document would act on.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn undo_state(&self, document: DocumentId) -> Result<UndoState> {
        let scope = Scope::Document(document);
        let kind = |id: OperationId| {
            find_operation(&self.connection, id).map(|found| found.map(|o| o.kind))
        };
        let undo = last_review_operation(&self.connection, document)
            .map_err(|error| self.explain(error))?
            .map(|operation| operation.kind);
        let redo = match redoable(&self.connection, OperationId(i64::MAX), scope) {
            Ok(Operation { undoes: Some(id), .. }) => {
                kind(id).map_err(|error| self.explain(error))?
            }
            _ => None,
        };
        Ok(UndoState { undo, redo })
    }

    /// Undoes the operation `id`, or without one the last operation that is not undone.
    ///
    /// # Errors
    /// When there is no such operation, its changes were not recorded, or a later operation changed the
    /// same rows.
    pub fn undo(&mut self, id: Option<OperationId>) -> Result<Undone> {
        self.revert(OperationKind::Undo, |transaction, _| match id {
            Some(id) => undoable(transaction, id),
            None => last_with_changes(transaction, "undoes IS NULL")?
                .ok_or_else(|| nothing_to_undo(transaction)),
        })
    }

    /// Redoes the operation that was undone last, unless the memory was changed since.
    ///
    /// # Errors
    /// When there is nothing to redo.
    pub fn redo(&mut self) -> Result<Undone> {
        self.revert(OperationKind::Redo, |transaction, now| {
            redoable(transaction, now, Scope::Memory)
        })
    }

    /// Reverts the operation that `choose` returns. It is chosen in the same transaction, so that two
    /// processes never revert the same operation.
    fn revert(
        &mut self,
        kind: OperationKind,
        choose: impl FnOnce(&Transaction<'_>, OperationId) -> Result<Operation>,
    ) -> Result<Undone> {
        #[derive(Serialize)]
        struct Detail {
            of: OperationKind,
            operation: OperationId,
            units: usize,
            rows: usize,
        }
        self.run_operation(kind, None, |transaction, context| {
            let chosen = choose(transaction, context.id)?;
            refuse_if_changed_since(transaction, &chosen, context.id)?;
            transaction.execute(
                "UPDATE operation SET undoes = ?1, document = ?2,
                    document_id = (SELECT document_id FROM operation WHERE id = ?1) WHERE id = ?3",
                params![chosen.id, chosen.document, context.id],
            )?;
            // Rows are restored one by one and may refer to each other.
            transaction.pragma_update(None, "defer_foreign_keys", true)?;
            if chosen.kind == OperationKind::Import {
                transaction.execute("DELETE FROM unit WHERE import_id = ?", [chosen.id])?;
            }
            restore(transaction, &chosen)?;
            remove_emptied_documents(transaction, chosen.id)?;
            refresh_documents(transaction, context.id)?;
            let (rows, units) = transaction.query_row(
                "SELECT count(*), count(DISTINCT CASE WHEN of_table = 'unit' THEN row_id END)
                 FROM change WHERE operation_id = ?",
                [context.id],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?;
            // A redo reverts an undo; users know the operation that the undo had reverted.
            let operation = match chosen.undoes {
                Some(id) => find_operation(transaction, id)?.unwrap_or(chosen),
                None => chosen,
            };
            let detail = Detail { of: operation.kind, operation: operation.id, units, rows };
            Ok((Undone { operation, units }, detail))
        })
    }
}

/// The last operation of a document's review; its alignment is not part of the review.
fn last_review_operation(
    connection: &Connection,
    document: DocumentId,
) -> Result<Option<Operation>> {
    let last = last_with_changes_in(connection, "undoes IS NULL", Scope::Document(document))?;
    Ok(last.filter(|operation| operation.kind != OperationKind::Align))
}

/// The undo that a redo would revert.
fn redoable(connection: &Connection, now: OperationId, scope: Scope) -> Result<Operation> {
    let undo = last_with_changes_in(connection, "kind = 'undo'", scope)?
        .ok_or_else(|| Error::from(UndoRefused::NothingToRedo))?;
    match latest_between(connection, undo.id, now, scope)? {
        None => Ok(undo),
        Some((operation, kind)) => Err(UndoRefused::DoneSince { operation, kind }.into()),
    }
}

fn find_operation(connection: &Connection, id: OperationId) -> rusqlite::Result<Option<Operation>> {
    Ok(read_operations(connection, "operation.id = ?1", id.0, 1)?.into_iter().next())
}

/// The operation with this id, if it can be undone.
fn undoable(connection: &Connection, id: OperationId) -> Result<Operation> {
    let found =
        find_operation(connection, id)?.ok_or_else(|| Error::not_found(Entity::Operation, id))?;
    let refused = match found.undoes {
        Some(of) if found.kind == OperationKind::Redo => {
            let root = find_operation(connection, of)?.and_then(|undo| undo.undoes);
            UndoRefused::IsRedo { operation: id, of: root.unwrap_or(of) }
        }
        Some(of) => UndoRefused::IsUndo { operation: id, of },
        None if found.undone => UndoRefused::AlreadyUndone { operation: id },
        None if !has_changes(connection, id)? => {
            UndoRefused::NotRecorded { operation: id, kind: found.kind }
        }
        None => return Ok(found),
    };
    Err(refused.into())
}

fn has_changes(connection: &Connection, id: OperationId) -> rusqlite::Result<bool> {
    connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM change WHERE operation_id = ?1)
             OR EXISTS (SELECT 1 FROM unit WHERE import_id = ?1)",
        [id],
        |row| row.get(0),
    )
}

fn nothing_to_undo(connection: &Connection) -> Error {
    let older = last_matching(connection, "undoes IS NULL");
    match older {
        Ok(Some(last)) => UndoRefused::NothingRecorded { operation: last.id, kind: last.kind },
        _ => UndoRefused::NothingToUndo,
    }
    .into()
}

/// The last operation that matches the condition, is not undone and changed something.
fn last_with_changes(connection: &Connection, condition: &str) -> Result<Option<Operation>> {
    last_with_changes_in(connection, condition, Scope::Memory)
}

fn last_with_changes_in(
    connection: &Connection,
    condition: &str,
    scope: Scope,
) -> Result<Option<Operation>> {
    let condition = format!(
        "{condition} AND {} AND (kind = 'import' OR EXISTS (SELECT 1 FROM change WHERE operation_id = operation.id))",
        scope.condition()
    );
    Ok(last_matching(connection, &condition)?)
}

/// The last operation that matches the condition, has finished and is not undone.
fn last_matching(connection: &Connection, condition: &str) -> rusqlite::Result<Option<Operation>> {
    // The result is stored when an operation ends, so this leaves out the one that is running.
    let condition = format!("?1 = 0 AND {condition} AND detail <> '{{}}' AND NOT {IS_UNDONE}");
    Ok(read_operations(connection, &condition, 0, 1)?.into_iter().next())
}

/// The latest operation between two operations that is not an undo or redo and not undone, with its
/// kind.
fn latest_between(
    connection: &Connection,
    after: OperationId,
    before: OperationId,
    scope: Scope,
) -> rusqlite::Result<Option<(OperationId, OperationKind)>> {
    connection
        .query_row(
            &format!(
                "SELECT id, kind FROM operation WHERE id > ? AND id < ? AND undoes IS NULL AND NOT {IS_UNDONE}
                 AND (kind = 'import' OR EXISTS (SELECT 1 FROM change WHERE operation_id = operation.id))
                   AND {}
                 ORDER BY id DESC LIMIT 1",
                scope.condition()
            ),
            params![after, before],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()
}

/// Refuses to revert an operation if a later one changed the same rows, because that change would be lost.
/// Imported units are not in `change`; they carry the id of their import.
fn refuse_if_changed_since(
    transaction: &Transaction<'_>,
    undone: &Operation,
    now: OperationId,
) -> Result<()> {
    let later: Option<(OperationId, OperationKind)> = transaction
        .query_row(
            &format!(
                "SELECT operation.id, operation.kind FROM operation
                 WHERE operation.id > ?1 AND operation.id < ?2 AND operation.undoes IS NULL AND NOT {IS_UNDONE}
                   AND EXISTS (SELECT 1 FROM change AS later WHERE later.operation_id = operation.id
                       AND ((of_table, row_id) IN (SELECT of_table, row_id FROM change WHERE operation_id = ?1)
                            OR (?3 AND of_table = 'unit'
                                AND (json_extract(before, '$.import_id') = ?1
                                     OR row_id IN (SELECT id FROM unit WHERE import_id = ?1)))))
                 ORDER BY operation.id DESC LIMIT 1"
            ),
            params![undone.id, now, undone.kind == OperationKind::Import],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    match later {
        None => Ok(()),
        Some((later, later_kind)) => {
            let (operation, kind) = (undone.id, undone.kind);
            Err(UndoRefused::ChangedSince { operation, kind, later, later_kind }.into())
        }
    }
}

/// Raises the revisions of the documents and beads that an operation changed, and renumbers their units.
fn refresh_documents(
    transaction: &Transaction<'_>,
    operation: OperationId,
) -> rusqlite::Result<()> {
    let documents: Vec<DocumentId> = transaction
        .prepare(
            "SELECT document_id FROM bead
             WHERE id IN (SELECT row_id FROM change WHERE operation_id = ?1 AND of_table = 'bead')
             UNION SELECT id FROM document
             WHERE id IN (SELECT row_id FROM change WHERE operation_id = ?1 AND of_table = 'document')",
        )?
        .query_map([operation], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for document in documents {
        bump_bead_revisions(transaction, operation, document)?;
        renumber_units(transaction, document)?;
    }
    Ok(())
}

/// Deletes documents that the reverted import created and that have no units left.
fn remove_emptied_documents(
    transaction: &Transaction<'_>,
    import: OperationId,
) -> rusqlite::Result<()> {
    transaction
        .execute(
            "DELETE FROM document WHERE segmentation = 'imported'
                AND EXISTS (SELECT 1 FROM operation WHERE id = ? AND kind = 'import')
                AND NOT EXISTS (SELECT 1 FROM unit WHERE document_id = document.id)
                AND NOT EXISTS (SELECT 1 FROM bead WHERE document_id = document.id)",
            [import],
        )
        .map(drop)
}
