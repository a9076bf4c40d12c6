//! Undo and redo: the rows of an operation written back as they were, the last change first.
//!
//! That is an operation like any other, and so it is journalled too: to undo an undo is to redo.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::Serialize;

use super::Memory;
use super::bead_unit::renumber_units;
use super::journal::{IS_UNDONE, Operation, TABLES, bump_bead_revisions, columns, read_operations};
use crate::error::{Entity, Error, Result, UndoRefused};
use crate::model::{DocumentId, OperationId, OperationKind};

/// What an undo or redo came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Undone {
    /// The operation that was taken back or done again.
    pub operation: Operation,
    /// Units that came, went or changed.
    pub units: usize,
}

/// Which operations undo and redo choose from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    Memory,
    Document(DocumentId),
}

impl Scope {
    /// As a condition on operations.
    fn condition(self) -> String {
        match self {
            Scope::Memory => "true".to_owned(),
            Scope::Document(id) => format!("document_id = {id}"),
        }
    }
}

/// What undo and redo of a document would do, by the kinds of the operations.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct UndoState {
    /// What undo would take back.
    pub undo: Option<OperationKind>,
    /// What redo would do again.
    pub redo: Option<OperationKind>,
}

impl Memory {
    /// Takes back the last operation on a document since it was aligned that is not taken back.
    ///
    /// # Errors
    /// As [`Memory::undo`].
    pub fn undo_in_document(&mut self, document: DocumentId) -> Result<Undone> {
        self.revert(OperationKind::Undo, |transaction, _| {
            last_review_operation(transaction, document)?
                .ok_or_else(|| UndoRefused::NothingToUndoInDocument.into())
        })
    }

    /// Does again what was undone last in a document, unless something else was done to it since.
    ///
    /// # Errors
    /// As [`Memory::redo`].
    pub fn redo_in_document(&mut self, document: DocumentId) -> Result<Undone> {
        self.revert(OperationKind::Redo, |transaction, now| {
            redoable(transaction, now, Scope::Document(document))
        })
    }

    /// What undo and redo of a document would do.
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

    /// Takes back an operation: the one of that id, or else the last that is not taken back.
    ///
    /// # Errors
    /// When there is none, nothing is kept of what it changed, or a later operation changed the same
    /// rows.
    pub fn undo(&mut self, id: Option<OperationId>) -> Result<Undone> {
        self.revert(OperationKind::Undo, |transaction, _| match id {
            Some(id) => undoable(transaction, id),
            None => {
                last(transaction, "undoes IS NULL")?.ok_or_else(|| nothing_to_undo(transaction))
            }
        })
    }

    /// Does again what was undone last, unless something else was done since.
    ///
    /// # Errors
    /// When there is nothing to do again.
    pub fn redo(&mut self) -> Result<Undone> {
        self.revert(OperationKind::Redo, |transaction, now| {
            redoable(transaction, now, Scope::Memory)
        })
    }

    /// Writes back what an operation changed. It is chosen in the same transaction, so that two
    /// processes never take back the same one.
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
            // Rows come back one by one, and may name one another.
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
            // A redo takes back an undo; what people know is the operation that was undone.
            let operation = match chosen.undoes {
                Some(id) => find_operation(transaction, id)?.unwrap_or(chosen),
                None => chosen,
            };
            let detail = Detail { of: operation.kind, operation: operation.id, units, rows };
            Ok((Undone { operation, units }, detail))
        })
    }
}

/// The last operation of a document's review: its alignment is no part of that.
fn last_review_operation(
    connection: &Connection,
    document: DocumentId,
) -> Result<Option<Operation>> {
    let last = last_with_changes_in(connection, "undoes IS NULL", Scope::Document(document))?;
    Ok(last.filter(|operation| operation.kind != OperationKind::Align))
}

/// The undo that redo takes back.
fn redoable(connection: &Connection, now: OperationId, scope: Scope) -> Result<Operation> {
    let undo = last_with_changes_in(connection, "kind = 'undo'", scope)?
        .ok_or_else(|| Error::from(UndoRefused::NothingToRedo))?;
    match first_since(connection, undo.id, now, scope)? {
        None => Ok(undo),
        Some((operation, kind)) => Err(UndoRefused::DoneSince { operation, kind }.into()),
    }
}

fn find_operation(connection: &Connection, id: OperationId) -> rusqlite::Result<Option<Operation>> {
    Ok(read_operations(connection, "operation.id = ?1", id.0, 1)?.into_iter().next())
}

/// The operation of that id, if it can be taken back at all.
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

/// The last operation that fits, is not taken back and changed something.
fn last(connection: &Connection, condition: &str) -> Result<Option<Operation>> {
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

/// The last operation that fits, is complete and is not taken back.
fn last_matching(connection: &Connection, condition: &str) -> rusqlite::Result<Option<Operation>> {
    // What an operation came to is said when it is done: the one that asks is not meant.
    let condition = format!("?1 = 0 AND {condition} AND detail <> '{{}}' AND NOT {IS_UNDONE}");
    Ok(read_operations(connection, &condition, 0, 1)?.into_iter().next())
}

/// The first operation after one and before another that was not an undo or redo, with its kind.
fn first_since(
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

/// A row that a later operation changed would lose that change. Units of an import name it themselves.
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

/// Writes the rows of an operation back as they were, the last change first.
fn restore(transaction: &Transaction<'_>, operation: &Operation) -> Result<()> {
    let mut put = Vec::new();
    for table in TABLES {
        put.push(restore_statement(table, &columns(transaction, table)?));
    }
    let mut changes = transaction.prepare(
        "SELECT of_table, row_id, before FROM change WHERE operation_id = ? ORDER BY sequence DESC",
    )?;
    let mut rows = changes.query([operation.id])?;
    while let Some(row) = rows.next()? {
        let table: String = row.get(0)?;
        let Some(index) = TABLES.iter().position(|name| *name == table) else { continue };
        let id: i64 = row.get(1)?;
        match row.get::<_, Option<String>>(2)? {
            Some(before) => transaction
                .prepare_cached(&put[index])?
                .execute([before])
                .map_err(|error| explain_conflict(error, operation))?,
            None if table == "document"
                && must_keep_document(transaction, DocumentId(id), operation)? =>
            {
                0
            }
            None => transaction
                .prepare_cached(&format!("DELETE FROM {table} WHERE id = ?"))?
                .execute([id])?,
        };
    }
    Ok(())
}

/// The statement that puts a row of JSON back.
fn restore_statement(table: &str, columns: &[String]) -> String {
    let values: Vec<_> = columns.iter().map(|c| format!("json_extract(?1, '$.{c}')")).collect();
    let updates: Vec<_> = columns
        .iter()
        .map(|column| match (table, column.as_str()) {
            // Whoever aligns a document meanwhile must notice, so a revision is never used again.
            ("document", "revision") => "revision = document.revision + 1".to_owned(),
            _ => format!("{column} = excluded.{column}"),
        })
        .collect();
    format!(
        "INSERT INTO {table} ({}) SELECT {} WHERE true ON CONFLICT (id) DO UPDATE SET {}",
        columns.join(", "),
        values.join(", "),
        updates.join(", ")
    )
}

/// A name or place that is taken now is no damage.
fn explain_conflict(error: rusqlite::Error, operation: &Operation) -> Error {
    if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) {
        let (operation, kind) = (operation.id, operation.kind);
        return UndoRefused::PlaceTaken { operation, kind }.into();
    }
    error.into()
}

/// Whether a document that an operation made holds units of others, and so stays. Without its beads it
/// would look as if it were aligned.
fn must_keep_document(
    transaction: &Transaction<'_>,
    document: DocumentId,
    operation: &Operation,
) -> Result<bool> {
    let by: Option<Option<OperationId>> = transaction
        .query_row(
            "SELECT import_id FROM unit WHERE document_id = ? ORDER BY id DESC LIMIT 1",
            [document],
            |row| row.get(0),
        )
        .optional()?;
    match by {
        None => Ok(false),
        Some(_) if operation.kind == OperationKind::Import => Ok(true),
        Some(import) => {
            let (operation, kind) = (operation.id, operation.kind);
            Err(UndoRefused::UnitsAdded { operation, kind, import }.into())
        }
    }
}

/// Whoever looks at a document or aligns it must notice that its beads changed; their units follow.
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

/// A document that an import made goes with its last unit.
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
