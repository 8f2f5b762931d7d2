// ConvolutionPicture: its controls, and what stands under the picture.

import { OWN_KEYS, element, setText } from "../../kit/elements.js";
import { choiceBar, clamp, copyButton, dragging, escaped, grouped, hatchings, mount, numberBox, numberControl } from "../../kit/shared.js";
import { code, counts, describe, formulas, geometry, inWords, kernelCell, nearest, outputValues } from "./convolution_arithmetic.js";
import { SHEET, legend, sceneConvolution, sceneImpossible, sceneSequence, sceneTransposed, sumInWords } from "./convolution_scenes.js";

const SYMBOLS = {
  conv: "out = ⌊(N + 2P − D(F − 1) − 1)/S⌋ + 1",
  transposed: "out = (N − 1)S − 2P + D(F − 1) + output_padding + 1",
};

function build({ body, change, limits, state: now, id }) {
  const columns = element("div", "mp-columns", body);
  const panel = element("div", "mp-panel", columns);
  const view = element("div", "mp-view", columns);
  const modes = choiceBar(panel, "Kind of convolution", [["1d", "1-D"], ["2d", "2-D"], ["transposed", "Transposed"]], (mode) => change({ mode, position: 0 }));
  const grid = element("div", "mp-controls", panel);
  const controls = Object.fromEntries(
    [
      ["height", "Input height"], ["width", "Input width"], ["kernel_height", "Kernel height"], ["kernel_width", "Kernel width"],
      ["stride", "Stride"], ["padding", "Padding"], ["dilation", "Dilation"], ["output_padding", "Output padding"],
      ["in_channels", "Channels in"], ["out_channels", "Channels out"],
    ].map(([name, text]) => [name, numberControl(grid, { name, text }, limits[name], change)]),
  );
  const editor = element("div", "mp-kernel-editor", panel, { role: "group", "aria-label": "Kernel" });
  element("div", "mp-control-name", editor, {}, "Kernel (edit me)");
  const table = element("div", "mp-kernel-table", editor);
  let boxes = [];
  let made = "";
  function edit(i, j, value) {
    const state = now();
    const rows = Array.from({ length: state.kernel_height }, (_, u) => Array.from({ length: state.kernel_width }, (_, v) => kernelCell(state, u, v)));
    rows[i][j] = value;
    change({ kernel: rows });
  }
  function showKernel(state, g) {
    const shape = `${g.H.k}×${g.W.k}`;
    if (shape !== made) {
      made = shape;
      table.replaceChildren();
      boxes = [];
      const fits = g.H.k === 1 || (g.H.k <= 5 && g.W.k <= 5);
      table.style.gridTemplateColumns = fits ? `repeat(${Math.min(g.W.k, 5)}, 44px)` : "1fr";
      if (!fits) element("p", "mp-note", table, {}, `${shape}: too large to edit here. Up to 5×5 you can.`);
      for (let i = 0; fits && i < g.H.k; i++)
        for (let j = 0; j < g.W.k; j++)
          boxes.push([i, j, numberBox(table, `Kernel, row ${i}, column ${j}`, -99, 99, (value) => edit(i, j, value))]);
    }
    for (const [i, j, box] of boxes) box.show(kernelCell(state, i, j));
  }

  const stage = element("div", "mp-stage", view, {
    role: "slider", tabindex: 0, "aria-label": "Window in the picture; arrow keys move it", "aria-valuemin": 0, ...OWN_KEYS,
  });
  let pick = () => null;
  const move = (position) => position !== null && position !== geometry(now()).position && change({ position });
  dragging(stage, SHEET, (x, y) => move(pick(x, y)), (dx, dy) => {
    const g = geometry(now());
    if (!g.count) return;
    const rows = g.count / g.columns;
    move(clamp(g.row + dy, 0, rows - 1) * g.columns + clamp(g.column + dx, 0, g.columns - 1));
  });

  const scrub = element("div", "mp-scrub", view);
  const play = element("button", "mp-button mp-play", scrub, { type: "button", ...OWN_KEYS }, "▶ Play");
  const slider = element("input", "mp-range", scrub, { type: "range", min: 0, step: 1, "aria-label": "Position of the window", ...OWN_KEYS });
  slider.addEventListener("input", () => change({ position: Number(slider.value) }));
  const where = element("span", "mp-where", scrub);
  let timer = null;
  function stop() {
    clearInterval(timer);
    timer = null;
    play.textContent = "▶ Play";
  }
  play.addEventListener("click", () => {
    if (timer) return stop();
    play.textContent = "■ Stop";
    timer = setInterval(() => {
      const g = geometry(now());
      if (!body.isConnected || !g.count) return stop();
      change({ position: (g.position + 1) % g.count });
    }, 700);
  });
  body.parentNode.addEventListener("mp-gone", stop);

  const words = element("div", "mp-words", view);
  const sum = element("p", "mp-sum", words);
  const symbols = element("p", "mp-formula", words);
  const numbers = element("p", "mp-formula mp-two", words);
  const cost = element("p", "mp-cost", words);
  const last = element("div", "mp-code-row", words);
  const codeText = element("code", "mp-code", last);
  copyButton(last, () => code(now()));
  const fix = element("button", "mp-button mp-fix", scrub, { type: "button", ...OWN_KEYS });
  fix.addEventListener("click", () => {
    change(nearest(now(), limits));
    stage.focus(); // this button goes away
  });

  return (state, sentence) => {
    const g = geometry(state);
    const [line, transposed] = [state.mode === "1d", state.mode === "transposed"];
    modes.show((mode) => mode === state.mode);
    for (const [name, control] of Object.entries(controls)) control.show(state[name]);
    controls.height.enable(!line);
    controls.kernel_height.enable(!line);
    controls.output_padding.enable(transposed);
    showKernel(state, g);
    const scene = g.reason ? sceneImpossible : { "1d": sceneSequence, "2d": sceneConvolution, transposed: sceneTransposed }[state.mode];
    const [svg, picked] = scene(state, g, id);
    pick = picked;
    const legends = transposed
      ? [["mp-tap", "input cell"], ["mp-now", "its stamp"], ["mp-shared", "several stamps add"], ["mp-out", "cut by the padding", "cut"]]
      : [["mp-tap", "under the window"], ["mp-now", "output it writes"], ["mp-in", "no window reaches it", "unread"], ["mp-pad", "padding: zeros"], ...(state.dilation > 1 ? [["mp-hole", "hole of the dilation"]] : [])];
    stage.innerHTML = `<svg viewBox="0 0 ${SHEET[0]} ${SHEET[1]}" role="img" aria-label="${escaped(sentence)}">${hatchings(id)}${svg}${g.reason ? "" : legend(legends, id)}</svg>`;
    const place = g.reason ? "no window" : `${transposed ? "input cell" : "window"} ${g.position + 1} of ${g.count}`;
    stage.setAttribute("aria-valuemax", Math.max(0, g.count - 1));
    stage.setAttribute("aria-valuenow", g.position);
    stage.setAttribute("aria-valuetext", place);
    slider.max = Math.max(0, g.count - 1);
    slider.value = g.position;
    for (const part of [play, slider, where]) part.hidden = !g.count;
    slider.setAttribute("aria-valuetext", place);
    setText(where, place);
    setText(sum, sumInWords(state, g));
    sum.classList.toggle("mp-bad", g.reason !== "");
    setText(symbols, transposed ? SYMBOLS.transposed : SYMBOLS.conv);
    setText(numbers, formulas(state).join("\n"));
    const [parameters, macs] = counts(state);
    const weights = line ? `${state.in_channels}·${g.W.k}` : `${state.in_channels}·${g.H.k}·${g.W.k}`;
    const biased = transposed ? `${state.in_channels}·${state.out_channels}·${g.H.k}·${g.W.k} + ${state.out_channels}` : `${state.out_channels}·(${weights} + 1)`;
    setText(cost, `parameters: ${biased} = ${grouped(parameters)}     MACs: ${g.reason ? "none" : grouped(macs)}`);
    setText(codeText, code(state));
    fix.hidden = g.reason === "";
    if (g.reason) setText(fix, `Go to the nearest that works: ${inWords(nearest(state, limits))}`);
  };
}

function render({ model, el }) {
  return mount({ model, el, name: "Convolution to drag", describe, build, free: ["position"] });
}

export default { render };
