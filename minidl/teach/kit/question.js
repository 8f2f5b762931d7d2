// A question: native radio buttons or a number box, so that keyboard and screen reader just work.
// State lives in the traits (see question.py); the page itself changes them,
// so it also works without a kernel.

import { OWN_KEYS, element, ownName } from "./elements.js";

// `code` in backticks
const marked = (text) =>
  text.split("`").map((part, i) => (i % 2 ? element("code", "", null, {}, part) : document.createTextNode(part)));

function render({ model, el }) {
  const name = ownName();
  const get = (trait) => model.get(trait);
  let thinkingAgain = false;

  const form = element("form", "minidl-question", el, { novalidate: "" });
  const fieldset = element("fieldset", "", form);
  const legend = element("legend", "", fieldset);
  element("span", "minidl-q-title", legend, {}, get("title"));
  legend.append(...marked(get("question")));
  const inputs = get("options").map((option) => {
    const row = element("label", "", fieldset);
    const input = element("input", "", row, { type: "radio", name, value: option, ...OWN_KEYS });
    element("span", "", row).append(...marked(option));
    return input;
  });
  if (!inputs.length) {
    const row = element("label", "minidl-q-number", fieldset, {}, "Your answer: ");
    const hints = { type: "number", step: "any", "aria-label": "Your answer, a number" };
    inputs.push(element("input", "", row, { ...hints, ...OWN_KEYS }));
  }
  const button = element("button", "", form, { type: "submit", ...OWN_KEYS });
  const status = element("div", "minidl-q-status", form, { role: "status", "aria-live": "polite" });
  const alert = element("div", "minidl-q-error", form, { role: "alert" });

  const instant = () => Object.keys(get("feedback")).length > 0;
  const locked = () => get("answers").length > 0 && !thinkingAgain && !instant();

  function chosen() {
    if (get("options").length) return inputs.find((input) => input.checked)?.value ?? null;
    return Number.isFinite(inputs[0].valueAsNumber) ? inputs[0].valueAsNumber : null;
  }

  function show(value) {
    for (const input of inputs) {
      if (input.type === "radio") input.checked = input.value === value;
      else if (document.activeElement !== input) input.value = value ?? "";
    }
  }

  function draw() {
    const answers = get("answers");
    const last = answers[answers.length - 1];
    fieldset.disabled = locked();
    form.classList.toggle("minidl-q-locked", locked());
    button.textContent = instant() ? "Check" : locked() ? "Think again" : "Lock in my answer";
    form.classList.remove("minidl-q-right", "minidl-q-wrong");
    status.replaceChildren();
    if (answers.length && instant()) {
      const right = last === get("right");
      form.classList.add(right ? "minidl-q-right" : "minidl-q-wrong");
      element("b", "", status, {}, right ? "✓ Right. " : "✗ Not quite. ");
      element("i", "", status).append(...marked(String(last)));
      status.append(": ", ...marked(get("feedback")[last] ?? ""));
    } else if (answers.length) {
      status.append(answers.length > 1 ? "Your predictions: " : "Your prediction: ");
      answers.forEach((answer, i) => {
        status.append(i ? ", then " : "");
        element("b", "", status).append(...marked(String(answer)));
      });
      if (locked()) status.append(". Locked: it stays, right or wrong.");
    }
    alert.textContent = get("error");
  }

  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target === button) return;
    event.preventDefault(); // JupyterLab would take it for its own
    form.requestSubmit();
  });
  form.addEventListener("change", () => {
    model.set("value", chosen());
    model.save_changes();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (locked()) {
      thinkingAgain = true;
      draw();
      (inputs.find((input) => input.checked) ?? inputs[0]).focus();
      return;
    }
    const answer = chosen();
    if (answer === null) {
      status.textContent = get("options").length ? "Choose an answer first." : "Type a number first.";
      inputs[0].focus();
      return;
    }
    thinkingAgain = false;
    model.set("value", answer);
    model.set("answers", [...get("answers"), answer]);
    model.save_changes();
    draw();
    button.focus(); // the inputs may be locked now, and a locked input loses the focus
  });

  const fromPython = () => {
    show(get("value"));
    draw();
  };
  const changes = "change:value change:answers change:error";
  model.on(changes, fromPython);
  show(get("value") ?? get("answers").at(-1) ?? null);
  draw();
  return () => model.off(changes, fromPython);
}

export default { render };
