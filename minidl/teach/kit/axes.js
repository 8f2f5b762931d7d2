// A plane of numbers inside a picture: axes, curves and marks, as SVG text.

import { clamp, label, rect, signed, stroke } from "./shared.js";

let axesMade = 0; // for clip paths of their own

export class Axes {
  // box: [left, top, width, height] in the picture; x and y: [low, high] in numbers.
  constructor({ box, x, y }) {
    [this.left, this.top, this.width, this.height] = box;
    [this.x0, this.x1] = x;
    [this.y0, this.y1] = y;
    this.clip = `axes-${Math.random().toString(36).slice(2)}-${++axesMade}`;
  }
  x(value) {
    return this.left + ((value - this.x0) / (this.x1 - this.x0)) * this.width;
  }
  y(value) {
    return this.top + ((this.y1 - value) / (this.y1 - this.y0)) * this.height;
  }
  // The numbers at a place of the picture.
  at(px, py) {
    return [
      this.x0 + ((px - this.left) / this.width) * (this.x1 - this.x0),
      this.y1 - ((py - this.top) / this.height) * (this.y1 - this.y0),
    ];
  }
  holds(px, py) {
    return px >= this.left && px <= this.left + this.width && py >= this.top && py <= this.top + this.height;
  }
  // The box with its ticks, numbers or [number, text]; the lines of 0 are stronger.
  frame({ xticks = [], yticks = [], xlabel = "", ylabel = "", title = "", grid = true } = {}) {
    const { left, top, width, height } = this;
    const [right, bottom] = [left + width, top + height];
    const parts = [
      `<clipPath id="${this.clip}"><rect x="${left}" y="${top}" width="${width}" height="${height}"/></clipPath>`,
      rect(left, top, width, height, "mp-plane"),
    ];
    const pairs = (all) => all.map((tick) => (Array.isArray(tick) ? tick : [tick, signed(tick)]));
    const line = (text) => (text === "0" ? "mp-zero" : "mp-grid");
    for (const [tick, text] of pairs(xticks)) {
      if (grid) parts.push(stroke(this.x(tick), top, this.x(tick), bottom, line(text)));
      parts.push(label(this.x(tick), bottom + 15, text, "mp-tick mp-middle"));
    }
    for (const [tick, text] of pairs(yticks)) {
      if (grid) parts.push(stroke(left, this.y(tick), right, this.y(tick), line(text)));
      parts.push(label(left - 5, this.y(tick) + 4, text, "mp-tick mp-end"));
    }
    if (xlabel) parts.push(label(left + width / 2, bottom + (xticks.length ? 31 : 17), xlabel, "mp-key mp-middle"));
    if (ylabel) parts.push(label(left, top - 6, ylabel, "mp-key"));
    if (title) parts.push(label(left + width / 2, top - 8, title, "mp-title mp-middle"));
    return parts.join("");
  }
  // A line through [x, y] pairs; what leaves the box is cut off. A pair that is not finite breaks the line.
  curve(points, kind, more = "") {
    let [path, pen] = ["", "M"];
    for (const [x, y] of points) {
      const finite = Number.isFinite(x) && Number.isFinite(y); // not isFinite: it takes null for 0
      if (finite) path += `${pen}${this.x(x).toFixed(2)} ${this.y(clamp(y, this.y0 - this.far(), this.y1 + this.far())).toFixed(2)}`;
      pen = finite ? "L" : "M";
    }
    return `<path d="${path}" class="${kind}" clip-path="url(#${this.clip})" ${more}/>`;
  }
  far() {
    return 1000 * (this.y1 - this.y0); // an SVG with coordinates of 1e30 is drawn wrong
  }
  segment(x1, y1, x2, y2, kind, more = "") {
    return this.curve([[x1, y1], [x2, y2]], kind, more);
  }
  area(points, kind, more = "") {
    const path = points.map(([x, y]) => `${this.x(x).toFixed(2)} ${this.y(y).toFixed(2)}`).join("L");
    return `<path d="M${path}z" class="${kind}" clip-path="url(#${this.clip})" ${more}/>`;
  }
  // A mark of 12 pixels: shapes tell what colours tell.
  mark(x, y, shape, kind, more = "", size = 6) {
    return mark(this.x(x), this.y(y), shape, kind, more, size);
  }
}

export function mark(x, y, shape, kind, more = "", size = 6) {
  const paths = {
    square: `M${x - size} ${y - size}h${2 * size}v${2 * size}h${-2 * size}z`,
    triangle: `M${x} ${y - size - 1}L${x + size + 1} ${y + size}H${x - size - 1}z`,
    cross: `M${x - size} ${y - size}L${x + size} ${y + size}M${x - size} ${y + size}L${x + size} ${y - size}`,
  };
  if (shape === "circle" || shape === "ring") {
    const hollow = shape === "ring" ? "mp-hollow" : "";
    return `<circle cx="${x}" cy="${y}" r="${size}" class="${kind} ${hollow}" ${more}/>`;
  }
  return `<path d="${paths[shape]}" class="${kind}" ${more}/>`;
}

// About `count` round numbers from low to high, as ticks.
export function ticks(low, high, count = 5) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough * 0.999);
  const from = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - from + 1 }, (_, i) => Number(((from + i) * step).toPrecision(12)));
}
