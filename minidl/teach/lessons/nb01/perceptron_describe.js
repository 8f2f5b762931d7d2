// The sentence of PerceptronPicture.

import { CORNERS, plain, pointName, series, sigmoid, stepOf, wrong, zOf } from "./perceptron_arithmetic.js";

export function describe({ w1, w2, T, gate, view }) {
  const z = CORNERS.map((corner) => zOf(w1, w2, T, corner));
  const outputs = z.map(stepOf);
  const last = view === "threshold" ? `T = ${plain(T)}` : `b = ${plain(0 - T)}`;
  const onLine = CORNERS.filter((_, i) => z[i] === 0).map(pointName);
  const words =
    w1 === 0 && w2 === 0 ? "both weights are 0, so there is no line, and every point gets the same"
    : onLine.length ? `on the line: ${onLine.join(", ")}, where z = 0 → 1`
    : "no point is on the line";
  return (
    `The unit with w = (${plain(w1)}, ${plain(w2)}), ${last} has z = ${series(z)} at ` +
    `(0,0), (0,1), (1,0), (1,1), so the step gives ${series(outputs)} and the sigmoid ` +
    `${z.map((value) => sigmoid(value).toFixed(2)).join(", ")}; ${words}; ` +
    `wrong against ${gate}: ${wrong(outputs, gate)} of 4.`
  );
}
