"""The pictures of lesson 01 in a page: what the hand does, and what is then drawn."""

import pytest

from minidl.teach import InequalityPicture, PerceptronPicture, TwoLinesPicture
from tests.teach.a_page import browser, opened

__all__ = ["browser", "opened"]


def place(page, sheet, x, y, low=-0.75, high=1.75):
    """Where the point (x, y) of a plane is on the screen."""
    box = page.locator(".mp-stage svg").nth(sheet).bounding_box()
    left, top, width, height = 26, 34, 260, 232
    units = left + (x - low) / (high - low) * width, top + (high - y) / (high - low) * height
    return box["x"] + units[0] / 300 * box["width"], box["y"] + units[1] / 304 * box["height"]


def drag(page, start, *way):
    page.mouse.move(*start)
    page.mouse.down()
    for step in way:
        page.mouse.move(*step)
    page.mouse.up()


def state(page, *names):
    return page.evaluate("names => names.map((name) => model.get(name))", list(names))


def test_the_line_goes_where_the_hand_is(opened):
    page = opened(PerceptronPicture())
    drag(page, place(page, 0, 0.5, 1.5), place(page, 0, 0.4, 1), place(page, 0, 0, 1))
    page.wait_for_timeout(50)
    assert state(page, "w1", "w2", "T") == [1, 1, 1]
    assert page.locator("svg").first.locator("text", has_text="this is OR now").count() == 1
    page.locator(".mp-stage").first.press("ArrowLeft")
    page.wait_for_timeout(50)
    assert state(page, "T") == [0.75]


def test_the_tip_of_the_arrow_turns_the_line(opened):
    page = opened(PerceptronPicture(w1=1, w2=1, T=1))
    start = place(page, 0, 0.5 + 0.2, 0.5 + 0.2)
    drag(page, start, place(page, 0, 0.5, 0.8), place(page, 0, 0.5 - 0.2, 0.5 - 0.2))
    page.wait_for_timeout(50)
    assert state(page, "w1", "w2", "T") == [-1, -1, -1]
    assert "this is NAND now" in page.locator(".mp-caption").inner_text()


def test_the_arrow_stays_in_the_hand_and_in_the_plane(opened):
    page = opened(PerceptronPicture(w1=1, w2=1, T=2))
    arrow = page.locator(".mp-stage svg").first.locator("line.mp-flow")

    def ends():
        return [float(arrow.get_attribute(name)) for name in ("x1", "y1", "x2", "y2")]

    box = page.locator(".mp-stage svg").first.bounding_box()
    scale = box["width"] / 300
    x1, y1, x2, y2 = ends()
    page.mouse.move(box["x"] + x2 * scale, box["y"] + y2 * scale)
    page.mouse.down()
    for dx, dy in ((40, 0), (0, 40), (-40, 0), (0, -40)):
        page.mouse.move(box["x"] + (x1 + dx) * scale, box["y"] + (y1 + dy) * scale, steps=3)
        page.wait_for_timeout(50)
        at = ends()
        assert abs(at[2] - x1 - dx) < 12 and abs(at[3] - y1 - dy) < 12, (dx, dy, at)
    page.mouse.up()
    for name in ("AND", "AND, doubled", "NAND"):
        page.get_by_role("button", name=name, exact=True).click()
        page.wait_for_timeout(50)
        assert 26 < ends()[2] < 286 and 34 < ends()[3] < 266, name


def test_both_hidden_lines_and_the_line_of_the_output_can_be_dragged(opened):
    page = opened(TwoLinesPicture())  # OR and AND
    drag(page, place(page, 0, 1.5, 0.5), place(page, 0, 1.25, 0.25))  # h2 is nearer
    page.wait_for_timeout(50)
    assert state(page, "T1", "T2", "T3") == [1, 1.5, 1]
    drag(page, place(page, 0, 0.5, 0.4), place(page, 0, 0.25, 0.25))
    page.wait_for_timeout(50)
    assert state(page, "T1", "T2", "T3") == [0.5, 1.5, 1]
    drag(page, place(page, 1, 0.5, 0.5), place(page, 1, 1, 0.5))
    page.wait_for_timeout(50)
    assert state(page, "T1", "T2", "T3") == [0.5, 1.5, 1.5]


def test_points_that_have_become_one_are_drawn_at_one_place(opened):
    picture = TwoLinesPicture()
    picture.preset("Twice the same")
    page = opened(picture)
    right = page.locator(".mp-stage svg").nth(1)
    centres = right.evaluate(
        """svg => [...svg.querySelectorAll(".mp-f0, .mp-f1")].map((e) => e.getBBox()).map((b) => [b.x + b.width / 2, b.y + b.height / 2].map(Math.round).join())"""
    )
    assert len(centres) == 4 and len(set(centres)) == 2
    assert right.locator(".mp-wrong-ring").count() == 1
    page.get_by_role("button", name="OR and NAND").click()
    assert right.locator(".mp-wrong-ring").count() == 0


def test_the_slider_is_the_arrow_of_the_diagram(opened):
    page = opened(TwoLinesPicture())
    page.get_by_label("out: w of h2", exact=True).fill("-1")
    assert "this is XOR now" in page.locator(".mp-caption").inner_text()
    drawn = page.locator(".mp-stage svg").nth(2)
    assert drawn.locator(".mp-less").count() == 1 and drawn.locator("text", has_text="−1").count() == 1


def test_four_clicks_make_it_impossible(opened):
    page = opened(InequalityPicture())
    for name in ("(0,0)", "(0,1)", "(1,0)"):
        page.get_by_role("button", name=f"Add {name}").click()
    assert "this unit is OR" in page.locator(".nb01-proof").inner_text()
    box = page.locator(".mp-stage svg").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] * (30 + 3.5 * 38) / 250)
    texts = page.locator(".mp-stage svg text").all_text_contents()
    assert "✗ impossible" in texts and "0 > 0" in texts
    assert "no single unit is XOR" in page.locator(".mp-caption").inner_text()


@pytest.mark.parametrize("kind", [PerceptronPicture, TwoLinesPicture, InequalityPicture])
@pytest.mark.parametrize("width", [336, 593, 1296])
def test_no_text_leaves_its_sheet(opened, kind, width):
    page = opened(kind(), width=width)
    for name in page.locator(".mp-presets button").all_inner_texts():
        page.get_by_role("button", name=name, exact=True).click()
        outside = page.evaluate(
            """[...document.querySelectorAll(".mp-stage svg")].flatMap((svg) => [...svg.querySelectorAll("text")].filter((text) => {
                const [b, v] = [text.getBBox(), svg.viewBox.baseVal];
                return b.x < -1 || b.x + b.width > v.width + 1 || b.y < -1 || b.y + b.height > v.height + 1; }).map((text) => text.textContent))"""
        )
        assert outside == [], name
