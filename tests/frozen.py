"""A core of the cases, whose numbers PyTorch worked out once: they are in frozen.json.

So the suite holds minidl to PyTorch where PyTorch is not installed, too. To renew the file:
python -m tests.frozen
"""

import json
from pathlib import Path

import numpy as np

from tests.nn.cases import LAYERS
from tests.nn.functional.cases import ALL
from tests.optim.test_lr_scheduler import RATES
from tests.optim.test_optimizers import WALKS
from tests.parity import Library, Line, quietly, wave

STORED = Path(__file__).with_name("frozen.json")
TIED = np.array([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0], [0.0, -1.0, 0.0]])
SPECIAL = np.array([0.0, -0.0, 1.0, -2.5, np.inf, -np.inf, np.nan, 1e30, -1e-30], np.float32)
A, B, ROW = wave((3, 4)), wave((3, 4), 3), wave((4,), 6)
LINES = []
for line in [
    "x + y", "x - y", "x * y", "x / y", "x % y", "abs(x) ** y", "m.maximum(x, y)", "m.minimum(x, y)", "m.where(x > y, x, y)",
    "x * w", "x @ y.T", "x @ w", "w @ w", "m.cat([x, y], 1)", "m.stack([x, y])", "(x - w) * (y + w)", "x < y",
    "x.exp()", "x.sin()", "x.cos()", "x.tanh()", "x.sigmoid()", "x.relu()", "x.abs()", "(x * x + 1).log()", "(x * x + 1).sqrt()",
    "x ** 3", "2 ** x", "x.clamp(-0.5, 1)", "1 / x", "x.float()", "x.long()",
    "x.sum()", "x.sum(0)", "x.mean(1, keepdim=True)", "x.var()", "x.std(0)", "x.var(1, correction=0)", "x.prod(1)", "x.amax(0)",
    "x.amin((0, 1))", "x.max(1)", "x.min(0)", "x.argmax()", "x.argmin(1)", "x.max()", "(x > 0).any(1)", "(x > 0).all()",
    "x.reshape(2, 6)", "x.permute(1, 0)", "x.flatten()", "x.flip(1)", "w.expand(2, 4)", "x.split(2, 1)", "x.chunk(2)", "x[1:, ::2]",
    "x[[0, 0, 2]]", "x[x > 0]", "x[1]", "x[[0, 2], 1:]", "z = x * 1; z[0] = w; z[:, 1] *= 2; z * y",
    "z = x * 2; z += y; z *= w; z", "b = x + x; c = b + b; c * b",
    "m.nn.functional.linear(x, y, y[:, 0])", "m.nn.functional.softmax(x, 1)", "m.nn.functional.log_softmax(x, 0)",
    "m.nn.functional.mse_loss(x, y)", "m.nn.functional.cross_entropy(x, m.tensor([3, 0, 1]))",
    "m.nn.functional.conv2d(x[None, None], y[None, None, :2, :3], padding=1)", "m.nn.functional.max_pool2d(x[None, None], 2, 1)",
    "m.nn.functional.avg_pool2d(x[None, None], 2, 1)",
]:  # fmt: skip
    LINES.append(Line(line, x=A, y=B, w=ROW))
for line in [
    "x.max()", "x.amax(1)", "x.max(1)", "x.min(1)", "x.amin()", "m.maximum(x, x.T)", "x.relu()", "x.abs()",
    "x.prod(0)", "x.std(1)", "x.clamp(0, 2)",
]:  # fmt: skip
    LINES.append(Line(f"{line}  # ties", x=TIED))
for line in [
    "x / 0", "x.log()", "x.sqrt()", "x ** 0", "x ** -1", "0 ** x", "x.exp()", "x * 0", "x.sigmoid()", "x.tanh()",
    "x.relu()",
]:  # fmt: skip
    LINES.append(Line(f"{line}  # special", x=SPECIAL))
for line in [
    "x + y", "x * y", "x / y", "x + 1", "x * 0.5", "x / 2", "x ** 2", "x // 2", "x % 3", "x.sum()", "x & y", "~x",
    "-x",
]:  # fmt: skip
    LINES.append(
        Line(f"{line}  # integers", x=np.array([[3, -1], [0, 7]], np.int64), y=np.array([2, 5], np.int32))
    )
for line in ["x + y", "x * y", "y + x", "m.cat([x, x.double()])", "x + 1.5", "x * True", "y * 0.5"]:
    LINES.append(Line(f"{line}  # dtypes", x=wave((2, 3)).astype(np.float32), y=np.array([1, 2, 3])))


CORE = [*LINES, *ALL[::4], *LAYERS[::4], *WALKS, *RATES]


def results(case, library):
    """{what: array}, without the arguments that a call leaves as they were."""
    found = quietly(case, "float64") if library.torch else case.run(library, "float64")
    arrays = {name: np.asarray(value) for name, value in found.items() if value is not None}
    return {name: a for name, a in arrays.items() if not name.startswith(("argument", "history"))}


def load():
    """{case: {what: array}}"""
    return {
        case: {name: np.array(n, dtype).reshape(shape) for name, (dtype, shape, n) in entries.items()}
        for case, entries in json.loads(STORED.read_text(encoding="utf-8")).items()
    }


def store(library):
    rows = []
    for case in CORE:
        entries = {
            name: [
                str(a.dtype),
                a.shape,
                [float(f"{n:.12g}") if a.dtype.kind == "f" else n for n in a.ravel().tolist()],
            ]
            for name, a in results(case, library).items()
        }
        rows.append(f"{json.dumps(repr(case))}: {json.dumps(entries)}")
    STORED.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    import torch

    store(Library(torch))
