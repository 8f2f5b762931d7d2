"""Small networks as graphs, of which the depth is asked."""

from matplotlib.figure import Figure

from ...kit.figures import show

# Where the nodes are (across, up), and the edges.
GRAPHS = {
    "A": (
        {"x1": (0, 1), "x2": (0, 0), "h1": (1, 1), "h2": (1, 0), "out": (2, 0.5)},
        "x1-h1 x1-h2 x2-h1 x2-h2 h1-out h2-out",
    ),
    "B": ({"x": (0, 0), "a": (1, 1), "b": (2, 1), "out": (3, 0)}, "x-a a-b b-out x-out x-b"),
    "C": ({"x1": (0, 1), "x2": (0, 0), "h": (1, 0.5), "out": (2, 0.5)}, "x1-h x2-h x1-out x2-out h-out"),
    "01.4": (
        {"p": (0, 0.4), "q": (1, 1), "r": (2, 1), "s": (2, 0.3), "t": (3, 1), "v": (3, 0), "u": (4, 0.5)},
        "p-q p-t q-r q-s r-t s-t t-u s-v v-u",
    ),
}


def edges_of(name: str) -> list[tuple[str, str]]:
    return [tuple(edge.split("-")) for edge in GRAPHS[name][1].split()]


def draw_graphs() -> None:
    """The four graphs, with arrows for edges."""
    figure = Figure(figsize=(8, 4.8), layout="constrained")
    for axes, (name, (places, _)) in zip(figure.subplots(2, 2).flat, GRAPHS.items()):
        axes.set_title(f"graph {name}", fontsize=14)
        axes.axis("off")
        axes.margins(0.15)
        for a, b in edges_of(name):
            arrow = {"arrowstyle": "-|>", "shrinkA": 15, "shrinkB": 15, "lw": 1.5}
            axes.annotate("", places[b], places[a], arrowprops=arrow)
        for node, place in places.items():
            axes.plot(*place, "o", ms=28, mfc="none", mec="black")
            axes.text(*place, node, ha="center", va="center", fontsize=13)
    show(figure, "Four graphs with arrows from sources on the left to sinks on the right.")
