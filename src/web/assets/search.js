// The search page: matches and concordance in all memories, updated while the user types.
import { announce, attempt, isRightToLeft, make, marked, nameOf, openDialog, plural, request, textAttributes, textNodes } from "./common.js";

const byId = (id) => document.getElementById(id);
const box = byId("q");
const OPTIONS = ["anywhere", "forms", "exact"];
const PAGE = 20;
let page = 1;
let running = new AbortController();
let waiting;

/** Both texts side by side: the one written from left to right is on the left. */
function pair(source, target) {
  const sides = [source, target].sort((a, b) => isRightToLeft(a.language) - isRightToLeft(b.language));
  return make("div", { class: "pair" }, ...sides.map((side) =>
    make("div", { class: "text", ...textAttributes(side.language) }, ...side.nodes)));
}

function about(found, ...first) {
  const name = found.document ? `${found.document}${found.position === undefined ? "" : `:${found.position + 1}`}` : found.memory;
  const link = found.bead ? make("a", { class: "from", dir: "auto", href: `/documents/${found.memory_number}/${found.document_id}#bead-${found.bead}` }, name) : make("span", { class: "from", dir: "auto" }, name);
  const copy = (text, language) => make("button", { type: "button", onclick: () => attempt(async () => {
    await navigator.clipboard.writeText(text);
    announce("Copied.");
  }) }, `Copy ${nameOf(language)}`);
  return make("div", { class: "about" }, ...first, link,
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
    const unit = await request(path);
    for (const side of ["source", "target"]) {
      const field = byId(`edit-${side}`);
      const { lang, dir } = textAttributes(unit[`${side}_language`]);
      Object.assign(field, { value: unit[side], lang, dir });
    }
    if (await openDialog("edit") !== "save") return;
    await request(path, { method: "PATCH", body: { source: byId("edit-source").value, target: byId("edit-target").value } });
    await refresh("Edit");
    announce("Saved.");
  });
}

async function remove(found) {
  if (await openDialog("delete") !== "delete") return;
  await attempt(async () => {
    await request(`/api/memories/${found.memory_number}/units/${found.unit}`, { method: "DELETE" });
    await refresh("Delete");
    announce("Deleted. “tarjuman undo” restores it.");
  });
}

/** Searches again and keeps the focus on the same button, or on the nearest one with this label. */
async function refresh(label) {
  const buttons = () => [...document.querySelectorAll(".about button")].filter((button) => button.textContent === label);
  const index = buttons().indexOf(document.activeElement);
  await search();
  const now = buttons();
  (now[Math.min(Math.max(index, 0), now.length - 1)] ?? box).focus();
}

async function search() {
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
  const [similar, containing] = await Promise.all([
    request(`/api/lookup?q=${encodeURIComponent(text)}`, { signal }),
    request(searchPath(text), { signal }),
  ]);
  show(similar.matches, containing.hits, containing.more);
  byId("status").textContent = similar.matches.length || containing.hits.length
    ? `${plural(similar.matches.length, "match", "matches")}; ${plural(containing.hits.length, "hit", "hits")}${containing.more ? " or more" : ""}`
    : "There are no matches and no hits. “Words anywhere” also finds words that are apart.";
  // Both read the same rows.
  const warnings = [...new Set([...(similar.warnings ?? []), ...(containing.warnings ?? [])])];
  if (warnings.length) byId("status").append(make("span", { class: "warning" }, ` ${warnings.join("; ")}`));
}

function show(matches, hits, more) {
  for (const [id, found, draw] of [["matches", matches, match], ["hits", hits, hit]]) {
    byId(id).replaceChildren(...found.map(draw));
    byId(id).parentElement.hidden = found.length === 0;
  }
  byId("more").hidden = !more;
}

function searchPath(text) {
  const options = OPTIONS.filter((name) => byId(name).checked).map((name) => `&${name}=true`).join("");
  return `/api/search?q=${encodeURIComponent(text)}&limit=${PAGE}&page=${page}${options}`;
}

box.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => attempt(search), 150);
});
byId("form").addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(search);
});
for (const name of OPTIONS) byId(name).addEventListener("change", () => attempt(search));
byId("more").addEventListener("click", () => attempt(async () => {
  page += 1;
  const more = await request(searchPath(box.value.trim()));
  byId("hits").append(...more.hits.map(hit));
  byId("more").hidden = !more.more;
}));
box.value = new URLSearchParams(location.search).get("q") ?? "";
box.focus();
if (box.value) attempt(search);
