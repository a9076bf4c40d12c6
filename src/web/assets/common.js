// What all pages share: asking the server, texts of two directions, dialogs, and saying things.

export async function ask(path, { method = "GET", body, form, signal } = {}) {
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
    throw new Error("The server does not answer; see whether it is running, then try again.");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    const failure = new Error(answer.error || `The server answers ${response.status}.`);
    failure.status = response.status;
    throw failure;
  }
  return answer;
}

export const isRightToLeft = (language) => /^(ar|fa|he|ur|ps|ckb|ug|sd|yi|dv)\b/.test(language);

const LANGUAGES = new Intl.DisplayNames("en", { type: "language" });
/** The name of a language. */
export const nameOf = (language) => LANGUAGES.of(language) ?? language;

/** An element with attributes; text and elements become its children. */
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

/** The text with runs of the other direction set apart, so that marks around them stay in place. */
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

/** The attributes of an element that holds text of a language. */
export const textAttributes = (language) => ({ lang: language.split("-")[0] === "ar" ? "ar" : language, dir: isRightToLeft(language) ? "rtl" : "ltr" });

/** Text with whole words marked; marks are in characters, start and end. */
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

/** The text nodes of an element, with where each begins, in characters. */
function pieces(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const found = [];
  let at = 0;
  while (walker.nextNode()) {
    found.push({ node: walker.currentNode, at });
    at += [...walker.currentNode.data].length;
  }
  return found;
}

/** A range over characters of an element's text. */
export function rangeOf(element, start, end) {
  const range = document.createRange();
  const place = (wanted, set) => {
    for (const { node, at } of pieces(element)) {
      const letters = [...node.data];
      if (wanted <= at + letters.length) {
        set(node, letters.slice(0, wanted - at).join("").length);
        return true;
      }
    }
    return false;
  };
  const ok = place(start, (node, at) => range.setStart(node, at)) && place(end, (node, at) => range.setEnd(node, at));
  return ok ? range : null;
}

/** Characters of an element's text before a place in it. */
export function offsetIn(element, node, offset) {
  for (const piece of pieces(element)) {
    if (piece.node === node) return piece.at + [...node.data.slice(0, offset)].length;
  }
  return null;
}

/** Highlights ranges without touching the text, so that letters stay joined. */
export function highlight(name, ranges) {
  if (!CSS.highlights) return;
  if (ranges.length) CSS.highlights.set(name, new Highlight(...ranges));
  else CSS.highlights.delete(name);
}

let silence;
/** Says something to everybody, also to who does not see it. */
export function say(text) {
  const said = document.getElementById("said");
  said.textContent = text;
  clearTimeout(silence);
  silence = setTimeout(() => { said.textContent = ""; }, 7000);
}

/** Does something and says what goes wrong. */
export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    if (error.name !== "AbortError") say(error.message);
    return undefined;
  }
}

/** Shows a dialog; gives the value of the button that closed it, or nothing. */
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
