// The drawing of TwoLinesPicture: the inputs and the hidden space on a sheet of 548 × 318.

import { Axes, mark } from "../../kit/axes.js";
import { element, setText } from "../../kit/elements.js";
import { clamp, escaped, label, mount, numberControl, rect } from "../../kit/shared.js";
import { CORNERS, GATES, pointName, stepOf, wrong, zOf } from "./perceptron_arithmetic.js";
import { PLANE, drawLine, drawPoints, gateSelect, hatch, lineEnds, part, shaded, truthTable, verdict, wholePlane } from "./perceptron_plane.js";
import { UNITS, describe, passOf } from "./two_lines_arithmetic.js";

const SHEET = [548, 318];
const inputs = new Axes({ box: [26, 28, 232, 232], x: PLANE, y: PLANE });
const hiddenSpace = new Axes({ box: [306, 28, 232, 232], x: PLANE, y: PLANE });

function drawInputs(state, { units, outputs }, id) {
  const [first, second, last] = units;
  const of = ([a, b, T]) => (x1, x2) => zOf(a, b, T, [x1, x2]);
  const turned = (f) => (x1, x2) => -f(x1, x2);
  let svg = inputs.frame({ xticks: [0, 1], yticks: [0, 1], xlabel: "x1", ylabel: "x2", title: "inputs" });
  for (const h1 of [0, 1])
    for (const h2 of [0, 1]) {
      if (!stepOf(zOf(...last, [h1, h2]))) continue;
      const side = (unit, h) => (unit[0] === 0 && unit[1] === 0 ? () => (stepOf(-unit[2]) === h ? 1 : -1) : h ? of(unit) : turned(of(unit)));
      svg += shaded(inputs, part(part(wholePlane(), side(first, h1)), side(second, h2)), id);
    }
  svg += drawLine(inputs, ...first, "mp-curve mp-c0") + drawLine(inputs, ...second, "mp-curve mp-c1");
  [first, second].forEach((unit, i) => {
    const ends = lineEnds(...unit);
    if (!ends) return;
    const end = ends[i];
    svg += label(clamp(inputs.x(end[0]), 42, 242), clamp(inputs.y(end[1]) + (i ? -6 : 14), 44, 254), `h${i + 1}`, "mp-title mp-middle");
  });
  return svg + drawPoints(inputs, outputs, state.gate);
}

function drawHidden(state, { units, hidden, outputs }, id) {
  const f = (h1, h2) => zOf(...units[2], [h1, h2]);
  const targets = GATES[state.gate];
  let svg = hiddenSpace.frame({ xticks: [0, 1], yticks: [0, 1], xlabel: "h1", ylabel: "h2", title: "hidden space" });
  svg += shaded(hiddenSpace, part(wholePlane(), f), id) + drawLine(hiddenSpace, ...units[2], "mp-curve mp-boundary");
  for (const [h1, h2] of CORNERS) {
    const here = [0, 1, 2, 3].filter((i) => hidden[i][0] === h1 && hidden[i][1] === h2);
    here.forEach((i, n) => {
      const [x, y] = [hiddenSpace.x(h1) - 9 * (here.length - 1) + 18 * n, hiddenSpace.y(h2)];
      svg += mark(x, y, targets[i] ? "square" : "circle", targets[i] ? "mp-f1" : "mp-f0 mp-hollow", "", 8);
      const good = outputs[i] === targets[i];
      svg += label(hiddenSpace.x(h1), y + (h2 ? -13 - 15 * n : 22 + 15 * n), `${pointName(CORNERS[i])} ${good ? "✓" : "✗"}`, "mp-key mp-strong mp-middle mp-halo");
    });
  }
  return svg;
}

function build({ body, change, limits, id }) {
  const columns = element("div", "mp-columns", body);
  const panel = element("div", "mp-panel", columns);
  const gate = gateSelect(panel, change);
  const texts = [["h1", ["weight of x1", "weight of x2", "threshold"]], ["h2", ["weight of x1", "weight of x2", "threshold"]], ["output", ["weight of h1", "weight of h2", "threshold"]]];
  const controls = UNITS.flatMap((names, unit) => {
    const [who, words] = texts[unit];
    const group = element("div", "mp-unit-group", panel, { role: "group", "aria-label": who });
    element("p", "mp-unit-name", group, {}, `${who}${["  (solid line)", "  (dashed line)", ""][unit]}`);
    return names.map((name, i) => [name, numberControl(group, { name, text: `${who}: ${words[i]}` }, limits[name], change)]);
  });
  for (const [, control] of controls) {
    const text = control.row.querySelector(".mp-control-name");
    text.textContent = text.textContent.replace(/^.*: /, "");
  }
  const view = element("div", "mp-view", columns);
  const stage = element("div", "mp-stage", view);
  const fill = truthTable(view, ["x1", "x2", "h1", "h2", "y", "target", ""], "Truth table of the network");
  const verdictLine = element("p", "mp-verdict", view);

  return (state, sentence) => {
    const known = passOf(state);
    gate.show(state.gate);
    for (const [name, control] of controls) control.show(state[name]);
    fill(CORNERS.map(([x1, x2], i) => {
      const target = GATES[state.gate][i];
      return [x1, x2, ...known.hidden[i], known.outputs[i], target, known.outputs[i] === target ? "✓" : "✗"];
    }));
    setText(verdictLine, verdict(wrong(known.outputs, state.gate), state.gate));
    stage.innerHTML =
      `<svg viewBox="0 0 ${SHEET[0]} ${SHEET[1]}" role="img" aria-label="${escaped(sentence)}">${hatch(id)}` +
      drawInputs(state, known, id) + drawHidden(state, known, id) +
      mark(34, 305, "square", "mp-f1", "", 6) + label(46, 310, "target 1", "mp-key") +
      mark(124, 305, "circle", "mp-f0 mp-hollow", "", 6) + label(136, 310, "target 0", "mp-key") +
      rect(214, 299, 14, 12, "mp-half") + rect(214, 299, 14, 12, "mp-band", `style="fill:url(#yes-${id})"`) + label(234, 310, "output 1", "mp-key") +
      "</svg>";
  };
}

function render({ model, el }) {
  return mount({ model, el, name: "Two hidden units to drag", describe, build });
}

export default { render };
