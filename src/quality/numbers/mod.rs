//! Numbers by value: both sides must have the same ones, in any digits or in words.
//!
//! A number in digits needs an equal number on the other side, in digits or words, or at least a hint of
//! it (an ordinal, a dual, a fraction). A number in words is missed only if the other side has an unmatched
//! number as well: “seven” against ثمانية is a mistake, but “seven” against nothing is as often the
//! translator's choice.

mod hints;
mod quantity;

use super::code::{Code, Severity};
use super::dates::{covers, month_number};
use super::finding::Finding;
use super::markup::Markup;
use super::reading::{ReadPair, ReadText};
use crate::text::{Date, Number, NumberKind, Value, is_per_cent};
use hints::push_hints;
use quantity::Quantity;

/// The numbers of a side.
#[derive(Debug, Default)]
struct Numbers {
    quantities: Vec<Quantity>,
    /// Values that may match a number of the other side without being numbers themselves.
    hints: Vec<Value>,
}

impl Numbers {
    fn of(side: &SideNumbers<'_>) -> Self {
        let SideNumbers { text, numbers, dates, markup } = *side;
        let mut found = Numbers::default();
        let mut rest = numbers.iter().peekable();
        let mut at = 0;
        while let Some(word) = text.words.get(at) {
            while rest.next_if(|number| number.tokens.start < at).is_some() {}
            let is_markup = markup.covers(&word.token.range);
            match rest.next_if(|number| number.tokens.start == at) {
                Some(number) if !is_markup => {
                    found.add(text, number);
                    at = number.tokens.end;
                    continue;
                }
                None if !is_markup && word.script().is_some() => found.add_hints(text, at),
                _ => {}
            }
            at += 1;
        }
        let months = dates.iter().filter_map(month_number);
        found.hints.extend(months.map(Value::whole));
        found
    }

    fn add_hints(&mut self, text: &ReadText<'_>, at: usize) {
        if !is_per_cent(text.view(), at) {
            push_hints(text.view(), at, &mut self.hints);
        }
    }

    fn add(&mut self, text: &ReadText<'_>, number: &Number) {
        let is_hint = number.is_vague || number.kind == NumberKind::Ordinal;
        if number.is_in_words() {
            number.tokens.clone().for_each(|word| self.add_hints(text, word));
            if is_hint {
                self.hints.extend(&number.readings);
                return;
            }
        }
        for quantity in Quantity::of(text.view(), number) {
            // MBH99 is a name, in any script.
            if is_in_name(text, number.tokens.start) {
                self.hints.extend(quantity.readings);
            } else {
                self.push(text, quantity);
            }
        }
    }

    /// Adds a number; if it continues the previous one (مليون و200 ألف), their sum is a hint.
    fn push(&mut self, text: &ReadText<'_>, quantity: Quantity) {
        if let Some(last) = self.quantities.last_mut()
            && let (Some(&more), Some(&less)) = (last.readings.first(), quantity.readings.first())
            && more > less
            && more >= Value::whole(1000)
            && matches!(text.at(&(last.range.end..quantity.range.start)).trim(), "و" | "and")
        {
            self.hints.push(more.plus(less));
            last.parts = vec![more];
        }
        self.quantities.push(quantity);
    }

    /// All values that can match a number of the other side.
    fn pool(&self, backwards: bool) -> Vec<Value> {
        let mut pool = self.hints.clone();
        for quantity in &self.quantities {
            match quantity.reversed.filter(|_| backwards) {
                Some(reversed) => pool.push(reversed),
                None => pool.extend(quantity.readings.iter().chain(&quantity.parts)),
            }
        }
        pool
    }

    /// The numbers that none of these values matches.
    fn unmatched(&self, pool: &[Value], backwards: bool) -> Vec<&Quantity> {
        self.quantities
            .iter()
            .filter(|quantity| match quantity.reversed.filter(|_| backwards) {
                Some(reversed) => !pool.contains(&reversed),
                None => {
                    let is_matched = quantity.readings.iter().any(|value| pool.contains(value));
                    let all_parts = !quantity.parts.is_empty()
                        && quantity.parts.iter().all(|part| pool.contains(part));
                    !is_matched && !all_parts
                }
            })
            .collect()
    }

    /// Whether the digits may be stored backwards: with two numbers, or one of three digits or more, a match
    /// of the reversed values is not chance.
    fn may_be_backwards(&self) -> bool {
        let mut candidates = self.quantities.iter().filter(|q| q.reversed.is_some());
        match (candidates.next(), candidates.next()) {
            (Some(only), None) => only.digits >= 3,
            (first, _) => first.is_some(),
        }
    }
}

/// A side and what was read from it before.
#[derive(Clone, Copy)]
struct SideNumbers<'a> {
    text: &'a ReadText<'a>,
    numbers: &'a [Number],
    dates: &'a [Date],
    markup: &'a Markup,
}

/// Compares the numbers of both sides.
pub(super) fn check_numbers(
    pair: &ReadPair<'_>,
    numbers: &[Vec<Number>; 2],
    dates: &[Vec<Date>; 2],
    markup: &[Markup; 2],
    findings: &mut Vec<Finding>,
) {
    let side = |at: usize, text| {
        Numbers::of(&SideNumbers {
            text,
            numbers: &numbers[at],
            dates: &dates[at],
            markup: &markup[at],
        })
    };
    let (source, target) = (side(0, &pair.source), side(1, &pair.target));
    let (mut missing, mut added) = compare(&source, &target, false);
    if missing.is_empty() && added.is_empty() {
        return;
    }
    if source.may_be_backwards() || target.may_be_backwards() {
        let backwards = compare(&source, &target, true);
        if backwards.0.iter().chain(&backwards.1).all(|quantity| quantity.in_words) {
            return;
        }
    }
    // The check of dates reports days and years that differ.
    if dates.iter().all(|dates| !dates.is_empty()) {
        missing.retain(|quantity| !covers(&dates[0], &quantity.range));
        added.retain(|quantity| !covers(&dates[1], &quantity.range));
    }
    if missing.is_empty() || added.is_empty() {
        missing.retain(|quantity| is_missed_alone(quantity));
        added.retain(|quantity| is_missed_alone(quantity));
    }
    if missing.is_empty() && added.is_empty() {
        return;
    }
    let in_digits = |numbers: &[&Quantity]| numbers.iter().any(|quantity| !quantity.in_words);
    let severity = if in_digits(&missing) && in_digits(&added) {
        Severity::Error
    } else {
        let marks_only = missing.iter().all(|quantity| is_mark(&pair.source, quantity))
            && added.iter().all(|quantity| is_mark(&pair.target, quantity));
        if marks_only { Severity::Note } else { Severity::Warning }
    };
    let ranges = |numbers: Vec<&Quantity>| numbers.into_iter().map(|q| q.range.clone()).collect();
    let finding = Finding::differing(Code::Numbers, pair, ranges(missing), ranges(added));
    findings.push(finding.at_most(severity));
}

fn compare<'a>(
    source: &'a Numbers,
    target: &'a Numbers,
    backwards: bool,
) -> (Vec<&'a Quantity>, Vec<&'a Quantity>) {
    (
        source.unmatched(&target.pool(backwards), backwards),
        target.unmatched(&source.pool(backwards), backwards),
    )
}

/// Whether the digits are attached to a word that is longer than a clitic.
fn is_in_name(text: &ReadText<'_>, at: usize) -> bool {
    const CLITICS: usize = 3;
    at > 0
        && text.words[at - 1].script().is_some()
        && text.words[at - 1].token.range.end == text.words[at].token.range.start
        && text.words[at - 1].folded.chars().count() > CLITICS
}

/// Whether a number is missed even if the other side has no unmatched number. One and two may be
/// expressed by the singular and the dual.
fn is_missed_alone(quantity: &Quantity) -> bool {
    let is_small =
        quantity.readings.iter().all(|value| value.as_whole().is_some_and(|number| number <= 2));
    !quantity.in_words && !is_small
}

/// Whether a number marks a list item or a note: “1.” at the start, [12].
fn is_mark(text: &ReadText<'_>, quantity: &Quantity) -> bool {
    let (before, after) = (&text.text[..quantity.range.start], &text.text[quantity.range.end..]);
    let is_item = before.trim_matches([' ', '(', '[', '•', '-']).is_empty()
        && after.starts_with(['.', ')', '-', ']', ':', ' ']);
    (is_item && !after.trim().is_empty()) || (before.ends_with('[') && after.starts_with(']'))
}
