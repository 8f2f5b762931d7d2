// Three fitted lines in numbers. outlier.py says the same in Python; a test holds them together.

import { clamp, rounded } from "../../kit/shared.js";

export const NAMES = ["L2", "L1", "Huber"];
const ROUNDS = 300;

export const errorsOf = ({ xs, ys }, [a, b]) => xs.map((x, i) => ys[i] - (a + b * x));

// Least squares, each point with a weight.
function weighted({ xs, ys }, weights) {
  let [total, sx, sy] = [0, 0, 0];
  xs.forEach((x, i) => ([total, sx, sy] = [total + weights[i], sx + weights[i] * x, sy + weights[i] * ys[i]]));
  const [mx, my] = [sx / total, sy / total];
  let [across, along] = [0, 0];
  xs.forEach((x, i) => {
    across += weights[i] * (x - mx) * (ys[i] - my);
    along += weights[i] * (x - mx) * (x - mx);
  });
  const b = along > 1e-9 ? across / along : 0;
  return [my - b * mx, b];
}

// Least absolute error: one of the best lines goes through two points.
function throughTwo(state) {
  const { xs, ys } = state;
  let [best, least] = [weighted(state, xs.map(() => 1)), Infinity];
  for (let i = 0; i < xs.length; i++) {
    for (let j = i + 1; j < xs.length; j++) {
      if (xs[i] === xs[j]) continue;
      const b = (ys[j] - ys[i]) / (xs[j] - xs[i]);
      const line = [ys[i] - b * xs[i], b];
      const loss = errorsOf(state, line).reduce((sum, e) => sum + Math.abs(e), 0);
      if (loss < least - 1e-9) [best, least] = [line, loss];
    }
  }
  return best;
}

function huber(state) {
  let line = weighted(state, state.xs.map(() => 1));
  for (let round = 0; round < ROUNDS; round++) line = weighted(state, errorsOf(state, line).map((e) => state.delta / Math.max(Math.abs(e), state.delta)));
  return line;
}

export const linesOf = (state) => ({ L2: weighted(state, state.xs.map(() => 1)), L1: throughTwo(state), Huber: huber(state) });

// How hard each point pulls its line up: minus the derivative of the point's loss.
export function pullsOf(state, lines) {
  const of = (name) => errorsOf(state, lines[name]);
  const sign = (e) => (Math.abs(e) < 1e-9 ? 0 : Math.sign(e));
  return { L2: of("L2"), L1: of("L1").map(sign), Huber: of("Huber").map((e) => clamp(e, -state.delta, state.delta)) };
}

function lineText([a, b]) {
  const slope = rounded(b);
  return slope.startsWith("−") ? `${rounded(a)} − ${slope.slice(1)}x` : `${rounded(a)} + ${slope}x`;
}

export function describe(state, limits, lines = linesOf(state)) {
  const pulls = pullsOf(state, lines);
  const fitted = NAMES.map((name) => `${name} y = ${lineText(lines[name])}`).join(", ");
  const held = NAMES.map((name) => `${name} ${rounded(pulls[name][state.held])}`).join(", ");
  const at = `x = ${rounded(state.xs[state.held])}, y = ${rounded(state.ys[state.held])}`;
  return `The best lines: ${fitted} (δ = ${rounded(state.delta)}). Point ${state.held}, at ${at}, pulls its line up with ${held}.`;
}
