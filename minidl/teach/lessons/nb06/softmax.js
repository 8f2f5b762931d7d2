// The drawing of SoftmaxPicture: logits, exponentials and probabilities on three sheets; under them the Jacobian and the derivation.

import { Axes } from "../../kit/axes.js";
import { OWN_KEYS, element, setText } from "../../kit/elements.js";
import { button, choiceBar, clamp, handle, label, marksRow, numberBox, onStep, picture, rect, select, sheet, signColour, signed, stroke } from "../../kit/shared.js";
import { ENDS, NAMES, STEPS, TEMPERATURES, derivation, describe, fixed, numbersOf, overflow, scientific, share, trained } from "./softmax_arithmetic.js";

const REACH = 6; // where sliders and bars end; number boxes go on
const FULL = 170; // an arrow for 1 is as long as the frame of a probability, on both sheets
const SCORES = [232, 262];
const POWERS = [168, 262];
const SHARES = [204, 262];
const scoresOf = (n) => new Axes({ box: [30, 26, 198, FULL], x: [0, n], y: [-REACH - 0.6, REACH + 0.6] });
const sharesOf = (n) => new Axes({ box: [36, 26, 164, FULL], x: [0, n], y: [0, 1] });
const line = (x, row, words, kind = "") => label(x, [216, 236, 256][row], words, `mp-key mp-middle ${kind}`);

// The gap y − p, or the push of a step, as an arrow: up in blue or down in orange. A short one is all head; one beyond ±1 is cut, and has a second head.
function arrow(x, from, size) {
  const long = -clamp(size, -1, 1) * FULL;
  const [head, kind] = [Math.sign(long) * Math.min(9, Math.abs(long)), size > 0 ? "mp-plus" : "mp-minus"];
  if (Math.abs(long) < 1.5) return `<circle cx="${x}" cy="${from}" r="2" class="mp-ink"/>`;
  return stroke(x, from, x, from + long - head, `mp-push ${size > 0 ? "mp-push-up" : "mp-push-down"}`) + `<path d="M${x} ${from + long}l-6 ${-head}h12z${Math.abs(size) > 1 ? `m0 ${-head - Math.sign(head) * 3}l-6 ${-head}h12z` : ""}" class="${kind}"/>`;
}

function scores({ logits }, { push }, held) {
  const axes = scoresOf(logits.length);
  let svg = axes.frame({ yticks: [-6, -3, 0, 3, 6], title: "logits z" }) + label(2, 236, "z", "mp-key") + label(2, 256, "step", "mp-key");
  logits.forEach((z, i) => {
    const [x, zero, seen] = [axes.x(i + 0.34), axes.y(0), clamp(z, -REACH - 0.6, REACH + 0.6)];
    const end = clamp(axes.y(seen), axes.top + 7, axes.top + FULL - 7);
    svg += rect(x - 10, Math.min(zero, end), 20, Math.abs(end - zero), `mp-f${i}`);
    if (seen !== z) svg += `<path d="M${x - 13} ${end + (z > 0 ? 22 : -14)}l10 -8l10 8l10 -8" class="mp-gone"/>`;
    svg += `<circle cx="${x}" cy="${end}" r="7" class="mp-handle ${i === held ? "mp-held" : ""}"/>`;
    const long = -clamp(push[i], -1, 1) * FULL;
    svg += arrow(x + 21, clamp(end, axes.top + Math.max(0, -long), axes.top + FULL - Math.max(0, long)), push[i]);
    const middle = axes.x(i + 0.5);
    svg += line(middle, 0, NAMES[i], "mp-strong") + line(middle, 1, signed(z)) + line(middle, 2, fixed(push[i]), "mp-strong");
  });
  return svg;
}

// The exponentials as parts of their sum, and how far the largest exponent is from the end of the computer's numbers.
function powers({ logits, temperature: tau }, { p, most }) {
  const shift = Math.abs(most) / tau > 80 ? most : 0;
  const e = logits.map((z) => Math.exp((z - shift) / tau));
  let svg = label(84, 17, shift ? `e^(z − ${signed(shift)})` : tau === 1 ? "exponentials e^z" : "e^(z/τ)", "mp-title mp-middle");
  let top = 26;
  p.forEach((q, i) => {
    svg += rect(8, top, 34, q * 130, `mp-f${i}`) + rect(54, 32 + 24 * i, 12, 12, `mp-f${i}`) + label(72, 43 + 24 * i, scientific(e[i]), "mp-key");
    top += q * 130;
  });
  svg += label(54, 46 + 24 * p.length, `S = ${scientific(e.reduce((sum, x) => sum + x, 0))}`, "mp-key mp-strong") + rect(8, 26, 34, 130, "mp-outline");
  const at = (exponent) => 14 + 1.2 * clamp(exponent, 0, 118);
  svg += label(84, 180, "largest exponent", "mp-key mp-middle") + stroke(14, 206, 156, 206, "mp-outline") + stroke(at(ENDS.float32), 188, at(ENDS.float32), 224, "mp-limit");
  svg += `<path d="M${at(most / tau)} 206l-6 -12h12z" class="${most / tau > ENDS.float32 ? "mp-minus" : "mp-ink"}"/>`;
  svg += label(14, 224, "0", "mp-key") + label(164, 240, "inf beyond 88.7", "mp-key mp-end") + label(164, 257, "(float32)", "mp-key mp-end");
  return svg;
}

function probabilities({ logits }, { p, k, gap }) {
  const axes = sharesOf(logits.length);
  let svg = axes.frame({ yticks: [0, 0.25, 0.5, 0.75, 1], title: "probabilities p" }) + label(2, 236, "p", "mp-key") + label(2, 256, "y", "mp-key");
  p.forEach((q, i) => {
    const [x, end] = [axes.x(i + 0.34), axes.y(q)];
    svg += rect(x - 12, end, 24, axes.y(0) - end, `mp-f${i}`);
    if (i === k) svg += rect(x - 15, axes.y(1), 30, FULL, "mp-wanted");
    svg += arrow(x + 22, end, gap[i]);
    const middle = axes.x(i + 0.5);
    svg += line(middle, 0, NAMES[i], "mp-strong") + line(middle, 1, share(q)) + line(middle, 2, i === k ? "1" : "0", i === k ? "mp-strong" : "");
  });
  return svg;
}

function map(state, { jacobian, k }) {
  const n = jacobian.length;
  const [left, top, all] = [52, 46, 206];
  const [wide, tall, most] = [all / n, n === 3 ? 40 : 31, 0.25 / state.temperature];
  let svg = label(4, 16, `Jacobian ∂p/∂z${state.temperature === 1 ? "" : ", with its 1/τ"}`, "mp-title") + label(left + all + 20, 38, "sum", "mp-key mp-middle");
  const cell = (x, y, width, height, value) => rect(x, y, width, height, "mp-cell", `style="fill:${signColour(value, most)}"`);
  jacobian.forEach((row, i) => {
    const sum = row.reduce((before, value) => before + value, 0);
    svg += label(left + (i + 0.5) * wide, 38, `z ${NAMES[i]}`, "mp-key mp-middle") + label(2, top + (i + 0.5) * tall + 5, `p ${NAMES[i]}`, "mp-key");
    row.forEach((value, j) => (svg += cell(left + j * wide, top + i * tall, wide, tall, value) + label(left + (j + 0.5) * wide, top + (i + 0.5) * tall + 5, fixed(value), "mp-key mp-middle")));
    svg += label(left + all + 20, top + (i + 0.5) * tall + 5, Math.abs(sum) < 1e-9 ? "0" : fixed(sum), "mp-key mp-middle");
  });
  jacobian.forEach((_, j) => {
    if (state.step > 4 || (state.step === 3) === (j === k) && state.step > 2) svg += rect(left + j * wide + 1.5, top + k * tall + 1.5, wide - 3, tall - 3, "mp-frame");
  });
  return svg;
}

function build({ sheets, controls, words, change, state: now }) {
  const bars = handle("Bars of the logits: up and down move one, left and right choose it", -1000, 1000);
  const [left, middle, right] = [sheet(sheets, SCORES, bars), sheet(sheets, POWERS), sheet(sheets, SHARES)];
  const marks = marksRow(sheets);
  let held = 0;
  const setLogit = (i, value) => change({ logits: now().logits.map((z, j) => (j === i ? value : z)) });
  const hold = (i) => {
    held = clamp(i, 0, now().logits.length - 1);
    change({});
  };
  left.stage.addEventListener("pointerdown", (event) => (held = clamp(Math.floor(scoresOf(now().logits.length).at(...left.point(event))[0]), 0, now().logits.length - 1)));
  left.drag((x, y) => {
    const axes = scoresOf(now().logits.length);
    if (y > axes.top + FULL + 8) change({}); // on a number: only the bar is chosen
    else setLogit(held, clamp(onStep(axes.at(x, y)[1], 0.1), -REACH, REACH));
  }, (dx, dy) => (dx ? hold(held + dx) : setLogit(held, clamp(onStep(now().logits[held] - 0.1 * clamp(dy, -60, 60), 0.01), -1000, 1000))));
  right.stage.addEventListener("click", (event) => {
    const at = Math.floor(sharesOf(now().logits.length).at(...right.point(event))[0]);
    if (at >= 0 && at < now().logits.length) change({ target: NAMES[at] });
  });

  const slider = (name, act, low = -REACH, high = REACH) => {
    const row = element("div", "mp-control", controls);
    element("span", "mp-control-name", row, { "aria-hidden": "true" }, name);
    const both = element("span", "mp-slider", row);
    const range = element("input", "mp-range", both, { type: "range", min: low, max: high, step: 0.1, "aria-label": name, ...OWN_KEYS });
    range.addEventListener("input", () => act(Number(range.value)));
    return { row, both, range };
  };
  const logits = NAMES.map((name, i) => {
    const made = slider(`z ${name}`, (value) => setLogit(i, value));
    return { ...made, number: numberBox(made.both, `z ${name}, as a number`, -1000, 1000, (value) => setLogit(i, value), 0.01) };
  });
  const mean = () => now().logits.reduce((sum, z) => sum + z, 0) / now().logits.length;
  const all = slider("+ c on all", (value) => change({ logits: now().logits.map((z) => clamp(onStep(z + value - onStep(mean(), 0.1), 0.01), -1000, 1000)) }), -REACH, 100);
  const bar = element("div", "mp-bar", controls);
  button(bar, "One training step", () => change({ logits: trained(now()) }));
  const target = select(controls, "target y", NAMES.map((name) => [name, name]), (name) => change({ target: name }));
  const classes = select(controls, "classes", [[3, "3"], [4, "4"]], (count) => change({ logits: [...now().logits, 0].slice(0, count) }));
  const row = element("div", "mp-bar", controls);
  element("span", "mp-control-name", row, { "aria-hidden": "true" }, "τ");
  const temperatures = choiceBar(row, "Temperature τ", TEMPERATURES.map((tau) => [tau, String(tau)]), (temperature) => change({ temperature }));

  const loss = element("p", "mp-strong", words);
  const safe = element("p", "mp-naive", words);
  const proof = element("div", "mp-derivation", words);
  const jacobian = sheet(proof, [300, 172]);
  const told = element("div", "", proof);
  const steps = choiceBar(told, "Steps of the derivation", STEPS.map((text, i) => [i + 1, text]), (step) => change({ step }));
  const lines = element("div", "mp-lines", told);

  return (state, sentence) => {
    const g = numbersOf(state);
    const n = g.p.length;
    held = Math.min(held, n - 1);
    classes.show(n);
    target.show(NAMES[g.k]);
    target.list.options[3].disabled = n === 3;
    temperatures.show((tau) => tau === state.temperature);
    logits.forEach(({ row, range, number }, i) => {
      row.hidden = i >= n;
      const z = state.logits[i] ?? 0;
      if (Number(range.value) !== clamp(z, -REACH, REACH)) range.value = z;
      number.show(z);
    });
    if (Math.abs(Number(all.range.value) - clamp(mean(), -REACH, 100)) > 0.06) all.range.value = mean();
    left.draw(sentence, scores(state, g, held));
    middle.draw(`The exponentials, as parts of their sum. ${overflow(state)}`, powers(state, g));
    right.draw(sentence, probabilities(state, g));
    const tip = (turn, kind) => `<path d="M8 ${turn ? 15 : 1}l-6 ${turn ? -7 : 7}h4v7h4v-7h4z" ${turn ? 'transform="translate(0 -15) scale(1 1)"' : ""} class="${kind}"/>`;
    marks([[tip(false, "mp-plus"), "the gap y − p; on z, the push of a step: up"], [`<g transform="rotate(180 8 8)">${tip(false, "mp-minus")}</g>`, "down"], [rect(2, 1, 12, 14, "mp-wanted"), "target y"]]);
    left.value(state.logits[held], `${NAMES[held]}: logit ${signed(state.logits[held])}`);
    setText(loss, `Loss J = −log p_${NAMES[g.k]} ${fixed(g.loss).replace(/^(?!≈)/, "= ")}`);
    setText(safe, overflow(state));
    proof.hidden = state.step === 0;
    if (!state.step) return;
    steps.show((step) => step === state.step);
    jacobian.draw(`Jacobian, by rows. ${g.jacobian.map((row, i) => `p ${NAMES[i]}: ${row.map(fixed).join(", ")}`).join("; ")}`, map(state, g));
    const said = derivation(state);
    lines.replaceChildren(...said.map((text) => element("p", "", null, {}, text)));
  };
}

export default picture({ name: "Softmax to drag", describe, build, free: ["step"] });
