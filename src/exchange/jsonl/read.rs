//! Reading JSONL.

use crate::error::{Fault, Result};
use crate::exchange::fault::{nul_character, syntax};
use crate::exchange::input::{TextInput, failure};
use crate::exchange::lines::Lines;
use crate::exchange::sink::{UnitPosition, UnitSink, is_blank};
use crate::model::Side;

use super::unit::UnitLine;

/// Reads JSONL.
///
/// # Errors
/// When reading fails, when neither a line nor the options name its languages, or those of the sink.
pub fn read_jsonl(input: TextInput<'_>, sink: &mut UnitSink<'_>) -> Result<()> {
    let mut lines = Lines::of(input);
    let mut number = 0;
    loop {
        let (path, last) = (sink.path, lines.number());
        let line = lines.next_line().map_err(|error| failure(path, last + 1, error))?;
        let Some((line_number, line)) = line else { return Ok(()) };
        if line.as_ref().is_ok_and(|line| line.trim().is_empty()) {
            continue;
        }
        number += 1;
        let position = UnitPosition { line: line_number, number, name: None };
        let parsed = line.and_then(|line| {
            serde_json::from_str::<UnitLine<'_>>(line).map_err(|error| json_fault(line, &error))
        });
        match parsed {
            Ok(line) => deliver(line, &position, sink)?,
            Err(fault) => sink.skip(&position, fault)?,
        }
    }
}

fn deliver(
    mut line: UnitLine<'_>,
    position: &UnitPosition<'_>,
    sink: &mut UnitSink<'_>,
) -> Result<()> {
    let name = line.identifier().map(str::to_owned);
    let position = UnitPosition { name: name.as_deref(), ..*position };
    let texts = line.take_texts();
    if texts.any(|text| text.contains('\0')) {
        return sink.skip(&position, nul_character());
    }
    if let Some(empty) = Side::BOTH.into_iter().find(|side| is_blank(&texts[*side])) {
        return sink.skip_omission(&position, empty);
    }
    let named = match line.languages(&mut sink.tags) {
        Ok(named) => named,
        Err(fault) => return sink.skip(&position, fault),
    };
    let languages = sink.languages(position.line, named)?;
    if let Some(reason) = sink.unwanted(&languages) {
        return sink.skip(&position, reason);
    }
    match line.into_unit(texts, languages) {
        Ok(unit) => sink.add(&position, unit),
        Err(fault) => sink.skip(&position, fault),
    }
}

/// Why a line could not be read. Its number is reported apart.
fn json_fault(line: &str, error: &serde_json::Error) -> Fault {
    use serde_json::error::Category;
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or_default();
    match error.classify() {
        Category::Eof => {
            syntax(format!("the JSON ends early, at column {}", error.column()), "complete it")
        }
        Category::Data if !line.trim_start().starts_with('{') => {
            syntax("it is not a JSON object with source and target", "")
        }
        Category::Data => syntax(words.to_owned(), ""),
        _ => syntax(format!("it is not JSON: {words}, at column {}", error.column()), "correct it"),
    }
}
