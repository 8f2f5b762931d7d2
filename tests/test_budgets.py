"""How much there is to read: code lines (no blanks, comments, docstrings). `pytest -s` prints them."""

import ast
from pathlib import Path

import pytest

import minidl
from tests.lines import code_lines

PACKAGE = Path(minidl.__file__).parent
FILES = [path for path in PACKAGE.rglob("*.py") if "teach" not in path.relative_to(PACKAGE).parts]


def lines(*names):
    """Of all files and folders at the top of the package whose names begin so."""
    return sum(code_lines(path) for path in FILES if path.relative_to(PACKAGE).parts[0].startswith(names))


def of_class(path, name):
    """Of one class in a file, with its docstrings"""
    tree = ast.parse((PACKAGE / path).read_text(encoding="utf-8"))
    (found,) = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name]
    return found.end_lineno - found.lineno + 1


def first_afternoon():
    """What the README asks a student to read"""
    files = sum(code_lines(PACKAGE / name) for name in ("ops.py", "tensor.py", "plain_tape.py"))
    return files + of_class("nn/layers.py", "Linear") + of_class("optim/optimizers.py", "SGD")


# The goals are 7,600 and 4,800: what is new should replace something. Above them are words that PyTorch's users
# bring along (attention, packed sequences, LBFGS, second derivatives, linear algebra).
@pytest.mark.parametrize(
    ("what", "count", "most"),
    [
        ("the framework without teach/", lambda: lines(""), 10_085),
        ("ops, tensor, windows, nn, optim", lambda: lines("ops", "tensor", "windows", "nn", "optim"), 5_897),
        ("the first afternoon", first_afternoon, 700),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_within_its_budget(what, count, most):
    print(f"\n{what}: {count():,} of {most:,} code lines")
    assert count() <= most
