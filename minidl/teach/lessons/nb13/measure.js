// A button that asks Python to measure, or to use what it offers. See measure.py for the traits.

import { OWN_KEYS, element, setText, tellPython } from "../../kit/elements.js";
import { initialize } from "../../kit/saved.js";

const LONGEST = 8000; // ms to wait for Python before saying that it does not answer

function render({ model, el }) {
  const root = element("div", "lc-measure", el);
  const button = element("button", "lc-press", root, { type: "button", ...OWN_KEYS });
  const words = element("span", "lc-words", root, { role: "status" });
  let patience = null;
  const show = () => {
    clearTimeout(patience);
    setText(button, model.get("label"));
    setText(words, model.get("said"));
  };
  button.addEventListener("click", () => {
    setText(words, "Measuring …");
    clearTimeout(patience);
    patience = setTimeout(() => setText(words, "Only Python can measure. It is busy or not there."), LONGEST);
    tellPython(model, { pressed: model.get("pressed") + 1 });
  });
  const changes = "change:label change:said change:answered";
  model.on(changes, show);
  show();
  return () => {
    model.off(changes, show);
    clearTimeout(patience);
  };
}

export default { initialize, render };
