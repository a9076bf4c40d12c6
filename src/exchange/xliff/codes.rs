//! Inline tags as both versions of XLIFF see them: what each is, and its id.

use std::collections::HashSet;

use super::super::tags::{attribute, cut, nested, partners};
use crate::model::{InlineTag, TagKind};

/// What a tag is in the text it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Opens an element around text, which the tag of this index closes.
    Open(usize),
    /// Closes the element that the tag of this index opened.
    Close(usize),
    /// Begins a stretch that crosses another.
    Begin,
    /// Ends the stretch that the tag of this index began.
    End(usize),
    /// Begins something that ends in another text.
    BeginAlone,
    /// Ends something that began in another text.
    EndAlone,
    /// Stands for itself.
    Placeholder,
}

/// The role of each tag, and its id: unique in the text, both halves of a pair the same.
pub fn roles(tags: &[InlineTag]) -> Vec<(Role, String)> {
    let partners = partners(tags);
    let nested = nested(&partners);
    let mut ids = Ids::default();
    let mut roles: Vec<(Role, String)> = Vec::with_capacity(tags.len());
    for (index, tag) in tags.iter().enumerate() {
        let role = match (partners[index], tag.kind) {
            (Some(end), _) if end > index && nested[index] => Role::Open(end),
            (Some(end), _) if end > index => Role::Begin,
            (Some(begin), _) if nested[index] => Role::Close(begin),
            (Some(begin), _) => Role::End(begin),
            (None, TagKind::BeginPair | TagKind::BeginHighlight) => Role::BeginAlone,
            (None, TagKind::EndPair | TagKind::EndHighlight) => Role::EndAlone,
            (None, TagKind::Isolated) if is_end(tag) => Role::EndAlone,
            (None, TagKind::Isolated) => Role::BeginAlone,
            (None, TagKind::Placeholder | TagKind::Unknown) => Role::Placeholder,
        };
        let id = match role {
            Role::Close(begin) | Role::End(begin) => roles[begin].1.clone(),
            _ => ids.take(tag),
        };
        roles.push((role, id));
    }
    roles
}

fn is_end(tag: &InlineTag) -> bool {
    matches!(attribute(tag, "pos"), Some("end" | "close"))
}

/// The native code with the texts inside it, where they cannot be kept apart.
pub fn whole_code(tag: &InlineTag) -> String {
    let mut code = tag.code.clone();
    for subflow in tag.subflows.iter().rev() {
        let at = cut(&code, 0, subflow.at);
        code.insert_str(at, &subflow.text.plain);
    }
    code
}

/// Ids that are taken.
#[derive(Default)]
struct Ids {
    used: HashSet<String>,
    last: usize,
}

impl Ids {
    /// What the tag is called already, so that both sides of a unit call it the same (`x` of TMX links
    /// them); else a number.
    fn take(&mut self, tag: &InlineTag) -> String {
        let given = ["id", "x", "i"].into_iter().find_map(|name| attribute(tag, name));
        if let Some(id) = given.filter(|id| is_name_token(id) && !self.used.contains(*id)) {
            self.used.insert(id.to_owned());
            return id.to_owned();
        }
        loop {
            self.last += 1;
            let id = self.last.to_string();
            if self.used.insert(id.clone()) {
                return id;
            }
        }
    }
}

/// Whether a text is an `NMTOKEN` of XML, of the letters that all tools take.
fn is_name_token(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._:".contains(&byte))
}
