// The drawing of ReceptiveFieldPicture: the pyramid of layers in 1-D, and the digit with the field in 2-D.

import { OWN_KEYS, element, setText } from "../../kit/elements.js";
import { Shapes, button, clamp, grouped, handle, hatchings, label, marksRow, numberBox, numberControl, picture, rect, select, sheet, signed } from "../../kit/shared.js";
import { MOST_LAYERS, RANGES, describe, geometry, layerName, movedBy, nearest, readBy, tapsOf, waysTo } from "./receptive_field_arithmetic.js";

const [WIDE, MARGIN, PITCH, TALL, SIDE] = [340, 4, 46, 18, 252];
// A handwritten three of MNIST in 16 greys: the 20×18 pixels with ink, from row 5 and column 5 of 28×28 on.
const DIGIT =
  "000000236ffffffa00000038ddffffffff910000affffffffffff300006ffe8888bffff30000022100001dffa00000000000005eff80000000000005bfff10" +
  "0000000005cffffc10000027bbbffffe62000003dffffffffa00000003dfffffffff4000000027333338ff4000000000000001ff4000000000000005ff4000" +
  "00410000006eff40004bf2000015effe4000cff98888cfffb50000cfffffffffe900000039fffffdc930000000006efa610000000000";

const range = (count) => Array.from({ length: Math.max(0, count) }, (_, i) => i);

// The ink of pixel (i, j), 0 to 1, where the middle of the digit is the middle of an n×n image.
function inkOf(n, i, j) {
  const [row, column] = [i, j].map((at) => at - Math.floor((n - 28) / 2) - 5);
  return row >= 0 && row < 20 && column >= 0 && column < 18 ? parseInt(DIGIT[row * 18 + column], 16) / 15 : 0;
}

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

// How many layers have their place: the input's row stays where it is while there are no more than four.
const rowsOf = ({ layers }) => Math.max(4, layers.length);

function pyramid(state, g, id) {
  const [low, high] = extent(state, g);
  const step = (WIDE - 2 * MARGIN) / (high - low + 1);
  const [count, upwards] = [state.layers.length, state.show === "pixel"];
  const top = (level) => 22 + (rowsOf(state) - level) * PITCH;
  const middle = (level, unit) => {
    const { size, jump, start } = g.fields[level];
    return MARGIN + (start + unit * jump + size / 2 - low) * step;
  };
  const wide = (level) => Math.max(2.5, g.fields[level].jump * step - Math.min(3, step * 0.15));
  const [rows, over, links] = [new Shapes(), new Shapes(), new Shapes()];
  const cell = (level, unit, kind) => rows.rect(middle(level, unit) - wide(level) / 2, top(level), wide(level), TALL, `mp-cell ${kind}`);
  const levels = upwards ? movedBy(state.layers, g.sizes, g.column) : readBy(state.layers, g.sizes, [g.column]);
  const everRead = new Set(g.together);
  let [cone, names] = ["", ""];
  for (let level = 0; level <= count; level++) {
    const { cells, padding } = levels[level];
    const [lit, layer] = [new Set(cells), state.layers[level]];
    const ends = [Math.min(...cells, ...padding), Math.max(...cells, ...padding)];
    const chosen = level === count || (upwards && level === 0); // upwards: the pixel, and the units that it moves
    for (const unit of range(g.sizes[level])) {
      const hole = !upwards && unit > ends[0] && unit < ends[1];
      cell(level, unit, lit.has(unit) ? (chosen ? "mp-now" : "mp-tap") : hole ? "mp-hole" : "mp-in");
      if (level === 0 && !everRead.has(unit)) over.rect(middle(0, unit) - wide(0) / 2, top(0), wide(0), TALL, "mp-band", `fill="url(#unread-${id})"`);
    }
    if (layer) {
      for (const unit of range(layer.padding)) for (const at of [-1 - unit, g.sizes[level] + unit]) cell(level, at, "mp-pad");
      for (const unit of padding) cell(level, unit, "mp-pad mp-padread");
    }
    if (level > 0 && cells.length) {
      const [below, under] = [top(level - 1), top(level) + TALL];
      const beneath = new Set([...levels[level - 1].cells, ...levels[level - 1].padding]);
      const edge = (lev, unit, side) => middle(lev, unit) + (side * wide(lev)) / 2;
      const [c, d, e, f] = [Math.min(...beneath), Math.max(...beneath), cells[0], cells.at(-1)];
      cone += `<path d="M${edge(level, e, -1)} ${under}L${edge(level, f, 1)} ${under}L${edge(level - 1, d, 1)} ${below}L${edge(level - 1, c, -1)} ${below}z" class="mp-cone"/>`;
      const made = cells.flatMap((unit) => tapsOf(state.layers[level - 1], unit).filter((tap) => beneath.has(tap)).map((tap) => [unit, tap]));
      if (made.length <= 160) for (const [unit, tap] of made) links.line(middle(level, unit), under, middle(level - 1, tap), below, "mp-link");
    }
    const { size, jump, start } = g.fields[level];
    const [name, numbers] = level ? [`${level - 1}: ${layerName(state.layers[level - 1])}`, `field ${size}, jump ${jump}, start ${signed(start)}`] : ["input", `${state.input_size} pixels`];
    names += label(MARGIN, top(level) - 6, name, "mp-key mp-strong mp-halo") + label(WIDE - MARGIN, top(level) - 6, numbers, "mp-key mp-end mp-halo");
  }
  const start = g.top.start + g.column * g.top.jump;
  const y = top(0) + TALL + 5;
  const words = `field: ${signed(start)} to ${signed(start + g.top.size - 1)}, ${g.top.size} cells`;
  const at = clamp(MARGIN + (start - low + g.top.size / 2) * step, 80, WIDE - 80);
  const bracket = `<path d="M${MARGIN + (start - low) * step} ${y}v6h${g.top.size * step}v-6" class="mp-bracket"/>` + label(at, y + 23, words, "mp-key mp-middle mp-strong");
  const pick = (place) => (upwards ? Math.floor(place) : Math.round((place - g.top.start - g.top.size / 2) / g.top.jump));
  return [cone + links + rows + over + names + (upwards ? "" : bracket), (x) => clamp(pick((x - MARGIN) / step + low), 0, g.last - 1)];
}

function box(state, g, id) {
  const [low, high] = extent(state, g);
  const [n, step, x0, y0] = [state.input_size, SIDE / (high - low + 1), 4, 26];
  const at = (cell) => (cell - low) * step;
  const square = (shapes, i, j, kind, more, size = 1) => shapes.rect(x0 + at(j), y0 + at(i), size * step, size * step, kind, more);
  const upwards = state.show === "pixel";
  const titles = { field: `what unit [${g.row}, ${g.column}] sees`, ways: `ways to unit [${g.row}, ${g.column}]`, pixel: `whom pixel [${g.row}, ${g.column}] moves` };
  let svg = label(x0, 18, titles[state.show], "mp-title");
  svg += rect(x0, y0, SIDE, SIDE, "mp-cell mp-pad") + rect(x0 + at(0), y0 + at(0), n * step, n * step, "mp-cell mp-in");
  const [ink, unread] = [new Shapes(), new Shapes()];
  for (const i of range(n)) for (const j of range(n)) if (inkOf(n, i, j)) square(ink, i, j, "mp-ink", `fill-opacity="${(inkOf(n, i, j) * 0.62).toFixed(2)}"`);
  svg += ink;
  if (g.reason) return [svg, () => null];
  const everRead = new Set(g.together);
  for (const i of range(n)) for (const j of range(n)) if (!everRead.has(i) || !everRead.has(j)) square(unread, i, j, "mp-band", `style="fill:url(#unread-${id})"`);
  svg += unread;
  const field = (unit) => g.top.start + unit * g.top.jump;
  const centre = (unit) => at(field(unit) + g.top.size / 2);
  const [seen, dots] = [new Shapes(), new Shapes()];
  if (upwards) {
    const [rows, columns] = [g.row, g.column].map((cell) => new Set(movedBy(state.layers, g.sizes, cell).at(-1).cells));
    const half = Math.max(2, Math.min(g.top.jump * step * 0.36, 8));
    for (const i of range(g.sizes.at(-1)))
      for (const j of range(g.sizes.at(-1))) {
        const [moved, r] = rows.has(i) && columns.has(j) ? [true, half] : [false, 1];
        dots.rect(x0 + centre(j) - r, y0 + centre(i) - r, 2 * r, 2 * r, moved ? "mp-cell mp-now" : "mp-ink");
      }
    square(seen, g.row, g.column, "mp-ink mp-frame");
    return [svg + dots + seen, (x, y) => [y - y0, x - x0].map((place) => clamp(Math.floor(place / step + low), 0, g.last - 1))];
  }
  const [rows, columns] = [g.row, g.column].map((unit) => [...waysTo(state.layers, g.sizes, unit)]);
  const most = Math.max(...rows.map(([, many]) => many)) * Math.max(...columns.map(([, many]) => many));
  const glow = (share) => (state.show === "ways" ? `style="stroke:none;fill-opacity:${(Math.ceil(share * 20) / 23).toFixed(2)}"` : "");
  for (const [i, a] of rows) for (const [j, b] of columns) square(seen, i, j, "mp-seen", glow((a * b) / most));
  svg += seen + rect(x0 + at(field(g.column)), y0 + at(field(g.row)), g.top.size * step, g.top.size * step, "mp-window");
  if (g.top.jump > 1) svg += `<path class="mp-dot" d="${range(g.last).flatMap((i) => range(g.last).map((j) => `M${x0 + centre(j)} ${y0 + centre(i)}h0`)).join("")}"/>`;
  svg += `<circle cx="${x0 + centre(g.column)}" cy="${y0 + centre(g.row)}" r="4" class="mp-centre"/>`;
  const pick = (place) => clamp(Math.round((place / step + low - g.top.start - g.top.size / 2) / g.top.jump), 0, g.last - 1);
  return [svg, (x, y) => [pick(y - y0), pick(x - x0)]];
}

function impossible({ reason }) {
  const lines = reason.replace(/ spans | pools /, "$&, ").split(", ").map((part, i) => label(WIDE / 2, 76 + 22 * i, part, "mp-key mp-middle"));
  return rect(4, 8, WIDE - 8, 150, "mp-nothing") + label(WIDE / 2, 44, "✕ no units are left", "mp-impossible") + lines.join("");
}

function marksOf(state, id) {
  const mark = (kind, words) => [rect(1, 1, 14, 14, `mp-cell ${kind}`), words];
  const unread = [rect(1, 1, 14, 14, "mp-cell mp-in") + rect(1, 1, 14, 14, "mp-band", `style="fill:url(#unread-${id})"`), "never read"];
  const padding = state.layers.some((layer) => layer.padding) ? [mark("mp-pad", "padding")] : [];
  if (state.show === "pixel") return [mark("mp-now", "the pixel, and the units that it moves"), mark("mp-tap", "moved on the way"), ...padding, unread];
  const holes = state.layers.some((layer) => layer.dilation > 1) ? [mark("mp-hole", "hole of the dilation")] : [];
  return [mark("mp-now", "chosen unit"), mark("mp-tap", state.show === "ways" ? "what it reads; stronger: more ways" : "what it reads"), ...holes, ...padding, unread];
}

const SETTINGS = [["kernel_size", "K"], ["stride", "S"], ["padding", "P"], ["dilation", "D"]];
const SHOWN = [["field", "what a unit sees"], ["pixel", "whom a pixel moves"], ["ways", "ways to a unit"]];

// A table of controls: a row for each layer that there can be. Four rows always have their place.
function layerRows(controls, change, now) {
  const table = element("div", "mp-wide nb12-layers", controls);
  const head = element("div", "nb12-layer", table, { "aria-hidden": "true" });
  for (const text of ["", "layer", ...SETTINGS.map(([, letter]) => letter)]) element("span", "", head, {}, text);
  const withLayer = (at, values) => now().layers.map((layer, i) => (i === at ? { ...layer, ...values } : layer));
  const made = range(MOST_LAYERS).map((at) => {
    const name = `Layer ${at}`;
    const row = element("div", "nb12-layer", table, { role: "group", "aria-label": name });
    element("b", "", row, {}, `${at}:`);
    const kind = element("select", "mp-select", row, { "aria-label": `${name}: kind`, ...OWN_KEYS });
    for (const value of ["conv", "pool"]) element("option", "", kind, { value }, value);
    kind.addEventListener("change", () => change({ layers: withLayer(at, kind.value === "pool" ? { kind: "pool", dilation: 1 } : { kind: "conv" }) }));
    const boxes = SETTINGS.map(([setting]) => {
      const edit = (value) => change({ layers: withLayer(at, { [setting]: value }) });
      return [setting, numberBox(row, `${name}: ${setting.replace("_", " ")}`, ...RANGES[setting], edit)];
    });
    const gone = button(row, "✕", () => {
      change({ layers: now().layers.filter((_, i) => i !== at) });
      made[Math.min(at, now().layers.length - 1)].kind.focus();
    }, { "aria-label": `${name}: remove`, title: "remove" });
    return {
      kind,
      show(layers) {
        const layer = layers[at];
        row.hidden = !layer;
        if (!layer) return;
        kind.value = layer.kind;
        for (const [setting, numbers] of boxes) numbers.show(layer[setting]);
        boxes[3][1].box.disabled = layer.kind === "pool";
        gone.disabled = layers.length === 1;
      },
    };
  });
  return made;
}

function build({ sheets, controls, words, number, change, limits, state: now, id }) {
  const stage = sheet(sheets, [WIDE, 250], handle("Unit or pixel in the pyramid; left and right move its column", 0));
  const digit = sheet(sheets, [SIDE + 8, SIDE + 30], handle("Unit or pixel in the image; arrow keys move its row and column", 0));
  const marks = marksRow(sheets);
  const shown = select(controls, "Show", SHOWN, (show) => {
    const middle = Math.floor((show === "pixel" ? now().input_size : Math.max(0, geometry(now()).sizes.at(-1))) / 2);
    change((show === "pixel") === (now().show === "pixel") ? { show } : { show, row: middle, column: middle });
  });
  const places = ["row", "column"].map((name) => [name, numberControl(controls, { name, text: name === "row" ? "Row" : "Column" }, limits[name], change)]);
  number("input_size", "Input size");
  const rows = layerRows(controls, change, now);
  const add = button(controls, "+ Add a layer", () => change({ layers: [...now().layers, { kind: "conv", kernel_size: 3, stride: 1, padding: 0, dilation: 1 }] }));
  const fix = button(controls, "", () => (change(nearest(now())[0]), stage.stage.focus())); // this button goes away
  fix.classList.add("mp-fix");
  const weights = element("p", "mp-note", words);

  let [pickColumn, pickBoth] = [() => 0, () => null];
  const move = (row, column) => {
    const g = geometry(now());
    [row, column] = [row, column].map((at) => clamp(at, 0, g.last - 1));
    if (!g.reason && (row !== g.row || column !== g.column)) change({ row, column });
  };
  const step = (dx, dy) => move(geometry(now()).row + dy, geometry(now()).column + dx);
  digit.drag((x, y) => move(...(pickBoth(x, y) ?? [0, 0])), step);
  stage.drag((x) => move(geometry(now()).row, pickColumn(x)), step);

  return (state, sentence) => {
    const g = geometry(state);
    shown.show(state.show);
    for (const row of rows) row.show(state.layers);
    add.disabled = state.layers.length === MOST_LAYERS;
    const kernels = state.layers.filter(({ kind }) => kind === "conv").reduce((sum, { kernel_size: k }) => sum + k * k, 0);
    setText(weights, g.reason ? "" : `Weights with C channels: ${kernels}·C²${state.layers.length > 1 ? `; one ${g.top.size}×${g.top.size} layer: ${grouped(g.top.size ** 2)}·C²` : ""}.`);
    const [drawn, column] = g.reason ? [impossible(g), () => 0] : pyramid(state, g, id);
    const [boxed, both] = box(state, g, `${id}b`);
    [pickColumn, pickBoth] = [column, both];
    stage.draw(sentence, hatchings(id) + drawn, [WIDE, 80 + PITCH * rowsOf(state)]);
    digit.draw(sentence, hatchings(`${id}b`) + boxed);
    marks(marksOf(state, id));
    for (const one of [stage, digit]) one.value(g.column, g.reason ? "no unit" : `row ${g.row}, column ${g.column}`, g.last - 1);
    for (const [name, control] of places) {
      control.limit(g.last - 1);
      control.show(g[name], g.last - 1);
      control.enable(!g.reason);
    }
    fix.hidden = g.reason === "";
    if (g.reason) setText(fix, `Go to the nearest that works: ${nearest(state)[1]}`);
  };
}

export default picture({ name: "Receptive fields to drag", describe, build, free: ["row", "column", "show"] });
