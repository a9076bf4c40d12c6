//! XML as a tree, for tests of what is written.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// An element with what is in it.
#[derive(Debug)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Element>,
    pub text: String,
}

impl Element {
    fn of(start: &BytesStart<'_>) -> Element {
        let attributes = start.attributes().map(|attribute| {
            let attribute = attribute.unwrap();
            (attribute.key.as_ref().to_owned(), attribute.value.to_string())
        });
        Element {
            name: start.name().as_ref().to_owned(),
            attributes: attributes.collect(),
            children: Vec::new(),
            text: String::new(),
        }
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn names(&self) -> Vec<&str> {
        self.children.iter().map(|child| child.name.as_str()).collect()
    }

    pub fn all(&self, name: &str) -> impl Iterator<Item = &Element> {
        self.children.iter().filter(move |child| child.name == name)
    }
}

/// The root of a document that is well formed and has no DOCTYPE.
pub fn read_tree(xml: &str) -> Element {
    let mut reader = Reader::from_str(xml);
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    let mut close = |open: &mut Vec<Element>| {
        let done = open.pop().expect("an element closes that never opened");
        match open.last_mut() {
            Some(parent) => parent.children.push(done),
            None => assert!(root.replace(done).is_none(), "there are two roots"),
        }
    };
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => open.push(Element::of(&start)),
            Event::Empty(start) => {
                open.push(Element::of(&start));
                close(&mut open);
            }
            Event::End(_) => close(&mut open),
            Event::Text(text) => match open.last_mut() {
                Some(element) => element.text.push_str(&text.xml10_content()),
                None => assert_eq!(text.xml10_content().trim(), ""),
            },
            Event::GeneralRef(reference) => {
                let name = reference.xml10_content();
                let text = match reference.resolve_char_ref().unwrap() {
                    Some(c) => c.to_string(),
                    None => quick_xml::escape::resolve_xml_entity(&name).unwrap().to_owned(),
                };
                open.last_mut().unwrap().text.push_str(&text);
            }
            Event::Decl(_) => assert!(open.is_empty()),
            Event::DocType(_) => panic!("there is a DOCTYPE"),
            Event::Eof => break,
            other => panic!("{other:?} has no place in it"),
        }
    }
    assert!(open.is_empty(), "elements are left open");
    root.unwrap()
}
