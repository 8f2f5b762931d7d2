"""Each wrong call fails in words: who expected what, what came, what to try."""

import ast
import functools
import re
import warnings
from pathlib import Path

import numpy as np
import pytest

import minidl
import minidl.data
import minidl.inspect
from tests.parity import torch
from tests.wrong_calls import ALL

PACKAGE = Path(minidl.__file__).parent
CLEAR = (
    TypeError,
    ValueError,
    IndexError,
    KeyError,
    RuntimeError,
    AttributeError,
    NotImplementedError,
    OSError,
)
TO_TRY = re.compile(
    r"(?i)\b(try|use|give|pass|write|take|make|do it|choose|did you|must|needs?|expects?|allowed|is an?|are|at "
    r"(least|most)|between|from \S+ to|instead|only|wrap|one of|leave|convert|called?|see|was it|reduce|put|keep|known|"
    r"is ['\d]|create|name|to \w+ (it|them):)"
)


class Samples:
    def __len__(self):
        return 5

    def __getitem__(self, i):
        if not 0 <= i < 5:
            raise IndexError
        return i


def words(m, folder):
    """What the calls of the table name"""
    nn = m.nn
    minidl.manual_seed(0)
    net = nn.Linear(3, 4)
    parameters = list(net.parameters())
    data = minidl.data if m is minidl else m.utils.data
    return {
        "m": m,
        "np": np,
        "nn": nn,
        "F": nn.functional,
        "init": nn.init,
        "optim": m.optim,
        "sched": m.optim.lr_scheduler,
        "data": data,
        "inspect": minidl.inspect,
        "x": m.rand(2, 3),
        "y": m.rand(2, 3),
        "v": m.rand(3),
        "b": m.rand(2, 3) > 0.5,
        "i": m.ones(2, 3).long(),
        "lab": m.tensor([0, 2]),
        "seq": m.rand(2, 3, 8),
        "im": m.rand(2, 3, 8, 8),
        "k": m.rand(4, 3, 3, 3),
        "a": np.ones((2, 3), np.float32),
        "net": net,
        "p": parameters,
        "opt": m.optim.SGD(parameters, 0.1),
        "ds": Samples(),
        "FOLDER": str(folder),
        "FILE": str(folder / "file"),
    }


def short(name):
    """mse_loss of MSELoss; conv2d of Conv2d: the same letters"""
    return re.sub(r"[^a-z0-9.]", "", name.lower())


def complaint(who, call, names):
    """What is wrong with the error of a wrong call, or None."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            got = eval(call, names)
    except Exception as error:
        text, place = str(error), error.__traceback__
        while place.tb_next:
            place = place.tb_next
        path = Path(place.tb_frame.f_code.co_filename)
        if PACKAGE not in path.parents:
            return f"raised in {path.name}, not in minidl: {type(error).__name__}: {text}"
        if not any(first <= place.tb_lineno <= last for first, last in raises(path)):
            return f"Python's or NumPy's own: {type(error).__name__}: {text}"
        if not isinstance(error, CLEAR):
            return f"raises {type(error).__name__}: {text}"
        if not any(short(name) in short(text) for name in who.split("/")):
            return f"does not say who: {text}"
        if len(text) < 30 or not TO_TRY.search(text):
            return f"does not say what to try: {text}"
        return None
    return f"silent: {type(got).__name__}"


@functools.cache
def raises(path):
    """The lines of each raise statement in a file"""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [(node.lineno, node.end_lineno) for node in ast.walk(tree) if isinstance(node, ast.Raise)]


@pytest.mark.parametrize(("who", "call", "by_pytorch"), ALL, ids=[call for _, call, _ in ALL])
def test_a_wrong_call_is_told(who, call, by_pytorch, tmp_path):
    problem = complaint(who, call, words(minidl, tmp_path))
    assert problem is None, f"{call}: {problem}"


@pytest.mark.skipif(torch is None, reason="compares with PyTorch, which is not installed")
def test_pytorch_refuses_what_the_table_says_it_refuses(tmp_path):
    taken = []
    for _, call, by_pytorch in ALL:
        if by_pytorch:
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    eval(call, words(torch, tmp_path))
                taken.append(call)
            except Exception:  # whatever PyTorch raises
                continue
    assert not taken


def test_three_calls_for_each_of_many_names():
    names = [who for who, _, _ in ALL]
    assert len(ALL) >= 400 and len(set(names)) >= 130
    assert min(names.count(who) for who in set(names)) >= 3
