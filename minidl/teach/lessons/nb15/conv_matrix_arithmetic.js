// One convolution with three faces, in whole numbers. conv_matrix.py says the same in Python; a test holds them together.

import { clamp, listed, signed } from "../../kit/shared.js";

export const TARGET = { forward: "output", "gradient of x": "pixel", "gradient of w": "weight" };
const FACTORS = { forward: ["weight", "pixel"], "gradient of x": ["weight", "output"], "gradient of w": ["pixel", "output"] };
const LETTER = { output: "y", pixel: "x", weight: "w" };

// Every product of the convolution is a tap: this weight meets this pixel for this output. All faces are made of the same taps.
export function geometry(state) {
  const { size: n, kernel_size: k, stride: s, mode } = state;
  const t = Math.floor((n - k) / s) + 1;
  const sides = { output: t, pixel: n, weight: k };
  const corner = (numbers, full, side) => numbers.filter((_, i) => i % full < side && i < full * side);
  const values = { output: corner(state.gradient, 4, t), pixel: corner(state.image, 5, n), weight: corner(state.kernel, 3, k) };
  const [target, [a, b]] = [TARGET[mode], FACTORS[mode]];
  values[target] = new Array(sides[target] ** 2).fill(0);
  const taps = [];
  for (let output = 0; output < t * t; output++)
    for (let weight = 0; weight < k * k; weight++) {
      const [row, column] = [Math.floor(output / t) * s + Math.floor(weight / k), (output % t) * s + (weight % k)];
      const tap = { output, weight, pixel: row * n + column };
      tap.product = values[a][tap[a]] * values[b][tap[b]];
      values[target][tap[target]] += tap.product;
      tap.inM = mode === "gradient of w" ? tap.product : values.weight[weight];
      tap.inColumns = mode === "gradient of x" ? tap.product : values.pixel[tap.pixel];
      taps.push(tap);
    }
  return { n, k, s, t, mode, sides, values, target, taps };
}

export function chosen({ part, row, column }, { sides }) {
  const last = sides[part] - 1;
  return { part, index: clamp(row, 0, last) * sides[part] + clamp(column, 0, last) };
}

export function nameOf(part, index, { mode, sides, target }) {
  const back = mode !== "forward" && (part === "output" || part === target) ? "∂" : "";
  return `${back}${LETTER[part]}[${Math.floor(index / sides[part])}, ${index % sides[part]}]`;
}

export function equation({ part, index }, g) {
  const [name, value] = [nameOf(part, index, g), signed(g.values[part][index])];
  const taps = g.taps.filter((tap) => tap[part] === index);
  if (!taps.length) return `${name} = ${value}: no window reads this pixel.`;
  const product = (tap) => {
    const [a, b] = FACTORS[g.mode].map((one) => g.values[one][tap[one]]);
    return `${signed(a)}·${b < 0 ? `(${signed(b)})` : signed(b)}`;
  };
  if (part === g.target) return `${name} = ${taps.map(product).join(" + ").replaceAll("+ −", "− ")} = ${value}`;
  const ends = taps.map((tap) => `${product(tap)} of ${nameOf(g.target, tap[g.target], g)}`);
  return `${name} = ${value} is in ${taps.length} product${taps.length > 1 ? "s" : ""}: ${listed(ends.length > 5 ? [...ends.slice(0, 3), "…", ends.at(-1)] : ends)}.`;
}

export function describe(state) {
  const g = geometry(state);
  const { n, k, t, sides, values, target } = g;
  const grid = (part) => {
    const rows = Array.from({ length: sides[part] }, (_, i) => values[part].slice(i * sides[part], (i + 1) * sides[part]));
    return `[${rows.map((row) => `[${row.map(signed).join(", ")}]`).join(", ")}]`;
  };
  const start = `A ${n}×${n} image and a ${k}×${k} kernel, stride ${state.stride}: M is ${t * t}×${n * n}${state.faces !== "M" ? `, X_col is ${k * k}×${t * t}` : ""}`;
  const said = equation(chosen(state, g), g);
  if (state.mode === "forward") return `${start}. y is ${grid("output")}. ${said}`;
  return `${start}. ∂y is ${grid("output")}, so ∂${LETTER[target]} is ${grid(target)}. ${said}`;
}
