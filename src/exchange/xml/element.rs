//! The start tags of elements.

use std::borrow::Cow;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::error::{Fault, FaultKind};
use crate::exchange::fault::{Checked, syntax};

use super::characters::{first_forbidden, forbidden};

/// Attributes of one element beyond which a file is broken: each is compared with those before it.
const MOST_ATTRIBUTES: usize = 250;

/// An element that starts.
pub struct Element<'b> {
    start: BytesStart<'b>,
}

impl<'b> Element<'b> {
    /// The element of a start tag.
    pub fn new(start: BytesStart<'b>) -> Self {
        Element { start }
    }

    /// Its name without prefix, in lower case.
    pub fn name(&self) -> Cow<'_, str> {
        let name = local_name(self.start.name().into_inner());
        if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(name.to_ascii_lowercase())
        } else {
            Cow::Borrowed(name)
        }
    }

    /// Its attributes, with references resolved.
    pub fn attributes(&self) -> impl Iterator<Item = Checked<(&str, Cow<'_, str>)>> + '_ {
        let malformed = |error: &dyn std::fmt::Display| {
            syntax(format!("an attribute is malformed: {error}"), "correct it")
        };
        let mut count = 0;
        self.start.attributes().map(move |attribute| {
            count += 1;
            if count > MOST_ATTRIBUTES {
                let what = format!("an element has more than {MOST_ATTRIBUTES} attributes");
                return Err(Fault::new(FaultKind::Limit, what, ""));
            }
            let attribute = attribute.map_err(|error| malformed(&error))?;
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|error| malformed(&error))?;
            match first_forbidden(&value) {
                Some(c) => Err(forbidden(c)),
                None => Ok((attribute.key.into_inner(), value)),
            }
        })
    }
}

/// The name of an element or attribute without its prefix.
pub fn local_name(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// The name of the first element in the beginning of an XML file, without prefix, in lower case.
pub fn root_name(beginning: &str) -> Option<String> {
    let mut reader = Reader::from_str(beginning);
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) | Event::Empty(start) => {
                return Some(Element::new(start).name().into_owned());
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}
