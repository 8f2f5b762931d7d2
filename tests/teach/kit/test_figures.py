"""Figures: what is drawn, on which scale, and the caption beside it."""

import base64
import io
import json
import re

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

import minidl
from minidl.teach import image_grid
from minidl.teach.kit import computed
from minidl.teach.kit import figures as figures_module
from minidl.teach.kit.figures import Words


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
    assert data["text/plain"] == "Figure: an empty figure."
    assert options == {"metadata": {"image/png": {"width": 380}}, "raw": True}
    assert "application/vnd.jupyter.widget-view+json" in data
    assert capsys.readouterr().out == "Figure: an empty figure.\n"
    assert not plt.fignum_exists(figure.number)


def test_image_grid_draws_every_image_on_one_scale(shown):
    images = minidl.arange(3 * 16).reshape(3, 1, 4, 4).float()
    image_grid(images, titles=["a", "b", "c"], columns=2, caption="three ramps.")
    ((figure, caption),) = shown
    assert caption == "three ramps."
    assert len(pictures(figure)) == 3
    for number, picture in enumerate(pictures(figure)):
        np.testing.assert_array_equal(picture.get_array(), images.data.numpy()[number, 0])
        assert picture.get_clim() == (0, 47)
    assert [axis.get_xlabel() for axis in figure.axes[:3]] == ["a", "b", "c"]


def test_image_grid_scales(shown):
    images = np.array([[[1.0, -4.0]], [[2.0, 3.0]]])
    image_grid(images, scale="signed")
    image_grid(images, scale="each")
    signed, each = ([p.get_clim() for p in pictures(figure)] for figure, _ in shown)
    assert signed == [(-4, 4), (-4, 4)]
    assert each == [(-4, 1), (2, 3)]


def test_the_signed_colours_are_orange_white_and_blue():
    colours = matplotlib.colormaps["signed"]
    assert [matplotlib.colors.to_hex(colours(x)) for x in (0.0, 0.5, 1.0)][::2] == ["#d55e00", "#0072b2"]
    assert min(colours(0.5)) > 0.98


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ((4, 4), "give image[None]"),
        ((2, 3, 4, 4), "one channel"),
        ((0, 4, 4), "at least one image"),
        ((5,), "got (5,)."),
    ],
)
def test_image_grid_says_in_words_what_it_cannot_draw(shape, words):
    with pytest.raises(ValueError, match=rf"image_grid: images must have the shape .*{re.escape(words)}"):
        image_grid(np.zeros(shape))


def test_what_carries_a_gradient_is_drawn_and_summed_up(shown):
    images = minidl.zeros(2, 3, 3, requires_grad=True) * 2
    image_grid(images)
    assert len(shown) == 1
    assert figures_module.digest_of(images).startswith("18 numbers from 0 to 0")


def test_a_figure_is_kept_wide_and_narrow(monkeypatch):
    figure = plt.figure(figsize=(9, 3), layout="constrained")
    figure.subplots().imshow([[0, 1]])
    still = computed.Still(figure, "two pixels.")
    wide, narrow = still.stored["Reset"]["pictures"]
    sizes = [Image.open(io.BytesIO(base64.b64decode(code))).size for code, _ in (wide, narrow)]
    assert sizes == [(1350, 450), (630, 450)]
    assert len(wide[1]) == len(narrow[1]) == 1 and wide[1] != narrow[1]
    assert len(json.dumps(still.stored)) < 50_000
    plt.close(figure)


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


def test_words_are_in_the_middle_of_their_places():
    figure, axes = plt.subplots(figsize=(4, 2), dpi=100)
    axes.set(xlim=(0, 4), ylim=(0, 2))
    axes.axis("off")
    words = Words(axes, 20)
    for places in ([(1, 0.5), (3, 1.5)], [(3, 0.5)]):  # written again, others are gone
        words.write(places, ["88", 0][: len(places)])
        figure.canvas.draw()
        dark = np.argwhere(np.asarray(figure.canvas.buffer_rgba())[..., :3].sum(axis=2) < 400)
        for x, y in places:
            across, down = axes.transData.transform((x, y)) * (1, -1) + (0, 200)
            near = dark[np.abs(dark - (down, across)).max(axis=1) < 40]
            np.testing.assert_allclose((near.min(axis=0) + near.max(axis=0)) / 2, (down, across), atol=1.5)
            assert 15 < np.ptp(near[:, 0]) < 25
    assert np.ptp(dark[:, 1]) < 45
    plt.close(figure)
