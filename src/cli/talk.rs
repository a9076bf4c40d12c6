//! Messages to the user, on stderr, without control characters.

use std::io::Write;

use super::Outcome;
use crate::memory::Memory;
use crate::text::printable;

/// Prints an error.
pub fn error(message: &str) {
    print("error: ", message);
}

/// Prints a warning, which does not stop the command.
pub fn warning(message: &str) {
    print("warning: ", message);
}

/// Prints what was done.
pub fn note(message: &str) {
    print("", message);
}

/// Warns of what a command left out because it is damaged, which makes its outcome incomplete.
pub fn skipped(memory: &Memory, outcome: Outcome) -> Outcome {
    let skipped = memory.skipped();
    if skipped.is_empty() {
        return outcome;
    }
    let path = memory.path().display();
    for message in skipped.messages() {
        warning(&format!("{path}: {message}"));
    }
    note("restore a backup, or save what is whole with `tarjuman repair`");
    Outcome::Incomplete
}

fn print(prefix: &str, message: &str) {
    // If stderr is closed, there is no way to report that.
    let _ = writeln!(anstream::stderr(), "{prefix}{}", printable(message));
}
