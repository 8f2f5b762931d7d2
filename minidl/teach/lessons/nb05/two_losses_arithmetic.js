// Two losses of one network in numbers. two_losses.py says the same in Python; a test holds them together.

import { rounded } from "../../kit/shared.js";

export const [X, Y] = [[-2, -1.5, -1, -0.5, 0.5, 1, 1.5, 2], [0, 0, 0, 1, 0, 1, 1, 1]];
export const RATE = 0.2;
export const STEPS = 400;
export const NAMES = { quadratic: "quadratic loss", entropy: "cross-entropy" };

// The loss and its two derivatives.
export function lossAt(kind, w1, w2) {
  let [loss, first, second] = [0, 0, 0];
  X.forEach((x, i) => {
    const h = Math.tanh(w1 * x);
    const z = w2 * h;
    const p = 1 / (1 + Math.exp(-z));
    const quadratic = kind === "quadratic";
    loss += quadratic ? ((p - Y[i]) * (p - Y[i])) / 2 : Math.log1p(Math.exp(-Math.abs(z))) + Math.max(z, 0) - Y[i] * z;
    const g = quadratic ? (p - Y[i]) * p * (1 - p) : p - Y[i];
    first += g * w2 * (1 - h * h) * x;
    second += g * h;
  });
  return [loss / X.length, first / X.length, second / X.length];
}

export function wayOf({ w1, w2, steps }, kind) {
  const places = [[w1, w2]];
  for (let step = 0; step < steps; step++) {
    const [, first, second] = lossAt(kind, w1, w2);
    [w1, w2] = [w1 - RATE * first, w2 - RATE * second];
    places.push([w1, w2]);
  }
  return places;
}

// Contour lines of a function over a grid of [columns, rows] cells, as pieces [[x, y], [x, y]]. Each cell is cut into two triangles.
export function contours(values, levels) {
  const pieces = [];
  const triangle = (corners) => {
    const all = corners.map(([, , v]) => v);
    const [low, high] = [Math.min(...all), Math.max(...all)];
    for (const level of levels) {
      if (level <= low || level > high) continue;
      const cut = [];
      corners.forEach(([x, y, v], i) => {
        const [toX, toY, to] = corners[(i + 1) % 3];
        if ((v < level) === (to < level)) return;
        const share = (level - v) / (to - v);
        cut.push([x + share * (toX - x), y + share * (toY - y)]);
      });
      if (cut.length === 2) pieces.push(cut);
    }
  };
  for (let j = 0; j + 1 < values.length; j++) {
    for (let i = 0; i + 1 < values[j].length; i++) {
      const corner = (x, y) => [x, y, values[y][x]];
      triangle([corner(i, j), corner(i + 1, j), corner(i, j + 1)]);
      triangle([corner(i + 1, j + 1), corner(i + 1, j), corner(i, j + 1)]);
    }
  }
  return pieces;
}

function told(state, kind) {
  const [w1, w2] = wayOf(state, kind).at(-1);
  const [loss, first, second] = lossAt(kind, w1, w2);
  const name = NAMES[kind][0].toUpperCase() + NAMES[kind].slice(1);
  const slope = state.steps ? `, slope ${rounded(Math.hypot(first, second), 4)}` : ""; // at the start it is asked
  return `${name} after ${state.steps} steps: ${rounded(loss, 3)}${slope}, at W1 = ${rounded(w1)}, W2 = ${rounded(w2)}.`;
}

export function describe(state) {
  return [`Start: W1 = ${rounded(state.w1)}, W2 = ${rounded(state.w2)}.`, ...Object.keys(NAMES).map((kind) => told(state, kind))].join(" ");
}
