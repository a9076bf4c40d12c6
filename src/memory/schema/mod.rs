//! The tables, as migrations. The statements of a released migration are never edited.

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::bead_unit::renumber_units;
use super::checksum::{DAMAGED, seal_all};
use super::damage::DamagedRow;
use super::index;
use super::unit::{Hashes, SELECT_UNIT, StoredUnit, read_unit};
use crate::files::APPLICATION_ID;
use crate::model::UnitId;

/// The part of a migration that SQL cannot express.
type CodeStep = fn(&Transaction<'_>) -> rusqlite::Result<()>;

/// Migrations in order; `user_version` is the number of migrations applied.
const MIGRATIONS: [(&str, CodeStep); 5] = [
    (include_str!("1.sql"), |_| Ok(())),
    // The hashes of its units, and the index as this and the fourth have it, are made by the fifth.
    (include_str!("2.sql"), |_| Ok(())),
    (include_str!("3.sql"), identify_bead_units),
    (include_str!("4.sql"), |_| Ok(())),
    (include_str!("5.sql"), seal_and_index),
];

/// The version of the tables that this program writes.
pub const VERSION: i64 = MIGRATIONS.len() as i64;

/// Migrates a memory to [`VERSION`] in one transaction.
pub fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    let version = |connection: &Connection| {
        connection.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0))
    };
    if version(connection)? == VERSION {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have migrated it in the meantime.
    let done = usize::try_from(version(&transaction)?).unwrap_or(0);
    for (tables, then) in MIGRATIONS.iter().skip(done) {
        transaction.execute_batch(tables)?;
        then(&transaction)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()
}

/// Creates the empty tables of a version, counted from 1.
pub fn make(connection: &Connection, version: i64) -> rusqlite::Result<()> {
    for (tables, _) in MIGRATIONS.iter().take(usize::try_from(version).unwrap_or(0)) {
        connection.execute_batch(tables)?;
    }
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "user_version", version)
}

/// Gives the units of beads an identity that does not depend on their position, which changes when rows
/// are inserted.
fn identify_bead_units(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    let mut documents = transaction.prepare("SELECT id FROM document")?;
    for document in documents.query_map([], |row| row.get(0))? {
        renumber_units(transaction, document?)?;
    }
    Ok(())
}

/// Gives every row its checksum, units from before version 2 their hashes, and all units their postings. A
/// unit whose texts do not have the fingerprint that was stored with them, or that cannot be read, is marked
/// as damaged.
fn seal_and_index(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    let mut hash =
        transaction.prepare("UPDATE unit SET fingerprint = ?, identity = ? WHERE id = ?")?;
    let mut mark = transaction.prepare("UPDATE unit SET checksum = ? WHERE id = ?")?;
    let mut stored = transaction.prepare("SELECT fingerprint, identity FROM unit WHERE id = ?")?;
    let mut statement = transaction.prepare(&SELECT_UNIT)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let id: UnitId = row.get(0)?;
        let (fingerprint, identity): (i64, i64) =
            stored.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        match read_unit(row) {
            Ok(StoredUnit { unit, .. }) => {
                let hashes = Hashes::of(&unit);
                if fingerprint == 0 {
                    let identity = if identity == 0 { hashes.identity } else { identity };
                    hash.execute(params![hashes.fingerprint, identity, id])?;
                } else if fingerprint != hashes.fingerprint {
                    mark.execute(params![DAMAGED, id])?;
                }
            }
            Err(error) if DamagedRow::of(&error).is_some() => {
                mark.execute(params![DAMAGED, id])?;
            }
            Err(error) => return Err(error),
        }
    }
    seal_all(transaction)?;
    index::rebuild(transaction)
}
