"""Bottleneck, shapes and their networks: what the lesson says of them, with other seeds and sizes, too."""

import numpy as np
import pytest

import minidl
from minidl import nn, optim
from minidl.nn import functional as F
from minidl.teach import (
    BottleneckPicture,
    SegmentationPicture,
    encoder_decoder,
    pixel_rows,
    plane_angle,
    shape_pictures,
)
from minidl.teach.lessons.nb18.bottleneck import WIDEST, error
from minidl.teach.lessons.nb18.shapes import found_classes


def test_a_linear_autoencoder_is_as_near_as_pca():
    for width in range(1, WIDEST + 1):
        assert error("linear", width) == pytest.approx(error("PCA", width), abs=5e-5), width
        assert error("with ReLU", width) < 0.9 * error("PCA", width), width


def test_the_error_of_pca_is_that_of_scikit_learn():
    from sklearn.decomposition import PCA

    x, x_test = pixel_rows()
    assert x.shape == (1437, 64) and x_test.shape == (360, 64)
    for width in (2, 8):
        pca = PCA(width, svd_solver="full").fit(x)
        back = pca.inverse_transform(pca.transform(x_test))
        assert error("PCA", width) == pytest.approx(((back - x_test) ** 2).mean(), abs=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_the_planes_are_the_same(seed):
    x, _ = pixel_rows()
    rows = minidl.tensor(x - x.mean(axis=0))
    directions = np.linalg.svd(rows.numpy(), full_matrices=False)[2]
    for width, most in ((2, 0.1), (8, 0.5)):
        minidl.manual_seed(seed)
        net = nn.Sequential(nn.Linear(64, width, bias=False), nn.Linear(width, 64, bias=False)).double()
        optimizer = optim.Adam(net.parameters(), lr=0.02)
        for _ in range(400):
            optimizer.zero_grad()
            F.mse_loss(net(rows), rows).backward()
            optimizer.step()
        assert plane_angle(net[1].weight.detach().numpy(), directions[:width].T) < most


def test_the_angle_is_that_of_the_principal_angles():
    random = np.random.default_rng(0)
    scipy = pytest.importorskip("scipy.linalg")
    for width in (1, 2, 5):
        a, b = random.standard_normal((2, 20, width))
        assert plane_angle(a, b) == pytest.approx(np.degrees(scipy.subspace_angles(a, b).max()), abs=1e-6)
        assert plane_angle(a, a @ random.standard_normal((width, width))) < 1e-5
    assert plane_angle([[1.0], [0.0]], [[0.0], [2.0]]) == pytest.approx(90)


def test_with_noise_few_numbers_are_best():
    errors = [error("PCA", width, 0.5) for width in range(1, 65)]
    assert 4 <= 1 + int(np.argmin(errors)) <= 6 and errors[11] > 1.1 * min(errors) and errors[63] > 0.2


def test_the_bottleneck_at_every_setting():
    picture = BottleneckPicture()
    for width in (1, 9, 12):
        for noise in (0.0, 0.5):
            picture.set(bottleneck=width, noise=noise)
            assert not picture.error and "nan" not in picture.describe()
    for width in range(1, 13):
        picture.set(bottleneck=width, noise=0.0)
        assert "draw: 0°" in picture.describe()
    picture.preset("Reset")
    assert (
        "PCA 0.053, linear 0.053, with ReLU 0.039" in picture.describe() and "draw: 0°" in picture.describe()
    )


def trained(seed):
    pictures, _, classes = shape_pictures(1024, seed=1)
    net = encoder_decoder(3, seed)
    optimizer = optim.Adam(net.parameters(), lr=0.01)
    for _ in range(12):
        for at in range(0, 1024, 32):
            optimizer.zero_grad()
            F.cross_entropy(net(pictures[at : at + 32]), classes[at : at + 32]).backward()
            optimizer.step()
    return net


@pytest.mark.parametrize("seed", range(3))
def test_other_sizes_are_coloured_as_well(seed):
    net = trained(seed)
    for side, most in ((24, 2), (32, 4), (48, 8)):
        pictures, _, classes = shape_pictures(60, 5, side=side, most=most)
        found, truth = found_classes(net, pictures), classes.numpy()
        assert found.shape == (60, side, side)
        assert (found == truth).mean() > 0.965 > 0.9 > (truth == 0).mean()


def test_the_pictures_of_shapes_are_what_they_promise():
    noisy, clean, classes = shape_pictures(40, 7)
    assert noisy.shape == clean.shape == (40, 1, 24, 24) and classes.shape == (40, 24, 24)
    assert set(np.unique(classes.numpy())) == {0, 1, 2}
    assert ((clean.numpy()[:, 0] > 0) == (classes.numpy() > 0)).all()
    assert (noisy - clean).std().item() == pytest.approx(0.2, abs=0.01)
    again = shape_pictures(40, 7, noise=0)
    assert (again[0] == again[1]).all() and (again[2] == classes).all()


def test_the_segmentation_at_every_setting():
    picture = SegmentationPicture([encoder_decoder(3, seed) for seed in range(3)])
    for state in ({"side": "48", "shapes": 8}, {"noise": 0.8}, {"epochs": 0}, {"number": 9}, {"shapes": 1}):
        picture.preset("Reset")
        picture.set(**state)
        assert not picture.error and "get their true class" in picture.describe()


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_denoiser_needs_no_clean_picture_at_work(share):
    """Half destroyed: more than three times nearer to the truth. Nine tenths destroyed: nearer, too."""
    _, clean, _ = shape_pictures(1024, seed=1)
    kept = minidl.tensor(np.random.default_rng(0).random(clean.shape) > share)
    cleaner = encoder_decoder(1)
    optimizer = optim.Adam(cleaner.parameters(), lr=0.01)
    for _ in range(12):
        for at in range(0, 1024, 32):
            optimizer.zero_grad()
            F.mse_loss(cleaner((clean * kept)[at : at + 32]), clean[at : at + 32]).backward()
            optimizer.step()
    _, new, _ = shape_pictures(100, seed=3)
    half = new * minidl.tensor(np.random.default_rng(2).random(new.shape) > share)
    with minidl.no_grad():
        before, after = (((picture - new) ** 2).mean().item() for picture in (half, cleaner(half)))
    print(share, before, after)
    assert after < before / (3 if share == 0.5 else 2)
