"""Computed pictures: controls, presets, sentences, errors; and how often they draw."""

import base64
import io
import json

import numpy as np
import pytest
import traitlets
from PIL import Image

from minidl.teach import ComputedPicture, dropdown, slider
from minidl.teach.kit.figures import panels
from tests.teach.javascript import run


def make(calls=None, **options):
    def draw(figure, level, kind):
        if calls is not None:
            calls.append((level, kind))
        if level == 7:
            raise ValueError("seven is not allowed")
        figure.subplots().imshow(np.full((2, 2), level), vmin=0, vmax=9)

    return ComputedPicture(
        draw,
        {"level": slider(1, 9, 2, label="Level of grey"), "kind": dropdown(["flat", "steep"])},
        presets={"bright": {"level": 9}, "steep": {"kind": "steep", "level": 3}},
        alt=lambda level, kind: f"A {kind} square of level {level}.",
        size=(2, 1),
        **options,
    )


def pixels(picture):
    return np.asarray(Image.open(io.BytesIO(picture.png)))


def test_a_control_is_a_trait_and_changes_picture_and_sentence():
    picture = make()
    before = pixels(picture)
    assert picture.describe() == "A flat square of level 1."
    picture.level = 9
    assert picture.describe() == picture.alt == "A flat square of level 9."
    assert picture.drawn == picture.values == {"level": 9, "kind": "flat"}
    assert before.shape == (100, 200, 4)
    assert np.abs(pixels(picture).astype(int) - before).max() > 50


def test_presets_and_reset_draw_once():
    calls = []
    picture = make(calls)
    del calls[:]
    picture.preset("steep")
    assert calls == [(3, "steep")]
    picture.preset("Reset")
    picture.preset("Reset")
    assert calls == [(3, "steep"), (1, "flat")]
    picture.set(level=5, kind="steep")
    assert calls[2:] == [(5, "steep")]
    picture.set_state({"level": 9, "kind": "flat"})  # as the page does
    assert calls[3:] == [(9, "flat")]


def test_the_presets_are_stored_for_pages_without_python():
    picture = make()
    assert list(picture.presets) == ["Reset", "bright", "steep"]
    saved = json.loads(json.dumps(picture.get_state(["_choices"]), sort_keys=True))  # as a notebook is saved
    assert [name for name, _ in saved["_choices"]] == ["Reset", "bright", "steep"]
    assert {name: stored["alt"] for name, stored in picture.stored.items()} == {
        "Reset": "A flat square of level 1.",
        "bright": "A flat square of level 9.",
        "steep": "A steep square of level 3.",
    }
    assert len({stored["pictures"][0][0] for stored in picture.stored.values()}) == 3
    assert len(json.dumps(picture.stored)) < 100_000  # it is in every saved notebook
    assert picture.describe() == "A flat square of level 1."


def test_what_is_stored_is_sent_whole(monkeypatch):
    sent = []
    real = ComputedPicture.send_state

    def send_state(self, key=None):
        names = {key} if isinstance(key, str) else key
        if names is None or "stored" in names:
            sent.append(json.dumps(self.get_state("stored")["stored"]))
        return real(self, key)

    monkeypatch.setattr(ComputedPicture, "send_state", send_state)
    picture = make()
    assert sent and sent[-1] == json.dumps(picture.stored)
    assert all(one["pictures"] for one in json.loads(sent[-1]).values())


def test_an_error_is_shown_and_goes_away():
    picture = make()
    picture.level = 7
    assert picture.describe().startswith("ValueError: seven is not allowed (")
    picture.kind = "steep"
    assert picture.error
    picture.level = 3
    assert (picture.error, picture.describe()) == ("", "A steep square of level 3.")


def test_going_back_to_the_picture_that_is_still_shown_takes_the_error_away():
    picture = make()
    picture.level = 7
    picture.level = 1
    assert picture.error == ""


@pytest.mark.parametrize(("name", "value"), [("level", 11), ("level", 0), ("level", "3"), ("kind", "round")])
def test_what_the_control_does_not_offer_is_refused(name, value):
    picture = make()
    with pytest.raises(traitlets.TraitError):
        picture.set(**{name: value})
    assert picture.describe() == "A flat square of level 1."


def test_unknown_names_are_refused():
    picture = make()
    with pytest.raises(ValueError, match="no control"):
        picture.set(colour=3)
    with pytest.raises(ValueError, match="no preset"):
        picture.preset("dark")
    with pytest.raises(ValueError, match="no controls"):
        ComputedPicture(lambda figure: None, {}, presets={"a": {"b": 1}}, alt=lambda: "Nothing.")
    with pytest.raises(ValueError, match="another name"):
        ComputedPicture(lambda figure, alt: None, {"alt": slider(0, 1)}, alt=lambda alt: "Nothing.")


def test_a_sentence_is_mandatory():
    with pytest.raises(ValueError, match="one sentence"):
        ComputedPicture(lambda figure: None, {})


def test_the_figure_is_emptied_unless_it_is_to_be_kept():
    counts = []

    def draw(figure, x):
        counts.append(len(figure.axes))
        figure.subplots()

    for clear in (True, False):
        ComputedPicture(draw, {"x": slider(0, 3)}, alt=lambda x: f"x is {x}.", clear=clear, size=(4, 3)).x = 2
    assert counts == [0, 0, 0, 0, 1, 2]


def test_sliders_of_decimals():
    picture = ComputedPicture(
        lambda figure, x: None, {"x": slider(0, 1, 0.25, start=0.5)}, alt=lambda x: f"x {x}."
    )
    picture.set_state({"x": 1})  # JavaScript's 1.0
    assert picture.describe() == "x 1.0."


def test_where_no_widget_is_shown_there_is_a_picture_and_its_sentence():
    data, _ = make()._repr_mimebundle_()
    assert data["text/plain"] == "Computed picture: A flat square of level 1."
    assert data["image/png"].startswith("iVBOR")
    assert "application/vnd.jupyter.widget-view+json" in data


def kept_artists(figure, level, what):
    """All kinds of artists, and for each `what` a change of the axes, too."""
    if not figure.axes:
        figure.set_layout_engine("none")  # a layout begins where the last one ended: a pixel may move
        left, right = figure.subplots(1, 2)
        left.plot([0, 1], [0, 1], label="line"), left.legend(loc="upper left"), left.text(0.5, 0.2, "")
        right.imshow(np.zeros((2, 2)), vmin=0, vmax=9), right.bar([0, 1], [1, 1])
        figure.suptitle("one")
    left, right = figure.axes
    left.lines[0].set_ydata([0, level / 9])
    left.texts[0].set_text(str(level))
    right.images[0].set_data(np.full((2, 2), level))
    right.patches[0].set_height(level / 9)
    right.set_title(f"level {level}")
    left.set_xlim(0, level if what == "limits" else 1)
    left.set_xticks([0, 1] if what == "ticks" else [0, 0.5, 1])
    right.set_facecolor("red" if what == "paper" else "white")
    figure.suptitle("two" if what == "words" else "one")
    if what == "more lines":
        left.plot([0, 1], [1, level / 9])


CHANGES = ["data", "limits", "ticks", "paper", "words"]


@pytest.mark.parametrize("what", CHANGES)
def test_kept_axes_are_drawn_again_when_they_changed_and_then_look_as_new(what):
    def made(level, what):
        controls = {
            "level": slider(1, 9, start=level),
            "what": dropdown(CHANGES, what),
        }
        return ComputedPicture(kept_artists, controls, alt=lambda level, what: "A picture.", clear=False)

    moved = made(1, "data")
    moved.set(level=5, what="data")
    moved.set(level=8, what=what)
    assert np.array_equal(pixels(moved), pixels(made(8, what)))
    moved.set(level=2, what="data")
    assert np.array_equal(pixels(moved), pixels(made(2, "data")))


def test_new_data_have_no_axes_drawn_again_though_there_is_a_legend(monkeypatch):
    def draw(figure, level):
        if not figure.axes:
            figure.subplots().plot([0, 1], [0, 1], label="line")
            figure.axes[0].legend()
        figure.axes[0].lines[0].set_ydata([0, 1 / level])

    picture = ComputedPicture(draw, {"level": slider(1, 9)}, alt=lambda level: f"{level}.", clear=False)
    drawn, all_of_it = [], picture._canvas.draw
    monkeypatch.setattr(picture._canvas, "draw", lambda: (drawn.append(picture.level), all_of_it()))
    for level in (2, 3, 4):
        before, picture.level = pixels(picture), level
        assert not np.array_equal(pixels(picture), before)
    assert drawn == []


def test_what_is_added_later_is_seen():
    controls = {"level": slider(1, 9), "what": dropdown(["data", "more lines"])}
    picture = ComputedPicture(kept_artists, controls, alt=lambda level, what: "A picture.", clear=False)
    picture.level = 6
    before = pixels(picture)
    picture.what = "more lines"
    assert not np.array_equal(pixels(picture), before)


@pytest.mark.parametrize("hide", [lambda axes: axes.set_axis_off(), lambda axes: axes.set_frame_on(False)])
def test_axes_without_a_frame_have_none(hide):
    def draw(figure, level):
        if not figure.axes:
            hide(figure.add_axes((0.2, 0.2, 0.6, 0.6), xticks=[], yticks=[]))

    picture = ComputedPicture(draw, {"level": slider(1, 9)}, alt=lambda level: "Nothing.", clear=False)
    assert not pixels(picture)[..., 3].any()  # transparent
    picture.level = 2
    assert not pixels(picture)[..., 3].any()


def shapes(**options):
    """A picture that notes for which figure it is drawn."""
    seen = []

    def draw(figure, level):
        seen.append(tuple(figure.get_size_inches().round(2).tolist()))
        panels(figure, 2)[0].plot([0, level])

    return ComputedPicture(
        draw, {"level": slider(1, 9)}, alt=lambda level: f"Level {level}.", **options
    ), seen


def test_a_narrow_room_gets_a_figure_of_its_own():
    picture, seen = shapes(narrow=(4.2, 6))
    assert seen == [(4.2, 6.0), (8.0, 3.6), (8.0, 3.6)]
    wide, tall = (
        Image.open(io.BytesIO(base64.b64decode(code))).size for code, _ in picture.stored["Reset"]["pictures"]
    )
    assert wide[0] > wide[1] and tall[0] < tall[1]
    picture.set_state({"_room": [4.5, 600]})  # as the page does
    assert seen[3:] == [(4.5, 6.0)] and picture.inches == 4.5
    assert pixels(picture).shape[1] == 600
    picture.set_state({"_room": [7.1, 1400]})
    assert seen[4:] == [(7.1, 3.6)] and pixels(picture).shape[1] == 1400
    data, _ = picture._repr_mimebundle_()
    assert Image.open(io.BytesIO(base64.b64decode(data["image/png"]))).size == (
        800,
        360,
    )  # as always in the file


def test_the_page_is_told_where_images_are():
    picture = make()
    ((left, top, width, height),) = picture.photos
    assert 0 < left < left + width < 1 and 0 <= top < top + height < 1
    assert shapes()[0].photos == []


TURNED = (
    "([pixels, width, height, photos]) => [...turned(Uint8ClampedArray.from(pixels), width, height, photos)]"
)


def test_in_the_dark_greys_are_turned_round_and_colours_and_images_stay(tmp_path):
    row = [0, 0, 0, 255, 255, 255, 255, 255, 0, 114, 178, 255, 0, 0, 0, 0, 0, 0, 0, 90, 0, 0, 0, 255]
    (seen,) = run(ComputedPicture, TURNED, [[row, 6, 1, [[5 / 6, 0, 1 / 6, 1]]]], tmp_path)
    assert seen[:12] == [255, 255, 255, 255, 17, 17, 17, 255, 0, 114, 178, 255]
    assert seen[12:] == [0, 0, 0, 0, 255, 255, 255, 90, 0, 0, 0, 255]


def test_in_the_dark_a_photograph_has_no_white_rim(tmp_path):
    def draw(figure):
        for axes in figure.subplots(1, 2):
            axes.axis("off")
            axes.imshow(np.zeros((9, 9, 3)))

    picture, cases = ComputedPicture(draw, {}, alt=lambda: "Two black squares.", size=(2, 1)), []
    for wide in range(101, 141, 3):  # the edges are somewhere between the pixels
        picture._room = [2, wide]
        seen = pixels(picture)
        cases.append([seen.ravel().tolist(), seen.shape[1], seen.shape[0], picture.photos])
    for seen in run(ComputedPicture, TURNED, cases, tmp_path):
        seen = np.reshape(seen, (-1, 4))
        assert seen[seen[:, 3] > 0, :3].max() == 0
