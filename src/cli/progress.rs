//! Progress bars, which are only shown on a terminal.

use std::path::Path;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressState, ProgressStyle};

use crate::text::printable;

/// The time after which progress is shown.
const SILENCE: Duration = Duration::from_secs(1);
/// The interval at which progress is updated.
const TICK: Duration = Duration::from_millis(250);

/// Does work of unknown length, and meanwhile shows what is being done and for how long.
pub fn while_waiting<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let what = what.to_owned();
    let waiting = move |state: &ProgressState, line: &mut dyn std::fmt::Write| {
        if state.elapsed() >= SILENCE {
            // It does not matter if progress cannot be shown.
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

/// A progress bar for reading a file, in bytes.
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

/// A progress bar that counts things whose total is not known.
pub fn counting_bar(what: &str) -> ProgressBar {
    let bar = ProgressBar::no_length();
    if let Ok(style) = ProgressStyle::with_template("{human_pos} {msg}, {elapsed}") {
        bar.set_style(style);
    }
    bar.set_message(what.to_owned());
    bar
}
