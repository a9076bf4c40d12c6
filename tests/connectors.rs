//! The protocols of other tools, asked in the shapes in which their clients ask.

use serde_json::json;

use crate::support::Case;
use crate::support::article::{ARABIC, ENGLISH};
use crate::support::server::Server;

fn with_memory() -> (Case, Server) {
    let case = Case::with_memory();
    let server = Server::start(&case, &[]);
    (case, server)
}

/// Percent-encoded as `urllib.parse.quote` does it, nothing kept safe.
fn quoted(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'.' | b'-' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// Weblate's tmserver module: languages first, then a unit a text, and every quality read as a number.
#[test]
fn weblate_reads_languages_and_units() {
    let (_case, server) = with_memory();
    let languages = server.get("/tmserver/languages/");
    for side in ["sourceLanguages", "targetLanguages"] {
        let codes = languages[side].as_array().unwrap();
        assert!(codes.contains(&json!("en")) && codes.contains(&json!("ar")), "{languages}");
    }
    let units = server.get(&format!("/tmserver/en/ar/unit/{}", quoted(ENGLISH[3])));
    assert_eq!(units[0]["source"], ENGLISH[3]);
    assert_eq!(units[0]["target"], ARABIC[3]);
    assert!(units[0]["quality"].is_f64(), "{units}");
    assert_eq!(units[0]["quality"], 100.0);
}

/// Virtaal and amaGama's own client: the text in the path or as `source`, with limits, in lower case
/// and with underscores, with and without a slash at the end.
#[test]
fn virtaal_asks_in_several_ways() {
    let (_case, server) = with_memory();
    let changed = "The roof was repaired twice, in 1998 and in 2009.";
    let spaced = quoted(changed).replace("%20", "+");
    for path in [
        format!("/tmserver/en_us/ar_sa/unit/{spaced}?min_similarity=75&max_candidates=3"),
        format!("/tmserver/en/ar/unit/{}/", quoted(changed)),
        format!("/tmserver/EN/ar/unit/?source={}", quoted(changed)),
        format!("/api/v1/en/ar/unit?source={spaced}&min_similarity=70"),
        format!("/api/v1/en/ar/unit/{}", quoted(changed)),
    ] {
        let units = server.get(&path);
        assert_eq!(units[0]["source"], ENGLISH[3], "{path}");
        assert_eq!(units[0]["quality"], 99.0, "{path}");
    }
    let none = server.get(&format!("/tmserver/en/fr/unit/{}", quoted(changed)));
    assert_eq!(none, json!([]));
    let strict =
        server.get(&format!("/tmserver/en/ar/unit/{}?min_similarity=100", quoted(changed)));
    assert_eq!(strict, json!([]));
}

#[test]
fn units_are_put_and_deleted_by_their_text() {
    let (_case, server) = with_memory();
    let text = "Either/or: 50% + tax?";
    let path = format!("/tmserver/en/ar/unit/{}", quoted(text));
    let unit = json!({ "source": text, "target": "إما/أو: 50٪ + ضريبة؟" });
    server.send_json("PUT", &path, &unit).succeeds();
    // Once more, as clients do that keep no count, and without the text, which the path has.
    server.send("POST", &path, &[], json!({ "target": unit["target"] }).to_string().as_bytes());
    let found = server.get(&path);
    assert_eq!(found.as_array().unwrap().len(), 1);
    assert_eq!(found[0]["target"], unit["target"]);
    assert_eq!(server.ask("DELETE", &path).succeeds()["deleted"], 1);
    assert_eq!(server.get(&path), json!([]));
    assert_eq!(server.ask("DELETE", &path).status, 404);
    assert_eq!(server.send("PUT", &path, &[], b"no json").status, 400);
    assert_eq!(server.ask("GET", "/tmserver/not_a_language!/ar/unit/x").status, 400);
}

/// MateCat and scripts read these fields, and the quality as a text.
#[test]
fn mymemory_answers_in_its_own_shape() {
    let (_case, server) = with_memory();
    let changed = quoted("The roof was repaired twice, in 1998 and in 2009.");
    for pair in ["en|ar", "en%7Car", "en-GB|ar-EG"] {
        let answer = server.get(&format!("/get?q={changed}&langpair={pair}"));
        assert_eq!(answer["responseStatus"], 200);
        assert_eq!(answer["responseData"]["match"], 0.99);
        assert_eq!(answer["responseData"]["translatedText"], ARABIC[3].replace("2007", "2009"));
        let best = &answer["matches"][0];
        assert_eq!((&best["segment"], &best["match"]), (&json!(ENGLISH[3]), &json!(0.99)));
        assert!(best["quality"].is_string() && best["id"].is_string());
    }
    let none = server.get("/get?q=nothing+like+it&langpair=en|ar");
    assert_eq!(none["responseData"], json!({ "translatedText": "", "match": 0.0 }));
    assert_eq!(none["matches"], json!([]));
    assert_eq!(server.ask("GET", "/get?q=x&langpair=en").status, 400);
}

/// OmegaT's Apertium connector fails on a null, so there is always a text.
#[test]
fn apertium_always_answers_a_text() {
    let (_case, server) = with_memory();
    let text = quoted(ENGLISH[0]);
    let path = format!("/translate?markUnknown=no&format=txt&langpair=en%7Car&q={text}");
    let answer = server.get(&path);
    assert_eq!(answer["responseStatus"], 200);
    assert_eq!(answer["responseData"]["translatedText"], ARABIC[0]);
    let back = server.get(&format!("/translate?langpair=ar|en&q={}", quoted(ARABIC[0])));
    assert_eq!(back["responseData"]["translatedText"], ENGLISH[0]);
    let none = server.get("/translate?langpair=en|ar&q=nothing%20like%20it");
    assert_eq!(none["responseData"]["translatedText"], "");
    let pairs = server.get("/listPairs");
    let both = json!({ "sourceLanguage": "en", "targetLanguage": "ar" });
    assert!(pairs["responseData"].as_array().unwrap().contains(&both));
}

/// The project's TMX follows what is done here and by other programs.
#[test]
fn an_omegat_project_follows_the_memory() {
    let case = Case::with_memory();
    case.run(["serve", "--memory", "m.tarjuman", "--omegat", "."])
        .fails_saying(&["not contain an OmegaT project", "omegat.project"]);
    case.write("project/omegat.project", "<omegat/>");
    let server = Server::start(&case, &["--omegat", "project"]);
    let file = "project/tm/tarjuman-m.tmx";
    let wait = |what: &str| {
        for _ in 0..300 {
            if case.exists(file) && case.text(file).contains(what) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        panic!("{what} does not come");
    };
    wait(ARABIC[0]);
    let unit = json!({ "source": "Good morning.", "target": "صباح الخير." });
    server.send_json("PUT", "/tmserver/en/ar/unit/x", &unit).succeeds();
    wait("صباح الخير.");
    let add = "units add --source-language en --target-language ar --memory m.tarjuman";
    let texts = ["Good evening.", "مساء الخير."];
    case.run(add.split(' ').chain(texts)).succeeds();
    wait("مساء الخير.");
    assert_eq!(server.stop(), Some(0));
}
