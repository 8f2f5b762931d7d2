"""`make html` for the browser tests: the pages of all notebooks and of a small one, built once for all.

The small one is made as `make html` makes it. So are the others, but if nbval has just run them, what it recorded
is taken in place of one more run.
"""

import fcntl
import os
import subprocess
import sys

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell

from tests.browser.pages import NOTEBOOKS, ROOT, write_small_notebook
from tests.notebooks import recorded

NAMES = [path.stem for path in NOTEBOOKS] + ["small"]
OPEN_ALL = """() => {
    document.querySelectorAll('[data-opens] button').forEach(button => button.click());
    document.querySelectorAll('details').forEach(fold => fold.open = true);
}"""
# `make html`, for which some notebooks have been run already.
WITH_RECORDS = """import sys
from pathlib import Path
import nbformat
from minidl.teach.site import __main__ as site
run, records = site.run, Path(sys.argv.pop(1))
site.run = lambda path: nbformat.read(kept, 4) if (kept := records / path.name).exists() else run(path)
site.main()"""


def make_html(folder, *notebooks, records=None, **environment):
    """`make html`, in a process of its own: what it runs may use asyncio, which playwright occupies here."""
    env = os.environ | environment
    env["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), env.get("PYTHONPATH")]))
    program = ["-c", WITH_RECORDS, str(records)] if records else ["-m", "minidl.teach.site"]
    command = [sys.executable, *program, *map(str, notebooks), "--to", str(folder)]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=600)


def built_once(tmp_path_factory):
    """The folder of the pages. Two pytest workers share it: the first to come builds it, the other waits."""
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    folder, done = root / "the site", root / "site.log"
    with open(root / "site.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            small = root / "small notebook" / "small.ipynb"
            small.parent.mkdir()
            write_notebook_with_a_question(small)
            records = recorded.folder(tmp_path_factory)
            result = make_html(folder, *NOTEBOOKS, small, records=records)
            done.write_text("" if result.returncode == 0 else result.stdout + result.stderr)
    assert done.read_text() == ""
    return folder


def write_notebook_with_a_question(path):
    """The small notebook, and one more loop: question, play, a cell for the tests, plumbing, reveal, a wide table."""
    write_small_notebook(path, extra="from minidl.teach import predict, reveal")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells += [
        new_code_cell('predict("77.a", "2 + 2?", options=["3", "4"])'),
        new_markdown_cell("### Play with it"),
        new_code_cell("between = Square(side=7)\nbetween"),
        new_code_cell('print("only for the tests")', metadata={"tags": ["test"]}),
        new_code_cell('print("plumbed")', metadata={"jupyter": {"source_hidden": True}}),
        new_code_cell('reveal("77.a", "4", "Count.", {"3": "One too few."})'),
        new_markdown_cell(
            "### The formula\n\n" + "|".join("abcdefghijkl" * 3) + "\n" + "|".join(["---"] * 36)
        ),
        new_code_cell("print('word ' * 60)\n" + "long_name = " + " + ".join(["1"] * 60)),
    ]
    nbformat.write(notebook, path)
