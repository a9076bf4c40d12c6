//! Inline tags as both versions of XLIFF see them: the role of each, and its id.

use std::collections::HashSet;

use crate::exchange::inline_tags::{attribute, cut, is_isolated_end, nested, partners};
use crate::model::{InlineTag, TagKind};

/// The role of a tag in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Opens an element around text, which the tag with this index closes.
    Open(usize),
    /// Closes the element that the tag with this index opens.
    Close(usize),
    /// Begins a stretch that crosses another.
    Begin,
    /// Ends the stretch that the tag with this index begins.
    End(usize),
    /// Begins something that ends in another text.
    BeginAlone,
    /// Ends something that began in another text.
    EndAlone,
    /// Belongs to no pair.
    Placeholder,
}

/// The role of each tag and its id, which is unique in the text but the same for both halves of a pair.
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
            (None, TagKind::Isolated) if is_isolated_end(tag) => Role::EndAlone,
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

/// The native code with the texts inside it, for formats that cannot keep them apart.
pub fn whole_code(tag: &InlineTag) -> String {
    let mut code = tag.code.clone();
    for subflow in tag.subflows.iter().rev() {
        let at = cut(&code, 0, subflow.at);
        code.insert_str(at, &subflow.text.plain);
    }
    code
}

/// The ids in use.
#[derive(Default)]
struct Ids {
    used: HashSet<String>,
    last: usize,
}

impl Ids {
    /// The id that the tag has already, so that it is the same on both sides of a unit (`x` of TMX links
    /// them), or else a number.
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

/// Whether a text is an `NMTOKEN` of XML, with only such letters as all tools accept.
fn is_name_token(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._:".contains(&byte))
}
