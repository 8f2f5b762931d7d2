"""The panel's script, without a page: its curve, and a text in one line."""

from minidl.teach import WritingPanel
from tests.teach.javascript import run


def test_the_curve_is_drawn_and_asks_for_start_before_there_is_one(tmp_path):
    cases = [[], [[1, 3.2], [2, 2.5], [3, 1.0]]]
    empty, drawn = run(
        WritingPanel, "(curve) => lossCurve({ total: 40, guess: 3.26 }, curve)", cases, tmp_path
    )
    assert "press Start" in empty and "press Start" not in drawn
    assert "guessing" in drawn and drawn.count("NaN") == 0 and "L" in drawn


def test_a_line_break_is_a_mark(tmp_path):
    assert run(WritingPanel, "(text) => shownText(text)", ["a.\nb", "c"], tmp_path) == ["a. ⏎ b", "c"]
