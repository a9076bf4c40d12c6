//! WebDriver as chromedriver speaks it: commands are JSON over HTTP, answers have a `value`.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

/// No command takes longer unless the browser hangs.
const PATIENCE: Duration = Duration::from_secs(180);

/// The name under which WebDriver hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A session of chromedriver.
pub struct Session {
    port: u16,
    path: String,
}

impl Session {
    /// Begins one with the chromedriver on that port.
    pub fn begin(port: u16, options: &Value) -> Session {
        let wanted =
            json!({ "capabilities": { "alwaysMatch": { "goog:chromeOptions": options } } });
        let begun = ask(port, "POST", "/session", &wanted).unwrap();
        Session { port, path: format!("/session/{}", begun["sessionId"].as_str().unwrap()) }
    }

    /// Asks for something, and gives what it came to, or what went wrong.
    pub fn ask(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        ask(self.port, method, &format!("{}{path}", self.path), body)
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        self.ask("POST", path, body).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub fn open(&self, address: &str) {
        self.post("/url", &json!({ "url": address }));
    }

    /// The tabs, in the order they were opened.
    pub fn tabs(&self) -> Vec<Value> {
        let tabs = self.ask("GET", "/window/handles", &Value::Null).unwrap();
        tabs.as_array().unwrap().clone()
    }

    /// Opens a tab; the one before stays the current one.
    pub fn new_tab(&self) -> Value {
        self.post("/window/new", &json!({ "type": "tab" }))["handle"].clone()
    }

    pub fn go_to_tab(&self, tab: &Value) {
        self.post("/window", &json!({ "handle": tab }));
    }

    /// Presses and lets go of keys in that order: the key, and whether it goes down.
    pub fn keys(&self, strokes: &[(char, bool)]) {
        let actions: Vec<Value> = strokes
            .iter()
            .map(|(key, down)| {
                let kind = if *down { "keyDown" } else { "keyUp" };
                json!({ "type": kind, "value": key.to_string() })
            })
            .collect();
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": actions });
        self.post("/actions", &json!({ "actions": [keyboard] }));
    }

    /// The path of the first element that a selector finds.
    fn element(&self, selector: &str) -> String {
        let found = self.post("/element", &json!({ "using": "css selector", "value": selector }));
        format!("/element/{}", found[ELEMENT].as_str().unwrap())
    }

    pub fn click(&self, selector: &str) {
        self.post(&format!("{}/click", self.element(selector)), &json!({}));
    }

    /// Types into an element; into an input of files, their names.
    pub fn type_into(&self, selector: &str, text: &str) {
        self.post(&format!("{}/value", self.element(selector)), &json!({ "text": text }));
    }

    /// A command of the DevTools protocol.
    pub fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.post("/goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }
}

/// A request of its own connection.
fn ask(port: u16, method: &str, path: &str, body: &Value) -> Result<Value, String> {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let mut stream = TcpStream::connect(("127.0.0.1", port)).map_err(|e| e.to_string())?;
    stream.set_read_timeout(Some(PATIENCE)).map_err(|e| e.to_string())?;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes()).map_err(|e| e.to_string())?;
    let answer = read_answer(stream).map_err(|e| e.to_string())?;
    match &answer["value"]["error"] {
        Value::String(error) => Err(format!("{error}: {}", answer["value"]["message"])),
        _ => Ok(answer["value"].clone()),
    }
}

/// The body of an answer; it is as long as its head says.
fn read_answer(stream: TcpStream) -> std::io::Result<Value> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        if line.trim_end().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(serde_json::from_slice(&body)?)
}
