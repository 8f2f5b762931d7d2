// ConvolutionPicture: its controls, and what is written under the picture.

import { OWN_KEYS, element, setText } from "../../kit/elements.js";
import { button, clamp, copyButton, escaped, grouped, hatchings, marksRow, mount, numberBox, numberControl, rect, sheet, signed } from "../../kit/shared.js";
import { code, counts, describe, formulas, geometry, nearest, pixel, stamped, terms, total, weight } from "./convolution_arithmetic.js";
import { channelScene, imageScene, impossibleScene, outputScene, rowScene, stampScene } from "./convolution_scenes.js";

const SYMBOLS = { conv: "out = ⌊(N + 2P − D(K − 1) − 1)/S⌋ + 1", transposed: "out = (N − 1)S − 2P + D(K − 1) + output_padding + 1" };
const SETTINGS = [
  ["height", "Input height", "2d", 40], ["width", "Input width", "2d", 40], ["width", "Input", "1d", 12, " N"], ["width", "Input", "transposed", 8, " N"],
  ["kernel_width", "Kernel", "", 11, " K"], ["stride", "Stride", "", 12, " S"], ["padding", "Padding", "", 5, " P"], ["dilation", "Dilation", "", 4, " D"],
  ["output_padding", "Output padding", "transposed", 3], ["in_channels", "Channels in", "2d", 16], ["out_channels", "Channels out", "2d", 32],
];
const NAMES = ["red", "green", "blue"];

// Boxes for the numbers of a table, made anew when its shape changes.
function tableOf(parent, name, edit) {
  const row = element("div", "mp-wide nb11-table", parent, { role: "group", "aria-label": name });
  element("div", "mp-control-name", row, { "aria-hidden": "true" }, `${name}: edit me`);
  const grid = element("div", "nb11-grid", row);
  let [made, boxes] = ["", []];
  return (rows) => {
    row.hidden = !rows.length;
    if (made !== `${rows.length}×${rows[0]?.length}`) {
      made = `${rows.length}×${rows[0]?.length}`;
      grid.replaceChildren();
      grid.style.setProperty("--columns", Math.min(rows[0]?.length ?? 1, 6));
      const change = (i, j, value) => edit(boxes.map((line) => line.map((box) => box.value)).map((line, u) => line.map((one, v) => (u === i && v === j ? value : one))));
      boxes = rows.map((line, i) => line.map((_, j) => ({ value: 0, ...numberBox(grid, `${name}, row ${i}, column ${j}`, -99, 99, (value) => change(i, j, value)) })));
    }
    rows.forEach((line, i) => line.forEach((value, j) => ((boxes[i][j].value = value), boxes[i][j].show(value))));
  };
}

function build({ sheets, controls, words, change, limits, state: now, id }) {
  const mode = now().mode;
  const image = mode === "2d";
  const own = { role: "slider", tabindex: 0, "aria-label": "Window in the picture; arrow keys move it", "aria-valuemin": 0, ...OWN_KEYS };
  const main = sheet(sheets, [300, 300], own);
  const result = image ? sheet(sheets, [300, 300]) : null;
  let picks = [];
  const move = (position) => position !== null && position !== geometry(now()).position && change({ position });
  const step = (dx, dy) => {
    const g = geometry(now());
    if (g.count) move(clamp(g.row + dy, 0, g.count / g.columns - 1) * g.columns + clamp(g.column + dx, 0, g.columns - 1));
  };
  [main, result].forEach((one, i) => one?.drag((x, y) => picks[i] && move(picks[i](x, y)), step));

  const scrub = element("div", "nb11-scrub", sheets);
  let timer = null;
  const stop = () => ((timer = clearInterval(timer)), setText(play, "▶ Play"));
  const play = button(scrub, "▶ Play", () => {
    if (timer) return stop();
    setText(play, "■ Stop");
    timer = setInterval(() => {
      const g = geometry(now());
      if (!scrub.isConnected || !g.count) return stop();
      change({ position: (g.position + 1) % g.count });
    }, 700);
  });
  play.classList.add("mp-play");
  const slider = element("input", "mp-range", scrub, { type: "range", min: 0, step: 1, "aria-label": "Position of the window", ...OWN_KEYS });
  slider.addEventListener("input", () => change({ position: Number(slider.value) }));
  const where = element("span", "nb11-where", scrub);
  const fix = button(scrub, "", () => (change(nearest(now(), limits)), main.stage.focus()), { class: "mp-button mp-fix" }); // this button goes away
  const fan = image ? [0, 1, 2].map(() => sheet(sheets, [178, 218], { class: "mp-stage mp-leaf nb11-fan" })) : [];
  const marks = marksRow(sheets);

  const square = (values) => change(image && "kernel_width" in values ? { ...values, kernel_height: values.kernel_width } : values);
  const settings = SETTINGS.filter(([, , only]) => !only || only === mode).map(([name, text, , end, unit]) => {
    const [low, high, , by] = limits[name];
    return [name, numberControl(controls, { name, text, unit }, [low, high, end, by], square)];
  });
  const kernelTable = tableOf(controls, "Kernel", (kernel) => change({ kernel }));
  const inputTable = image ? null : tableOf(controls, "Input", (input) => change({ input }));

  const sum = element("p", "nb11-sum", words);
  element("p", "mp-formula", words, {}, SYMBOLS[mode] ?? SYMBOLS.conv);
  const numbers = element("p", "mp-formula mp-two", words);
  const cost = element("p", "mp-cost", words);
  const last = element("div", "mp-code-row", words);
  const codeText = element("code", "mp-code", last);
  copyButton(last, () => code(now()));

  return (state, sentence, room) => {
    const g = geometry(state);
    for (const [name, control] of settings) control.show(state[name]);
    const editable = (rows, columns, at) => Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => at(state, 0, i, j)));
    kernelTable(image && (state.in_channels > 1 || Math.max(g.H.k, g.W.k) > 5) ? [] : editable(g.H.k, g.W.k, weight));
    inputTable?.(g.W.n > 12 ? [] : editable(1, g.W.n, pixel));
    const defs = hatchings(id);
    const draw = (one, scene, ...more) => {
      const [svg, pick, size] = (g.reason ? impossibleScene : scene)(state, g, id, ...more);
      one.draw(sentence, defs + svg, size);
      return pick;
    };
    picks = [draw(main, { "1d": rowScene, "2d": imageScene, transposed: stampScene }[mode], room)];
    if (result) {
      result.stage.hidden = g.reason !== "";
      if (!g.reason) picks.push(draw(result, outputScene));
    }
    const shown = g.reason ? 0 : Math.min(3, g.channels);
    fan.forEach((one, c) => {
      one.stage.style.visibility = c < shown ? "visible" : "hidden"; // its place stays, so that the page does not jump
      const name = g.channels === 3 ? NAMES[c] : `channel ${c}`;
      if (c < shown) one.draw(`The window in ${name}`, defs + channelScene(state, g, c, name));
    });
    marks(g.reason ? [] : legend(state, id));
    const place = g.reason ? "no window" : `position ${g.position + 1} of ${g.count}`;
    for (const [name, value] of [["max", g.count - 1], ["now", g.position], ["text", place]]) main.stage.setAttribute(`aria-value${name}`, value);
    slider.max = Math.max(0, g.count - 1);
    slider.value = g.position;
    slider.setAttribute("aria-valuetext", place);
    for (const part of [play, slider, where]) part.hidden = !g.count;
    setText(where, place);
    setText(sum, sumInWords(state, g));
    setText(numbers, formulas(state));
    const [weights, parameters, macs] = counts(state);
    const one = `${state.in_channels}·${g.H.k}·${g.W.k}`;
    cost.hidden = !image;
    setText(cost, `one filter: ${one} = ${weights} weights and a bias     layer: ${state.out_channels}·(${weights} + 1) = ${grouped(parameters)} parameters, ${g.reason ? "no" : grouped(macs)} MACs`);
    setText(codeText, code(state));
    fix.hidden = g.reason === "";
    if (g.reason) setText(fix, `Go to the nearest that works: ${Object.entries(nearest(state, limits)).map(([name, value]) => `${name} ${value}`).join(", ")}`);
  };
}

function legend(state, id) {
  const swatch = (kind, hatch) => rect(0.5, 0.5, 15, 15, `mp-cell ${kind}`) + (hatch ? rect(0.5, 0.5, 15, 15, "", `fill="url(#${hatch}-${id})"`) : "");
  if (state.mode === "transposed")
    return [[swatch("mp-tap"), "this input cell and its stamp"], [swatch("mp-shared"), "more than one stamp"], [swatch("mp-out", "cut"), "cut by the padding"]];
  const common = [[swatch("mp-in", "unread"), "no window reads it"], [swatch("mp-pad"), "padding: zeros"]];
  if (state.mode === "1d") return [[swatch("mp-tap"), "under the window"], ...common];
  return [...common, [rect(0, 0, 16, 16, "mp-plus"), "output above 0"], [`${rect(0, 0, 16, 16, "mp-minus")}<path d="M4 8h8" stroke="black" stroke-width="2"/>`, "output below 0"]];
}

function sumInWords(state, g) {
  if (g.reason) return `Impossible: ${g.reason}.`;
  const write = (pairs) => pairs.map(([w, value]) => `${signed(w)}·${signed(value)}`).join(" + ").replaceAll("+ −", "− ");
  if (state.mode === "transposed") {
    const parts = Array.from({ length: g.W.k }, (_, u) => `${signed(weight(state, 0, 0, u))}·${signed(pixel(state, 0, 0, g.column))}`);
    return `input[${g.column}] = ${signed(pixel(state, 0, 0, g.column))} stamps ${parts.join(", ")}; the output adds all stamps: ${stamped(state, g).map(signed).join(", ")}`;
  }
  const sums = Array.from({ length: g.channels }, (_, c) => total(terms(state, g, c, g.row, g.column)));
  const all = signed(sums.reduce((a, b) => a + b));
  if (state.mode === "1d") return `output[${g.column}] = ${write(terms(state, g, 0, 0, g.column))} = ${all}`;
  const parts = sums.slice(0, 3).map(signed).join(" + ").replaceAll("+ −", "− ") + (g.channels > 3 ? ` + … (${g.channels - 3} more sheets)` : "");
  const sheetsOf = g.channels > 1 ? `${g.channels} sheets × ${g.H.k * g.W.k} products: ${parts} = ` : `${g.H.k * g.W.k} products add up to `;
  return `output[0, ${g.row}, ${g.column}]: ${sheetsOf}${all} (and the bias, here 0)`;
}

function render({ model, el }) {
  return mount({ model, el, name: "Convolution to drag", describe, build, free: ["position"] });
}

export default { render };
