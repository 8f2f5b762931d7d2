// The arithmetic of KernelPicture: nine products, the whole result, strokes, the sentence. kernel.py says the same,
// and a test compares both.

import { rounded, signed } from "../../kit/shared.js";

export const SIDE = 48;
export const KERNELS = [
  ["Sobel", [-1, 0, 1, -2, 0, 2, -1, 0, 1], 1], ["blur", [1, 2, 1, 2, 4, 2, 1, 2, 1], 16], ["edges", [-1, -1, -1, -1, 8, -1, -1, -1, -1], 1],
  ["sharpen", [0, -1, 0, -1, 5, -1, 0, -1, 0], 1], ["nine ones", [1, 1, 1, 1, 1, 1, 1, 1, 1], 1], ["a single 1", [0, 0, 0, 0, 0, 1, 0, 0, 0], 1],
];

export const laid = ({ kernel, rule }) => (rule === "correlation" ? kernel : [...kernel].reverse());
export const weightSum = ({ kernel }) => kernel.reduce((sum, weight) => sum + weight, 0);

// The nine pixels around a place; outside the picture there are zeros.
export function patchAt(image, row, column) {
  return Array.from({ length: 9 }, (_, n) => {
    const [i, j] = [row + Math.floor(n / 3) - 1, column + (n % 3) - 1];
    return i < 0 || j < 0 || i >= SIDE || j >= SIDE ? 0 : image[i * SIDE + j];
  });
}

export function sumAt(image, weights, row, column) {
  return patchAt(image, row, column).reduce((sum, pixel, n) => sum + pixel * weights[n], 0);
}

// The weighted sums before they are divided.
export function sumsOf(state) {
  const [wide, weights, { image }] = [SIDE + 2, laid(state), state];
  const padded = new Int32Array(wide * wide);
  for (let i = 0; i < SIDE; i++) for (let j = 0; j < SIDE; j++) padded[(i + 1) * wide + j + 1] = image[i * SIDE + j];
  const sums = new Int32Array(SIDE * SIDE);
  weights.forEach((weight, n) => {
    if (!weight) return;
    const start = Math.floor(n / 3) * wide + (n % 3);
    for (let i = 0; i < SIDE; i++) for (let j = 0; j < SIDE; j++) sums[i * SIDE + j] += weight * padded[start + i * wide + j];
  });
  return sums;
}

// A new picture with a straight line from one pixel to another; the pen covers 2×2 pixels.
export function withLine(image, [fromRow, fromColumn], [toRow, toColumn], ink) {
  const result = [...image];
  const steps = Math.max(Math.abs(toRow - fromRow), Math.abs(toColumn - fromColumn), 1);
  for (let n = 0; n <= steps; n++) {
    const [i, j] = [[fromRow, toRow], [fromColumn, toColumn]].map(([from, to]) => Math.round(from + ((to - from) * n) / steps));
    for (const row of [i, i + 1]) for (const column of [j, j + 1]) if (row < SIDE && column < SIDE) result[row * SIDE + column] = ink;
  }
  return result;
}

export function describe(state, sums = sumsOf(state)) {
  const { kernel, divisor, rule, row, column } = state;
  const [total, by] = [weightSum(state), divisor === 1 ? "" : `/${divisor}`];
  const lines = [0, 3, 6].map((i) => kernel.slice(i, i + 3).map(signed).join("  ")).join(" | ");
  let [low, high, cut] = [Infinity, -Infinity, 0];
  for (const sum of sums) {
    low = Math.min(low, sum);
    high = Math.max(high, sum);
    const level = Math.floor(sum / divisor + 0.5);
    if (level < 0 || level > 255) cut++;
  }
  const drawn = total > 0 ? `drawn in grey; ${cut} of ${SIDE * SIDE} numbers are below 0 or above 255, and are cut` : "drawn with signs: blue above 0, orange below";
  const turned = rule === "correlation" ? "as it is" : "turned by 180°";
  const here = rounded(sums[row * SIDE + column] / divisor);
  return `The kernel [${lines}]${by} lies on the picture ${turned}: ${rule}. At row ${row}, column ${column} the nine products give ${here}. The weights add up to ${signed(total)}${by}. The result goes from ${rounded(low / divisor)} to ${rounded(high / divisor)}, ${drawn}.`;
}
