"""The picture of receptive fields: its table, its sentence, and the field by gradient."""

import random

import numpy as np
import pytest
from traitlets import TraitError

import minidl
from minidl import nn
from minidl.inspect import effective_receptive_field, receptive_field
from minidl.teach import ReceptiveFieldPicture, conv, pool
from minidl.teach.kit.picture import Picture
from minidl.teach.lessons.nb12.receptive_field import nearest, ways, why_not
from tests.teach import javascript


def model_of(picture):
    """The same stack in minidl: every weight is 1."""
    layers = []
    for layer in picture.layers:
        kernel, stride, padding, dilation = (
            layer[n] for n in ("kernel_size", "stride", "padding", "dilation")
        )
        if layer["kind"] == "pool":
            layers.append(nn.AvgPool2d(kernel, stride, padding))
        else:
            layers.append(nn.Conv2d(1, 1, kernel, stride, padding, dilation, bias=False))
            layers[-1].weight.data.numpy()[...] = 1
    return nn.Sequential(*layers)


def stacks(count, most=8, largest=40):
    draw = random.Random(0)
    for _ in range(count):
        layers = []
        for _ in range(draw.randint(1, most)):
            if draw.random() < 0.25:
                size = draw.randint(1, 4)
                layers.append(
                    pool(size, draw.randint(1, 3), draw.randint(0, size // 2 + (draw.random() < 0.1)))
                )
            else:
                layers.append(
                    conv(
                        draw.randint(1, 5),
                        draw.choice((1, 1, 2, 3)),
                        draw.randint(0, 3),
                        draw.choice((1, 1, 2, 4)),
                    )
                )
        yield {
            "layers": layers,
            "input_size": draw.randint(1, largest),
            "row": draw.randint(0, 20),
            "column": draw.randint(0, 20),
            "show": draw.choice(["field", "ways", "pixel"]),
        }


def test_javascript_and_python_agree(tmp_path):
    picture = ReceptiveFieldPicture()
    states, expected = [], []
    for case in stacks(3000):
        picture._become(case)
        states.append(picture.state())
        fields = [dict(field._asdict()) for field in picture.fields()]
        expected.append(
            [picture.describe(), fields, picture.sizes(), nearest(picture.layers, picture.input_size)[0]]
        )
    function = "(state) => [describe(state), fieldsOf(state.layers), sizesOf(state.layers, state.input_size), nearest(state)[0]]"
    answers = javascript.run(ReceptiveFieldPicture, function, states, tmp_path)
    for state, answer, wanted in zip(states, answers, expected):
        assert answer == wanted, state
    impossible = sum("impossible" in answer[0] for answer in answers)
    assert 300 < impossible < 2700


def test_what_a_unit_reads_is_what_the_gradient_finds():
    picture = ReceptiveFieldPicture()
    checked = 0
    for case in stacks(300, most=4, largest=24):
        picture._become(case | {"show": "ways"})
        if why_not(picture.layers, picture.input_size):
            continue
        model, n, unit = model_of(picture), picture.input_size, picture.unit()
        measured = effective_receptive_field(model, minidl.zeros(1, 1, n, n), unit=unit)
        wanted = np.zeros((n, n), bool)
        wanted[np.ix_(*map(picture.cells_read, unit))] = True
        assert ((measured > 0) == wanted).all(), case
        if wanted.any():
            counted = np.outer(
                *(list(ways(picture.layers, picture.sizes(), [at]).values()) for at in unit)
            ).ravel()
            shares = measured[measured > 0] / measured.sum()
            assert np.allclose(shares, counted / counted.sum(), rtol=1e-3), case
        assert receptive_field(model, (1, n, n))[0] == picture.fields()[-1]
        checked += 1
    assert checked > 100


def test_which_units_a_pixel_moves_is_the_same_question_the_other_way_round():
    picture = ReceptiveFieldPicture("LeNet", show="pixel", row=0, column=14)
    assert (picture.units_moved(0), picture.units_moved(14)) == ([0, 1], [2, 3, 4, 5])
    assert "pixel [0, 14] of the 28×28 input moves 8 of the 7×7 units: rows 0 to 1, columns 2 to 5" in (
        picture.describe()
    )
    for case in stacks(40, most=4, largest=20):
        picture._become(case | {"show": "pixel"})
        if not why_not(picture.layers, picture.input_size):
            for cell in range(picture.input_size):
                units = [u for u in range(picture.sizes()[-1]) if cell in picture.cells_read(u)]
                assert picture.units_moved(cell) == units


def table(picture):
    return [tuple(column) for column in zip(*picture.fields()[1:])]


def test_the_lectures_networks():
    picture = ReceptiveFieldPicture()
    picture.preset("LeNet")
    assert table(picture) == [(5, 6, 14, 16), (1, 2, 2, 4), (-2, -2, -6, -6)]
    assert picture.sizes() == [28, 28, 14, 14, 7]
    picture.preset("Keras network")
    assert table(picture) == [(7, 15, 23), (2, 4, 4), (0, 0, 0)]
    assert picture.sizes() == [28, 11, 4, 2] and len(picture.cells_read()) == 27
    assert picture.describe().endswith("all units together read 27×27.")
    picture.layers = [conv(3), conv(3), conv(3, 2), conv(3)]
    assert table(picture)[0] == (3, 5, 7, 11)


def test_three_small_kernels_see_as_much_as_a_large_one():
    picture = ReceptiveFieldPicture()
    picture.preset("Three 3×3")
    three = picture.fields()[-1]
    picture.preset("One layer")
    assert three == picture.fields()[-1]
    picture.preset("Dilation 2, 2")
    assert len(picture.cells_read(picture.unit()[1])) == 5 and picture.fields()[-1].size == 9


def test_impossible_stacks_say_why_and_what_works():
    picture = ReceptiveFieldPicture(layers=[conv(5), conv(5)], input_size=7)
    assert (
        "the kernel of layer 1 spans 1·(5 − 1) + 1 = 5 cells, and its padded input has 3"
        in picture.describe()
    )
    assert nearest(picture.layers, picture.input_size)[0] == {"input_size": 9}
    picture.input_size = 9
    assert nearest(picture.layers, picture.input_size)[0] == {} and "impossible" not in picture.describe()
    picture.set(input_size=60, layers=[conv(3), conv(11, dilation=8)])
    assert nearest(picture.layers, picture.input_size)[0] == {"layers": [conv(3)]}
    picture.layers = [conv(11, dilation=8)]
    assert nearest(picture.layers, picture.input_size)[0] == {"layers": [conv(1)]}
    picture.layers = [pool(2, padding=2)]
    assert "more than half" in picture.describe()


def test_what_is_not_named_is_as_usual():
    picture = ReceptiveFieldPicture(layers=[{"kernel_size": 5}, {"kind": "pool", "kernel_size": 2}])
    assert picture.layers == [conv(5), pool(2)]
    assert picture.unit() == (6, 6)  # the middle of 12
    picture.row = 60
    assert picture.unit() == (11, 6)
    assert isinstance(picture, Picture) and picture._repr_mimebundle_()[0]["text/plain"] == picture.describe()


@pytest.mark.parametrize(
    "layers, words",
    [
        ([], "a list of 1 to 8 dicts"),
        ([conv(3)] * 9, "a list of 1 to 8 dicts"),
        ([3], "Layer 0 must be a dict such as"),
        ([conv(3), conv(0)], "Layer 1: kernel_size must be a whole number from 1 to 11, got 0"),
        ([{"kernel": 3}], "Layer 0 has no 'kernel'. It has: kind, kernel_size"),
        ([{"kind": "relu"}], "kind must be 'conv' or 'pool', got 'relu'"),
        ([{"kind": "pool", "dilation": 2}], "an average pool has no dilation"),
    ],
)
def test_wrong_layers_are_named(layers, words):
    with pytest.raises((TraitError, TypeError)) as caught:
        ReceptiveFieldPicture(layers=layers)
    assert words in str(caught.value)
