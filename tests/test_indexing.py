"""x[...] and x[...] = value, read as PyTorch reads them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import minidl
from tests.parity import both_refuse, integers, needs_torch, numbers, same

x = numbers(3, 4, 5)
INDICES = [
    "0",
    "-1",
    "1, 2",
    "1, -2, 3",
    "0, 1:",
    ":",
    "1:",
    ":-1",
    "::2",
    "-2:, 1:3",
    "...",
    "..., 0",
    "0, ...",
    "0, ..., 1",
    "1:2, ..., ::3",
    "None",
]
INDICES += [
    ":, None",
    "None, 0, None",
    "..., None",
    "[0, 2]",
    "[0, 0, 1]",
    "[2, -1], [0, 1]",
    "[[0, 1], [2, 2]], [1, 3]",
    ":, [0, 3]",
    ":, :, [1]",
    "[0, 1], :, [2, 3]",
]
INDICES += [
    "0, [1, 2]",
    "0, :, [1, 2]",
    "[1, 2], 0",
    ":, 0, [1, 2]",
    "[0, 2], :, 1",
    "..., [0, 1], 2",
    "1, ..., [0, 1]",
    "None, 0, [1, 1]",
    "0, None, [1, 2]",
]
INDICES += [
    "[0, 1], None, [2, 3]",
    "[0, 1], 1:3, 0",
    "0, [[0], [1]], [2, 3]",
    "range(2)",
    "[]",
    "[True, False, True]",
    "x > 0",
    "x[:, 0, 0] > 0",
    ":, x[0, :, 0] > 0",
]
INDICES += [
    "x > 9",
    "m.tensor(1)",
    "m.tensor(1), m.tensor([0, 2])",
    "m.tensor([2, 0])",
    "m.tensor([[1, 0], [2, 2]]), 1",
    "np.array([0, 2])",
    "np.int64(1)",
    "np.array(1)",
]
INDICES += [
    "m.tensor([True, False, True])",
    "m.tensor([0, 1]), :, m.tensor([1, 0])",
    "m.tensor([0, 1])[:, None], m.tensor([2, 3])",
    "True",
    "False",
    "None, True",
]
INDICES += [
    "x.argmax(0)[0]",
    "[0, 1], ..., [2, 3]",
    ":, [0, 1], ..., [2, 3]",
    "m.tensor(1):3",
    "m.tensor([], dtype=m.int64)",
    "0, x[0] > 0",
    "..., x[0, 0] > 0",
]
VALUES = ["7", "-1.5", "True", "y", "y[0]", "x[1:2] * 2"]


@needs_torch
@pytest.mark.parametrize("index", INDICES)
def test_get(index):
    same(f"x[{index}]", x=x)
    same(f"(x[{index}] * 2).sum() + x[{index}].sum()", x=x)  # picked twice: gradients add up
    same(f"x[{index}]", x=integers(3, 4, 5))


@needs_torch
@pytest.mark.parametrize("index", [i for i in INDICES if i != "[0, 0, 1]"])  # the order of writing is open
def test_set(index):
    for value in ("7", "-1.5", "v"):
        same(f"z = x * 1; v = z[{index}].detach() * 0 + 3; z[{index}] = {value}; z * z", x=x)
        same(f"v = x[{index}] * 0 + 3; x[{index}] = {value}; x", x=integers(3, 4, 5))
    # The value has a gradient: one of its own shape, one of leading axes of 1, one number.
    for value in ("x[0, 0, 0] * 2", f"x[{index}] * 3", f"(x[{index}] * 3)[None]"):
        same(f"z = x.clone(); z[{index}] = {value}; z * z", x=x)


@needs_torch
@pytest.mark.parametrize(
    "index", ["0", "1, 2", "1:, 0", "[0, 2]", "x > 0", "0, :, [1, 2]", "...", "1, 2, 3", ":, None"]
)
def test_change_in_place(index):
    for change in ("+= 2", "-= y", "*= y", "/= y", "**= 2"):
        same(f"z = x * 1; z[{index}] {change}; z * z", x=x, y=np.array(3.7))
        same(f"z = m.ones(3, 4, 5, dtype=m.float64); z[{index}] {change}; z * z", x=x, y=np.array(3.7))


@needs_torch
@pytest.mark.parametrize("index", ["...", "None", "()", "True"])
def test_a_single_number(index):
    same(f"x[{index}]", x=np.array(2.5))
    same(f"z = x * 1; z[{index}] = y; z * 3", x=np.array(2.5), y=np.array(1.5))
    same(f"z = x * 1; z[{index}] += y; z * z", x=np.array(2.5), y=np.array(1.5))


@needs_torch
def test_a_value_is_converted_to_the_tensors_dtype():
    same("x[0] = 2.7; x[1] = True; x[2] = y; x", x=integers(4), y=np.array(-3.9))
    same("x[0] = 2.7; x[1] = 0; x[2] = y; x", x=np.zeros(4, bool), y=np.array(-3.9))
    same("z = x * 1; z[0] = y; z[1] = w; z", x=numbers(4, dtype=np.float32), y=numbers(), w=np.array(3))


@needs_torch
def test_a_single_number_is_a_view_too():
    same("v = x[1, 2]; v += 10; x * 1", x=integers(2, 3))
    same(
        "for_all = [v.add_(1) if m is not None and hasattr(v, 'add_') else v.__iadd__(1) for v in x]; x * 1",
        x=integers(3),
    )


def test_iteration_gives_views():
    t = minidl.zeros(3)
    for i, v in enumerate(t):
        v += i
    assert t.tolist() == [0, 1, 2]


def test_writing_into_a_row_does_not_copy_the_whole():
    """Nothing is recorded, so x[i] = v writes straight into the memory."""
    t = minidl.zeros(3, 2)
    memory = t.data.numpy()
    t[1] = minidl.ones(2)
    assert t.data.numpy() is memory and memory[1].tolist() == [1, 1]


ERRORS = [
    ("x[3]", IndexError, r"index 3 is out of bounds for axis 0 with size 3 \(tensor of shape \(3, 4, 5\)\)"),
    ("x[0, 0, 0, 0]", IndexError, "too many indices"),
    ("x[1.0]", IndexError, "Cannot index with float. Use integers, slices, lists or tensors"),
    ("x['a']", IndexError, "Cannot index with str"),
    ("x[x]", IndexError, r"Indices must be integers or bools, got float64. Try .long\(\)"),
    ("x[::-1]", ValueError, r"A slice's step must be positive, got -1. To reverse: .flip\(dim\)"),
    ("x[m.tensor([True, False])]", IndexError, "boolean index did not match"),
    ("x[[0, 1], [0, 1, 2]]", IndexError, r"could not be broadcast.* \(tensor of shape \(3, 4, 5\)\)"),
    ("z = x * 1; z[0] = m.zeros(3); z", ValueError, r"x\[...\] = value: .* x has shape \(3, 4, 5\), value \(3,\)"),
    ("z = x.detach(); z[0] = m.zeros(3); z", ValueError, r"x\[...\] = value: .* x has shape \(3, 4, 5\)"),
    ("z = x.detach(); z[7] = 0; z", IndexError, "index 7 is out of bounds"),
    ("z = x.detach(); z[0] = 'a'; z", TypeError, r"value must be a tensor, an array or a number, got str"),
    ("z = x.detach(); z[0] = None; z", TypeError, "got NoneType"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "error", "match"), ERRORS, ids=[code for code, *_ in ERRORS])
def test_errors_say_what_to_do(code, error, match):
    both_refuse(code, error, match, x=x)


@pytest.mark.parametrize(
    ("code", "match"),
    [
        ("x[[0.5]]", "Indices must be integers or bools, got float64"),
        ("x[[[0, 1], [2, 2]]]", r"read in two ways.* x\[minidl.tensor\(list\)\]"),
        ("x[..., [0], ...]", "An index can have one `...` only, got 2"),
    ],
)
def test_what_pytorch_reads_in_its_own_way_is_refused(code, match):
    with pytest.raises(IndexError, match=match):
        eval(code, {"x": minidl.from_numpy(x), "minidl": minidl})


def test_uint8_is_neither_a_place_nor_a_mask():
    with pytest.raises(IndexError, match=r"got uint8. Try .long\(\) for places, .bool\(\) for a mask"):
        minidl.zeros(3)[minidl.tensor([0, 1, 1], dtype=minidl.uint8)]


# --- against NumPy, for indices nobody thought of -----------------------------------------------------


@st.composite
def arrays_and_basic_indices(draw):
    shape = draw(hnp.array_shapes(min_dims=0, max_dims=4, max_side=4))
    index = draw(hnp.basic_indices(shape, allow_newaxis=True).filter(_steps_forward))
    return numbers(*shape), index


def _steps_forward(index):
    entries = index if isinstance(index, tuple) else (index,)
    return all(not isinstance(i, slice) or i.step is None or i.step > 0 for i in entries)


@given(arrays_and_basic_indices())
def test_numbers_and_slices_are_numpys(case):
    array, index = case
    t = minidl.from_numpy(array).requires_grad_()
    picked = t[index]
    np.testing.assert_array_equal(picked.data.numpy(), array[index])
    picked.sum().backward()
    expected = np.zeros_like(array)
    expected[index] = 1
    np.testing.assert_array_equal(t.grad.numpy(), expected)
    t = minidl.from_numpy(array.copy())
    t[index] = -9
    np.testing.assert_array_equal(t.data.numpy(), np.where(expected, -9, array))


@given(hnp.array_shapes(max_dims=3, max_side=4), st.data())
def test_lists_of_places_and_masks_are_numpys(shape, data):
    array = numbers(*shape)
    places = data.draw(hnp.integer_array_indices(shape))
    mask = data.draw(hnp.arrays(bool, shape))
    for index in (places, mask):
        t = minidl.from_numpy(array).requires_grad_()
        picked = t[index]
        np.testing.assert_array_equal(picked.data.numpy(), array[index])
        g = numbers(*picked.shape)
        picked.backward(g)
        expected = np.zeros_like(array)
        np.add.at(expected, index, g)
        np.testing.assert_allclose(t.grad.numpy(), expected)
