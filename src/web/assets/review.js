// Review of a document: its rows, and what a person does to them.
import { ask, attempt, highlight, isRightToLeft, make, nameOf, offsetIn, openDialog, plural, rangeOf, say, textNodes } from "./common.js";
import { actionOf, listKeys } from "./keys.js";
import { drawRow, isDoubtful, isOmission, numberRow, sidesOf, textOf } from "./rows.js";

const byId = (id) => document.getElementById(id);
const grid = byId("grid");
const body = byId("rows");
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
/** What the checks found, by row; nothing until they are asked. */
let findings = null;
let busy = false;
let editing = null;
let cutting = null;
let clicked = null;
let pointing = false;
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
    return passes(row) && isFound(bead) && (below === Infinity || (row.status === "auto" && row.score < below)) && (!found || found.has(bead));
  };
  shown = order.filter(keep);
  if (byId("doubt-first").checked) {
    const doubt = (bead) => (rows.get(bead).status === "auto" ? rows.get(bead).score : 2);
    shown.sort((a, b) => doubt(a) - doubt(b));
  }
}

/** Whether a row has a finding of the kind that is wanted. */
function isFound(bead) {
  const wanted = byId("checks").value;
  if (!wanted || !findings) return true;
  return (findings.get(bead) ?? []).some((one) => wanted === "any" || one.severity === wanted || one.code === wanted);
}

/** Asks the checks; every code that was found can then be chosen. */
async function check() {
  const answer = await ask(`${path}/findings`);
  const before = findings ?? new Map();
  findings = Map.groupBy(answer.findings, (one) => one.bead);
  const counts = Map.groupBy(answer.findings, (one) => one.code);
  const select = byId("checks");
  const wanted = select.value;
  for (const option of [...select.options].slice(3)) option.remove();
  select.append(...[...counts].map(([code, ones]) => make("option", { value: code }, `${code} (${ones.length})`)));
  select.value = [...select.options].some((option) => option.value === wanted) ? wanted : "any";
  for (const bead of new Set([...before.keys(), ...findings.keys()])) if (elements.has(bead) && rows.has(bead) && !editing && !cutting) draw(bead);
}

let checkTimer;
/** Asks the checks once more when rows have changed; a row that is shown stays until one chooses again. */
function askAgain() {
  clearTimeout(checkTimer);
  checkTimer = setTimeout(() => attempt(check), 800);
}

function draw(bead) {
  let element = elements.get(bead);
  if (!element) {
    element = make("div");
    elements.set(bead, element);
  }
  drawRow(element, rows.get(bead), { number: numbers.get(bead), languages, findings: findings?.get(bead) });
  if (bead === current) markCurrent(bead);
  return element;
}

/** Shows whether a row is the one where one is. Its texts are not touched: what is marked in them stays. */
function markCurrent(bead) {
  const element = elements.get(bead);
  if (!element) return;
  const isCurrent = bead === current;
  element.classList.toggle("current", isCurrent);
  if (isCurrent) element.setAttribute("aria-selected", "true");
  else element.removeAttribute("aria-selected");
  for (const cell of element.querySelectorAll("[data-side]")) {
    const isActive = isCurrent && cell.dataset.side === side;
    cell.classList.toggle("active", isActive);
    cell.tabIndex = isActive ? 0 : -1;
  }
  const bar = element.querySelector(".actions");
  if (!isCurrent) bar?.remove();
  else if (!bar) element.append(actions());
}

let numbers = new Map();
/** What the page shows whole: the order of all rows, and the rows that are shown. */
let placed = { order: [], shown: [] };
const isSame = (a, b) => a.length === b.length && a.every((bead, index) => bead === b[index]);

/** Puts the rows that are shown into the page, in order; `fresh` are those to be drawn anew. */
function show(fresh) {
  numbers = new Map(order.map((bead, index) => [bead, index + 1]));
  choose();
  for (const bead of fresh) if (elements.has(bead) && rows.has(bead)) draw(bead);
  if (!isSame(order, placed.order) || !isSame(shown, placed.shown)) {
    const wanted = new Set(shown);
    for (const [bead, element] of elements) {
      if (!rows.has(bead)) elements.delete(bead);
      if (!wanted.has(bead)) element.remove();
    }
    placed = { order: [], shown: [] };
    drawing += 1;
    place(0, AT_ONCE, drawing);
  }
  grid.setAttribute("aria-rowcount", String(order.length + 1));
  byId("none").hidden = shown.length > 0;
  progress();
}

function place(from, to, turn) {
  if (turn !== drawing) return;
  let next = from ? elements.get(shown[from - 1]).nextElementSibling : body.firstElementChild;
  for (const bead of shown.slice(from, to)) {
    let element = elements.get(bead);
    if (element) numberRow(element, numbers.get(bead));
    else element = draw(bead);
    if (element === next) next = next.nextElementSibling;
    else put(element, next);
  }
  if (to < shown.length) setTimeout(() => place(to, to + 400, turn), 0);
  else placed = { order, shown };
}

/** Puts a row before another; what has the focus in it keeps it. */
function put(element, next) {
  const focused = element.contains(document.activeElement) ? document.activeElement : null;
  body.insertBefore(element, next);
  if (focused && focused !== document.activeElement) focused.focus({ preventScroll: true });
}

function progress() {
  const all = [...rows.values()];
  const count = (test) => all.filter(test).length;
  const [decided, doubtful, omissions] = [count((row) => row.status !== "auto"), count(isDoubtful), count(isOmission)];
  byId("progress").textContent = `${decided} of ${all.length} reviewed, ${doubtful} doubtful, ${plural(omissions, "omission", "omissions")}`;
}

// Where one is

function actions() {
  const button = (label, action, key) => make("button", { type: "button", "data-action": action, onclick: () => run(action) }, label, " ", make("kbd", { "aria-hidden": "true" }, key));
  return make("div", { class: "actions tools", role: "gridcell" },
    button("Accept", "accept", "a"), button("Reject", "reject", "r"), button("Edit", "edit", "e"), button("Cut", "split", "s"),
    button("Join below", "mergeDown", "m"), button("Join above", "mergeUp", "M"), button("Sentence down", "moveDown", "]"),
    button("Sentence up", "moveUp", "["), button("Part", "unpair", "x"), button("Exchange below", "swap", "w"), button("Note", "note", "c"));
}

const cellOf = (bead, name) => elements.get(bead)?.querySelector(`[data-side="${name}"]`);

/** Goes to a row, and to one of its sides; or, there, to the button of an action. */
function go(bead, name = side, { focus = true, action } = {}) {
  if (bead === undefined || bead === null || !rows.has(bead)) return;
  if (editing || cutting) return;
  const before = current;
  [current, side] = [bead, name];
  if (!elements.get(bead)?.isConnected) place(0, shown.indexOf(bead) + 1, drawing);
  if (before !== null && before !== bead) markCurrent(before);
  markCurrent(bead);
  if (focus) {
    const button = action && elements.get(bead).querySelector(`[data-action="${action}"]`);
    (button || cellOf(bead, name))?.focus({ preventScroll: true });
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

let doing = Promise.resolve();

/** Does one thing after the other: what a quick hand asks for waits until the last is done. */
function queue(work) {
  doing = doing.then(() => attempt(work));
  return doing;
}

/** Changes something, and goes to the row `next` if it is shown; says whether it was changed. */
async function change(body, { where = "beads", next } = {}) {
  busy = true;
  try {
    take(await ask(`${path}/${where}`, { method: "POST", body: { revision, ...body } }), next);
    return true;
  } catch (error) {
    if (error.status === 409) take(await ask(`${path}/beads?since=${revision}`));
    say(error.message);
    return false;
  } finally {
    busy = false;
  }
}

/** Takes in what changed, and stays where one was unless there is somewhere to go next. */
function take(changes, next) {
  const at = shown.indexOf(current);
  const focused = document.activeElement;
  const hadFocus = grid.contains(focused) || focused === byId("none") || focused === document.body;
  const before = current;
  revision = changes.revision;
  for (const row of changes.rows) rows.set(row.bead, row);
  order = changes.order;
  const there = new Set(order);
  for (const bead of [...rows.keys()]) if (!there.has(bead)) rows.delete(bead);
  show(changes.rows.map((row) => row.bead));
  if (findings) askAgain();
  for (const [name, kind] of [["undo", changes.undo], ["redo", changes.redo]]) {
    byId(name).setAttribute("aria-disabled", String(!kind));
    byId(name).title = kind ? `${name === "undo" ? "Takes back" : "Does again"}: ${kind}` : "";
  }
  const wanted = [next, current, shown[Math.min(Math.max(at, 0), shown.length - 1)]].find((bead) => shown.includes(bead));
  // A button in the row keeps the focus, to be pressed again.
  const action = wanted === before ? focused?.dataset?.action : undefined;
  if (wanted === undefined) leave(hadFocus);
  else go(wanted, side, { focus: hadFocus, action });
}

/** When no row is shown there is none to be at. */
function leave(focus) {
  const before = current;
  current = null;
  markCurrent(before);
  highlight("shared", []);
  if (focus) byId("none").focus();
}

/** Looks whether another window changed something. */
async function look() {
  if (busy || revision < 0) return;
  const seen = revision;
  const changes = await ask(`${path}/beads?since=${seen}`).catch(() => null);
  if (!changes || busy || seen !== revision || changes.revision === seen || editing || cutting) return;
  take(changes);
  say("Another window changed this document; this is how it is now.");
}

async function decide(status) {
  await change({ operation: "status", beads: [current], status }, { next: status === "auto" ? current : step(1) });
}

/** Edits the side where one is; `typed` is what was typed before and could not be saved. */
function edit(typed) {
  const [bead, name] = [current, side];
  const cell = cellOf(bead, name);
  const text = textOf(rows.get(bead), name);
  const field = make("textarea", { lang: cell.lang, dir: cell.dir, "aria-label": `Edit the ${name === "source" ? "original" : "translation"}` });
  field.value = typed ?? text;
  highlight("shared", []);
  cell.replaceChildren(field);
  editing = field;
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
  const close = (save) => {
    if (editing !== field) return;
    editing = null;
    const written = field.value;
    const stay = document.activeElement === field;
    queue(async () => {
      const saved = !save || written.trim() === text.trim() || await change({ operation: "edit", bead, [name]: written });
      if (!rows.has(bead)) return;
      if (field.isConnected) draw(bead);
      if (!saved) {
        go(bead, name);
        edit(written);
      } else if (stay) go(bead, name);
    });
  };
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || !["Enter", "Tab", "Escape"].includes(event.key)) return;
    event.preventDefault();
    close(event.key !== "Escape");
  });
  // Another window in front takes the keys, but what is written stays open.
  field.addEventListener("blur", () => {
    if (document.activeElement === field) return;
    if (!pointing) {
      close(true);
      return;
    }
    // What is pressed must not move away before the button is let go.
    document.addEventListener("click", () => close(true), { once: true, capture: true });
    document.addEventListener("pointerup", () => setTimeout(() => close(true)), { once: true });
  });
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
  const { bead, cuts } = cutting;
  for (const [name, at] of Object.entries(cuts)) {
    const cell = cellOf(bead, name);
    const letters = [...textOf(rows.get(bead), name)];
    const part = (from, to) => textNodes(letters.slice(from, to).join(""), languages[name]);
    cell.replaceChildren(...part(0, at), make("span", { class: "cut" }), ...part(at));
    cell.classList.toggle("active", name === cutting.side);
  }
  cellOf(bead, cutting.side).focus();
  const before = [...textOf(rows.get(bead), cutting.side)].slice(0, cuts[cutting.side]).join("").trim().split(/\s+/).pop();
  say(`Cut after “${before}”. Enter cuts, Tab cuts the other side too, Escape leaves.`);
}

function leaveCut() {
  const { bead } = cutting;
  cutting = null;
  say("");
  if (rows.has(bead)) draw(bead);
}

function cutKey(event) {
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
    if (places.length) {
      cutting.side = other;
      cuts[other] ??= places[Math.floor(places.length / 2)];
      drawCuts();
    } else say("There is nothing to cut on the other side.");
  } else if (event.key === "Enter") {
    queue(async () => {
      leaveCut();
      await change({ operation: "split", bead, ...cuts }, { next: bead });
      go(current);
    });
  } else if (event.key === "Escape") {
    leaveCut();
    go(bead);
  } else return;
  event.preventDefault();
}

async function note() {
  const bead = current;
  byId("note-text").value = rows.get(bead).note ?? "";
  if (await openDialog("note") === "save") await change({ operation: "note", bead, note: byId("note-text").value });
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
  : change({ operation: "merge", beads: [first, second] }, { next: first }));

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
  edit: () => edit(),
  split,
  mergeDown: () => joined(current, neighbour(1)),
  mergeUp: () => joined(neighbour(-1), current),
  moveDown: () => change({ operation: "move", bead: current, side, direction: "down" }),
  moveUp: () => change({ operation: "move", bead: current, side, direction: "up" }),
  unpair: () => change({ operation: "unpair", bead: current }),
  swap: () => (neighbour(1) === undefined ? say("There is no row below.") : change({ operation: "swap", beads: [current, neighbour(1)] })),
  note,
  undo: () => change({}, { where: "undo" }),
  redo: () => change({}, { where: "redo" }),
  acceptAbove,
  realign: async () => {
    say("Aligning …");
    if (await change({}, { where: "realign" })) say("What is undecided is aligned anew.");
  },
  order: () => byId("doubt-first").click(),
  find: () => byId("words").focus(),
  help: () => openDialog("help"),
};
const NEED_ROW = new Set(["accept", "reject", "reopen", "edit", "split", "mergeDown", "mergeUp", "moveDown", "moveUp", "unpair", "swap", "note", "left", "right"]);

function run(action) {
  return queue(async () => {
    if (cutting) leaveCut();
    if (editing || (NEED_ROW.has(action) && current === null)) return undefined;
    return ACTIONS[action]();
  });
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

// A row that is pressed stays where it is until the button is let go, so that a text in it can be marked.
grid.addEventListener("pointerdown", () => { pointing = true; });
for (const kind of ["click", "pointercancel", "keydown"]) document.addEventListener(kind, () => { pointing = false; });
grid.addEventListener("click", (event) => {
  const element = event.target.closest(".row");
  if (!element || event.target.closest("button, textarea") || cutting) return;
  const cell = event.target.closest("[data-side]");
  const selection = getSelection();
  const place = selection.anchorNode && cell?.contains(selection.anchorNode) ? offsetIn(cell, selection.anchorNode, selection.anchorOffset) : null;
  const bead = Number(element.dataset.bead);
  clicked = place === null ? null : { bead, side: cell.dataset.side, offset: place };
  go(bead, cell?.dataset.side ?? side);
});
let hovered = null;
grid.addEventListener("mouseover", (event) => {
  const bead = Number(event.target.closest(".row")?.dataset.bead);
  if (!bead || bead === hovered || editing || cutting) return;
  hovered = bead;
  why(bead);
});
grid.addEventListener("mouseleave", () => {
  hovered = null;
  if (current !== null && !editing && !cutting) why(current);
});
grid.addEventListener("focusin", (event) => {
  const cell = event.target.closest("[data-side]");
  const bead = Number(cell?.closest(".row")?.dataset.bead);
  if (cell && !pointing && !editing && !cutting && (bead !== current || cell.dataset.side !== side)) go(bead, cell.dataset.side);
});
grid.addEventListener("focusout", (event) => {
  if (!cutting || !document.hasFocus() || elements.get(cutting.bead).contains(event.relatedTarget)) return;
  leaveCut();
});

function chosen() {
  show([]);
  if (!shown.length) leave(false);
  else if (!shown.includes(current)) go(shown[0], side, { focus: false });
  elements.get(current)?.scrollIntoView({ block: "nearest" });
}

for (const id of ["filter", "below", "doubt-first"]) byId(id).addEventListener("change", chosen);
byId("checks").addEventListener("change", () => attempt(async () => {
  if (byId("checks").value) await check();
  chosen();
}));
let wordsTimer;
async function find() {
  clearTimeout(wordsTimer);
  const words = byId("words").value.trim();
  const beads = words ? (await ask(`${path}/find?q=${encodeURIComponent(words)}`)).beads : null;
  // What was asked before may be answered later.
  if (words !== byId("words").value.trim()) return;
  found = beads && new Set(beads);
  chosen();
}
byId("words").addEventListener("input", () => {
  clearTimeout(wordsTimer);
  wordsTimer = setTimeout(() => attempt(find), 200);
});
byId("words").addEventListener("keydown", (event) => {
  if (event.key === "Escape") byId("words").value = "";
  if (["Escape", "Enter"].includes(event.key)) attempt(find).then(() => (shown.length ? go(current ?? shown[0]) : byId("words").focus()));
});
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

byId("to-rows").addEventListener("click", (event) => {
  event.preventDefault();
  if (current === null) byId("none").focus();
  else go(current);
});

listKeys(byId("keys"));
async function begin() {
  const head = await ask(path);
  languages = { source: head.source_language, target: head.target_language };
  document.title = `${head.name} · tarjuman`;
  byId("title").textContent = head.name;
  for (const [place, name] of sidesOf(languages).entries()) {
    const title = byId(["left-title", "right-title"][place]);
    title.textContent = `${name === "source" ? "Original" : "Translation"}, ${nameOf(languages[name])}`;
    title.classList.toggle("rtl", isRightToLeft(languages[name]));
  }
  const wanted = Number(location.hash.replace("#bead-", ""));
  take(await ask(`${path}/beads`), wanted);
  const warnings = sessionStorage.getItem("warnings");
  sessionStorage.removeItem("warnings");
  if (warnings) say(warnings);
}
begin().catch((error) => {
  // What cannot be shown stays said.
  byId("title").textContent = "Nothing to review";
  byId("none").textContent = error.message;
  byId("none").hidden = false;
});
