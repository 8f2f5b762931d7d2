"""S4's modular block: three of them in a row, with live numbers. A computed picture."""

from .... import float64, sigmoid, tensor
from ...kit.computed import ComputedPicture, slider
from ...kit.figures import narrow

NAMES = ("h = w·x", "p = σ(h)", "J = ½(p − y)²")


def chain(x: float, w: float, y: float) -> dict[str, float]:
    """Values and gradients of J = ½(σ(wx) − y)², and the factor of each block."""
    x, w = (tensor(v, dtype=float64, requires_grad=True) for v in (x, w))
    h = w * x
    p = sigmoid(h)
    J = (p - y) ** 2 / 2
    for t in (h, p):
        t.retain_grad()
    J.backward()
    found = {"x": x, "h": h, "p": p, "J": J, "w": w}
    numbers = {name: t.item() for name, t in found.items()}
    numbers |= {f"d{name}": t.grad.item() for name, t in found.items() if name != "J"}
    slope = numbers["p"] * (1 - numbers["p"])
    factors = {"to x": numbers["w"], "to h": slope, "to p": numbers["p"] - y, "to w": numbers["x"]}
    return numbers | factors | {"dJ": 1.0}


def _text(value):
    return f"{round(value, 3) + 0.0:g}".replace("-", "−")


def _draw(figure, x, w, y):
    n, down = chain(x, w, y), narrow(figure)
    axes = figure.add_axes((0, 0, 1, 1), frame_on=False, xticks=[], yticks=[])
    axes.set(xlim=(0, 4.4) if down else (-0.9, 12), ylim=(-12.2, 0.9) if down else (-2.6, 1.9))
    place = lambda along: (2.2, -along) if down else (along, 0)
    say = lambda x, y, text, **more: axes.text(x, y, text, ha="center", va="center", fontsize=12, **more)
    arrow = lambda a, b, color: axes.annotate(
        "", b, a, arrowprops={"arrowstyle": "-|>", "lw": 2, "color": color}
    )
    for i, (name, before) in enumerate(zip(NAMES, "xhp")):
        X, Y = place(1.6 + 3.7 * i)
        axes.add_patch(_box(X - 1, Y - 0.75, 2, 1.5))
        say(X, Y + 0.35, name)
        say(X, Y - 0.3, f"× {_text(n[f'to {before}'])}")
    for i, name in enumerate("xhpJ"):
        X, Y = place(-0.25 + 3.7 * i)
        if down:
            arrow((X - 0.35, Y + 0.6), (X - 0.35, Y - 0.7), "0.4")
            arrow((X + 0.35, Y - 0.7), (X + 0.35, Y + 0.6), "C1")
            say(X - 1.2, Y, f"{name} = {_text(n[name])}")
            say(X + 1.3, Y, f"∂J/∂{name} = {_text(n['d' + name])}")
        else:
            arrow((X - 0.6, 0.3), (X + 0.75, 0.3), "0.4")
            arrow((X + 0.75, -0.3), (X - 0.6, -0.3), "C1")
            say(X + 0.07, 0.75, f"{name} = {_text(n[name])}")
            say(X + 0.07, -0.75, f"∂J/∂{name}")
            say(X + 0.07, -1.2, f"{_text(n['d' + name])}")
    X, Y = place(1.6)
    said = f"w = {_text(n['w'])}, × {_text(n['to w'])}:  ∂J/∂w = {_text(n['dw'])}"
    if down:
        say(X, Y - 1.0, said)
    else:
        arrow((X, -0.8), (X, -1.75), "C1")
        say(X + 0.6, -2.15, said)


def _box(x, y, width, height):
    from matplotlib.patches import Rectangle

    return Rectangle((x, y), width, height, facecolor="none", edgecolor="black", linewidth=1.5)


def _alt(x, w, y):
    n = {name: _text(value) for name, value in chain(x, w, y).items()}
    return (
        f"Three blocks at x = {n['x']}, w = {n['w']}, y = {_text(y)}. "
        f"Forwards h = {n['h']}, p = {n['p']}, J = {n['J']}. "
        f"Backwards ∂J/∂p = {n['dp']}, ∂J/∂h = {n['dh']}, ∂J/∂x = {n['dx']}; and ∂J/∂w = {n['dw']}."
    )


def blocks() -> ComputedPicture:
    """Three computing blocks: each hands a value on, and a gradient back."""
    controls = {
        "x": slider(-3.0, 3.0, 0.25, 2.0),
        "w": slider(-3.0, 3.0, 0.25, 1.0),
        "y": slider(0.0, 1.0, 0.25, 0.0, "target y"),
    }
    presets = {"x = 0": {"x": 0.0}, "sure": {"w": 3.0}}
    return ComputedPicture(_draw, controls, presets, alt=_alt, size=(9, 3.2), narrow=(4.2, 7.5))
