//! Faults that the readers of several formats report, each worded once.

use std::borrow::Cow;
use std::fmt::Display;

use crate::error::{Fault, FaultKind};

/// The result of a check: a value, or the fault of the file or of one of its units.
pub type Checked<T> = std::result::Result<T, Fault>;

/// Characters of a file that a message quotes.
const LONGEST_QUOTE: usize = 40;

/// A fault in the syntax of a file.
pub fn syntax(what: impl Into<Cow<'static, str>>, hint: impl Into<Cow<'static, str>>) -> Fault {
    Fault::new(FaultKind::Syntax, what, hint)
}

/// A part of a file that is too long to be held in memory. `what` names it, such as `the line`.
pub fn too_long(what: &str, bytes: usize) -> Fault {
    let what = format!("{what} is longer than {} MB", bytes >> 20);
    Fault::new(FaultKind::Limit, what, "split it")
}

/// A text that holds U+0000, which no memory can store.
pub fn nul_character() -> Fault {
    syntax("it contains a NUL character", "remove it")
}

/// An encoding that a file declares and that is not known.
pub fn unknown_encoding(label: &str) -> Fault {
    let what = format!("the file declares the encoding “{label}”, which is not supported");
    Fault::new(FaultKind::Encoding, what, "save it as UTF-8")
}

/// A text that should be a language tag and is not.
pub fn not_a_language_tag(tag: &str) -> Fault {
    let what = format!("“{}” is not a language tag", shortened(tag));
    Fault::new(FaultKind::Languages, what, "")
}

/// An XML file with the root element of another format than the expected one.
pub fn wrong_root(expected: &str, root: &str) -> Fault {
    let hint = match root {
        "tmx" => "it is TMX: give its name the extension .tmx".to_owned(),
        "xliff" => "it is XLIFF: give its name the extension .xlf".to_owned(),
        "html" => {
            "it is a web page, perhaps one that asks you to sign in; get the file itself".into()
        }
        _ => format!("choose a file in {expected} format"),
    };
    let what = format!("this is not {expected}: its root element is <{}>", shortened(root));
    Fault::new(FaultKind::Format, what, hint)
}

/// The same fault with the place where it is, such as a line or another file.
pub fn located(place: impl Display, fault: &Fault) -> Fault {
    let hint = fault.hint().unwrap_or_default().to_owned();
    Fault::new(fault.kind(), format!("{place}: {fault}"), hint)
}

/// The beginning of a text, as far as a message quotes it.
pub fn shortened(text: &str) -> String {
    text.chars().take(LONGEST_QUOTE).collect()
}
