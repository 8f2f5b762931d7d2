"""Transforms: what each must do exactly, that every image gets its own draw, and what is refused."""

import copy

import numpy as np
import pytest

import minidl
from minidl.data import transforms as T

RANDOM = [
    T.RandomCrop(5, padding=1),
    T.RandomHorizontalFlip(),
    T.RandomVerticalFlip(),
    T.RandomRotation(90),
    T.ColorJitter(0.5, 0.5, 0.5),
    T.GaussianNoise(),
    T.RandomErasing(1.0),
]
each_random = pytest.mark.parametrize("transform", RANDOM, ids=lambda t: type(t).__name__)


def images(*shape):
    return minidl.from_numpy(np.random.default_rng(0).random(shape or (6, 3, 6, 7), dtype=np.float32))


def generator():
    return np.random.default_rng(3)


# --- what all of them keep ---


@each_random
@pytest.mark.parametrize("shape", [(4, 3, 6, 7), (4, 1, 6, 7), (3, 6, 7)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_shape_dtype_and_range(transform, shape, dtype):
    x = minidl.from_numpy(images(*shape).data.numpy().astype(dtype))
    before = x.data.numpy().copy()
    y = transform(x)
    expected = (*shape[:-2], 5, 5) if isinstance(transform, T.RandomCrop) else shape
    assert y.shape == expected and y.dtype == dtype
    assert y.data.numpy().min() >= 0 and y.data.numpy().max() <= 1 + 1e-6
    assert (x.data.numpy() == before).all() and not np.may_share_memory(x.data.numpy(), y.data.numpy())


@each_random
def test_the_draw_is_seeded_and_each_image_gets_its_own(transform):
    x = minidl.from_numpy(np.repeat(images(1, 3, 6, 7).data.numpy(), 20, axis=0))
    minidl.manual_seed(0)
    first, second = transform(x).data.numpy(), transform(x).data.numpy()
    minidl.manual_seed(0)
    assert (transform(x).data.numpy() == first).all()
    assert (first != second).any()
    assert len(np.unique(first.reshape(20, -1).round(4), axis=0)) > 1


@each_random
def test_a_generator_of_its_own(transform):
    twin, again = copy.copy(transform), copy.copy(transform)
    twin.generator, again.generator = generator(), generator()
    minidl.manual_seed(0)
    state = minidl.generator().bit_generator.state
    assert (twin(images()).data.numpy() == again(images()).data.numpy()).all()
    assert minidl.generator().bit_generator.state == state


# --- what each does ---


def test_normalize():
    x = images(4, 3, 5, 5)
    mean, std = x.data.numpy().mean(axis=(0, 2, 3)), x.data.numpy().std(axis=(0, 2, 3))
    y = T.Normalize(mean, std)(x).data.numpy()
    np.testing.assert_allclose(y.mean(axis=(0, 2, 3)), 0, atol=1e-6)
    np.testing.assert_allclose(y.std(axis=(0, 2, 3)), 1, rtol=1e-6)
    np.testing.assert_allclose(
        T.Normalize(0.5, 0.25)(x).data.numpy(), (x.data.numpy() - 0.5) / 0.25, rtol=1e-6
    )


def test_flips():
    x = images()
    assert (T.RandomHorizontalFlip(1)(x).data.numpy() == x.data.numpy()[..., ::-1]).all()
    assert (T.RandomVerticalFlip(1)(x).data.numpy() == x.data.numpy()[:, :, ::-1]).all()
    assert (T.RandomHorizontalFlip(0)(x).data.numpy() == x.data.numpy()).all()
    flipped = T.RandomHorizontalFlip(generator=generator())(images(200, 1, 2, 2)).data.numpy()
    share = np.mean([(a == b).all() for a, b in zip(flipped, images(200, 1, 2, 2).data.numpy())])
    assert 0.4 < share < 0.6


def test_a_crop_is_a_window_of_the_padded_image():
    x = images(50, 2, 4, 5)
    padded = np.pad(x.data.numpy(), ((0, 0), (0, 0), (2, 2), (2, 2)))
    cropped = T.RandomCrop((3, 6), padding=2, generator=generator())(x).data.numpy()
    places = set()
    for image, crop in zip(padded, cropped, strict=True):
        found = [(i, j) for i in range(6) for j in range(4) if (image[:, i : i + 3, j : j + 6] == crop).all()]
        assert found
        places.update(found)
    assert {i for i, _ in places} == set(range(6)) and {j for _, j in places} == set(range(4))
    assert (T.RandomCrop((4, 5))(x).data.numpy() == x.data.numpy()).all()


@pytest.mark.parametrize("degrees, turns", [(0, 0), (90, 1), (-90, -1)])
def test_a_quarter_turn_is_exact(degrees, turns):
    x = images(3, 2, 6, 6)
    turned = T.RandomRotation((degrees, degrees))(x).data.numpy()
    np.testing.assert_allclose(turned, np.rot90(x.data.numpy(), turns, axes=(2, 3)), atol=1e-6)


def test_rotation_there_and_back_and_what_comes_from_outside():
    y, x = np.mgrid[-1:1:32j, -1:1:32j]
    smooth = minidl.from_numpy(np.exp(-((y - 0.2) ** 2 + (x + 0.1) ** 2) * 4)[None, None])
    back = T.RandomRotation((-30, -30))(T.RandomRotation((30, 30))(smooth)).data.numpy()
    middle = (slice(None), slice(None), slice(8, 24), slice(8, 24))
    np.testing.assert_allclose(back[middle], smooth.data.numpy()[middle], atol=0.02)
    corner = T.RandomRotation((45, 45), fill=0.5)(minidl.from_numpy(np.zeros((1, 1, 9, 9)))).data.numpy()[
        0, 0
    ]
    assert corner[0, 0] == 0.5 and corner[4, 4] == 0 and 0 <= corner.min() <= corner.max() <= 0.5


def test_angles_cover_their_range():
    x = np.zeros((300, 1, 21, 21))
    x[:, :, 10, 18] = 1  # a pixel to the right of the centre
    turned = T.RandomRotation((-90, 90), generator=generator())(minidl.from_numpy(x)).data.numpy()[:, 0]
    y, x = np.mgrid[-10:11, -10:11]
    weight = turned.sum(axis=(1, 2))
    angle = np.arctan2(-(turned * y).sum(axis=(1, 2)) / weight, (turned * x).sum(axis=(1, 2)) / weight)
    assert -91 < np.degrees(angle).min() < -80 and 80 < np.degrees(angle).max() < 91


def test_colour_jitter():
    x = images(40, 3, 5, 5)
    np.testing.assert_allclose(T.ColorJitter()(x).data.numpy(), x.data.numpy(), atol=1e-6)
    factors = (
        T.ColorJitter(brightness=0.5, generator=generator())(
            minidl.from_numpy(np.full((400, 1, 2, 2), 0.5))
        ).data.numpy()
        / 0.5
    )
    assert factors.min() < 0.55 and factors.max() > 1.45
    flat = T.ColorJitter(contrast=1.0, generator=generator())(x).data.numpy()
    spread = flat.std(axis=(1, 2, 3)) / x.data.numpy().std(axis=(1, 2, 3))
    assert spread.min() < 0.2 and spread.max() > 1.1
    grey = minidl.from_numpy(np.repeat(images(40, 1, 5, 5).data.numpy(), 3, axis=1))
    np.testing.assert_allclose(T.ColorJitter(saturation=1.0)(grey).data.numpy(), grey.data.numpy(), atol=1e-6)
    pale = T.ColorJitter(saturation=1.0, generator=generator())(x).data.numpy()
    assert np.ptp(pale, axis=1).mean(axis=(1, 2)).min() < 0.2 * np.ptp(x.data.numpy(), axis=1).mean()


def test_noise():
    x = minidl.from_numpy(np.full((10, 1, 50, 50), 0.5))
    noisy = T.GaussianNoise(0.1, 0.05, clip=False, generator=generator())(x).data.numpy() - 0.5
    assert noisy.mean() == pytest.approx(0.1, abs=0.002) and noisy.std() == pytest.approx(0.05, rel=0.03)
    loud = T.GaussianNoise(sigma=5.0)(x).data.numpy()
    assert loud.min() == 0 and loud.max() == 1


def test_erasing_takes_one_rectangle_of_the_asked_area():
    x = minidl.from_numpy(np.zeros((300, 2, 20, 30)))
    erased = T.RandomErasing(1.0, (0.1, 0.2), (0.5, 2.0), value=1.0, generator=generator())(x).data.numpy()
    assert (erased[:, 0] == erased[:, 1]).all()
    shares = erased[:, 0].mean(axis=(1, 2))
    assert 0.08 < shares.min() < 0.12 and 0.18 < shares.max() < 0.22
    for mask in erased[:, 0]:
        rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
        assert mask.sum() == (np.ptp(rows) + 1) * (np.ptp(columns) + 1)
    reached = erased[:, 0].any(axis=0)
    assert reached.mean() > 0.95 and all(
        edge.any() for edge in (reached[0], reached[-1], reached[:, 0], reached[:, -1])
    )
    touched = (
        T.RandomErasing(0.3, value=1.0, generator=generator())(x).data.numpy().any(axis=(1, 2, 3)).mean()
    )
    assert 0.2 < touched < 0.4


def test_compose_runs_in_order():
    x = images()
    both = T.Compose([T.RandomVerticalFlip(1), T.Normalize(0.5, 0.5)])(x).data.numpy()
    np.testing.assert_allclose(both, (x.data.numpy()[:, :, ::-1] - 0.5) / 0.5, rtol=1e-6)


# --- what is refused ---


@pytest.mark.parametrize(
    "call, error, message",
    [
        (
            lambda: T.RandomVerticalFlip()(np.zeros((1, 1, 2, 2))),
            TypeError,
            "expects a Tensor of floats, got ndarray",
        ),
        (
            lambda: T.RandomVerticalFlip()(minidl.ones(2, 2).long()),
            TypeError,
            "expects a Tensor of floats, got int64",
        ),
        (
            lambda: T.RandomVerticalFlip()(minidl.ones(2, 2)),
            ValueError,
            r"expects images \(N, C, H, W\).*got \(2, 2\)",
        ),
        (lambda: T.RandomVerticalFlip(1.5), ValueError, "p must be between 0 and 1, got 1.5"),
        (
            lambda: T.Normalize([0, 0], 1)(images()),
            ValueError,
            "mean has 2 numbers, but the images have 3 channels",
        ),
        (lambda: T.Normalize(0, 0), ValueError, "std must be above 0, got 0"),
        (
            lambda: T.RandomCrop(9)(images()),
            ValueError,
            r"size \(9, 9\) does not fit into images of \(6, 7\)",
        ),
        (lambda: T.RandomCrop(0), ValueError, "size must be at least 1, got 0. Give one number, or"),
        (lambda: T.RandomRotation((5, -5)), ValueError, r"degrees must .*got -5. Give \(low, high\)"),
        (lambda: T.ColorJitter(-1), ValueError, "brightness must not be negative, got -1"),
        (lambda: T.GaussianNoise(sigma=-1), ValueError, "sigma must not be negative, got -1"),
        (lambda: T.RandomErasing(scale=(0.5, 0.2)), ValueError, "scale must be .*got 0.2. Give .low, high."),
        (lambda: T.GaussianNoise(generator=3)(images()), TypeError, "expects a NumPy generator"),
    ],
)
def test_errors(call, error, message):
    with pytest.raises(error, match=message):
        call()
