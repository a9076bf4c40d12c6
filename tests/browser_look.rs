//! How the desk looks: in light and dark, on a wide screen and a narrow one, to the eye and to a checker
//! of accessibility.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::browser::{count_rows, wait_for_state};
use crate::support::browser::Browser;
use crate::support::server::Server;
use crate::support::{Case, mixed};

const WIDTHS: [u32; 2] = [1440, 400];
const SCHEMES: [&str; 2] = ["light", "dark"];

/// Fonts of the style sheet that this system may have.
const ARABIC_FONTS: [&str; 2] = ["Noto Naskh Arabic", "Amiri"];

/// A name that fills a line and more.
const LONG_NAME: &str =
    "the_manual_in_two_languages_as_it_was_sent_to_the_printers_in_may_2024.final-2";

/// Serves a memory with the mixed article, whose rows are in every state.
fn with_mixed(browser: &Browser) -> (Case, Server) {
    let case = Case::new();
    case.write("manual.en.md", mixed::ENGLISH);
    case.write("manual.ar.md", mixed::ARABIC);
    let [long_english, long_arabic] =
        ["en", "ar"].map(|language| format!("{LONG_NAME}.{language}.txt"));
    case.write(&long_english, "One sentence. Another one, which nobody translated for years.");
    case.write(&long_arabic, "جملة واحدة.");
    for (english, arabic) in [("manual.en.md", "manual.ar.md"), (&long_english, &long_arabic)] {
        case.run(["align", english, arabic, "--memory", "m.tarjuman"]).succeeds();
    }
    // Both are sure in truth; here they stand for rows that are not.
    for (row, score) in [(5, 0.83), (8, 0.42)] {
        let doubt = format!(
            "UPDATE bead SET score = {score} WHERE id =
             (SELECT id FROM bead WHERE document_id = 1 ORDER BY position LIMIT 1 OFFSET {row})"
        );
        assert_eq!(case.execute("m.tarjuman", &doubt), 1);
    }
    let server = Server::start(&case, &[]);
    browser.open(server.address, "/documents/0/1");
    browser.wait("document.querySelector('#rows .current')");
    browser.press(&["Home", "a", "a", "r", "e"]);
    browser.wait("document.activeElement.tagName === 'TEXTAREA'");
    browser.write(" نعم.");
    browser.press(&["Enter"]);
    wait_for_state(browser, 4, "edited");
    browser.press(&["c"]);
    browser.wait("document.getElementById('note').open");
    browser.write("Ask Nadia whether «صندوق الأدوات» is the toolbox.");
    browser.press(&["Tab", "Enter"]);
    browser.wait("document.querySelector('.note')");
    (case, server)
}

/// The pages to look at, and what is there when they are whole.
fn pages() -> [(&'static str, &'static str, &'static str); 4] {
    [
        ("documents", "/", "document.querySelectorAll('#documents tr').length === 2"),
        ("review", "/documents/0/1", "document.querySelector('#rows .current')"),
        ("search", "/search?q=في", "document.querySelectorAll('#hits mark').length > 2"),
        (
            "match",
            "/search?q=HuffPost and the BBC wrote about a project [see chapter 4].",
            "document.querySelector('#matches del')",
        ),
    ]
}

fn on_all(browser: &Browser, server: &Server, mut look: impl FnMut(&str)) {
    for width in WIDTHS {
        for scheme in SCHEMES {
            for (name, path, whole) in pages() {
                browser.show_as(width, 1400, scheme);
                browser.open(server.address, path);
                browser.wait(whole);
                look(&format!("{name}-{width}-{scheme}"));
            }
        }
    }
}

/// Nothing is wider than the window, and Arabic is set in a font that was chosen for it. What it looks
/// like is left in `target/screenshots` for whoever wants to see it.
#[test]
#[ignore = "needs chromium"]
fn nothing_overflows_and_arabic_has_its_font() {
    let browser = Browser::start();
    let (_case, server) = with_mixed(&browser);
    browser.devtools("DOM.enable", json!({}));
    browser.devtools("CSS.enable", json!({}));
    on_all(&browser, &server, |name| {
        browser.photograph(name);
        let wide: Vec<String> = browser.see(
            "[document.documentElement, ...document.querySelectorAll('main *')]
                .filter((element) => element.checkVisibility() && !element.closest('.hidden, .columns, thead') &&
                    !element.matches('input, select, option') && element.scrollWidth > element.clientWidth && element.clientWidth > 0 &&
                    getComputedStyle(element).display !== 'inline')
                .map((element) => `${element.outerHTML.slice(0, 120)} ${element.scrollWidth} > ${element.clientWidth}`)",
        );
        assert!(wide.is_empty(), "{name}: {wide:#?}");
        let outside: Vec<String> = browser.see(
            "[...document.querySelectorAll('main *')]
                .filter((element) => element.checkVisibility() && !element.closest('.hidden, .columns, thead') &&
                    (element.getBoundingClientRect().right > innerWidth + 1 || element.getBoundingClientRect().left < -1))
                .map((element) => element.outerHTML.slice(0, 120))",
        );
        assert!(outside.is_empty(), "{name}: {outside:#?}");
        // What is out of sight has no glyphs yet.
        browser.show_as(if name.contains("400") { 400 } else { 1440 }, 5000, "light");
        browser
            .awaited::<()>("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))");
        assert_arabic_fonts(&browser, name);
    });
}

/// Every Arabic letter that is shown comes from a font of the list.
fn assert_arabic_fonts(browser: &Browser, page: &str) {
    let document = browser.devtools("DOM.getDocument", json!({ "depth": 0 }));
    let root = &document["root"]["nodeId"];
    let selector = json!({ "nodeId": root, "selector": "main [lang=ar], header [lang=ar]" });
    let nodes = browser.devtools("DOM.querySelectorAll", selector)["nodeIds"].clone();
    for node in nodes.as_array().unwrap() {
        let found = browser.devtools("CSS.getPlatformFontsForNode", json!({ "nodeId": node }));
        let html = browser.devtools("DOM.getOuterHTML", json!({ "nodeId": node }));
        let is_arabic = |c: char| ('\u{620}'..'\u{6ff}').contains(&c);
        let letters = html["outerHTML"].as_str().unwrap().chars().filter(|&c| is_arabic(c)).count();
        let named = found["fonts"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|font| ARABIC_FONTS.contains(&font["familyName"].as_str().unwrap()));
        let glyphs: f64 = named.map(|font| font["glyphCount"].as_f64().unwrap()).sum();
        // Some letters share a glyph; most of them do not.
        assert!(letters == 0 || glyphs >= letters as f64 * 0.6, "{page}: {found} {html}");
    }
}

/// The script of axe-core: where TARJUMAN_AXE says, or where `.ci/run` puts it.
fn axe() -> String {
    let unpacked = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../axe/package/axe.min.js");
    let script = std::env::var_os("TARJUMAN_AXE").map_or(unpacked, PathBuf::from);
    std::fs::read_to_string(&script).unwrap_or_else(|error| {
        panic!("{}: {error}; TARJUMAN_AXE names the axe.min.js of axe-core", script.display())
    })
}

/// Asserts that axe-core finds nothing serious on the page as it is.
#[track_caller]
fn assert_accessible(browser: &Browser, axe: &str, state: &str) {
    if !browser.see::<bool>("Boolean(window.axe)") {
        browser.run::<()>(axe, vec![]);
    }
    let faults: Vec<String> = browser.awaited(
        "axe.run({ resultTypes: ['violations'], preload: false }).then((found) => found.violations
            .filter((fault) => ['serious', 'critical'].includes(fault.impact))
            .flatMap((fault) => fault.nodes.map((node) => `${fault.id}: ${node.html} ${node.failureSummary}`)))",
    );
    assert!(faults.is_empty(), "{state}: {faults:#?}");
}

/// axe-core finds nothing serious on any page, nor in any of its dialogs.
#[test]
#[ignore = "needs chromium"]
fn pages_and_dialogs_are_accessible() {
    let axe = axe();
    let browser = Browser::start();
    let (_case, server) = with_mixed(&browser);
    on_all(&browser, &server, |name| {
        assert_accessible(&browser, &axe, name);
        let dialogs: Vec<String> =
            browser.see("[...document.querySelectorAll('dialog')].map((dialog) => dialog.id)");
        for dialog in dialogs {
            browser.run::<()>(
                "document.getElementById(arguments[0]).showModal();",
                vec![dialog.clone().into()],
            );
            assert_accessible(&browser, &axe, &format!("{name}, {dialog} open"));
            browser.press(&["Escape"]);
            browser.wait("!document.querySelector('dialog[open]')");
        }
    });
    browser.show_as(1440, 1400, "light");
    for (keys, state) in [(&["e"][..], "TEXTAREA"), (&["s"], "DIV")] {
        browser.open(server.address, "/documents/0/1");
        browser.wait("document.querySelector('#rows .current')");
        browser.press(keys);
        browser.wait(&format!("document.activeElement.tagName === '{state}'"));
        assert_accessible(&browser, &axe, &format!("review after {keys:?}"));
    }
    let case = Case::new();
    let empty = Server::start(&case, &[]);
    browser.open(empty.address, "/");
    browser.wait("!document.getElementById('none').hidden");
    assert_accessible(&browser, &axe, "no document yet");
    browser.run::<()>("document.querySelector('details').open = true;", vec![]);
    assert_accessible(&browser, &axe, "more about the files");
}

/// The rows of a long document are all there, and its last one is a key away.
#[test]
#[ignore = "needs chromium"]
fn a_long_document_is_shown_whole() {
    let browser = Browser::start();
    let (_case, server) = with_long(400);
    browser.open(server.address, "/documents/0/1");
    count_rows(&browser, 400);
    browser.press(&["End"]);
    browser.wait("document.activeElement.closest('#rows .row:nth-child(400)')");
    assert!(
        browser.see::<bool>("document.activeElement.getBoundingClientRect().bottom <= innerHeight")
    );
}

/// A document of that many rows, each with words of its own.
fn with_long(rows: usize) -> (Case, Server) {
    let case = Case::new();
    let (places, lieux) =
        (["harbour", "market", "library", "garden"], ["الميناء", "السوق", "المكتبة", "الحديقة"]);
    let sentence = |index: usize| {
        (
            format!(
                "On day {index} about {} people came to the {}.\n\n",
                index * 7 + 3,
                places[index % 4]
            ),
            format!(
                "في اليوم {index} جاء نحو {} شخصاً إلى {}.\n\n",
                index * 7 + 3,
                lieux[index % 4]
            ),
        )
    };
    let (english, arabic): (String, String) = (0..rows).map(sentence).unzip();
    case.write("long.en.txt", english);
    case.write("long.ar.txt", arabic);
    case.run(["align", "long.en.txt", "long.ar.txt", "--memory", "m.tarjuman"]).succeeds();
    let server = Server::start(&case, &[]);
    (case, server)
}

/// Figures of a document of 5,000 rows:
/// `cargo test --test main -- --ignored --nocapture five_thousand_rows`
#[test]
#[ignore = "needs chromium, measures, and takes a minute"]
fn five_thousand_rows_stay_fluent() {
    let browser = Browser::start();
    let (_case, server) = with_long(5000);
    browser.open(server.address, "/documents/0/1");
    browser.wait("document.querySelector('#rows .current')");
    let first: f64 = browser.see("performance.now()");
    count_rows(&browser, 5000);
    let all: f64 = browser.see("performance.now()");
    println!("first rows {first:.0} ms after the page is asked for, all rows {all:.0} ms");
    // From the press to the focus, and to the frame that shows it.
    browser.run::<()>(
        "window.times = [];
         let pressed = 0;
         document.addEventListener('keydown', (event) => { pressed = event.timeStamp; }, true);
         document.addEventListener('focusin', () => {
            const moved = performance.now() - pressed;
            requestAnimationFrame(() => setTimeout(() => window.times.push([moved, performance.now() - pressed])));
         }, true);",
        vec![],
    );
    for (what, keys) in
        [("j", ["j"; 30]), ("accept", ["a"; 30]), ("next doubtful or End, Home", ["End"; 30])]
    {
        browser.run::<()>("window.times.length = 0;", vec![]);
        for (index, key) in keys.iter().enumerate() {
            browser.press(&[if *key == "End" && index % 2 == 1 { "Home" } else { key }]);
            browser.wait(&format!("window.times.length > {index}"));
        }
        report(&browser, what);
    }
    browser.press(&["Home"]);
    browser.run::<()>("window.times.length = 0;", vec![]);
    for index in 0..10 {
        browser.press(&[if index % 2 == 0 { "m" } else { "u" }]);
        count_rows(&browser, if index % 2 == 0 { 4999 } else { 5000 });
    }
    report(&browser, "join with the row below, at the first row, and undo");
}

fn report(browser: &Browser, what: &str) {
    let mut times: Vec<(f64, f64)> = browser.see("window.times");
    times.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (middle, last) = (times[times.len() / 2], times[times.len() - 1]);
    println!(
        "{what}: focus after {:.0} ms (at most {:.0}), shown after {:.0} ms",
        middle.0, last.0, middle.1
    );
    assert!(middle.0 < 1000.0, "{what}: {times:?}");
}
