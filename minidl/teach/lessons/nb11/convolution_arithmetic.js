// Convolution arithmetic, in whole numbers. convolution.py says the same in Python; a test holds them together.

import { clamp, grouped, rounded, signed } from "../../kit/shared.js";
import { PIXELS } from "./flower.js";

export function pixel(state, c, i, j) {
  const given = c === 0 ? state.input[i]?.[j] : undefined;
  if (given !== undefined) return given;
  if (state.mode !== "2d") return state.mode === "1d" ? (17 * j + 3) % 10 : [3, 5, 2, 4, 1, 6][j % 6];
  return Number(PIXELS[1024 * (c % 3) + 32 * Math.floor((32 * i) / state.height) + Math.floor((32 * j) / state.width)]);
}

export function weight(state, c, u, v) {
  const given = c === 0 ? state.kernel[u]?.[v] : undefined;
  if (given !== undefined) return given;
  if (state.mode !== "2d") return state.mode === "1d" ? [1, 2, -1, 3, -2][v % 5] : 1 + (v % 2);
  return [1, -2, 1][c % 3] * (state.kernel_width > 1 ? Math.sign(2 * v - state.kernel_width + 1) : 1);
}

// One axis: n cells, k weights, stride s, padding p, dilation d; `span` cells under the kernel; `out` cells.
function axisOf(state, n, k, flat) {
  const [s, p, d] = flat ? [1, 0, 1] : [state.stride, state.padding, state.dilation];
  const span = d * (k - 1) + 1;
  const room = n + 2 * p - span;
  const stamped = (n - 1) * s - 2 * p + span + state.output_padding;
  return { n, k, s, p, d, span, room, out: state.mode === "transposed" && !flat ? stamped : Math.floor(room / s) + 1 };
}

export function geometry(state) {
  const [image, transposed] = [state.mode === "2d", state.mode === "transposed"];
  const H = image ? axisOf(state, state.height, state.kernel_height, false) : axisOf(state, 1, 1, true);
  const W = axisOf(state, state.width, state.kernel_width, false);
  const reason = whyNot(state, H, W);
  const columns = Math.max(1, transposed ? W.n : W.out);
  const count = reason ? 0 : H.out * columns;
  const position = clamp(state.position, 0, Math.max(0, count - 1));
  const channels = image ? state.in_channels : 1;
  return { H, W, reason, count, columns, channels, position, row: Math.floor(position / columns), column: position % columns };
}

function whyNot(state, H, W) {
  const transposed = state.mode === "transposed";
  if (transposed && state.output_padding >= Math.max(state.stride, state.dilation))
    return `output_padding ${state.output_padding} must be smaller than the stride ${state.stride} or the dilation ${state.dilation}`;
  const { n, k, p, d, span, out } = H.out < 1 ? H : W;
  if (out >= 1) return "";
  if (transposed) return `the padding ${p} cuts away all ${out + 2 * p} cells of the stamps`;
  const where = state.mode === "1d" ? "length" : H.out < 1 ? "height" : "width";
  return `along the ${where} the kernel spans ${d}·(${k} − 1) + 1 = ${span} cells, and the padded input has ${n + 2 * p}`;
}

// The smallest change of one setting that works.
export function nearest(state, limits) {
  const names = ["padding", "kernel_width", "dilation", "width", "height", "output_padding"];
  for (let distance = 1; distance <= 64; distance++)
    for (const name of names)
      for (const value of [state[name] + distance, state[name] - distance]) {
        const change = name === "kernel_width" ? { kernel_width: value, kernel_height: value } : { [name]: value };
        if (value >= limits[name][0] && value <= limits[name][1] && !geometry({ ...state, ...change }).reason) return change;
      }
  return { padding: 0, kernel_height: 1, kernel_width: 1, dilation: 1, output_padding: 0 };
}

// How often each of `cells` cells is under some window along one axis; cell 0 is `first` in padded counting.
export function touches(axis, windows, cells, first) {
  const counts = new Array(cells).fill(0);
  for (let o = 0; o < windows; o++)
    for (let u = 0; u < axis.k; u++) {
      const cell = o * axis.s + u * axis.d - first;
      if (cell >= 0 && cell < cells) counts[cell]++;
    }
  return counts;
}

// [weight, value] of each cell of one channel under the window that writes output[row, column].
export function terms(state, { H, W }, c, row, column) {
  const found = [];
  for (let u = 0; u < H.k; u++)
    for (let v = 0; v < W.k; v++) {
      const [i, j] = [row * H.s + u * H.d - H.p, column * W.s + v * W.d - W.p];
      const inside = i >= 0 && j >= 0 && i < H.n && j < W.n;
      found.push([weight(state, c, u, v), inside ? pixel(state, c, i, j) : 0]);
    }
  return found;
}

export const total = (pairs) => pairs.reduce((sum, [w, value]) => sum + w * value, 0);

export function outputAt(state, g, row, column) {
  let sum = 0;
  for (let c = 0; c < g.channels; c++) sum += total(terms(state, g, c, row, column));
  return sum;
}

// A transposed convolution's numbers: each input cell adds its stamp.
export function stamped(state, { W }) {
  const values = new Array(W.out).fill(0);
  for (let i = 0; i < W.n; i++)
    for (let u = 0; u < W.k; u++) {
      const cell = i * W.s + u * W.d - W.p;
      if (cell >= 0 && cell < W.out) values[cell] += weight(state, 0, 0, u) * pixel(state, 0, 0, i);
    }
  return values;
}

// One line for each axis, or one for both where they agree.
export function formulas(state) {
  const { H, W } = geometry(state);
  const line = ({ n, k, s, p, d, room, out }) =>
    state.mode === "transposed"
      ? `(${n} − 1)·${s} − 2·${p} + ${d}·(${k} − 1) + ${state.output_padding} + 1 = ${signed(out)}`
      : `⌊(${n} + 2·${p} − ${d}·(${k} − 1) − 1)/${s}⌋ + 1 = ⌊${rounded(room / s)}⌋ + 1 = ${signed(out)}`;
  const [height, width] = [line(H), line(W)];
  if (state.mode !== "2d") return `length: ${width}`;
  return height === width ? `height and width: ${height}` : `height: ${height}\nwidth: ${width}`;
}

// [weights of one filter, parameters, MACs] of the layer
export function counts(state) {
  const { H, W, channels } = geometry(state);
  const weights = channels * H.k * W.k;
  return [weights, state.out_channels * (weights + 1), state.out_channels * H.out * W.out * weights];
}

export function code(state) {
  const layer = { "1d": "Conv1d", "2d": "Conv2d", transposed: "ConvTranspose1d" }[state.mode];
  const flat = state.mode !== "2d" || state.kernel_height === state.kernel_width;
  const kernel = flat ? state.kernel_width : `(${state.kernel_height}, ${state.kernel_width})`;
  const channels = state.mode === "2d" ? `${state.in_channels}, ${state.out_channels}` : "1, 1";
  const named = [["stride", 1], ["padding", 0], ["output_padding", 0], ["dilation", 1]]
    .filter(([name, usual]) => state[name] !== usual && (name !== "output_padding" || state.mode === "transposed"))
    .map(([name]) => `, ${name}=${state[name]}`);
  return `nn.${layer}(${channels}, kernel_size=${kernel}${named.join("")})`;
}

export function describe(state) {
  const g = geometry(state);
  const { H, W } = g;
  const [image, transposed] = [state.mode === "2d", state.mode === "transposed"];
  const many = image && state.in_channels * state.out_channels > 1;
  const size = (h, w, channels = 1) => (image ? `${many ? `${channels}×` : ""}${h}×${w}` : `length ${w}`);
  const kernel = image ? `${H.k}×${W.k}` : W.k;
  const filters = `${state.out_channels} ${state.out_channels === 1 ? "filter" : "filters"} of ${state.in_channels}`;
  let start = many ? `A layer of ${filters}×${kernel}` : `A kernel of ${kernel}`;
  start += ` (stride ${state.stride}, padding ${state.padding}, dilation ${state.dilation}`;
  start += transposed ? `, output_padding ${state.output_padding})` : ")";
  const given = `an input of ${size(H.n, W.n, state.in_channels)}`;
  if (g.reason) return `${start} is impossible on ${given}: ${g.reason}.`;
  if (transposed) {
    const values = stamped(state, g);
    const several = touches(W, W.n, W.out, W.p).filter((times) => times > 1).length;
    const numbers = values.slice(0, 16).map(signed).join(", ") + (W.out > 16 ? " …" : "");
    const words = several === 1 ? "1 cell gets" : `${several} cells get`;
    return `${start} stamps ${given} into an output of ${size(1, W.out)}: ${numbers}; ${words} more than one stamp.`;
  }
  start += ` on ${given} gives an output of ${size(H.out, W.out, state.out_channels)}`;
  const [weights, parameters, macs] = counts(state);
  if (image) start += `; ${grouped(parameters)} parameters, ${grouped(macs)} MACs`;
  const read = (axis, cells, first) => touches(axis, axis.out, cells, first).filter((times) => times > 0).length;
  const cells = H.n * W.n;
  const missed = cells - read(H, H.n, H.p) * read(W, W.n, W.p);
  const [rows, columns] = [H.n + 2 * H.p, W.n + 2 * W.p];
  const zeros = rows * columns - missed - read(H, rows, 0) * read(W, columns, 0);
  const lost = `${zeros} ${zeros === 1 ? "zero" : "zeros"} of the padding`;
  const said = missed
    ? `no window reaches ${missed} of the ${cells} input cells${zeros ? ` and ${lost}` : ""}`
    : `every input cell is read${zeros ? `, ${lost} not` : ""}`;
  const place = [...(many ? [0] : []), ...(image ? [g.row] : []), g.column].join(", ");
  const products = image ? `, the sum of ${weights} products` : "";
  return `${start}; ${said}; output[${place}] = ${signed(outputAt(state, g, g.row, g.column))}${products}.`;
}
