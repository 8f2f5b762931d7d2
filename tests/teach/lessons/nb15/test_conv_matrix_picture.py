"""The picture of the three faces: its numbers against minidl, its sentences against JavaScript, its hands in a page."""

import random
from itertools import product

import numpy as np
import pytest
from traitlets import TraitError

import minidl
import minidl.nn.functional as F
from minidl.teach import ConvMatrixPicture
from minidl.teach.lessons.nb15.conv_matrix import PARTS, TARGETS
from minidl.teach.lessons.nb15.exercises import conv_matrix, im2col
from tests.teach import javascript
from tests.teach.a_page import browser, opened, told

__all__ = ["browser", "opened"]


def states():
    """Every setting of the controls, with the numbers of S0 and with random ones; any chosen cell."""
    draw = random.Random(0)
    for size, kernel, stride, mode, part in product((3, 4, 5), (2, 3), (1, 2), TARGETS, PARTS):
        for own in (False, True, True):
            numbers = lambda count: [draw.randint(-9, 9) for _ in range(count)]
            given = {"image": numbers(25), "kernel": numbers(9), "gradient": numbers(16)} if own else {}
            yield {
                "size": size, "kernel_size": kernel, "stride": stride, "mode": mode, "part": part,
                "row": draw.randint(0, 4), "column": draw.randint(0, 4), "faces": draw.choice(["M", "both", "backwards"]), **given,
            }  # fmt: skip


def test_javascript_and_python_agree(tmp_path):
    picture = ConvMatrixPicture()
    cases, words, numbers = [], [], []
    for state in states():
        picture._become(picture._start | state)
        cases.append(picture.state())
        words.append(picture.describe())
        tables = [np.ravel(table).tolist() for table in (picture.matrix(), picture.columns())]
        numbers.append([picture.values(), *tables])
    function = """(state) => {
        const g = geometry(state);
        const [M, columns] = [new Array(g.t ** 2 * g.n ** 2).fill(0), new Array(g.k ** 2 * g.t ** 2).fill(0)];
        for (const tap of g.taps) {
            M[tap.output * g.n ** 2 + tap.pixel] = tap.inM;
            columns[tap.weight * g.t ** 2 + tap.output] = tap.inColumns;
        }
        return [describe(state), [g.values, M, columns]];
    }"""
    answers = javascript.run(ConvMatrixPicture, function, cases, tmp_path)
    for case, said, wanted, (js_said, got) in zip(cases, words, numbers, answers, strict=True):
        assert js_said == said, case
        assert got == wanted, case
    assert len(cases) > 300


def test_the_numbers_are_those_of_minidl():
    picture = ConvMatrixPicture()
    for state in states():
        picture._become(picture._start | state)
        n, k, t = picture.size, picture.kernel_size, picture.sides()["output"]
        corner = lambda numbers, full, side: np.reshape(numbers, (full, full))[:side, :side].astype(float)
        x = minidl.tensor(corner(picture.image, 5, n)[None, None], requires_grad=True)
        w = minidl.tensor(corner(picture.kernel, 3, k)[None, None], requires_grad=True)
        dy = minidl.tensor(corner(picture.gradient, 4, t)[None, None])
        y = F.conv2d(x, w, stride=picture.stride)
        y.backward(dy)
        computed = {"forward": y.detach(), "gradient of x": x.grad, "gradient of w": w.grad}[picture.mode]
        got = picture.values()[TARGETS[picture.mode]]
        np.testing.assert_array_equal(got, computed.numpy().ravel(), err_msg=str(state))
        # the faces hold the same: products with M and X_col, forward and backwards
        v, M, columns = picture.values(), picture.matrix(), picture.columns()
        if picture.mode == "forward":
            np.testing.assert_array_equal(M @ v["pixel"], got)
            np.testing.assert_array_equal(np.array(v["weight"]) @ columns, got)
            np.testing.assert_array_equal(columns, im2col(np.reshape(v["pixel"], (n, n)), k, picture.stride))
            if picture.stride == 1:
                np.testing.assert_array_equal(M, conv_matrix(np.reshape(v["weight"], (k, k)), n, n))
        elif picture.mode == "gradient of x":
            np.testing.assert_array_equal(M.T @ v["output"], got)
            assert columns.sum() == sum(got)
        else:
            np.testing.assert_array_equal(columns @ v["output"], got)
            assert M.sum() == sum(got)


def test_the_numbers_that_s0_prints():
    picture = ConvMatrixPicture()
    assert picture.matrix()[1].tolist() == [0, 1, 4, 1, 0, 1, 4, 3, 0, 3, 3, 1, 0, 0, 0, 0]
    assert picture.values()["output"] == [122, 148, 126, 134]
    picture.set(mode="gradient of x", part="pixel", row=1, column=1)
    assert picture.values()["pixel"] == [2, 9, 6, 1, 6, 29, 30, 7, 10, 29, 33, 13, 12, 24, 16, 4]
    assert picture.equation() == "∂x[1, 1] = 4·2 + 1·1 + 4·4 + 1·4 = 29"


def test_what_no_window_reads_is_said():
    picture = ConvMatrixPicture(size=4, kernel_size=3, stride=2, part="pixel", row=3, column=3)
    assert picture.equation() == "x[3, 3] = 8: no window reads this pixel."
    picture.mode = "gradient of x"
    assert picture.equation() == "∂x[3, 3] = 0: no window reads this pixel."
    with pytest.raises(TraitError, match="image must be a list of 25 whole numbers from −9 to 9"):
        picture.image = [10] * 25


# --- in the page ----------------------------------------------------------------------------------------


def test_it_is_chosen_by_pointer_and_by_keys(opened):
    page = opened(ConvMatrixPicture())
    for key in ("Tab",) * 9:  # to the first grid, past the buttons
        if page.evaluate("document.activeElement.getAttribute('role')") == "slider":
            break
        page.keyboard.press(key)
    image = page.get_by_role("slider", name="image x")
    assert image.evaluate("node => node === document.activeElement")
    page.keyboard.press("ArrowRight")  # the first key comes here
    told(page, "model.get('part')", "pixel")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    told(page, "[model.get('row'), model.get('column')]", [1, 1])
    assert image.get_attribute("aria-valuetext") == "x[1, 1] = 8"
    assert page.locator(".nb15-sum").inner_text().startswith("x[1, 1] = 8 is in 4 products: 4·8 of y[0, 0]")
    kernel = page.get_by_role("slider", name="kernel w").locator("rect").nth(4).bounding_box()
    page.mouse.click(kernel["x"] + 5, kernel["y"] + 5)
    told(page, "[model.get('part'), model.get('row'), model.get('column')]", ["weight", 1, 1])
    face = page.locator(".nb15-face").first
    assert face.locator(".nb15-lit").count() == 4 + 4 + 4  # its places in M, its pixels and its outputs
    assert page.problems == []


def test_pointing_shows_and_leaving_takes_back(opened):
    page = opened(ConvMatrixPicture())
    start = page.locator(".nb15-sum").inner_text()
    box = page.get_by_role("slider", name="output y").locator("rect").nth(3).bounding_box()
    page.mouse.move(box["x"] + 8, box["y"] + 8)
    assert page.locator(".nb15-sum").inner_text().endswith("= 134")
    page.mouse.move(2, 2)
    assert page.locator(".nb15-sum").inner_text() == start
    assert page.evaluate("model.get('row')") == 0


@pytest.mark.parametrize("mode", TARGETS)
def test_a_click_in_the_matrices_chooses_what_is_there(opened, mode):
    page = opened(ConvMatrixPicture(mode=mode))
    faces = page.locator(".nb15-face")
    for face, place, part in ((0, 0, "weight"), (1, 0, "pixel")):
        box = faces.nth(face).locator(".mp-cell, .nb15-lit").nth(place).bounding_box()
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        told(page, "[model.get('part'), model.get('row'), model.get('column')]", [part, 0, 0])
    zero = faces.nth(0).locator(".nb15-nought").last.bounding_box()
    page.mouse.click(zero["x"] + 4, zero["y"] + 8)  # a zero of M: its row
    told(page, "[model.get('part'), model.get('row'), model.get('column')]", ["output", 1, 1])
    assert page.problems == []


def test_the_chosen_number_is_edited_unless_it_is_computed(opened):
    page = opened(ConvMatrixPicture(faces="backwards", part="weight", row=0, column=1))
    box = page.get_by_role("spinbutton", name="The chosen number")
    box.fill("-9")
    told(page, "model.get('kernel')", [1, -9, 1, 1, 4, 3, 3, 3, 1])
    assert (
        page.locator(".mp-caption").inner_text()
        == ConvMatrixPicture(part="weight", row=0, column=1, kernel=[1, -9, 1, 1, 4, 3, 3, 3, 1]).describe()
    )
    page.get_by_role("button", name="gradient of w").click()
    assert box.is_disabled()
    for faces in ("M", "both"):
        assert opened(ConvMatrixPicture(faces=faces)).get_by_role("group", name="Read it").is_hidden()


def test_the_box_and_the_names_say_what_is_drawn(opened):
    """In each mode the box shows the framed number, and a grid is named by what it holds."""
    inner = {"part": "pixel", "row": 1, "column": 1}
    given = [2, 1, 0, 0, 4, 4] + [0] * 10
    presets = {"2 1 4 4": {"gradient": given} | inner, "A weight": {"part": "weight", "row": 0, "column": 0}}
    picture = ConvMatrixPicture(presets, faces="backwards", mode="gradient of x", column=1)
    page, box = opened(picture), None
    box = page.get_by_role("spinbutton", name="The chosen number")
    names = {"forward": "xwy", "gradient of x": "∂x w ∂y", "gradient of w": "x ∂w ∂y"}
    for preset in ("2 1 4 4", "A weight", "Reset"):
        page.get_by_role("button", name=preset, exact=True).click()
        for mode in TARGETS:
            page.get_by_role("button", name=mode, exact=True).click()
            picture.reset() if preset == "Reset" else picture.preset(preset)
            picture.mode = mode
            said = page.locator(".nb15-sum").inner_text()
            assert said == picture.equation()
            value = said.split("= ")[-1] if box.is_disabled() else said.split("= ")[1].split(" is in")[0]
            assert box.input_value() == value, (preset, mode)
            grids = page.locator(".nb15-grid").evaluate_all(
                "all => all.map((one) => one.getAttribute('aria-label'))"
            )
            assert ["∂" in name for name in grids] == [
                "∂x" in names[mode], "∂w" in names[mode], "∂y" in names[mode]
            ]  # fmt: skip
    assert page.problems == []


def test_a_negative_product_is_in_brackets():
    picture = ConvMatrixPicture(
        mode="gradient of x", part="pixel", row=1, column=1, gradient=[-3, 1, 0, 0, 4, 4] + [0] * 10
    )
    assert picture.equation() == "∂x[1, 1] = 4·(−3) + 1·1 + 4·4 + 1·4 = 9"


def test_only_numbers_below_zero_are_in_the_legend(opened):
    assert opened(ConvMatrixPicture()).get_by_text("below 0").count() == 0
    assert opened(ConvMatrixPicture(kernel=[-1] + [1] * 8)).get_by_text("below 0").count() == 1
