// The drawing of ConvMatrixPicture: image, kernel and output as grids; under them M and X_col. What belongs together lights up together.

import { OWN_KEYS, element, setAttribute, setText } from "../../kit/elements.js";
import { Shapes, choiceBar, clamp, handle, label, marksRow, numberBox, picture, rect, sheet, signColour, signed } from "../../kit/shared.js";
import { TARGET, chosen, describe, equation, geometry, nameOf } from "./conv_matrix_arithmetic.js";

const PARTS = ["pixel", "weight", "output"];
const WORDS = { pixel: ["image x", "∂x"], weight: ["kernel w", "∂w"], output: ["output y", "∂y"] };
const GIVEN = { pixel: ["image", 5], weight: ["kernel", 3], output: ["gradient", 4] };
const [GAP, TOP] = [5, 28]; // the gap between two blocks, the room of a title

const largestOf = (numbers) => Math.max(...numbers.map(Math.abs));
const longest = (numbers) => Math.max(...numbers.map((value) => String(value).length));
const wide = (numbers, least) => Math.max(least, 9 * longest(numbers) + (longest(numbers) > 2 ? 6 : Math.min(...numbers) < 0 ? 7 : 5));

// A cell with its number. Lit, it has its full colour, a dark edge and bold digits.
function cell(x, y, width, height, value, largest, lit) {
  const kind = lit ? "nb15-lit" : "mp-cell";
  return rect(x, y, width, height, kind, `style="fill:${signColour(value, largest * (lit ? 1 : 2.6))}"`) +
    label(x + width / 2, y + height / 2 + 5, signed(value), `mp-key mp-value ${lit ? "nb15-bold" : ""}`);
}

// One of the three grids. `lit` are the cells that belong to what is chosen.
function grid(part, g, at, lit) {
  const [side, values] = [g.sides[part], g.values[part]];
  const [width, height, largest] = [Math.max(34, 11 * longest(values) + 5), 32, largestOf(values)];
  const left = Math.max(3, 52 - (side * width) / 2); // a small one is in the middle of its title
  const place = (i) => [left + (i % side) * width, TOP + Math.floor(i / side) * height];
  const back = g.mode !== "forward" && (part === "output" || part === g.target);
  let svg = label(Math.max(52, left + (side * width) / 2), 17, (part === "output" && !back ? "= " : "") + WORDS[part][back ? 1 : 0] + (part === g.target && back ? " =" : ""), "mp-title mp-middle");
  values.forEach((value, i) => (svg += cell(...place(i), width, height, value, largest, lit.has(i))));
  if (at.part === part) svg += rect(...place(at.index), width, height, "mp-frame");
  else if (at.part === "output" && part === "pixel") {
    const [down, across] = [Math.floor(at.index / g.t) * g.s, (at.index % g.t) * g.s];
    svg += rect(...place(down * side + across), g.k * width, g.k * height, "mp-window");
  }
  const pick = (x, y) => ({ part, index: clamp(Math.floor((y - TOP) / height), 0, side - 1) * side + clamp(Math.floor((x - left) / width), 0, side - 1) });
  return [svg, pick, [Math.max(104, left + side * width + 3), TOP + side * height + 4]];
}

// A matrix of blocks, with the numbers that stand along its sides: above or left, and right or below.
function blocks({ down, across, value, of, title, head, foot }, g, at, lit) {
  const [rows, columns] = [g.sides[down] ** 2, g.sides[across] ** 2];
  const TALL = rows > 9 ? 17 : 22; // so that both matrices of a large image are seen together
  const headIsRow = head === across; // M has x above and y at its right; X_col has w at its left and y below
  const along = headIsRow ? g.values[across] : [0];
  const width = wide([...g.taps.map((tap) => tap[value]), ...along, ...(headIsRow ? [0] : g.values[foot])], 18);
  const side = wide(headIsRow ? g.values[foot] : g.values[head], 34);
  const x0 = headIsRow ? 3 : 3 + side + 8;
  const y0 = headIsRow ? TOP + TALL + 8 : TOP;
  const x = (j) => x0 + j * width + Math.floor(j / g.sides[across]) * GAP;
  const y = (i) => y0 + i * TALL + Math.floor(i / g.sides[down]) * GAP;
  const [right, bottom] = [x(columns - 1) + width, y(rows - 1) + TALL];
  const [zeros, largest] = [new Shapes(), largestOf(g.taps.map((tap) => tap[value]))];
  const filled = new Map(g.taps.map((tap) => [tap[down] * columns + tap[across], tap]));
  let [svg, cells, noughts] = [label(3, 17, title, "mp-title"), "", ""];
  for (let i = 0; i < rows; i++) {
    const empty = [];
    for (let j = 0; j < columns; j++) {
      const tap = filled.get(i * columns + j);
      if (tap) cells += cell(x(j), y(i), width, TALL, tap[value], largest, tap[at.part] === at.index);
      else empty.push(j) && zeros.rect(x(j), y(i), width, TALL, "nb15-zero");
    }
    // all zeros of a row in one text: each digit has a place of its own
    if (empty.length) noughts += `<text x="${empty.map((j) => x(j) + width / 2).join(" ")}" y="${y(i) + TALL / 2 + 5}" class="nb15-nought mp-value">${"0".repeat(empty.length)}</text>`;
  }
  svg += zeros + noughts + cells;
  const edge = (part, i) => {
    if (part === across) return headIsRow ? [x(i), TOP, width, TALL] : [x(i), bottom + 8, width, TALL];
    return headIsRow ? [right + 8, y(i), side, TALL] : [3, y(i), side, TALL];
  };
  for (const part of [down, across]) g.values[part].forEach((one, i) => (svg += cell(...edge(part, i), one, largestOf(g.values[part]), lit[part].has(i))));
  if (at.part === across) svg += rect(x(at.index), y0, width, bottom - y0, "mp-frame") + rect(...edge(across, at.index), "mp-frame");
  if (at.part === down) svg += rect(x0, y(at.index), right - x0, TALL, "mp-frame") + rect(...edge(down, at.index), "mp-frame");
  const nearest = (count, start, size, from) => clamp(Array.from({ length: count }, (_, i) => start(i)).findLastIndex((one) => one <= from), 0, count - 1);
  const pick = (px, py) => {
    const [i, j] = [nearest(rows, y, TALL, py), nearest(columns, x, width, px)];
    if (headIsRow ? py < y0 - 4 : py > bottom + 4) return { part: across, index: j };
    if (headIsRow ? px > right + 4 : px < x0 - 4) return { part: down, index: i };
    const tap = filled.get(i * columns + j);
    return tap ? { part: of, index: tap[of] } : { part: down, index: i };
  };
  return [svg, pick, headIsRow ? [Math.max(right + 8 + side + 3, 9 * title.length), bottom + 4] : [Math.max(right + 4, 9 * title.length), bottom + 8 + TALL + 4]];
}

const M = {
  down: "output", across: "pixel", value: "inM", of: "weight", head: "pixel", foot: "output",
  titles: { forward: "M · x = y", "gradient of x": "M read down: ∂x = Mᵀ · ∂y", "gradient of w": "∂M: x · ∂y, where a weight was" },
};
const COLUMNS = {
  down: "weight", across: "output", value: "inColumns", of: "pixel", head: "weight", foot: "output",
  titles: { forward: "w · X_col = y", "gradient of x": "w · ∂y, to its pixel", "gradient of w": "X_col · ∂y = ∂w" },
};

function build({ sheets, controls, number, change, state: now }) {
  let [hovered, latest, picks] = [null, null, new Map()];
  const select = ({ part, index }) => {
    const side = geometry(now()).sides[part];
    hovered = null;
    change({ part, row: Math.floor(index / side), column: index % side });
  };
  const hover = (at) => {
    if (JSON.stringify(at) === JSON.stringify(hovered)) return;
    hovered = at;
    if (latest) render(...latest);
  };
  const grids = PARTS.map((part) => {
    const made = sheet(sheets, [100, 100], { ...handle(`${WORDS[part][0]}; arrow keys choose a number`, 0), class: "mp-stage mp-leaf nb15-grid" });
    const choose = (down, across) => {
      const { part: before, index } = chosen(now(), geometry(now()));
      const side = geometry(now()).sides[part];
      const from = before === part ? index : 0;
      const move = before === part ? [down, across] : [0, 0]; // the first key only comes here
      select({ part, index: clamp(Math.floor(from / side) + move[0], 0, side - 1) * side + clamp((from % side) + move[1], 0, side - 1) });
    };
    made.drag((x, y) => select(picks.get(made)(x, y)), (dx, dy) => choose(dy, dx));
    return made;
  });
  const sum = element("p", "nb15-sum", sheets);
  const faces = [M, COLUMNS].map((face) => {
    const made = sheet(sheets, [100, 100], { class: "mp-stage mp-leaf nb15-face" });
    made.stage.addEventListener("click", (event) => select(picks.get(made)(...made.point(event))));
    return { face, made };
  });
  const all = [...grids, ...faces.map(({ made }) => made)];
  for (const made of all) {
    made.stage.addEventListener("pointermove", (event) => event.pointerType === "mouse" && !event.buttons && hover(picks.get(made)(...made.point(event))));
    made.stage.addEventListener("pointerleave", () => hover(null));
  }
  const marks = marksRow(sheets);

  number("size", "Image");
  number("kernel_size", "Kernel");
  number("stride", "Stride");
  const row = element("div", "mp-control nb15-value", controls);
  const named = element("span", "mp-control-name", row);
  const box = numberBox(row, "The chosen number", -9, 9, (value) => {
    const [g, state] = [geometry(now()), now()];
    const { part, index } = chosen(state, g);
    const [trait, full] = GIVEN[part];
    const place = Math.floor(index / g.sides[part]) * full + (index % g.sides[part]);
    change({ [trait]: state[trait].map((one, i) => (i === place ? value : one)) });
  });
  const modes = choiceBar(element("div", "mp-bar mp-wide", controls), "Read it", Object.keys(TARGET).map((mode) => [mode, mode]), (mode) => change({ mode }));

  function render(state, sentence) {
    latest = [state, sentence];
    const g = geometry(state);
    const at = hovered && hovered.index < g.values[hovered.part].length ? hovered : chosen(state, g);
    const lit = Object.fromEntries(PARTS.map((part) => [part, new Set(g.taps.filter((tap) => tap[at.part] === at.index).map((tap) => tap[part]))]));
    const show = (made, words_, [svg, pick, size]) => {
      made.draw(words_, svg, size);
      picks.set(made, pick);
      return size;
    };
    const above = Math.max(...grids.map((made, i) => show(made, sentence, grid(PARTS[i], g, at, lit[PARTS[i]]))[1]));
    const drawn = [];
    faces.forEach(({ face, made }, i) => {
      made.stage.hidden = i === 1 && state.faces === "M";
      const [rows, columns] = [g.sides[face.down] ** 2, g.sides[face.across] ** 2];
      const title = face.titles[state.mode];
      if (!made.stage.hidden) drawn.push(show(made, `${title}: ${rows} rows, ${columns} columns`, blocks({ ...face, title }, g, at, lit)));
    });
    const stacked = drawn.reduce((sum, [width]) => sum + width, 0) > 780;
    const below = drawn.reduce((height, [, one]) => (stacked ? height + one : Math.max(height, one)), 0);
    sheets.style.setProperty("--tall", above + below);
    const here = chosen(state, g);
    grids.forEach((made, i) => {
      const mine = here.part === PARTS[i] ? here.index : 0;
      const value = signed(g.values[PARTS[i]][mine]);
      const back = g.mode !== "forward" && (PARTS[i] === "output" || PARTS[i] === g.target);
      setAttribute(made.stage, "aria-label", `${WORDS[PARTS[i]][back ? 1 : 0]}; arrow keys choose a number`);
      made.value(mine, `${nameOf(PARTS[i], mine, g)} = ${value}`, g.values[PARTS[i]].length - 1);
    });
    const negative = [...Object.values(g.values).flat(), ...g.taps.flatMap((tap) => [tap.inM, tap.inColumns])].some((value) => value < 0);
    marks([
      [rect(1, 1, 14, 14, "mp-frame"), "chosen"], [rect(1, 1, 14, 14, "nb15-lit", `style="fill:${signColour(1, 1)}"`), "belongs to it"],
      ...(negative ? [[rect(1, 1, 14, 14, "mp-cell", `style="fill:${signColour(-1, 1)}"`), "below 0"]] : []),
    ]);
    setText(sum, equation(at, g));
    const computed = here.part === g.target;
    setText(named, computed ? `${nameOf(here.part, here.index, g)}: computed` : `${nameOf(here.part, here.index, g)}: edit`);
    box.box.disabled = computed;
    box.show(g.values[here.part][here.index]);
    modes.show((mode) => mode === state.mode);
    row.parentNode.querySelector("[aria-label='Read it']").hidden = state.faces !== "backwards";
  }
  return render;
}

export default picture({ name: "Convolution as a matrix to point at", describe, build, free: ["part", "row", "column"] });
