"""Depth: the longest path from a source to a sink, which the student marks."""

from itertools import pairwise

import traitlets

from ...kit.bundle import script, style
from ...kit.picture import Choice, Picture

# Nodes in an order in which every edge leads to the right.
GRAPHS = {
    "depth 2 (left)": "x1-h1 x1-h2 x2-h1 x2-h2 h1-y h2-y",
    "depth 3 (right)": "x1-a x1-b x2-a x2-b a-c a-d b-c b-d c-y d-y",
    "with a shortcut": "x-a a-b b-y x-y x-b",
    "XOR with a direct wire": "x1-h x2-h x1-y x2-y h-y",
    "exercise 01.3": "p-q p-t q-r q-s r-t s-t t-u s-v v-u",
}


class Marked(traitlets.List):
    """The names of the marked nodes."""

    def __init__(self):
        super().__init__(traitlets.Unicode())
        self.tag(sync=True, state=True)


class LongestPathPicture(Picture):
    """A directed graph without circles; mark nodes, and read how long their path is.

        picture = LongestPathPicture(graph="with a shortcut", marked=["x", "y"])
        picture.edges(), picture.longest(), picture.describe()

    Length counts edges, not nodes. The depth of the graph is the length of its longest path.
    """

    _esm = script(__file__, "longest_path.js")
    _css = style(__file__, "perceptron.css")

    graph = Choice(list(GRAPHS))
    marked = Marked()

    @classmethod
    def default_presets(cls):
        return {
            "A short way": {"graph": "with a shortcut", "marked": ["x", "y"]},
            "No path": {"graph": "with a shortcut", "marked": ["a", "y"]},
            "Depth 3": {"graph": "depth 3 (right)"},
            "Exercise": {"graph": "exercise 01.3"},
        }

    @traitlets.validate("marked")
    def _known(self, proposal):
        everywhere = {node for text in GRAPHS.values() for node in _nodes(_edges(text))}
        if unknown := [name for name in proposal["value"] if name not in everywhere]:
            raise traitlets.TraitError(
                f"marked: there is no node {unknown[0]!r}; this graph has {self.nodes()}."
            )
        return proposal["value"]

    def edges(self) -> list[tuple[str, str]]:
        """(from, to) of each edge."""
        return _edges(GRAPHS[self.graph])

    def nodes(self) -> list[str]:
        """Each node once, sources first: every edge leads from an earlier to a later one."""
        return _nodes(self.edges())

    def longest(self) -> int:
        """The depth: edges on the longest path from a source to a sink."""
        return _longest(self.edges())

    def path(self) -> list[str]:
        """The marked nodes of this graph, in the order of the graph."""
        return [node for node in self.nodes() if node in self.marked]

    def describe(self):
        edges, path = self.edges(), self.path()
        if not path:
            size = f"{len(self.nodes())} nodes and {len(edges)} edges"
            return f"Graph {self.graph!r}, {size}: nothing is marked yet."
        said = f"Graph {self.graph!r}: marked {' → '.join(path)}"
        for pair in pairwise(path):
            if pair not in edges:
                return f"{said}; this is no path, since no edge leads from {pair[0]} to {pair[1]}."
        length = len(path) - 1
        said += f", a path of length {length} ({len(path)} nodes)"
        if before := [a for a, b in edges if b == path[0]]:
            return f"{said}; it does not begin at a source: an edge leads from {before[0]} to {path[0]}."
        if after := [b for a, b in edges if a == path[-1]]:
            return f"{said}; it does not end at a sink: an edge leads from {path[-1]} to {after[0]}."
        if self.graph.startswith("exercise"):
            return f"{said}, from source to sink; is there a longer one?"
        if length < self.longest():
            return f"{said}, from source to sink; a longer one exists."
        return f"{said}, from source to sink; none is longer, so the depth is {length}."


def _edges(text):
    return [tuple(pair.split("-")) for pair in text.split()]


def _nodes(edges):
    nodes = dict.fromkeys(node for pair in edges for node in pair)
    return sorted(nodes, key=lambda node: _longest(edges, node))  # stable


def _longest(edges, end=None):
    """Edges on the longest path; on the longest that ends at `end`, if given."""
    ends = {b for _, b in edges} if end is None else {end}
    return max((1 + _longest(edges, a) for a, b in edges if b in ends), default=0)
