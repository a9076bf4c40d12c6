//! The columns of a table that a user names as source and target.

use std::str::FromStr;

use crate::model::{Pair, Side};

/// The columns of source and target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns(pub Pair<Column>);

/// A column, as a user names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Column {
    /// By its number, from 1.
    Number(usize),
    /// By its title in the first row.
    Title(String),
}

impl FromStr for Column {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match (text.trim(), text.trim().parse::<usize>()) {
            ("", _) | (_, Ok(0)) => Err("a column is a number from 1, or a title".into()),
            (_, Ok(number)) => Ok(Column::Number(number)),
            (title, Err(_)) => Ok(Column::Title(title.to_owned())),
        }
    }
}

impl FromStr for Columns {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (source, target) = text.split_once(',').ok_or_else(|| {
            format!("“{text}” does not name two columns; write 1,2 or two titles, the source first")
        })?;
        // The sides may be named, as the help shows them.
        let column = |side: Side, text: &str| {
            let text = text.trim();
            text.strip_prefix(side.name())
                .and_then(|rest| rest.strip_prefix('='))
                .unwrap_or(text)
                .parse()
        };
        Ok(Columns(Pair::new(column(Side::Source, source)?, column(Side::Target, target)?)))
    }
}
