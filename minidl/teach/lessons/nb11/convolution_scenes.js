// The drawings of ConvolutionPicture: each returns [svg, pick(x, y) → position or null, size of the sheet].

import { Shapes, clamp, label, rect, signColour, signed, stroke } from "../../kit/shared.js";
import { outputAt, pixel, stamped, terms, total, touches, weight } from "./convolution_arithmetic.js";

// Of a sheet: its width, where grids begin, how long a row may be, how large an image, with room for indices on its left.
const [WIDE, TOP, FIELD, SIDE, LEFT] = [300, 24, 290, 268, 26];

// How wide a text is, in sizes of its type; and whether it fits into a cell at size 14, narrowed where it must be.
const breadth = (text) => [...String(text)].reduce((sum, c) => sum + ("·,".includes(c) ? 0.33 : "−×+".includes(c) ? 0.84 : 0.64), 0);
const fits = (text, width) => 14 * 0.75 * breadth(text) <= width - 1.5;

// A number in the middle of a cell, as large as fits; nothing where it would be smaller than 14.
function number(x, y, text, width, kind = "") {
  if (!fits(text, width)) return "";
  const size = clamp((width - 4) / breadth(text), 14, 20);
  const narrow = size * breadth(text) > width - 2 ? `textLength="${width - 2}" lengthAdjust="spacingAndGlyphs"` : "";
  return label(x, y + 0.36 * size, text, `mp-value ${kind}`, `font-size="${size}" ${narrow}`);
}

// A cell around x with its number, which may be wider than the cell; `pattern` hatches it.
const box = (x, y, cell, tall, kind, text, width = cell, pattern = "") =>
  rect(x - cell / 2, y, cell, tall, `mp-cell ${kind}`) + (pattern && rect(x - cell / 2, y, cell, tall, "", pattern)) + number(x, y + tall / 2, text, width, pattern && "mp-halo");

const title = (text, y = 15) => label(4, y, text, "mp-title");
const hatch = (name, id) => `fill="url(#${name}-${id})"`;
const nearby = (at, axis, cells) => clamp(Math.round((at - axis.span / 2) / axis.s), 0, cells - 1);

// The indices of `count` cells, each one or as many as fit; place(i) → where and how.
function indices(cell, count, place) {
  const every = cell >= 18 ? 1 : cell >= 6 ? 5 : 10;
  return Array.from({ length: count }, (_, i) => (i % every ? "" : label(...place(i)))).join("");
}
const below = (x0, y, cell, first) => (i) => [x0 + (first + i + 0.5) * cell, y, i, "mp-tick mp-middle"];
const beside = (cell, first) => (i) => [LEFT - 4, TOP + (first + i + 0.5) * cell + 5, i, "mp-tick mp-end"];

export function rowScene(state, g, id) {
  const { n, k, s, p, d, span, out } = g.W;
  const [padded, field] = [n + 2 * p, Math.max(n + 2 * p, span)]; // a window too large hangs over the row
  const cell = Math.min(42, FIELD / field);
  const [x0, tall, start] = [(WIDE - cell * field) / 2, Math.min(cell, 34), g.column * s];
  const [weights, outputs] = [TOP + tall + 46, TOP + 2 * tall + 94];
  const middle = (o) => x0 + (o * s + span / 2) * cell;
  const read = touches(g.W, out, padded, 0);
  let svg = title(`input: ${n} cells${p ? `, padding ${p}` : ""}`) + indices(cell, n, below(x0, TOP + tall + 17, cell, p));
  for (let c = 0; c < padded; c++) {
    const pad = c < p || c >= p + n;
    const tap = out > 0 && c >= start && c < start + span && (c - start) % d === 0;
    svg += box(x0 + (c + 0.5) * cell, TOP, cell, tall, `${tap ? "mp-tap" : pad ? "" : "mp-in"} ${pad ? "mp-pad" : ""}`, pad ? 0 : pixel(state, 0, 0, c - p), cell, read[c] ? "" : hatch("unread", id));
  }
  for (let u = 0; u < k; u++) {
    const centre = x0 + (start + u * d + 0.5) * cell;
    svg += stroke(centre, TOP + tall + 20, centre, weights, "mp-link") + (out > 0 ? stroke(centre, weights + tall, middle(g.column), outputs, "mp-link") : "");
    svg += box(centre, weights, cell, tall, "mp-kernel", `${cell > 30 ? "×" : ""}${signed(weight(state, 0, 0, u))}`);
  }
  for (let o = 0; o < out; o++) {
    svg += box(middle(o), outputs, cell, tall, o === g.column ? "mp-now" : "mp-out", signed(outputAt(state, g, 0, o)), cell * Math.min(s, 1.3));
    if (s * cell >= 18 || o % 5 === 0) svg += label(middle(o), outputs + tall + 17, o, "mp-tick mp-middle");
  }
  svg += title(`kernel${d > 1 ? `, dilation ${d}` : ""}`, weights - 8) + title(out > 0 ? `output: ${out} ${out > 1 ? "cells" : "cell"}` : "✕ no output: it hangs over", outputs - 8);
  svg += rect(x0 + start * cell, TOP - 2, span * cell, tall + 4, "mp-window") + (out < 1 ? "" : rect(middle(g.column) - cell / 2, outputs, cell, tall, "mp-frame"));
  return [svg, (x) => nearby((x - x0) / cell, g.W, out), [WIDE, 252]];
}

// A grid as one image of rows×columns pixels: colour(i, j) → [red, green, blue, alpha].
function bitmap(rows, columns, x, y, cell, colour) {
  const canvas = Object.assign(document.createElement("canvas"), { width: columns, height: rows });
  const context = canvas.getContext("2d");
  const image = context.createImageData(columns, rows);
  for (let n = 0; n < rows * columns; n++) image.data.set(colour(Math.floor(n / columns), n % columns), 4 * n);
  context.putImageData(image, 0, 0);
  return `<image href="${canvas.toDataURL()}" x="${x}" y="${y}" width="${columns * cell}" height="${rows * cell}" preserveAspectRatio="none" style="image-rendering: pixelated"/>`;
}

// What does not change while the window moves is drawn once.
const drawn = new Map();
function kept(name, state, make) {
  const key = JSON.stringify({ ...state, position: 0 });
  if (drawn.get(name)?.key !== key) drawn.set(name, { key, made: make() });
  return drawn.get(name).made;
}

export function imageScene(state, g, id) {
  const { H, W } = g;
  const [rows, columns] = [H.n + 2 * H.p, W.n + 2 * W.p];
  const cell = SIDE / Math.max(rows, columns);
  const lost = (x, y, width, height) => rect(x, y, width, height, "nb11-lost") + rect(x, y, width, height, "mp-band", hatch("unread", id));
  let svg = kept(`input-${id}`, state, () => {
    const bright = (c, i, j) => clamp(28 * pixel(state, g.channels > 2 ? c : 0, i, j), 0, 255);
    let grid = title(`input ${g.channels > 1 ? `${g.channels}×` : ""}${H.n}×${W.n}${H.p ? ` + padding ${H.p}` : ""}`) + rect(LEFT, TOP, columns * cell, rows * cell, "mp-cell mp-pad");
    grid += bitmap(H.n, W.n, LEFT + W.p * cell, TOP + H.p * cell, cell, (i, j) => [0, 1, 2].map((c) => bright(c, i, j)).concat(255));
    grid += indices(cell, H.n, beside(cell, H.p)) + indices(cell, W.n, below(LEFT, TOP + rows * cell + 16, cell, W.p));
    touches(H, H.out, rows, 0).forEach((times, i) => !times && (grid += lost(LEFT, TOP + i * cell, columns * cell, cell)));
    touches(W, W.out, columns, 0).forEach((times, j) => !times && (grid += lost(LEFT + j * cell, TOP, cell, rows * cell)));
    for (let i = 0; cell >= 18 && g.channels === 1 && i < H.n; i++)
      for (let j = 0; j < W.n; j++) grid += number(LEFT + (W.p + j + 0.5) * cell, TOP + (H.p + i + 0.5) * cell, pixel(state, 0, i, j), Math.min(cell, 26), "mp-halo");
    return grid;
  });
  const [left, top] = [LEFT + g.column * W.s * cell, TOP + g.row * H.s * cell];
  for (let n = 0; H.d > 1 && n < H.k * W.k; n++) svg += rect(left + (n % W.k) * W.d * cell, top + Math.floor(n / W.k) * H.d * cell, cell, cell, "nb11-tap");
  svg += ["nb11-under", ""].map((kind) => rect(left, top, W.span * cell, H.span * cell, `mp-window ${kind}`)).join("");
  return [svg, (x, y) => nearby((y - TOP) / cell, H, H.out) * W.out + nearby((x - LEFT) / cell, W, W.out), [WIDE, TOP + SIDE + 22]];
}

export function outputScene(state, g, id) {
  const { H, W } = g;
  const cell = Math.min(SIDE / Math.max(H.out, W.out), 60);
  let svg = kept(`output-${id}`, state, () => {
    const values = Array.from({ length: H.out * W.out }, (_, n) => outputAt(state, g, Math.floor(n / W.out), n % W.out));
    const largest = Math.max(1, ...values.map(Math.abs));
    const dashes = new Shapes(); // in each cell below 0: not by colour alone
    let grid = title(`output ${state.out_channels > 1 ? `${state.out_channels}×` : ""}${H.out}×${W.out}${state.out_channels > 1 ? ", channel 0" : ""}`);
    grid += rect(LEFT, TOP, W.out * cell, H.out * cell, "mp-cell mp-out") + indices(cell, H.out, beside(cell, 0)) + indices(cell, W.out, below(LEFT, TOP + H.out * cell + 16, cell, 0));
    grid += bitmap(H.out, W.out, LEFT, TOP, cell, (i, j) => [...(values[i * W.out + j] < 0 ? [213, 94, 0] : [0, 114, 178]), (200 * Math.abs(values[i * W.out + j])) / largest]);
    values.forEach((value, n) => {
      const [x, y] = [LEFT + ((n % W.out) + 0.5) * cell, TOP + (Math.floor(n / W.out) + 0.5) * cell];
      if (cell >= 24) grid += number(x, y, signed(value), Math.min(cell, 44), "mp-halo");
      else if (value < 0) dashes.line(x - cell / 4, y, x + cell / 4, y, "nb11-dash");
    });
    return grid + dashes;
  });
  const least = Math.max(cell, 8);
  const [x, y] = [LEFT + (g.column + 0.5) * cell - least / 2, TOP + (g.row + 0.5) * cell - least / 2];
  svg += ["nb11-under", ""].map((kind) => rect(x, y, least, least, `mp-frame ${kind}`)).join("");
  const at = (place, count) => clamp(Math.floor(place / cell), 0, count - 1);
  return [svg, (px, py) => at(py - TOP, H.out) * W.out + at(px - LEFT, W.out), [WIDE, TOP + SIDE + 22]];
}

// One sheet of the filter on one channel of the window: pixel·weight in each cell, and their sum.
export function channelScene(state, g, c, name) {
  const { H, W } = g;
  const cell = 170 / Math.max(H.k, W.k);
  const pairs = terms(state, g, c, g.row, g.column);
  const largest = Math.max(...pairs.map(([w, value]) => Math.abs(w * value)));
  const ways = [([w, value]) => `${value}·${signed(w)}`, ([w, value]) => signed(w * value), ([w, value]) => ["−", "0", "+"][1 + Math.sign(w * value)]];
  const write = ways.find((way) => pairs.every((pair) => fits(way(pair), cell))) ?? (() => "");
  let svg = label(4, 15, name, `mp-title nb11-${name}`) + label(89, TOP + H.k * cell + 18, `pixels·weights: ${signed(total(pairs))}`, "mp-title mp-middle");
  pairs.forEach((pair, n) => {
    const [x, y] = [4 + (n % W.k) * cell, TOP + Math.floor(n / W.k) * cell];
    svg += rect(x, y, cell, cell, "mp-cell", `style="fill:${signColour(pair[0] * pair[1], largest)}"`) + number(x + cell / 2, y + cell / 2, write(pair), cell);
  });
  return svg;
}

export function stampScene(state, g, id) {
  const { n, k, s, p, d, span, out } = g.W;
  const columns = out + 2 * p;
  const cell = Math.min(38, FIELD / columns);
  const [x0, tall] = [(WIDE - cell * columns) / 2, Math.min(cell, 28)];
  const centre = (i) => x0 + (i * s + span / 2) * cell;
  const stamps = TOP + tall + 48;
  const outputs = stamps + n * tall + 32;
  const [times, values] = [touches(g.W, n, columns, 0), stamped(state, g)];
  let svg = title(`input: ${n} ${n > 1 ? "cells" : "cell"}`) + stroke(centre(g.column), TOP + tall + 20, centre(g.column), stamps + g.column * tall, "mp-link");
  for (let i = 0; i < n; i++) {
    const [kind, value] = [i === g.column ? "mp-tap" : "mp-in", pixel(state, 0, 0, i)];
    svg += box(centre(i), TOP, cell, tall, kind, signed(value), cell * Math.min(s, 1.3)) + (s * cell < 18 ? "" : label(centre(i), TOP + tall + 16, i, "mp-tick mp-middle"));
    for (let u = 0; u < k; u++) svg += box(x0 + (i * s + u * d + 0.5) * cell, stamps + i * tall, cell, tall, kind, signed(value * weight(state, 0, 0, u)));
  }
  for (let c = 0; c < columns; c++) {
    const [x, cut] = [x0 + (c + 0.5) * cell, c < p || c >= p + out];
    const shared = times[c] > 1 && !cut;
    svg += box(x, outputs, cell, tall, shared ? "mp-shared" : "mp-out", cut ? "" : signed(values[c - p]), cell, cut ? hatch("cut", id) : "");
    if (shared) svg += `<path d="M${x + cell / 2} ${outputs}h-8l8 8z" class="mp-corner"/>`;
  }
  svg += title("stamps", stamps - 6) + title(`output: ${out} cells`, outputs - 8) + indices(cell, out, below(x0, outputs + tall + 17, cell, p));
  svg += rect(x0 + g.column * s * cell, stamps + g.column * tall, span * cell, tall, "mp-window");
  return [svg, (x) => nearby((x - x0) / cell, g.W, n), [WIDE, Math.max(306, outputs + tall + 22)]];
}
