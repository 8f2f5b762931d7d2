// The drawing of TwoLinesPicture: the inputs, the hidden space, and the network as the lecture draws it.

import { Axes, ticks } from "../../kit/axes.js";
import { OWN_KEYS } from "../../kit/elements.js";
import { clamp, hatchings, label, marksRow, onStep, picture, sheet } from "../../kit/shared.js";
import { CORNERS, GATES, gateOf, plain, stepOf, zOf } from "./perceptron_arithmetic.js";
import { BOX, GATE_NAMES, PAPER, PLANE, arrow, arrowOf, diagram, drawLine, drawPoints, gateMarks, hatch, lineEnds, part, shaded, truthTable, wholePlane } from "./perceptron_plane.js";
import { UNITS, describe, moved, passOf } from "./two_lines_arithmetic.js";

const SQUARE = [0, 1, 3, 2, 0].map((i) => CORNERS[i]);
const NAMES = ["h1", "h2", "out"];
const inputs = new Axes({ box: BOX, x: PLANE, y: PLANE });
const hiddenSpace = (range) => new Axes({ box: BOX, x: range, y: range });

// What the hidden space must show: without a step, sums may be anywhere.
function rangeOf({ hidden }, places) {
  if (hidden === "step") return PLANE;
  const low = Math.min(...places.flat(), 0) - 0.5;
  return [low, Math.max(...places.flat(), low + 2.5) + 0.5];
}

function drawInputs(state, { units, outputs }, id) {
  const side = (unit, h) => (unit[0] || unit[1] ? (x1, x2) => (h ? 1 : -1) * zOf(...unit, [x1, x2]) : () => (stepOf(-unit[2]) === h ? 1 : -1));
  let svg = hatchings(id) + hatch(id) + inputs.frame({ xticks: [0, 1], yticks: [0, 1], xlabel: "x1", title: `inputs: this is ${gateOf(outputs)} now` }) + label(8, 30, "x2", "mp-key");
  if (state.hidden === "step") {
    for (const corner of CORNERS)
      if (stepOf(zOf(...units[2], corner))) svg += shaded(inputs, part(part(wholePlane(), side(units[0], corner[0])), side(units[1], corner[1])), id);
  } else svg += shaded(inputs, part(wholePlane(), (x1, x2) => zOf(...units[2], moved(units, "no step", [x1, x2]))), id);
  svg += inputs.curve(SQUARE, "mp-edges");
  units.slice(0, 2).forEach((unit, i) => {
    svg += drawLine(inputs, unit, `mp-curve mp-c${i}`);
    if (lineEnds(unit)) svg += arrow(inputs, ...arrowOf(unit, 0.28 / Math.hypot(unit[0], unit[1]), i ? [0.6, 0.14, 0.86] : [0.4, 0.27, 0.73]), NAMES[i], id);
  });
  return svg + drawPoints(inputs, CORNERS, outputs, state.gate);
}

function drawHidden(state, { units, places, outputs }, range, id) {
  const axes = hiddenSpace(range);
  const few = state.hidden === "step" ? [0, 1] : ticks(...range, 4);
  let svg = axes.frame({ xticks: few, yticks: few, xlabel: "h1", title: "hidden space" }) + label(8, 30, "h2", "mp-key");
  svg += shaded(axes, part(wholePlane(range), (h1, h2) => zOf(...units[2], [h1, h2])), id) + drawLine(axes, units[2], "mp-curve mp-boundary", range);
  return svg + axes.curve(SQUARE.map((corner) => moved(units, state.hidden, corner)), "mp-edges") + drawPoints(axes, places, outputs, state.gate);
}

function build({ sheets, number, choose, change, limits, state: now, id }) {
  const group = (text) => ({ role: "group", tabindex: 0, "aria-label": text, ...OWN_KEYS });
  const left = sheet(sheets, PAPER, group("Lines of h1 and h2: drag one; left and right move h1, up and down h2"));
  const right = sheet(sheets, PAPER, group("Line of the output unit: drag it; arrow keys move it"));
  const drawn = sheet(sheets, [300, 216], { style: "--grow: 1.1" });
  const fill = truthTable(sheets, ["x1", "x2", "h1", "h2", "output", "target", ""], "Truth table of the network");
  const marks = marksRow(sheets);
  choose("gate", "Target", GATE_NAMES);
  choose("hidden", "h1 and h2", [["step", "with a step"], ["no step", "without a step"]]);
  UNITS.forEach((names, unit) => {
    const from = unit === 2 ? "h" : "x";
    names.forEach((name, i) => number(name, `${NAMES[unit]}: ${[`w of ${from}1`, `w of ${from}2`, "threshold"][i]}`));
  });

  // A line goes where the hand is: its weights stay, its threshold changes.
  const to = (unit, [x, y]) => {
    const [a, b, T] = UNITS[unit];
    const value = clamp(onStep(now()[a] * x + now()[b] * y, 0.25), limits[T][0], limits[T][1]);
    if (value !== now()[T]) change({ [T]: value });
  };
  const by = (unit, step) => change({ [UNITS[unit][2]]: clamp(now()[UNITS[unit][2]] + 0.25 * step, ...limits[UNITS[unit][2]].slice(0, 2)) });
  let held = 0;
  left.stage.addEventListener("pointerdown", (event) => {
    const at = inputs.at(...left.point(event));
    const far = passOf(now()).units.slice(0, 2).map(([a, b, T]) => Math.abs(zOf(a, b, T, at)) / (Math.hypot(a, b) || 1e-9));
    held = far[1] < far[0] ? 1 : 0;
  });
  left.drag((x, y) => inputs.holds(x, y) && to(held, inputs.at(x, y)), (dx, dy) => (dx ? by(0, dx) : by(1, -dy)));
  let range = PLANE; // stays while the hand drags: thresholds of the output move no points
  right.drag((x, y) => inputs.holds(x, y) && to(2, hiddenSpace(range).at(x, y)), (dx, dy) => by(2, dx - dy));

  return (state, sentence) => {
    const known = passOf(state);
    range = rangeOf(state, known.places);
    fill(CORNERS.map((corner, i) => {
      const target = GATES[state.gate][i];
      return [...corner, ...known.places[i].map(plain), known.outputs[i], target, known.outputs[i] === target ? "✓" : "✗"];
    }));
    left.draw(sentence, drawInputs(state, known, id));
    right.draw("The same four points as the output unit sees them.", drawHidden(state, known, range, id));
    const [[a, b, T1], [c, d, T2], [v1, v2, T3]] = known.units;
    const nodes = { x1: [24, 40], x2: [24, 160], h1: [126, 40, T1], h2: [126, 160, T2], out: [222, 100, T3], "": [292, 100] };
    const wires = [["x1", "h1", a], ["x2", "h1", b], ["x1", "h2", c], ["x2", "h2", d], ["h1", "out", v1], ["h2", "out", v2], ["out", ""]];
    drawn.draw("The network: weights on the arrows, thresholds in the circles.", diagram(nodes, wires, id));
    marks([...gateMarks(id), [`<circle cx="8" cy="8" r="7" class="mp-wrong-ring"/>`, "wrong"]]);
  };
}

export default picture({ name: "Two hidden units to drag", describe, build });
