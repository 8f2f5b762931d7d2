// A picture that Python draws, under native, labelled controls. See computed.py for the traits.

let count = 0;

const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

// JupyterLab takes arrow keys and letters away unless this stands on the element itself.
const NATIVE = { "data-lm-suppress-shortcuts": "true" };
const PATIENCE = 3000; // ms to wait for Python before saying that it does not answer

function render({ model, el }) {
  const id = `minidl-computed-${++count}`;
  const names = model.get("controls").map((control) => control.name);
  const values = () => Object.fromEntries(names.map((name) => [name, model.get(name)]));
  const same = (a, b) => names.every((name) => a[name] === b[name]);
  const inputs = {};
  const outputs = {};
  let url = null;
  let waiting = null;
  let speaking = null;

  const controls = make("div", { class: "minidl-c-controls" });
  for (const control of model.get("controls")) {
    const { name, label } = control;
    let input;
    if (control.options) {
      input = make("select", { id: `${id}-${name}`, ...NATIVE });
      input.append(...control.options.map((option) => make("option", { value: option }, option)));
    } else {
      const { low, high, step } = control;
      input = make("input", { id: `${id}-${name}`, type: "range", min: low, max: high, step, ...NATIVE });
      outputs[name] = make("output", { for: `${id}-${name}` });
    }
    inputs[name] = input;
    input.addEventListener("input", () => {
      model.set(name, control.options ? input.value : input.valueAsNumber);
      model.save_changes();
      changed();
    });
    controls.append(make("label", { for: `${id}-${name}` }, label), input, outputs[name] ?? "");
  }

  const buttons = make("div", { class: "minidl-c-presets", role: "group", "aria-label": "Presets" });
  for (const [name, preset] of Object.entries(model.get("presets"))) {
    const button = make("button", { type: "button", ...NATIVE }, name);
    button.addEventListener("click", () => {
      for (const [key, value] of Object.entries(preset)) model.set(key, value);
      model.save_changes();
      changed();
    });
    buttons.append(button);
  }

  const image = make("img");
  const alert = make("div", { role: "alert", class: "minidl-c-error" });
  const note = make("div", { class: "minidl-c-note", role: "status" });
  const spoken = make("div", { class: "minidl-c-spoken", "aria-live": "polite" });
  const picture = make("div", { class: "minidl-c-picture" }, image, alert, note);
  const card = make("div", { class: "minidl-computed" }, controls, buttons, picture, spoken);
  el.append(card);

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
    image.src = source;
    image.alt = alt;
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
    if (url) URL.revokeObjectURL(url);
  };
}

export default { render };
