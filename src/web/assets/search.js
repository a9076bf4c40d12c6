// One box: matches and concordance over all memories, as you type.
import { ask, attempt, isRightToLeft, make, marked, nameOf, openDialog, plural, say, textAttributes, textNodes } from "./common.js";

const byId = (id) => document.getElementById(id);
const box = byId("q");
const OPTIONS = ["anywhere", "forms", "exact"];
const PAGE = 20;
let page = 1;
let running = new AbortController();
let waiting;

/** Both texts as in a book: what runs from left to right stands on the left. */
function pair(source, target) {
  const sides = [source, target].sort((a, b) => isRightToLeft(a.language) - isRightToLeft(b.language));
  return make("div", { class: "pair" }, ...sides.map((side) =>
    make("div", { class: "text", ...textAttributes(side.language) }, ...side.nodes)));
}

function about(found, ...first) {
  const name = found.document ? `${found.document}${found.position === undefined ? "" : `:${found.position + 1}`}` : found.memory;
  const place = found.bead ? make("a", { class: "from", dir: "auto", href: `/documents/${found.memory_number}/${found.document_id}#bead-${found.bead}` }, name) : make("span", { class: "from", dir: "auto" }, name);
  const copy = (text, language) => make("button", { type: "button", onclick: () => attempt(async () => {
    await navigator.clipboard.writeText(text);
    say("Copied.");
  }) }, `Copy ${nameOf(language)}`);
  return make("div", { class: "about" }, ...first, place,
    found.status === "auto" ? null : make("span", {}, found.status),
    found.date ? make("span", {}, found.date.slice(0, 10)) : null,
    copy(found.source, found.source_language), copy(found.target, found.target_language),
    make("button", { type: "button", onclick: () => edit(found) }, "Edit"),
    make("button", { type: "button", onclick: () => remove(found) }, "Delete"));
}

function match(found) {
  const words = found.difference.flatMap((part) => part.same
    ? textNodes(part.source, found.source_language)
    : [part.source.trim() ? make("del", {}, ...textNodes(part.source.trim(), found.source_language)) : null,
      part.query.trim() && part.source.trim() ? " " : null,
      part.query.trim() ? make("ins", {}, ...textNodes(part.query.trim(), found.source_language)) : null, " "]).filter(Boolean);
  const why = found.penalties.map((penalty) => `${penalty.name} −${penalty.points}`).join(", ");
  return make("article", { class: "hit" },
    pair({ language: found.source_language, nodes: words },
      { language: found.target_language, nodes: textNodes(found.target, found.target_language) }),
    about(found, make("b", {}, `${found.score} %`), why ? make("span", {}, why) : null));
}

function hit(found) {
  return make("article", { class: "hit" },
    pair({ language: found.source_language, nodes: marked(found.source, found.source_marks, found.source_language) },
      { language: found.target_language, nodes: marked(found.target, found.target_marks, found.target_language) }),
    about(found));
}

async function edit(found) {
  const path = `/api/memories/${found.memory_number}/units/${found.unit}`;
  await attempt(async () => {
    const unit = await ask(path);
    for (const side of ["source", "target"]) {
      const field = byId(`edit-${side}`);
      const { lang, dir } = textAttributes(unit[`${side}_language`]);
      Object.assign(field, { value: unit[side], lang, dir });
    }
    if (await openDialog("edit") !== "save") return;
    await ask(path, { method: "PATCH", body: { source: byId("edit-source").value, target: byId("edit-target").value } });
    await again("Edit");
    say("Saved.");
  });
}

async function remove(found) {
  if (await openDialog("delete") !== "delete") return;
  await attempt(async () => {
    await ask(`/api/memories/${found.memory_number}/units/${found.unit}`, { method: "DELETE" });
    await again("Delete");
    say("Deleted; “tarjuman undo” brings it back.");
  });
}

/** Searches again, and keeps the focus at the button where it was, or the nearest like it. */
async function again(label) {
  const buttons = () => [...document.querySelectorAll(".about button")].filter((button) => button.textContent === label);
  const index = buttons().indexOf(document.activeElement);
  await run();
  const now = buttons();
  (now[Math.min(Math.max(index, 0), now.length - 1)] ?? box).focus();
}

async function run() {
  running.abort();
  running = new AbortController();
  page = 1;
  const text = box.value.trim();
  history.replaceState(null, "", text ? `/search?q=${encodeURIComponent(text)}` : "/search");
  if (!text) {
    show([], [], false);
    byId("status").textContent = "";
    return;
  }
  const { signal } = running;
  const [like, inside] = await Promise.all([
    ask(`/api/lookup?q=${encodeURIComponent(text)}`, { signal }),
    ask(searched(text), { signal }),
  ]);
  show(like.matches, inside.hits, inside.more);
  byId("status").textContent = like.matches.length || inside.hits.length
    ? `${plural(like.matches.length, "match", "matches")}; ${inside.hits.length}${inside.more ? " and more" : ""} in the texts`
    : "Nothing is like this, and it stands in no text. “Words anywhere” finds words that stand apart.";
}

function show(matches, hits, more) {
  for (const [id, found, draw] of [["matches", matches, match], ["hits", hits, hit]]) {
    byId(id).replaceChildren(...found.map(draw));
    byId(id).parentElement.hidden = found.length === 0;
  }
  byId("more").hidden = !more;
}

function searched(text) {
  const options = OPTIONS.filter((name) => byId(name).checked).map((name) => `&${name}=true`).join("");
  return `/api/search?q=${encodeURIComponent(text)}&limit=${PAGE}&page=${page}${options}`;
}

box.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => attempt(run), 150);
});
byId("form").addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(run);
});
for (const name of OPTIONS) byId(name).addEventListener("change", () => attempt(run));
byId("more").addEventListener("click", () => attempt(async () => {
  page += 1;
  const more = await ask(searched(box.value.trim()));
  byId("hits").append(...more.hits.map(hit));
  byId("more").hidden = !more.more;
}));
box.value = new URLSearchParams(location.search).get("q") ?? "";
box.focus();
if (box.value) attempt(run);
