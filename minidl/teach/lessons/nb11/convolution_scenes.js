// The scenes of ConvolutionPicture, on a sheet of 540 × 400.

import { Shapes, clamp, label, rect, signed, stroke } from "../../kit/shared.js";
import { inputCell, kernelCell, outputValues, stamps, terms, total, touches } from "./convolution_arithmetic.js";

export const SHEET = [540, 400];
const TOP = 40; // where grids begin; above stand their names
const GAP = 60; // between two grids
const ROOM = 306; // how tall they may be; below stands the legend

// The size of type for numbers of so many characters in cells of this width; 0 if they do not fit.
function fontFor(cell, longest) {
  const wide = (cell - 3) / (0.68 * Math.max(longest, 1));
  return wide < 9.5 || cell < 15 ? 0 : Math.max(12.5, Math.min(20, cell * 0.46, wide));
}

const longestOf = (rows) => Math.max(1, ...rows.flat().map((value) => String(value).length));

// A number in a cell, its type narrowed where it would touch the borders.
function numberIn(x, y, text, kind, size, cell) {
  const narrow = 0.66 * size * String(text).length > cell - 3 ? `textLength="${cell - 4}" lengthAdjust="spacingAndGlyphs"` : "";
  return label(x, y, text, kind, `font-size="${size}" ${narrow}`);
}

// What tells a cell that several stamps reach without its colour.
const corner = (right, top) => `<path d="M${right} ${top}h-9l9 9z" class="mp-corner"/>`;

// A grid of cells with numbers; kinds(i, j) → [class, text, small text, hatch]. Numbers that do not fit stay away.
function cells(x, y, cell, rows, columns, kinds, id) {
  const [shapes, over, corners, texts, parts] = [new Shapes(), new Shapes(), [], [], []];
  let longest = 1;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      const [kind, text, small, hatch] = kinds(i, j);
      const [left, top] = [x + j * cell, y + i * cell];
      shapes.rect(left, top, cell, cell, `mp-cell ${kind}`);
      if (kind.includes("mp-shared")) corners.push(corner(left + cell, top));
      if (hatch) over.rect(left, top, cell, cell, "mp-band", `fill="url(#${hatch}-${id})"`);
      if (text !== "") texts.push([left + cell / 2, top, text, (kind.includes("mp-pad") ? "mp-zero " : "") + (hatch ? "mp-halo" : ""), cell >= 28 ? small : ""]);
      longest = Math.max(longest, String(text).length);
    }
  const size = fontFor(cell, longest);
  if (size)
    for (const [middle, top, text, kind, small] of texts) {
      const smaller = small ? Math.min(size, Math.max(12.5, cell * 0.4)) : size;
      const base = small ? top + cell * 0.42 : top + cell / 2 + size * 0.36;
      parts.push(numberIn(middle, base, text, `mp-value ${kind}`, smaller, cell));
      if (small) parts.push(numberIn(middle, top + cell * 0.86, small, "mp-value mp-small", 12.5, cell));
    }
  return shapes + over + corners.join("") + parts.join("");
}

// Sheets behind a grid stand for its other channels.
function sheets(x, y, width, height, channels) {
  const behind = clamp(channels - 1, 0, 2);
  let parts = "";
  for (let n = behind; n > 0; n--) parts += rect(x + 5 * n, y - 5 * n, width, height, "mp-sheet");
  return parts;
}

// The name over a grid; near the right edge it ends there.
function title(x, text, y = 21) {
  const right = x + 8.8 * text.length > SHEET[0];
  return label(right ? SHEET[0] - 2 : x, y, text, `mp-title ${right ? "mp-end" : ""}`);
}

const sizeName = (state, channels, h, w) =>
  (channels > 1 ? `${channels}×` : "") + (state.mode === "1d" ? `${w}` : `${h}×${w}`);

export function legend(items, id) {
  return items.map(([kind, text, hatch], n) => {
    const [x, y] = [6 + 180 * (n % 3), 353 + 22 * Math.floor(n / 3)];
    const swatch = rect(x, y, 17, 17, `mp-cell ${kind}`) + (hatch ? rect(x, y, 17, 17, "", `fill="url(#${hatch}-${id})"`) : kind === "mp-shared" ? corner(x + 17, y) : "");
    return swatch + label(x + 24, y + 13, text, "mp-key");
  }).join("");
}

// Each scene returns [svg, pick(x, y) → position or null].

export function sceneSequence(state, g, id) {
  const { n, k, s, p, d, span, out } = g.W;
  const padded = n + 2 * p;
  const cell = Math.min(56, 520 / Math.max(padded, span));
  const x0 = (SHEET[0] - cell * padded) / 2;
  const [top, weights, below] = [TOP, TOP + 106, TOP + 222];
  const read = touches(g.W, out, padded, 0);
  const fine = cell >= 16;
  const start = g.column * s;
  const under = (c) => c >= start && c < start + span && (c - start) % d === 0;
  const kind = (c) => {
    const pad = c < p || c >= p + n;
    const name = under(c) ? "mp-tap" : c > start && c < start + span ? "mp-hole" : pad ? "mp-pad" : "mp-in";
    return [name + (pad ? " mp-pad" : ""), fine ? (pad ? 0 : inputCell(state, 0, c - p)) : "", "", read[c] ? "" : "unread"];
  };
  const middle = (o) => x0 + (o * s + span / 2) * cell;
  let svg = label(10, 21, `input: ${sizeName(state, state.in_channels, 1, n)}${p ? `, padding ${p} on each side` : ""}`, "mp-title");
  svg += fine ? cells(x0, top, cell, 1, padded, (_, c) => kind(c), id) : bandsOfLine(x0, top, cell, kind, padded, id);
  for (let u = 0; u < k; u++) {
    const centre = x0 + (start + u * d + 0.5) * cell;
    svg += stroke(centre, top + Math.min(cell, 56), centre, weights, "mp-link");
    svg += stroke(centre, weights + Math.min(cell, 56), middle(g.column), below, "mp-link");
    svg += rect(centre - cell / 2, weights, cell, Math.min(cell, 56), "mp-cell mp-kernel");
    if (fine) {
      const weight = signed(kernelCell(state, 0, u));
      const size = Math.max(12.5, Math.min(20, cell * 0.45));
      svg += label(centre, weights + Math.min(cell, 56) / 2 + size * 0.36, (cell >= 36 ? "×" : "") + weight, "mp-value", `font-size="${size}"`);
    }
  }
  svg += rect(x0 + start * cell, top - 3, span * cell, Math.min(cell, 56) + 6, "mp-window");
  svg += label(10, weights - 14, `kernel: ${k}${d > 1 ? `, dilation ${d}` : ""}`, "mp-title");
  const longest = Math.max(...Array.from({ length: Math.min(out, 64) }, (_, o) => String(total(terms(state, g, 0, o))).length));
  const size = fontFor(cell * Math.min(s, 1.4), longest);
  for (let o = 0; o < out; o++) {
    const now = o === g.column;
    svg += rect(middle(o) - cell / 2, below, cell, Math.min(cell, 56), `mp-cell ${now ? "mp-now" : "mp-out"}`);
    if (fine && size) svg += numberIn(middle(o), below + Math.min(cell, 56) / 2 + size * 0.36, signed(total(terms(state, g, 0, o))), "mp-value", size, cell * Math.min(s, 1.4));
  }
  svg += rect(middle(g.column) - cell / 2, below, Math.max(cell, 3), Math.min(cell, 56), "mp-frame");
  svg += label(10, below - 14, `output: ${sizeName(state, state.out_channels, 1, out)}`, "mp-title");
  const pick = (x) => clamp(Math.round(((x - x0) / cell - span / 2) / s), 0, out - 1);
  return [svg, pick];
}

function bandsOfLine(x0, top, cell, kind, padded, id) {
  let svg = "";
  for (let c = 0; c < padded; c++) {
    const [name, , , hatch] = kind(c);
    svg += rect(x0 + c * cell, top, cell, 30, `mp-thin ${name}`);
    if (hatch) svg += rect(x0 + c * cell, top, cell, 30, "", `fill="url(#unread-${id})"`);
  }
  return svg + rect(x0, top, padded * cell, 30, "mp-outline");
}

// Where two grids stand side by side, in cells of one size.
function sideBySide(left, right) {
  const cell = Math.min(46, (SHEET[0] - 88) / (left[1] + right[1]), ROOM / Math.max(left[0], right[0]));
  const cellSize = cell >= 16 ? Math.floor(cell) : cell;
  const x0 = (SHEET[0] - (left[1] + right[1]) * cellSize - GAP) / 2;
  return [cellSize, x0, x0 + left[1] * cellSize + GAP];
}

// An arrow through the gap, so that it covers no number.
function flow(x1, y0, y1, id) {
  const [start, end] = [x1 - GAP + 6, x1 - 6];
  const middle = (start + end) / 2;
  return `<path d="M${start} ${y0} C ${middle} ${y0}, ${middle} ${y1}, ${end} ${y1}" class="mp-flow" marker-end="url(#arrow-${id})"/>`;
}

export function sceneConvolution(state, g, id) {
  const { H, W } = g;
  const [rows, columns] = [H.n + 2 * H.p, W.n + 2 * W.p];
  const [cell, x0, x1] = sideBySide([rows, columns], [H.out, W.out]);
  const fine = cell >= 16;
  const [readRows, readColumns] = [touches(H, H.out, rows, 0), touches(W, W.out, columns, 0)];
  const [top, left] = [g.row * H.s, g.column * W.s];
  const tap = (at, start, axis) => at >= start && at < start + axis.span && (at - start) % axis.d === 0;
  const kind = (i, j) => {
    const pad = i < H.p || j < W.p || i >= H.p + H.n || j >= W.p + W.n;
    const inBox = i >= top && j >= left && i < top + H.span && j < left + W.span;
    const hit = inBox && tap(i, top, H) && tap(j, left, W);
    const name = hit ? "mp-tap" : inBox ? "mp-hole" : pad ? "mp-pad" : "mp-in";
    const weight = hit ? "×" + signed(kernelCell(state, (i - top) / H.d, (j - left) / W.d)) : "";
    const value = pad ? 0 : inputCell(state, i - H.p, j - W.p);
    return [name + (pad ? " mp-pad" : ""), value, weight, readRows[i] && readColumns[j] ? "" : "unread"];
  };
  let svg = title(x0, `input ${sizeName(state, state.in_channels, H.n, W.n)}${H.p ? ` + padding ${H.p}` : ""}`);
  svg += title(x1, `output ${sizeName(state, state.out_channels, H.out, W.out)}`);
  svg += sheets(x0, TOP, columns * cell, rows * cell, state.in_channels) + sheets(x1, TOP, W.out * cell, H.out * cell, state.out_channels);
  const outputs = fine ? outputValues(state, g) : [];
  if (fine) {
    svg += cells(x0, TOP, cell, rows, columns, kind, id);
    svg += cells(x1, TOP, cell, H.out, W.out, (i, j) => [i === g.row && j === g.column ? "mp-now" : "mp-out", signed(outputs[i][j]), "", ""], id);
  } else {
    svg += rect(x0, TOP, columns * cell, rows * cell, "mp-cell mp-pad");
    svg += rect(x0 + W.p * cell, TOP + H.p * cell, W.n * cell, H.n * cell, "mp-cell mp-in");
    const strip = `fill="url(#unread-${id})"`;
    svg += unreadBands(readRows, (i, n) => rect(x0, TOP + i * cell, columns * cell, n * cell, "mp-band", strip));
    svg += unreadBands(readColumns, (j, n) => rect(x0 + j * cell, TOP, n * cell, rows * cell, "mp-band", strip));
    svg += rect(x1, TOP, W.out * cell, H.out * cell, "mp-cell mp-out");
    svg += footprint(x0 + left * cell, TOP + top * cell, cell, g, "mp-tap");
    const least = Math.max(cell, 4);
    svg += rect(x1 + g.column * cell, TOP + g.row * cell, least, least, "mp-cell mp-now");
  }
  if (!fine || !fontFor(cell, longestOf(outputs))) {
    const value = signed(total(terms(state, g, g.row, g.column)));
    svg += title(x1, `[${g.row}, ${g.column}] = ${value}`, Math.min(TOP + H.out * cell + 24, 345));
  }
  const [boxX, boxY] = [x0 + left * cell, TOP + top * cell];
  svg += rect(boxX, boxY, W.span * cell, H.span * cell, "mp-window");
  const [cx, cy] = [x1 + (g.column + 0.5) * cell, TOP + (g.row + 0.5) * cell];
  svg += rect(cx - cell / 2, cy - cell / 2, cell, cell, "mp-frame");
  svg += flow(x1, boxY + (H.span * cell) / 2, cy, id);
  const pick = (x, y) => {
    const inOutput = x > x1 - GAP / 2;
    const along = (at, start, axis, origin) =>
      inOutput ? clamp(Math.floor((at - origin) / cell), 0, axis.out - 1) : clamp(Math.round(((at - start) / cell - axis.span / 2) / axis.s), 0, axis.out - 1);
    return along(y, TOP, H, TOP) * W.out + along(x, x0, W, x1);
  };
  return [svg, pick];
}

// The window where cells are too small for numbers: one area, or its weights apart when dilation leaves holes.
function footprint(x, y, cell, { H, W }, kind) {
  if (H.d === 1) return rect(x, y, W.span * cell, H.span * cell, `mp-cell ${kind}`);
  let svg = rect(x, y, W.span * cell, H.span * cell, "mp-cell mp-hole");
  for (let u = 0; u < H.k; u++) for (let v = 0; v < W.k; v++) svg += rect(x + v * W.d * cell, y + u * H.d * cell, cell, cell, `mp-cell ${kind}`);
  return svg;
}

// Neighbouring unread rows or columns as one band each.
function unreadBands(counts, draw) {
  let svg = "";
  for (let i = 0, start = -1; i <= counts.length; i++) {
    const unread = i < counts.length && !counts[i];
    if (unread && start < 0) start = i;
    if (!unread && start >= 0) {
      svg += draw(start, i - start);
      start = -1;
    }
  }
  return svg;
}

export function sceneTransposed(state, g, id) {
  const { H, W } = g;
  const [rows, columns] = [H.out + 2 * H.p, W.out + 2 * W.p];
  const [cell, x0, x1] = sideBySide([H.n, W.n], [rows, columns]);
  const fine = cell >= 16;
  const [top, left] = [g.row * H.s, g.column * W.s];
  const value = inputCell(state, g.row, g.column);
  const tap = (at, start, axis) => at >= start && at < start + axis.span && (at - start) % axis.d === 0;
  const cut = (i, j) => i < H.p || j < W.p || i >= H.p + H.out || j >= W.p + W.out;
  let svg = title(x0, `input ${sizeName(state, state.in_channels, H.n, W.n)}`);
  svg += title(x1, `output ${sizeName(state, state.out_channels, H.out, W.out)}${H.p ? `, padding ${H.p} cut away` : ""}`);
  svg += sheets(x0, TOP, W.n * cell, H.n * cell, state.in_channels) + sheets(x1, TOP, columns * cell, rows * cell, state.out_channels);
  if (fine) {
    const values = outputValues(state, g);
    const [down, across] = [touches(H, H.n, rows, 0), touches(W, W.n, columns, 0)];
    svg += cells(x0, TOP, cell, H.n, W.n, (i, j) => [i === g.row && j === g.column ? "mp-tap" : "mp-in", inputCell(state, i, j), "", ""], id);
    svg += cells(x1, TOP, cell, rows, columns, (i, j) => {
      const hit = tap(i, top, H) && tap(j, left, W);
      const added = hit ? signed(value * kernelCell(state, (i - top) / H.d, (j - left) / W.d)) : "";
      const shared = down[i] * across[j] > 1;
      const gone = cut(i, j);
      const kind = hit ? "mp-now" : shared ? "mp-shared" : "mp-out";
      return [kind, gone ? "" : signed(values[i - H.p][j - W.p]), hit && !gone ? (added.startsWith("−") ? added : "+" + added) : "", gone ? "cut" : ""];
    }, id);
  } else {
    svg += rect(x0, TOP, W.n * cell, H.n * cell, "mp-cell mp-in") + rect(x1, TOP, columns * cell, rows * cell, "mp-cell mp-out");
    if (H.p) svg += rect(x1, TOP, columns * cell, rows * cell, "", `fill="url(#cut-${id})"`);
    svg += rect(x1 + W.p * cell, TOP + H.p * cell, W.out * cell, H.out * cell, "mp-cell mp-out");
    const least = Math.max(cell, 4);
    svg += rect(x0 + g.column * cell, TOP + g.row * cell, least, least, "mp-cell mp-tap");
    svg += footprint(x1 + left * cell, TOP + top * cell, cell, g, "mp-now");
  }
  if (H.p) svg += rect(x1 + W.p * cell, TOP + H.p * cell, W.out * cell, H.out * cell, "mp-outline");
  const [boxX, boxY] = [x1 + left * cell, TOP + top * cell];
  svg += rect(boxX, boxY, W.span * cell, H.span * cell, "mp-window");
  const [cx, cy] = [x0 + (g.column + 0.5) * cell, TOP + (g.row + 0.5) * cell];
  svg += rect(cx - cell / 2, cy - cell / 2, cell, cell, "mp-frame");
  svg += flow(x1, cy, boxY + (H.span * cell) / 2, id);
  const pick = (x, y) => {
    const inInput = x < x1 - GAP / 2;
    const along = (at, start, axis, origin) =>
      inInput ? clamp(Math.floor((at - origin) / cell), 0, axis.n - 1) : clamp(Math.round(((at - start) / cell - axis.span / 2) / axis.s), 0, axis.n - 1);
    return along(y, TOP, H, TOP) * W.n + along(x, x1, W, x0);
  };
  return [svg, pick];
}

// Why nothing comes out: the padded input, and the kernel that is too large for it.
export function sceneImpossible(state, g, id) {
  const { H, W } = g;
  const transposed = state.mode === "transposed";
  const p = transposed ? 0 : 1;
  const [rows, columns] = [H.n + 2 * H.p * p, W.n + 2 * W.p * p];
  const cell = Math.min(40, 300 / Math.max(columns, W.span), ROOM / Math.max(rows, H.span));
  const x0 = 14;
  const kind = (i, j) => {
    const pad = p && (i < H.p || j < W.p || i >= H.p + H.n || j >= W.p + W.n);
    return [pad ? "mp-pad" : "mp-in", cell < 16 ? "" : pad ? 0 : inputCell(state, i - H.p * p, j - W.p * p), "", ""];
  };
  let svg = title(x0, `input ${sizeName(state, state.in_channels, H.n, W.n)}${p && W.p ? ` + padding ${W.p}` : ""}`);
  svg += cell < 7 ? rect(x0, TOP, columns * cell, rows * cell, "mp-cell mp-in") : cells(x0, TOP, cell, rows, columns, kind, id);
  if (!transposed) svg += rect(x0, TOP, W.span * cell, H.span * cell, "mp-toolarge");
  const x1 = 336;
  svg += rect(x1, TOP, 192, 120, "mp-nothing") + label(x1 + 96, TOP + 58, "✕ no output", "mp-impossible");
  svg += label(x1 + 96, TOP + 88, "impossible setting", "mp-value", 'font-size="16"');
  if (!transposed) svg += rect(x1, TOP + 146, 22, 16, "mp-toolarge") + label(x1 + 32, TOP + 159, "what the kernel spans", "mp-key");
  return [svg, () => null];
}

export function sumInWords(state, g) {
  if (g.reason) return `Impossible: ${g.reason}.`;
  const line = state.mode === "1d";
  const write = (pairs) => pairs.map(([weight, value]) => `${signed(weight)}·${signed(value)}`).join(" + ").replaceAll("+ −", "− ");
  if (state.mode === "transposed") {
    const [i, j] = [g.row * g.H.s - g.H.p, g.column * g.W.s - g.W.p];
    let best = null; // of the cells under the stamp, the one that most stamps reach
    for (let u = 0; u < g.H.k; u++)
      for (let v = 0; v < g.W.k; v++) {
        const [a, b] = [i + u * g.H.d, j + v * g.W.d];
        if (a < 0 || b < 0 || a >= g.H.out || b >= g.W.out) continue;
        const found = g.H.n * g.W.n > 4000 ? [] : stamps(state, g, a, b);
        if (!best || found.length > best[2].length) best = [a, b, found];
      }
    if (!best || !best[2].length) return "The whole stamp falls on cells that are cut away.";
    const many = best[2].length > 9 ? `the sum of ${best[2].length} products` : write(best[2]);
    return `output[${best[0]}, ${best[1]}] adds ${best[2].length} ${best[2].length > 1 ? "stamps" : "stamp"} (kernel·input): ${many} = ${signed(total(best[2]))}`;
  }
  const pairs = terms(state, g, g.row, g.column);
  const products = pairs.length > 10 ? `the sum of ${pairs.length} products` : write(pairs);
  return `output[${line ? "" : `${g.row}, `}${g.column}] = ${products} = ${signed(total(pairs))}`;
}
