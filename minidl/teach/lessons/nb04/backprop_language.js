// The small language of formulas, and what its operations do. expressions.py says the same with the framework's own operations.

import { rounded } from "../../kit/shared.js";

const FUNCTIONS = ["sin", "cos", "exp", "log", "sqrt", "tanh", "sigmoid", "relu"];
const TOKEN = /\s*(?:(\d+\.?\d*|\.\d+)|([A-Za-z_][A-Za-z0-9_]*)|(\*\*|[-+*/^()=;])|(\S))/g;
const SAME = { "·": "*", "×": "*", "−": "-", "\n": ";" };
const [BOXES, INPUTS, LETTERS] = [16, 6, 160]; // more would be a carpet, not a picture
const raised = (x, n) => (n === 3 ? x * x * x : x ** n);

// Each operation: its value of a and b, and what its gradient g brings to a and to b; v is the value.
const OPERATIONS = {
  add: [(a, b) => a + b, (g) => g, (g) => g],
  sub: [(a, b) => a - b, (g) => g, (g) => -g],
  mul: [(a, b) => a * b, (g, a, b) => g * b, (g, a) => g * a],
  div: [(a, b) => a / b, (g, a, b) => g / b, (g, a, b) => -g * (a / b / b)],
  neg: [(a) => -a, (g) => -g],
  power: [raised, (g, a, n) => (n ? g * (n * raised(a, n - 1)) : 0)],
  sin: [Math.sin, (g, a) => g * Math.cos(a)],
  cos: [Math.cos, (g, a) => -g * Math.sin(a)],
  exp: [Math.exp, (g, a, b, v) => g * v],
  log: [Math.log, (g, a) => g / a],
  sqrt: [Math.sqrt, (g, a, b, v) => g / (2 * v)],
  tanh: [Math.tanh, (g, a, b, v) => g * (1 - v * v)],
  sigmoid: [(a) => 1 / (1 + Math.exp(-a)), (g, a, b, v) => g * v * (1 - v)],
  relu: [(a) => Math.max(a, 0), (g, a) => (a > 0 ? g : 0)],
};
const same = (one, other) => one?.at === other?.at && (one?.at !== undefined || one === other);

// {boxes: [{name, operation, inputs: [{at: place} or a number]}]}, inputs first, the result last; or {problem: a sentence}.
export function readFormula(typed) {
  const text = typed.slice(0, LETTERS);
  const fail = (words, place) => {
    throw { problem: `${text.slice(0, place)}▸${text.slice(place)}: ${words}` };
  };
  const tokens = [];
  const [boxes, known] = [[], new Map()];
  let at = 0;
  const stop = (words, place = tokens[at].place) => fail(words, place);
  const nextIs = (...signs) => tokens[at].kind === "sign" && signs.includes(tokens[at].text);
  function box(operation, inputs, name = "") {
    if (operation && inputs.every((one) => typeof one === "number")) return OPERATIONS[operation][0](...inputs);
    const before = operation ? boxes.findIndex((one) => one.operation === operation && same(one.inputs[0], inputs[0]) && same(one.inputs[1], inputs[1])) : -1;
    return { at: before >= 0 ? before : boxes.push({ name, operation, inputs }) - 1 };
  }
  function statement() {
    const { kind, text: name, place } = tokens[at];
    if (kind !== "name" || tokens[at + 1].text !== "=") return sum();
    if (FUNCTIONS.includes(name)) stop(`"${name}" is a function: choose another name.`);
    at += 2;
    const value = sum();
    if (known.has(name)) stop(`"${name}" has a value already: choose another name.`, place);
    known.set(name, value);
    if (value.at !== undefined) boxes[value.at].name ||= name;
    return value;
  }
  function sum() {
    let value = product();
    while (nextIs("+", "-")) value = box(tokens[at++].text === "+" ? "add" : "sub", [value, product()]);
    return value;
  }
  function product() {
    let value = minus();
    while (nextIs("*", "/")) value = box(tokens[at++].text === "*" ? "mul" : "div", [value, minus()]);
    return value;
  }
  function minus() {
    if (nextIs("-")) return at++, box("neg", [minus()]);
    const value = atom();
    if (!nextIs("^", "**")) return value;
    const { place } = tokens[at++];
    const exponent = minus();
    if (typeof exponent !== "number") stop("the exponent must be a number, such as x^2.", place);
    return box("power", [value, exponent]);
  }
  function atom() {
    const { kind, text: word, place } = tokens[at++];
    if (kind === "number") return Number(word);
    if (kind === "name" && (FUNCTIONS.includes(word) || nextIs("("))) {
      if (!FUNCTIONS.includes(word)) stop(`"${word}" is no function here. There are ${FUNCTIONS.join(", ")}.`, place);
      if (!nextIs("(")) stop(`write ${word} with brackets, as in ${word}(x).`);
      return box(word, [bracket()]);
    }
    if (kind === "name") {
      if (!known.has(word)) known.set(word, box("", [], word));
      return known.get(word);
    }
    at--;
    return word === "(" ? bracket() : stop("something is missing here.");
  }
  function bracket() {
    at++;
    const value = sum();
    if (!nextIs(")")) stop("a ) is missing here.");
    at++;
    return value;
  }
  function all() {
    const plain = text.replace(/[·×−\n]/g, (c) => SAME[c]);
    for (const found of plain.matchAll(TOKEN)) {
      const kind = [1, 2, 3, 4].find((n) => found[n] !== undefined);
      const place = found.index + found[0].length - found[kind].length;
      if (kind === 4) fail(found[4] === "," ? "write decimals with a point." : `"${found[4]}" has no meaning here.`, place);
      tokens.push({ kind: ["number", "name", "sign"][kind - 1], text: found[kind], place });
    }
    tokens.push({ kind: "end", text: "", place: text.length });
    let end;
    for (;;) {
      while (nextIs(";")) at++;
      if (tokens[at].kind === "end") break;
      end = statement();
      if (nextIs(";") || tokens[at].kind === "end") continue;
      const { text: word } = tokens[at];
      stop(word === ")" ? "this ) has no (." : word === "=" ? "one = is too many." : `before "${word}" a sign is missing, such as *.`);
    }
    if (!known.size && !boxes.length) stop("type a formula, such as J = 3*v.");
    if (end.at === undefined || !boxes[end.at].operation) stop("the last formula needs an input, such as x, and one operation at least.");
    return end.at;
  }
  try {
    const end = all();
    const needed = new Set([end]);
    for (let place = end; place >= 0; place--) if (needed.has(place)) for (const one of boxes[place].inputs) if (one.at !== undefined) needed.add(one.at);
    const order = [...needed].sort((a, b) => (boxes[a].operation !== "") - (boxes[b].operation !== "") || a - b);
    if (order.length > BOXES || order.filter((place) => !boxes[place].operation).length > INPUTS) stop(`more than ${BOXES} boxes or ${INPUTS} inputs do not fit. Write less.`);
    let count = 0;
    return {
      boxes: order.map((old) => {
        let { name, operation, inputs } = boxes[old];
        if (old === end && !name && !known.has("J")) name = "J";
        while (!name) name = known.has(`v${++count}`) ? "" : `v${count}`;
        return { name, operation, inputs: inputs.map((one) => (one.at === undefined ? one : { at: order.indexOf(one.at) })) };
      }),
    };
  } catch (stopped) {
    if (stopped.problem) return stopped;
    throw stopped;
  }
}

// The value of every box.
export function forwards(boxes, given) {
  const [values, next] = [[], [...given]];
  for (const { operation, inputs } of boxes) values.push(operation ? OPERATIONS[operation][0](...inputs.map((one) => (one.at === undefined ? one : values[one.at]))) : next.shift());
  return values;
}

// The backward pass, arrow by arrow: who brings what to whom, by which factor, and the gradients behind it.
export function backwards(boxes, values, replace) {
  const [gradients, arrows] = [boxes.map(() => 0), []];
  gradients[boxes.length - 1] = 1;
  for (let child = boxes.length - 1; child >= 0; child--) {
    const { operation, inputs } = boxes[child];
    const [a, b] = inputs.map((one) => (one.at === undefined ? one : values[one.at]));
    const brings = (g, place) => OPERATIONS[operation][place + 1](g, a, b, values[child]);
    const above = gradients[child];
    inputs.forEach((one, place) => {
      if (one.at === undefined) return;
      const [part, before] = [brings(above, place), gradients[one.at]];
      gradients[one.at] = replace ? part : before + part;
      arrows.push({ child, parent: one.at, place, above, part, before, factor: brings(1, place), gradients: [...gradients] });
    });
  }
  return arrows;
}

// What makes a box, as it is written in it: b·c, x², sin(t).
export function written(boxes, place) {
  const { operation, inputs } = boxes[place];
  const [a, b] = inputs.map((one) => (one.at === undefined ? rounded(one, 4) : boxes[one.at].name));
  const signs = { add: `${a} + ${b}`, sub: `${a} − ${b}`, mul: `${a}·${b}`, div: `${a}/${b}`, neg: `−${a}`, sigmoid: `σ(${a})` };
  return { ...signs, power: { 2: `${a}²`, 3: `${a}³` }[b] ?? `${a}^${b}` }[operation] ?? `${operation}(${a})`;
}
