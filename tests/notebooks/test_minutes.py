"""45 minutes are 45 minutes: the core path is estimated from the page, and the title card prints the estimate."""

import re

import pytest

from tests.notebooks.sections import (
    NOTEBOOKS,
    QUESTION,
    is_hidden,
    is_picture,
    is_test,
    minutes,
    read,
    sections,
)

LIMITS = {"00": {"core": 10}, "16": {"core": 5, "part 1": 45, "part 2": 45}}


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def path(request):
    return request.param


def test_the_core_path_takes_45_minutes(path):
    estimate = minutes(read(path))
    limits = LIMITS.get(path.stem[:2], {"core": 45})
    home = estimate.pop("home", 0)
    assert set(estimate) == set(limits)
    for part, limit in limits.items():
        assert estimate[part] <= limit, f"{part}: {estimate[part]:.1f} minutes (and {home:.0f} at home)"


def test_the_title_card_prints_the_estimate(path):
    """`| **Time** | 43 minutes, and 35 at home |`, or `40 + 42 minutes, and ...` for two parts."""
    notebook = read(path)
    estimate = minutes(notebook)
    card = re.search(r"^\| \*\*Time\*\* \| (.*) \|$", notebook.cells[0].source, re.M)
    said = [int(number) for number in re.findall(r"\b(\d+)\b(?! parts)", card[1])]
    start = estimate.pop("core") if "part 1" in estimate else 0  # a title card counts for the first part
    home = estimate.pop("home", None)
    wanted = [*estimate.values()]
    wanted[0] += start
    wanted += [home] if home is not None else []
    assert len(said) == len(wanted), f"the card says {card[1]!r}; wanted are {wanted}"
    for number, exactly in zip(said, wanted):
        assert abs(number - exactly) <= 1, f"the card says {number}, the estimate is {exactly:.1f} minutes"


def test_the_core_path_has_at_most_three_loops_one_number_and_one_function(path):
    parts = {}
    for section in sections(read(path)):
        parts.setdefault(section.part, []).append(section)
    for part, found in parts.items():
        if part == "home":
            continue
        loops = [section.title for section in found if re.match(r"[①②③④⑤⑥⑦]", section.title)]
        checks = [
            cell for section in found for cell in section.code if re.search(r"^check\(", cell.source, re.M)
        ]
        functions = [cell.id for cell in checks if re.search(r"^def ", cell.source, re.M)]
        assert len(loops) <= 3, loops
        assert len(functions) <= 1, functions
        assert len(checks) - len(functions) <= 1, [cell.id for cell in checks]


def test_no_plumbing_between_a_question_and_its_picture(path):
    for section in sections(read(path)):
        between = None  # visible code cells since the last question
        for cell in section.code:
            if re.search(r"^\s*predict\(", cell.source, re.M):
                between = []
            elif between is not None and is_picture(cell):
                assert len(between) <= 2, f"{between} before {cell.id}"
                between = None
            elif between is not None and not is_test(cell) and not is_hidden(cell):
                between.append(cell.id)


def test_every_try_this_has_a_folded_answer(path):
    for cell in read(path).cells:
        if cell.cell_type == "markdown" and re.search(r"^\*?\*?Try this", cell.source, re.M):
            asked = len(
                re.findall(
                    r"^[-*\d]+\.? ", cell.source.partition("Try this")[2].partition("<details")[0], re.M
                )
            )
            folds = re.findall(r"<details>.*?</details>", cell.source, re.S)
            assert asked and folds, cell.id


def test_questions_come_before_their_answers(path):
    """Each prediction has its reveal, in the same section, with a picture or a run between them."""
    for section in sections(read(path)):
        asked = [re.findall(r'\bpredict\("([^"]+)"', cell.source) for cell in section.code]
        told = [re.findall(r'\breveal\("([^"]+)"', cell.source) for cell in section.code]
        order = {id: place for place, ids in enumerate(asked) for id in ids}
        for place, ids in enumerate(told):
            for id in ids:
                assert order.pop(id, place) < place, f"{id} is revealed before it is asked"
        assert not order, f"never revealed: {sorted(order)}"
    assert QUESTION
