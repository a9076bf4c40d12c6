//! Standard output, line by line: unchanged to a pipe or file, without control characters to a terminal.

use std::io::{BufWriter, IsTerminal, Stdout, Write};
use std::ops::Range;

use anstyle::{AnsiColor, Style};
use anyhow::{Context, Result};

use crate::error::Error;
use crate::memory::Match;
use crate::model::Language;
use crate::text::printable;

/// Standard output.
pub struct Screen {
    out: BufWriter<anstream::AutoStream<Stdout>>,
    is_terminal: bool,
}

/// The kind of a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Plain,
    /// Words that a search found.
    Hit,
    /// Words that are only in the query of a lookup.
    Query,
    /// Words that are only in the stored text.
    Stored,
}

/// A text with highlighted words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked(Vec<(Mark, String)>);

impl Marked {
    /// A text without highlights.
    pub fn plain(text: &str) -> Marked {
        Marked(vec![(Mark::Plain, text.to_owned())])
    }

    /// A text with highlighted ranges, which are in bytes, in order and without overlaps.
    pub fn highlighted(text: &str, marks: &[Range<usize>]) -> Marked {
        let mut parts = Vec::new();
        let mut from = 0;
        for mark in marks {
            parts.push((Mark::Plain, text[from..mark.start].to_owned()));
            parts.push((Mark::Hit, text[mark.clone()].to_owned()));
            from = mark.end;
        }
        parts.push((Mark::Plain, text[from..].to_owned()));
        Marked(parts)
    }

    /// The stored text of a match, with its differences from the query.
    pub fn difference(found: &Match) -> Marked {
        let mut parts = Vec::new();
        if found.difference.iter().all(|piece| piece.same) {
            return Marked::plain(&found.source);
        }
        for piece in &found.difference {
            if piece.same {
                parts.push((Mark::Plain, piece.source.clone()));
                continue;
            }
            let stored = piece.source.trim_end();
            let query = piece.query.trim_end();
            parts.push((Mark::Stored, stored.to_owned()));
            parts.push((Mark::Query, query.to_owned()));
            let longer = if stored.is_empty() { &piece.query } else { &piece.source };
            parts.push((Mark::Plain, longer[longer.trim_end().len()..].to_owned()));
        }
        parts.retain(|(_, part)| !part.is_empty());
        Marked(parts)
    }
}

impl Screen {
    /// Standard output, with colours if it is a terminal that supports them.
    pub fn new() -> Screen {
        let stdout = std::io::stdout();
        let is_terminal = stdout.is_terminal();
        let choice = anstream::AutoStream::choice(&stdout);
        Screen { out: BufWriter::new(anstream::AutoStream::new(stdout, choice)), is_terminal }
    }

    /// A text from a file or memory without control characters, so that it can be part of a line.
    pub fn safe(&self, text: &str) -> String {
        printable(text)
    }

    /// Writes a line of data.
    pub fn line(&mut self, line: &str) -> Result<()> {
        if self.is_terminal {
            let fields: Vec<String> = line.split('\t').map(printable).collect();
            self.write(&fields.join("\t"))
        } else {
            self.write(line)
        }
    }

    /// Writes an empty line.
    pub fn blank(&mut self) -> Result<()> {
        self.write("")
    }

    /// Writes a line with a language and a text in it.
    pub fn marked(&mut self, language: &Language, text: &Marked) -> Result<()> {
        let underlined = Style::new().underline();
        let mut line = format!("  {language}  ");
        for (mark, part) in &text.0 {
            let part = printable(part);
            let (style, before, after) = match mark {
                Mark::Plain => (Style::new(), "", ""),
                Mark::Hit => (underlined.fg_color(Some(AnsiColor::Cyan.into())).bold(), "", ""),
                Mark::Query => (underlined.fg_color(Some(AnsiColor::Green.into())), "{+", "+}"),
                Mark::Stored => (underlined.fg_color(Some(AnsiColor::Red.into())), "[-", "-]"),
            };
            line.push_str(&format!("{style}{before}{part}{after}{style:#}"));
        }
        self.write(&line)
    }

    /// Sends everything that is still buffered.
    pub fn flush(&mut self) -> Result<()> {
        self.out.flush().map_err(Error::Write).context("standard output")
    }

    fn write(&mut self, line: &str) -> Result<()> {
        writeln!(self.out, "{line}").map_err(Error::Write).context("standard output")
    }
}
