// The drawing of InequalityPicture: four rows to press, and the sum of those that are added. Python tells what they say.

import { OWN_KEYS, element, setAttribute, setText } from "../../kit/elements.js";
import { button, label, picture, rect, sheet, stroke } from "../../kit/shared.js";
import { CORNERS, GATES, pointName } from "./perceptron_arithmetic.js";
import { GATE_NAMES } from "./perceptron_plane.js";

const SIZE = [338, 250];
const ROW = 38;
const TOP = 30;
const COLUMNS = [["at", 14], ["target", 52], ["asks for", 110], ["on one side", 212]];
const NAMES = ["add_00", "add_01", "add_10", "add_11"];

// What is told of a gate, and of the sum of the points that are added.
export function chosen(state, told) {
  const added = [0, 1, 2, 3].filter((at) => state[NAMES[at]]);
  const { asked, sides, sums } = told[state.gate];
  return { added, asked, sides, ...sums[added.reduce((number, at) => number + 2 ** at, 0)] };
}

export function describe(state, told) {
  const { added, asked, sum, meaning } = chosen(state, told);
  const start = `${state.gate} asks for ${asked.join(", ")}; `;
  if (!added.length) return `${start}none of the four is added yet.`;
  return `${start}the sum of ${added.map((at) => pointName(CORNERS[at])).join(", ")} is ${sum}; ${meaning}.`;
}

function drawRows(state, { added, asked, sides, sum }) {
  let svg = COLUMNS.map(([text, x]) => label(x, 20, text, "mp-key mp-strong")).join("");
  CORNERS.forEach((corner, at) => {
    const y = TOP + at * ROW;
    svg += rect(2, y + 2, 334, ROW - 4, `mp-cell ${added.includes(at) ? "mp-f0" : "mp-in"}`);
    [pointName(corner), GATES[state.gate][at], asked[at], sides[at]].forEach((text, i) => (svg += label(COLUMNS[i][1], y + 24, text, "mp-line")));
    if (added.includes(at)) svg += label(5, y + 25, "+", "mp-sum-line");
  });
  const y = TOP + 4 * ROW + 6;
  svg += stroke(2, y, 336, y, "mp-outline");
  if (!added.length) return svg + label(12, y + 34, "sum: nothing is added yet", "mp-line");
  const bad = sum === "0 > 0";
  if (bad) svg += rect(3, y + 8, 332, 46, "mp-frame");
  return svg + label(12, y + 38, bad ? "✗ impossible" : "sum", "mp-sum-line") + label(COLUMNS[bad ? 3 : 2][1], y + 38, sum, "mp-sum-line");
}

function build({ sheets, controls, words, choose, change, state: now }, told) {
  const flip = (at) => change({ [NAMES[at]]: !now()[NAMES[at]] });
  const paper = sheet(sheets, SIZE);
  paper.stage.addEventListener("click", (event) => {
    const at = Math.floor((paper.point(event)[1] - TOP) / ROW);
    if (at >= 0 && at < 4) flip(at);
  });
  choose("gate", "Target", GATE_NAMES);
  const bar = element("div", "mp-bar", controls, { role: "group", "aria-label": "Add up", ...OWN_KEYS });
  const buttons = CORNERS.map((corner, at) => button(bar, `Add ${pointName(corner)}`, () => flip(at)));
  const line = element("p", "nb01-proof", words);

  return (state, sentence) => {
    const now = chosen(state, told);
    buttons.forEach((press, at) => setAttribute(press, "aria-pressed", now.added.includes(at)));
    setText(line, now.added.length ? `${now.meaning}.` : "Press the points whose inequalities you add up.");
    paper.draw(sentence, drawRows(state, now));
  };
}

export default picture((model) => {
  const told = model.get("_told");
  return { name: "Four inequalities to add up", describe: (state) => describe(state, told), build: (tools) => build(tools, told) };
});
