// The drawing of DigitCanvas: the canvas on a sheet of 280 × 280, what the networks answer on one of 540 × 452.

const PAD = 280;
const ANSWER = [540, 452];
const PITCH = PAD / SIDE;
const LEVELS = 32; // of grey: neighbouring pixels of one level become one shape

const range = (count) => Array.from({ length: count }, (_, i) => i);

// An image as shapes: `share(value)` from −1 to 1 is how dark it becomes. What is negative is orange and smaller.
function pixels(values, [x, y, pitch, columns], share, kinds = ["mp-ink", "mp-minus"], shapes = new Shapes()) {
  const rows = values.length / columns;
  for (let row = 0; row < rows; row++) {
    for (let column = 0, next; column < columns; column = next) {
      next = column + 1;
      const level = Math.round(share(values[row * columns + column]) * LEVELS);
      if (level === 0) continue;
      const fill = `fill-opacity="${Math.abs(level) / LEVELS}" shape-rendering="crispEdges"`;
      if (level < 0) {
        const inset = pitch * 0.2;
        shapes.rect(fixed(x + column * pitch + inset), fixed(y + row * pitch + inset), fixed(pitch - 2 * inset), fixed(pitch - 2 * inset), kinds[1], fill);
        continue;
      }
      while (next < columns && Math.round(share(values[row * columns + next]) * LEVELS) === level) next++;
      shapes.rect(fixed(x + column * pitch), fixed(y + row * pitch), fixed((next - column) * pitch), fixed(pitch), kinds[0], fill);
    }
  }
  return shapes;
}

function fixed(number) {
  return Math.round(number * 100) / 100;
}

const asInk = (value) => value / 255;

function pad(image, [row, column], words) {
  const empty = image.every((ink) => ink === 0);
  const guide = rect(4 * PITCH, 4 * PITCH, 20 * PITCH, 20 * PITCH, "mp-guide");
  const hint = empty ? label(PAD / 2, 132, "Nothing drawn yet:", "mp-middle", 'font-size="15"') + label(PAD / 2, 156, "draw a digit here", "mp-middle", 'font-size="15"') : "";
  const cursor = rect(column * PITCH, row * PITCH, PITCH, PITCH, "mp-cursor");
  const paper = rect(0.5, 0.5, PAD - 1, PAD - 1, "mp-paper");
  return `<svg viewBox="0 0 ${PAD} ${PAD}" role="img" aria-label="${escaped(words)}">${paper}${guide}${pixels(image, [0, 0, PITCH, SIDE], asInk)}${hint}${cursor}</svg>`;
}

// The bars of both networks: one above the other for each digit, the numbers at the right.
function bars(answers, id) {
  const [left, top, wide, tall] = [212, 44, 158, 18];
  let svg = label(left - 16, 16, "Probability of each digit", "mp-title");
  svg += label(456, 36, "ReLU", "mp-percent mp-strong") + label(534, 36, "linear", "mp-percent mp-strong");
  svg += rect(398, 27, 14, 9, "mp-bar-relu") + rect(474, 27, 14, 9, "mp-bar-linear") + hatch(474, 27, 14, 9, id);
  for (const digit of range(10)) {
    const y = top + digit * tall;
    svg += label(left - 10, y + 12, String(digit), "mp-percent mp-strong");
    svg += rect(left, y, wide, 15, "mp-cell mp-in");
    if (!answers.ReLU) {
      svg += label(456, y + 12, "–", "mp-percent") + label(534, y + 12, "–", "mp-percent");
      continue;
    }
    for (const [i, name] of ["ReLU", "linear"].entries()) {
      const { probabilities } = answers[name];
      const p = probabilities[digit];
      const best = p === Math.max(...probabilities);
      const length = fixed(p * (wide - 2));
      svg += rect(left + 1, y + 1 + 7 * i, length, 6, i ? "mp-bar-linear" : "mp-bar-relu");
      if (i) svg += hatch(left + 1, y + 8, length, 6, id);
      svg += label(456 + 78 * i, y + 12, (best ? "▸ " : "") + percent(p), `mp-percent ${best ? "mp-strong" : ""}`);
    }
  }
  return svg;
}

function hatch(x, y, width, height, id) {
  return rect(x, y, width, height, "mp-band", `style="fill:url(#cut-${id})"`);
}

// Each row of maps: title, how many, cells along a side, where, how large a cell. All maps of a row share one scale.
function maps(answers, name) {
  const rows = [
    ["Convolution 1", 8, 11, 252, 5.6, 67.6],
    ["Convolution 2", 16, 4, 340, 7.4, 33.8],
    ["Convolution 3", 32, 2, 398, 7, 16.9],
  ];
  const bent = name === "ReLU" ? " + ReLU" : "";
  const signs = name === "ReLU" ? "" : "blue +, small orange −, ";
  let svg = "";
  rows.forEach(([title, count, side, top, cell, pitch], i) => {
    svg += label(0, top - 6, `${title}${bent}: ${count} maps of ${side}×${side}`, "mp-key mp-strong");
    const found = answers[name]?.maps[i];
    const largest = found ? found.reduce((most, value) => Math.max(most, Math.abs(value)), 0) : 0;
    if (found) svg += label(540, top - 6, `${signs}full colour ${largest.toFixed(2)}`, "mp-key mp-end");
    const shapes = new Shapes();
    for (const map of range(count)) {
      const x = fixed(map * pitch);
      svg += rect(x, top, fixed(side * cell), fixed(side * cell), "mp-paper");
      if (largest) pixels(found.subarray(map * side * side, (map + 1) * side * side), [x, top, cell, side], (value) => value / largest, ["mp-plus", "mp-minus"], shapes);
    }
    svg += shapes;
  });
  const means = answers[name]?.means;
  const largest = means ? Math.max(...means.map(Math.abs)) : 0;
  svg += label(0, 430, "Mean of each map: the 32 numbers that the last layer weighs", "mp-key mp-strong");
  for (const i of range(32)) svg += rect(fixed(i * 16.9), 436, 14, 14, "mp-paper");
  if (largest) for (const i of range(32)) svg += pixels([means[i]], [fixed(i * 16.9), 436, 14, 1], (value) => value / largest, ["mp-plus", "mp-minus"]);
  return svg;
}

function sheet(answers, state, words, id) {
  const [x, y, pitch] = [0, 26, 5];
  let svg = label(0, 16, "The networks see", "mp-title") + rect(x, y, SIDE * pitch, SIDE * pitch, "mp-paper");
  svg += rect(x + 4 * pitch, y + 4 * pitch, FRAME * pitch, FRAME * pitch, "mp-guide");
  svg += pixels(answers.seen, [x, y, pitch, SIDE], asInk);
  const note = answers.ReLU ? ["scaled into 20×20, then", "its centre of mass put", "into the middle of 28×28"] : ["nothing drawn"];
  note.forEach((line, i) => (svg += label(0, y + SIDE * pitch + 18 + 16 * i, line, "mp-key")));
  svg += bars(answers, id) + maps(answers, state.network);
  return `<svg viewBox="0 0 ${ANSWER[0]} ${ANSWER[1]}" role="img" aria-label="${escaped(words)}">${hatchings(id)}${svg}</svg>`;
}

function build({ body, change, state: now, id }, networks) {
  const columns = element("div", "mp-columns", body);
  const left = element("div", "mp-drawing", columns);
  const stage = element("div", "mp-stage", left, {
    role: "application", tabindex: 0, "aria-roledescription": "canvas", ...OWN_KEYS,
    "aria-label": "Canvas: arrow keys move the cursor, Space paints, Shift with arrows paints on the way, E changes pen and eraser, Delete clears",
  });
  const view = element("div", "mp-stage mp-answer", columns);
  let [erase, cursor] = [false, [14, 14]];

  const tools = element("div", "mp-bar", left);
  const kinds = choiceBar(tools, "Tool", [[false, "Pen"], [true, "Eraser"]], (chosen) => take(chosen));
  const clear = element("button", "mp-button", tools, { type: "button", ...OWN_KEYS }, "Clear");
  const wipe = () => change({ image: emptyImage() });
  clear.addEventListener("click", wipe);
  const line = element("div", "mp-bar", left);
  element("span", "mp-control-name", line, { "aria-hidden": "true" }, "Activation maps of");
  const select = element("select", "mp-select", line, { "aria-label": "Activation maps of", ...OWN_KEYS });
  for (const name of ["ReLU", "linear"]) element("option", "", select, { value: name }, `the ${name} network`);
  select.addEventListener("change", () => change({ network: select.value }));
  element("p", "mp-note", left, {}, "Draw with pointer or finger. Or with keys: Tab to the canvas, arrows move, Space paints, Shift + arrows paint on the way, E pen or eraser, Delete clears.");

  const take = (chosen) => {
    erase = chosen;
    kinds.show((kind) => kind === erase);
  };
  take(false);
  const paint = (from, to) => change({ image: withStroke(now().image, from, to, erase) });

  let last = null; // where the pointer was; null when it is up
  const place = (event) => {
    const box = stage.firstChild.getBoundingClientRect();
    return [((event.clientY - box.top) / box.height) * SIDE, ((event.clientX - box.left) / box.width) * SIDE];
  };
  const to = (event) => {
    const at = place(event);
    cursor = at.map((value) => clamp(Math.floor(value), 0, SIDE - 1));
    let image = now().image;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const point of events.length ? events.map(place) : [at]) {
      image = withStroke(image, last ?? point, point, erase);
      last = point;
    }
    change({ image });
  };
  stage.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    stage.setPointerCapture(event.pointerId);
    last = null;
    to(event);
  });
  stage.addEventListener("pointermove", (event) => last && event.buttons & 1 && stage.hasPointerCapture(event.pointerId) && to(event));
  for (const end of ["pointerup", "pointercancel"]) stage.addEventListener(end, () => (last = null));
  stage.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrows = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    const middle = ([row, column]) => [row + 0.5, column + 0.5];
    const arrow = arrows[event.key];
    if (arrow) {
      const before = cursor;
      cursor = cursor.map((value, i) => clamp(value + arrow[i], 0, SIDE - 1));
      if (event.shiftKey) paint(middle(before), middle(cursor));
      else change({}); // the cursor alone
    } else if (event.key === " ") paint(middle(cursor), middle(cursor));
    else if (event.key === "e" || event.key === "E") take(!erase);
    else if (event.key === "Delete" || event.key === "Backspace") wipe();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  return (state, sentence) => {
    const answers = answersOf(networks, state.image);
    stage.innerHTML = pad(state.image, cursor, sentence);
    view.innerHTML = sheet(answers, state, sentence, id);
    select.value = state.network;
    clear.disabled = !answers.ReLU;
  };
}

function render({ model, el }) {
  const networks = Object.fromEntries(Object.entries(model.get("_networks")).map(([name, packed]) => [name, decoded(packed)]));
  return mount({
    model, el, name: "A canvas: draw a digit", free: ["network"],
    describe: (state) => describe(state, networks),
    build: (tools) => build(tools, networks),
  });
}

export default { render };
export { answersOf, asMnist, decoded, describe, withStroke };
