// The review page: the rows of a document, and the user's changes to them.
import { announce, attempt, highlight, isRightToLeft, make, nameOf, offsetIn, openDialog, plural, rangeOf, request, textNodes } from "./common.js";
import { actionOf, listKeys } from "./keys.js";
import { drawRow, isDoubtful, isOmission, numberRow, sidesOf, textOf } from "./rows.js";

const byId = (id) => document.getElementById(id);
const grid = byId("grid");
const body = byId("rows");
const [, , memory, documentId] = location.pathname.split("/");
const path = `/api/memories/${memory}/documents/${documentId}`;

/** The number of rows drawn immediately; the others are drawn when the browser is idle. */
const FIRST_ROWS = 120;
/** How often to check whether another window has changed the document, in milliseconds. */
const POLL_INTERVAL = 4000;

const rows = new Map();
const elements = new Map();
let order = [];
let shown = [];
let languages = { source: "en", target: "ar" };
let revision = -1;
let current = null;
let side = "target";
let found = null;
/** The findings of the checks by row; null until the checks are run. */
let findings = null;
let busy = false;
let editing = null;
let cutting = null;
let clicked = null;
let pointing = false;
let drawing = 0;

// Showing rows

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

function filterRows() {
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

/** Whether a row has a finding of the selected kind. */
function isFound(bead) {
  const selected = byId("checks").value;
  if (!selected || !findings) return true;
  return (findings.get(bead) ?? []).some((one) => selected === "any" || one.severity === selected || one.code === selected);
}

/** Runs the checks, and lists the codes of the findings as filters. */
async function check() {
  const answer = await request(`${path}/findings`);
  const before = findings ?? new Map();
  findings = Map.groupBy(answer.findings, (one) => one.bead);
  const counts = Map.groupBy(answer.findings, (one) => one.code);
  const select = byId("checks");
  const selected = select.value;
  for (const option of [...select.options].slice(3)) option.remove();
  select.append(...[...counts].map(([code, ones]) => make("option", { value: code }, `${code} (${ones.length})`)));
  select.value = [...select.options].some((option) => option.value === selected) ? selected : "any";
  for (const bead of new Set([...before.keys(), ...findings.keys()])) if (elements.has(bead) && rows.has(bead) && !editing && !cutting) draw(bead);
}

let checkTimer;
/** Runs the checks again after a change. Rows stay visible until the user changes a filter. */
function scheduleCheck() {
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

/** Marks or unmarks the current row. Its texts are not redrawn, so that a selection in them stays. */
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
/** What the page shows completely: the order of all rows, and the rows that pass the filters. */
let placed = { order: [], shown: [] };
const isSame = (a, b) => a.length === b.length && a.every((bead, index) => bead === b[index]);

/** Updates the page to the rows that pass the filters; those in `changed` are redrawn. */
function show(changed) {
  numbers = new Map(order.map((bead, index) => [bead, index + 1]));
  filterRows();
  for (const bead of changed) if (elements.has(bead) && rows.has(bead)) draw(bead);
  if (!isSame(order, placed.order) || !isSame(shown, placed.shown)) {
    const visible = new Set(shown);
    for (const [bead, element] of elements) {
      if (!rows.has(bead)) elements.delete(bead);
      if (!visible.has(bead)) element.remove();
    }
    placed = { order: [], shown: [] };
    drawing += 1;
    placeRows(0, FIRST_ROWS, drawing);
  }
  grid.setAttribute("aria-rowcount", String(order.length + 1));
  byId("none").hidden = shown.length > 0;
  progress();
}

/** Places the shown rows with these indices; the rest follows, unless a newer drawing has begun. */
function placeRows(from, to, turn) {
  if (turn !== drawing) return;
  let next = from ? elements.get(shown[from - 1]).nextElementSibling : body.firstElementChild;
  for (const bead of shown.slice(from, to)) {
    let element = elements.get(bead);
    if (element) numberRow(element, numbers.get(bead));
    else element = draw(bead);
    if (element === next) next = next.nextElementSibling;
    else insertRow(element, next);
  }
  if (to < shown.length) setTimeout(() => placeRows(to, to + 400, turn), 0);
  else placed = { order, shown };
}

/** Inserts a row before another; an element in it that has the focus keeps it. */
function insertRow(element, next) {
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

// The current row

function actions() {
  const button = (label, action, key) => make("button", { type: "button", "data-action": action, onclick: () => run(action) }, label, " ", make("kbd", { "aria-hidden": "true" }, key));
  return make("div", { class: "actions tools", role: "gridcell" },
    button("Accept", "accept", "a"), button("Reject", "reject", "r"), button("Edit", "edit", "e"), button("Split", "split", "s"),
    button("Join below", "mergeDown", "m"), button("Join above", "mergeUp", "M"), button("Sentence down", "moveDown", "]"),
    button("Sentence up", "moveUp", "["), button("Unpair", "unpair", "x"), button("Swap below", "swap", "w"), button("Note", "note", "c"));
}

const cellOf = (bead, name) => elements.get(bead)?.querySelector(`[data-side="${name}"]`);

/** Makes a row current and focuses one of its sides, or the button of an action. */
function go(bead, name = side, { focus = true, action } = {}) {
  if (bead === undefined || bead === null || !rows.has(bead)) return;
  if (editing || cutting) return;
  const before = current;
  [current, side] = [bead, name];
  if (!elements.get(bead)?.isConnected) placeRows(0, shown.indexOf(bead) + 1, drawing);
  if (before !== null && before !== bead) markCurrent(before);
  markCurrent(bead);
  if (focus) {
    const button = action && elements.get(bead).querySelector(`[data-action="${action}"]`);
    (button || cellOf(bead, name))?.focus({ preventScroll: true });
    elements.get(bead).scrollIntoView({ block: "nearest" });
  }
  showCounterparts(bead);
}

const step = (by) => shown[Math.min(Math.max(shown.indexOf(current) + by, 0), shown.length - 1)];
const neighbour = (by) => order[order.indexOf(current) + by];

function nextDoubtful(by) {
  const from = shown.indexOf(current);
  for (let at = from + by; at >= 0 && at < shown.length; at += by) if (isDoubtful(rows.get(shown[at]))) return shown[at];
  announce(by > 0 ? "There is no doubtful row below." : "There is no doubtful row above.");
  return current;
}

let counterpartTimer;
/** Highlights the corresponding words of a row. */
function showCounterparts(bead) {
  clearTimeout(counterpartTimer);
  highlight("shared", []);
  counterpartTimer = setTimeout(async () => {
    const answer = await request(`${path}/beads/${bead}/evidence`).catch(() => null);
    if (!answer || editing || cutting || !elements.has(bead)) return;
    const ranges = answer.pairs.flatMap((pair) => ["source", "target"].map((name) => rangeOf(cellOf(bead, name), ...pair[name])));
    highlight("shared", ranges.filter(Boolean));
  }, 180);
}

// Changes

let lastTask = Promise.resolve();

/** Runs actions one at a time: an action waits until the one before it is done. */
function queue(work) {
  lastTask = lastTask.then(() => attempt(work));
  return lastTask;
}

/** Sends a change, and goes to the row `next` if it is shown; resolves to whether it succeeded. */
async function change(body, { where = "beads", next } = {}) {
  busy = true;
  try {
    applyChanges(await request(`${path}/${where}`, { method: "POST", body: { revision, ...body } }), next);
    return true;
  } catch (error) {
    if (error.status === 409) applyChanges(await request(`${path}/beads?since=${revision}`));
    announce(error.message);
    return false;
  } finally {
    busy = false;
  }
}

/** Applies changes from the server. The current row stays current unless there is a row to go to next. */
function applyChanges(changes, next) {
  const at = shown.indexOf(current);
  const focused = document.activeElement;
  const hadFocus = grid.contains(focused) || focused === byId("none") || focused === document.body;
  const before = current;
  revision = changes.revision;
  for (const row of changes.rows) rows.set(row.bead, row);
  order = changes.order;
  const existing = new Set(order);
  for (const bead of [...rows.keys()]) if (!existing.has(bead)) rows.delete(bead);
  show(changes.rows.map((row) => row.bead));
  if (findings) scheduleCheck();
  for (const [name, kind] of [["undo", changes.undo], ["redo", changes.redo]]) {
    byId(name).setAttribute("aria-disabled", String(!kind));
    byId(name).title = kind ? `${name === "undo" ? "Undo" : "Redo"}: ${kind}` : "";
  }
  const target = [next, current, shown[Math.min(Math.max(at, 0), shown.length - 1)]].find((bead) => shown.includes(bead));
  // A button in the row keeps the focus, so that it can be pressed again.
  const action = target === before ? focused?.dataset?.action : undefined;
  if (target === undefined) clearCurrent(hadFocus);
  else go(target, side, { focus: hadFocus, action });
}

/** Leaves the page without a current row, because no row is shown. */
function clearCurrent(focus) {
  const before = current;
  current = null;
  markCurrent(before);
  highlight("shared", []);
  if (focus) byId("none").focus();
}

/** Checks whether another window has changed the document. */
async function poll() {
  if (busy || revision < 0) return;
  const seen = revision;
  const changes = await request(`${path}/beads?since=${seen}`).catch(() => null);
  if (!changes || busy || seen !== revision || changes.revision === seen || editing || cutting) return;
  applyChanges(changes);
  announce("Another window changed this document. You see its current state.");
}

async function decide(status) {
  await change({ operation: "status", beads: [current], status }, { next: status === "auto" ? current : step(1) });
}

/** Edits the current side; `typed` is text that was typed before and could not be saved. */
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
  // When only the window loses the focus, the field stays open.
  field.addEventListener("blur", () => {
    if (document.activeElement === field) return;
    if (!pointing) {
      close(true);
      return;
    }
    // Saving moves rows, so wait until the mouse button is released.
    document.addEventListener("click", () => close(true), { once: true, capture: true });
    document.addEventListener("pointerup", () => setTimeout(() => close(true)), { once: true });
  });
}

// Splitting: arrows move a cut between words, on one side or both.

function wordStarts(text) {
  const letters = [...text];
  return letters.map((letter, at) => at).filter((at) => at > 0 && /\s/.test(letters[at - 1]) && !/\s/.test(letters[at]));
}

function split() {
  const starts = wordStarts(textOf(rows.get(current), side));
  if (!starts.length) return announce("There is nothing to split here.");
  const preferred = clicked && clicked.bead === current && clicked.side === side ? clicked.offset : starts[Math.floor(starts.length / 2)];
  cutting = { bead: current, side, cuts: { [side]: nearest(starts, preferred) } };
  highlight("shared", []);
  drawCuts();
  return undefined;
}

const nearest = (starts, preferred) => starts.reduce((best, at) => (Math.abs(at - preferred) < Math.abs(best - preferred) ? at : best));

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
  announce(`Cut after “${before}”. Enter splits the row, Tab cuts the other side too, Escape cancels.`);
}

function leaveCut() {
  const { bead } = cutting;
  cutting = null;
  announce("");
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
    } else announce("There is nothing to cut on the other side.");
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
  ? announce("There is no row to join with.")
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
  swap: () => (neighbour(1) === undefined ? announce("There is no row below.") : change({ operation: "swap", beads: [current, neighbour(1)] })),
  note,
  undo: () => change({}, { where: "undo" }),
  redo: () => change({}, { where: "redo" }),
  acceptAbove,
  realign: async () => {
    announce("Realigning …");
    if (await change({}, { where: "realign" })) announce("The undecided rows were realigned.");
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

// A pressed row does not move until the mouse button is released, so that text in it can be selected.
grid.addEventListener("pointerdown", () => { pointing = true; });
for (const kind of ["click", "pointercancel", "keydown"]) document.addEventListener(kind, () => { pointing = false; });
grid.addEventListener("click", (event) => {
  const element = event.target.closest(".row");
  if (!element || event.target.closest("button, textarea") || cutting) return;
  const cell = event.target.closest("[data-side]");
  const selection = getSelection();
  const offset = selection.anchorNode && cell?.contains(selection.anchorNode) ? offsetIn(cell, selection.anchorNode, selection.anchorOffset) : null;
  const bead = Number(element.dataset.bead);
  clicked = offset === null ? null : { bead, side: cell.dataset.side, offset };
  go(bead, cell?.dataset.side ?? side);
});
let hovered = null;
grid.addEventListener("mouseover", (event) => {
  const bead = Number(event.target.closest(".row")?.dataset.bead);
  if (!bead || bead === hovered || editing || cutting) return;
  hovered = bead;
  showCounterparts(bead);
});
grid.addEventListener("mouseleave", () => {
  hovered = null;
  if (current !== null && !editing && !cutting) showCounterparts(current);
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

function applyFilters() {
  show([]);
  if (!shown.length) clearCurrent(false);
  else if (!shown.includes(current)) go(shown[0], side, { focus: false });
  elements.get(current)?.scrollIntoView({ block: "nearest" });
}

for (const id of ["filter", "below", "doubt-first"]) byId(id).addEventListener("change", applyFilters);
byId("checks").addEventListener("change", () => attempt(async () => {
  if (byId("checks").value) await check();
  applyFilters();
}));
let wordsTimer;
async function find() {
  clearTimeout(wordsTimer);
  const words = byId("words").value.trim();
  const beads = words ? (await request(`${path}/find?q=${encodeURIComponent(words)}`)).beads : null;
  // An earlier request may be answered later.
  if (words !== byId("words").value.trim()) return;
  found = beads && new Set(beads);
  applyFilters();
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
document.addEventListener("visibilitychange", () => { if (!document.hidden) poll(); });
setInterval(() => { if (!document.hidden) poll(); }, POLL_INTERVAL);

byId("to-rows").addEventListener("click", (event) => {
  event.preventDefault();
  if (current === null) byId("none").focus();
  else go(current);
});

listKeys(byId("keys"));
async function begin() {
  const head = await request(path);
  languages = { source: head.source_language, target: head.target_language };
  document.title = `${head.name} · tarjuman`;
  byId("title").textContent = head.name;
  for (const [column, name] of sidesOf(languages).entries()) {
    const title = byId(["left-title", "right-title"][column]);
    title.textContent = `${name === "source" ? "Original" : "Translation"}, ${nameOf(languages[name])}`;
    title.classList.toggle("rtl", isRightToLeft(languages[name]));
  }
  const linked = Number(location.hash.replace("#bead-", ""));
  applyChanges(await request(`${path}/beads`), linked);
  const warnings = sessionStorage.getItem("warnings");
  sessionStorage.removeItem("warnings");
  if (warnings) announce(warnings);
}
begin().catch((error) => {
  // Unlike an announcement, this error stays visible.
  byId("title").textContent = "Nothing to review";
  byId("none").textContent = error.message;
  byId("none").hidden = false;
});
