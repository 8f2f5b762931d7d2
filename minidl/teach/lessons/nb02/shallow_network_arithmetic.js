// Three hidden units in numbers. shallow_network.py says the same in Python; a test holds them together.

import { listed, rounded, signed } from "../../kit/shared.js";

export const [LOW, HIGH, TOP] = [-2, 2, 4]; // what the panels show: x from LOW to HIGH, y up to TOP both ways
export const SMALL = "₀₁₂₃";

export const unitsOf = (state) =>
  [1, 2, 3].map((d) => ({ offset: state[`theta_${d}0`], slope: state[`theta_${d}1`], phi: state[`phi_${d}`] }));

const hidden = ({ offset, slope }, x) => Math.max(0, offset + slope * x);

export function outputOf(state, x) {
  return state.phi_0 + unitsOf(state).reduce((sum, unit) => sum + unit.phi * hidden(unit, x), 0);
}

// −θ0/θ1; null where θ1 is 0: a level line never crosses 0
export const jointOf = ({ offset, slope }) => (slope === 0 ? null : -offset / slope + 0);

// [x, by how much the slope of the sum changes there], between the ends of the interval
export function bendsOf(state) {
  const changes = new Map();
  for (const unit of unitsOf(state)) {
    const joint = jointOf(unit);
    if (joint === null || joint <= LOW || joint >= HIGH || unit.phi === 0) continue;
    changes.set(joint, (changes.get(joint) ?? 0) + unit.phi * Math.abs(unit.slope));
  }
  return [...changes].sort(([a], [b]) => a - b);
}

export function slopesOf(state) {
  let slope = 0;
  for (const unit of unitsOf(state)) {
    const atLeftEnd = unit.offset + unit.slope * LOW;
    if (atLeftEnd > 0 || (atLeftEnd === 0 && unit.slope > 0)) slope += unit.phi * unit.slope;
  }
  const slopes = [slope];
  for (const [, change] of bendsOf(state)) if (change !== 0) slopes.push(slopes.at(-1) + change);
  return slopes;
}

function wordsOfUnit(unit, d) {
  const joint = jointOf(unit);
  if (joint === null)
    return `unit ${d} has no joint (θ${SMALL[d]}₁ = 0) and adds ${rounded(unit.phi * Math.max(0, unit.offset), 4)} everywhere`;
  const where = `unit ${d} has its joint at ${rounded(joint)}`;
  if (unit.phi === 0) return `${where} but weight 0`;
  if (LOW < joint && joint < HIGH) return where;
  return `${where}, ${joint === LOW || joint === HIGH ? "on the edge" : "outside"}`;
}

export function describe(state) {
  const units = unitsOf(state);
  const words = units.map((unit, i) => wordsOfUnit(unit, i + 1));
  const bends = bendsOf(state);
  for (const [at, change] of bends) {
    const here = units.flatMap((unit, i) => (unit.phi !== 0 && jointOf(unit) === at ? [String(i + 1)] : []));
    if (here.length > 1) words.push(`the joints of units ${listed(here)} meet${change === 0 ? " and cancel" : ""}`);
  }
  const slopes = slopesOf(state).map((slope) => rounded(slope, 4));
  const tail =
    slopes.length === 1 ? `is one straight line of slope ${slopes[0]}` : `has ${slopes.length} straight pieces with the slopes ${listed(slopes)}`;
  const largest = Math.max(...[LOW, ...bends.map(([x]) => x), HIGH].map((x) => Math.abs(outputOf(state, x))));
  const leaves = largest > TOP ? `; it reaches |y| = ${rounded(largest)}` : "";
  const start = words.join("; ");
  return `${start[0].toUpperCase()}${start.slice(1)}; between ${signed(LOW)} and ${HIGH} the sum ${tail}${leaves}.`;
}
