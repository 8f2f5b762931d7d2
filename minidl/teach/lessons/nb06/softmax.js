// The drawing of SoftmaxPicture: bars on a sheet of 548 × 296, the Jacobian on one of 296 × 218.

import { Axes } from "../../kit/axes.js";
import { OWN_KEYS, element, setText } from "../../kit/elements.js";
import { choiceBar, clamp, dragging, escaped, label, mount, numberBox, rect, signed, stroke } from "../../kit/shared.js";
import { NAMES, STEPS, TEMPERATURES, derivation, describe, fixed, naive, numbersOf, overflow, scientific, share } from "./softmax_arithmetic.js";

const BARS = [548, 296];
const MAP = [296, 218];
const REACH = 6; // where sliders and bars end; number boxes go on
const PIXELS = 46; // of an arrow, for a gradient of 1

function bars(state, g, held) {
  const n = g.p.length;
  const scores = new Axes({ box: [46, 26, 212, 200], x: [0, n], y: [-REACH - 0.6, REACH + 0.6] });
  const shares = new Axes({ box: [326, 26, 218, 200], x: [0, n], y: [0, 1] });
  let svg = scores.frame({ yticks: [-6, -3, 0, 3, 6], title: "logits z, arrows ∂J/∂z" });
  svg += shares.frame({ yticks: [0, 0.25, 0.5, 0.75, 1], title: "probabilities p, target y" });
  const wide = 24;
  const [rows, text] = [[244, 264, 284], (x, row, words, kind = "") => label(x, rows[row], words, `mp-key mp-middle ${kind}`)];
  svg += label(2, rows[1], "z", "mp-key") + label(2, rows[2], "∂J/∂z", "mp-key") + label(300, rows[1], "p", "mp-key") + label(300, rows[2], "y", "mp-key");
  state.logits.forEach((z, i) => {
    const [x, zero] = [scores.x(i + 0.36), scores.y(0)];
    const seen = clamp(z, -REACH - 0.6, REACH + 0.6);
    const end = scores.y(seen);
    svg += rect(x - wide / 2, Math.min(zero, end), wide, Math.abs(end - zero), `mp-f${i}`);
    const cut = end + (z > 0 ? 16 : -16);
    if (seen !== z) svg += `<path d="M${x - wide / 2 - 3} ${cut + 4}l10 -8l10 8l10 -8" class="mp-gone"/>`;
    svg += `<circle cx="${x}" cy="${end}" r="7" class="mp-handle ${i === held ? "mp-held" : ""}"/>`;
    const long = -g.gradient[i] * PIXELS; // up is positive
    const from = clamp(end, scores.top + Math.max(4, -long + 4), scores.top + scores.height - Math.max(4, long + 4));
    const lane = scores.x(i + 0.36) + wide / 2 + 13;
    const head = Math.sign(long) * Math.min(9, Math.abs(long)); // a short arrow is all head
    if (Math.abs(long) < 1.5) svg += `<circle cx="${lane}" cy="${from}" r="2" class="mp-ink"/>`;
    else svg += stroke(lane, from, lane, from + long - head, "mp-flow") + `<path d="M${lane} ${from + long}l-5 ${-head}h10z" class="mp-arrowhead"/>`;
    const middle = scores.x(i + 0.5);
    svg += text(middle, 0, NAMES[i], "mp-strong") + text(middle, 1, signed(z)) + text(middle, 2, fixed(g.gradient[i]), "mp-strong-text");
    const place = shares.x(i + 0.5);
    svg += rect(place - 17, shares.y(g.p[i]), 34, shares.y(0) - shares.y(g.p[i]), `mp-f${i}`);
    if (i === g.k) svg += rect(place - 21, shares.y(1), 42, shares.height, "mp-wanted");
    svg += text(place, 0, NAMES[i], "mp-strong") + text(place, 1, share(g.p[i])) + text(place, 2, i === g.k ? "1" : "0", i === g.k ? "mp-strong-text" : "");
  });
  return [svg, scores, shares];
}

function map(state, g) {
  const n = g.p.length;
  const [left, top, all] = [46, 46, 216];
  const [step, tall] = [all / n, n === 3 ? 40 : 31];
  const most = 0.25 / state.temperature;
  let svg = label(4, 16, `Jacobian ∂p/∂z${state.temperature === 1 ? "" : ", with its 1/τ"}`, "mp-title");
  const shade = (x, y, width, height, value) =>
    rect(x, y, width, height, value > 0 ? "mp-plus" : "mp-minus", `fill-opacity="${((0.6 * Math.abs(value)) / most).toFixed(3)}"`);
  svg += label(left + all + 17, 38, "sum", "mp-key mp-middle");
  for (let i = 0; i < n; i++) {
    svg += label(left + (i + 0.5) * step, 38, `z ${NAMES[i]}`, "mp-key mp-middle") + label(2, top + (i + 0.5) * tall + 4, `p ${NAMES[i]}`, "mp-key");
    g.jacobian[i].forEach((value, j) => {
      const [x, y] = [left + j * step, top + i * tall];
      svg += rect(x, y, step, tall, "mp-cell mp-in") + shade(x, y, step, tall, value);
      svg += label(x + step / 2, y + tall / 2 + 5, fixed(value), "mp-key mp-value");
    });
    svg += label(left + all + 17, top + (i + 0.5) * tall + 5, "0", "mp-key mp-middle");
  }
  const shown = [...Array(n).keys()].filter((j) => state.step > 4 || (state.step === 3 && j === g.k) || (state.step === 4 && j !== g.k));
  for (const j of shown) svg += rect(left + j * step + 1.5, top + g.k * tall + 1.5, step - 3, tall - 3, "mp-frame");
  for (let i = 0; i < 24; i++) svg += shade(left + i * 9, 186, 9, 12, ((i - 11.5) / 11.5) * most);
  svg += rect(left, 186, all, 12, "mp-outline") + stroke(left + all / 2, 182, left + all / 2, 202, "mp-flow");
  const scale = (x, words) => label(x, 215, words, "mp-key mp-middle");
  return svg + scale(left, signed(-most)) + scale(left + all / 2, "0") + scale(left + all, signed(most));
}

function build({ body, change, state: now }) {
  body.classList.add("mp-softmax");
  const top = element("div", "mp-columns", body);
  const panel = element("div", "mp-panel", top);
  const choose = (name, choices, act) => {
    const row = element("div", "mp-choose", panel);
    element("span", "mp-control-name", row, { "aria-hidden": "true" }, name);
    return [choiceBar(row, name, choices, act), row];
  };
  const withLogit = (i, value) => now().logits.map((z, j) => (j === i ? value : z));
  const setLogit = (i, value) => {
    if (i < now().logits.length && now().logits[i] !== value) change({ logits: withLogit(i, value) });
  };
  const [classes] = choose("classes", [[3, "3"], [4, "4"]], (count) => {
    const logits = [...now().logits, 0].slice(0, count);
    if (logits.length !== now().logits.length) change({ logits });
  });
  const controls = NAMES.map((name, i) => {
    const row = element("div", "mp-control", panel);
    element("span", "mp-control-name", row, { "aria-hidden": "true" }, `z ${name}`);
    const range = element("input", "mp-range", row, { type: "range", min: -REACH, max: REACH, step: 0.25, "aria-label": `logit of ${name}`, ...OWN_KEYS });
    const number = numberBox(row, `logit of ${name}, as a number`, -1000, 1000, (value) => setLogit(i, value), 0.25);
    range.addEventListener("input", () => setLogit(i, Number(range.value)));
    return { row, range, number };
  });
  const [targets, targetRow] = choose("target y", NAMES.map((name) => [name, name]), (target) => change({ target }));
  const [temperatures] = choose("τ", TEMPERATURES.map((tau) => [tau, String(tau)]), (temperature) => change({ temperature }));

  const stage = element("div", "mp-stage mp-view", top, {
    role: "slider", tabindex: 0, "aria-label": "Bars of the logits: up and down move one, left and right choose it",
    "aria-valuemin": -1000, "aria-valuemax": 1000, ...OWN_KEYS,
  });
  let [held, grip, scores, shares] = [0, "", null, null];
  const hold = (i) => {
    held = clamp(i, 0, now().logits.length - 1);
    change({});
  };
  stage.addEventListener("pointerdown", (event) => { // before `dragging` sees it: which bar is meant
    const box = stage.querySelector("svg").getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * BARS[0];
    const y = ((event.clientY - box.top) / box.height) * BARS[1];
    grip = scores.holds(x, y) ? "logit" : x >= shares.left ? "target" : "";
    if (x <= scores.left + scores.width) held = clamp(Math.floor(scores.at(x, y)[0]), 0, now().logits.length - 1);
  });
  const pick = (x, y) => {
    if (grip === "") change({}); // beside the bars: only the choice of the bar shows
    if (grip === "logit") {
      const z = clamp(Math.round(scores.at(x, y)[1] * 4) / 4, -REACH, REACH) + 0;
      if (now().logits[held] === z) change({});
      else setLogit(held, z);
    }
    const at = clamp(Math.floor(shares.at(x, y)[0]), 0, now().logits.length - 1);
    if (grip === "target" && now().target !== NAMES[at]) change({ target: NAMES[at] });
  };
  dragging(stage, BARS, pick, (dx, dy) => {
    const move = clamp(-dy, -24, 24) * 0.25;
    if (dx) hold(held + dx);
    else setLogit(held, clamp(now().logits[held] + move, -1000, 1000));
  });

  const below = element("div", "mp-columns", body);
  const jacobian = element("div", "mp-panel mp-stage mp-map", below);
  const words = element("div", "mp-view", below);
  const steps = choiceBar(words, "Steps of the derivation", STEPS.map((text, i) => [i + 1, text]), (step) => change({ step }));
  const lines = element("div", "mp-lines", words);
  const safe = element("p", "mp-naive", words);

  return (state, sentence) => {
    const g = numbersOf(state);
    held = Math.min(held, g.p.length - 1);
    classes.show((count) => count === g.p.length);
    targets.show((name) => name === NAMES[g.k]);
    temperatures.show((tau) => tau === state.temperature);
    steps.show((step) => step === state.step);
    targetRow.querySelectorAll("button")[3].disabled = g.p.length === 3;
    controls.forEach(({ row, range, number }, i) => {
      row.classList.toggle("mp-unused", i >= g.p.length);
      const z = state.logits[i] ?? 0;
      if (Number(range.value) !== clamp(z, -REACH, REACH)) range.value = z;
      number.show(z);
    });
    const [drawn, ...axes] = bars(state, g, held);
    [scores, shares] = axes;
    stage.innerHTML = `<svg viewBox="0 0 ${BARS[0]} ${BARS[1]}" role="img" aria-label="${escaped(sentence)}">${drawn}</svg>`;
    const table = g.jacobian.map((row, i) => `p ${NAMES[i]}: ${row.map(fixed).join(", ")}`).join("; ");
    jacobian.innerHTML = `<svg viewBox="0 0 ${MAP[0]} ${MAP[1]}" role="img" aria-label="Jacobian, by rows. ${escaped(table)}">${map(state, g)}</svg>`;
    stage.setAttribute("aria-valuenow", state.logits[held]);
    stage.setAttribute("aria-valuetext", `${NAMES[held]}: logit ${signed(state.logits[held])}`);
    const said = derivation(state);
    while (lines.childElementCount < said.length) element("p", "", lines);
    while (lines.childElementCount > said.length) lines.lastChild.remove();
    said.forEach((line, i) => setText(lines.children[i], line));
    setText(safe, overflow(state));
  };
}

function render({ model, el }) {
  return mount({ model, el, name: "Softmax to drag", describe, build, free: ["step"] });
}

export default { render };
