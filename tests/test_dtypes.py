"""Which numbers a Tensor holds, and which dtype comes out when two meet: PyTorch's rules, not NumPy's."""

import itertools

import numpy as np
import pytest

import minidl
from minidl.dtypes import as_dtype, common_dtype, promote
from minidl.tensor import apply
from tests.parity import needs_torch, same, torch

KINDS = ["bool", "uint8", "int32", "int64", "float32", "float64"]


def test_names_of_dtypes():
    assert (minidl.float, minidl.double, minidl.long) == (np.float32, np.float64, np.int64)
    assert minidl.bool == np.bool_ and minidl.int32 == np.int32 and minidl.uint8 == np.uint8
    for meant in (float, None, np.float32, "float32", np.dtype(np.float32), minidl.float):
        assert as_dtype(meant) == np.float32
    assert (as_dtype(int), as_dtype(bool)) == (np.dtype(int), np.bool_)


@pytest.mark.parametrize("dtype", [np.complex64, np.longdouble, "U3", object, ">f4", "M8[s]"])
def test_other_dtypes_are_refused(dtype):
    with pytest.raises(TypeError, match="minidl holds float16 to float64, integers and bools, not"):
        as_dtype(dtype)
    with pytest.raises(
        TypeError, match="Tensor holds float16 to float64, integers and bools, got an array of"
    ):
        minidl.from_numpy(np.zeros(2, dtype))


def test_what_is_no_dtype_is_refused():
    with pytest.raises(TypeError, match=r"to: expected a dtype such as minidl.float32, got 'gold'"):
        minidl.zeros(2).to("gold")


def test_from_numpy_wraps_arrays_only():
    for other in ([1.0], 2.0, "text", None, np.float64(2.5), minidl.zeros(2)):
        with pytest.raises(TypeError, match=r"from_numpy: expects an ndarray, got .*minidl.tensor\(...\)"):
            minidl.from_numpy(other)


def test_unusual_arrays_bring_no_wrong_numbers():
    matrix = np.array([[1.0, 2.0], [3.0, 4.0]]).view(np.matrix)
    for t in (minidl.from_numpy(matrix), minidl.tensor(matrix), minidl.zeros(2, 2).double() + matrix):
        assert type(t.numpy()) is np.ndarray and (t * t).tolist() == [[1, 4], [9, 16]]
    shared = minidl.from_numpy(matrix)
    matrix[0, 0] = 9
    assert shared[0, 0] == 9
    masked = np.ma.array([1.0, 2.0], mask=[0, 1])
    for use in (minidl.from_numpy, minidl.tensor, minidl.Tensor, minidl.ones(2).__add__):
        with pytest.raises(TypeError, match=r"Tensor has no mask, got a masked array. Try array.filled\(0\)"):
            use(masked)
    assert minidl.from_numpy(np.ma.array([1.0, 2.0])).tolist() == [1, 2]


@needs_torch
def test_promote_is_pytorchs():
    for a, b in itertools.product(KINDS, KINDS):
        expected = str(torch.promote_types(getattr(torch, a), getattr(torch, b)))
        assert f"torch.{promote([np.dtype(a), np.dtype(b)])}" == expected


@needs_torch
def test_three_operands_of_all_forms():
    """Arrays decide before 0-d tensors, these before numbers, unless a later one ranks higher."""
    forms = (
        [np.ones(2, k) for k in ("bool", "int64", "float64")]
        + [np.ones((), k) for k in ("int32", "float64")]
        + [True, 2, 0.5]
    )
    for a, b in itertools.product(forms, forms):
        if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
            tensors = [minidl.from_numpy(v) if isinstance(v, np.ndarray) else v for v in (a, b)]
            theirs = [torch.from_numpy(v) if isinstance(v, np.ndarray) else v for v in (a, b)]
            assert f"torch.{common_dtype(*tensors)}" == str(torch.result_type(*theirs))


@needs_torch
@pytest.mark.parametrize("kind", KINDS)
def test_casting(kind):
    values = np.array([0.0, 1.0, 2.9, 200.0]) if kind == "uint8" else np.array([0.0, 1.0, 2.9, -2.9, 1e5])
    for start in KINDS:
        if start == "uint8" and kind == "uint8" or start != "uint8":
            same(f"x.to(m.{kind})", x=values.astype(start))
    same("x.float(), x.double(), x.long(), x.bool()", x=values)


def test_casting_to_integers_ends_the_history():
    w = minidl.ones(3, requires_grad=True)
    for whole in (w.long(), w.bool(), w.to(minidl.int32), (w * 2).long()):
        assert not whole.requires_grad and whole.is_leaf
    assert w.double().requires_grad


def test_a_gradient_returns_in_the_dtype_it_left_in():
    seen = []

    def spy(x):
        return x * 1, lambda g, need: (seen.append(g.dtype) or g,)

    x = minidl.ones(2, requires_grad=True)
    y = apply(spy, apply(spy, apply(spy, x).double()).float())
    (y.double() * 2).sum().backward()
    assert seen == [np.float32, np.float64, np.float32] and x.grad.dtype == np.float32


def test_a_tensor_of_the_wanted_dtype_is_itself():
    t = minidl.ones(3)
    assert t.to(minidl.float32) is t and t.float() is t and t.to("cpu") is t and t.cpu() is t
