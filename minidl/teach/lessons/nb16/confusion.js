// The drawing of ConfusionPicture: the matrix, and beside it the images behind its chosen cell, smoothed so that one can read them.

import { element } from "../../kit/elements.js";
import { Shapes, choiceBar, clamp, handle, label, picture, rect, sheet } from "../../kit/shared.js";

const SHEET = [330, 340];
const MATRIX = [36, 42, 290]; // left, top, side
const MOST_SHOWN = 24;

export function matrix(state, data) {
  const [left, top, side] = MATRIX;
  const cell = side / data.classes.length;
  const table = data.behind[state.network].map((row) => row.map((images) => images.length));
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

function build({ sheets, controls, words, number, change, state: now }, data) {
  const pixels = Uint8Array.from(atob(data.greys), (c) => c.charCodeAt(0));
  const count = data.classes.length;
  const place = (v) => clamp(v, 0, count - 1);
  const table = sheet(sheets, SHEET, handle("Cell of the confusion matrix; arrow keys move it", 0, count * count - 1));
  table.drag((x, y) => {
    const [left, top, side] = MATRIX;
    const [column, row] = [Math.floor(((x - left) / side) * count), Math.floor(((y - top) / side) * count)];
    if (row === place(row) && column === place(column)) change({ true_class: row, answer: column });
  }, (dx, dy) => change({ true_class: place(now().true_class + dy), answer: place(now().answer + dx) }));
  const networks = choiceBar(controls, "Network", data.names.map((name, i) => [i, name]), (network) => change({ network }));
  number("true_class", "True class");
  number("answer", "Answer");
  const [head, images] = [element("p", "mp-strong", words), element("div", "mp-digits", words)];
  return (state, sentence) => {
    networks.show((n) => n === state.network);
    table.draw(sentence, matrix(state, data));
    const [true_class, answer] = [data.classes[state.true_class], data.classes[state.answer]];
    table.value(state.true_class * count + state.answer, `true ${true_class}, answer ${answer}`);
    const found = data.behind[state.network][state.true_class][state.answer];
    const more = found.length > MOST_SHOWN ? `; the first ${MOST_SHOWN} of ${found.length}` : "";
    head.textContent = found.length ? `True ${true_class}, answer ${answer}, and how sure the network was; least sure first${more}:` : `True ${true_class}, answer ${answer}: this never happened.`;
    images.replaceChildren();
    for (const image of found.slice(0, MOST_SHOWN)) shown(images, image, pixels, data.size, `${data.sure[state.network][image]} %`);
  };
}

export default picture((model) => {
  const data = model.get("_data");
  const describe = ({ network, true_class, answer }) => data.said[network][true_class][answer]; // Python has told all that there are
  return { name: "Confusion matrix", describe, build: (tools) => build(tools, data) };
});
