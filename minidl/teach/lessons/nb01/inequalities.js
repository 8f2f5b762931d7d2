// The drawing of InequalityPicture: a table of four rows, each with its button, and their sum.

import { element, setAttribute, setText } from "../../kit/elements.js";
import { button, mount, select } from "../../kit/shared.js";
import { NAMES, addedOf, asked, describe, isImpossible, meaning, oneSide, sideText, sumOf } from "./inequalities_arithmetic.js";
import { CORNERS, GATES, pointName } from "./perceptron_arithmetic.js";
import { GATE_NAMES } from "./perceptron_plane.js";

function build({ body, change, state: now }) {
  const paper = element("div", "mp-proof", body);
  const gate = select(paper, "Target", GATE_NAMES, (value) => change({ gate: value }));
  const table = element("table", "mp-layers", paper);
  element("caption", "mp-hidden", table, {}, "The four inequalities");
  const head = element("tr", "", element("thead", "", table));
  for (const text of ["add", "target", "asks for", "on one side"]) element("th", "", head, { scope: "col" }, text);
  const rows = element("tbody", "", table);
  const lines = CORNERS.map((corner, at) => {
    const row = element("tr", "", rows);
    const press = button(element("td", "", row), pointName(corner), () => change({ [NAMES[at]]: !now()[NAMES[at]] }), { "aria-label": `Add ${pointName(corner)}` });
    return { row, press, cells: [0, 1, 2].map(() => element("td", "", row)) };
  });
  const sum = element("p", "mp-sum-line", paper, { role: "status" });
  const words = element("p", "", paper);

  return (state) => {
    gate.show(state.gate);
    const added = addedOf(state);
    lines.forEach(({ row, press, cells }, at) => {
      const [corner, target] = [CORNERS[at], GATES[state.gate][at]];
      setAttribute(press, "aria-pressed", state[NAMES[at]]);
      row.classList.toggle("mp-added", state[NAMES[at]]);
      [target, asked(corner, target), sideText(oneSide(corner, target))].forEach((text, i) => setText(cells[i], String(text)));
    });
    const total = sumOf(state.gate, added);
    const bad = added.length > 0 && isImpossible(total);
    setText(sum, added.length ? `${bad ? "✗ impossible" : "sum"}:  ${sideText(total)}` : "sum: nothing is added yet");
    sum.classList.toggle("mp-contradiction", bad);
    setText(words, added.length ? `${meaning(state.gate, added)}.` : "Press the points whose inequalities you add up.");
  };
}

function render({ model, el }) {
  return mount({ model, el, name: "Four inequalities to add up", describe, build });
}

export default { render };
