// Units and gates on two inputs. perceptron.py says the same in Python; a test holds them together.

import { signed } from "../../kit/shared.js";

export const CORNERS = [[0, 0], [0, 1], [1, 0], [1, 1]];
// What each gate gives at (0,0), (0,1), (1,0), (1,1).
export const GATES = {
  AND: [0, 0, 0, 1], OR: [0, 1, 1, 1], NAND: [1, 1, 1, 0], NOR: [1, 0, 0, 0], XOR: [0, 1, 1, 0], XNOR: [1, 0, 0, 1],
  x1: [0, 0, 1, 1], x2: [0, 1, 0, 1], "NOT x1": [1, 1, 0, 0], "NOT x2": [1, 0, 1, 0],
  "x1 and not x2": [0, 0, 1, 0], "x2 and not x1": [0, 1, 0, 0], "x1 or not x2": [1, 0, 1, 1], "x2 or not x1": [1, 1, 0, 1],
  "always 0": [0, 0, 0, 0], "always 1": [1, 1, 1, 1],
};

export const zOf = (w1, w2, T, [x1, x2]) => w1 * x1 + w2 * x2 - T;
export const stepOf = (z) => (z >= 0 ? 1 : 0);
export const sigmoid = (z) => 1 / (1 + Math.exp(-z));
export const gateOf = (outputs) => Object.keys(GATES).find((name) => GATES[name].join() === outputs.join());
export const plain = (number) => signed(number + 0); // never −0
export const series = (numbers) => numbers.map(plain).join(", ");
export const pointName = ([x1, x2]) => `(${plain(x1)},${plain(x2)})`;

export function verdict(outputs, gate) {
  const wrong = outputs.filter((output, i) => output !== GATES[gate][i]).length;
  return `this is ${gateOf(outputs)} now; wrong against the target ${gate}: ${wrong} of 4`;
}
