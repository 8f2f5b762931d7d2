// Receptive fields in whole numbers. receptive_field.py says the same in Python; a test holds them together.

import { signed } from "../../kit/shared.js";

export const RANGES = { kernel_size: [1, 11], stride: [1, 8], padding: [0, 8], dilation: [1, 8] };
export const MOST_LAYERS = 6;

const outputSize = (size, { kernel_size, stride, padding, dilation }) =>
  Math.floor((size + 2 * padding - dilation * (kernel_size - 1) - 1) / stride) + 1;

export function sizesOf(layers, size) {
  const sizes = [size];
  for (const layer of layers) sizes.push(sizes.at(-1) > 0 ? outputSize(sizes.at(-1), layer) : 0);
  return sizes;
}

// r' = r + D(K − 1)·j,  j' = j·S,  a' = a − P·j
export function fieldsOf(layers) {
  const fields = [{ size: 1, jump: 1, start: 0 }];
  for (const { kernel_size, stride, padding, dilation } of layers) {
    const { size, jump, start } = fields.at(-1);
    fields.push({ size: size + dilation * (kernel_size - 1) * jump, jump: jump * stride, start: start - padding * jump });
  }
  return fields;
}

export const tapsOf = ({ kernel_size, stride, padding, dilation }, unit) =>
  Array.from({ length: kernel_size }, (_, u) => unit * stride - padding + u * dilation);

// For each level, from the input up: the cells that the units at the top read, and those in the padding.
export function readBy(layers, sizes, units) {
  const levels = [{ cells: [...units], padding: [] }];
  for (let l = layers.length - 1; l >= 0; l--) {
    const taps = new Set(levels[0].cells.flatMap((unit) => tapsOf(layers[l], unit)));
    const all = [...taps].sort((a, b) => a - b);
    const inside = (cell) => cell >= 0 && cell < sizes[l];
    levels.unshift({ cells: all.filter(inside), padding: all.filter((cell) => !inside(cell)) });
  }
  return levels;
}

function whyNot(layers, size) {
  for (const [at, layer] of layers.entries()) {
    const { kind, kernel_size: kernel, padding, dilation } = layer;
    if (kind === "pool" && padding > Math.floor(kernel / 2))
      return `layer ${at + 1} pools with padding ${padding}, more than half of its kernel ${kernel}`;
    const [span, room] = [dilation * (kernel - 1) + 1, size + 2 * padding];
    if (span > room)
      return `the kernel of layer ${at + 1} spans ${dilation}·(${kernel} − 1) + 1 = ${span} cells, and its padded input has ${room}`;
    size = outputSize(size, layer);
  }
  return "";
}

// [the smallest change that works, the same in words]
export function nearest({ layers, input_size: size }) {
  if (!whyNot(layers, size)) return [{}, ""];
  const ways = [["kernel_size", -1], ["padding", 1], ["padding", -1], ["dilation", -1], ["stride", -1]];
  for (let distance = 1; distance < 64; distance++) {
    if (size + distance <= 64 && !whyNot(layers, size + distance)) return [{ input_size: size + distance }, `input size ${size + distance}`];
    for (const [at, layer] of layers.entries())
      for (const [name, sign] of ways) {
        const value = layer[name] + sign * distance;
        if (value < RANGES[name][0] || value > RANGES[name][1]) continue;
        const changed = layers.map((other, i) => (i === at ? { ...layer, [name]: value } : other));
        if (!whyNot(changed, size)) return [{ layers: changed }, `${name.replace("_", " ")} ${value} in layer ${at + 1}`];
      }
  }
  return [{ layers: [{ kind: "conv", kernel_size: 1, stride: 1, padding: 0, dilation: 1 }] }, "one layer with kernel size 1"];
}

export function geometry(state) {
  const { layers, input_size } = state;
  const [sizes, fields, reason] = [sizesOf(layers, input_size), fieldsOf(layers), whyNot(layers, input_size)];
  const last = Math.max(1, sizes.at(-1));
  const units = Array.from({ length: reason ? 0 : last }, (_, i) => i);
  const together = readBy(layers, sizes, units)[0].cells; // what all units read along one axis
  return { sizes, fields, reason, last, together, top: fields.at(-1), row: Math.min(state.row, last - 1), column: Math.min(state.column, last - 1) };
}

export function layerName({ kind, kernel_size, stride, padding, dilation }) {
  const part = (letter, value, usual) => (value === usual ? "" : ` ${letter}${value}`);
  return `${kind} ${kernel_size}${part("S", stride, 1)}${part("P", padding, 0)}${part("D", dilation, 1)}`;
}

export function describe(state) {
  const { layers, input_size: size } = state;
  const stack = `${layers.length} layer${layers.length > 1 ? "s" : ""} (${layers.map(layerName).join(", ")})`;
  const { sizes, reason, last, together, top, row, column } = geometry(state);
  if (reason) return `The stack of ${stack} is impossible on an input of ${size}×${size}: ${reason}; the nearest setting that works has ${nearest(state)[1]}.`;
  const span = (unit) => `${signed(top.start + unit * top.jump)} to ${signed(top.start + unit * top.jump + top.size - 1)}`;
  const read = (units) => readBy(layers, sizes, units)[0].cells.length;
  return (
    `After ${stack} each of ${last}×${last} units has a field of ${top.size}×${top.size} cells of the ` +
    `${size}×${size} input (jump ${top.jump}, start ${signed(top.start)}); that of unit [${row}, ${column}] ` +
    `spans rows ${span(row)} and columns ${span(column)}, of which it reads ` +
    `${read([row])}×${read([column])} input cells; all units together read ${together.length}×${together.length}.`
  );
}
