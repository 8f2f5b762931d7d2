"""`x.add_(y)` and its kin: the same as PyTorch, by one mechanism, and refused where PyTorch refuses."""

import numpy as np
import pytest

import minidl
from minidl import Tensor, no_grad
from minidl.functions.in_place import UNDERSCORE
from tests.parity import both_refuse, needs_torch, numbers, same

FORMS = [
    *("add_(w)", "add_(2)", "add_(w, alpha=3)", "sub_(w)", "sub_(2.5, alpha=2)", "mul_(w)", "mul_(w[0])"),
    *("div_(w)", "div_(2)", "div_(w, rounding_mode='floor')", "pow_(2)", "pow_(w)", "remainder_(0.7)"),
    *(
        "neg_()",
        "abs_()",
        "exp_()",
        "sin_()",
        "cos_()",
        "tanh_()",
        "sigmoid_()",
        "relu_()",
        "sqrt_()",
        "log_()",
    ),
    *("clamp_(0.2, 0.8)", "clamp_(min=0.5)", "clamp_(max=w)", "floor_divide_(2)", "zero_()", "fill_(3)"),
    *("copy_(w)", "copy_(w[0])", "add_(w).mul_(w).relu_()", "mul_(2).add_(1).exp_()", "fill_(w[0, 0])"),
]


@needs_torch
@pytest.mark.parametrize("form", FORMS)
def test_numbers_and_gradients_are_pytorchs(form):
    x, w = abs(numbers(2, 3)), numbers(2, 3, seed=1) + 3
    if "floor" not in form:  # PyTorch has no gradient for it
        same(f"y = x * 1; y.{form}; y", x=x, w=w)
        same(f"y = x * 1; z = y + 3; y.{form}; z + y", x=x, w=w)
    same(f"y = x.detach().clone(); z = y.{form}; z is y, y", x=x, w=w.copy() if "w" in form else w)


@needs_torch
@pytest.mark.parametrize(
    "code",
    [
        "y = x * 1; y.squeeze_(); y",
        "y = x * 1; y.squeeze_(0); y * 2",
        "y = x * 1; z = y * 2; y.squeeze_(); (y ** 2).sum() + z.sum()",
        "y = x * 1; y.unsqueeze_(0); y",
        "y = x * 1; y.unsqueeze_(-1).squeeze_(1); y",
        "y = x * 1; y.squeeze_(); y += 1; y * y",
        "y = x * 1; y.transpose_(0, 2); y",
        "y = x[0] * 1; y.t_(); y",
        "y = x * 1; y.retain_grad(); y.squeeze_(); y * y",
        "y = x.detach(); z = y.squeeze_(); z is y, y.shape == (3,), y",
        "y = x * x; z = y * 1; y.detach_(); z + y, y.is_leaf",
        "y = x * 1; y.detach_().requires_grad_(); y, y.requires_grad",
    ],
)
def test_shapes_and_history_are_pytorchs(code):
    same(code, x=numbers(1, 1, 3))


@needs_torch
def test_dtypes_stay():
    same("x.add_(1)", x=np.array([1, 2]))
    same("y = x.float(); y.add_(x.double()); y", x=np.array([1, 2]))
    same("x.mul_(x > 1)", x=np.array([1, 2]))
    both_refuse("x.add_(1.5)", x=np.array([1, 2]))
    both_refuse("x.div_(2)", x=np.array([1, 2]))
    both_refuse("x.exp_()", x=np.array([1, 2]))
    both_refuse("x.add_(m.ones(2, 2))", x=np.array([1, 2]))
    both_refuse("x.copy_(m.ones(2, 2))", x=np.array([1, 2]))
    both_refuse("x.fill_(m.ones(2))", x=np.array([1.0, 2]))
    both_refuse("x.mul_('a')", x=np.array([1.0, 2]))


@pytest.mark.parametrize("name", [f"{n}_" for names in UNDERSCORE.values() for n in names.split()])
def test_a_leaf_is_not_changed_while_recording(name):
    if not hasattr(Tensor, name):
        assert not hasattr(Tensor, name[:-1])
        return
    t = minidl.ones(1, 2, requires_grad=True)
    if name in ("addmv_", "baddbmm_"):
        t = minidl.ones((2,) if name == "addmv_" else (1, 2, 2), requires_grad=True)
    square = minidl.ones(2, 2)
    arguments = {"addmv_": (square, square[0]), "baddbmm_": (square[None], square[None])}
    arguments |= {"squeeze_": (0,), "unsqueeze_": (0,), "t_": (), "transpose_": (0, 1), "swapaxes_": (0, 1)}
    arguments |= {"clamp_": (0, 1), "clip_": (0, 1), "cumsum_": (0,), "cumprod_": (0,)}
    arguments |= {"masked_fill_": (t.detach() > 0, 0.0), "atan2_": (t.detach(),)}
    matrix, row = minidl.ones(1, 2), minidl.ones(2, 2)
    arguments |= {"addmm_": (matrix, row), "lerp_": (matrix, 0.5), "hypot_": (matrix,)}
    arguments |= dict.fromkeys(["addcmul_", "addcdiv_"], (matrix, matrix))
    arguments |= {"index_add_": (0, minidl.tensor([0]), matrix), "index_fill_": (1, minidl.tensor([1]), 2.0)}
    arguments |= dict.fromkeys(["scatter_", "scatter_add_"], (0, minidl.tensor([[0, 0]]), t.detach()))
    one = dict.fromkeys(
        [
            "add_",
            "sub_",
            "mul_",
            "div_",
            "pow_",
            "remainder_",
            "floor_divide_",
            "fmod_",
            "clamp_min_",
            "clamp_max_",
        ],
        (2,),
    )
    call = lambda: getattr(t, name)(*(arguments | one).get(name, ()))
    with pytest.raises(
        RuntimeError,
        match=rf"In-place {getattr(Tensor, name[:-1]).__name__}: a leaf that requires a gradient cannot be",
    ):
        call()
    with no_grad():
        assert call() is t and t.requires_grad and t.is_leaf
    assert getattr(Tensor, name).__name__.endswith("_") and "tensor itself" in getattr(Tensor, name).__doc__


def test_overwrite_sets_all_numbers_and_is_noticed():
    x = minidl.ones(2, requires_grad=True)
    y, memory = x * x, x.data.numpy()
    x.overwrite([3.0, 4.0])
    assert x.tolist() == [3, 4] and x.data.numpy() is memory
    with pytest.raises(RuntimeError, match=r"mul needs a value of shape .* changed in place"):
        y.sum().backward()


# --- new numbers ----------------------------------------------------------------------------------------


def test_random_numbers_in_place():
    minidl.manual_seed(0)
    t = minidl.zeros(20_000)
    assert t.normal_() is t and abs(t.mean().item()) < 0.03 and abs(t.std().item() - 1) < 0.03
    t.normal_(5, std=0.1)
    assert abs(t.mean().item() - 5) < 0.01 and abs(t.std().item() - 0.1) < 0.01
    t.uniform_()
    assert t.min() >= 0 and t.max() < 1 and abs(t.mean().item() - 0.5) < 0.02
    t.uniform_(-3, to=-1)
    assert t.min() >= -3 and t.max() <= -1 and abs(t.mean().item() + 2) < 0.05
    t.uniform_(**{"from": 2, "to": 2.5})
    assert t.min() >= 2 and t.max() <= 2.5
    t.bernoulli_(0.25)
    assert set(t.tolist()) == {0, 1} and abs(t.mean().item() - 0.25) < 0.02
    assert minidl.zeros(2).bernoulli_(minidl.tensor([0.0, 1.0])).tolist() == [0, 1]
    assert set(t.random_(3).tolist()) == set(minidl.zeros(50).long().random_(0, 3).tolist()) == {0, 1, 2}
    assert set(t.random_(2, 4).tolist()) == set(t.random_(**{"from": 2, "to": 4}).tolist()) == {2, 3}
    assert 2**22 < t.random_().max() <= 2**24 and set(minidl.zeros(50).bool().random_().tolist()) == {0, 1}
    assert t.double().random_().max() > 2**40 and minidl.zeros(9).long().random_().max() > 2**50


def test_a_seed_and_a_generator_of_ones_own_repeat_them():
    draws = []
    for generator in (None, np.random.default_rng(0), np.random.default_rng(0)):
        minidl.manual_seed(1)
        t = minidl.zeros(3)
        draws.append(
            [getattr(t, n)(generator=generator).tolist() for n in ("normal_", "uniform_", "random_")]
        )
    assert draws[1] == draws[2] != draws[0]
    minidl.manual_seed(1)
    assert minidl.zeros(3).normal_().tolist() == draws[0][0]
    minidl.manual_seed(1)
    assert minidl.randn(3).tolist() == draws[0][0]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda t: t.normal_(0, -1), ValueError, "normal_: std must not be negative, got -1"),
        (
            lambda t: t.long().normal_(),
            TypeError,
            r"normal_: draws floats, this tensor holds int64. Try random_",
        ),
        (lambda t: t.uniform_(2, 1), ValueError, "uniform_: from must not be above to, got 2 and 1"),
        (lambda t: t.uniform_(till=1), ValueError, "uniform_: .* got 0 and 1 {'till': 1}"),
        (lambda t: t.random_(3, 3), ValueError, "random_: from must be below to, got 3 and 3"),
        (lambda t: t.bernoulli_(2), ValueError, "bernoulli_: p must be between 0 and 1, got 2"),
        (
            lambda t: t.fill_(minidl.ones(2)),
            ValueError,
            r"fill_: value must be a single number, got shape \(2,\)",
        ),
    ],
)
def test_errors_say_what_to_do(call, error, message):
    with pytest.raises(error, match=message):
        call(minidl.zeros(2))


def test_drawing_anew_cuts_the_history():
    x = minidl.ones(2, requires_grad=True)
    y = x * 2
    (y.normal_() * y.detach() + x).sum().backward()
    assert x.grad.tolist() == [1, 1]
    with pytest.raises(RuntimeError, match="a leaf that requires a gradient"):
        x.uniform_()
