//! The tables, as migrations. A migration that has landed is never edited.

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::bead_unit::renumber_units;
use super::index;
use super::unit::{Hashes, SELECT_UNIT, read_unit};

/// What `PRAGMA application_id` of a memory says: “tarj” in ASCII.
pub const APPLICATION_ID: i32 = 0x7461_726A;

/// What a migration does that SQL cannot.
type Rest = fn(&Transaction<'_>) -> rusqlite::Result<()>;

/// Migrations in order; `user_version` counts those applied.
const MIGRATIONS: [(&str, Rest); 4] = [
    (include_str!("1.sql"), |_| Ok(())),
    (include_str!("2.sql"), index_old_units),
    (include_str!("3.sql"), identify_units_of_beads),
    (include_str!("4.sql"), index::rebuild),
];

/// The version this program writes.
pub const VERSION: i64 = MIGRATIONS.len() as i64;

/// Brings a memory to [`VERSION`] in one transaction.
pub fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    let version = |connection: &Connection| {
        connection.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0))
    };
    if version(connection)? == VERSION {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have been first.
    let done = usize::try_from(version(&transaction)?).unwrap_or(0);
    for (tables, then) in MIGRATIONS.iter().skip(done) {
        transaction.execute_batch(tables)?;
        then(&transaction)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()
}

/// Makes the empty tables of a version, from 1.
pub fn make(connection: &Connection, version: i64) -> rusqlite::Result<()> {
    for (tables, _) in MIGRATIONS.iter().take(usize::try_from(version).unwrap_or(0)) {
        connection.execute_batch(tables)?;
    }
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "user_version", version)
}

/// Units of beads are known by their document alone, for rows may come between.
fn identify_units_of_beads(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    let mut documents = transaction.prepare("SELECT id FROM document")?;
    for document in documents.query_map([], |row| row.get(0))? {
        renumber_units(transaction, document?)?;
    }
    Ok(())
}

/// Units from before there was an index get their hashes and postings.
fn index_old_units(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    let mut update =
        transaction.prepare("UPDATE unit SET fingerprint = ?, identity = ? WHERE id = ?")?;
    let mut statement = transaction.prepare(SELECT_UNIT)?;
    for stored in statement.query_map([], read_unit)? {
        let stored = stored?;
        let hashes = Hashes::of(&stored.unit);
        update.execute(params![hashes.fingerprint, hashes.identity, stored.id])?;
    }
    index::rebuild(transaction)
}
