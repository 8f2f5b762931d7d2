// What every dragged picture shares: text and SVG helpers, sheets, labelled controls, presets, the sentence, errors.

import { OWN_KEYS, bigButton, element, ownName, setAttribute, setText, soon, tellPython } from "./elements.js";
import { parseNumber } from "./numbers.js";
import { initialize } from "./saved.js";

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

// The nearest multiple of `step`, without the dust of 0.1 + 0.2; never −0.
export function onStep(value, step) {
  return Number((Math.round(value / step) * step).toPrecision(12)) + 0;
}

// The course's one sign convention: positive blue, negative orange, zero paper. Write the sign, too: never colour alone.
export function signColour(value, largest) {
  const share = largest > 0 ? Math.min(1, Math.abs(value) / largest) : 0;
  return share ? `color-mix(in srgb, var(--${value < 0 ? "minus" : "plus"}) ${Math.round(8 + 62 * share)}%, var(--paper))` : "var(--paper)";
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

// --- sheets ---

// One drawing of [width, height] in units of its own. It never shrinks below 88 % of that (14 units are 12 pixels),
// grows to 180 % where there is room, and wraps under its neighbour where there is none.
export function sheet(parent, size, attributes = {}) {
  const stage = element("div", "mp-stage mp-leaf", parent, attributes);
  let [width, height] = [0, 0];
  const resize = (to) => {
    if (to[0] === width && to[1] === height) return;
    [width, height] = to;
    stage.style.setProperty("--w", width);
    stage.style.setProperty("--h", height);
  };
  resize(size);
  // Where an event is, in the units of the drawing.
  function point(event) {
    const box = stage.querySelector("svg").getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * width, ((event.clientY - box.top) / box.height) * height];
  }
  return {
    stage,
    point,
    draw(sentence, svg, newSize = [width, height]) {
      resize(newSize);
      stage.innerHTML = `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(sentence)}">${svg}</svg>`;
    },
    // What a `handle` is at, as a number and in words.
    value(number, words, high) {
      const values = { now: number, text: words, ...(high === undefined ? {} : { max: high }) };
      for (const [name, value] of Object.entries(values)) setAttribute(stage, `aria-value${name}`, value);
    },
    // Pointer and arrow keys: `pick(x, y, event)` where the pointer is, `step(dx, dy, event)` for a key.
    drag(pick, step) {
      const far = 1e6; // Home, End and the pages go to the end
      const ways = {
        ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
        Home: [-far, 0], End: [far, 0], PageUp: [0, -far], PageDown: [0, far],
      };
      stage.classList.add("mp-draggable");
      stage.addEventListener("pointerdown", (event) => {
        if (event.button !== 0) return;
        stage.setPointerCapture(event.pointerId);
        pick(...point(event), event);
      });
      stage.addEventListener("pointermove", (event) => event.buttons & 1 && stage.hasPointerCapture(event.pointerId) && pick(...point(event), event));
      stage.addEventListener("keydown", (event) => {
        const way = ways[event.key];
        if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        event.stopPropagation();
        step(...way, event);
      });
    },
  };
}

// The attributes of a sheet that is dragged, and moved by arrow keys.
export function handle(name, low, high) {
  return { role: "slider", tabindex: 0, "aria-label": name, "aria-valuemin": low, ...(high === undefined ? {} : { "aria-valuemax": high }), ...OWN_KEYS };
}

// What the marks mean, as words under the sheets: [[SVG in a square of 16, words]]; it wraps where the room ends.
export function marksRow(parent) {
  const row = element("div", "mp-marks", parent);
  return (marks) => {
    const html = marks.map(([svg, words]) => `<span><svg viewBox="0 0 16 16" aria-hidden="true">${svg}</svg>${escaped(words)}</span>`).join("");
    if (row.innerHTML !== html) row.innerHTML = html;
  };
}

// --- controls ---

export function button(parent, text, act, attributes = {}) {
  const made = element("button", "mp-button", parent, { type: "button", ...OWN_KEYS, ...attributes }, text);
  made.addEventListener("click", act);
  return made;
}

// A labelled list of [value, text]; show(value) chooses.
export function select(parent, name, choices, choose) {
  const row = element("label", "mp-control mp-choice", parent);
  element("span", "mp-control-name", row, {}, name);
  const list = element("select", "mp-select", row, { "aria-label": name, ...OWN_KEYS });
  choices.forEach(([, text], i) => element("option", "", list, { value: i }, text));
  list.addEventListener("change", () => choose(choices[list.value][0]));
  return { row, list, show: (value) => (list.value = choices.findIndex(([one]) => one === value)) };
}

// A text box for a number. What cannot be is said beside it in words; on Enter, or on leaving, the nearest that can be is taken.
export function numberBox(parent, name, low, high, change, step = 1) {
  const [room, id] = [element("span", "mp-number-room", parent), ownName()];
  const box = element("input", "mp-number", room, {
    type: "text", inputmode: "decimal", role: "spinbutton", autocomplete: "off", "aria-label": name, "aria-describedby": id,
    "aria-valuemin": low, "aria-valuemax": high, title: `${name}: ${signed(low)} to ${signed(high)}`, ...OWN_KEYS,
  });
  const said = element("span", "mp-said", room, { id, role: "status" });
  let [last, top, before] = [low, high, null]; // `before`: what held when somebody began to type
  function judged() {
    const { value, problem } = parseNumber(box.value);
    if (problem) return [before, problem];
    if (value > top) return [top, `${signed(value)} is more than ${signed(top)}: ${signed(top)} is the largest.`];
    if (value < low) return [low, `${signed(value)} is less than ${signed(low)}: ${signed(low)} is the smallest.`];
    const near = onStep(low + onStep(value - low, step), 1e-9); // steps are counted from the lowest
    return [near, near === value ? "" : `${signed(value)} is between the steps of ${step}: ${signed(near)} is the nearest.`];
  }
  function say(words) {
    const others = words ? (box.closest(".mp-picture")?.querySelectorAll(".mp-said") ?? []) : [];
    for (const other of others) if (other !== said) setText(other, ""); // one message: the newest
    setText(said, words);
    setAttribute(box, "aria-invalid", words !== "");
    const [here, all] = [box, box.closest(".mp-picture") ?? box].map((node) => node.getBoundingClientRect());
    said.classList.toggle("mp-said-left", here.right - all.left < 230);
  }
  function show(value) {
    [last, before] = [value, null];
    box.value = signed(value);
    setAttribute(box, "aria-valuenow", value);
  }
  const take = (value) => value !== last && (show(value), change(value));
  box.addEventListener("input", () => {
    before ??= last;
    const [near, words] = judged();
    const value = words ? before : near; // "2" was on the way to "2,5"
    say(words);
    if (value === last) return;
    last = value; // its text stays as it was typed
    change(value);
  });
  const settle = () => {
    if (before === null) return; // Enter, and then leaving: the words stay
    const [value, words] = judged();
    take(value);
    show(value);
    say(words);
    setAttribute(box, "aria-invalid", "false");
  };
  box.addEventListener("change", settle);
  box.addEventListener("keydown", (event) => {
    const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (event.key === "Enter") settle();
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    say("");
    take(clamp(onStep(last + way * step, 1e-9), low, top));
  });
  return {
    box,
    show(value) {
      if (value !== last) say("");
      if (value === last && box.getAttribute("aria-invalid") === "true") return; // a number is being typed
      if (value !== last || parseNumber(box.value).value !== value) show(value);
    },
    limit: (to) => setAttribute(box, "aria-valuemax", (top = to)),
  };
}

// A slider with its number box. The slider ends where the picture still shows cells; the box goes on.
export function numberControl(parent, { name, text, unit = "" }, [low, high, end, step], change) {
  const row = element("div", "mp-control", parent, { "data-trait": name });
  element("span", "mp-control-name", row, { "aria-hidden": "true" }, text + unit);
  const both = element("span", "mp-slider", row);
  const range = element("input", "mp-range", both, { type: "range", min: low, max: end, step, "aria-label": text, ...OWN_KEYS });
  const number = numberBox(both, `${text}, as a number`, low, high, (value) => change({ [name]: value }), step);
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
      number.limit(top);
    },
    enable(on) {
      row.classList.toggle("mp-off", !on);
      range.disabled = number.box.disabled = !on;
    },
  };
}

// Buttons of which one is lit: show(value => whether it is the one). Of several that would be: the one pressed last, else the last (not Reset).
export function choiceBar(parent, name, choices, choose) {
  const bar = element("div", "mp-bar", parent, { role: "group", "aria-label": name });
  let pressed = null;
  const buttons = choices.map(([value, text]) => [value, button(bar, text, () => choose((pressed = value)))]);
  return {
    show(isChosen) {
      const fitting = choices.map(([value]) => value).filter(isChosen);
      const lit = fitting.includes(pressed) ? pressed : fitting.at(-1);
      for (const [value, made] of buttons) setAttribute(made, "aria-pressed", fitting.length > 0 && value === lit);
    },
  };
}

export function copyButton(parent, text) {
  const made = button(parent, "Copy", async () => {
    try {
      await navigator.clipboard.writeText(text());
    } catch {
      const area = element("textarea", "mp-hidden", made.parentNode, { "aria-hidden": "true" });
      area.value = text();
      area.select();
      document.execCommand("copy");
      area.remove();
      made.focus();
    }
    made.textContent = "Copied";
    setTimeout(() => (made.textContent = "Copy"), 1500);
  });
}

// A picture as anywidget wants it; `parts` are mount's, or a function of the model that makes them.
export function picture(parts) {
  return { initialize, render: ({ model, el }) => mount({ model, el, ...(typeof parts === "function" ? parts(model) : parts) }) };
}

// The parts of every picture: buttons over it, sheets, controls and words, the sentence, and what went wrong.
export function frame(el, name, kind = "") {
  const root = element("div", `mp-picture ${kind}`, el, { role: "group", "aria-label": name });
  const bar = element("div", "mp-presets", root);
  const body = element("div", "mp-body", root);
  const [sheets, controls, words] = ["mp-sheets", "mp-side", "mp-text"].map((part) => element("div", part, body));
  const caption = element("p", "mp-caption", root);
  const live = element("p", "mp-hidden", root, { "aria-live": "polite" });
  const errorBox = element("div", "mp-error", root, { role: "alert" });
  let timer = null;
  function fail(text) {
    errorBox.hidden = text === "";
    setText(errorBox, text);
  }
  fail("");
  function next({ target }) {
    for (const said of root.querySelectorAll(".mp-said")) if (!said.parentNode.contains(target)) setText(said, "");
  }
  for (const done of ["input", "click", "keydown"]) root.addEventListener(done, next); // what a number box said is old then
  // Sheets stay in sight while a control under them is used. A button that is clicked does not begin it: it would be moved away.
  controls.addEventListener("focusin", ({ target }) => {
    if (target.matches("input, :focus-visible")) body.classList.add("mp-stay");
    const hides = [sheets, sheets.firstChild].filter((part) => part && getComputedStyle(part).position === "sticky").map((part) => part.getBoundingClientRect()).find((box) => box.height);
    const there = target.getBoundingClientRect();
    if (hides && there.left < hides.right && there.top < hides.bottom && there.bottom > hides.top) target.scrollIntoView({ block: "end" });
  });
  controls.addEventListener("focusout", ({ relatedTarget }) => controls.contains(relatedTarget) || body.classList.remove("mp-stay"));
  return {
    root, bar, body, sheets, controls, words, caption, fail,
    say(sentence) {
      const first = !caption.textContent;
      setText(caption, sentence);
      clearTimeout(timer); // spoken only when the hand rests
      if (!first) timer = setTimeout(() => setText(live, sentence), 600);
    },
    quiet: () => clearTimeout(timer),
  };
}

// A picture that is dragged. `build({ sheets, controls, words, number, choose, change, state, limits, id })` makes sheets and
// controls and returns draw(state, sentence), which must draw everything. `free` names what may change while a preset's button
// stays pressed.
function mount({ model, el, name, describe, build, free = [] }) {
  const names = model.get("_state_names");
  const heldOf = (all) => JSON.stringify(names.filter((n) => !free.includes(n)).map((n) => all[n]));
  const limits = model.get("_limits");
  const read = () => Object.fromEntries(names.map((n) => [n, model.get(n)]));
  const { root, bar, sheets, controls, words, fail, say, quiet } = frame(el, name);
  const presetRow = element("div", "mp-bar", bar);
  bigButton(bar, root);
  let state = read();
  let draw = null;
  let unsent = {}; // what Python has not been told yet
  let sending = null;
  const bound = []; // [trait, the control that shows it]
  const bind = (trait, control) => (bound.push([trait, control]), control);
  const tools = {
    // A slider with its number box, or a list, for a trait.
    number(trait, text, { unit = "", end = limits[trait][2], set = change } = {}) {
      const [low, high, , step] = limits[trait];
      return bind(trait, numberControl(controls, { name: trait, text, unit }, [low, high, end, step], set));
    },
    choose: (trait, text, choices) => bind(trait, select(controls, text, choices, (value) => change({ [trait]: value }))),
  };
  let presetBar = null;
  function offer() {
    const choices = model.get("_choices");
    presetRow.replaceChildren();
    presetBar = choiceBar(presetRow, "Presets", choices.map(([text, all]) => [all, text]), change);
  }
  function refresh() {
    try {
      const place = window.innerHeight <= 520 && root.clientWidth >= 500 ? controls : root; // low: beside the sheets
      if (bar.parentNode !== place) place.prepend(bar);
      const sentence = describe(state);
      for (const [trait, control] of bound) control.show(state[trait]);
      draw(state, sentence);
      say(sentence);
      const now = heldOf(state);
      presetBar.show((all) => heldOf(all) === now);
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
    tellPython(model, values);
  }
  const fromPython = soon(() => {
    const next = { ...read(), ...unsent };
    if (JSON.stringify(next) === JSON.stringify(state)) return fail(model.get("error") || "");
    state = next;
    refresh();
  });
  const changes = [...names, "error"].map((n) => `change:${n}`).join(" ");
  const again = () => (offer(), refresh());
  try {
    offer();
    draw = build({ ...tools, sheets, controls, words, change, limits, state: () => state, id: ownName() });
  } catch (problem) {
    fail(`The picture could not be made: ${problem}.`);
    console.error(problem);
    return () => {};
  }
  refresh();
  let wide = root.clientWidth;
  const watch = new ResizeObserver(() => wide !== root.clientWidth && ((wide = root.clientWidth), refresh()));
  watch.observe(root);
  model.on(changes, fromPython);
  model.on("change:_choices", again);
  return () => {
    quiet();
    watch.disconnect();
    model.off(changes, fromPython);
    model.off("change:_choices", again);
  };
}
