// The drawing of DigitCanvas: the canvas on a sheet of 280 × 280, what the networks answer on one of 540 × 452.

import { OWN_KEYS, element, setAttribute } from "../../kit/elements.js";
import { Shapes, choiceBar, clamp, escaped, hatchings, label, mount, rect } from "../../kit/shared.js";
import { FRAME, SIDE, answersOf, asMnist, decoded, describe, emptyImage, percent, withStroke } from "./digit_canvas_arithmetic.js";

const PAD = 280;
const ANSWER = [540, 452];
const PITCH = PAD / SIDE;
const [SEEN, SEEN_TOP] = [5, 26]; // the image that the networks see: a pixel's size, and where it begins
const BARS = { left: 212, top: 44, wide: 158, tall: 18 };
// The maps of each convolution: how many, cells along a side, where they begin, a cell's size, from map to map.
const MAPS = [[8, 11, 252, 5.6, 67.6], [16, 4, 340, 7.4, 33.8], [32, 2, 398, 7, 16.9]];
const MEANS = { top: 436, cell: 14, pitch: 16.9 };
const LEVELS = 32; // of grey: neighbouring pixels of one level become one shape

const range = (count) => Array.from({ length: count }, (_, i) => i);

// An image as shapes: `share(value)` from −1 to 1 is how dark it becomes. What is negative is orange and smaller.
function pixels(values, [x, y, pitch, columns], share, kinds = ["mp-ink", "mp-map-minus"], shapes = new Shapes()) {
  const rows = values.length / columns;
  for (let row = 0; row < rows; row++) {
    for (let column = 0, next; column < columns; column = next) {
      next = column + 1;
      const level = Math.round(share(values[row * columns + column]) * LEVELS);
      if (level === 0) continue;
      const fill = `fill-opacity="${Math.abs(level) / LEVELS}" shape-rendering="crispEdges"`;
      if (level < 0) {
        const inset = pitch * 0.2;
        shapes.rect(fixed(x + column * pitch + inset), fixed(y + row * pitch + inset), fixed(pitch - 2 * inset), fixed(pitch - 2 * inset), kinds[1], fill);
        continue;
      }
      while (next < columns && Math.round(share(values[row * columns + next]) * LEVELS) === level) next++;
      shapes.rect(fixed(x + column * pitch), fixed(y + row * pitch), fixed((next - column) * pitch), fixed(pitch), kinds[0], fill);
    }
  }
  return shapes;
}

function fixed(number) {
  return Math.round(number * 100) / 100;
}

const asInk = (value) => value / 255;

function pad(image, [row, column], words) {
  const empty = image.every((ink) => ink === 0);
  const guide = rect(4 * PITCH, 4 * PITCH, 20 * PITCH, 20 * PITCH, "mp-guide");
  const hint = empty ? label(PAD / 2, 132, "Nothing drawn yet:", "mp-middle", 'font-size="15"') + label(PAD / 2, 156, "draw a digit here", "mp-middle", 'font-size="15"') : "";
  const cursor = rect(column * PITCH, row * PITCH, PITCH, PITCH, "mp-canvas-cursor");
  const paper = rect(0.5, 0.5, PAD - 1, PAD - 1, "mp-paper");
  return `<svg viewBox="0 0 ${PAD} ${PAD}" role="img" aria-label="${escaped(words)}">${paper}${guide}${pixels(image, [0, 0, PITCH, SIDE], asInk)}${hint}${cursor}</svg>`;
}

// What stays while a digit is drawn: titles, frames, the digits beside the bars. Drawn once, because text is slow.
function still(network, id) {
  const bent = network === "ReLU" ? " + ReLU" : "";
  let svg = label(0, 16, "The networks see", "mp-title") + rect(0, SEEN_TOP, SIDE * SEEN, SIDE * SEEN, "mp-paper");
  svg += rect(4 * SEEN, SEEN_TOP + 4 * SEEN, FRAME * SEEN, FRAME * SEEN, "mp-guide");
  svg += label(BARS.left - 16, 16, "Probability of each digit", "mp-title");
  svg += label(456, 36, "ReLU", "mp-percent mp-strong") + label(534, 36, "linear", "mp-percent mp-strong");
  svg += rect(398, 27, 14, 9, "mp-bar-relu") + rect(474, 27, 14, 9, "mp-bar-linear") + hatch(474, 27, 14, 9, id);
  for (const digit of range(10)) {
    const y = BARS.top + digit * BARS.tall;
    svg += label(BARS.left - 10, y + 12, String(digit), "mp-percent mp-strong") + rect(BARS.left, y, BARS.wide, 15, "mp-cell mp-in");
  }
  MAPS.forEach(([count, side, top, cell, pitch], i) => {
    svg += label(0, top - 6, `Convolution ${i + 1}${bent}: ${count} maps of ${side}×${side}`, "mp-key mp-strong");
    for (const map of range(count)) svg += rect(fixed(map * pitch), top, fixed(side * cell), fixed(side * cell), "mp-paper");
  });
  svg += label(0, MEANS.top - 6, "Mean of each map: the 32 numbers that the last layer weighs", "mp-key mp-strong");
  for (const i of range(32)) svg += rect(fixed(i * MEANS.pitch), MEANS.top, MEANS.cell, MEANS.cell, "mp-paper");
  return `<svg viewBox="0 0 ${ANSWER[0]} ${ANSWER[1]}" role="img">${hatchings(id)}${svg}<g></g></svg>`;
}

function hatch(x, y, width, height, id) {
  return rect(x, y, width, height, "mp-band", `style="fill:url(#cut-${id})"`);
}

// What changes: the image, the bars with their numbers, the maps. All maps of a layer share one scale.
function moving(answers, network, id) {
  const seen = pixels(answers.seen, [0, SEEN_TOP, SEEN, SIDE], asInk);
  const note = answers.ReLU ? ["scaled into 20×20, then", "its centre of mass put", "into the middle of 28×28"] : ["nothing drawn"];
  const words = note.map((line, i) => label(0, SEEN_TOP + SIDE * SEEN + 18 + 16 * i, line, "mp-key")).join("");
  return seen + words + bars(answers, id) + maps(answers[network], network);
}

// One bar above the other for each digit, the numbers at the right.
function bars(answers, id) {
  let svg = "";
  for (const [i, name] of ["ReLU", "linear"].entries()) {
    const probabilities = answers[name]?.probabilities;
    const largest = probabilities && Math.max(...probabilities);
    for (const digit of range(10)) {
      const y = BARS.top + digit * BARS.tall;
      if (!probabilities) {
        svg += label(456 + 78 * i, y + 12, "–", "mp-percent");
        continue;
      }
      const p = probabilities[digit];
      const length = fixed(p * (BARS.wide - 2));
      svg += rect(BARS.left + 1, y + 1 + 7 * i, length, 6, i ? "mp-bar-linear" : "mp-bar-relu");
      if (i) svg += hatch(BARS.left + 1, y + 8, length, 6, id);
      svg += label(456 + 78 * i, y + 12, (p === largest ? "▸ " : "") + percent(p), `mp-percent ${p === largest ? "mp-strong" : ""}`);
    }
  }
  return svg;
}

function maps(found, network) {
  if (!found) return "";
  const signs = network === "ReLU" ? "" : "blue +, small orange −, ";
  const kinds = ["mp-map-plus", "mp-map-minus"];
  const most = (values) => values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) || 1;
  const rows = MAPS.map(([count, side, top, cell, pitch], i) => {
    const [values, shapes, largest] = [found.maps[i], new Shapes(), most(found.maps[i])];
    for (const map of range(count))
      pixels(values.subarray(map * side * side, (map + 1) * side * side), [map * pitch, top, cell, side], (value) => value / largest, kinds, shapes);
    return label(540, top - 6, `${signs}full colour ${largest.toFixed(2)}`, "mp-key mp-end") + shapes;
  });
  const [shapes, largest] = [new Shapes(), most(found.means)];
  found.means.forEach((mean, i) => pixels([mean], [i * MEANS.pitch, MEANS.top, MEANS.cell, 1], (value) => value / largest, kinds, shapes));
  return rows.join("") + shapes;
}

function build({ body, change, state: now, id }, networks) {
  const columns = element("div", "mp-columns", body);
  const left = element("div", "mp-canvas", columns);
  const stage = element("div", "mp-stage", left, {
    role: "application", tabindex: 0, "aria-roledescription": "canvas", ...OWN_KEYS,
    "aria-label": "Canvas: arrow keys move the cursor, Space paints, Shift with arrows paints on the way, E changes pen and eraser, Delete clears",
  });
  const view = element("div", "mp-stage mp-answer", columns);
  let [erase, cursor] = [false, [14, 14]];

  const tools = element("div", "mp-bar", left);
  const kinds = choiceBar(tools, "Tool", [[false, "Pen"], [true, "Eraser"]], (chosen) => take(chosen));
  const clear = element("button", "mp-button", tools, { type: "button", ...OWN_KEYS }, "Clear");
  const wipe = () => change({ image: emptyImage() });
  clear.addEventListener("click", wipe);
  const line = element("div", "mp-bar", left);
  element("span", "mp-control-name", line, { "aria-hidden": "true" }, "Activation maps of");
  const select = element("select", "mp-select", line, { "aria-label": "Activation maps of", ...OWN_KEYS });
  for (const name of ["ReLU", "linear"]) element("option", "", select, { value: name }, `the ${name} network`);
  select.addEventListener("change", () => change({ network: select.value }));
  element("p", "mp-note", left, {}, "Draw with pointer or finger. Or with keys: Tab to the canvas, arrows move, Space paints, Shift + arrows paint on the way, E pen or eraser, Delete clears.");

  const take = (chosen) => {
    erase = chosen;
    kinds.show((kind) => kind === erase);
  };
  take(false);
  const paint = (from, to) => change({ image: withStroke(now().image, from, to, erase) });

  let last = null; // where the pointer was; null when it is up
  const place = (event) => {
    const box = stage.firstChild.getBoundingClientRect();
    return [((event.clientY - box.top) / box.height) * SIDE, ((event.clientX - box.left) / box.width) * SIDE];
  };
  const to = (event) => {
    const at = place(event);
    cursor = at.map((value) => clamp(Math.floor(value), 0, SIDE - 1));
    let image = now().image;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const point of events.length ? events.map(place) : [at]) {
      image = withStroke(image, last ?? point, point, erase);
      last = point;
    }
    change({ image });
  };
  stage.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    stage.setPointerCapture(event.pointerId);
    last = null;
    to(event);
  });
  stage.addEventListener("pointermove", (event) => last && event.buttons & 1 && stage.hasPointerCapture(event.pointerId) && to(event));
  for (const end of ["pointerup", "pointercancel"]) stage.addEventListener(end, () => (last = null));
  stage.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrows = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    const middle = ([row, column]) => [row + 0.5, column + 0.5];
    const arrow = arrows[event.key];
    if (arrow) {
      const before = cursor;
      cursor = cursor.map((value, i) => clamp(value + arrow[i], 0, SIDE - 1));
      if (event.shiftKey) paint(middle(before), middle(cursor));
      else change({}); // the cursor alone
    } else if (event.key === " ") paint(middle(cursor), middle(cursor));
    else if (event.key === "e" || event.key === "E") take(!erase);
    else if (event.key === "Delete" || event.key === "Backspace") wipe();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  let drawn = null; // for which network the titles stand there
  return (state, sentence) => {
    const answers = answersOf(networks, state.image);
    stage.innerHTML = pad(state.image, cursor, sentence);
    if (drawn !== state.network) view.innerHTML = still((drawn = state.network), id);
    const svg = view.firstChild;
    setAttribute(svg, "aria-label", sentence);
    svg.lastChild.innerHTML = moving(answers, state.network, id);
    select.value = state.network;
    clear.disabled = !answers.ReLU;
  };
}

function render({ model, el }) {
  const networks = Object.fromEntries(Object.entries(model.get("_networks")).map(([name, packed]) => [name, decoded(packed)]));
  return mount({
    model, el, name: "A canvas: draw a digit", free: ["network"],
    describe: (state) => describe(state, networks),
    build: (tools) => build(tools, networks),
  });
}

export default { render };
