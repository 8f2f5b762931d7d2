// The drawing of PerceptronPicture: the plane and the two activations on a sheet of 548 × 356.

import { Axes, mark } from "../../kit/axes.js";
import { OWN_KEYS, element, setText } from "../../kit/elements.js";
import { choiceBar, clamp, dragging, escaped, hatchings, label, mount, numberControl } from "../../kit/shared.js";
import { CORNERS, GATES, learn, plain, sigmoid, stepOf, wrong, zOf } from "./perceptron_arithmetic.js";
import { describe } from "./perceptron_describe.js";
import { PLANE, drawLine, drawPoints, gateSelect, hatch, lineEnds, part, shaded, sideNames, truthTable, verdict, wholePlane } from "./perceptron_plane.js";

const SHEET = [548, 356];
const ARROW = 0.2; // of the weights' length
const plane = new Axes({ box: [34, 24, 284, 284], x: PLANE, y: PLANE });

// Where the arrow of the weights stands: on the line if that is in sight, else in the middle.
function arrowOf({ w1, w2, T }) {
  const square = w1 * w1 + w2 * w2;
  let foot = [0.5, 0.5];
  if (square > 0) {
    const away = (T - 0.5 * (w1 + w2)) / square;
    const nearest = [0.5 + away * w1, 0.5 + away * w2];
    if (nearest.every((x) => x > PLANE[0] + 0.05 && x < PLANE[1] - 0.05)) foot = nearest;
  }
  return [foot, [foot[0] + ARROW * w1, foot[1] + ARROW * w2]];
}

function drawPlane(state, z, id) {
  const { w1, w2, T, gate } = state;
  const f = (x1, x2) => zOf(w1, w2, T, [x1, x2]);
  let svg = plane.frame({ xticks: [0, 1], yticks: [0, 1], xlabel: "x1", ylabel: "x2" });
  svg += shaded(plane, part(wholePlane(), f), id);
  svg += drawLine(plane, w1, w2, T, "mp-curve mp-boundary");
  const [foot, tip] = arrowOf(state).map(([x, y]) => [plane.x(x), plane.y(y)]);
  if (w1 === 0 && w2 === 0) svg += label(176, 166, "w = (0, 0): no line", "mp-title mp-middle");
  else {
    svg += `<line x1="${foot[0]}" y1="${foot[1]}" x2="${tip[0]}" y2="${tip[1]}" class="mp-flow" marker-end="url(#arrow-${id})"/>`;
    const far = Math.hypot(w1, w2); // the name stands beside the tip, not on the line
    svg += label(clamp(tip[0] - (15 * w2) / far, 44, 308), clamp(tip[1] - (15 * w1) / far + 5, 40, 302), "w", "mp-title mp-middle");
    if (!lineEnds(w1, w2, T)) svg += label(176, 44, "the line z = 0 lies outside the picture", "mp-key mp-middle mp-halo");
  }
  return svg + sideNames(plane, f) + drawPoints(plane, z.map(stepOf), gate, z);
}

function drawActivation(top, title, f, z, gate) {
  const far = Math.max(4, ...z.map(Math.abs));
  const axes = new Axes({ box: [376, top, 162, 104], x: [-far - 0.5, far + 0.5], y: [-0.15, 1.15] });
  const xs = Array.from({ length: 81 }, (_, i) => -far - 0.5 + (i * (2 * far + 1)) / 80);
  let svg = axes.frame({ xticks: [-Math.floor(far), 0, Math.floor(far)], yticks: [0, 1], xlabel: "z", title });
  const steep = f === stepOf ? [[-far - 0.5, 0], [0, 0], [NaN, 0], [0, 1], [far + 0.5, 1]] : xs.map((x) => [x, f(x)]);
  svg += axes.curve(steep, "mp-curve mp-c0");
  if (f === stepOf) svg += axes.mark(0, 0, "ring", "mp-f0", "", 4);
  CORNERS.forEach((_, i) => {
    const target = GATES[gate][i];
    svg += axes.mark(z[i], f(z[i]), target ? "square" : "circle", target ? "mp-f1" : "mp-f0 mp-hollow", "", 6);
  });
  return svg;
}

function build({ body, change, limits, state: now, id }) {
  const columns = element("div", "mp-columns", body);
  const panel = element("div", "mp-panel", columns);
  const controls = element("div", "mp-controls", panel);
  const gate = gateSelect(controls, change);
  const w1 = numberControl(controls, { name: "w1", text: "Weight w1" }, limits.w1, change);
  const w2 = numberControl(controls, { name: "w2", text: "Weight w2" }, limits.w2, change);
  const T = numberControl(controls, { name: "T", text: "Threshold T" }, limits.T, change);
  const b = numberControl(controls, { name: "b", text: "Bias b = −T" }, limits.T, (values) => change({ T: 0 - values.b }));
  const view = choiceBar(controls, "Threshold or bias", [["threshold", "threshold T"], ["bias", "bias b = −T"]], (value) => change({ view: value }));
  const formula = element("p", "mp-formula mp-unit-formula", panel);
  const fill = truthTable(panel, ["x1", "x2", "z", "step", "sigmoid", "target", ""], "Truth table");
  const verdictLine = element("p", "mp-verdict", panel, { role: "status" });
  const stage = element("div", "mp-stage mp-view", columns, {
    role: "slider", tabindex: 0, "aria-label": "Line in the plane: drag it, or the tip of the arrow; arrow keys move it",
    "aria-valuemin": limits.T[0], "aria-valuemax": limits.T[1], ...OWN_KEYS,
  });

  const fitted = (value, [low, high, , step]) => clamp(Math.round(value / step) * step, low, high) + 0;
  let held = null; // the foot of the arrow while its tip is dragged
  stage.addEventListener("pointerdown", (event) => {
    const box = stage.querySelector("svg").getBoundingClientRect();
    const here = [((event.clientX - box.left) / box.width) * SHEET[0], ((event.clientY - box.top) / box.height) * SHEET[1]];
    const [foot, tip] = arrowOf(now());
    held = Math.hypot(plane.x(tip[0]) - here[0], plane.y(tip[1]) - here[1]) < 20 ? foot : null;
  });
  const pick = (px, py) => {
    if (!held && !plane.holds(px, py)) return;
    const [x, y] = plane.at(px, py);
    const next = { ...now() };
    if (held) {
      next.w1 = fitted((x - held[0]) / ARROW, limits.w1);
      next.w2 = fitted((y - held[1]) / ARROW, limits.w2);
      if (lineEnds(now().w1, now().w2, now().T)) next.T = fitted(next.w1 * held[0] + next.w2 * held[1], limits.T);
    } else next.T = fitted(next.w1 * x + next.w2 * y, limits.T);
    if (next.w1 !== now().w1 || next.w2 !== now().w2 || next.T !== now().T) change({ w1: next.w1, w2: next.w2, T: next.T });
  };
  dragging(stage, SHEET, pick, (dx, dy) => change({ T: fitted(now().T + 0.25 * (dx - dy), limits.T) }));

  return (state, sentence) => {
    const z = CORNERS.map((corner) => zOf(state.w1, state.w2, state.T, corner));
    const outputs = z.map(stepOf);
    const bias = state.view === "bias";
    gate.show(state.gate);
    w1.show(state.w1);
    w2.show(state.w2);
    T.show(state.T);
    b.show(0 - state.T);
    T.row.hidden = bias;
    b.row.hidden = !bias;
    view.show((value) => value === state.view);
    const last = bias ? `+ (${plain(0 - state.T)})` : `− (${plain(state.T)})`;
    setText(formula, `z = (${plain(state.w1)})·x1 + (${plain(state.w2)})·x2 ${last}`);
    fill(CORNERS.map(([x1, x2], i) => {
      const target = GATES[state.gate][i];
      return [x1, x2, plain(z[i]), outputs[i], sigmoid(z[i]).toFixed(2), target, outputs[i] === target ? "✓" : "✗"];
    }));
    setText(verdictLine, verdict(wrong(outputs, state.gate), state.gate));
    stage.setAttribute("aria-valuenow", state.T);
    stage.setAttribute("aria-valuetext", `T = ${plain(state.T)}`);
    stage.innerHTML =
      `<svg viewBox="0 0 ${SHEET[0]} ${SHEET[1]}" role="img" aria-label="${escaped(sentence)}">${hatchings(id)}${hatch(id)}` +
      drawPlane(state, z, id) + drawActivation(24, "step", stepOf, z, state.gate) + drawActivation(190, "sigmoid", sigmoid, z, state.gate) +
      mark(330, 343, "square", "mp-f1", "", 6) + label(342, 348, "target 1", "mp-key") +
      mark(414, 343, "circle", "mp-f0 mp-hollow", "", 6) + label(426, 348, "target 0", "mp-key") +
      "</svg>";
  };
}

function render({ model, el }) {
  return mount({ model, el, name: "A perceptron to drag", describe, build, free: ["view"] });
}

export default { render };
