//! The desk without a mouse: every key of the review page, and every control by Tab.

use std::collections::BTreeSet;

use crate::browser::{Row, count_rows, review_market, rows, wait_for_state};
use crate::support::article;
use crate::support::browser::Browser;

/// Does what keys do, and counts which actions of `keys.js` were asked for.
struct Keys<'b> {
    browser: &'b Browser,
    pressed: BTreeSet<String>,
}

impl Keys<'_> {
    /// Presses a key that stands for an action, and waits for what comes of it. The focus stays on the
    /// page.
    #[track_caller]
    fn press(&mut self, key: &str, action: &str, comes: &str) {
        let known =
            format!("KEYS.some(([keys, name]) => name === '{action}' && keys.includes('{key}'))");
        assert!(self.browser.see::<bool>(&known), "{key} is not the key of {action}");
        self.browser.press(&[&key.replace("Ctrl+Z", "Ctrl+Shift+Z")]);
        self.browser.wait(comes);
        self.stays(key);
        self.pressed.insert(action.to_owned());
    }

    /// Presses a key that stands for nothing by itself.
    #[track_caller]
    fn go_on(&self, key: &str, comes: &str) {
        self.browser.press(&[key]);
        self.browser.wait(comes);
        self.stays(key);
    }

    #[track_caller]
    fn stays(&self, key: &str) {
        let focus: String = self.browser.awaited(
            "new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(document.activeElement.tagName))))",
        );
        assert_ne!(focus, "BODY", "the focus is lost after {key}");
    }
}

/// An expression: the row of that number, from 1, is the current one and has the focus.
fn is_at(number: usize) -> String {
    format!("document.activeElement.closest('#rows .row.current:nth-child({number})')")
}

fn side_is(side: &str) -> String {
    format!("document.activeElement.dataset.side === '{side}'")
}

fn is_said(words: &str) -> String {
    format!("document.getElementById('said').textContent.includes('{words}')")
}

fn is_open(dialog: &str) -> String {
    format!(
        "document.getElementById('{dialog}').open && document.activeElement.closest('#{dialog}')"
    )
}

fn are(count: usize) -> String {
    format!("document.querySelectorAll('#rows .row').length === {count}")
}

fn has_state(number: usize, state: &str) -> String {
    format!("document.querySelector('#rows .row:nth-child({number}).{state}')")
}

fn holds(number: usize, side: &str, text: &str) -> String {
    format!(
        "document.querySelector('#rows .row:nth-child({number}) [data-side={side}]')?.textContent === `{text}`"
    )
}

/// Every action of the review page has a key that does it, and none of them loses the focus.
#[test]
#[ignore = "needs chromium"]
fn everything_is_done_by_keys() {
    let (_case, _server, browser) = review_market();
    browser.awaited::<bool>(
        "import('/assets/keys.js').then((keys) => { window.KEYS = keys.KEYS; return true; })",
    );
    let mut keys = Keys { browser: &browser, pressed: BTreeSet::new() };
    let (english, arabic) = (article::ENGLISH, article::ARABIC);
    browser.wait(&is_at(1));

    keys.press("j", "down", &is_at(2));
    keys.press("ArrowDown", "down", &is_at(3));
    keys.press("k", "up", &is_at(2));
    keys.press("ArrowUp", "up", &is_at(1));
    keys.press("End", "last", &is_at(8));
    keys.press("Home", "first", &is_at(1));
    keys.press("ArrowLeft", "left", &side_is("source"));
    keys.press("ArrowRight", "right", &side_is("target"));

    keys.press("a", "accept", &format!("{} && {}", has_state(1, "accepted"), is_at(2)));
    keys.press("r", "reject", &format!("{} && {}", has_state(2, "rejected"), is_at(3)));
    keys.press("k", "up", &is_at(2));
    keys.press("o", "reopen", &format!("!({}) && {}", has_state(2, "rejected"), is_at(2)));

    keys.press("m", "mergeDown", &format!("{} && {}", are(7), is_at(2)));
    keys.press("s", "split", &is_said("Cut after"));
    keys.go_on("ArrowLeft", &is_said("Cut after"));
    keys.go_on("Tab", &side_is("source"));
    keys.go_on("ArrowRight", &is_said("Cut after"));
    keys.go_on("Enter", &format!("{} && {}", are(8), is_at(2)));
    keys.press("u", "undo", &are(7));
    keys.press("s", "split", &is_said("Cut after"));
    keys.go_on("Escape", &format!("!document.querySelector('.cut') && {}", is_at(2)));
    keys.press("Ctrl+z", "undo", &format!("{} && {}", are(8), is_at(2)));
    keys.press("U", "redo", &are(7));
    keys.press("u", "undo", &are(8));
    keys.press("Ctrl+Z", "redo", &are(7));
    keys.press("u", "undo", &are(8));
    keys.press("Ctrl+y", "redo", &are(7));
    keys.press("u", "undo", &are(8));
    keys.press("j", "down", &is_at(3));
    keys.press("M", "mergeUp", &format!("{} && {}", are(7), is_at(2)));
    keys.press("u", "undo", &are(8));

    browser.press(&["Home", "j"]);
    browser.wait(&is_at(2));
    keys.press("ArrowRight", "right", &side_is("target"));
    keys.press("m", "mergeDown", &are(7));
    keys.press("]", "moveDown", &holds(3, "target", &format!("{} {}", arabic[2], arabic[3])));
    keys.press("u", "undo", &holds(3, "target", arabic[3]));
    keys.press("Alt+ArrowDown", "moveDown", &holds(2, "target", arabic[1]));
    keys.press("j", "down", &is_at(3));
    keys.press("[", "moveUp", &holds(3, "target", arabic[3]));
    keys.press("u", "undo", &holds(2, "target", arabic[1]));
    keys.press("Alt+ArrowUp", "moveUp", &holds(3, "target", arabic[3]));
    browser.press(&["u", "u", "u"]);
    count_rows(&browser, 8);

    browser.press(&["Home"]);
    browser.wait(&is_at(1));
    keys.press("x", "unpair", &are(9));
    keys.press("u", "undo", &are(8));
    keys.press("w", "swap", &holds(1, "target", arabic[1]));
    keys.press("u", "undo", &holds(1, "target", arabic[0]));

    keys.press("c", "note", &is_open("note"));
    browser.write("look again");
    keys.go_on("Tab", "document.activeElement.value === 'save'");
    keys.go_on(
        "Enter",
        &format!(
            "document.querySelector('.note')?.textContent.includes('look again') && {}",
            is_at(1)
        ),
    );

    keys.press("e", "edit", "document.activeElement.tagName === 'TEXTAREA'");
    browser.press(&["Ctrl+a"]);
    browser.write("Opened.");
    keys.go_on("Escape", &format!("{} && {}", holds(1, "target", arabic[0]), is_at(1)));
    keys.press("ArrowLeft", "left", &side_is("source"));
    keys.press("Enter", "edit", "document.activeElement.tagName === 'TEXTAREA'");
    browser.press(&["Ctrl+a"]);
    browser.write("The market opened.");
    // Tab is no trap: it saves, and the next one goes on.
    keys.go_on("Tab", &format!("{} && {}", has_state(1, "edited"), is_at(1)));
    keys.go_on("Tab", "document.activeElement.dataset.action === 'accept'");
    keys.go_on("Shift+Tab", &side_is("source"));
    keys.press("u", "undo", &holds(1, "source", english[0]));

    keys.press("n", "nextDoubtful", &is_said("no doubtful row below"));
    keys.press("N", "previousDoubtful", &is_said("no doubtful row above"));
    keys.press("d", "order", "document.getElementById('doubt-first').checked");
    keys.press("d", "order", "!document.getElementById('doubt-first').checked");

    keys.press("/", "find", "document.activeElement.id === 'words'");
    browser.write("fountain");
    keys.go_on("Enter", &format!("{} && {}", are(1), is_at(1)));
    keys.press("/", "find", "document.activeElement.id === 'words'");
    keys.go_on("Escape", &format!("{} && {}", are(8), is_at(5)));

    keys.press("?", "help", &is_open("help"));
    keys.go_on("Escape", &format!("!document.getElementById('help').open && {}", is_at(5)));
    keys.press("A", "acceptAbove", &is_open("above"));
    keys.go_on("Escape", &is_at(5));
    keys.press("g", "realign", &is_said("were realigned"));

    let actions: BTreeSet<String> =
        browser.see::<Vec<String>>("KEYS.map(([, name]) => name)").into_iter().collect();
    assert_eq!(keys.pressed, actions);
}

/// With an Arabic keyboard the keys are those at the same place.
#[test]
#[ignore = "needs chromium"]
fn keys_are_found_on_an_arabic_keyboard() {
    let (_case, _server, browser) = review_market();
    let press = |key: &str, code: &str| {
        browser.run::<()>(
            "document.activeElement.dispatchEvent(new KeyboardEvent('keydown',
                { key: arguments[0], code: arguments[1], bubbles: true, cancelable: true }))",
            vec![key.into(), code.into()],
        );
    };
    browser.wait(&is_at(1));
    press("ت", "KeyJ");
    browser.wait(&is_at(2));
    press("ش", "KeyA");
    wait_for_state(&browser, 2, "accepted");
}

/// What is pressed faster than the server answers is done one after the other.
#[test]
#[ignore = "needs chromium"]
fn no_key_of_a_quick_hand_is_lost() {
    let (_case, _server, browser) = review_market();
    browser.wait(&is_at(1));
    browser.run::<()>(
        "for (const key of 'aarauu') document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));",
        vec![],
    );
    let wanted = ["accepted", "accepted", "sure", "sure"];
    browser.wait(&format!("{} && {}", has_state(2, "accepted"), has_state(4, "sure")));
    browser.wait("!document.querySelector('.rejected')");
    let states: Vec<String> =
        rows(&browser)[..4].iter().map(|row: &Row| row.state.clone()).collect();
    assert_eq!(states, wanted);
}

/// When no row passes what is asked, nothing is changed out of sight, and the way back is there.
#[test]
#[ignore = "needs chromium"]
fn an_empty_choice_of_rows_keeps_the_focus() {
    let (_case, _server, browser) = review_market();
    browser.press(&["End", "r"]);
    wait_for_state(&browser, 8, "rejected");
    browser.run::<()>(
        "const select = document.getElementById('filter');
         select.value = 'rejected';
         select.dispatchEvent(new Event('change'));",
        vec![],
    );
    count_rows(&browser, 1);
    browser.click("#rows [data-side=target]");
    browser.press(&["o"]);
    count_rows(&browser, 0);
    browser.wait("document.activeElement.id === 'none'");
    browser.press(&["r", "u"]);
    browser.wait(&is_at(1));
}

/// Tab reaches every control of every page, and comes round.
#[test]
#[ignore = "needs chromium"]
fn tab_reaches_every_control() {
    let (_case, server, browser) = review_market();
    for page in ["/documents/0/1", "/", "/search?q=the"] {
        browser.open(server.address, page);
        browser.wait("document.querySelector('#rows .current, #documents tr, #hits .hit')");
        browser.run::<()>(
            "document.activeElement.blur();
             window.reached = new Set();
             document.addEventListener('focusin', (event) => window.reached.add(event.target));",
            vec![],
        );
        let controls = "[...document.querySelectorAll('a[href], button, input, select, summary, textarea, [tabindex=\"0\"]')]
            .filter((element) => element.checkVisibility() && !element.closest('dialog'))";
        let count: usize = browser.see(&format!("{controls}.length"));
        browser.press(&vec!["Tab"; count + 4]);
        let missed: Vec<String> = browser.see(&format!(
            "{controls}.filter((element) => !window.reached.has(element)).map((element) => element.outerHTML)"
        ));
        assert!(missed.is_empty(), "{page}: {missed:?}");
    }
}

/// Whoever turns to something else while a cut stands or a text is open is not held there: the cut is left,
/// what was typed is saved, and the focus is where it was put.
#[test]
#[ignore = "needs chromium"]
fn turning_elsewhere_leaves_a_cut_and_saves_a_text() {
    let (_case, _server, browser) = review_market();
    browser.press(&["Home", "s"]);
    browser.wait("document.querySelector('.cut')");
    browser.click("#words");
    browser.wait("!document.querySelector('.cut')");
    assert_eq!(browser.see::<String>("document.activeElement.id"), "words");
    browser.click("#rows .row:nth-child(3) [data-side=source]");
    browser.wait(&is_at(3));
    browser.press(&["e"]);
    browser.wait("document.activeElement.tagName === 'TEXTAREA'");
    browser.press(&["Ctrl+a"]);
    browser.write("A narrow street.");
    browser.click("#words");
    wait_for_state(&browser, 3, "edited");
    assert_eq!(browser.see::<String>("document.activeElement.id"), "words");
    browser.click("#rows .row:nth-child(2) [data-side=source]");
    browser.wait(&is_at(2));
    browser.press(&["e"]);
    browser.wait("document.activeElement.tagName === 'TEXTAREA'");
    browser.write(" Forty!");
    browser.click("[data-action=mergeUp]");
    browser.wait(&format!("{} && {}", are(7), is_at(1)));
    assert!(rows(&browser)[0].source.ends_with(" Forty!"));
}
