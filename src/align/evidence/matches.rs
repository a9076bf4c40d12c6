//! Pairs of nearby terms that may translate each other.

use std::ops::Range;

use crate::align::terms::{TermClass, TermSide, Terms};

/// A source and a target term that may translate each other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Match {
    pub(super) source: u32,
    pub(super) target: u32,
    pub(super) ratio: f32,
    /// Whether their positions in a bead matter.
    pub(super) is_positional: bool,
}

/// The most occurrences of a type in a window that are considered.
const MAX_OCCURRENCES: usize = 256;
const NONE: u32 = u32::MAX;

/// The occurrences of each type in a window of target terms, as linked lists in ascending order.
pub(super) struct Occurrences {
    first: usize,
    head: Vec<u32>,
    next: Vec<u32>,
}

impl Occurrences {
    pub(super) fn of(side: &TermSide, terms: Range<usize>) -> Self {
        let mut head = vec![NONE; side.classes.len()];
        let mut next = vec![NONE; terms.len()];
        for at in (0..terms.len()).rev() {
            let head = &mut head[side.terms[terms.start + at] as usize];
            next[at] = *head;
            *head = at as u32;
        }
        Occurrences { first: terms.start, head, next }
    }

    /// The terms of a type in the window, as indices into the side.
    fn each(&self, id: u32) -> impl Iterator<Item = usize> + '_ {
        let mut at = self.head[id as usize];
        std::iter::from_fn(move || {
            let here = (at != NONE).then_some(at as usize)?;
            at = self.next[here];
            Some(self.first + here)
        })
        .take(MAX_OCCURRENCES)
    }
}

/// Appends the matches of a source segment with the target terms in `reach`, in order of the source term.
/// Links weaker than `min_link` are ignored.
pub(super) fn push_matches(
    terms: &Terms,
    segment: usize,
    near: &Occurrences,
    reach: Range<usize>,
    min_link: f32,
    matches: &mut Vec<Match>,
) {
    for source in terms.sides.source.span(segment, segment + 1) {
        let links = terms.links(terms.sides.source.terms[source]);
        let is_positional = terms.sides.source.class(source) != TermClass::Mark;
        for &(id, ratio) in links.iter().take_while(|link| link.1 >= min_link) {
            let within = near
                .each(id)
                .skip_while(|&target| target < reach.start)
                .take_while(|&target| target < reach.end);
            matches.extend(within.map(|target| Match {
                source: source as u32,
                target: target as u32,
                ratio,
                is_positional,
            }));
        }
    }
}
