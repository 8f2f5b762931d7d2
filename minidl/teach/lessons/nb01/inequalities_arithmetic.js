// Four inequalities and their sum. inequalities.py says the same in Python; a test holds them together.

import { CORNERS, GATES, learn, plain, pointName } from "./perceptron_arithmetic.js";

const UNKNOWNS = ["w1", "w2", "T"];
export const NAMES = ["add_00", "add_01", "add_10", "add_11"];

// Of w1, w2 and T: these times the unknowns are ≥ 0, or > 0 where strict.
export function oneSide([x1, x2], target) {
  const sign = target ? 1 : -1;
  return { of: [sign * x1 + 0, sign * x2 + 0, -sign], strict: !target };
}

export function sumOf(gate, added) {
  const terms = added.map((at) => oneSide(CORNERS[at], GATES[gate][at]));
  return { of: [0, 1, 2].map((i) => terms.reduce((sum, term) => sum + term.of[i], 0)), strict: terms.some((term) => term.strict) };
}

export function asked(corner, target) {
  const left = UNKNOWNS.filter((_, i) => corner[i]).join(" + ") || "0";
  return `${left} ${target ? "≥" : "<"} T`;
}

export function sideText({ of, strict }) {
  let parts = "";
  of.forEach((number, i) => {
    if (!number) return;
    const sign = parts ? (number < 0 ? " − " : " + ") : number < 0 ? "−" : "";
    parts += sign + (Math.abs(number) > 1 ? Math.abs(number) : "") + UNKNOWNS[i];
  });
  return `${parts || "0"} ${strict ? ">" : "≥"} 0`;
}

export const addedOf = (state) => [0, 1, 2, 3].filter((at) => state[NAMES[at]]);
export const isImpossible = ({ of, strict }) => strict && of.every((number) => number === 0);

function example(gate) {
  const last = learn(gate, 60).slice(-4);
  return last.some((one) => one.error) ? null : last[3];
}

export function describe(state) {
  const { gate } = state;
  const all = CORNERS.map((corner, i) => asked(corner, GATES[gate][i])).join(", ");
  const added = addedOf(state);
  if (!added.length) return `${gate} asks for ${all}; none of the four is added yet.`;
  const sum = sumOf(gate, added);
  const together = `${gate} asks for ${all}; the sum of ${added.map((at) => pointName(CORNERS[at])).join(", ")} is ${sideText(sum)}`;
  if (isImpossible(sum)) return `${together}, which no numbers fulfil: no single unit is ${gate}.`;
  if (added.length < 4) return `${together}, which some numbers fulfil.`;
  const found = example(gate);
  if (!found) return `${together}.`;
  return `${together}, which some numbers fulfil: w = (${plain(found.w1)}, ${plain(found.w2)}), T = ${plain(found.T)} do all four.`;
}
