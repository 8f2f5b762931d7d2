// The sentence of PerceptronPicture.

import { CORNERS, plain, pointName, series, sigmoid, stepOf, verdict, zOf } from "./perceptron_arithmetic.js";

export function describe({ w1, w2, T, gate }) {
  const z = CORNERS.map((corner) => zOf(w1, w2, T, corner));
  const onLine = CORNERS.filter((_, i) => z[i] === 0).map(pointName);
  const words =
    w1 === 0 && w2 === 0 ? "both weights are 0, so there is no line, and every point gets the same"
    : onLine.length ? `on the line: ${onLine.join(", ")}, where z = 0 → 1`
    : "no point is on the line";
  return (
    `The unit with w = (${plain(w1)}, ${plain(w2)}), T = ${plain(T)} has z = ${series(z)} at ` +
    `(0,0), (0,1), (1,0), (1,1), so the step gives ${series(z.map(stepOf))}, and the sigmoid ` +
    `${z.map((value) => sigmoid(value).toFixed(2)).join(", ")}; ${words}; ${verdict(z.map(stepOf), gate)}.`
  );
}
