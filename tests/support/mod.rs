//! A folder to work in, the program to run there, and readers of what it leaves behind.

pub mod article;
pub mod browser;
pub mod hostile;
pub mod killed;
pub mod mixed;
pub mod mutant;
pub mod office;
pub mod pdf;
pub mod reading;
pub mod schema;
pub mod server;
pub mod spans;
pub mod webdriver;
pub mod xml;

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::types::Value;

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_tarjuman");

/// No command of these tests takes longer unless it hangs.
const PATIENCE: Duration = Duration::from_secs(120);

/// One test's folder and the environment of the programs that run in it.
pub struct Case {
    folder: tempfile::TempDir,
    environment: Vec<(String, String)>,
}

impl Case {
    pub fn new() -> Case {
        Case { folder: tempfile::tempdir().unwrap(), environment: Vec::new() }
    }

    /// A folder with the market article as `market.en.txt` and `market.ar.txt`.
    pub fn with_market() -> Case {
        let case = Case::new();
        case.write("market.en.txt", article::english());
        case.write("market.ar.txt", article::arabic());
        case
    }

    /// A folder whose memory `m.tarjuman` holds the market article.
    pub fn with_memory() -> Case {
        let case = Case::with_market();
        case.run(["align", "market.en.txt", "market.ar.txt", "--memory", "m.tarjuman"]).succeeds();
        case
    }

    pub fn set(&mut self, name: &str, value: &str) {
        self.environment.push((name.to_owned(), value.to_owned()));
    }

    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, with the folders above it.
    pub fn write(&self, name: impl AsRef<Path>, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    pub fn bytes(&self, name: impl AsRef<Path>) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    pub fn text(&self, name: impl AsRef<Path>) -> String {
        String::from_utf8(self.bytes(name)).unwrap()
    }

    pub fn exists(&self, name: impl AsRef<Path>) -> bool {
        self.path(name).exists()
    }

    /// Names of the files in the folder, in order.
    pub fn files(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    pub fn command<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Command {
        self.command_of(Path::new(PROGRAM), arguments)
    }

    /// The command of a copy of the program.
    pub fn command_of<S: AsRef<OsStr>>(
        &self,
        program: &Path,
        arguments: impl IntoIterator<Item = S>,
    ) -> Command {
        let mut command = Command::new(program);
        command.env_clear();
        for name in ["PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command.env("HOME", self.folder.path());
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.current_dir(self.folder.path()).args(arguments);
        command
    }

    pub fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Ran {
        self.run_with_input(arguments, b"")
    }

    pub fn run_with_input<S: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = S>,
        input: &[u8],
    ) -> Ran {
        let output = output(self.command(arguments), input);
        Ran {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Starts the program without waiting for it.
    pub fn start<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Child {
        self.command(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// The segments that the program reads in a file.
    pub fn segments(&self, name: impl AsRef<OsStr>) -> Vec<String> {
        self.segments_by("sentence", name)
    }

    pub fn segments_by(&self, segmentation: &str, name: impl AsRef<OsStr>) -> Vec<String> {
        let arguments = ["segment", "--segmentation", segmentation].map(OsStr::new);
        let ran = self.run(arguments.into_iter().chain([name.as_ref()])).succeeds();
        ran.out.lines().map(str::to_owned).collect()
    }

    /// The memory's file, opened beside the program.
    pub fn database(&self, name: &str) -> Connection {
        Connection::open(self.path(name)).unwrap()
    }

    /// Every row of every table of a memory, as text.
    pub fn rows(&self, name: &str) -> String {
        let database = self.database(name);
        let tables = ["document", "bead", "unit", "operation"];
        tables.map(|table| rows_of(&database, &format!("SELECT * FROM {table}"))).join("\n")
    }

    /// Runs one statement on a memory and says how many rows it changed.
    pub fn execute(&self, name: &str, statement: &str) -> usize {
        self.database(name).execute(statement, []).unwrap()
    }

    /// The one number that a query on a memory gives.
    pub fn count(&self, name: &str, query: &str) -> i64 {
        self.database(name).query_row(query, [], |row| row.get(0)).unwrap()
    }

    /// The first column of a query on a memory.
    pub fn column(&self, name: &str, query: &str) -> Vec<String> {
        let database = self.database(name);
        let mut statement = database.prepare(query).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<rusqlite::Result<_>>().unwrap()
    }
}

/// Runs a program to its end, unless it takes longer than any command of these tests.
fn output(mut command: Command, input: &[u8]) -> Output {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let (id, stdin) = (child.id(), child.stdin.take());
    let (ended, end) = channel();
    std::thread::scope(|scope| {
        // Whoever refuses its arguments need not take its input.
        scope.spawn(move || drop(stdin.unwrap().write_all(input)));
        scope.spawn(move || ended.send(child.wait_with_output()));
        end.recv_timeout(PATIENCE).unwrap_or_else(|_| {
            server::kill(id);
            panic!("{command:?} takes more than {PATIENCE:?}")
        })
    })
    .unwrap()
}

fn rows_of(database: &Connection, query: &str) -> String {
    let mut statement = database.prepare(query).unwrap();
    let width = statement.column_count();
    let rows = statement
        .query_map([], |row| {
            (0..width).map(|column| row.get(column)).collect::<rusqlite::Result<Vec<Value>>>()
        })
        .unwrap();
    rows.map(|row| format!("{:?}\n", row.unwrap())).collect()
}

/// What a run of the program gave.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    #[track_caller]
    pub fn succeeds(self) -> Ran {
        self.ends_with(0)
    }

    /// The run ended with an error of one to four lines that has every one of `words`.
    #[track_caller]
    pub fn fails_saying(self, words: &[&str]) -> Ran {
        let ran = self.ends_with(2);
        assert!(ran.err.starts_with("error: "), "{}", ran.err);
        assert!((1..=4).contains(&ran.err.lines().count()), "{}", ran.err);
        for word in words {
            assert!(ran.err.contains(word), "“{word}” is missing in: {}", ran.err);
        }
        ran
    }

    #[track_caller]
    pub fn ends_with(self, code: i32) -> Ran {
        assert_eq!(self.code, Some(code), "stdout: {}\nstderr: {}", self.out, self.err);
        self
    }

    /// The run ended well and said something, or with `code` and said nothing.
    #[track_caller]
    pub fn ends_with_some_or(self, code: i32) -> Ran {
        let code = if self.out.is_empty() { code } else { 0 };
        self.ends_with(code)
    }

    /// The beads of JSONL on standard output.
    pub fn beads(&self) -> Vec<Bead> {
        read_jsonl(&self.out)
    }
}

/// A bead as JSONL holds it.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bead {
    pub source: Vec<String>,
    pub target: Vec<String>,
    #[serde(default)]
    pub source_segments: Vec<usize>,
    #[serde(default)]
    pub target_segments: Vec<usize>,
    #[serde(default)]
    pub score: f64,
    pub status: Option<String>,
    pub document: Option<String>,
}

impl Bead {
    pub fn is_omission(&self) -> bool {
        self.source.is_empty() || self.target.is_empty()
    }
}

pub fn read_jsonl(text: &str) -> Vec<Bead> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The text without white space.
pub fn bare(text: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    text.into_iter()
        .flat_map(|text| text.as_ref().chars().collect::<Vec<_>>())
        .filter(|c| !c.is_whitespace())
        .collect()
}

/// Asserts that nothing in a text could drive a terminal or turn its direction.
#[track_caller]
pub fn assert_tame(text: &str) {
    let wild = text.chars().find(|&c| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    });
    assert_eq!(wild, None, "in: {text:?}");
}
