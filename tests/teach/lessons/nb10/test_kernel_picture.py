"""The kernel on a photograph: its numbers against minidl, its sentences and strokes against JavaScript."""

import io
import random

import numpy as np
import pytest
from PIL import Image
from traitlets import TraitError

import minidl
import minidl.nn.functional as F
from minidl.teach import KERNELS, KernelPicture, temple
from tests.teach import javascript
from tests.teach.a_page import browser, opened, told

__all__ = ["browser", "opened"]


def states():
    """All kernels on the photograph; drawn kernels on drawn pictures; each corner of the picture."""
    draw = random.Random(0)
    places = [(0, 0), (0, 47), (47, 0), (47, 47), (24, 3), (10, 30)]
    for rule in ("correlation", "convolution"):
        for kernel in KERNELS.values():
            for row, column in places:
                yield kernel | {"rule": rule, "row": row, "column": column}
        for most, divisor in ((2, 1), (9, 7), (99, 999), (99, 3)):
            for row, column in places[:3]:
                yield {
                    "image": [draw.choice((0, 255, draw.randint(0, 255))) for _ in range(48 * 48)],
                    "kernel": [draw.randint(-most, most) for _ in range(9)],
                    "divisor": divisor, "rule": rule, "row": row, "column": column,
                }  # fmt: skip
    yield {"kernel": [0] * 9}


def test_javascript_minidl_and_python_agree(tmp_path):
    picture, cases, words, numbers = KernelPicture(), [], [], []
    for state in states():
        picture.reset()
        picture.set(**state)
        cases.append(picture.state())
        words.append(picture.describe())
        numbers.append(picture.sums().ravel().tolist())
        image = minidl.tensor(np.array(picture.image, float).reshape(1, 1, 48, 48))
        weight = minidl.tensor(np.ascontiguousarray(picture.laid(), float))[None, None]
        wanted = F.conv2d(image, weight, padding=1)[0, 0].numpy() / picture.divisor
        np.testing.assert_allclose(picture.result(), wanted, atol=1e-9)
    function = """(state) => {
        const sums = [...sumsOf(state)];
        const { row, column } = state;
        const one = patchAt(state.image, row, column).reduce((sum, pixel, n) => sum + pixel * laid(state)[n], 0);
        return [describe(state), sums, one, sums[row * SIDE + column]];
    }"""
    answers = javascript.run(KernelPicture, function, cases, tmp_path)
    for said, sums, (js_said, js_sums, one, same) in zip(words, numbers, answers, strict=True):
        assert js_said == said and js_sums == sums and one == same


def test_the_kernels_are_the_same_in_both_languages(tmp_path):
    (listed,) = javascript.run(KernelPicture, "() => KERNELS", [0], tmp_path)
    assert {name: {"kernel": kernel, "divisor": by} for name, kernel, by in listed} == KERNELS


def test_what_the_text_claims():
    picture = KernelPicture()
    start = picture.result()
    picture.rule = "convolution"
    np.testing.assert_array_equal(picture.result(), -start)
    picture.set(**KERNELS["edges"], rule="correlation")
    assert abs(picture.result()[4:12, 4:12]).max() < 20, "the sky"
    picture.set(**KERNELS["nine ones"])
    assert (picture.result() > 255).mean() > 0.9
    photo = temple().astype(int)
    picture.set(**KERNELS["a single 1"])
    np.testing.assert_array_equal(picture.result()[:, :-1], photo[:, 1:])
    picture.rule = "convolution"
    np.testing.assert_array_equal(picture.result()[:, 1:], photo[:, :-1])
    for name in ("blur", "edges", "sharpen"):
        picture.set(**KERNELS[name], rule="correlation")
        same = picture.result()
        picture.rule = "convolution"
        np.testing.assert_array_equal(picture.result(), same)


# --- pictures of any kind -----------------------------------------------------------------------------------


def made(mode, size):
    return Image.effect_noise(size, 60).convert(mode)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "CMYK", "YCbCr", "I", "F", "LA"])
@pytest.mark.parametrize("size", [(1, 1), (48, 48), (300, 20), (31, 77)])
def test_a_picture_of_any_mode_and_size(mode, size):
    image = made(mode, size)
    picture = KernelPicture()
    if mode == "F":  # decimals from 0 to 255: no decimal picture
        image = Image.fromarray(np.asarray(image) / 255)
    picture.image = image
    assert len(picture.image) == 48 * 48 and 0 <= min(picture.image) <= max(picture.image) <= 255


def test_arrays():
    picture = KernelPicture()
    picture.image = np.eye(48)
    assert sum(picture.image) == 48 * 255
    picture.image = minidl.tensor(np.eye(96)[None, None])
    assert max(picture.image) == 128
    picture.image = np.full((48, 48, 3), 7, np.uint8)
    assert set(picture.image) == {7}
    picture.image = np.stack([np.zeros((60, 50)), np.ones((60, 50)), np.ones((60, 50)) / 2])
    assert set(picture.image) == {128}
    picture.image = [[0, 255], [255, 0]]
    assert picture.image[0] == 0 and picture.image[47] == 255
    picture.image = temple()
    assert picture.image == temple().ravel().tolist()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("tower.png", "got text"),
        (np.full((4, 4), 300), "from 300 to 300"),
        (np.full((4, 4), 200.0), "Try image / 255"),
        (np.full((4, 4), np.nan), "got float64 from nan"),
        (-np.eye(4), "from -1 to"),
        (np.zeros(7), r"got the shape \(7,\)"),
        (np.zeros((4, 0)), "got the shape"),
        (np.zeros((2, 5, 5, 7)), "got the shape"),
        ([[1, 2], [3]], "rows of different lengths"),
        ([["a", "b"]], "got <U1"),
        (None, "got object"),
        (np.eye(3) * 1j, "got complex128"),
    ],
)
def test_what_is_no_picture_gets_a_sentence(wrong, words):
    picture = KernelPicture()
    with pytest.raises(TraitError, match=words):
        picture.image = wrong
    assert picture.image == temple().ravel().tolist()


def test_wrong_kernels():
    picture = KernelPicture()
    for wrong in ([1] * 8, [0.5] * 9, [100] * 9, "blur"):
        with pytest.raises(TraitError, match="kernel must be a list of 9 whole numbers from −99 to 99"):
            picture.kernel = wrong


# --- in the page --------------------------------------------------------------------------------------------


def at(page, row, column, sheet=0):
    box = page.locator(".mp-leaf").nth(sheet).locator("svg").bounding_box()
    scale = box["width"] / 204
    return box["x"] + (column + 0.5) * 4.25 * scale, box["y"] + (22 + (row + 0.5) * 4.25) * scale


def test_the_pointer_looks_and_draws(opened):
    page = opened(KernelPicture())
    page.mouse.move(*at(page, 10, 20))
    told(page, "[model.get('row'), model.get('column')]", [10, 20])
    page.mouse.move(*at(page, 30, 5, sheet=2))
    told(page, "[model.get('row'), model.get('column')]", [30, 5])
    picture = KernelPicture(row=30, column=5)
    assert page.locator(".mp-caption").inner_text() == " ".join(picture.describe().split())
    page.mouse.move(*at(page, 5, 5))
    page.mouse.down()
    page.mouse.up()
    dotted = temple()
    dotted[5:7, 5:7] = 255
    told(page, "model.get('image')", dotted.ravel().tolist())
    page.get_by_role("button", name="black pen").click()
    page.mouse.move(*at(page, 5, 5))
    page.mouse.down()
    page.mouse.move(*at(page, 5, 15))
    page.mouse.up()
    drawn = temple()
    drawn[5:7, 5:17] = 0
    told(page, "model.get('image')", drawn.ravel().tolist())
    page.get_by_role("button", name="Reset").click()
    told(page, "model.get('image')", temple().ravel().tolist())
    page.mouse.click(*at(page, 5, 5))
    told(page, "model.get('image')", dotted.ravel().tolist())  # Reset takes the white pen again
    assert page.problems == []


def test_the_keyboard_does_all_of_it(opened):
    page = opened(KernelPicture(row=10, column=10))
    page.get_by_role("application").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    told(page, "[model.get('row'), model.get('column')]", [11, 11])
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("e")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press(" ")
    drawn = temple()
    drawn[11:13, 11:14] = 255
    drawn[13:15, 12:14] = 0
    told(page, "model.get('image')", drawn.ravel().tolist())
    page.get_by_label("Kernel, row 0, column 2").fill("7")
    page.keyboard.press("Enter")
    told(page, "model.get('kernel')", [-1, 0, 7, -2, 0, 2, -1, 0, 1])
    page.get_by_role("button", name="convolution").click()
    told(page, "model.get('rule')", "convolution")
    assert "turned by 180°: convolution" in page.locator(".mp-caption").inner_text()
    page.get_by_role("button", name="blur").click()
    told(page, "model.get('divisor')", 16)
    assert page.problems == [] and "NaN" not in page.locator(".mp-picture").inner_html()


def bytes_of(image, kind):
    held = io.BytesIO()
    image.save(held, kind)
    return held.getvalue()


def test_a_file_becomes_the_picture_or_gets_a_sentence(opened):
    page = opened(KernelPicture())
    box = page.get_by_label("Your own picture")
    status = page.locator(".nb10-own [role=status]")
    box.set_input_files({"name": "notes.txt", "mimeType": "text/plain", "buffer": b"no picture"})
    page.wait_for_function(
        "document.querySelector('.nb10-own [role=status]').textContent.includes('notes.txt')"
    )
    assert "is not a picture that this browser can read" in status.inner_text()
    page.get_by_role("button", name="Reset").click()
    assert status.inner_text() == ""
    whole = bytes_of(made("RGB", (200, 120)), "PNG")
    for name, data in (("cut.png", whole[: len(whole) // 3]), ("empty.png", b"")):
        box.set_input_files({"name": name, "mimeType": "image/png", "buffer": data})
        page.wait_for_timeout(300)
    assert len(page.evaluate("model.get('image')")) == 48 * 48
    grey = Image.new("RGB", (100, 60), (30, 60, 90))
    for mode, kind in (
        ("RGB", "PNG"),
        ("L", "PNG"),
        ("P", "GIF"),
        ("RGB", "JPEG"),
        ("1", "BMP"),
        ("RGBA", "WEBP"),
    ):
        data = bytes_of(grey.convert(mode), kind)
        box.set_input_files({"name": f"a.{kind}", "mimeType": f"image/{kind.lower()}", "buffer": data})
        page.wait_for_function(
            "document.querySelector('.nb10-own [role=status]').textContent.startsWith('Your')"
        )
    box.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": bytes_of(grey, "PNG")})
    told(page, "model.get('image')", [60] * 48 * 48)
    clear = Image.new("RGBA", (10, 10), (0, 0, 0, 0))
    box.set_input_files({"name": "clear.png", "mimeType": "image/png", "buffer": bytes_of(clear, "PNG")})
    told(page, "model.get('image')", [255] * 48 * 48)
    assert status.inner_text().startswith("Your picture")
    page.get_by_role("button", name="blur").click()
    assert status.inner_text().startswith("Your picture")
    page.get_by_role("button", name="Reset").click()
    told(page, "model.get('image')", temple().ravel().tolist())
    assert status.inner_text() == ""
    assert page.problems == []
