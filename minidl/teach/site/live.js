// Cells that run: Python is started in a worker when it is first asked for, from the files in `python/`.
"use strict";

const VIEW = "application/vnd.jupyter.widget-view+json";
const NO_PYTHON = "There is no Python in this folder. `make stick` puts it there; or open the lesson in JupyterLab.";
const STUB = /(=|return)\s*\.\.\.(\s|$)/m; // an exercise: it waits for an answer
const page = document.body.dataset.page;
const byId = (id) => document.getElementById(id);

function made(tag, kind, parent, attributes = {}, text = "") {
  const element = Object.assign(document.createElement(tag), { className: kind, textContent: text });
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  parent?.append(element);
  return element;
}

// --- Python ---

let python = null; // { worker, ready: a promise }
let turn = Promise.resolve(); // one cell after the other
let current = null; // the cell that runs, or ran last: what is printed belongs to it
let notKept = ""; // what went wrong with the answers that Python gave last
const say = (text) => (byId("python-says").textContent = text);

async function start() {
  say("Python starts …");
  const mine = python;
  const [list, source] = await Promise.all(["python/list", "python/worker"].map(sideFile));
  if (!list || !source) throw new Error(NO_PYTHON);
  if (python !== mine) return; // it was stopped meanwhile
  const worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  python.worker = worker;
  const names = JSON.parse(list);
  let arrived = 0;
  for (const name of names) {
    sideFile(`python/${name}`).then((text) => {
      worker.postMessage({ act: "file", name, text });
      if (python === mine && !mine.on) say(`Python starts: ${++arrived} of ${names.length} files …`);
    });
  }
  const kept = kinds().filter((kind) => /^answers \w+$/.test(kind)).map((kind) => [kind.split(" ")[1], recall(kind)]);
  const all = everyCell().map(({ id, kind, source }) => ({ id, cell_type: kind, source }));
  worker.postMessage({ act: "start", lesson: JSON.stringify({ cells: all, answers: Object.fromEntries(kept) }) });
  await new Promise((good, bad) => {
    worker.onmessage = ({ data }) => (data.kind === "ready" ? good() : data.kind === "trouble" ? bad(new Error(data.text)) : null);
    worker.onerror = (event) => bad(new Error(event.message));
  });
  worker.onmessage = ({ data }) => heard[data.kind]?.(data);
  mine.on = true;
  say("Python is ready.");
}

function started() {
  if (!python) {
    python = {};
    byId("stop").hidden = false;
    python.ready = start().catch((problem) => {
      stop(`Python could not be started. ${problem.message}`);
      throw problem;
    });
  }
  return python.ready;
}

function stop(why) {
  python?.worker?.terminate();
  python = null;
  byId("stop").hidden = true;
  say(why);
  for (const model of models.values()) if (model.python) model.python = () => say("Python was stopped, so this does nothing now: run its cell again.");
  for (const cell of cells) cell.stopped();
  turn = Promise.resolve();
}

const viewsOf = (buffers) => buffers.map((bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));

const heard = {
  stream: ({ name, text }) => current.print(name, text),
  display: ({ data, metadata, id }) => current.put(shown(data, metadata, id)),
  update: ({ data, metadata, id }) => all(".display").filter((place) => place.dataset.display === id).forEach((place) => exchange(place, shown(data, metadata, id))),
  clear: ({ wait }) => current.clear(wait),
  error: ({ text }) => current.put(made("pre", "error", null, {}, text.replace(/\x1b\[[\d;]*m/g, ""))),
  done: ({ cell, good }) => cells.find(({ id }) => id === cell).finished(good),
  trouble: ({ text, cell }) => {
    stop(`Python stopped: ${text}`);
    cells.find(({ id }) => id === cell)?.finished(false);
  },
  answers({ number, kept }) {
    notKept = mergeAnswers(number, kept);
    for (const cell of cells) cell.mark();
  },
  comm_open({ comm, data, buffers }) {
    const worker = python.worker;
    const send = (message, bytes) => worker.postMessage({ act: "comm", id: comm, data: JSON.stringify(message), buffers: bytes.map((one) => new Uint8Array(one.buffer ?? one, one.byteOffset ?? 0, one.byteLength)) });
    models.set(comm, new Model(filled(data.state, data.buffer_paths, viewsOf(buffers)), send));
  },
  comm_msg({ comm, data, buffers }) {
    const model = models.get(comm);
    if (data.method === "custom") model?.tell("msg:custom", data.content, viewsOf(buffers));
    if (data.method !== "update") return;
    const state = filled(data.state, data.buffer_paths, viewsOf(buffers));
    if (notKept && "kept" in state) Object.assign(state, { kept: 0, error: notKept });
    model?.take(state);
  },
  heard: ({ id }) => models.get(id)?.heard(),
};

// --- what a cell shows ---

function shown(data, metadata = {}, id = null) {
  const place = made("div", id ? "display output_subarea" : "output_subarea", null, id ? { "data-display": id } : {});
  const image = data["image/png"] ? `data:image/png;base64,${data["image/png"]}` : data["image/svg+xml"] && `data:image/svg+xml,${encodeURIComponent(data["image/svg+xml"])}`;
  if (data[VIEW]) made("div", "widget", place, { "data-model": data[VIEW].model_id });
  else if (data["text/html"]) {
    place.classList.add("rendered_html");
    place.innerHTML = data["text/html"]; // its scripts do not run: see the page's Content-Security-Policy
    for (const link of place.querySelectorAll("a[href*='.ipynb']")) link.href = link.getAttribute("href").replace(".ipynb", ".html");
  } else if (image) {
    const picture = made("img", "", place, { src: image, alt: data["text/plain"] ?? "" });
    if (metadata["image/png"]?.width) picture.width = metadata["image/png"].width;
  } else made("pre", "", place, {}, data["text/plain"] ?? "");
  return place;
}

function exchange(old, place) {
  old.replaceWith(place);
  drawOpen();
}

class Cell {
  constructor(place) {
    this.place = place;
    this.id = place.id.replace("cell-id=", "");
    this.code = place.querySelector(".input_area");
    this.original = this.source = this.code.querySelector("pre").textContent.replace(/\n$/, "");
    this.checks = [...this.original.matchAll(/\bcheck\(\s*["'](.+?)["']/g)].map(([, id]) => id);
    const bar = made("div", "live", null);
    this.code.closest(".plumbing, .input").after(bar);
    const button = (text, act) => made("button", "", bar, { type: "button" }, text).addEventListener("click", act);
    button("Run", () => run([this]));
    if (place !== all(".code_cell")[0]) button("Run all above", () => run(cells.slice(0, cells.indexOf(this))));
    button("Edit", () => this.edit().focus());
    [this.editButton, this.back] = [bar.lastChild, made("button", "", bar, { type: "button", hidden: "" }, "My changes away")];
    this.back.addEventListener("click", () => this.write(this.original));
    this.passed = made("span", "passed", bar);
    this.status = made("span", "", bar, { role: "status" });
    const kept = recall(`code ${page}`)[this.id];
    if (kept || STUB.test(this.original)) this.edit();
    if (kept) this.write(kept);
    this.mark();
  }

  edit() {
    if (this.editor) return this.editor;
    this.code.hidden = this.editButton.hidden = true;
    this.editor = made("textarea", "editor", null, { "aria-label": `Code of the cell ${this.id}`, spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off", title: "Shift+Enter runs the cell. Escape, then Tab, leaves it." });
    this.code.after(this.editor);
    this.write(this.source);
    this.editor.addEventListener("input", () => this.write(this.editor.value));
    let leaving = false;
    this.editor.addEventListener("keydown", (event) => {
      const indents = event.key === "Tab" && !leaving && !event.shiftKey;
      leaving = event.key === "Escape";
      if (indents) {
        event.preventDefault();
        this.editor.setRangeText("    ", this.editor.selectionStart, this.editor.selectionEnd, "end");
        this.write(this.editor.value);
      } else if (event.key === "Enter" && (event.shiftKey || event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        run([this]);
      }
    });
    return this.editor;
  }

  write(text) {
    this.source = text;
    if (this.editor.value !== text) this.editor.value = text;
    this.editor.rows = text.split("\n").length + 1;
    this.back.hidden = text === this.original;
    const kept = recall(`code ${page}`);
    if (text === this.original) delete kept[this.id];
    else kept[this.id] = text;
    keep(`code ${page}`, kept);
  }

  mark() {
    const missing = this.checks.filter((id) => !recordOf(id).passed);
    this.passed.textContent = this.checks.length && !missing.length ? "✓ passed" : "";
  }

  run() {
    current = this;
    this.fresh = false;
    this.began = performance.now();
    this.status.textContent = "runs …";
    this.place.setAttribute("aria-busy", "true");
    python.worker.postMessage({ act: "run", cell: this.id, code: this.source });
    return new Promise((over) => (this.over = over));
  }

  finished(good) {
    if (!this.fresh) this.clear(false); // it shows nothing now
    this.ran = good;
    const seconds = (performance.now() - this.began) / 1000;
    this.status.textContent = good ? `done in ${seconds.toFixed(1)} s` : "stopped by an error";
    this.place.removeAttribute("aria-busy");
    this.over?.(good);
    this.over = null;
  }

  stopped() {
    this.ran = false;
    if (this.over) this.finished(false);
    this.status.textContent = "";
  }

  clear(wait) {
    this.fresh = !wait;
    if (!wait) this.area().replaceChildren();
  }

  area() {
    const found = this.place.querySelector(".output_wrapper") ?? made("div", "output_wrapper", this.place);
    if (!found.matches(".here")) {
      found.classList.add("here"); // not what was stored with the page
      found.replaceChildren(made("div", "output"));
      made("div", "output_area", found.firstChild);
    }
    return found.querySelector(".output_area");
  }

  put(place) {
    if (!this.fresh) this.clear(false);
    this.area().append(place);
    drawOpen();
  }

  print(name, text) {
    if (!this.fresh) this.clear(false);
    let last = this.area().lastElementChild;
    if (!last?.matches(`pre.${name}`)) last = made("pre", name, this.area());
    last.textContent = (last.textContent + text).replace(/[^\n]*\r(?!\n)(?=.)/g, ""); // a line that is written anew
  }
}

const everyCell = () => all(".code_cell, .text_cell").map((place) => cells.find((cell) => cell.place === place) ?? { id: place.id.replace("cell-id=", ""), source: headings(place), original: headings(place), kind: "markdown" }).map(({ id, original, kind = "code" }) => ({ id, kind, source: original }));
const headings = (place) => [...place.querySelectorAll("h1, h2, h3")].map((heading) => `# ${heading.textContent}`).join("\n");

// Runs cells one after the other, up to the first that stops; the setup first, where it has not run.
function run(list) {
  const wanted = cells[0].ran || list.includes(cells[0]) ? list : [cells[0], ...list];
  for (const cell of wanted) cell.status.textContent = "waits …";
  return (turn = turn.then(async () => {
    try {
      await started();
      for (const cell of wanted) if (!python?.on || !(await cell.run())) break;
    } catch (problem) {
      console.info(problem.message);
    } finally {
      for (const cell of wanted) if (cell.status.textContent === "waits …") cell.status.textContent = "";
    }
  }));
}

// --- the page's own buttons ---

function tellKept() {
  const file = location.protocol === "file:" ? "In this browser, on this computer" : "In this browser";
  const words = doneInWords(JSON.parse(document.querySelector("meta[name=asks]").content));
  byId("kept").textContent = unkept.size ? NOT_KEPT : `${file}: ${words || "your code"}.`;
}

const cells = all(".code_cell").map((place) => new Cell(place));
onKept = tellKept;
tellKept();
byId("run-all").addEventListener("click", () => run(cells));
byId("stop").addEventListener("click", () => stop("Python is stopped. What it knew is gone; your answers and your code are not."));
byId("save").addEventListener("click", saveAsFile);
byId("take-in").addEventListener("change", async ({ target }) => {
  const trouble = takeIn(await target.files[0].text());
  if (trouble) byId("kept").textContent = trouble;
  else location.reload();
});
byId("anew").addEventListener("click", () => {
  if (!confirm("Forget the answers and the code of this lesson, in this browser?")) return;
  forget(page);
  location.reload();
});
byId("here").hidden = false;
