"""The lecturers' page: its small notebook runs, and its exercise keeps what it promises."""

import re
from pathlib import Path

import minidl.teach
import minidl.teach.kit.checks
from minidl.teach.kit.checks import judge

README = Path(minidl.teach.__file__).with_name("README.md").read_text(encoding="utf-8")
CELLS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def test_the_small_notebook_runs(capsys, displayed, monkeypatch):
    *notebook, exercise = CELLS
    names = {}
    exec(exercise, names)
    (own,) = names["EXERCISES"]
    monkeypatch.setattr(minidl.teach.kit.checks, "find", lambda id: own)
    space = {}
    for cell in notebook:
        exec(cell, space)
    said = capsys.readouterr().out
    assert "Bars of 1, 2 and 18; their mean is 7.00.\nBars of 1, 2 and 9; their mean is 4.00.\n" in said
    assert "✓ mean of 1, 2, 9: 4 (derived)" in said
    assert "21.2: not attempted yet" in said
    assert judge(own, own.solution).passed
    for name, (rule, _) in own.wrong_rules.items():
        assert judge(own, rule).diagnosis == name


def test_the_table_names_what_there_is():
    table = README.split("\n\n")[2]
    for name in re.findall(r"`(\w+)\(", table):
        assert name in dir(minidl.teach), name
