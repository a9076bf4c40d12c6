//! Opens the file: pages, dictionaries and decoded streams, each within a bound.

use super::{Fault, FaultKind};
use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, Stream};
use std::cell::Cell;

/// Bounds on one file. What exceeds them is a fault of kind `Limit`, or is left out with a warning.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Bytes of the file itself.
    pub(super) file: usize,
    /// Pages.
    pub(super) pages: usize,
    /// Objects in the file.
    pub(super) objects: usize,
    /// Bytes one stream may decode to.
    pub(super) stream: usize,
    /// Bytes all streams together may decode to.
    pub(super) decoded: usize,
    /// Glyphs kept, of all pages.
    pub(super) glyphs: usize,
}

/// A book of some thousand pages fits; a file made to hurt does not.
pub(super) const LIMITS: Limits = Limits {
    file: 256 << 20,
    pages: 10_000,
    objects: 1_000_000,
    stream: 32 << 20,
    decoded: 256 << 20,
    glyphs: 6_000_000,
};

/// Bytes that an object stream may always hold; producers put a hundred or two objects into one.
const PACKED: usize = 256 << 10;

/// An opened file.
pub(super) struct Source {
    document: Document,
    limits: Limits,
    decoded: Cell<usize>,
}

/// One page: its dictionary with what it inherits looked up on demand.
#[derive(Clone, Copy)]
pub(super) struct PageRef(ObjectId);

impl Source {
    /// Opens `bytes`.
    ///
    /// # Errors
    /// `Empty`, `Format` (not a PDF), `Protected` (needs a password), `Truncated`, `Syntax`, `Limit`.
    pub(super) fn open(bytes: &[u8], limits: Limits) -> Result<Source, Fault> {
        if bytes.is_empty() {
            return Err(Fault::new(FaultKind::Empty, "the file is empty", "give a file with text"));
        }
        if bytes.len() > limits.file {
            let what =
                format!("the file has {} MB, more than {}", bytes.len() >> 20, limits.file >> 20);
            return Err(Fault::new(FaultKind::Limit, what, "split it into smaller files"));
        }
        if !bytes.windows(5).take(4096).any(|w| w == b"%PDF-") {
            return Err(Fault::new(
                FaultKind::Format,
                "the file is not a PDF: it has no %PDF- header",
                "check that the download is complete and that the name ends as the file is",
            ));
        }
        // Object streams are decoded while the file is opened: the more of them, the less each may hold.
        let packed = bytes.windows(7).filter(|w| w == b"/ObjStm").count();
        let options = LoadOptions {
            max_decompressed_size: Some(
                (limits.decoded / packed.max(1)).clamp(PACKED, limits.stream),
            ),
            ..LoadOptions::default()
        };
        let document = Document::load_mem_with_options(bytes, options)
            .map_err(|error| load_fault(&error, bytes))?;
        if document.is_encrypted() {
            return Err(protected());
        }
        if document.objects.len() > limits.objects {
            let what = format!(
                "the file has {} objects, more than {}",
                document.objects.len(),
                limits.objects
            );
            return Err(Fault::new(FaultKind::Limit, what, "split it into smaller files"));
        }
        Ok(Source { document, limits, decoded: Cell::new(0) })
    }

    /// The pages in order.
    ///
    /// # Errors
    /// `Limit` for too many, `Truncated` when none can be found.
    pub(super) fn pages(&self) -> Result<Vec<PageRef>, Fault> {
        let mut pages: Vec<ObjectId> =
            self.document.page_iter().take(self.limits.pages + 1).collect();
        if pages.is_empty() {
            // A lost page tree: take the page objects as they lie in the file.
            pages = self
                .document
                .objects
                .iter()
                .filter(|(_, object)| object.as_dict().is_ok_and(|d| d.has_type(b"Page")))
                .map(|(id, _)| *id)
                .take(self.limits.pages + 1)
                .collect();
        }
        if pages.is_empty() {
            return Err(Fault::new(
                FaultKind::Truncated,
                "the file has no page that can be read",
                "it is cut off or damaged: download it again, or repair it with `qpdf in.pdf out.pdf`",
            ));
        }
        if pages.len() > self.limits.pages {
            let what = format!("the file has more than {} pages", self.limits.pages);
            return Err(Fault::new(FaultKind::Limit, what, "split it into smaller files"));
        }
        Ok(pages.into_iter().map(PageRef).collect())
    }

    /// Follows references, at most a few.
    pub(super) fn resolve<'a>(&'a self, object: &'a Object) -> Option<&'a Object> {
        self.document.dereference(object).ok().map(|(_, object)| object)
    }

    /// The value of `key`, references followed.
    pub(super) fn get<'a>(&'a self, dict: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
        self.resolve(dict.get(key).ok()?)
    }

    /// The dictionary under `key`; of a stream, its dictionary.
    pub(super) fn dict<'a>(&'a self, dict: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
        as_dict(self.get(dict, key)?)
    }

    /// The number under `key`.
    pub(super) fn number(&self, dict: &Dictionary, key: &[u8]) -> Option<f64> {
        number(self.get(dict, key)?)
    }

    /// The numbers of the array under `key`; others in it count as nought.
    pub(super) fn numbers(&self, dict: &Dictionary, key: &[u8]) -> Option<Vec<f64>> {
        let array = self.get(dict, key)?.as_array().ok()?;
        Some(array.iter().map(|o| self.resolve(o).and_then(number).unwrap_or(0.0)).collect())
    }

    /// The stream under `key`, decoded.
    pub(super) fn stream(&self, dict: &Dictionary, key: &[u8]) -> Option<Vec<u8>> {
        self.decode(self.get(dict, key)?.as_stream().ok()?)
    }

    /// Decodes a stream; `None` when it is too large, or the file has used up its bound, or it is an image.
    pub(super) fn decode(&self, stream: &Stream) -> Option<Vec<u8>> {
        let left = self.limits.decoded.saturating_sub(self.decoded.get());
        let limit = self.limits.stream.min(left);
        if limit == 0 {
            return None;
        }
        let data = stream.decompressed_content_with_limit(limit).ok()?;
        self.decoded.set(self.decoded.get() + data.len() + 256);
        Some(data)
    }

    /// Whether all streams together have used up their bound.
    pub(super) fn exhausted(&self) -> bool {
        self.decoded.get() >= self.limits.decoded
    }

    /// The dictionary of a page.
    pub(super) fn page(&self, page: PageRef) -> Option<&Dictionary> {
        self.document.get_dictionary(page.0).ok()
    }

    /// The value of `key` of a page or of the nearest node above it that has one.
    pub(super) fn inherited(&self, page: PageRef, key: &[u8]) -> Option<&Object> {
        let mut node = self.page(page)?;
        for _ in 0..32 {
            if let Some(value) = self.get(node, key) {
                return Some(value);
            }
            node = self.dict(node, b"Parent")?;
        }
        None
    }

    /// All content streams of a page, decoded and joined by a new line.
    pub(super) fn contents(&self, page: PageRef) -> Option<Vec<u8>> {
        let contents = self.get(self.page(page)?, b"Contents")?;
        let mut data = Vec::new();
        match contents {
            Object::Array(parts) => {
                for part in parts.iter().take(10_000) {
                    let decoded = self
                        .resolve(part)
                        .and_then(|o| o.as_stream().ok())
                        .and_then(|s| self.decode(s));
                    data.extend(decoded.unwrap_or_default());
                    data.push(b'\n');
                    if data.len() > self.limits.stream {
                        break;
                    }
                }
            }
            Object::Stream(stream) => data = self.decode(stream)?,
            _ => return None,
        }
        Some(data)
    }
}

/// The dictionary of a dictionary or stream.
pub(super) fn as_dict(object: &Object) -> Option<&Dictionary> {
    match object {
        Object::Dictionary(dict) => Some(dict),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

/// The value of an integer or real.
pub(super) fn number(object: &Object) -> Option<f64> {
    match object {
        Object::Integer(value) => Some(*value as f64),
        Object::Real(value) => Some(f64::from(*value)).filter(|v| v.is_finite()),
        _ => None,
    }
}

fn protected() -> Fault {
    Fault::new(
        FaultKind::Protected,
        "the file is encrypted and opens only with a password",
        "save a copy without a password, for instance `qpdf --decrypt --password=… in.pdf out.pdf`",
    )
}

fn load_fault(error: &lopdf::Error, bytes: &[u8]) -> Fault {
    match error {
        lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_) => protected(),
        lopdf::Error::Decompress(_) => Fault::new(
            FaultKind::Limit,
            "an object stream cannot be decoded or is larger than allowed",
            "rewrite the file with `qpdf in.pdf out.pdf`",
        ),
        _ => {
            let tail = &bytes[bytes.len().saturating_sub(2048)..];
            if tail.windows(5).any(|w| w == b"%%EOF") {
                let what = format!("the file is damaged: {error}");
                Fault::new(
                    FaultKind::Syntax,
                    what,
                    "repair it with `qpdf in.pdf out.pdf`, or print it to a new PDF",
                )
            } else {
                Fault::new(
                    FaultKind::Truncated,
                    "the file is cut off: its end is missing",
                    "download or copy it again",
                )
            }
        }
    }
}
