"""Thousands of generated calls of Tensor's functions: what PyTorch answers, or refuses, so does minidl."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests.parity import agree, needs_torch, numbers

pytestmark = needs_torch

DTYPES = st.sampled_from([np.float32, np.float64, np.int64, np.bool_])
SHAPES = hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)
HALVES = st.integers(-6, 6).map(lambda n: n / 2)  # many ties and zeros


@st.composite
def arrays(draw, shapes=SHAPES, dtypes=DTYPES):
    """Numbers with ties and zeros, now and then ∞ or NaN, in any memory order"""
    shape, dtype = draw(shapes), np.dtype(draw(dtypes))
    seed, kind = draw(st.integers(0, 999)), draw(st.sampled_from(["wide", "wide", "halves", "special"]))
    rng = np.random.default_rng(seed)
    values = numbers(*shape, seed=seed) if kind == "wide" else np.round(2 * rng.standard_normal(shape)) / 2
    if kind == "special" and dtype.kind == "f":
        values = np.where(rng.random(shape) < 0.2, rng.choice([np.inf, -np.inf, np.nan], shape), values)
    array = np.asarray(values * 3 if dtype.kind == "i" else values).astype(dtype)
    return np.asarray(array.T.copy().T if draw(st.booleans()) else array)


FINITE = arrays().filter(lambda a: np.isfinite(a).all())


@st.composite
def pairs(draw):
    """Two arrays whose shapes mostly broadcast, or an array and a number"""
    shapes = draw(hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=3, min_side=0, max_side=3))
    first, second = shapes.input_shapes
    if draw(st.integers(0, 9)) == 0:
        second = draw(SHAPES)
    x = draw(arrays(st.just(first)))
    if draw(st.integers(0, 4)) == 0:
        return x, draw(st.one_of(st.integers(-3, 3), HALVES, st.booleans()))
    return x, draw(arrays(st.just(second)))


ARITHMETIC = [
    "x + y",
    "x - y",
    "x * y",
    "y - x",
    "m.add(x, y, alpha=2)",
    "x == y",
    "x != y",
    "x < y",
    "x >= y",
]
ARITHMETIC += ["x / y", "m.div(x, y)", "y / x"]


@settings(max_examples=500)
@given(pairs(), st.sampled_from(ARITHMETIC))
def test_arithmetic_of_two(pair, code):
    agree(code, x=pair[0], y=pair[1])


@settings(max_examples=200)
@given(
    pairs(),
    st.sampled_from(["m.maximum(x, y)", "m.minimum(x, y)", "m.where(x > y, x, y)", "x // y", "x % y"]),
)
def test_choices_of_two(pair, code):
    x, y = pair
    if "//" in code or "%" in code:  # of ∞ and NaN each library has its own idea
        x, y = (np.nan_to_num(a, posinf=1, neginf=1) if isinstance(a, np.ndarray) else a for a in pair)
        x, y = np.asarray(x), np.where(y == 0, 1, y).astype(y.dtype) if hasattr(y, "dtype") else y or 2
        y = np.asarray(y) if hasattr(y, "dtype") else y
        code = f"({code}).detach()"
    agree(code, x=x, y=y)


ONE = [
    "exp",
    "log",
    "sqrt",
    "sin",
    "cos",
    "abs",
    "tanh",
    "sigmoid",
    "relu",
    "neg",
    "isnan",
    "logical_not",
    "clone",
    "float",
    "double",
    "long",
    "bool",
]


@settings(max_examples=200)
@given(arrays(), st.sampled_from(ONE))
def test_one_variable(x, name):
    if name == "long":
        x = np.asarray(np.nan_to_num(x, posinf=3, neginf=3)) if x.dtype.kind == "f" else x
    agree(f"x.{name}()", x=x)


@settings(max_examples=150)
@given(
    FINITE,
    HALVES,
    HALVES,
    st.sampled_from(["x.clamp({}, {})", "x.clamp(min={})", "x.clamp(max={})", "x ** {}"]),
)
def test_one_variable_and_numbers(x, a, b, code):
    if "**" in code:
        x, a = np.abs(x) + np.ones((), x.dtype) if x.dtype.kind in "fi" else x, abs(a)
    agree(code.format(a, b), x=x)


@st.composite
def dims(draw, x, several=True):
    """None, an axis, or a few of them; now and then one that does not exist"""
    one = (
        st.integers(-x.ndim - 1, x.ndim)
        if draw(st.integers(0, 9)) == 0
        else st.integers(-x.ndim, max(x.ndim - 1, 0))
    )
    choices = [one, one, st.none()]
    if several:
        choices.append(st.lists(one, min_size=1, max_size=3).map(tuple))
    return draw(st.one_of(choices))


REDUCTIONS = ["sum", "mean", "amax", "amin", "var", "std", "all", "any"]


@settings(max_examples=375)
@given(st.data(), arrays(), st.sampled_from(REDUCTIONS), st.booleans())
def test_reductions(data, x, name, keepdim):
    dim = data.draw(dims(x))
    if name in ("var", "std") and x.dtype.kind == "f" and not np.isfinite(x).all():
        x = np.nan_to_num(x, posinf=2, neginf=-2)  # the value is NaN, and some gradients are −∞ in PyTorch
        x = np.asarray(x)
    if dim is None:
        agree(f"x.{name}()", x=x, rtol=1e-4, atol=1e-5)
    else:
        agree(f"x.{name}(dim={dim}, keepdim={keepdim})", x=x, rtol=1e-4, atol=1e-5)


@settings(max_examples=200)
@given(st.data(), FINITE, st.sampled_from(["max", "min", "argmax", "argmin", "prod"]), st.booleans())
def test_reductions_along_one_axis(data, x, name, keepdim):
    dim = data.draw(dims(x, several=False))
    x = numbers(*x.shape).astype(x.dtype) if x.dtype.kind == "f" else x  # no ties: there each may choose
    if dim is None:
        agree(f"x.{name}()", x=x)
    elif x.dtype.kind == "f" or name == "prod":
        agree(f"x.{name}({dim}, {keepdim})", x=x)
    elif name.startswith("arg"):
        agree(f"x.{name}({dim}, {keepdim}).shape", x=x)
    else:
        agree(f"x.{name}({dim}, {keepdim})[0]", x=x)


@st.composite
def indices(draw, shape):
    """What may stand in brackets, written out: numbers, slices, None, `...`, lists, masks"""
    entries = []
    for size in shape[: draw(st.integers(0, len(shape)))]:
        kind = draw(st.integers(0, 9))
        if kind < 3:
            entries.append(str(draw(st.integers(-size - (kind == 0), size - (kind > 0)))))
        elif kind < 7:
            ends = [draw(st.one_of(st.none(), st.integers(-size - 1, size + 1))) for _ in range(2)]
            step = draw(st.one_of(st.none(), st.integers(1, 3)))
            entries.append(":".join("" if e is None else str(e) for e in (*ends, step)))
        elif kind == 7:
            entries.append(str(draw(st.lists(st.integers(-size, max(size - 1, 0)), min_size=1, max_size=3))))
        elif kind == 8:
            entries.append(
                f"m.tensor({draw(st.lists(st.booleans(), min_size=size, max_size=size))}, dtype=m.bool)"
            )
        else:
            entries += ["None", ":"]
    if draw(st.booleans()):
        entries.insert(draw(st.integers(0, len(entries))), draw(st.sampled_from(["...", "None"])))
    return ", ".join(entries) or "..."


@settings(max_examples=300)
@given(st.data(), arrays(hnp.array_shapes(min_dims=1, max_dims=4, min_side=1, max_side=4)))
def test_reading_by_index(data, x):
    agree(f"x[{data.draw(indices(x.shape))}]", x=x)


@settings(max_examples=150)
@given(
    st.data(),
    arrays(
        hnp.array_shapes(min_dims=1, max_dims=3, min_side=1, max_side=4),
        st.sampled_from([np.float32, np.float64]),
    ),
)
def test_writing_by_index(data, x):
    index = data.draw(indices(x.shape))
    value = data.draw(st.sampled_from(["3.0", "v", "-v"]))
    if "[" in index and value != "3.0":  # a place named twice: which value stays is not defined
        value = "3.0"
    agree(f"y = x * 1; y[{index}] = {value}; y", x=x, v=np.array(2.5, x.dtype))


SHAPED = [
    "x.reshape(-1)", "x.flatten()", "x.squeeze()", "x.squeeze({a})", "x.unsqueeze({a})", "x.transpose({a}, {b})",
    "x.flatten({a}, {b})", "x.flip({a})", "x.flip(({a}, {b}))", "m.cat([x, x], {a})", "m.stack([x, x], {a})",
    "x.split({n}, {a})", "x.chunk({n}, {a})", "x.permute(tuple(range(x.ndim))[::-1])", "x.expand(2, *x.shape)",
    "x.reshape({n}, -1)", "x.unsqueeze({a}).expand(*[-1] * (x.ndim + 1))", "m.cat([x, x.flip(0)[:1]], 0)",
]  # fmt: skip


@settings(max_examples=300)
@given(arrays(), st.sampled_from(SHAPED), st.integers(-5, 4), st.integers(-4, 3), st.integers(1, 4))
def test_shapes(x, code, a, b, n):
    if "cat" in code and x.shape == (0,):
        a = 0  # PyTorch takes any axis of an empty list, minidl one that exists
    agree(code.format(a=a, b=b, n=n), x=x)


@settings(max_examples=150)
@given(st.data(), st.sampled_from([np.float32, np.float64]))
def test_matrix_products(data, dtype):
    inner, batch = (
        data.draw(st.integers(0, 3)),
        data.draw(hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=2, max_side=3)),
    )
    rows, columns = data.draw(st.integers(0, 3)), data.draw(st.integers(0, 3))
    left = (inner,) if data.draw(st.integers(0, 3)) == 0 else (*batch.input_shapes[0], rows, inner)
    right = (inner,) if data.draw(st.integers(0, 3)) == 0 else (*batch.input_shapes[1], inner, columns)
    if data.draw(st.integers(0, 9)) == 0:
        right = data.draw(SHAPES)
    agree("x @ y", x=numbers(*left).astype(dtype), y=numbers(*right, seed=1).astype(dtype))
