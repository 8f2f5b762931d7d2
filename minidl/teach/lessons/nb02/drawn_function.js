// DrawnFunctionPicture: a curve to draw, the network that follows it, and its error against D.

import { Axes } from "../../kit/axes.js";
import { OWN_KEYS, element, setAttribute } from "../../kit/elements.js";
import { clamp, dragging, escaped, label, mount, numberControl, rect, rounded, stroke } from "../../kit/shared.js";
import { CELLS, FULL, MOST, between, describe, largestOf, lifted, pointsOf, stroked } from "./drawn_function_arithmetic.js";

const SHEET = [836, 326];
const DRAWING = { box: [40, 22, 500, 262], x: [-0.25, 1.25], y: [-1.25, 1.25] };
const DOUBLINGS = [0, 1, 2, 3, 4, 5, 6];
const LEAST = -3.3; // an error of 0 has no place on a log axis: its mark stands at the bottom
const DECADES = [[0, "1"], [-1, "0.1"], [-2, "0.01"], [-3, "0.001"], [LEAST, "0"]];

function drawing({ heights, units, cursor }, id) {
  const axes = new Axes(DRAWING);
  const points = pointsOf(heights, units);
  const [first, before, last] = [points[0], points.at(-2), points.at(-1)];
  const slope = (last[1] - before[1]) * units;
  let svg = axes.frame({ xticks: [0, 0.25, 0.5, 0.75, 1], yticks: [-1, -0.5, 0, 0.5, 1] });
  for (const x of [-0.25, 1])
    svg += rect(axes.x(x), axes.top, axes.x(0.25) - axes.x(0), axes.height, "mp-outside", 'fill-opacity="0.7"');
  svg += label(axes.x(-0.125), axes.top + 18, "outside", "mp-key mp-middle");
  svg += label(axes.x(1.125), axes.top + 18, "outside", "mp-key mp-middle");
  svg += axes.curve(heights.map((height, cell) => [cell / CELLS, height / FULL]), "mp-drawing");
  svg += axes.curve([[-0.25, first[1]], ...points, [1.25, last[1] + 0.25 * slope]], "mp-made");
  if (units <= 32) for (const [x, y] of points.slice(0, -1)) svg += axes.mark(x, y, "square", "mp-f1", "", 4);
  const [error, cell] = largestOf(heights, units);
  if (error > 5e-10) {
    const piece = Math.min(Math.floor((cell * units) / CELLS), units - 1);
    const [[, low], [, high]] = [points[piece], points[piece + 1]];
    const made = low + (high - low) * ((cell * units) / CELLS - piece);
    svg += axes.segment(cell / CELLS, heights[cell] / FULL, cell / CELLS, made, "mp-window");
  }
  svg += axes.segment(cursor / CELLS, -1.25, cursor / CELLS, 1.25, "mp-rule");
  svg += axes.mark(cursor / CELLS, heights[cursor] / FULL, "circle", "mp-cursor", "", 8);
  return svg + label(axes.left + axes.width / 2, axes.top - 7, "draw here: the thick curve; the thin line is the network", "mp-key mp-middle");
}

function errors({ heights, units }) {
  const axes = new Axes({ box: [602, 22, 220, 262], x: [-0.2, 6.2], y: [LEAST - 0.2, 0.4] });
  let svg = axes.frame({});
  for (const doubling of DOUBLINGS) {
    svg += stroke(axes.x(doubling), axes.top, axes.x(doubling), axes.top + axes.height, "mp-grid");
    svg += label(axes.x(doubling), axes.top + axes.height + 15, String(2 ** doubling), "mp-tick mp-middle");
  }
  for (const [decade, text] of DECADES) {
    svg += stroke(axes.left, axes.y(decade), axes.left + axes.width, axes.y(decade), "mp-grid");
    svg += label(axes.left - 5, axes.y(decade) + 4, text, "mp-tick mp-end");
  }
  svg += label(axes.left + axes.width / 2, axes.top + axes.height + 33, "hidden units D (log)", "mp-key mp-middle");
  svg += label(axes.left + axes.width / 2, axes.top - 7, "largest error (log)", "mp-key mp-middle");
  const place = (D) => {
    const error = largestOf(heights, D)[0];
    return [Math.log2(D), error > 10 ** LEAST ? Math.log10(error) : LEAST];
  };
  const all = Array.from({ length: CELLS }, (_, i) => place(i + 1));
  const top = all[3][1]; // the rule starts where D = 4 is
  const fall = 4 * Math.log10(2);
  svg += axes.segment(2, top, 5, top - 1.5 * fall, "mp-rule") + label(axes.x(3) - 8, axes.y(top - fall / 2) + 14, "slope −2", "mp-key mp-end mp-halo");
  svg += axes.curve(all, "mp-curve mp-c0");
  for (const doubling of DOUBLINGS) svg += axes.mark(...all[2 ** doubling - 1], "circle", "mp-f0", "", 4);
  return svg + axes.mark(...all[units - 1], "square", "mp-f1", "", 8);
}

function build({ body, change, limits, state: now, id }) {
  const grid = element("div", "mp-drawn", body);
  const units = numberControl(grid, { name: "units", text: "Units D" }, limits.units, change);
  const cursor = numberControl(grid, { name: "cursor", text: "Cursor" }, limits.cursor, change);
  const lift = (height) => {
    const { heights, cursor: cell } = now();
    return { heights: lifted(heights, cell, height - heights[cell]) };
  };
  const height = numberControl(grid, { name: "height", text: "Height·1000" }, [-MOST, MOST, MOST, 1], (value) => change(lift(value.height)));
  const stage = element("div", "mp-stage", body, {
    role: "slider", tabindex: 0, "aria-label": "Curve; left and right move the cursor, up and down lift the curve there",
    "aria-valuemin": 0, "aria-valuemax": CELLS, ...OWN_KEYS,
  });
  let from = null; // where the pen was
  stage.addEventListener("pointerdown", () => (from = null));
  dragging(stage, SHEET, (px, py) => {
    const axes = new Axes(DRAWING);
    if (from === null && !axes.holds(px, py)) return;
    const [x, y] = axes.at(px, py);
    const to = [clamp(Math.round(x * CELLS), 0, CELLS), clamp(Math.round(y * FULL), -MOST, MOST)];
    change({ heights: stroked(now().heights, from ?? to, to), cursor: to[0] });
    from = to;
  }, (dx, dy) => {
    const { heights, cursor: cell } = now();
    if (dx) change({ cursor: clamp(cell + dx, 0, CELLS) });
    else change(lift(clamp(heights[cell] - 50 * dy, -MOST, MOST)));
  });
  return (state, sentence) => {
    units.show(state.units);
    cursor.show(state.cursor);
    height.show(state.heights[state.cursor]);
    stage.innerHTML = `<svg viewBox="0 0 ${SHEET[0]} ${SHEET[1]}" role="img" aria-label="${escaped(sentence)}">${drawing(state, id)}${errors(state)}</svg>`;
    setAttribute(stage, "aria-valuenow", state.cursor);
    setAttribute(stage, "aria-valuetext", `x = ${rounded(state.cursor / CELLS)}, y = ${rounded(state.heights[state.cursor] / FULL)}`);
  };
}

function render({ model, el }) {
  return mount({ model, el, name: "A function to draw", describe, build, free: ["units", "cursor"] });
}

export default { render };
