// The drawing of DigitCanvas: the canvas, what the networks see and answer, and why: drawing × template, or maps.

import { OWN_KEYS, element } from "../../kit/elements.js";
import { Shapes, button, choiceBar, clamp, hatchings, label, marksRow, picture, rect, rounded, sheet } from "../../kit/shared.js";
import { FRAME, SIDE, answersOf, decoded, describe, emptyImage, percent, withStroke } from "./digit_canvas_arithmetic.js";

const PAD = 280;
const PITCH = PAD / SIDE;
const BARS = { left: 26, top: 152, wide: 118, tall: 17 };
// The maps of each convolution: how many, cells along a side, where they begin, a cell's size, from map to map.
const MAPS = [[8, 11, 44, 3.2, 38], [16, 4, 118, 4.2, 19], [32, 2, 174, 4, 9.5]];
const MEANS = { top: 222, cell: 8, pitch: 9.5 };
const TEMPLATE = { across: 5, wide: 62, tall: 134, top: 42, pixel: 2 };
const LEVELS = 32; // of grey: neighbouring pixels of one level become one shape

const range = (count) => Array.from({ length: count }, (_, i) => i);
const fixed = (number) => Math.round(number * 100) / 100;
const asInk = (value) => value / 255;

// An image as shapes: `share(value)` from −1 to 1 is how dark it becomes. What is negative is orange and smaller.
function pixels(values, [x, y, pitch, columns], share, kinds = ["mp-ink", "mp-minus"], shapes = new Shapes()) {
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

function pad(image, [row, column]) {
  const empty = image.every((ink) => ink === 0);
  const hint = empty ? label(PAD / 2, 132, "Nothing drawn yet:", "mp-key mp-middle") + label(PAD / 2, 156, "draw a digit here", "mp-key mp-middle") : "";
  const guide = rect(4 * PITCH, 4 * PITCH, FRAME * PITCH, FRAME * PITCH, "mp-guide");
  return rect(0.5, 0.5, PAD - 1, PAD - 1, "mp-photo") + guide + pixels(image, [0, 0, PITCH, SIDE], asInk, ["mp-black"]) + hint + rect(column * PITCH, row * PITCH, PITCH, PITCH, "mp-canvas-cursor");
}

function hatched(x, y, width, height, id) {
  return rect(x, y, width, height, "mp-bar-linear") + rect(x, y, width, height, "mp-band", `style="fill:url(#cut-${id})"`);
}

// What the networks see; then a bar of each network for each digit, with its number.
function answerSheet({ seen, truth, ReLU, linear }, shift, id) {
  let svg = hatchings(id) + label(0, 15, "The networks see", "mp-title") + rect(0, 22, 112, 112, "mp-photo") +
    rect(16, 38, 80, 80, "mp-guide") + pixels(seen, [0, 22, 4, SIDE], asInk, ["mp-black"]);
  const words = ["scaled to 20×20,", "put into the middle", "by its weight", shift ? `moved ${Math.abs(shift)} ${shift > 0 ? "right" : "left"}` : ""];
  words.forEach((line, i) => (svg += label(122, 40 + 18 * i, line, "mp-key")));
  if (truth !== undefined) svg += label(122, 126, `It is a ${truth}.`, "mp-title");
  svg += label(226, BARS.top - 5, "ReLU", "mp-percent mp-strong") + label(300, BARS.top - 5, "linear", "mp-percent mp-strong");
  for (const digit of range(10)) {
    const y = BARS.top + digit * BARS.tall;
    svg += label(16, y + 13, String(digit), "mp-percent mp-strong") + rect(BARS.left, y, BARS.wide, 15, "mp-cell mp-in");
    for (const [i, network] of [ReLU, linear].entries()) {
      const p = network?.probabilities[digit];
      const first = network && p === Math.max(...network.probabilities);
      const wide = fixed((p ?? 0) * (BARS.wide - 2));
      svg += i ? hatched(BARS.left + 1, y + 8, wide, 6, id) : rect(BARS.left + 1, y + 1, wide, 6, "mp-bar-relu");
      svg += label(226 + 74 * i, y + 13, network ? (first ? "▸ " : "") + percent(p) : "–", `mp-percent ${first ? "mp-strong" : ""}`);
    }
  }
  return svg;
}

// Ten small pictures: blue speaks for the digit, orange against it; the sums under each make its score.
function templateSheet({ linear }) {
  let svg = label(0, 15, "Linear network: drawing × template", "mp-title") + label(0, 34, "for, against, and the score with b:", "mp-key");
  const { across, wide, tall, top, pixel } = TEMPLATE;
  const largest = linear && linear.products.reduce((most, product) => product.reduce((m, p) => Math.max(m, Math.abs(p)), most), 0);
  const best = linear && linear.logits.indexOf(Math.max(...linear.logits));
  for (const digit of range(10)) {
    const [x, y] = [(digit % across) * wide, top + Math.floor(digit / across) * tall];
    svg += label(x, y + 14, `${digit === best ? "▸ " : ""}${digit}`, "mp-title") + rect(x, y + 18, 28 * pixel, 28 * pixel, digit === best ? "mp-cell mp-in mp-frame" : "mp-cell mp-in");
    if (!linear) continue;
    const [plus, minus] = linear.parts[digit];
    svg += pixels(linear.products[digit], [x, y + 18, pixel, SIDE], (value) => Math.sign(value) * Math.sqrt(Math.abs(value) / largest), ["mp-plus", "mp-minus"]);
    [`+${rounded(plus, 1)}`, `−${rounded(minus, 1)}`, `= ${rounded(linear.logits[digit], 1)}`].forEach((text, i) => {
      svg += label(x, y + 90 + 16 * i, text, i === 2 ? "mp-key mp-strong" : "mp-key");
    });
  }
  return svg;
}

function mapSheet({ ReLU }) {
  let svg = label(0, 15, "ReLU network: what is left after", "mp-title");
  const most = (values) => values.reduce((largest, value) => Math.max(largest, value), 0) || 1;
  MAPS.forEach(([count, side, top, cell, pitch], i) => {
    svg += label(0, top - 6, `convolution ${i + 1}: ${count} maps of ${side}×${side}`, "mp-key");
    for (const map of range(count)) {
      svg += rect(fixed(map * pitch), top, fixed(side * cell), fixed(side * cell), "mp-cell mp-in");
      const [size, largest] = [side * side, ReLU && most(ReLU.maps[i])];
      if (ReLU) svg += pixels(ReLU.maps[i].subarray(map * size, (map + 1) * size), [map * pitch, top, cell, side], (value) => value / largest, ["mp-plus"]);
    }
  });
  svg += label(0, MEANS.top - 6, "mean of each map: the last layer's 32 numbers", "mp-key");
  return svg + range(32).map((i) => rect(fixed(i * MEANS.pitch), MEANS.top, MEANS.cell, MEANS.cell, "mp-cell mp-in") +
    (ReLU ? pixels([ReLU.means[i]], [i * MEANS.pitch, MEANS.top, MEANS.cell, 1], (value) => value / most(ReLU.means), ["mp-plus"]) : "")).join("");
}

function build({ sheets, controls, words, number, choose, change, state: now, id }, numbers) {
  const canvas = sheet(sheets, [PAD, PAD], {
    role: "application", tabindex: 0, "aria-roledescription": "canvas", ...OWN_KEYS,
    "aria-label": "Canvas: arrow keys move the cursor, Space paints, Shift with arrows paints on the way, E changes pen and eraser, Delete clears",
  });
  const stage = canvas.stage;
  stage.classList.add("mp-canvas");
  const [answer, why] = [sheet(sheets, [302, 326]), sheet(sheets, [310, 312], { style: "--grow: 1.2" })];
  const marks = marksRow(sheets);
  let [erase, cursor] = [false, [14, 14]];

  const kinds = choiceBar(controls, "Tool", [[false, "Pen"], [true, "Eraser"]], (chosen) => take(chosen));
  const wipe = () => change({ image: emptyImage() });
  const clear = button(controls, "Clear", wipe);
  number("shift", "Shift right");
  choose("view", "Show", [["templates", "drawing × template"], ["maps", "activation maps"]]);
  element("p", "mp-note", words, {}, "Keys: Tab to the canvas; arrows move, Space paints, Shift + arrows paint on the way, E pen or eraser, Delete clears.");

  const take = (chosen) => {
    erase = chosen;
    kinds.show((kind) => kind === erase);
  };
  take(false);
  const paint = (from, to) => change({ image: withStroke(now().image, from, to, erase) });

  let last = null; // where the pointer was; null when it comes down
  const place = (event) => canvas.point(event).map((at) => at / PITCH).reverse();
  const middle = ([row, column]) => [row + 0.5, column + 0.5];
  canvas.drag((x, y, event) => {
    cursor = [y, x].map((value) => clamp(Math.floor(value / PITCH), 0, SIDE - 1));
    let image = now().image;
    const events = event.getCoalescedEvents?.() ?? [];
    if (event.type === "pointerdown") last = null;
    for (const point of events.length ? events.map(place) : [place(event)]) {
      image = withStroke(image, last ?? point, point, erase);
      last = point;
    }
    change({ image });
  }, (dx, dy, { shiftKey }) => {
    const before = cursor;
    cursor = [cursor[0] + dy, cursor[1] + dx].map((value) => clamp(value, 0, SIDE - 1));
    if (shiftKey) paint(middle(before), middle(cursor));
    else change({}); // the cursor alone
  });
  stage.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " ") paint(middle(cursor), middle(cursor));
    else if (event.key === "e" || event.key === "E") take(!erase);
    else if (event.key === "Delete" || event.key === "Backspace") wipe();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  return (state, sentence) => {
    const answers = answersOf(numbers, state);
    canvas.draw(sentence, pad(state.image, cursor));
    answer.draw("What the networks see and answer", answerSheet(answers, state.shift, id));
    why.draw(state.view === "maps" ? "Activation maps" : "Drawing times template", state.view === "maps" ? mapSheet(answers) : templateSheet(answers));
    marks([[rect(1, 1, 14, 14, "mp-plus"), "speaks for the digit"], [rect(4, 4, 8, 8, "mp-minus"), "speaks against it"]].slice(state.view === "maps" ? 2 : 0));
    clear.disabled = !state.image.some((ink) => ink);
  };
}

export default picture((model) => {
  const numbers = decoded(model.get("_numbers"));
  const [say, make] = [(state) => describe(state, numbers), (tools) => build(tools, numbers)];
  return { name: "A canvas: draw a digit", free: ["view"], describe: say, build: make };
});
