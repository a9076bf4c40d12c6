// Drawing the rows of the review page.
import { isRightToLeft, make, percent, textAttributes, textNodes } from "./common.js";

/** Undecided rows are doubtful below this score, and very doubtful below the next. */
export const DOUBTFUL_BELOW = 0.9;
const VERY_DOUBTFUL_BELOW = 0.5;

export const textOf = (row, side) => row[`${side}_edited`] ?? row[side].join(" ");
export const isOmission = (row) => !textOf(row, "source") || !textOf(row, "target");
export const isDoubtful = (row) => row.status === "auto" && row.score < DOUBTFUL_BELOW;

/** The state of a row: its name (also a CSS class), its sign, and its label if that is not the name. */
function stateOf(row) {
  if (row.status === "accepted") return { name: "accepted", sign: "✓" };
  if (row.status === "edited") return { name: "edited", sign: "✎" };
  if (row.status === "rejected") return { name: "rejected", sign: "✗" };
  if (row.score < VERY_DOUBTFUL_BELOW) return { name: "poor", sign: "??", label: "very doubtful" };
  if (row.score < DOUBTFUL_BELOW) return { name: "doubtful", sign: "?" };
  return { name: "sure", sign: "" };
}

/** The sides in the order of the columns: the language written from left to right is on the left. */
export function sidesOf(languages) {
  const sides = ["source", "target"];
  return sides.sort((a, b) => isRightToLeft(languages[a]) - isRightToLeft(languages[b]));
}

function segments(row, side, language) {
  const edited = row[`${side}_edited`];
  const texts = edited === undefined ? row[side] : [edited];
  return texts.flatMap((text, index) => {
    const segment = make("span", { class: "segment" }, ...textNodes(text, language));
    return index ? [" ", segment] : [segment];
  });
}

function stateCell(row, number) {
  const state = stateOf(row);
  const omission = isOmission(row) ? (textOf(row, "source") ? "not translated" : "added") : "";
  const label = state.label ?? state.name;
  const cell = make("div", { class: "state", role: "gridcell", id: `state-${row.bead}` },
    make("span", { class: "at" }, `${number} `),
    make("b", {}, row.status === "auto" ? percent(row.score) : state.name, state.sign ? make("span", { "aria-hidden": "true" }, ` ${state.sign}`) : null));
  if (row.status === "auto" && state.name !== "sure") cell.append(make("span", { class: "hidden" }, ` ${label}`));
  if (omission) cell.append(make("br"), omission);
  return cell;
}

/** Updates the number of a row. */
export function numberRow(element, number) {
  const index = String(number + 1);
  if (element.getAttribute("aria-rowindex") === index) return;
  element.setAttribute("aria-rowindex", index);
  element.querySelector(".at").textContent = `${number} `;
}

/** Fills the element of a row. */
export function drawRow(element, row, { number, languages, findings = [] }) {
  const state = stateOf(row);
  const layout = row.source_layout || row.target_layout;
  const classes = ["row", state.name];
  if (isOmission(row)) classes.push("omission");
  if (/^[A-Z]/.test(layout)) classes.push("paragraph");
  if (/^h/i.test(layout)) classes.push("heading");
  element.className = classes.join(" ");
  element.id = `bead-${row.bead}`;
  element.dataset.bead = row.bead;
  element.setAttribute("role", "row");
  // The first row of the grid holds the column titles.
  element.setAttribute("aria-rowindex", number + 1);
  element.removeAttribute("aria-selected");
  const cells = sidesOf(languages).map((name) => {
    const text = textOf(row, name);
    return make("div", {
      class: text ? "text" : "text empty", role: "gridcell", tabindex: -1, "aria-describedby": `state-${row.bead}`,
      "data-side": name, ...textAttributes(languages[name]),
    }, ...segments(row, name, languages[name]));
  });
  const rest = row.note ? [make("div", { class: "note", role: "gridcell", dir: "auto" }, `✍ ${row.note}`)] : [];
  if (findings.length) rest.push(make("div", { class: "note", role: "gridcell" }, ...findings.map((found) =>
    make("div", { class: `finding ${found.severity}` }, make("b", {}, `${found.code}: `), ...textNodes(found.message, "en")))));
  // Keep the buttons of the current row: one of them may just have been pressed.
  for (const child of [...element.children]) if (!child.matches(".actions")) child.remove();
  element.prepend(stateCell(row, number), ...cells, ...rest);
}
