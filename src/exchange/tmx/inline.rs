//! The content of a segment: text, and at level 2 its inline tags.

use std::collections::{HashMap, HashSet};

use quick_xml::events::BytesStart;

use crate::exchange::inline_tags::{cut, is_isolated_end, pair_number, partners, pieces};
use crate::exchange::preset::Level;
use crate::exchange::segment_builder::InlineElement;
use crate::exchange::xml::{element, escaped, push_attribute};
use crate::model::{InlineTag, Subflow, TagKind, UnitText};

/// The inline element that a name stands for when it is read.
pub fn inline_element(name: &str) -> InlineElement {
    match name {
        "bpt" => InlineElement::Tag(TagKind::BeginPair),
        "ept" => InlineElement::Tag(TagKind::EndPair),
        "it" => InlineElement::Tag(TagKind::Isolated),
        "ph" => InlineElement::Tag(TagKind::Placeholder),
        "ut" => InlineElement::Tag(TagKind::Unknown),
        "hi" => InlineElement::Around(TagKind::BeginHighlight, TagKind::EndHighlight),
        "sub" => InlineElement::Subflow,
        _ => InlineElement::Transparent,
    }
}

/// A text as it is written inside `seg` or `sub`.
pub fn segment_content(text: &UnitText, level: Level) -> String {
    match level {
        Level::One => escaped(&text.plain),
        Level::Two => with_tags(text),
    }
}

fn with_tags(text: &UnitText) -> String {
    let partners = partners(&text.tags);
    let numbers = pair_numbers(&text.tags, &partners);
    let mut content = String::new();
    let mut open_highlights = 0;
    for (before, index) in pieces(text) {
        content.push_str(&escaped(before));
        let Some(index) = index else { break };
        let tag = &text.tags[index];
        match tag.kind {
            TagKind::BeginHighlight => {
                open_highlights += 1;
                push_start(&mut content, tag_element("hi", tag, &["x", "type"]), "");
            }
            // One that ends nothing is left out.
            TagKind::EndHighlight if partners[index].is_none() => {}
            TagKind::EndHighlight => {
                open_highlights -= 1;
                content.push_str("</hi>");
            }
            _ => push_tag(&mut content, tag, numbers.get(&index).map(String::as_str)),
        }
    }
    content.push_str(&"</hi>".repeat(open_highlights));
    content
}

/// Writes the element of a tag. Half a pair without its other half is isolated, whatever its kind.
fn push_tag(content: &mut String, tag: &InlineTag, number: Option<&str>) {
    let start = match (tag.kind, number) {
        (TagKind::BeginPair, Some(number)) => {
            tag_element_with("bpt", ("i", number), tag, &["x", "type"])
        }
        (TagKind::EndPair, Some(number)) => tag_element_with("ept", ("i", number), tag, &[]),
        (TagKind::BeginPair, None) => tag_element_with("it", ("pos", "begin"), tag, &["x", "type"]),
        (TagKind::EndPair, None) => tag_element_with("it", ("pos", "end"), tag, &["x", "type"]),
        (TagKind::Isolated, _) => {
            let position = if is_isolated_end(tag) { "end" } else { "begin" };
            tag_element_with("it", ("pos", position), tag, &["x", "type"])
        }
        (TagKind::Unknown, _) => tag_element("ut", tag, &["x"]),
        _ => tag_element("ph", tag, &["x", "assoc", "type"]),
    };
    let name = start.name().as_ref().to_owned();
    if tag.code.is_empty() && tag.subflows.is_empty() {
        push_start(content, start, "/");
    } else {
        push_start(content, start, "");
        push_code(content, tag);
        content.push_str(&format!("</{name}>"));
    }
}

/// Writes the native code, with its subflows in their places.
fn push_code(content: &mut String, tag: &InlineTag) {
    let mut at = 0;
    for subflow in &tag.subflows {
        let end = cut(&tag.code, at, subflow.at);
        content.push_str(&escaped(&tag.code[at..end]));
        at = end;
        push_subflow(content, subflow);
    }
    content.push_str(&escaped(&tag.code[at..]));
}

fn push_subflow(content: &mut String, subflow: &Subflow) {
    let mut start = BytesStart::new("sub");
    push_allowed(&mut start, &subflow.attributes, &["datatype", "type"]);
    push_start(content, start, "");
    content.push_str(&with_tags(&subflow.text));
    content.push_str("</sub>");
}

/// The start of a tag's element, with those of its attributes that the DTD allows.
fn tag_element<'a>(name: &'a str, tag: &InlineTag, allowed: &[&str]) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    push_allowed(&mut start, &tag.attributes, allowed);
    start
}

/// The same with an attribute that the element must have.
fn tag_element_with<'a>(
    name: &'a str,
    first: (&str, &str),
    tag: &InlineTag,
    allowed: &[&str],
) -> BytesStart<'a> {
    let mut start = element(name, &[first]);
    push_allowed(&mut start, &tag.attributes, allowed);
    start
}

fn push_allowed(start: &mut BytesStart<'_>, attributes: &[(String, String)], allowed: &[&str]) {
    let mut seen = HashSet::new();
    for (key, value) in attributes {
        if allowed.contains(&key.as_str()) && seen.insert(key) {
            push_attribute(start, key, value);
        }
    }
}

fn push_start(content: &mut String, start: BytesStart<'_>, end: &str) {
    content.push('<');
    content.push_str(start.as_ref());
    content.push_str(end);
    content.push('>');
}

/// The `i` of each half of a pair, by the index of the tag: the one it has, unless another pair of the
/// segment has the same.
fn pair_numbers(tags: &[InlineTag], partners: &[Option<usize>]) -> HashMap<usize, String> {
    let mut numbers = HashMap::new();
    let mut used: HashSet<String> = HashSet::new();
    let mut fresh = 1..;
    for (end, tag) in tags.iter().enumerate() {
        let (TagKind::EndPair, Some(begin)) = (tag.kind, partners[end]) else { continue };
        let given = pair_number(&tags[begin]).filter(|number| !used.contains(*number));
        let number = given.map(str::to_owned).or_else(|| {
            fresh.by_ref().map(|n: usize| n.to_string()).find(|number| !used.contains(number))
        });
        let number = number.unwrap_or_default();
        used.insert(number.clone());
        numbers.insert(begin, number.clone());
        numbers.insert(end, number);
    }
    numbers
}
