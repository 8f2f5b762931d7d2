"""The canvas: strokes, MNIST's preprocessing, both networks and the sentence, in Python and in JavaScript."""

import numpy as np
import pytest
from traitlets import TraitError

import minidl
from minidl.teach import DigitCanvas
from minidl.teach.lessons.nb16.digit_canvas import with_stroke
from minidl.teach.lessons.nb16.pretrained import as_mnist, mnist_network, sample_digits
from tests.teach import javascript


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
    canvas = DigitCanvas()
    packed = [canvas._networks]
    cases, expected = [], []
    for number, image in enumerate(images()):
        canvas.set(image=image, network=("ReLU", "linear")[number % 2])
        cases.append(canvas.state())
        both = [canvas.logits(name) for name in ("ReLU", "linear")]
        maps = canvas.activations()
        expected.append((canvas.describe(), canvas.seen(), both, maps, canvas.probabilities))
    function = """(networks => (state, at) => {
      if (at === 0) return Object.keys(state).forEach((name) => (networks[name] = decoded(state[name])));
      const { seen, ReLU, linear } = answersOf(networks, state.image);
      const shown = { ReLU, linear }[state.network];
      return [describe(state, networks), seen, [ReLU?.logits, linear?.logits], shown?.maps.map((map) => [...map]), shown?.probabilities];
    })({})"""
    answers = javascript.run(DigitCanvas, function, packed + cases, tmp_path)[1:]
    blank = 0
    for (sentence, seen, logits, maps, p), (words, frame, both, shown, probabilities) in zip(
        answers, expected
    ):
        assert sentence == words
        assert seen == frame.ravel().tolist()  # whole numbers: exactly
        if probabilities is None:
            blank += 1
            assert p is None and words.startswith("Nothing is drawn")
            continue
        np.testing.assert_allclose(logits, both, atol=1e-9)
        np.testing.assert_allclose(p, probabilities, atol=1e-9)
        for map_here, map_there in zip(shown, maps, strict=True):
            np.testing.assert_allclose(map_there, map_here.ravel(), atol=1e-9)
    assert len(answers) > 200 and 1 <= blank < 40
    assert sum("never learnt" in words for words, *_ in expected) > 5


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
    """The page computes in float64, a model in float32: 1e-5 apart at most."""
    inputs, _ = sample_digits()
    with minidl.no_grad():
        logits = mnist_network(name)(inputs).numpy()
    canvas = DigitCanvas(network=name)
    for image, expected in zip(inputs, logits):
        canvas.image = image
        assert (canvas.seen() == canvas.drawn()).all()  # what MNIST prepared stays as it is
        np.testing.assert_allclose(canvas.logits(), expected, atol=1e-5)
        powers = np.exp(expected - expected.max())
        np.testing.assert_allclose(canvas.probabilities, powers / powers.sum(), atol=1e-5)
    assert [a.shape for a in canvas.activations()] == [(8, 11, 11), (16, 4, 4), (32, 2, 2)]
    assert (min(a.min() for a in canvas.activations()) >= 0) == (name == "ReLU")


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
    assert canvas.probabilities is None and canvas.logits() is None and canvas.activations() == []
    assert canvas.describe().startswith("Nothing is drawn")
    canvas.preset("sample 3")
    assert canvas.probabilities.argmax() == 3 and canvas.probabilities_of("linear").argmax() == 3
    canvas.preset("only ReLU reads it")
    label = sample_digits()[1][10]
    assert canvas.probabilities.argmax() == label != canvas.probabilities_of("linear").argmax()
    canvas.preset("neither reads it")
    label = sample_digits()[1][11]
    assert label not in [canvas.probabilities_of(name).argmax() for name in ("ReLU", "linear")]
    before = canvas.image
    canvas.image = canvas.drawn() / 255  # bytes or decimals: the same
    assert canvas.image == before
    canvas.image = minidl.Tensor(canvas.drawn()[None, None])
    assert canvas.image == before
    canvas.clear()
    assert not canvas.drawn().any()
    canvas.stroke([(5, 14), (23, 14)])
    assert canvas.probabilities.argmax() == 1
    canvas.stroke([(5, 14), (23, 14)], erase=True)
    assert not canvas.drawn().any()
    assert canvas._repr_mimebundle_()[0]["text/plain"] == canvas.describe()


@pytest.mark.parametrize(
    "image, words",
    [
        (np.zeros((8, 8)), r"28×28 numbers, .* got shape \(8, 8\) of float64"),
        (np.full((28, 28), 256), "got int64 from 256 to 256"),
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
