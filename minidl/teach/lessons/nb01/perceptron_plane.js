// The plane of two inputs: half-planes, lines and the four points.

import { mark } from "../../kit/axes.js";
import { OWN_KEYS, element, setText } from "../../kit/elements.js";
import { label } from "../../kit/shared.js";
import { CORNERS, GATES, pointName } from "./perceptron_arithmetic.js";

export const PLANE = [-0.75, 1.75]; // what the plane shows of x1 and of x2

// A part of the plane as a polygon: where f(x1, x2) >= 0 (Sutherland and Hodgman).
export function part(polygon, f) {
  const kept = [];
  polygon.forEach((here, i) => {
    const next = polygon[(i + 1) % polygon.length];
    const [a, b] = [f(...here), f(...next)];
    if (a >= 0) kept.push(here);
    if ((a > 0 && b < 0) || (a < 0 && b > 0)) {
      const share = a / (a - b);
      kept.push([here[0] + share * (next[0] - here[0]), here[1] + share * (next[1] - here[1])]);
    }
  });
  return kept;
}

export function wholePlane([low, high] = PLANE) {
  return [[low, low], [high, low], [high, high], [low, high]];
}

// Where the line z = 0 crosses the plane: two points, or null when it passes outside.
export function lineEnds(w1, w2, T) {
  if (w1 === 0 && w2 === 0) return null;
  const [low, high] = PLANE;
  const ends = [];
  for (const x of [low, high]) if (w2 !== 0) ends.push([x, (T - w1 * x) / w2]);
  for (const y of [low, high]) if (w1 !== 0) ends.push([(T - w2 * y) / w1, y]);
  const inside = ends.filter(([x, y]) => x >= low - 1e-9 && x <= high + 1e-9 && y >= low - 1e-9 && y <= high + 1e-9);
  const far = inside.find(([x, y]) => Math.hypot(x - inside[0][0], y - inside[0][1]) > 1e-6);
  return far ? [inside[0], far] : null;
}

// Where the output is 1: tinted and hatched.
export function shaded(axes, polygon, id) {
  if (polygon.length < 3) return "";
  return axes.area(polygon, "mp-half") + axes.area(polygon, "mp-band", `style="fill:url(#yes-${id})"`);
}

export function drawLine(axes, w1, w2, T, kind) {
  const ends = lineEnds(w1, w2, T);
  return ends ? axes.segment(...ends[0], ...ends[1], kind) : "";
}

// "y = 1" and "y = 0" in the corners that lie furthest on either side.
export function sideNames(axes, f) {
  const [low, high] = [PLANE[0] + 0.28, PLANE[1] - 0.28];
  const places = [[low, low], [low, high], [high, low], [high, high]].sort((a, b) => f(...a) - f(...b));
  const word = ([x, y], text) => label(axes.x(x), axes.y(y) + 5, text, "mp-title mp-middle");
  const [least, most] = [places[0], places.at(-1)];
  return (f(...most) >= 0 ? word(most, "y = 1") : "") + (f(...least) < 0 ? word(least, "y = 0") : "");
}

// A square where the target is 1, a circle where it is 0; ✓ or ✗ says whether the output agrees.
export function drawPoints(axes, outputs, gate, z = []) {
  return CORNERS.map(([x, y], i) => {
    const target = GATES[gate][i];
    const good = outputs[i] === target;
    const [left, top] = [axes.x(x), axes.y(y)];
    const ring = good ? "" : `<circle cx="${left}" cy="${top}" r="15" class="mp-wrong-ring"/>`;
    const note = z[i] === 0 ? label(left, top + 30, "z = 0 → 1", "mp-key mp-middle mp-halo") : "";
    return (
      ring + mark(left, top, target ? "square" : "circle", target ? "mp-f1" : "mp-f0 mp-hollow", "", 8) +
      label(left + 18, top - 8, `${pointName([x, y])} ${good ? "✓" : "✗"}`, "mp-key mp-strong mp-halo") + note
    );
  }).join("");
}

export function hatch(id) {
  return (
    `<defs><pattern id="yes-${id}" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
    `<line x1="0" y1="0" x2="0" y2="9" class="mp-yes-line"/></pattern></defs>`
  );
}

export function gateSelect(parent, change) {
  const row = element("div", "mp-control mp-gate", parent);
  element("span", "mp-control-name", row, { "aria-hidden": "true" }, "Gate");
  const select = element("select", "mp-select", row, { "aria-label": "Gate", ...OWN_KEYS });
  for (const value of Object.keys(GATES)) element("option", "", select, { value }, value);
  select.addEventListener("change", () => change({ gate: select.value }));
  return { row, show: (gate) => (select.value = gate) };
}

// A truth table: `columns` are [heading, what stands in row i]; the last column is ✓ or ✗.
export function truthTable(parent, headings, caption) {
  const table = element("table", "mp-layers mp-truth", parent);
  element("caption", "mp-hidden", table, {}, caption);
  const head = element("tr", "", element("thead", "", table));
  for (const heading of headings) element("th", "", head, { scope: "col" }, heading);
  const rows = element("tbody", "", table);
  const cells = CORNERS.map(() => {
    const row = element("tr", "", rows);
    return headings.map(() => element("td", "", row));
  });
  return (lines) =>
    lines.forEach((line, i) => {
      line.forEach((text, j) => setText(cells[i][j], String(text)));
      cells[i][0].parentNode.classList.toggle("mp-wrong-row", line.at(-1) === "✗");
    });
}

export function verdict(errors, gate) {
  return errors ? `✗ ${errors} of 4 wrong: this is not ${gate}` : `✓ 0 of 4 wrong: this is ${gate}`;
}
