"""The pictures of lesson 03, and the numbers that its text claims, over several seeds."""

import numpy as np
import pytest

import minidl
from minidl import nn
from minidl.teach import (
    FitPicture,
    FoldPicture,
    SpiralPicture,
    folding,
    learned_by_heart,
    mlp,
    n_parameters,
    pieces_of,
    regions_of,
)
from minidl.teach.lessons.nb03.curves import TARGETS, X, fitted
from minidl.teach.lessons.nb03.folding import _paper, corners
from minidl.teach.lessons.nb03.spirals import GRID, LABELS, POINTS, bent, seen


@pytest.mark.parametrize("hidden", [1, 2, 3])
@pytest.mark.parametrize("target", TARGETS)
def test_without_activations_the_best_line_is_drawn_and_with_them_more(hidden, target):
    curve, loss = fitted("none", hidden, target)
    assert np.ptp(np.diff(curve)) < 1e-9
    line = np.polyval(np.polyfit(X, TARGETS[target], 1), X)
    assert loss == pytest.approx(np.mean((line - TARGETS[target]) ** 2), rel=0.02)
    assert fitted("ReLU", hidden, target)[1] < loss / 4
    assert "the same everywhere" in FitPicture().describe()


# --- folds --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("crease", [0.3, 0.4, 0.5, 0.6, 0.7])
def test_a_layer_folds_as_paper_does_and_the_strip_stays_between_0_and_1(crease):
    places = np.linspace(0, 1, 513)
    for layers in range(7):
        x, y = corners(folding(layers, crease))
        assert np.allclose(
            np.interp(places, x, y),
            folding(layers, crease)(minidl.tensor(places[:, None])).detach().numpy()[:, 0],
        )
        assert y.min() >= -1e-9 and y.max() <= 1 + 1e-9
        assert np.allclose(_paper(float(layers), crease)[0], np.interp(places, x, y))


def test_folds_double_the_pieces_and_need_as_many_parameters_as_the_text_says():
    for layers in range(1, 9):
        net = folding(layers)
        assert pieces_of(net) == 2**layers
        assert n_parameters(net) == 6 * layers + 1 == n_parameters(mlp(1, 2 * layers, 1))
    at_six = {
        crease: pieces_of(folding(6, crease)) for crease in (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)
    }
    assert max(at_six.values()) == at_six[0.5] == 64 and min(at_six.values()) == at_six[0.3] == 15
    assert [2**n > 2 * n + 1 for n in range(1, 7)] == [False, False, True, True, True, True]


def test_pieces_are_counted_as_a_fine_grid_counts_them():
    minidl.manual_seed(3)
    for sizes in ((1, 20, 1), (1, 6, 6, 1), (1, 4, 4, 4, 1)):
        net = mlp(*sizes).double()
        x, _ = corners(net, -5.0, 5.0)
        fine = np.unique(np.concatenate([np.linspace(-5, 5, 4001), x]))
        slopes = np.diff(net(minidl.tensor(fine[:, None])).detach().numpy()[:, 0]) / np.diff(fine)
        changes = abs(np.diff(slopes)) > 1e-6
        wide = (np.diff(fine)[:-1] > 1e-9) & (np.diff(fine)[1:] > 1e-9)
        assert pieces_of(net, -5.0, 5.0) == (changes & wide).sum() + 1


def test_the_paper_keeps_its_length_while_it_is_folded():
    for folded in (0.3, 1.6, 2.5):
        u, z = _paper(folded, 0.5)
        steps = np.hypot(np.diff(u), np.diff(z))
        assert np.median(steps) == pytest.approx(2 ** int(folded) / 512 / (1 - 0.5 * (folded % 1)), rel=1e-6)


def test_fresh_networks_have_few_pieces():
    """For several seeds: far from 1,024, and near 21."""
    for seed in range(3):
        minidl.manual_seed(seed)
        deep = [pieces_of(mlp(1, *10 * [2], 1).double(), -5.0, 5.0) for _ in range(60)]
        wide = [pieces_of(mlp(1, 20, 1).double(), -5.0, 5.0) for _ in range(60)]
        two = [pieces_of(mlp(1, 10, 10, 1).double(), -5.0, 5.0) for _ in range(60)]
        assert np.mean(deep) < 2.5 and 18 < np.mean(wide) <= max(wide) <= 21 and 16 < np.mean(two) < 21
        assert np.mean([pieces == 1 for pieces in deep]) > 0.6


def test_the_picture_of_folds():
    picture = FoldPicture()
    picture.set(folded=4.0)
    assert "16 straight pieces" in picture.describe() and "25, has at most 9" in picture.describe()
    paper, curve, count = picture._figure.axes
    assert curve.get_title() == "output: 16 straight pieces"
    assert [line.get_xydata().tolist()[-1] for line in count.lines[:2]] == [[25, 16], [25, 9]]
    picture.folded = 4.5
    assert "Fold 5 is under way" in picture.describe() and not paper.lines[0].get_visible()


# --- the plane ----------------------------------------------------------------------------------------------


def test_layers_bend_the_plane_until_a_line_is_enough():
    shares = [[seen("tanh", start, 300, float(layer))[3] for layer in range(7)] for start in range(5)]
    assert [round(row[-1], 2) == 1 for row in shares] == [True, True, False, True, True]
    assert all(row[0] < 0.6 for row in shares) and shares[0][3] < 0.8 and shares[0][4] == 1
    assert all(seen("none", start, 300, 6.0)[3] < 0.6 for start in range(5))


def test_without_activations_lines_stay_lines():
    places = bent("none", 0)[-1][6][len(POINTS) :].reshape(GRID.shape)
    steps = np.diff(places, axis=1)
    assert np.allclose(steps, steps[:, :1], atol=1e-9)
    curved = np.diff(bent("tanh", 0)[-1][6][len(POINTS) :].reshape(GRID.shape), axis=1)
    assert not np.allclose(curved, curved[:, :1], atol=1e-2)


def test_the_picture_of_the_plane_shows_points_line_and_share():
    picture = SpiralPicture()
    picture.set(layer=6.0)
    points, grid, line, share = seen("tanh", 0, 300, 6.0)
    (axes,) = picture._figure.axes
    assert axes.get_title() == "a straight line: 100 % right" and share == 1
    assert np.allclose(axes.lines[0].get_xydata(), line)
    side = (points - line[0]) @ np.array([line[1, 1] - line[0, 1], line[0, 0] - line[1, 0]])
    assert set(np.sign(side[LABELS == 0])) != set(np.sign(side[LABELS == 1]))
    assert abs(points).max() <= 1 + 1e-9 and np.isfinite(grid).all()


# --- what they hold -----------------------------------------------------------------------------------------


def test_both_learn_random_labels_by_heart():
    for seed in range(2):
        for sizes in ((64, 500, 10), (64, 120, 120, 120, 10)):
            minidl.manual_seed(seed)
            known, new = learned_by_heart(mlp(*sizes), seed=seed)
            assert known == 1 and new < 0.2
    minidl.manual_seed(0)
    assert 0.15 < learned_by_heart(mlp(64, *10 * [60], 10))[0] < 0.6


def test_regions_are_counted():
    flat = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
    with minidl.no_grad():
        flat[0].weight.copy_(minidl.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]))
        flat[0].bias.zero_()
    assert regions_of(flat) == 6  # three lines through one point
    for seed in range(3):
        minidl.manual_seed(seed)
        wide, deep = (
            [regions_of(mlp(*sizes), 200) for _ in range(5)] for sizes in ((2, 20, 1), (2, 5, 5, 5, 1))
        )
        assert np.mean(wide) > 1.5 * np.mean(deep) and max(wide) <= 211
