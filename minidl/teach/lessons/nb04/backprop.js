// The drawing of BackpropPicture: boxes and arrows, a formula to type, and the question for the next gradient.

import { OWN_KEYS, element, ownName, setAttribute, setText } from "../../kit/elements.js";
import { parseNumber } from "../../kit/numbers.js";
import { button, choiceBar, clamp, handle, label, marksRow, numberControl, picture, rect, rounded, sheet } from "../../kit/shared.js";
import { computed, describe, judge, number } from "./backprop_arithmetic.js";
import { readFormula, written } from "./backprop_language.js";

const [WIDE, HIGH] = [84, 64]; // of a box
const [GAP, EDGE] = [54, 10];
const factorOf = (value) => `×${rounded(value, Math.abs(value) < 0.1 ? 3 : 2)}`;

// Where the boxes are: columns from left to right where they fit into the room, else rows from top to bottom.
function layout(boxes, room) {
  const level = boxes.map(() => 0);
  boxes.forEach(({ inputs }, i) => inputs.forEach((one) => one.at !== undefined && (level[i] = Math.max(level[i], level[one.at] + 1))));
  boxes.forEach(({ operation }, i) => operation || (level[i] = Math.min(...boxes.flatMap(({ inputs }, j) => (inputs.some((one) => one.at === i) ? [level[j] - 1] : [])))));
  const levels = Array.from({ length: Math.max(...level) + 1 }, (_, n) => boxes.map((_, i) => i).filter((i) => level[i] === n));
  const most = Math.max(...levels.map((all) => all.length));
  const across = Math.max(656, levels.length * (WIDE + GAP) - GAP + 2 * EDGE);
  const flat = across * 0.88 <= room;
  const down = levels.length > 5 ? 24 : 34;
  const size = flat ? [across, Math.max(236, most * (HIGH + 14) + 2)] : [338, Math.max(458, levels.length * (HIGH + down) - down + 2 * EDGE)];
  const place = [];
  levels.forEach((all, n) => {
    const wide = flat ? WIDE : Math.min(WIDE, (318 - 8 * (all.length - 1)) / all.length);
    all.forEach((i, k) => {
      const along = EDGE + n * (flat ? WIDE + GAP : HIGH + down) + (flat ? Math.max(0, (across - 2 * EDGE - levels.length * (WIDE + GAP) + GAP) / 2) : 0);
      const middle = ((k + 0.5) * (size[flat ? 1 : 0] - (flat ? 0 : 2 * EDGE))) / all.length + (flat ? 0 : EDGE);
      place[i] = flat ? { x: along, y: middle - HIGH / 2, wide } : { x: middle - wide / 2, y: along, wide };
    });
  });
  return { flat, size, place };
}

const signOf = (value) => (value > 0 ? "bp-plus" : value < 0 ? "bp-minus" : "");
const fitted = (x, y, text, wide, kind) => label(x, y, text, `mp-middle ${kind}`, text.length * 7.6 > wide - 6 ? `textLength="${wide - 8}" lengthAdjust="spacingAndGlyphs"` : "");

// One arrow: the way of a value, and back on it, once it has been used, a gradient with its factor.
function arrow({ flat, place }, { child, parent, place: which }, uses, kind, words) {
  const [from, to] = [place[parent], place[child]];
  const share = Math.min(which + 1, uses) / (uses + 1);
  const [x1, y1] = flat ? [from.x + from.wide, from.y + HIGH / 2] : [from.x + from.wide / 2, from.y + HIGH];
  const [x2, y2] = flat ? [to.x, to.y + HIGH * share] : [to.x + to.wide * share, to.y];
  const [cx, cy] = [(x1 + x2) / 2, (y1 + y2) / 2];
  const path = flat ? `M${x1} ${y1}C${cx} ${y1} ${cx} ${y2} ${x2} ${y2}` : `M${x1} ${y1}C${x1} ${cy} ${x2} ${cy} ${x2} ${y2}`;
  const tip = kind === "bp-way" ? "" : flat ? `<path d="M${x1} ${y1}l10 -6v12z" class="bp-tip"/>` : `<path d="M${x1} ${y1}l-6 10h12z" class="bp-tip"/>`;
  return [`<path d="${path}" class="${kind}"/>${tip}`, words && label(cx, cy + (flat ? -5 : 5), words, "mp-key mp-middle mp-halo bp-factor")];
}

function drawing(state, g, plan) {
  const { boxes, values, arrows, inputs, now, done, reached } = g;
  const last = (arrow_, n) => state.rule === "+=" || !arrows.slice(n + 1, Math.max(done, 0)).some(({ parent }) => parent === arrow_.parent);
  let [lines, words] = ["", ""];
  arrows.forEach((one, n) => {
    const used = n < done;
    const lost = used && !last(one, n);
    const kind = lost ? "bp-lost" : used ? "bp-back" : n === done ? "bp-next" : "bp-way";
    const [line, text] = arrow(plan, one, boxes[one.child].inputs.filter((used_) => used_.at !== undefined).length, kind, lost ? "lost" : used ? factorOf(one.factor) : "");
    lines += line;
    words += text;
  });
  boxes.forEach(({ name, operation }, i) => {
    const { x, y, wide } = plan.place[i];
    const [known, next] = [i < inputs + now, i === inputs + now || (done === -1 && i === boxes.length - 1 && now === g.forward)];
    lines += rect(x, y, wide, HIGH, `bp-box ${known ? "bp-known" : ""}`) + (reached.has(i) ? rect(x, y + 42, wide, HIGH - 42, `bp-gradient ${signOf(reached.get(i))}`) : "");
    if (next || (done >= 0 && arrows[done]?.parent === i)) lines += rect(x - 3, y - 3, wide + 6, HIGH + 6, "mp-frame");
    words += fitted(x + wide / 2, y + 16, operation ? `${name} = ${written(boxes, i)}` : name, wide, "mp-key mp-strong");
    words += fitted(x + wide / 2, y + 35, known ? number(values[i]) : "?", wide, "mp-key");
    if (reached.has(i)) words += fitted(x + wide / 2, y + 58, `grad ${number(reached.get(i))}`, wide, "mp-key");
  });
  return lines + words;
}

function build({ sheets, controls, words, change, limits, state: now }) {
  const graph = sheet(sheets, [656, 236], handle("Steps: right is forwards, left is back", 0, 60));
  graph.stage.classList.add("bp-graph");
  const marks = marksRow(sheets);
  const going = (by) => {
    const { all, now: at } = computed(now());
    if (all) change({ step: clamp(at + by, 0, all) });
  };
  graph.drag(() => {}, (dx, dy) => going(dx || dy));

  const row = element("label", "mp-control mp-wide bp-row", controls);
  element("span", "mp-control-name", row, { "aria-hidden": "true" }, "formula");
  const id = ownName();
  const typed = element("input", "mp-number", row, { type: "text", "aria-label": "formula", "aria-describedby": id, spellcheck: "false", autocomplete: "off", maxlength: 160, ...OWN_KEYS });
  const said = element("p", "mp-wide bp-said", controls, { id, role: "status" });
  typed.addEventListener("input", () => {
    const { problem = "" } = readFormula(typed.value);
    setText(said, problem);
    setAttribute(typed, "aria-invalid", problem !== "");
    if (!problem) change({ expression: typed.value, step: 0 });
  });
  typed.addEventListener("blur", () => (setAttribute(typed, "aria-invalid", "false"), setText(said, ""), (typed.value = now().expression)));

  const set = (i, value) => change({ values: Array.from({ length: Math.max(now().values.length, i + 1) }, (_, k) => (k === i ? value : now().values[k] ?? 1)) });
  const given = Array.from({ length: 6 }, (_, i) => numberControl(controls, { name: `input${i}`, text: `input ${i + 1}` }, [-100, 100, 5, 0.25], (all) => set(i, all[`input${i}`])));
  for (const { row: one } of given) one.querySelector("input").min = -5;
  const bar = element("div", "mp-bar", controls);
  button(bar, "◀ Back", () => going(-1));
  button(bar, "Next ▶", () => going(1));
  button(bar, "All values", () => change({ step: computed(now()).forward ?? 0 }));
  button(bar, "To the end", () => going(60));
  const rules = choiceBar(bar, "What comes to a gradient", [["+=", "+= adds up"], ["=", "= replaces"]], (rule) => change({ rule }));

  const question = element("div", "bp-question", words);
  const asked = element("span", "", question, { id: `${id}-asked` });
  const answer = element("input", "mp-number", question, { type: "text", inputmode: "decimal", autocomplete: "off", "aria-label": "next gradient", "aria-describedby": `${id}-asked`, ...OWN_KEYS });
  const enter = button(question, "Check", () => check());
  const verdict = element("p", "bp-verdict", words, { role: "status" });
  let counted = "";
  let [right, tries] = [0, 0];
  function check() {
    const g = computed(now());
    const { value, problem } = parseNumber(answer.value);
    if (!g.arrows?.[g.done]) return;
    if (problem) return setText(verdict, problem);
    const [good, why] = judge(value, g.arrows[g.done], now().rule, g.values[g.arrows[g.done].parent]);
    tries++;
    if (good) (right++, (answer.value = ""), change({ step: g.now + 1 }));
    setText(verdict, `${why} (${right} of ${tries} right.)`);
    answer.focus();
  }
  answer.addEventListener("keydown", (event) => event.key === "Enter" && (event.preventDefault(), check()));

  return (state, sentence) => {
    const g = computed(state);
    const { boxes, arrows, inputs = 0, problem } = g;
    if (document.activeElement !== typed) typed.value = state.expression;
    const here = `${state.expression} ${state.values} ${state.rule}`;
    if (here !== counted) [counted, right, tries] = [here, 0, 0], setText(verdict, "");
    rules.show((rule) => rule === state.rule);
    given.forEach(({ row: one, show }, i) => {
      one.hidden = !(boxes && boxes[i] && !boxes[i].operation);
      if (one.hidden) return;
      setText(one.firstChild, boxes[i].name);
      const [range, box] = one.querySelectorAll("input");
      setAttribute(range, "aria-label", boxes[i].name);
      setAttribute(box, "aria-label", `${boxes[i].name}, as a number`);
      show(state.values[i] ?? 1);
    });
    const arrowNow = !problem && arrows[g.done];
    const hidden = arrowNow ? "visible" : "hidden";
    answer.style.visibility = enter.style.visibility = hidden;
    if (problem) {
      graph.draw(sentence, label(328, 110, "No graph", "mp-impossible"), [656, 236]);
      setText(asked, problem);
      return;
    }
    const plan = layout(boxes, sheets.parentNode.clientWidth || 700);
    graph.stage.style.setProperty("--grow", plan.flat ? (plan.size[0] > 800 ? 1.4 : 1.8) : 1);
    graph.stage.classList.toggle("bp-upright", !plan.flat);
    graph.draw(sentence, drawing(state, g, plan), plan.size);
    graph.value(g.now, `step ${g.now} of ${g.all}`, g.all);
    marks([[rect(1, 2, 14, 12, "bp-box bp-known"), "value: forwards"], [rect(1, 1, 14, 7, "bp-gradient bp-plus") + rect(1, 8, 14, 7, "bp-gradient bp-minus"), `grad: ∂${boxes.at(-1).name}/∂ the box, backwards; above and below 0`], ['<path d="M4 4L12 12M12 4L4 12" class="mp-dot"/>', "the factor on the way"]]);
    const next = boxes[inputs + g.now];
    const slope = (i) => `∂${boxes.at(-1).name}/∂${boxes[i].name}`;
    if (next) setText(asked, `Next: the value of ${next.name}.`);
    else if (g.done === -1) setText(asked, `All values are there. Next: ${slope(boxes.length - 1)} = 1.`);
    else if (arrowNow) setText(asked, `From ${boxes[arrowNow.child].name} to ${boxes[arrowNow.parent].name}, with ${state.rule}. ${slope(arrowNow.parent)} becomes`);
    else setText(asked, "All arrows have been used.");
  };
}

export default picture({ name: "Backpropagation, step by step", describe, build, free: ["step", "rule"] });
