//! The properties (`prop`) for those fields of a unit that have no element in TMX.

use crate::exchange::preset::Tool;
use crate::exchange::property::{
    CONTEXT_AFTER, CONTEXT_BEFORE, DOCUMENT, POSITION, SCORE, STATUS, TEXT_FIELD,
};
use crate::exchange::xml::escaped;
use crate::model::{Property, Score, Status, Unit, UnitPart};

/// The properties for the fields of a unit, with their values, in the order they are written.
pub fn own_properties(unit: &Unit) -> impl Iterator<Item = (&'static str, String)> {
    [
        (DOCUMENT, unit.document.clone()),
        (POSITION, unit.position.map(|position| position.to_string())),
        (SCORE, Some(unit.score.rounded().to_string())),
        (STATUS, Some(unit.status.name().to_owned())),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
}

/// Sets the field of a unit for which a property stands; false if there is none. Properties of the whole
/// unit are fields only in files that this program wrote.
pub fn take_property(
    unit: &mut Unit,
    part: UnitPart,
    name: &str,
    value: &str,
    is_ours: bool,
) -> bool {
    // In files for Studio the type of a field comes after its name.
    let name = name.strip_suffix(TEXT_FIELD).filter(|_| is_ours).unwrap_or(name);
    match (name, part) {
        (CONTEXT_BEFORE, UnitPart::Unit | UnitPart::Source) => {
            unit.context_before = Some(unwrapped_context(value));
        }
        (CONTEXT_AFTER, UnitPart::Unit | UnitPart::Source) => {
            unit.context_after = Some(unwrapped_context(value));
        }
        _ if !is_ours || part != UnitPart::Unit => return false,
        (DOCUMENT, _) => unit.document = Some(value.to_owned()),
        (POSITION, _) => match value.trim().parse() {
            Ok(position) => unit.position = Some(position),
            Err(_) => return false,
        },
        (SCORE, _) => match value.trim().parse() {
            Ok(score) => unit.score = Score::new(score),
            Err(_) => return false,
        },
        (STATUS, _) => match value.parse::<Status>() {
            Ok(status) => unit.status = status,
            Err(_) => return false,
        },
        _ => return false,
    }
    true
}

/// Whether a property of another tool is written: not if its name is used for a field of the unit, or for
/// the tool that the file is meant for.
pub fn is_writable(property: &Property, tool: Option<Tool>) -> bool {
    let name = property.name.as_str();
    let is_context = [CONTEXT_BEFORE, CONTEXT_AFTER].contains(&name);
    match property.part {
        UnitPart::Unit => {
            !is_context
                && ![DOCUMENT, POSITION, SCORE, STATUS].contains(&name)
                && !tool.is_some_and(|tool| tool.sets(name))
        }
        UnitPart::Source => !is_context,
        UnitPart::Target => true,
    }
}

/// A context as the value of a property.
pub fn context(text: &str, tool: Option<Tool>) -> String {
    if tool.is_some_and(Tool::wraps_contexts) {
        format!("{SEG_START}{}{SEG_END}", escaped(text))
    } else {
        text.to_owned()
    }
}

/// The text of a context, taken out of the `seg` that memoQ wraps it in, where it is escaped once more.
fn unwrapped_context(value: &str) -> String {
    let inner = value.strip_prefix(SEG_START).and_then(|rest| rest.strip_suffix(SEG_END));
    match inner.map(quick_xml::escape::unescape) {
        Some(Ok(text)) => text.into_owned(),
        _ => value.to_owned(),
    }
}

const SEG_START: &str = "<seg>";
const SEG_END: &str = "</seg>";
