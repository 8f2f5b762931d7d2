// A drawn curve and its network in numbers. drawn_function.py says the same in Python; a test holds them together.

import { clamp, rounded } from "../../kit/shared.js";

export const [CELLS, FULL, MOST] = [64, 1000, 1200];

// The height at a place between two cells.
export function between(heights, cell) {
  const low = Math.min(Math.floor(cell), CELLS - 1);
  return heights[low] + (heights[low + 1] - heights[low]) * (cell - low);
}

// The D + 1 points [x, y] through which the network goes.
export const pointsOf = (heights, units) =>
  Array.from({ length: units + 1 }, (_, k) => [k / units, between(heights, (k * CELLS) / units) / FULL]);

// [the largest error, the cell where it is]
export function largestOf(heights, units) {
  let worst = [0, 0];
  for (let cell = 0; cell <= CELLS; cell++) {
    const piece = Math.min(Math.floor((cell * units) / CELLS), units - 1);
    const [left, right] = [(piece * CELLS) / units, ((piece + 1) * CELLS) / units];
    const [low, high] = [between(heights, left), between(heights, right)];
    const made = low + ((high - low) * (cell - left)) / (right - left);
    const error = Math.abs(heights[cell] - made) / FULL;
    if (error > worst[0] + 1e-9) worst = [error, cell];
  }
  return worst;
}

function sizeText(error) {
  if (error < 5e-10) return "0";
  return error >= 0.0005 ? rounded(error, 3) : "below 0.0005";
}

// A stroke from one place to another, as cells and heights: everything between is drawn, too.
export function stroked(heights, [fromCell, fromHeight], [toCell, toHeight]) {
  const drawn = [...heights];
  const steps = Math.max(1, Math.abs(toCell - fromCell));
  for (let step = 0; step <= steps; step++) {
    const cell = fromCell + Math.round((step * (toCell - fromCell)) / steps);
    drawn[cell] = clamp(Math.round(fromHeight + ((toHeight - fromHeight) * step) / steps), -MOST, MOST);
  }
  return drawn;
}

// A key lifts the curve around the cursor, like a tent four cells wide on either side.
export function lifted(heights, cursor, by) {
  return heights.map((height, cell) => {
    const share = Math.max(0, 1 - Math.abs(cell - cursor) / 5);
    return clamp(height + Math.round(by * share), -MOST, MOST);
  });
}

export function describe({ heights, units }) {
  const [error, cell] = largestOf(heights, units);
  const many = units > 1;
  const [lowest, highest] = [rounded(Math.min(...heights) / FULL), rounded(Math.max(...heights) / FULL)];
  const start =
    `The curve ${lowest === highest ? `is level at ${lowest}` : `runs between ${lowest} and ${highest}`}; ` +
    `${units} unit${many ? "s" : ""} make${many ? "" : "s"} ${units} straight piece${many ? "s" : ""} through ${units + 1} points of it`;
  if (error < 5e-10) return `${start}, which are the curve itself: the largest error is 0.`;
  const twice = 2 * units;
  const more = twice <= CELLS ? `; with ${twice} units it is ${sizeText(largestOf(heights, twice)[0])}` : "";
  return `${start}, and the largest error is ${sizeText(error)}, at x = ${rounded(cell / CELLS)}${more}.`;
}
