"""Dual numbers against the three other ways to differentiate: reverse mode, symbols, differences."""

from pathlib import Path

import numpy as np
import pytest
import sympy

import minidl
from minidl import dual
from minidl.dual import Dual


def lecture(x, library):
    """J = cos(sin(x²) + 3x²), from the lecture"""
    return library.cos(library.sin(x**2) + 3 * x**2)


@pytest.mark.parametrize("x, expected", [(0.5, -3.334146), (1.0, 4.560792), (2.0, 9.099149)])
def test_the_lectures_example_in_four_ways(x, expected):
    h = 1e-6
    difference = (lecture(x + h, np) - lecture(x - h, np)) / (2 * h)
    symbol = sympy.Symbol("x")
    symbolic = float(sympy.diff(lecture(symbol, sympy), symbol).subs(symbol, x))
    leaf = minidl.tensor(x, dtype=minidl.float64, requires_grad=True)
    lecture(leaf, minidl).backward()
    forward = dual.derivative(lambda x: lecture(x, dual), x)
    assert forward == pytest.approx(expected, abs=5e-7)
    assert forward == pytest.approx(symbolic, rel=1e-13)
    assert forward == pytest.approx(leaf.grad.item(), rel=1e-13)
    assert forward == pytest.approx(difference, rel=1e-7)


FUNCTIONS = [
    "x + 2", "2 + x", "x - 3", "3 - x", "-x", "x * x", "2 * x", "x / 3", "1 / x", "x / (x + 1)", "x**3", "x**-2", "x**0",
    "2**x", "x**x", "dual.exp(x)", "dual.log(x)", "dual.sqrt(x)", "dual.sin(x)", "dual.cos(x)", "dual.tanh(x)",
    "dual.sigmoid(x)", "dual.relu(x) * x", "dual.sum(x * x)", "dual.mean(x * x * x)", "dual.exp(dual.sin(x)) / dual.sqrt(x)",
]  # fmt: skip


@pytest.mark.parametrize("code", FUNCTIONS)
@pytest.mark.parametrize("x", [0.3, 1.7])
def test_each_function_against_differences(code, x):
    f = eval(f"lambda x: {code}", {"dual": dual})
    h = 1e-6
    difference = (dual.as_dual(f(Dual(x + h))).value - dual.as_dual(f(Dual(x - h))).value) / (2 * h)
    assert dual.derivative(f, x) == pytest.approx(difference, rel=1e-6, abs=1e-9)


def test_a_constant_has_no_derivative():
    assert dual.derivative(lambda x: 3.0, 2.0) == 0
    assert dual.relu(Dual([-1.0, 0.0, 2.0], 1.0)).tangent.tolist() == [0, 0, 1]


def test_a_small_network_agrees_with_reverse_mode():
    """⟨∂J/∂θ, d⟩ for random directions d: reverse mode knows ∂J/∂θ, forward mode gives the product."""
    rng = np.random.default_rng(0)
    inputs, targets = rng.standard_normal((7, 3)), rng.standard_normal((7, 2))
    parameters = [rng.standard_normal(shape) for shape in ((4, 3), (4,), (2, 4), (2,))]
    directions = [rng.standard_normal(p.shape) for p in parameters]

    def loss(w1, b1, w2, b2, library):
        y = library.tanh(inputs @ w1.T + b1) @ w2.T + b2
        return library.mean((y - targets) ** 2)

    forward = dual.directional_derivative(lambda *p: loss(*p, dual), *parameters, directions=directions)
    leaves = [minidl.from_numpy(p).requires_grad_() for p in parameters]
    loss(*leaves, minidl).backward()
    reverse = sum(np.vdot(leaf.grad.numpy(), d) for leaf, d in zip(leaves, directions, strict=True))
    assert forward == pytest.approx(reverse, rel=1e-12)


def test_arrays_meet_duals_on_either_side():
    a, x = np.arange(6.0).reshape(2, 3), Dual(np.ones((3, 2)), np.full((3, 2), 2.0))
    for got, value, tangent in (
        (a @ x, a @ x.value, a @ x.tangent),
        (x @ a, x.value @ a, x.tangent @ a),
        (a + x.T, a + 1, np.full((2, 3), 2.0)),
        (a * x.T, a, 2 * a),
        (x[0], [1, 1], [2, 2]),
    ):
        assert isinstance(got, Dual)
        np.testing.assert_allclose(got.value, value)
        np.testing.assert_allclose(got.tangent, tangent)


def test_errors_say_what_is_wrong():
    with pytest.raises(ValueError, match=r"the tangent needs the value's shape \(2,\), got \(3,\)"):
        Dual([1.0, 2.0], [1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="one direction for each of 2 inputs, got 1"):
        dual.directional_derivative(lambda x, y: x * y, 1.0, 2.0, directions=[1.0])


def test_importing_it_loads_no_other_part_of_minidl():
    """The two modes of differentiation check each other only if neither is built on the other."""
    source = Path(dual.__file__).read_text(encoding="utf-8")
    assert [line for line in source.splitlines() if line.startswith(("import", "from"))] == [
        "from collections.abc import Callable",
        "import numpy as np",
    ]
