// The drawing of ConfusionPicture on a sheet of 836 × 412: the matrix, and the images behind its chosen cell.

import { OWN_KEYS, element } from "../../kit/elements.js";
import { Shapes, choiceBar, clamp, dragging, escaped, label, mount, numberControl, rect } from "../../kit/shared.js";

const SHEET = [836, 412];
const MATRIX = [66, 48, 340]; // left, top, side
const MOST_SHOWN = 35;
const ACROSS = 7;

export function countsOf(data, network) {
  const table = data.classes.map(() => data.classes.map(() => 0));
  data.labels.forEach((label, i) => table[label][data.answers[network][i]]++);
  return table;
}

export function behind(state, data) {
  const [answers, sure] = [data.answers[state.network], data.sure[state.network]];
  const found = data.labels.flatMap((label, i) => (label === state.true_class && answers[i] === state.answer ? [i] : []));
  return found.sort((a, b) => sure[a] - sure[b] || a - b);
}

export function describeWith(state, data) {
  const found = behind(state, data);
  const table = countsOf(data, state.network);
  const row = table[state.true_class].reduce((sum, n) => sum + n, 0);
  const right = table.reduce((sum, r, i) => sum + r[i], 0);
  const how = state.true_class === state.answer ? "which is right" : "which is wrong";
  const least = found.length ? ` (least sure: ${data.sure[state.network][found[0]]} %)` : "";
  const many = found.length ? `${found.length} of ${row}` : `none of ${row}`;
  return `${data.names[state.network]}: ${many} images of class ${data.classes[state.true_class]} got the answer ` +
    `${data.classes[state.answer]}, ${how}${least}; in all ${right} of ${data.labels.length} images got the right one.`;
}

// Many images as few shapes: all pixels of one grey are one path.
function thumbnails(state, data, pixels) {
  const found = behind(state, data);
  const shown = found.slice(0, MOST_SHOWN);
  const [tall, wide] = data.size;
  const large = shown.length <= 8; // few images may be twice as large
  const [across, pitch, room] = large ? [4, 96, 78] : [ACROSS, 54, 44];
  const cell = room / Math.max(tall, wide);
  const [frames, inks] = [new Shapes(), new Shapes()];
  let words = "";
  shown.forEach((image, n) => {
    const [x, y] = [446 + (n % across) * pitch, 64 + Math.floor(n / across) * (room + 24)];
    frames.rect(x - 1, y - 1, cell * wide + 2, cell * tall + 2, "mp-photo");
    for (let i = 0; i < tall; i++)
      for (let j = 0; j < wide; j++) {
        const grey = pixels[image * tall * wide + i * wide + j];
        if (grey) inks.rect(x + j * cell, y + i * cell, cell, cell, "mp-grey", `fill-opacity="${(Math.round(grey / 8) / 32).toFixed(2)}"`);
      }
    words += label(x + (cell * wide) / 2, y + room + 15, `${data.sure[state.network][image]} %`, "mp-key mp-middle");
  });
  const [true_class, answer] = [data.classes[state.true_class], data.classes[state.answer]];
  let head = label(446, 24, `true ${true_class}, answer ${answer}: ${found.length} image${found.length === 1 ? "" : "s"}`, "mp-title");
  if (!found.length) head += label(446, 96, "This never happened.", "mp-key");
  else {
    const more = found.length > shown.length ? `; the first ${shown.length} of ${found.length}` : "";
    head += label(446, 46, `least sure first${more}; under each: how sure of its answer`, "mp-key");
  }
  return head + frames + inks + words;
}

function matrix(state, data) {
  const [left, top, side] = MATRIX;
  const count = data.classes.length;
  const cell = side / count;
  const table = countsOf(data, state.network);
  const mistakes = Math.max(1, ...table.flatMap((row, i) => row.filter((_, j) => i !== j)));
  let [cells, fills, numbers] = [new Shapes(), "", ""];
  table.forEach((row, i) => {
    const total = row.reduce((sum, n) => sum + n, 0) || 1;
    row.forEach((n, j) => {
      const [x, y] = [left + j * cell, top + i * cell];
      cells.rect(x, y, cell, cell, "mp-cell mp-in");
      if (!n) return;
      const strength = i === j ? (0.65 * n) / total : 0.25 + (0.45 * n) / mistakes;
      fills += rect(x, y, cell, cell, i === j ? "mp-right" : "mp-mistaken", `fill-opacity="${strength.toFixed(2)}"`);
      numbers += label(x + cell / 2, y + cell / 2 + 5, n, "mp-number-in");
    });
    numbers += label(left - 8, top + (i + 0.5) * cell + 5, data.classes[i], "mp-key mp-end");
    numbers += label(left + (i + 0.5) * cell, top - 8, data.classes[i], "mp-key mp-middle");
  });
  const [x, y] = [left + state.answer * cell, top + state.true_class * cell];
  const cross = rect(left, y, side, cell, "mp-outline") + rect(x, top, cell, side, "mp-outline");
  const axes = label(left + side / 2, 18, "answer of the network", "mp-title mp-middle") +
    label(left - 8, top - 8, "true ↓", "mp-key mp-end mp-strong");
  return cells + fills + cross + rect(x, y, cell, cell, "mp-frame") + numbers + axes + label(left, top + side + 18, "on the diagonal: right; beside it: mistakes", "mp-key");
}

function makeBuild(data) {
  const pixels = Uint8Array.from(atob(data.greys), (c) => c.charCodeAt(0));
  const count = data.classes.length;
  return function build({ body, change, limits, state: now }) {
    const networks = choiceBar(body, "Network", data.names.map((name, i) => [i, name]), (network) => change({ network }));
    const stage = element("div", "mp-stage mp-confusion", body, {
      role: "slider", tabindex: 0, "aria-label": "Cell of the confusion matrix; arrow keys move it", "aria-valuemin": 0, "aria-valuemax": count * count - 1, ...OWN_KEYS,
    });
    const place = (v) => clamp(v, 0, count - 1);
    dragging(stage, SHEET, (x, y) => {
      const [left, top, side] = MATRIX;
      const [column, row] = [Math.floor(((x - left) / side) * count), Math.floor(((y - top) / side) * count)];
      if (row === place(row) && column === place(column)) change({ true_class: row, answer: column });
    }, (dx, dy) => change({ true_class: place(now().true_class + dy), answer: place(now().answer + dx) }));
    const controls = element("div", "mp-confusion-controls", body);
    const row = numberControl(controls, { name: "true_class", text: "True class" }, limits.true_class, change);
    const column = numberControl(controls, { name: "answer", text: "Answer" }, limits.answer, change);
    return (state, sentence) => {
      networks.show((n) => n === state.network);
      row.show(state.true_class);
      column.show(state.answer);
      stage.innerHTML = `<svg viewBox="0 0 ${SHEET[0]} ${SHEET[1]}" role="img" aria-label="${escaped(sentence)}">${matrix(state, data)}${thumbnails(state, data, pixels)}</svg>`;
      stage.setAttribute("aria-valuenow", state.true_class * count + state.answer);
      stage.setAttribute("aria-valuetext", `true ${data.classes[state.true_class]}, answer ${data.classes[state.answer]}`);
    };
  };
}

function render({ model, el }) {
  const data = model.get("_data");
  return mount({ model, el, name: "Confusion matrix", describe: (state) => describeWith(state, data), build: makeBuild(data) });
}

export default { render };
