// KernelPicture: the photograph, the nine products under the kernel, and what comes out.

import { OWN_KEYS, element, setText } from "../../kit/elements.js";
import { choiceBar, clamp, label, marksRow, numberBox, picture, rect, rounded, sheet, signColour, signed } from "../../kit/shared.js";
import { KERNELS, SIDE, describe, laid, patchAt, sumsOf, weightSum, withLine } from "./kernel_arithmetic.js";

const [PITCH, TOP] = [4.25, 22];
const SIZE = [PITCH * SIDE, TOP + PITCH * SIDE];
const CELL = [62, 52];
const PENS = [[255, "white"], [0, "black"]];
const [PLUS, MINUS, WHITE] = [[0, 114, 178], [213, 94, 0], 0xffffffff];

const easel = { canvas: null };
// A picture of SIDE×SIDE dots, each of 2×2 pixels, as an address: one element of the page.
// `coloursOf(at)` gives a dot's colour, and that of its last corner.
function painted(coloursOf) {
  const wide = 2 * SIDE;
  easel.canvas ??= Object.assign(document.createElement("canvas"), { width: wide, height: wide });
  const context = easel.canvas.getContext("2d");
  const all = context.createImageData(wide, wide);
  const dots = new Uint32Array(all.data.buffer);
  for (let at = 0; at < SIDE * SIDE; at++) {
    const [colour, corner] = coloursOf(at);
    const first = 2 * (Math.floor(at / SIDE) * wide + (at % SIDE));
    dots[first] = dots[first + 1] = dots[first + wide] = colour;
    dots[first + wide + 1] = corner;
  }
  context.putImageData(all, 0, 0);
  return easel.canvas.toDataURL();
}
const dot = (red, green, blue) => ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;

const shownAs = (address) => `<image href="${address}" x="0" y="${TOP}" width="${SIZE[0]}" height="${SIZE[0]}" class="nb10-image"/>`;
const greyDot = (level) => [dot(level, level, level), dot(level, level, level)];
const photoOf = (image) => shownAs(painted((at) => greyDot(image[at])));

// Grey where the weights add up to more than 0, else with signs; a number below 0 has a white corner as well.
function resultOf(state, sums) {
  const greys = weightSum(state) > 0;
  return shownAs(painted((at) => {
    const value = sums[at] / state.divisor;
    if (greys) return greyDot(clamp(Math.floor(value + 0.5), 0, 255));
    const share = Math.min(1, Math.abs(value) / 255);
    const colour = dot(...(value < 0 ? MINUS : PLUS).map((one) => Math.round(255 + (one - 255) * share)));
    return [colour, value < 0 ? WHITE : colour];
  }));
}

const frameAt = (row, column, reach, kind) => {
  const [x, y] = [column - reach, row - reach].map((at) => at * PITCH);
  const wide = (2 * reach + 1) * PITCH;
  return rect(x - 2, TOP + y - 2, wide + 4, wide + 4, "nb10-halo") + rect(x, TOP + y, wide, wide, kind);
};

// Nine cells: the pixel, the weight on it, their product. The triangle marks the kernel's first number.
function products(state, sum, turning) {
  const [pixels, weights] = [patchAt(state.image, state.row, state.column), laid(state)];
  const largest = 255 * Math.max(1, ...weights.map(Math.abs));
  let [cells, laidOn] = ["", ""];
  pixels.forEach((pixel, n) => {
    const [x, y] = [(n % 3) * CELL[0], TOP + Math.floor(n / 3) * CELL[1]];
    const product = pixel * weights[n];
    cells += rect(x + 1, y + 1, CELL[0] - 2, CELL[1] - 2, "mp-cell", `style="fill:${signColour(product, largest)}"`);
    cells += label(x + 31, y + 15, String(pixel), "mp-key mp-middle") + label(x + 31, y + 47, `= ${signed(product)}`, "mp-key mp-middle");
    laidOn += label(x + 31, y + 31, `· ${signed(weights[n])}`, "mp-key mp-middle mp-strong");
  });
  const [x, y] = state.rule === "correlation" ? [4, TOP + 4] : [182, TOP + 3 * CELL[1] - 4];
  const way = state.rule === "correlation" ? 1 : -1;
  laidOn += `<path d="M${x} ${y}h${12 * way}l${-12 * way} ${12 * way}z" class="mp-corner"/>`;
  const by = state.divisor === 1 ? "" : `, divided by ${state.divisor}: ${rounded(sum / state.divisor)}`;
  const total = label(93, TOP + 177, `sum ${signed(sum)}`, "mp-title mp-middle") + (by ? label(93, TOP + 197, by.slice(2), "mp-key mp-middle") : "");
  return label(93, 15, "pixel · weight", "mp-title mp-middle") + cells + `<g class="${turning ? "nb10-turn" : ""}">${laidOn}</g>` + total;
}

// What `make` has made, until one of the parts is another.
function kept(make) {
  let [known, made] = [[], null];
  return (parts, ...more) => {
    if (made === null || parts.some((part, n) => part !== known[n])) [known, made] = [parts, make(parts, ...more)];
    return made;
  };
}

function build({ sheets, controls, words, number, change, state: now }) {
  const input = sheet(sheets, SIZE, {
    role: "application", tabindex: 0, "aria-roledescription": "picture to draw into", ...OWN_KEYS,
    "aria-label": "Picture: arrow keys move the kernel, Space paints, Shift with arrows paints on the way, E changes the pen",
  });
  const [nine, output] = [sheet(sheets, [186, SIZE[1]]), sheet(sheets, SIZE)];
  const marks = marksRow(sheets);
  let [ink, last, turnedAt, rule] = [255, null, 0, now().rule];
  const [photo, result] = [kept(([image]) => photoOf(image)), kept((_, state, sums) => resultOf(state, sums))];

  const placeOf = (x, y) => [y - TOP, x].map((at) => clamp(Math.floor(at / PITCH), 0, SIDE - 1));
  const look = ([row, column], more = {}) => (row !== now().row || column !== now().column || more.image) && change({ row, column, ...more });
  const hover = (one) => one.stage.addEventListener("pointermove", (event) => event.pointerType === "mouse" && !event.buttons && look(placeOf(...one.point(event))));
  [input, output].forEach(hover);
  output.drag((x, y) => look(placeOf(x, y)), () => {});
  const paint = (from, to) => look(to, { image: withLine(now().image, from, to, ink) });
  // A mouse looks where it is and draws where it is pressed; a finger looks where it is put, and draws on its way.
  input.drag((x, y, event) => {
    const place = placeOf(x, y);
    if (event.type === "pointerdown" && event.pointerType !== "mouse") look(place);
    else if (event.type === "pointerdown") paint(place, place);
    else if (String(place) !== String(last)) paint(last ?? place, place);
    last = place;
  }, (dx, dy, { shiftKey }) => {
    const from = [now().row, now().column];
    const to = [from[0] + dy, from[1] + dx].map((at) => clamp(at, 0, SIDE - 1));
    if (shiftKey) paint(from, to);
    else look(to);
  });
  input.stage.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const here = [now().row, now().column];
    if (event.key === " ") paint(here, here);
    else if (event.key === "e" || event.key === "E") take(255 - ink);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  const group = element("div", "mp-wide", controls, { role: "group", "aria-label": "Kernel" });
  element("div", "mp-control-name", group, { "aria-hidden": "true" }, "Kernel: edit me, or pick one");
  const grid = element("div", "nb10-grid", group);
  const edit = (n) => (value) => change({ kernel: now().kernel.map((weight, m) => (m === n ? value : weight)) });
  const boxes = Array.from({ length: 9 }, (_, n) => numberBox(grid, `Kernel, row ${Math.floor(n / 3)}, column ${n % 3}`, -99, 99, edit(n)));
  const picks = choiceBar(controls, "Pick a kernel", KERNELS.map((one) => [one, one[0]]), ([, kernel, divisor]) => change({ kernel, divisor }));
  number("divisor", "Divide by");
  const rules = choiceBar(controls, "What is done with the kernel", [["correlation", "correlation"], ["convolution", "convolution"]], (chosen) => change({ rule: chosen }));

  const own = element("div", "mp-wide nb10-own", controls);
  const pens = choiceBar(own, "Pen", PENS.map(([value, text]) => [value, `${text} pen`]), (chosen) => take(chosen));
  const take = (chosen) => {
    ink = chosen;
    pens.show((value) => value === ink);
  };
  take(ink);
  const row = element("label", "nb10-file", own);
  element("span", "mp-control-name", row, {}, "Your own picture");
  const file = element("input", "", row, { type: "file", accept: "image/*", "aria-label": "Your own picture", ...OWN_KEYS });
  const said = element("p", "mp-strong", own, { role: "status" });
  let about = null; // the picture that was there when it was said
  const say = (text) => {
    about = String(now().image);
    setText(said, text);
  };
  sheets.closest(".mp-picture").addEventListener("click", ({ target }) => {
    if (target.closest(".mp-presets button")?.textContent !== "Reset") return;
    say("");
    take(PENS[0][0]);
  });
  file.addEventListener("change", async () => {
    const [chosen] = file.files;
    if (!chosen) return;
    try {
      change({ image: await decoded(chosen) });
      say("Your picture: its middle square, 48×48 pixels, grey.");
    } catch {
      say(`"${chosen.name}" is not a picture that this browser can read. Try a PNG or a JPEG file.`);
    }
    file.value = ""; // so that the same file can be chosen again
  });
  element("p", "mp-note", words, {}, "Point at a pixel to lay the kernel on it; click or drag to draw. Keys: Tab to the picture; arrows move, Space paints, Shift + arrows paint on the way, E changes the pen.");

  return (state, sentence) => {
    const sums = sumsOf(state);
    if (said.textContent && String(state.image) !== about) setText(said, "");
    if (state.rule !== rule) [rule, turnedAt] = [state.rule, performance.now()];
    const { row: i, column: j } = state;
    input.draw(sentence, label(102, 15, `row ${i}, column ${j}`, "mp-title mp-middle") + photo([state.image]) + frameAt(i, j, 1, "mp-frame"));
    nine.draw("The nine products", products(state, sums[i * SIDE + j], performance.now() - turnedAt < 100));
    output.draw("What comes out", label(102, 15, `result: ${rounded(sums[i * SIDE + j] / state.divisor)}`, "mp-title mp-middle") + result([state.image, state.kernel, state.divisor, state.rule], state, sums) + frameAt(i, j, 0.5, "mp-frame"));
    const corner = `<path d="M1 2h14l-14 13z" class="mp-corner"/>`;
    const minus = rect(0, 0, 16, 16, "mp-minus") + rect(8, 8, 8, 8, "", `fill="white"`);
    const signs = [[rect(0, 0, 16, 16, "mp-plus"), "above 0"], [minus, "below 0"]];
    marks([[corner, "the kernel's first number"], ...(weightSum(state) > 0 ? [] : signs)]);
    boxes.forEach((box, n) => box.show(state.kernel[n]));
    picks.show(([, kernel, divisor]) => divisor === state.divisor && String(kernel) === String(state.kernel));
    rules.show((one) => one === state.rule);
  };
}

// The middle square of a picture file, made smaller, on white paper, grey.
async function decoded(chosen) {
  const whole = await createImageBitmap(chosen);
  const side = Math.min(whole.width, whole.height);
  const [left, top] = [whole.width - side, whole.height - side].map((rest) => Math.floor(rest / 2));
  const small = await createImageBitmap(whole, left, top, side, side, { resizeWidth: SIDE, resizeHeight: SIDE, resizeQuality: "high" });
  const canvas = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE });
  const context = canvas.getContext("2d");
  context.fillStyle = "white";
  context.fillRect(0, 0, SIDE, SIDE);
  context.drawImage(small, 0, 0);
  const { data } = context.getImageData(0, 0, SIDE, SIDE);
  return Array.from({ length: SIDE * SIDE }, (_, n) => Math.floor((data[4 * n] + data[4 * n + 1] + data[4 * n + 2]) / 3 + 0.5));
}

export default picture({ name: "Kernel on a photograph", describe, build, free: ["row", "column"] });
