"""The pictures of lesson 13: what they count, what they measure, and what the lesson claims of them."""

import doctest
from pathlib import Path

import nbformat
import numpy as np
import pytest

import minidl
from minidl import nn
from minidl.inspect import summary
from minidl.teach import layer_costs, network_times, two_pass_kernels
from minidl.teach.kit.lesson import find
from minidl.teach.lessons.nb13 import costs, kernels, measure
from minidl.teach.lessons.nb13.costs import KINDS, nearest_groups, parts_of
from minidl.teach.lessons.nb13.kernels import KERNELS, factors


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(measure, "PATIENCE", 0.0)


@pytest.mark.parametrize("module", [costs, kernels, measure])
def test_the_examples(module):
    assert doctest.testmod(module).failed == 0


# --- counts -------------------------------------------------------------------------------------------------

LAYERS = [
    (kind, i, o, k, g, d)
    for kind in KINDS
    for i, o, k, g, d in [(3, 7, 5, 1, 1), (4, 6, 3, 2, 2), (6, 3, 1, 3, 4), (8, 8, 3, 4, 1), (1, 5, 3, 1, 3)]
]


@pytest.mark.parametrize("layer", LAYERS)
def test_counts_are_those_of_the_modules(layer):
    parts = parts_of(*layer)
    table = summary(nn.Sequential(*[part.module() for part in parts]), (layer[1], 8, 8))
    assert [part.weights for part in parts] == [row.parameters for row in table.layers]
    assert 64 * sum(part.weights for part in parts) == table.macs
    for part, row in zip(parts, table.layers):
        assert row.output_shape == (part.channels_out, 8, 8)
        numbers = part.weights + 64 * (part.channels_in + part.channels_out)
        assert part.moved(8) == 4 * numbers


@pytest.mark.parametrize("layer", LAYERS)
def test_the_line_shown_is_the_module(layer):
    for part in parts_of(*layer):
        written, built = eval(f"nn.{part.line}"), part.module()
        assert written.weight.shape == built.weight.shape and written.groups == built.groups
        assert written.dilation == built.dilation or part.height * part.width == 1


def test_the_nearest_groups_work():
    for i in range(1, 25):
        for o in (1, 6, 16, 24):
            for g in range(1, 30):
                near = nearest_groups(i, o, g)
                assert i % near == o % near == 0
                closer = [d for d in range(1, 65) if abs(d - g) < abs(near - g) and i % d == o % d == 0]
                assert not closer and (near == g) == (i % g == o % g == 0)


def test_numbers_of_the_lecture():
    picture = layer_costs()
    assert "parameters 19,200 (19,200)" in picture.describe() and "MACs 1,228,800" in picture.describe()
    picture.preset("depthwise separable")
    said = picture.describe()
    assert "parameters 843 (19,200): 22.8 times fewer; MACs 53,952 (1,228,800): 22.8 times fewer" in said
    assert "moved 71.2 kB (143.1 kB): 2.0 times less" in said
    assert "each step: MACs per byte 2.6, 0.71 (8.6)" in layer_costs(measure=True).describe()


def test_what_try_this_says_of_the_costs():
    picture = layer_costs()
    picture.preset("16 → 16, 4 groups")
    assert picture.describe().count("4.0 times fewer") == 2  # not the bytes
    picture.groups = 5
    assert picture.describe().startswith("5 groups cannot share 16 channels in and 16 channels out evenly.")
    assert picture.describe().endswith("works: 4.")
    picture.preset("Reset")
    picture.dilation = 2
    assert picture.describe().count(": the same") == 3
    picture.preset("1×1")
    picture.kind = "depthwise separable"
    assert "times more" in picture.describe() and "fewer" not in picture.describe()


def test_what_is_said_at_home():
    weights = lambda *layer: sum(part.weights for part in parts_of(*layer))
    assert weights(KINDS[1], 64, 64, 3, 1, 1) == 4_672 and weights(KINDS[1], 64, 64, 3, 4, 1) == 1_600
    for c in (1, 5, 64):
        assert weights(KINDS[0], c, c, 9, 1, 1) / weights(KINDS[2], c, c, 9, 1, 1) == 4.5
    for i, o, k in ((8, 8, 1), (8, 1, 3), (1, 1, 9)):
        assert weights(KINDS[1], i, o, k, 1, 1) > weights(KINDS[0], i, o, k, 1, 1)


# --- the picture --------------------------------------------------------------------------------------------


def test_every_setting_is_drawn_or_says_why():
    picture = layer_costs(measure=True).picture
    draw = np.random.default_rng(0)
    for _ in range(25):
        wanted = {
            control["name"]: draw.choice(control["options"]).item()
            if "options" in control
            else int(draw.choice(range(control["low"], control["high"] + 1, control["step"])))
            for control in picture.controls
        }
        picture.set(**wanted)
        assert not picture.error and "nan" not in picture.describe() and "inf" not in picture.describe()


def test_a_press_measures_both_and_only_these_settings():
    measured = layer_costs(measure=True)
    assert "time: press Measure; each step: MACs per byte" in measured.describe()
    measured.press()
    assert not measured.picture.error and measured.button.answered == 1
    assert "; time " in measured.describe() and "MACs per ms" in measured.describe()
    assert "Per image" in measured.button.said
    measured.set(side=4)
    assert "time: press Measure" in measured.describe() and not measured.button.said
    measured.set(side=8)
    assert "MACs per ms" in measured.describe()


def test_the_button_offers_what_works():
    measured = layer_costs(measure=True)
    measured.set(groups=2)
    assert measured.button.label == "Use 1 group" and "cannot share 3 channels in" in measured.describe()
    measured.press()
    assert measured.picture.groups == 1 and measured.button.label == "Measure"
    measured.set(channels_in=16, channels_out=24, groups=7)
    assert measured.button.label == "Use 8 groups"


def test_an_error_is_shown_and_the_button_is_free_again():
    measured = layer_costs(measure=True)
    measured._act = lambda: 1 / 0
    measured.press()
    assert "ZeroDivisionError" in measured.picture.error and measured.button.answered == 1


def test_measuring_draws_no_random_numbers_of_the_notebook():
    minidl.manual_seed(3)
    expected = minidl.rand(3).tolist()
    minidl.manual_seed(3)
    layer_costs(measure=True).press()
    assert minidl.rand(3).tolist() == expected


# --- kernels ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kernel", KERNELS)
def test_column_and_row(kernel):
    matrix = np.array(KERNELS[kernel], float)
    column, row, rest = factors(kernel)
    np.testing.assert_allclose(np.outer(column, row) + rest, matrix, atol=1e-5)
    assert rest.any() == (np.linalg.matrix_rank(matrix) > 1) == (kernel in ("edge", "sharpen", "diagonal"))
    sizes = np.linalg.svd(matrix)[1]
    assert np.linalg.norm(rest) == pytest.approx(np.hypot(*sizes[1:]), abs=1e-5)  # no other comes nearer


def test_every_kernel_and_dilation_is_drawn():
    picture = two_pass_kernels()
    for kernel in KERNELS:
        for dilation in (1, 2, 3):
            picture.set(kernel=kernel, dilation=dilation)
            assert not picture.error and f"{2 * dilation + 1}×{2 * dilation + 1}" in picture.describe()
    picture.preset("Sobel, dilation 3")
    assert "(1, 2, 1) × (−1, 0, 1): 3 + 3 multiplications" in picture.describe()


# --- the lecture's networks ---------------------------------------------------------------------------------


def networks():
    def separable(i, o, k, stride=1):
        return [nn.Conv2d(i, i, k, stride, groups=i, bias=False), nn.Conv2d(i, o, 1)]

    end = nn.AvgPool2d(2), nn.Flatten(), nn.Linear(32, 10)
    plain = nn.Sequential(nn.Conv2d(1, 8, 7, 2), nn.Conv2d(8, 16, 5, 2), nn.Conv2d(16, 32, 3), *end)
    return nn.Sequential(*separable(1, 8, 7, 2), *separable(8, 16, 5, 2), *separable(16, 32, 3), *end), plain


def test_times_of_the_networks():
    picture = network_times(*networks())
    said = picture.describe()
    assert (
        "parameters 1,427 (8,586): 6.0 times fewer; MACs per image 15,089 (117,384): 7.8 times fewer" in said
    )
    assert "time in S0 1.11 s (1.43 s): 1.3 times less; time here: press Measure." in said
    for at_once in ("1", "1000"):
        picture.set(at_once=at_once)
        picture.press()
        assert not picture.picture.error and "; time here " in picture.describe()


def test_without_activations_it_is_one_matrix():
    for net in networks():
        with minidl.no_grad():
            b = net(minidl.zeros(1, 1, 28, 28))
            W = net(minidl.eye(784).reshape(784, 1, 28, 28)) - b
            x = minidl.rand(20, 1, 28, 28)
            assert (net(x) - (x.flatten(1) @ W + b)).abs().max().item() < 1e-5


def test_the_solution_counts_the_lecture_s_layers():
    count = find("13.2").solution
    assert [count(1, 8, 7), count(8, 16, 5), count(16, 32, 3)] == [65, 344, 688]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_relu_is_worth_a_lot_on_curves_whatever_the_seed(seed):
    path = Path(__file__).parents[4] / "notebooks" / "13-convolution-variants.ipynb"
    cells = {cell.id: cell.source for cell in nbformat.read(path, as_version=4).cells}
    names = {}
    imports = cells["slip-train"].partition("for relu")[0]
    exec("\n".join([cells["setup"], cells["slip-curves"], imports]), names)
    without, with_relu = (names["accuracy_of_curves"](relu, seed) for relu in (False, True))
    assert 0.25 < without < 0.35 and 0.55 < with_relu < 0.8
