// A blue dot and a sentence.

import { element } from "../../kit/elements.js";
import { initialize } from "../../kit/saved.js";

function render({ model, el }) {
  const line = element("p", "", el, { style: "margin: 4px 0; display: flex; align-items: center; gap: 0.6em; color: var(--jp-content-font-color1, #212121); font: 15px/1.5 var(--jp-content-font-family, system-ui, sans-serif)" });
  element("span", "", line, { "aria-hidden": "true", style: "flex: none; width: 24px; height: 24px; border-radius: 50%; background: #0072b2" });
  element("span", "", line, {}, model.get("words"));
}

export default { initialize, render };
