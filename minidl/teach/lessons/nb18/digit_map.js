// The drawing of DigitMapPicture: the map, what the decoder draws at the point, two drawings, the way between them.

import { OWN_KEYS, element } from "../../kit/elements.js";
import { Shapes, button, choiceBar, clamp, handle, label, onStep, picture, rect, rounded, sheet, stroke } from "../../kit/shared.js";
import { emptyImage, withStroke } from "../nb16/digit_canvas_arithmetic.js";
import { EDGE, STEP, STOPS, between, codeOf, drawnBy, mapSentence, onMap, unpacked } from "./digit_map_arithmetic.js";

const [MAP, TOP, SIDE28] = [340, 22, 28];
const [BIG, PEN_PITCH, SMALL] = [7, 7, 1.6];
const TILES = 17;
// The bars of a seven-segment display: where each begins, and where it goes.
const BARS = { a: "0 0h5", b: "5 0v4", c: "5 4v4", d: "0 8h5", e: "0 4v4", f: "0 0v4", g: "0 4h5" };
const LIT = ["abcdef", "bc", "abged", "abgcd", "fgbc", "afgcd", "afgedc", "abc", "abcdefg", "abcdfg"];

const across = (x) => ((x + EDGE) / (2 * EDGE)) * MAP;
const down = (y) => TOP + ((EDGE - y) / (2 * EDGE)) * MAP;
const near = (value) => Math.round(value * 10) / 10;

// Shares of ink, row by row, as shapes of 24 greys.
function inked(values, x, y, pitch, shapes = new Shapes()) {
  for (let row = 0; row < SIDE28; row++) {
    for (let column = 0, next; column < SIDE28; column = next) {
      const level = Math.round(values[row * SIDE28 + column] * 24);
      next = column + 1;
      while (next < SIDE28 && Math.round(values[row * SIDE28 + next] * 24) === level) next++;
      if (level) shapes.rect(near(x + column * pitch), near(y + row * pitch), near((next - column) * pitch), pitch, "nb18-black", `fill-opacity="${level / 24}" shape-rendering="crispEdges"`);
    }
  }
  return shapes;
}
const photo = (values, x, y, pitch) => rect(x + 0.5, y + 0.5, near(SIDE28 * pitch - 1), near(SIDE28 * pitch - 1), "nb18-photo") + inked(values, x, y, pitch);

// The training digits, each as a small numeral; the numerals of one class are one shape.
function numerals(points) {
  const paths = LIT.map(() => "");
  for (let i = 0; i < points.length / 2; i++) {
    const [x, y] = [near(across(points[2 * i] / 100) - 2.5), near(down(points[2 * i + 1] / 100) - 4)];
    if (x < 0 || x > MAP - 5 || y < TOP || y > TOP + MAP - 8) continue;
    const digit = Math.floor((10 * i) / (points.length / 2));
    for (const bar of LIT[digit]) {
      const [dx, rest] = BARS[bar].split(" ");
      paths[digit] += `M${near(x + Number(dx))} ${near(y + Number(rest[0]))}${rest.slice(1)}`;
    }
  }
  return paths.map((path, digit) => `<path d="${path}" class="nb18-numeral nb18-of${digit}"/>`).join("");
}

// What the decoder draws at TILES × TILES places, as one image.
function atlas(numbers) {
  const canvas = Object.assign(document.createElement("canvas"), { width: TILES * SIDE28, height: TILES * SIDE28 });
  const context = canvas.getContext("2d");
  const tile = context.createImageData(SIDE28, SIDE28);
  const dots = new Uint32Array(tile.data.buffer);
  const place = (n) => -EDGE + ((2 * n + 1) / TILES) * EDGE;
  for (let row = 0; row < TILES; row++)
    for (let column = 0; column < TILES; column++) {
      drawnBy(numbers, [place(column), -place(row)]).forEach((ink, at) => {
        dots[at] = 0xff000000 + 0x010101 * Math.round(255 * (1 - ink));
      });
      context.putImageData(tile, column * SIDE28, row * SIDE28);
    }
  return `<image href="${canvas.toDataURL()}" x="0" y="${TOP}" width="${MAP}" height="${MAP}"/>`;
}

// A and B where the drawings fall, the line between them, and the point.
function moving(state, way, codes) {
  const at = (code) => [near(clamp(across(code[0]), 8, MAP - 8)), near(clamp(down(code[1]), TOP + 8, TOP + MAP - 8))];
  const line = way ? stroke(...at(way[0].code), ...at(way.at(-1).code), "nb18-halo") + stroke(...at(way[0].code), ...at(way.at(-1).code), "nb18-way") : "";
  const flags = codes.map((known, i) => {
    if (!known) return "";
    const [x, y] = at(known.code);
    return `<circle cx="${x}" cy="${y}" r="10" class="nb18-flag"/>` + label(x, y + 5, "AB"[i], "mp-middle mp-strong nb18-letter");
  });
  const [x, y] = [near(across(state.x)), near(down(state.y))];
  return line + flags.join("") + `<circle cx="${x}" cy="${y}" r="9" class="nb18-ring"/><circle cx="${x}" cy="${y}" r="9" class="nb18-point"/>`;
}

function build({ sheets, controls, words, choose, change, state: now }, numbers) {
  const map = sheet(sheets, [MAP, TOP + MAP + 1], { ...handle("Point on the map", -EDGE, EDGE), "aria-roledescription": "point in two dimensions" });
  const drawn = sheet(sheets, [SIDE28 * BIG, TOP + SIDE28 * BIG + 1]);
  const pad = sheet(sheets, [SIDE28 * PEN_PITCH, TOP + SIDE28 * PEN_PITCH + 1], {
    role: "application", tabindex: 0, "aria-roledescription": "canvas", ...OWN_KEYS,
    "aria-label": "Canvas: arrow keys move the cursor, Space paints, Shift with arrows paints on the way, Delete clears",
  });
  pad.stage.classList.add("nb18-canvas");
  const step = near(SIDE28 * SMALL + 6);
  const strip = sheet(sheets, [STOPS * step - 5, 2 * (SIDE28 * SMALL + TOP) + 5], handle("Picture on the way from A to B", 1, STOPS));
  let [name, cursor, last, stop] = ["a", [14, 14], null, 0];

  // --- the point ---
  const goto = (code, more = {}) => {
    const [x, y] = onMap(code);
    change({ x, y, ...more });
  };
  map.drag(
    (px, py) => goto([(px / MAP) * 2 * EDGE - EDGE, EDGE - ((py - TOP) / MAP) * 2 * EDGE]),
    (dx, dy, { shiftKey }) => goto([now().x + dx * STEP * (shiftKey ? 5 : 1), now().y - dy * STEP * (shiftKey ? 5 : 1)]),
  );
  const visit = (n) => {
    const way = between(numbers, now());
    stop = clamp(n, 0, STOPS - 1);
    if (way) goto(way[stop].code);
  };
  strip.drag((px) => visit(Math.floor(px / step)), (dx, dy) => visit(stop + dx - dy));

  // --- the drawings ---
  choose("view", "On the map", [["training digits", "training digits"], ["decoded pictures", "decoded pictures"]]);
  const names = choiceBar(controls, "Which drawing", [["a", "Drawing A"], ["b", "Drawing B"]], (chosen) => take(chosen));
  const put = (image) => {
    const known = codeOf(numbers, image);
    if (known) goto(known.code, { [name]: image });
    else change({ [name]: image });
  };
  button(controls, "Clear it", () => put(emptyImage()));
  const take = (chosen) => {
    name = chosen;
    names.show((one) => one === name);
    const known = codeOf(numbers, now()[name]);
    if (known) goto(known.code);
    else change({});
  };
  const paint = (from, to) => put(withStroke(now()[name], from, to));
  const middle = ([row, column]) => [row + 0.5, column + 0.5];
  pad.drag((px, py, event) => {
    const to = [(py - TOP) / PEN_PITCH, px / PEN_PITCH];
    paint((event.type === "pointerdown" ? null : last) ?? to, to);
    last = to;
    cursor = to.map((value) => clamp(Math.floor(value), 0, SIDE28 - 1));
  }, (dx, dy, { shiftKey }) => {
    const before = cursor;
    cursor = [cursor[0] + dy, cursor[1] + dx].map((value) => clamp(value, 0, SIDE28 - 1));
    if (shiftKey) paint(middle(before), middle(cursor));
    else change({});
  });
  pad.stage.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " ") paint(middle(cursor), middle(cursor));
    else if (event.key === "Delete" || event.key === "Backspace") put(emptyImage());
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  element("p", "mp-note", words, {}, "Drag the point; draw into the canvas; click a picture between A and B. Keys: Tab to the map, arrows move the point (Shift: five steps); Tab to the canvas, arrows move, Space paints, Shift + arrows paint on the way, Delete clears.");

  const shown = {}; // what each sheet showed last: a picture that stays is not made again
  const kept = (one, parts, make) => {
    if (shown[one]?.every((part, i) => part === parts[i])) return;
    shown[one] = parts;
    make();
  };
  let tiles = null;
  return (state, sentence) => {
    const [way, codes] = [between(numbers, state), [state.a, state.b].map((image) => codeOf(numbers, image))];
    const word = `${rounded(state.x)} to the right, ${rounded(state.y)} up`;
    const title = label(MAP / 2, 15, `two numbers: (${rounded(state.x)}, ${rounded(state.y)})`, "mp-title mp-middle");
    kept("map", [state.view], () => {
      const below = state.view === "training digits" ? numerals(numbers.points) : (tiles ??= atlas(numbers));
      map.draw(sentence, rect(0.5, TOP + 0.5, MAP - 1, MAP - 1, "mp-plane") + below + `<g class="nb18-live"></g>`);
    });
    map.stage.querySelector("svg").setAttribute("aria-label", sentence);
    map.stage.querySelector(".nb18-live").innerHTML = title + moving(state, way, codes);
    map.value(state.x, word);
    const picture = drawnBy(numbers, [state.x, state.y]);
    drawn.draw("What the decoder draws", label(98, 15, "the decoder draws", "mp-title mp-middle") + photo(picture, 0, TOP, BIG));
    const image = state[name];
    kept("pad", [image, name, String(cursor)], () => {
      const [row, column] = cursor;
      const hint = codeOf(numbers, image) ? "" : label(98, TOP + 102, "draw a digit here", "mp-key mp-middle nb18-hint");
      pad.draw(`Drawing ${name.toUpperCase()}`, label(98, 15, `your drawing ${name.toUpperCase()}`, "mp-title mp-middle") +
        photo(image.map((ink) => ink / 255), 0, TOP, PEN_PITCH) + hint + rect(column * PEN_PITCH, TOP + row * PEN_PITCH, PEN_PITCH, PEN_PITCH, "nb18-cursor"));
    });
    kept("strip", [state.a, state.b], () => {
      const title = (y, text) => label(0, y + 15, text, "mp-title");
      if (!way) return strip.draw("Nothing between A and B yet", title(0, "from A to B: draw both digits first"));
      const below = near(TOP + SIDE28 * SMALL + 4);
      strip.draw("From A to B: above, the two numbers are mixed and decoded; below, the pixels are mixed", title(0, "from A to B, the two numbers mixed") + title(below, "the pixels mixed") +
        way.map(({ code, pixels }, n) => photo(drawnBy(numbers, code), near(n * step), TOP, SMALL) + photo(pixels, near(n * step), below + TOP, SMALL)).join(""));
    });
    strip.value(stop + 1, way ? `picture ${stop + 1} of ${STOPS}` : "draw A and B first");
    names.show((one) => one === name);
  };
}

export default picture((model) => {
  const numbers = unpacked(model.get("_numbers"));
  return { name: "A map of digits: drag the point", free: ["x", "y", "view"], describe: (state) => mapSentence(state, numbers), build: (tools) => build(tools, numbers) };
});
