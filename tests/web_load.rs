//! Many clients at the desk at once: lookups, searches and edits, and a kill in the middle.

use std::collections::HashMap;
use std::io::Write;
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::Case;
use crate::support::server::{Answer, Gone, Server, form, kill};

/// What a load is.
struct Load {
    units: usize,
    clients: usize,
    /// Clients that mean harm, besides.
    hostile: usize,
    time: Duration,
}

/// What came of it.
struct Measured {
    requests: usize,
    /// Times of lookups, sorted.
    lookups: Vec<Duration>,
    /// Resident memory when all are warm and at the end, in MB.
    resident: (u64, u64),
}

/// A small load, as every run of the tests makes it.
#[test]
fn clients_at_once_lose_nothing_to_a_kill() {
    run(&Load { units: 2000, clients: 8, hostile: 2, time: Duration::from_secs(3) });
}

/// Fifty clients on 100,000 units for a minute, and five hostile ones: `cargo test --release -- --ignored --nocapture a_minute_of_fifty`
#[test]
#[ignore = "takes a minute; named in README"]
fn a_minute_of_fifty_clients() {
    let load = Load { units: 100_000, clients: 50, hostile: 5, time: Duration::from_secs(60) };
    let measured = run(&load);
    let at = |share: usize| measured.lookups[(measured.lookups.len() - 1) * share / 100];
    println!(
        "{} requests, {} lookups: p50 {:?}, p95 {:?}; resident {} MB after a third, {} MB at the end",
        measured.requests,
        measured.lookups.len(),
        at(50),
        at(95),
        measured.resident.0,
        measured.resident.1
    );
}

/// Lets clients work, kills the server in the middle, and looks whether every acknowledged edit is there.
fn run(load: &Load) -> Measured {
    let case = Case::new();
    case.write("units.tsv", units(load.units));
    let languages = ["--source-language", "en", "--target-language", "ar"];
    let import = ["import", "units.tsv", "--memory", "m.tarjuman"];
    case.run(import.iter().chain(&languages)).succeeds();
    let server = Server::start(&case, &[]);
    let stop = AtomicBool::new(false);
    let (mut lookups, mut requests) = (Vec::new(), 0);
    let (mut edits, mut unanswered) = (HashMap::new(), HashMap::new());
    let (mut resident, mut cut_off) = ((0, 0), 0);
    std::thread::scope(|scope| {
        let (server, stop) = (&server, &stop);
        let clients: Vec<_> = (0..load.clients)
            .map(|client| scope.spawn(move || work(server, client, load, stop)))
            .collect();
        for client in 0..load.hostile {
            scope.spawn(move || do_harm(server, client, stop));
        }
        std::thread::sleep(load.time / 3);
        resident.0 = megabytes(server.id());
        std::thread::sleep(load.time * 2 / 3);
        resident.1 = megabytes(server.id());
        stop.store(true, Ordering::Relaxed);
        kill(server.id());
        for client in clients {
            let done = client.join().unwrap();
            lookups.extend(done.lookups);
            requests += done.requests;
            edits.extend(done.edits);
            unanswered.extend(done.unanswered);
            cut_off += usize::from(done.was_cut_off);
        }
    });
    assert!(cut_off > 0, "the kill fell amid no request");
    let ids: Vec<String> = edits.keys().map(i64::to_string).collect();
    let query = format!("SELECT id || '|' || target FROM unit WHERE id IN ({})", ids.join(","));
    let stored: HashMap<i64, String> = case
        .column("m.tarjuman", &query)
        .into_iter()
        .map(|row| {
            row.split_once('|').map(|(id, text)| (id.parse().unwrap(), text.to_owned())).unwrap()
        })
        .collect();
    assert!(!edits.is_empty());
    // Who was answered relies on it; of an edit that was not it is not known.
    for (id, target) in &edits {
        let is_there = stored.get(id) == Some(target);
        assert!(
            is_there || stored.get(id) == unanswered.get(id),
            "unit {id}: {:?}",
            stored.get(id)
        );
    }
    case.run(["repair", "--check", "--memory", "m.tarjuman"]).succeeds();
    lookups.sort_unstable();
    Measured { requests, lookups, resident }
}

/// What a client did.
#[derive(Default)]
struct Done {
    /// Times of its lookups.
    lookups: Vec<Duration>,
    requests: usize,
    /// The last edit of each unit that was answered.
    edits: HashMap<i64, String>,
    /// The edit that was not.
    unanswered: Option<(i64, String)>,
    /// Whether the server went while it was asked.
    was_cut_off: bool,
}

/// What one client does until the server is gone, which it may be only once it was told.
fn work(server: &Server, client: usize, load: &Load, stop: &AtomicBool) -> Done {
    let mut done = Done::default();
    let mut random = client as u64 * 7919 + 1;
    loop {
        random =
            random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let pick = (random >> 33) as usize;
        let unit = pick % load.units;
        let start = Instant::now();
        let get = |path: &str| server.try_send("GET", path, &[], b"");
        let answer = match done.requests % 20 {
            // Every client edits units of its own, so that the last word on each is known.
            19 => {
                let id = (unit - unit % load.clients + client) as i64 % load.units as i64 + 1;
                let target = format!("ترجمة العميل {client} رقم {}", done.requests);
                let body = json!({ "target": target }).to_string();
                let path = format!("/api/memories/0/units/{id}");
                let kind = [("Content-Type", "application/json")];
                done.unanswered = Some((id, target));
                let answer = server.try_send("PATCH", &path, &kind, body.as_bytes());
                if answer.is_ok() {
                    done.edits.extend(done.unanswered.take());
                }
                answer
            }
            7 | 14 => get(&format!("/api/search?q={}*", WORDS[pick % WORDS.len()])),
            _ => {
                let text = source(unit).replace(' ', "%20");
                let answer = get(&format!("/api/lookup?q={text}%20again"));
                done.lookups.push(start.elapsed());
                answer
            }
        };
        match answer {
            Ok(answer) => assert_done(&answer),
            Err(gone) => {
                assert!(stop.load(Ordering::Relaxed), "the server is gone");
                done.was_cut_off = gone == Gone::Amid;
                return done;
            }
        }
        done.requests += 1;
    }
}

/// Does one harmful thing after another until the server is gone. What comes of it does not matter.
fn do_harm(server: &Server, client: usize, stop: &AtomicBool) {
    let page = format!("<title><!--</title>{}x", "<div>".repeat(50_000));
    let head =
        |line: &str, more: &str| format!("{line} HTTP/1.1\r\nHost: {}\r\n{more}", server.address);
    let mut held = Vec::new();
    for at in client.. {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let Ok(mut stream) = TcpStream::connect(server.address) else { return };
        let _ = stream.set_read_timeout(Some(Duration::from_secs(1)));
        match at % 6 {
            // Connections that send nothing, half a head or half a body, and stay.
            0 => held.push(stream),
            1 => {
                let _ = stream.write_all(head("GET /", "X-Slow: ").as_bytes());
                held.push(stream);
            }
            2 => {
                let kind = "Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{";
                let _ = stream.write_all(head("POST /api/memories/0/units", kind).as_bytes());
                held.push(stream);
            }
            // A search through all texts whose answer nobody waits for.
            3 => {
                let request = head("GET /api/search?regex=zz*%24%5Ez&limit=1000", "\r\n");
                let _ = stream.write_all(request.as_bytes());
                std::thread::sleep(Duration::from_millis(20));
            }
            4 => {
                let files =
                    [("source", Some("a.html"), page.as_str()), ("target", Some("b.txt"), "س")];
                let (kind, body) = form(&files);
                let kind = [("Content-Type", kind.as_str())];
                let _ = server.try_send("POST", "/api/documents", &kind, &body);
            }
            _ => {
                let _ = stream.write_all(b"\0\xFF GARBAGE\r\n\r\n");
            }
        }
        if held.len() > 200 {
            held.drain(..100);
        }
    }
}

fn assert_done(answer: &Answer) {
    assert_eq!(answer.status, 200, "{}", answer.text());
}

const WORDS: [&str; 16] = [
    "harbour", "minister", "water", "report", "village", "school", "market", "bridge", "doctor",
    "letter", "garden", "winter", "teacher", "engine", "island", "music",
];

/// Text number `index`: twelve words that hardly another text has in that order.
fn source(index: usize) -> String {
    let mut number = index as u64 + 1;
    let mut words = vec![format!("Unit {index}")];
    for _ in 0..10 {
        number =
            number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let pick = (number >> 33) as usize;
        words.push(format!("{}{}", WORDS[pick % WORDS.len()], (pick >> 8) % 300));
    }
    words.join(" ")
}

fn units(count: usize) -> String {
    (0..count).map(|index| format!("{}\tنص رقم {index}\n", source(index))).collect()
}

/// Memory that a process holds, in MB; 0 where the system does not say.
fn megabytes(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}
