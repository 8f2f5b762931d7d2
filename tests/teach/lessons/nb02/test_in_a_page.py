"""The pictures of lesson 02 under a hand: pointer, keys, the button that plays."""

from minidl.teach import DrawnFunctionPicture, ShallowNetworkPicture
from tests.teach.a_page import browser, opened, told  # noqa: F401


def test_a_curve_is_drawn_by_keys(opened):  # noqa: F811
    page = opened(DrawnFunctionPicture(heights=[0] * 65))
    page.locator(".mp-stage").first.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    told(page, "model.get('heights').slice(0, 6)", [50, 40, 30, 20, 10, 0])
    assert page.problems == []


def test_on_a_blank_sheet_the_rest_of_the_curve_follows_the_pen(opened):  # noqa: F811
    page = opened(DrawnFunctionPicture(heights=[0] * 65))
    box = page.locator(".mp-stage svg").first.bounding_box()
    left, right = box["x"] + 0.4 * box["width"], box["x"] + 0.6 * box["width"]
    page.mouse.move(left, box["y"] + 0.15 * box["height"])
    page.mouse.down()
    page.mouse.move(right, box["y"] + 0.3 * box["height"], steps=8)
    page.mouse.up()
    page.wait_for_function("model.get('curve') === 'drawn' && model.get('heights')[0] > 100")
    drawn = page.evaluate("model.get('heights')")
    assert len(set(drawn[:12])) == 1 and len(set(drawn[50:])) == 1 and drawn[0] > drawn[64]
    assert page.problems == []


def test_over_a_formula_one_draws_and_the_rest_stays(opened):  # noqa: F811
    picture = DrawnFunctionPicture()
    page = opened(picture)
    box = page.locator(".mp-stage svg").first.bounding_box()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.1 * box["height"])
    page.mouse.down()
    page.mouse.up()
    told(page, "model.get('curve')", "drawn")
    drawn = page.evaluate("model.get('heights')")
    assert sum(a != b for a, b in zip(drawn, picture.heights)) == 1
    assert "drawn: 65 points" in page.locator(".mp-caption").inner_text()


def test_play_goes_through_the_widths_and_stops(opened):  # noqa: F811
    page = opened(DrawnFunctionPicture())
    page.get_by_role("button", name="Play D").click()
    page.wait_for_function("model.get('units') === 3")
    page.get_by_role("button", name="Stop").click()
    units = page.evaluate("model.get('units')")
    page.wait_for_timeout(1200)
    assert page.evaluate("model.get('units')") == units


def test_a_joint_is_moved_by_keys_and_its_end_is_said(opened):  # noqa: F811
    page = opened(ShallowNetworkPicture(theta_10=2.75))
    page.locator(".mp-stage").first.focus()
    page.keyboard.press("ArrowLeft")
    told(page, "model.get('theta_10')", 3)
    assert "is at its end" in page.locator(".mp-pieces").inner_text()
