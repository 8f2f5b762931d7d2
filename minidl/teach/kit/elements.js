// What all widgets share: elements of a page.

// Two views on one page must not share an id; a counter would not do, as each widget loads its own script.
export function ownName() {
  return `minidl-${Math.random().toString(36).slice(2)}`;
}

export function element(tag, kind, parent, attributes = {}, text = "") {
  const made = document.createElement(tag);
  if (kind) made.className = kind;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text) made.textContent = text;
  if (parent) parent.append(made);
  return made;
}

// JupyterLab takes arrow keys for itself unless this stands on the element.
export const OWN_KEYS = { "data-lm-suppress-shortcuts": "true" };

export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== String(value)) node.setAttribute(name, String(value));
}

// One picture fills the screen: full screen where that is allowed, else over the page. Escape leaves.
export function bigButton(parent, root) {
  const button = element("button", "mp-button mp-big-button", parent, { type: "button", "aria-pressed": "false", ...OWN_KEYS }, "Big picture");
  const covers = () => document.fullscreenElement === root || root.hasAttribute("popover");
  const show = () => {
    root.classList.toggle("mp-big", covers());
    setAttribute(button, "aria-pressed", covers());
    setText(button, covers() ? "Back to the page" : "Big picture");
  };
  const cover = () => {
    for (const [name, value] of [["popover", "manual"], ["tabindex", "-1"]]) root.setAttribute(name, value);
    root.showPopover();
    show();
  };
  const leave = () => {
    if (document.fullscreenElement) document.exitFullscreen();
    root.removeAttribute("popover");
    show();
  };
  button.addEventListener("click", () => (covers() ? leave() : root.requestFullscreen ? root.requestFullscreen().catch(cover) : cover()));
  root.addEventListener("fullscreenchange", show);
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !covers()) return;
    event.stopPropagation(); // JupyterLab would leave the cell
    leave();
  });
}

// `act`, called once after all that asks for it now.
export function soon(act) {
  let asked = false;
  return () => {
    if (!asked) queueMicrotask(() => ((asked = false), act()));
    asked = true;
  };
}

// Set traits, and tell Python of them; a page without Python goes on all the same.
export function tellPython(model, values) {
  for (const [name, value] of Object.entries(values)) model.set(name, value);
  try {
    model.save_changes();
  } catch {
    // there is none
  }
}
