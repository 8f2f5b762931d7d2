// Draws the widgets of a page with no kernel: each anywidget from the state that Python left in the page.
// A plain script, not a module: browsers load no modules over file://.
"use strict";

(() => {
  const store = JSON.parse(document.getElementById("widget-state").textContent).state;
  const models = new Map();
  const modules = new Map(); // source → the module, once for all widgets of a kind
  const BOXES = { VBoxView: "widget-column", BoxView: "widget-column", HBoxView: "widget-row" };

  // What an anywidget's script sees of its state. `set` tells the listeners at once; there is no Python to tell.
  class Model {
    constructor({ state, buffers = [] }) {
      this.state = state;
      this.listeners = new Map();
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
    on(names, listener, context) {
      for (const name of names.split(/\s+/)) {
        this.listeners.set(name, [...(this.listeners.get(name) ?? []), { listener, context }]);
      }
    }
    off(names, listener) {
      for (const name of names ? names.split(/\s+/) : [...this.listeners.keys()]) {
        const kept = (this.listeners.get(name) ?? []).filter((one) => listener && one.listener !== listener);
        this.listeners.set(name, kept);
      }
    }
    tell(name, value) {
      for (const { listener, context } of this.listeners.get(name) ?? []) listener.call(context, this, value);
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

  function moduleOf(source) {
    if (!modules.has(source)) {
      const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
      modules.set(source, import(url).then(async ({ default: made }) => (typeof made === "function" ? made() : made)));
    }
    return modules.get(source);
  }

  function style(css) {
    if (!css || [...document.querySelectorAll("style")].some((sheet) => sheet.textContent === css)) return;
    const sheet = document.createElement("style");
    sheet.textContent = css;
    document.head.append(sheet);
  }

  async function draw(model, el) {
    const view = model.get("_view_name");
    if (model.get("_esm")) {
      style(model.get("_css"));
      const { initialize, render } = await moduleOf(model.get("_esm"));
      const tools = { model, experimental: { invoke: async () => Promise.reject("there is no Python on this page") } };
      const { signal } = new AbortController();
      model.ready ??= initialize?.({ ...tools, signal }) ?? null;
      await model.ready;
      await render?.({ ...tools, el, signal });
    } else if (view in BOXES) {
      el.classList.add(BOXES[view]);
      for (const child of model.get("children")) await draw(modelOf(child), el.appendChild(document.createElement("div")));
    } else if (view === "HTMLView" || view === "HTMLMathView") {
      el.innerHTML = model.get("value");
    } else if (view === "LabelView") {
      el.textContent = model.get("value");
    } else {
      throw new NeedsPython();
    }
  }

  class NeedsPython extends Error {}

  async function show(place) {
    const el = document.createElement("div");
    try {
      place.after(el); // a script may measure the place where it draws
      await draw(modelOf(place.dataset.model), el);
      place.replaceChildren(el);
    } catch (problem) {
      const needsPython = problem instanceof NeedsPython;
      if (!needsPython) console.error(problem);
      el.className = "widget-problem";
      el.textContent = needsPython ? "This one needs Python: run it in JupyterLab." : `It could not be drawn: ${problem}`;
    }
  }

  for (const place of document.querySelectorAll(".widget[data-model]")) show(place);
})();
