//! The description of the desk's interface: it holds all that is served, and all it holds is so.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::Case;
use crate::support::article::{ARABIC, ENGLISH, arabic, english};
use crate::support::schema::Schemas;
use crate::support::server::{Answer, Server, form};

/// What a browser shows; no program asks for it.
const PAGES: [&str; 4] = ["/", "/search", "/documents/{}/{}", "/assets/{}"];

fn with_memory() -> (Case, Server) {
    let case = Case::with_memory();
    let server = Server::start(&case, &[]);
    (case, server)
}

/// A path without the names of its parameters and without a slash at its end.
fn bare(path: &str) -> String {
    let mut bare = String::new();
    for part in path.split_inclusive(['{', '}']) {
        bare.push_str(if part.ends_with('}') { "}" } else { part });
    }
    if bare.len() > 1 { bare.trim_end_matches('/').to_owned() } else { bare }
}

/// The paths that the sources of the server name as routes, bare. Where a file puts a beginning before
/// all of its paths, that is one of `{base}`.
fn routes() -> BTreeSet<String> {
    let mut routes = BTreeSet::new();
    for file in rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web")) {
        let source = std::fs::read_to_string(&file).unwrap();
        let begin = source.split_once("format!(\"").map_or("", |(_, rest)| rest);
        let begin = begin.split("{rest}").next().unwrap_or_default();
        let begin = begin.replace("{{", "{").replace("}}", "}");
        for route in source.split(".route(").skip(1) {
            let path = route.split('"').nth(1).unwrap();
            let is_whole = path.starts_with('/');
            let path = if is_whole { path.to_owned() } else { format!("{begin}{path}") };
            for base in ["/tmserver", "/api/v1"] {
                routes.insert(bare(&path.replace("{base}", base)));
            }
        }
    }
    routes
}

fn rust_files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// The operations of a description: path, method in capitals, and what is said of it.
fn operations(description: &Value) -> Vec<(&str, String, &Value)> {
    let paths = description["paths"].as_object().unwrap().iter();
    paths
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().iter();
            methods.map(|(method, operation)| (path.as_str(), method.to_uppercase(), operation))
        })
        .collect()
}

/// Every path that is served is described, and every path that is described is served.
#[test]
fn the_description_holds_the_paths_that_are_served() {
    let (_case, server) = with_memory();
    let description = server.get("/api/openapi.json");
    let paths = description["paths"].as_object().unwrap().keys();
    let described: BTreeSet<String> = paths.map(|path| bare(path)).collect();
    let mut served = routes();
    for page in PAGES {
        assert!(served.remove(page), "{page} is no page any more");
    }
    assert_eq!(served, described);
    assert!(served.len() > 25, "{served:?}");
}

/// A path is asked by the methods that are described for it, and by no other.
#[test]
fn the_description_holds_the_methods_that_are_served() {
    let (_case, server) = with_memory();
    let description = server.get("/api/openapi.json");
    let mut described: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (path, method, _) in operations(&description) {
        described.entry(path).or_default().insert(method);
    }
    for (path, methods) in described {
        // What is not allowed is answered with what is; HEAD comes with GET.
        let refused = server.ask("BREW", &path.replace(['{', '}'], ""));
        assert_eq!(refused.status, 405, "{path}");
        let allowed = refused.header("allow").unwrap().split(',').map(|method| method.trim());
        let allowed = allowed.filter(|method| *method != "HEAD").map(str::to_owned).collect();
        assert_eq!(methods, allowed, "{path}");
    }
}

/// Asks for what is described, and holds every answer against the description.
struct Asker<'a> {
    server: &'a Server,
    description: &'a Value,
    schemas: Schemas<'a>,
    /// Statuses that came, by method and path.
    came: BTreeMap<(String, String), BTreeSet<u16>>,
}

impl<'a> Asker<'a> {
    fn new(server: &'a Server, description: &'a Value) -> Self {
        let schemas = Schemas::of(description);
        Asker { server, description, schemas, came: BTreeMap::new() }
    }

    /// Asks by a method for a path of the description with its parameters filled in, and gives what is
    /// answered, which must be as it is described for that status.
    #[track_caller]
    fn send(
        &mut self,
        (method, path): (&str, &str),
        filled: &str,
        (headers, body): (&[(&str, &str)], &[u8]),
        status: u16,
    ) -> Answer {
        let place = format!("{method} {path}");
        let operation = &self.description["paths"][path][method.to_lowercase()];
        assert!(operation.is_object(), "{place} is not described");
        let answer = self.server.send(method, filled, headers, body);
        assert_eq!(answer.status, status, "{place} {filled}: {}", answer.text());
        let responses = &operation["responses"];
        let described = match &responses[status.to_string()] {
            Value::Null if status >= 400 => &responses["default"],
            described => described,
        };
        assert!(described.is_object(), "{place}: {status} is not described");
        let kind = answer.header("content-type").unwrap_or_default();
        let content = described["content"].as_object().unwrap();
        if let Some(json) = content.get("application/json") {
            assert_eq!(kind, "application/json", "{place}");
            let schema = &json["schema"];
            self.schemas.assert_fits(&answer.json(), schema, &format!("{place} {status}"));
        } else {
            assert!(content.contains_key("*/*") && !kind.is_empty(), "{place}: {kind}");
        }
        self.came.entry((method.to_owned(), path.to_owned())).or_default().insert(status);
        answer
    }

    /// As [`Asker::send`], where there is nothing to send.
    #[track_caller]
    fn ask(&mut self, method: &str, path: &str, filled: &str, status: u16) -> Answer {
        self.send((method, path), filled, (&[], b""), status)
    }

    /// As [`Asker::send`], with a body of JSON.
    #[track_caller]
    fn tell(&mut self, method: &str, path: &str, filled: &str, body: &Value, status: u16) -> Value {
        let headers = [("Content-Type", "application/json")];
        let body = body.to_string();
        self.send((method, path), filled, (&headers, body.as_bytes()), status).json()
    }
}

const MEMORY: &str = "/api/memories/{memory}";
const UNIT: &str = "/api/memories/{memory}/units/{unit}";
const DOCUMENT: &str = "/api/memories/{memory}/documents/{document}";

/// Every operation answers as it is described: with the statuses that are named, and with JSON that has
/// the fields that are named, each of which is met at least once.
#[test]
fn every_operation_answers_as_it_is_described() {
    let mut case = Case::new();
    case.set("USER", "noor");
    case.write("market.en.txt", english());
    case.write("market.ar.txt", arabic());
    case.run(["align", "market.en.txt", "market.ar.txt", "--memory", "m.tarjuman"]).succeeds();
    // A memory with a damaged unit.
    case.write("d.tsv", "A lantern on the quay.\tفانوس على الرصيف.\nTwo lanterns.\tفانوسان.\n");
    let import = ["import", "d.tsv", "--memory", "d.tarjuman"];
    case.run(import.iter().chain(&["--source-language", "en", "--target-language", "ar"]))
        .succeeds();
    case.execute("d.tarjuman", "UPDATE unit SET note = cast(x'ff41' as text) WHERE id = 1");
    let server = Server::start(&case, &["--memory", "d.tarjuman"]);
    let description = server.get("/api/openapi.json");
    let mut asker = Asker::new(&server, &description);
    asker.ask("GET", "/api/openapi.json", "/api/openapi.json", 200);
    asker.ask("GET", "/api/memories", "/api/memories", 200);
    review(&mut asker);
    units(&mut asker);
    lookups(&mut asker);
    tools(&mut asker);
    uploads(&mut asker);
    documents(&mut asker);
    let mut lacking = BTreeSet::new();
    for (path, method, operation) in operations(&description) {
        let came = asker.came.get(&(method.clone(), path.to_owned())).cloned().unwrap_or_default();
        for (status, response) in operation["responses"].as_object().unwrap() {
            let place = format!("{method} {path} {status}");
            if status != "default" && !came.contains(&status.parse().unwrap()) {
                lacking.insert(format!("{place} never came"));
            }
            let schema = &response["content"]["application/json"]["schema"];
            if schema.is_object() && status != "default" {
                lacking.extend(asker.schemas.unmet(schema, &place));
            }
        }
    }
    assert!(lacking.is_empty(), "described, and never answered: {lacking:#?}");
}

/// The rows of the document, changed in every way.
fn review(asker: &mut Asker<'_>) {
    let at =
        |rest: &str| (format!("{DOCUMENT}/{rest}"), format!("/api/memories/0/documents/1/{rest}"));
    let (path, beads) = at("beads");
    let rows = asker.ask("GET", &path, &beads, 200).json();
    let id = |row: usize| rows["order"][row].clone();
    let revision = |asker: &Asker<'_>| asker.server.get(&beads)["revision"].clone();
    for mut edit in [
        json!({ "operation": "status", "beads": [id(0)], "status": "accepted" }),
        json!({ "operation": "edit", "bead": id(1), "source": "Forty traders came.", "target": "جاؤوا." }),
        json!({ "operation": "note", "bead": id(1), "note": "ask" }),
        json!({ "operation": "edit", "bead": id(3), "source": "It was repaired in 1998 and 2009." }),
    ] {
        edit["revision"] = revision(asker);
        asker.tell("POST", &path, &beads, &edit, 200);
    }
    let stale = json!({ "operation": "note", "bead": id(1), "note": "late", "revision": 0 });
    asker.tell("POST", &path, &beads, &stale, 409);
    asker.ask("GET", &path, &format!("{beads}?since=1"), 200);
    for (rest, query) in [("findings", ""), ("find", "?q=market")] {
        let (path, filled) = at(rest);
        asker.ask("GET", &path, &format!("{filled}{query}"), 200);
    }
    let bead = id(0);
    asker.ask(
        "GET",
        &format!("{path}/{{bead}}/evidence"),
        &format!("{beads}/{bead}/evidence"),
        200,
    );
    for rest in ["undo", "redo", "realign"] {
        let (path, filled) = at(rest);
        let seen = json!({ "revision": revision(asker) });
        asker.tell("POST", &path, &filled, &seen, 200);
    }
}

/// A unit from its making to its end, and the history of that.
fn units(asker: &mut Asker<'_>) {
    let (all, unit) = (format!("{MEMORY}/units"), "/api/memories/0/units");
    let new = json!({
        "source": "Good morning.", "target": "صباح الخير.", "source_language": "en",
        "target_language": "ar", "note": "said before noon",
    });
    let added = asker.tell("POST", &all, unit, &new, 201);
    assert_eq!(asker.tell("POST", &all, unit, &new, 200)["added"], false);
    let filled = format!("{unit}/{}", added["unit"]);
    asker.ask("GET", UNIT, &filled, 200);
    asker.ask("GET", UNIT, "/api/memories/0/units/1", 200);
    asker.tell("PATCH", UNIT, &filled, &json!({ "target": "صباح النور." }), 200);
    asker.ask("DELETE", UNIT, &filled, 200);
    asker.ask("GET", UNIT, &filled, 404);
    for kind in ["undo", "redo"] {
        asker.ask("POST", &format!("{MEMORY}/{kind}"), &format!("/api/memories/0/{kind}"), 200);
    }
    // Now there is an operation that takes another back, and one that is taken back.
    asker.ask("POST", &format!("{MEMORY}/undo"), "/api/memories/0/undo", 200);
    let history = format!("{MEMORY}/history");
    asker.ask("GET", &history, "/api/memories/0/history?limit=5", 200);
    asker.ask("GET", &history, "/api/memories/0/history", 200);
}

/// Matches with all that a match can say, and hits.
fn lookups(asker: &mut Asker<'_>) {
    // Other numbers, and other words.
    for text in [
        "On%20Fridays%20the%20square%20fills%20with%20600%20visitors.",
        "The%20baker%20gives%20away%20the%20loaves%20before%20sunset.",
    ] {
        let found = asker.ask(
            "GET",
            "/api/lookup",
            &format!("/api/lookup?q={text}&from=en&min=60&max=3"),
            200,
        );
        assert!(!found.json()["matches"].as_array().unwrap().is_empty(), "{text}");
    }
    let near = format!(
        "/api/lookup?q={}&context_before=x&context_after=y",
        ENGLISH[4].replace(' ', "%20")
    );
    asker.ask("GET", "/api/lookup", &near, 200);
    asker.ask("GET", "/api/lookup", "/api/lookup", 400);
    let long = json!({
        "source": "lantern ".repeat(400), "target": "فانوس ".repeat(400),
        "source_language": "en", "target_language": "ar",
    });
    asker.tell("POST", "/api/memories/{memory}/units", "/api/memories/0/units", &long, 201);
    let damaged =
        asker.ask("GET", "/api/lookup", "/api/lookup?q=A+lantern+on+the+quay", 200).json();
    assert!(damaged["warnings"][0].as_str().unwrap().contains("unit 1 is damaged"), "{damaged}");
    for query in [
        "q=lantern",
        "q=the&limit=2&page=2",
        "source=baker&target=%D8%A7%D9%84%D8%AE%D8%A8%D8%A7%D8%B2",
        "q=sunset+baker&anywhere=true",
        "q=Baker&exact=true",
        "q=loaf&forms=true",
        "regex=%5EA&status=auto",
    ] {
        asker.ask("GET", "/api/search", &format!("/api/search?{query}"), 200);
    }
    asker.ask("GET", "/api/search", "/api/search?status=good", 400);
}

/// What other tools ask.
fn tools(asker: &mut Asker<'_>) {
    let text = ENGLISH[7].replace(' ', "%20");
    for path in ["/get", "/translate"] {
        asker.ask("GET", path, &format!("{path}?q={text}&langpair=en|ar"), 200);
        asker.ask("GET", path, &format!("{path}?q={text}&langpair=en"), 400);
    }
    asker.ask("GET", "/listPairs", "/listPairs", 200);
    for base in ["/tmserver", "/api/v1"] {
        let languages = format!("{base}/languages/");
        asker.ask("GET", &languages, &languages, 200);
        let bare = format!("{base}/{{source_language}}/{{target_language}}/unit");
        let path = format!("{bare}/{{text}}");
        let query = "min_similarity=70&max_candidates=3";
        asker.ask("GET", &path, &format!("{base}/en/ar/unit/{text}?{query}"), 200);
        asker.ask("GET", &path, &format!("{base}/e!/ar/unit/{text}"), 400);
        asker.ask("GET", &bare, &format!("{base}/en/ar/unit?source={text}&{query}"), 200);
        let new = format!("{base}/en/ar/unit/new%20one");
        let unit = json!({ "source": "new one", "target": "واحد جديد" });
        for method in ["PUT", "POST"] {
            asker.tell(method, &path, &new, &unit, 200);
            asker.tell(method, &bare, &format!("{base}/en/ar/unit"), &unit, 200);
            asker.tell(method, &path, &new, &json!({ "target": 7 }), 400);
        }
        asker.ask("DELETE", &path, &new, 200);
        asker.ask("DELETE", &path, &new, 404);
        asker.tell("PUT", &path, &new, &unit, 200);
        asker.ask("DELETE", &bare, &format!("{base}/en/ar/unit?source=new%20one"), 200);
    }
}

/// Articles on their way into the memory: one pair that is taken, and one that cannot be.
fn uploads(asker: &mut Asker<'_>) {
    let (english, arabic) = (english().repeat(8), arabic());
    let fields = [
        ("source", Some("a.txt"), english.as_str()),
        ("target", Some("b.txt"), arabic.as_str()),
        ("memory", None, "0"),
        ("name", None, "uneven"),
        ("source_language", None, "en"),
        ("target_language", None, "ar"),
        ("segmentation", None, "paragraph"),
        ("min_score", None, "0.4"),
    ];
    let same = [("source", Some("a.txt"), ARABIC[0]), ("target", Some("b.txt"), ARABIC[1])];
    for (fields, end) in [(&fields[..], "done"), (&same[..], "failed")] {
        let (kind, body) = form(fields);
        let headers = [("Content-Type", kind.as_str())];
        let path = ("POST", "/api/documents");
        let begun = asker.send(path, "/api/documents", (&headers, &body), 202).json();
        let job = format!("/api/jobs/{}", begun["job"]);
        let mut now = begun;
        while !["done", "failed"].contains(&now["stage"].as_str().unwrap()) {
            std::thread::sleep(std::time::Duration::from_millis(20));
            now = asker.ask("GET", "/api/jobs/{job}", &job, 200).json();
        }
        assert_eq!(now["stage"], end, "{now}");
    }
    let path = ("POST", "/api/documents");
    let (kind, body) = form(&fields[..1]);
    let headers = [("Content-Type", kind.as_str())];
    asker.send(path, "/api/documents", (&headers, &body), 400);
    // Files that have not yet arrived wait, too. Some more than may wait, for asking takes a place itself.
    let head = format!(
        "POST /api/documents HTTP/1.1\r\nHost: {}\r\nContent-Type: {kind}\r\nContent-Length: 1000\r\n\r\n",
        asker.server.address
    );
    let mut begun: Vec<_> = (0..40).map(|_| asker.server.connect()).collect();
    begun.iter_mut().for_each(|stream| stream.write_all(head.as_bytes()).unwrap());
    for _ in 0..100 {
        if asker.server.send("POST", "/api/documents", &headers, &body).status == 429 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    asker.send(path, "/api/documents", (&headers, &body), 429);
    drop(begun);
    asker.ask("GET", "/api/jobs/{job}", "/api/jobs/99", 404);
}

/// A document that is listed, named, downloaded and deleted.
fn documents(asker: &mut Asker<'_>) {
    let document = "/api/memories/0/documents/1";
    asker.ask("GET", "/api/documents", "/api/documents", 200);
    asker.ask("GET", DOCUMENT, document, 200);
    asker.tell("PATCH", DOCUMENT, document, &json!({ "name": "The market" }), 200);
    asker.tell("PATCH", DOCUMENT, document, &json!({ "name": " " }), 422);
    let export = format!("{DOCUMENT}/export");
    let formats = &asker.description["paths"][&export]["get"]["parameters"][2]["schema"]["enum"];
    let formats = formats.as_array().unwrap();
    assert_eq!(formats.len(), 7);
    for format in formats {
        let format = format.as_str().unwrap();
        asker.ask("GET", &export, &format!("{document}/export?format={format}"), 200);
    }
    asker.ask("GET", &export, &format!("{document}/export?format=moses"), 400);
    // As long as there are units of it, there is something to delete.
    asker.ask("DELETE", DOCUMENT, &format!("{document}?keep_units=true"), 200);
    asker.ask("DELETE", DOCUMENT, document, 200);
    asker.ask("DELETE", DOCUMENT, document, 404);
}

/// Whatever is described refuses as it is described: a name that is not ours, things that are not
/// there, and bodies that are none.
#[test]
fn every_operation_refuses_in_json() {
    let (_case, server) = with_memory();
    let description = server.get("/api/openapi.json");
    let mut asker = Asker::new(&server, &description);
    let (mut missing, mut bodies) = (0, 0);
    for (path, method, operation) in operations(&description) {
        let there = filled(path, "0", "1");
        let request = (method.as_str(), path);
        let foreign = [("Host", "evil.example")];
        asker.send(request, &there, (&foreign, b""), 421);
        let json = [("Content-Type", "application/json")];
        let body = example(operation).to_string();
        if path.contains("{memory}") || path.contains("{job}") {
            missing += 1;
            for at in [filled(path, "99", "1"), filled(path, "0", "99")] {
                if at.contains("/99") {
                    let (at, asked) =
                        (format!("{at}{}", query(operation)), (&json[..], body.as_bytes()));
                    let said = asker.send(request, &at, asked, 404).json();
                    let said = said["error"].as_str().unwrap();
                    assert!(said.contains(" does not exist"), "{method} {at}: {said}");
                }
            }
        }
        if operation["requestBody"]["content"]["application/json"].is_object() {
            bodies += 1;
            asker.send(request, &there, (&json, b"no json"), 400);
            asker.send(request, &there, (&json, b""), 400);
            if !path.contains("/unit") || path.contains("/units") {
                asker.send(request, &there, (&[("Content-Type", "text/plain")], b"{}"), 415);
            }
        }
    }
    assert!(missing > 15 && bodies > 6, "{missing} {bodies}");
}

/// A path with its parameters filled in: numbers of a memory and of what is in it.
fn filled(path: &str, memory: &str, number: &str) -> String {
    path.replace("{memory}", memory)
        .replace("{document}", number)
        .replace("{unit}", number)
        .replace("{bead}", number)
        .replace("{job}", number)
        .replace("{source_language}", "en")
        .replace("{target_language}", "ar")
        .replace("{text}", "x")
}

/// The parameters that must be given, each with something.
fn query(operation: &Value) -> String {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let needed = parameters.filter(|it| it["in"] == "query" && it["required"] == true);
    let given = needed.map(|parameter| {
        let value = parameter["schema"]["enum"][0].as_str().unwrap_or("x");
        format!("{}={value}", parameter["name"].as_str().unwrap())
    });
    let given: Vec<String> = given.collect();
    if given.is_empty() { String::new() } else { format!("?{}", given.join("&")) }
}

/// A body that an operation would take.
fn example(operation: &Value) -> Value {
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    if schema["$ref"] == "#/components/schemas/BeadEdit" {
        return json!({ "revision": 0, "operation": "unpair", "bead": 1 });
    }
    let properties = schema["properties"].as_object().into_iter().flatten();
    let value = |(name, schema): (&String, &Value)| {
        let value = match schema["type"].as_str() {
            Some("integer") => json!(1),
            _ if name.ends_with("language") => json!("en"),
            _ if name == "status" => json!("accepted"),
            _ => json!("x"),
        };
        (name.clone(), value)
    };
    Value::Object(properties.map(value).collect())
}
