"""The picture of a convolution: its sentence, its arithmetic in Python, in JavaScript and in minidl."""

import random
from itertools import product

import numpy as np
import pytest
from traitlets import TraitError

import minidl
from minidl.nn import functional as F
from minidl.teach import ConvolutionPicture
from minidl.windows import plain
from minidl.windows.geometry import output_size, window_geometry
from tests.teach import javascript

NAMES = [
    "mode",
    "height",
    "width",
    "kernel_height",
    "kernel_width",
    "stride",
    "padding",
    "dilation",
    "output_padding",
]


def settings():
    """A few thousand, possible and not: a grid of small ones, and a seeded draw of all kinds."""
    small = product(
        ("1d", "2d", "transposed"), (5, 6), (7,), (1, 3), (2, 3), (1, 2, 3), (0, 1, 2), (1, 2), (0, 1)
    )
    cases = [dict(zip(NAMES, case)) for case in small]
    draw = random.Random(0)
    for _ in range(2500):
        case = {name: draw.randint(0 if "padding" in name else 1, 6) for name in NAMES[3:]}
        case |= {
            "mode": draw.choice(("1d", "2d", "transposed")),
            "height": draw.randint(1, 12),
            "width": draw.randint(1, 12),
        }
        if draw.random() < 0.1:
            case |= {
                "height": draw.randint(13, 256),
                "kernel_width": draw.randint(7, 11),
                "stride": draw.randint(1, 16),
            }
        case |= {
            "in_channels": draw.choice((1, 1, 3)),
            "out_channels": draw.choice((1, 1, 10)),
            "position": draw.randint(0, 150),
        }
        if draw.random() < 0.2:
            case["kernel"] = [
                [draw.randint(-9, 9) for _ in range(case["kernel_width"])]
                for _ in range(case["kernel_height"])
            ]
        cases.append(case)
    return cases


def test_javascript_and_python_agree(tmp_path):
    picture = ConvolutionPicture()
    states, expected = [], []
    for case in settings():
        picture._become(picture._start | case)
        states.append(picture.state())
        expected.append(
            [
                picture.describe(),
                picture.formula(),
                picture.code(),
                [picture.parameters, picture.macs],
                picture.nearest(),
            ]
        )
    limits = picture._limits
    function = (
        "(state) => { const g = geometry(state), limits = LIMITS; return [describe(state, limits), formulas(state), code(state), "
        "counts(state), g.reason ? nearest(state, limits) : {}]; }"
    ).replace("LIMITS", repr(limits))
    answers = javascript.run(ConvolutionPicture, function, states, tmp_path)
    assert len(answers) > 3000
    for state, answer, wanted in zip(states, answers, expected):
        assert answer == wanted, state
    impossible = sum("impossible" in answer[0] for answer in answers)
    assert 300 < impossible < len(answers) - 1000  # both kinds are there


def test_javascript_and_minidl_compute_the_same_numbers(tmp_path):
    picture = ConvolutionPicture()
    states, expected = [], []
    for case in settings()[::7]:
        picture._become(picture._start | case)
        if picture.why_not() or max(picture.output_shape) > 80:
            continue
        states.append(picture.state())
        expected.append(by_minidl(picture).tolist())
    answers = javascript.run(
        ConvolutionPicture, "(state) => outputValues(state, geometry(state))", states, tmp_path
    )
    assert len(answers) > 200
    for state, answer, wanted in zip(states, answers, expected):
        assert answer == wanted, state


def by_minidl(picture):
    """The output in whole numbers, by minidl's plain definitions; always (height, width)."""
    line = picture.mode == "1d"
    x, w = np.atleast_2d(picture.input_values()), np.atleast_2d(picture.kernel_values())
    s, p, d = (
        (flat, n) if line else (n, n)
        for flat, n in ((1, picture.stride), (0, picture.padding), (1, picture.dilation))
    )
    if picture.mode != "transposed":
        return plain.conv2d(x[None, None], w[None, None], None, s, p, d)[0, 0]
    canvas = np.zeros([n + 2 * picture.padding for n in picture.output_shape], int)
    for i, j in np.ndindex(x.shape):
        rows = slice(i * s[0], i * s[0] + d[0] * (w.shape[0] - 1) + 1, d[0])
        columns = slice(j * s[1], j * s[1] + d[1] * (w.shape[1] - 1) + 1, d[1])
        canvas[rows, columns] += x[i, j] * w
    return canvas[picture.padding :, picture.padding :][: picture.output_shape[0], : picture.output_shape[1]]


@pytest.mark.skipif(not hasattr(F, "conv_transpose2d"), reason="minidl has no transposed convolution yet")
def test_stamps_are_minidls_transposed_convolution():
    picture = ConvolutionPicture()
    for case in [case for case in settings()[::11] if case["mode"] == "transposed" and case["height"] < 13]:
        picture._become(picture._start | case)
        if picture.why_not():
            continue
        x, w = (
            minidl.tensor(a[None, None].astype(float))
            for a in (picture.input_values(), picture.kernel_values())
        )
        settings_ = {"stride": picture.stride, "padding": picture.padding, "dilation": picture.dilation}
        y = F.conv_transpose2d(x, w, output_padding=picture.output_padding, **settings_)
        assert (y.data[0, 0] == by_minidl(picture)).all()


def test_sizes_and_sums_are_minidls():
    picture = ConvolutionPicture()
    checked = 0
    for case in settings()[::5]:
        picture._become(picture._start | case)
        if picture.mode == "transposed":
            continue
        s, p, d = picture.stride, picture.padding, picture.dilation
        axes = [(picture.height, picture.kernel_height), (picture.width, picture.kernel_width)][
            picture.mode == "1d" :
        ]
        assert picture.output_shape == tuple(output_size(n, k, s, p, d) for n, k in axes)
        count = len(axes)
        try:
            window_geometry(
                "Conv",
                tuple(n for n, _ in axes),
                tuple(k for _, k in axes),
                (s,) * count,
                (p,) * count,
                (d,) * count,
            )
            assert picture.why_not() == ""
        except ValueError:
            assert picture.why_not() != "" and "impossible" in picture.describe()
            continue
        if max(picture.output_shape) < 40:
            output = by_minidl(picture)
            at = np.unravel_index(min(picture.position, output.size - 1), output.shape)
            assert picture.describe().endswith(f"= {str(output[at]).replace('-', '−')}.")
            checked += 1
    assert checked > 200


def test_a_transposed_convolution_turns_the_size_round():
    picture = ConvolutionPicture(
        mode="transposed", kernel_height=3, kernel_width=3, stride=2, width=3, height=3
    )
    assert picture.output_shape == (7, 7)
    picture.output_padding = 1
    assert picture.output_shape == (8, 8)
    assert {output_size(n, 3, 2) for n in (7, 8)} == {3}
    assert picture.code() == "nn.ConvTranspose2d(1, 1, kernel_size=3, stride=2, output_padding=1)"
    picture.output_padding = 2
    assert "impossible" in picture.describe() and picture.nearest() == {"output_padding": 1}


def test_the_lectures_numbers():
    picture = ConvolutionPicture(
        in_channels=3, out_channels=10, height=32, width=32, kernel_height=5, kernel_width=5, padding=2
    )
    assert (picture.output_shape, picture.parameters, picture.macs) == ((32, 32), 760, 768_000)
    picture.preset("227, F 11, S 4")
    assert (picture.output_shape, picture.parameters, picture.macs) == ((55, 55), 34_944, 105_415_200)
    picture = ConvolutionPicture(stride=3)
    assert picture.formula() == ["height and width: ⌊(7 + 2·0 − 1·(3 − 1) − 1)/3⌋ + 1 = ⌊1.33⌋ + 1 = 2"]
    assert "no window reaches 13 of the 49 input cells" in picture.describe()


def test_the_nearest_setting_that_works():
    picture = ConvolutionPicture(height=3, width=3, kernel_height=5, kernel_width=5)
    assert (
        picture.why_not()
        == "along the height the kernel spans 1·(5 − 1) + 1 = 5 cells, and the padded input has 3"
    )
    assert picture.nearest() == {"padding": 1}
    picture.padding = 1
    assert picture.nearest() == {} and picture.output_shape == (1, 1)


def test_a_given_kernel_and_input_set_the_sizes():
    picture = ConvolutionPicture(mode="1d", input=[1, 2, 3, 4], kernel=[1, -1])
    assert (picture.width, picture.kernel_width) == (4, 2)
    assert picture.describe().endswith("output[0] = −1.")
    picture.kernel = np.array([[1, 0], [0, 1], [2, 2]])
    assert (picture.kernel_height, picture.kernel_width) == (3, 2)
    picture.kernel_width = 3  # the pattern goes on where the given numbers end
    assert picture.kernel_values()[0] == 1


def test_presets_and_reset():
    picture = ConvolutionPicture(padding=2)
    picture.stride = 4
    for name in picture.presets:
        picture.preset(name)
        assert "impossible" not in picture.describe()
        assert picture.describe().count(". ") == 0 and picture.describe().endswith(".")
    picture.reset()
    assert (picture.stride, picture.padding, picture.mode) == (1, 2, "2d")
    picture.dilation = 3
    picture.presets = {"far": {"stride": 3}}
    picture.preset("far")
    assert (picture.stride, picture.padding, picture.dilation) == (
        3,
        2,
        1,
    )  # what it does not name is as at the start
    with pytest.raises(ValueError, match="There are: 'far'"):
        picture.preset("?")


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"stride": 0}, "stride must be a whole number from 1 to 16, got 0"),
        ({"padding": -1}, "padding must be a whole number from 0 to 16"),
        ({"width": 2.5}, "width must be a whole number from 1 to 256, got 2.5"),
        ({"stride": True}, "stride must be a whole number"),
        ({"mode": "3d"}, "mode must be '1d', '2d' or 'transposed', got '3d'"),
        ({"kernel": [[1, 2], [3]]}, "kernel must have rows of one length"),
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


def test_a_failing_callback_is_shown_until_it_works():
    picture = ConvolutionPicture()
    picture.observe(lambda change: 1 / (change.new - 3), "stride")
    with pytest.raises(ZeroDivisionError):
        picture.stride = 3
    assert picture.error == "Your function that observes stride failed. ZeroDivisionError: division by zero"
    picture.padding = 1
    assert picture.error
    picture.stride = 2
    assert picture.error == ""


def test_where_no_view_is_drawn_the_sentence_stands():
    picture = ConvolutionPicture()
    data, _ = picture._repr_mimebundle_()
    assert data["text/plain"] == picture.describe()
    assert "application/vnd.jupyter.widget-view+json" in data
