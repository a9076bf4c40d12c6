//! Whatever a file holds, a command that reads it ends by itself and says how: with a result or a message,
//! within bounds of time and memory, and never by a panic or a signal.
//!
//! In every run of the tests each input is small. `cargo test -- --ignored hostile_growth --nocapture` makes
//! each at one, two and four times a size, `TARJUMAN_HOSTILE_SIZE` bytes if that is set, prints what it took
//! and fails where time or memory grows faster than the input. `TARJUMAN_HOSTILE_ONLY` picks inputs by a part
//! of their name.
#![cfg(unix)]

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use tarjuman::document::ArticleFormat;
use tarjuman::exchange::Format;

use crate::support::hostile::{
    CSV, DOCX, GLOSSARY, HTML, JSONL, Kind, LADDER, LINES, MARKDOWN, ODT, PAIRS, PDF, PLAIN, PO,
    RECORDS, SDLXLIFF, TMX, TSV, XLIFF, XLIFF_2,
};
use crate::support::{Case, PROGRAM};

/// Bytes of an input in every run of the tests.
const SMALL: usize = 8 << 10;

/// Bytes of an input that is made to grow, unless the environment says otherwise.
const LARGE: usize = 64 << 10;

/// Seconds of processor time that a run may take: with a small input, and with one that grows.
const MOST_SECONDS: u32 = 60;
const MOST_SECONDS_LARGE: u32 = 900;

/// KiB of address space that a run may take.
const MOST_KIB: u32 = 4 << 20;

/// What a run may take however small its input is: the program begins with its lexicon.
const ANY_TIME: Duration = Duration::from_millis(600);
const ANY_KIB: i64 = 96 << 10;

/// The growth that is still taken for linear when an input doubles.
const MOST_GROWTH: u32 = 3;

const KINDS: [&Kind; 19] = [
    &PLAIN, &MARKDOWN, &HTML, &DOCX, &ODT, &PDF, &PAIRS, &TMX, &XLIFF, &SDLXLIFF, &XLIFF_2, &PO,
    &TSV, &CSV, &JSONL, &LINES, &LADDER, &GLOSSARY, &RECORDS,
];

/// What runs a program under limits.
fn script(seconds: u32) -> String {
    format!("ulimit -t {seconds}; ulimit -v {MOST_KIB} 2>&-; exec \"$0\" \"$@\"")
}

/// The program with the arguments of a kind, under limits.
fn limited(case: &Case, kind: &Kind) -> Command {
    let script = script(MOST_SECONDS);
    let arguments = ["-c", &script, PROGRAM].into_iter().chain(kind.command.split(' '));
    let mut command = case.command_of(Path::new("sh"), arguments);
    command.stdin(Stdio::null());
    command
}

/// A folder with the files of an input.
fn folder_of(kind: &Kind, text: String) -> Case {
    let case = Case::new();
    for (name, content) in (kind.files)(text) {
        case.write(name, content);
    }
    case
}

/// How a run that should not have ended so did end.
fn fault_of(output: &Output) -> Option<String> {
    let err = String::from_utf8_lossy(&output.stderr);
    let is_said = |code| code == 0 || !err.trim().is_empty() || !output.stdout.is_empty();
    let is_good = matches!(output.status.code(), Some(code @ 0..=2) if is_said(code))
        && !err.contains("panicked");
    (!is_good).then(|| format!("{}: {}", output.status, err.chars().take(300).collect::<String>()))
}

/// Every input of a kind is read to an end.
fn assert_ends(kind: &Kind) {
    let mut faults = Vec::new();
    for (name, make) in kind.inputs {
        let case = folder_of(kind, make(SMALL));
        let output = limited(&case, kind).output().unwrap();
        faults.extend(fault_of(&output).map(|fault| format!("{name}: {fault}")));
    }
    assert!(faults.is_empty(), "{}:\n{}", kind.command, faults.join("\n"));
}

/// One test for each kind, so that they run side by side.
macro_rules! tests {
    ($($name:ident: $($kind:ident)*;)*) => {
        $(#[test]
        fn $name() {
            $(assert_ends(&$kind);)*
        })*
    };
}

tests! {
    hostile_plain_text_is_read_to_an_end: PLAIN;
    hostile_markdown_is_read_to_an_end: MARKDOWN;
    hostile_pages_are_read_to_an_end: HTML;
    hostile_office_documents_are_read_to_an_end: DOCX ODT;
    hostile_pdf_is_read_to_an_end: PDF;
    hostile_pairs_are_aligned_to_an_end: PAIRS;
    hostile_tmx_is_read_to_an_end: TMX;
    hostile_xliff_is_read_to_an_end: XLIFF SDLXLIFF XLIFF_2;
    hostile_catalogues_are_read_to_an_end: PO;
    hostile_tables_are_read_to_an_end: TSV CSV;
    hostile_lines_are_read_to_an_end: JSONL LINES LADDER;
    hostile_glossaries_and_records_are_read_to_an_end: GLOSSARY RECORDS;
}

/// No format comes to be read without inputs that try its reader.
#[test]
fn every_format_that_is_read_has_hostile_inputs() {
    let small = |kind: &Kind| (kind.files)(kind.inputs[0].1(100));
    let names: Vec<&str> = KINDS.iter().flat_map(|kind| small(kind)).map(|file| file.0).collect();
    for format in ArticleFormat::all() {
        let has = |name: &&str| ArticleFormat::of_extension(Path::new(name)) == Some(format);
        assert!(names.iter().any(has), "{format}");
    }
    for format in Format::readable() {
        let has = |name: &&str| Format::of_input(Path::new(name)) == Some(format);
        assert!(names.iter().any(has), "{format}");
    }
}

/// Two and four times an input take no more than two and four times as long and as much.
#[test]
#[ignore = "takes many minutes"]
fn hostile_growth() {
    let size = std::env::var("TARJUMAN_HOSTILE_SIZE").ok();
    let size = size.map_or(LARGE, |size| size.parse().expect("TARJUMAN_HOSTILE_SIZE is a number"));
    let only = std::env::var("TARJUMAN_HOSTILE_ONLY").unwrap_or_default();
    let mut faults = Vec::new();
    for kind in KINDS {
        for (name, make) in kind.inputs {
            let name = format!(
                "{}: {name}",
                kind.command.split(' ').take(2).collect::<Vec<_>>().join(" ")
            );
            if !name.contains(&only) {
                continue;
            }
            let took = [1, 2, 4].map(|times| measure(kind, make(size * times)));
            let shown = took.each_ref().map(|took| match took {
                Ok(took) => format!("{:6.2} s {:5} MB", took.time.as_secs_f64(), took.kib >> 10),
                Err(fault) => fault.clone(),
            });
            println!("{name:<60} {}", shown.join(" | "));
            if let Some(fault) = growth(&took) {
                faults.push(format!("{name}: {fault}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What a run took.
#[derive(Debug, Clone, Copy)]
struct Took {
    time: Duration,
    kib: i64,
}

/// What is wrong with what one, two and four times an input took.
fn growth(took: &[Result<Took, String>; 3]) -> Option<String> {
    let mut all = Vec::new();
    for took in took {
        match took {
            Ok(took) => all.push(*took),
            Err(fault) => return Some(fault.clone()),
        }
    }
    let grows = |a: &Took, b: &Took| {
        b.time > (a.time * MOST_GROWTH).max(ANY_TIME)
            || b.kib > (a.kib * i64::from(MOST_GROWTH)).max(ANY_KIB)
    };
    all.windows(2).any(|pair| grows(&pair[0], &pair[1])).then(|| "grows faster".to_owned())
}

/// The environment variable that names the folder whose run is measured, and the one with its command.
const MEASURED: [&str; 2] = ["TARJUMAN_HOSTILE_FOLDER", "TARJUMAN_HOSTILE_COMMAND"];

/// Runs a command on an input in a process of its own, since a system counts all that a process has run.
fn measure(kind: &Kind, text: String) -> Result<Took, String> {
    let case = folder_of(kind, text);
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "hostile::what_one_run_takes", "--ignored", "--nocapture"]);
    command.env(MEASURED[0], case.path("")).env(MEASURED[1], kind.command);
    let output = command.output().unwrap();
    let out = String::from_utf8_lossy(&output.stdout);
    let found = out.lines().find_map(|line| {
        let (_, numbers) = line.split_once("took ")?;
        let (micros, kib) = numbers.split_once(' ')?;
        Some(Took { time: Duration::from_micros(micros.parse().ok()?), kib: kib.parse().ok()? })
    });
    let fault = || out.lines().find_map(|line| Some(line.split_once("fault ")?.1.to_owned()));
    found.ok_or_else(|| fault().unwrap_or_else(|| format!("not measured: {out}")))
}

/// The part of [`hostile_growth`] that runs one command; alone it does nothing.
#[test]
#[ignore = "a part of hostile_growth"]
fn what_one_run_takes() {
    let [Ok(folder), Ok(command)] = MEASURED.map(std::env::var) else { return };
    let script = script(MOST_SECONDS_LARGE);
    let mut run = Command::new("sh");
    run.args(["-c", &script, PROGRAM]).args(command.split(' '));
    run.current_dir(&folder).env("HOME", &folder).stdin(Stdio::null());
    if let Some(fault) = fault_of(&run.output().unwrap()) {
        println!("\nfault {}", fault.replace('\n', " "));
        return;
    }
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    println!("\ntook {micros} {}", usage.max_rss());
}
