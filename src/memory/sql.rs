//! Conversion of the model's types from and to SQL columns.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, Type, ValueRef};
use rusqlite::{Error, Row, ToSql};

use super::document::Origin;
use crate::document::Segmentation;
use crate::model::{
    BeadId, DocumentId, Language, Layout, NotALanguageTag, OperationId, OperationKind, Revision,
    Status, Timestamp, UnitId,
};

/// Types stored as an integer.
macro_rules! number_column {
    ($($name:ident),*) => {$(
        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                value.as_i64().map($name)
            }
        }

        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                self.0.to_sql()
            }
        }
    )*};
}

number_column!(BeadId, DocumentId, OperationId, Revision, UnitId);

/// Types stored as text.
macro_rules! text_column {
    ($($name:ident),*) => {$(
        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                value.as_str()?.parse().map_err(|error| FromSqlError::Other(Box::from(error)))
            }
        }

        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(self.to_string().into())
            }
        }
    )*};
}

text_column!(OperationKind, Status, Timestamp);

impl FromSql for Language {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value
            .as_str()?
            .parse()
            .map_err(|error: NotALanguageTag| FromSqlError::Other(Box::new(error)))
    }
}

impl ToSql for Language {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.as_str().to_sql()
    }
}

impl FromSql for Layout {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value {
            ValueRef::Null => Ok(Layout::default()),
            _ => value.as_str().map(Layout::from),
        }
    }
}

impl FromSql for Origin {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value.as_str()? {
            Origin::IMPORTED => Ok(Origin::Imported),
            name => Segmentation::of_name(name).map(Origin::Aligned).ok_or_else(|| {
                FromSqlError::Other(format!("“{name}” is not a kind of segment").into())
            }),
        }
    }
}

impl ToSql for Origin {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Origin::Imported => Origin::IMPORTED.to_sql(),
            Origin::Aligned(segmentation) => segmentation.name().to_sql(),
        }
    }
}

impl ToSql for Layout {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.to_string().into())
    }
}

/// A text column, without copying it.
pub(super) fn text_column<'r>(row: &'r Row<'_>, column: usize) -> rusqlite::Result<&'r str> {
    row.get_ref(column)?
        .as_str()
        .map_err(|error| Error::FromSqlConversionFailure(column, Type::Text, Box::new(error)))
}

/// A text column of JSON.
pub(super) fn json_column<T: serde::de::DeserializeOwned>(
    row: &Row<'_>,
    column: usize,
) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text)
        .map_err(|error| Error::FromSqlConversionFailure(column, Type::Text, Box::new(error)))
}
