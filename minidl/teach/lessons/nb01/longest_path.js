// The drawing of LongestPathPicture: a graph on a sheet of 836 × 250, its nodes as buttons beneath it.

import { OWN_KEYS, element, setAttribute } from "../../kit/elements.js";
import { escaped, hatchings, label, mount, stroke } from "../../kit/shared.js";
import { GRAPHS, describe, edgesOf, longest, nodesOf, pathOf } from "./longest_path_arithmetic.js";

const SHEET = [836, 250];
const RADIUS = 21;
// Where the nodes stand: [across, up], 0 to 1 each.
const PLACES = {
  "depth 2 (left)": { x1: [0, 0.85], x2: [0, 0.15], h1: [0.5, 0.85], h2: [0.5, 0.15], y: [1, 0.5] },
  "depth 3 (right)": { x1: [0, 0.85], x2: [0, 0.15], a: [0.33, 0.85], b: [0.33, 0.15], c: [0.67, 0.85], d: [0.67, 0.15], y: [1, 0.5] },
  "with a shortcut": { x: [0, 0.5], a: [0.33, 0.9], b: [0.67, 0.6], y: [1, 0.1] },
  "XOR with a direct wire": { x1: [0, 1], x2: [0, 0], h: [0.5, 0.5], y: [1, 0.5] },
  "exercise 01.3": { p: [0, 0.4], q: [0.22, 0.9], r: [0.45, 1], s: [0.45, 0.5], t: [0.72, 0.85], v: [0.72, 0.2], u: [1, 0.5] },
};

function placesOf(graph) {
  return Object.fromEntries(Object.entries(PLACES[graph]).map(([node, [across, up]]) => [node, [60 + across * 716, 215 - up * 180]]));
}

function drawGraph(state, id) {
  const edges = edgesOf(state.graph);
  const places = placesOf(state.graph);
  const path = pathOf(state);
  let [wires, nodes] = ["", ""];
  for (const [a, b] of edges) {
    let [[x1, y1], [x2, y2]] = [places[a], places[b]];
    const far = Math.hypot(x2 - x1, y2 - y1);
    const [dx, dy] = [((x2 - x1) / far) * (RADIUS + 4), ((y2 - y1) / far) * (RADIUS + 4)];
    const at = path.indexOf(a);
    const marked = at >= 0 && path[at + 1] === b;
    if (marked) wires += stroke(x1 + dx, y1 + dy, x2 - dx, y2 - dy, "mp-edge-marked");
    wires += `<line x1="${x1 + dx}" y1="${y1 + dy}" x2="${x2 - dx}" y2="${y2 - dy}" class="mp-flow" marker-end="url(#arrow-${id})"/>`;
    if (marked) wires += label((x1 + x2) / 2, (y1 + y2) / 2 - 10, String(at + 1), "mp-title mp-middle");
  }
  for (const [node, [x, y]] of Object.entries(places)) {
    nodes += `<circle cx="${x}" cy="${y}" r="${RADIUS}" class="mp-node ${path.includes(node) ? "mp-now" : ""}"/>`;
    nodes += label(x, y + 6, node, "mp-line mp-middle");
  }
  return wires + nodes;
}

function build({ body, change, state: now, id }) {
  const bar = element("div", "mp-bar", body);
  element("span", "mp-control-name", bar, { "aria-hidden": "true" }, "Graph");
  const select = element("select", "mp-select", bar, { "aria-label": "Graph", ...OWN_KEYS });
  for (const value of Object.keys(GRAPHS)) element("option", "", select, { value }, value);
  select.addEventListener("change", () => change({ graph: select.value, marked: [] }));
  const clear = element("button", "mp-button", bar, { type: "button", ...OWN_KEYS }, "Clear the marks");
  clear.addEventListener("click", () => change({ marked: [] }));
  const toggle = (node) => {
    const { graph, marked } = now();
    const here = marked.filter((name) => name in PLACES[graph]);
    change({ marked: here.includes(node) ? here.filter((name) => name !== node) : [...here, node] });
  };
  const stage = element("div", "mp-stage", body);
  stage.addEventListener("click", (event) => {
    const box = stage.querySelector("svg").getBoundingClientRect();
    const here = [((event.clientX - box.left) / box.width) * SHEET[0], ((event.clientY - box.top) / box.height) * SHEET[1]];
    const found = Object.entries(placesOf(now().graph)).find(([, [x, y]]) => Math.hypot(x - here[0], y - here[1]) <= RADIUS + 4);
    if (found) toggle(found[0]);
  });
  const nodes = element("div", "mp-bar", body, { role: "group", "aria-label": "Nodes" });
  let shown = "";

  return (state, sentence) => {
    select.value = state.graph;
    if (shown !== state.graph) {
      nodes.replaceChildren();
      element("span", "mp-control-name", nodes, { "aria-hidden": "true" }, "Mark node");
      for (const node of nodesOf(edgesOf(state.graph))) {
        const button = element("button", "mp-button", nodes, { type: "button", "data-node": node, "aria-label": `Node ${node}`, ...OWN_KEYS }, node);
        button.addEventListener("click", () => toggle(node));
      }
      shown = state.graph;
    }
    for (const button of nodes.querySelectorAll("button")) setAttribute(button, "aria-pressed", state.marked.includes(button.dataset.node));
    stage.innerHTML =
      `<svg viewBox="0 0 ${SHEET[0]} ${SHEET[1]}" role="img" aria-label="${escaped(sentence)}">${hatchings(id)}${drawGraph(state, id)}</svg>`;
  };
}

function render({ model, el }) {
  return mount({ model, el, name: "A graph: mark a path", describe, build });
}

export default { render };
