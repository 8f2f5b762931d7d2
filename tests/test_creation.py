"""Tensors from numbers: PyTorch's values, shapes and dtypes."""

import numpy as np
import pytest

import minidl
from tests.parity import needs_torch, numbers, same, torch

CODES = [
    "m.tensor(1)",
    "m.tensor(2.5)",
    "m.tensor(True)",
    "m.tensor([1, 2])",
    "m.tensor([1.0, 2])",
    "m.tensor([True, 2])",
    "m.tensor([True, False])",
    "m.tensor([])",
]
CODES += [
    "m.tensor([[1, 2], [3, 4]])",
    "m.tensor(((1.5,), (2,)))",
    "m.tensor([[]])",
    "m.tensor([1, 2], dtype=m.float64)",
    "m.tensor(2.7, dtype=m.int64)",
    "m.tensor([0, 2], dtype=m.bool)",
]
CODES += [
    "m.tensor([m.tensor(1), m.tensor(2)])",
    "m.tensor([m.tensor(1.5), m.tensor(2.5)])",
    "m.tensor(np.float64(0.1))",
    "m.tensor([np.int32(1)])",
    "m.tensor(range(3))",
    "m.tensor(2**40)",
]
CODES += [
    "m.tensor(np.arange(3.0))",
    "m.tensor(np.array([1, 2], np.int32))",
    "m.tensor([np.arange(3.0), np.arange(3.0)])",
    "m.tensor(float('inf'))",
    "m.tensor([1e-45, 3e38])",
    "m.tensor(0.1, dtype=m.float64)",
]
CODES += [
    "m.zeros(3)",
    "m.zeros(2, 3)",
    "m.zeros((2, 3))",
    "m.zeros([2, 0])",
    "m.zeros(())",
    "m.ones(2, dtype=m.int64)",
    "m.ones(2, 2, dtype=m.bool)",
    "m.zeros(2, dtype=None)",
    "m.ones(2, dtype=m.float64)",
]
CODES += [
    "m.full((2, 3), 1.5)",
    "m.full((2,), 3)",
    "m.full((2,), True)",
    "m.full((2,), 0.1, dtype=m.float64)",
    "m.full([2], 2.9, dtype=m.int64)",
    "m.full((), 2.5)",
    "m.full((2,), m.tensor(3.0))",
]
CODES += [
    "m.zeros_like(x)",
    "m.ones_like(x)",
    "m.full_like(x, 2.5)",
    "m.zeros_like(x, dtype=m.int64)",
    "m.ones_like(x, dtype=m.float32)",
    "m.full_like(x.long(), 3)",
    "m.full_like(x, 0.1, dtype=m.float32)",
]
CODES += [
    "m.arange(5)",
    "m.arange(0)",
    "m.arange(5.0)",
    "m.arange(1, 4)",
    "m.arange(1, 8, 3)",
    "m.arange(5, 0, -2)",
    "m.arange(0, 1, 0.1)",
    "m.arange(0.5, 2)",
    "m.arange(3, dtype=m.float64)",
    "m.arange(2.5)",
]
CODES += [
    "m.arange(-0.9, 2.1, 2, dtype=m.int32)",
    "m.arange(0.0, -8.000001, -4.0, dtype=m.int64)",
    "m.arange(1, 2.3, 0.3, dtype=m.float64)",
    "m.arange(m.tensor(4))",
    "m.arange(1, 5, m.tensor(2.0))",
    "m.arange(3, 3)",
]
CODES += [
    "m.linspace(0, 1, 5)",
    "m.linspace(0, 1, 1)",
    "m.linspace(0, 1, 0)",
    "m.linspace(-1.5, 2, 7, dtype=m.float64)",
    "m.linspace(4.3, -3, 50, dtype=m.int32)",
    "m.linspace(0, 10, 4, dtype=m.int64)",
    "m.linspace(m.tensor(0.5), 2, 3)",
    "m.linspace(0, 100, 1001)",
]
CODES += [
    "m.zeros(2, device='cpu')",
    "m.ones((2, 3), dtype=m.float64, device=None)",
    "m.full((2,), 1, device='cpu')",
    "m.tensor([1, 2], device='cpu')",
    "m.zeros_like(m.arange(3), device='cpu')",
    "m.full_like(m.ones(2), 2, dtype=m.int64, device='cpu')",
    "m.arange(0, 1, 0.25, device='cpu')",
    "m.linspace(0, 1, 3, device='cpu')",
    "m.eye(2, 3, device='cpu')",
]
CODES += [
    "m.zeros(size=(2, 3))",
    "m.ones(size=[2])",
    "m.full(size=(2,), fill_value=3)",
    "m.empty(2, 3) * 0 == m.empty(2, 3) * 0 if False else m.empty(2, 0)",
    "m.empty(size=(2, 0), dtype=m.float64)",
    "m.empty_like(m.ones(0, 3)).shape",
    "m.as_tensor([1.0, 2.0])",
    "m.as_tensor(np.arange(3.0))",
    "m.as_tensor(np.arange(3.0), dtype=m.float32)",
    "m.as_tensor(m.ones(2), dtype=m.int64)",
    "m.ones(2, dtype=m.float64).new_zeros(2, 3)",
    "m.ones(2, dtype=m.int64).new_ones((2, 3))",
    "m.ones(2).new_full((2,), 3)",
    "m.ones(2).new_tensor([1, 2])",
    "m.ones(2).new_empty(0, 3)",
    "m.ones(2).new_zeros(2, dtype=m.int64)",
    "m.zeros(m.tensor(3), 2)",
    "m.zeros(2, device=m.device('cpu'))",
    "m.ones(2).new_zeros(2, device=m.ones(1).device)",
    "m.tensor([-1, 255], dtype=m.uint8)",
    "m.tensor(-7, dtype=m.int8)",
    "m.tensor([1.9, -1.9], dtype=m.int16)",
    "m.tensor(1e300)",
    "m.full((2,), float('inf'))",
    "m.linspace(0, 1, steps=m.tensor(3))",
    "m.eye(n=3)",
    "m.eye(m.tensor(2))",
]
CODES += [
    "m.eye(3)",
    "m.eye(2, 3)",
    "m.eye(3, 1)",
    "m.eye(0)",
    "m.eye(2, dtype=m.int64)",
    "m.eye(2, 2, dtype=m.float64)",
    "m.from_numpy(np.arange(3.0))",
    "m.tensor(x)",
]


@needs_torch
@pytest.mark.parametrize("code", CODES)
def test_the_same_numbers(code):
    same(code, x=numbers(2, 3)) if "tensor(x)" not in code else same("m.tensor(x.detach())", x=numbers(2, 3))


@needs_torch
@pytest.mark.parametrize(
    "code",
    [
        "m.zeros(2, requires_grad=True)",
        "m.ones(2, requires_grad=True)",
        "m.full((2,), 1.0, requires_grad=True)",
        "m.tensor([1.0], requires_grad=True)",
    ]
    + [
        "m.zeros_like(x, requires_grad=True)",
        "m.ones_like(x, requires_grad=True)",
        "m.full_like(x, 2, requires_grad=True)",
        "m.eye(2, requires_grad=True)",
    ]
    + [
        "m.arange(2.0, requires_grad=True)",
        "m.linspace(0, 1, 3, requires_grad=True)",
        "m.rand(2, requires_grad=True) * 0",
        "m.randn(2, requires_grad=True) * 0",
    ],
)
def test_leaves_that_require_a_gradient(code):
    same(code, x=numbers(2, 3))


@needs_torch
def test_many_ranges():
    generator = np.random.default_rng(0)
    for _ in range(300):
        start, step = (float(v) for v in generator.uniform(-5, 5, 2).round(generator.integers(0, 3)))
        end = start + step * float(generator.uniform(0, 20))
        for kind in ("float32", "float64", "int64", "int32"):
            values = [
                int(v) if kind.startswith("int") and generator.random() < 0.5 else v
                for v in (start, end, step)
            ]
            try:
                expected = torch.arange(*values, dtype=getattr(torch, kind))
            except (RuntimeError, ValueError):
                continue
            got = minidl.arange(*values, dtype=getattr(minidl, kind))
            np.testing.assert_allclose(got.data.numpy(), expected.numpy(), rtol=1e-5, atol=1e-6)
        steps = int(generator.integers(0, 9))
        for kind in ("float32", "float64"):
            expected = torch.linspace(start, end, steps, dtype=getattr(torch, kind))
            got = minidl.linspace(start, end, steps, dtype=getattr(minidl, kind))
            np.testing.assert_allclose(got.data.numpy(), expected.numpy(), rtol=1e-5, atol=1e-6)


def test_tensor_copies_and_from_numpy_shares():
    array = np.arange(3.0)
    copied, shared = minidl.tensor(array), minidl.from_numpy(array)
    array[0] = 9
    assert copied[0].item() == 0 and shared[0].item() == 9 and shared.numpy() is array
    assert copied.dtype == shared.dtype == np.float64
    original = minidl.tensor([1.0], requires_grad=True)
    twin = minidl.tensor(original)
    assert not twin.requires_grad and not np.may_share_memory(twin.data.numpy(), original.data.numpy())


@needs_torch
@pytest.mark.parametrize(
    "code",
    [
        *("Tensor()", "tuple(Tensor(2, 3).shape)", "Tensor(0)", "len(Tensor(4))", "len(Tensor(np.int64(2)))"),
        *("Tensor([1, 2])", "Tensor((1, 2))", "Tensor([[True], [False]])", "Tensor(range(3))", "Tensor([])"),
        *("Tensor(np.ones(2))", "Tensor(np.arange(3))", "Tensor([1e300])", "Tensor(x)", "Tensor(x.double())"),
        *(
            "Tensor(x.long())",
            "Tensor([x[0], 2])",
            'Tensor([1.0], device="cpu")',
            "tuple(Tensor(2, x.long()[0]).shape)",
        ),
        "Tensor(x.requires_grad_()).requires_grad",
    ],
)
def test_tensor_with_a_capital_is_pytorchs(code):
    results = []
    for library in (minidl, torch):
        x = library.tensor([1.0, 2.0])
        results.append(repr(eval(code, {"Tensor": library.Tensor, "np": np, "x": x})))
    ours, theirs = results
    assert ours == theirs.replace("torch.", "").replace("Alias", "View")


def test_tensor_of_another_shares_its_memory():
    x, array = minidl.ones(2), np.ones(2, np.float32)
    for source, t in ((x, minidl.Tensor(x)), (array, minidl.Tensor(array))):
        source[0] = 5
        assert t.tolist() == [5, 1]


def test_the_memory_layout_is_kept():
    fortran = np.asfortranarray(numbers(3, 4))
    assert minidl.from_numpy(fortran).data.numpy() is fortran
    assert minidl.zeros_like(minidl.from_numpy(fortran)).data.numpy().flags.f_contiguous


def test_as_tensor_copies_only_what_it_must():
    array, t = np.arange(3.0), minidl.ones(2)
    shared = minidl.as_tensor(array)
    array[0] = 9
    assert shared[0].item() == 9 and minidl.as_tensor(t) is t


ERRORS = [
    (lambda: minidl.tensor([[1, 2], [3]]), ValueError, "tensor: the nested lists have different lengths"),
    (lambda: minidl.tensor("text"), TypeError, "tensor: expects numbers, nested lists or an array, got str"),
    (lambda: minidl.tensor([1, None]), TypeError, "got NoneType"),
    (lambda: minidl.tensor([1j]), TypeError, "got complex"),
    (lambda: minidl.tensor({1: 2}), TypeError, "got dict"),
    (lambda: minidl.tensor([2**70]), OverflowError, "too (large|big)"),
    (lambda: minidl.tensor(np.array([1j])), TypeError, "Tensor holds float16 to float64, integers and bools"),
    (lambda: minidl.from_numpy([1, 2]), TypeError, "from_numpy: expects an ndarray, got list"),
    (lambda: minidl.zeros(-1), ValueError, r"zeros: a size must not be negative, got -1. Sizes are given as zeros\(2, 3\)"),
    (lambda: minidl.zeros(2, dtype=complex), TypeError, "minidl holds"),
    (lambda: minidl.arange(5, 1), ValueError, "arange: steps of 1 do not lead from 5 to 1"),
    (lambda: minidl.arange(0, 3, 0), ValueError, "arange: steps of 0"),
    (lambda: minidl.linspace(0, 1, -1), ValueError, "linspace: steps must not be negative, got -1"),
    (lambda: minidl.zeros(2.5), TypeError, "zeros: a size must be a whole number, got 2.5"),
    (lambda: minidl.zeros(True), TypeError, "zeros: a size must be a whole number, got True"),
    (lambda: minidl.ones("a"), TypeError, "ones: a size must be a whole number, got 'a'"),
    (lambda: minidl.empty(2, None), TypeError, "empty: a size must be a whole number, got None"),
    (lambda: minidl.full(None, 1), TypeError, "full: size must be a tuple, got None. Try full"),
    (lambda: minidl.full((2, -3), 1), ValueError, "full: a size must not be negative, got -3"),
    (lambda: minidl.full((2,), "a"), TypeError, "full: fill_value must be a number, got 'a'"),
    (lambda: minidl.full((2,), 1e300), OverflowError, "full: 1e.300 is too large for float32"),
    (lambda: minidl.full_like(minidl.ones(2), 300, dtype=minidl.uint8), OverflowError, "whole numbers up to 255"),
    (lambda: minidl.zeros_like(3), TypeError, "zeros_like: expects a Tensor, got int"),
    (lambda: minidl.arange("a"), TypeError, "arange: start, end and step must be a number, got 'a'"),
    (lambda: minidl.linspace(0, 1, 2.5), TypeError, "linspace: steps must be a whole number, got 2.5"),
    (lambda: minidl.eye(-1), ValueError, "eye: n and m must not be negative, got -1"),
    (lambda: minidl.eye(2.5), TypeError, "eye: n and m must be a whole number"),
    (lambda: minidl.tensor([300], dtype=minidl.uint8), OverflowError, "tensor: uint8 holds whole numbers up to 255, got 300"),
    (lambda: minidl.tensor([2**40], dtype=minidl.int32), OverflowError, "tensor: int32 holds whole numbers up to 2147483647"),
    (lambda: minidl.tensor(float("nan"), dtype=minidl.int64), OverflowError, "tensor: int64 holds whole numbers"),
    (lambda: minidl.tensor([1.0], dtype="float99"), TypeError, "tensor: expected a dtype such as minidl.float32"),
    (lambda: minidl.tensor([1.0], requires_grad="no"), TypeError, "tensor: requires_grad must be True or False, got 'no'"),
    (lambda: minidl.zeros(2, requires_grad=1), TypeError, "zeros: requires_grad must be True or False, got 1"),
    (lambda: minidl.rand(2, requires_grad="no"), TypeError, "rand: requires_grad must be True or False"),
    (lambda: minidl.ones(2, dtype=minidl.int64, requires_grad=True), TypeError, "only floats have gradients"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "error", "match"), ERRORS)
def test_errors_say_what_to_do(make, error, match):
    with pytest.raises(error, match=match):
        make()


@pytest.mark.parametrize(
    "code",
    ["tensor(1)", "zeros(2)", "full((2,), 1)", "ones_like(x)", "arange(3)", "linspace(0, 1, 3)", "eye(2)"]
    + [
        "rand(2)",
        "randn(2)",
        "randint(3, (2,))",
        "randperm(3)",
        "empty(2)",
        "as_tensor([1])",
        "rand_like(x)",
    ],
)
def test_there_is_no_other_device_than_the_cpu(code):
    names = {**vars(minidl), "x": minidl.ones(2)}
    eval(code.removesuffix(")") + ", device='cpu')", names)
    with pytest.raises(ValueError, match="minidl computes on the CPU only, got device 'cuda'"):
        eval(code.removesuffix(")") + ", device='cuda')", names)


@needs_torch
def test_logspace():
    for code in ("0, 3, 4", "-2, 1, steps=6", "0, 8, 9, base=2", "1, 1, 1", "0, 1, 0"):
        same(f"m.logspace({code})")
        same(f"m.logspace({code}, dtype=m.float64)")
    same("m.logspace(0, 3, 4, dtype=m.int64)")
