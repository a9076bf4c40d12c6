//! A Chromium that a test drives as a person does: it opens pages, presses keys, and looks.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::webdriver::Session;

/// Nothing on a page takes longer unless it never comes.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often it is looked whether something came.
const LOOK: Duration = Duration::from_millis(25);

/// One browser at a time: two of them on a small machine wait for each other.
static TURN: Mutex<()> = Mutex::new(());

pub struct Browser {
    session: Session,
    process: Child,
    folder: tempfile::TempDir,
    _turn: MutexGuard<'static, ()>,
}

impl Browser {
    /// A browser with an empty profile. Tests that want one are ignored unless they are asked for; then
    /// it must be there.
    pub fn start() -> Browser {
        let (Some(chromium), Some(driver)) = (find_chromium(), find("chromedriver")) else {
            panic!("chromium and chromedriver are not installed");
        };
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let (process, port) = start_driver(&driver);
        let folder = tempfile::tempdir().unwrap();
        let options = json!({
            "binary": chromium,
            "args": [
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--hide-scrollbars",
                "--window-size=1440,1000",
            ],
            "prefs": { "download.default_directory": folder.path() },
        });
        let session = Session::begin(port, &options);
        Browser { session, process, folder, _turn: turn }
    }

    /// Opens a page of a server.
    pub fn open(&self, server: SocketAddr, path: &str) {
        self.session.open(&format!("http://{server}{path}"));
    }

    /// Opens a tab beside the one there is, and goes there.
    pub fn open_tab(&self, server: SocketAddr, path: &str) {
        let tab = self.session.new_tab();
        self.session.go_to_tab(&tab);
        self.open(server, path);
    }

    /// Goes to the tab of that number, from 0.
    pub fn go_to_tab(&self, number: usize) {
        self.session.go_to_tab(&self.session.tabs()[number]);
    }

    /// What a script gives; its arguments are `arguments`.
    pub fn run<T: DeserializeOwned>(&self, script: &str, arguments: Vec<Value>) -> T {
        self.execute("/execute/sync", script, arguments)
    }

    /// What an expression on the page is.
    pub fn see<T: DeserializeOwned>(&self, expression: &str) -> T {
        self.run(&format!("return ({expression});"), Vec::new())
    }

    /// What an expression on the page comes to.
    pub fn awaited<T: DeserializeOwned>(&self, expression: &str) -> T {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             (async () => ({expression}))().then(done, (error) => done(String(error)));"
        );
        self.execute("/execute/async", &script, Vec::new())
    }

    fn execute<T: DeserializeOwned>(&self, how: &str, script: &str, arguments: Vec<Value>) -> T {
        let ran = self.session.ask("POST", how, &json!({ "script": script, "args": arguments }));
        let answer = ran.unwrap_or_else(|error| panic!("{error}\nin: {script:.300}"));
        serde_json::from_value(answer).unwrap()
    }

    /// Waits until an expression on the page is true.
    #[track_caller]
    pub fn wait(&self, expression: &str) {
        let start = Instant::now();
        while !self.see::<bool>(&format!("Boolean({expression})")) {
            let page = || self.see::<String>("location.href + '\\n' + document.body.innerText");
            assert!(start.elapsed() < PATIENCE, "this never came: {expression}\n{}", page());
            std::thread::sleep(LOOK);
        }
    }

    /// Waits until a file was downloaded, and reads it.
    #[track_caller]
    pub fn downloaded(&self, name: &str) -> Vec<u8> {
        let start = Instant::now();
        loop {
            // Until it is whole it has another name.
            if let Ok(content) = std::fs::read(self.folder.path().join(name)) {
                return content;
            }
            let there = || std::fs::read_dir(self.folder.path()).unwrap().collect::<Vec<_>>();
            assert!(start.elapsed() < PATIENCE, "{name} is not downloaded: {:?}", there());
            std::thread::sleep(LOOK);
        }
    }

    /// Presses keys one after the other: `a`, `Enter`, `Ctrl+z`, `Shift+Tab`.
    pub fn press(&self, keys: &[&str]) {
        for key in keys {
            let parts: Vec<char> = key.split('+').map(key_code).collect();
            let down = parts.iter().map(|key| (*key, true));
            let up = parts.iter().rev().map(|key| (*key, false));
            self.session.keys(&down.chain(up).collect::<Vec<_>>());
        }
    }

    /// Types a text where the focus is.
    pub fn write(&self, text: &str) {
        let strokes = text.chars().flat_map(|letter| [(letter, true), (letter, false)]);
        self.session.keys(&strokes.collect::<Vec<_>>());
    }

    pub fn click(&self, selector: &str) {
        self.session.click(selector);
    }

    /// Gives a file to an input, as the system's dialog would.
    pub fn choose_file(&self, selector: &str, file: &Path) {
        self.session.type_into(selector, file.to_str().unwrap());
    }

    /// A command of the DevTools protocol.
    pub fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.session.devtools(command, &parameters)
    }

    /// Gives the window a size, and the reader a preference for light or dark.
    pub fn show_as(&self, width: u32, height: u32, scheme: &str) {
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics);
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": features }));
    }

    /// Keeps what is seen in `target/screenshots`.
    pub fn photograph(&self, name: &str) {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../screenshots");
        std::fs::create_dir_all(&folder).unwrap();
        let image = self.session.ask("GET", "/screenshot", &Value::Null).unwrap();
        let image = decode_base64(image.as_str().unwrap());
        std::fs::write(folder.join(format!("{name}.png")), image).unwrap();
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Whatever is left of it ends with its process.
        let _ = self.session.ask("DELETE", "", &Value::Null);
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The browser.
pub fn chromium() -> PathBuf {
    find_chromium().expect("Chromium is installed")
}

fn find_chromium() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(find)
}

fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// Starts chromedriver on a free port.
fn start_driver(driver: &Path) -> (Child, u16) {
    let mut command = Command::new(driver);
    command.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null());
    let mut process = command.spawn().unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let port = lines.by_ref().find_map(|line| {
        let line = line.unwrap();
        let (_, port) = line.split_once("started successfully on port ")?;
        port.trim_end_matches('.').parse().ok()
    });
    std::thread::spawn(move || lines.for_each(drop));
    (process, port.expect("chromedriver says where it listens"))
}

/// The code by which WebDriver knows a key.
fn key_code(name: &str) -> char {
    match name {
        "Enter" => '\u{E007}',
        "Escape" => '\u{E00C}',
        "Tab" => '\u{E004}',
        "Home" => '\u{E011}',
        "End" => '\u{E010}',
        "ArrowUp" => '\u{E013}',
        "ArrowDown" => '\u{E015}',
        "ArrowLeft" => '\u{E012}',
        "ArrowRight" => '\u{E014}',
        "Shift" => '\u{E008}',
        "Ctrl" => '\u{E009}',
        "Alt" => '\u{E00A}',
        "Space" => ' ',
        letter => letter.chars().next().unwrap(),
    }
}

/// Bytes that were written as base64 (RFC 4648).
fn decode_base64(text: &str) -> Vec<u8> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let value = |letter: u8| LETTERS.iter().position(|known| *known == letter);
    let values: Vec<usize> = text.bytes().filter_map(value).collect();
    let mut bytes = Vec::new();
    for four in values.chunks(4) {
        let number =
            four.iter().fold(0, |number, value| number << 6 | value) << (6 * (4 - four.len()));
        bytes.extend(&(number as u32).to_be_bytes()[1..four.len()]);
    }
    bytes
}
