// Receptive fields in whole numbers. receptive_field.py says the same in Python; a test holds them together.

import { signed } from "../../kit/shared.js";

export const RANGES = { kernel_size: [1, 11], stride: [1, 8], padding: [0, 8], dilation: [1, 8] };
export const MOST_LAYERS = 8;
const ONE = [{ kind: "conv", kernel_size: 1, stride: 1, padding: 0, dilation: 1 }];

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

// The other way round: for each level, from the input up, the units that one cell of the input moves.
export function movedBy(layers, sizes, cell) {
  const levels = [{ cells: [cell], padding: [] }];
  layers.forEach((layer, l) => {
    const moved = new Set(levels[l].cells);
    const units = Array.from({ length: sizes[l + 1] }, (_, i) => i);
    levels.push({ cells: units.filter((unit) => tapsOf(layer, unit).some((tap) => moved.has(tap))), padding: [] });
  });
  return levels;
}

// How many ways lead from each cell of the input to one unit, along one axis.
export function waysTo(layers, sizes, unit) {
  let ways = new Map([[unit, 1]]);
  for (let l = layers.length - 1; l >= 0; l--) {
    const below = new Map();
    for (const [at, many] of ways)
      for (const tap of tapsOf(layers[l], at)) if (tap >= 0 && tap < sizes[l]) below.set(tap, (below.get(tap) ?? 0) + many);
    ways = below;
  }
  return ways;
}

function whyNot(layers, size) {
  for (const [at, layer] of layers.entries()) {
    const { kind, kernel_size: kernel, padding, dilation } = layer;
    if (kind === "pool" && padding > Math.floor(kernel / 2))
      return `layer ${at} pools with padding ${padding}, more than half of its kernel ${kernel}`;
    const [span, room] = [dilation * (kernel - 1) + 1, size + 2 * padding];
    if (span > room)
      return `the kernel of layer ${at} spans ${dilation}·(${kernel} − 1) + 1 = ${span} cells, and its padded input has ${room}`;
    size = outputSize(size, layer);
  }
  return "";
}

// [what works, the same in words]: the next larger input, or no such layer
export function nearest({ layers, input_size: size }) {
  if (!whyNot(layers, size)) return [{}, ""];
  for (let larger = size + 1; larger <= 64; larger++) if (!whyNot(layers, larger)) return [{ input_size: larger }, `input size ${larger}`];
  const bad = layers.findIndex((_, at) => whyNot(layers.slice(0, at + 1), size));
  return [{ layers: layers.slice(0, bad).concat(bad ? [] : ONE) }, bad ? `the layers before layer ${bad} alone` : "one layer of 1×1"];
}

export function geometry(state) {
  const { layers, input_size } = state;
  const [sizes, fields, reason] = [sizesOf(layers, input_size), fieldsOf(layers), whyNot(layers, input_size)];
  const last = Math.max(1, state.show === "pixel" ? input_size : sizes.at(-1)); // how many can be chosen
  const units = Array.from({ length: reason ? 0 : sizes.at(-1) }, (_, i) => i);
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
  const { sizes, reason, together, top, row, column } = geometry(state);
  if (reason) return `The stack of ${stack} is impossible on an input of ${size}×${size}: ${reason}; the nearest setting that works has ${nearest(state)[1]}.`;
  const units = `${sizes.at(-1)}×${sizes.at(-1)} units`;
  if (state.show === "pixel") {
    const [rows, columns] = [row, column].map((cell) => movedBy(layers, sizes, cell).at(-1).cells);
    const place = (cells) => (cells.length ? `${cells[0]} to ${cells.at(-1)}` : "none");
    return `After ${stack} pixel [${row}, ${column}] of the ${size}×${size} input moves ${rows.length * columns.length} of the ${units}: rows ${place(rows)}, columns ${place(columns)}.`;
  }
  const span = (unit) => `${signed(top.start + unit * top.jump)} to ${signed(top.start + unit * top.jump + top.size - 1)}`;
  const read = (units) => readBy(layers, sizes, units)[0].cells.length;
  const ways = [...waysTo(layers, sizes, column).values()];
  const counted = ` From one cell of a row ${Math.min(...ways)} to ${Math.max(...ways)} ways lead to it.`;
  return (
    `After ${stack} each of ${units} has a field of ${top.size}×${top.size} cells of the ` +
    `${size}×${size} input (jump ${top.jump}, start ${signed(top.start)}); that of unit [${row}, ${column}] ` +
    `spans rows ${span(row)} and columns ${span(column)}, of which it reads ` +
    `${read([row])}×${read([column])} input cells; all units together read ${together.length}×${together.length}.` +
    (state.show === "ways" && ways.length ? counted : "")
  );
}
