"""The picture of receptive fields under hand and keys, in a plain page."""

import pytest

from minidl.teach import ReceptiveFieldPicture, conv
from tests.teach.a_page import browser, opened, told  # noqa: F401


def test_layers_are_added_changed_and_removed(opened):  # noqa: F811
    page = opened(ReceptiveFieldPicture(input_size=40))
    add = page.get_by_role("button", name="+ Add a layer")
    for _ in range(5):
        add.press("Enter")
    assert add.is_disabled()
    page.get_by_label("Layer 7: kernel size").fill("5")
    told(page, "model.get('layers').map((l) => l.kernel_size)", [3, 3, 3, 3, 3, 3, 3, 5])
    page.get_by_label("Layer 7: remove").press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Layer 6: kind"
    told(page, "model.get('layers').length", 7)
    page.get_by_label("Layer 0: kind").select_option("pool")
    told(page, "model.get('layers')[0].kind", "pool")
    assert page.get_by_label("Layer 0: dilation").is_disabled()
    assert page.problems == []


def test_a_pixel_is_painted_and_the_units_that_it_moves_are_lit(opened):  # noqa: F811
    page = opened(ReceptiveFieldPicture("Three 3×3"))
    page.get_by_label("Show").select_option(label="whom a pixel moves")
    told(page, "[model.get('show'), model.get('row'), model.get('column')]", ["pixel", 14, 14])
    caption = page.locator(".mp-caption")
    assert "pixel [14, 14] of the 28×28 input moves 49 of the 22×22 units" in caption.inner_text()
    gold = (
        page.locator(".mp-stage")
        .first.locator(".mp-now")
        .evaluate_all("all => all.map((e) => e.getAttribute('d'))")
    )
    assert "".join(gold).count("M") == 1 + 7  # the pixel, and a row of the units: as on the digit
    for key in ("ArrowLeft", "ArrowUp"):
        for _ in range(40):
            page.get_by_label("Unit or pixel in the image").press(key)
    assert "pixel [0, 0] of the 28×28 input moves 1 of the" in caption.inner_text()
    page.get_by_label("Show").select_option(label="ways to a unit")
    told(page, "[model.get('show'), model.get('row'), model.get('column')]", ["ways", 11, 11])
    assert page.locator(".mp-seen").count() > 5  # from faint to strong
    assert page.problems == []


def test_an_impossible_stack_offers_what_works(opened):  # noqa: F811
    page = opened(ReceptiveFieldPicture(layers=[conv(5), conv(5)], input_size=7))
    assert "no units are left" in page.locator(".mp-stage").first.inner_text()
    page.get_by_role("button", name="Go to the nearest that works: input size 9").press("Enter")
    told(page, "model.get('input_size')", 9)
    assert "each of 1×1 units" in page.locator(".mp-caption").inner_text()
    assert page.problems == []


@pytest.mark.parametrize("width", [320, 577, 833, 1920])
@pytest.mark.parametrize("show", ["field", "pixel"])
def test_nothing_sticks_out(opened, width, show):  # noqa: F811
    page = opened(ReceptiveFieldPicture("LeNet", show=show), width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    clipped = page.evaluate(
        """() => [...document.querySelectorAll('.mp-stage svg')].flatMap((svg) => {
            const all = svg.getBoundingClientRect();
            return [...svg.querySelectorAll('text')].filter((text) => {
                const box = text.getBoundingClientRect();
                return box.left < all.left - 1 || box.right > all.right + 1 || box.bottom > all.bottom + 1;
            }).map((text) => text.textContent);
        })"""
    )
    assert clipped == []
