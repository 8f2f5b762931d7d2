"""Every operation that the tape can record, each with inputs to check its gradients on.

A new operation needs a line here: `tests/test_ops.py` finds them all and names those that have none.
"""

import ast
import importlib
from pathlib import Path

import numpy as np

import minidl
import minidl.nn.functional as F
from minidl import ops
from minidl.nn.functional import recurrent
from minidl.tensor import apply
from tests.parity import numbers, positive

PACKAGE = Path(minidl.__file__).parent


def found_operations():
    """{name: function} of all operations in the package.

    That is: the public functions of ops.py; whoever defines a `backward(g, need)` inside; and
    whatever is given to `apply(...)` by name.
    """
    operations = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        module_name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        if module_name.split(".")[0] == "teach":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        module = importlib.import_module(f"minidl.{module_name}".removesuffix(".__init__"))
        names = {f.name for f in tree.body if isinstance(f, ast.FunctionDef) and _has_backward(f)}
        names |= {f.name for f in tree.body if isinstance(f, ast.FunctionDef) and module is ops}
        for function in [getattr(module, n) for n in names if not n.startswith("_")]:
            operations[name_of(function)] = function
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "apply" and call.args:
                operation = _look_up(module, call.args[0])
                if operation is not None:
                    operations[name_of(operation)] = operation
    return operations


def _has_backward(function):
    """Whether a function with the parameters (g, need) is defined inside."""
    inside = [n for n in ast.walk(function) if isinstance(n, (ast.FunctionDef, ast.Lambda))]
    return any([a.arg for a in f.args.args] == ["g", "need"] for f in inside)


def _look_up(module, node):
    """What `conv2d` or `ops.add` means in a module; None for a local variable."""
    if isinstance(node, ast.Attribute):
        return getattr(_look_up(module, node.value), node.attr, None)
    return getattr(module, node.id, None) if isinstance(node, ast.Name) else None


def name_of(operation):
    return f"{operation.__module__}.{operation.__name__}".removeprefix("minidl.")


class Case:
    """An operation on some inputs: called directly, or by the public `function` that uses it."""

    def __init__(self, *inputs, function=None, **settings):
        self.inputs, self.function, self.settings = inputs, function, settings

    def __call__(self, operation, *tensors):
        return self.function(*tensors) if self.function else apply(operation, *tensors, **self.settings)


x34, y34 = numbers(3, 4), numbers(3, 4, seed=1)
row, column, single, empty = numbers(4, seed=2), numbers(3, 1, seed=3), numbers(seed=4), numbers(0, 3)
zeros_inside = np.array([[1.5, 0.0, -2.0], [0.0, 3.0, 0.0], [1.0, 2.0, 4.0]])
TWO = [Case(x34, y34), Case(x34, row), Case(x34, column), Case(column, row), Case(x34, single)]
TWO += [Case(single, single + 1), Case(empty, numbers(3)), Case(numbers(1, 1), x34)]
ONE = [Case(x34), Case(single), Case(empty), Case(numbers(2, 3, 4).transpose(2, 0, 1))]
POSITIVE = [Case(positive(3, 4)), Case(positive()), Case(empty)]
AXES = [
    {},
    {"axis": 0},
    {"axis": (0, 2)},
    {"axis": 1, "keepdims": True},
    {"axis": (0, 1, 2), "keepdims": True},
]
REDUCED = [Case(numbers(2, 3, 4), **axes) for axes in AXES] + [Case(single)]
MASK = np.array([True, False, False, True])


def _geometries(function, *inputs):
    """The window operation with many settings: (kernel, stride, padding, dilation)."""
    settings = [(2, 1, 0, 1), ((3, 2), (2, 1), (1, 0), (1, 2)), (3, 2, 1, 2), ((1, 3), 3, (0, 1), 1)]
    return [Case(*inputs, function=lambda *t, s=s: function(*t, *s)) for s in settings]


def _convolutions(convolve, *spatial):
    x = numbers(2, 4, *spatial)
    k1, k3 = (2,) * len(spatial), (3,) * len(spatial)
    weights = [(6, 4, *k3), (6, 2, *k3), (4, 1, *k1), (3, 4, *k1)]
    settings = [(1, 0, 1, 1), (2, 1, 1, 2), (1, 2, 2, 4), (3, 1, 2, 1)]
    cases = [
        Case(x, numbers(*w, seed=1), numbers(w[0], seed=2), function=lambda *t, s=s: convolve(*t, *s))
        for w, s in zip(weights, settings)
    ]
    without_bias = Case(x, numbers(*weights[0], seed=1), function=lambda x, w: convolve(x, w, padding="same"))
    return [*cases, without_bias]


def _transposed(convolve, *spatial):
    x = numbers(2, 4, *spatial)
    settings = [((4, 6, 3), (1, 0, 0, 1, 1)), ((4, 3, 3), (2, 1, 1, 2, 1)), ((4, 1, 2), (3, 0, 2, 4, 2))]
    weights = [numbers(*shape, *shape[2:] * (len(spatial) - 1), seed=1) for shape, _ in settings]
    biases = [numbers(shape[1] * setting[3], seed=2) for shape, setting in settings]
    return [
        Case(x, w, b, function=lambda *t, s=s: convolve(*t, *s))
        for w, b, (_, s) in zip(weights, biases, settings)
    ] + [Case(x, weights[0], function=lambda x, w: convolve(x, w, padding=1))]


labels = minidl.tensor([2, 0, 1])
shares = 1 / (1 + np.exp(-x34))
class_weights = minidl.tensor([0.5, 2.0, 1.0, 1.5], dtype=minidl.float64)
mean, variance = (minidl.from_numpy(a) for a in (numbers(4, seed=5), positive(4, seed=6)))

OPERATIONS = {
    "ops.add": TWO,
    "ops.sub": TWO,
    "ops.mul": TWO,
    "ops.div": TWO,
    "ops_more.div_rounded": [Case(x34, y34, rounding=mode) for mode in ("floor", "trunc")],
    "ops_more.remainder": [Case(x34, y34), Case(x34, row), Case(column, row), Case(single, single + 1)],
    "ops.pow": [Case(positive(3, 4), y34), Case(positive(3, 1), row), Case(single, positive()), Case(positive(3, 4), x34)],
    "ops.power": [Case(x34, exponent=n) for n in (3, 2, 1, 0)] + [Case(positive(3, 4), exponent=n) for n in (2.5, -1, 0.5, -2)],
    "ops.maximum": TWO,
    "ops.minimum": TWO,
    "ops.where": [Case(x34, y34, condition=x34 > y34), Case(row, column, condition=MASK), Case(single, row, condition=MASK)],
    "ops.neg": ONE,
    "ops.exp": ONE,
    "ops.log": POSITIVE,
    "ops.sqrt": POSITIVE,
    "ops.sin": ONE,
    "ops.cos": ONE,
    "ops.abs": ONE,
    "ops.tanh": ONE,
    "ops.sigmoid": ONE,
    "ops.relu": ONE,
    "ops.clamp": [Case(x34, single * 0 - 1, single * 0 + 1), Case(x34, row - 1.3, column + 0.9), Case(empty, single, single)],
    "ops.clone": [*ONE, Case(x34.T, order="C")],
    "ops.cast": [Case(x34, dtype=np.dtype(np.float64)), Case(single, dtype=np.dtype(np.float64))],
    "ops.sum": [*REDUCED, Case(empty), Case(empty, axis=0)],
    "ops.mean": [*REDUCED, Case(numbers(600, 2), axis=0)],
    "ops.prod": [Case(x34, axis=1), Case(x34, axis=0, keepdims=True), Case(zeros_inside, axis=0), Case(zeros_inside, axis=1), Case(row[:1], axis=0), Case(empty, axis=1)],
    "ops.amax": REDUCED,
    "ops.amin": REDUCED,
    "ops.var": [*REDUCED[:5], Case(x34, axis=0, correction=0), Case(x34, correction=2)],
    "ops.std": [*REDUCED[:5], Case(x34, axis=0, correction=0), Case(x34, correction=2)],
    "ops.reshape": [Case(x34, shape=(2, -1)), Case(x34.T, shape=(12,)), Case(single, shape=(1, 1)), Case(empty, shape=(3, 0))],
    "ops.permute": [Case(numbers(2, 3, 4), dims=(2, 0, 1)), Case(single, dims=()), Case(empty, dims=(1, 0))],
    "ops.expand": [Case(column, shape=(2, 3, 4)), Case(single, shape=(2,)), Case(row, shape=(4,)), Case(row, shape=(0, 4))],
    "ops.flip": [Case(x34, axis=(0,)), Case(x34, axis=(0, 1)), Case(empty, axis=(1,))],
    "ops.getitem": [
        Case(x34, index=(1, ...)),
        Case(x34, index=(slice(0, 3, 2), None, slice(1, None))),
        Case(x34, index=(np.array([0, 2, 0]),)),
        Case(x34, index=(np.array([[0, 2], [0, 1]]), np.array([3, 0]))),
        Case(x34, index=(x34 > 0,)),
        Case(numbers(2, 3, 4), place=(0, ...), index=(slice(None), np.array([1, 1]))),
        Case(single, index=(...,)),
    ],
    "ops.setitem": [
        Case(x34, row, index=(1, ...)),
        Case(x34, single, index=(slice(None), slice(0, 2))),
        Case(x34, numbers(1, 2), index=(1, slice(0, 2))),
        Case(x34, numbers(2, 4), index=(np.array([2, 0]),)),
        Case(x34, single, index=(x34 > 0,)),
        Case(numbers(2, 3, 4), numbers(3, 2), place=(0, ...), index=(slice(None), np.array([1, 2]))),
        Case(single, single + 1, index=(...,)),
    ],
    "ops_more.take_along_axis": [Case(x34, indices=np.array([[1], [0], [3]]), axis=1), Case(x34, indices=np.array([[1, 0, 2, 1]]), axis=0)],
    "ops_more.inverse": [Case(numbers(3, 3)), Case(numbers(2, 3, 3))],
    "ops_more.det": [Case(numbers(3, 3)), Case(numbers(2, 3, 3))],
    "ops_more.solve": [Case(numbers(3, 3), numbers(3, 2)), Case(numbers(2, 3, 3), numbers(3, 1))],
    "ops_more.add_at": [Case(x34, numbers(2, 4), index=(np.array([2, 0]),)), Case(x34, numbers(3, 4), index=(np.array([1, 1, 0]),))],
    "autograd.second.gradients_in_a_row": [
        Case(x34, y34, numbers(3, 4, seed=2), of=ops.mul, settings={}, wanted=[True, True]),
        Case(x34, row, numbers(3, 4, seed=2), of=ops.mul, settings={}, wanted=[False, True]),
        Case(x34, numbers(4, seed=2), of=ops.var, settings={"axis": 0}, wanted=[True]),
    ],
    "ops.cat": [Case(x34, y34, axis=0), Case(x34, column, x34, axis=1), Case(row, axis=0), Case(empty, numbers(2, 3), axis=0)],
    "ops.matmul": [
        Case(x34, numbers(4, 2)),
        Case(row, numbers(4, 2)),
        Case(x34, row),
        Case(row, row + 1),
        Case(numbers(2, 1, 3, 4), numbers(5, 4, 2)),
        Case(row, numbers(2, 4, 3)),
        Case(numbers(2, 3, 4), row),
        Case(empty, numbers(3, 2)),
        Case(numbers(2, 0), numbers(0, 3)),
    ],
    "ops.linear": [
        Case(x34, numbers(2, 4), numbers(2)),
        Case(x34, numbers(2, 4)),
        Case(row, numbers(2, 4), numbers(2)),
        Case(numbers(2, 3, 4), numbers(5, 4), numbers(5)),
        Case(numbers(4, 3).T, numbers(2, 4), numbers(2)),
        Case(numbers(0, 4), numbers(2, 4), numbers(2)),
    ],
    "windows.convolution.conv1d": _convolutions(F.conv1d, 9),
    "windows.convolution.conv2d": _convolutions(F.conv2d, 7, 6),
    "windows.pooling.max_pool2d": _geometries(F.max_pool2d, numbers(2, 2, 7, 6)),
    "windows.pooling.avg_pool2d": [
        *_geometries(lambda x, k, s, p, d: F.avg_pool2d(x, k, s, p), numbers(2, 2, 7, 6)),
        Case(numbers(1, 2, 7, 6), function=lambda x: F.avg_pool2d(x, 3, 2, 1, True, False)),
        Case(numbers(2, 2, 7), function=lambda x: F.avg_pool1d(x, 3, 2, 1)),
    ],
    "windows.unfolding.unfold": _geometries(lambda x, k, s, p, d: F.unfold(x, k, d, p, s), numbers(2, 2, 7, 6)),
    "windows.unfolding.fold": [
        Case(numbers(2, 8, 30), function=lambda x: F.fold(x, (7, 6), 2)),
        Case(numbers(1, 12, 9), function=lambda x: F.fold(x, (7, 6), (3, 2), stride=(3, 2), padding=(1, 0))),
    ],
    "nn.hooks.pass_on": ONE,
    "nn.functional.activations.leaky_relu_array": [Case(x34, slope=0.1), Case(single, slope=-0.5), Case(empty, slope=0.0)],
    "nn.functional.activations.prelu_array": [Case(x34, single), Case(x34, row), Case(single, single + 1), Case(numbers(2, 3, 4), column)],
    "nn.functional.activations.elu_array": [Case(x34, alpha=0.7, scale=1.3), Case(single, alpha=1.0, scale=1.0), Case(empty, alpha=1.0, scale=1.0)],
    "nn.functional.activations.gelu_array": ONE,
    "nn.functional.activations.gelu_tanh_array": ONE,
    "nn.functional.activations.silu_array": ONE,
    "nn.functional.activations.softplus_array": [Case(x34, beta=1.0, threshold=20.0), Case(x34, beta=2.0, threshold=50.0), Case(10 * x34, beta=5.0, threshold=20.0), Case(single, beta=-1.0, threshold=20.0)],
    "nn.functional.activations.hardtanh_array": [Case(x34, low=-1.0, high=0.5), Case(single, low=0.0, high=3.0), Case(empty, low=-1.0, high=1.0)],
    "nn.functional.regression_losses.mse_array": [Case(x34, y34, reduction=r) for r in ("mean", "sum", "none")],
    "nn.functional.cross_entropy.cross_entropy_array": [
        Case(x34, function=lambda z: F.cross_entropy(z, labels)),
        Case(x34, function=lambda z: F.cross_entropy(z, labels, class_weights.to(z.dtype), ignore_index=0, label_smoothing=0.1)),
        Case(x34, function=lambda z: F.cross_entropy(z, labels, reduction="none")),
        Case(numbers(3, 4, 2), function=lambda z: F.cross_entropy(z, minidl.stack([labels, labels], 1), reduction="sum")),
    ],
    **{f"ops_more.{name}": ONE for name in ["tan", "atan", "sinh", "cosh", "expm1", "erf"]},
    **{f"ops_more.{name}": POSITIVE for name in ["log2", "log10", "log1p", "rsqrt"]},
    **{f"ops_more.{name}": [Case(x34 / 3), Case(single / 3), Case(empty)] for name in ("asin", "acos")},
    "ops_more.staircase": [Case(x34, steps=np.floor), Case(x34, steps=np.trunc)],
    "ops_more.fmod": [Case(x34, y34), Case(x34, row), Case(column, row), Case(single, single + 1)],
    "ops_more.atan2": [Case(x34, y34), Case(x34, row), Case(column, row), Case(single, single + 1)],
    "ops_more.softmax": [Case(x34, axis=axis) for axis in (0, 1, -1)],
    "ops_more.log_softmax": [Case(x34, axis=axis) for axis in (0, 1, -1)],
    "ops_more.logsumexp": [*REDUCED, Case(numbers(3, 0, 2), axis=0)],
    "ops_more.norm": [Case(case.inputs[0], p=p, **case.settings) for case in REDUCED for p in (1, 2, 3, 0.5)],
    "ops_more.diagonal": [
        Case(x34, offset=0, axes=(0, 1)),
        Case(x34, offset=-1, axes=(1, 0)),
        Case(numbers(2, 3, 4), offset=1, axes=(0, 2)),
        Case(x34, offset=9, axes=(0, 1)),
    ],
    "ops_more.cumsum": [Case(x34, axis=0), Case(x34, axis=1), Case(empty, axis=1)],
    "ops_more.cumprod": [Case(x34, axis=0), Case(zeros_inside, axis=0), Case(zeros_inside, axis=1), Case(empty, axis=1)],
    "ops_more.einsum": [
        Case(x34, numbers(4, 2), inputs=["ij", "jk"], output="ik"),
        Case(x34, numbers(4, 2), inputs=["ij", "jk"], output=""),
        Case(numbers(3, 3), inputs=["ii"], output=""),
        Case(numbers(3, 3), row[:3], inputs=["ii", "i"], output="i"),
        Case(numbers(3, 3), numbers(3, 3, 3), inputs=["ij", "iii"], output="j"),
        Case(numbers(2, 3, 4), numbers(2, 4, 5), numbers(5), inputs=["bij", "bjk", "k"], output="bi"),
        Case(column, x34, inputs=["ij", "ij"], output="j"),
        Case(row, row + 1, inputs=["i", "j"], output="ij"),
    ],
    "nn.functional.regression_losses.huber_array": [Case(x34, y34, delta=1.0), Case(x34, row, delta=0.3), Case(single, single + 1, delta=2.0), Case(empty, empty, delta=1.0)],
    "nn.functional.regression_losses.cosine_similarity_array": [
        Case(x34, y34, axis=1, eps=1e-8),
        Case(numbers(2, 3, 4), numbers(2, 3, 4, seed=1), axis=0, eps=1e-8),
        Case(numbers(2, 3), numbers(4, 1, 3), function=lambda x, y: F.cosine_similarity(x, y, -1)),
    ],
    "nn.functional.cross_entropy.nll_array": [
        Case(x34, function=lambda x: F.nll_loss(x, labels)),
        Case(x34, function=lambda x: F.nll_loss(x, labels, class_weights.to(x.dtype), ignore_index=0)),
        Case(numbers(3, 4, 2), function=lambda x: F.nll_loss(x, minidl.stack([labels, labels], 1), reduction="none")),
        Case(row, function=lambda x: F.nll_loss(x, labels[0])),
    ],
    "nn.functional.probability_losses.binary_cross_entropy_array": [
        Case(shares, shares[::-1].copy()),
        Case(single * 0 + 0.3, single * 0 + 0.6),
        Case(empty, empty),
    ],
    "nn.functional.probability_losses.logits_array": [
        Case(x34, shares, positive=None),
        Case(x34, shares, function=lambda x, y: F.binary_cross_entropy_with_logits(x, y, pos_weight=class_weights)),
        Case(empty, empty, positive=None),
    ],
    "nn.functional.margin_losses.multi_margin_array": [
        Case(x34, function=lambda x: F.multi_margin_loss(x, labels)),
        Case(x34, function=lambda x: F.multi_margin_loss(x, labels, 2, 0.7, class_weights, reduction="none")),
        Case(row, function=lambda x: F.multi_margin_loss(x, labels[0])),
    ],
    "nn.functional.probability_losses.kl_div_array": [Case(x34, positive(3, 4)), Case(row, positive(3, 1)), Case(empty, empty)],
    "nn.functional.normalisation.normalise_array": [
        Case(numbers(3, 4, 2), row, row + 1, function=lambda x, w, b: F.batch_norm(x, mean.to(x.dtype), variance.to(x.dtype), w, b)),
    ],
    "nn.functional.normalisation.batch_norm_array": [
        Case(numbers(3, 4), row, row + 1, function=lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True)),
        Case(numbers(2, 4, 3), row, row + 1, function=lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True)),
    ],
    "windows.convolution.conv_transpose1d": _transposed(F.conv_transpose1d, 5),
    "windows.convolution.conv_transpose2d": _transposed(F.conv_transpose2d, 4, 5),
    "windows.adaptive.adaptive_mean": [Case(numbers(2, 3, 7, 5), axis=axis, size=size) for axis, size in ((2, 1), (2, 3), (3, 7), (3, 5))],
    "windows.adaptive.pick": [Case(numbers(2, 2, 7, 5), function=lambda x, o=o: F.adaptive_max_pool2d(x, o)) for o in ((3, 4), (2, 8))],
    "windows.adaptive.place": [Case(numbers(1, 2, 2, 2), indices=np.array([[[[5, 0], [11, 10]], [[0, 1], [2, 3]]]]), size=(3, 4))],
    "nn.functional.resampling.pad_array": [Case(x34, function=lambda x: F.pad(x, (2, -1, -1, 3), value=2.0)), Case(row, function=lambda x: F.pad(x, (1, 0))), Case(empty, function=lambda x: F.pad(x, (1, 1, 2, 0)))],
    "nn.functional.resampling.resample_array": [
        *[Case(numbers(2, 2, 4, 5), function=lambda x, m=m: F.pad(x, (2, 1, 3, 0), m)) for m in ("reflect", "replicate", "circular")],
        *[Case(numbers(2, 2, 4, 5), function=lambda x, m=m: F.interpolate(x, (7, 3), mode=m)) for m in ("nearest", "bilinear", "bicubic")],
    ],
    "nn.functional.normalisation.within_samples_array": [
        Case(numbers(3, 4), row, row + 1, function=lambda x, w, b: F.layer_norm(x, (4,), w, b)),
        Case(numbers(2, 3, 4), x34, function=lambda x, w: F.layer_norm(x, (3, 4), w)),
        Case(numbers(2, 4, 3), row, row + 1, function=lambda x, w, b: F.group_norm(x, 2, w, b)),
        Case(numbers(2, 4, 3, 2), function=lambda x: F.group_norm(x, 4)),
        Case(numbers(0, 4), row, row, function=lambda x, w, b: F.layer_norm(x, (4,), w, b)),
    ],
    "nn.functional.embedding.embedding_array": [
        Case(x34, index=np.array([[0, 2], [2, 2]]), padding=None, by_frequency=False),
        Case(x34, index=np.array([1, 0]), padding=2, by_frequency=True),
        Case(x34, index=np.zeros((0, 2), int), padding=None, by_frequency=False),
    ],
    "nn.functional.recurrent.recur_array": [
        Case(numbers(5, 3, gates * 2), numbers(gates * 2, 2), numbers(gates * 2), *[numbers(3, 2, seed=i) for i in range(states)], step=step, reverse=reverse)
        for step, gates, states in ((recurrent.tanh_step, 1, 1), (recurrent.relu_step, 1, 1), (recurrent.lstm_step, 4, 2), (recurrent.gru_step, 3, 1))
        for reverse in (False, True)
    ],
}  # fmt: skip
