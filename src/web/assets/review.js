// Review of a document: its rows, and what a person does to them.
import { ask, attempt, highlight, isRightToLeft, make, offsetIn, openDialog, plural, rangeOf, say } from "./common.js";
import { actionOf, listKeys } from "./keys.js";
import { drawRow, isDoubtful, isOmission, sidesOf, textOf } from "./rows.js";

const byId = (id) => document.getElementById(id);
const grid = byId("rows");
const [, , memory, documentId] = location.pathname.split("/");
const path = `/api/memories/${memory}/documents/${documentId}`;

/** Rows drawn at once; the others follow when there is time. */
const AT_ONCE = 120;
/** How often it is looked whether another window changed something, in milliseconds. */
const LOOK = 4000;

const rows = new Map();
const elements = new Map();
let order = [];
let shown = [];
let languages = { source: "en", target: "ar" };
let revision = -1;
let current = null;
let side = "target";
let found = null;
let busy = false;
let editing = null;
let cutting = null;
let clicked = null;
let drawing = 0;

// What is shown

const FILTERS = {
  all: () => true,
  open: (row) => row.status === "auto",
  doubtful: isDoubtful,
  omissions: isOmission,
  accepted: (row) => row.status === "accepted",
  edited: (row) => row.status === "edited",
  rejected: (row) => row.status === "rejected",
  notes: (row) => Boolean(row.note),
};

function choose() {
  const below = Number(byId("below").value) || Infinity;
  const passes = FILTERS[byId("filter").value];
  const keep = (bead) => {
    const row = rows.get(bead);
    return passes(row) && (below === Infinity || (row.status === "auto" && row.score < below)) && (!found || found.has(bead));
  };
  shown = order.filter(keep);
  if (byId("doubt-first").checked) {
    const doubt = (bead) => (rows.get(bead).status === "auto" ? rows.get(bead).score : 2);
    shown.sort((a, b) => doubt(a) - doubt(b));
  }
}

function draw(bead) {
  let element = elements.get(bead);
  if (!element) {
    element = make("div");
    elements.set(bead, element);
  }
  const options = { number: numbers.get(bead), languages, current: bead === current, side };
  drawRow(element, rows.get(bead), options);
  if (bead === current) element.append(actions());
  return element;
}

let numbers = new Map();

/** Puts the rows that are shown into the page, in order; `fresh` are those to be drawn anew. */
function show(fresh) {
  numbers = new Map(order.map((bead, index) => [bead, index + 1]));
  choose();
  const wanted = new Set(shown);
  for (const [bead, element] of elements) {
    if (!rows.has(bead)) elements.delete(bead);
    if (!wanted.has(bead)) element.remove();
  }
  for (const bead of fresh) if (elements.has(bead) && rows.has(bead)) draw(bead);
  drawing += 1;
  place(0, AT_ONCE, drawing);
  grid.setAttribute("aria-rowcount", String(order.length));
  byId("none").hidden = shown.length > 0;
  progress();
}

function place(from, to, turn) {
  if (turn !== drawing) return;
  let next = from ? elements.get(shown[from - 1]).nextElementSibling : grid.firstElementChild;
  for (const bead of shown.slice(from, to)) {
    let element = elements.get(bead);
    if (!element) element = draw(bead);
    else if (element.getAttribute("aria-rowindex") !== String(numbers.get(bead))) draw(bead);
    if (element === next) next = next.nextElementSibling;
    else grid.insertBefore(element, next);
  }
  if (to < shown.length) setTimeout(() => place(to, to + 400, turn), 0);
}

function progress() {
  const all = [...rows.values()];
  const count = (test) => all.filter(test).length;
  const [decided, doubtful, omissions] = [count((row) => row.status !== "auto"), count(isDoubtful), count(isOmission)];
  byId("progress").textContent = `${decided} of ${all.length} reviewed, ${doubtful} doubtful, ${plural(omissions, "omission", "omissions")}`;
}

// Where one is

function actions() {
  const button = (label, action, key) => make("button", { type: "button", onclick: () => run(action) }, label, " ", make("kbd", { "aria-hidden": "true" }, key));
  return make("div", { class: "actions tools", role: "gridcell" },
    button("Accept", "accept", "a"), button("Reject", "reject", "r"), button("Edit", "edit", "e"), button("Cut", "split", "s"),
    button("Join below", "mergeDown", "m"), button("Join above", "mergeUp", "M"), button("Sentence down", "moveDown", "]"),
    button("Sentence up", "moveUp", "["), button("Part", "unpair", "x"), button("Exchange below", "swap", "w"), button("Note", "note", "c"));
}

const cellOf = (bead, name) => elements.get(bead)?.querySelector(`[data-side="${name}"]`);

function go(bead, name = side, { focus = true } = {}) {
  if (bead === undefined || bead === null || !rows.has(bead)) return;
  if (editing || cutting) return;
  const before = current;
  [current, side] = [bead, name];
  if (!elements.has(bead) || !elements.get(bead).isConnected) place(0, shown.indexOf(bead) + 1, drawing);
  if (before !== null && rows.has(before) && elements.has(before)) draw(before);
  if (elements.has(bead)) draw(bead);
  const cell = cellOf(bead, name);
  if (focus && cell) {
    cell.focus({ preventScroll: true });
    elements.get(bead).scrollIntoView({ block: "nearest" });
  }
  why(bead);
}

const step = (by) => shown[Math.min(Math.max(shown.indexOf(current) + by, 0), shown.length - 1)];
const neighbour = (by) => order[order.indexOf(current) + by];

function nextDoubtful(by) {
  const from = shown.indexOf(current);
  for (let at = from + by; at >= 0 && at < shown.length; at += by) if (isDoubtful(rows.get(shown[at]))) return shown[at];
  say(by > 0 ? "No doubtful row follows." : "No doubtful row comes before.");
  return current;
}

let whyTimer;
/** Shows which words of a row are each other's. */
function why(bead) {
  clearTimeout(whyTimer);
  highlight("shared", []);
  whyTimer = setTimeout(async () => {
    const answer = await ask(`${path}/beads/${bead}/evidence`).catch(() => null);
    if (!answer || editing || cutting || !elements.has(bead)) return;
    const ranges = answer.pairs.flatMap((pair) => ["source", "target"].map((name) => rangeOf(cellOf(bead, name), ...pair[name])));
    highlight("shared", ranges.filter(Boolean));
  }, 180);
}

// What is done

async function change(body, where = "beads") {
  if (busy) return false;
  busy = true;
  try {
    take(await ask(`${path}/${where}`, { method: "POST", body: { revision, ...body } }));
    return true;
  } catch (error) {
    if (error.status === 409) await look();
    say(error.message);
    return false;
  } finally {
    busy = false;
  }
}

/** Takes in what changed, and stays where one was. */
function take(changes) {
  const at = shown.indexOf(current);
  revision = changes.revision;
  for (const row of changes.rows) rows.set(row.bead, row);
  order = changes.order;
  const there = new Set(order);
  for (const bead of [...rows.keys()]) if (!there.has(bead)) rows.delete(bead);
  if (current !== null && !rows.has(current)) current = null;
  show(changes.rows.map((row) => row.bead));
  for (const [name, kind] of [["undo", changes.undo], ["redo", changes.redo]]) {
    byId(name).disabled = !kind;
    byId(name).title = kind ? `${name === "undo" ? "Takes back" : "Does again"}: ${kind}` : "";
  }
  const focused = grid.contains(document.activeElement) || document.activeElement === document.body;
  if (shown.length && (current === null || !shown.includes(current))) go(shown[Math.min(Math.max(at, 0), shown.length - 1)], side, { focus: focused });
  else if (current !== null) go(current, side, { focus: focused });
}

async function look() {
  if (busy && revision < 0) return;
  const changes = await ask(`${path}/beads?since=${revision}`).catch(() => null);
  if (changes && changes.revision !== revision && !editing && !cutting) take(changes);
}

async function decide(status) {
  const bead = current;
  const next = step(1);
  if (await change({ operation: "status", beads: [bead], status })) {
    if (status !== "auto" && current === bead) go(next);
  }
}

function edit() {
  const cell = cellOf(current, side);
  const bead = current;
  const [name, text] = [side, textOf(rows.get(bead), side)];
  const field = make("textarea", { lang: cell.lang, dir: cell.dir, "aria-label": `Edit the ${name === "source" ? "original" : "translation"}` });
  field.value = text;
  highlight("shared", []);
  cell.replaceChildren(field);
  editing = field;
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
  let closed = false;
  const close = async (save) => {
    if (closed) return;
    closed = true;
    editing = null;
    const changed = save && field.value.trim() !== text;
    if (!changed || !(await change({ operation: "edit", bead, [name]: field.value }))) draw(bead);
    go(bead, name);
  };
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter") event.preventDefault();
    if (event.key === "Enter") close(true);
    if (event.key === "Escape") close(false);
  });
  field.addEventListener("blur", () => close(true));
}

// Cutting: a mark between words that arrows move, on one side or both.

function wordStarts(text) {
  const letters = [...text];
  return letters.map((letter, at) => at).filter((at) => at > 0 && /\s/.test(letters[at - 1]) && !/\s/.test(letters[at]));
}

function split() {
  const starts = wordStarts(textOf(rows.get(current), side));
  if (!starts.length) return say("There is nothing to cut here.");
  const wished = clicked && clicked.bead === current && clicked.side === side ? clicked.offset : starts[Math.floor(starts.length / 2)];
  cutting = { bead: current, side, cuts: { [side]: nearest(starts, wished) } };
  highlight("shared", []);
  drawCuts();
  return undefined;
}

const nearest = (starts, wished) => starts.reduce((best, at) => (Math.abs(at - wished) < Math.abs(best - wished) ? at : best));

function drawCuts() {
  const { bead } = cutting;
  draw(bead);
  for (const [name, at] of Object.entries(cutting.cuts)) {
    const cell = cellOf(bead, name);
    const letters = [...textOf(rows.get(bead), name)];
    cell.replaceChildren(letters.slice(0, at).join(""), make("span", { class: "cut" }), letters.slice(at).join(""));
    cell.classList.toggle("active", name === cutting.side);
  }
  cellOf(bead, cutting.side).focus();
  const before = [...textOf(rows.get(bead), cutting.side)].slice(0, cutting.cuts[cutting.side]).join("").trim().split(/\s+/).pop();
  say(`Cut after “${before}”. Enter cuts, Tab cuts the other side too, Escape leaves.`);
}

async function cutKey(event) {
  const { bead, cuts } = cutting;
  const starts = wordStarts(textOf(rows.get(bead), cutting.side));
  const rtl = isRightToLeft(languages[cutting.side]);
  const by = { ArrowLeft: rtl ? 1 : -1, ArrowRight: rtl ? -1 : 1 }[event.key];
  if (by) {
    const at = starts.indexOf(cuts[cutting.side]) + by;
    if (starts[at] !== undefined) cuts[cutting.side] = starts[at];
    drawCuts();
  } else if (event.key === "Tab") {
    const other = cutting.side === "source" ? "target" : "source";
    const places = wordStarts(textOf(rows.get(bead), other));
    if (!places.length) return;
    cutting.side = other;
    cuts[other] ??= places[Math.floor(places.length / 2)];
    drawCuts();
  } else if (event.key === "Enter") {
    cutting = null;
    if (!(await change({ operation: "split", bead, ...cuts }))) draw(bead);
    go(bead);
  } else if (event.key === "Escape") {
    cutting = null;
    draw(bead);
    go(bead);
  } else return;
  event.preventDefault();
}

async function note() {
  const bead = current;
  byId("note-text").value = rows.get(bead).note ?? "";
  if (await openDialog("note") === "save") await change({ operation: "note", bead, note: byId("note-text").value });
  go(bead);
}

async function acceptAbove() {
  countAbove();
  if (await openDialog("above") !== "accept") return;
  await change({ operation: "accept-above", score: Number(byId("least").value) / 100 });
}

function countAbove() {
  const least = Number(byId("least").value) / 100;
  const count = [...rows.values()].filter((row) => row.status === "auto" && row.score >= least).length;
  byId("above-count").textContent = plural(count, "row", "rows");
}

const joined = (first, second) => (first === undefined || second === undefined
  ? say("There is no row on that side.")
  : change({ operation: "merge", beads: [first, second] }));

const ACTIONS = {
  down: () => go(step(1)),
  up: () => go(step(-1)),
  left: () => go(current, sidesOf(languages)[0]),
  right: () => go(current, sidesOf(languages)[1]),
  first: () => go(shown[0]),
  last: () => go(shown[shown.length - 1]),
  nextDoubtful: () => go(nextDoubtful(1)),
  previousDoubtful: () => go(nextDoubtful(-1)),
  accept: () => decide("accepted"),
  reject: () => decide("rejected"),
  reopen: () => decide("auto"),
  edit,
  split,
  mergeDown: () => joined(current, neighbour(1)),
  mergeUp: async () => {
    const above = neighbour(-1);
    if (await joined(above, current)) go(above);
  },
  moveDown: () => change({ operation: "move", bead: current, side, direction: "down" }),
  moveUp: () => change({ operation: "move", bead: current, side, direction: "up" }),
  unpair: () => change({ operation: "unpair", bead: current }),
  swap: () => (neighbour(1) === undefined ? say("There is no row below.") : change({ operation: "swap", beads: [current, neighbour(1)] })),
  note,
  undo: () => change({}, "undo"),
  redo: () => change({}, "redo"),
  acceptAbove,
  realign: async () => {
    say("Aligning …");
    if (await change({}, "realign")) say("What is undecided is aligned anew.");
  },
  order: () => byId("doubt-first").click(),
  find: () => byId("words").focus(),
  help: () => openDialog("help"),
};
const NEED_ROW = new Set(["accept", "reject", "reopen", "edit", "split", "mergeDown", "mergeUp", "moveDown", "moveUp", "unpair", "swap", "note", "left", "right"]);

function run(action) {
  if (NEED_ROW.has(action) && current === null) return undefined;
  return attempt(async () => ACTIONS[action]());
}

document.addEventListener("keydown", (event) => {
  if (cutting) {
    cutKey(event);
    return;
  }
  const action = actionOf(event);
  if (!action) return;
  event.preventDefault();
  run(action);
});

grid.addEventListener("click", (event) => {
  const element = event.target.closest(".row");
  if (!element || event.target.closest("button, textarea") || cutting) return;
  const cell = event.target.closest("[data-side]");
  const selection = getSelection();
  const place = selection.anchorNode && cell?.contains(selection.anchorNode) ? offsetIn(cell, selection.anchorNode, selection.anchorOffset) : null;
  const bead = Number(element.dataset.bead);
  clicked = place === null ? null : { bead, side: cell.dataset.side, offset: place };
  // Somebody who marks text wants to copy it.
  if (selection.isCollapsed) go(bead, cell?.dataset.side ?? side);
});
grid.addEventListener("mouseover", (event) => {
  const element = event.target.closest(".row");
  if (element && !editing && !cutting && Number(element.dataset.bead) !== current) why(Number(element.dataset.bead));
});
grid.addEventListener("mouseleave", () => { if (current !== null && !editing && !cutting) why(current); });
grid.addEventListener("focusin", (event) => {
  const cell = event.target.closest("[data-side]");
  const bead = Number(cell?.closest(".row")?.dataset.bead);
  if (cell && !editing && !cutting && (bead !== current || cell.dataset.side !== side)) go(bead, cell.dataset.side);
});

for (const id of ["filter", "below", "doubt-first"]) byId(id).addEventListener("change", () => {
  show([]);
  if (shown.length && !shown.includes(current)) go(shown[0], side, { focus: false });
});
let wordsTimer;
byId("words").addEventListener("input", () => {
  clearTimeout(wordsTimer);
  wordsTimer = setTimeout(() => attempt(async () => {
    const words = byId("words").value.trim();
    found = words ? new Set((await ask(`${path}/find?q=${encodeURIComponent(words)}`)).beads) : null;
    show([]);
  }), 200);
});
byId("words").addEventListener("keydown", (event) => { if (["Escape", "Enter"].includes(event.key)) go(shown[0]); });
byId("least").addEventListener("input", countAbove);
byId("download").addEventListener("change", (event) => {
  if (event.target.value) location.assign(`${path}/export?format=${event.target.value}`);
  event.target.value = "";
});
for (const [id, action] of [["undo", "undo"], ["redo", "redo"], ["accept-above", "acceptAbove"], ["realign", "realign"], ["help-button", "help"], ["next-doubtful", "nextDoubtful"]]) {
  byId(id).addEventListener("click", () => run(action));
}
document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
setInterval(() => { if (!document.hidden) look(); }, LOOK);

listKeys(byId("keys"));
attempt(async () => {
  const head = await ask(path);
  languages = { source: head.source_language, target: head.target_language };
  document.title = `${head.name} · tarjuman`;
  byId("title").textContent = head.name;
  const title = (name) => `${name === "source" ? "Original" : "Translation"}, ${languages[name]}`;
  const [left, right] = sidesOf(languages);
  byId("left-title").textContent = title(left);
  byId("right-title").textContent = title(right);
  const wanted = Number(location.hash.replace("#bead-", ""));
  take(await ask(`${path}/beads`));
  if (rows.has(wanted)) go(wanted);
  const warnings = sessionStorage.getItem("warnings");
  sessionStorage.removeItem("warnings");
  if (warnings) say(warnings);
});

