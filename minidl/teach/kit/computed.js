// A picture that Python draws, under native, labelled controls.
// See computed.py for the traits.

import { OWN_KEYS, element, ownName } from "./elements.js";

const PATIENCE = 3000; // ms to wait for Python before saying that it does not answer

function render({ model, el }) {
  const id = ownName();
  const names = model.get("controls").map((control) => control.name);
  const values = () => Object.fromEntries(names.map((name) => [name, model.get(name)]));
  const same = (a, b) => names.every((name) => a[name] === b[name]);
  const inputs = {};
  const outputs = {};
  let url = null;
  let waiting = null;
  let speaking = null;

  const card = element("div", "minidl-computed", el);
  const controls = element("div", "minidl-c-controls", card);
  for (const control of model.get("controls")) {
    const { name, label } = control;
    const own = { id: `${id}-${name}`, ...OWN_KEYS };
    element("label", "", controls, { for: own.id }, label);
    let input;
    if (control.options) {
      input = element("select", "", controls, own);
      for (const option of control.options) element("option", "", input, { value: option }, option);
    } else {
      const { low, high, step } = control;
      input = element("input", "", controls, { ...own, type: "range", min: low, max: high, step });
      outputs[name] = element("output", "", controls, { for: own.id });
    }
    inputs[name] = input;
    input.addEventListener("input", () => {
      model.set(name, control.options ? input.value : input.valueAsNumber);
      model.save_changes();
      changed();
    });
  }

  const buttons = element("div", "minidl-c-presets", card, { role: "group", "aria-label": "Presets" });
  for (const [name, preset] of Object.entries(model.get("presets"))) {
    const button = element("button", "", buttons, { type: "button", ...OWN_KEYS }, name);
    button.addEventListener("click", () => {
      for (const [key, value] of Object.entries(preset)) model.set(key, value);
      model.save_changes();
      changed();
    });
  }

  const picture = element("div", "minidl-c-picture", card);
  const image = element("img", "", picture);
  const alert = element("div", "minidl-c-error", picture, { role: "alert" });
  const note = element("div", "minidl-c-note", picture, { role: "status" });
  const spoken = element("div", "minidl-c-spoken", card, { "aria-live": "polite" });

  function showControls() {
    for (const name of names) {
      const value = model.get(name);
      if (inputs[name].value !== String(value)) inputs[name].value = value;
      if (outputs[name]) outputs[name].textContent = Number.isInteger(value) ? value : +value.toFixed(4);
    }
    for (const button of buttons.children) {
      button.setAttribute("aria-pressed", same(model.get("presets")[button.textContent], values()));
    }
  }

  function showPicture(source, alt) {
    const first = !image.src;
    image.src = source;
    image.alt = alt;
    if (first) return; // nothing has changed yet
    clearTimeout(speaking);
    speaking = setTimeout(() => (spoken.textContent = alt), 600); // not at every step of a drag
  }

  function fromPython() {
    const bytes = model.get("png");
    const old = url;
    url = URL.createObjectURL(new Blob([bytes], { type: "image/png" }));
    showPicture(url, model.get("alt"));
    if (old) image.addEventListener("load", () => URL.revokeObjectURL(old), { once: true });
    answered();
  }

  function answered() {
    alert.textContent = model.get("error");
    image.classList.toggle("minidl-c-stale", model.get("error") !== "");
    clearTimeout(waiting);
    note.textContent = "";
    showControls();
  }

  // The page shows a preset by itself, and asks Python for everything else.
  function changed() {
    showControls();
    clearTimeout(waiting);
    note.textContent = "";
    const preset = Object.entries(model.get("presets")).find(([, preset]) => same(preset, values()));
    if (preset && !same(model.get("drawn"), values())) {
      const { png, alt } = model.get("stored")[preset[0]];
      showPicture(`data:image/png;base64,${png}`, alt);
    } else if (!preset) {
      waiting = setTimeout(() => {
        if (same(model.get("drawn"), values()) || model.get("error")) return;
        note.textContent =
          "Python draws this picture, and it is busy or not there. On a page without Python, use the buttons above.";
      }, PATIENCE);
    } else fromPython();
  }

  const changes = names.map((name) => `change:${name}`).join(" ");
  model.on(changes, showControls);
  model.on("change:png", fromPython);
  model.on("change:error", answered);
  fromPython();
  changed();
  return () => {
    model.off(changes, showControls);
    model.off("change:png", fromPython);
    model.off("change:error", answered);
    clearTimeout(waiting);
    clearTimeout(speaking);
    if (url) URL.revokeObjectURL(url);
  };
}

export default { render };
