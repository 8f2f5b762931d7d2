"""A core set of lines whose numbers were worked out by PyTorch once and stored in frozen.json.

So the suite holds minidl to PyTorch where PyTorch is not installed, too. To renew the file:
python -m tests.frozen
"""

import json
from pathlib import Path

import numpy as np

STORED = Path(__file__).with_name("frozen.json")
TIED = np.array([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0], [0.0, -1.0, 0.0]])


def wave(*shape, dtype=np.float64):
    """Numbers that are the same on every machine"""
    size = int(np.prod(shape))
    return (np.arange(size) * 37 % 23 / 8 - 1.4).reshape(shape).astype(dtype)


A, B, ROW = wave(3, 4), wave(3, 4)[::-1].copy() + 0.25, wave(4) + 0.5
LINES = {}
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
    LINES[line] = {"x": A, "y": B, "w": ROW}
for line in [
    "x.max()",
    "x.amax(1)",
    "x.max(1)",
    "x.min(1)",
    "x.amin()",
    "m.maximum(x, x.T)",
    "x.relu()",
    "x.abs()",
    "x.prod(0)",
    "x.std(1)",
    "x.clamp(0, 2)",
]:
    LINES[f"{line}  # ties"] = {"x": TIED}
for line in [
    "x / 0",
    "x.log()",
    "x.sqrt()",
    "x ** 0",
    "x ** -1",
    "0 ** x",
    "x.exp()",
    "x * 0",
    "x.sigmoid()",
    "x.tanh()",
    "x.relu()",
]:
    LINES[f"{line}  # special"] = {
        "x": np.array([0.0, -0.0, 1.0, -2.5, np.inf, -np.inf, np.nan, 1e30, -1e-30], np.float32)
    }
for line in [
    "x + y",
    "x * y",
    "x / y",
    "x + 1",
    "x * 0.5",
    "x / 2",
    "x ** 2",
    "x // 2",
    "x % 3",
    "x.sum()",
    "x & y",
    "~x",
    "-x",
]:
    LINES[f"{line}  # integers"] = {"x": np.array([[3, -1], [0, 7]]), "y": np.array([2, 5], np.int32)}
for line in ["x + y", "x * y", "y + x", "m.cat([x, x.double()])", "x + 1.5", "x * True", "y * 0.5"]:
    LINES[f"{line}  # dtypes"] = {"x": wave(2, 3, dtype=np.float32), "y": np.array([1, 2, 3])}


def as_json(results):
    """Arrays as [dtype, shape, numbers as text], exact to the last bit; None and plain values as they are."""
    outputs, gradients, _ = results
    encode = lambda a: [str(a.dtype), list(a.shape), [repr(v) for v in a.ravel().tolist()]]
    return {
        "outputs": [encode(np.asarray(y)) for y in outputs],
        "gradients": {name: None if g is None else encode(g) for name, g in gradients.items()},
    }


def as_array(stored):
    dtype, shape, numbers = stored
    values = [v == "True" if dtype == "bool" else float(v) for v in numbers]
    return np.array(values, dtype).reshape(shape)


if __name__ == "__main__":
    import torch

    from tests.parity import run

    results = {line: as_json(run(torch, line, inputs)) for line, inputs in LINES.items()}
    content = {"made with": f"PyTorch {torch.__version__.split('+')[0]}", "results": results}
    rows = [f"{json.dumps(line)}: {json.dumps(result)}" for line, result in results.items()]
    STORED.write_text(
        f'{{"made with": "{content["made with"]}",\n"results": {{\n' + ",\n".join(rows) + "\n}}\n",
        encoding="utf-8",
    )
