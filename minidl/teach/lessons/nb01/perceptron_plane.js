// The plane of two inputs (half-planes, lines, the four points), and units as the lecture draws them.

import { mark } from "../../kit/axes.js";
import { element, setText } from "../../kit/elements.js";
import { clamp, label, rect } from "../../kit/shared.js";
import { CORNERS, GATES, plain, pointName } from "./perceptron_arithmetic.js";

export const PLANE = [-0.75, 1.75]; // what the plane shows of x1 and of x2
export const BOX = [26, 34, 260, 232]; // where it is on its sheet
export const PAPER = [300, 304];
export const GATE_NAMES = Object.keys(GATES).map((name) => [name, name]);

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
export function lineEnds([w1, w2, T], [low, high] = PLANE) {
  if (w1 === 0 && w2 === 0) return null;
  const ends = [];
  for (const x of [low, high]) if (w2 !== 0) ends.push([x, (T - w1 * x) / w2]);
  for (const y of [low, high]) if (w1 !== 0) ends.push([(T - w2 * y) / w1, y]);
  const inside = ends.filter(([x, y]) => x >= low - 1e-9 && x <= high + 1e-9 && y >= low - 1e-9 && y <= high + 1e-9);
  const far = inside.find(([x, y]) => Math.hypot(x - inside[0][0], y - inside[0][1]) > 1e-6);
  return far ? [inside[0], far] : null;
}

export const along = ([[x1, y1], [x2, y2]], share) => [x1 + share * (x2 - x1), y1 + share * (y2 - y1)];

// The place on a line that is nearest to a point, as a share of it.
export const shareAt = ([[x1, y1], [x2, y2]], [x, y]) => ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / ((x2 - x1) ** 2 + (y2 - y1) ** 2);

// Where the output is 1: tinted and hatched.
export function shaded(axes, polygon, id) {
  if (polygon.length < 3) return "";
  return axes.area(polygon, "mp-half") + axes.area(polygon, "mp-band", `style="fill:url(#yes-${id})"`);
}

export function drawLine(axes, unit, kind, range = PLANE) {
  const ends = lineEnds(unit, range);
  return ends ? axes.segment(...ends[0], ...ends[1], kind) : "";
}

// The arrow of a unit's weights: on its line, furthest from the points with its tip in sight; in the middle if there is no line.
export function arrowOf(unit, length, shares = [0.5, 0.28, 0.72]) {
  const ends = lineEnds(unit);
  const from = (foot) => [foot, [foot[0] + length * unit[0], foot[1] + length * unit[1]]];
  const hidden = (ends) => Math.max(...ends[1]) > PLANE[1] - 0.01 || Math.min(...ends[1]) < PLANE[0] + 0.01;
  const room = (ends) => Math.min(hidden(ends) ? -1 : 9, ...[0, 0.5, 1, 1.4].map((share) => along(ends, share)).flatMap(([x, y]) => CORNERS.map(([a, b]) => Math.hypot(x - a, y - b))));
  const places = ends ? shares.map((share) => from(along(ends, share))) : [from([0.5, 0.5])];
  return places.reduce((best, next) => (room(next) > room(best) + 0.1 ? next : best));
}

// An arrow in the plane, with a name behind its tip.
export function arrow(axes, [x1, y1], [x2, y2], name, id) {
  const [a, b, c, d] = [axes.x(x1), axes.y(y1), axes.x(x2), axes.y(y2)];
  const far = Math.hypot(c - a, d - b) || 1;
  return (
    `<line x1="${a}" y1="${b}" x2="${c}" y2="${d}" class="mp-flow" marker-end="url(#arrow-${id})"/>` +
    label(clamp(c + (12 * (c - a)) / far, axes.left + 12, axes.left + axes.width - 12), d + (12 * (d - b)) / far + 5, name, "mp-title mp-middle mp-halo")
  );
}

// A square where the target is 1, a circle where it is 0, one around the other where points have become one.
export function drawPoints(axes, places, outputs, gate, notes = []) {
  let svg = "";
  const drawn = new Map();
  places.forEach((place, i) => drawn.set(place.join(), [...(drawn.get(place.join()) ?? []), i]));
  for (const here of drawn.values()) {
    const [x, y] = [axes.x(places[here[0]][0]), axes.y(places[here[0]][1])];
    const good = (i) => outputs[i] === GATES[gate][i];
    [...here].reverse().forEach((i, n) => {
      const target = GATES[gate][i];
      svg += mark(x, y, target ? "square" : "circle", target ? "mp-f1" : "mp-f0 mp-hollow", "", 8 + 5 * (here.length - 1 - n));
    });
    if (!here.every(good)) svg += `<circle cx="${x}" cy="${y}" r="${15 + 6 * (here.length - 1)}" class="mp-wrong-ring"/>`;
    const right = x > axes.left + 0.62 * axes.width;
    const up = y < axes.top + axes.height / 2;
    const kind = `mp-key mp-strong mp-halo ${right ? "mp-end" : ""}`;
    const words = here.map((i) => `${pointName(CORNERS[i])} ${good(i) ? "✓" : "✗"}`).join(" ");
    const [left, gap] = [right ? Math.min(x + 24 + 24 * here.length, axes.left + axes.width - 3) : Math.max(x - 28, axes.left + 3), 18 + 5 * here.length];
    svg += label(left, y + (up ? -gap : gap + 10), words, kind);
    if (notes[here[0]]) svg += label(x + (up ? -42 : 8), y + (up ? gap + 10 : -gap), notes[here[0]], "mp-key mp-strong mp-halo");
  }
  return svg;
}

// What squares, circles and hatching mean.
export const gateMarks = (id) => [
  [mark(8, 8, "square", "mp-f1"), "target 1"],
  [mark(8, 8, "circle", "mp-f0 mp-hollow"), "target 0"],
  [rect(1, 1, 14, 14, "mp-half") + rect(1, 1, 14, 14, "mp-band", `style="fill:url(#yes-${id})"`), "output 1"],
];

export function hatch(id) {
  return (
    `<defs><pattern id="yes-${id}" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
    `<line x1="0" y1="0" x2="0" y2="9" class="mp-yes-line"/></pattern></defs>`
  );
}

// Units as in the lecture: the threshold in the circle, the weights on the arrows. nodes: {name: [x, y, threshold]},
// an input has none; wires: [from, to, weight].
export function diagram(nodes, wires, id) {
  let svg = "";
  for (const [from, to, weight] of wires) {
    const ends = [nodes[from].slice(0, 2), nodes[to].slice(0, 2)];
    const far = Math.hypot(ends[1][0] - ends[0][0], ends[1][1] - ends[0][1]);
    const [[x1, y1], [x2, y2]] = [along(ends, 24 / far), along(ends, 1 - 27 / far)];
    const kind = weight === 0 ? "mp-wire mp-none" : weight < 0 ? "mp-wire mp-less" : "mp-wire";
    svg += `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" class="${kind}" marker-end="url(#arrow-${id})"/>`;
    const [x, y] = along(ends, 0.32);
    if (weight !== undefined) svg += label(x, y - 6, plain(weight), "mp-title mp-middle mp-halo");
  }
  for (const [name, [x, y, T]] of Object.entries(nodes)) {
    if (T === undefined) svg += label(x, y + 5, name, "mp-title mp-middle");
    else svg += `<circle cx="${x}" cy="${y}" r="24" class="mp-node"/>` + label(x, y + 5, plain(T), "mp-title mp-middle") + label(x, y + 41, name, "mp-key mp-middle");
  }
  return svg;
}

// A truth table; `fill(rows)`: what is in each row, the last one ✓ or ✗.
export function truthTable(parent, headings, caption) {
  const table = element("table", "mp-layers mp-truth mp-wide", parent);
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
