// A question: native radio buttons or a number box, so that keyboard and screen reader just work.
// State lives in the traits (see question.py); without a kernel the page changes them by itself.

let count = 0; // each view needs radio buttons of its own

const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

// `code` in backticks
const marked = (text) =>
  text.split("`").map((part, i) => (i % 2 ? make("code", {}, part) : document.createTextNode(part)));

// JupyterLab takes arrow keys and letters away unless this stands on the element itself.
const NATIVE = { "data-lm-suppress-shortcuts": "true" };

function render({ model, el }) {
  const name = `minidl-question-${++count}`;
  const get = (trait) => model.get(trait);
  let thinkingAgain = false;

  const legend = make("legend", {}, make("span", { class: "minidl-q-title" }, get("title")), ...marked(get("question")));
  const fieldset = make("fieldset", {}, legend);
  const inputs = get("options").map((option) => {
    const input = make("input", { type: "radio", name, value: option, ...NATIVE });
    fieldset.append(make("label", {}, input, make("span", {}, ...marked(option))));
    return input;
  });
  if (!inputs.length) {
    const input = make("input", { type: "number", step: "any", "aria-label": "Your answer, a number", ...NATIVE });
    inputs.push(input);
    fieldset.append(make("label", { class: "minidl-q-number" }, "Your answer: ", input));
  }
  const button = make("button", { type: "submit", ...NATIVE });
  const status = make("div", { role: "status", "aria-live": "polite", class: "minidl-q-status" });
  const alert = make("div", { role: "alert", class: "minidl-q-error" });
  const form = make("form", { class: "minidl-question", novalidate: "" }, fieldset, button, status, alert);
  el.append(form);

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
      status.append(make("b", {}, right ? "✓ Right. " : "✗ Not quite. "), make("i", {}, ...marked(String(last))), ": ");
      status.append(...marked(get("feedback")[last] ?? ""));
    } else if (answers.length) {
      status.append(answers.length > 1 ? "Your predictions: " : "Your prediction: ");
      answers.forEach((answer, i) => status.append(i ? ", then " : "", make("b", {}, ...marked(String(answer)))));
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
