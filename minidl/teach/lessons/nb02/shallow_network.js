// ShallowNetworkPicture: ten sliders, and under them the ten panels of the construction.

import { Axes } from "../../kit/axes.js";
import { OWN_KEYS, element, setAttribute, setText } from "../../kit/elements.js";
import { clamp, dragging, escaped, label, mount, numberControl, rounded } from "../../kit/shared.js";
import { HIGH, LOW, SMALL, TOP, bendsOf, describe, jointOf, outputOf, slopesOf, unitsOf } from "./shallow_network_arithmetic.js";

const SHEET = [836, 352];
const SHAPES = ["circle", "square", "triangle"];
const INTERVAL = [LOW, HIGH];
const HEIGHTS = [-TOP, TOP];
const SUM = { box: [588, 24, 240, 300], x: INTERVAL, y: HEIGHTS };

// "1.5 − 2x", as one writes it
function lineText({ offset, slope }) {
  if (slope === 0) return rounded(offset);
  const size = Math.abs(slope) === 1 ? "" : rounded(Math.abs(slope));
  if (offset === 0) return `${slope < 0 ? "−" : ""}${size}x`;
  return `${rounded(offset)} ${slope < 0 ? "−" : "+"} ${size}x`;
}

// Both ends and the joint: enough for a curve that bends once.
function bent(unit, height) {
  const joint = jointOf(unit);
  const places = joint !== null && LOW < joint && joint < HIGH ? [LOW, joint, HIGH] : [LOW, HIGH];
  return places.map((x) => [x, height(x)]);
}

function column(unit, i) {
  const [d, joint, colour] = [i + 1, jointOf(unit), `mp-curve mp-c${i}`];
  const inside = joint !== null && LOW <= joint && joint <= HIGH;
  const line = (x) => unit.offset + unit.slope * x;
  const rows = [
    [lineText(unit), line],
    [`h${SMALL[d]} = ReLU(${lineText(unit)})`, (x) => Math.max(0, line(x))],
    [`${rounded(unit.phi)} · h${SMALL[d]}`, (x) => unit.phi * Math.max(0, line(x))],
  ];
  return rows
    .map(([title, height], row) => {
      const axes = new Axes({ box: [28 + 183 * i, 24 + 108 * row, 148, 84], x: INTERVAL, y: HEIGHTS });
      const [middle, top] = [axes.left + axes.width / 2, axes.top - 6];
      let svg = axes.frame({ xticks: row === 2 ? [-2, -1, 0, 1, 2] : [], yticks: [-4, 0, 4] });
      svg += label(middle, top, title, "mp-panel-title mp-middle");
      if (row === 1) svg += axes.segment(LOW, line(LOW), HIGH, line(HIGH), "mp-ghost");
      svg += axes.curve(bent(unit, height), colour);
      return inside ? svg + axes.mark(joint, 0, SHAPES[i], `mp-f${i}`, "", 5) : svg;
    })
    .join("");
}

function sum(state, held) {
  const axes = new Axes(SUM);
  const places = [LOW, ...bendsOf(state).map(([x]) => x), HIGH];
  let svg = axes.frame({ xticks: [-2, -1, 0, 1, 2], yticks: [-4, -2, 0, 2, 4] });
  svg += label(axes.left + axes.width / 2, axes.top - 6, "y = φ₀ + the three above", "mp-panel-title mp-middle");
  svg += axes.curve(places.map((x) => [x, outputOf(state, x)]), "mp-total");
  unitsOf(state).forEach((unit, i) => {
    const joint = jointOf(unit);
    if (joint === null || joint < LOW || joint > HIGH) return;
    const y = clamp(outputOf(state, joint), -TOP, TOP);
    svg += axes.segment(joint, -TOP, joint, TOP, "mp-ghost");
    svg += axes.mark(joint, y, SHAPES[i], `mp-f${i}`, i === held ? 'style="stroke-width:3"' : "", i === held ? 9 : 7);
    svg += label(axes.x(joint) + 5, axes.top + 14 + 15 * i, `unit ${i + 1}`, "mp-key mp-halo");
  });
  return svg;
}

function build({ body, change, limits, state: now }) {
  const grid = element("div", "mp-shallow", body);
  const control = (parent, name, text) => [name, numberControl(parent, { name, text }, limits[name], change)];
  const controls = [1, 2, 3].flatMap((d) => {
    const unit = element("div", "mp-controls", grid, { role: "group", "aria-label": `Unit ${d}` });
    return [
      control(unit, `theta_${d}0`, `θ${SMALL[d]}₀`),
      control(unit, `theta_${d}1`, `θ${SMALL[d]}₁`),
      control(unit, `phi_${d}`, `φ${SMALL[d]}`),
    ];
  });
  const last = element("div", "mp-controls", grid, { role: "group", "aria-label": "Sum" });
  controls.push(control(last, "phi_0", "φ₀"));
  const words = element("p", "mp-words", last);

  const stage = element("div", "mp-stage", body, {
    role: "slider", tabindex: 0, "aria-label": "Joint in the sum; left and right move it, up and down choose the unit",
    "aria-valuemin": LOW, "aria-valuemax": HIGH, ...OWN_KEYS,
  });
  let held = 0; // the unit whose joint is moved
  let fresh = false; // a new press chooses the nearest joint
  const show = () => change({}); // only the choice of a unit has changed
  const put = (d, offset) => change({ [`theta_${d + 1}0`]: clamp(Math.round(offset * 4) / 4, -3, 3) });
  stage.addEventListener("pointerdown", () => (fresh = true));
  dragging(stage, SHEET, (px, py) => {
    const axes = new Axes(SUM);
    if (fresh && !axes.holds(px, py)) return;
    const [x] = axes.at(px, py);
    if (fresh) {
      const distances = unitsOf(now()).map((unit) => (jointOf(unit) === null ? Infinity : Math.abs(jointOf(unit) - x)));
      held = distances.indexOf(Math.min(...distances));
      fresh = false;
      show();
    }
    const { slope } = unitsOf(now())[held];
    if (slope !== 0) put(held, -slope * x);
  }, (dx, dy) => {
    if (dy) held = clamp(held + dy, 0, 2);
    const { offset, slope } = unitsOf(now())[held];
    if (dx && slope !== 0) put(held, offset - 0.25 * dx * Math.sign(slope));
    else show();
  });

  return (state, sentence) => {
    for (const [name, numbers] of controls) numbers.show(state[name]);
    const slopes = slopesOf(state).map((slope) => rounded(slope, 4));
    setText(words, `${slopes.length} linear piece${slopes.length > 1 ? "s" : ""}\nslope${slopes.length > 1 ? "s" : ""} ${slopes.join(", ")}`);
    const panels = unitsOf(state).map(column).join("");
    stage.innerHTML = `<svg viewBox="0 0 ${SHEET[0]} ${SHEET[1]}" role="img" aria-label="${escaped(sentence)}">${panels}${sum(state, held)}</svg>`;
    const joint = jointOf(unitsOf(state)[held]);
    setAttribute(stage, "aria-valuenow", joint === null ? 0 : clamp(joint, LOW, HIGH));
    setAttribute(stage, "aria-valuetext", `unit ${held + 1}: ${joint === null ? "no joint" : `joint at ${rounded(joint)}`}`);
  };
}

function render({ model, el }) {
  return mount({ model, el, name: "Three hidden units to drag", describe, build });
}

export default { render };
