// The drawing of SketchPad: a small canvas for a digit.

import { OWN_KEYS, element } from "../../kit/elements.js";
import { button, choiceBar, clamp, label, picture, rect, rounded, sheet } from "../../kit/shared.js";
import { SIDE, emptyImage, withStroke } from "../nb16/digit_canvas_arithmetic.js";

const PAD = 224;
const PITCH = PAD / SIDE;

export function padWords({ image }) {
  const ink = image.reduce((sum, value) => sum + value, 0);
  return ink ? `The drawing covers ${rounded((100 * ink) / (255 * SIDE * SIDE), 0)} % of the pad.` : "The pad is empty: draw a digit.";
}

function drawing(image, [row, column]) {
  let svg = rect(0.5, 0.5, PAD - 1, PAD - 1, "lc-paper");
  image.forEach((ink, at) => {
    const place = [(at % SIDE) * PITCH, Math.floor(at / SIDE) * PITCH, PITCH, PITCH];
    if (ink) svg += rect(...place, "lc-ink", `fill-opacity="${(ink / 255).toFixed(2)}" shape-rendering="crispEdges"`);
  });
  if (!image.some((ink) => ink)) svg += label(PAD / 2, PAD / 2, "draw a digit here", "mp-key mp-middle lc-hint");
  return svg + rect(column * PITCH, row * PITCH, PITCH, PITCH, "lc-cursor");
}

function build({ sheets, controls, words, change, state: now }) {
  const pad = sheet(sheets, [PAD, PAD], {
    role: "application", tabindex: 0, "aria-roledescription": "pad", ...OWN_KEYS,
    "aria-label": "Pad: arrow keys move the cursor, Space paints, Shift with arrows paints on the way, E changes pen and eraser, Delete clears",
  });
  pad.stage.classList.add("lc-pad");
  const tools = choiceBar(controls, "Tool", [[false, "Pen"], [true, "Eraser"]], (chosen) => take(chosen));
  const wipe = () => change({ image: emptyImage() });
  const clear = button(controls, "Clear", wipe);
  element("p", "mp-note", words, {}, "Keys: arrows move, Space paints, Shift + arrows paint, E, Delete.");
  let [erase, cursor, last] = [false, [14, 14], null];
  const take = (chosen) => tools.show((one) => one === (erase = chosen));
  take(false);
  const middle = (at) => at.map((value) => value + 0.5);
  const paint = (from, to) => change({ image: withStroke(now().image, from, to, erase) });
  const within = (at) => at.map((value) => clamp(Math.floor(value), 0, SIDE - 1));
  pad.drag((x, y, event) => {
    const here = [y / PITCH, x / PITCH];
    cursor = within(here);
    paint(event.type === "pointerdown" ? here : last ?? here, here);
    last = here;
  }, (dx, dy, { shiftKey }) => {
    const before = cursor;
    cursor = within([cursor[0] + dy, cursor[1] + dx]);
    if (shiftKey) paint(middle(before), middle(cursor));
    else change({}); // the cursor alone
  });
  pad.stage.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " ") paint(middle(cursor), middle(cursor));
    else if (event.key === "e" || event.key === "E") take(!erase);
    else if (event.key === "Delete" || event.key === "Backspace") wipe();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return ({ image }, sentence) => {
    pad.draw(sentence, drawing(image, cursor));
    clear.disabled = !image.some((ink) => ink);
  };
}

export default picture({ name: "A pad: draw a digit", describe: padWords, build });
