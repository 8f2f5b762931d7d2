// What a state of the picture is, in numbers and in words. backprop.py says the same in Python.

import { rounded } from "../../kit/shared.js";
import { backwards, forwards, readFormula, written } from "./backprop_language.js";

const FAR = 99999; // larger numbers do not fit into a box
export const number = (value) => rounded(value, 4);

export function computed({ expression, values: given, step, rule }) {
  const { boxes, problem } = readFormula(expression);
  if (problem) return { problem };
  const values = forwards(boxes, [...given, 1, 1, 1, 1, 1, 1]);
  const [arrows, right] = [backwards(boxes, values, rule === "="), backwards(boxes, values, false)];
  const seen = [...boxes.map(({ name }, i) => [name, values[i]]), ...[...arrows, ...right].map(({ parent, gradients }) => [boxes[parent].name, gradients[parent]])];
  const far = seen.find(([, value]) => !(Math.abs(value) <= FAR));
  if (far) return { problem: `At ${far[0]} there is no number that fits. Choose other inputs.`, boxes, values };
  const inputs = boxes.filter(({ operation }) => !operation).length;
  const forward = boxes.length - inputs;
  const all = forward + 1 + arrows.length;
  const now = Math.min(step, all);
  const done = now - forward - 1; // how many arrows; −1: not even ∂J/∂J
  const reached = new Map(done < 0 ? [] : [[boxes.length - 1, 1]]);
  for (const { parent, gradients } of arrows.slice(0, Math.max(done, 0))) reached.set(parent, gradients[parent]);
  const wrong = boxes.map((_, i) => i).filter((i) => Math.abs(arrows.at(-1).gradients[i] - right.at(-1).gradients[i]) > 1e-6);
  return { boxes, values, arrows, inputs, forward, all, now, done, reached, wrong, right: right.at(-1).gradients };
}

export function describe(state) {
  const { problem, boxes, values, arrows, inputs, all, now, done, reached, wrong, right } = computed(state);
  if (problem) return problem;
  const last = boxes.at(-1).name;
  const slope = (i) => `∂${last}/∂${boxes[i].name}`;
  const formulas = boxes.map(({ name }, i) => `${name} = ${written(boxes, i)}`).slice(inputs).join(", ");
  const known = boxes.map(({ name }, i) => `${name} = ${number(values[i])}`).slice(0, inputs + now).join(", ");
  let said = `${formulas}. Step ${now} of ${all}: ${known}.`;
  if (done >= 0) said += ` Backwards with ${state.rule}: ${[...reached].map(([i, g]) => `${slope(i)} = ${number(g)}`).join(", ")}.`;
  if (done === arrows.length) said += wrong.length ? ` Terms are lost: ${wrong.map((i) => `${slope(i)} is ${number(right[i])}`).join(", ")}.` : " All are right.";
  return said;
}

// What to say about a gradient that the student typed for the next arrow.
export function judge(typed, { above, part, before, factor, gradients, parent }, rule, value) {
  const near = (wanted) => Math.abs(typed - wanted) <= Math.max(0.01 * Math.abs(wanted), 0.0006);
  const [right, product] = [gradients[parent], `${number(above)} · ${number(factor)} = ${number(part)}`];
  const adds = rule === "+=" && before !== 0;
  if (near(right)) return [true, adds ? `Right: ${number(before)} + ${number(part)} = ${number(right)}.` : `Right: ${product}.`];
  if (adds && near(part)) return [false, "That is the new term alone. Another arrow came before: add it."];
  if (rule === "=" && near(before + part)) return [false, "You added up, as +=. The rule is = now: the old number goes."];
  if (near(factor)) return [false, "That is the factor on the arrow alone. Multiply it by the gradient that comes from above."];
  if (near(above)) return [false, "That is the gradient that comes from above. Multiply it by the factor on this arrow."];
  if (near(above + factor)) return [false, "You added. Along a path the factors are multiplied."];
  if (near(-right)) return [false, "Only the sign is wrong."];
  if (near(value)) return [false, "That is the value. The gradient says how much J changes with it."];
  return [false, "Not yet: multiply the gradient from above by the factor of this operation."];
}
