// The drawing of TrainingPanel. Python trains, the page draws and steers.

import { Axes, mark, ticks } from "./axes.js";
import { OWN_KEYS, element, setAttribute, setText } from "./elements.js";
import { Shapes, clamp, escaped, label, rect, stroke } from "./shared.js";

const RATES = [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];
const SHEET = [836, 372];
const PATIENCE = 3000; // ms to wait for Python before saying that it does not answer

function rateText(rate) {
  return rate.toFixed(7).replace(/0+$/, "").replace(/\.$/, "");
}

export function describe(said, rate) {
  return `${said} The learning rate is ${rateText(rate)}.`;
}

export function nearestRate(rate) {
  const far = (i) => Math.abs(Math.log(RATES[i] / rate));
  return RATES.reduce((best, _, i) => (far(i) < far(best) ? i : best), 0);
}

function lossChart(panel) {
  const { total, guess } = panel.fixed;
  const top = Math.max(1.15 * guess, ...panel.curve.map(([, loss]) => 1.05 * loss));
  const axes = new Axes({ box: [60, 34, 290, 176], x: [0, total], y: [0, top] });
  let svg = axes.frame({ yticks: ticks(0, top, 4), title: "loss" });
  svg += axes.segment(0, guess, total, guess, "mp-guess");
  svg += label(axes.x(total) - 4, axes.y(guess) - 5, "guessing", "mp-key mp-end mp-halo");
  svg += axes.curve(panel.curve.map(([batch, loss]) => [batch, loss]), "mp-curve mp-dots");
  const smooth = Math.max(1, Math.round(panel.curve.length / 30));
  const mean = panel.curve.map(([batch], i) => {
    const part = panel.curve.slice(Math.max(0, i - smooth + 1), i + 1);
    return [batch, part.reduce((sum, [, loss]) => sum + loss, 0) / part.length];
  });
  svg += axes.curve(mean, "mp-curve mp-c0");
  if (!panel.curve.length) svg += label(205, 130, "press Start", "mp-key mp-middle");
  return svg;
}

function rateChart(panel) {
  const { total } = panel.fixed;
  const axes = new Axes({ box: [60, 242, 290, 80], x: [0, total], y: [-4.3, 0.3] });
  let svg = axes.frame({ xticks: ticks(0, total, 4), xlabel: "batch", grid: false });
  svg += label(205, 233, "learning rate", "mp-title mp-middle");
  for (const [power, text] of [[-4, "0.0001"], [-2, "0.01"], [0, "1"]]) {
    svg += stroke(60, axes.y(power), 350, axes.y(power), "mp-grid") + label(55, axes.y(power) + 4, text, "mp-tick mp-end");
  }
  const steps = [];
  panel.rates.forEach(([batch, rate], i) => {
    const end = i + 1 < panel.rates.length ? panel.rates[i + 1][0] : Math.max(panel.batch, batch);
    steps.push([batch, Math.log10(rate)], [end, Math.log10(rate)]);
  });
  svg += axes.curve(steps, "mp-curve mp-c1");
  const level = clamp(Math.log10(panel.rate), -4.3, 0.3);
  svg += axes.mark(panel.batch, level, "circle", "mp-f1");
  const left = panel.batch < 0.7 * total;
  svg += label(axes.x(panel.batch) + (left ? 10 : -10), axes.y(level) + (level > -0.4 ? 16 : -7), `now ${rateText(panel.rate)}`, `mp-key mp-halo mp-strong ${left ? "" : "mp-end"}`);
  return svg;
}

function accuracyChart(panel) {
  const { total } = panel.fixed;
  const axes = new Axes({ box: [398, 34, 206, 176], x: [0, total], y: [0, 1] });
  let svg = axes.frame({ xticks: ticks(0, total, 3), yticks: [0, 0.5, 1], title: "share read right" });
  const kinds = [["training", 1, "square", "mp-f1", "mp-c1"], ["validation", 2, "circle", "mp-f0", "mp-c0"]];
  for (const [, at, shape, fill, line] of kinds) {
    const points = panel.accuracy.map((entry) => [entry[0], entry[at]]);
    svg += axes.curve(points, `mp-curve ${line}`) + points.map(([x, y]) => axes.mark(x, y, shape, fill, "", 3.5)).join("");
  }
  kinds.forEach(([text, , shape, fill], i) => {
    svg += mark(406 + 104 * i, 250, shape, fill, "", 5) + label(416 + 104 * i, 255, text, "mp-key");
  });
  const last = panel.accuracy.at(-1);
  const words = last ? [`after epoch ${Math.round(last[0] / panel.fixed.per_epoch)}:`, `training ${percent(last[1])}`, `validation ${percent(last[2])}`] : ["measured after", "each epoch"];
  return svg + words.map((text, i) => label(400, 282 + 20 * i, text, "mp-key")).join("");
}

const percent = (share) => `${Math.round(100 * share)} %`;

// Each kernel as a square of cells: the size of a cell's dot is the size of its weight, a bar through it means minus.
function filterChart(panel) {
  const all = panel.filters;
  let svg = label(730, 26, "first layer's kernels", "mp-title mp-middle");
  if (!all.length) return svg + label(732, 120, "no convolution here", "mp-key mp-middle");
  const columns = all.length > 16 ? 6 : 4;
  const cell = (188 / columns) / Math.max(all[0].length, all[0][0].length);
  const pitch = (200 / columns);
  const largest = Math.max(...all.flat(2).map(Math.abs)) || 1;
  const [frames, plus, minus, bars] = [new Shapes(), new Shapes(), new Shapes(), new Shapes()];
  all.forEach((kernel, n) => {
    const [x0, y0] = [634 + (n % columns) * pitch, 36 + Math.floor(n / columns) * pitch];
    frames.rect(x0, y0, cell * kernel[0].length, cell * kernel.length, "mp-cell mp-in");
    kernel.forEach((row, i) => row.forEach((weight, j) => {
      const side = Math.max(0.6, cell * 0.96 * Math.sqrt(Math.abs(weight) / largest));
      const [x, y] = [x0 + (j + 0.5) * cell, y0 + (i + 0.5) * cell];
      (weight < 0 ? minus : plus).rect(x - side / 2, y - side / 2, side, side, weight < 0 ? "mp-minus" : "mp-plus");
      if (weight < 0 && side > 5) bars.line(x - side / 3, y, x + side / 3, y, "mp-bars");
    }));
  });
  svg += frames + String(plus) + minus + bars;
  svg += rect(634, 262, 12, 12, "mp-plus") + label(652, 273, "positive", "mp-key");
  svg += rect(730, 262, 12, 12, "mp-minus") + stroke(732, 268, 740, 268, "mp-bars") + label(748, 273, "negative", "mp-key");
  return svg + label(634, 296, "larger square: larger weight", "mp-key") + label(634, 316, `(the largest: ${largest.toFixed(2)})`, "mp-key");
}

export function drawn(panel) {
  const done = panel.batch / panel.fixed.total;
  const bar = rect(60, 362, 770, 8, "mp-cell mp-in") + rect(60, 362, 770 * done, 8, "mp-progress");
  return lossChart(panel) + rateChart(panel) + accuracyChart(panel) + filterChart(panel) + bar;
}

function render({ model, el }) {
  const root = element("div", "mp-picture mp-training", el, { role: "group", "aria-label": `${model.get("_fixed").title}: live training panel` });
  const alone = document.getElementById("widget-state") !== null; // a page that was made by `make html`
  const bar = element("div", "mp-bar", root);
  const button = (text, act) => {
    const made = element("button", "mp-button", bar, { type: "button", ...OWN_KEYS }, text);
    made.addEventListener("click", act);
    return made;
  };
  let waiting = null;
  const ask = (what) => {
    model.send({ do: what });
    clearTimeout(waiting);
    if (!alone) waiting = setTimeout(() => tell("Python does not answer: it is busy with a cell, or not there."), PATIENCE);
  };
  const start = button("Start", () => ask(model.get("status") === "running" ? "pause" : "start"));
  const reset = button("Reset", () => ask("reset"));
  const rateBox = element("label", "mp-rate", bar);
  element("span", "mp-control-name", rateBox, {}, "Learning rate");
  const range = element("input", "mp-range", rateBox, { type: "range", min: 0, max: RATES.length - 1, step: 1, "aria-label": "Learning rate", ...OWN_KEYS });
  const output = element("output", "", rateBox, { "aria-hidden": "true" });
  const state = element("span", "mp-note", bar, { role: "status" });
  const stage = element("div", "mp-stage", root);
  const caption = element("p", "mp-caption", root);
  const errorBox = element("div", "mp-error", root, { role: "alert" });
  const note = element("p", "mp-note", root, { role: "status" });

  function tell(text) {
    note.hidden = text === "";
    setText(note, text);
  }
  range.addEventListener("input", () => {
    model.set("learning_rate", RATES[range.valueAsNumber]);
    try {
      model.save_changes();
    } catch {
      // a page without Python
    }
    draw();
  });

  function draw() {
    const status = model.get("status");
    const rate = model.get("learning_rate");
    const panel = {
      fixed: model.get("_fixed"), batch: model.get("_batch"), curve: model.get("_curve"), accuracy: model.get("_accuracy"),
      rates: model.get("_rates"), filters: model.get("_filters"), rate,
    };
    const at = nearestRate(rate);
    if (Number(range.value) !== at) range.value = at;
    setAttribute(range, "aria-valuetext", rateText(rate));
    setText(output, rateText(rate));
    setText(start, { running: "Pause", paused: "Resume", stopped: "Resume" }[status] ?? "Start");
    start.disabled = alone || ["finished", "diverged", "failed"].includes(status);
    reset.disabled = alone;
    setText(state, { ready: "ready", running: "training", paused: "paused", finished: "done", diverged: "stopped: the loss ran away", failed: "stopped: an error", stopped: "stopped" }[status] ?? status);
    const sentence = describe(model.get("said"), rate);
    stage.innerHTML = `<svg viewBox="0 0 ${SHEET[0]} ${SHEET[1]}" role="img" aria-label="${escaped(sentence)}">${drawn(panel)}</svg>`;
    setText(caption, sentence);
    const error = model.get("error");
    errorBox.hidden = error === "";
    setText(errorBox, error);
  }

  let asked = false;
  const soon = () => {
    if (asked) return;
    asked = true;
    queueMicrotask(() => {
      asked = false;
      draw();
    });
  };
  const heard = () => {
    clearTimeout(waiting);
    tell("");
  };
  const names = ["learning_rate", "status", "error", "said", "_batch", "_curve", "_accuracy", "_rates", "_filters", "_fixed"];
  for (const name of names) model.on(`change:${name}`, soon);
  model.on("msg:custom", heard);
  tell(alone ? "Training needs Python: open this notebook in JupyterLab. Here only the learning rate moves." : "");
  draw();
  return () => {
    clearTimeout(waiting);
    if (!model.off) return;
    for (const name of names) model.off(`change:${name}`, soon);
    model.off("msg:custom", heard);
  };
}

export default { render };
