// A network of three units. two_lines.py says the same in Python; a test holds them together.

import { CORNERS, GATES, plain, pointName, series, stepOf, verdict, zOf } from "./perceptron_arithmetic.js";

export const UNITS = [["w11", "w12", "T1"], ["w21", "w22", "T2"], ["v1", "v2", "T3"]];

// Where a point of the inputs is in the hidden space.
export function moved(units, hidden, point) {
  return units.slice(0, 2).map((unit) => (hidden === "step" ? stepOf(zOf(...unit, point)) : zOf(...unit, point)));
}

export function passOf(state) {
  const units = UNITS.map((names) => names.map((name) => state[name]));
  const places = CORNERS.map((corner) => moved(units, state.hidden, corner));
  const outputs = places.map((pair) => stepOf(zOf(...units[2], pair)));
  return { units, places, outputs };
}

function mergers(places, gate) {
  const groups = new Map();
  places.forEach((place, i) => groups.set(place.join(), [...(groups.get(place.join()) ?? []), i]));
  return [...groups.values()].filter((here) => here.length > 1).map((here) => {
    const mixed = here.some((i) => GATES[gate][i] !== GATES[gate][here[0]]);
    const names = here.map((i) => pointName(CORNERS[i])).join(", ");
    return ` ${names} have become one point${mixed ? ", which no output unit can separate" : ""};`;
  });
}

export function describe(state) {
  const { units, places, outputs } = passOf(state);
  const [first, second, last] = units.map(([a, b, T]) => `(${plain(a)}, ${plain(b)}; T = ${plain(T)})`);
  const how = state.hidden === "step" ? "" : " without a step";
  return (
    `h1 ${first} and h2 ${second}${how} move (0,0), (0,1), (1,0), (1,1) to ${places.map(pointName).join(", ")};${mergers(places, state.gate).join("")} ` +
    `the output unit ${last} gives ${series(outputs)}: ${verdict(outputs, state.gate)}.`
  );
}
