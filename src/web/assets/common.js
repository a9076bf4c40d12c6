// Shared by all pages: requests to the server, texts in two directions, dialogs, announcements.

/** Sends a request and returns the JSON of the response; throws an error with the server's message. */
export async function request(path, { method = "GET", body, form, signal } = {}) {
  const options = { method, signal, headers: {} };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  if (form) options.body = form;
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error("The server does not answer; check that it is running, and try again.");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    const failure = new Error(answer.error || `The server failed with status ${response.status}; try again.`);
    failure.status = response.status;
    throw failure;
  }
  return answer;
}

export const isRightToLeft = (language) => /^(ar|fa|he|ur|ps|ckb|ug|sd|yi|dv)\b/.test(language);

const LANGUAGES = new Intl.DisplayNames("en", { type: "language" });
/** The English name of a language. */
export const nameOf = (language) => LANGUAGES.of(language) ?? language;

/** Creates an element with attributes and children, which are elements or text. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "class") element.className = value;
    else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const LATIN_RUN = /[\p{Script=Latin}][\p{Script=Latin}\p{Nd}.@:/+\-#%&=?~'’_]*(?:\s+[\p{Script=Latin}\p{Nd}][\p{Script=Latin}\p{Nd}.@:/+\-#%&=?~'’_]*)*(?<![.:?'’])/gu;
const ARABIC_RUN = /\p{Script=Arabic}[\p{Script=Arabic}\p{M}\p{Nd}]*(?:\s+\p{Script=Arabic}[\p{Script=Arabic}\p{M}\p{Nd}]*)*/gu;

/** The nodes of a text, with runs of the other direction isolated so that punctuation stays in place. */
export function textNodes(text, language) {
  const rtl = isRightToLeft(language);
  const nodes = [];
  let from = 0;
  for (const run of text.matchAll(rtl ? LATIN_RUN : ARABIC_RUN)) {
    if (run.index > from) nodes.push(text.slice(from, run.index));
    nodes.push(make("bdi", { lang: rtl ? "en" : "ar", dir: rtl ? "ltr" : "rtl" }, run[0]));
    from = run.index + run[0].length;
  }
  nodes.push(text.slice(from));
  return nodes;
}

/** The attributes of an element whose text is in a language. */
export const textAttributes = (language) => ({ lang: language.split("-")[0] === "ar" ? "ar" : language, dir: isRightToLeft(language) ? "rtl" : "ltr" });

/** The nodes of a text with marked words; marks are in characters: start and end. */
export function marked(text, marks, language, name = "mark") {
  const letters = [...text];
  const nodes = [];
  let from = 0;
  for (const [start, end] of marks) {
    nodes.push(...textNodes(letters.slice(from, start).join(""), language));
    nodes.push(make(name, {}, ...textNodes(letters.slice(start, end).join(""), language)));
    from = end;
  }
  nodes.push(...textNodes(letters.slice(from).join(""), language));
  return nodes;
}

/** The text nodes of an element, each with its start in characters. */
function textPieces(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const found = [];
  let at = 0;
  while (walker.nextNode()) {
    found.push({ node: walker.currentNode, at });
    at += [...walker.currentNode.data].length;
  }
  return found;
}

/** The DOM range of the characters from `start` to `end` in the text of an element. */
export function rangeOf(element, start, end) {
  const range = document.createRange();
  const setBoundary = (offset, set) => {
    for (const { node, at } of textPieces(element)) {
      const letters = [...node.data];
      if (offset <= at + letters.length) {
        set(node, letters.slice(0, offset - at).join("").length);
        return true;
      }
    }
    return false;
  };
  const ok = setBoundary(start, (node, at) => range.setStart(node, at)) && setBoundary(end, (node, at) => range.setEnd(node, at));
  return ok ? range : null;
}

/** The number of characters in the text of an element before a DOM position. */
export function offsetIn(element, node, offset) {
  for (const piece of textPieces(element)) {
    if (piece.node === node) return piece.at + [...node.data.slice(0, offset)].length;
  }
  return null;
}

/** Highlights ranges without changing the text nodes, so that Arabic letters stay joined. */
export function highlight(name, ranges) {
  if (!CSS.highlights) return;
  if (ranges.length) CSS.highlights.set(name, new Highlight(...ranges));
  else CSS.highlights.delete(name);
}

let clearTimer;
/** Shows a message for a few seconds, and has screen readers read it. */
export function announce(text) {
  const said = document.getElementById("said");
  said.textContent = text;
  clearTimeout(clearTimer);
  clearTimer = setTimeout(() => { said.textContent = ""; }, 7000);
}

/** Runs an action and shows its error if it fails. */
export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    if (error.name !== "AbortError") announce(error.message);
    return undefined;
  }
}

/** Opens a dialog; resolves to the value of the button that closed it, or to an empty string. */
export function openDialog(id) {
  const dialog = document.getElementById(id);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true });
  });
}

export const percent = (score) => `${Math.round(score * 100)} %`;
export const plural = (count, one, many) => `${count} ${count === 1 ? one : many}`;
