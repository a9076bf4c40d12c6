//! What the XML formats share: reading XML in bounded memory, and writing it.

mod bounded;
mod characters;
mod element;
mod encoding;
mod read;
mod write;

pub use characters::is_allowed;
pub use element::{Element, local_name, root_name};
pub use encoding::xml_encoding;
pub use read::{XmlEvent, XmlReader};
pub use write::{
    XmlWriter, element, escaped, push_attribute, trimmed_note, write_escaped, write_text,
    xml_writer,
};
