//! Checking that a file has the tables of a memory, and nothing that runs or is read in their place.

use rusqlite::Connection;

use super::super::{open, schema};

/// The beginning of a complaint about the tables of a file.
pub const COMPLAINT: &str = "tables: ";

/// A table, index, trigger or view, and its definition.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Object {
    kind: String,
    name: String,
    /// The statement that creates it, without white space and quotes.
    definition: String,
}

/// What is in a file that a memory of its version does not have, and the other way round.
pub fn find_strange_tables(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let found = objects(connection)?;
    let expected = expected(version)?;
    let complain = |object: &Object, what: &str| {
        format!("{COMPLAINT}the {} “{}” {what}", object.kind, object.name)
    };
    let mut complaints = Vec::new();
    for object in &found {
        match expected.iter().find(|other| other.name == object.name && other.kind == object.kind) {
            None => complaints.push(complain(object, "does not belong to a memory")),
            Some(other) if other != object => {
                complaints.push(complain(object, "is not as a memory has it"));
            }
            Some(_) => {}
        }
    }
    let is_there = |object: &&Object| {
        !found.iter().any(|other| other.name == object.name && other.kind == object.kind)
    };
    complaints
        .extend(expected.iter().filter(is_there).map(|object| complain(object, "is missing")));
    Ok(complaints)
}

/// The version whose tables these are, as the definitions say; the stated one if they do not tell.
pub fn version_of(definitions: &[(String, String)], stated: i64) -> rusqlite::Result<i64> {
    let stated = if (1..=schema::VERSION).contains(&stated) { stated } else { schema::VERSION };
    let others = (1..=schema::VERSION).rev().filter(|&version| version != stated);
    for version in std::iter::once(stated).chain(others) {
        let is_found = |object: Object| {
            object.kind != "table"
                || definitions.iter().any(|(name, definition)| {
                    *name == object.name && squeezed(definition) == object.definition
                })
        };
        if expected(version)?.into_iter().all(is_found) {
            return Ok(version);
        }
    }
    Ok(stated)
}

fn expected(version: i64) -> rusqlite::Result<Vec<Object>> {
    let connection = Connection::open_in_memory()?;
    open::distrust(&connection)?;
    schema::make(&connection, version)?;
    objects(&connection)
}

fn objects(connection: &Connection) -> rusqlite::Result<Vec<Object>> {
    // SQLite's own tables of statistics come with the command ANALYZE.
    let mut statement = connection.prepare(
        "SELECT type, name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_stat_' ESCAPE '\\'",
    )?;
    statement
        .query_map([], |row| {
            let definition: String = row.get(2)?;
            Ok(Object { kind: row.get(0)?, name: row.get(1)?, definition: squeezed(&definition) })
        })?
        .collect()
}

/// A definition without white space and quotes, which depend on the version of SQLite.
fn squeezed(definition: &str) -> String {
    definition.chars().filter(|c| !c.is_whitespace() && *c != '"').collect()
}
