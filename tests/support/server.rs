//! The program as a server, and requests to it as they stand on the wire.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::Child;
use std::time::Duration;

use serde_json::Value;

use super::Case;

/// A running server; killed when it is dropped.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

impl Server {
    /// Serves `m.tarjuman` of a case on a free port.
    pub fn start(case: &Case, arguments: &[&str]) -> Server {
        Server::start_at(case, "127.0.0.1:0", arguments)
    }

    pub fn start_at(case: &Case, listen: &str, arguments: &[&str]) -> Server {
        let fixed = ["serve", "--memory", "m.tarjuman", "--listen", listen];
        let mut child = case.start(fixed.iter().chain(arguments));
        let mut errors = BufReader::new(child.stderr.take().unwrap());
        let mut said = String::new();
        let address = loop {
            let mut line = String::new();
            assert!(errors.read_line(&mut line).unwrap() > 0, "the server ended: {said}");
            said.push_str(&line);
            let rest = line.split_once("http://").map(|(_, rest)| rest.to_owned());
            if let Some(rest) = rest {
                let address = rest.split('/').next().unwrap();
                break address.parse().unwrap();
            }
        };
        // Whatever else it says must not fill the pipe.
        std::thread::spawn(move || std::io::copy(&mut errors, &mut std::io::sink()));
        Server { child, address }
    }

    /// Asks it to stop, and waits until it has.
    pub fn stop(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap();
        self.child.wait().unwrap().code()
    }

    /// Kills it in the middle of whatever it does.
    pub fn kill(self) {
        kill(self.id());
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn ask(&self, method: &str, path: &str) -> Answer {
        self.send(method, path, &[], b"")
    }

    pub fn get(&self, path: &str) -> Value {
        self.ask("GET", path).succeeds()
    }

    pub fn send_json(&self, method: &str, path: &str, body: &Value) -> Answer {
        let headers = [("Content-Type", "application/json")];
        self.send(method, path, &headers, body.to_string().as_bytes())
    }

    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        self.try_send(method, path, headers, body).unwrap()
    }

    /// The answer, unless the server has gone.
    pub fn try_send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Answer, Gone> {
        let mut stream = TcpStream::connect(self.address).map_err(|_| Gone::Before)?;
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let has_host = headers.iter().any(|(name, _)| *name == "Host");
        let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !has_host {
            head += &format!("Host: {}\r\n", self.address);
        }
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += &format!("Content-Length: {}\r\n\r\n", body.len());
        stream.write_all(head.as_bytes()).map_err(|_| Gone::Amid)?;
        // A server that has refused need not take the rest.
        let _ = stream.write_all(body);
        let answer = Answer::read(stream);
        if answer.status > 0 { Ok(answer) } else { Err(Gone::Amid) }
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Kills a process, which has no say in it.
pub fn kill(process: u32) {
    std::process::Command::new("kill").args(["-KILL", &process.to_string()]).status().unwrap();
}

/// When a server went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gone {
    /// It was not there any more when it was to be asked.
    Before,
    /// It had been reached, and did not answer.
    Amid,
}

/// What a server answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn read(mut stream: TcpStream) -> Answer {
        let mut bytes = Vec::new();
        // A connection that is cut after the answer has still given it.
        let _ = stream.read_to_end(&mut bytes);
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(bytes.len());
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1));
        let headers = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        let body = bytes.get(end + 4..).unwrap_or_default().to_vec();
        Answer { status: status.map_or(0, |status| status.parse().unwrap()), headers, body }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|header| header.0 == name).map(|header| header.1.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    #[track_caller]
    pub fn succeeds(self) -> Value {
        assert!((200..300).contains(&self.status), "{} {}", self.status, self.text());
        self.json()
    }

    #[track_caller]
    pub fn refuses(self, status: u16) -> String {
        assert_eq!(self.status, status, "{}", self.text());
        self.json()["error"].as_str().unwrap().to_owned()
    }
}

/// A form with files, as a browser sends it.
pub fn form(fields: &[(&str, Option<&str>, &str)]) -> (String, Vec<u8>) {
    let mut body = String::new();
    for (name, file, content) in fields {
        body += &format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"");
        if let Some(file) = file {
            body += &format!("; filename=\"{file}\"\r\nContent-Type: text/plain");
        }
        body += &format!("\r\n\r\n{content}\r\n");
    }
    body += "--edge--\r\n";
    ("multipart/form-data; boundary=edge".to_owned(), body.into_bytes())
}

/// Uploads two articles, or what a test makes of that.
pub fn upload(server: &Server, fields: &[(&str, Option<&str>, &str)]) -> Answer {
    let (kind, body) = form(fields);
    server.send("POST", "/api/documents", &[("Content-Type", &kind)], &body)
}

/// Waits until a job is done or has failed.
pub fn await_job(server: &Server, job: &Value) -> Value {
    let path = format!("/api/jobs/{}", job["job"]);
    for _ in 0..1200 {
        let now = server.get(&path);
        if now["stage"] == "done" || now["stage"] == "failed" {
            return now;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("the job does not end");
}
