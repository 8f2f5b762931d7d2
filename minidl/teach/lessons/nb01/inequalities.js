// The drawing of InequalityPicture: four rows to press, and the sum of those that are added.

import { OWN_KEYS, element, setAttribute, setText } from "../../kit/elements.js";
import { button, label, picture, rect, select, sheet, stroke } from "../../kit/shared.js";
import { NAMES, addedOf, asked, describe, isImpossible, meaning, oneSide, sideText, sumOf } from "./inequalities_arithmetic.js";
import { CORNERS, GATES, pointName } from "./perceptron_arithmetic.js";
import { GATE_NAMES } from "./perceptron_plane.js";

const SIZE = [338, 250];
const ROW = 38;
const TOP = 30;
const COLUMNS = [["at", 22], ["target", 62], ["asks for", 110], ["on one side", 217]];

function drawRows(state) {
  let svg = COLUMNS.map(([text, x]) => label(x, 20, text, "mp-key mp-strong")).join("");
  CORNERS.forEach((corner, at) => {
    const [y, target, chosen] = [TOP + at * ROW, GATES[state.gate][at], state[NAMES[at]]];
    svg += rect(2, y + 2, 334, ROW - 4, `mp-cell ${chosen ? "mp-f0" : "mp-in"}`);
    [pointName(corner), target, asked(corner, target), sideText(oneSide(corner, target))].forEach((text, i) => (svg += label(COLUMNS[i][1], y + 24, text, "mp-line")));
    if (chosen) svg += label(5, y + 25, "+", "mp-sum-line");
  });
  const y = TOP + 4 * ROW + 6;
  const added = addedOf(state);
  if (!added.length) return svg + stroke(2, y, 336, y, "mp-outline") + label(12, y + 34, "sum: nothing is added yet", "mp-line");
  const sum = sumOf(state.gate, added);
  const bad = isImpossible(sum);
  if (bad) svg += rect(3, y + 8, 332, 46, "mp-frame");
  return svg + stroke(2, y, 336, y, "mp-outline") + label(12, y + 38, bad ? "✗ impossible" : "sum", "mp-sum-line") + label(COLUMNS[bad ? 3 : 2][1], y + 38, sideText(sum), "mp-sum-line");
}

function build({ sheets, controls, words, change, state: now }) {
  const flip = (at) => change({ [NAMES[at]]: !now()[NAMES[at]] });
  const paper = sheet(sheets, SIZE);
  paper.stage.addEventListener("click", (event) => {
    const at = Math.floor((paper.point(event)[1] - TOP) / ROW);
    if (at >= 0 && at < 4) flip(at);
  });
  const gate = select(controls, "Target", GATE_NAMES, (value) => change({ gate: value }));
  const bar = element("div", "mp-bar", controls, { role: "group", "aria-label": "Add up", ...OWN_KEYS });
  const buttons = CORNERS.map((corner, at) => button(bar, `Add ${pointName(corner)}`, () => flip(at)));
  const line = element("p", "mp-proof", words);

  return (state, sentence) => {
    gate.show(state.gate);
    buttons.forEach((press, at) => setAttribute(press, "aria-pressed", state[NAMES[at]]));
    const added = addedOf(state);
    setText(line, added.length ? `${meaning(state.gate, added)}.` : "Press the points whose inequalities you add up.");
    paper.draw(sentence, drawRows(state));
  };
}

export default picture({ name: "Four inequalities to add up", describe, build });
