"""The map of digits: both networks, the neighbours and the sentence, in Python and in JavaScript; in the page."""

import time

import numpy as np
import pytest

import minidl
from minidl.teach import DigitMapPicture, digit_autoencoder
from minidl.teach.lessons.nb16.pretrained import sample_digits
from minidl.teach.lessons.nb18.digit_map import _seen
from minidl.teach.lessons.nb18.pretrained import map_points
from tests.teach import javascript
from tests.teach.a_page import browser, opened, told

__all__ = ["browser", "opened"]


def drawings():
    """MNIST's digits, scribbles, a dot, all ink, nothing."""
    random = np.random.default_rng(0)
    yield from sample_digits()[0].numpy()
    for _ in range(12):
        image = np.zeros((28, 28), np.uint8)
        top, left = random.integers(0, 20, 2)
        image[top : top + random.integers(1, 9), left : left + random.integers(1, 9)] = random.integers(
            1, 256
        )
        yield image
    y, x = np.mgrid[:28, :28] - 13.5
    for tall, wide in ((6, 10), (6, 6), (12, 3)):  # slanted rings, far outside
        far = np.hypot((x - 0.4 * y) / wide, y / tall)
        yield (far < 1) & (far > 1 - 4 / max(tall, wide))
    yield np.ones((28, 28))
    yield np.zeros((28, 28))


def states():
    """A grid over the whole map, its edges too, with changing drawings."""
    all_drawings = list(drawings())
    places = np.round(np.linspace(-3, 3, 13), 2).tolist()
    for n, (x, y) in enumerate((x, y) for x in places for y in places):
        a, b = all_drawings[n % len(all_drawings)], all_drawings[(7 * n + 3) % len(all_drawings)]
        yield {"x": x, "y": y, "a": a, "b": b}


def test_javascript_minidl_and_python_agree(tmp_path):
    picture = DigitMapPicture()
    encoder, decoder = (half.double() for half in digit_autoencoder())
    cases, expected = [picture._numbers], []
    for state in states():
        picture.set(**state)
        cases.append(picture.state())
        with minidl.no_grad():
            point = minidl.tensor([[picture.x, picture.y]], dtype=minidl.float64)
            drawn = decoder(point).numpy()[0, 0]
            images = [_seen(getattr(picture, name)) for name in "ab"]
            codes = [encoder(minidl.tensor(image[None, None] / 255.0)).numpy()[0] for image in images]
        np.testing.assert_allclose(picture.decoded(), drawn, atol=1e-6)  # the network keeps float32 weights
        for name, image, code in zip("ab", images, codes):
            if image.any():
                np.testing.assert_allclose(picture.code(name), code, atol=1e-5)
            else:
                assert picture.code(name) is None
        expected.append((picture.describe(), picture.decoded(), picture.neighbours(), picture.between()))
    function = """(numbers => (state, at) => {
      if (at === 0) return (numbers = unpacked(state), 0);
      const way = between(numbers, state);
      return [mapSentence(state, numbers), [...drawnBy(numbers, [state.x, state.y])], neighbours(numbers, state),
        way && way.map(({ code, pixels }) => [code, [...pixels]])];
    })(null)"""
    answers = javascript.run(DigitMapPicture, function, cases, tmp_path)[1:]
    empty = 0
    for (said, drawn, near, way), (words, image, (digit, count, far), here) in zip(
        answers, expected, strict=True
    ):
        assert said == words
        np.testing.assert_allclose(drawn, image.ravel(), atol=1e-11)
        assert [near["digit"], near["count"]] == [digit, count] and near["far"] == pytest.approx(
            far, abs=1e-12
        )
        if here is None:
            empty += 1
            assert way is None and "is empty" in words
            continue
        for (code, pixels), (there, mixed) in zip(way, here, strict=True):
            np.testing.assert_allclose(code, there, atol=1e-11)
            np.testing.assert_allclose(pixels, mixed.ravel(), atol=1e-12)
    assert 0 < empty < len(answers) / 2
    assert sum("beyond the map" in words for words, *_ in expected) >= 3


def test_a_drawing_takes_the_page_less_than_a_frame(tmp_path):
    """Decoder, neighbours and sentence, a new place each time: far below 16 ms, also on a slow machine."""
    picture = DigitMapPicture()
    function = """(numbers => (state, at) => {
      if (at === 0) return (numbers = unpacked(state), 0);
      const began = performance.now();
      for (let n = 0; n < 200; n++) {
        const place = { ...state, x: -3 + 0.03 * n, y: 0.02 * n };
        drawnBy(numbers, [place.x, place.y]);
        mapSentence(place, numbers);
      }
      return (performance.now() - began) / 200;
    })(null)"""
    _, each = javascript.run(DigitMapPicture, function, [picture._numbers, picture.state()], tmp_path)
    print(f"{each:.2f} ms a place")
    assert each < 8


def test_what_the_text_claims():
    picture = DigitMapPicture()
    assert "(−1.25, 0.65)" in picture.describe() and "are a 0" in picture.describe()
    (start, _), *middle, (end, _) = picture.between()
    read = lambda code: picture.set(**dict(zip("xy", (np.round(code / 0.05) * 0.05).round(2).tolist())))
    seen = []
    for code in (start, *(code for code, _ in middle), end):
        read(code)
        seen.append(picture.neighbours()[0])
    assert seen[0] == 0 and seen[-1] == 1 and not {0, 1} & set(seen[2:5]), seen
    picture.preset("a six")
    read(picture.code("a"))
    assert picture.neighbours()[0] == 0, "MNIST's 6 falls among the zeros"
    picture.preset("your own")
    assert "Drawing A is empty. Drawing B is empty." in picture.describe() and picture.between() is None


def test_the_points_are_on_the_map():
    assert map_points().shape == (10, 100, 2)
    assert (np.abs(map_points()) <= 300).all()


# --- in the page ------------------------------------------------------------------------------------------


def leaf(page, number):
    return page.locator(".mp-leaf").nth(number).locator("svg").bounding_box()


def at(page, x, y):
    box = leaf(page, 0)
    scale = box["width"] / 340
    return box["x"] + (x + 3) / 6 * 340 * scale, box["y"] + (22 + (3 - y) / 6 * 340) * scale


def test_the_point_is_dragged(opened):
    page = opened(DigitMapPicture())
    page.mouse.move(*at(page, -1, 1))
    page.mouse.down()
    page.mouse.move(*at(page, 0.5, -1.5))
    page.mouse.up()
    told(page, "[model.get('x'), model.get('y')]", [0.5, -1.5])
    picture = DigitMapPicture(x=0.5, y=-1.5)
    assert page.locator(".mp-caption").inner_text() == " ".join(picture.describe().split())
    page.mouse.move(*at(page, 0, 0))
    page.mouse.down()
    page.mouse.move(5, 5)
    page.mouse.up()
    told(page, "[model.get('x'), model.get('y')]", [-3, 3])
    assert page.problems == []


def test_the_keyboard_does_all_of_it(opened):
    page = opened(DigitMapPicture())
    page.get_by_role("slider", name="Point on the map").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    told(page, "[model.get('x'), model.get('y')]", [-1.2, 0.9])
    page.get_by_role("slider", name="Picture on the way").focus()
    for _ in range(7):
        page.keyboard.press("ArrowRight")
    told(page, "[model.get('x'), model.get('y')]", [0.6, -1.75])
    page.get_by_role("button", name="your own").click()
    assert "draw both digits first" in page.locator(".mp-leaf").nth(3).inner_text()
    page.get_by_role("button", name="Drawing B").click()
    page.get_by_role("application").focus()
    for _ in range(6):
        page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press(" ")
    told(page, "model.get('b').some((ink) => ink) && !model.get('a').some((ink) => ink)", True)
    assert "Drawing B falls at" in page.locator(".mp-caption").inner_text()
    page.keyboard.press("Delete")
    told(page, "model.get('b').some((ink) => ink)", False)
    page.locator("select").select_option(label="decoded pictures")
    assert page.locator(".mp-leaf").first.locator("image").count() == 1
    assert page.problems == [] and "NaN" not in page.locator(".mp-picture").inner_html()


def test_what_is_drawn_goes_to_its_place(opened):
    page = opened(DigitMapPicture())
    page.get_by_role("button", name="your own").click()
    box = leaf(page, 2)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.3
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + box["height"] * 0.4, steps=5)
    page.mouse.up()
    image = page.evaluate("model.get('a')")
    picture = DigitMapPicture(a=np.array(image).reshape(28, 28), b=np.zeros((28, 28)))
    code = picture.code("a")
    told(
        page,
        "[model.get('x'), model.get('y')]",
        [round(float(np.round(v / 0.05) * 0.05), 2) + 0.0 for v in code],
    )
    assert page.problems == []


def test_dragging_stays_within_a_frame(opened):
    page = opened(DigitMapPicture())
    page.evaluate("""() => { window.took = []; const set = model.set;
      document.querySelector('.mp-stage').addEventListener('pointermove', () => { window.began = performance.now(); }, true);
      window.addEventListener('pointermove', () => window.took.push(performance.now() - window.began)); }""")
    page.mouse.move(*at(page, -2, 2))
    page.mouse.down()
    for n in range(60):
        page.mouse.move(*at(page, -2 + n / 15, 2 - n / 20))
        time.sleep(0.01)
    page.mouse.up()
    took = sorted(page.evaluate("window.took"))
    print(f"median {took[len(took) // 2]:.1f} ms, p95 {took[int(0.95 * len(took))]:.1f} ms")
    assert len(took) > 30 and took[len(took) // 2] < 17
