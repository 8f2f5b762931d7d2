"""Figures: what is drawn, on which scale, and the caption beside it."""

import base64

import matplotlib.pyplot as plt
import numpy as np
import pytest

import minidl
from minidl.teach import image_grid, score_table
from minidl.teach.kit import figures as figures_module


@pytest.fixture
def shown(monkeypatch):
    shown = []
    monkeypatch.setattr(figures_module, "show", lambda figure, caption: shown.append((figure, caption)))
    yield shown
    plt.close("all")


def pictures(figure):
    return [axis.images[0] for axis in figure.axes if axis.images]


def test_show_displays_closes_and_prints_the_caption(monkeypatch, capsys):
    displayed = []
    monkeypatch.setattr("IPython.display.display", lambda data, **options: displayed.append((data, options)))
    figure = plt.figure(figsize=(4, 2))
    figures_module.show(figure, "an empty figure.")
    ((data, options),) = displayed
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert data["text/plain"] == "Figure"
    assert options == {"metadata": {"image/png": {"width": 380}}, "raw": True}
    assert capsys.readouterr().out == "Figure: an empty figure.\n"
    assert not plt.fignum_exists(figure.number)


def test_image_grid_draws_every_image_on_one_scale(shown):
    images = minidl.arange(3 * 16).reshape(3, 1, 4, 4).float()
    image_grid(images, titles=["a", "b", "c"], columns=2, caption="three ramps.")
    ((figure, caption),) = shown
    assert caption == "three ramps."
    assert len(pictures(figure)) == 3
    for number, picture in enumerate(pictures(figure)):
        np.testing.assert_array_equal(picture.get_array(), images.data[number, 0])
        assert picture.get_clim() == (0, 47)
    assert [axis.get_xlabel() for axis in figure.axes[:3]] == ["a", "b", "c"]


def test_image_grid_scales(shown):
    images = np.array([[[1.0, -4.0]], [[2.0, 3.0]]])
    image_grid(images, scale="signed")
    image_grid(images, scale="each")
    signed, each = ([p.get_clim() for p in pictures(figure)] for figure, _ in shown)
    assert signed == [(-4, 4), (-4, 4)]
    assert each == [(-4, 1), (2, 3)]


def test_score_table_shows_three_decimals(shown):
    score_table({"CNN": [0.98765, "as printed"]}, ["accuracy", "other"], caption="scores.")
    ((figure, _),) = shown
    (table,) = figure.axes[0].tables
    texts = [cell.get_text().get_text() for _, cell in sorted(table.get_celld().items())]
    assert texts == ["", "accuracy", "other", "CNN", "0.988", "as printed"]


def test_show_refuses_a_figure_without_a_caption():
    with pytest.raises(ValueError, match="caption"):
        figures_module.show(plt.figure(), " ")
    plt.close("all")


def test_the_digest_sees_what_the_caption_does_not(monkeypatch, capsys):
    monkeypatch.setattr("IPython.display.display", lambda data, **options: None)
    x = np.linspace(0, 2 * np.pi, 101)
    for y in (np.sin(x), np.cos(x)):
        figures_module.show(plt.figure(), "a wave.", digest=y)
    _, sine, _, cosine = capsys.readouterr().out.splitlines()
    assert sine == "Data: 101 numbers from -1 to 1, mean 0; on the way 0, 1, 0, -1, 0"
    assert cosine != sine


@pytest.mark.parametrize("numbers", [[], [3], [[1.5, 2.5]], [np.nan], np.full(7, -1e-20)])
def test_the_digest_takes_any_numbers(numbers):
    assert "-0," not in figures_module.digest_of(numbers)
