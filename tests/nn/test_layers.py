"""Layers: what is said about wrong settings and inputs, and that nothing is changed then."""

import copy
import inspect

import numpy as np
import pytest

import minidl
from minidl import nn
from tests.names import classes
from tests.parity import pytorch


@pytest.mark.parametrize(
    ("build", "error", "words"),
    [
        (
            lambda: nn.Linear(28 * 28 / 2, 10),
            TypeError,
            r"Linear: in_features must be a whole number, got 392.0. For a half, write // 2",
        ),
        (lambda: nn.Linear(3, "4"), TypeError, "Linear: out_features must be a whole number, got '4'"),
        (lambda: nn.Linear(3, -4), ValueError, "Linear: out_features must not be negative, got -4"),
        (lambda: nn.BatchNorm1d(2.0), TypeError, "BatchNorm1d: num_features must be a whole number, got 2.0"),
        (lambda: nn.Conv2d(1, 2.5, 3), TypeError, "Conv2d: out_channels must be a whole number, got 2.5"),
        (
            lambda: nn.Conv2d(1, 2, 3.5),
            TypeError,
            "Conv2d: kernel_size must be an integer or 2 integers, got 3.5",
        ),
        (lambda: nn.Conv1d(1, 2, (3, 3)), TypeError, r"Conv1d: kernel_size must be an integer, got \(3, 3\)"),
        (lambda: nn.Conv2d(1, 2, 0), ValueError, r"Conv2d: kernel_size must be at least 1, got \(0, 0\)"),
        (lambda: nn.Conv2d(1, 2, 3, stride=0), ValueError, "Conv2d: stride must be at least 1"),
        (
            lambda: nn.Conv2d(1, 2, 3, padding="full"),
            ValueError,
            "Conv2d: padding is a number, .*, got 'full'",
        ),
        (lambda: nn.Conv2d(1, 2, 3, 2, "same"), ValueError, "Conv2d: padding='same' needs stride 1"),
        (lambda: nn.Conv2d(1, 2, 3, padding=-1), ValueError, "Conv2d: padding must not be negative"),
        (
            lambda: nn.Conv2d(3, 6, 3, groups=2),
            ValueError,
            "groups must divide in_channels and out_channels, got groups=2, in_channels=3, out_channels=6",
        ),
        (
            lambda: nn.Conv2d(4, 4, 3, groups=0),
            ValueError,
            "Conv2d: groups must divide in_channels and out_channels, got groups=0",
        ),
        (
            lambda: nn.Conv2d(1, 2, 3, padding_mode="mirror"),
            ValueError,
            "padding_mode must be 'zeros', 'reflect', 'replicate' or 'circular', got 'mirror'",
        ),
        (lambda: nn.Dropout(1.5), ValueError, "Dropout: p must be between 0 and 1, got 1.5"),
        (lambda: nn.Dropout(0.5, 1), TypeError, "Dropout: inplace must be True or False, got 1"),
        (lambda: nn.SiLU(1), TypeError, "SiLU: inplace must be True or False, got 1"),
        (lambda: nn.ELU(1.0, None), TypeError, "ELU: inplace must be True or False, got None"),
        (lambda: nn.PReLU(-1), ValueError, "PReLU: num_parameters must not be negative, got -1"),
        (
            lambda: nn.Hardtanh(1, 1),
            ValueError,
            "Hardtanh: max_val must be above 1, got 1.",
        ),
        (
            lambda: nn.CrossEntropyLoss(reduction="none?"),
            ValueError,
            "CrossEntropyLoss: reduction must be 'none', 'mean' or 'sum'",
        ),
        (lambda: nn.CrossEntropyLoss([1.0, 2.0]), TypeError, "buffer 'weight' must be a Tensor, got list"),
        (lambda: nn.LayerNorm(3.5), TypeError, "LayerNorm: normalized_shape must be a whole number, got 3.5"),
        (lambda: nn.LayerNorm((3, -1)), ValueError, "LayerNorm: normalized_shape must not be negative"),
        (
            lambda: nn.GroupNorm(4, 6),
            ValueError,
            "num_groups must divide num_channels, got num_groups=4, num_channels=6",
        ),
        (
            lambda: nn.GroupNorm(0, 6),
            ValueError,
            "num_groups must divide num_channels, got num_groups=0, num_channels=6",
        ),
        (lambda: nn.Unflatten(1, 6), TypeError, "Unflatten: unflattened_size is a tuple of integers, got 6"),
        (lambda: nn.Unflatten(1, (2, 3.0)), TypeError, r"is a tuple of integers, got \(2, 3.0\)"),
        (lambda: nn.Dropout2d(1.5), ValueError, "Dropout2d: p must be between 0 and 1, got 1.5"),
        (lambda: nn.Dropout1d(0.5, 1), TypeError, "Dropout1d: inplace must be True or False, got 1"),
        (lambda: nn.AvgPool1d((2, 2)), TypeError, r"AvgPool1d: kernel_size must be an integer, got \(2, 2\)"),
    ],
)
def test_wrong_settings(build, error, words):
    with pytest.raises(error, match=words):
        build()


SETTINGS = {  # what a layer cannot be made without
    "Linear": (3, 4), "Conv1d": (3, 4, 2), "Conv2d": (3, 4, 2), "ConvTranspose1d": (3, 4, 2),
    "ConvTranspose2d": (3, 4, 2), "LocallyConnected2d": (3, 4, 8, 2), "Fold": (4, 2), "Unfold": (2,),
    "MaxPool1d": (2,), "MaxPool2d": (2,), "AvgPool1d": (2,), "AvgPool2d": (2,), "LPPool1d": (2, 2),
    "LPPool2d": (2, 2), "MaxUnpool1d": (2,), "MaxUnpool2d": (2,), "Embedding": (3, 4), "Maxout": (2,),
    "AdaptiveAvgPool1d": (2,), "AdaptiveAvgPool2d": (2,), "AdaptiveMaxPool1d": (2,), "AdaptiveMaxPool2d": (2,),
    "BatchNorm1d": (3,), "BatchNorm2d": (3,), "LayerNorm": (3,), "GroupNorm": (2, 4), "Unflatten": (1, (3,)),
    "PixelShuffle": (2,), "ConstantPad1d": (1, 2.0), "ConstantPad2d": (1, 2.0), "InstanceNorm1d": (3,), "InstanceNorm2d": (3,), "LocalResponseNorm": (2,), "PixelUnshuffle": (2,), "HuberLoss": (), "CosineSimilarity": (), "RMSNorm": (3,),
    "LazyLinear": (4,), "LazyConv1d": (4, 2), "LazyConv2d": (4, 2), "Threshold": (0, 1),
    **{f"{kind}Pad{n}d": (1,) for kind in ("Zero", "Reflection", "Replication", "Circular") for n in (1, 2)},
}  # fmt: skip
SETTINGS |= {
    "MultiheadAttention": (8, 2),
    "TransformerEncoderLayer": (8, 2),
    "TransformerDecoderLayer": (8, 2),
}
SETTINGS |= {f"Transformer{kind}": (nn.ReLU(), 2) for kind in ("Encoder", "Decoder")} | {
    "Transformer": (8, 2)
}
SETTINGS |= {f"{kind}{cell}": (3, 4) for kind in ("RNN", "LSTM", "GRU") for cell in ("", "Cell")}
PARTS = {"Module", "ModuleDict", "ModuleList", "Parameter", "ParameterDict", "ParameterList", "Sequential"}
# A weight for each class or sample is data: a prediction in its place is told by its shape or its gradient.
WEIGHTED = {"CrossEntropyLoss", "NLLLoss", "BCELoss", "BCEWithLogitsLoss"}


@pytest.mark.parametrize("data", [minidl.randn(2, 3), np.ones((2, 3), np.float32), minidl.tensor([1, 2])])
@pytest.mark.parametrize("name", sorted(set(classes(nn)) - PARTS))
def test_data_in_place_of_settings(name, data):
    """nn.MSELoss(prediction, target) and nn.Linear(3, 4, x), with data at each place in the brackets."""
    layer, needed = getattr(nn, name), SETTINGS.get(name, ())
    places = [p for p in inspect.signature(layer).parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
    tried = 0
    for place, parameter in enumerate(places or [None]):
        if parameter and parameter.name in ("device", "dtype", "weight", "_weight", "_freeze"):
            continue
        given = [*needed[:place], *[p.default for p in places[len(needed) : place]], data]
        with pytest.raises(TypeError, match=rf"{name}: .*is a setting, got an? (Tensor|ndarray)\. Make the"):
            layer(*given, *needed[place + 1 :])
        tried += 1
    if name.endswith("Loss") and name != "HuberLoss":
        with pytest.raises((TypeError, ValueError), match=rf"{name}: .*Make the layer first: {name}\(\)\("):
            layer(*[p.default for p in places[: -1 if name in WEIGHTED else None]], data, data)
        tried += 1
    assert tried


def test_a_prediction_in_place_of_a_weight():
    logits = minidl.randn(4, 3)
    for layer in (nn.CrossEntropyLoss, nn.NLLLoss, lambda x: nn.MultiMarginLoss(1, 1.0, x)):
        with pytest.raises(
            ValueError, match=r"weight is one number for each class, got shape \(4, 3\)\. Make"
        ):
            layer(logits)
    with pytest.raises(ValueError, match=r"BCELoss: weight cannot be trained here"):
        nn.BCELoss(nn.Linear(3, 1)(logits).sigmoid())


def test_settings_by_name():
    with pytest.raises(TypeError, match="L1Loss: settings are given by name, got 'sum'"):
        nn.L1Loss("sum")
    with pytest.raises(TypeError, match="Tanh: settings are given by name, got 3"):
        nn.Tanh(3)


@pytest.mark.parametrize(
    ("layer", "shape", "words"),
    [
        (nn.Linear(784, 10), (64, 1, 28, 28), r"Did you forget nn.Flatten\(\)\? It gives 784 features"),
        (nn.Linear(3, 2), (5, 4), r"expects 3 input features, .* Did you mean Linear\(4, 2\)"),
        (
            nn.Conv2d(3, 8, 3),
            (2, 1, 28, 28),
            r"expects 3 input channels, .* Did you mean Conv2d\(1, 8, ...\)",
        ),
        (nn.Conv2d(1, 8, 9), (2, 1, 5, 5), "the kernel does not fit: along the height"),
        (nn.Conv1d(1, 8, 3), (2, 1, 5, 5), r"conv1d: expects input \(N, C, L\), got \(2, 1, 5, 5\)"),
        (nn.MaxPool2d(3), (1, 1, 2, 2), "max_pool2d: the kernel does not fit"),
        (nn.BatchNorm1d(3), (2, 3, 4, 5), r"BatchNorm1d: expects input with 2 or 3 axes, got \(2, 3, 4, 5\)"),
        (nn.BatchNorm2d(3), (2, 3), r"BatchNorm2d: expects input with 4 axes, got \(2, 3\)"),
        (
            nn.BatchNorm2d(3),
            (2, 4, 5, 5),
            r"running_mean must have shape \(4,\), .* got \(3,\). Did you mean BatchNorm\(4\)",
        ),
        (nn.LayerNorm(3), (4, 5), r"must be the last sizes of input, .* Did you mean LayerNorm\(5\)"),
        (
            nn.GroupNorm(2, 4),
            (2, 6, 3),
            r"weight must have shape \(6,\), one number for each channel, got \(4,\)",
        ),
        (nn.Unflatten(1, (2, 3)), (2, 5), r"axis 1 of shape \(2, 5\) has 5, which \(2, 3\) do not make"),
        (nn.Unflatten(1, (-1, -1)), (2, 4), r"has 4, which \(-1, -1\) do not make"),
        (nn.Unflatten(1, ()), (2, 1), r"which \(\) do not make"),
        (nn.BatchNorm1d(3), (1, 3), "training needs more than one value per channel"),
    ],
)
def test_wrong_inputs_leave_the_layer_as_it_was(layer, shape, words):
    before = {name: np.array(t.data.numpy()) for name, t in layer.state_dict().items()}
    with pytest.raises(ValueError, match=words):
        layer(minidl.randn(*shape))
    for name, tensor in layer.state_dict().items():
        np.testing.assert_array_equal(tensor.data.numpy(), before[name])


@pytest.mark.parametrize("layer", [nn.Linear(3, 2), nn.Conv2d(3, 2, 1), nn.BatchNorm1d(3), nn.MaxPool2d(1)])
def test_arrays_are_not_tensors(layer):
    with pytest.raises(TypeError, match=r"must be a Tensor, got ndarray. Wrap it with minidl.from_numpy"):
        layer(np.zeros((4, 3), np.float32))


def test_double_precision_data_into_a_single_precision_model():
    model = nn.Sequential(nn.Linear(3, 2))
    with pytest.raises(
        TypeError, match=r"input.to\(minidl.float32\), or the whole model: model.to\(minidl.float64\)"
    ):
        model(minidl.from_numpy(np.zeros((4, 3))))
    assert model.double()(minidl.from_numpy(np.zeros((4, 3)))).dtype == minidl.float64


def test_batch_norm_can_start_anew():
    norm = nn.BatchNorm1d(2)
    norm(minidl.randn(5, 2))
    nn.init.constant_(norm.weight, 3)
    assert norm.num_batches_tracked.item() == 1
    norm.reset_running_stats()
    assert norm.running_mean.tolist() == [0, 0] and norm.running_var.tolist() == [1, 1]
    assert norm.num_batches_tracked.item() == 0 and norm.weight.tolist() == [3, 3]
    norm.reset_parameters()
    assert norm.weight.tolist() == [1, 1] and norm.bias.tolist() == [0, 0]


def test_batch_norm_without_statistics_uses_the_batch_in_evaluation_too():
    norm, x = nn.BatchNorm1d(2, track_running_stats=False), minidl.randn(5, 2)
    np.testing.assert_array_equal(norm(x).data.numpy(), norm.eval()(x).data.numpy())


def test_dropout_follows_the_mode():
    drop, x = nn.Dropout(0.5), minidl.ones(1000)
    assert 400 < (drop(x).data.numpy() == 0).sum() < 600
    assert (drop.eval()(x).data.numpy() == 1).all()


def test_sizes_of_zero_are_made_with_a_warning():
    for build in (lambda: nn.Linear(0, 3), lambda: nn.Linear(3, 0), lambda: nn.Conv2d(0, 2, 3)):
        with pytest.warns(UserWarning, match=r"has nothing to fill"):
            build()
    assert nn.BatchNorm1d(0)(minidl.zeros(4, 0)).shape == (4, 0)


@pytest.mark.parametrize("norm", [nn.LayerNorm(3), nn.GroupNorm(1, 3)])
def test_scale_and_shift_can_start_anew(norm):
    nn.init.constant_(norm.weight, 3)
    nn.init.constant_(norm.bias, 3)
    norm.reset_parameters()
    assert norm.weight.tolist() == [1, 1, 1] and norm.bias.tolist() == [0, 0, 0]


def test_unflatten_undoes_flatten():
    x = minidl.randn(2, 3, 4, 5)
    assert (nn.Sequential(nn.Flatten(), nn.Unflatten(1, (3, 4, 5)))(x).data.numpy() == x.data.numpy()).all()
    assert minidl.zeros(0, 6).unflatten(1, (2, -1)).shape == (0, 2, 3)
    assert minidl.zeros(2, 0).unflatten(-1, (0, 3)).shape == (2, 0, 3)


def test_lazy_layers_become_the_others_with_their_first_input():
    torch = pytorch()

    def net(library):
        nn = library.nn
        conv = nn.Sequential(nn.LazyConv2d(4, 3, bias=False), nn.LazyBatchNorm2d(), nn.ReLU(), nn.Flatten())
        return nn.Sequential(
            conv, nn.LazyLinear(5), nn.LazyBatchNorm1d(), nn.Unflatten(1, (1, 5)), nn.LazyConv1d(2, 3)
        )

    ours, theirs = net(minidl), net(torch)
    assert str(ours) == str(theirs)
    numbers = np.sin(np.arange(2 * 3 * 6 * 6)).reshape(2, 3, 6, 6).astype(np.float32)
    before = list(ours.parameters())
    optimizer = minidl.optim.SGD(before, lr=0.1)
    ours(minidl.from_numpy(numbers)), theirs(torch.from_numpy(numbers))
    assert str(ours) == str(theirs) and [type(m).__name__ for m in ours.modules()] == [
        type(m).__name__ for m in theirs.modules()
    ]
    assert all(a is b for a, b in zip(before, ours.parameters(), strict=True))
    ours.load_state_dict(theirs.state_dict())
    mine, other = ours(minidl.from_numpy(numbers)), theirs(torch.from_numpy(numbers))
    np.testing.assert_allclose(mine.detach().numpy(), other.detach().numpy(), rtol=1e-4, atol=1e-5)
    weight = ours[1].weight.clone()
    mine.square().sum().backward()
    optimizer.step()  # made before the sizes were known
    assert not minidl.equal(weight, ours[1].weight)


def test_lazy_layers_can_be_copied_before():
    net = nn.Sequential(nn.LazyLinear(2))
    copied = copy.deepcopy(net)
    assert net(minidl.ones(1, 3)).shape == copied(minidl.ones(1, 5)).shape == (1, 2)
    assert (net[0].in_features, copied[0].in_features) == (3, 5)
