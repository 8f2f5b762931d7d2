// A character model that trains, and the lines that it writes. Python trains, the page draws.

import { Axes, ticks } from "../../kit/axes.js";
import { bigButton, element, setText, soon } from "../../kit/elements.js";
import { initialize } from "../../kit/saved.js";
import { button, frame, label, sheet } from "../../kit/shared.js";

const SIZE = [420, 190];
const NAMES = { ready: "ready", running: "training", paused: "paused", finished: "done", failed: "stopped: an error", stopped: "stopped" };

export function lossCurve({ total, guess }, curve) {
  const top = 1.15 * guess;
  const axes = new Axes({ box: [52, 24, 356, 120], x: [0, total], y: [0, top] });
  return axes.frame({ xticks: ticks(0, total, 4), yticks: ticks(0, top, 4), title: "loss a character", xlabel: "batch" }) +
    axes.segment(0, guess, total, guess, "mp-guess") + label(axes.x(total) - 4, axes.y(guess) + 14, "guessing", "mp-key mp-end mp-halo") +
    axes.curve(curve, "mp-curve mp-c0") + (curve.length ? "" : label(230, 98, "press Start", "mp-key mp-middle"));
}

// A line break is shown as a mark, so that a sample stays one line.
export const shownText = (text) => text.replaceAll("\n", " ⏎ ");

function render({ model, el }) {
  const { root, bar, sheets, words, caption, fail } = frame(el, `${model.get("_fixed").title}: a character model that trains`, "mp-writing");
  const alone = document.querySelector('#widget-state, script[type="application/vnd.jupyter.widget-state+json"]') !== null; // a page without Python
  const ask = (what) => model.send({ do: what });
  const start = button(bar, "Start", () => ask(model.get("status") === "running" ? "pause" : "start"));
  const reset = button(bar, "Reset", () => ask("reset"));
  const state = element("span", "mp-note", bar, { role: "status" });
  bigButton(bar, root);
  const loss = sheet(sheets, SIZE);
  const lines = element("ol", "mp-lines", words, { "aria-label": "What it wrote after each epoch" });
  let shown = -1;

  function draw() {
    const [status, fixed, written] = [model.get("status"), model.get("_fixed"), model.get("_written")];
    setText(start, { running: "Pause", paused: "Resume", stopped: "Resume" }[status] ?? "Start");
    start.disabled = alone || ["finished", "failed"].includes(status);
    reset.disabled = alone;
    setText(state, alone ? "Training needs Python: open this notebook in JupyterLab." : NAMES[status]);
    loss.draw(model.get("said"), lossCurve(fixed, model.get("_curve")));
    if (written.length !== shown) {
      lines.replaceChildren(...written.map(([, mean, , text]) => element("li", "", null, {}, `(loss ${mean.toFixed(2)}) ${shownText(text)}`)));
      shown = written.length;
    }
    setText(caption, shownText(model.get("said")));
    fail(model.get("error"));
  }
  const again = soon(draw);
  model.on("change", again);
  draw();
  return () => model.off?.("change", again);
}

export default { initialize, render };
