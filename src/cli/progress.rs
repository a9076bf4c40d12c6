//! Progress, on a terminal only and only of what takes longer than a second.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressState, ProgressStyle};

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
