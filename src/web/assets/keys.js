// The keys of the review page: what each does, and the list that shows it.
import { make } from "./common.js";

/** [keys, name of the action, what it does]; the first key of each is shown. */
export const KEYS = [
  [["j", "ArrowDown"], "down", "next row"],
  [["k", "ArrowUp"], "up", "row before"],
  [["ArrowLeft"], "left", "side on the left"],
  [["ArrowRight"], "right", "side on the right"],
  [["n"], "nextDoubtful", "next doubtful row"],
  [["N"], "previousDoubtful", "doubtful row before"],
  [["Home"], "first", "first row"],
  [["End"], "last", "last row"],
  [["a"], "accept", "accept"],
  [["r"], "reject", "reject"],
  [["o"], "reopen", "leave undecided"],
  [["e", "Enter"], "edit", "edit this side; Enter saves, Escape leaves"],
  [["m"], "mergeDown", "join with the row below"],
  [["M"], "mergeUp", "join with the row above"],
  [["s"], "split", "cut: arrows move the cut, Tab cuts the other side too, Enter cuts, Escape leaves"],
  [["]", "Alt+ArrowDown"], "moveDown", "move the last sentence of this side to the row below"],
  [["[", "Alt+ArrowUp"], "moveUp", "move the first sentence of this side to the row above"],
  [["x"], "unpair", "part the sides: nothing translates this"],
  [["w"], "swap", "exchange the translations of this row and the one below"],
  [["c"], "note", "note"],
  [["u", "Ctrl+z"], "undo", "undo"],
  [["U", "Ctrl+Z", "Ctrl+y"], "redo", "redo"],
  [["A"], "acceptAbove", "accept all above a score"],
  [["g"], "realign", "align what is undecided anew"],
  [["d"], "order", "doubtful first, or in order"],
  [["/"], "find", "find words"],
  [["?"], "help", "this list"],
];

const BY_KEY = new Map(KEYS.flatMap(([keys, name]) => keys.map((key) => [key, name])));

/** What the key writes on a Latin keyboard, when the one in use writes other letters. */
function latin(event) {
  if (/^[\x20-\x7e]+$/.test(event.key)) return event.key;
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
  if (letter) return event.shiftKey ? letter : letter.toLowerCase();
  return { BracketLeft: "[", BracketRight: "]", Slash: event.shiftKey ? "?" : "/" }[event.code] ?? event.key;
}

/** The action of a key press, if it is one and nobody is typing. */
export function actionOf(event) {
  if (event.defaultPrevented || event.isComposing) return undefined;
  if (event.target.closest("input, textarea, select, dialog")) return undefined;
  // On a button these are the button's own.
  if (event.target.closest("button, a") && ["Enter", " "].includes(event.key)) return undefined;
  const prefix = `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}`;
  return BY_KEY.get(prefix + latin(event));
}

export function listKeys(list) {
  const shown = (key) => make("kbd", {}, key.replace("Arrow", "").replace("Ctrl+Z", "Ctrl+Shift+z"));
  list.replaceChildren(...KEYS.flatMap(([keys, , what]) => [
    make("dt", {}, ...keys.flatMap((key, index) => (index ? [" ", shown(key)] : [shown(key)]))),
    make("dd", {}, what),
  ]));
}
