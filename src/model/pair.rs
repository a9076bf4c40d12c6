//! Values with two sides, a source and a target.

use std::fmt;
use std::ops::{Index, IndexMut, Range};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Language;

/// Which text of a pair: the original or its translation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The original.
    Source,
    /// Its translation.
    Target,
}

impl Side {
    /// Both sides, the source first.
    pub const BOTH: [Side; 2] = [Side::Source, Side::Target];

    /// The opposite side.
    pub fn other(self) -> Side {
        match self {
            Side::Source => Side::Target,
            Side::Target => Side::Source,
        }
    }

    /// The name that is stored in memories and written to output: `source` or `target`.
    pub fn name(self) -> &'static str {
        match self {
            Side::Source => "source",
            Side::Target => "target",
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Side {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Side::BOTH
            .into_iter()
            .find(|side| side.name() == name)
            .ok_or_else(|| format!("“{name}” is not a side; use source or target"))
    }
}

/// A value for the source and one for the target.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Pair<T> {
    /// The original's.
    pub source: T,
    /// The translation's.
    pub target: T,
}

impl<T> Pair<T> {
    /// A pair of two values.
    pub const fn new(source: T, target: T) -> Self {
        Pair { source, target }
    }

    /// Calls a function for each side, the source first.
    pub fn from_fn(mut of: impl FnMut(Side) -> T) -> Self {
        Pair { source: of(Side::Source), target: of(Side::Target) }
    }

    /// References to both.
    pub fn as_ref(&self) -> Pair<&T> {
        Pair { source: &self.source, target: &self.target }
    }

    /// Mutable references to both.
    pub fn as_mut(&mut self) -> Pair<&mut T> {
        Pair { source: &mut self.source, target: &mut self.target }
    }

    /// Dereferences both: `Pair<String>` to `Pair<&str>`.
    pub fn as_deref(&self) -> Pair<&T::Target>
    where
        T: std::ops::Deref,
    {
        Pair { source: &*self.source, target: &*self.target }
    }

    /// Applies a function to both sides, the source first.
    pub fn map<U>(self, mut of: impl FnMut(T) -> U) -> Pair<U> {
        Pair { source: of(self.source), target: of(self.target) }
    }

    /// Applies a function that may fail to both sides, the source first; stops at the first error.
    ///
    /// # Errors
    /// The first error of the function.
    pub fn try_map<U, E>(self, mut of: impl FnMut(T) -> Result<U, E>) -> Result<Pair<U>, E> {
        Ok(Pair { source: of(self.source)?, target: of(self.target)? })
    }

    /// Combines each side with the same side of another pair.
    pub fn zip<U>(self, other: Pair<U>) -> Pair<(T, U)> {
        Pair { source: (self.source, other.source), target: (self.target, other.target) }
    }

    /// Exchanges the sides.
    pub fn swap(self) -> Self {
        Pair { source: self.target, target: self.source }
    }

    /// Whether a condition holds for both sides.
    pub fn all(&self, holds: impl Fn(&T) -> bool) -> bool {
        holds(&self.source) && holds(&self.target)
    }

    /// Whether a condition holds for at least one side.
    pub fn any(&self, holds: impl Fn(&T) -> bool) -> bool {
        holds(&self.source) || holds(&self.target)
    }

    /// Both as a tuple, the source first.
    pub fn into_tuple(self) -> (T, T) {
        (self.source, self.target)
    }

    /// References to both, each with its side, the source first.
    pub fn sides(&self) -> [(Side, &T); 2] {
        [(Side::Source, &self.source), (Side::Target, &self.target)]
    }

    /// References to both, the source first.
    pub fn iter(&self) -> std::array::IntoIter<&T, 2> {
        [&self.source, &self.target].into_iter()
    }
}

impl<T: Clone> Pair<T> {
    /// The same value for both sides.
    pub fn both(value: T) -> Self {
        Pair { source: value.clone(), target: value }
    }
}

impl<T: Clone> Pair<&T> {
    /// Clones of both.
    pub fn cloned(self) -> Pair<T> {
        self.map(T::clone)
    }
}

impl<T> Pair<Option<T>> {
    /// The pair of both values, if both are present.
    pub fn transpose(self) -> Option<Pair<T>> {
        Some(Pair { source: self.source?, target: self.target? })
    }
}

impl<T> Index<Side> for Pair<T> {
    type Output = T;

    fn index(&self, side: Side) -> &T {
        match side {
            Side::Source => &self.source,
            Side::Target => &self.target,
        }
    }
}

impl<T> IndexMut<Side> for Pair<T> {
    fn index_mut(&mut self, side: Side) -> &mut T {
        match side {
            Side::Source => &mut self.source,
            Side::Target => &mut self.target,
        }
    }
}

impl<T> IntoIterator for Pair<T> {
    type Item = T;
    type IntoIter = std::array::IntoIter<T, 2>;

    fn into_iter(self) -> Self::IntoIter {
        [self.source, self.target].into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Pair<T> {
    type Item = &'a T;
    type IntoIter = std::array::IntoIter<&'a T, 2>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T> From<(T, T)> for Pair<T> {
    fn from((source, target): (T, T)) -> Self {
        Pair { source, target }
    }
}

/// A half-open range on each side. Each use says whether it counts segments, words or bytes.
pub type Span = Pair<Range<usize>>;

impl Span {
    /// The length of each side: the shape m-n of a bead.
    pub fn shape(&self) -> (usize, usize) {
        (self.source.len(), self.target.len())
    }

    /// Whether one side is empty.
    pub fn is_omission(&self) -> bool {
        self.any(Range::is_empty)
    }

    /// Whether neither side is empty.
    pub fn is_pair(&self) -> bool {
        !self.is_omission()
    }

    /// The span with an empty side moved to 0, for use as a key. Where the empty side of an omission lies
    /// is arbitrary, so omissions of the same segments must compare equal.
    pub fn with_empty_side_at_zero(&self) -> Span {
        self.as_ref().map(|range| if range.is_empty() { 0..0 } else { range.clone() })
    }
}

/// A value in a language.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Localized<T> {
    /// The language.
    pub language: Language,
    /// The value.
    pub value: T,
}

impl<T> Localized<T> {
    /// A value in a language.
    pub fn new(language: Language, value: T) -> Self {
        Localized { language, value }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_keeps_its_sides_apart() {
        let pair = Pair::new("one", "واحد");
        assert_eq!(pair[Side::Source], "one");
        assert_eq!(pair[Side::Target], "واحد");
        assert_eq!(pair.swap()[Side::Source], "واحد");
        assert_eq!(pair.map(str::len).zip(Pair::new(1, 2)), Pair::new((3, 1), (8, 2)));
        assert_eq!(pair.into_iter().collect::<Vec<_>>(), ["one", "واحد"]);
        assert_eq!(Pair::from_fn(Side::name), Pair::new("source", "target"));
        assert_eq!(Side::Source.other().other(), Side::Source);
    }

    #[test]
    fn omissions_are_equal_wherever_their_empty_side_lies() {
        let span = Span::new(3..5, 7..7);
        assert!(span.is_omission() && !span.is_pair());
        assert_eq!(span.shape(), (2, 0));
        assert_eq!(span.with_empty_side_at_zero(), Span::new(3..5, 0..0));
    }
}
