"""Words that are short for others, and linear algebra: PyTorch's numbers, gradients, dtypes and errors."""

import numpy as np
import pytest

import minidl
from tests.parity import both_refuse, integers, needs_torch, numbers, positive, same

x, y, p = numbers(3, 4), numbers(3, 4, seed=1), positive(3, 4) / 3
left, right, added = numbers(3, 4), numbers(4, 5, seed=1), numbers(3, 5, seed=2)
square, symmetric = numbers(3, 3), numbers(3, 3) + numbers(3, 3).T + 9 * np.eye(3)
stack, column = numbers(2, 3, 3), numbers(3, 2, seed=3)
with_nan = np.where(x > 1, np.nan, np.where(x < -1, -np.inf, x))

CODES = """
m.addmm(a, x, r) | m.addmm(a, x, r, beta=0.5, alpha=2) | a.addmm(x, r) | a.clone().addmm_(x, r) | m.addmv(x[:, 0], x, r[:, 0], alpha=-1)
m.baddbmm(s, s, s) | m.addcmul(x, y, p, value=0.3) | m.addcdiv(x, y, p, value=-0.3) | x.addcmul(y, y) | x.clone().addcdiv_(y, p)
m.lerp(x, y, 0.3) | x.lerp(y, p) | x.clone().lerp_(y, 0.5) | x.clamp_min(0) | x.clamp_max(y) | x.clone().clamp_min_(0.2) | m.exp2(x)
m.logit(p) | p.logit(0.1) | p.logit(eps=0.4) | m.hypot(x, y) | m.nan_to_num(n) | n.nan_to_num(1.0, neginf=-4.0) | i.nan_to_num()
m.take(x, i) | x.take(m.tensor([0, -1])) | m.take(x, m.tensor([[5, 5]])) | m.fliplr(x) | x.flipud() | m.rot90(x) | x.rot90(-1, (1, 0)) | m.rot90(s, 2, (0, 2))
m.scatter_add(x, 0, i[:2], y[:2]) | x.scatter_add(1, i, y) | m.zeros(3, 4, dtype=m.float64).scatter_add_(1, i[:, :2], y[:, :2]) | x[0].scatter_add(0, m.tensor([0, 0]), y[1, :2])
x.index_add(0, m.tensor([0, 0]), y[:2]) | m.index_add(x, 1, m.tensor([3]), y[:, :1], alpha=2) | x.index_fill(0, m.tensor([0, 2]), 7.0) | x.index_fill(-1, m.tensor([1]), -1)
x.unfold(1, 2, 1) | x.unfold(1, 2, 2) | x.unfold(0, 3, 1) | s.unfold(1, 2, 1).unfold(2, 2, 1) | m.diff(x) | x.diff(2) | x.diff(dim=0) | i.diff()
x.kthvalue(2) | m.kthvalue(x, 1, 0, True) | x.kthvalue(3, dim=1).indices | m.std_mean(x) | m.std_mean(x, 1) | m.var_mean(x, 0, keepdim=True) | m.var_mean(x, dim=1, correction=0)
m.dist(x, y) | x.dist(y, 1) | m.histc(x, 4) | x.histc(bins=5, min=-1, max=1) | m.histc(x, 3, 0, 0)
m.quantile(x, 0.5) | x.quantile(0.3, 0) | m.quantile(x, 0.3, dim=1, keepdim=True) | x.quantile(m.tensor([0.1, 0.5, 1.0], dtype=x.dtype)) | x.quantile(0.2, keepdim=True)
m.quantile(x, m.tensor([0.25, 0.75], dtype=x.dtype), 1, True) | n.detach().quantile(0.5, 0) | x.quantile(0.33, interpolation="lower") | x.quantile(0.33, 0, interpolation="higher")
x.quantile(0.33, interpolation="nearest") | x.quantile(0.33, 1, interpolation="midpoint") | m.exp2(i) | m.addmm(i[:, :3] @ i[:, :3].T, i, i.T)
m.inverse(q) | s.inverse() | m.linalg.inv(q) | m.det(q) | m.linalg.det(s) | m.linalg.solve(q, c) | m.linalg.solve(q, c[:, 0]) | m.linalg.solve(s, c)
m.linalg.norm(x, 1) | m.linalg.norm(x, -1) | m.linalg.norm(x, float("inf")) | m.linalg.norm(s, -float("inf"), (0, 2), keepdim=True) | m.linalg.norm(s, 1, dim=(1, 2))
"""
CODES = [code.strip() for code in CODES.replace("\n", "|").split("|") if code.strip()]
TENSORS = {
    "x": x,
    "y": y,
    "p": p,
    "r": right,
    "a": added,
    "q": square,
    "s": stack,
    "c": column,
    "n": with_nan,
}
TENSORS["i"] = integers(3, 4, low=0, high=3)


def named(code):
    names = "".join(c if c.isalnum() or c in "._" else " " for c in code).split()
    return {name: array for name, array in TENSORS.items() if any(n.split(".")[0] == name for n in names)}


@needs_torch
@pytest.mark.parametrize("code", CODES)
def test_it_is_pytorchs(code):
    same(code, **named(code))


# --- factors of matrices: no gradient ------------------------------------------------------------------

FACTORS = """
svd(q) | svd(c) | svd(c, full_matrices=False) | svdvals(c) | pinv(c) | matrix_rank(c) | eigh(t) | eigvalsh(t) | cholesky(t) | qr(c)
slogdet(q) | matrix_power(q, 3) | cond(q) | svd(c).S | eigh(t).eigenvalues | qr(c).R | slogdet(s).logabsdet
"""


@needs_torch
@pytest.mark.parametrize(
    "code", [code.strip() for code in FACTORS.replace("\n", "|").split("|") if code.strip()]
)
def test_factors(code):
    arrays = {"q": square, "c": column, "t": symmetric, "s": stack}
    name = code.partition("(")[2][0]
    same(f"m.linalg.{code.replace(f'({name}', f'({name}.detach()')}", **{name: arrays[name]})


def test_where_a_gradient_would_be_lost_a_factor_is_refused():
    a = minidl.eye(2, requires_grad=True)
    with pytest.raises(NotImplementedError, match=r"linalg.svd: it has no gradient here. Try A.detach\(\)"):
        minidl.linalg.svd(a)
    with minidl.no_grad():
        assert minidl.linalg.svd(a).S.tolist() == [1, 1]


@pytest.mark.parametrize("name", ["inv", "solve", "cholesky"])
def test_a_browsers_nan_is_refused_as_numpys_error_is(monkeypatch, name):
    """There is no signal of the processor there, by which NumPy sees that a matrix is singular."""
    monkeypatch.setattr(np.linalg, name, lambda a, *others: np.full_like(a, np.nan))
    call = getattr(minidl.linalg, name)
    with pytest.raises(RuntimeError, match=f"{name}: "):
        call(minidl.zeros(2, 2), *[minidl.ones(2, 2)] * (name == "solve"))
    with pytest.raises(RuntimeError, match=r"got|singular"):
        call(minidl.eye(2), *[minidl.ones(2, 2)] * (name == "solve"))
    given = minidl.full((2, 2), float("nan"))
    assert call(given, *[given] * (name == "solve")).isnan().all()


# --- out= -----------------------------------------------------------------------------------------------


@needs_torch
@pytest.mark.parametrize(
    "call", ["m.add(a, b", "m.matmul(a, b.T", "m.sum(a, 0", "m.exp(a", "m.where(a > 0, a, b"]
)
def test_out_takes_the_result_and_its_shape(call):
    for shape in ((3, 4), (0,), (3, 3)):
        before = f"a, b = x.detach(), y.detach(); z = m.zeros({shape}, dtype=m.float64)"
        same(f"{before}; {call}, out=z); z", x=x, y=y)


def test_out_is_refused_where_a_gradient_would_be_lost():
    a = minidl.ones(2, requires_grad=True)
    with pytest.raises(RuntimeError, match=r"add: with out= there is no gradient\. Write x = add"):
        minidl.add(a, 1, out=minidl.zeros(2))
    with pytest.raises(TypeError, match="add: out must be a Tensor for one result, got list for Tensor"):
        minidl.add(a, 1, out=[1])
    z = minidl.zeros(2)
    assert minidl.mul(minidl.ones(2), 3, out=z) is z and z.tolist() == [3, 3]


# --- memory ---------------------------------------------------------------------------------------------


@needs_torch
@pytest.mark.parametrize(
    "of", ["x", "x.T", "x[:, 1]", "x[1]", "x.T.contiguous()", "x.reshape(2, 6)", "x.expand(2, 3, 4)"]
)
def test_how_it_lies_in_memory(of):
    for code in (
        "tuple({}.stride())",
        "({}).is_contiguous()",
        "({}).element_size()",
        "({}).nbytes",
        "({}).stride(0)",
        "({}).itemsize",
        "({}).storage_offset()",
    ):
        same(f"m.tensor({code.format(of)})", x=x)


def test_the_address_is_that_of_the_memory():
    a = minidl.zeros(3, 4)
    assert a.data_ptr() == a.view(12).data_ptr() == a[1].data_ptr() - 16
    assert minidl.from_numpy(np.zeros((2, 3)).T).is_contiguous() is False


@needs_torch
@pytest.mark.parametrize(
    "code",
    [
        "x.resize_(4, 3)",
        "x.resize_((2, 6))",
        "x.detach().new(2, 3).zero_()",
        "x.detach().new([1, 2])",
        "x.ndimension() * x",
    ],
)
def test_older_forms_that_are_still_in_use(code):
    same(code.replace("x.resize_", "x.detach().resize_"), x=x)


# --- float16 --------------------------------------------------------------------------------------------


@needs_torch
@pytest.mark.parametrize(
    "code",
    [
        "x.half()",
        "x.to(m.float16) * 3",
        "x.half() + x.float()",
        "x.half().sum()",
        "x.half().mean(0)",
        "x.half().exp()",
        "x.half().relu()",
        "x.half() @ x.half().T",
        "x.half().double()",
        "m.tensor([1, 2], dtype=m.half)",
    ],
)
def test_half(code):
    same(f"({code.replace('x.', 'x.detach().')}).float()", x=x, rtol=2e-3, atol=2e-3)
    same(f"m.tensor(({code.replace('x.', 'x.detach().')}).element_size())", x=x)


def test_half_prints_and_is_saved(tmp_path):
    half = minidl.tensor([0.1, 2.5]).half()
    assert repr(half) == "tensor([0.1000, 2.5000], dtype=float16)" and half.type() == "minidl.HalfTensor"
    minidl.save({"half": half}, tmp_path / "h")
    assert minidl.load(tmp_path / "h")["half"].dtype == minidl.float16


# --- switches without effect ----------------------------------------------------------------------------


def test_switches_that_have_no_effect_here():
    model = minidl.nn.Linear(2, 2)
    assert minidl.compile(model) is model and minidl.compile(mode="max-autotune")(model) is model
    assert minidl.compile(minidl.exp) is minidl.exp and minidl.Size([2, 3]) == (2, 3)
    assert minidl.set_num_threads(1) is None and minidl.use_deterministic_algorithms(True) is None
    assert minidl.set_float32_matmul_precision("high") is None


ERRORS = [
    (
        "m.inverse(x)",
        RuntimeError,
        r"inv: expects square matrices of floats, got float64 \(3, 4\). Try A.T @ A",
    ),
    ("m.inverse(0 * q)", RuntimeError, r"inv: the matrix \(3, 3\) is singular.*linalg.pinv"),
    ("m.linalg.solve(x, x)", RuntimeError, "solve: expects square matrices"),
    ("m.quantile(x, 1.5)", RuntimeError, "quantile: expects floats, and q from 0 to 1"),
    ("x.take(m.tensor([12]))", IndexError, "index 12 is out of bounds"),
    ("x.unfold(1, 5, 1)", (ValueError, RuntimeError), "unfold: size must be between 0 and 4, got 5"),
    (
        "m.index_add(x, 0, m.tensor([0, 5]), x[:2])",
        (IndexError, RuntimeError),
        "index_add: index must be between 0 and 2",
    ),
    ("x.index_add(0, m.tensor([0]), x)", RuntimeError, r"index_add: source must have shape \(1, 4\)"),
    ("x.kthvalue(9)", (ValueError, RuntimeError, IndexError), "kthvalue: k must be between 1 and 4, got 9"),
]


@pytest.mark.parametrize(("code", "error", "match"), ERRORS, ids=[code for code, *_ in ERRORS])
def test_errors_say_what_to_do(code, error, match):
    both_refuse(code, error, match, x=x, q=square)


@needs_torch
def test_full_of_nan():
    same("m.full((2,), float('nan'))")
    same("m.full_like(x, float('nan'))", x=x)
