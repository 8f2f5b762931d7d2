"""The computation graph as a picture: every value, and every gradient that backward() would find."""

import math
import weakref
from collections import Counter
from html import escape

import numpy as np

from ..nn.module import Module
from ..tensor import Tensor, newest_first, wrap
from .trial import own_gradients_kept

MOST = 200  # nodes; more would be a carpet, not a picture
WIDTH, HEIGHT, GAP = 170, 62, 28  # of a box in the SVG, in pixels

STYLE = (
    "<style>path{fill:none;stroke:#7a7a8c;stroke-width:1.5}rect{fill:#eeeefc;stroke:#5b5b9a}"
    "text{fill:#1c1c28;font:13px sans-serif;text-anchor:middle}</style>"
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" '
    'orient="auto"><path d="M0 0L8 4L0 8"/></marker></defs>'
)


class Graph:
    """What `graph` returns: JupyterLab draws it, `print` writes it as a list, `.svg()` as a file's text.

    `boxes` holds (name, operation or None, value, gradient or None) in the order of computation, and
    `edges` (from, to) as numbers of boxes.
    """

    def __init__(self, boxes, edges):
        self.boxes, self.edges = boxes, edges

    def __str__(self):
        lines = []
        for number, box in enumerate(self.boxes):
            inputs = [self.boxes[a][0] for a, b in self.edges if b == number]
            made = f"{box[1]}({', '.join(inputs)})" if box[1] else "given"
            gradient = f"grad {_show(box[3])}" if box[3] is not None else ""
            lines.append((f"{box[0]} = {made}", f"value {_show(box[2])}", gradient))
        made, value = (max(len(line[i]) for line in lines) for i in (0, 1))
        return "\n".join(f"{a:<{made}}  {b:<{value}}  {c}".rstrip() for a, b, c in lines)

    __repr__ = __str__

    def mermaid(self) -> str:
        """As Mermaid, which JupyterLab and GitHub draw."""
        lines = ["flowchart LR"]
        for number, box in enumerate(self.boxes):
            text = "<br/>".join(line.replace('"', "'") for line in _lines(box))
            shape = '(["{}"])' if box[1] is None else '["{}"]'
            lines.append(f"    n{number}{shape.format(text)}")
        return "\n".join(lines + [f"    n{a} --> n{b}" for a, b in self.edges])

    def svg(self) -> str:
        """As an SVG picture, from left to right, readable on a light and on a dark page."""
        columns = _columns(len(self.boxes), self.edges)
        place = {box: (x, y) for x, column in enumerate(columns) for y, box in enumerate(column)}
        width = len(columns) * (WIDTH + GAP) + GAP
        height = max(map(len, columns)) * (HEIGHT + GAP) + GAP
        corner = {b: (GAP + x * (WIDTH + GAP), GAP + y * (HEIGHT + GAP)) for b, (x, y) in place.items()}
        parts, entered, uses = [], Counter(), Counter(b for _, b in self.edges)
        for a, b in self.edges:
            (xa, ya), (xb, yb) = corner[a], corner[b]
            x1, y1, x2 = xa + WIDTH, ya + HEIGHT / 2, xb
            entered[b] += 1  # each use of an input has an arrow of its own
            y2 = yb + HEIGHT * entered[b] / (uses[b] + 1)
            bend = (x1 + x2) / 2
            parts.append(f'<path d="M{x1} {y1}C{bend} {y1} {bend} {y2} {x2} {y2}" marker-end="url(#tip)"/>')
        for number, box in enumerate(self.boxes):
            x, y = corner[number]
            rounding = HEIGHT / 2 if box[1] is None else 4
            parts.append(f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="{rounding}"/>')
            lines = _lines(box)
            for i, line in enumerate(lines):
                down = y + HEIGHT / 2 + 5 + 17 * (i - (len(lines) - 1) / 2)
                weight = ' font-weight="bold"' if i == 0 else ""
                parts.append(f'<text x="{x + WIDTH / 2}" y="{down}"{weight}>{escape(line)}</text>')
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
            f'role="img" aria-label="{escape(str(self))}">{STYLE}{"".join(parts)}</svg>'
        )

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/vnd.mermaid": self.mermaid(), "image/svg+xml": self.svg(), "text/plain": str(self)}


def graph(output: Tensor, /, **named: Tensor | Module) -> Graph:
    """The graph that `output` was computed by, with the value of every node and, if `output` is a single
    number, its gradient.

    Tensors and modules given by keyword lend their names: `graph(loss, x=x, model=model)`. To be called
    before `loss.backward()`, which frees the graph; nobody's `.grad` changes. Raises ValueError if
    there is no graph or more than 200 nodes.

    >>> import minidl
    >>> x = minidl.tensor(3.0, requires_grad=True)
    >>> print(graph(x * x + 1, x=x))
    x = given        value 3   grad 6
    v1 = mul(x, x)   value 9   grad 1
    1 = given        value 1
    v2 = add(v1, 1)  value 10  grad 1
    """
    if not isinstance(output, Tensor) or output._node is None:
        raise ValueError("graph: expects a tensor that was computed from others with requires_grad=True.")
    nodes = _oldest_first(output._node)
    gradients = _gradients(output, nodes)
    names = _names(named)
    boxes, edges, place = [], [], {}

    def put(key, name, operation, value):
        place[key] = len(boxes)
        boxes.append((name, operation, value, gradients.get(key)))

    counts = {"p": 0, "c": 0, "v": 0}

    def next_name(kind):
        counts[kind] += 1
        return f"{kind}{counts[kind]}"

    for node in nodes:
        for t in node.inputs:
            key = t._node or t
            if key not in place:  # a leaf: p for what is learned, c for constants, but 2 for a 2
                number = _show(t._array) if t.ndim == 0 and not t.requires_grad else None
                put(key, names.get(t) or number or next_name("p" if t.requires_grad else "c"), None, t._array)
        operation = node.operation.__name__.removesuffix("_array")
        named_result = next((n for t, n in names.items() if t._node is node), None)
        put(node, named_result or next_name("v"), operation, node.result[0])
        edges += [(place[t._node or t], place[node]) for t in node.inputs]
    return Graph(boxes, edges)


def _oldest_first(last):
    nodes = newest_first([last])[::-1]
    if any(node.backward is None for node in nodes):
        raise ValueError("graph: backward() has freed this graph. Draw it before, or pass retain_graph=True.")
    if len(nodes) > MOST:
        raise ValueError(f"graph: more than {MOST} operations are too many to draw. Try one layer.")
    return nodes


def _gradients(output, nodes):
    """∂output/∂ every node and leaf by one backward pass, whose traces are removed again."""
    if output.numel() != 1:
        return {}
    leaves = {p for node in nodes for p in node.parents if isinstance(p, Tensor)}
    probes, retained = {node: wrap(node.result[0]) for node in nodes}, [node.retained for node in nodes]
    with own_gradients_kept(leaves):
        try:
            for node in nodes:
                node.retained = weakref.ref(probes[node])
            output.backward(retain_graph=True)
        finally:
            for node, reference in zip(nodes, retained):
                node.retained = reference
        found = probes | {leaf: leaf for leaf in leaves}
        return {key: t.grad._array for key, t in found.items() if t.grad is not None}


def _names(named):
    """{tensor: name} of what the caller named"""
    names = {}
    for name, thing in named.items():
        if isinstance(thing, Module):
            names |= {p: f"{name}.{path}" for path, p in thing.named_parameters()}
        elif isinstance(thing, Tensor):
            names[thing] = name
        else:
            raise TypeError(f"graph: {name} must be a Tensor or a Module, got {type(thing).__name__}.")
    return names


def _lines(box):
    name, operation, value, gradient = box
    lines = [f"{name} = {operation}" if operation else name, f"value {_show(value)}"]
    return lines if gradient is None else [*lines, f"grad {_show(gradient)}"]


def _show(array):
    """A number as it is, up to three in brackets, more as their shape and range"""
    if array.size == 0 or array.dtype.kind not in "fiu":
        return f"{array.dtype} {array.shape}"
    if array.size <= 3:
        numbers = ", ".join(f"{n + 0:.4g}" for n in array.ravel())  # + 0: no −0
        return f"[{numbers}]" if array.ndim else numbers
    return f"{'×'.join(map(str, array.shape))}: {np.min(array):.3g} … {np.max(array):.3g}"


def _columns(count, edges):
    """The boxes by their distance from the inputs, each column sorted towards what it is connected with."""
    column = [0] * count
    for a, b in edges:  # edges come in the order of computation
        column[b] = max(column[b], column[a] + 1)
    for a, b in reversed(edges):  # what is given stands directly in front of its first use
        if not any(end == a for _, end in edges):
            column[a] = min(column[end] for start, end in edges if start == a) - 1
    columns = [[] for _ in range(max(column) + 1)]
    for box in range(count):
        columns[column[box]].append(box)
    height = {}
    for boxes in columns:
        sources = {b: [height[a] for a, end in edges if end == b and a in height] for b in boxes}
        boxes.sort(key=lambda b: (sum(sources[b]) / len(sources[b]) if sources[b] else math.inf, b))
        height |= {b: y for y, b in enumerate(boxes)}
    return columns
