"""What a unit sees: the lectures' tables, and the formula against the measured gradient."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import minidl
import minidl.nn.functional as F
from minidl import nn, ops
from minidl.inspect import Field, effective_receptive_field, receptive_field, summary
from minidl.inspect.receptive_field import RULES
from minidl.recording import watch


def test_the_lectures_keras_model():
    layers = [nn.Conv2d(1, 8, 7, stride=2), nn.Conv2d(8, 16, 5, stride=2), nn.Conv2d(16, 32, 3)]
    table = summary(nn.Sequential(*layers), (1, 28, 28)).layers
    assert [layer.field[0].size for layer in table] == [7, 15, 23]
    assert [layer.field[0].jump for layer in table] == [2, 4, 4]
    assert [(layer.receptive_field, layer.jump) for layer in table] == [("7", "2"), ("15", "4"), ("23", "4")]


def test_the_keras_model_drops_the_last_row_and_column():
    layers = [nn.Conv2d(1, 8, 7, stride=2), nn.Conv2d(8, 16, 5, stride=2), nn.Conv2d(16, 32, 3)]
    model = nn.Sequential(*layers)
    seen = sum(
        effective_receptive_field(model, minidl.randn(2, 1, 28, 28), (i, j)) for i in (0, 1) for j in (0, 1)
    )
    covered = seen > 0
    assert covered[:27, :27].all() and not covered[27].any() and not covered[:, 27].any()


def test_the_lectures_lenet():
    layers = [
        nn.Conv2d(1, 20, 5, padding=2),
        nn.MaxPool2d(2),
        nn.Conv2d(20, 50, 5, padding=2),
        nn.MaxPool2d(2),
    ]
    table = summary(nn.Sequential(*layers), (1, 28, 28)).layers
    expected = [Field(5, 1, -2), Field(6, 2, -2), Field(14, 2, -6), Field(16, 4, -6)]
    assert [layer.field for layer in table] == [(field, field) for field in expected]


def test_three_small_kernels_see_as_much_as_a_large_one():
    three = nn.Sequential(*[nn.Conv2d(2, 2, 3) for _ in range(3)])
    assert receptive_field(three, (2, 9, 9)) == receptive_field(nn.Conv2d(2, 2, 7), (2, 9, 9))
    assert three[0].weight.numel() * 3 == 27 * 2**2 and nn.Conv2d(2, 2, 7).weight.numel() == 49 * 2**2


def test_a_chain_with_stride_2_in_the_third_layer():
    field, sizes = Field(), []
    for stride in (1, 1, 2, 1):
        field = field.through(3, stride)
        sizes.append(field.size)
    assert sizes == [3, 5, 7, 11]


def test_two_layers_of_kernel_3_see_five():
    assert receptive_field(nn.Sequential(nn.Conv1d(1, 1, 3), nn.Conv1d(1, 1, 3)), (1, 9)) == (Field(5, 1, 0),)


class Residual(nn.Module):
    def __init__(self, inner, shortcut=None):
        super().__init__()
        self.inner, self.shortcut = inner, shortcut

    def forward(self, x):
        return F.relu(self.inner(x) + (x if self.shortcut is None else self.shortcut(x)))


def test_branches_see_what_each_of_them_sees():
    block = Residual(nn.Sequential(nn.Conv2d(2, 2, 3, padding=1), nn.ReLU(), nn.Conv2d(2, 2, 5, padding=2)))
    assert receptive_field(block, (2, 9, 9))[0] == Field(7, 1, -3)
    strided = Residual(nn.Conv2d(2, 2, 3, 2, 1), nn.Conv2d(2, 2, 1, 2))
    assert receptive_field(strided, (2, 9, 9))[0] == Field(3, 2, -1)
    shifted = Residual(nn.Conv2d(2, 2, 3, padding=(0, 1)), nn.Conv2d(2, 2, (3, 1), padding=0))
    assert receptive_field(shifted, (2, 9, 9)) == (Field(3, 1, 0), Field(3, 1, -1))


def test_one_axis_may_differ_from_the_other():
    model = nn.Sequential(nn.Conv2d(1, 2, (3, 5), (1, 2), (0, 1)), nn.AvgPool2d((2, 1)))
    assert receptive_field(model, (1, 12, 12)) == (Field(4, 2, 0), Field(5, 2, -1))
    layer = summary(model, (1, 12, 12)).layers[-1]
    assert (layer.receptive_field, layer.jump) == ("4×5", "2")


WORDS = {"F": F, "minidl": minidl, "nn": nn, "linear": lambda x: F.linear(x, minidl.ones(5, 4))}


class Call(nn.Module):
    """A line of code as a layer"""

    def __init__(self, code):
        super().__init__()
        self.code = code

    def forward(self, x):
        return eval(self.code, WORDS | {"x": x})

    def __repr__(self):
        return self.code


NORMS = [nn.BatchNorm2d(4), nn.BatchNorm2d(4, track_running_stats=False)]
NORMS += [nn.GroupNorm(groups, 4) for groups in (1, 2, 4)]
NORMS += [nn.LayerNorm(shape) for shape in ((6,), (6, 6), (4, 6, 6))]


@pytest.mark.parametrize("norm", NORMS, ids=repr)
def test_a_normalisation_changes_nothing(norm):
    model = nn.Sequential(nn.Conv2d(1, 4, 3), norm, nn.Conv2d(4, 2, 3, 2))
    assert receptive_field(model, (1, 8, 8)) == (Field(5, 2), Field(5, 2))
    assert [layer.receptive_field for layer in summary(model, (1, 8, 8)).layers] == ["3", "3", "5"]


@pytest.mark.parametrize("norm", [nn.BatchNorm1d(4), nn.GroupNorm(2, 4), nn.LayerNorm(6)], ids=repr)
def test_a_normalisation_of_sequences_changes_nothing(norm):
    assert receptive_field(nn.Sequential(nn.Conv1d(1, 4, 3), norm), (1, 8)) == (Field(3),)


def test_a_residual_block_with_group_norm():
    inner = nn.Sequential(nn.Conv2d(4, 4, 3, padding=1), nn.GroupNorm(2, 4))
    block = nn.Sequential(nn.Conv2d(1, 4, 3), Residual(inner))
    assert receptive_field(block, (1, 8, 8))[0] == Field(5, 1, -1)


def test_one_channel_and_one_row_are_told_from_the_batch():
    model = nn.Sequential(nn.Conv2d(1, 4, (3, 1)), nn.GroupNorm(2, 4), nn.Conv2d(4, 1, (1, 3)))
    assert receptive_field(model, (1, 3, 9)) == (Field(3), Field(3))
    assert receptive_field(nn.Sequential(model, nn.GroupNorm(1, 1)), (1, 3, 9)) == (Field(3), Field(3))


@pytest.mark.parametrize(
    "layer",
    [nn.ReLU(), nn.PReLU(4), nn.Dropout(), nn.Softmax(1), nn.Softmax(-3), nn.Identity(), nn.Maxout(2)]
    + [
        Call(code)
        for code in [
            *("x.amax(1, keepdim=True)", "x.mean(1).unsqueeze(1)", "x.std(1)", "x.max(1)[0]", "x.sum((0, 1))"),
            *("x.unsqueeze(1).squeeze(1)", "x.unsqueeze(4)", "x.reshape(x.shape)", "x.reshape(1, 2, 2, 6, 6)"),
            *("linear(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)", "linear(x.permute(0, 2, 3, 1))"),
            *("x.permute(0, 2, 3, 1) @ minidl.ones(4, 7)", "x.unsqueeze(1).expand(2, 3, 4, 6, 6)"),
            *("x * x.mean(1, keepdim=True).sigmoid()", "minidl.cat([x, -x], 1)", "x[:, 1:3]", "x[:, [2, 0]]"),
            *("minidl.cat(x.chunk(2, 1)[::-1], 1)", "F.relu(x + 1)"),
        ]
    ],
    ids=repr,
)  # fmt: skip
def test_layers_that_look_at_one_place_change_nothing(layer):
    assert receptive_field(nn.Sequential(nn.Conv2d(1, 4, 3), layer), (1, 8, 8)) == (Field(3), Field(3))


def test_a_mean_over_all_places_is_one_window():
    model = nn.Sequential(nn.Conv2d(1, 4, 3), Call("x.mean((2, 3), keepdim=True)"))
    assert receptive_field(model, (1, 8, 8)) == (Field(8, 6), Field(8, 6))


@pytest.mark.parametrize(
    ("layer", "guilty"),
    [
        (nn.Flatten(), "reshape"), (nn.Flatten(2), "reshape"), (nn.Linear(6, 6), "linear"),
        (nn.Softmax(2), "softmax"), (nn.Softmax(-1), "softmax"), (nn.PixelShuffle(2), "reshape"),
        (nn.AdaptiveAvgPool2d(4), "adaptive_mean"), (nn.Unfold(2), "unfold"),
        (Call("x.mean((2, 3))"), "mean"), (Call("x.sum()"), "sum"), (Call("x[:, :, 1:]"), "getitem"),
        (Call("x[:, :, [5, 4, 3, 2, 1, 0]]"), "getitem"), (Call("x[..., 0]"), "getitem"),
        (Call("x.flip(3)"), "flip"), (Call("x + x.transpose(2, 3)"), "add"), (Call("x @ x"), "matmul"),
        (Call("minidl.cat([x, x], 2)"), "cat"), (Call("F.max_pool2d(x, 2).expand(1, 4, 3, 3)"), ""),
        (Call("x + F.conv2d(x, minidl.ones(4, 4, 1, 1), stride=2)[:, :, :1, :1]"), "getitem"),
        (Call("x[:, :, 0].unsqueeze(2)"), "getitem"), (Call("F.avg_pool2d(x, 6) + x"), "add"),
    ],
    ids=repr,
)  # fmt: skip
def test_layers_that_mix_places_have_no_field(layer, guilty):
    model = nn.Sequential(nn.Conv2d(1, 4, 3), layer)
    if not guilty:  # the same size is no mixing
        assert receptive_field(model, (1, 8, 8)) == (Field(4, 2), Field(4, 2))
        return
    with pytest.raises(ValueError, match=rf"no grid of units with a window each: {guilty} mixed"):
        receptive_field(model, (1, 8, 8))
    assert summary(model, (1, 8, 8)).layers[1].receptive_field == ""


def test_a_channel_that_lies_where_the_rows_lie_is_not_joined_with_them():
    class Odd(nn.Module):
        def forward(self, x):
            return x + x.transpose(1, 2)

    with pytest.raises(ValueError, match="add mixed"):
        receptive_field(Odd(), (8, 8, 8))


def test_the_size_is_a_whole_number():
    model = nn.Sequential(nn.Conv2d(1, 1, 3), nn.Upsample(scale_factor=2), nn.Conv2d(1, 1, 2))
    (field, _) = receptive_field(model, (1, 8, 8))
    assert type(field.size) is int and (field.size, field.jump) == (4, Fraction(1, 2))
    up = receptive_field(nn.Sequential(nn.Conv2d(1, 1, 3, 2), nn.Upsample(scale_factor=2)), (1, 9, 9))
    assert [type(number) for number in up[0]] == [int] * 3 and str(up[0]) == "Field(size=3, jump=1, start=0)"


def test_the_rules_are_for_operations():
    assert all(callable(operation) and operation.__module__.startswith("minidl.") for operation in RULES)
    assert all(ops.__dict__.get(f.__name__, f) is f for f in RULES if f.__module__ == "minidl.ops")


def test_a_weight_made_from_the_image_has_no_field():
    class Odd(nn.Module):
        def forward(self, x):
            return F.conv2d(x, x[:, :, :3, :3].clone(), padding=1)

    with pytest.raises(ValueError, match="receptive_field"):
        receptive_field(Odd(), (1, 8, 8))


def layers(draw):
    """A stack of convolutions and mean pooling, without activations: nothing that can hide a cell."""
    stack, channels = [], 1
    for _ in range(draw(st.integers(1, 3))):
        kernel = draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
        stride = draw(st.tuples(st.integers(1, 2), st.integers(1, 2)))
        if draw(st.booleans()):
            padding, dilation = draw(st.integers(0, 2)), draw(st.integers(1, 2))
            stack.append(nn.Conv2d(channels, 2, kernel, stride, padding, dilation))
            channels = 2
        else:
            stack.append(nn.AvgPool2d(kernel, stride))
    return nn.Sequential(*stack).double()


@settings(max_examples=60)
@given(st.data())
def test_the_measured_field_fills_the_formula_s(data):
    """The outermost cells that a gradient reaches are those of the formula, cut at the image's edge."""
    model, size = layers(data.draw), (data.draw(st.integers(9, 16)), data.draw(st.integers(9, 16)))
    try:
        fields = receptive_field(model, (1, *size))
    except ValueError:
        assume(False)  # the image is too small for this stack
    x = minidl.randn(2, 1, *size, dtype=minidl.float64)
    grid = model(x).shape[2:]
    unit = tuple(data.draw(st.integers(0, n - 1)) for n in grid)
    seen = effective_receptive_field(model, x, unit) > 0
    for axis, (field, place, n) in enumerate(zip(fields, unit, size, strict=True)):
        cells = np.flatnonzero(seen.any(axis=1 - axis))
        first = field.start + place * field.jump
        inside = range(max(first, 0), min(first + field.size, n))
        if cells.size:
            assert cells[0] >= inside.start and cells[-1] < inside.stop
        unpadded = all(getattr(layer, "padding", 0) in (0, (0, 0)) for layer in model)
        if unpadded:
            assert (cells[0], cells[-1] + 1) == (inside.start, inside.stop) == (first, first + field.size)


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (nn.ConvTranspose2d(1, 1, 2, 2), Field(3, 1, -1)),
        (nn.ConvTranspose2d(1, 1, 3, 2, 1), Field(5, 1, -1)),
        (nn.Upsample(scale_factor=2), Field(3, 1, 0)),
        (nn.Upsample(scale_factor=2, mode="bilinear"), Field(5, 1, 0)),
        (nn.AdaptiveAvgPool2d(1), Field(13, 12, 0)),
        (nn.AdaptiveAvgPool2d((3, 3)), Field(5, 4, 0)),
        (nn.Conv2d(1, 1, 3, padding=1, padding_mode="reflect"), Field(7, 2, -2)),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, nn.Module) else None,
)
def test_up_again(layer, expected):
    """Behind a layer of field 3 and jump 2, on a grid of 6."""
    assert receptive_field(nn.Sequential(nn.Conv2d(1, 1, 3, 2), layer), (1, 13, 13))[0] == expected


def test_padding_moves_the_start():
    class Padded(nn.Module):
        def forward(self, x):
            return F.max_pool2d(F.pad(x, (2, 1)), 3)

    assert receptive_field(Padded(), (1, 9, 9)) == (Field(3, 3, 0), Field(3, 3, -2))


def test_dilation_leaves_holes():
    model = nn.Sequential(nn.Conv2d(1, 1, 3, dilation=2), nn.Conv2d(1, 1, 3, dilation=2))
    assert receptive_field(model, (1, 16, 16))[0].size == 9
    seen = effective_receptive_field(model, minidl.randn(1, 1, 16, 16), (0, 0)) > 0
    assert seen[:9:2, :9:2].all() and seen.sum() == 25


def test_measuring_leaves_the_model_alone():
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2)).train()
    x = minidl.randn(2, 1, 8, 8)
    (model(x) ** 2).mean().backward()
    grads = [p.grad.numpy().copy() for p in model.parameters()]
    state = {name: t.data.numpy().copy() for name, t in model.state_dict().items()}
    effective_receptive_field(model, x)
    receptive_field(model, (1, 8, 8))
    assert all(np.array_equal(p.grad.numpy(), g) for p, g in zip(model.parameters(), grads, strict=True))
    assert all(np.array_equal(t.data.numpy(), state[name]) for name, t in model.state_dict().items())
    assert model.training and x.grad is None and not x.requires_grad


def test_the_middle_unit_is_measured_unless_another_is_named():
    model, x = nn.Conv1d(1, 1, 3), minidl.randn(1, 1, 9)
    np.testing.assert_array_equal(np.flatnonzero(effective_receptive_field(model, x)), [3, 4, 5])
    np.testing.assert_array_equal(np.flatnonzero(effective_receptive_field(model, x, (0,))), [0, 1, 2])
    with pytest.raises(ValueError, match=r"no unit \(7,\) in an output of shape \(1, 1, 7\)"):
        effective_receptive_field(model, x, (7,))
    with pytest.raises(ValueError, match="expects input"):
        effective_receptive_field(model, minidl.randn(1, 9))


EVERY_RULE = [
    *("x + x - x * x / (x + 3)", "(x % 2 // 1) ** 2", "(x + 1) ** x", "minidl.maximum(x, -x)", "minidl.minimum(x, -x)"),
    *("minidl.where(x > 0, x, -x)", "x.exp().log().sqrt()", "x.sin() + x.cos()", "x.abs().tanh().sigmoid()"),
    *("x.relu().clamp(0, 1).clone().double()", "x.unsqueeze(1).expand(1, 3, -1, -1, -1)", "F.leaky_relu(x)"),
    *("F.prelu(x, minidl.ones(1))", "F.elu(x)", "F.gelu(x)", "F.gelu(x, approximate='tanh')", "F.silu(x)"),
    *("F.softplus(x)", "F.hardtanh(x)", "nn.BatchNorm2d(4).eval()(x)", "F.batch_norm(x, None, None, training=True)"),
    *("F.layer_norm(x, (6,))", "minidl.cat([x, x], 1)", "F.softmax(x, 1)", "F.log_softmax(x, 1)", "x.sum(1)"),
    *("x.mean(1)", "x.prod(1)", "x.amax(1)", "x.amin(1)", "x.var(1)", "x.std(1)", "x.max(1)[0]", "x[:, :2]"),
    *("x.round() - minidl.fmod(x, 2)", "x.erf().expm1().log1p()", "x.tan().atan()", "(x * 0.1).asin() + x.sinh()"),
    *("(x * 0.1).acos() * x.cosh()", "x.log2() + x.log10()", "x.rsqrt()", "x.norm(dim=1)", "x.logsumexp(1)"),
    *("x.permute(0, 2, 3, 1) @ minidl.ones(4, 2)", "F.linear(x.permute(0, 2, 3, 1), minidl.ones(5, 4))"),
]  # fmt: skip
WINDOWED = [
    *("F.conv2d(x, minidl.ones(1, 4, 3, 3))", "F.max_pool2d(x, 3)", "F.avg_pool2d(x, 3)", "F.pad(x, (1, 1))"),
    *(
        "F.conv_transpose2d(x, minidl.ones(4, 1, 3, 3))",
        "F.interpolate(x, 12)",
        "F.adaptive_avg_pool2d(x, 3)",
    ),
]


def test_each_rule_is_used_and_needed():
    seen = set()
    for code in EVERY_RULE + WINDOWED:
        with watch(lambda operation, *_: seen.add(operation)):
            x = minidl.ones(1, 4, 6, 6, requires_grad=True)
            eval(code, WORDS | {"x": x})
    sequences = nn.Sequential(nn.Conv1d(4, 2, 3), nn.ConvTranspose1d(2, 2, 3))
    with watch(lambda operation, *_: seen.add(operation)):
        assert receptive_field(sequences, (4, 9)) == (Field(5, 1, -2),)
        sequences(minidl.ones(1, 4, 9))
    assert set(RULES) - seen == set()
    for code in EVERY_RULE:
        assert receptive_field(Call(code), (4, 6, 6)) == (Field(), Field()), code
