"""Calm words where a cell stops: in an IPython of our own, and an Interrupt in a real kernel."""

import builtins
import json
import os
import re
import signal
import symtable
import threading
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell

import minidl.teach
from minidl.teach import lab
from minidl.teach.kit import kernel
from tests.kernels import kernel_manager

NOTEBOOKS = sorted((Path(__file__).parents[3] / "notebooks").glob("*.ipynb"))


class Shell(InteractiveShell):
    """Notes each error that is shown; knows which cell runs, as ipykernel does."""

    cell = None

    def _showtraceback(self, kind, error, lines):
        # Without the colours that an IPython before 9 has in syntax errors, whatever `colors` says.
        self.shown = [re.sub(r"\x1b\[[\d;]*m", "", line) for line in lines]

    def get_parent(self):
        return {"metadata": {"cellId": self.cell}}


@pytest.fixture
def shell(monkeypatch):
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    shell = Shell(history_load_length=0)
    shell.colors = "nocolor"
    kernel.load_ipython_extension(shell)
    return shell


def run(shell, source, cell=None):
    """What is shown of the error: its lines."""
    shell.cell, shell.shown = cell, []
    result = shell.run_cell(source, store_history=False)
    assert not result.success
    return shell.shown


def open_notebook(monkeypatch, path, *cells):
    """cells: (type, id, source)"""
    cells = [dict(zip(("cell_type", "id", "source"), cell)) for cell in cells]
    path.write_text(json.dumps({"cells": cells}))
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))


CELLS = [
    ("markdown", "title", "# Title"),
    ("code", "setup", "import minidl\nfrom minidl.teach import (check,\n    predict)"),
    ("markdown", "loop", "---\n## ① One row\n\ntext"),
    ("code", "make", ["conv = minidl.nn.Conv2d(1, 1, 3)\n", "for stride in (1, 2): pass"]),
    ("code", "function", "%time x = 1\ndef out_size(N):\n    inner = N\n    return inner"),
    ("code", "broken", "later = ("),
    ("code", "here", "..."),
    ("code", "after", "only_below = 1\nconv = 2"),
]
FIRST = "Run the first code cell of this notebook (Shift+Enter) first."


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("predict('11.a')", f"predict is not there yet. {FIRST}"),
        ("1 + minidl.x", f"minidl is not there yet. {FIRST}"),
        ("(lambda: conv)()", 'conv is not there yet. Choose Run > Run All Above Selected Cell, or run the cell under '
         '"① One row": conv = minidl.nn.Conv2d(1, 1, 3)'),
        ("stride", 'stride is not there yet. Choose Run > Run All Above Selected Cell, or run the cell under '
         '"① One row": for stride in (1, 2): pass'),
        ("out_size(7)", 'out_size is not there yet. Choose Run > Run All Above Selected Cell, or run the cell under '
         '"① One row": def out_size(N):'),
        # words of the course that this notebook does not import
        ("reveal('11.a')", "reveal is not there yet. Run the first code cell of the notebook, or: from minidl.teach import reveal"),
        ("F.relu", "F is not there yet. Run the first code cell of the notebook, or: import minidl.nn.functional as F"),
        ("np.ones(3)", "np is not there yet. Run the first code cell of the notebook, or: import numpy as np"),
    ],
)  # fmt: skip
def test_a_missing_name_is_one_line_that_says_what_to_run(shell, monkeypatch, tmp_path, source, line):
    open_notebook(monkeypatch, tmp_path / "x.ipynb", *CELLS)
    assert run(shell, source, "here") == [line]


@pytest.mark.parametrize("source", ["inner", "x_typo", "only_below", "later", "raise NameError('mine')"])
def test_a_name_that_no_earlier_cell_makes_stays_pythons(shell, monkeypatch, tmp_path, source):
    open_notebook(monkeypatch, tmp_path / "x.ipynb", *CELLS)
    shown = "\n".join(run(shell, source, "here"))
    assert "Traceback" in shown and "NameError" in shown


def test_a_name_error_within_a_library_or_before_its_line_stays_pythons(shell, monkeypatch, tmp_path):
    open_notebook(monkeypatch, tmp_path / "x.ipynb", *CELLS)
    assert "Traceback" in "".join(run(shell, "def f():\n    conv\n    conv = 1\nf()", "here"))
    shell.user_ns["library"] = eval("lambda: conv", {})
    assert "Traceback" in "".join(run(shell, "library()", "here"))


@pytest.mark.parametrize(
    "content", [None, "", "[]", '{"cells": 3}', '{"cells": [3]}', '{"cells": [{}]}', "[" * 100_000, "\0"]
)
def test_without_a_readable_notebook_the_words_of_the_course_are_known(shell, monkeypatch, tmp_path, content):
    path = tmp_path / "x.ipynb"
    if content is not None:
        path.write_text(content)
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    (line,) = run(shell, "check(1)")
    assert line.endswith("Run the first code cell of the notebook, or: from minidl.teach import check")
    assert "Traceback" in "".join(run(shell, "my_own"))


def test_every_word_of_the_course_has_its_line(shell):
    for name in [*minidl.teach._offers(), "minidl", "nn", "optim", "F", "np", "plt"]:
        (line,) = run(shell, name)
        assert (
            line.startswith(f"{name} is not there yet. Run the first code cell") and line.split()[-1] == name
        )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_after_a_restart_each_cell_of_each_lesson_says_what_it_misses(shell, monkeypatch, tmp_path, path):
    copy = tmp_path / path.name
    copy.write_bytes(lab.for_student(path.read_bytes()))
    monkeypatch.setenv("JPY_SESSION_NAME", str(copy))
    asked = set()
    for cell in json.loads(copy.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            table = symtable.symtable(shell.transform_cell("".join(cell["source"])), "", "exec")
            for name, within_a_function in missed(table).items():
                asked.add(name)
                # What a function uses may be made further down, before it is called.
                lines = run(shell, name, None if within_a_function else cell["id"])
                assert len(lines) == 1 and f"{name} is not there yet. " in lines[0], (cell["id"], name, lines)
    assert {"check", "predict", "reveal"} <= asked


def missed(table):
    """The names that a cell uses and does not make, and whether only its functions use them."""
    made = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}
    made |= {*dir(builtins), "get_ipython"}
    used = {s.get_name(): False for s in table.get_symbols() if s.is_referenced()}
    tables = table.get_children()
    while tables:
        inner = tables.pop()
        tables += inner.get_children()
        used = {s.get_name(): True for s in inner.get_symbols() if s.is_global()} | used
    return {name: within for name, within in used.items() if name not in made}


# --- Interrupt, and all the rest --------------------------------------------------------------------------


@pytest.mark.parametrize("error", ["KeyboardInterrupt", "__import__('asyncio').CancelledError"])
def test_an_interrupt_is_one_calm_line(shell, error):
    assert run(shell, f"def f():\n    raise {error}\nf()") == [kernel.STOPPED]


def test_an_interrupt_in_a_real_kernel_is_one_calm_line(monkeypatch):
    monkeypatch.setenv("JUPYTER_PATH", str(Path(minidl.teach.__file__).with_name("jupyter")))
    manager = kernel_manager()
    manager.start_kernel()  # minidl is not imported in it
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        for endless in ("while True: pass", "import asyncio\nwhile True: await asyncio.sleep(0.1)"):
            seen = []

            def note(message, seen=seen):
                if message["msg_type"] == "execute_input":
                    threading.Timer(0.5, os.kill, (manager.provisioner.pid, signal.SIGINT)).start()
                elif message["msg_type"] == "error":
                    seen.append(message["content"]["traceback"])

            reply = client.execute_interactive(endless, timeout=60, output_hook=note)
            assert seen == [[kernel.STOPPED]] and reply["content"]["status"] == "error"
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


@pytest.mark.parametrize(
    "source",
    [
        "1 / 0",
        "raise SystemError('x')",
        "x = [1, 2]\nx[3]",
        "if x\n    pass",
        "  x",
        "5(",
        "print 3",
        "1 if x",
    ],
)
def test_other_errors_are_shown_as_they_are_without_us(shell, source):
    plain = Shell(history_load_length=0)
    plain.colors = "nocolor"
    assert run(shell, source) == run(plain, source) != []


def test_it_is_loaded_once(shell):
    handler, show = shell.CustomTB, shell.showsyntaxerror
    kernel.load_ipython_extension(shell)
    assert (shell.CustomTB, shell.showsyntaxerror) == (handler, show)


# --- slips of the keyboard --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "advice"),
    [
        ("2P", "write 2*P"),
        ("size = (N + 2P - F) / S + 1", "write 2*P"),
        ("0.5x", "write 0.5*x"),
        ("y = 3 z", "write 3*z"),
        ("'3x' + 2y", "write 2*y"),
        ("5 − 3", "write - in the place of −"),
        ("3 × 4", "write * in the place of ×"),
        ("x²", "write **2 in the place of ²"),
        ("3 ≤ 4", "write <= in the place of ≤"),
        ("print(“hello”)", 'write " in the place of “'),
        ("print(’hello’)", "write ' in the place of ’"),
    ],
)
def test_a_slip_is_told_beside_pythons_words(shell, source, advice):
    shown = "".join(run(shell, source))
    assert "SyntaxError: invalid" in shown and advice in shown


@pytest.mark.parametrize("source", ["x = 5 not 3", "[1 2]", "for i in 3 in: pass", "a ¿ b", "0b12", "1__0"])
def test_no_advice_where_none_fits(shell, source):
    assert "write" not in "".join(run(shell, source))
