"""One change of the student's own code after which it is right: the kinds of changes that are found, and told."""

import math
import time

import numpy as np
import pytest

from minidl.machine import IN_A_BROWSER
from minidl.teach import Exercise
from minidl.teach.kit import diagnosis
from minidl.teach.kit.checks import judge
from minidl.teach.kit.repairs import edits
from minidl.teach.kit.trials import run
from tests.teach.test_every_exercise import ANSWERS, WRONG


def weighed(rows, weight, shift):
    """Of each row: the sum, times the weight, minus the shift; and how many there are."""
    found = []
    for a, b in rows:
        found.append((a + 2 * b) * weight - shift)
    return sum(found), len(found) + 1


ROWS = [(1, 2), (4, -3), (0.5, 7)]
WEIGHED = Exercise(
    "90.7",
    weighed,
    ("a", "b", "c"),
    cases=[(ROWS, 3, 0.5), (ROWS[:2], -2, 4), (ROWS[1:], 1.5, -1), ([(2, 9)] * 4, 5, 11), (ROWS * 2, 7, 3)],
)
BODY = """
def weighed(rows, weight, shift):
    found = []
    for a, b in rows:
        found.append((a + 2 * b) * weight - shift)
    return sum(found), len(found) + 1
"""


@pytest.mark.parametrize(
    ("right", "wrong", "name", "words"),
    [
        ("a + 2 * b", "a - 2 * b", "sign", "In `(a - 2 * b) * weight` the sign is wrong."),
        ("2 * b", "2 / b", "operation", "the operation is wrong"),
        ("2 * b", "3 * b", "number", "In `3 * b` the number 3 is wrong."),
        ("2 * b", "2 * a", "name", "it is not `a` that is needed"),
        ("- shift", "- shift * weight", "too much", "one part is too much: `weight`"),
        (" * weight", "", "missing", "does `weight` have no part in it?"),
        ("(a + 2 * b)", "a + 2 * b", "brackets", "brackets are missing"),
        ("(a + 2 * b) * weight - shift", "(a + 2 * b) * (weight - shift)", "brackets", "brackets"),
        ("for a, b", "for b, a", "order of the names", "`(b, a)` names the values in another order"),
        ("sum(found), len(found) + 1", "len(found) + 1, sum(found)", "reversed", "in the opposite order"),
        ("len(found) + 1", "len(found)", "1 too small", "1 too small"),
        ("sum(found)", "max(found)", "function", "it is not `max` that is needed"),
        ("sum(found)", "abs(sum(found))", "too much", "which is enough"),
        ("    found = []\n    for a, b in rows:\n", "    for a, b in rows:\n        found = []\n", "inside the loop", "in front of the loop"),
        ("        found.append", "        if a > b:\n            continue\n        found.append", "line too much", "Leave it out."),
        ("        found.append", "        if b < 0:\n            found.append((a + 2 * b) * weight - shift)\n            break\n        found.append", "line too much", "`if b < 0:`"),
        ("        found.append", "        if a < b:\n            b = 0\n        else:\n            b = b\n        found.append", "condition too much", "What is under its `else` is always right: leave out this `if`."),
        ("        found.append((a + 2 * b) * weight - shift)", "        found.append((a + 2 * b) * weight - shift if b > 0 else 0)", "condition too much", "Always `(a + 2 * b) * weight - shift`, without the `if`."),
        ("    return", "    found = found[1:]\n    return", "line too much", "`found = found[1:]`"),
        ("return sum(found)", "return sum(found[1:])", "too much", "`found[1:]` leaves something out."),
        (
            "found.append((a + 2 * b) * weight - shift)",
            "total = (a + 2 * b) * weight - shift\n    return total, len(rows) + 1 #",
            "replaces",
            "Begin with 0 and add to it: `+=`.",
        ),
    ],
)  # fmt: skip
def test_the_place_is_told(right, wrong, name, words, tmp_path):
    report = judge(WEIGHED, written(BODY.replace(right, wrong), tmp_path))
    assert (report.diagnosis, report.passed) == (name, False), report.text
    assert words in report.text, report.text


def written(source, folder):
    """A function whose source can be read, as in a notebook."""
    file = folder / f"answer_{abs(hash(source))}.py"
    file.write_text(source, encoding="utf-8")
    space = {"np": np, "math": math}
    exec(compile(source, str(file), "exec"), space)
    return space["weighed"]


def test_what_is_wrong_in_two_twin_lines(tmp_path, monkeypatch):
    if IN_A_BROWSER:  # where Python is up to ten times slower, and this search does not end in time
        monkeypatch.setattr(diagnosis, "EDITING", 10 * diagnosis.EDITING)
    twin = BODY.replace("(a + 2 * b) * weight - shift", "p - q")
    twin = twin.replace(
        "        found.append",
        "        p = (a + b) * 2 * weight\n        q = (b + b) * 2 * weight\n        found.append",
    )
    exercise = Exercise("90.7", written(twin, tmp_path), ("a", "b", "c"), cases=WEIGHED.cases)
    answer = twin.replace("2 * weight", "3 * weight")
    report = judge(exercise, written(answer, tmp_path))
    assert report.diagnosis == "number" and "And in `q = (b + b) * 3 * weight`, too." in report.text, (
        report.text
    )


def test_one_of_two_numbers(tmp_path):
    answer = BODY.replace("2 * b", "3 * b").replace("+ 1", "+ 4")
    report = judge(WEIGHED, written(answer, tmp_path))
    assert "Of what you return, look at number" in report.text, report.text


def test_what_is_read_while_it_changes_and_rows_that_are_one(tmp_path):
    def means(x):
        y = np.array(x, float)
        old = y.copy()
        for i in range(len(y)):
            y[i] = old[i] - old.sum()
        return y

    def while_read(x):
        y = np.array(x, float)
        for i in range(len(y)):
            y[i] = y[i] - y.sum()
        return y

    exercise = Exercise("90.8", means, ("a", "b", "c"), cases=[([1, 2],), ([4, -1, 2],), ([3, 3, 7, 1],)])
    assert "`y` is read again after a part of it was replaced" in judge(exercise, while_read).text

    def table(n):
        return [[i * j for j in range(n)] for i in range(n)]

    def shared(n):
        rows = [[0] * n] * n
        for i in range(n):
            for j in range(n):
                rows[i][j] = i * j
        return rows

    exercise = Exercise("90.9", table, ("a", "b", "c"), cases=[(2,), (3,), (4,)])
    assert "holds the same thing many times" in judge(exercise, shared).text


def test_an_argument_that_is_changed_too_early():
    def steps(a, b):
        return a + 2 * b, b - 3 * a

    def too_early(a, b):
        a = a + 2 * b
        b = b - 3 * a
        return a, b

    exercise = Exercise("91.1", steps, ("a", "b", "c"), cases=[(1, 2), (4, -1), (0.5, 3), (2, 2)])
    assert "You read `a, b` again after changing it" in judge(exercise, too_early).text


def test_no_list_is_put_into_itself(tmp_path):
    """NumPy takes seconds for such a list, at each try; and no student means it."""
    body = "def weighed(x):\n    found = []\n    for a in x:\n        found.append(a)\n    return found\n"
    function = written(body, tmp_path)
    for *_, changed in edits(function):

        def holds_itself(x, changed=changed):
            found = changed(x)
            return isinstance(found, list) and any(part is found for part in found)

        assert run(holds_itself, ([1.0, 2.0],), 0.3).value is not True


def test_a_turned_list_leaves_nothing_out(tmp_path):
    function = written("def weighed(x):\n    return [a for a in x[::-1] if a in x[1:]]\n", tmp_path)
    said = [words for _, words, _ in edits(function)]
    assert "`x[::-1]` goes backwards." in said and "`x[1:]` leaves something out." in said


def test_two_slips_far_apart_are_no_one_place(tmp_path):
    answer = BODY.replace("2 * b", "b * b * b").replace("- shift", "- 2 ** shift")
    assert not judge(WEIGHED, written(answer, tmp_path)).diagnosis


def test_a_search_without_an_end_ends(tmp_path, monkeypatch):
    monkeypatch.setattr(diagnosis, "EDITING", 0.3)
    answer = BODY.replace(
        "    return",
        "    i = 7\n    while i > 3:\n        i = i - 1\n    found[0] += 0.1 * i ** 0.3\n    return",
    )
    began = time.perf_counter()
    judge(WEIGHED, written(answer, tmp_path))
    assert time.perf_counter() - began < 3


def test_code_that_cannot_be_read_has_no_place():
    assert not [*edits(len)] and not [*edits(lambda x: x + 1)]


@pytest.mark.parametrize(("id", "number"), WRONG[::29])
def test_the_changes_can_be_made_in_any_code(id, number):
    answer = ANSWERS["WRONG"][id][number][0]
    count = sum(1 for _ in edits(answer, {1.5}, {2}))
    assert count < 10_000
