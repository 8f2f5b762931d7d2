"""Products of matrices by their names, einsum, norms, triangles: the same as PyTorch."""

import numpy as np
import pytest

from tests.parity import agree, bools, both_refuse, integers, needs_torch, numbers, same

x, y, row = numbers(3, 4), numbers(4, 2, seed=1), numbers(4, seed=2)
stack, other = numbers(2, 3, 4), numbers(2, 4, 5, seed=1)
square = numbers(3, 3) + 4 * np.eye(3)


@needs_torch
@pytest.mark.parametrize(
    "code",
    [
        "m.mm(x, y)",
        "x.mm(y)",
        "m.mv(x, w)",
        "x.mv(w)",
        "m.dot(w, w)",
        "w.dot(w * 2)",
        "m.outer(w, x[0])",
        "w.outer(w)",
    ],
)
def test_products(code):
    for kind in (np.float64, np.float32, np.int64):
        same(code, x=(x * 3).astype(kind), y=(y * 3).astype(kind), w=(row * 3).astype(kind))


@needs_torch
def test_stacks():
    same("m.bmm(x, y)", x=stack, y=other)
    same("x.bmm(y)", x=numbers(0, 3, 4), y=numbers(0, 4, 5))


@needs_torch
@pytest.mark.parametrize(
    "wrong",
    [
        "m.mm(x, w)",
        "m.mm(w, x)",
        "m.mv(x, x)",
        "m.dot(x, x)",
        "m.bmm(x, x)",
        "m.outer(x, w)",
        "m.mm(x, x)",
        "m.mm(x, 2)",
        "m.dot(w, w[:2])",
    ],
)
def test_other_shapes_are_refused(wrong):
    agree(wrong, x=x, w=row)


EINSUM = [
    "ij,jk->ik",
    "ij,jk",
    "ij,kj->ik",
    "ij->ji",
    "ij->",
    "ij->j",
    "ij,ij->i",
    "i,j->ij",
    "ij,j",
    "ij, jk -> ki",
]


@needs_torch
@pytest.mark.parametrize("equation", EINSUM)
def test_einsum(equation):
    left = equation.split("->")[0].replace(" ", "").split(",")
    sizes = {"i": 3, "j": 4, "k": 2}
    inputs = {
        n: numbers(*[sizes[c] for c in letters], seed=i) for i, (n, letters) in enumerate(zip("xy", left))
    }
    same(f"m.einsum('{equation}', {', '.join(inputs)})", **inputs)
    same(
        f"m.einsum('{equation}', [{', '.join(inputs)}])",
        **{n: a.astype(np.float32) for n, a in inputs.items()},
    )


@needs_torch
@pytest.mark.parametrize(
    "code",
    [
        "m.einsum('ii', s)",
        "m.einsum('ii->i', s)",
        "m.einsum('bij,bjk->bik', a, b)",
        "m.einsum('...ij,...jk->...ik', a, b)",
        "m.einsum('...ij,jk', a, y)",
    ]
    + [
        "m.einsum('bij,bjk,k->b', a, b, b[0, 0])",
        "m.einsum('...,...->...', a, a)",
        "m.einsum('bhqd,bhkd->bhqk', a[:, None], a[:, None])",
    ]
    + [
        "m.einsum('...i->...', a)",
        "m.einsum('i...->...', a)",
        "m.einsum('b...i,b->...i', a, a[:, 0, 0])",
        "m.einsum('ij,ij->', s, s)",
        "m.einsum('ij,kj->ik', s[:1], s)",
    ],
)
def test_einsum_of_stacks_and_diagonals(code):
    same(code, a=stack, b=other, y=y, s=square)


@pytest.mark.parametrize(
    ("code", "match"),
    [
        (
            "m.einsum('ij,jk->ik', x, x)",
            r"einsum: 'ij,jk->ik' does not describe \(3, 4\) and \(3, 4\). Give each axis a letter",
        ),
        ("m.einsum('ij->ik', x)", "-> each once"),
        ("m.einsum('ijk->i', x)", r"'ijk->i' does not describe \(3, 4\)"),
        ("m.einsum('ij,jk->ik', x)", r"does not describe \(3, 4\). Give each axis a letter"),
        ("m.einsum('ij->ii', x)", "each once"),
        ("m.einsum(x, x)", "einsum: expects letters and then tensors"),
        ("m.einsum('ij', 'a')", "einsum: expects letters and then tensors"),
    ],
)
def test_einsum_says_what_does_not_fit(code, match):
    both_refuse(code, (ValueError, TypeError), match, x=x)


P = [
    "",
    "2",
    "1",
    "3",
    "0.5",
    "float('inf')",
    "-float('inf')",
    "0",
    "'fro'",
    "p=1, dim=1",
    "2, 0",
    "dim=-1",
    "2, dim=1, keepdim=True",
    "dim=(0, 1)",
    "1, (0, 1)",
    "float('inf'), 1",
]


@needs_torch
@pytest.mark.parametrize("arguments", P)
def test_norm(arguments):
    for a in (x, x.astype(np.float32), x.T):
        same(f"x.norm({arguments})" if arguments != "0" else "x.detach().norm(0)", x=a)
    if "(0, 1)" not in arguments:
        same(f"m.norm(x, {arguments})".replace(", )", ")").replace("x, 0)", "x.detach(), 0)"), x=stack)
    if "float" not in arguments:
        same(
            f"m.norm(x, {arguments})".replace(", )", ")").replace("x, 0)", "x.detach(), 0)"),
            x=np.zeros((3, 4)),
        )


@needs_torch
@pytest.mark.parametrize(
    "code",
    [
        "m.linalg.norm(x)",
        "m.linalg.norm(x, dim=1)",
        "m.linalg.norm(x[0], 1)",
        "m.linalg.norm(x[0], ord=float('inf'))",
        "m.linalg.norm(x, ord=1, dim=0, keepdim=True)",
        "m.linalg.norm(x, 'fro')",
        "m.linalg.vector_norm(x)",
        "m.linalg.vector_norm(x, 3, 1)",
    ],
)
def test_linalg_norm(code):
    same(code, x=x)


@needs_torch
def test_a_norm_of_one_number_of_nothing_and_in_another_dtype():
    same("x.norm()", x=numbers())
    same("x.norm(1)", x=numbers())
    same("x.norm()", x=numbers(0))
    same("x.norm(dtype=m.float64)", x=x.astype(np.float32))
    same("x.norm(dim=0)", x=numbers(2000, 3, dtype=np.float32))


TRIANGLES = [f"x.{name}({k})" for name in ("tril", "triu") for k in ("", "1", "-1", "diagonal=2", "-7", "7")]


@needs_torch
@pytest.mark.parametrize("code", [*TRIANGLES, "m.tril(x)", "m.triu(x, 1)"])
def test_triangles(code):
    for a in (x, square, stack, numbers(0, 3), integers(3, 4), bools(3, 4), x.astype(np.float32) * np.inf):
        same(code, x=a)


ERRORS = [
    ("m.mm(x, w)", ValueError, r"mm: expects a matrix and a matrix, got \(3, 4\) and \(4,\). Try x @ y"),
    ("m.dot(x, x)", ValueError, "dot: expects a vector and a vector"),
    ("x.norm('a')", TypeError, "norm: p must be a number, got 'a'"),
    ("x.long().norm()", TypeError, "norm: expects floats, got int64"),
    ("x.norm(dim=5)", IndexError, "norm: dim 5 does not exist"),
    ("w.tril()", ValueError, "tril: expects a matrix, got shape"),
    ("x.triu(0.5)", TypeError, "triu: diagonal must be a whole number, got 0.5"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "error", "match"), ERRORS, ids=[code for code, *_ in ERRORS])
def test_errors_say_what_to_do(code, error, match):
    both_refuse(code, error, match, x=x, w=row)


def test_linalg_refuses_norms_of_matrices():
    import minidl

    with pytest.raises(ValueError, match=r"linalg.norm: for a matrix ord is 'fro', 1, .*got 2. Try svdvals"):
        minidl.linalg.norm(minidl.ones(2, 2), 2)
    with pytest.raises(AttributeError, match=r"linalg has no attribute 'eig'.*np.linalg.eig\(x.numpy\(\)\)"):
        minidl.linalg.eig(minidl.ones(2, 2))


@needs_torch
def test_trace():
    for values in (
        numbers(3, 3),
        numbers(2, 4),
        numbers(0, 0),
        integers(3, 3),
        numbers(2, 2, dtype=np.float32),
    ):
        same("x.trace()", x=values)
        same("m.trace(x)", x=values)
    both_refuse("x.trace()", x=numbers(2, 2, 2), match="trace: expects a matrix")


@needs_torch
@pytest.mark.parametrize(
    "code",
    [
        "m.diagonal(x)",
        "x.diagonal(1)",
        "x.diagonal(-2)",
        "x.diagonal(9)",
        "z.diagonal(0, 1, 2)",
        "y = x.detach().clone(); y.diagonal().fill_(0); y",
        "z.diagonal(-1, dim1=-1, dim2=0)",
        "m.diag(x)",
        "x.diag(-1)",
        "m.diag(w)",
        "m.diag(w, 2)",
        "w.diag(diagonal=-1)",
        "m.trace(x)",
        "m.cdist(x, x[:2] + 1)",
        "m.cdist(z, z + 1, p=1)",
    ],
)
def test_diagonals_and_distances(code):
    for kind in (np.float64, np.float32):
        same(code, x=x.astype(kind), w=row.astype(kind), z=stack.astype(kind))
