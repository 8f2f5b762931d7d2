// A curve and its network in numbers. drawn_function.py says the same in Python; a test holds them together.

import { clamp, rounded } from "../../kit/shared.js";

export const [CELLS, FULL, MOST, FINE] = [64, 1000, 1200, 960];

export const FORMULAS = {
  wave: (x) => 0.9 * Math.sin(6 * x),
  Corner: (x) => 1.92 * Math.abs(x - 0.375) - 0.6,
  Jump: (x) => (x > 0.5 ? 0.8 : -0.8),
};
const NAMES = { wave: "the wave 0.9 · sin 6x", Corner: "a corner at 0.375", Jump: "a jump at 0.5, by 1.6" };

export function valueOf({ curve, heights }, x) {
  if (FORMULAS[curve]) return FORMULAS[curve](x);
  const low = Math.min(Math.floor(x * CELLS), CELLS - 1);
  return (heights[low] + (heights[low + 1] - heights[low]) * (x * CELLS - low)) / FULL;
}

// The places [x, y] where the error is measured; a jump has two heights at one x.
export function samplesOf(state) {
  const count = FORMULAS[state.curve] ? FINE : CELLS;
  const points = Array.from({ length: count + 1 }, (_, i) => [i / count, valueOf(state, i / count)]);
  return state.curve === "Jump" ? [...points, [0.5, 0.8]] : points;
}

// The D + 1 points [x, y] through which the network goes.
export const pointsOf = (state, units) => Array.from({ length: units + 1 }, (_, k) => [k / units, valueOf(state, k / units)]);

// φ1 ... φD: by how much the slope changes at each joint.
export function phiOf(state, units) {
  const heights = pointsOf(state, units).map(([, y]) => y);
  const slopes = heights.slice(1).map((y, k) => (y - heights[k]) * units);
  return slopes.map((slope, k) => slope - (k ? slopes[k - 1] : 0));
}

// [the largest error, the x where it is]
export function largestOf(state, units, samples = samplesOf(state)) {
  let worst = [0, 0];
  const knots = pointsOf(state, units).map(([, y]) => y);
  for (const [x, y] of samples) {
    const piece = Math.min(Math.floor(x * units), units - 1);
    const error = Math.abs(y - (knots[piece] + (knots[piece + 1] - knots[piece]) * (x * units - piece)));
    if (error > worst[0] + 1e-9) worst = [error, x];
  }
  return worst;
}

function sizeText(error) {
  if (error < 1e-9) return "0";
  return error >= 0.0001 ? rounded(error, 4) : "below 0.0001";
}

// A stroke from one place to another, as cells and heights: everything between is drawn, too. The ends of the curve
// follow the pen where it is new there (beyond `seen` = [lowest, highest cell of this stroke]) and within `reach` cells.
export function stroked(heights, [fromCell, fromHeight], [toCell, toHeight], seen = [fromCell, fromCell], reach = 4) {
  const drawn = [...heights];
  const steps = Math.max(1, Math.abs(toCell - fromCell));
  for (let step = 0; step <= steps; step++) {
    const cell = fromCell + Math.round((step * (toCell - fromCell)) / steps);
    drawn[cell] = clamp(Math.round(fromHeight + ((toHeight - fromHeight) * step) / steps), -MOST, MOST);
  }
  const [low, high] = [Math.min(fromCell, toCell), Math.max(fromCell, toCell)];
  if (low <= seen[0] && low <= reach) drawn.fill(drawn[low], 0, low);
  if (high >= seen[1] && high >= CELLS - reach) drawn.fill(drawn[high], high);
  return drawn;
}

// A key lifts the curve around the cursor, like a tent four cells wide on either side.
export function lifted(heights, cursor, by) {
  return heights.map((height, cell) => {
    const share = Math.max(0, 1 - Math.abs(cell - cursor) / 5);
    return clamp(height + Math.round(by * share), -MOST, MOST);
  });
}

export function describe(state) {
  const { curve, heights, units } = state;
  const [error, x] = largestOf(state, units);
  const [lowest, highest] = [rounded(Math.min(...heights) / FULL), rounded(Math.max(...heights) / FULL)];
  const drawn = `drawn: 65 points from ${lowest} to ${highest}, joined by straight lines`;
  const many = units > 1 ? `${units} units give ${units} pieces` : "1 unit gives 1 piece";
  const start = `The curve is ${NAMES[curve] ?? drawn}; ${many}`;
  if (error < 1e-9) {
    const caught = curve === "drawn" && units === CELLS ? " Your drawing has no more than that." : "";
    return `${start}, which are these lines themselves: the error is 0.${caught}`;
  }
  const more = 2 * units <= CELLS ? `; ${2 * units} units: ${sizeText(largestOf(state, 2 * units)[0])}` : "";
  const half = curve === "Jump" ? " A network has no gap: at a jump of 1.6 it is wrong by 0.8 or more." : "";
  return `${start}, and the largest error is ${sizeText(error)}, at x = ${rounded(x)}${more}.${half}`;
}
