// A 2-2-1 network of steps. two_lines.py says the same in Python; a test holds them together.

import { CORNERS, GATES, plain, pointName, series, stepOf, wrong, zOf } from "./perceptron_arithmetic.js";

export const UNITS = [["w11", "w12", "T1"], ["w21", "w22", "T2"], ["v1", "v2", "T3"]];
const unitsOf = (state) => UNITS.map((names) => names.map((name) => state[name]));
const hiddenOf = ([first, second], corner) => [stepOf(zOf(...first, corner)), stepOf(zOf(...second, corner))];

export function passOf(state) {
  const units = unitsOf(state);
  const hidden = CORNERS.map((corner) => hiddenOf(units, corner));
  const outputs = hidden.map((pair) => stepOf(zOf(...units[2], pair)));
  const targets = GATES[state.gate];
  const mixed = hidden.some((a, i) => hidden.some((b, j) => a[0] === b[0] && a[1] === b[1] && targets[i] !== targets[j]));
  return { units, hidden, outputs, mixed };
}

export function describe(state) {
  const { units, hidden, outputs, mixed } = passOf(state);
  const [first, second, last] = units.map(([a, b, T]) => `(${plain(a)}, ${plain(b)}; T = ${plain(T)})`);
  const lost = mixed ? " two points with different targets have become one, which no output unit can part;" : "";
  return (
    `h1 ${first} and h2 ${second} move (0,0), (0,1), (1,0), (1,1) to ${hidden.map(pointName).join(", ")};${lost} the output unit ` +
    `${last} gives ${series(outputs)}; wrong against ${state.gate}: ${wrong(outputs, state.gate)} of 4.`
  );
}
