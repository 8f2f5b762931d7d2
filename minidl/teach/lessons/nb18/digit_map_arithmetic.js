// The arithmetic of DigitMapPicture: the encoder and the decoder, the neighbours on the map, the sentence.
// digit_map.py says the same, and a test compares both.

import { clamp, onStep, rounded, signed } from "../../kit/shared.js";
import { asMnist } from "../nb16/digit_canvas_arithmetic.js";

export const [EDGE, STEP, NEIGHBOURS, STOPS] = [3, 0.05, 10, 7];
const SIZES = { encoder: [784, 128, 64, 2], decoder: [2, 64, 128, 784] };
const PER_CLASS = 100;

const bytes = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)).buffer;

// What Python packed: of each layer a byte a weight, and behind each other scales and biases; codes in hundredths.
export function unpacked({ encoder, decoder, points }) {
  const layers = ([whole, rest], sizes) => {
    const [weights, numbers] = [new Int8Array(bytes(whole)), new Float32Array(bytes(rest))];
    let [at, from] = [0, 0];
    return sizes.slice(1).map((rows, i) => {
      const layer = { weights: weights.subarray(at, (at += rows * sizes[i])), scale: numbers.subarray(from, from + rows), bias: numbers.subarray(from + rows, from + 2 * rows) };
      from += 2 * rows;
      return layer;
    });
  };
  return { encoder: layers(encoder, SIZES.encoder), decoder: layers(decoder, SIZES.decoder), points: new Int16Array(bytes(points)), kept: new Map() };
}

// Linear layers, with ReLU between them.
function through(layers, input) {
  let values = input;
  layers.forEach(({ weights, scale, bias }, i) => {
    const width = values.length;
    const next = new Float64Array(bias.length);
    for (let row = 0, at = 0; row < next.length; row++) {
      let sum = 0;
      for (let column = 0; column < width; column++) sum += weights[at++] * values[column];
      next[row] = sum * scale[row] + bias[row];
      if (i < layers.length - 1 && next[row] < 0) next[row] = 0;
    }
    values = next;
  });
  return values;
}

// 784 shares of ink for two numbers.
export function drawnBy({ decoder }, code) {
  return through(decoder, code).map((z) => 1 / (1 + Math.exp(-z)));
}

// A drawing in MNIST's frame and its two numbers; null without ink. The last ones are remembered.
export function codeOf(numbers, image) {
  if (!numbers.kept.has(image)) {
    if (numbers.kept.size > 8) numbers.kept.clear();
    const seen = asMnist(image);
    const code = seen.some((ink) => ink) ? [...through(numbers.encoder, Float64Array.from(seen, (ink) => ink / 255))] : null;
    numbers.kept.set(image, code && { seen, code });
  }
  return numbers.kept.get(image);
}

// Where the point can be that is nearest to a code.
export const onMap = (code) => code.map((value) => onStep(clamp(value, -EDGE, EDGE), STEP));

// The ten nearest training digits: the most frequent class among them, how often, and how far the nearest is.
export function neighbours({ points }, { x, y }) {
  const [px, py] = [x, y].map((value) => Math.round(100 * value));
  const all = Array.from({ length: points.length / 2 }, (_, i) => [(points[2 * i] - px) ** 2 + (points[2 * i + 1] - py) ** 2, i]);
  const near = all.sort((a, b) => a[0] - b[0] || a[1] - b[1]).slice(0, NEIGHBOURS);
  const counts = new Array(10).fill(0);
  for (const [, i] of near) counts[Math.floor(i / PER_CLASS)]++;
  const count = Math.max(...counts);
  return { digit: counts.indexOf(count), count, far: Math.sqrt(near[0][0]) / 100 };
}

// Codes from A to B in equal steps; null if one of the drawings is empty.
export function between(numbers, { a, b }) {
  const [from, to] = [codeOf(numbers, a), codeOf(numbers, b)];
  if (!from || !to) return null;
  return Array.from({ length: STOPS }, (_, n) => n / (STOPS - 1)).map((share) => ({
    code: from.code.map((value, i) => (1 - share) * value + share * to.code[i]),
    pixels: from.seen.map((ink, i) => ((1 - share) * ink + share * to.seen[i]) / 255),
  }));
}

export function mapSentence(state, numbers) {
  const pair = ([x, y]) => `(${rounded(x)}, ${rounded(y)})`;
  const { digit, count, far } = neighbours(numbers, state);
  const ink = drawnBy(numbers, [state.x, state.y]).filter((share) => share > 0.5).length;
  const drawings = [["A", state.a], ["B", state.b]].map(([name, image]) => {
    const known = codeOf(numbers, image);
    const beyond = known?.code.some((value) => Math.abs(value) > EDGE) ? ", beyond the map" : "";
    return known ? `Drawing ${name} falls at ${pair(known.code)}${beyond}.` : `Drawing ${name} is empty.`;
  });
  return (
    `At (${signed(state.x)}, ${signed(state.y)}) the decoder draws a picture with ${ink} dark pixels. Of the ${NEIGHBOURS} nearest training digits ` +
    `${count} ${count === 1 ? "is" : "are"} a ${digit}; the nearest of all is ${rounded(far)} away. ${drawings.join(" ")}`
  );
}
