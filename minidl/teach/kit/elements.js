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
