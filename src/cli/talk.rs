//! What is said to the user: on stderr, with nothing in it that could drive the terminal.

use std::io::Write;

use crate::text::printable;

/// Says what went wrong.
pub fn error(message: &str) {
    say("error: ", message);
}

/// Says what the user should know although the work goes on.
pub fn warning(message: &str) {
    say("warning: ", message);
}

/// Says what was done.
pub fn note(message: &str) {
    say("", message);
}

fn say(prefix: &str, message: &str) {
    // There is nobody to tell when stderr is closed.
    let _ = writeln!(anstream::stderr(), "{prefix}{}", printable(message));
}
