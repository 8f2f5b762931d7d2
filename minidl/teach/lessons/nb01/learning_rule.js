// The drawing of LearningRulePicture: the plane, the last steps and all corrections on a sheet of 836 × 372.

import { Axes } from "../../kit/axes.js";
import { OWN_KEYS, element } from "../../kit/elements.js";
import { clamp, escaped, label, mount, numberControl, rect, signed } from "../../kit/shared.js";
import { MOST_STEPS, describe, lesson } from "./learning_rule_arithmetic.js";
import { CORNERS, GATES, learn, plain, pointName, stepOf, zOf } from "./perceptron_arithmetic.js";
import { PLANE, drawLine, drawPoints, gateSelect, hatch, part, shaded, sideNames, wholePlane } from "./perceptron_plane.js";

const SHEET = [836, 372];
const ROWS = 9;
const plane = new Axes({ box: [34, 24, 264, 264], x: PLANE, y: PLANE });

function drawPlane(state, { history, weights, now }, id) {
  const f = (x1, x2) => zOf(now.w1, now.w2, now.T, [x1, x2]);
  let svg = plane.frame({ xticks: [0, 1], yticks: [0, 1], xlabel: "x1", ylabel: "x2" });
  svg += shaded(plane, part(wholePlane(), f), id);
  const before = weights[state.step - 1];
  if (before && history.at(-1).error) svg += drawLine(plane, before.w1, before.w2, before.T, "mp-before");
  svg += drawLine(plane, now.w1, now.w2, now.T, "mp-curve mp-boundary") + sideNames(plane, f);
  if (now.w1 === 0 && now.w2 === 0) svg += label(166, 156, "w = (0, 0): no line", "mp-title mp-middle");
  if (state.step) {
    const [x, y] = CORNERS[history.at(-1).corner];
    svg += rect(plane.x(x) - 20, plane.y(y) - 20, 40, 40, "mp-visited");
  }
  return svg + drawPoints(plane, CORNERS.map((corner) => stepOf(f(...corner))), state.gate);
}

const COLUMNS = [["step", 338], ["point", 394], ["target", 452], ["output", 512], ["error", 570], ["w1", 626], ["w2", 672], ["T", 718]];

function drawTable({ gate, step }, { history, repeats, learned }) {
  let svg = COLUMNS.map(([text, x]) => label(x, 20, text, "mp-key mp-strong mp-middle")).join("");
  const first = Math.max(0, step - ROWS);
  history.slice(first).forEach((one, i) => {
    const y = 26 + i * 25;
    const number = first + i + 1;
    const kind = number === step ? "mp-now" : one.error ? "mp-tap" : "mp-in";
    svg += rect(316, y, 426, 23, `mp-cell ${kind}`);
    const row = [number, pointName(CORNERS[one.corner]), GATES[gate][one.corner], one.output, one.error > 0 ? "+1" : signed(one.error), plain(one.w1), plain(one.w2), plain(one.T)];
    row.forEach((text, j) => (svg += label(COLUMNS[j][1], y + 16, text, "mp-key mp-middle")));
    if (number === repeats) svg += label(748, y + 16, "← the same", "mp-key mp-strong");
    if (number === step) svg += label(748, y + 16, "← now", "mp-key mp-strong");
  });
  if (!step) svg += label(530, 60, "Nothing seen yet. Move the slider.", "mp-line mp-middle");
  const words = learned ? "✓ learned: four right in a row" : repeats !== null ? `↻ the weights of step ${repeats} are back: a circle` : "";
  return svg + label(316, 276, words, "mp-title");
}

// One column for each pass through the four points; a step not yet taken stays empty.
function drawPasses({ step }, { history }) {
  let svg = label(340, 326, "right ✓ and corrected ✗, step by step:", "mp-key");
  for (let at = 0; at < MOST_STEPS; at++) {
    const x = 4 + at * 13.8;
    const one = history[at];
    svg += rect(x, 338, 12.6, 24, `mp-cell ${at === step - 1 ? "mp-now" : one?.error ? "mp-tap" : "mp-in"}`);
    if (one) svg += label(x + 6.3, 355, one.error ? "✗" : "✓", "mp-key mp-middle");
  }
  return svg;
}

function build({ body, change, limits, state: now, id }) {
  const bar = element("div", "mp-bar", body);
  const gate = gateSelect(bar, change);
  const step = numberControl(bar, { name: "step", text: "Step" }, limits.step, change);
  step.row.classList.add("mp-wide");
  const button = (text, next) => {
    const made = element("button", "mp-button", bar, { type: "button", ...OWN_KEYS }, text);
    made.addEventListener("click", () => change({ step: clamp(next(now()), 0, MOST_STEPS) }));
  };
  button("− 1", (state) => state.step - 1);
  button("+ 1", (state) => state.step + 1);
  button("next correction", (state) => {
    const found = learn(state.gate, MOST_STEPS).findIndex((one, at) => at >= state.step && one.error);
    return found < 0 ? state.step : found + 1;
  });
  const stage = element("div", "mp-stage", body);

  return (state, sentence) => {
    const known = lesson(state);
    gate.show(state.gate);
    step.show(state.step);
    stage.innerHTML =
      `<svg viewBox="0 0 ${SHEET[0]} ${SHEET[1]}" role="img" aria-label="${escaped(sentence)}">${hatch(id)}` +
      `${drawPlane(state, known, id)}${drawTable(state, known)}${drawPasses(state, known)}</svg>`;
  };
}

function render({ model, el }) {
  return mount({ model, el, name: "The perceptron learning rule, step by step", describe, build });
}

export default { render };
