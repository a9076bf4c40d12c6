//! Progress, on a terminal only and only of what takes longer than a second.

use std::path::Path;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressState, ProgressStyle};

use crate::text::printable;

/// How long a command may be silent.
const SILENCE: Duration = Duration::from_secs(1);
/// How often what is shown is brought up to date.
const TICK: Duration = Duration::from_millis(250);

/// Does something of unknown length, and meanwhile says what and for how long.
pub fn while_waiting<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let what = what.to_owned();
    let waiting = move |state: &ProgressState, line: &mut dyn std::fmt::Write| {
        if state.elapsed() >= SILENCE {
            // A line that cannot be shown is not missed.
            let _ = write!(line, "{what}, {} s", state.elapsed().as_secs());
        }
    };
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{waiting}") {
        bar.set_style(style.with_key("waiting", waiting));
    }
    bar.enable_steady_tick(TICK);
    let result = work();
    bar.finish_and_clear();
    result
}

/// How far a file has been read, in bytes.
pub fn file_bar(file: &Path) -> ProgressBar {
    let bytes = std::fs::metadata(file).map_or(0, |metadata| metadata.len());
    let bar = ProgressBar::new(bytes);
    let template = "{msg} {bar:30} {bytes}/{total_bytes}, {eta} left";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.set_message(printable(&file.file_name().unwrap_or_default().to_string_lossy()));
    bar
}

/// How many things were done, where nobody knows how many there are.
pub fn counting_bar(what: &str) -> ProgressBar {
    let bar = ProgressBar::no_length();
    if let Ok(style) = ProgressStyle::with_template("{human_pos} {msg}, {elapsed}") {
        bar.set_style(style);
    }
    bar.set_message(what.to_owned());
    bar
}
