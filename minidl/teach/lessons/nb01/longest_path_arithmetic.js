// Longest paths in small graphs. longest_path.py says the same in Python; a test holds them together.

export const GRAPHS = {
  "depth 2 (left)": "x1-h1 x1-h2 x2-h1 x2-h2 h1-y h2-y",
  "depth 3 (right)": "x1-a x1-b x2-a x2-b a-c a-d b-c b-d c-y d-y",
  "with a shortcut": "x-a a-b b-y x-y x-b",
  "XOR with a direct wire": "x1-h x2-h x1-y x2-y h-y",
  "exercise 01.3": "p-q p-t q-r q-s r-t s-t t-u s-v v-u",
};

export const edgesOf = (graph) => GRAPHS[graph].split(" ").map((pair) => pair.split("-"));

// Edges on the longest path that ends at one of `ends`; at any node if not given.
export function longest(edges, ends = edges.map(([, b]) => b)) {
  return Math.max(0, ...edges.filter(([, b]) => ends.includes(b)).map(([a]) => 1 + longest(edges, [a])));
}

export function nodesOf(edges) {
  const nodes = [...new Set(edges.flat())];
  const rank = new Map(nodes.map((node) => [node, longest(edges, [node])]));
  return nodes.sort((a, b) => rank.get(a) - rank.get(b)); // stable
}

export const pathOf = ({ graph, marked }) => nodesOf(edgesOf(graph)).filter((node) => marked.includes(node));
const hasEdge = (edges, from, to) => edges.some(([a, b]) => a === from && b === to);

export function describe(state) {
  const { graph } = state;
  const edges = edgesOf(graph);
  const path = pathOf(state);
  if (!path.length) return `Graph '${graph}', ${nodesOf(edges).length} nodes and ${edges.length} edges: nothing is marked yet.`;
  let said = `Graph '${graph}': marked ${path.join(" → ")}`;
  for (let i = 1; i < path.length; i++)
    if (!hasEdge(edges, path[i - 1], path[i])) return `${said}; this is no path, since no edge leads from ${path[i - 1]} to ${path[i]}.`;
  const length = path.length - 1;
  said += `, a path of length ${length} (${path.length} nodes)`;
  const before = edges.find(([, b]) => b === path[0]);
  if (before) return `${said}; it does not begin at a source: an edge leads from ${before[0]} to ${path[0]}.`;
  const after = edges.find(([a]) => a === path.at(-1));
  if (after) return `${said}; it does not end at a sink: an edge leads from ${path.at(-1)} to ${after[1]}.`;
  if (graph.startsWith("exercise")) return `${said}, from source to sink; is there a longer one?`;
  if (length < longest(edges)) return `${said}, from source to sink; a longer one exists.`;
  return `${said}, from source to sink; none is longer, so the depth is ${length}.`;
}
