"""The picture of one convolution with three faces: window, matrix M, columns X_col; and read backwards."""

import numpy as np

from ...kit.bundle import script, style
from ...kit.picture import Choice, Numbers, Picture, Whole, listed, signed

IMAGE = [[4, 5, 8, 7, 2], [1, 8, 8, 8, 3], [3, 6, 6, 4, 1], [6, 5, 7, 8, 0], [2, 1, 0, 3, 5]]  # 4×4 of S0
KERNEL = [[1, 4, 1], [1, 4, 3], [3, 3, 1]]  # S0's
GRADIENT = [[2, 1, 3, 1], [4, 4, 0, 2], [1, 2, 1, 0], [3, 1, 2, 1]]
PARTS = ("output", "pixel", "weight")
LETTERS = {"output": "y", "pixel": "x", "weight": "w"}
TARGETS = {"forward": "output", "gradient of x": "pixel", "gradient of w": "weight"}
FACTORS = {
    "forward": ("weight", "pixel"),
    "gradient of x": ("weight", "output"),
    "gradient of w": ("pixel", "output"),
}


class ConvMatrixPicture(Picture):
    """A convolution as a sliding window, as the matrix M and as im2col; forward, and the two gradients.

        picture = ConvMatrixPicture(size=4, kernel_size=3, part="output", row=0, column=1)
        picture.matrix(), picture.columns(), picture.values(), picture.describe()

    `part`, `row` and `column` choose an output, a pixel or a weight; past the last means the last. `image`
    (5×5), `kernel` (3×3) and `gradient` (4×4, of the outputs) are whole numbers from −9 to 9, row by row;
    a smaller size takes their top left corner. `faces` are the matrices that are shown: "M", "both", or
    "backwards": both, and buttons for the gradients.
    """

    _esm = script(__file__, "conv_matrix.js")
    _css = style(__file__, "conv_matrix.css")

    size = Whole(4, 3, 5)
    kernel_size = Whole(3, 2, 3)
    stride = Whole(1, 1, 2)
    mode = Choice(list(TARGETS))
    faces = Choice(["both", "M", "backwards"])
    part = Choice(PARTS)
    row = Whole(0, 0, 4)
    column = Whole(0, 0, 4)
    image = Numbers(np.ravel(IMAGE).tolist(), 25, -9, 9, step=1)
    kernel = Numbers(np.ravel(KERNEL).tolist(), 9, -9, 9, step=1)
    gradient = Numbers(np.ravel(GRADIENT).tolist(), 16, -9, 9, step=1)

    # --- the arithmetic; conv_matrix_arithmetic.js says the same ---

    def sides(self) -> dict[str, int]:
        """How many rows (and columns) outputs, pixels and weights have."""
        outputs = (self.size - self.kernel_size) // self.stride + 1
        return {"output": outputs, "pixel": self.size, "weight": self.kernel_size}

    def taps(self) -> list[dict]:
        """Each product of the convolution: which weight meets which pixel for which output."""
        n, k, t = self.size, self.kernel_size, self.sides()["output"]
        taps = []
        for output in range(t * t):
            for weight in range(k * k):
                row = output // t * self.stride + weight // k
                column = output % t * self.stride + weight % k
                taps.append({"output": output, "weight": weight, "pixel": row * n + column})
        return taps

    def values(self) -> dict[str, list[int]]:
        """The numbers of the three grids: those given, and what the mode computes from them."""
        sides, target = self.sides(), TARGETS[self.mode]
        given = {"output": (self.gradient, 4), "pixel": (self.image, 5), "weight": (self.kernel, 3)}
        found = {
            part: np.reshape(numbers, (full, full))[: sides[part], : sides[part]].ravel().tolist()
            for part, (numbers, full) in given.items()
        }
        found[target] = [0] * sides[target] ** 2
        for tap in self.taps():
            a, b = (found[part][tap[part]] for part in FACTORS[self.mode])
            found[target][tap[target]] += a * b
        return found

    def matrix(self) -> np.ndarray:
        """M; for the gradient of w, the products pixel · ∂y at the places of the weights."""
        return self._filled(
            "output", "pixel", ("pixel", "output") if self._backwards_to("weight") else ("weight",)
        )

    def columns(self) -> np.ndarray:
        """X_col; for the gradient of x, the products weight · ∂y that are added back to the pixels."""
        return self._filled(
            "weight", "output", ("weight", "output") if self._backwards_to("pixel") else ("pixel",)
        )

    def _backwards_to(self, part):
        return self.mode != "forward" and TARGETS[self.mode] == part

    def _filled(self, down, across, factors):
        sides, values = self.sides(), self.values()
        table = np.zeros((sides[down] ** 2, sides[across] ** 2), int)
        for tap in self.taps():
            table[tap[down], tap[across]] = np.prod([values[part][tap[part]] for part in factors])
        return table

    # --- in words ---

    def _name(self, part, index):
        side = self.sides()[part]
        back = self.mode != "forward" and part in ("output", TARGETS[self.mode])
        return f"{'∂' * back}{LETTERS[part]}[{index // side}, {index % side}]"

    def equation(self) -> str:
        """The chosen number as a sum with its numbers; or the products that it is in."""
        side, target, values = self.sides()[self.part], TARGETS[self.mode], self.values()
        index = min(self.row, side - 1) * side + min(self.column, side - 1)
        name, value = self._name(self.part, index), signed(values[self.part][index])
        taps = [tap for tap in self.taps() if tap[self.part] == index]
        pairs = [[values[part][tap[part]] for part in FACTORS[self.mode]] for tap in taps]
        products = [f"{signed(a)}·{f'({signed(b)})' if b < 0 else signed(b)}" for a, b in pairs]
        if not taps:
            return f"{name} = {value}: no window reads this pixel."
        if self.part == target:
            return f"{name} = {' + '.join(products).replace('+ −', '− ')} = {value}"
        ends = [f"{product} of {self._name(target, tap[target])}" for product, tap in zip(products, taps)]
        ends = [*ends[:3], "…", ends[-1]] if len(ends) > 5 else ends
        return f"{name} = {value} is in {len(taps)} product{'s' * (len(taps) > 1)}: {listed(ends)}."

    def describe(self):
        n, k, t, values = self.size, self.kernel_size, self.sides()["output"], self.values()
        start = f"A {n}×{n} image and a {k}×{k} kernel, stride {self.stride}: M is {t * t}×{n * n}"
        start += f", X_col is {k * k}×{t * t}" if self.faces != "M" else ""

        def grid(part):
            rows = np.reshape(values[part], (self.sides()[part],) * 2).tolist()
            return f"[{', '.join('[' + ', '.join(map(signed, row)) + ']' for row in rows)}]"

        target = TARGETS[self.mode]
        if self.mode == "forward":
            return f"{start}. y is {grid('output')}. {self.equation()}"
        return f"{start}. ∂y is {grid('output')}, so ∂{LETTERS[target]} is {grid(target)}. {self.equation()}"
