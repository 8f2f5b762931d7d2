"""The live loss curve: what it draws, how often, and that bad losses stop it."""

import base64

import IPython.display
import numpy as np
import pytest

import minidl
from minidl.teach import ComputedPicture, LiveCurve
from minidl.teach.kit.live import running_mean, time_line


class Output:
    """In place of the notebook: notes what is displayed."""

    def __init__(self):
        self.bundles = []

    def update(self, picture):
        self.bundles.append(picture._repr_mimebundle_()[0])


@pytest.fixture
def output(monkeypatch):
    output = Output()

    def display(picture, display_id):
        assert display_id
        output.update(picture)
        return output

    monkeypatch.setattr(IPython.display, "display", display)
    return output


@pytest.fixture
def pictures(monkeypatch):
    """How often the picture in the page was drawn again."""
    drawn = []
    draw = ComputedPicture._redraw
    monkeypatch.setattr(ComputedPicture, "_redraw", lambda self: (drawn.append(self), draw(self)))
    return drawn


def test_draws_at_the_start_and_at_the_end(output):
    live = LiveCurve(total=3, title="A test")
    live._pause = 1000
    for loss in (3.0, 2.0, 1.0):
        live.add(loss)
    assert live.losses == [3.0, 2.0, 1.0]
    assert len(output.bundles) == 2
    np.testing.assert_array_equal(live._picture._figure.axes[0].lines[0].get_ydata(), [3.0, 2.0, 1.0])


def test_draws_in_between_only_after_a_pause(output, pictures):
    live = LiveCurve(total=100)
    live._pause = 1000
    live.add(1.0)
    assert len(pictures) == 1
    live._pause = 1e-9
    live.add(1.0)
    assert len(pictures) == 2 and len(output.bundles) == 1
    assert live._pause >= 0.3  # and at least nine times what the drawing took


def test_bundle_is_a_png_with_the_same_text_each_time(output):
    live = LiveCurve(total=1, title="A test")
    live_before = live._picture.stored["Reset"]["pictures"][0][0]
    live.add(0.5)
    assert {bundle["text/plain"] for bundle in output.bundles} == {"Computed picture: Live curve: A test"}
    assert live._picture.stored["Reset"]["pictures"][0][0] != live_before
    assert base64.b64decode(output.bundles[-1]["image/png"]).startswith(b"\x89PNG")


@pytest.mark.parametrize("loss", [float("nan"), float("inf")])
def test_a_loss_that_is_no_number_stops_the_training(output, loss):
    live = LiveCurve(total=5, title="A test")
    live.add(1.0)
    with pytest.raises(
        FloatingPointError, match=r"A test: the loss became (nan|inf) in batch 2.*learning rate"
    ):
        live.add(loss)
    assert live.losses == [1.0]


def test_a_nan_before_any_step_is_not_blamed_on_the_learning_rate(output):
    with pytest.raises(FloatingPointError, match=r"in batch 1: no step was taken.*not to blame.*find_nan"):
        LiveCurve(total=5).add(float("nan"))


def test_a_loss_with_a_gradient_will_do(output):
    live = LiveCurve(total=5)
    live.add(minidl.tensor(2.5, requires_grad=True) * 1)
    assert live.losses == [2.5]


def test_an_interrupt_is_calm(output, capsys):
    with LiveCurve(total=900) as live:
        live.add(2.0)
        raise KeyboardInterrupt
    said = "Interrupted after batch 1 of 900: the network keeps what it has learned.\n"
    assert capsys.readouterr().out == said
    np.testing.assert_array_equal(live._picture._figure.axes[0].lines[0].get_ydata(), [2.0])
    with pytest.raises(ValueError), LiveCurve(total=2):  # nothing else is hidden
        raise ValueError


def test_nothing_is_drawn_if_not_wanted(output):
    with LiveCurve(total=1, show=False) as live:
        live.add(1.0)
        live.share(training=0.5)
    assert live.losses == [1.0] and output.bundles == []


def test_shares_of_training_and_validation_have_a_plot_of_their_own(output):
    with LiveCurve(total=2) as live:
        live.add(1.0)
        live.share(training=0.25, validation=0.75)
        live.add(0.5)
        live.share(training=0.5, validation=1.0)
    drawn = {line.get_label(): line.get_xydata().tolist() for line in live._picture._figure.axes[1].lines}
    assert drawn == {"training": [[1, 0.25], [2, 0.5]], "validation": [[1, 0.75], [2, 1.0]]}


def test_running_mean_stands_in_the_middle_of_its_window():
    batches, means = running_mean(np.array([1.0, 2.0, 3.0, 8.0]), width=3)
    np.testing.assert_array_equal(batches, [2, 3])
    np.testing.assert_allclose(means, [2.0, 13 / 3])
    batches, means = running_mean(np.arange(1.0, 100.0), width=7)
    np.testing.assert_allclose(means, batches)  # of a straight line: the line
    assert running_mean(np.array([1.0]), width=3) == ([], [])


def test_time_line_says_how_long_it_will_take():
    assert time_line(25, 100, seconds=30.0) == "batch 25 of 100  ·  00:30 gone, 01:30 to go"
