//! The desk's interface: documents, rows, search, units, as programs and the pages ask for them.

use serde_json::{Value, json};

use crate::support::Case;
use crate::support::article::{ARABIC, ENGLISH, arabic, english};
use crate::support::server::{Answer, Server, await_job, upload};

const DOCUMENT: &str = "/api/memories/0/documents/1";

fn with_memory() -> (Case, Server) {
    let case = Case::with_memory();
    let server = Server::start(&case, &[]);
    (case, server)
}

fn rows(server: &Server) -> Value {
    server.get(&format!("{DOCUMENT}/beads"))
}

/// Makes a change to rows as somebody does who has just looked.
fn change(server: &Server, mut edit: Value) -> Answer {
    edit["revision"] = rows(server)["revision"].clone();
    server.send_json("POST", &format!("{DOCUMENT}/beads"), &edit)
}

#[test]
fn two_files_become_a_document() {
    let case = Case::new();
    let server = Server::start(&case, &[]);
    let files = [
        ("source", Some("C:\\old\\market.txt"), english()),
        ("target", Some("../../etc/سوق.txt"), arabic()),
    ];
    let files: Vec<_> = files.iter().map(|(n, f, c)| (*n, *f, c.as_str())).collect();
    let job = upload(&server, &files).succeeds();
    let job = await_job(&server, &job);
    assert_eq!(job["stage"], "done", "{job}");
    assert_eq!(job["name"], "market.txt | سوق.txt");
    assert_eq!(job["segments"], json!([8, 8]));
    let documents = server.get("/api/documents");
    assert_eq!(documents[0]["name"], "market.txt | سوق.txt");
    assert_eq!(documents[0]["beads"], 8);
    // The same files again change nothing, and lead to the same document.
    let again = await_job(&server, &upload(&server, &files).succeeds());
    assert_eq!(again["document"], job["document"]);
    assert_eq!(server.get("/api/documents").as_array().unwrap().len(), 1);
}

#[test]
fn an_upload_that_cannot_be_aligned_says_why() {
    let case = Case::new();
    let server = Server::start(&case, &[]);
    let (text, both) = (english(), arabic());
    let one = upload(&server, &[("source", Some("a.txt"), text.as_str())]);
    assert!(one.refuses(400).contains("its translation"));
    let same = [("source", Some("a.txt"), text.as_str()), ("target", Some("b.txt"), text.as_str())];
    let job = await_job(&server, &upload(&server, &same).succeeds());
    assert_eq!(job["stage"], "failed");
    assert!(job["error"].as_str().unwrap().contains("are English"), "{job}");
    let no_docx =
        [("source", Some("a.docx"), "PK\u{3}\u{4}"), ("target", Some("b.txt"), both.as_str())];
    let job = await_job(&server, &upload(&server, &no_docx).succeeds());
    assert_eq!(job["stage"], "failed");
    let wrong = [("segmentation", None, "chapter")];
    assert!(upload(&server, &wrong).refuses(400).contains("sentence, paragraph or line"));
    let unknown = [("size", None, "1")];
    assert!(upload(&server, &unknown).refuses(400).contains("size"));
    assert!(server.get("/api/documents").as_array().unwrap().is_empty());
}

/// What is done is there after the server was killed, and can still be taken back.
#[test]
fn changes_outlive_the_server() {
    let (case, server) = with_memory();
    let order = rows(&server)["order"].clone();
    let merged =
        change(&server, json!({ "operation": "merge", "beads": [order[1], order[2]] })).succeeds();
    assert_eq!(merged["rows"][0]["source"], json!(ENGLISH[1..3]));
    assert_eq!(merged["undo"], "merge");
    server.kill();
    let server = Server::start(&case, &[]);
    let now = rows(&server);
    assert_eq!(now["order"].as_array().unwrap().len(), 7);
    let seen = json!({ "revision": now["revision"] });
    let back = server.send_json("POST", &format!("{DOCUMENT}/undo"), &seen).succeeds();
    assert_eq!(back["order"], order);
    assert_eq!(back["redo"], "merge");
    assert_eq!(back["undo"], Value::Null);
    let redone = server.send_json("POST", &format!("{DOCUMENT}/redo"), &seen).succeeds();
    assert_eq!(redone["order"].as_array().unwrap().len(), 7);
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn a_stale_window_is_told_and_overwrites_nothing() {
    let (_case, server) = with_memory();
    let seen = rows(&server);
    let bead = seen["order"][0].clone();
    change(&server, json!({ "operation": "edit", "bead": bead, "target": "نص" })).succeeds();
    let stale = json!({ "operation": "status", "beads": [bead], "status": "rejected", "revision": seen["revision"] });
    let refused = server.send_json("POST", &format!("{DOCUMENT}/beads"), &stale).refuses(409);
    assert!(refused.contains("changed elsewhere"));
    let since = server.get(&format!("{DOCUMENT}/beads?since={}", seen["revision"]));
    assert_eq!(since["rows"].as_array().unwrap().len(), 1);
    assert_eq!(since["rows"][0]["target_edited"], "نص");
}

#[test]
fn every_change_of_a_row_can_be_asked_for() {
    let (_case, server) = with_memory();
    let order = rows(&server)["order"].clone();
    let id = |at: usize| order[at].clone();
    let edits = [
        json!({ "operation": "status", "beads": [id(0)], "status": "accepted" }),
        json!({ "operation": "accept-above", "score": 0.5 }),
        json!({ "operation": "edit", "bead": id(1), "source": "Forty traders came." }),
        json!({ "operation": "note", "bead": id(1), "note": "ask" }),
        json!({ "operation": "split", "bead": id(2), "source": 8, "target": 4 }),
        json!({ "operation": "move", "bead": id(3), "side": "target", "direction": "down" }),
        json!({ "operation": "unpair", "bead": id(5) }),
        json!({ "operation": "swap", "beads": [id(6), id(7)] }),
    ];
    for edit in edits {
        let done = change(&server, edit.clone()).succeeds();
        assert!(!done["rows"].as_array().unwrap().is_empty(), "{edit}");
    }
    let revision = json!({ "revision": rows(&server)["revision"] });
    server.send_json("POST", &format!("{DOCUMENT}/realign"), &revision).succeeds();
    let impossible = json!({ "operation": "merge", "beads": [id(0), id(6)] });
    assert!(change(&server, impossible).refuses(422).contains("adjacent"));
    assert_eq!(change(&server, json!({ "operation": "explode" })).status, 422);
    let found = server.get(&format!("{DOCUMENT}/find?q=%D8%A7%D9%84%D8%B3%D9%88%D9%82"));
    assert_eq!(found["beads"], json!([id(0)]));
    let wrong =
        json!({ "operation": "edit", "bead": id(0), "source": "The market opened on 4 May 2012." });
    change(&server, wrong).succeeds();
    let findings = server.get(&format!("{DOCUMENT}/findings"));
    let first =
        findings["findings"].as_array().unwrap().iter().find(|f| f["bead"] == id(0)).unwrap();
    assert_eq!((&first["code"], &first["severity"]), (&json!("dates"), &json!("error")));
    let why = server.get(&format!("{DOCUMENT}/beads/{}/evidence", id(0)));
    assert!(!why["pairs"].as_array().unwrap().is_empty());
}

#[test]
fn a_document_is_renamed_downloaded_and_deleted() {
    let (_case, server) = with_memory();
    let name = json!({ "name": "Märkte: سوق <b>" });
    let named = server.send_json("PATCH", DOCUMENT, &name).succeeds();
    assert_eq!(named["name"], name["name"]);
    for format in ["tmx", "xliff", "tsv", "csv", "jsonl", "html", "text"] {
        let option = format!("<option value=\"{format}\">");
        for page in ["/", "/documents/0/1"] {
            assert!(server.ask("GET", page).text().contains(&option), "{page} {format}");
        }
        let file = server.ask("GET", &format!("{DOCUMENT}/export?format={format}"));
        assert_eq!(file.status, 200);
        assert!(file.text().contains(ARABIC[0]), "{format}");
        let disposition = file.header("content-disposition").unwrap();
        assert!(disposition.starts_with("attachment; filename*=UTF-8''M%C3%A4rkte_"));
        assert!(disposition.is_ascii());
    }
    assert_eq!(server.ask("GET", &format!("{DOCUMENT}/export?format=moses")).status, 400);
    server.ask("DELETE", DOCUMENT).succeeds();
    assert_eq!(server.ask("GET", DOCUMENT).status, 404);
    server.ask("POST", "/api/memories/0/undo").succeeds();
    assert_eq!(server.get(DOCUMENT)["beads"], 8);
}

/// What the pages find is what the command line finds.
#[test]
fn lookup_and_search_answer_as_the_command_line_does() {
    let (case, server) = with_memory();
    let text = "The roof was repaired twice, in 1998 and in 2009.";
    let ran = case.run(["lookup", text, "--format", "json", "--memory", "m.tarjuman"]).succeeds();
    let cli: Value = serde_json::from_str(&ran.out).unwrap();
    let web = server.get(&format!("/api/lookup?q={}", text.replace(' ', "%20")));
    assert_eq!(web["query"], cli["query"]);
    let mut found = web["matches"][0].clone();
    let place = found.as_object_mut().unwrap();
    assert_eq!(place.remove("memory_number"), Some(json!(0)));
    assert_eq!(place.remove("document_id"), Some(json!(1)));
    assert_eq!(place.remove("bead"), Some(json!(4)));
    assert_eq!(found, cli["matches"][0]);

    let ran = case.run(["search", "السوق", "--format", "json", "--memory", "m.tarjuman"]);
    let cli: Value = serde_json::from_str(&ran.succeeds().out).unwrap();
    let web = server.get("/api/search?q=%D8%A7%D9%84%D8%B3%D9%88%D9%82");
    assert_eq!(web["hits"][0]["source_marks"], cli["source_marks"]);
    assert_eq!(web["hits"][0]["target_marks"], cli["target_marks"]);
    assert_eq!(web["hits"][0]["target"], ARABIC[0]);
}

#[test]
fn pages_of_hits_run_over_all_memories() {
    let case = Case::with_memory();
    std::fs::copy(case.path("m.tarjuman"), case.path("n.tarjuman")).unwrap();
    let server = Server::start(&case, &["--memory", "n.tarjuman:penalty=5"]);
    let page = |page: u32| server.get(&format!("/api/search?q=the&limit=5&page={page}"));
    let (first, second) = (page(1), page(2));
    let units = |page: &Value| page["hits"].as_array().unwrap().len();
    assert_eq!((units(&first), first["more"].clone()), (5, json!(true)));
    assert_eq!(units(&second), 5);
    assert_ne!(first["hits"][0], second["hits"][0]);
    let found = server.get(&format!("/api/lookup?q={}", ENGLISH[0].replace(' ', "%20")));
    let matches = found["matches"].as_array().unwrap();
    let scores: Vec<_> = matches.iter().map(|m| (&m["score"], &m["memory_number"])).collect();
    assert_eq!(scores, [(&json!(100), &json!(0)), (&json!(95), &json!(1))]);
}

#[test]
fn units_are_added_edited_and_deleted() {
    let (_case, server) = with_memory();
    let unit = json!({ "source": "Good morning.", "target": "صباح الخير.", "source_language": "en", "target_language": "ar" });
    let added = server.send_json("POST", "/api/memories/0/units", &unit);
    assert_eq!(added.status, 201);
    let path = format!("/api/memories/0/units/{}", added.json()["unit"]);
    assert_eq!(server.send_json("POST", "/api/memories/0/units", &unit).status, 200);
    let edited = server.send_json("PATCH", &path, &json!({ "target": "صباح النور." })).succeeds();
    assert_eq!((&edited["target"], &edited["status"]), (&json!("صباح النور."), &json!("edited")));
    assert!(
        server.send_json("PATCH", &path, &json!({ "target": " " })).refuses(422).contains("both")
    );
    server.ask("DELETE", &path).succeeds();
    assert_eq!(server.ask("GET", &path).status, 404);
    let empty =
        json!({ "source": "", "target": "x", "source_language": "en", "target_language": "ar" });
    server.send_json("POST", "/api/memories/0/units", &empty).refuses(400);
}

/// Reading goes on while another program holds the memory for writing.
#[test]
fn reading_does_not_wait_for_a_writer() {
    let (case, server) = with_memory();
    let writer = case.database("m.tarjuman");
    writer.execute_batch("BEGIN IMMEDIATE; UPDATE document SET revision = revision").unwrap();
    let start = std::time::Instant::now();
    assert_eq!(rows(&server)["order"].as_array().unwrap().len(), 8);
    server.get("/api/lookup?q=The%20market%20opened");
    assert!(start.elapsed().as_secs() < 5, "SQLite's writers wait that long");
    writer.execute_batch("ROLLBACK").unwrap();
}

/// However many alignments are under way, reading needs none of their turns.
#[test]
fn reading_does_not_wait_for_alignments() {
    let case = Case::with_memory();
    let server = Server::start(&case, &[]);
    let long = |sentences: &[&str; 8]| -> String {
        (0..3000)
            .map(|at| format!("{} {at}.\n\n", sentences[at % 8].trim_end_matches('.')))
            .collect()
    };
    let (english, arabic) = (long(&ENGLISH), long(&ARABIC));
    let jobs: Vec<Value> = (0..8)
        .map(|number| {
            let name = format!("long {number}");
            let fields = [
                ("source", Some("a.txt"), english.as_str()),
                ("target", Some("b.txt"), arabic.as_str()),
                ("name", None, name.as_str()),
            ];
            upload(&server, &fields).succeeds()
        })
        .collect();
    server.get("/api/lookup?q=The%20market%20opened");
    assert_eq!(rows(&server)["order"].as_array().unwrap().len(), 8);
    let path = |job: &Value| format!("/api/jobs/{}", job["job"]);
    let ended = jobs.iter().filter(|job| server.get(&path(job))["stage"] == "done").count();
    assert!(ended < 4, "{ended} of 8 alignments had ended before a reader was served");
}
