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
  if (transposed && state.output_padding >= Math.max(state.stride, state.dilation)) return "output_padding must be smaller than the stride or the dilation";
  const { n, p, span, out } = H.out < 1 ? H : W;
  if (out >= 1) return "";
  return transposed ? "the padding cuts away all cells of the stamps" : `the kernel spans ${span} cells, and the padded input has ${n + 2 * p}`;
}

// A change that makes an impossible setting work.
export function wayOut(state) {
  const { stride: s, dilation: d, padding: p, kernel_width: across, kernel_height: down } = state;
  if (state.mode === "transposed") {
    const output_padding = Math.min(state.output_padding, Math.max(s, d) - 1);
    const cells = axisOf({ ...state, output_padding, padding: 0 }, state.width, across, false).out;
    return { output_padding, padding: Math.min(p, Math.floor((cells - 1) / 2)) };
  }
  const [side, k] = state.mode === "2d" ? [Math.min(state.width, state.height), Math.max(across, down)] : [state.width, across];
  const room = side + 2 * p;
  const dilation = clamp(Math.floor((room - 1) / Math.max(k - 1, 1)), 1, d);
  return { dilation, kernel_width: Math.min(across, room), kernel_height: Math.min(down, room) };
}

// How often each of `cells` cells is under some window along one axis; cell 0 is `first` in padded counting.
export function touches(axis, windows, cells, first) {
  const counts = new Array(cells).fill(0);
  for (let o = 0; o < windows; o++) for (let u = 0; u < axis.k; u++) if (o * axis.s + u * axis.d - first in counts) counts[o * axis.s + u * axis.d - first]++;
  return counts;
}

// [weight, value] of each cell of one channel under the window that writes output[row, column].
export function terms(state, { H, W }, c, row, column) {
  return Array.from({ length: H.k * W.k }, (_, n) => {
    const [u, v] = [Math.floor(n / W.k), n % W.k];
    const [i, j] = [row * H.s + u * H.d - H.p, column * W.s + v * W.d - W.p];
    return [weight(state, c, u, v), i >= 0 && j >= 0 && i < H.n && j < W.n ? pixel(state, c, i, j) : 0];
  });
}

export const total = (pairs) => pairs.reduce((sum, [w, value]) => sum + w * value, 0);

export const outputAt = (state, g, row, column) => Array.from({ length: g.channels }, (_, c) => total(terms(state, g, c, row, column))).reduce((a, b) => a + b);

// A transposed convolution's numbers: each input cell adds its stamp.
export function stamped(state, { W }) {
  const values = new Array(W.out).fill(0);
  for (let n = 0; n < W.n * W.k; n++) {
    const [i, u] = [Math.floor(n / W.k), n % W.k];
    const cell = i * W.s + u * W.d - W.p;
    if (cell in values) values[cell] += weight(state, 0, 0, u) * pixel(state, 0, 0, i);
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
  const { kernel_width: across, kernel_height: down } = state;
  const kernel = state.mode !== "2d" || across === down ? across : `(${down}, ${across})`;
  const usual = { stride: 1, padding: 0, ...(state.mode === "transposed" ? { output_padding: 0 } : {}), dilation: 1 };
  const named = Object.keys(usual).filter((name) => state[name] !== usual[name]).map((name) => `, ${name}=${state[name]}`);
  return `nn.${layer}(${state.mode === "2d" ? `${state.in_channels}, ${state.out_channels}` : "1, 1"}, kernel_size=${kernel}${named.join("")})`;
}

export function describe(state) {
  const { H, W, reason } = geometry(state);
  const [image, transposed] = [state.mode === "2d", state.mode === "transposed"];
  const many = image && state.in_channels * state.out_channels > 1;
  const size = (h, w, channels) => (image ? `${many ? `${channels}×` : ""}${h}×${w}` : `length ${w}`);
  const kernel = image ? `${H.k}×${W.k}` : W.k;
  let start = many ? `A layer with filters of ${state.in_channels}×${kernel}, ${state.out_channels} in number` : `A kernel of ${kernel}`;
  start += ` (stride ${state.stride}, padding ${state.padding}, dilation ${state.dilation}${transposed ? `, output_padding ${state.output_padding}` : ""})`;
  const given = `an input of ${size(H.n, W.n, state.in_channels)}`;
  if (reason) return `${start} is impossible on ${given}: ${reason}.`;
  if (transposed) {
    const several = touches(W, W.n, W.out, W.p).filter((times) => times > 1).length;
    return `${start} stamps ${given} into an output of length ${W.out}; cells under more than one stamp: ${several}.`;
  }
  start += ` on ${given} gives an output of ${size(H.out, W.out, state.out_channels)}`;
  const [weights, parameters, macs] = counts(state);
  if (image) start += `, the sum of ${weights} products each; ${grouped(parameters)} parameters, ${grouped(macs)} MACs`;
  const read = (axis, cells, first) => touches(axis, axis.out, cells, first).filter((times) => times > 0).length;
  const [rows, columns] = [H.n + 2 * H.p, W.n + 2 * W.p];
  const missed = H.n * W.n - read(H, H.n, H.p) * read(W, W.n, W.p);
  const zeros = rows * columns - missed - read(H, rows, 0) * read(W, columns, 0);
  const lost = zeros ? `; zeros of the padding that no window reaches: ${zeros}` : "";
  return `${start}; ${missed ? `no window reaches ${missed} of the ${H.n * W.n} input cells` : "every input cell is read"}${lost}.`;
}
