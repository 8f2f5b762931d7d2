// The drawing of ReceptiveFieldPicture: the pyramid on a sheet of 836 × 278, the box on one of 252 × 272.

import { OWN_KEYS, element, setText } from "../../kit/elements.js";
import { Shapes, clamp, dragging, escaped, grouped, hatchings, label, mount, numberBox, numberControl, rect, signed } from "../../kit/shared.js";
import { MOST_LAYERS, RANGES, describe, fieldsOf, geometry, layerName, nearest, readBy, sizesOf, tapsOf } from "./receptive_field_arithmetic.js";

const PYRAMID = [836, 278];
const BOX = [252, 272];
const MARGIN = 112; // for the names of the levels
// A handwritten three of 8×8 cells in 17 greys, from the digits of scikit-learn (UCI).
const DIGIT = [
  [0, 2, 9, 15, 14, 9, 3, 0], [0, 4, 13, 8, 9, 16, 8, 0], [0, 0, 0, 6, 14, 15, 3, 0], [0, 0, 0, 11, 14, 2, 0, 0],
  [0, 0, 0, 2, 15, 11, 0, 0], [0, 0, 0, 0, 2, 15, 4, 0], [0, 1, 5, 6, 13, 16, 6, 0], [0, 2, 12, 12, 13, 11, 0, 0],
];

// The cells of the input's axis from `low` to `high` are drawn: all of the input, and what fields overhang.
function extent(state, g) {
  let [low, high] = [0, state.input_size - 1];
  if (g.reason) return [low, high];
  g.fields.forEach(({ size, jump, start }, l) => {
    low = Math.min(low, start);
    high = Math.max(high, start + (g.sizes[l] - 1) * jump + size - 1);
  });
  return [low, high];
}

// Neighbouring numbers as [first, how many].
function runs(numbers) {
  const found = [];
  for (const n of numbers) {
    const last = found.at(-1);
    if (last && last[0] + last[1] === n) last[1]++;
    else found.push([n, 1]);
  }
  return found;
}

const range = (count) => Array.from({ length: Math.max(0, count) }, (_, i) => i);

function pyramid(state, g, id) {
  const [low, high] = extent(state, g);
  const step = (PYRAMID[0] - MARGIN - 12) / (high - low + 1);
  const count = state.layers.length;
  const pitch = 186 / count;
  const tall = Math.min(26, pitch * 0.5);
  const top = (level) => 198 - level * pitch;
  const centre = (level, unit) => {
    const { size, jump, start } = g.fields[level];
    return MARGIN + (start + unit * jump + size / 2 - low) * step;
  };
  const wide = (level) => Math.max(2.5, g.fields[level].jump * step - Math.min(3, step * 0.15));
  const [rows, over, links] = [new Shapes(), new Shapes(), new Shapes()];
  const cell = (level, unit, kind) => rows.rect(centre(level, unit) - wide(level) / 2, top(level), wide(level), tall, `mp-cell ${kind}`);
  const levels = readBy(state.layers, g.sizes, [g.column]);
  const everRead = new Set(g.together);
  let [cone, names] = ["", ""];
  for (let level = 0; level <= count; level++) {
    const { cells, padding } = levels[level];
    const read = new Set(cells);
    const ends = [Math.min(...cells, ...padding), Math.max(...cells, ...padding)];
    const holes = (unit) => unit > ends[0] && unit < ends[1];
    for (const unit of range(g.sizes[level])) {
      const kind = level === count && unit === g.column ? "mp-now" : read.has(unit) ? "mp-tap" : holes(unit) ? "mp-hole" : "mp-in";
      cell(level, unit, kind);
      if (level === 0 && !everRead.has(unit)) over.rect(centre(0, unit) - wide(0) / 2, top(0), wide(0), tall, "mp-band", `fill="url(#unread-${id})"`);
    }
    if (level < count) {
      const around = state.layers[level].padding;
      for (const unit of range(around)) {
        cell(level, -1 - unit, "mp-pad");
        cell(level, g.sizes[level] + unit, "mp-pad");
      }
      for (const unit of padding) cell(level, unit, "mp-pad mp-padread");
    }
    if (level > 0) {
      const below = top(level - 1);
      const under = top(level) + tall;
      const [a, b] = [levels[level - 1], levels[level]];
      const reached = [...a.cells, ...a.padding];
      const edge = (lev, unit, side) => centre(lev, unit) + (side * wide(lev)) / 2;
      const [c, d] = [Math.min(...reached), Math.max(...reached)];
      const [e, f] = [Math.min(...b.cells), Math.max(...b.cells)];
      if (b.cells.length) cone += `<path d="M${edge(level, e, -1)} ${under}L${edge(level, f, 1)} ${under}L${edge(level - 1, d, 1)} ${below}L${edge(level - 1, c, -1)} ${below}z" class="mp-cone"/>`;
      if (b.cells.length * state.layers[level - 1].kernel_size <= 160)
        for (const unit of b.cells)
          for (const tap of tapsOf(state.layers[level - 1], unit)) links.line(centre(level, unit), under, centre(level - 1, tap), below, "mp-link");
    }
    const name = level ? `${level}: ${layerName(state.layers[level - 1])}` : "input";
    names += label(4, top(level) + tall / 2 - (tall > 18 ? 3 : -4), name, "mp-key mp-strong");
    if (tall > 18 && pitch > 34) names += label(4, top(level) + tall / 2 + 12, `${g.sizes[level]} ${level ? "units" : "cells"}`, "mp-key");
  }
  const start = g.top.start + g.column * g.top.jump;
  const [x, width] = [MARGIN + (start - low) * step, g.top.size * step];
  const bracket = `<path d="M${x} 228v6h${width}v-6" class="mp-bracket"/>`;
  const words = `field: ${g.top.size} cells, ${signed(start)} to ${signed(start + g.top.size - 1)}`;
  const middle = clamp(x + width / 2, MARGIN + 90, PYRAMID[0] - 95);
  const frame = rect(centre(count, g.column) - wide(count) / 2, top(count), wide(count), tall, "mp-frame");
  const svg = cone + links + rows + over + names + frame + bracket + key(id) + label(middle, 250, words, "mp-key mp-middle mp-strong");
  return [svg, (at) => clamp(Math.round(((at - MARGIN) / step + low - g.top.start - g.top.size / 2) / g.top.jump), 0, g.last - 1)];
}

function key(id) {
  const items = [["mp-now", "chosen unit"], ["mp-tap", "what it reads"], ["mp-hole", "hole of the dilation"], ["mp-pad", "padding"], ["mp-pad mp-padread", "padding it reads"], ["mp-in", "never read", "unread"]];
  let x = 4;
  return items.map(([kind, text, hatch]) => {
    const item = rect(x, 262, 14, 14, `mp-cell ${kind}`) + (hatch ? rect(x, 262, 14, 14, "", `style="fill:url(#unread-${id})"`) : "") + label(x + 20, 274, text, "mp-key");
    x += 20 + 7 * text.length + 18;
    return item;
  }).join("");
}

function box(state, g, id) {
  const [low, high] = extent(state, g);
  const n = state.input_size;
  const step = 232 / (high - low + 1);
  const [x0, y0] = [10, 30];
  const at = (cell) => (cell - low) * step;
  let svg = label(10, 20, `what unit [${g.row}, ${g.column}] sees`, "mp-title");
  svg += rect(x0, y0, 232, 232, "mp-cell mp-pad");
  svg += rect(x0 + at(0), y0 + at(0), n * step, n * step, "mp-cell mp-in");
  const [pixel, ink] = [(n * step) / 8, new Shapes()];
  DIGIT.forEach((row, i) => row.forEach((grey, j) => {
    if (grey) ink.rect(x0 + at(0) + j * pixel, y0 + at(0) + i * pixel, pixel, pixel, "mp-ink", `fill-opacity="${grey / 26}"`);
  }));
  svg += ink;
  if (g.reason) return [svg, () => null];
  const read = (units) => readBy(state.layers, g.sizes, units)[0].cells;
  const everRead = new Set(g.together);
  for (const [first, many] of runs(range(n).filter((c) => !everRead.has(c)))) {
    const strip = `style="fill:url(#unread-${id}b)"`;
    svg += rect(x0 + at(first), y0 + at(0), many * step, n * step, "mp-band", strip) + rect(x0 + at(0), y0 + at(first), n * step, many * step, "mp-band", strip);
  }
  const [columns, seen] = [runs(read([g.column])), new Shapes()];
  for (const [top, tall] of runs(read([g.row])))
    for (const [left, wide] of columns) seen.rect(x0 + at(left), y0 + at(top), wide * step, tall * step, "mp-seen");
  svg += seen;
  const field = (unit) => g.top.start + unit * g.top.jump;
  svg += rect(x0 + at(field(g.column)), y0 + at(field(g.row)), g.top.size * step, g.top.size * step, "mp-window");
  const middle = (unit) => at(field(unit) + g.top.size / 2);
  if (g.top.jump > 1 && g.last > 1)
    svg += `<path class="mp-dot" d="${range(g.last).flatMap((i) => range(g.last).map((j) => `M${x0 + middle(j)} ${y0 + middle(i)}h0`)).join("")}"/>`;
  svg += `<circle cx="${x0 + middle(g.column)}" cy="${y0 + middle(g.row)}" r="5" class="mp-centre"/>`;
  const pickOne = (place) => clamp(Math.round((place / step + low - g.top.start - g.top.size / 2) / g.top.jump), 0, g.last - 1);
  return [svg, (x, y) => ({ row: pickOne(y - y0), column: pickOne(x - x0) })];
}

function impossible({ reason }) {
  const lines = reason.split(", ").map((part, i, all) => label(420, 138 + 24 * i, part + (i < all.length - 1 ? "," : ""), "mp-value", 'font-size="15"'));
  return rect(160, 40, 520, 150, "mp-nothing") + label(420, 98, "✕ no units are left", "mp-impossible") + lines.join("");
}

const COLUMNS = [["kernel_size", "K"], ["stride", "S"], ["padding", "P"], ["dilation", "D"]];

function build({ body, change, limits, state: now, id }) {
  const top = element("div", "mp-columns", body);
  const panel = element("div", "mp-stack", top);
  const table = element("table", "mp-layers", panel);
  element("caption", "mp-hidden", table, {}, "Layers, from the input up");
  const head = element("tr", "", element("thead", "", table));
  for (const name of ["", "layer", "K", "S", "P", "D", "order", "units", "field", "jump", "start"]) element("th", "", head, { scope: "col" }, name);
  const rows = element("tbody", "", table);
  const inputRow = element("tr", "mp-input-row", rows);
  element("th", "", inputRow, { scope: "row" }, "0");
  const inputCellBox = element("td", "", inputRow, { colspan: 6 });
  const size = numberControl(inputCellBox, { name: "input_size", text: "Input size" }, limits.input_size, change);
  const numbersOf = (row) => range(4).map(() => element("td", "mp-figure", row));
  const inputNumbers = numbersOf(inputRow);

  const withLayer = (at, values) => now().layers.map((layer, i) => (i === at ? { ...layer, ...values } : layer));
  function swap(at, other) {
    const layers = [...now().layers];
    [layers[at], layers[other]] = [layers[other], layers[at]];
    change({ layers });
  }
  const made = range(MOST_LAYERS).map((at) => {
    const row = element("tr", "", rows);
    const name = `Layer ${at + 1}`;
    element("th", "", row, { scope: "row" }, String(at + 1));
    const kind = element("select", "mp-select", element("td", "", row), { "aria-label": `${name}: kind`, ...OWN_KEYS });
    for (const value of ["conv", "pool"]) element("option", "", kind, { value }, value);
    kind.addEventListener("change", () => change({ layers: withLayer(at, kind.value === "pool" ? { kind: "pool", dilation: 1 } : { kind: "conv" }) }));
    const boxes = COLUMNS.map(([setting]) => [
      setting,
      numberBox(element("td", "", row), `${name}: ${setting.replace("_", " ")}`, ...RANGES[setting], (value) => change({ layers: withLayer(at, { [setting]: value }) })),
    ]);
    const order = element("td", "mp-order", row);
    const button = (sign, what, act) => {
      const pressed = element("button", "mp-button mp-small-button", order, { type: "button", "aria-label": `${name}: ${what}`, title: what, ...OWN_KEYS }, sign);
      pressed.addEventListener("click", act);
      return pressed;
    };
    const up = button("↑", "move towards the input", () => (swap(at, at - 1), made[at - 1].focus(-1)));
    const down = button("↓", "move away from the input", () => (swap(at, at + 1), made[at + 1].focus(1)));
    const gone = button("✕", "remove", () => {
      change({ layers: now().layers.filter((_, i) => i !== at) });
      made[Math.min(at, now().layers.length - 1)].focus(0);
    });
    const figures = numbersOf(row);
    return {
      focus: (way) => [way < 0 && !up.disabled ? up : way > 0 && !down.disabled ? down : gone.disabled ? add : gone][0].focus(),
      show(layers, g) {
        const layer = layers[at];
        row.classList.toggle("mp-unused", !layer);
        if (!layer) return;
        kind.value = layer.kind;
        for (const [setting, numbers] of boxes) numbers.show(layer[setting]);
        boxes[3][1].box.disabled = layer.kind === "pool";
        up.disabled = at === 0;
        down.disabled = at === layers.length - 1;
        gone.disabled = layers.length === 1;
        const { size: field, jump, start } = g.fields[at + 1];
        [g.sizes[at + 1] > 0 ? g.sizes[at + 1] : "✕", field, jump, signed(start)].forEach((text, i) => setText(figures[i], String(text)));
      },
    };
  });
  const foot = element("div", "mp-bar", panel);
  const add = element("button", "mp-button", foot, { type: "button", ...OWN_KEYS }, "+ Add a layer");
  add.addEventListener("click", () => change({ layers: [...now().layers, { kind: "conv", kernel_size: 3, stride: 1, padding: 0, dilation: 1 }] }));
  const weights = element("span", "mp-note", foot);
  const fix = element("button", "mp-button mp-fix", foot, { type: "button", ...OWN_KEYS });
  fix.addEventListener("click", () => {
    change(nearest(now())[0]);
    stage.focus(); // this button goes away
  });

  const slider = (kind, text) => element("div", `mp-stage ${kind}`, kind === "mp-box" ? top : body, {
    role: "slider", tabindex: 0, "aria-label": text, "aria-valuemin": 0, ...OWN_KEYS,
  });
  const picture = slider("mp-box", "Unit in the picture; arrow keys move its row and column");
  const stage = slider("mp-pyramid", "Unit in the pyramid; left and right move its column");
  let [pickColumn, pickBoth] = [() => 0, () => null];
  const move = (to) => {
    const g = geometry(now());
    if (to && !g.reason && (to.row !== g.row || to.column !== g.column)) change(to);
  };
  const step = (dx, dy) => {
    const g = geometry(now());
    move({ row: clamp(g.row + dy, 0, g.last - 1), column: clamp(g.column + dx, 0, g.last - 1) });
  };
  dragging(picture, BOX, (x, y) => move(pickBoth(x, y)), step);
  dragging(stage, PYRAMID, (x) => move({ row: geometry(now()).row, column: pickColumn(x) }), step);
  const scrub = element("div", "mp-scrub", body);
  const units = ["row", "column"].map((name) => {
    element("span", "mp-control-name", scrub, { "aria-hidden": "true" }, `Unit: ${name}`);
    const input = element("input", "mp-range", scrub, { type: "range", min: 0, step: 1, "aria-label": `Unit: ${name}`, ...OWN_KEYS });
    input.addEventListener("input", () => change({ [name]: Number(input.value) }));
    return [name, input, element("span", "mp-unit", scrub)];
  });

  return (state, sentence) => {
    const g = geometry(state);
    size.show(state.input_size);
    [state.input_size, 1, 1, 0].forEach((text, i) => setText(inputNumbers[i], String(text)));
    for (const row of made) row.show(state.layers, g);
    add.disabled = state.layers.length === MOST_LAYERS;
    const convs = state.layers.filter(({ kind }) => kind === "conv");
    const single = state.layers.length > 1 ? `; one ${g.top.size}×${g.top.size}: ${grouped(g.top.size ** 2)}·C²` : "";
    setText(weights, `weights with C channels: ${convs.reduce((sum, { kernel_size: k }) => sum + k * k, 0)}·C²${single}`);
    const words = escaped(sentence);
    const [drawn, column] = g.reason ? [impossible(g), () => 0] : pyramid(state, g, id);
    const [boxed, both] = box(state, g, id);
    [pickColumn, pickBoth] = [column, both];
    stage.innerHTML = `<svg viewBox="0 0 ${PYRAMID[0]} ${PYRAMID[1]}" role="img" aria-label="${words}">${hatchings(id)}${drawn}</svg>`;
    picture.innerHTML = `<svg viewBox="0 0 ${BOX[0]} ${BOX[1]}" role="img" aria-label="${words}">${hatchings(`${id}b`)}${boxed}</svg>`;
    const place = g.reason ? "no unit" : `row ${g.row}, column ${g.column}`;
    for (const focusable of [stage, picture]) {
      focusable.setAttribute("aria-valuemax", g.last - 1);
      focusable.setAttribute("aria-valuenow", g.column);
      focusable.setAttribute("aria-valuetext", place);
    }
    for (const [name, input, text] of units) {
      input.max = g.last - 1;
      input.value = g[name];
      input.disabled = g.reason !== "";
      setText(text, g.reason ? "✕" : `${g[name]} (0…${g.last - 1})`);
    }
    fix.hidden = g.reason === "";
    weights.hidden = g.reason !== "";
    if (g.reason) setText(fix, `Go to the nearest that works: ${nearest(state)[1]}`);
  };
}

function render({ model, el }) {
  return mount({ model, el, name: "Receptive fields to drag", describe, build, free: ["row", "column"] });
}

export default { render };
