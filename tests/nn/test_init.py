"""First numbers: the distributions are PyTorch's, by default and by name."""

import math

import numpy as np
import pytest

import minidl
from minidl import nn
from tests.parity import pytorch

N = 20_000


def check_uniform(values, bound):
    """Flat between ±bound: extremes, mean, standard deviation, and every tenth of the range."""
    values = np.ravel(values)
    count = values.size
    assert np.abs(values).max() <= bound * (1 + 1e-6)
    assert np.abs(values).max() > bound * (1 - 50 / count)
    assert abs(values.mean()) < 5 * bound / math.sqrt(3 * count)
    assert abs(values.std() / (bound / math.sqrt(3)) - 1) < 4 / math.sqrt(count)
    shares = np.histogram(values, 10, (-bound, bound))[0] / count
    assert np.abs(shares - 0.1).max() < 5 * math.sqrt(0.09 / count)


def check_normal(values, std, mean=0.0):
    """Bell-shaped: mean, standard deviation, and the share within one and two of them."""
    values = (np.ravel(values) - mean) / std
    count = values.size
    assert abs(values.mean()) < 5 / math.sqrt(count)
    assert abs(values.std() - 1) < 4 / math.sqrt(count)
    for sigmas, share in ((1, 0.6827), (2, 0.9545)):
        assert abs((np.abs(values) < sigmas).mean() - share) < 5 * math.sqrt(0.25 / count)


@pytest.mark.parametrize(
    ("make", "fan_in"),
    [
        (lambda: nn.Linear(50, 400), 50),
        (lambda: nn.Conv2d(4, 200, (3, 5)), 60),
        (lambda: nn.Conv2d(8, 400, 3, groups=4), 18),
        (lambda: nn.Conv1d(10, 400, 5), 50),
    ],
)
def test_default_weights_and_biases_are_uniform_within_one_over_root_fan_in(make, fan_in):
    layers = [make() for _ in range(20)]
    for name in ("weight", "bias"):
        values = np.stack([getattr(layer, name).data.numpy() for layer in layers])
        assert values.dtype == np.float32
        check_uniform(values, 1 / math.sqrt(fan_in))


def test_the_defaults_have_pytorchs_bounds_and_spread():
    torch = pytorch()
    for ours, theirs in (
        (nn.Linear(30, 700), torch.nn.Linear(30, 700)),
        (nn.Conv2d(6, 90, 5, groups=2), torch.nn.Conv2d(6, 90, 5, groups=2)),
    ):
        for name in ("weight", "bias"):
            a, b = getattr(ours, name).data.numpy(), getattr(theirs, name).detach().numpy()
            assert abs(np.abs(a).max() / np.abs(b).max() - 1) < 0.05
            assert abs(a.std() / b.std() - 1) < 6 / math.sqrt(a.size)
    norm = nn.BatchNorm2d(3)
    assert [t.tolist() for t in norm.state_dict().values()] == [[1] * 3, [0] * 3, [0] * 3, [1] * 3, 0]


def test_resetting_draws_new_numbers():
    linear = nn.Linear(5, 5)
    before = linear.weight.data.numpy().copy()
    linear.reset_parameters()
    assert (linear.weight.data.numpy() != before).all()


def test_the_seed_decides():
    minidl.manual_seed(3)
    first = nn.Linear(5, 5).weight.data.numpy()
    minidl.manual_seed(3)
    assert (nn.Linear(5, 5).weight.data.numpy() == first).all()


@pytest.mark.parametrize("dtype", [minidl.float32, minidl.float64])
def test_uniform_normal_and_constants(dtype):
    tensor = minidl.zeros(N, dtype=dtype)
    assert nn.init.uniform_(tensor, -3, 3) is tensor
    check_uniform(tensor.data.numpy(), 3)
    check_uniform(nn.init.uniform_(tensor).data.numpy() - 0.5, 0.5)
    check_normal(nn.init.normal_(tensor).data.numpy(), 1)
    check_normal(nn.init.normal_(tensor, 5, 0.1).data.numpy(), 0.1, 5)
    assert (nn.init.constant_(tensor, 0.25).data.numpy() == 0.25).all()
    assert (nn.init.zeros_(tensor).data.numpy() == 0).all()
    assert (nn.init.ones_(tensor).data.numpy() == 1).all()
    assert tensor.dtype == dtype


@pytest.mark.parametrize("mode", ["fan_in", "fan_out"])
@pytest.mark.parametrize("nonlinearity", ["leaky_relu", "relu", "linear", "tanh"])
def test_kaiming(mode, nonlinearity):
    weight = minidl.zeros(40, 20, 5, 5)
    fan = (20 if mode == "fan_in" else 40) * 25
    std = nn.init.calculate_gain(nonlinearity, 0) / math.sqrt(fan)
    check_uniform(nn.init.kaiming_uniform_(weight, 0, mode, nonlinearity).data.numpy(), std * math.sqrt(3))
    check_normal(nn.init.kaiming_normal_(weight, 0, mode, nonlinearity).data.numpy(), std)


def test_kaiming_with_a_slope():
    weight, std = minidl.zeros(200, 100), math.sqrt(2 / (1 + 5) / 100)
    check_uniform(nn.init.kaiming_uniform_(weight, a=math.sqrt(5)).data.numpy(), std * math.sqrt(3))
    check_normal(nn.init.kaiming_normal_(weight, a=math.sqrt(5)).data.numpy(), std)


@pytest.mark.parametrize("gain", [1.0, 5 / 3])
def test_xavier(gain):
    weight, std = minidl.zeros(60, 20, 4, 4), gain * math.sqrt(2 / (80 * 16))
    check_uniform(nn.init.xavier_uniform_(weight, gain).data.numpy(), std * math.sqrt(3))
    check_normal(nn.init.xavier_normal_(weight, gain).data.numpy(), std)


def same_as_pytorch(name, *shape, **settings):
    expected = getattr(pytorch().nn.init, name)(pytorch().ones(*shape), **settings).numpy()
    weight = minidl.ones(*shape)
    assert getattr(nn.init, name)(weight, **settings) is weight
    np.testing.assert_array_equal(weight.data.numpy(), expected)


@pytest.mark.parametrize("shape", [(3, 3), (2, 5), (5, 2), (0, 2)])
def test_eye(shape):
    same_as_pytorch("eye_", *shape)


@pytest.mark.parametrize(
    ("shape", "groups"),
    [
        ((4, 4, 3), 1),
        ((6, 2, 3, 3), 3),
        ((4, 5, 4, 2), 2),
        ((2, 2, 1, 2, 3), 1),
        ((6, 3, 3), 2),
        ((0, 2, 3), 1),
    ],
)
def test_dirac(shape, groups):
    same_as_pytorch("dirac_", *shape, groups=groups)


def test_a_convolution_that_starts_with_dirac_passes_its_input_on():
    conv, x = nn.Conv2d(4, 4, 3, padding=1, groups=2, bias=False), minidl.randn(2, 4, 5, 6)
    nn.init.dirac_(conv.weight, groups=2)
    np.testing.assert_array_equal(conv(x).data.numpy(), x.data.numpy())


@pytest.mark.parametrize("shape", [(4, 4), (3, 7), (7, 3), (4, 2, 3), (10, 1, 2, 2), (1, 1)])
def test_orthogonal(shape):
    weight = (
        nn.init.orthogonal_(minidl.zeros(*shape, dtype=minidl.float64), gain=2)
        .data.numpy()
        .reshape(shape[0], -1)
    )
    rows, columns = weight.shape
    products = weight @ weight.T if rows <= columns else weight.T @ weight
    np.testing.assert_allclose(products, 4 * np.eye(min(rows, columns)), atol=1e-12)


def test_orthogonal_matrices_are_drawn_evenly():
    """Each entry is as often above 0 as below: of the Q of a QR decomposition alone it is not."""
    many = np.array([nn.init.orthogonal_(minidl.zeros(3, 3)).data.numpy() for _ in range(2000)])
    assert np.abs(many.mean(axis=0)).max() < 5 / math.sqrt(3 * 2000)
    assert np.abs((many**2).mean(axis=0) - 1 / 3).max() < 0.04
    nn.init.orthogonal_(minidl.zeros(0, 3))  # nothing to fill, nothing to say


@pytest.mark.parametrize(
    ("mean", "std", "a", "b"),
    [
        (0, 1, -2, 2),
        (0, 0.02, -2, 2),
        (3, 2, 0, 4),
        (1, 1, 2, 5),
        (0, 1, -math.inf, math.inf),
        (0, 2, 12, math.inf),
    ],
)
def test_trunc_normal(mean, std, a, b):
    values = nn.init.trunc_normal_(minidl.zeros(N), mean, std, a, b).data.numpy().astype(float)
    assert values.min() >= a and values.max() <= b

    def above(z):  # precise far out, too
        return math.erfc(z / math.sqrt(2)) / 2

    low, high = above((a - mean) / std), above((b - mean) / std)
    for share in np.arange(0.1, 1, 0.1):
        expected = (low - above((np.quantile(values, share) - mean) / std)) / (low - high)
        assert abs(expected - share) < 5 * math.sqrt(0.25 / N)


def test_a_generator_of_ones_own():
    for fill in (nn.init.orthogonal_, nn.init.trunc_normal_):
        first, second = [
            fill(minidl.zeros(3, 4), generator=np.random.default_rng(5)).tolist() for _ in range(2)
        ]
        assert first == second
    draw = [nn.init.normal_(minidl.zeros(4), generator=np.random.default_rng(5)).tolist() for _ in range(2)]
    assert draw[0] == draw[1]


LINEAR = ["linear", "sigmoid", "conv1d", "conv2d", "conv3d"]
LINEAR += ["conv_transpose1d", "conv_transpose2d", "conv_transpose3d"]


@pytest.mark.parametrize(
    ("nonlinearity", "param", "gain"),
    [
        *[(name, None, 1) for name in LINEAR],
        ("tanh", None, 5 / 3),
        ("relu", None, math.sqrt(2)),
        ("leaky_relu", None, math.sqrt(2 / 1.0001)),
        ("leaky_relu", 0.2, math.sqrt(2 / 1.04)),
        ("leaky_relu", 0, math.sqrt(2)),
        ("selu", None, 0.75),
    ],
)
def test_gains(nonlinearity, param, gain):
    assert nn.init.calculate_gain(nonlinearity, param) == pytest.approx(gain)


def test_filling_a_parameter_is_a_change_in_place_that_backward_notices():
    linear, x = nn.Linear(2, 2), minidl.ones(1, 2, requires_grad=True)
    loss = linear(x).sum()
    nn.init.zeros_(linear.weight)
    with pytest.raises(RuntimeError, match=r"changed in place"):
        loss.backward()


def test_errors():
    for fill, shape, words in (
        (nn.init.eye_, (3,), r"eye_: expects a weight with 2 axes, got shape \(3,\)"),
        (nn.init.dirac_, (3, 3), r"dirac_: expects a weight with 3 to 5 axes, got shape \(3, 3\)"),
        (nn.init.orthogonal_, (3,), r"orthogonal_: expects a weight with 2 axes or more, got shape \(3,\)"),
        (
            lambda w: nn.init.dirac_(w, 2),
            (3, 3, 3),
            "dirac_: groups must divide output_channels, got groups=2, output_channels=3",
        ),
        (lambda w: nn.init.dirac_(w, 0), (3, 3, 3), "groups must divide output_channels, got groups=0"),
        (lambda w: nn.init.trunc_normal_(w, a=2, b=1), (3,), "trunc_normal_: b must be above 2, got 1"),
        (lambda w: nn.init.trunc_normal_(w, std=0), (3,), "trunc_normal_: std must be above 0, got 0"),
    ):
        with pytest.raises(ValueError, match=words):
            fill(minidl.zeros(*shape))
    with pytest.raises(
        ValueError, match=r"calculate_gain: nonlinearity must be 'linear', .* or 'leaky_relu', got 'swish'"
    ):
        nn.init.calculate_gain("swish")
    with pytest.raises(ValueError, match=r"kaiming_normal_: mode must be 'fan_in' or 'fan_out', got 'fan'"):
        nn.init.kaiming_normal_(minidl.zeros(2, 2), mode="fan")
    with pytest.raises(ValueError, match=r"expects a weight with 2 axes or more, got shape \(3,\)"):
        nn.init.xavier_uniform_(minidl.zeros(3))
    with pytest.raises(TypeError, match=r"zeros_: expects a Tensor to fill, got ndarray\. Try layer\.weight"):
        nn.init.zeros_(np.ones(3))


@pytest.mark.parametrize(
    ("shape", "sparsity", "zeros"), [((40, 300), 0.3, 12), ((7, 5), 0.5, 4), ((3, 4), 0, 0)]
)
def test_sparse(shape, sparsity, zeros):
    weight = nn.init.sparse_(minidl.zeros(*shape), sparsity, std=2.0).numpy()
    assert ((weight == 0).sum(0) == zeros).all()
    if weight.size > 1000:
        assert abs(weight[weight != 0].std() - 2) < 0.1 and abs(weight.mean()) < 0.1
        assert (np.abs((weight == 0).mean(1) - 0.3) < 0.15).all()  # any row may be chosen


def test_the_fans_under_pytorchs_name():
    for shape in ((3, 4), (6, 2, 5), (6, 2, 3, 3)):
        ours = nn.init._calculate_fan_in_and_fan_out(minidl.zeros(*shape))
        assert ours == pytorch().nn.init._calculate_fan_in_and_fan_out(pytorch().zeros(*shape))
