// The keyboard shortcuts of the review page, and the list of them.
import { make } from "./common.js";

/** [keys, action, description] */
export const KEYS = [
  [["j", "ArrowDown"], "down", "next row"],
  [["k", "ArrowUp"], "up", "previous row"],
  [["ArrowLeft"], "left", "left side"],
  [["ArrowRight"], "right", "right side"],
  [["n"], "nextDoubtful", "next doubtful row"],
  [["N"], "previousDoubtful", "previous doubtful row"],
  [["Home"], "first", "first row"],
  [["End"], "last", "last row"],
  [["a"], "accept", "accept the row"],
  [["r"], "reject", "reject the row"],
  [["o"], "reopen", "make the row undecided"],
  [["e", "Enter"], "edit", "edit this side; Enter saves, Escape cancels"],
  [["m"], "mergeDown", "join with the row below"],
  [["M"], "mergeUp", "join with the row above"],
  [["s"], "split", "split the row: arrows move the cut, Tab cuts the other side too, Enter splits, Escape cancels"],
  [["]", "Alt+ArrowDown"], "moveDown", "move the last sentence of this side to the row below"],
  [["[", "Alt+ArrowUp"], "moveUp", "move the first sentence of this side to the row above"],
  [["x"], "unpair", "unpair the sides: neither translates the other"],
  [["w"], "swap", "swap the translations of this row and the row below"],
  [["c"], "note", "write a note"],
  [["u", "Ctrl+z"], "undo", "undo"],
  [["U", "Ctrl+Z", "Ctrl+y"], "redo", "redo"],
  [["A"], "acceptAbove", "accept all rows above a score"],
  [["g"], "realign", "realign the undecided rows"],
  [["d"], "order", "sort doubtful rows first, or in document order"],
  [["/"], "find", "find rows by words"],
  [["?"], "help", "show this list"],
];

const BY_KEY = new Map(KEYS.flatMap(([keys, name]) => keys.map((key) => [key, name])));

/** The character of a key on a Latin keyboard, if the current layout has other letters there. */
function latin(event) {
  if (/^[\x20-\x7e]+$/.test(event.key)) return event.key;
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
  if (letter) return event.shiftKey ? letter : letter.toLowerCase();
  return { BracketLeft: "[", BracketRight: "]", Slash: event.shiftKey ? "?" : "/" }[event.code] ?? event.key;
}

/** The action of a key press, if it has one and the user is not typing in a field. */
export function actionOf(event) {
  if (event.defaultPrevented || event.isComposing) return undefined;
  if (event.target.closest("input, textarea, select, dialog")) return undefined;
  // On a button or link, these keys activate it.
  if (event.target.closest("button, a") && ["Enter", " "].includes(event.key)) return undefined;
  const prefix = `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}`;
  return BY_KEY.get(prefix + latin(event));
}

/** Fills a list with the keyboard shortcuts. */
export function listKeys(list) {
  const shown = (key) => make("kbd", {}, key.replace("Arrow", "").replace("Ctrl+Z", "Ctrl+Shift+z"));
  list.replaceChildren(...KEYS.flatMap(([keys, , what]) => [
    make("dt", {}, ...keys.flatMap((key, index) => (index ? [" ", shown(key)] : [shown(key)]))),
    make("dd", {}, what),
  ]));
}
