"""summary counts what the lectures count, and leaves the model as it was."""

import numpy as np
import pytest

import minidl
from minidl import nn
from minidl.inspect import summary


def lenet():
    return nn.Sequential(
        nn.Conv2d(1, 20, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(20, 50, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(2450, 500), nn.ReLU(), nn.Linear(500, 10),
    )  # fmt: skip


def test_the_lectures_lenet():
    table = summary(lenet(), (1, 28, 28))
    assert [layer.weights for layer in table.layers if layer.weights] == [500, 25_000, 1_225_000, 5_000]
    assert (table.weights, table.parameters) == (1_255_500, 1_256_080)
    shapes = [layer.output_shape for layer in table.layers]
    assert shapes[0] == (20, 28, 28) and shapes[2] == (20, 14, 14) and shapes[5] == (50, 7, 7)
    assert shapes[6:] == [(2450,), (500,), (500,), (10,)]
    macs = [layer.macs for layer in table.layers if layer.macs]
    assert macs == [500 * 28 * 28, 25_000 * 14 * 14, 1_225_000, 5_000] and table.macs == sum(macs)


def test_the_lectures_model_of_8586_parameters():
    layers = [nn.Conv2d(1, 8, 7, stride=2), nn.Conv2d(8, 16, 5, stride=2), nn.Conv2d(16, 32, 3)]
    model = nn.Sequential(*layers, nn.AvgPool2d(2), nn.Flatten(), nn.Linear(32, 10))
    table = summary(model, (1, 28, 28))
    assert table.parameters == 8_586
    assert [layer.parameters for layer in table.layers if layer.parameters] == [400, 3_216, 4_640, 330]
    assert [layer.output_shape for layer in table.layers[:3]] == [(8, 11, 11), (16, 4, 4), (32, 2, 2)]


def test_print_is_a_table():
    text = str(summary(nn.Sequential(nn.Flatten(), nn.Linear(784, 10)), (1, 28, 28)))
    assert "field" not in text  # nothing in it has a receptive field
    header, _, input_row, flatten, linear, _, total = text.splitlines()
    assert header.split() == ["layer", "output", "shape", "weights", "parameters", "MACs"]
    assert input_row.split() == ["input", "1×28×28"] and flatten.split() == ["0", "Flatten", "784"]
    assert linear.split() == ["1", "Linear", "10", "7,840", "7,850", "7,840"]
    assert total.split() == ["total", "7,840", "7,850", "7,840"]
    assert text == repr(summary(nn.Sequential(nn.Flatten(), nn.Linear(784, 10)), (1, 28, 28)))


def test_a_shared_layer_runs_twice_and_counts_once():
    layer = nn.Linear(4, 4)
    table = summary(nn.Sequential(layer, nn.ReLU(), layer), (4,))
    assert [row.kind for row in table.layers] == ["Linear", "ReLU", "Linear"]
    assert [row.parameters for row in table.layers] == [20, 0, 0] and table.parameters == 20
    assert [row.macs for row in table.layers] == [16, 0, 16]


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.inner = nn.Sequential(nn.Linear(width, width), nn.ReLU())
        self.norm = nn.BatchNorm1d(width)

    def forward(self, x):
        return self.norm(self.inner(x)) + x


def test_nested_modules_have_dotted_names():
    table = summary(nn.Sequential(Block(3), nn.Linear(3, 2)), (3,))
    assert [row.name for row in table.layers] == ["0.inner.0", "0.inner.1", "0.norm", "1"]
    assert table.parameters == 12 + 6 + 8
    alone = summary(nn.Linear(3, 2), (3,))
    assert [row.name for row in alone.layers] == [""] and alone.parameters == 8


def test_functions_and_own_parameters_count_where_they_are():
    class Scaled(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = nn.Linear(3, 4)
            self.scale = nn.Parameter(np.ones(4, np.float32))

        def forward(self, x):
            y = self.inner(x) * self.scale
            return y @ y.T

    table = summary(Scaled(), (3,))
    assert [(row.kind, row.parameters, row.macs) for row in table.layers] == [
        ("Linear", 16, 12),
        ("Scaled", 4, 4),
    ]
    assert table.parameters == 20 and table.macs == 16


def test_760_parameters_and_768000_multiplications():
    """The lectures' 10 filters of 5×5 on 32×32×3 with padding 2: 76 each, 10,240 outputs of 75 products."""
    table = summary(nn.Conv2d(3, 10, 5, padding=2), (3, 32, 32))
    assert (table.parameters, table.macs) == (760, 768_000)
    assert table.layers[0].output_shape == (10, 32, 32) and table.parameters == 10 * 76


def test_the_separable_model_of_1427_parameters():
    def separable(inputs, outputs, kernel, stride):
        depthwise = nn.Conv2d(inputs, inputs, kernel, stride, groups=inputs, bias=False)
        return nn.Sequential(depthwise, nn.Conv2d(inputs, outputs, 1))

    layers = [separable(1, 8, 7, 2), separable(8, 16, 5, 2), separable(16, 32, 3, 1)]
    model = nn.Sequential(*layers, nn.AvgPool2d(2), nn.Flatten(), nn.Linear(32, 10))
    counts = [sum(p.numel() for p in part.parameters()) for part in model]
    assert [n for n in counts if n] == [65, 344, 688, 330]
    assert summary(model, (1, 28, 28)).parameters == 1_427


def test_multiplications_of_other_layers():
    assert summary(nn.ConvTranspose2d(8, 4, 3, 2), (8, 5, 5)).macs == 8 * 5 * 5 * 4 * 9
    assert summary(nn.LocallyConnected2d(1, 3, 5, 2), (1, 5, 5)).macs == 4 * 4 * 3 * 4


def test_a_sequence_a_double_model_and_one_number():
    assert summary(nn.Conv1d(2, 3, 5), (2, 9)).layers[0].output_shape == (3, 5)
    assert summary(nn.Linear(3, 2).double(), (3,)).macs == 6
    assert summary(nn.Flatten(0), (3,)).parameters == 0


def test_the_model_is_left_as_it_was():
    model = nn.Sequential(nn.Linear(3, 3), nn.Dropout(0.5), nn.BatchNorm1d(3), nn.Sequential(nn.Linear(3, 1)))
    model.train()
    model[2].eval()
    calls = []
    model[0].register_forward_hook(lambda *_: calls.append(1))
    state = {name: t.data.numpy().copy() for name, t in model.state_dict().items()}
    flags = [m.training for m in model.modules()]

    summary(model, (3,))
    with pytest.raises(ValueError):
        summary(model, (4,))

    assert [m.training for m in model.modules()] == flags and flags[1] and not flags[3]
    for name, t in model.state_dict().items():
        np.testing.assert_array_equal(t.data.numpy(), state[name])
    assert all(p.grad is None for p in model.parameters())
    ran = len(calls)
    model[0](minidl.ones(2, 3))
    assert len(calls) == ran + 1
    assert [len(m._forward_hooks) + len(m._forward_pre_hooks) for m in model.modules()] == [0, 1, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("model", "shape", "match"),
    [
        (nn.Sequential(nn.Flatten(), nn.Linear(10, 2)), (1, 28, 28), r"input \(1, 28, 28\) does not go through the model. layer '1': linear: weight \(2, 10\) expects 10"),
        (nn.Sequential(nn.Conv2d(3, 4, 3)), (1, 8, 8), "layer '0': .*conv2d: weight .* expects 3 input channels"),
        (nn.Sequential(nn.Sequential(nn.Conv2d(1, 4, 9))), (1, 8, 8), "layer '0.0': .*conv2d: the kernel does not fit"),
    ],
)  # fmt: skip
def test_the_error_names_the_layer(model, shape, match):
    with pytest.raises(ValueError, match=match):
        summary(model, shape)


def test_the_input_shape_is_a_tuple():
    with pytest.raises(TypeError, match=r"input_shape is a tuple such as \(1, 28, 28\), got 784"):
        summary(nn.Linear(784, 10), 784)


def test_the_error_names_the_dtype_for_indices():
    with pytest.raises(ValueError, match=r"embedding: .* If it takes indices: dtype=minidl\.int64\."):
        summary(nn.Embedding(5, 3), (4,))
    assert summary(nn.Embedding(5, 3), (4,), minidl.int64).layers[0].output_shape == (4, 3)
