//! A Chromium that a test drives as a person does: it opens pages, presses keys, and looks.

use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

/// Nothing on a page takes longer unless it never comes.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often it is looked whether something came.
const LOOK: Duration = Duration::from_millis(25);

/// One browser at a time: two of them on a small machine wait for each other.
static TURN: Mutex<()> = Mutex::new(());

pub struct Browser {
    driver: WebDriver,
    runtime: tokio::runtime::Runtime,
    process: Child,
    folder: tempfile::TempDir,
    _turn: MutexGuard<'static, ()>,
}

impl Browser {
    /// A browser with an empty profile. Where none is installed there is none, which is said; in CI it is
    /// a failure.
    pub fn start() -> Option<Browser> {
        let Some((chromium, driver)) = installed() else {
            skip("chromium and chromedriver are not installed");
            return None;
        };
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let (process, port) = start_driver(&driver);
        let folder = tempfile::tempdir().unwrap();
        let mut options = DesiredCapabilities::chrome();
        options.set_binary(chromium.to_str().unwrap()).unwrap();
        for argument in [
            "--headless=new",
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--hide-scrollbars",
            "--window-size=1440,1000",
        ] {
            options.add_arg(argument).unwrap();
        }
        let preferences = json!({ "download.default_directory": folder.path() });
        options.add_experimental_option("prefs", preferences).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let address = format!("http://127.0.0.1:{port}");
        let driver = runtime.block_on(WebDriver::new(address, options)).unwrap();
        Some(Browser { driver, runtime, process, folder, _turn: turn })
    }

    /// Opens a page of a server.
    pub fn open(&self, server: SocketAddr, path: &str) {
        self.runtime.block_on(self.driver.goto(format!("http://{server}{path}"))).unwrap();
    }

    /// Opens a tab beside the one there is, and goes there.
    pub fn open_tab(&self, server: SocketAddr, path: &str) {
        self.runtime.block_on(async {
            let tab = self.driver.new_tab().await.unwrap();
            self.driver.switch_to_window(tab).await.unwrap();
        });
        self.open(server, path);
    }

    /// Goes to the tab of that number, from 0.
    pub fn go_to_tab(&self, number: usize) {
        self.runtime.block_on(async {
            let tabs = self.driver.windows().await.unwrap();
            self.driver.switch_to_window(tabs[number].clone()).await.unwrap();
        });
    }

    /// What a script gives; its arguments are `arguments`.
    pub fn run<T: DeserializeOwned>(&self, script: &str, arguments: Vec<Value>) -> T {
        let ran = self.runtime.block_on(self.driver.execute(script, arguments));
        let answer = ran.unwrap_or_else(|error| panic!("{error}\nin: {script:.300}"));
        serde_json::from_value(answer.json().clone()).unwrap()
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
        let ran = self.runtime.block_on(self.driver.execute_async(script, Vec::new()));
        serde_json::from_value(ran.unwrap().json().clone()).unwrap()
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
            let mut parts: Vec<&str> = key.split('+').collect();
            let last = key_code(parts.pop().unwrap());
            let held: Vec<char> = parts.into_iter().map(key_code).collect();
            let mut chain = self.driver.action_chain();
            for key in &held {
                chain = chain.key_down(*key);
            }
            chain = chain.key_down(last).key_up(last);
            for key in held.iter().rev() {
                chain = chain.key_up(*key);
            }
            self.runtime.block_on(chain.perform()).unwrap();
        }
    }

    /// Types a text where the focus is.
    pub fn write(&self, text: &str) {
        self.runtime.block_on(self.driver.action_chain().send_keys(text).perform()).unwrap();
    }

    pub fn click(&self, selector: &str) {
        self.runtime.block_on(async {
            self.driver.find(By::Css(selector)).await.unwrap().click().await.unwrap();
        });
    }

    /// Gives a file to an input, as the system's dialog would.
    pub fn choose_file(&self, selector: &str, file: &Path) {
        self.runtime.block_on(async {
            let input = self.driver.find(By::Css(selector)).await.unwrap();
            input.send_keys(file.to_str().unwrap()).await.unwrap();
        });
    }

    /// A command of the DevTools protocol.
    pub fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.runtime.block_on(self.driver.cdp().send_raw(command, parameters)).unwrap()
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
        let file = folder.join(format!("{name}.png"));
        self.runtime.block_on(self.driver.screenshot(&file)).unwrap();
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Whatever is left of it ends with its process.
        let _ = self.runtime.block_on(self.driver.clone().quit());
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Says on standard error why a test is skipped, also where the harness hides what tests print.
pub fn skip(why: &str) {
    assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "{why}");
    std::io::stderr().write_all(format!("skipped: {why}\n").as_bytes()).unwrap();
}

fn installed() -> Option<(PathBuf, PathBuf)> {
    let chromium = ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(find)?;
    Some((chromium, find("chromedriver")?))
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
    let key = match name {
        "Enter" => Key::Enter,
        "Escape" => Key::Escape,
        "Tab" => Key::Tab,
        "Home" => Key::Home,
        "End" => Key::End,
        "ArrowUp" => Key::Up,
        "ArrowDown" => Key::Down,
        "ArrowLeft" => Key::Left,
        "ArrowRight" => Key::Right,
        "Shift" => Key::Shift,
        "Ctrl" => Key::Control,
        "Alt" => Key::Alt,
        "Space" => return ' ',
        letter => return letter.chars().next().unwrap(),
    };
    key.into()
}
