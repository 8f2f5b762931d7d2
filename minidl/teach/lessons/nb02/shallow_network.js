// ShallowNetworkPicture: ten sliders, and under them the ten panels of the construction.

import { Axes } from "../../kit/axes.js";
import { element, setText } from "../../kit/elements.js";
import { clamp, handle, label, picture, rounded, sheet } from "../../kit/shared.js";
import { HIGH, LOW, SMALL, TOP, bendsOf, describe, jointOf, outputOf, slopesOf, unitsOf } from "./shallow_network_arithmetic.js";

const SHAPES = ["circle", "square", "triangle"];
const INTERVAL = [LOW, HIGH];

// The sum's plane: it grows with the sum.
function planeOf(state) {
  const largest = Math.max(...[LOW, ...bendsOf(state).map(([x]) => x), HIGH].map((x) => Math.abs(outputOf(state, x))));
  const top = Math.max(1, Math.ceil(largest / TOP)) * TOP;
  return new Axes({ box: [34, 26, 264, 204], x: INTERVAL, y: [-top, top] });
}

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
  const [d, joint, colour] = [i + 1, jointOf(unit), `mp-curve mp-c${i}`]; // column i of the steps
  const inside = joint !== null && LOW <= joint && joint <= HIGH;
  const line = (x) => unit.offset + unit.slope * x;
  const rows = [
    [lineText(unit), line],
    [`h${SMALL[d]}, clipped`, (x) => Math.max(0, line(x))],
    [`${rounded(unit.phi)} · h${SMALL[d]}`, (x) => unit.phi * Math.max(0, line(x))],
  ];
  return rows
    .map(([title, height], row) => {
      const axes = new Axes({ box: [26 + 104 * i, 24 + 90 * row, 94, 62], x: INTERVAL, y: [-TOP, TOP] });
      let svg = axes.frame({ xticks: row === 2 ? [-1, 0, 1] : [], yticks: i === 0 ? [-4, 0, 4] : [] });
      svg += axes.segment(LOW, 0, HIGH, 0, "mp-zero");
      svg += label(axes.left + axes.width / 2, axes.top - 6, title, "mp-key mp-middle");
      if (row === 1) svg += axes.segment(LOW, line(LOW), HIGH, line(HIGH), "mp-ghost");
      svg += axes.curve(bent(unit, height), colour);
      return inside ? svg + axes.mark(joint, 0, SHAPES[i], `mp-f${i}`, "", 5) : svg;
    })
    .join("");
}

function sum(state, held) {
  const axes = planeOf(state);
  const places = [LOW, ...bendsOf(state).map(([x]) => x), HIGH];
  let svg = axes.frame({ xticks: [-2, -1, 0, 1, 2], yticks: [-1, -0.5, 0, 0.5, 1].map((share) => share * axes.y1) });
  svg += label(axes.left + axes.width / 2, axes.top - 8, "y = φ₀ + the three units", "mp-title mp-middle");
  svg += axes.curve(places.map((x) => [x, outputOf(state, x)]), "mp-total");
  unitsOf(state).forEach((unit, i) => {
    const joint = jointOf(unit);
    if (joint === null || joint < LOW || joint > HIGH) return;
    svg += axes.segment(joint, axes.y0, joint, axes.y1, "mp-ghost");
    svg += axes.mark(joint, outputOf(state, joint), SHAPES[i], `mp-f${i}`, i === held ? 'style="stroke-width:3"' : "", i === held ? 9 : 7);
    const [right, over] = [joint > 1.2, outputOf(state, joint) > 0]; // the name keeps out of the curve's way
    svg += label(axes.x(joint) + (right ? -5 : 5), over ? axes.top + axes.height - 8 - 16 * (2 - i) : axes.top + 15 + 16 * i, `unit ${i + 1}`, `mp-key mp-halo${right ? " mp-end" : ""}`);
  });
  return svg;
}

function build({ sheets, words, number, change, state: now }) {
  const plane = sheet(sheets, [302, 254], handle("Joint in the sum; left and right move it, up and down choose the unit", LOW, HIGH));
  const steps = sheet(sheets, [336, 290]);
  for (const d of [1, 2, 3]) {
    for (const i of [0, 1]) number(`theta_${d}${i}`, `θ${SMALL[d]}${SMALL[i]}`);
    number(`phi_${d}`, `φ${SMALL[d]}`);
  }
  number("phi_0", "φ₀");
  const line = element("p", "mp-pieces", words);

  let held = 0; // the unit whose joint is moved
  let fresh = false; // a new press chooses the nearest joint
  const show = () => change({}); // only the choice of a unit has changed
  const put = (d, offset) => change({ [`theta_${d + 1}0`]: clamp(Math.round(offset * 4) / 4, -3, 3) });
  plane.stage.addEventListener("pointerdown", () => (fresh = true));
  plane.drag((px, py) => {
    const axes = planeOf(now());
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
    const slopes = slopesOf(state).map((slope) => rounded(slope, 4));
    const { offset } = unitsOf(state)[held];
    const end = Math.abs(offset) === 3 ? ` θ${SMALL[held + 1]}₀ is at its end, ${rounded(offset)}: the joint of unit ${held + 1} moves no further this way.` : "";
    setText(line, `${slopes.length} straight piece${slopes.length > 1 ? "s" : ""}, slope${slopes.length > 1 ? "s" : ""} ${slopes.join(", ")}.${end}`);
    plane.draw(sentence, sum(state, held));
    steps.draw("Each unit in three steps: its line, the line clipped at 0, times its weight.", unitsOf(state).map(column).join(""));
    const joint = jointOf(unitsOf(state)[held]);
    plane.value(joint === null ? 0 : clamp(joint, LOW, HIGH), `unit ${held + 1}: ${joint === null ? "no joint" : `joint at ${rounded(joint)}`}`);
  };
}

export default picture({ name: "Three hidden units to drag", describe, build });
