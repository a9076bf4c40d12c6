//! Standard output as people and programs read it: a line at a time, as it is into a pipe or file, and
//! without what could drive it to a terminal.

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

/// What a stretch of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Plain,
    /// Words that were searched.
    Found,
    /// Words of the text that was looked up, not of the stored one.
    Asked,
    /// Words of the stored text alone.
    Stored,
}

/// A text with marks on whole words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked(Vec<(Mark, String)>);

impl Marked {
    /// No marks.
    pub fn plain(text: &str) -> Marked {
        Marked(vec![(Mark::Plain, text.to_owned())])
    }

    /// What was searched is marked.
    pub fn found(text: &str, marks: &[Range<usize>]) -> Marked {
        let mut parts = Vec::new();
        let mut from = 0;
        for mark in marks {
            parts.push((Mark::Plain, text[from..mark.start].to_owned()));
            parts.push((Mark::Found, text[mark.clone()].to_owned()));
            from = mark.end;
        }
        parts.push((Mark::Plain, text[from..].to_owned()));
        Marked(parts)
    }

    /// The stored text of a match, with what differs from the text that was looked up.
    pub fn difference(found: &Match) -> Marked {
        let mut parts = Vec::new();
        if found.difference.iter().all(|stretch| stretch.same) {
            return Marked::plain(&found.source);
        }
        for stretch in &found.difference {
            if stretch.same {
                parts.push((Mark::Plain, stretch.source.clone()));
                continue;
            }
            let stored = stretch.source.trim_end();
            let asked = stretch.query.trim_end();
            parts.push((Mark::Stored, stored.to_owned()));
            parts.push((Mark::Asked, asked.to_owned()));
            let longer = if stored.is_empty() { &stretch.query } else { &stretch.source };
            parts.push((Mark::Plain, longer[longer.trim_end().len()..].to_owned()));
        }
        parts.retain(|(_, part)| !part.is_empty());
        Marked(parts)
    }
}

impl Screen {
    /// Standard output, coloured where it is a terminal that can.
    pub fn new() -> Screen {
        let stdout = std::io::stdout();
        let is_terminal = stdout.is_terminal();
        let choice = anstream::AutoStream::choice(&stdout);
        Screen { out: BufWriter::new(anstream::AutoStream::new(stdout, choice)), is_terminal }
    }

    /// A text from a file or memory as it may be shown among ours.
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

    /// Writes a text on a line of its own, after its language.
    pub fn marked(&mut self, language: &Language, text: &Marked) -> Result<()> {
        let underlined = Style::new().underline();
        let mut line = format!("  {language}  ");
        for (mark, part) in &text.0 {
            let part = printable(part);
            let (style, before, after) = match mark {
                Mark::Plain => (Style::new(), "", ""),
                Mark::Found => (underlined.fg_color(Some(AnsiColor::Cyan.into())).bold(), "", ""),
                Mark::Asked => (underlined.fg_color(Some(AnsiColor::Green.into())), "{+", "+}"),
                Mark::Stored => (underlined.fg_color(Some(AnsiColor::Red.into())), "[-", "-]"),
            };
            line.push_str(&format!("{style}{before}{part}{after}{style:#}"));
        }
        self.write(&line)
    }

    /// Sends what is still held.
    pub fn flush(&mut self) -> Result<()> {
        self.out.flush().map_err(Error::Write).context("standard output")
    }

    fn write(&mut self, line: &str) -> Result<()> {
        writeln!(self.out, "{line}").map_err(Error::Write).context("standard output")
    }
}
