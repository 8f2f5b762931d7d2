// Draws the widgets of a page with no kernel, each anywidget from the state that Python left in the page, and
// keeps what answers a question closed until it is answered.
// A plain script, not a module: browsers load no modules over file://.
"use strict";

// A script element: no text of the page can become one, so none can take its place.
const store = JSON.parse(document.querySelector("script#widget-state").textContent).state;
const models = new Map();
const modules = new Map(); // source → the module, once for all widgets of a kind
const NEEDS_PYTHON = "This one needs Python: run it in JupyterLab.";

// What an anywidget's script sees of its state. `set` tells the listeners at once; there is no Python to tell.
class Model {
  constructor({ state, buffers = [] }) {
    this.state = state;
    this.listeners = [];
    this.widget_manager = { get_model: async (id) => modelOf(id) };
    for (const { path, data } of buffers) {
      const owner = path.slice(0, -1).reduce((inner, key) => inner[key], state);
      owner[path.at(-1)] = new DataView(Uint8Array.from(atob(data), (c) => c.charCodeAt(0)).buffer);
    }
  }
  get(name) {
    return this.state[name];
  }
  set(name, value) {
    const values = typeof name === "string" ? { [name]: value } : name;
    const changed = Object.keys(values).filter((key) => !same(this.state[key], values[key]));
    for (const key of changed) this.state[key] = values[key];
    for (const key of changed) this.tell(`change:${key}`, values[key]);
    if (changed.length) this.tell("change");
  }
  save_changes() {}
  send() {}
  on(names, listener) {
    for (const name of names.split(" ")) this.listeners.push({ name, listener });
  }
  off(names, listener) {
    this.listeners = this.listeners.filter((one) => !names.split(" ").includes(one.name) || one.listener !== listener);
  }
  tell(event, value) {
    for (const { name, listener } of [...this.listeners]) if (name === event) listener(this, value);
  }
}

function same(a, b) {
  return a === b || (typeof a === "object" && !(a instanceof DataView) && JSON.stringify(a) === JSON.stringify(b));
}

function modelOf(reference) {
  const id = reference.replace("IPY_MODEL_", "");
  if (!models.has(id)) models.set(id, new Model(store[id]));
  return models.get(id);
}

async function moduleOf(source) {
  if (!modules.has(source)) modules.set(source, import(URL.createObjectURL(new Blob([source], { type: "text/javascript" }))));
  const { default: made } = await modules.get(source);
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

// --- no answer before its question: what lies between the two is closed until an answer is given ---

const all = (selector) => [...document.querySelectorAll(selector)];
const asked = new Set(all("[data-opens]").map((place) => place.dataset.opens));

function open(id) {
  asked.delete(id);
  for (const place of all("[data-opens]")) place.hidden = !asked.has(place.dataset.opens);
  for (const cell of all("[data-after]")) cell.hidden = cell.dataset.after.split(" ").some((one) => asked.has(one));
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
