//! Messages to the user, on stderr, without control characters.

use std::io::Write;

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

fn print(prefix: &str, message: &str) {
    // If stderr is closed, there is no way to report that.
    let _ = writeln!(anstream::stderr(), "{prefix}{}", printable(message));
}
