// The drawing of InequalityPicture: four rows and their sum on a sheet of 836 × 262.

import { OWN_KEYS, element, setAttribute } from "../../kit/elements.js";
import { escaped, label, mount, rect, signed, stroke } from "../../kit/shared.js";
import { NAMES, addedOf, asked, describe, isImpossible, oneSide, sideText, sumOf } from "./inequalities_arithmetic.js";
import { CORNERS, GATES, pointName } from "./perceptron_arithmetic.js";
import { gateSelect } from "./perceptron_plane.js";

const PAPER = [836, 262];
const ROW = 38;
const TOP = 34;
const COLUMNS = [["point", 20], ["target", 100], ["asks for", 180], ["the same, on one side", 330], ["w1", 550], ["w2", 620], ["T", 690]];

function build({ body, change, state: now }) {
  const bar = element("div", "mp-bar", body);
  const gate = gateSelect(bar, change);
  const buttons = CORNERS.map((corner, at) => {
    const button = element("button", "mp-button", bar, { type: "button", ...OWN_KEYS }, `Add ${pointName(corner)}`);
    button.addEventListener("click", () => change({ [NAMES[at]]: !now()[NAMES[at]] }));
    return button;
  });
  const stage = element("div", "mp-stage", body);
  stage.addEventListener("click", (event) => {
    const box = stage.querySelector("svg").getBoundingClientRect();
    const at = Math.floor((((event.clientY - box.top) / box.height) * PAPER[1] - TOP) / ROW);
    if (at >= 0 && at < 4) change({ [NAMES[at]]: !now()[NAMES[at]] });
  });

  return (state, sentence) => {
    gate.show(state.gate);
    buttons.forEach((button, at) => setAttribute(button, "aria-pressed", state[NAMES[at]]));
    const added = addedOf(state);
    const sum = sumOf(state.gate, added);
    const signs = (number) => (number > 0 ? `+${number}` : signed(number));
    let svg = COLUMNS.map(([text, x], i) => label(i > 3 ? x + 20 : x, 22, text, `mp-key mp-strong ${i > 3 ? "mp-middle" : ""}`)).join("");
    CORNERS.forEach((corner, at) => {
      const [y, target, chosen] = [TOP + at * ROW, GATES[state.gate][at], state[NAMES[at]]];
      const side = oneSide(corner, target);
      svg += rect(4, y + 2, 828, ROW - 4, `mp-cell ${chosen ? "mp-f0" : "mp-in"}`);
      svg += label(20, y + 25, pointName(corner), "mp-line") + label(114, y + 25, target, "mp-line");
      svg += label(180, y + 25, asked(corner, target), "mp-line") + label(330, y + 25, sideText(side), "mp-line");
      side.of.forEach((number, i) => (svg += label(570 + 70 * i, y + 25, signs(number), "mp-line mp-middle")));
      svg += label(818, y + 25, chosen ? "added" : "", "mp-key mp-end");
    });
    const y = TOP + 4 * ROW + 6;
    const bad = added.length > 0 && isImpossible(sum);
    svg += stroke(4, y, 832, y, "mp-outline") + label(20, y + 32, "sum", "mp-title");
    if (!added.length) svg += label(180, y + 32, "Nothing is added yet. Choose rows.", "mp-line");
    else {
      svg += label(330, y + 32, sideText(sum), "mp-sum-line");
      sum.of.forEach((number, i) => (svg += label(570 + 70 * i, y + 32, signs(number), "mp-sum-line mp-middle")));
      svg += label(180, y + 32, bad ? "✗ impossible" : "possible", bad ? "mp-sum-line" : "mp-line");
      if (bad) svg += rect(170, y + 8, 660, 36, "mp-frame");
    }
    stage.innerHTML = `<svg viewBox="0 0 ${PAPER[0]} ${PAPER[1]}" role="img" aria-label="${escaped(sentence)}">${svg}</svg>`;
  };
}

function render({ model, el }) {
  return mount({ model, el, name: "Four inequalities to add up", describe, build });
}

export default { render };
