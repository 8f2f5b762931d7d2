"""The picture of an outlier: eight points to drag, and the lines that three losses fit to them."""

from ...kit.bundle import script, style
from ...kit.picture import Number, Numbers, Picture, Whole, rounded

COUNT = 8
ROUNDS = 300  # of weighted least squares, for Huber's loss
NAMES = ("L2", "L1", "Huber")


class OutlierPicture(Picture):
    """Eight points, and the line with the smallest squared, absolute or Huber's loss.

    picture = OutlierPicture(delta=2)
    picture.lines(), picture.pulls(), picture.describe()

    `held` is the number of the point that the controls move, from 0; `delta` is the δ of Huber's loss.
    """

    _esm = script(__file__, "outlier.js")
    _css = style(__file__, "losses.css")

    xs = Numbers([1, 2, 3, 4, 5, 6, 7, 9], COUNT, 0, 10)
    ys = Numbers([1.75, 1.75, 2.75, 2.75, 3.75, 3.75, 4.75, 8], COUNT, 0, 12)
    held = Whole(7, 0, COUNT - 1)
    delta = Number(0.5, 0.25, 8)

    @classmethod
    def default_presets(cls):
        straight = [1.75, 1.75, 2.75, 2.75, 3.75, 3.75, 4.75, 5.5]
        return {
            "No outlier": {"ys": straight},
            "Three outliers": {"ys": [1.75, 7, 2.75, 9, 3.75, 3.75, 4.75, 12]},
            "Four outliers": {"ys": [1.75, 7, 2.75, 9, 3.75, 11, 4.75, 12]},
            "Far from the others": {"xs": [0, 0.5, 1, 1.5, 2, 2.5, 3, 10], "ys": [*straight[:7], 1]},
        }

    # --- the arithmetic; outlier_arithmetic.js says the same ---

    def lines(self) -> dict[str, tuple[float, float]]:
        """{loss: (a, b)} of the best lines a + bx."""
        return {"L2": self._weighted([1.0] * COUNT), "L1": self._through_two(), "Huber": self._huber()}

    def errors(self, line) -> list[float]:
        """How far each point is above a line."""
        a, b = line
        return [y - (a + b * x) for x, y in zip(self.xs, self.ys)]

    def pulls(self) -> dict[str, list[float]]:
        """{loss: how hard each point pulls its line up}: minus the derivative of the point's loss."""
        of = {name: self.errors(line) for name, line in self.lines().items()}
        signs = [0.0 if abs(e) < 1e-9 else 1.0 if e > 0 else -1.0 for e in of["L1"]]
        return {"L2": of["L2"], "L1": signs, "Huber": [_within(e, self.delta) for e in of["Huber"]]}

    def _weighted(self, weights):
        """Least squares, each point with a weight."""
        total = sx = sy = 0.0
        for w, x, y in zip(weights, self.xs, self.ys):
            total, sx, sy = total + w, sx + w * x, sy + w * y
        mx, my = sx / total, sy / total
        across = along = 0.0
        for w, x, y in zip(weights, self.xs, self.ys):
            across, along = across + w * (x - mx) * (y - my), along + w * (x - mx) * (x - mx)
        b = across / along if along > 1e-9 else 0.0
        return my - b * mx, b

    def _through_two(self):
        """Least absolute error: one of the best lines goes through two points, so all pairs are tried."""
        best, least = self._weighted([1.0] * COUNT), float("inf")
        for i in range(COUNT):
            for j in range(i + 1, COUNT):
                if self.xs[i] == self.xs[j]:
                    continue
                b = (self.ys[j] - self.ys[i]) / (self.xs[j] - self.xs[i])
                line = self.ys[i] - b * self.xs[i], b
                loss = 0.0
                for e in self.errors(line):
                    loss += abs(e)
                if loss < least - 1e-9:
                    best, least = line, loss
        return best

    def _huber(self):
        """Huber's loss: a point far away weighs less, so that it pulls with delta and no more."""
        line = self._weighted([1.0] * COUNT)
        for _ in range(ROUNDS):
            line = self._weighted([self.delta / max(abs(e), self.delta) for e in self.errors(line)])
        return line

    def describe(self):
        lines, pulls = self.lines(), self.pulls()
        fitted = ", ".join(f"{name} y = {_line(lines[name])}" for name in NAMES)
        held = ", ".join(f"{name} {rounded(pulls[name][self.held])}" for name in NAMES)
        x, y = rounded(self.xs[self.held]), rounded(self.ys[self.held])
        return (
            f"The best lines: {fitted} (δ = {rounded(self.delta)}). Point {self.held}, at x = {x}, y = {y}, "
            f"pulls its line up with {held}."
        )


def _within(error, delta):
    return min(max(error, -delta), delta)


def _line(line):
    a, b = rounded(line[0]), rounded(line[1])
    return f"{a} − {b[1:]}x" if b.startswith("−") else f"{a} + {b}x"
