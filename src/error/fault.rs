//! What can be wrong with an input file.

use std::borrow::Cow;
use std::fmt;

/// What is wrong with an input file, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    kind: FaultKind,
    what: Cow<'static, str>,
    hint: Cow<'static, str>,
}

/// The kind of a [`Fault`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FaultKind {
    /// It contains nothing usable.
    Empty,
    /// Its format is not supported, or is not the expected one.
    Format,
    /// Its encoding is unknown, or its bytes are not valid in it.
    Encoding,
    /// It violates the rules of its format.
    Syntax,
    /// It ends too early.
    Truncated,
    /// It is too large, or nested too deeply.
    Limit,
    /// It is encrypted or protected.
    Protected,
    /// Its languages are missing, unknown or not the expected ones.
    Languages,
    /// Something it needs, such as its second file, is missing.
    Incomplete,
}

impl Fault {
    /// A fault: what is wrong, and a hint at what to do about it (empty if there is nothing to do).
    pub fn new(
        kind: FaultKind,
        what: impl Into<Cow<'static, str>>,
        hint: impl Into<Cow<'static, str>>,
    ) -> Self {
        Fault { kind, what: what.into(), hint: hint.into() }
    }

    /// The kind of the fault.
    pub fn kind(&self) -> FaultKind {
        self.kind
    }

    /// What to do about it, if anything can be done.
    pub fn hint(&self) -> Option<&str> {
        (!self.hint.is_empty()).then_some(&*self.hint)
    }
}

impl std::error::Error for Fault {}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}
