"""Holds minidl to PyTorch: the same call in both, its numbers, gradients, dtypes, shapes and state compared.

    same("x.sum((0, -1), keepdim=True)", x=numbers(2, 3, 4))   a line of code; `m` is the module
    Case("conv2d", X(2, 3, 5, 6), X(4, 3, 3, 3), stride=2)      F.conv2d(...), with numbers for each X
    Layer("Linear", 3, 4)(X(2, 3))                              nn.Linear(3, 4), called

The numbers are made by a formula, so they are the same everywhere. Where PyTorch is missing, comparisons
with it are skipped, and the values in frozen.json, which it computed once, stand in for it (frozen.py).
"""

import contextlib
import warnings

import numpy as np
import pytest

import minidl
import minidl.nn.functional as F
from tests.together import grouped, together

try:
    import torch
except ImportError:
    torch = None

MISSING = "compares with PyTorch, which is not installed (pip install torch==2.13.0)"
needs_torch = pytest.mark.skipif(torch is None, reason=MISSING)
DTYPES = ("float32", "float64")
TOLERANCE = {"float32": {"rtol": 1e-5, "atol": 1e-6}, "float64": {"rtol": 1e-10, "atol": 1e-12}}
# Whole functions and layers add up more than a line does.
LONG_SUMS = {"float32": {"rtol": 3e-5, "atol": 3e-6}, "float64": {"rtol": 1e-9, "atol": 1e-11}}


def pytorch():
    """PyTorch, or skip the test."""
    return torch or pytest.skip(MISSING)


# --- numbers --------------------------------------------------------------------------------------


def wave(shape, start=0.0):
    """Numbers between −2 and 2 without a pattern that a mistake could hide in."""
    return 2 * np.sin(start + 1 + 1.7 * np.arange(np.prod(shape, dtype=int)) ** 1.1).reshape(shape)


def numbers(*shape, dtype=np.float64, seed=0):
    """Random numbers, none of them equal, none near 0."""
    generator = np.random.default_rng(seed)
    size = int(np.prod(shape))
    values = (generator.permutation(size) + 0.5) * 4 / max(size, 1) - 2 + 0.01 * generator.random(size)
    return values.reshape(shape).astype(dtype)


def positive(*shape, dtype=np.float64, seed=0):
    return (np.abs(numbers(*shape, seed=seed)) + 0.1).astype(dtype)


def integers(*shape, low=-5, high=6, dtype=np.int64, seed=0):
    return np.random.default_rng(seed).integers(low, high, shape).astype(dtype)


def bools(*shape, seed=0):
    return np.random.default_rng(seed).random(shape) < 0.5


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


def above_zero(values):
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
    """Whole numbers, with 64 bits in a browser, too: an array that goes into the call as it is."""
    return np.array(values if len(values) != 1 else values[0], np.int64)


def show(value):
    if isinstance(value, np.ndarray):
        return f"{value.dtype}{value.tolist()}"
    if isinstance(value, X):
        kind = "" if value.of is None else f" {value.of.__name__}"
        return f"{value!r}{kind}{'' if value.grad else ' constant'}"
    if isinstance(value, type):
        return value.__name__
    return repr(value)


# --- what both are asked --------------------------------------------------------------------------


def flat(values):
    """(output, (h, c)) → [output, h, c]"""
    if not isinstance(values, (tuple, list)):
        return [values]
    return [v for part in values for v in flat(part)]


class Library:
    """One of the two, with what differs between them."""

    def __init__(self, torch=None):
        self.torch, self.module = torch, torch or minidl
        self.F = F if torch is None else torch.nn.functional
        self.nn, self.optim = self.module.nn, self.module.optim

    def tensor(self, array, requires_grad=False):
        """With the array's order in memory"""
        return self.module.from_numpy(np.array(array)).requires_grad_(requires_grad)

    def array(self, value):
        """An ndarray for a tensor; anything else as it is"""
        return value.detach().numpy() if hasattr(value, "detach") else value

    def fill(self, value, dtype, place):
        if isinstance(value, X):
            return self.tensor(value.numbers(dtype, place), value.grad)
        if isinstance(value, np.ndarray):
            return self.tensor(value)
        if isinstance(value, type) and issubclass(value, np.generic):  # a dtype
            return getattr(self.module, np.dtype(value).name)
        if isinstance(value, tuple):  # of sizes, or of tensors
            return tuple([self.fill(v, dtype, place + i) for i, v in enumerate(value)])
        return value

    def found(self, result):
        """{what: array} of the outputs, after numbers were sent back through those with a history."""
        outputs = flat(result)
        for i, y in enumerate(outputs):
            if getattr(y, "requires_grad", False):
                g = np.array(wave(tuple(y.shape), 0.5 + i), self.array(y).dtype)
                y.backward(self.tensor(g), retain_graph=True)
        found = {f"output {i}": self.array(y) for i, y in enumerate(outputs)}
        return found | {f"history {i}": getattr(y, "requires_grad", None) for i, y in enumerate(outputs)}


class Line:
    """A line of code that sees the module as `m`, and its inputs by name; floats require a gradient.

    What stands before the last `;` is run first.
    """

    tolerance = TOLERANCE

    def __init__(self, code, **inputs):
        self.code, self.inputs = code, inputs

    def __repr__(self):
        return self.code

    def run(self, library, dtype=None):
        tensors = {
            name: library.tensor(value, value.dtype.kind == "f") if isinstance(value, np.ndarray) else value
            for name, value in self.inputs.items()
        }
        names = {"m": library.module, "np": np, **tensors}
        *statements, expression = self.code.split(";")
        for statement in statements:
            exec(statement.strip(), names)
        found = library.found(eval(expression.strip(), names))
        leaves = {n: t for n, t in tensors.items() if getattr(t, "requires_grad", False) and t.is_leaf}
        return found | {f"gradient {n}": library.array(t.grad) for n, t in leaves.items()}


class Case:
    """One call of a function of nn.functional."""

    tolerance = LONG_SUMS

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
        found = library.found(result)
        for name, a in {**dict(enumerate(arguments)), **settings}.items():
            if hasattr(a, "requires_grad"):
                found[f"argument {name}"] = library.array(a)
                found[f"gradient {name}"] = library.array(a.grad)
        return found


class Layer:
    """A module with its settings; called with an input, a case."""

    tolerance = LONG_SUMS

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
            found = library.found(module(*inputs))
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
            array[...] = above_zero(values) if "var" in name else values
    return module


# --- the comparison -------------------------------------------------------------------------------


def assert_same(ours, theirs, tolerance, about=""):
    """The same entries, types, shapes, dtypes and, within rounding, numbers."""
    assert list(ours) == list(theirs), about
    for name, expected in theirs.items():
        got, what = ours[name], f"{about}: {name}"
        if not isinstance(expected, np.ndarray):
            assert type(got) is type(expected) and got == pytest.approx(expected, nan_ok=True), what
            continue
        assert isinstance(got, np.ndarray), f"{what} is {got}, not an array"
        assert got.shape == expected.shape, f"{what} has shape {got.shape}, PyTorch's {expected.shape}"
        assert got.dtype == expected.dtype, f"{what} is {got.dtype}, PyTorch's {expected.dtype}"
        within = tolerance.get(expected.dtype.name, {"rtol": 0, "atol": 0})
        np.testing.assert_allclose(got, expected, **within, err_msg=what)


@contextlib.contextmanager
def warnings_are_errors():
    """All but those of NumPy about infinities and NaN, which `import minidl` has filtered out."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"minidl\.")
        yield


def quietly(case, dtype=None):
    """What PyTorch makes of a case, without its warnings"""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return case.run(Library(pytorch()), dtype)


def compare(case, dtype, tolerance=None):
    theirs, ours = quietly(case, dtype), case.run(Library(), dtype)
    tolerance = tolerance or case.tolerance
    if dtype == "float32":  # also where float64 came out of it
        tolerance = tolerance | {"float64": tolerance["float32"]}
    try:
        assert_same(ours, theirs, tolerance, repr(case))
    except AssertionError:
        if dtype != "float32":
            raise
        assert_as_near_the_truth(ours, theirs, quietly(case, "float64"), tolerance["float32"], repr(case))


def assert_as_near_the_truth(ours, theirs, truth, tolerance, about):
    """Long sums of terms that nearly cancel, in float32: each processor rounds them in another way.

    Then minidl is held to float64's result, and may be twice as far from it as PyTorch's float32 is.
    """
    for name, exact in truth.items():
        got, expected = ours[name], theirs[name]
        if isinstance(exact, np.ndarray) and exact.dtype.kind == "f":
            assert (got.shape, got.dtype) == (expected.shape, expected.dtype), f"{about}: {name}"
            error = np.abs(expected - exact).max(initial=0, where=np.isfinite(exact))
            within = {"rtol": tolerance["rtol"], "atol": tolerance["atol"] + 2 * error}
            np.testing.assert_allclose(got, exact, **within, err_msg=f"{about}: {name}")
        else:
            assert_same({name: got}, {name: expected}, {}, about)


def parity(cases):
    """Decorate a test((case, dtype)): every case in both precisions, one test for each name."""
    both = [(case, dtype) for case in cases for dtype in DTYPES]
    return together(given=grouped(both, lambda given: given[0].name))


def same(code, rtol=None, atol=None, **inputs):
    """Assert that `code` gives the same in both; nor may minidl warn about the numbers."""
    given = {name: value for name, value in (("rtol", rtol), ("atol", atol)) if value is not None}
    tolerance = {dtype: usual | given for dtype, usual in TOLERANCE.items()}
    pytorch()
    with warnings_are_errors():
        compare(Line(code, **inputs), None, tolerance)


def both_refuse(code, error=(TypeError, ValueError, IndexError, RuntimeError), match="", **inputs):
    """Assert that PyTorch refuses `code`, and that minidl does with a clear error."""
    line = Line(code, **inputs)
    if torch is not None:
        with pytest.raises(Exception):  # noqa: B017 - whatever PyTorch raises
            quietly(line)
    with pytest.raises(error, match=match or None):
        line.run(Library())


CLEAR = (TypeError, ValueError, IndexError, NotImplementedError, ZeroDivisionError, RuntimeError)


def agree(code, rtol=None, atol=None, **inputs):
    """As `same`, for calls nobody looked at before: what PyTorch refuses, minidl must refuse in words."""
    line = Line(code, **inputs)
    try:
        quietly(line)
    except Exception:  # whatever PyTorch raises
        with pytest.raises(CLEAR) as refused:
            line.run(Library())
        assert len(str(refused.value)) > 20, f"{code}: {refused.value!r} explains nothing"
    else:
        same(code, rtol, atol, **inputs)
