//! The encoding of an XML file.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::exchange::fault::{Checked, unknown_encoding};

/// Bytes at the beginning in which the declaration must end.
const LONGEST_DECLARATION: usize = 1024;

/// The encoding of an XML file by its byte order mark, the zeros of UTF-16, its declaration, or else
/// UTF-8.
///
/// # Errors
/// When the file declares an encoding that is not known.
pub fn xml_encoding(head: &[u8]) -> Checked<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return Ok(encoding);
    }
    match head {
        [b'<', 0, ..] => return Ok(UTF_16LE),
        [0, b'<', ..] => return Ok(UTF_16BE),
        _ => {}
    }
    let Some(label) = declared_encoding(head.trim_ascii_start()) else { return Ok(UTF_8) };
    match Encoding::for_label(label.trim().as_bytes()) {
        // The declaration could be read byte by byte, so it is wrong.
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => Ok(UTF_8),
        Some(encoding) => Ok(encoding),
        None => Err(unknown_encoding(&label)),
    }
}

fn declared_encoding(head: &[u8]) -> Option<String> {
    if !head.starts_with(b"<?xml") {
        return None;
    }
    let end = memchr::memmem::find(&head[..head.len().min(LONGEST_DECLARATION)], b"?>")?;
    let declaration = String::from_utf8_lossy(&head[..end]);
    let (_, rest) = declaration.split_once("encoding")?;
    let quoted = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = quoted.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    Some(quoted[1..].split(quote).next()?.to_owned())
}
