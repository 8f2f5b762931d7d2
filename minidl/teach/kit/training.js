// The drawing of TrainingPanel: three sheets of 300 × 280. Python trains, the page draws and steers.

import { Axes, mark, ticks } from "./axes.js";
import { OWN_KEYS, bigButton, element, setAttribute, setText, soon, tellPython } from "./elements.js";
import { initialize } from "./saved.js";
import { Shapes, button, clamp, frame, label, marksRow, rect, sheet, signed, stroke } from "./shared.js";

const RATES = [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];
const SIZE = [300, 280];
const PATIENCE = 3000; // ms to wait for Python before saying that it does not answer
const STATES = { ready: "ready", running: "training", paused: "paused", finished: "done", diverged: "stopped: the loss is no number", failed: "stopped: an error", stopped: "stopped" };

const rateText = (rate) => rate.toFixed(7).replace(/0+$/, "").replace(/\.$/, "");
const percent = (share) => `${Math.round(100 * share)} %`;

export function describe(said, rate) {
  return `${said} The learning rate is ${rateText(rate)}.`;
}

export function nearestRate(rate) {
  const far = (i) => Math.abs(Math.log(RATES[i] / rate));
  return RATES.reduce((best, _, i) => (far(i) < far(best) ? i : best), 0);
}

// The mean of the points around each: as many before as after, so that the curve does not lag.
export function smoothed(curve) {
  const most = Math.round(curve.length / 40);
  return curve.map(([batch], i) => {
    const wing = Math.min(most, i, curve.length - 1 - i);
    const part = curve.slice(i - wing, i + wing + 1);
    return [batch, part.reduce((sum, [, loss]) => sum + loss, 0) / part.length];
  });
}

function lossSheet(panel) {
  const { total, guess } = panel.fixed;
  const top = Math.max(1.15 * guess, ...panel.curve.map(([, loss]) => 1.05 * loss));
  const axes = new Axes({ box: [52, 24, 240, 128], x: [0, total], y: [0, top] });
  const svg = axes.frame({ yticks: ticks(0, top, 4), title: "loss" }) + axes.segment(0, guess, total, guess, "mp-guess") +
    label(axes.x(total) - 4, axes.y(guess) - 5, "guessing", "mp-key mp-end mp-halo") +
    axes.curve(panel.curve, "mp-curve mp-dots") + axes.curve(smoothed(panel.curve), "mp-curve mp-c0");
  return svg + (panel.curve.length ? "" : label(172, 98, "press Start", "mp-key mp-middle")) + rateChart(panel);
}

function rateChart({ fixed: { total }, rates, rate, batch }) {
  const axes = new Axes({ box: [52, 180, 240, 66], x: [0, total], y: [-4.3, 0.3] });
  let svg = axes.frame({ xticks: ticks(0, total, 3), xlabel: "batch", grid: false, title: "learning rate" });
  for (const [power, text] of [[-4, "0.0001"], [-2, "0.01"], [0, "1"]])
    svg += stroke(52, axes.y(power), 292, axes.y(power), "mp-grid") + label(48, axes.y(power) + 5, text, "mp-tick mp-end");
  const steps = rates.flatMap(([from, value], i) => [from, rates[i + 1]?.[0] ?? Math.max(batch, from)].map((at) => [at, Math.log10(value)]));
  const level = clamp(Math.log10(rate), -4.3, 0.3);
  const left = batch < 0.6 * total;
  return svg + axes.curve(steps, "mp-curve mp-c1") + axes.mark(batch, level, "circle", "mp-f1") +
    label(axes.x(batch) + (left ? 10 : -10), axes.y(level) + (level > -0.8 ? 18 : -8), `now ${rateText(rate)}`, `mp-key mp-halo mp-strong ${left ? "" : "mp-end"}`);
}

const KINDS = [["training", 1, "square", "mp-f1", "mp-c1"], ["validation", 2, "circle", "mp-f0", "mp-c0"]];

function shareSheet({ fixed: { total, per_epoch }, accuracy }) {
  const axes = new Axes({ box: [40, 24, 250, 160], x: [0, total], y: [0, 1] });
  let svg = axes.frame({ xticks: ticks(0, total, 3), xlabel: "batch", yticks: [0, 0.5, 1], title: "share read right" });
  KINDS.forEach(([name, at, shape, fill, line], i) => {
    const points = accuracy.map((entry) => [entry[0], entry[at]]);
    svg += axes.curve(points, `mp-curve ${line}`) + points.map(([x, y]) => axes.mark(x, y, shape, fill, "", 3.5)).join("");
    svg += mark(48, 252 + 20 * i, shape, fill, "", 5) + label(60, 257 + 20 * i, name + (accuracy.length ? ` ${percent(accuracy.at(-1)[at])}` : ""), "mp-key");
  });
  return svg + label(290, 257, accuracy.length ? `after epoch ${Math.round(accuracy.at(-1)[0] / per_epoch)}` : "after each epoch", "mp-key mp-end");
}

// Each kernel as a square of cells: the size of a cell's dot is the size of its weight, a bar through it means minus.
function kernelSheet({ filters }) {
  const title = label(150, 16, "first layer's kernels", "mp-title mp-middle");
  if (!filters.length) return title + label(150, 120, "no convolution here", "mp-key mp-middle");
  const columns = filters.length > 16 ? 6 : 4;
  const pitch = 232 / columns;
  const cell = (0.92 * pitch) / Math.max(filters[0].length, filters[0][0].length);
  const largest = Math.max(...filters.flat(2).map(Math.abs)) || 1;
  const [frames, dots, bars] = [new Shapes(), new Shapes(), new Shapes()];
  filters.forEach((kernel, n) => {
    const [x0, y0] = [36 + (n % columns) * pitch, 26 + Math.floor(n / columns) * pitch];
    frames.rect(x0, y0, cell * kernel[0].length, cell * kernel.length, "mp-cell mp-in");
    kernel.forEach((row, i) => row.forEach((weight, j) => {
      const side = Math.max(0.6, cell * 0.96 * Math.sqrt(Math.abs(weight) / largest));
      const [x, y] = [x0 + (j + 0.5) * cell, y0 + (i + 0.5) * cell];
      dots.rect(x - side / 2, y - side / 2, side, side, weight < 0 ? "mp-minus" : "mp-plus");
      if (weight < 0 && side > 5) bars.line(x - side / 3, y, x + side / 3, y, "mp-bars");
    }));
  });
  return `${title}${frames}${dots}${bars}` + label(150, 274, `largest weight: ${signed(largest.toFixed(2))}`, "mp-key mp-middle");
}

export function drawn(panel) {
  return [lossSheet(panel), shareSheet(panel), kernelSheet(panel)];
}

function render({ model, el }) {
  const { root, bar, sheets: room, caption, fail } = frame(el, `${model.get("_fixed").title}: live training panel`, "mp-training");
  const alone = document.querySelector('#widget-state, script[type="application/vnd.jupyter.widget-state+json"]') && !model.python; // a page without Python
  const where = model.python === null ? "press Run under this cell's code" : "open this notebook in JupyterLab"; // null: it can be started here
  let waiting = null;
  const ask = (what) => {
    model.send({ do: what });
    clearTimeout(waiting);
    waiting = setTimeout(() => tell("Python does not answer: it is busy with a cell, or not there."), PATIENCE);
  };
  const start = button(bar, "Start", () => ask(model.get("status") === "running" ? "pause" : "start"));
  const reset = button(bar, "Reset", () => ask("reset"));
  const rateBox = element("label", "mp-rate", bar);
  element("span", "mp-control-name", rateBox, {}, "Learning rate");
  const range = element("input", "mp-range", rateBox, { type: "range", min: 0, max: RATES.length - 1, step: 1, "aria-label": "Learning rate", ...OWN_KEYS });
  const output = element("output", "", rateBox, { "aria-hidden": "true" });
  const state = element("span", "mp-note", bar, { role: "status" });
  bigButton(bar, root);
  const sheets = [0, 1, 2].map(() => sheet(room, SIZE));
  const marks = marksRow(room);
  const note = element("p", "mp-note", root, { role: "status" });

  function tell(text) {
    note.hidden = text === "";
    setText(note, text);
  }
  range.addEventListener("input", () => {
    tellPython(model, { learning_rate: RATES[range.valueAsNumber] });
    draw();
  });

  function draw() {
    const [status, rate] = [model.get("status"), model.get("learning_rate")];
    const panel = { rate };
    for (const name of ["fixed", "batch", "curve", "accuracy", "rates", "filters"]) panel[name] = model.get(`_${name}`);
    const at = nearestRate(rate);
    if (Number(range.value) !== at) range.value = at;
    setAttribute(range, "aria-valuetext", rateText(rate));
    setText(output, rateText(rate));
    setText(start, { running: "Pause", paused: "Resume", stopped: "Resume" }[status] ?? "Start");
    start.disabled = Boolean(alone) || ["finished", "diverged", "failed"].includes(status);
    reset.disabled = Boolean(alone);
    setText(state, STATES[status]);
    const sentence = describe(model.get("said"), rate);
    drawn(panel).forEach((svg, i) => sheets[i].draw(sentence, svg));
    marks([[rect(2, 2, 12, 12, "mp-plus"), "positive weight"], [rect(2, 2, 12, 12, "mp-minus") + stroke(4, 8, 12, 8, "mp-bars"), "negative; larger square: larger weight"]]);
    setText(caption, sentence);
    fail(model.get("error"));
  }

  const again = soon(draw);
  const heard = () => {
    clearTimeout(waiting);
    tell("");
  };
  model.on("change", again);
  model.on("msg:custom", heard);
  tell(alone ? `Training needs Python: ${where}. Now only the learning rate moves.` : "");
  draw();
  return () => {
    clearTimeout(waiting);
    model.off?.("change", again);
    model.off?.("msg:custom", heard);
  };
}

export default { initialize, render };
