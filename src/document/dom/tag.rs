//! The attributes of a tag, counted as the tokenizer reads them.

/// Follows the attributes of a tag by the states of the HTML standard (§ 13.2.5.32 to 13.2.5.39).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum TagScan {
    /// Not in a tag.
    #[default]
    Outside,
    /// In a tag.
    Inside { state: TagState, attributes: usize },
}

/// Where in a tag it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TagState {
    /// After its `<`.
    Open,
    /// In the name of the tag.
    Tag,
    /// Before the name of an attribute.
    Before,
    /// In the name of an attribute.
    Name,
    /// After the name of an attribute and white space.
    AfterName,
    /// After an equals sign.
    BeforeValue,
    /// In a value that this character closes.
    Quoted(u8),
    /// In a value without quotation marks.
    Unquoted,
}

impl TagScan {
    /// Begins with the text after a `<`, unless that is in a tag itself.
    pub fn begin(&mut self, rest: &str) {
        let name = rest.strip_prefix('/').unwrap_or(rest);
        if *self == TagScan::Outside && name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            *self = TagScan::Inside { state: TagState::Open, attributes: 0 };
        }
    }

    /// Reads on. Returns how many attributes the tag has so far.
    pub fn read(&mut self, piece: &str) -> usize {
        let TagScan::Inside { state, attributes } = self else { return 0 };
        for byte in piece.bytes() {
            let is_space = matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c');
            let next = match (*state, byte) {
                (TagState::Quoted(mark), _) if byte == mark => TagState::Before,
                (TagState::Quoted(_), _) => continue,
                (TagState::BeforeValue, b'"' | b'\'') => TagState::Quoted(byte),
                (_, b'>') => {
                    let all = *attributes;
                    *self = TagScan::Outside;
                    return all;
                }
                (TagState::BeforeValue, _) if is_space => continue,
                (TagState::BeforeValue, _) => TagState::Unquoted,
                (TagState::Unquoted, _) if is_space => TagState::Before,
                (TagState::Unquoted, _) => continue,
                (TagState::Name, _) if is_space => TagState::AfterName,
                (TagState::AfterName, _) if is_space => continue,
                (TagState::Open, _) => TagState::Tag,
                (_, b'/') => TagState::Before,
                (TagState::Tag, _) if !is_space => continue,
                (TagState::Tag | TagState::Before, _) if is_space => TagState::Before,
                (TagState::Name | TagState::AfterName, b'=') => TagState::BeforeValue,
                (TagState::Name, _) => continue,
                _ => {
                    *attributes += 1;
                    TagState::Name
                }
            };
            *state = next;
        }
        *attributes
    }
}
