//! The command line itself: help that teaches, and how a run ends.

use crate::support::{Case, Ran};

const COMMANDS: [&str; 5] = ["align", "export", "info", "segment", "completions"];

fn run(arguments: &[&str]) -> Ran {
    Case::new().run(arguments)
}

#[test]
fn help_lists_every_command_and_where_to_start() {
    let out = run(&["--help"]).succeeds().out;
    for word in COMMANDS.iter().chain(&["Start here", "tarjuman align", "Exit codes"]) {
        assert!(out.contains(word), "{word} is missing in {out}");
    }
}

#[test]
fn help_of_every_command_gives_an_example() {
    for command in COMMANDS {
        let out = run(&[command, "--help"]).succeeds().out;
        assert!(out.contains("Example"), "{command}: {out}");
        assert!(out.contains(&format!(" tarjuman {command} ")), "{command}: {out}");
    }
}

#[test]
fn help_explains_every_option() {
    for command in COMMANDS {
        let out = run(&[command, "--help"]).succeeds().out;
        for line in out.lines().filter(|line| line.trim_start().starts_with("--")) {
            let explained =
                line.trim_start().contains("  ") || out.contains(&format!("{line}\n   "));
            assert!(explained, "{command}: {line}");
        }
    }
}

#[test]
fn version_is_that_of_the_package() {
    let version = format!("tarjuman {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(run(&["--version"]).succeeds().out, version);
}

#[test]
fn completions_know_the_commands() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let out = run(&["completions", shell]).succeeds().out;
        for word in COMMANDS.iter().chain(&["min-score", "segmentation"]) {
            assert!(out.contains(word), "{shell}: {word} is missing");
        }
    }
}

#[test]
fn a_wrong_command_line_is_an_error_that_shows_the_way() {
    for arguments in [
        &["alig"][..],
        &["align"],
        &["align", "one.txt"],
        &["align", "a", "b", "--format", "pdf"],
        &["align", "a", "b", "--segmentation", "word"],
        &["export"],
        &["segment", "a", "--language", "not a language"],
    ] {
        let ran = run(arguments).ends_with(2);
        assert!(ran.err.starts_with("error: ") && ran.err.contains("--help"), "{}", ran.err);
        assert_eq!(ran.out, "");
    }
}

#[test]
fn a_wrong_format_is_told_the_right_ones() {
    let ran = run(&["align", "a", "b", "--format", "docx"]).ends_with(2);
    for format in
        ["text", "jsonl", "beads", "tsv", "csv", "tmx", "xliff", "ladder", "moses", "html"]
    {
        assert!(ran.err.contains(format), "{format} is missing in {}", ran.err);
    }
}

#[test]
fn output_has_the_same_short_form_in_every_command() {
    let case = Case::with_memory();
    case.run(["align", "market.en.txt", "market.ar.txt", "-o", "a.tsv"]).succeeds();
    case.run(["export", "--memory", "m.tarjuman", "-o", "b.tsv"]).succeeds();
    assert_eq!(case.text("a.tsv"), case.text("b.tsv"));
}

/// Data goes to standard output, talk to standard error.
#[test]
fn standard_output_is_data_only() {
    let case = Case::with_market();
    let ran = case.run(["align", "market.en.txt", "market.ar.txt", "--format", "jsonl"]).succeeds();
    assert_eq!(ran.beads().len(), 8);
    assert!(ran.err.contains("8 pairs, 0 omissions"), "{}", ran.err);
    let stored = ["align", "market.en.txt", "market.ar.txt", "--memory", "m.tarjuman"];
    let ran = case.run(stored).succeeds();
    assert_eq!(ran.out, "");
    assert!(ran.err.contains("8 units in the memory"), "{}", ran.err);
}

#[test]
fn one_article_may_come_from_standard_input() {
    let case = Case::with_market();
    let arabic = case.bytes("market.ar.txt");
    let align = ["align", "market.en.txt", "-", "--format", "jsonl"];
    assert_eq!(case.run_with_input(align, &arabic).succeeds().beads().len(), 8);
    case.run(["align", "-", "-"]).fails_saying(&["standard input"]);
}
