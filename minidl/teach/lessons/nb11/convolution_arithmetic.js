// Convolution arithmetic, in whole numbers. convolution.py says the same in Python; a test holds them together.

import { clamp, signed } from "../../kit/shared.js";

const INPUT_AT = (i, j) => (37 * i + 17 * j + 7 * i * j + 3) % 10;
const KERNEL_AT = (i, j) => [1, 2, -1, 3, -2][(j + 2 * i) % 5];

function cellOf(given, pattern, i, j) {
  return given[i] !== undefined && given[i][j] !== undefined ? given[i][j] : pattern(i, j);
}
export const inputCell = (state, i, j) => cellOf(state.input, INPUT_AT, i, j);
export const kernelCell = (state, i, j) => cellOf(state.kernel, KERNEL_AT, i, j);

// One axis: n cells, k weights, stride s, padding p, dilation d; `span` cells under the kernel; `out` cells.
function axisOf(state, n, k, flat) {
  const [s, p, d] = flat ? [1, 0, 1] : [state.stride, state.padding, state.dilation];
  const extra = state.mode === "transposed" ? state.output_padding : 0;
  const span = d * (k - 1) + 1;
  const room = n + 2 * p - span;
  const out = state.mode === "transposed" ? (n - 1) * s - 2 * p + span + extra : Math.floor(room / s) + 1;
  return { n, k, s, p, d, span, room, extra, out };
}

export function geometry(state) {
  const line = state.mode === "1d";
  const H = line ? axisOf(state, 1, 1, true) : axisOf(state, state.height, state.kernel_height, false);
  const W = axisOf(state, state.width, state.kernel_width, false);
  const from = state.mode === "transposed" ? [H.n, W.n] : [H.out, W.out];
  const reason = whyNot(state, H, W);
  const count = reason ? 0 : from[0] * from[1];
  const position = clamp(state.position, 0, Math.max(0, count - 1));
  const columns = Math.max(1, from[1]);
  return { H, W, reason, count, position, columns, row: Math.floor(position / columns), column: position % columns };
}

function whyNot(state, H, W) {
  const transposed = state.mode === "transposed";
  if (transposed && state.output_padding >= Math.max(state.stride, state.dilation))
    return `output_padding ${state.output_padding} must be smaller than the stride ${state.stride} or the dilation ${state.dilation}`;
  const where = state.mode === "1d" ? "length" : H.out < 1 ? "height" : "width";
  const { n, k, p, d, span, out } = where === "height" ? H : W;
  if (out >= 1) return "";
  if (transposed) return `along the ${where} the padding ${p} cuts away ${out + 2 * p} cells or more, and nothing is left`;
  return `along the ${where} the kernel spans ${d}·(${k} − 1) + 1 = ${span} cells, and the padded input has ${n + 2 * p}`;
}

// The smallest change of one setting that works.
export function nearest(state, limits) {
  const names = ["padding", "kernel_height", "kernel_width", "dilation", "height", "width", "output_padding"];
  for (let distance = 1; distance <= 256; distance++)
    for (const name of names)
      for (const value of [state[name] + distance, state[name] - distance]) {
        const [low, high] = limits[name];
        if (value >= low && value <= high && !geometry({ ...state, [name]: value }).reason) return { [name]: value };
      }
  return { padding: 0, kernel_height: 1, kernel_width: 1, dilation: 1, output_padding: 0 };
}

export function inWords(changes) {
  return Object.entries(changes).map(([name, value]) => `${name} ${value}`).join(", ");
}

// How often each of `cells` cells is read (or, transposed, written) along one axis; cell 0 is `first` in padded counting.
export function touches(axis, windows, cells, first) {
  const counts = new Array(cells).fill(0);
  for (let o = 0; o < windows; o++)
    for (let u = 0; u < axis.k; u++) {
      const cell = o * axis.s + u * axis.d - first;
      if (cell >= 0 && cell < cells) counts[cell]++;
    }
  return counts;
}

function neverRead(g) {
  const read = (axis) => touches(axis, axis.out, axis.n, axis.p).filter((times) => times > 0).length;
  return g.H.n * g.W.n - read(g.H) * read(g.W);
}

// [weight, value] of each cell under the window that writes output[row, column].
export function terms(state, g, row, column) {
  const found = [];
  for (let u = 0; u < g.H.k; u++)
    for (let v = 0; v < g.W.k; v++) {
      const i = row * g.H.s + u * g.H.d - g.H.p;
      const j = column * g.W.s + v * g.W.d - g.W.p;
      const inside = i >= 0 && j >= 0 && i < g.H.n && j < g.W.n;
      found.push([kernelCell(state, u, v), inside ? inputCell(state, i, j) : 0]);
    }
  return found;
}

// [weight, value] of each stamp that output[row, column] of a transposed convolution collects.
export function stamps(state, g, row, column) {
  const found = [];
  for (let i = 0; i < g.H.n; i++)
    for (let j = 0; j < g.W.n; j++) {
      const u = row + g.H.p - i * g.H.s;
      const v = column + g.W.p - j * g.W.s;
      const hit = u >= 0 && v >= 0 && u % g.H.d === 0 && v % g.W.d === 0 && u / g.H.d < g.H.k && v / g.W.d < g.W.k;
      if (hit) found.push([kernelCell(state, u / g.H.d, v / g.W.d), inputCell(state, i, j)]);
    }
  return found;
}

export const total = (pairs) => pairs.reduce((sum, [weight, value]) => sum + weight * value, 0);

export function outputValues(state, g) {
  const parts = state.mode === "transposed" ? stamps : terms;
  const rows = Array.from({ length: Math.max(0, g.H.out) }, (_, i) => i);
  const columns = Array.from({ length: Math.max(0, g.W.out) }, (_, j) => j);
  return rows.map((i) => columns.map((j) => total(parts(state, g, i, j))));
}

// room/stride with two decimals at most, rounded in whole numbers so that Python writes the same.
function quotient(room, stride) {
  const hundredths = Math.floor((200 * room + stride) / (2 * stride));
  const size = Math.abs(hundredths);
  const decimals = String(size % 100).padStart(2, "0").replace(/0+$/, "");
  return (hundredths < 0 ? "−" : "") + Math.floor(size / 100) + (decimals ? "." + decimals : "");
}

function axisFormula(state, { n, k, s, p, d, room, extra, out }) {
  if (state.mode === "transposed") return `(${n} − 1)·${s} − 2·${p} + ${d}·(${k} − 1) + ${extra} + 1 = ${signed(out)}`;
  return `⌊(${n} + 2·${p} − ${d}·(${k} − 1) − 1)/${s}⌋ + 1 = ⌊${quotient(room, s)}⌋ + 1 = ${signed(out)}`;
}

// One line for each axis, or one for both where they agree.
export function formulas(state) {
  const { H, W } = geometry(state);
  if (state.mode === "1d") return [`length: ${axisFormula(state, W)}`];
  const [height, width] = [axisFormula(state, H), axisFormula(state, W)];
  return height === width ? [`height and width: ${height}`] : [`height: ${height}`, `width: ${width}`];
}

// [parameters, multiply-and-adds for one image]
export function counts(state) {
  const g = geometry(state);
  const weights = state.in_channels * state.out_channels * g.H.k * g.W.k;
  const places = state.mode === "transposed" ? g.H.n * g.W.n : g.H.out * g.W.out;
  return [weights + state.out_channels, g.reason ? 0 : places * weights];
}

export function code(state) {
  const layer = { "1d": "Conv1d", "2d": "Conv2d", transposed: "ConvTranspose2d" }[state.mode];
  const flat = state.mode === "1d" || state.kernel_height === state.kernel_width;
  const kernel = flat ? state.kernel_width : `(${state.kernel_height}, ${state.kernel_width})`;
  const named = [["stride", 1], ["padding", 0], ["output_padding", 0], ["dilation", 1]]
    .filter(([name, usual]) => state[name] !== usual && (name !== "output_padding" || state.mode === "transposed"))
    .map(([name]) => `, ${name}=${state[name]}`);
  return `nn.${layer}(${state.in_channels}, ${state.out_channels}, kernel_size=${kernel}${named.join("")})`;
}

export function describe(state, limits) {
  const g = geometry(state);
  const [line, transposed] = [state.mode === "1d", state.mode === "transposed"];
  const many = state.in_channels > 1 || state.out_channels > 1;
  const size = (channels, h, w) => (line ? (many ? `${channels}×${w}` : `length ${w}`) : (many ? `${channels}×` : "") + `${h}×${w}`);
  const kernel = line ? g.W.k : `${g.H.k}×${g.W.k}`;
  const extra = transposed ? `, output_padding ${state.output_padding}` : "";
  const settings = `A kernel of ${kernel} (stride ${state.stride}, padding ${state.padding}, dilation ${state.dilation}${extra})`;
  const from = `an input of ${size(state.in_channels, g.H.n, g.W.n)}`;
  if (g.reason) return `${settings} is impossible on ${from}: ${g.reason}; the nearest setting that works has ${inWords(nearest(state, limits))}.`;
  const gives = `${transposed ? " turns" : " on"} ${from} ${transposed ? "into" : "gives"} an output of ${size(state.out_channels, g.H.out, g.W.out)}`;
  const place = line ? `[${g.column}]` : `[${g.row}, ${g.column}]`;
  if (transposed) {
    const rows = touches(g.H, g.H.n, g.H.out, g.H.p), columns = touches(g.W, g.W.n, g.W.out, g.W.p);
    const under = (counts, axis, at) =>
      Array.from({ length: axis.k }, (_, u) => counts[at * axis.s + u * axis.d - axis.p]).filter((times) => times !== undefined);
    const [down, across] = [under(rows, g.H, g.row), under(columns, g.W, g.column)];
    const alone = down.filter((times) => times === 1).length * across.filter((times) => times === 1).length;
    const all = down.length * across.length;
    const value = inputCell(state, g.row, g.column);
    return `${settings}${gives}; input${place} = ${value} stamps ${all} of its cells, ${all - alone} of which other stamps reach too.`;
  }
  const [missed, cells] = [neverRead(g), g.H.n * g.W.n];
  const read = missed ? `no window reaches ${missed} of the ${cells} input cells` : "every input cell is read";
  const value = signed(total(terms(state, g, g.row, g.column)));
  const share = many ? "one channel's share of " : "";
  return `${settings}${gives}; ${read}; ${share}output${place} = ${value}.`;
}
