// The drawing of ConfusionPicture: the matrix, and beside it the images behind its chosen cell, smoothed so that one can read them.

import { OWN_KEYS, element } from "../../kit/elements.js";
import { Shapes, choiceBar, clamp, label, numberControl, picture, rect, sheet } from "../../kit/shared.js";

const SHEET = [330, 340];
const MATRIX = [36, 42, 290]; // left, top, side
const MOST_SHOWN = 24;

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

export function matrix(state, data) {
  const [left, top, side] = MATRIX;
  const cell = side / data.classes.length;
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
      numbers += label(x + cell / 2, y + cell / 2 + 5, n, "mp-key mp-middle mp-strong mp-halo");
    });
    numbers += label(left - 8, top + (i + 0.5) * cell + 5, data.classes[i], "mp-key mp-end") + label(left + (i + 0.5) * cell, top - 7, data.classes[i], "mp-key mp-middle");
  });
  const [x, y] = [left + state.answer * cell, top + state.true_class * cell];
  const cross = rect(left, y, side, cell, "mp-outline") + rect(x, top, cell, side, "mp-outline");
  return cells + fills + cross + rect(x, y, cell, cell, "mp-frame") + numbers + label(left + side / 2, 16, "answer of the network →", "mp-title mp-middle") + label(0, 16, "true ↓", "mp-key mp-strong");
}

// One image: its pixels on a canvas that the page enlarges smoothly.
function shown(parent, image, pixels, [tall, wide], words) {
  const figure = element("figure", "mp-digit", parent);
  const canvas = element("canvas", "", figure, { width: wide, height: tall, role: "img", "aria-label": words });
  const inks = Uint8ClampedArray.from({ length: 4 * tall * wide }, (_, i) => (i % 4 === 3 ? 255 : 255 - pixels[image * tall * wide + (i >> 2)]));
  canvas.getContext("2d").putImageData(new ImageData(inks, wide, tall), 0, 0);
  element("figcaption", "", figure, {}, words);
}

function build({ sheets, controls, words, change, limits, state: now }, data) {
  const pixels = Uint8Array.from(atob(data.greys), (c) => c.charCodeAt(0));
  const count = data.classes.length;
  const place = (v) => clamp(v, 0, count - 1);
  const table = sheet(sheets, SHEET, {
    role: "slider", tabindex: 0, "aria-label": "Cell of the confusion matrix; arrow keys move it", "aria-valuemin": 0, "aria-valuemax": count * count - 1, ...OWN_KEYS,
  });
  table.drag((x, y) => {
    const [left, top, side] = MATRIX;
    const [column, row] = [Math.floor(((x - left) / side) * count), Math.floor(((y - top) / side) * count)];
    if (row === place(row) && column === place(column)) change({ true_class: row, answer: column });
  }, (dx, dy) => change({ true_class: place(now().true_class + dy), answer: place(now().answer + dx) }));
  const networks = choiceBar(controls, "Network", data.names.map((name, i) => [i, name]), (network) => change({ network }));
  const row = numberControl(controls, { name: "true_class", text: "True class" }, limits.true_class, change);
  const column = numberControl(controls, { name: "answer", text: "Answer" }, limits.answer, change);
  const [head, images] = [element("p", "mp-strong", words), element("div", "mp-digits", words)];
  return (state, sentence) => {
    networks.show((n) => n === state.network);
    row.show(state.true_class);
    column.show(state.answer);
    table.draw(sentence, matrix(state, data));
    const [true_class, answer] = [data.classes[state.true_class], data.classes[state.answer]];
    table.stage.setAttribute("aria-valuenow", state.true_class * count + state.answer);
    table.stage.setAttribute("aria-valuetext", `true ${true_class}, answer ${answer}`);
    const found = behind(state, data);
    const more = found.length > MOST_SHOWN ? `; the first ${MOST_SHOWN} of ${found.length}` : "";
    head.textContent = found.length ? `True ${true_class}, answer ${answer}, and how sure the network was; least sure first${more}:` : `True ${true_class}, answer ${answer}: this never happened.`;
    images.replaceChildren();
    for (const image of found.slice(0, MOST_SHOWN)) shown(images, image, pixels, data.size, `${data.sure[state.network][image]} %`);
  };
}

export default picture((model) => {
  const data = model.get("_data");
  return { name: "Confusion matrix", describe: (state) => describeWith(state, data), build: (tools) => build(tools, data) };
});
