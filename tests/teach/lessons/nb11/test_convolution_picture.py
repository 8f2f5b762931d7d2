"""The picture of a convolution: its sentence, its arithmetic in Python, in JavaScript and in minidl."""

import random
from itertools import product

import numpy as np
import pytest
from traitlets import TraitError

import minidl
from minidl import nn
from minidl.nn import functional as F
from minidl.teach import ConvolutionPicture
from minidl.teach.lessons.nb11.convolution import PRESETS
from minidl.windows.geometry import output_size
from tests.teach import javascript

NAMES = ["mode", "height", "width", "kernel_height", "kernel_width", "stride", "padding", "dilation"]
MODES = ("1d", "2d", "transposed")


def settings():
    """A few thousand, possible and not: a grid of small ones, and a seeded draw of all kinds."""
    small = product(MODES, (5, 6), (7,), (1, 3), (2, 3), (1, 2, 3), (0, 1, 2), (1, 2))
    cases = [dict(zip(NAMES, case)) | {"output_padding": n % 2} for n, case in enumerate(small)]
    draw = random.Random(0)
    for _ in range(2500):
        case = {name: draw.randint(0 if "padding" in name else 1, 6) for name in NAMES[3:]}
        case |= {"mode": draw.choice(MODES), "height": draw.randint(1, 12), "width": draw.randint(1, 12)}
        case |= {"output_padding": draw.choice((0, 0, 1, 4)), "position": draw.randint(0, 150)}
        if draw.random() < 0.1:
            case |= {"height": draw.randint(13, 64), "kernel_width": draw.randint(7, 11), "stride": 9}
        case |= {"in_channels": draw.choice((1, 1, 3, 5)), "out_channels": draw.choice((1, 1, 10))}
        if draw.random() < 0.2:
            case["kernel"] = [[draw.randint(-9, 9) for _ in range(case["kernel_width"])]]
            case["input"] = [[draw.randint(-9, 9) for _ in range(3)] for _ in range(2)]
        cases.append(case)
    return cases


@pytest.fixture(scope="module")
def pictures():
    """(picture, state) for each setting."""
    made = {mode: ConvolutionPicture(mode=mode) for mode in MODES}
    return [(made[case["mode"]], made[case["mode"]]._start | case) for case in settings()]


def become(picture, state):
    """The picture in this state."""
    picture._become(state)
    return picture


def test_javascript_and_python_say_the_same(pictures, tmp_path):
    states = [state for _, state in pictures]
    expected = [become(*made).describe() for made in pictures]
    answers = javascript.run(ConvolutionPicture, "(state) => describe(state)", states, tmp_path)
    assert len(answers) > 2500
    for state, answer, wanted in zip(states, answers, expected):
        assert answer == wanted, state
    impossible = sum("impossible" in answer for answer in answers)
    assert 300 < impossible < len(answers) - 1000  # both kinds are there


def numbers(picture):
    """(input, weights of the first filter) as minidl takes them: N×C×H×W, or N×C×L."""
    image = picture.mode == "2d"
    channels = range(picture.in_channels if image else 1)
    sides = [n for n, _, _ in picture.axes()], [k for _, k, _ in picture.axes()]
    arrays = [np.zeros((1, len(channels), *side)) for side in sides]
    for array, value in zip(arrays, (picture.pixel, picture.weight)):
        for index in np.ndindex(array.shape):
            array[index] = value(*index[1:])
    return map(minidl.tensor, arrays)


def by_minidl(picture):
    x, w = numbers(picture)
    how = {"stride": picture.stride, "padding": picture.padding, "dilation": picture.dilation}
    if picture.mode == "transposed":
        return F.conv_transpose1d(x, w, output_padding=picture.output_padding, **how).data[0, 0]
    return (F.conv2d if picture.mode == "2d" else F.conv1d)(x, w, **how).data[0, 0]


def test_the_pages_numbers_are_minidls(pictures, tmp_path):
    states, expected = [], []
    for picture, state in pictures[::9]:
        if not become(picture, state).why_not() and max(out for *_, out in picture.axes()) <= 40:
            states.append(state)
            expected.append(np.atleast_2d(by_minidl(picture)).astype(int).tolist())
    function = """(state) => { const g = geometry(state);
        if (state.mode === "transposed") return [stamped(state, g)];
        return Array.from({ length: g.H.out }, (_, i) => Array.from({ length: g.W.out }, (_, j) => outputAt(state, g, i, j))); }"""
    answers = javascript.run(ConvolutionPicture, function, states, tmp_path)
    assert len(answers) > 150
    for state, answer, wanted in zip(states, answers, expected):
        assert answer == wanted, state


def test_the_sentence_tells_minidls_sizes_and_numbers(pictures):
    checked = 0
    for picture, state in pictures[::5]:
        if become(picture, state).why_not() or picture.mode == "transposed":
            continue
        output, said = by_minidl(picture), picture.describe()
        assert output.shape == tuple(out for *_, out in picture.axes())
        at = np.unravel_index(min(picture.position, output.size - 1), output.shape)
        assert f"= {int(output[at])}".replace("-", "−") in said
        checked += 1
    assert checked > 200


def unread(layer, *shape):
    """How many input cells of a layer have no influence."""
    x = minidl.zeros(1, *shape, requires_grad=True)
    nn.init.constant_(layer.weight, 1.0)
    layer(x).sum().backward()
    return int((x.grad.data[0, 0] == 0).sum())


@pytest.mark.parametrize("size, kernel, stride, padding", [(7, 3, 3, 0), (32, 9, 9, 0), (20, 3, 5, 1)])
def test_unread_cells_are_those_without_a_gradient(size, kernel, stride, padding):
    sides = {"height": size, "width": size, "kernel_height": kernel, "kernel_width": kernel}
    picture = ConvolutionPicture(**sides, stride=stride, padding=padding)
    lost = unread(nn.Conv2d(1, 1, kernel, stride=stride, padding=padding), 1, size, size)
    assert f"no window reaches {lost} of the {size * size} input cells" in picture.describe()


def test_a_remainder_may_cost_a_zero_only():
    picture = ConvolutionPicture(mode="1d")
    picture.preset("8 cells")
    assert "every input cell is read, 1 zero of the padding not" in picture.describe()
    picture.preset("Stride 4")  # it divides, and a cell in the middle is unread
    assert (7 - 3) % 4 == 0 and "no window reaches 1 of the 7 input cells;" in picture.describe()


def test_three_channels_are_75_products_and_760_parameters(tmp_path):
    sides = {"height": 32, "width": 32, "kernel_height": 5, "kernel_width": 5}
    picture = ConvolutionPicture(**sides, in_channels=3, out_channels=10, padding=2, position=500)
    layer = nn.Conv2d(3, 10, 5, padding=2)
    assert sum(p.numel() for p in layer.parameters()) == 760
    assert "760 parameters, 768,000 MACs" in picture.describe()
    assert picture.describe().endswith("output[0, 15, 20] = −17, the sum of 75 products.")
    function = (
        "(s) => { const g = geometry(s); return [0, 1, 2].map((c) => terms(s, g, c, g.row, g.column)); }"
    )
    (sheets,) = javascript.run(ConvolutionPicture, function, [picture.state()], tmp_path)
    assert [len(sheet) for sheet in sheets] == [25, 25, 25]
    assert sum(w * value for sheet in sheets for w, value in sheet) == -17
    assert len({tuple(w for w, _ in sheet) for sheet in sheets}) > 1  # a filter is not one flat sheet


def test_a_transposed_convolution_stamps():
    picture = ConvolutionPicture(mode="transposed", kernel_width=3, stride=2, width=3)
    assert (
        "an output of length 7: 3, 6, 8, 10, 7, 4, 2; 2 cells get more than one stamp." in picture.describe()
    )
    picture.output_padding = 1
    assert "an output of length 8" in picture.describe()
    assert {output_size(n, 3, 2) for n in (7, 8)} == {3}
    picture.output_padding = 2
    assert "output_padding 2 must be smaller than the stride 2" in picture.describe()
    picture.preset("Constant input")
    assert ": 1, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 1; 5 cells" in picture.describe()
    picture.preset("Constant, kernel 4")
    assert ": 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1; " in picture.describe()


def test_impossible_settings_say_why_and_the_page_finds_a_way_out(pictures, tmp_path):
    wide = ConvolutionPicture(height=3, width=3, kernel_height=5, kernel_width=5)
    assert (
        "along the height the kernel spans 1·(5 − 1) + 1 = 5 cells, and the padded input has 3"
        in wide.describe()
    )
    states = [state for picture, state in pictures[::11] if become(picture, state).why_not()]
    function = f"(s) => ({{ ...s, ...nearest(s, {wide._limits}) }})"
    for state in javascript.run(ConvolutionPicture, function, [wide.state(), *states], tmp_path):
        assert ConvolutionPicture(**state).why_not() == ""
    assert len(states) > 30


def test_given_numbers_come_before_the_pattern():
    picture = ConvolutionPicture(
        mode="1d", input=[1, 2, 3], kernel=np.array([1, -1]), width=4, kernel_width=3
    )
    assert [picture.pixel(0, j) for j in range(4)] == [1, 2, 3, 4]
    assert [picture.weight(0, u) for u in range(3)] == [1, -1, -1]


@pytest.mark.parametrize("mode", MODES)
def test_presets_and_reset(mode):
    picture = ConvolutionPicture(mode=mode, position=1)
    start = picture.state()
    assert 3 <= len(PRESETS[mode]) <= 4
    for name in PRESETS[mode]:
        picture.preset(name)
        assert "impossible" not in picture.describe() and picture.describe().endswith(".")
    picture.reset()
    assert picture.state() == start


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"stride": 0}, "stride must be a whole number from 1 to 16, got 0"),
        ({"padding": -1}, "padding must be a whole number from 0 to 16"),
        ({"width": 2.5}, "width must be a whole number from 1 to 64, got 2.5"),
        ({"stride": True}, "stride must be a whole number"),
        ({"mode": "3d"}, "3d"),
        ({"kernel": [[100]]}, "from -99 to 99"),
        ({"strid": 2}, "ConvolutionPicture has no 'strid'"),
        ({"presets": {"a": {"strid": 2}}}, "has no 'strid'"),
        ({"presets": {"a": {"stride": 0}}}, "stride must be"),
    ],
)
def test_wrong_values_are_named_with_their_range(wrong, words):
    with pytest.raises((TraitError, TypeError)) as caught:
        ConvolutionPicture(**wrong)
    assert words in str(caught.value)


def test_a_picture_keeps_its_mode():
    picture = ConvolutionPicture(mode="1d")
    with pytest.raises(TraitError, match="a picture keeps its mode"):
        picture.mode = "2d"
