// TwoLossesPicture: the map of each loss over the two weights, and the way of a ball on it.

import { Axes, ticks } from "../../kit/axes.js";
import { OWN_KEYS, element, setAttribute, setText } from "../../kit/elements.js";
import { button, clamp, label, marksRow, mount, numberControl, onStep, rect, rounded, sheet } from "../../kit/shared.js";
import { NAMES, STEPS, contours, describe, lossAt, wayOf } from "./two_losses_arithmetic.js";

const SIZE = [302, 320];
const AXES = new Axes({ box: [36, 28, 258, 254], x: [-4.2, 4.2], y: [-9.4, 9.4] });
const CELLS = 56;
const GAPS = { quadratic: 0.025, entropy: 0.5 }; // from one contour line to the next
const across = (i) => AXES.x0 + (i / CELLS) * (AXES.x1 - AXES.x0);
const up = (j) => AXES.y0 + (j / CELLS) * (AXES.y1 - AXES.y0);
const lattice = Array.from({ length: CELLS + 1 }, (_, i) => i);

// The ground never changes: it is drawn once, and the ball over it.
function ground(kind) {
  const values = lattice.map((j) => lattice.map((i) => lossAt(kind, across(i), up(j))[0]));
  const most = Math.max(...values.flat());
  const gap = GAPS[kind];
  const shades = new Map();
  for (let j = 0; j < CELLS; j++) {
    for (let i = 0; i < CELLS; i++) {
      const level = Math.floor(lossAt(kind, across(i + 0.5), up(j + 0.5))[0] / gap);
      const [left, top] = [AXES.x(across(i)), AXES.y(up(j + 1))];
      const [wide, tall] = [AXES.x(across(i + 1)) - left + 0.4, AXES.y(up(j)) - top + 0.4];
      shades.set(level, `${shades.get(level) ?? ""}M${left.toFixed(1)} ${top.toFixed(1)}h${wide.toFixed(1)}v${tall.toFixed(1)}h${(-wide).toFixed(1)}z`);
    }
  }
  const shade = (level) => `style="fill:color-mix(in srgb, var(--plus) ${Math.round((55 * level * gap) / most)}%, var(--paper))"`;
  const fields = [...shades].map(([level, path]) => `<path d="${path}" ${shade(level)}/>`).join("");
  const levels = lattice.map((i) => (i + 1) * gap).filter((level) => level < most);
  const at = ([i, j]) => `${AXES.x(across(i)).toFixed(1)} ${AXES.y(up(j)).toFixed(1)}`;
  const lines = contours(values, levels).map(([from, to]) => `M${at(from)}L${at(to)}`).join("");
  return `${fields}<path d="${lines}" class="mp-contour"/>`;
}

function way(state, kind) {
  const places = wayOf(state, kind);
  const [from, last] = [places[0], places.at(-1)];
  const inside = ([x, y]) => [clamp(x, AXES.x0, AXES.x1), clamp(y, AXES.y0, AXES.y1)];
  return AXES.curve(places, "mp-way") + AXES.mark(...from, "circle", "mp-from", "", 9) + AXES.mark(...inside(last), "circle", "mp-f1", "", 7);
}

function build({ sheets, controls, words, change, limits, state: now }) {
  const maps = Object.keys(NAMES).map((kind) => {
    const made = sheet(sheets, SIZE, {
      role: "slider", tabindex: 0, "aria-label": `Start of both balls, on the map of the ${NAMES[kind]}`, "aria-valuemin": -9, "aria-valuemax": 9, ...OWN_KEYS,
    });
    const frame = AXES.frame({ xticks: ticks(-4, 4, 4), yticks: ticks(-8, 8, 4), grid: false, title: NAMES[kind] }).replaceAll(AXES.clip, `${AXES.clip}-${kind}`);
    const names = label(AXES.left + AXES.width / 2, 315, "W1", "mp-key mp-middle") + label(4, 22, "W2", "mp-key");
    made.draw("", `${ground(kind)}${frame.replace('class="mp-plane"', 'class="mp-outline"')}${names}<g></g>`);
    return { kind, ...made, svg: made.stage.querySelector("svg"), ball: made.stage.querySelector("g") };
  });
  const marks = marksRow(sheets);
  const start = (w1, w2) => (stop(), change({ w1: clamp(onStep(w1, 0.25), -4, 4), w2: clamp(onStep(w2, 0.25), -9, 9), steps: 0 }));
  for (const { drag } of maps) drag((px, py) => start(...AXES.at(px, py)), (dx, dy) => start(now().w1 + 0.25 * dx, now().w2 - 0.25 * dy));

  let timer = null; // the balls roll
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const go = button(controls, "Let go", () => {
    if (timer !== null) return stop();
    if (still.matches) return change({ steps: STEPS });
    roll(now().steps === STEPS ? 0 : now().steps);
  }, { "aria-pressed": "false" });
  function stop() {
    clearTimeout(timer);
    timer = null;
    setText(go, "Let go");
    setAttribute(go, "aria-pressed", "false");
  }
  function roll(steps) {
    if (!go.isConnected) return stop();
    change({ steps });
    if (steps >= STEPS) return stop();
    setText(go, "Stop");
    setAttribute(go, "aria-pressed", "true");
    timer = setTimeout(() => roll(Math.min(STEPS, steps + (steps < 40 ? 1 : 5))), 25);
  }
  const all = ["w1", "w2"].map((name) => [name, numberControl(controls, { name, text: name.toUpperCase() }, limits[name], (value) => (stop(), change({ ...value, steps: 0 })))]);
  all.push(["steps", numberControl(controls, { name: "steps", text: "Steps" }, limits.steps, (value) => (stop(), change(value)))]);
  const slopes = element("p", "mp-strong", words);

  return (state, sentence) => {
    for (const [name, control] of all) control.show(state[name]);
    for (const { kind, stage, svg, ball } of maps) {
      ball.innerHTML = way(state, kind);
      svg.setAttribute("aria-label", sentence);
      setAttribute(stage, "aria-valuenow", state.w2);
      setAttribute(stage, "aria-valuetext", `W1 = ${rounded(state.w1)}, W2 = ${rounded(state.w2)}`);
    }
    const [flat, steep] = Object.keys(NAMES).map((kind) => Math.hypot(...lossAt(kind, state.w1, state.w2).slice(1)));
    const times = flat > 1e-12 ? `${rounded(steep / flat, steep / flat < 10 ? 1 : 0)} times as steep` : "as flat";
    setText(slopes, state.steps ? `At the start cross-entropy is ${times} as the quadratic loss${flat > 1e-12 ? "" : ": slope 0"}.` : "Both balls lie still.");
    marks([
      ['<circle cx="8" cy="8" r="6" class="mp-from"/>', "start"],
      ['<circle cx="8" cy="8" r="6" class="mp-f1"/>', "ball"],
      ['<path d="M1 8H15" class="mp-contour"/>', `from line to line: quadratic ${GAPS.quadratic}, cross-entropy ${GAPS.entropy}`],
      [rect(1, 1, 14, 14, "mp-cell", 'style="fill:color-mix(in srgb, var(--plus) 55%, var(--paper))"'), "high"],
    ]);
  };
}

function render({ model, el }) {
  return mount({ model, el, name: "Two losses of one network", describe, build, free: ["steps"] });
}

export default { render };
