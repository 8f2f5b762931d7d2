// What the questions and the computed pictures share; it stands before their own scripts.

// Each view on a page needs names of its own; a counter would not do, as each widget loads its own script.
const ownName = () => `minidl-${Math.random().toString(36).slice(2)}`;

const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

// JupyterLab takes arrow keys and letters away unless this stands on the element itself.
const NATIVE = { "data-lm-suppress-shortcuts": "true" };
