//! The tables, as migrations. A migration that has landed is never edited.

use rusqlite::{Connection, TransactionBehavior};

/// What `PRAGMA application_id` of a memory says: “tarj” in ASCII.
pub const APPLICATION_ID: i32 = 0x7461_726A;

/// Migrations in order; `user_version` counts those applied.
const MIGRATIONS: [&str; 1] = [include_str!("schema/1.sql")];

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
    for migration in MIGRATIONS.iter().skip(done) {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()
}
