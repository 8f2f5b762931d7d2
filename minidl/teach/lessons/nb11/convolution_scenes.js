// The drawings of ConvolutionPicture: each returns [svg, pick(x, y) → position or null, size of the sheet].

import { Shapes, clamp, label, rect, signColour, signed, stroke } from "../../kit/shared.js";
import { outputAt, pixel, stamped, terms, total, touches, weight } from "./convolution_arithmetic.js";

const [WIDE, TOP, FIELD, SIDE] = [300, 24, 290, 268]; // of a sheet; where grids begin; how long a row may be, how large an image
const LEFT = 26; // of an image: room for the indices of its rows

// How wide a text is, in sizes of its type; and whether it fits into a cell at size 14, a little narrowed.
const breadth = (text) => [...String(text)].reduce((sum, c) => sum + ("·,".includes(c) ? 0.33 : "−×+".includes(c) ? 0.84 : 0.64), 0);
const fits = (text, width) => 14 * 0.85 * breadth(text) <= width - 2;

// A number in the middle of a cell, as large as fits; nothing where it would be smaller than 14.
function number(x, y, text, width, kind = "") {
  if (!fits(text, width)) return "";
  const size = clamp((width - 4) / breadth(text), 14, 20);
  const narrow = size * breadth(text) > width - 2 ? `textLength="${width - 3}" lengthAdjust="spacingAndGlyphs"` : "";
  return label(x, y + 0.36 * size, text, `mp-value ${kind}`, `font-size="${size}" ${narrow}`);
}

const title = (text, y = 15) => label(4, y, text, "mp-title");
const hatch = (name, id) => `fill="url(#${name}-${id})"`;
const pressed = (at, axis, cells) => clamp(Math.round((at - axis.span / 2) / axis.s), 0, cells - 1);

// Indices under the cells of a row: each one, or as many as fit.
function indices(x0, y, cell, count, first = 0) {
  const every = cell >= 18 ? 1 : cell >= 6 ? 5 : 10;
  return Array.from({ length: count }, (_, i) => (i % every ? "" : label(x0 + (first + i + 0.5) * cell, y, i, "mp-tick mp-middle"))).join("");
}

// Indices below an image and left of it.
function border(axes, cell) {
  const [[rows, down], [columns, across]] = axes;
  const every = cell >= 18 ? 1 : cell >= 6 ? 5 : 10;
  const left = Array.from({ length: rows }, (_, i) => (i % every ? "" : label(LEFT - 4, TOP + (down + i + 0.5) * cell + 5, i, "mp-tick mp-end"))).join("");
  return left + indices(LEFT, TOP + Math.max(rows + 2 * down, 0) * cell + 16, cell, columns, across);
}

export function rowScene(state, g, id) {
  const { n, k, s, p, d, span, out } = g.W;
  const padded = n + 2 * p;
  const cell = Math.min(42, FIELD / padded);
  const [x0, tall, start] = [(WIDE - cell * padded) / 2, Math.min(cell, 34), g.column * s];
  const [weights, below] = [TOP + tall + 46, TOP + 2 * tall + 94];
  const middle = (o) => x0 + (o * s + span / 2) * cell;
  const read = touches(g.W, out, padded, 0);
  let svg = title(`input: ${n} cells${p ? `, padding ${p}` : ""}`);
  for (let c = 0; c < padded; c++) {
    const pad = c < p || c >= p + n;
    const tap = c >= start && c < start + span && (c - start) % d === 0;
    svg += rect(x0 + c * cell, TOP, cell, tall, `mp-cell ${tap ? "mp-tap" : pad ? "" : "mp-in"} ${pad ? "mp-pad" : ""}`);
    if (!read[c]) svg += rect(x0 + c * cell, TOP, cell, tall, "", hatch("unread", id));
    svg += number(x0 + (c + 0.5) * cell, TOP + tall / 2, pad ? 0 : pixel(state, 0, 0, c - p), cell, read[c] ? "" : "mp-halo");
  }
  svg += indices(x0, TOP + tall + 17, cell, n, p);
  for (let u = 0; u < k; u++) {
    const centre = x0 + (start + u * d + 0.5) * cell;
    svg += stroke(centre, TOP + tall + 20, centre, weights, "mp-link") + stroke(centre, weights + tall, middle(g.column), below, "mp-link");
    svg += rect(centre - cell / 2, weights, cell, tall, "mp-cell mp-kernel") + number(centre, weights + tall / 2, `${cell > 30 ? "×" : ""}${signed(weight(state, 0, 0, u))}`, cell);
  }
  svg += rect(x0 + start * cell, TOP - 2, span * cell, tall + 4, "mp-window");
  svg += title(`kernel${d > 1 ? `, dilation ${d}` : ""}`, weights - 8) + title(`output: ${out} ${out > 1 ? "cells" : "cell"}`, below - 8);
  for (let o = 0; o < out; o++) {
    svg += rect(middle(o) - cell / 2, below, cell, tall, `mp-cell ${o === g.column ? "mp-now" : "mp-out"}`);
    svg += number(middle(o), below + tall / 2, signed(outputAt(state, g, 0, o)), cell * Math.min(s, 1.3));
    if (s * cell >= 18 || o % 5 === 0) svg += label(middle(o), below + tall + 17, o, "mp-tick mp-middle");
  }
  return [svg + rect(middle(g.column) - cell / 2, below, cell, tall, "mp-frame"), (x) => pressed((x - x0) / cell, g.W, out), [WIDE, 252]];
}

// A grid as one image of rows×columns pixels: colour(i, j) → [red, green, blue, alpha].
function bitmap(rows, columns, x, y, cell, colour) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [columns, rows];
  const context = canvas.getContext("2d");
  const image = context.createImageData(columns, rows);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) image.data.set(colour(i, j), 4 * (i * columns + j));
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

// Neighbours that no window reads, as [first, how many].
function unreadBands(counts) {
  const bands = [];
  counts.forEach((times, i) => {
    if (times) return;
    if (counts[i - 1] === 0) bands.at(-1)[1]++;
    else bands.push([i, 1]);
  });
  return bands;
}

export function imageScene(state, g, id) {
  const { H, W } = g;
  const [rows, columns] = [H.n + 2 * H.p, W.n + 2 * W.p];
  const cell = SIDE / Math.max(rows, columns);
  const [x0, colours] = [LEFT, g.channels > 2 ? [0, 1, 2] : [0, 0, 0]];
  let svg = title(`input ${g.channels > 1 ? `${g.channels}×` : ""}${H.n}×${W.n}${H.p ? ` + padding ${H.p}` : ""}`);
  svg += rect(x0, TOP, columns * cell, rows * cell, "mp-cell mp-pad");
  svg += border([[H.n, H.p], [W.n, W.p]], cell);
  svg += kept(`input-${id}`, state, () => {
    const bright = (c, i, j) => clamp(28 * pixel(state, c, i, j), 0, 255);
    let grid = bitmap(H.n, W.n, x0 + W.p * cell, TOP + H.p * cell, cell, (i, j) => [...colours.map((c) => bright(c, i, j)), 255]);
    for (const [i, count] of unreadBands(touches(H, H.out, rows, 0))) grid += lost(x0, TOP + i * cell, columns * cell, count * cell, id);
    for (const [j, count] of unreadBands(touches(W, W.out, columns, 0))) grid += lost(x0 + j * cell, TOP, count * cell, rows * cell, id);
    if (cell >= 18 && g.channels === 1)
      for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) {
        const inside = i >= H.p && j >= W.p && i < H.p + H.n && j < W.p + W.n;
        grid += number(x0 + (j + 0.5) * cell, TOP + (i + 0.5) * cell, inside ? pixel(state, 0, i - H.p, j - W.p) : 0, Math.min(cell, 26), "mp-halo");
      }
    return grid;
  });
  const [left, top] = [x0 + g.column * W.s * cell, TOP + g.row * H.s * cell];
  if (H.d > 1) for (let u = 0; u < H.k; u++) for (let v = 0; v < W.k; v++) svg += rect(left + v * W.d * cell, top + u * H.d * cell, cell, cell, "nb11-tap");
  svg += rect(left, top, W.span * cell, H.span * cell, "nb11-under mp-window") + rect(left, top, W.span * cell, H.span * cell, "mp-window");
  return [svg, (x, y) => pressed((y - TOP) / cell, H, H.out) * W.out + pressed((x - x0) / cell, W, W.out), [WIDE, TOP + SIDE + 22]];
}

const lost = (x, y, width, height, id) => rect(x, y, width, height, "nb11-lost") + rect(x, y, width, height, "mp-band", hatch("unread", id));

export function outputScene(state, g, id) {
  const { H, W } = g;
  const cell = Math.min(SIDE / Math.max(H.out, W.out), 60);
  const x0 = LEFT;
  let svg = title(`output ${state.out_channels > 1 ? `${state.out_channels}×` : ""}${H.out}×${W.out}${state.out_channels > 1 ? ", channel 0" : ""}`);
  svg += rect(x0, TOP, W.out * cell, H.out * cell, "mp-cell mp-out");
  svg += border([[H.out, 0], [W.out, 0]], cell);
  svg += kept(`output-${id}`, state, () => {
    const values = Array.from({ length: H.out }, (_, i) => Array.from({ length: W.out }, (_, j) => outputAt(state, g, i, j)));
    const largest = Math.max(1, ...values.flat().map(Math.abs));
    const below = new Shapes(); // a dash in each cell below 0: not by colour alone
    let grid = bitmap(H.out, W.out, x0, TOP, cell, (i, j) => [...(values[i][j] < 0 ? [213, 94, 0] : [0, 114, 178]), (200 * Math.abs(values[i][j])) / largest]);
    values.forEach((line, i) => line.forEach((value, j) => {
      const [x, y] = [x0 + (j + 0.5) * cell, TOP + (i + 0.5) * cell];
      if (cell >= 24) grid += number(x, y, signed(value), Math.min(cell, 44), "mp-halo");
      else if (value < 0) below.line(x - cell / 4, y, x + cell / 4, y, "nb11-dash");
    }));
    return grid + below;
  });
  const [x, y, least] = [x0 + g.column * cell, TOP + g.row * cell, Math.max(cell, 8)];
  svg += rect(x + (cell - least) / 2, y + (cell - least) / 2, least, least, "nb11-under mp-frame") + rect(x + (cell - least) / 2, y + (cell - least) / 2, least, least, "mp-frame");
  const at = (place, start, count) => clamp(Math.floor((place - start) / cell), 0, count - 1);
  return [svg, (px, py) => at(py, TOP, H.out) * W.out + at(px, x0, W.out), [WIDE, TOP + SIDE + 22]];
}

// One sheet of the filter on one channel of the window: value·weight in each cell, and their sum.
export function channelScene(state, g, c, name) {
  const { H, W } = g;
  const cell = 170 / Math.max(H.k, W.k);
  const pairs = terms(state, g, c, g.row, g.column);
  const largest = Math.max(...pairs.map(([w, value]) => Math.abs(w * value)));
  let svg = label(4, 15, name, `mp-title nb11-${name}`);
  const ways = [([w, value]) => `${value}·${signed(w)}`, ([w, value]) => signed(w * value), ([w, value]) => ["−", "0", "+"][1 + Math.sign(w * value)]];
  const write = ways.find((way) => pairs.every((pair) => fits(way(pair), cell))) ?? (() => "");
  pairs.forEach((pair, n) => {
    const [x, y] = [4 + (n % W.k) * cell, TOP + Math.floor(n / W.k) * cell];
    svg += rect(x, y, cell, cell, "mp-cell", `style="fill:${signColour(pair[0] * pair[1], largest)}"`);
    svg += number(x + cell / 2, y + cell / 2, write(pair), cell);
  });
  return svg + label(89, TOP + H.k * cell + 18, `pixels·weights: ${signed(total(pairs))}`, "mp-title mp-middle");
}

export function stampScene(state, g, id) {
  const { n, k, s, p, d, span, out } = g.W;
  const columns = out + 2 * p;
  const cell = Math.min(38, FIELD / columns);
  const [x0, tall] = [(WIDE - cell * columns) / 2, Math.min(cell, 28)];
  const centre = (i) => x0 + (i * s + span / 2) * cell;
  const stamps = TOP + tall + 48;
  const below = stamps + n * tall + 32;
  const times = touches(g.W, n, columns, 0);
  const values = stamped(state, g);
  let svg = title(`input: ${n} ${n > 1 ? "cells" : "cell"}`) + title("stamps", stamps - 6);
  for (let i = 0; i < n; i++) {
    const now = i === g.column;
    const value = pixel(state, 0, 0, i);
    svg += rect(centre(i) - cell / 2, TOP, cell, tall, `mp-cell ${now ? "mp-tap" : "mp-in"}`) + number(centre(i), TOP + tall / 2, signed(value), cell * Math.min(s, 1.3));
    if (s * cell >= 18) svg += label(centre(i), TOP + tall + 16, i, "mp-tick mp-middle");
    if (now) svg += stroke(centre(i), TOP + tall + 20, centre(i), stamps + i * tall, "mp-link");
    for (let u = 0; u < k; u++) {
      const x = x0 + (i * s + u * d) * cell;
      svg += rect(x, stamps + i * tall, cell, tall, `mp-cell ${now ? "mp-tap" : "mp-in"}`) + number(x + cell / 2, stamps + (i + 0.5) * tall, signed(value * weight(state, 0, 0, u)), Math.min(cell, tall + 8));
    }
  }
  svg += title(`output: ${out} cells`, below - 8);
  for (let c = 0; c < columns; c++) {
    const [x, cut] = [x0 + c * cell, c < p || c >= p + out];
    svg += rect(x, below, cell, tall, `mp-cell ${times[c] > 1 && !cut ? "mp-shared" : "mp-out"}`);
    if (cut) svg += rect(x, below, cell, tall, "", hatch("cut", id));
    else svg += number(x + cell / 2, below + tall / 2, signed(values[c - p]), cell) + (times[c] > 1 ? `<path d="M${x + cell} ${below}h-8l8 8z" class="mp-corner"/>` : "");
  }
  svg += indices(x0, below + tall + 17, cell, out, p) + rect(x0 + (g.column * s) * cell, stamps + g.column * tall, span * cell, tall, "mp-window");
  return [svg, (x) => pressed((x - x0) / cell, g.W, n), [WIDE, Math.max(306, below + tall + 22)]];
}

// Why nothing comes out: the padded input, and the kernel that is too large for it.
export function impossibleScene(state, g) {
  const { H, W } = g;
  const [rows, columns] = [H.n + 2 * H.p, W.n + 2 * W.p];
  const cell = Math.min(34, Math.min(FIELD / Math.max(columns, W.span), 230 / Math.max(rows, H.span)));
  const y = TOP + 40;
  let svg = label(WIDE / 2, 30, "✕ no output", "mp-impossible");
  if (state.mode === "transposed") return [svg, () => null, [WIDE, 306]];
  svg += rect(5, y, columns * cell, rows * cell, "mp-cell mp-pad") + rect(5 + W.p * cell, y + H.p * cell, W.n * cell, H.n * cell, "mp-cell mp-in");
  svg += rect(5, y, W.span * cell, H.span * cell, "mp-toolarge") + label(5, y + Math.max(rows, H.span) * cell + 20, "dashed: what the kernel spans", "mp-key");
  return [svg, () => null, [WIDE, state.mode === "1d" ? 252 : TOP + SIDE + 22]];
}
