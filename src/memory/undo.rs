//! Undo and redo: the rows of an operation written back as they were, the last change first.
//!
//! That is an operation like any other, and so it is journalled too: to undo an undo is to redo.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::Serialize;

use super::Memory;
use super::bead_unit::settle_units;
use super::journal::{Operation, TABLES, UNDONE, columns, read_operations, revise_beads};
use crate::error::{Error, Result};

/// What an undo or redo came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TakenBack {
    /// The operation that was taken back or done again.
    pub operation: Operation,
    /// Units that came, went or changed.
    pub units: usize,
}

/// Which operations undo and redo choose from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    Memory,
    Document(i64),
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
pub struct CanTakeBack {
    /// What undo would take back.
    pub undo: Option<String>,
    /// What redo would do again.
    pub redo: Option<String>,
}

impl Memory {
    /// Takes back the last operation on a document since it was aligned that is not taken back.
    ///
    /// # Errors
    /// As [`Memory::undo`].
    pub fn undo_in_document(&mut self, document: i64) -> Result<TakenBack> {
        self.name_of_document(document)?;
        self.take_back("undo", |transaction, _| {
            last_in_review(transaction, document)?
                .ok_or_else(|| Error::Pair("there is nothing to undo in this document".to_owned()))
        })
    }

    /// Does again what was undone last in a document, unless something else was done to it since.
    ///
    /// # Errors
    /// As [`Memory::redo`].
    pub fn redo_in_document(&mut self, document: i64) -> Result<TakenBack> {
        self.name_of_document(document)?;
        self.take_back("redo", |transaction, now| {
            redoable(transaction, now, Scope::Document(document))
        })
    }

    /// What undo and redo of a document would do.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn can_take_back(&self, document: i64) -> Result<CanTakeBack> {
        let scope = Scope::Document(document);
        let kind =
            |id: i64| find_operation(&self.connection, id).map(|found| found.map(|o| o.kind));
        let undo = last_in_review(&self.connection, document)
            .map_err(|error| self.explain(error))?
            .map(|operation| operation.kind);
        let redo = match redoable(&self.connection, i64::MAX, scope) {
            Ok(Operation { undoes: Some(id), .. }) => {
                kind(id).map_err(|error| self.explain(error))?
            }
            _ => None,
        };
        Ok(CanTakeBack { undo, redo })
    }

    /// Takes back an operation: the one of that id, or else the last that is not taken back.
    ///
    /// # Errors
    /// When there is none, nothing is kept of what it changed, or a later operation changed the same
    /// rows.
    pub fn undo(&mut self, id: Option<i64>) -> Result<TakenBack> {
        self.take_back("undo", |transaction, _| match id {
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
    pub fn redo(&mut self) -> Result<TakenBack> {
        self.take_back("redo", |transaction, now| redoable(transaction, now, Scope::Memory))
    }

    /// Writes back what an operation changed. It is chosen in the same transaction, so that two
    /// processes never take back the same one.
    fn take_back(
        &mut self,
        kind: &str,
        choose: impl FnOnce(&Transaction<'_>, i64) -> Result<Operation>,
    ) -> Result<TakenBack> {
        #[derive(Serialize)]
        struct Detail {
            of: String,
            operation: i64,
            units: usize,
            rows: usize,
        }
        self.operate(kind, None, |transaction, operating| {
            let chosen = choose(transaction, operating.id)?;
            refuse_if_changed_since(transaction, &chosen, operating.id)?;
            transaction.execute(
                "UPDATE operation SET undoes = ?1, document = ?2,
                    document_id = (SELECT document_id FROM operation WHERE id = ?1) WHERE id = ?3",
                params![chosen.id, chosen.document, operating.id],
            )?;
            // Rows come back one by one, and may name one another.
            transaction.pragma_update(None, "defer_foreign_keys", true)?;
            if chosen.kind == "import" {
                transaction.execute("DELETE FROM unit WHERE import_id = ?", [chosen.id])?;
            }
            restore(transaction, &chosen)?;
            remove_documents_left_empty(transaction, chosen.id)?;
            revise_documents(transaction, operating.id)?;
            let (rows, units) = transaction.query_row(
                "SELECT count(*), count(DISTINCT CASE WHEN of_table = 'unit' THEN row_id END)
                 FROM change WHERE operation_id = ?",
                [operating.id],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?;
            // A redo takes back an undo; what people know is the operation that was undone.
            let operation = match chosen.undoes {
                Some(id) => find_operation(transaction, id)?.unwrap_or(chosen),
                None => chosen,
            };
            let detail =
                Detail { of: operation.kind.clone(), operation: operation.id, units, rows };
            Ok((TakenBack { operation, units }, detail))
        })
    }
}

/// The last operation of a document's review: its alignment is no part of that.
fn last_in_review(connection: &Connection, document: i64) -> Result<Option<Operation>> {
    let last = last_in(connection, "undoes IS NULL", Scope::Document(document))?;
    Ok(last.filter(|operation| operation.kind != "align"))
}

/// The undo that redo takes back.
fn redoable(connection: &Connection, now: i64, scope: Scope) -> Result<Operation> {
    let undo = last_in(connection, "kind = 'undo'", scope)?.ok_or_else(|| {
        let what = "there is nothing to redo: nothing that was taken back is still undone";
        Error::Pair(what.to_owned())
    })?;
    match first_since(connection, undo.id, now, scope)? {
        None => Ok(undo),
        Some((id, kind)) => Err(Error::Pair(format!(
            "there is nothing to redo: operation {id} ({kind}) was done since the last undo; take that \
             one back first"
        ))),
    }
}

fn find_operation(connection: &Connection, id: i64) -> rusqlite::Result<Option<Operation>> {
    Ok(read_operations(connection, "operation.id = ?1", id, 1)?.into_iter().next())
}

/// The operation of that id, if it can be taken back at all.
fn undoable(connection: &Connection, id: i64) -> Result<Operation> {
    let Some(found) = find_operation(connection, id)? else {
        let what = format!("there is no operation {id}; `tarjuman history` lists them");
        return Err(Error::Pair(what));
    };
    let what = if let Some(of) = found.undoes {
        match found.kind.as_str() {
            "redo" => {
                let root = find_operation(connection, of)?.and_then(|undo| undo.undoes);
                let root = root.unwrap_or(of);
                format!("operation {id} did operation {root} again; use `tarjuman undo {root}`")
            }
            _ => format!("operation {id} took operation {of} back; use `tarjuman redo`"),
        }
    } else if found.undone {
        format!("operation {id} is already taken back; `tarjuman redo` does it again")
    } else if !has_changes(connection, id)? {
        format!(
            "nothing is kept of what operation {id} ({}) changed, so it cannot be taken back: it \
             changed nothing, or was done by an older tarjuman",
            found.kind
        )
    } else {
        return Ok(found);
    };
    Err(Error::Pair(what))
}

fn has_changes(connection: &Connection, id: i64) -> rusqlite::Result<bool> {
    connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM change WHERE operation_id = ?1)
             OR EXISTS (SELECT 1 FROM unit WHERE import_id = ?1)",
        [id],
        |row| row.get(0),
    )
}

fn nothing_to_undo(connection: &Connection) -> Error {
    let older = last_matching(connection, "undoes IS NULL");
    let what = match older {
        Ok(Some(operation)) => format!(
            "there is nothing to undo: of operation {} ({}) and those before it nothing is kept, for \
             they changed nothing or were done by an older tarjuman",
            operation.id, operation.kind
        ),
        _ => "there is nothing to undo".to_owned(),
    };
    Error::Pair(what)
}

/// The last operation that fits, is not taken back and changed something.
fn last(connection: &Connection, condition: &str) -> Result<Option<Operation>> {
    last_in(connection, condition, Scope::Memory)
}

fn last_in(connection: &Connection, condition: &str, scope: Scope) -> Result<Option<Operation>> {
    let condition = format!(
        "{condition} AND {} AND (kind = 'import' OR EXISTS (SELECT 1 FROM change WHERE operation_id = operation.id))",
        scope.condition()
    );
    Ok(last_matching(connection, &condition)?)
}

/// The last operation that fits, is complete and is not taken back.
fn last_matching(connection: &Connection, condition: &str) -> rusqlite::Result<Option<Operation>> {
    // What an operation came to is said when it is done: the one that asks is not meant.
    let condition = format!("?1 = 0 AND {condition} AND detail <> '{{}}' AND NOT {UNDONE}");
    Ok(read_operations(connection, &condition, 0, 1)?.into_iter().next())
}

/// The first operation after one and before another that was not an undo or redo, with its kind.
fn first_since(
    connection: &Connection,
    after: i64,
    before: i64,
    scope: Scope,
) -> rusqlite::Result<Option<(i64, String)>> {
    connection
        .query_row(
            &format!(
                "SELECT id, kind FROM operation WHERE id > ? AND id < ? AND undoes IS NULL AND NOT {UNDONE}
                 AND (kind = 'import' OR EXISTS (SELECT 1 FROM change WHERE operation_id = operation.id))
                   AND {}
                 ORDER BY id DESC LIMIT 1",
                scope.condition()
            ),
            [after, before],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()
}

/// A row that a later operation changed would lose that change. Units of an import name it themselves.
fn refuse_if_changed_since(
    transaction: &Transaction<'_>,
    undone: &Operation,
    now: i64,
) -> Result<()> {
    let later: Option<(i64, String)> = transaction
        .query_row(
            &format!(
                "SELECT operation.id, operation.kind FROM operation
                 WHERE operation.id > ?1 AND operation.id < ?2 AND operation.undoes IS NULL AND NOT {UNDONE}
                   AND EXISTS (SELECT 1 FROM change AS later WHERE later.operation_id = operation.id
                       AND ((of_table, row_id) IN (SELECT of_table, row_id FROM change WHERE operation_id = ?1)
                            OR (?3 AND of_table = 'unit'
                                AND (json_extract(before, '$.import_id') = ?1
                                     OR row_id IN (SELECT id FROM unit WHERE import_id = ?1)))))
                 ORDER BY operation.id DESC LIMIT 1"
            ),
            params![undone.id, now, undone.kind == "import"],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    match later {
        None => Ok(()),
        Some((id, kind)) => Err(Error::Pair(format!(
            "operation {} ({}) cannot be taken back: operation {id} ({kind}) changed the same rows; take \
             that one back first with `tarjuman undo {id}`",
            undone.id, undone.kind
        ))),
    }
}

/// Writes the rows of an operation back as they were, the last change first.
fn restore(transaction: &Transaction<'_>, operation: &Operation) -> Result<()> {
    let mut put = Vec::new();
    for table in TABLES {
        put.push(put_back(table, &columns(transaction, table)?));
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
                .map_err(|error| in_the_way(error, operation))?,
            None if table == "document" && keeps_document(transaction, id, operation)? => 0,
            None => transaction
                .prepare_cached(&format!("DELETE FROM {table} WHERE id = ?"))?
                .execute([id])?,
        };
    }
    Ok(())
}

/// The statement that puts a row of JSON back.
fn put_back(table: &str, columns: &[String]) -> String {
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
fn in_the_way(error: rusqlite::Error, operation: &Operation) -> Error {
    if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) {
        return Error::Pair(format!(
            "operation {} ({}) cannot be taken back: a document or unit made since is in its place; \
             take back what was done since first (`tarjuman history` lists it)",
            operation.id, operation.kind
        ));
    }
    error.into()
}

/// Whether a document that an operation made holds units of others, and so stays. Without its beads it
/// would look as if it were aligned.
fn keeps_document(
    transaction: &Transaction<'_>,
    document: i64,
    operation: &Operation,
) -> Result<bool> {
    let by: Option<Option<i64>> = transaction
        .query_row(
            "SELECT import_id FROM unit WHERE document_id = ? ORDER BY id DESC LIMIT 1",
            [document],
            |row| row.get(0),
        )
        .optional()?;
    match by {
        None => Ok(false),
        Some(_) if operation.kind == "import" => Ok(true),
        Some(import) => {
            let advice = import.map_or_else(
                || "take back what was done to them first".to_owned(),
                |id| format!("take operation {id} back first with `tarjuman undo {id}`"),
            );
            Err(Error::Pair(format!(
                "operation {} ({}) cannot be taken back: units came into its document since; {advice}",
                operation.id, operation.kind
            )))
        }
    }
}

/// Whoever looks at a document or aligns it must notice that its beads changed; their units follow.
fn revise_documents(transaction: &Transaction<'_>, operation: i64) -> rusqlite::Result<()> {
    let documents: Vec<i64> = transaction
        .prepare(
            "SELECT document_id FROM bead
             WHERE id IN (SELECT row_id FROM change WHERE operation_id = ?1 AND of_table = 'bead')
             UNION SELECT id FROM document
             WHERE id IN (SELECT row_id FROM change WHERE operation_id = ?1 AND of_table = 'document')",
        )?
        .query_map([operation], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for document in documents {
        revise_beads(transaction, operation, document)?;
        settle_units(transaction, document)?;
    }
    Ok(())
}

/// A document that an import made goes with its last unit.
fn remove_documents_left_empty(transaction: &Transaction<'_>, import: i64) -> rusqlite::Result<()> {
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
