"""The canvas: strokes, MNIST's preprocessing, both networks and the sentence, in Python and in JavaScript."""

import re

import numpy as np
import pytest
from traitlets import TraitError

import minidl
from minidl import nn
from minidl.teach import DigitCanvas
from minidl.teach.lessons.nb16.digit_canvas import templates
from minidl.teach.lessons.nb16.pretrained import as_mnist, mnist_network, sample_digits
from tests.teach import javascript

SIDE, PEN, ERASER = 28, 1.3, 2.5


def with_stroke(image, start, end, erase: bool = False) -> np.ndarray:
    """A new image with one straight stroke from (row, column) to (row, column), 2.6 pixels thick."""
    (row, column), (down, across) = start, (end[0] - start[0], end[1] - start[1])
    y, x = np.arange(SIDE)[:, None] + 0.5 - row, np.arange(SIDE) + 0.5 - column
    length = down * down + across * across
    share = np.clip((y * down + x * across) / length, 0, 1) if length else 0
    dy, dx = y - share * down, x - share * across
    covered = np.clip((ERASER if erase else PEN) + 0.5 - np.sqrt(dy * dy + dx * dx), 0, 1)
    ink = np.floor(255 * covered + 0.5).astype(np.uint8)
    return np.minimum(image, 255 - ink) if erase else np.maximum(image, ink)


def maps_of(image):
    """The maps of the ReLU network after each ReLU."""
    maps, values = [], minidl.from_numpy(image[None, None] / 255.0)
    with minidl.no_grad():
        for layer in mnist_network("ReLU").double():
            values = layer(values)
            if isinstance(layer, nn.ReLU):
                maps.append(values.numpy()[0])
    return maps


def images():
    """Samples, scribbles, dots, noise, full and empty canvases: bytes (28, 28)."""
    random = np.random.default_rng(0)
    for sample in sample_digits()[0]:
        yield np.rint(255 * sample.numpy()[0]).astype(np.uint8)
    for _ in range(120):  # scribbles, with some erased
        image = np.zeros((28, 28), np.uint8)
        for start, end in random.uniform(-2, 30, (random.integers(1, 6), 2, 2)).round(2).tolist():
            image = with_stroke(image, start, end, erase=random.random() < 0.2)
        yield image
    for count in (1, 2, 5, 50, 784):
        for _ in range(8):
            image = np.zeros(784, np.uint8)
            image[random.permutation(784)[:count]] = random.integers(1, 256, count)
            yield image.reshape(28, 28)
    for top, bottom, left, right in random.integers(0, 29, (40, 4)):  # blocks: the roundings have ties
        image = np.zeros((28, 28), np.uint8)
        image[min(top, bottom) : max(top, bottom), min(left, right) : max(left, right)] = 255
        yield image
    yield np.full((28, 28), 255, np.uint8)
    yield np.zeros((28, 28), np.uint8)


def test_javascript_and_python_agree(tmp_path):
    canvas, shifts = DigitCanvas(), np.random.default_rng(2)
    packed = [canvas._numbers]
    cases, expected = [], []
    for number, image in enumerate(images()):
        canvas.set(image=image, shift=int(shifts.integers(-8, 9)) if number % 2 else 0)
        cases.append(canvas.state())
        both = [canvas.logits(name) for name in ("ReLU", "linear")]
        p = canvas.probabilities("linear")
        expected.append(
            (canvas.describe(), canvas.seen(), both, maps_of(canvas.seen()), canvas.products(), p)
        )
    function = """(numbers => (state, at) => {
      if (at === 0) return (numbers = decoded(state), 0);
      const { seen, ReLU, linear } = answersOf(numbers, state);
      const maps = ReLU?.maps.map((map) => [...map]);
      return [describe(state, numbers), seen, [ReLU?.logits, linear?.logits], maps, linear?.products.map((p) => [...p]), linear?.probabilities, linear?.parts];
    })(null)"""
    answers = javascript.run(DigitCanvas, function, packed + cases, tmp_path)[1:]
    blank = 0
    for (sentence, seen, logits, maps, products, p, parts), (words, frame, both, shown, there, right) in zip(
        answers, expected
    ):
        assert sentence == words
        assert seen == frame.ravel().tolist()  # whole numbers: exactly
        if right is None:
            blank += 1
            assert p is None and words.startswith("The networks see nothing")
            continue
        np.testing.assert_allclose(logits, both, atol=1e-9)
        np.testing.assert_allclose(p, right, atol=1e-9)
        np.testing.assert_allclose(products, there.reshape(10, -1), atol=1e-12)
        plus, minus, b = np.array(parts).T
        assert (plus >= 0).all() and (minus >= 0).all()
        np.testing.assert_allclose(plus - minus + b, both[1], atol=1e-9)
        for map_here, map_there in zip(shown, maps, strict=True):
            np.testing.assert_allclose(map_there, map_here.ravel(), atol=1e-9)
    assert len(answers) > 200 and 1 <= blank < 40
    assert sum("never learned" in words for words, *_ in expected) > 5
    assert any("then moved 3 to the left" in words for words, *_ in expected)


def test_strokes_are_the_same_in_both(tmp_path):
    random = np.random.default_rng(1)
    start = np.full((28, 28), 77, np.uint8)
    lines = [
        [*ends.round(3).tolist(), bool(random.integers(2))] for ends in random.uniform(-3, 31, (300, 2, 2))
    ]
    lines += [[[14, 14], [14, 14], False], [[0, 0], [28, 28], True], [[3.5, 3.5], [3.5, 20.5], False]]
    function = "([from, to, erase]) => withStroke(new Array(784).fill(77), from, to, erase)"
    for line, answer in zip(lines, javascript.run(DigitCanvas, function, lines, tmp_path)):
        assert answer == with_stroke(start, *line).ravel().tolist(), line


@pytest.mark.parametrize("name", ["ReLU", "linear"])
def test_the_canvas_asks_minidls_network(name):
    """The page computes in float64, a model in float32: 1e-5 apart at most. The linear one is ten templates."""
    inputs, _ = sample_digits()
    with minidl.no_grad():
        logits = mnist_network(name)(inputs).numpy()
    canvas = DigitCanvas()
    for image, expected in zip(inputs, logits):
        canvas.image = image
        assert (canvas.seen() == canvas.drawn()).all()  # what MNIST prepared stays as it is
        np.testing.assert_allclose(canvas.logits(name), expected, atol=2e-5)
        powers = np.exp(expected - expected.max())
        np.testing.assert_allclose(canvas.probabilities(name), powers / powers.sum(), atol=1e-5)


def test_the_shift_moves_what_the_networks_see():
    canvas = DigitCanvas(image=sample_digits()[0][9])
    still = canvas.seen()
    assert "MNIST's 9" in canvas.describe() and "moved" not in canvas.describe()
    canvas.shift = 4
    assert (canvas.seen()[:, 4:] == still[:, :-4]).all() and not canvas.seen()[:, :4].any()
    assert "moved 4 to the right" in canvas.describe()
    assert "Of 10,000 test digits moved so, they read 73.1 % and 26.6 %." in canvas.describe()
    assert canvas.probabilities("ReLU").argmax() != 9 != canvas.probabilities("linear").argmax()
    canvas.shift = -4
    assert (canvas.seen()[:, :-4] == still[:, 4:]).all()


def test_the_picture_says_for_against_and_the_score(tmp_path):
    canvas = DigitCanvas(image=sample_digits()[0][3])
    function = """([numbers, state]) => {
      const [known, none] = [decoded(numbers), { image: emptyImage(), shift: 0 }];
      return [state, none].flatMap((s) => { const a = answersOf(known, s); return [answerSheet(a, s.shift, "x"), templateSheet(a), mapSheet(a)]; });
    }"""
    [sheets] = javascript.run(DigitCanvas, function, [[canvas._numbers, canvas.state()]], tmp_path)
    for svg in sheets:
        assert not re.search("NaN|undefined|Infinity", svg)
    for product, b, score in zip(canvas.products(), templates()[1], canvas.logits("linear")):
        plus, minus = product[product > 0].sum(), -product[product < 0].sum()
        assert plus - minus + b == pytest.approx(score)
        assert (
            f">+{plus:.1f}".removesuffix(".0") in sheets[1]
            and f">−{minus:.1f}".removesuffix(".0") in sheets[1]
        )
    marked = re.findall(r">▸ (\d)<", sheets[1])
    assert marked == ["3"]
    percents = re.findall(r'<text x="300" y="([\d.]+)" class="mp-percent [^"]*" >▸', sheets[0])
    assert percents == ["216"]  # the row of the 3: 152 + 3 · 17 + 13
    assert ">It is a 3.<" in sheets[0] and "It is" not in sheets[3]


def test_a_drawing_is_put_into_mnists_frame():
    small = np.zeros((28, 28), np.uint8)
    small[2:7, 3:5] = 200  # 5×2, far from the middle: 20×8, in the middle
    framed = as_mnist(small)
    assert (framed == 200).sum() == 20 * 8 and (framed[4:24, 10:18] == 200).all()
    assert (as_mnist(np.roll(small, (9, 15), (0, 1))) == framed).all()  # wherever it is drawn
    wide = np.zeros((28, 28), np.uint8)
    wide[4, :] = 255  # the line of 28×1 becomes 20×1
    assert np.argwhere(as_mnist(wide)).tolist() == [[14, column] for column in range(4, 24)]
    assert not as_mnist(np.zeros((28, 28), np.uint8)).any()
    assert as_mnist(np.full((40, 30), 9, np.uint8)).max() == 9  # other sizes, too
    heavy = np.zeros((28, 28), np.uint8)
    heavy[:, 0], heavy[4:24, 20] = 1, 0
    heavy[0, :20] = 255  # the centre of mass is far from the middle of the box: it stays inside the frame
    assert as_mnist(heavy).shape == (28, 28) and as_mnist(heavy).any()
    with pytest.raises(TypeError, match=r"a drawing \(H, W\) of bytes, got shape \(28, 28\) of float64"):
        as_mnist(np.zeros((28, 28)))


def test_what_can_be_set_and_asked():
    canvas = DigitCanvas()
    assert canvas.probabilities("ReLU") is None and canvas.logits("linear") is None
    assert canvas.describe() == "The networks see nothing: draw a digit."
    canvas.preset("a three")
    assert [canvas.probabilities(name).argmax() for name in ("ReLU", "linear")] == [
        3,
        3,
    ] and canvas.truth() == 3
    canvas.preset("only ReLU reads it")
    assert canvas.probabilities("ReLU").argmax() == canvas.truth() != canvas.probabilities("linear").argmax()
    canvas.preset("neither reads it")
    assert canvas.truth() not in [canvas.probabilities(name).argmax() for name in ("ReLU", "linear")]
    before = canvas.image
    canvas.image = canvas.drawn() / 255  # bytes or decimals: the same
    assert canvas.image == before
    canvas.image = minidl.from_numpy(canvas.drawn()[None, None])
    assert canvas.image == before
    canvas.image = with_stroke(np.zeros((28, 28), np.uint8), (5, 14), (23, 14))
    assert canvas.probabilities("ReLU").argmax() == 1 and canvas.truth() is None
    canvas.image = [0] * 784
    assert not canvas.drawn().any() and canvas.truth() is None
    assert canvas._repr_mimebundle_()[0]["text/plain"] == canvas.describe()


@pytest.mark.parametrize(
    "image, words",
    [
        (np.zeros((8, 8)), r"28×28 numbers, .* got shape \(8, 8\) of float64"),
        (np.full((28, 28), 256, np.int64), "got int64 from 256 to 256"),
        (np.full((28, 28), 3.0), r"got float64 from 3.0 to 3.0. Try image / 255."),
        (np.full((28, 28), np.nan), "from nan to nan"),
        (np.full((28, 28), -1), "from -1 to -1"),
        ([[1, 2], [3]], "rows of different lengths"),
        ("a picture", "got shape"),
        (None, "got shape"),
    ],
)
def test_wrong_images_are_named(image, words):
    canvas = DigitCanvas()
    with pytest.raises(TraitError, match=words):
        canvas.image = image
    with pytest.raises(ValueError, match="no preset 'sample 10'"):
        canvas.preset("sample 10")
