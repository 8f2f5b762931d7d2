// Draws the widgets of a page with no kernel, each anywidget from the state that Python left in the page, and
// keeps what answers a question closed until it is answered.
// A plain script, not a module: browsers load no modules over file://.
"use strict";

// A script element: no text of the page can become one, so none can take its place.
const { state: stored, texts } = JSON.parse(document.querySelector("script#widget-state").textContent);
const models = new Map();
const modules = new Map(); // source → the module, once for all widgets of a kind
const NEEDS_PYTHON = "This one needs Python: press Run.";
const bytesOf = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

// Binary parts of a state, which arrive beside it.
function filled(state, paths, views) {
  paths.forEach((path, i) => {
    const owner = path.slice(0, -1).reduce((inner, key) => inner[key], state);
    owner[path.at(-1)] = views[i];
  });
  return state;
}

// What an anywidget's script sees of its state. `set` tells the listeners at once. `python` hands a message to
// Python; null where there is none yet: then what is answered is kept by the page itself.
class Model {
  constructor(state, python = null) {
    [this.state, this.python, this.listeners, this.unsent, this.busy] = [state, python, [], {}, false];
    this.widget_manager = { get_model: async (id) => modelOf(id) };
    if (!python && state.question_id) {
      const { answers = [], reasons = [] } = recordOf(state.question_id);
      Object.assign(state, { answers, reasons, kept: answers.length + reasons.length });
    }
  }
  get(name) {
    return this.state[name];
  }
  set(name, value) {
    const values = typeof name === "string" ? { [name]: value } : name;
    Object.assign(this.unsent, this.take(values));
  }
  // The values that differ, after all have been told of them.
  take(values) {
    const changed = Object.entries(values).filter(([key, value]) => !same(this.state[key], value));
    for (const [key, value] of changed) this.state[key] = value;
    for (const [key, value] of changed) this.tell(`change:${key}`, value);
    if (changed.length) this.tell("change");
    return Object.fromEntries(changed);
  }
  save_changes() {
    if (!this.python) return this.keep();
    if (this.busy || !Object.keys(this.unsent).length) return; // Python has not read the last ones: these can wait
    this.busy = true;
    const [state, paths, buffers] = [{}, [], []];
    for (const [key, value] of Object.entries(this.unsent)) {
      const bytes = value instanceof ArrayBuffer || ArrayBuffer.isView(value);
      if (bytes) [paths, buffers].forEach((list, i) => list.push(i ? value : [key]));
      else state[key] = value;
    }
    this.unsent = {};
    this.python({ method: "update", state, buffer_paths: paths }, buffers);
  }
  heard() {
    this.busy = false;
    this.save_changes();
  }
  keep() {
    const { question_id: id, answers, reasons } = this.state;
    if (!id || !("answers" in this.unsent || "reasons" in this.unsent)) return;
    const error = keepAnswer(id, answers, reasons);
    this.unsent = {};
    this.take({ error, kept: error ? 0 : answers.length + reasons.length });
  }
  send(content, callbacks, buffers = []) {
    this.python?.({ method: "custom", content }, buffers);
  }
  on(names, listener) {
    for (const name of names.split(" ")) this.listeners.push({ name, listener });
  }
  off(names, listener) {
    this.listeners = this.listeners.filter((one) => !names.split(" ").includes(one.name) || one.listener !== listener);
  }
  tell(event, ...values) {
    const who = event.startsWith("msg:") ? [] : [this];
    for (const { name, listener } of [...this.listeners]) if (name === event) listener(...who, ...values);
  }
}

function same(a, b) {
  return a === b || (typeof a === "object" && !(a instanceof DataView) && JSON.stringify(a) === JSON.stringify(b));
}

function modelOf(reference) {
  const id = reference.replace("IPY_MODEL_", "");
  if (!models.has(id)) {
    const { state, buffers = [] } = stored[id];
    for (const name of ["_esm", "_css"]) if (name in state) state[name] = texts[state[name]];
    if (state._grid) {
      let loading;
      state._grid.load = () => (loading ??= sideFile(state._grid.file).then(JSON.parse)); // null, if it is not there
    }
    models.set(id, new Model(filled(state, buffers.map(({ path }) => path), buffers.map(({ data }) => new DataView(bytesOf(data).buffer)))));
  }
  return models.get(id);
}

// A script element and not import(): the page's Content-Security-Policy trusts what its own script adds.
function imported(source) {
  const address = (text) => URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  const number = modules.size;
  return new Promise((arrived, failed) => {
    window[`minidlModule${number}`] = arrived;
    const text = `import made from "${address(source)}"; window.minidlModule${number}(made);`;
    const script = Object.assign(document.createElement("script"), { type: "module", src: address(text), onerror: failed });
    window.addEventListener("error", ({ error }) => error && failed(error), { once: true });
    document.head.append(script);
  });
}

async function moduleOf(source) {
  if (!modules.has(source)) modules.set(source, imported(source));
  const made = await modules.get(source);
  return typeof made === "function" ? made() : made;
}

function style(css) {
  if (!css || [...document.querySelectorAll("style")].some((sheet) => sheet.textContent === css)) return;
  document.head.append(Object.assign(document.createElement("style"), { textContent: css }));
}

async function draw(model, el) {
  const view = model.get("_view_name");
  if (model.get("_esm")) {
    style(model.get("_css"));
    const { initialize, render } = await moduleOf(model.get("_esm"));
    const tools = { model, experimental: { invoke: () => Promise.reject(NEEDS_PYTHON) }, signal: new AbortController().signal };
    model.ready ??= initialize?.(tools) ?? null;
    await model.ready;
    await render?.({ ...tools, el });
  } else if (/BoxView$/.test(view)) {
    el.classList.add(view);
    for (const child of model.get("children")) await draw(modelOf(child), el.appendChild(document.createElement("div")));
  } else if (/^HTML(Math)?View$/.test(view)) el.innerHTML = model.get("value"); // made safe in Python
  else if (view === "LabelView") el.textContent = model.get("value");
  else throw NEEDS_PYTHON;
}

async function show(place) {
  const el = document.createElement("div");
  place.classList.add("drawn");
  try {
    place.after(el); // a script may measure the place where it draws
    await draw(modelOf(place.dataset.model), el);
    place.replaceChildren(el);
  } catch (problem) {
    if (problem !== NEEDS_PYTHON) console.error(problem);
    el.className = "widget-problem";
    el.textContent = problem === NEEDS_PYTHON ? problem : `It could not be drawn: ${problem}`;
  }
}

// --- files beside the page, each a script that calls minidlFile: browsers let no page read a file over file:// ---

const arriving = new Map();
globalThis.minidlFile = (name, text) => arriving.get(name)?.(text);

// Its text, or null if it is not there.
function sideFile(name) {
  return new Promise((arrived) => {
    arriving.set(name, arrived);
    const script = Object.assign(document.createElement("script"), { src: `${name}.js` });
    script.onload = script.onerror = () => {
      script.remove();
      arriving.delete(name);
      arrived(null); // if it did not say otherwise
    };
    document.head.append(script);
  });
}

// --- no answer before its question: what lies between the two is closed until an answer is given ---

const all = (selector) => [...document.querySelectorAll(selector)];
const asked = new Set(all("[data-opens]").map((place) => place.dataset.opens));
for (const { state } of Object.values(stored)) {
  const { answers = [], reasons = [] } = state.question_id ? recordOf(state.question_id) : {};
  if (answers.length && (reasons.length >= answers.length || !state.because?.length)) asked.delete(state.question_id);
}

function open(id) {
  asked.delete(id);
  for (const place of all("[data-opens]")) place.hidden = !asked.has(place.dataset.opens);
  for (const cell of all("[data-after]")) cell.hidden = cell.dataset.after.split(" ").some((one) => asked.has(one));
  drawOpen();
}

function drawOpen() {
  for (const place of all(".widget[data-model]:not([hidden] *, .drawn)")) show(place);
}

document.addEventListener("minidl-answered", (event) => open(event.detail.id));
for (const place of all("[data-opens]")) {
  place.querySelector("button").addEventListener("click", () => {
    open(place.dataset.opens);
    place.nextElementSibling.tabIndex = -1; // the button is gone: go on reading here
    place.nextElementSibling.focus();
  });
}

// What scrolls sideways can be scrolled by keyboard, too.
const sizes = new ResizeObserver((boxes) => {
  for (const { target } of boxes) target.tabIndex = target.scrollWidth > target.clientWidth ? 0 : -1;
});
for (const box of all(".wide, .highlight pre")) sizes.observe(box);
open(null);
document.documentElement.classList.add("ready");
