"""The frame of all dragged pictures: numbers in steps, choices, limits, axes."""

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import traitlets

from minidl.teach.kit import bundle
from minidl.teach.kit.bundle import script, style
from minidl.teach.kit.picture import Choice, Number, Numbers, Picture, Whole, signed
from tests.teach.javascript import run


class Line(Picture):
    _esm = script(bundle.__file__, "axes.js")
    _css = style()
    weight = Number(1.0, -3, 3)
    count = Whole(2, 0, 9)
    kind = Choice(["step", "sigmoid"])
    logits = Numbers([3.2, 5.1, -1.7], (3, 4), -1000, 1000, step=0.1)
    heights = Numbers([0] * 5, 5, -1000, 1000, step=1)

    def describe(self):
        return f"A line of weight {signed(self.weight)}."


def test_a_number_keeps_to_its_steps_and_its_range():
    line = Line(weight=-0.5)
    assert line._limits["weight"] == [-3, 3, 3, 0.25] and line._limits["count"] == [0, 9, 9, 1]
    for wrong in (0.1, 3.25, "1", True, float("nan"), None):
        with pytest.raises(
            traitlets.TraitError, match=r"weight must be a multiple of 0.25 from −3 to 3, got"
        ):
            line.weight = wrong
    assert line.weight == -0.5
    line.weight = -0.0
    assert str(line.weight) == "0.0"
    line.weight = 2
    assert isinstance(line.weight, float)


def test_numbers_are_a_list_of_their_steps_and_their_length():
    line = Line(logits=np.array([0.1 + 0.2, -0.0, 2]))
    assert line.logits == [0.3, 0.0, 2.0] and str(line.logits[1]) == "0.0"
    line.heights = (1, 2, 3, -4, np.int64(5))
    assert line.heights == [1, 2, 3, -4, 5] and all(type(n) is int for n in line.heights)
    for wrong in (
        [1, 2],
        [1, 2, 3, 4, 5],
        [0.15, 0, 0],
        [1001, 0, 0],
        ["1", 0, 0],
        [True, 0, 0],
        [float("nan")] * 3,
        None,
    ):
        with pytest.raises(traitlets.TraitError, match="logits must be a list of 3 to 4 multiples"):
            line.logits = wrong
    with pytest.raises(traitlets.TraitError, match="heights must be a list of 5 whole numbers"):
        line.heights = [0.5] * 5


def test_a_choice_is_one_of_its_names():
    line = Line()
    assert line.state()["kind"] == "step" and line.state()["count"] == 2
    with pytest.raises(traitlets.TraitError, match="sigmoid"):
        line.kind = "linear"


def test_numbers_are_written_as_in_javascript(tmp_path):
    numbers = [0, 1.0, -2.25, 0.5, 1000.0, -3]
    assert run(Line, "signed", numbers, tmp_path) == [signed(n) for n in numbers]
    assert signed(-2.0) == "−2"


def test_steps_have_no_dust_and_signs_have_colours(tmp_path):
    assert run(
        Line, "([value, step]) => onStep(value, step)", [[0.31, 0.1], [-0.01, 0.25], [7.4, 1]], tmp_path
    ) == [0.3, 0, 7]
    plus, minus, zero, none = run(
        Line, "([v, m]) => signColour(v, m)", [[2, 2], [-1, 2], [0, 2], [0, 0]], tmp_path
    )
    assert "var(--plus) 70%" in plus and "var(--minus) 39%" in minus and zero == none == "var(--paper)"


@pytest.mark.parametrize(
    "path", sorted(Path(bundle.__file__).parent.glob("*.js")), ids=lambda path: path.stem
)
def test_every_file_of_the_kit_runs_in_node_by_itself(path):
    if node := shutil.which("node"):
        done = subprocess.run([node, str(path)], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr


def test_axes_lead_there_and_back(tmp_path):
    there_and_back = "([x, y]) => { const a = new Axes({ box: [40, 10, 200, 100], x: [-2, 2], y: [-1, 4] }); return [a.x(x), a.y(y), ...a.at(a.x(x), a.y(y))]; }"
    assert run(Line, there_and_back, [[-2, -1], [2, 4], [0, 1.5]], tmp_path) == [
        [40, 110, -2, -1],
        [240, 10, 2, 4],
        [140, 60, 0, 1.5],
    ]


def test_ticks_are_round(tmp_path):
    answers = run(
        Line,
        "([low, high, count]) => ticks(low, high, count)",
        [[-2, 2, 4], [0, 1, 5], [0.3, 7.1, 4]],
        tmp_path,
    )
    assert answers == [[-2, -1, 0, 1, 2], [0, 0.2, 0.4, 0.6, 0.8, 1], [2, 4, 6]]


def test_what_is_not_finite_breaks_a_curve_and_what_is_far_stays_drawable(tmp_path):
    path = '(points) => new Axes({ box: [0, 0, 100, 100], x: [0, 1], y: [0, 1] }).curve(points, \'k\').match(/ d="([^"]*)"/)[1]'
    broken, far = run(Line, path, [[[0, 0], [0.5, None], [1, 1]], [[0, 0], [1, 1e30]]], tmp_path)
    assert broken == "M0.00 100.00M100.00 0.00"
    assert far == "M0.00 100.00L100.00 -100000.00"


def test_a_class_is_styled_in_one_file():
    """In JupyterLab all widgets' styles meet on one page: two meanings of a name would mix."""
    folder = Path(bundle.__file__).parents[1]
    owners = {}
    for path in sorted(folder.rglob("*.css")):
        for name in re.findall(r"^\.(m[a-z]+-[\w-]+)(?:, [^{]*)? \{", path.read_text(encoding="utf-8"), re.M):
            owners.setdefault(name, set()).add(path.name)
    assert len(owners) > 100
    assert {name: found for name, found in owners.items() if len(found) > 1} == {}
