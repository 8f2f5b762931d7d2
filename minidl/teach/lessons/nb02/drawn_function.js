// DrawnFunctionPicture: a curve to draw, the network that follows it, and its error against D.

import { Axes } from "../../kit/axes.js";
import { setAttribute, setText } from "../../kit/elements.js";
import { button, clamp, handle, label, marksRow, numberControl, picture, rect, rounded, sheet } from "../../kit/shared.js";
import { CELLS, FULL, MOST, describe, largestOf, lifted, phiOf, pointsOf, samplesOf, stroked } from "./drawn_function_arithmetic.js";

const SHEET = [336, 318];
const DRAWING = { box: [38, 10, 294, 208], x: [-0.25, 1.25], y: [-1.25, 1.25] };
const WEIGHTS = { ...DRAWING, box: [38, 264, 294, 50], y: [-1.1, 1.1] };
const DOUBLINGS = [0, 1, 2, 3, 4, 5, 6];
const LEAST = -3.5; // an error of 0 has no place on a log axis: its mark stands at the bottom
const DECADES = [[0, "1"], [-1, "0.1"], [-2, "0.01"], [-3, "0.001"], [LEAST, "0"]];

function drawing(state) {
  const { units, cursor, heights } = state;
  const axes = new Axes(DRAWING);
  const points = pointsOf(state, units);
  const [first, before, last] = [points[0], points.at(-2), points.at(-1)];
  const slope = (last[1] - before[1]) * units;
  let svg = axes.frame({ xticks: [0, 0.25, 0.5, 0.75, 1], yticks: [-1, 0, 1] });
  for (const x of [-0.25, 1]) svg += rect(axes.x(x), axes.top, axes.x(0.25) - axes.x(0), axes.height, "mp-outside", 'fill-opacity="0.7"');
  const samples = samplesOf(state).sort(([a], [b]) => a - b);
  if (state.curve === "Jump") {
    for (const half of [samples.filter(([x, y]) => y < 0), samples.filter(([x, y]) => y > 0)]) svg += axes.curve(half, "mp-drawing");
    svg += axes.mark(0.5, -0.8, "circle", "mp-f0", "", 4) + axes.mark(0.5, 0.8, "ring", "mp-jump-end", "", 4);
  } else svg += axes.curve(samples, "mp-drawing");
  svg += axes.curve([[-0.25, first[1]], ...points, [1.25, last[1] + 0.25 * slope]], "mp-made");
  if (units <= 32) for (const [x, y] of points.slice(0, -1)) svg += axes.mark(x, y, "square", "mp-f1", "", units > 16 ? 2.5 : 4);
  const [error, at] = largestOf(state, units);
  if (error > 1e-9) {
    const piece = Math.min(Math.floor(at * units), units - 1);
    const made = points[piece][1] + (points[piece + 1][1] - points[piece][1]) * (at * units - piece);
    const real = samples.filter(([x]) => x === at).reduce((far, [, y]) => (Math.abs(y - made) > Math.abs(far - made) ? y : far), made);
    svg += axes.segment(at, real, at, made, "mp-window");
  }
  svg += axes.segment(cursor / CELLS, -1.25, cursor / CELLS, 1.25, "mp-rule");
  return svg + axes.mark(cursor / CELLS, heights[cursor] / FULL, "circle", "mp-cursor", "", 8) + weights(state);
}

// φ of each unit as a bar under its joint.
function weights(state) {
  const axes = new Axes(WEIGHTS);
  const phi = phiOf(state, state.units);
  const largest = Math.max(...phi.map(Math.abs), 1e-9);
  const width = clamp(axes.width / 1.5 / state.units - 2, 1.5, 16);
  let svg = axes.frame() + axes.segment(-0.25, 0, 1.25, 0, "mp-zero");
  svg += label(axes.left, axes.top - 6, `φ under its joint; the longest bar is ${rounded(largest)}`, "mp-key");
  phi.forEach((value, k) => {
    const [x, end] = [axes.x(k / state.units), axes.y(value / largest)];
    const [zero, sign] = [axes.y(0), value < 0 ? "minus" : "plus"];
    svg += rect(x - width / 2, Math.min(zero, end), width, Math.abs(end - zero), `mp-${sign}`);
    if (state.units <= 8 && Math.abs(value) > 1e-9) svg += label(x + width / 2 + 2, value < 0 ? zero - 4 : zero + 13, value < 0 ? "−" : "+", "mp-key");
  });
  return svg;
}

let known = ["", []]; // the errors of the last curve: they do not depend on D

function errorsOf(state) {
  const key = state.curve + state.heights;
  if (known[0] !== key) {
    const samples = samplesOf(state);
    known = [key, Array.from({ length: CELLS }, (_, i) => largestOf(state, i + 1, samples)[0])];
  }
  return known[1];
}

function errors(state) {
  const axes = new Axes({ box: [46, 10, 246, 262], x: [-0.2, 6.2], y: [LEAST - 0.2, 0.4] });
  const doublings = DOUBLINGS.map((doubling) => [doubling, 2 ** doubling]);
  let svg = axes.frame({ xticks: doublings, yticks: DECADES, xlabel: "hidden units D (log axes)" });
  const all = errorsOf(state).map((error, i) => [Math.log2(i + 1), error > 10 ** LEAST ? Math.log10(error) : LEAST]);
  const top = all[3][1]; // the rule starts where D = 4 is
  const fall = 4 * Math.log10(2);
  if (state.curve === "Jump") {
    svg += axes.segment(-0.2, Math.log10(0.8), 6.2, Math.log10(0.8), "mp-rule");
    svg += label(axes.x(3), axes.y(Math.log10(0.8)) + 18, "half the jump: never below", "mp-key mp-middle mp-halo");
  } else if (top > LEAST) {
    svg += axes.segment(2, top, 5, top - 1.5 * fall, "mp-rule") + label(axes.x(3) - 8, axes.y(top - fall / 2) + 14, "slope −2", "mp-key mp-end mp-halo");
  }
  svg += axes.curve(all, "mp-curve mp-c0");
  for (const doubling of DOUBLINGS) svg += axes.mark(...all[2 ** doubling - 1], "circle", "mp-f0", "", 4);
  return svg + axes.mark(...all[state.units - 1], "square", "mp-f1", "", 8);
}

function build({ sheets, controls, number, change, state: now }) {
  const plane = sheet(sheets, SHEET, handle("Curve to draw; left and right move the pen, up and down lift the curve there", 0, CELLS));
  const plot = sheet(sheets, [300, 318]);
  const marks = marksRow(sheets);
  number("units", "Units D");
  const lift = (height) => ({ curve: "drawn", heights: lifted(now().heights, now().cursor, height - now().heights[now().cursor]) });
  const height = numberControl(controls, { name: "height", text: "Pen height" }, [-1.2, 1.2, 1.2, 0.05], (value) => change(lift(Math.round(value.height * FULL))));

  let timer = null; // plays D = 1 ... 32
  const play = button(controls, "Play D = 1 … 32", () => {
    const going = timer !== null;
    stop();
    if (!going) step(1);
  }, { "aria-pressed": "false" });
  function stop() {
    clearTimeout(timer);
    timer = null;
    setText(play, "Play D = 1 … 32");
    setAttribute(play, "aria-pressed", "false");
  }
  function step(D) {
    if (D > 32 || !play.isConnected) return stop();
    timer = setTimeout(() => step(D + 1), D < 9 ? 500 : 180);
    setText(play, "Stop");
    setAttribute(play, "aria-pressed", "true");
    change({ units: D });
  }

  let stroke_ = null; // {at: where the pen was, seen: [lowest, highest cell], reach}
  plane.stage.addEventListener("pointerdown", () => (stroke_ = null));
  plane.drag((px, py) => {
    const axes = new Axes(DRAWING);
    if (stroke_ === null && !axes.holds(px, py)) return;
    const [x, y] = axes.at(px, py);
    const to = [clamp(Math.round(x * CELLS), 0, CELLS), clamp(Math.round(y * FULL), -MOST, MOST)];
    const { heights } = now();
    // On a level curve the whole rest follows the pen, elsewhere only the last cells at the ends.
    stroke_ ??= { at: to, seen: [to[0], to[0]], reach: heights.every((h) => h === heights[0]) ? CELLS : 4 };
    change({ curve: "drawn", heights: stroked(heights, stroke_.at, to, stroke_.seen, stroke_.reach), cursor: to[0] });
    stroke_.at = to;
    stroke_.seen = [Math.min(stroke_.seen[0], to[0]), Math.max(stroke_.seen[1], to[0])];
  }, (dx, dy) => {
    const { heights, cursor } = now();
    if (dx) change({ cursor: clamp(cursor + dx, 0, CELLS) });
    else change(lift(clamp(heights[cursor] - 50 * dy, -MOST, MOST)));
  });
  return (state, sentence) => {
    height.show(state.heights[state.cursor] / FULL);
    plane.draw(sentence, drawing(state));
    plot.draw(`Largest error against D, for D = 1 to 64. ${sentence}`, errors(state));
    marks([
      ['<path d="M1 8H15" class="mp-drawing"/>', state.curve === "drawn" ? "your curve: 65 points" : "the curve"],
      ['<path d="M1 8H15" class="mp-made"/>', "the network"],
      ['<path d="M8 1V15" class="mp-window"/>', "largest error"],
      [rect(1, 1, 14, 14, "mp-plus"), "φ +: bends up"],
      [rect(1, 1, 14, 14, "mp-minus"), "φ −: bends down"],
      [rect(1, 1, 14, 14, "mp-outside"), "outside: nothing to follow"],
    ]);
    plane.value(state.cursor, `x = ${rounded(state.cursor / CELLS)}, y = ${rounded(state.heights[state.cursor] / FULL)}`);
  };
}

export default picture({ name: "A function to draw", describe, build, free: ["units", "cursor"] });
