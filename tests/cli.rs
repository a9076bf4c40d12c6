//! The command line itself: help that teaches, and how a run ends.

use crate::support::{Case, Ran};

/// Every command that does something.
const COMMANDS: [&str; 28] = [
    "align",
    "lookup",
    "search",
    "import",
    "export",
    "info",
    "history",
    "undo",
    "redo",
    "units list",
    "units show",
    "units add",
    "units edit",
    "units delete",
    "units merge",
    "check",
    "dedupe",
    "replace",
    "backup",
    "repair",
    "serve",
    "corpus build",
    "segment",
    "lexicon train",
    "lexicon lookup",
    "lexicon info",
    "evaluate",
    "completions",
];

fn run(arguments: &[&str]) -> Ran {
    Case::new().run(arguments)
}

/// The help of a command.
fn help(command: &str) -> String {
    let ran = Case::new().run(command.split(' ').filter(|word| !word.is_empty()).chain(["--help"]));
    ran.succeeds().out
}

/// The commands that a help lists, `help` itself left out.
fn listed(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = lines.take_while(|line| !line.is_empty()).filter_map(|line| {
        let is_name = line.starts_with("  ") && !line.starts_with("   ");
        line.split_whitespace().next().filter(|name| is_name && *name != "help").map(str::to_owned)
    });
    names.collect()
}

/// The help leads to every command, and to the first ones that somebody needs. The tests below know
/// all of them.
#[test]
fn help_lists_every_command_and_where_to_start() {
    let out = help("");
    for word in ["Start here", "tarjuman align", "Exit codes"] {
        assert!(out.contains(word), "{word} is missing in {out}");
    }
    let mut found = Vec::new();
    for name in listed(&out) {
        let below = listed(&help(&name));
        if below.is_empty() {
            found.push(name);
        } else {
            found.extend(below.into_iter().map(|part| format!("{name} {part}")));
        }
    }
    found.sort_unstable();
    let mut known = COMMANDS;
    known.sort_unstable();
    assert_eq!(found, known);
}

/// Somebody who asks how a command is used sees it used.
#[test]
fn help_of_every_command_gives_an_example() {
    for command in COMMANDS {
        let out = help(command);
        let examples = out.split_once("Example").map(|(_, examples)| examples).unwrap_or_default();
        assert!(examples.contains(&format!(" tarjuman {command}")), "{command}: {out}");
    }
}

/// No option stands without a word on what it does.
#[test]
fn help_explains_every_option() {
    for command in COMMANDS {
        let out = help(command);
        let is_option = |line: &&str| {
            let bare = line.trim_start();
            line.starts_with("  ") && (bare.starts_with("--") || bare.starts_with("-h, --"))
        };
        let options: Vec<&str> = out.lines().filter(is_option).collect();
        assert!(options.iter().any(|line| line.contains("--help")), "{command}: {out}");
        for line in options {
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
        let words = COMMANDS.iter().flat_map(|command| command.split(' '));
        for word in words.chain(["min-score", "segmentation"]) {
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
