// Softmax, its derivatives and its words. softmax.py says the same in Python; a test holds them together.

import { signed } from "../../kit/shared.js";

export const NAMES = ["cat", "dog", "bird", "fish"];
const BELOW = "₁₂₃₄";
export const TEMPERATURES = [0.25, 0.5, 1, 2, 4];
export const STEPS = ["1 exp", "2 share", "3 i = j", "4 i ≠ j", "5 chain", "6 collapse"];

const total = (numbers) => numbers.reduce((sum, number) => sum + number, 0);
const rest = (p, i) => total(p.filter((_, j) => j !== i)); // 1 − p_i, without its cancellation

export function numbersOf({ logits, target, temperature: tau }) {
  const most = Math.max(...logits);
  const k = Math.min(NAMES.indexOf(target), logits.length - 1);
  const e = logits.map((z) => Math.exp((z - most) / tau));
  const sum = total(e);
  const p = e.map((x) => x / sum);
  return {
    k,
    p,
    loss: Math.log(sum) - (logits[k] - most) / tau,
    gradient: p.map((q, i) => (i === k ? -rest(p, i) : q) / tau),
    jacobian: p.map((q, i) => p.map((r, j) => (q * (i === j ? rest(p, i) : -r)) / tau)),
  };
}

// What softmax without its shift gives, and why that is wrong.
export function naive({ logits, temperature }, precision) {
  const kind = precision === "float32" ? Math.fround : (x) => x;
  const smallest = precision === "float32" ? 2 ** -126 : 2 ** -1022;
  const e = logits.map((z) => kind(Math.exp(z / temperature)));
  const sum = e.reduce((before, x) => kind(before + x), 0);
  const values = e.map((x) => kind(x / sum));
  const why = e.includes(Infinity) ? "overflow" : sum === Infinity ? "sum" : sum === 0 ? "underflow" : Math.max(...e) < smallest ? "digits" : "fine";
  return [values, why];
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

const shares = (values) => values.map((v) => (Number.isNaN(v) ? "nan" : v ? share(v) : "0")).join(", ");

// --- sentences ---

export function describe(state) {
  const { k, p, loss, gradient } = numbersOf(state);
  const logits = state.logits.map((z, i) => `${NAMES[i]} ${signed(z)}`).join(", ");
  const [values, why] = naive(state, "float32");
  const broken = why === "fine" ? "" : ` Without subtracting the maximum, float32 gives ${shares(values)}.`;
  return (
    `At temperature ${signed(state.temperature)} the logits ${logits} become the probabilities ` +
    `${p.map(share).join(", ")}; the target is ${NAMES[k]}, the loss −log p is ` +
    `${fixed(loss)}, and the gradient (p − y)/τ is ${gradient.map(fixed).join(", ")}.${broken}`
  );
}

export function overflow(state) {
  const largest = signed(Math.max(...state.logits) / state.temperature);
  const cases = ["float32", "float64"].map((name) => [name, ...naive(state, name)]);
  if (cases.every(([, , why]) => why === "fine"))
    return (
      `Naive e^(z/τ) / Σ e^(z/τ) is fine here: the largest exponent is ${largest}; float32 ` +
      "overflows above 88.7, float64 above 709.7."
    );
  const reasons = {
    overflow: `e^${largest} is too large and becomes inf, and inf / inf is nan`,
    sum: "the sum becomes inf, and everything divided by inf is 0",
    underflow: "every exponential becomes 0, and 0 / 0 is nan",
    digits: "the exponentials are so small that digits get lost",
  };
  let said = cases.map(([name, values, why]) => (why === "fine" ? `${name} is fine` : `${name} gives ${shares(values)}: ${reasons[why]}`));
  if (cases[0][2] === cases[1][2]) said = [said[1].replace("float64 gives", "float32 and float64 give")];
  return `Naively, ${said.join("; ")}. Subtract the maximum first: the same p, and no overflow.`;
}

// The lines of the chosen step, with the numbers of the moment.
export function derivation(state) {
  const { logits, temperature: tau, step } = state;
  const { k, p, loss, gradient, jacobian } = numbersOf(state);
  const row = jacobian[k];
  const n = BELOW[k];
  const most = Math.max(...logits);
  const shift = Math.abs(most) / tau > 80 ? most : 0;
  const exponents = logits.map((z) => (z - shift) / tau);
  const e = exponents.map(Math.exp);
  const [by, of] = tau === 1 ? ["", ""] : [`/${signed(tau)}`, "/τ"];
  const each = (line) => p.map((_, j) => line(NAMES[j], j));
  const others = (line) => each(line).filter((_, j) => j !== k);
  if (step === 1) {
    const words = shift ? `, with zᵢ ${shift > 0 ? "−" : "+"} ${signed(Math.abs(shift))} for zᵢ: the same p` : "";
    return [`eᵢ = e^(zᵢ${of})${words}.`, ...each((name, j) => `${name}: e^${signed(exponents[j])} = ${scientific(e[j])}`)];
  }
  if (step === 2) {
    const sum = scientific(total(e));
    return [
      `S = Σ eᵢ = ${e.map(scientific).join(" + ")} = ${sum}`,
      "pᵢ = eᵢ / S: positive, and together 1.",
      ...each((name, j) => `${name}: ${scientific(e[j])} / ${sum} = ${share(p[j])}`),
    ];
  }
  if (step === 3)
    return [
      `∂p${n}/∂z${n} = (e${n}·S − e${n}·e${n}) / S²${of}`,
      `= p${n} · (1 − p${n})${of}`,
      `= ${share(p[k])} · ${share(rest(p, k))}${by} = ${fixed(row[k])}`,
      `Cell ${NAMES[k]}, ${NAMES[k]} of the map: its own logit lifts p${n}, most at p${n} = 0.5.`,
    ];
  if (step === 4)
    return [
      `∂p${n}/∂zⱼ = (0·S − e${n}·eⱼ) / S²${of} = −p${n} · pⱼ${of}`,
      ...others((name, j) => `${name}: −${share(p[k])} · ${share(p[j])}${by} = ${fixed(row[j])}`),
      `Row ${NAMES[k]} of the map sums to 0: the same amount added to all logits changes nothing.`,
    ];
  if (step === 5) {
    const steep = loss < 700 ? Math.exp(loss) : Infinity;
    const first = `J = −log p${n} = ${fixed(loss)}; ∂J/∂p${n} = −1/p${n} = −${scientific(steep)}, others 0.`;
    if (steep === Infinity) return [first, `p${n} is below the smallest float64. Simplify first, then compute: next step.`];
    return [first, `∂J/∂zⱼ = ∂J/∂p${n} · ∂p${n}/∂zⱼ`, ...each((name, j) => `${name}: −${scientific(steep)} · ${scientific(row[j])}`)];
  }
  const products = each((name, j) =>
    j === k
      ? `${name}: −1/p${n} · p${n}(1 − p${n})${of} = −(1 − p${n})${of} = ${fixed(gradient[j])}`
      : `${name}: −1/p${n} · (−p${n} · p${BELOW[j]})${of} = p${BELOW[j]}${of} = ${fixed(gradient[j])}`,
  );
  const what = of ? "(p − y)/τ" : "p − y";
  return [...products, `All in one: ${what}. The sum is 0, and no entry is beyond ±${signed(1 / tau)}.`];
}
