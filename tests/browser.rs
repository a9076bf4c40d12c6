//! The desk in a real browser: from two files to a reviewed translation memory, and back to a text in it.

use serde::Deserialize;

use crate::support::browser::Browser;
use crate::support::server::Server;
use crate::support::xml::read_tree;
use crate::support::{Case, article};

/// A row as the page shows it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Row {
    pub source: String,
    pub target: String,
    /// accepted, edited, rejected, sure, doubtful or poor.
    pub state: String,
    pub current: bool,
}

pub fn rows(browser: &Browser) -> Vec<Row> {
    browser.see(
        "[...document.querySelectorAll('#rows .row')].map((row) => ({
            source: row.querySelector('[data-side=source]').textContent,
            target: row.querySelector('[data-side=target]').textContent,
            state: row.classList[1],
            current: row.classList.contains('current'),
        }))",
    )
}

pub fn count_rows(browser: &Browser, count: usize) {
    browser.wait(&format!("document.querySelectorAll('#rows .row').length === {count}"));
}

/// Waits until the row of that number, from 1, is in a state.
#[track_caller]
pub fn wait_for_state(browser: &Browser, number: usize, state: &str) {
    browser.wait(&format!("document.querySelector('#rows .row:nth-child({number}).{state}')"));
}

/// Presses an arrow until the cut stands after a word.
#[track_caller]
pub fn cut_after(browser: &Browser, word: &str, arrow: &str) {
    let wanted =
        format!("document.getElementById('said').textContent.startsWith('Cut after “{word}”')");
    for _ in 0..40 {
        if browser.see(&wanted) {
            return;
        }
        browser.press(&[arrow]);
    }
    panic!("the cut never came after “{word}”");
}

/// Serves a memory that holds the market article, and opens its review.
pub fn review_market() -> (Case, Server, Browser) {
    let browser = Browser::start();
    let case = Case::with_memory();
    let server = Server::start(&case, &[]);
    browser.open(server.address, "/documents/0/1");
    count_rows(&browser, article::ENGLISH.len());
    (case, server, browser)
}

/// The texts of the units of a TMX, in order.
fn units_of(tmx: &str) -> Vec<(String, String)> {
    let root = read_tree(tmx);
    let body = root.all("body").next().unwrap();
    let texts = |unit: &crate::support::xml::Element| {
        let mut sides = unit.all("tuv").map(|side| side.all("seg").next().unwrap().text.clone());
        (sides.next().unwrap(), sides.next().unwrap())
    };
    body.all("tu").map(texts).collect()
}

/// Two files become a document; what is done to it is seen at once, outlives the server, is taken back
/// by the next one, and is what the download holds.
#[test]
#[ignore = "needs chromium"]
fn two_files_are_aligned_reviewed_and_downloaded() {
    let browser = Browser::start();
    let case = Case::with_market();
    let server = Server::start(&case, &[]);
    browser.open(server.address, "/");
    browser.wait("!document.getElementById('none').hidden");
    browser.choose_file("#source", &case.path("market.en.txt"));
    browser.choose_file("#target", &case.path("market.ar.txt"));
    // What the page says on the way is kept where the next page can tell it.
    browser.run::<()>(
        "new MutationObserver(() => {
            sessionStorage.setItem('stages', (sessionStorage.getItem('stages') ?? '') + document.getElementById('stage').textContent);
        }).observe(document.getElementById('stage'), { childList: true });",
        vec![],
    );
    browser.click("#align");
    browser.wait("location.pathname === '/documents/0/1'");
    count_rows(&browser, 8);
    let stages: String = browser.see("sessionStorage.getItem('stages')");
    assert!(stages.contains("Reading both articles …"), "{stages}");
    let before = rows(&browser);
    let texts: Vec<&str> = before.iter().map(|row| row.source.as_str()).collect();
    assert_eq!(texts, article::ENGLISH);
    assert!(before[0].current, "{before:?}");

    browser.press(&["m"]);
    count_rows(&browser, 7);
    let joined = &rows(&browser)[0];
    assert_eq!(joined.source, format!("{} {}", article::ENGLISH[0], article::ENGLISH[1]));
    assert_eq!(joined.target, format!("{} {}", article::ARABIC[0], article::ARABIC[1]));

    // Arabic runs to the left: the arrow to the right goes back in it, and forward in English.
    browser.press(&["s"]);
    cut_after(&browser, "2011.", "ArrowRight");
    browser.press(&["Tab"]);
    cut_after(&browser, "2011.", "ArrowLeft");
    browser.press(&["Enter"]);
    count_rows(&browser, 8);
    for (row, (source, target)) in
        rows(&browser).iter().zip(article::ENGLISH.iter().zip(article::ARABIC))
    {
        assert_eq!((row.source.as_str(), row.target.as_str()), (*source, target));
    }

    browser.press(&["Home", "j", "j", "e"]);
    browser.wait("document.activeElement.tagName === 'TEXTAREA'");
    browser.press(&["Ctrl+a"]);
    browser.write("من الساحة شارع ضيق إلى الباب العتيق.");
    browser.press(&["Enter"]);
    wait_for_state(&browser, 3, "edited");
    browser.press(&["End", "r"]);
    wait_for_state(&browser, 8, "rejected");
    browser.press(&["u"]);
    browser.wait("!document.querySelector('#rows .rejected')");
    browser.press(&["U"]);
    wait_for_state(&browser, 8, "rejected");

    let listen = server.address.to_string();
    assert_eq!(server.stop(), Some(0));
    let _server = Server::start_at(&case, &listen, &[]);
    browser.open(listen.parse().unwrap(), "/documents/0/1");
    wait_for_state(&browser, 8, "rejected");
    browser.press(&["u"]);
    browser.wait("!document.querySelector('#rows .rejected')");
    browser.press(&["Ctrl+z"]);
    browser.wait("!document.querySelector('#rows .edited')");
    assert_eq!(rows(&browser)[2].target, article::ARABIC[2]);
    browser.press(&["Ctrl+y"]);
    wait_for_state(&browser, 3, "edited");
    browser.press(&["U"]);
    wait_for_state(&browser, 8, "rejected");

    browser.press(&["A"]);
    browser.wait("document.getElementById('above').open");
    browser.press(&["Ctrl+a"]);
    browser.write("0");
    browser.press(&["Enter"]);
    browser.wait("document.querySelectorAll('#rows .accepted').length === 6");

    browser.run::<()>(
        "const select = document.getElementById('download');
         select.value = 'tmx';
         select.dispatchEvent(new Event('change'));",
        vec![],
    );
    let tmx = String::from_utf8(browser.downloaded("market.en.txt _ market.ar.txt.tmx")).unwrap();
    let seen: Vec<(String, String)> = rows(&browser)
        .into_iter()
        .filter(|row| row.state != "rejected")
        .map(|row| (row.source, row.target))
        .collect();
    assert_eq!(seen.len(), 7);
    assert_eq!(units_of(&tmx), seen);
}

#[test]
#[ignore = "needs chromium"]
fn files_that_are_dropped_are_aligned_after_enter() {
    let browser = Browser::start();
    let case = Case::new();
    let server = Server::start(&case, &[]);
    browser.open(server.address, "/");
    browser.wait("!document.getElementById('none').hidden");
    let files = vec![article::english().into(), article::arabic().into()];
    browser.run::<()>(
        "const transfer = new DataTransfer();
         transfer.items.add(new File([arguments[0]], 'market.en.txt'));
         transfer.items.add(new File([arguments[1]], 'market.ar.txt'));
         const happen = (kind) => document.getElementById('list-title').dispatchEvent(
            new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }));
         happen('dragover');
         window.wasOver = document.getElementById('drop').classList.contains('over');
         happen('drop');",
        files,
    );
    assert!(browser.see::<bool>("window.wasOver"));
    assert!(!browser.see::<bool>("document.getElementById('drop').classList.contains('over')"));
    assert_eq!(
        browser.see::<String>("document.getElementById('source').files[0].name"),
        "market.en.txt"
    );
    assert_eq!(
        browser.see::<String>("document.getElementById('target').files[0].name"),
        "market.ar.txt"
    );
    assert_eq!(browser.see::<String>("document.activeElement.id"), "align");
    browser.press(&["Enter"]);
    browser.wait("location.pathname === '/documents/0/1'");
    count_rows(&browser, 8);
}

/// What a file holds that no article can be read from is said where the file was given.
#[test]
#[ignore = "needs chromium"]
fn a_file_that_cannot_be_read_is_said_and_nothing_is_lost() {
    let browser = Browser::start();
    let case = Case::with_market();
    case.write("empty.txt", "");
    let server = Server::start(&case, &[]);
    browser.open(server.address, "/");
    browser.wait("!document.getElementById('none').hidden");
    browser.choose_file("#source", &case.path("empty.txt"));
    browser.choose_file("#target", &case.path("market.ar.txt"));
    browser.click("#align");
    browser.wait("document.getElementById('stage').textContent.includes('empty.txt')");
    assert_eq!(browser.see::<String>("document.activeElement.id"), "align");
    browser.choose_file("#source", &case.path("market.en.txt"));
    browser.click("#align");
    browser.wait("location.pathname === '/documents/0/1'");
}

#[test]
#[ignore = "needs chromium"]
fn a_search_without_tashkeel_finds_text_with_it_and_opens_its_row() {
    let browser = Browser::start();
    let case = Case::with_memory();
    let server = Server::start(&case, &[]);
    browser.open(server.address, "/search");
    browser.wait("document.activeElement.id === 'q'");
    browser.write("رمم السقف");
    browser.wait("document.querySelector('#hits mark')");
    let marked: Vec<String> =
        browser.see("[...document.querySelectorAll('#hits mark')].map((mark) => mark.textContent)");
    assert_eq!(marked.join(" "), "رُمّم السقف");
    browser.click("#hits a");
    count_rows(&browser, 8);
    browser.wait(
        "document.querySelector('#rows .current [lang=ar]').textContent.startsWith('رُمّم السقف')",
    );
    assert!(browser.see::<bool>("document.activeElement.closest('.row').matches('.current')"));
}

#[test]
#[ignore = "needs chromium"]
fn units_are_edited_and_deleted_where_they_are_found() {
    let browser = Browser::start();
    let case = Case::with_memory();
    let server = Server::start(&case, &[]);
    browser.open(server.address, "/search?q=fountain");
    browser.wait("document.querySelectorAll('#hits .hit').length === 1");
    let button = |label: &str| {
        format!(
            "[...document.querySelectorAll('#hits button')].find((button) => button.textContent === '{label}')"
        )
    };
    browser.run::<()>(&format!("{}.focus();", button("Edit")), vec![]);
    browser.press(&["Enter"]);
    browser.wait("document.getElementById('edit').open");
    assert_eq!(browser.see::<String>("document.getElementById('edit-target').dir"), "rtl");
    browser.press(&["Ctrl+a"]);
    browser.write("Nobody remembers who built this fountain.");
    browser.press(&["Tab", "Tab", "Enter"]);
    browser.wait("document.querySelector('#hits [lang=en]').textContent.includes('this fountain')");
    assert_eq!(browser.see::<String>("document.activeElement.textContent"), "Edit");
    browser.run::<()>(&format!("{}.focus();", button("Delete")), vec![]);
    browser.press(&["Enter"]);
    browser.wait("document.getElementById('delete').open");
    browser.press(&["Enter"]);
    browser.wait("document.querySelectorAll('.hit').length === 0");
    assert_eq!(browser.see::<String>("document.activeElement.id"), "q");
}

/// A tab that has not seen what another did to a row is refused, is told, and shows it; what it does then
/// is done.
#[test]
#[ignore = "needs chromium"]
fn two_tabs_do_not_overwrite_each_other() {
    let (_case, server, browser) = review_market();
    browser.open_tab(server.address, "/documents/0/1");
    count_rows(&browser, 8);
    // This tab looks for nothing by itself, and keeps what it says.
    browser.run::<()>(
        "for (let id = 1; id < 1000; id += 1) clearInterval(id);
         document.addEventListener('visibilitychange', (event) => event.stopImmediatePropagation(), true);
         window.said = '';
         const said = document.getElementById('said');
         new MutationObserver(() => { window.said += said.textContent; }).observe(said, { childList: true });",
        vec![],
    );
    browser.go_to_tab(0);
    browser.press(&["Home", "m"]);
    count_rows(&browser, 7);

    browser.go_to_tab(1);
    assert_eq!(rows(&browser).len(), 8);
    browser.press(&["Home", "r"]);
    browser.wait("window.said.includes('changed elsewhere')");
    count_rows(&browser, 7);
    let first = &rows(&browser)[0];
    assert!(first.source.ends_with(article::ENGLISH[1]), "{first:?}");
    assert_ne!(first.state, "rejected");
    browser.press(&["Home", "r"]);
    wait_for_state(&browser, 1, "rejected");
}

/// A tab that nobody touches shows what another did, and says so.
#[test]
#[ignore = "needs chromium"]
fn a_tab_follows_another() {
    let (_case, server, browser) = review_market();
    let change = serde_json::json!({
        "revision": server.get("/api/memories/0/documents/1/beads")["revision"],
        "operation": "merge", "beads": server.get("/api/memories/0/documents/1/beads")["order"].as_array().unwrap()[..2],
    });
    server.send_json("POST", "/api/memories/0/documents/1/beads", &change).succeeds();
    count_rows(&browser, 7);
    assert!(
        browser
            .see::<String>("document.getElementById('said').textContent")
            .starts_with("Another window")
    );
}

/// What was typed stays in the field until it is saved: when another tab changed the document, and when
/// the server is gone.
#[test]
#[ignore = "needs chromium"]
fn what_is_typed_is_not_lost() {
    let (case, server, browser) = review_market();
    browser.press(&["Home", "j", "e"]);
    browser.wait("document.activeElement.tagName === 'TEXTAREA'");
    browser.press(&["Ctrl+a"]);
    browser.write("جاء أربعون تاجراً.");
    let order = server.get("/api/memories/0/documents/1/beads");
    let change = serde_json::json!({
        "revision": order["revision"], "operation": "status", "beads": [order["order"][1]], "status": "rejected",
    });
    server.send_json("POST", "/api/memories/0/documents/1/beads", &change).succeeds();
    browser.press(&["Enter"]);
    wait_for_state(&browser, 2, "rejected");
    browser.wait("document.activeElement.value === 'جاء أربعون تاجراً.'");
    browser.press(&["Enter"]);
    wait_for_state(&browser, 2, "edited");

    let listen = server.address.to_string();
    server.kill();
    browser.press(&["e"]);
    browser.wait("document.activeElement.tagName === 'TEXTAREA'");
    browser.press(&["Ctrl+a"]);
    browser.write("جاؤوا.");
    browser.press(&["Enter"]);
    browser.wait(
        "document.getElementById('said').textContent.startsWith('The server does not answer')",
    );
    browser.wait("document.activeElement.value === 'جاؤوا.'");
    let _server = Server::start_at(&case, &listen, &[]);
    browser.press(&["Enter"]);
    browser.wait("document.querySelector('#rows .row:nth-child(2) [data-side=target]').textContent === 'جاؤوا.'");
}

#[test]
#[ignore = "needs chromium"]
fn a_document_that_is_not_there_is_said_on_its_page() {
    let (_case, server, browser) = review_market();
    browser.open(server.address, "/documents/0/99");
    browser.wait("document.getElementById('none').textContent.includes('99')");
}

/// A reason can be chosen, and shows the rows where it was found, with what is wrong.
#[test]
#[ignore = "needs chromium"]
fn rows_are_filtered_by_what_the_checks_find() {
    let (_case, server, browser) = review_market();
    let before = server.get("/api/memories/0/documents/1/beads");
    let edit = serde_json::json!({
        "revision": before["revision"], "operation": "edit", "bead": before["order"][3],
        "source": "The roof was repaired twice, in 1998 and in 2009.",
    });
    server.send_json("POST", "/api/memories/0/documents/1/beads", &edit).succeeds();
    wait_for_state(&browser, 4, "edited");
    browser.run::<()>(
        "const checks = document.getElementById('checks');
         checks.value = 'error';
         checks.dispatchEvent(new Event('change'));",
        Vec::new(),
    );
    count_rows(&browser, 1);
    let said: String = browser.see("document.querySelector('.finding').textContent");
    assert!(said.contains("2009") && said.contains("2007"), "{said}");
    let kinds: usize = browser.see("document.getElementById('checks').options.length");
    assert!(kinds > 3, "the codes that were found can be chosen");
}
