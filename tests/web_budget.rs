//! What one client asks for keeps nobody else waiting: work has budgets, and what waits is bounded.

use std::fmt::Write as _;
use std::io::Write as _;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::Case;
use crate::support::office::docx;
use crate::support::server::{Answer, Server, await_job, upload};

const ARABIC: &str = "السوق مفتوح اليوم.";

/// Uploads bytes that need not be text as the source, and an Arabic sentence as the target.
fn upload_bytes(server: &Server, name: &str, bytes: &[u8]) -> Answer {
    let part = |field: &str, name: &str, bytes: &[u8]| {
        let head = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n"
        );
        [head.as_bytes(), bytes, b"\r\n"].concat()
    };
    let body = [
        part("source", name, bytes),
        part("target", "a.txt", ARABIC.as_bytes()),
        b"--edge--\r\n".into(),
    ];
    let kind = [("Content-Type", "multipart/form-data; boundary=edge")];
    server.send("POST", "/api/documents", &kind, &body.concat())
}

/// A small file that unpacks to this many megabytes.
fn bomb(megabytes: usize) -> Vec<u8> {
    let paragraph =
        format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "The market is open. ".repeat(50));
    docx(&paragraph.repeat(megabytes * 1000), "")
}

/// Two articles that take some seconds to align.
fn long_articles() -> (String, String) {
    let words = ["market", "harbour", "river", "school", "summer", "winter", "letter", "doctor"];
    let arabic = ["السوق", "الميناء", "النهر", "المدرسة", "الصيف", "الشتاء", "الرسالة", "الطبيب"];
    let (mut source, mut target) = (String::new(), String::new());
    for at in 0..12_000_usize {
        let index = [at % 8, at / 8 % 8, at / 64 % 8];
        writeln!(source, "The {} and {} {}.", words[index[0]], words[index[1]], words[index[2]])
            .unwrap();
        writeln!(target, "{} و{} {}.", arabic[index[0]], arabic[index[1]], arabic[index[2]])
            .unwrap();
    }
    (source, target)
}

fn upload_long(server: &Server, name: &str, (source, target): &(String, String)) -> Answer {
    let files = [
        ("source", Some("a.txt"), source.as_str()),
        ("target", Some("b.txt"), target.as_str()),
        ("name", None, name),
        ("segmentation", None, "line"),
    ];
    upload(server, &files)
}

#[test]
fn a_job_over_its_budget_is_stopped_and_says_so() {
    let case = Case::new();
    let server = Server::start(&case, &["--job-memory", "64"]);
    let job = await_job(&server, &upload_bytes(&server, "a.docx", &bomb(30)).succeeds());
    assert_eq!(job["stage"], "failed");
    let error = job["error"].as_str().unwrap();
    assert!(error.contains("more than 64 MB of memory"), "{error}");
    let job =
        await_job(&server, &upload_bytes(&server, "a.txt", b"The market is open.").succeeds());
    assert_eq!(job["stage"], "done", "{job}");
}

/// Pages that took the parser minutes, and texts of nothing but line ends.
#[test]
fn hostile_uploads_end_at_once() {
    let case = Case::new();
    let server = Server::start(&case, &[]);
    let deep = "<div>".repeat(50_000);
    for page in [format!("<!--><p>{deep}x"), format!("<title><!--</title>{deep}x")] {
        let job = await_job(&server, &upload_bytes(&server, "a.html", page.as_bytes()).succeeds());
        assert!(job["error"].as_str().unwrap().contains("nests more than"), "{job}");
    }
    let blank = format!("The market is open.{}", "\n".repeat(100_000));
    let files = [
        ("source", Some("a.txt"), blank.as_str()),
        ("target", Some("b.txt"), ARABIC),
        ("segmentation", None, "line"),
    ];
    let job = await_job(&server, &upload(&server, &files).succeeds());
    assert_eq!((&job["stage"], &job["segments"]), (&json!("done"), &json!([100_000, 1])));
}

#[test]
fn the_number_of_waiting_jobs_is_bounded() {
    let case = Case::new();
    let server = Server::start(&case, &[]);
    let articles = long_articles();
    let (mut accepted, mut refused) = (Vec::new(), 0);
    for number in 0..40 {
        let answer = upload_long(&server, &format!("job {number}"), &articles);
        if answer.status == 429 {
            assert_eq!(answer.header("retry-after"), Some("30"));
            assert!(answer.refuses(429).contains("try again later"));
            refused += 1;
        } else {
            accepted.push(answer.succeeds());
        }
    }
    assert!(refused > 0 && accepted.len() >= 32, "{refused} refused");
    // None is forgotten while it waits.
    for job in &accepted {
        let now = server.get(&format!("/api/jobs/{}", job["job"]));
        assert!(now["stage"] != "failed", "{now}");
    }
}

/// Whatever is under way, the server ends within five seconds, and leaves no worker behind.
#[test]
fn stopping_does_not_wait_for_work() {
    let case = Case::with_memory();
    let server = Server::start(&case, &[]);
    upload_long(&server, "long", &long_articles()).succeeds();
    let workers = workers(&server);
    let mut slow = server.connect();
    write!(slow, "POST /api/documents HTTP/1.1\r\nHost: {}\r\n", server.address).unwrap();
    let start = Instant::now();
    assert_eq!(server.stop(), Some(0));
    assert!(start.elapsed() < Duration::from_secs(6), "{:?}", start.elapsed());
    std::thread::sleep(Duration::from_millis(500));
    assert!(!is_running(workers[0]));
    case.run(["repair", "--check", "--memory", "m.tarjuman"]).succeeds();
}

/// A server that is killed takes its worker with it.
#[test]
fn no_worker_outlives_its_server() {
    let case = Case::new();
    let server = Server::start(&case, &[]);
    upload_long(&server, "long", &long_articles()).succeeds();
    let workers = workers(&server);
    server.kill();
    std::thread::sleep(Duration::from_millis(500));
    assert!(!is_running(workers[0]));
}

/// Whether a process runs; one that has ended may still be listed until somebody asks how.
fn is_running(process: u32) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    status.lines().any(|line| line.starts_with("State:") && !line.contains("zombie"))
}

/// The workers of a server, as soon as it has one.
fn workers(server: &Server) -> Vec<u32> {
    for _ in 0..1000 {
        let found = children(server.id());
        if !found.is_empty() {
            return found;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("no worker is started");
}

fn children(process: u32) -> Vec<u32> {
    let tasks = std::fs::read_dir(format!("/proc/{process}/task")).unwrap();
    tasks
        .filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("children")).ok())
        .flat_map(|ids| ids.split_whitespace().map(|id| id.parse().unwrap()).collect::<Vec<u32>>())
        .collect()
}

/// More connections than there are seats, which send nothing: the oldest give way.
#[test]
fn idle_connections_keep_nobody_out() {
    let case = Case::with_memory();
    let server = Server::start(&case, &[]);
    let idle: Vec<_> = (0..300).map(|_| server.connect()).collect();
    let start = Instant::now();
    for _ in 0..20 {
        server.get("/api/documents");
    }
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    drop(idle);
}

/// A body that comes byte by byte is given up, and gives way to others before that.
#[test]
fn dripping_bodies_keep_nobody_out() {
    let case = Case::with_memory();
    let server = Server::start(&case, &[]);
    let head = format!(
        "POST /api/memories/0/units HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\n\
         Content-Length: 1000\r\n\r\n{{",
        server.address
    );
    let mut dripping: Vec<_> = (0..300).map(|_| server.connect()).collect();
    for stream in &mut dripping {
        // Those that came first have been closed in the meantime.
        let _ = stream.write_all(head.as_bytes());
    }
    let start = Instant::now();
    for _ in 0..20 {
        server.get("/api/documents");
    }
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    let last = dripping.pop().unwrap();
    let answer = Answer::read(last);
    assert!(answer.status == 400 || answer.status == 408, "{}", answer.status);
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
}

/// A unit of many letters with many hits is shown in part, and takes no time that grows with the square.
#[test]
fn one_large_unit_does_not_stop_a_desk() {
    let case = Case::new();
    let source = "market ".repeat(60_000);
    case.write("large.tsv", format!("{source}\t{ARABIC}\n"));
    let languages = ["--source-language", "en", "--target-language", "ar"];
    let import = ["import", "large.tsv", "--memory", "m.tarjuman"];
    case.run(import.iter().chain(&languages)).succeeds();
    let server = Server::start(&case, &[]);
    let start = Instant::now();
    for path in ["/api/search?q=market", "/api/search?regex=m", "/api/lookup?q=the+market"] {
        server.get(path);
    }
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    let hit = server.get("/api/search?q=market")["hits"][0].clone();
    let shown = hit["source"].as_str().unwrap();
    assert!(shown.ends_with('…') && shown.chars().count() <= 2001);
    assert_eq!((&hit["source_cut"], &hit["target_cut"]), (&json!(true), &Value::Null));
    assert_eq!(hit["source_marks"].as_array().unwrap().len(), 285);
}

#[test]
fn names_are_bounded_and_show_what_they_are() {
    let case = Case::with_memory();
    let server = Server::start(&case, &[]);
    let rename = |name: &str| {
        server.send_json("PATCH", "/api/memories/0/documents/1", &json!({ "name": name }))
    };
    assert!(rename(&"n".repeat(1001)).refuses(400).contains("1000 characters"));
    rename(&"س".repeat(1000)).succeeds();
    let long = [("source", Some("a.txt"), "x"), ("target", Some("b.txt"), ARABIC)];
    let name = "n".repeat(1001);
    let named: Vec<_> = long.into_iter().chain([("name", None, name.as_str())]).collect();
    assert!(upload(&server, &named).refuses(400).contains("1000 characters"));
    rename("report\u{202E}xmt\u{2066}.exe").succeeds();
    let file = server.ask("GET", "/api/memories/0/documents/1/export?format=tmx");
    let disposition = file.header("content-disposition").unwrap();
    assert_eq!(disposition, "attachment; filename*=UTF-8''reportxmt.exe.tmx");
}

/// Thirty files that unpack to 250 MB each, a text of 300,000 line ends and twelve jobs of 16 MB, while others
/// work at the desk: `cargo test --release -- --ignored --nocapture a_flood_of_uploads`
#[test]
#[ignore = "takes minutes; named in README"]
fn a_flood_of_uploads_keeps_nobody_waiting() {
    let case = Case::with_memory();
    let server = Server::start(&case, &[]);
    let bomb = bomb(250);
    let blank = format!("The market is open.{}", "\n".repeat(300_000));
    let sentence = "The market is open on Monday, and closed on Sunday. ";
    let large = sentence.repeat((16 << 20) / sentence.len());
    let mut jobs = Vec::new();
    let (mut longest, mut most) = (Duration::ZERO, 0);
    let mut ask = |server: &Server| {
        let start = Instant::now();
        server.get("/api/lookup?q=The%20market%20opened");
        longest = longest.max(start.elapsed());
        let processes = [vec![server.id()], children(server.id())].concat();
        most = most.max(processes.into_iter().map(megabytes).sum::<u64>());
    };
    let uploads = std::iter::repeat_n(("a.docx", bomb), 30)
        .chain([("a.txt", blank.into_bytes())])
        .chain(std::iter::repeat_n(("b.txt", large.into_bytes()), 12));
    let (mut refused, mut accepted) = (0, 0);
    for (name, bytes) in uploads {
        ask(&server);
        let answer = upload_bytes(&server, name, &bytes);
        if answer.status == 429 {
            refused += 1;
        } else {
            accepted += 1;
            jobs.push(answer.succeeds());
        }
    }
    let unfinished = |job: &Value| {
        let stage = server.get(&format!("/api/jobs/{}", job["job"]))["stage"].clone();
        stage != "done" && stage != "failed"
    };
    let start = Instant::now();
    while jobs.iter().any(&unfinished) && start.elapsed() < Duration::from_secs(900) {
        ask(&server);
        std::thread::sleep(Duration::from_millis(100));
    }
    let failed: Vec<String> = jobs
        .iter()
        .filter_map(|job| {
            server.get(&format!("/api/jobs/{}", job["job"]))["error"].as_str().map(str::to_owned)
        })
        .collect();
    println!(
        "{accepted} jobs accepted, {refused} refused, {} failed; all ended after {:?}; the longest lookup took \
         {longest:?}; at most {most} MB, workers included",
        failed.len(),
        start.elapsed()
    );
    for error in failed.iter().collect::<std::collections::BTreeSet<_>>() {
        println!("  {error}");
    }
    assert!(!jobs.iter().any(unfinished), "jobs that do not end");
    assert!(longest <= Duration::from_secs(1) && most <= 1024);
}

/// Resident memory of a process.
fn megabytes(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}
