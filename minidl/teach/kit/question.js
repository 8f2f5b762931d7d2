// A question: native radio buttons or a text box for a number, so that keyboard and screen reader just work.
// State lives in the traits (see question.py); the page itself changes them, so it also works without a kernel.

import { OWN_KEYS, element, ownName, tellPython } from "./elements.js";
import { parseNumber } from "./numbers.js";
import { initialize } from "./saved.js";

const MARKS = /`([^`]+)`|(?<!\w)\*\*(\S|\S.*?\S)\*\*(?!\w)|(?<!\w)\*([^\s*]|[^\s*][^*]*[^\s*])\*(?!\w)/g; // as in question.py
const STATIC = "#widget-state, script[type='application/vnd.jupyter.widget-state+json']"; // only on a page; those of `make html` say whether there is Python, and keep answers without it
const PATIENCE = 3000; // ms, for Python to say that it has kept an answer
const BUTTONS = { check: "Check", answer: "Lock in my answer", reason: "Lock in my reason", done: "Think again" };

const CHANGES = "change:value change:answers change:reasons change:revealed change:kept change:error";

// `code`, *emphasis* and **bold** as nodes; all else is text and cannot run.
function marked(text) {
  const nodes = [];
  let end = 0;
  for (const { 0: all, 1: code, 2: bold, 3: slanted, index } of text.matchAll(MARKS)) {
    const made = element(code ? "code" : bold ? "b" : "i");
    made.append(...(code ? [code] : marked(bold ?? slanted)));
    nodes.push(text.slice(end, index), made);
    end = index + all.length;
  }
  return [...nodes, text.slice(end)];
}

function choices(parent, options) {
  const name = ownName();
  return options.map((option) => {
    const row = element("label", "", parent);
    const input = element("input", "", row, { type: "radio", name, value: option, ...OWN_KEYS });
    element("span", "", row).append(...marked(option));
    return input;
  });
}

function render({ model, el }) {
  const get = (trait) => model.get(trait);
  const alone = document.querySelector(STATIC) && !model.python; // a page, and no Python behind it
  const still = alone && model.python === undefined ? " This page keeps no answers: they are gone when you close it." : "";
  let [thinkingAgain, refused] = [false, ""];
  let clicked = -PATIENCE; // when; what was clicked long ago should be kept by now

  const root = element("div", "minidl-question-room", el, { "data-question-id": get("question_id") });
  const form = element("form", "minidl-question", root, { novalidate: "" });
  const fieldset = element("fieldset", "", form);
  const legend = element("legend", "", fieldset);
  element("span", "minidl-q-title", legend, {}, get("title")).after(...marked(get("question")));
  const number = !get("options").length;
  const box = { type: "text", inputmode: "decimal", autocomplete: "off", ...OWN_KEYS };
  const boxed = () => element("input", "", element("label", "minidl-q-number", fieldset, {}, "Your answer, a number: "), box);
  const inputs = number ? [boxed()] : choices(fieldset, get("options"));
  const second = element("fieldset", "", form);
  element("legend", "", second, {}, "… because");
  const mechanisms = choices(second, get("because"));
  const button = element("button", "", form, { type: "submit", ...OWN_KEYS });
  const status = element("div", "minidl-q-status", form, { role: "status", "aria-live": "polite", tabindex: "-1" });
  const alert = element("div", "minidl-q-error", form, { role: "alert" });

  function step() {
    if (Object.keys(get("feedback")).length) return "check";
    if (thinkingAgain || !get("answers").length) return "answer";
    return mechanisms.length && get("reasons").length < get("answers").length ? "reason" : "done";
  }

  function chosen() {
    const asked = step() === "reason" ? mechanisms : inputs;
    return asked[0].type === "text" ? parseNumber(asked[0].value) : { value: asked.find((input) => input.checked)?.value };
  }

  const check = (radios, value) => radios.forEach((input) => (input.checked = input.value === value));

  function trouble() {
    if (!get("answers").length || still) return "";
    if (get("error")) return get("error");
    const kept = !get("question_id") || get("kept") >= get("answers").length + get("reasons").length;
    if (kept || performance.now() - clicked < PATIENCE) return "";
    return "Not kept: Python does not answer. If a cell is still running, wait for it. If not, run the first code cell, then this cell, and answer again.";
  }

  function draw() {
    const [now, given, reasons] = [step(), get("answers"), get("reasons")];
    const [free, last, problem] = [["check", "answer"].includes(now), given.at(-1), trouble()];
    const value = get("value") ?? (thinkingAgain ? null : last) ?? null;
    if (!number) check(inputs, value);
    else if (now !== "answer" || !inputs[0].value) inputs[0].value = value ?? ""; // else it is the student's
    if (now !== "reason") check(mechanisms, now === "done" ? reasons.at(-1) : null);
    fieldset.disabled = !free;
    second.disabled = now === "done";
    second.hidden = free || !mechanisms.length;
    button.textContent = BUTTONS[now];
    button.hidden = now === "done" && !get("revealed") && !alone;
    const verdict = now !== "check" || !given.length ? "" : last === get("right") ? "minidl-q-right" : "minidl-q-wrong";
    form.className = `minidl-question minidl-q-${now} ${verdict}`;
    const predicted = given.map((answer, i) => `**${answer}**${reasons[i] ? `, because “${reasons[i]}”` : ""}`).join(", then ");
    const next = { reason: " Now choose your reason.", done: problem || still ? "" : " Locked: it stays, right or wrong." }[now] ?? "";
    const judged = `**${verdict === "minidl-q-right" ? "✓ Right." : "✗ Not quite."}** ${last}: ${get("feedback")[last] ?? ""}`;
    const said = verdict ? judged : `Your prediction${given.length > 1 ? "s" : ""}: ${predicted}.${next}`;
    status.replaceChildren(...(refused ? [refused] : given.length ? marked(said + still) : []));
    alert.textContent = problem;
  }

  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target === button) return;
    event.preventDefault(); // JupyterLab would take it for its own
    form.requestSubmit();
  });
  fieldset.addEventListener("change", () => {
    refused = "";
    tellPython(model, { value: chosen().value ?? null });
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const now = step();
    if (now === "done") {
      thinkingAgain = true;
      draw();
      (inputs.find((input) => input.checked) ?? inputs[0]).focus();
      return;
    }
    const { value, problem = "Choose an answer first." } = chosen();
    if (value === undefined) {
      refused = problem;
      draw();
      (now === "reason" ? mechanisms : inputs)[0].focus();
      return;
    }
    clicked = performance.now();
    tellPython(model, now === "reason" ? { reasons: [...get("reasons"), value] } : { value, answers: [...get("answers"), value] });
    [thinkingAgain, refused] = [false, ""];
    setTimeout(draw, PATIENCE + 50);
    draw();
    // The inputs may be locked now, and a locked input loses the focus.
    (step() === "reason" ? mechanisms[0] : button.hidden ? status : button).focus();
    if (step() === "done") root.dispatchEvent(new CustomEvent("minidl-answered", { bubbles: true, detail: { id: get("question_id") } }));
  });

  model.on(CHANGES, draw);
  draw();
  return () => model.off(CHANGES, draw);
}

export default { initialize, render };
