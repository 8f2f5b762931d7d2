// What every dragged picture shares: text and SVG helpers, labelled controls, presets, the sentence, errors.
// No imports: a widget's script is elements.js, this file and its own files, one behind the other.

import { OWN_KEYS, element, ownName, setAttribute, setText } from "./elements.js";

export function escaped(text) {
  return String(text).replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);
}

export function signed(number) {
  return String(number).replace("-", "−");
}

export function rounded(number, places = 2) {
  const whole = Math.floor(Math.abs(number) * 10 ** places + 0.5);
  const fixed = (whole / 10 ** places).toFixed(places);
  const text = fixed.includes(".") ? fixed.replace(/0+$/, "").replace(/\.$/, "") : fixed;
  return number < 0 && whole ? `−${text}` : text;
}

export function listed(words) {
  return words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${words.at(-1)}` : words[0];
}

export function grouped(number) {
  return number.toLocaleString("en-US");
}

export function clamp(number, low, high) {
  return Math.min(Math.max(number, low), high);
}

// --- SVG, as text: a picture of some hundred cells is written and parsed in a few milliseconds ---

export function rect(x, y, width, height, kind, more = "") {
  return `<rect x="${x}" y="${y}" width="${Math.max(0, width)}" height="${Math.max(0, height)}" class="${kind}" ${more}/>`;
}

export function label(x, y, text, kind = "", more = "") {
  return `<text x="${x}" y="${y}" class="${kind}" ${more}>${escaped(text)}</text>`;
}

export function stroke(x1, y1, x2, y2, kind) {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" class="${kind}"/>`;
}

// Many rectangles of one kind as one shape: a tenth of the work for the page.
export class Shapes {
  constructor() {
    this.paths = new Map();
  }
  rect(x, y, width, height, kind, more = "") {
    const key = `class="${kind}" ${more}`;
    this.paths.set(key, `${this.paths.get(key) ?? ""}M${x} ${y}h${width}v${height}h${-width}z`);
  }
  line(x1, y1, x2, y2, kind) {
    const key = `class="${kind}"`;
    this.paths.set(key, `${this.paths.get(key) ?? ""}M${x1} ${y1}L${x2} ${y2}`);
  }
  toString() {
    return [...this.paths].map(([key, path]) => `<path d="${path}" ${key}/>`).join("");
  }
}

export function hatchings(id) {
  const pattern = (name, turn) =>
    `<pattern id="${name}-${id}" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(${turn})">` +
    `<line x1="0" y1="0" x2="0" y2="7" class="mp-${name}-line"/></pattern>`;
  return `<defs>${pattern("unread", 45)}${pattern("cut", -45)}<marker id="arrow-${id}" viewBox="0 0 8 8" refX="7" refY="4"
    markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" class="mp-arrowhead"/></marker></defs>`;
}

// --- controls ---

// A number box: a value that cannot be is marked and said, and goes back to the last good one on leaving.
export function numberBox(parent, name, low, high, change, step = 1) {
  const box = element("input", "mp-number", parent, {
    type: "number", min: low, max: high, step, "aria-label": name, title: `${name}: ${signed(low)} to ${signed(high)}`, ...OWN_KEYS,
  });
  let last = low;
  box.addEventListener("input", () => {
    const value = Number(box.value);
    const good = box.value !== "" && Number.isInteger(value / step) && value >= box.min && value <= box.max;
    box.classList.toggle("mp-wrong", !good);
    box.setAttribute("aria-invalid", String(!good));
    if (good && value !== last) change((last = value));
  });
  const restore = () => {
    box.value = last;
    box.classList.remove("mp-wrong");
    box.setAttribute("aria-invalid", "false");
  };
  box.addEventListener("blur", restore);
  return {
    box,
    show(value) {
      last = value;
      if (Number(box.value) !== value || box.value === "") restore();
    },
  };
}

// A slider with its number box. The slider ends where the picture still shows cells; the box goes on.
export function numberControl(parent, { name, text, unit = "" }, [low, high, end, step], change) {
  const row = element("div", "mp-control", parent, { "data-trait": name });
  element("span", "mp-control-name", row, { "aria-hidden": "true" }, text + unit);
  const range = element("input", "mp-range", row, { type: "range", min: low, max: end, step, "aria-label": text, ...OWN_KEYS });
  const number = numberBox(row, `${text}, as a number`, low, high, (value) => change({ [name]: value }), step);
  let dragging = false;
  range.addEventListener("input", () => {
    dragging = true;
    change({ [name]: Number(range.value) });
    dragging = false;
  });
  return {
    row,
    show(value, newHigh = end) {
      const top = value > newHigh ? high : newHigh;
      if (!dragging && Number(range.max) !== top) range.max = top;
      if (Number(range.value) !== value) range.value = value;
      number.show(value);
    },
    limit(top) {
      number.box.max = top;
    },
    enable(on) {
      row.classList.toggle("mp-off", !on);
      range.disabled = number.box.disabled = !on;
    },
  };
}

export function choiceBar(parent, name, choices, choose) {
  const bar = element("div", "mp-bar", parent, { role: "group", "aria-label": name });
  const buttons = choices.map(([value, text]) => {
    const button = element("button", "mp-button", bar, { type: "button", ...OWN_KEYS }, text);
    button.addEventListener("click", () => choose(value));
    return [value, button];
  });
  return {
    show(isChosen) {
      for (const [value, button] of buttons) setAttribute(button, "aria-pressed", isChosen(value));
    },
  };
}

export function copyButton(parent, text) {
  const button = element("button", "mp-button", parent, { type: "button", ...OWN_KEYS }, "Copy");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text());
    } catch {
      const area = element("textarea", "mp-hidden", button.parentNode, { "aria-hidden": "true" });
      area.value = text();
      area.select();
      document.execCommand("copy");
      area.remove();
      button.focus();
    }
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 1500);
  });
}

// The frame of a widget. `build(tools)` makes the controls and returns draw(state, sentence), which must draw everything.
// `free` names what may change while a preset's button stays pressed.
export function mount({ model, el, name, describe, build, free = [] }) {
  const names = model.get("_state_names");
  const held = names.filter((n) => !free.includes(n));
  const limits = model.get("_limits");
  const read = () => Object.fromEntries(names.map((n) => [n, model.get(n)]));
  const root = element("div", "mp-picture", el, { role: "group", "aria-label": name });
  let state = read();
  let draw = null;
  let timer = null;
  let unsent = {}; // what Python has not been told yet
  let sending = null;

  const bar = element("div", "mp-presets", root);
  const body = element("div", "mp-body", root);
  const caption = element("p", "mp-caption", root);
  const live = element("p", "mp-hidden", root, { "aria-live": "polite" });
  const errorBox = element("div", "mp-error", root, { role: "alert" });
  errorBox.hidden = true;

  function fail(text) {
    errorBox.hidden = text === "";
    setText(errorBox, text);
  }
  let presetBar = null;
  function offer() {
    bar.replaceChildren();
    const choices = model.get("_choices");
    const known = new Map(choices.map(([, all]) => [all, held.map((n) => JSON.stringify(all[n]))]));
    presetBar = choiceBar(bar, "Presets", choices.map(([text, all]) => [all, text]), change);
    presetBar.match = (now) => presetBar.show((all) => known.get(all).every((text, i) => text === now[i]));
  }
  function refresh() {
    try {
      const sentence = describe(state, limits);
      draw(state, sentence);
      setText(caption, sentence);
      clearTimeout(timer); // spoken only when the hand rests
      timer = setTimeout(() => setText(live, sentence), 600);
      presetBar.match(held.map((n) => JSON.stringify(state[n])));
      fail(model.get("error") || "");
    } catch (problem) {
      fail(`The picture could not be drawn: ${problem}. Reset brings it back.`);
      console.error(problem);
    }
  }
  function change(values) {
    state = { ...state, ...values };
    refresh(); // at once: the page does not wait for Python
    Object.assign(unsent, values);
    sending ??= setTimeout(send); // after the picture, and once for all that happened meanwhile
  }
  function send() {
    const values = unsent;
    unsent = {};
    sending = null;
    for (const [n, value] of Object.entries(values)) model.set(n, value);
    try {
      model.save_changes();
    } catch {
      // a page without a kernel: the picture moves all the same
    }
  }
  let waiting = false;
  function fromPython() {
    if (waiting) return;
    waiting = true;
    queueMicrotask(() => {
      waiting = false;
      const next = { ...read(), ...unsent };
      if (JSON.stringify(next) === JSON.stringify(state)) return fail(model.get("error") || "");
      state = next;
      refresh();
    });
  }
  const listened = [...names, "error"];
  const again = () => (offer(), refresh());
  try {
    offer();
    draw = build({ body, change, limits, state: () => state, id: ownName() });
  } catch (problem) {
    fail(`The picture could not be made: ${problem}.`);
    console.error(problem);
    return () => {};
  }
  refresh();
  for (const n of listened) model.on(`change:${n}`, fromPython);
  model.on("change:_choices", again);
  return () => {
    clearTimeout(timer);
    root.dispatchEvent(new CustomEvent("mp-gone"));
    if (!model.off) return;
    for (const n of listened) model.off(`change:${n}`, fromPython);
    model.off("change:_choices", again);
  };
}

// Pointer and arrow keys on a drawing: `pick(x, y)` in its coordinates, `step(dx, dy)` for arrows.
export function dragging(stage, [width, height], pick, step) {
  const at = (event) => {
    const box = stage.querySelector("svg").getBoundingClientRect();
    pick(((event.clientX - box.left) / box.width) * width, ((event.clientY - box.top) / box.height) * height);
  };
  stage.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    stage.setPointerCapture(event.pointerId);
    at(event);
  });
  stage.addEventListener("pointermove", (event) => event.buttons & 1 && stage.hasPointerCapture(event.pointerId) && at(event));
  stage.addEventListener("keydown", (event) => {
    const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const far = { Home: [-1e6, 0], End: [1e6, 0], PageUp: [0, -1e6], PageDown: [0, 1e6] };
    const move = arrows[event.key] || far[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    step(...move);
  });
}
