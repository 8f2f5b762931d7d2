// Softmax, its derivatives and its words. softmax.py says the same in Python; a test holds them together.

import { onStep, signed } from "../../kit/shared.js";

export const NAMES = ["cat", "dog", "bird", "fish"];
export const TEMPERATURES = [0.25, 0.5, 1, 2, 4];
export const STEPS = ["1 exp", "2 share", "3 i = j", "4 i ≠ j", "5 chain", "6 collapse"];
export const ENDS = { float32: 88.7, float64: 709.7 }; // e to more than that is inf

const total = (numbers) => numbers.reduce((sum, number) => sum + number, 0);
const rest = (p, i) => total(p.filter((_, j) => j !== i)); // 1 − p_i, without its cancellation

export function numbersOf({ logits, target, temperature: tau }) {
  const most = Math.max(...logits);
  const k = Math.min(NAMES.indexOf(target), logits.length - 1);
  const e = logits.map((z) => Math.exp((z - most) / tau));
  const sum = total(e);
  const p = e.map((x) => x / sum);
  const gap = p.map((q, i) => (i === k ? rest(p, i) : 0 - q)); // y − p
  return {
    k, p, gap, most,
    loss: Math.log(sum) - (logits[k] - most) / tau,
    push: gap.map((q) => q / tau), // what a training step at rate 1 adds to the logits: minus the gradient
    jacobian: p.map((q, i) => p.map((r, j) => (q * (i === j ? rest(p, i) : -r)) / tau)),
  };
}

// The logits after one training step at learning rate 1, rounded as the boxes are.
export function trained(state) {
  const { push } = numbersOf(state);
  return state.logits.map((z, i) => Math.min(Math.max(onStep(z + push[i], 0.01), -1000), 1000));
}

// What softmax without its shift gives, and whether that is wrong.
export function naive({ logits, temperature }, precision) {
  const kind = precision === "float32" ? Math.fround : (x) => x;
  const e = logits.map((z) => kind(Math.exp(z / temperature)));
  const sum = e.reduce((before, x) => kind(before + x), 0);
  const why = e.includes(Infinity) ? "overflow" : sum === Infinity ? "sum" : sum === 0 ? "underflow" : "fine";
  return [e.map((x) => kind(x / sum)), why];
}

// --- numbers as texts ---

export function fixed(x) {
  const thousandths = Math.floor(Math.abs(x) * 1000 + 0.5 + 1e-9);
  if (thousandths === 0) return "≈0"; // nothing here is quite 0
  return `${x < 0 ? "−" : ""}${Math.floor(thousandths / 1000)}.${String(thousandths % 1000).padStart(3, "0")}`;
}

export function share(p) {
  const text = fixed(p);
  return text === "1.000" ? "≈1" : text; // never quite 1
}

export function scientific(x) {
  if (x === 0 || (Math.abs(x) >= 0.01 && Math.abs(x) < 10000)) return fixed(x);
  if (!Number.isFinite(x)) return "inf";
  const [mantissa, power] = Math.abs(x).toExponential(2).split("e");
  const above = String(Number(power)).replace(/./g, (c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(c)]));
  return `${x < 0 ? "−" : ""}${mantissa}·10${above}`;
}

const is = (text) => (text.startsWith("≈") ? text.replace("≈", "≈ ") : `= ${text}`);
const shares = (values) => values.map((v) => (Number.isNaN(v) ? "nan" : v ? share(v) : "0")).join(", ");

// --- sentences ---

export function describe(state) {
  const { k, p, loss, push } = numbersOf(state);
  const logits = state.logits.map((z, i) => `${NAMES[i]} ${signed(z)}`).join(", ");
  const [values, why] = naive(state, "float32");
  const broken = why === "fine" ? "" : ` Without subtracting the maximum, float32 gives ${shares(values)}.`;
  return (
    `At temperature ${signed(state.temperature)} the logits ${logits} become the probabilities ` +
    `${p.map(share).join(", ")}; the target is ${NAMES[k]}, the loss −log p is ${fixed(loss)}, ` +
    `and a training step pushes the logits by (y − p)/τ: ${push.map(fixed).join(", ")}.${broken}`
  );
}

// Whether the exponentials themselves would fit into the computer's numbers.
export function overflow(state) {
  const largest = signed(onStep(Math.max(...state.logits) / state.temperature, 0.01));
  const reasons = {
    fine: () => "is fine",
    overflow: () => `makes e^${largest} inf, and inf/inf is nan`,
    sum: () => "makes the sum inf, and everything divided by inf is 0",
    underflow: () => "makes every exponential 0, and 0/0 is nan",
  };
  const said = Object.keys(ENDS).map((kind) => ((why) => `${kind} ${reasons[why]()}`)(naive(state, kind)[1]));
  return `The largest exponent is ${largest}. Without subtracting it, ${said.join("; ")}.`;
}

// The lines of the chosen step, with the numbers of the moment; t is the target class.
export function derivation(state) {
  const { logits, temperature: tau, step } = state;
  const { k, p, loss, push, jacobian, most } = numbersOf(state);
  const [row, t] = [jacobian[k], NAMES[k]];
  const shift = Math.abs(most) / tau > 80 ? most : 0;
  const exponents = logits.map((z) => onStep((z - shift) / tau, 0.001));
  const e = logits.map((z) => Math.exp((z - shift) / tau));
  const [by, of] = tau === 1 ? ["", ""] : [`/${signed(tau)}`, "/τ"];
  const each = (line) => p.map((_, j) => line(NAMES[j], j));
  const others = (line) => each(line).filter((_, j) => j !== k);
  if (step === 1) {
    const words = shift ? `, after subtracting the largest logit, ${signed(shift)}: p stays the same` : "";
    return [`e_i = e^(z_i${of})${words}`, ...each((name, j) => `${name}: e^${signed(exponents[j])} ${is(scientific(e[j]))}`)];
  }
  const sum = scientific(total(e));
  if (step === 2) {
    const line = (name, j) => `p_${name} = ${scientific(e[j])} / ${sum} ${is(share(p[j]))}`;
    return [`S = ${e.map(scientific).join(" + ")} = ${sum}`, "p_i = e_i / S: positive, and together 1", ...each(line)];
  }
  if (step === 3)
    return [
      `∂p_${t}/∂z_${t} = (e_${t}·S − e_${t}·e_${t}) / S²${of}`,
      `= p_${t} · (1 − p_${t})${of} = ${share(p[k])} · ${share(rest(p, k))}${by} ${is(fixed(row[k]))}`,
      `Its own logit lifts p_${t}, and most where p_${t} = 0.5.`,
    ];
  if (step === 4)
    return [
      `∂p_${t}/∂z_j = (0·S − e_${t}·e_j) / S²${of} = −p_${t} · p_j${of}`,
      ...others((name, j) => `${name}: −${share(p[k])} · ${share(p[j])}${by} ${is(fixed(row[j]))}`),
      `Row ${t} of the map sums to 0: the same amount added to all logits changes nothing.`,
    ];
  const steep = loss < 700 ? scientific(Math.exp(loss)) : `e^${signed(onStep(loss, 0.01))}`;
  if (step === 5)
    return [
      `J = −log p_${t} = ${fixed(loss)}, so ∂J/∂p_${t} = −1/p_${t} = −${steep}`,
      ...(loss < 700 ? [] : ["No float64 is so large: the computer says inf. So simplify first (step 6), then compute."]),
      `∂J/∂z_j = ∂J/∂p_${t} · ∂p_${t}/∂z_j`,
      ...(loss < 700 ? each((name, j) => `${name}: −${steep} · ${scientific(row[j])}`) : []),
    ];
  const product = (name, j) =>
    j === k
      ? `${t}: −1/p_${t} · p_${t}(1 − p_${t})${of} = −(1 − p_${t})${of} ${is(fixed(-push[j]))}`
      : `${name}: −1/p_${t} · (−p_${t} · p_${name})${of} = p_${name}${of} ${is(fixed(-push[j]))}`;
  return [...each(product), `All in one: ∂J/∂z = ${of ? "(p − y)/τ" : "p − y"}, never beyond ±${signed(1 / tau)}. The step goes the other way.`];
}
