// Four inequalities and their sum. inequalities.py says the same in Python; a test holds them together.

import { CORNERS, GATES, gateOf, plain, pointName, stepOf, zOf } from "./perceptron_arithmetic.js";

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
  const terms = of.map((number, i) => [number, UNKNOWNS[i]]).filter(([number]) => number);
  for (const [number, name] of terms.sort((a, b) => (a[0] < 0) - (b[0] < 0))) {
    const sign = parts ? (number < 0 ? " − " : " + ") : number < 0 ? "−" : "";
    parts += sign + (Math.abs(number) > 1 ? Math.abs(number) : "") + name;
  }
  return `${parts || "0"} ${strict ? ">" : "≥"} 0`;
}

export const addedOf = (state) => [0, 1, 2, 3].filter((at) => state[NAMES[at]]);
export const isImpossible = ({ of, strict }) => strict && of.every((number) => number === 0);

// The smallest weights that do what the added points ask, and which gate they are; or that there are none.
export function meaning(gate, added) {
  if (isImpossible(sumOf(gate, added))) return `no numbers fulfil this: no single unit is ${gate}`;
  for (const w1 of [0, 1, -1])
    for (const w2 of [0, 1, -1])
      for (const T of [0, 1, -1, 2]) {
        const outputs = CORNERS.map((corner) => stepOf(zOf(w1, w2, T, corner)));
        if (!added.every((at) => outputs[at] === GATES[gate][at])) continue;
        const all = ["this one", "these two", "these three", "all four"][added.length - 1];
        return `w = (${plain(w1)}, ${plain(w2)}), T = ${plain(T)} fulfils ${all}, and this unit is ${gateOf(outputs)}`;
      }
}

export function describe(state) {
  const { gate } = state;
  const all = CORNERS.map((corner, i) => asked(corner, GATES[gate][i])).join(", ");
  const added = addedOf(state);
  if (!added.length) return `${gate} asks for ${all}; none of the four is added yet.`;
  const names = added.map((at) => pointName(CORNERS[at])).join(", ");
  return `${gate} asks for ${all}; the sum of ${names} is ${sideText(sumOf(gate, added))}; ${meaning(gate, added)}.`;
}
