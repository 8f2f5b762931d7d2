// The perceptron learning rule, step by step. learning_rule.py says the same; a test holds them together.

import { CORNERS, GATES, learn, plain, pointName } from "./perceptron_arithmetic.js";

export const MOST_STEPS = 60;
const START = { w1: 0, w2: 0, T: 0 };

// All that the picture needs to know of the first `step` steps.
export function lesson({ gate, step }) {
  const history = learn(gate, step);
  const weights = [START, ...history];
  const same = (a, b) => a.w1 === b.w1 && a.w2 === b.w2 && a.T === b.T;
  const learned = step >= 4 && history.slice(-4).every((one) => one.error === 0);
  let repeats = null;
  for (let earlier = step - 4; earlier >= 0 && repeats === null; earlier -= 4)
    if (same(weights[earlier], weights[step]) && history.slice(earlier).some((one) => one.error)) repeats = earlier;
  return { history, weights, learned, repeats, now: weights[step] };
}

export function describe(state) {
  const { gate, step } = state;
  const { history, learned, repeats, now } = lesson(state);
  const words = `w = (${plain(now.w1)}, ${plain(now.w2)}), T = ${plain(now.T)}`;
  if (step === 0) return `Before the first step of learning ${gate}, ${words}; the first point is (0,0).`;
  const last = history.at(-1);
  const mistakes = history.filter((one) => one.error).length;
  const said =
    `Step ${step} of learning ${gate} looked at ${pointName(CORNERS[last.corner])}, target ${GATES[gate][last.corner]}, ` +
    `output ${last.output}, error ${plain(last.error)}; now ${words}, after ${mistakes} corrections`;
  if (learned) return `${said}; four right in a row: learned, nothing changes any more.`;
  if (repeats !== null) return `${said}; the same as after step ${repeats}: from there on it goes round and round.`;
  return `${said}.`;
}
