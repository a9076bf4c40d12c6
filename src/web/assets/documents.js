// The documents page: the list of documents, and aligning two files.
import { announce, attempt, make, nameOf, openDialog, plural, request } from "./common.js";

const form = document.getElementById("drop");
const [source, target] = ["source", "target"].map((id) => document.getElementById(id));
const stage = document.getElementById("stage");
const formats = document.getElementById("formats").content;
const STAGES = { waiting: "Waiting for the alignments before it …", reading: "Reading both articles …", aligning: "Aligning their sentences …", storing: "Storing the pairs …" };

/** Lists the documents. With an index, moves the focus to the row there, or to the last row. */
async function listDocuments(index) {
  const documents = await request("/api/documents");
  const entries = documents.map(documentRow);
  document.getElementById("documents").replaceChildren(...entries);
  document.getElementById("list").hidden = documents.length === 0;
  document.getElementById("none").hidden = documents.length > 0;
  if (index === undefined) return;
  const near = entries[Math.min(index, entries.length - 1)];
  (near?.querySelector("a") ?? source).focus();
}

const indexOf = (path) => [...document.querySelectorAll("#documents tr")].findIndex((row) => row.dataset.path === path);

function documentRow(found) {
  const path = `/api/memories/${found.memory}/documents/${found.document}`;
  const page = `/documents/${found.memory}/${found.document}`;
  const progress = make("progress", { max: found.beads, value: found.reviewed, "aria-label": "Reviewed" });
  const downloads = make("select", { "aria-label": `Download ${found.name}` }, make("option", { value: "" }, "Format …"));
  downloads.append(formats.cloneNode(true));
  downloads.addEventListener("change", () => {
    if (downloads.value) location.assign(`${path}/export?format=${downloads.value}`);
    downloads.value = "";
  });
  return make("tr", { "data-path": path },
    make("td", {}, make("a", { href: page, class: "name", dir: "auto" }, found.name),
      make("div", { class: "quiet" }, `${nameOf(found.source_language)} → ${nameOf(found.target_language)}, aligned ${found.aligned_at.slice(0, 10)}, memory ${found.memory_name}`)),
    make("td", { "data-label": "Reviewed" }, `${found.reviewed} of ${found.beads}`, progress),
    make("td", { class: "number", "data-label": "Doubtful" }, String(found.doubtful)),
    make("td", { class: "number", "data-label": "Omissions" }, String(found.omissions)),
    make("td", { class: "number", "data-label": "Units" }, String(found.units)),
    make("td", { "data-label": "Download" }, downloads),
    make("td", {}, make("div", { class: "tools" },
      make("button", { type: "button", onclick: () => rename(found, path), "aria-label": `Rename ${found.name}` }, "Rename"),
      make("button", { type: "button", onclick: () => remove(found, path), "aria-label": `Delete ${found.name}` }, "Delete"))));
}

async function rename(found, path) {
  const name = document.getElementById("new-name");
  name.value = found.name;
  if (await openDialog("rename") !== "rename") return;
  await attempt(async () => {
    const index = indexOf(path);
    await request(path, { method: "PATCH", body: { name: name.value } });
    await listDocuments(index);
  });
}

async function remove(found, path) {
  const keep = document.getElementById("keep");
  keep.checked = false;
  document.getElementById("delete-what").textContent = `“${found.name}” has ${plural(found.beads, "row", "rows")} and ${plural(found.units, "unit", "units")}. “tarjuman undo” restores it.`;
  if (await openDialog("delete") !== "delete") return;
  await attempt(async () => {
    const index = indexOf(path);
    await request(`${path}?keep_units=${keep.checked}`, { method: "DELETE" });
    announce(`“${found.name}” was deleted.`);
    await listDocuments(index);
  });
}

async function align() {
  const button = document.getElementById("align");
  if (button.getAttribute("aria-disabled") === "true") return;
  const data = new FormData(form);
  button.setAttribute("aria-disabled", "true");
  try {
    stage.textContent = "Sending both files …";
    let job = await request("/api/documents", { method: "POST", form: data });
    while (STAGES[job.stage]) {
      const size = job.segments ? ` (${job.segments[0]} and ${job.segments[1]})` : "";
      stage.textContent = STAGES[job.stage] + size;
      await new Promise((resolve) => setTimeout(resolve, 250));
      job = await request(`/api/jobs/${job.job}`);
    }
    if (job.stage === "failed") throw new Error(job.error);
    if (job.warnings.length) sessionStorage.setItem("warnings", job.warnings.join("\n"));
    location.assign(`/documents/${job.memory}/${job.document}`);
  } catch (error) {
    stage.textContent = error.message;
  } finally {
    button.removeAttribute("aria-disabled");
  }
}

function setFile(input, file) {
  const transfer = new DataTransfer();
  if (file) transfer.items.add(file);
  input.files = transfer.files;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  align();
});
document.getElementById("swap").addEventListener("click", () => {
  const [first, second] = [source.files[0], target.files[0]];
  setFile(source, second);
  setFile(target, first);
});
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    event.preventDefault();
    form.classList.toggle("over", kind === "dragover");
  });
}
document.addEventListener("drop", (event) => {
  const files = [...(event.dataTransfer?.files ?? [])];
  if (files.length > 1) [source, target].forEach((input, index) => setFile(input, files[index]));
  else if (files.length === 1) setFile(source.files.length ? target : source, files[0]);
  else return;
  const isReady = source.files.length && target.files.length;
  (isReady ? document.getElementById("align") : target).focus();
  stage.textContent = isReady ? "Both files are ready; press Enter to align them." : "Now choose the other file.";
});

attempt(async () => {
  await listDocuments();
  const memories = await request("/api/memories");
  const select = document.getElementById("memory");
  select.replaceChildren(...memories.map((memory) => make("option", { value: memory.memory }, memory.name)));
  document.getElementById("which").hidden = memories.length < 2;
});
