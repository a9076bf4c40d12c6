//! Faults of files.

use std::borrow::Cow;
use std::fmt;

/// What is wrong with a file that is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    kind: FaultKind,
    what: Cow<'static, str>,
    hint: Cow<'static, str>,
}

/// What sort of fault it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FaultKind {
    /// There is nothing in it that can be used.
    Empty,
    /// It is in a format that is not read, or not the one it should be in.
    Format,
    /// Its encoding is unknown or its bytes do not fit it.
    Encoding,
    /// It breaks the rules of its format.
    Syntax,
    /// It ends before it should.
    Truncated,
    /// It is larger or deeper than what is read.
    Limit,
    /// It is encrypted or protected.
    Protected,
    /// Its languages are missing, unknown or not those wanted.
    Languages,
    /// Something it needs, such as its second file, is missing.
    Incomplete,
}

impl Fault {
    /// A fault: what is wrong, and what to do about it (empty where there is nothing to do).
    pub fn new(
        kind: FaultKind,
        what: impl Into<Cow<'static, str>>,
        hint: impl Into<Cow<'static, str>>,
    ) -> Self {
        Fault { kind, what: what.into(), hint: hint.into() }
    }

    /// What sort of fault it is.
    pub fn kind(&self) -> FaultKind {
        self.kind
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<&str> {
        (!self.hint.is_empty()).then_some(&*self.hint)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}
