// The arithmetic of DigitCanvas: strokes, MNIST's preprocessing, the two networks, the sentence. digit_canvas.py
// and pretrained/preprocessing.py say the same in Python, and a test compares both.

import { clamp } from "../../kit/shared.js";

export const SIDE = 28;
export const FRAME = 20; // MNIST's digits fill a box of 20×20
const PEN = 1.3; // radius, in pixels
const ERASER = 2.5;
const MOST_INK = 0.4; // no image of MNIST has more

// The convolutions: [channels in, channels out, kernel size, stride, side of the input, side of the output].
const CONVOLUTIONS = [[1, 8, 7, 2, 28, 11], [8, 16, 5, 2, 11, 4], [16, 32, 3, 1, 4, 2]];

export function emptyImage() {
  return new Array(SIDE * SIDE).fill(0);
}

// A new image with one straight stroke, from [row, column] to [row, column]; pixel [0, 0] has its centre at 0.5, 0.5.
export function withStroke(image, [fromRow, fromColumn], [toRow, toColumn], erase = false) {
  const result = [...image];
  const [down, across] = [toRow - fromRow, toColumn - fromColumn];
  const length = down * down + across * across;
  for (let row = 0; row < SIDE; row++)
    for (let column = 0; column < SIDE; column++) {
      const [y, x] = [row + 0.5 - fromRow, column + 0.5 - fromColumn];
      const share = length ? clamp((y * down + x * across) / length, 0, 1) : 0;
      const [dy, dx] = [y - share * down, x - share * across];
      const covered = clamp((erase ? ERASER : PEN) + 0.5 - Math.sqrt(dy * dy + dx * dx), 0, 1);
      const ink = Math.floor(255 * covered + 0.5);
      const at = row * SIDE + column;
      result[at] = erase ? Math.min(result[at], 255 - ink) : Math.max(result[at], ink);
    }
  return result;
}

// --- MNIST's preprocessing, in whole numbers ---

function triangles(old, fresh) {
  return Array.from({ length: fresh }, (_, i) =>
    Array.from({ length: old }, (_, j) => Math.max(0, 2 * Math.max(old, fresh) - Math.abs((2 * i + 1) * old - (2 * j + 1) * fresh))),
  );
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

function placeOf(masses) {
  const total = sum(masses);
  const twiceCentre = sum(masses.map((mass, i) => mass * (2 * i + 1)));
  const start = -Math.floor((twiceCentre - SIDE * total) / (2 * total)); // rounded up, as MNIST did
  return clamp(start, 0, SIDE - masses.length);
}

// What MNIST would make of a drawing of 28×28 bytes: scaled into the box, placed by its centre of mass.
export function asMnist(image) {
  const inked = Array.from({ length: SIDE }, (_, i) => i);
  const rows = inked.filter((row) => image.slice(row * SIDE, (row + 1) * SIDE).some((ink) => ink));
  const columns = inked.filter((column) => inked.some((row) => image[row * SIDE + column]));
  const result = emptyImage();
  if (!rows.length) return result;
  const [top, left] = [rows[0], columns[0]];
  const drawn = [rows.at(-1) + 1 - top, columns.at(-1) + 1 - left];
  const longer = Math.max(...drawn);
  const [height, width] = drawn.map((side) => Math.max(1, Math.floor((2 * FRAME * side + longer) / (2 * longer))));
  const [down, across] = [triangles(drawn[0], height), triangles(drawn[1], width)];
  const [downSums, acrossSums] = [down.map(sum), across.map(sum)];
  const box = down.map((rowWeights, i) => {
    const line = new Array(drawn[1]).fill(0); // the rows added up, before the columns
    rowWeights.forEach((weight, r) => {
      if (weight) for (let c = 0; c < drawn[1]; c++) line[c] += weight * image[(top + r) * SIDE + left + c];
    });
    return across.map((weights, j) => {
      const total = downSums[i] * acrossSums[j];
      const added = weights.reduce((so, weight, c) => so + weight * line[c], 0);
      return Math.floor((2 * added + total) / (2 * total));
    });
  });
  const y = placeOf(box.map(sum));
  const x = placeOf(box[0].map((_, column) => sum(box.map((row) => row[column]))));
  box.forEach((row, i) => row.forEach((ink, j) => (result[(y + i) * SIDE + x + j] = ink)));
  return result;
}

// Moved to the right; what leaves the frame is lost.
function shifted(image, columns) {
  const result = emptyImage();
  image.forEach((ink, at) => {
    const column = (at % SIDE) + columns;
    if (column >= 0 && column < SIDE) result[at + columns] = ink;
  });
  return result;
}

// --- the networks ---

const bytesOf = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

// What Python packed: the ReLU network's parameters, each convolution's weights and biases, then those of the last
// layer; of the linear one, which is Wx + b, ten rows of 784 weights and b; what is known of the samples.
export function decoded({ ReLU, linear, read, truths }) {
  const numbers = (base64) => new Float64Array(new Float32Array(bytesOf(base64).buffer));
  const all = numbers(ReLU);
  let at = 0;
  const take = (count) => all.subarray(at, (at += count));
  const convolutions = CONVOLUTIONS.map(([ins, outs, kernel]) => ({ weights: take(outs * ins * kernel * kernel), biases: take(outs) }));
  return { convolutions, weights: take(10 * 32), biases: take(10), rows: numbers(linear), read, truths: truths.map(([image, digit]) => [bytesOf(image), digit]) };
}

function convolved(input, { weights, biases }, [ins, outs, kernel, stride, side, size]) {
  const output = new Float64Array(outs * size * size);
  for (let out = 0; out < outs; out++)
    for (let row = 0; row < size; row++)
      for (let column = 0; column < size; column++) {
        let total = biases[out];
        let at = out * ins * kernel * kernel;
        for (let channel = 0; channel < ins; channel++)
          for (let u = 0; u < kernel; u++) {
            const from = (channel * side + row * stride + u) * side + column * stride;
            for (let v = 0; v < kernel; v++) total += weights[at++] * input[from + v];
          }
        output[(out * size + row) * size + column] = Math.max(0, total); // ReLU
      }
  return output;
}

function withProbabilities(logits) {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - largest));
  const total = sum(powers);
  return { logits, probabilities: powers.map((power) => power / total) };
}

// The maps after each convolution and its ReLU, the mean of each of the last maps, logits, probabilities.
function reluNetwork(network, pixels) {
  let values = pixels;
  const maps = network.convolutions.map((part, i) => (values = convolved(values, part, CONVOLUTIONS[i])));
  const means = Array.from({ length: 32 }, (_, c) => (values[4 * c] + values[4 * c + 1] + values[4 * c + 2] + values[4 * c + 3]) / 4);
  return { maps, means, ...withProbabilities(Array.from(network.biases, (bias, c) => means.reduce((total, mean, i) => total + network.weights[32 * c + i] * mean, bias))) };
}

// Drawing × template for each digit: what speaks for it, minus what speaks against it, plus b, is its score.
function linearNetwork({ rows }, pixels) {
  const products = Array.from({ length: 10 }, (_, digit) => pixels.map((pixel, i) => pixel * rows[785 * digit + i]));
  const parts = products.map((product, digit) => [sum(product.filter((p) => p > 0)), -sum(product.filter((p) => p < 0)), rows[785 * digit + 784]]);
  return { products, parts, ...withProbabilities(parts.map(([plus, minus, b]) => plus - minus + b)) };
}

// What both networks say; null without ink. The last image is remembered, because the sentence and the drawing both ask.
export function answersOf(numbers, { image, shift }) {
  if (numbers.last?.image === image && numbers.last.shift === shift) return numbers.last.answers;
  const seen = shifted(asMnist(image), shift);
  const pixels = Float64Array.from(seen, (ink) => ink / 255);
  const known = numbers.truths.find(([sample]) => sample.every((ink, i) => ink === image[i]));
  const answers = seen.some((ink) => ink) ? { seen, truth: known?.[1], ReLU: reluNetwork(numbers, pixels), linear: linearNetwork(numbers, pixels) } : { seen };
  numbers.last = { image, shift, answers };
  return answers;
}

// --- the sentence ---

export function percent(share) {
  const tenths = Math.floor(1000 * share + 0.5);
  return `${Math.floor(tenths / 10)}.${tenths % 10} %`;
}

function reading({ probabilities }) {
  const first = probabilities.indexOf(Math.max(...probabilities));
  const others = probabilities.map((p, digit) => (digit === first ? -1 : p));
  const second = others.indexOf(Math.max(...others));
  return `${first} (${percent(probabilities[first])}, then ${second} with ${percent(probabilities[second])})`;
}

export function describe(state, numbers) {
  const { seen, truth, ReLU, linear } = answersOf(numbers, state);
  if (!ReLU) return "The networks see nothing: draw a digit.";
  const share = (image) => sum(image) / (255 * SIDE * SIDE);
  const [far, way] = [Math.abs(state.shift), state.shift > 0 ? "right" : "left"];
  const shares = numbers.read.map((row) => row[state.shift + 8]);
  return (
    `The drawing covers ${percent(share(state.image))} of the canvas. Put into MNIST's frame${far ? `, then moved ${far} to the ${way}` : ""}, ` +
    `the ReLU network reads it as ${reading(ReLU)}, the linear one as ${reading(linear)}.` + (truth === undefined ? "" : ` It is MNIST's ${truth}.`) +
    (far ? ` Of 10,000 test digits moved so, they read ${shares[0]} and ${shares[1]}.` : "") +
    (share(seen) > MOST_INK ? " No image of MNIST has as much ink, but a network must choose: it has never learned “no digit”." : "")
  );
}
