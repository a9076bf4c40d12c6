//! Damage done to a text in transit: wrong encodings, control characters, presentation forms.

mod control;
mod mojibake;
mod presentation;

pub(super) use control::check_controls;
pub(super) use mojibake::check_mojibake;
pub(super) use presentation::check_presentation_forms;
