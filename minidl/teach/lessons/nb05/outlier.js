// OutlierPicture: points to drag, three fitted lines, and how hard each point pulls.

import { Axes } from "../../kit/axes.js";
import { OWN_KEYS, setAttribute } from "../../kit/elements.js";
import { clamp, label, marksRow, mount, numberControl, onStep, rect, rounded, sheet } from "../../kit/shared.js";
import { NAMES, describe, linesOf, pullsOf } from "./outlier_arithmetic.js";

const PLANE = { box: [34, 10, 288, 252], x: [0, 10.5], y: [-0.5, 12.5] };
const WORDS = { L2: "L2: the error", L1: "L1: 1 or −1", Huber: "Huber: at most δ" };
const KINDS = { L2: "mp-c1", L1: "mp-c0", Huber: "mp-c2" };

function plane(state, lines) {
  const axes = new Axes(PLANE);
  let svg = axes.frame({ xticks: [0, 2, 4, 6, 8, 10], yticks: [0, 4, 8, 12] });
  const { xs, ys, held } = state;
  const [a, b] = lines.L2;
  svg += axes.segment(xs[held], ys[held], xs[held], a + b * xs[held], "nb05-rule");
  for (const name of NAMES) svg += axes.segment(0, lines[name][0], 10.5, lines[name][0] + 10.5 * lines[name][1], `mp-curve ${KINDS[name]}`);
  xs.forEach((x, i) => (svg += axes.mark(x, ys[i], "circle", i === held ? "mp-f1" : "mp-point", "", i === held ? 9 : 6)));
  return svg;
}

// The three losses in one scale: what is long pulls hard.
function pulls(state, all) {
  const most = Math.max(2, ...NAMES.flatMap((name) => all[name].map(Math.abs)));
  let svg = "";
  NAMES.forEach((name, row) => {
    const axes = new Axes({ box: [8, 24 + 90 * row, 264, 62], x: [-0.6, 7.6], y: [-1.15 * most, 1.15 * most] });
    svg += axes.frame() + axes.segment(-0.6, 0, 7.6, 0, "mp-zero") + label(8, axes.top - 6, WORDS[name], "mp-key mp-strong");
    all[name].forEach((value, i) => {
      const [zero, end] = [axes.y(0), axes.y(value)];
      svg += rect(axes.x(i) - 8, Math.min(zero, end), 16, Math.abs(end - zero), value < 0 ? "mp-minus" : "mp-plus");
      if (value === 0) svg += axes.mark(i, 0, "ring", "mp-point", "", 4);
      if (i === state.held) svg += rect(axes.x(i) - 12, axes.top + 2, 24, axes.height - 4, "nb05-wanted");
    });
    svg += label(272, axes.top - 6, `point ${state.held}: ${rounded(all[name][state.held])}`, "mp-key mp-end");
  });
  return svg;
}

function build({ sheets, controls, change, limits, state: now }) {
  const left = sheet(sheets, [330, 284], {
    role: "slider", tabindex: 0, "aria-label": "Points to drag: arrows move the held one", "aria-valuemin": 0, "aria-valuemax": 12, ...OWN_KEYS,
  });
  const right = sheet(sheets, [280, 284]);
  const marks = marksRow(sheets);
  const put = (list, value) => list.map((old, i) => (i === now().held ? value : old));
  const move = (x, y) => change({ xs: put(now().xs, clamp(onStep(x, 0.25), 0, 10)), ys: put(now().ys, clamp(onStep(y, 0.25), 0, 12)) });
  const held = numberControl(controls, { name: "held", text: "Point" }, limits.held, change);
  const x = numberControl(controls, { name: "x", text: "its x" }, [0, 10, 10, 0.25], ({ x }) => move(x, now().ys[now().held]));
  const y = numberControl(controls, { name: "y", text: "its y" }, [0, 12, 12, 0.25], ({ y }) => move(now().xs[now().held], y));
  const delta = numberControl(controls, { name: "delta", text: "Huber's δ" }, limits.delta, change);
  let grabbed = false;
  left.stage.addEventListener("pointerdown", () => (grabbed = false));
  left.drag((px, py) => {
    const axes = new Axes(PLANE);
    if (!grabbed) {
      const { xs, ys } = now();
      const far = xs.map((x, i) => Math.hypot(axes.x(x) - px, axes.y(ys[i]) - py));
      change({ held: far.indexOf(Math.min(...far)) });
      grabbed = true;
    }
    move(...axes.at(px, py));
  }, (dx, dy) => move(now().xs[now().held] + 0.25 * dx, now().ys[now().held] - 0.25 * dy));

  return (state, sentence) => {
    const lines = linesOf(state);
    const all = pullsOf(state, lines);
    for (const [control, value] of [[held, state.held], [x, state.xs[state.held]], [y, state.ys[state.held]], [delta, state.delta]]) control.show(value);
    left.draw(sentence, plane(state, lines));
    right.draw(`How hard each point pulls. ${sentence}`, pulls(state, all));
    marks([
      ...NAMES.map((name) => [`<path d="M1 8H15" class="mp-curve ${KINDS[name]}"/>`, `${name} line`]),
      [rect(1, 1, 14, 14, "mp-plus"), "pulls up"],
      [rect(1, 1, 14, 14, "mp-minus"), "pulls down"],
      ['<circle cx="8" cy="8" r="5" class="mp-point mp-hollow"/>', "on the line"],
    ]);
    setAttribute(left.stage, "aria-valuenow", state.ys[state.held]);
    setAttribute(left.stage, "aria-valuetext", `point ${state.held}: x = ${rounded(state.xs[state.held])}, y = ${rounded(state.ys[state.held])}`);
  };
}

function render({ model, el }) {
  return mount({ model, el, name: "An outlier to drag", describe, build, free: ["held"] });
}

export default { render };
