"""What is recorded while nbval runs makes the same page as a run of `make html`."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell

from minidl.teach.site import __main__ as site
from tests.browser.built import write_notebook_with_a_question

ROOT = Path(__file__).parents[2]


COMPUTED = """from minidl.teach import ComputedPicture, slider
def draw(figure, level): figure.subplots().plot([0, level, 1])
picture = ComputedPicture(draw, {"level": slider(0, 4)}, {"high": {"level": 4}}, alt=lambda level: f"Level {level}.")
picture"""


def page_of(notebook):
    """Its page, the state of the widget in each place, and all states: without ids and addresses in the memory.

    And without the settings that `make html` draws in advance, which no other run does.
    """

    def same(text):
        return re.sub(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])| at 0x[0-9a-f]+", "", text)

    soup = BeautifulSoup(site.page(notebook, "small"), "html.parser")
    stored = json.loads(soup.find(id="widget-state").extract().string)
    found, texts = stored["state"], stored["texts"]
    for kept in found.values():
        kept.pop("grid", None)
        kept["state"] |= {key: texts[kept["state"][key]] for key in ("_esm", "_css") if key in kept["state"]}
    states = {id: same(json.dumps(kept, sort_keys=True)) for id, kept in found.items()}
    shown = [states[place["data-model"]] for place in soup.select("[data-model]")]
    assert len(shown) == 5
    return same(str(soup)), shown, sorted(states.values())


def test_a_record_of_nbval_makes_the_page_of_make_html(tmp_path):
    path = tmp_path / "notebooks" / "small.ipynb"
    path.parent.mkdir()
    write_notebook_with_a_question(path)
    notebook = nbformat.read(path, as_version=4)
    notebook.cells += map(new_code_cell, [COMPUTED, "picture.level = 3\nsquare.side = 8"])
    nbformat.write(notebook, path)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-n0",
        "--nbval",
        "--nbval-current-env",
        "-p",
        "no:cacheprovider",
    ]
    command += [f"--basetemp={tmp_path / 'temporary'}", f"--confcutdir={ROOT}", "-p", "tests.conftest"]
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    env |= {"PYTHONPATH": str(ROOT), "MINIDL_ANSWERS": "none"}
    done = subprocess.run([*command, str(path)], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    record = nbformat.read(tmp_path / "temporary" / "recorded notebooks" / "small.ipynb", as_version=4)
    assert page_of(record) == page_of(site.run(path))
