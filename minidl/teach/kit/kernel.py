"""Calm words where a beginner's cell stops: at a cell that was not run, an Interrupt, a slip of the keyboard.

An extension of IPython. JupyterLab, as `make lab` starts it, loads it into every kernel before the first cell
(`../jupyter/kernels`); elsewhere `import minidl.teach` does. All other errors stay as they are.
"""

import json
import os
import re
import symtable
import sys
from asyncio import CancelledError
from keyword import iskeyword
from pathlib import Path

import minidl.teach

STOPPED = "You stopped this cell. What it did so far stays. Run it again when you like."
IMPORTS = "import minidl;from minidl import nn;from minidl import optim;import minidl.nn.functional as F"
IMPORTS = f"{IMPORTS};import numpy as np;import matplotlib.pyplot as plt".split(";")
# What a keyboard, a text editor or the course's own formulas put in the place of Python's signs.
SIGNS = '− -,– -,— -,× *,· *,⋅ *,∙ *,÷ /,≤ <=,≥ >=,≠ !=,² **2,³ **3,“ ",” ",„ ",‘ \',’ \''
MEANT = dict(sign.split() for sign in SIGNS.split(","))
A_NUMBER_THEN_A_NAME = re.compile(r"(?<![\w.])((?:\d[\d_]*\.?\d*|\.\d+)) ?([^\W\d_]\w*)")


def load_ipython_extension(shell) -> None:
    if KeyboardInterrupt in shell.custom_exceptions:  # it is loaded already
        return
    # While a cell awaits something, an Interrupt arrives as a CancelledError.
    shell.set_custom_exc((NameError, KeyboardInterrupt, CancelledError), _speak)
    show = shell.showsyntaxerror

    def showsyntaxerror(*arguments, **options):
        error = sys.exc_info()[1]
        if isinstance(error, SyntaxError) and (advice := meant(error)):
            error.msg = f"{error.msg}: {advice}"
        show(*arguments, **options)

    shell.showsyntaxerror = showsyntaxerror


def _speak(shell, kind, error, trace, tb_offset=None):
    if line := missing(shell, error, trace) if issubclass(kind, NameError) else STOPPED:
        shell._showtraceback(kind, error, [line])
    else:
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)


# --- a name that is not there yet ---


def missing(shell, error: NameError, trace) -> str:
    """What to run before a cell that misses a name, or '' if no cell and no import would make it."""
    while trace.tb_next:
        trace = trace.tb_next
    # An UnboundLocalError, or a NameError inside a library, is a fault in code, not in the order of cells.
    if type(error) is not NameError or trace.tb_frame.f_globals is not shell.user_ns:
        return ""
    name = error.name
    number, place = maker(shell, name)
    if number:
        return f"{name} is not there yet. Choose Run > Run All Above Selected Cell, or run the cell{place}"
    if number == 0:
        return f"{name} is not there yet. Run the first code cell of this notebook (Shift+Enter) first."
    known = [line for line in IMPORTS if line.split()[-1] == name]
    if name in minidl.teach._offers():
        known = [f"from minidl.teach import {name}"]
    return (
        f"{name} is not there yet. Run the first code cell of the notebook, or: {known[0]}" if known else ""
    )


def maker(shell, name: str) -> tuple[int | None, str]:
    """The last code cell before the running one that makes `name`: its number, its heading and its line."""
    running = getattr(shell, "get_parent", dict)().get("metadata", {}).get("cellId")
    found, heading, number = (None, ""), "", 0
    for kind, id, source in _cells(shell):
        if id == running:
            return found
        if kind == "markdown":
            titles = re.findall(r"^#+ (.*)", source, re.M)
            heading = f' under "{titles[-1].strip()}"' if titles else heading
        elif kind == "code":
            if name in _names(shell, source):
                line = re.search(rf"^.*\b{name}\b.*", source, re.M)[0].strip()
                found = (number, f"{heading}: {line if len(line) <= 60 else line[:57] + '...'}")
            number += 1
    return (None, "") if running else found


def _cells(shell) -> list[tuple[str, str, str]]:
    """Kind, id and source of each cell of the notebook, as last saved; [] if nobody knows where it is."""
    path = os.environ.get("JPY_SESSION_NAME") or shell.user_ns.get("__vsc_ipynb_file__", "")
    try:
        cells = json.loads(Path(path).read_text(encoding="utf-8"))["cells"]
        return [(cell["cell_type"], cell.get("id", ""), "".join(cell["source"])) for cell in cells]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return []


def _names(shell, source: str) -> set[str]:
    """The names that a cell makes, outside its functions."""
    try:
        table = symtable.symtable(shell.transform_cell(source), "a cell", "exec")
    except (SyntaxError, ValueError):
        return set()
    return {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}


# --- slips of the keyboard ---


def meant(error: SyntaxError) -> str:
    """What to write instead, or '' if Python's own words say it."""
    if (sign := re.search("invalid character '(.)'", error.msg or "")) and sign[1] in MEANT:
        return f"write {MEANT[sign[1]]} in the place of {sign[1]}"
    if error.msg in ("invalid decimal literal", "invalid syntax"):
        for found in A_NUMBER_THEN_A_NAME.finditer(error.text or ""):
            if found.start() < (error.offset or 0) <= found.end() + 1 and not iskeyword(found[2]):
                return f"write {found[1]}*{found[2]}, Python wants the * between a number and a name"
    return ""
