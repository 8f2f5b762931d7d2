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


def by_minidl(state, x, w):
    """What minidl computes of the page's input and its first filter."""
    x, w = (minidl.tensor(np.array(a, float)[None]) for a in (x, w))
    how = {name: state[name] for name in ("stride", "padding", "dilation")}
    if state["mode"] == "2d":
        return F.conv2d(x, w, **how).data.numpy()[0, 0].tolist()
    x, w = x[:, :, 0], w[:, :, 0]
    if state["mode"] == "1d":
        return F.conv1d(x, w, **how).data.numpy()[0].tolist()
    return F.conv_transpose1d(x, w, output_padding=state["output_padding"], **how).data.numpy()[0].tolist()


def test_the_pages_numbers_are_minidls(pictures, tmp_path):
    states = [
        state
        for picture, state in pictures[::7]
        if not become(picture, state).why_not() and max(out for *_, out in picture.axes()) <= 40
    ]
    function = """(state) => { const g = geometry(state);
        const grid = (rows, columns, at) => Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => at(i, j)));
        const sheets = (rows, columns, at) => Array.from({ length: g.channels }, (_, c) => grid(rows, columns, (i, j) => at(state, c, i, j)));
        const out = state.mode === "transposed" ? [stamped(state, g)] : grid(g.H.out, g.W.out, (i, j) => outputAt(state, g, i, j));
        return [out, sheets(g.H.n, g.W.n, pixel), sheets(g.H.k, g.W.k, weight)]; }"""
    answers = javascript.run(ConvolutionPicture, function, states, tmp_path)
    assert len(answers) > 150
    for state, (out, x, w) in zip(states, answers):
        assert out == by_minidl(state, x, w), state


def unread(layer, *shape):
    """How many input cells of a layer have no influence."""
    x = minidl.zeros(1, *shape, requires_grad=True)
    nn.init.constant_(layer.weight, 1.0)
    layer(x).sum().backward()
    return int((x.grad.numpy()[0, 0] == 0).sum())


@pytest.mark.parametrize("size, kernel, stride, padding", [(7, 3, 3, 0), (32, 9, 9, 0), (20, 3, 5, 1)])
def test_unread_cells_are_those_without_a_gradient(size, kernel, stride, padding):
    sides = {"height": size, "width": size, "kernel_height": kernel, "kernel_width": kernel}
    picture = ConvolutionPicture(**sides, stride=stride, padding=padding)
    lost = unread(nn.Conv2d(1, 1, kernel, stride=stride, padding=padding), 1, size, size)
    assert f"no window reaches {lost} of the {size * size} input cells" in picture.describe()


def test_a_remainder_may_cost_a_zero_only():
    picture = ConvolutionPicture(mode="1d")
    picture.preset("8 cells")
    assert "every input cell is read; zeros of the padding that no window reaches: 1." in picture.describe()
    picture.preset("Stride 4")  # it divides, and a cell in the middle is unread
    assert (7 - 3) % 4 == 0 and "no window reaches 1 of the 7 input cells." in picture.describe()


def test_three_channels_are_75_products_and_760_parameters(tmp_path):
    sides = {"height": 32, "width": 32, "kernel_height": 5, "kernel_width": 5}
    picture = ConvolutionPicture(**sides, in_channels=3, out_channels=10, padding=2, position=500)
    layer = nn.Conv2d(3, 10, 5, padding=2)
    assert sum(p.numel() for p in layer.parameters()) == 760
    said = "an output of 10×32×32, the sum of 75 products each; 760 parameters, 768,000 MACs"
    assert said in picture.describe()
    function = (
        "(s) => { const g = geometry(s); return [0, 1, 2].map((c) => terms(s, g, c, g.row, g.column)); }"
    )
    (sheets,) = javascript.run(ConvolutionPicture, function, [picture.state()], tmp_path)
    assert [len(sheet) for sheet in sheets] == [25, 25, 25]
    assert sum(w * value for sheet in sheets for w, value in sheet) == -17
    assert len({tuple(w for w, _ in sheet) for sheet in sheets}) > 1  # a filter is not one flat sheet


def test_a_transposed_convolution_stamps(tmp_path):
    picture = ConvolutionPicture(mode="transposed", kernel_width=3, stride=2, width=3)
    assert "an output of length 7; cells under more than one stamp: 2." in picture.describe()
    states = [picture.state()]
    picture.output_padding = 1
    assert "an output of length 8" in picture.describe()
    assert {output_size(n, 3, 2) for n in (7, 8)} == {3}
    picture.output_padding = 2
    assert "output_padding must be smaller than the stride" in picture.describe()
    for name in ("Constant input", "Constant, kernel 4"):
        picture.preset(name)
        states.append(picture.state())
    written = javascript.run(ConvolutionPicture, "(s) => stamped(s, geometry(s))", states, tmp_path)
    assert written[0] == [3, 6, 8, 10, 7, 4, 2]
    assert written[1] == [1, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 1]  # uneven
    assert written[2] == [1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1]  # even but for the ends


def test_impossible_settings_say_why_and_the_page_finds_a_way_out(pictures, tmp_path):
    wide = ConvolutionPicture(height=3, width=3, kernel_height=5, kernel_width=5)
    assert "the kernel spans 5 cells, and the padded input has 3" in wide.describe()
    states = [state for picture, state in pictures[::11] if become(picture, state).why_not()]
    function = "(s) => ({ ...s, ...wayOut(s) })"
    for state in javascript.run(ConvolutionPicture, function, [wide.state(), *states], tmp_path):
        assert ConvolutionPicture(**state).why_not() == ""
    assert len(states) > 30


def test_given_numbers_come_before_the_pattern(tmp_path):
    picture = ConvolutionPicture(
        mode="1d", input=[1, 2, 3], kernel=np.array([1, -1]), width=4, kernel_width=3
    )
    function = "(s) => [[0, 1, 2, 3].map((j) => pixel(s, 0, 0, j)), [0, 1, 2].map((u) => weight(s, 0, 0, u))]"
    assert javascript.run(ConvolutionPicture, function, [picture.state()], tmp_path) == [
        [[1, 2, 3, 4], [1, -1, -1]]
    ]


@pytest.mark.parametrize("mode", MODES)
def test_presets_and_reset(mode):
    picture = ConvolutionPicture(mode=mode, position=1)
    start = picture.state()
    assert 2 <= len(PRESETS[mode]) <= 4  # and Reset
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
