"""Holds minidl to PyTorch: the same line of code in both worlds, its numbers and gradients compared.

    same("x.sum((0, -1), keepdim=True)", x=numbers(2, 3, 4))

The line sees the module as `m` and its inputs by name. What stands before the last `;` is run first.
"""

import contextlib
import warnings

import numpy as np
import pytest

import minidl

try:
    import torch
except ImportError:
    torch = None

needs_torch = pytest.mark.skipif(
    torch is None, reason="compares with PyTorch, which is not installed (pip install torch==2.13.0)"
)
TOLERANCE = {"float32": {"rtol": 1e-5, "atol": 1e-6}, "float64": {"rtol": 1e-10, "atol": 1e-12}}


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


def run(module, code, inputs):
    """The outputs of `code` and the gradients of its float inputs, all as ndarrays (or plain values)."""
    tensors = {name: _tensor(module, value) for name, value in inputs.items()}
    names = {"m": module, "np": np, **tensors}
    *statements, expression = code.split(";")
    for statement in statements:
        exec(statement.strip(), names)
    outputs = _flatten(eval(expression.strip(), names))
    recorded = [y for y in outputs if getattr(y, "requires_grad", False)]
    for i, y in enumerate(recorded):
        g = np.sin(1.5 + np.arange(int(np.prod(tuple(y.shape)))) + i).reshape(tuple(y.shape))
        y.backward(module.tensor(g, dtype=y.dtype), retain_graph=True)
    gradients = {n: t.grad for n, t in tensors.items() if getattr(t, "requires_grad", False) and t.is_leaf}
    return (
        [_array(y) for y in outputs],
        {name: None if g is None else _array(g) for name, g in gradients.items()},
        [getattr(y, "requires_grad", None) for y in outputs],
    )


def _tensor(module, value):
    if not isinstance(value, np.ndarray):
        return value
    t = module.from_numpy(value.copy(order="K"))
    return t.requires_grad_() if value.dtype.kind == "f" else t


def _flatten(outputs):
    if isinstance(outputs, (tuple, list)):
        return [y for part in outputs for y in _flatten(part)]
    return [outputs]


def _array(y):
    return y.detach().numpy() if hasattr(y, "detach") else y


@contextlib.contextmanager
def warnings_are_errors():
    """All but those of NumPy about infinities and NaN, which `import minidl` has filtered out."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"minidl\.")
        yield


def same(code, rtol=None, atol=None, **inputs):
    """Assert that `code` gives the same values, dtypes, shapes and gradients in minidl and PyTorch.

    Nor may minidl warn about the numbers, where PyTorch does not.
    """
    if torch is None:
        pytest.skip("PyTorch is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = run(torch, code, inputs)
    with warnings_are_errors():
        got = run(minidl, code, inputs)
    assert len(got[0]) == len(expected[0]), f"{code}: {len(got[0])} outputs, PyTorch has {len(expected[0])}"
    for ours, theirs in zip(got[0], expected[0]):
        _assert_equal(ours, theirs, f"{code}: value", rtol, atol)
    assert got[2] == expected[2], f"{code}: requires_grad {got[2]}, PyTorch has {expected[2]}"
    for name, theirs in expected[1].items():
        ours = got[1][name]
        assert (ours is None) == (theirs is None), f"{code}: gradient of {name} is {ours}, PyTorch's {theirs}"
        if ours is not None:
            _assert_equal(ours, theirs, f"{code}: gradient of {name}", rtol, atol)


def _assert_equal(ours, theirs, what, rtol, atol):
    if not isinstance(theirs, np.ndarray):
        assert type(ours) is type(theirs) and ours == pytest.approx(theirs, nan_ok=True), what
        return
    assert ours.shape == theirs.shape, f"{what} has shape {ours.shape}, PyTorch's {theirs.shape}"
    assert ours.dtype == theirs.dtype, f"{what} is {ours.dtype}, PyTorch's {theirs.dtype}"
    tolerance = dict(TOLERANCE.get(str(theirs.dtype), {"rtol": 0, "atol": 0}))
    tolerance |= {k: v for k, v in (("rtol", rtol), ("atol", atol)) if v is not None}
    np.testing.assert_allclose(ours, theirs, **tolerance, err_msg=what)


def both_refuse(code, error=(TypeError, ValueError, IndexError, RuntimeError), match="", **inputs):
    """Assert that PyTorch refuses `code`, and that minidl does with a clear error."""
    if torch is not None:
        with warnings.catch_warnings(), pytest.raises(Exception):  # noqa: B017 - whatever PyTorch raises
            warnings.simplefilter("ignore")
            run(torch, code, inputs)
    with pytest.raises(error, match=match):
        run(minidl, code, inputs)


CLEAR = (TypeError, ValueError, IndexError, NotImplementedError, ZeroDivisionError, RuntimeError)


def agree(code, rtol=None, atol=None, **inputs):
    """As `same`, for calls nobody looked at before: what PyTorch refuses, minidl must refuse in words."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            run(torch, code, inputs)
    except Exception:  # whatever PyTorch raises
        with pytest.raises(CLEAR) as refused:
            run(minidl, code, inputs)
        assert len(str(refused.value)) > 20, f"{code}: {refused.value!r} explains nothing"
    else:
        same(code, rtol, atol, **inputs)
