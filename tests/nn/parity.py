"""The same call in minidl and in PyTorch, one line a case: value, gradients, dtypes, shapes, state.

    Case("conv2d", X(2, 3, 5, 6), X(4, 3, 3, 3), stride=2)    F.conv2d(...) with numbers in place of each X
    Layer("Linear", 3, 4)(X(2, 3))                            nn.Linear(3, 4), called

The numbers are made by a formula, so they are the same everywhere. Where PyTorch is missing, comparisons
with it are skipped, and the values in frozen.json, which it computed once, stand in for it.
"""

import warnings

import numpy as np
import pytest

import minidl
import minidl.nn.functional as F
from minidl import nn

DTYPES = ("float32", "float64")
TOLERANCE = {"float32": {"rtol": 3e-5, "atol": 3e-6}, "float64": {"rtol": 1e-9, "atol": 1e-11}}


def pytorch():
    """PyTorch, or skip the test."""
    return pytest.importorskip("torch", reason="PyTorch is not installed; frozen.json stands in for it")


def wave(shape, start=0.0):
    """Numbers between −2 and 2 without a pattern that a mistake could hide in."""
    return 2 * np.sin(start + 1 + 1.7 * np.arange(np.prod(shape, dtype=int)) ** 1.1).reshape(shape)


class X:
    """A tensor of this shape that requires a gradient. `of` makes its numbers from those of `wave`."""

    def __init__(self, *shape, grad=True, of=None):
        self.shape, self.grad, self.of = shape, grad, of

    def __repr__(self):
        return "x".join(map(str, self.shape)) or "number"

    def numbers(self, dtype, place):
        values = wave(self.shape, 3 * place)
        return np.array(values if self.of is None else self.of(values), dtype)


def whole(values):
    """A few whole numbers, with many ties."""
    return np.round(values)


def positive(values):
    return np.abs(values) + 0.5


def probabilities(values):
    shares = np.exp(values)
    return shares / shares.sum(axis=min(1, values.ndim - 1), keepdims=True)


def shares(values):
    """Each between 0 and 1"""
    return 1 / (1 + np.exp(-values))


def with_infinities(values):
    """Now and then −∞, as where a choice is masked out."""
    return np.where(values < -1.2, -np.inf, values)


def with_nan(values):
    return np.where(values > 1, np.nan, values)


def with_infinity(values):
    return np.where(values > 1, np.inf, values)


def minus_infinity(values):
    return values - np.inf


def zeros(values):
    return 0 * values


def far_apart(values):
    """So large that exp overflows."""
    return 1000 * values


def around_thirty(values):
    return values + 30


def constant(*shape, of=None):
    return X(*shape, grad=False, of=of)


def labels(*values):
    """Whole numbers: an array that goes into the call as it is."""
    return np.array(values if len(values) != 1 else values[0])


def show(value):
    if isinstance(value, np.ndarray):
        return f"{value.dtype}{value.tolist()}"
    if isinstance(value, X):
        kind = "" if value.of is None else f" {value.of.__name__}"
        return f"{value!r}{kind}{'' if value.grad else ' constant'}"
    if isinstance(value, type):
        return value.__name__
    return repr(value)


def flat(values):
    """(output, (h, c)) → [output, h, c]"""
    if not isinstance(values, (tuple, list)):
        return [values]
    return [v for part in values for v in flat(part)]


class Library:
    """One of the two, with what differs between them."""

    def __init__(self, torch=None):
        self.torch = torch
        self.F = F if torch is None else torch.nn.functional
        self.nn = nn if torch is None else torch.nn
        self.optim = minidl.optim if torch is None else torch.optim

    def tensor(self, array, requires_grad=False):
        array = np.array(array)
        if self.torch is None:
            return minidl.from_numpy(array).requires_grad_(requires_grad)
        return self.torch.from_numpy(array).requires_grad_(requires_grad)

    def array(self, tensor):
        if tensor is None:
            return None
        return tensor.data.numpy() if self.torch is None else tensor.detach().numpy()

    def fill(self, value, dtype, place):
        if isinstance(value, X):
            return self.tensor(value.numbers(dtype, place), value.grad)
        if isinstance(value, np.ndarray):
            return self.tensor(value)
        if isinstance(value, type) and issubclass(value, np.generic):  # a dtype
            value = np.dtype(value)
            return value if self.torch is None else getattr(self.torch, value.name)
        if isinstance(value, tuple):  # of sizes, or of tensors
            return tuple([self.fill(v, dtype, place + i) for i, v in enumerate(value)])
        return value

    def outputs(self, result):
        return [self.array(r) for r in flat(result)]

    def backward(self, result):
        """Send numbers back through the first output, if it has a history."""
        first = result[0] if isinstance(result, tuple) else result
        if first.requires_grad:
            g = np.array(wave(first.shape, 0.5), self.array(first).dtype)
            first.backward(self.tensor(g))


class Case:
    """One call of a function of nn.functional."""

    def __init__(self, name, *arguments, **settings):
        self.name, self.arguments, self.settings = name, arguments, settings

    def __repr__(self):
        parts = [show(a) for a in self.arguments] + [f"{k}={show(v)}" for k, v in self.settings.items()]
        return f"{self.name}({', '.join(parts)})"

    def run(self, library, dtype):
        """{what: array} of everything that the call gives and changes."""
        arguments = [library.fill(a, dtype, i) for i, a in enumerate(self.arguments)]
        settings = {name: library.fill(a, dtype, 10 + i) for i, (name, a) in enumerate(self.settings.items())}
        result = getattr(library.F, self.name)(*arguments, **settings)
        library.backward(result)
        found = {f"output {i}": array for i, array in enumerate(library.outputs(result))}
        for name, a in {**dict(enumerate(arguments)), **settings}.items():
            if hasattr(a, "requires_grad"):
                found[f"argument {name}"] = library.array(a)
                found[f"gradient {name}"] = library.array(a.grad)
        return found


class Layer:
    """A module with its settings; called with an input, a case."""

    def __init__(self, name, *arguments, **settings):
        self.name, self.arguments, self.settings = name, arguments, settings
        self.inputs, self.mode, self.calls = (), True, 1

    def __call__(self, *inputs, training=True, calls=1):
        self.inputs, self.mode, self.calls = inputs, training, calls
        return self

    def __repr__(self):
        parts = [show(a) for a in self.arguments] + [f"{k}={show(v)}" for k, v in self.settings.items()]
        call = ", ".join(show(x) for x in self.inputs)
        mode = "" if self.mode else " eval"
        return f"{self.name}({', '.join(parts)})({call}){mode}{' twice' * (self.calls - 1)}"

    def make(self, library, dtype):
        arguments = [library.fill(a, dtype, 20 + i) for i, a in enumerate(self.arguments)]
        settings = {k: library.fill(a, dtype, 30 + i) for i, (k, a) in enumerate(self.settings.items())}
        module = getattr(library.nn, self.name)(*arguments, **settings)
        return fill_state(library, module.to(library.fill(np.dtype(dtype).type, dtype, 0))).train(self.mode)

    def run(self, library, dtype):
        module = self.make(library, dtype)
        for call in range(self.calls):
            inputs = [library.fill(x, dtype, i + 40 * call) for i, x in enumerate(self.inputs)]
            result = module(*inputs)
            library.backward(result)
        found = {f"output {i}": array for i, array in enumerate(library.outputs(result))}
        found |= {f"state {name}": library.array(t) for name, t in module.state_dict().items()}
        found |= {f"gradient {name}": library.array(p.grad) for name, p in module.named_parameters()}
        for i, x in enumerate(flat(inputs)):
            found[f"gradient {i}"] = library.array(getattr(x, "grad", None))
        return found


def fill_state(library, module):
    """Give all parameters and float buffers numbers by formula; variances are positive."""
    for place, (name, tensor) in enumerate(module.state_dict().items()):
        array = library.array(tensor)
        if array.dtype.kind == "f":
            values = wave(array.shape, place)
            array[...] = positive(values) if "var" in name else values
    return module


def assert_same(ours, theirs, dtype, about=""):
    """The same entries, shapes, dtypes and, within rounding, numbers."""
    assert list(ours) == list(theirs), about
    for name, expected in theirs.items():
        got = ours[name]
        assert (got is None) == (expected is None), f"{about}: {name}"
        if expected is None:
            continue
        assert isinstance(got, np.ndarray), f"{about}: {name}"
        assert got.shape == expected.shape, f"{about}: {name}"
        assert got.dtype == expected.dtype, f"{about}: {name}"
        coarse = "float32" in (dtype, expected.dtype.name)
        tolerance = TOLERANCE["float32" if coarse else "float64"]
        np.testing.assert_allclose(got, expected, **tolerance, err_msg=f"{about}: {name}")


def compare(case, dtype):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyTorch's own
        theirs = case.run(Library(pytorch()), dtype)
    ours = case.run(Library(), dtype)
    if dtype == "float32" and "proj_size" in repr(case):
        # Long sums of products that nearly cancel: float32 differs from processor to processor by some ulp
        # of the largest term. float64 is compared to 1e-9.
        for name, value in theirs.items():
            np.testing.assert_allclose(ours[name], value, rtol=3e-5, atol=1e-5, err_msg=f"{case!r}: {name}")
        return
    assert_same(ours, theirs, dtype, repr(case))


def parity(cases):
    """Decorate a test(case, dtype): every case in both precisions."""

    def decorate(test):
        test = pytest.mark.parametrize("case", cases, ids=repr)(test)
        return pytest.mark.parametrize("dtype", DTYPES)(test)

    return decorate
