//! Attacks on the desk: each is refused or harmless.

use std::io::Write;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::Case;
use crate::support::server::{Answer, Server};

const SCRIPT: &str = "<script>alert(1)</script><img src=x onerror=alert(1)>";

fn with_memory() -> (Case, Server) {
    let case = Case::with_memory();
    let server = Server::start(&case, &[]);
    (case, server)
}

fn revision(server: &Server) -> i64 {
    server.get("/api/memories/0/documents/1")["revision"].as_i64().unwrap()
}

/// Text of articles, files, names, notes and properties is never part of a page: pages are the same for
/// everybody, scripts of their own put text into them as text, and other scripts are not run.
#[test]
fn script_in_texts_and_names_stays_text() {
    let case = Case::new();
    let tmx = format!(
        r#"<?xml version="1.0"?><tmx version="1.4"><header creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en" srclang="en" datatype="plaintext"/><body><tu><prop type="x-&lt;b&gt;">{0}</prop><tuv xml:lang="en"><seg>{0} harbour</seg></tuv><tuv xml:lang="ar"><seg>{0} ميناء</seg></tuv></tu></body></tmx>"#,
        SCRIPT.replace('<', "&lt;")
    );
    case.write("evil.tmx", tmx);
    case.write("<b>.en.txt", format!("{SCRIPT} The harbour is open today."));
    case.write(
        "<b>.ar.txt",
        format!("{SCRIPT} الميناء القديم مفتوح اليوم أمام جميع القوارب والسفن الصغيرة."),
    );
    case.run(["import", "evil.tmx", "--memory", "m.tarjuman"]).succeeds();
    let document = ["--document", SCRIPT];
    case.run(
        ["align", "<b>.en.txt", "<b>.ar.txt", "--memory", "m.tarjuman"].iter().chain(&document),
    )
    .succeeds();
    let server = Server::start(&case, &[]);
    for path in ["/", "/search?q=%3Cscript%3E", "/documents/0/1"] {
        let page = server.ask("GET", path);
        assert!(!page.text().contains("alert(1)"), "{path}");
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self'"));
        assert!(!policy.contains("unsafe"));
    }
    let encoded: String = SCRIPT.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let lookup = format!("/api/lookup?q={encoded}%20harbour");
    for path in ["/api/documents", "/api/search?q=harbour", lookup.as_str()] {
        let answer = server.ask("GET", path);
        assert!(answer.text().contains("alert(1)"), "{path}");
        assert_eq!(answer.header("content-type"), Some("application/json"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    }
    // The only HTML with texts in it is a download, and there they are escaped.
    let documents = server.get("/api/documents");
    let id = documents[0]["document"].as_i64().unwrap();
    let html = server.ask("GET", &format!("/api/memories/0/documents/{id}/export?format=html"));
    assert!(!html.text().contains("<script>alert"));
    assert!(html.header("content-disposition").unwrap().starts_with("attachment"));
}

/// No script of ours writes HTML, evaluates text or names a style inline, which the policy forbids.
#[test]
fn scripts_of_the_pages_only_write_text() {
    let (_case, server) = with_memory();
    for name in ["common", "documents", "review", "rows", "keys", "search"] {
        let script = server.ask("GET", &format!("/assets/{name}.js")).text();
        assert!(script.len() > 100, "{name}");
        for word in
            ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function("]
        {
            assert!(!script.contains(word), "{name}: {word}");
        }
    }
    for page in ["/", "/search", "/documents/0/1"] {
        let page = server.ask("GET", page).text();
        for word in [" onclick", " onload", "style=", "javascript:", "http://", "https://"] {
            assert!(!page.contains(word), "{word}");
        }
        assert!(
            page.matches("<script").count()
                == page.matches("<script type=\"module\" src=\"/assets/").count()
        );
    }
}

/// A page of another site can send forms and simple requests, but nothing comes of them.
#[test]
fn another_site_changes_and_reads_nothing() {
    let (_case, server) = with_memory();
    let before = revision(&server);
    let body = format!(r#"{{"operation":"accept-above","score":0,"revision":{before}}}"#);
    let path = "/api/memories/0/documents/1/beads";
    let own = format!("http://{}", server.address);
    let foreign = [
        vec![("Origin", "http://evil.example"), ("Content-Type", "text/plain")],
        vec![("Origin", "null"), ("Content-Type", "application/json")],
        vec![("Origin", "http://127.0.0.1:1"), ("Content-Type", "application/json")],
        vec![("Sec-Fetch-Site", "cross-site"), ("Content-Type", "application/json")],
        vec![("Sec-Fetch-Site", "same-site"), ("Content-Type", "application/json")],
    ];
    for headers in foreign {
        let answer = server.send("POST", path, &headers, body.as_bytes());
        assert_eq!(answer.status, 403, "{headers:?}");
    }
    // A form cannot say that it is JSON.
    assert_eq!(
        server.send("POST", path, &[("Content-Type", "text/plain")], body.as_bytes()).status,
        415
    );
    assert_eq!(revision(&server), before);
    for path in ["/api/documents", "/get?q=market&langpair=en|ar", "/tmserver/en/ar/unit/market"] {
        let headers = [("Origin", "http://evil.example"), ("Sec-Fetch-Site", "cross-site")];
        let answer = server.send("GET", path, &headers, b"");
        assert_eq!(answer.status, 403);
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
    assert_eq!(server.send("OPTIONS", path, &[("Origin", "http://evil.example")], b"").status, 403);
    // A link from elsewhere may be followed, and a page of our own may ask.
    let link = [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")];
    assert_eq!(server.send("GET", "/", &link, b"").status, 200);
    let ours = [("Origin", own.as_str()), ("Content-Type", "application/json")];
    assert_eq!(server.send("POST", path, &ours, body.as_bytes()).status, 200);
}

/// A name of another site that points here (DNS rebinding) gets nothing.
#[test]
fn a_foreign_name_is_not_answered() {
    let case = Case::with_memory();
    let server = Server::start(&case, &["--allow-host", "desk.example"]);
    let port = server.address.port();
    let ask = |host: &str| server.send("GET", "/api/documents", &[("Host", host)], b"").status;
    for host in ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "", "a b"] {
        assert_eq!(ask(host), 421, "{host}");
    }
    for host in
        [format!("localhost:{port}"), format!("127.0.0.1:{port}"), "desk.example".to_owned()]
    {
        assert_eq!(ask(&host), 200, "{host}");
    }
    // Nor does another site that is called so by its origin.
    let headers = [("Host", "desk.example"), ("Origin", "http://evil.example")];
    assert_eq!(server.send("POST", "/api/memories/0/undo", &headers, b"").status, 403);
}

/// What is served is in the program; no path leads to a file of this machine.
#[test]
fn no_path_leads_out_of_what_is_served() {
    let (case, server) = with_memory();
    case.write("secret.txt", "secret");
    for (path, status) in [
        ("/assets/../../../etc/passwd", 404),
        ("/assets/..%2f..%2fsecret.txt", 404),
        ("/assets/%2e%2e/secret.txt", 404),
        ("/assets//etc/passwd", 404),
        ("/../secret.txt", 404),
        ("/assets/secret.txt%00.js", 404),
        ("/documents/0/../../secret.txt", 404),
        ("/api/memories/0/documents/1/export?format=../../secret", 400),
        ("/api/memories/99999999999999999999/history", 400),
        ("/api/memories/-1/history", 400),
    ] {
        let said = server.ask("GET", path).refuses(status);
        assert!(!said.contains("secret\n") && !said.contains("root:"), "{path}");
    }
}

/// Two thousand megabytes are refused before they are sent, or while they are.
#[test]
fn a_body_of_two_gigabytes_is_refused() {
    let (_case, server) = with_memory();
    for path in ["/api/documents", "/api/memories/0/units", "/tmserver/en/ar/unit/x"] {
        let mut stream = server.connect();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: 2147483648\r\n\r\n",
            server.address
        );
        stream.write_all(head.as_bytes()).unwrap();
        assert_eq!(Answer::read(stream).status, 413, "{path}");
    }
    // Without a length it is cut off where it is too much.
    let mut stream = server.connect();
    let head = format!(
        "PUT /tmserver/en/ar/unit/x HTTP/1.1\r\nHost: {}\r\nTransfer-Encoding: chunked\r\n\r\n",
        server.address
    );
    stream.write_all(head.as_bytes()).unwrap();
    let chunk = [b"100000\r\n".to_vec(), vec![b' '; 1 << 20], b"\r\n".to_vec()].concat();
    let mut sent = 0;
    while sent < 200 && stream.write_all(&chunk).is_ok() {
        sent += 1;
    }
    assert!(sent < 200, "the server took {sent} MB");
    server.get("/api/documents");
}

/// Clients that send nothing, or byte by byte, hold up nobody and are let go.
#[test]
fn slow_clients_are_dropped() {
    let (_case, server) = with_memory();
    let mut slow: Vec<_> = (0..60).map(|_| server.connect()).collect();
    let start = Instant::now();
    for stream in &mut slow {
        stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ").unwrap();
    }
    server.get("/api/documents");
    assert!(start.elapsed() < Duration::from_secs(8), "others wait for slow clients");
    // The head of a request may take ten seconds, however lively its bytes come.
    let dropped = loop {
        for stream in &mut slow {
            let _ = stream.write_all(b"x");
        }
        std::thread::sleep(Duration::from_millis(500));
        slow[0].set_nonblocking(true).unwrap();
        let mut bytes = [0; 512];
        let read = std::io::Read::read(&mut slow[0], &mut bytes);
        slow[0].set_nonblocking(false).unwrap();
        match read {
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            _ => break true,
        }
        if start.elapsed() > Duration::from_secs(40) {
            break false;
        }
    };
    assert!(dropped, "a client may send its head for ever");
}

/// Bytes that are no text are not guessed at, in a path, in parameters or in a body.
#[test]
fn malformed_utf_8_is_refused() {
    let (_case, server) = with_memory();
    for path in [
        "/api/lookup?q=%FF%FE",
        "/api/lookup?q=x&from=%FF",
        "/api/search?q=%C3%28",
        "/get?q=%ED%A0%80&langpair=en|ar",
        "/translate?q=%FF&langpair=en|ar",
        "/tmserver/en/ar/unit/%FF",
        "/tmserver/en/ar/unit/?source=%FF",
    ] {
        let said = server.ask("GET", path).refuses(400);
        assert!(said.contains("UTF-8"), "{path}: {said}");
    }
    let json = [("Content-Type", "application/json")];
    let bad = b"{\"source\":\"\xFF\",\"target\":\"x\",\"source_language\":\"en\",\"target_language\":\"ar\"}";
    assert_eq!(server.send("POST", "/api/memories/0/units", &json, bad).status, 400);
    let lone = br#"{"source":"\ud800","target":"x","source_language":"en","target_language":"ar"}"#;
    assert_eq!(server.send("POST", "/api/memories/0/units", &json, lone).status, 400);
    assert_eq!(server.get("/api/documents")[0]["units"], 8);
}

/// Where other machines can ask, a token must be known; it is not to be guessed, and not shown.
#[test]
fn a_token_is_asked_for() {
    let case = Case::with_memory();
    let refused = case.run(["serve", "--memory", "m.tarjuman", "--listen", "0.0.0.0:0"]);
    assert!(refused.ends_with(2).err.contains("--token"));
    case.run(["serve", "--memory", "m.tarjuman", "--token", "short"]).ends_with(2);
    let token = "a-long-enough-token";
    let server = Server::start(&case, &["--token", token]);
    let with = |headers: &[(&str, &str)], path: &str| server.send("GET", path, headers, b"");
    for (headers, path) in [
        (vec![], "/api/documents"),
        (vec![], "/"),
        (vec![], "/assets/common.js"),
        (vec![("Authorization", "Bearer a-long-enough-tokeM")], "/api/documents"),
        (vec![("Authorization", "Bearer ")], "/api/documents"),
        (vec![("Authorization", "Basic YTpi")], "/api/documents"),
        (vec![("Cookie", "tarjuman=")], "/api/documents"),
        (vec![], "/t//api/documents"),
        (vec![], "/t/wrong/api/documents"),
        (vec![], "/translate?q=x&langpair=en|ar&key=wrong"),
    ] {
        let answer = with(&headers, path);
        assert_eq!(answer.status, 401, "{path} {headers:?}");
        assert!(!answer.text().contains(token));
    }
    let bearer = format!("Bearer {token}");
    assert_eq!(with(&[("Authorization", &bearer)], "/api/documents").status, 200);
    let cookie = format!("other=1; tarjuman={token}");
    assert_eq!(with(&[("Cookie", &cookie)], "/").status, 200);
    assert_eq!(with(&[], &format!("/t/{token}/tmserver/en/ar/unit/The+market")).status, 200);
    assert_eq!(with(&[], &format!("/translate?q=x&langpair=en|ar&key={token}")).status, 200);
    let browser = [("Accept", "text/html,*/*")];
    let entered = with(&browser, &format!("/t/{token}/search"));
    assert_eq!((entered.status, entered.header("location")), (303, Some("/search")));
    let set = entered.header("set-cookie").unwrap();
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Strict"), "{set}");
    let away = with(&browser, &format!("/t/{token}//evil.example/"));
    assert_eq!(away.header("location"), Some("/evil.example/"));
}

/// Names that a person gives are checked like everything else.
#[test]
fn hostile_names_and_numbers_are_harmless() {
    let (case, server) = with_memory();
    for name in ["\u{202E}gpj.exe", "a\r\nSet-Cookie: x=1", "'; DROP TABLE unit; --", SCRIPT] {
        server
            .send_json("PATCH", "/api/memories/0/documents/1", &json!({ "name": name }))
            .succeeds();
        let file = server.ask("GET", "/api/memories/0/documents/1/export?format=tmx");
        assert_eq!(file.status, 200);
        assert!(file.header("set-cookie").is_none());
        assert!(file.header("content-disposition").unwrap().is_ascii());
    }
    let far = "/api/search?q=market&limit=18446744073709551615&page=18446744073709551615";
    assert_eq!(server.get(far), json!({ "hits": [], "more": false }));
    let most = server.get("/api/lookup?q=market&max=18446744073709551615&min=0");
    assert!(!most["matches"].as_array().unwrap().is_empty());
    let edit = json!({ "operation": "split", "bead": 1, "source": u64::MAX, "revision": i64::MAX });
    let refused = server.send_json("POST", "/api/memories/0/documents/1/beads", &edit);
    assert_eq!(refused.status, 422);
    let long = "a".repeat(100_000);
    assert_eq!(server.ask("GET", &format!("/api/lookup?q={long}")).status, 414);
    let shorter = server.get(&format!("/api/lookup?q={}", &long[..50_000]));
    assert_eq!(shorter["matches"], json!([]));
    server.ask("GET", "/api/search?regex=(a%2B)%2B%24(").refuses(422);
    case.run(["repair", "--check", "--memory", "m.tarjuman"]).succeeds();
}
