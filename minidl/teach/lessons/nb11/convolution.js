// ConvolutionPicture: its controls, and what is written under the picture.

import { OWN_KEYS, element, setText } from "../../kit/elements.js";
import { button, clamp, copyButton, grouped, handle, hatchings, label, marksRow, numberBox, picture, rect, sheet, signed } from "../../kit/shared.js";
import { code, counts, describe, formulas, geometry, pixel, stamped, terms, total, wayOut, weight } from "./convolution_arithmetic.js";
import { channelScene, imageScene, outputScene, rowScene, stampScene } from "./convolution_scenes.js";

const SYMBOLS = { conv: "out = ⌊(N + 2P − D(K − 1) − 1)/S⌋ + 1", transposed: "out = (N − 1)S − 2P + D(K − 1) + output_padding + 1" };
const SETTINGS = [
  ["height", "Input height", "2d", 40], ["width", "Input width", "2d", 40], ["width", "Input", "1d", 12, " N"], ["width", "Input", "transposed", 8, " N"],
  ["kernel_width", "Kernel", "", 11, " K"], ["stride", "Stride", "", 12, " S"], ["padding", "Padding", "", 5, " P"], ["dilation", "Dilation", "", 4, " D"],
  ["output_padding", "Output padding", "transposed", 3], ["in_channels", "Channels in", "2d", 16], ["out_channels", "Channels out", "2d", 32],
];
const NAMES = ["red", "green", "blue"];

// Boxes for the numbers of a table, made anew when its shape changes.
function tableOf(parent, name, edit) {
  const row = element("div", "mp-wide", parent, { role: "group", "aria-label": name });
  element("div", "mp-control-name", row, { "aria-hidden": "true" }, `${name}: edit me`);
  const grid = element("div", "nb11-grid", row);
  let [shown, boxes] = [[], []];
  return (rows) => {
    const same = rows.length === shown.length && rows[0]?.length === shown[0]?.length;
    [shown, row.hidden] = [rows, !rows.length];
    if (!same) grid.replaceChildren();
    grid.style.setProperty("--columns", Math.min(rows[0]?.length ?? 1, 6));
    const change = (i, j) => (value) => edit(shown.map((line, u) => line.map((one, v) => (u === i && v === j ? value : one))));
    if (!same) boxes = rows.map((line, i) => line.map((_, j) => numberBox(grid, `${name}, row ${i}, column ${j}`, -99, 99, change(i, j))));
    rows.forEach((line, i) => line.forEach((value, j) => boxes[i][j].show(value)));
  };
}

function build({ sheets, controls, words, number, change, state: now, id }) {
  const mode = now().mode;
  const image = mode === "2d";
  const main = sheet(sheets, [300, 300], handle("Window in the picture; arrow keys move it", 0));
  const result = image ? sheet(sheets, [300, 300]) : null;
  let picks = [];
  const move = (position) => position !== geometry(now()).position && change({ position });
  const step = (dx, dy) => {
    const { count, columns, row, column } = geometry(now());
    if (count) move(clamp(row + dy, 0, count / columns - 1) * columns + clamp(column + dx, 0, columns - 1));
  };
  [main, result].forEach((one, i) => one?.drag((x, y) => geometry(now()).count && move(picks[i](x, y)), step));

  const scrub = element("div", "nb11-scrub", sheets);
  const slider = element("input", "mp-range", scrub, { type: "range", min: 0, step: 1, "aria-label": "Position of the window", ...OWN_KEYS });
  slider.addEventListener("input", () => change({ position: Number(slider.value) }));
  const where = element("span", "nb11-where", scrub);
  const fix = button(scrub, "", () => (change(wayOut(now())), main.stage.focus()), { class: "mp-button mp-fix" }); // this button goes away
  const fan = image ? [0, 1, 2].map(() => sheet(sheets, [178, 218], { class: "mp-stage mp-leaf nb11-fan" })) : [];
  const marks = marksRow(sheets);

  const square = (values) => change(image && "kernel_width" in values ? { ...values, kernel_height: values.kernel_width } : values);
  const offered = SETTINGS.filter(([, , only]) => !only || only === mode);
  for (const [name, text, , end, unit] of offered) number(name, text, { unit, end, set: square });
  const kernelTable = tableOf(controls, "Kernel", (kernel) => change({ kernel }));
  const inputTable = image ? null : tableOf(controls, "Input", (input) => change({ input }));

  const sum = element("p", "nb11-sum", words);
  element("p", "mp-formula", words, {}, SYMBOLS[mode] ?? SYMBOLS.conv);
  const numbers = element("p", "mp-formula mp-two", words);
  const cost = element("p", "mp-cost", words);
  const last = element("div", "mp-code-row", words);
  const codeText = element("code", "mp-code", last);
  copyButton(last, () => code(now()));

  return (state, sentence) => {
    const g = geometry(state);
    const editable = (rows, columns, at) => Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => at(state, 0, i, j)));
    kernelTable(image && (state.in_channels > 1 || Math.max(g.H.k, g.W.k) > 5) ? [] : editable(g.H.k, g.W.k, weight));
    inputTable?.(g.W.n > 12 ? [] : editable(1, g.W.n, pixel));
    const scenes = image ? [imageScene, outputScene] : [mode === "1d" ? rowScene : stampScene];
    picks = [main, result].slice(0, scenes.length).map((one, i) => {
      const [svg, pick, size] = g.reason && mode !== "1d" ? [label(150, 120, "✕ no output", "mp-impossible")] : scenes[i](state, g, id);
      one.draw(sentence, hatchings(id) + svg, size);
      return pick;
    });
    fan.forEach((one, c) => {
      const name = g.channels === 3 ? NAMES[c] : `channel ${c}`;
      const shown = !g.reason && c < g.channels; // else its place stays empty, so that the page does not jump
      one.draw(shown ? `The window in ${name}` : "nothing", shown ? channelScene(state, g, c, name) : "");
    });
    marks(g.reason ? [] : legend(state, id));
    const place = g.reason ? "no window" : `position ${g.position + 1} of ${g.count}`;
    main.value(g.position, place, g.count - 1);
    Object.assign(slider, { max: Math.max(0, g.count - 1), value: g.position });
    slider.setAttribute("aria-valuetext", place);
    slider.hidden = !g.count;
    setText(where, place);
    setText(sum, sumInWords(state, g));
    setText(numbers, formulas(state));
    const [weights, parameters, macs] = counts(state);
    cost.hidden = !image;
    setText(cost, `one filter: ${state.in_channels}·${g.H.k}·${g.W.k} = ${weights} weights and a bias     layer: ${state.out_channels}·(${weights} + 1) = ${grouped(parameters)} parameters, ${g.reason ? "no" : grouped(macs)} MACs`);
    setText(codeText, code(state));
    fix.hidden = g.reason === "";
    if (g.reason) setText(fix, `What would work: ${offered.map(([name, text]) => [text, state[name], wayOut(state)[name] ?? state[name]]).filter(([, was, works]) => was !== works).map(([text, , works]) => `${text} ${works}`).join(", ")}`);
  };
}

function legend(state, id) {
  const swatch = (kind, hatch) => rect(0.5, 0.5, 15, 15, `mp-cell ${kind}`) + (hatch ? rect(0.5, 0.5, 15, 15, "", `fill="url(#${hatch}-${id})"`) : "");
  if (state.mode === "transposed")
    return [[swatch("mp-tap"), "this input cell and its stamp"], [swatch("mp-shared"), "more than one stamp"], [swatch("mp-out", "cut"), "cut by the padding"]];
  const common = [[swatch("mp-tap"), "under the window"], [swatch("mp-in", "unread"), "no window reads it"], [swatch("mp-pad"), "padding: zeros"]];
  if (state.mode === "1d") return common;
  return [...common.slice(1), [rect(0, 0, 16, 16, "mp-plus"), "output above 0"], [`${rect(0, 0, 16, 16, "mp-minus")}<path d="M4 8h8" stroke="black" stroke-width="2"/>`, "output below 0"]];
}

function sumInWords(state, g) {
  if (g.reason) return `Impossible: ${g.reason}.`;
  const joined = (parts) => parts.join(" + ").replaceAll("+ −", "− ");
  if (state.mode === "transposed") return `The columns add up to ${stamped(state, g).map(signed).join(", ")}`;
  const sheetsOf = Array.from({ length: g.channels }, (_, c) => terms(state, g, c, g.row, g.column));
  const all = signed(total(sheetsOf.flat()));
  if (state.mode === "1d") return `output[${g.column}] = ${joined(sheetsOf[0].map(([w, value]) => `${signed(w)}·${signed(value)}`))} = ${all}`;
  const more = g.channels > 3 ? [`… (${g.channels - 3} more sheets)`] : [];
  const sums = joined([...sheetsOf.slice(0, 3).map((pairs) => signed(total(pairs))), ...more]);
  return `output[0, ${g.row}, ${g.column}]: ${g.channels} × ${g.H.k * g.W.k} products, ${g.channels > 1 ? `${sums} = ` : "together "}${all} (and the bias, here 0)`;
}

export default picture({ name: "Convolution to drag", describe, build, free: ["position"] });
