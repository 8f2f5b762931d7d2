// The drawing of PerceptronPicture: the plane, the unit as the lecture draws it, and its two activations.

import { Axes } from "../../kit/axes.js";
import { element, setText } from "../../kit/elements.js";
import { clamp, handle, hatchings, label, marksRow, onStep, picture, sheet } from "../../kit/shared.js";
import { CORNERS, GATES, gateOf, plain, pointName, series, sigmoid, stepOf, verdict, zOf } from "./perceptron_arithmetic.js";
import { BOX, GATE_NAMES, PAPER, PLANE, arrow, arrowOf, diagram, drawLine, drawPoints, gateMarks, hatch, lineEnds, part, shaded, shareAt, truthTable, wholePlane } from "./perceptron_plane.js";

const ARROW = 0.2; // of the weights' length
const TENTH = Math.log(9); // the sigmoid is 0.1 at z = -TENTH and 0.9 at z = TENTH
const axes = new Axes({ box: BOX, x: PLANE, y: PLANE });

export function describe({ w1, w2, T, gate }) {
  const z = CORNERS.map((corner) => zOf(w1, w2, T, corner));
  const onLine = CORNERS.filter((_, i) => z[i] === 0).map(pointName);
  const words =
    w1 === 0 && w2 === 0 ? "both weights are 0, so there is no line, and every point gets the same"
    : onLine.length ? `on the line: ${onLine.join(", ")}, where z = 0 → 1`
    : "no point is on the line";
  return (
    `The unit with w = (${plain(w1)}, ${plain(w2)}), T = ${plain(T)} has z = ${series(z)} at ` +
    `(0,0), (0,1), (1,0), (1,1), so the step gives ${series(z.map(stepOf))}, and the sigmoid ` +
    `${z.map((value) => sigmoid(value).toFixed(2)).join(", ")}; ${words}; ${verdict(z.map(stepOf), gate)}.`
  );
}

function drawPlane(state, z, id, place) {
  const { w1, w2, T, gate } = state;
  const unit = [w1, w2, T];
  let svg = hatchings(id) + hatch(id) + axes.frame({ xticks: [0, 1], yticks: [0, 1], xlabel: "x1", title: `this is ${gateOf(z.map(stepOf))} now` });
  svg += label(8, 30, "x2", "mp-key") + shaded(axes, part(wholePlane(), (x1, x2) => zOf(...unit, [x1, x2])), id);
  for (const z of [-TENTH, TENTH]) svg += drawLine(axes, [w1, w2, T + z], "mp-soft-line");
  svg += drawLine(axes, unit, "mp-curve mp-boundary");
  if (w1 === 0 && w2 === 0) svg += label(156, 155, "w = (0, 0): no line", "mp-title mp-middle");
  else if (!lineEnds(unit)) svg += label(156, 155, "the line is outside", "mp-title mp-middle");
  else svg += arrow(axes, ...place, "w", id);
  return svg + drawPoints(axes, CORNERS, z.map(stepOf), gate, z.map((value) => (value === 0 ? "z = 0" : "")));
}

function drawActivations(z, gate) {
  const far = Math.max(4, ...z.map(Math.abs)) + 0.5;
  const plot = new Axes({ box: [26, 174, 260, 92], x: [-far, far], y: [-0.15, 1.15] });
  const xs = Array.from({ length: 81 }, (_, i) => (i / 40 - 1) * far);
  let svg = plot.frame({ xticks: [-Math.floor(far), 0, Math.floor(far)], yticks: [0, 1], xlabel: "z", title: "step and sigmoid of z" });
  svg += plot.curve([[-far, 0], [0, 0], [NaN, 0], [0, 1], [far, 1]], "mp-curve mp-boundary");
  svg += plot.curve(xs.map((x) => [x, sigmoid(x)]), "mp-curve mp-c0");
  CORNERS.forEach((_, i) => {
    const target = GATES[gate][i];
    svg += plot.mark(z[i], sigmoid(z[i]), target ? "square" : "circle", target ? "mp-f1" : "mp-f0 mp-hollow", "", 6);
  });
  return svg;
}

function build({ sheets, controls, number, choose, change, limits, state: now, id }) {
  const plane = sheet(sheets, PAPER, handle("Line in the plane: drag it, or the tip of the arrow; arrow keys move it", limits.T[0], limits.T[1]));
  const drawn = sheet(sheets, PAPER);
  const marks = marksRow(sheets);
  choose("gate", "Target", GATE_NAMES);
  for (const [name, text] of [["w1", "Weight w1"], ["w2", "Weight w2"], ["T", "Threshold T"]]) number(name, text);
  const formula = element("p", "mp-formula mp-wide", controls);
  const fill = truthTable(sheets, ["x1", "x2", "z", "step", "sigmoid", "target", ""], "Truth table");

  const fitted = (value, name) => clamp(onStep(value, limits[name][3]), limits[name][0], limits[name][1]) + 0;
  let held = null; // the foot of the arrow while its tip is dragged
  let left = []; // where the hand left the foot, and for which unit
  const placed = (unit) => arrowOf(unit, ARROW, left[1] === unit.join() && lineEnds(unit) ? [shareAt(lineEnds(unit), left[0])] : undefined);
  plane.stage.addEventListener("pointerdown", (event) => {
    const [x, y] = plane.point(event);
    const { w1, w2, T } = now();
    const [foot, tip] = placed([w1, w2, T]);
    held = Math.hypot(axes.x(tip[0]) - x, axes.y(tip[1]) - y) < 20 ? foot : null;
  });
  plane.drag((px, py) => {
    if (!held && !axes.holds(px, py)) return;
    const [x, y] = axes.at(px, py);
    const { w1, w2, T } = now();
    const next = { w1, w2, T };
    if (held) {
      next.w1 = fitted((x - held[0]) / ARROW, "w1");
      next.w2 = fitted((y - held[1]) / ARROW, "w2");
      if (lineEnds([w1, w2, T])) next.T = fitted(next.w1 * held[0] + next.w2 * held[1], "T");
      left = [held, Object.values(next).join()];
    } else next.T = fitted(w1 * x + w2 * y, "T");
    if (next.w1 !== w1 || next.w2 !== w2 || next.T !== T) change(next);
  }, (dx, dy) => change({ T: fitted(now().T + 0.25 * (dx - dy), "T") }));

  return (state, sentence) => {
    const { w1, w2, T } = state;
    const z = CORNERS.map((corner) => zOf(w1, w2, T, corner));
    setText(formula, `z = (${plain(w1)})·x1 + (${plain(w2)})·x2 − (${plain(T)}); bias b = ${plain(0 - T)}`);
    fill(CORNERS.map(([x1, x2], i) => {
      const target = GATES[state.gate][i];
      return [x1, x2, plain(z[i]), stepOf(z[i]), sigmoid(z[i]).toFixed(2), target, stepOf(z[i]) === target ? "✓" : "✗"];
    }));
    plane.value(T, `T = ${plain(T)}`);
    plane.draw(sentence, drawPlane(state, z, id, placed([w1, w2, T])));
    const nodes = { x1: [40, 40], x2: [40, 106], unit: [160, 72, T], "": [258, 72] };
    drawn.draw(`A unit with the weights ${plain(w1)} and ${plain(w2)} on its arrows and the threshold ${plain(T)} in its circle; its step and its sigmoid over z.`,
      diagram(nodes, [["x1", "unit", w1], ["x2", "unit", w2], ["unit", ""]], id) + label(258, 62, "output", "mp-key mp-middle") +
      label(150, 16, "arrow: weight, circle: threshold", "mp-key mp-middle") + drawActivations(z, state.gate));
    marks([...gateMarks(id), [`<line x1="0" y1="8" x2="16" y2="8" class="mp-soft-line"/>`, "sigmoid 0.1, 0.9"]]);
  };
}

export default picture({ name: "A perceptron to drag", describe, build });
