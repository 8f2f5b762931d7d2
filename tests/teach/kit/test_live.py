"""The live loss curve: what it draws, how often, and that bad losses stop it."""

import base64

import IPython.display
import numpy as np
import pytest

from minidl.teach import LiveCurve
from minidl.teach.kit.live import _running_mean, _time_line


class Output:
    """Stands for the notebook: notes what is displayed."""

    def __init__(self):
        self.bundles = []

    def update(self, bundle, metadata, raw):
        assert raw and metadata["image/png"]["width"] > 500
        self.bundles.append(bundle)


@pytest.fixture
def output(monkeypatch):
    output = Output()

    def display(bundle, metadata, raw, display_id):
        assert display_id
        output.update(bundle, metadata, raw)
        return output

    monkeypatch.setattr(IPython.display, "display", display)
    return output


def test_draws_at_the_start_and_at_the_end(output):
    live = LiveCurve(total=3, title="A test")
    live._pause = 1000
    for loss in (3.0, 2.0, 1.0):
        live.add(loss)
    assert live.losses == [3.0, 2.0, 1.0]
    assert len(output.bundles) == 2
    assert live._bar.get_width() == 3
    np.testing.assert_array_equal(live._points.get_ydata(), [3.0, 2.0, 1.0])


def test_draws_in_between_only_after_a_pause(output, monkeypatch):
    live = LiveCurve(total=100)
    live._pause = 1000
    live.add(1.0)
    assert len(output.bundles) == 1
    live._pause = 0
    live.add(1.0)
    assert len(output.bundles) == 2
    assert live._pause >= 0.3  # and at least nine times what the drawing took


def test_bundle_is_a_png_with_the_same_text_each_time(output):
    live = LiveCurve(total=1, title="A test")
    live.add(0.5)
    assert {bundle["text/plain"] for bundle in output.bundles} == {"Live curve: A test"}
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


def test_running_mean():
    batches, means = _running_mean(np.array([1.0, 2.0, 3.0, 8.0]), width=3)
    np.testing.assert_array_equal(batches, [3, 4])
    np.testing.assert_allclose(means, [2.0, 13 / 3])
    assert _running_mean(np.array([1.0]), width=3) == ([], [])


def test_time_line_says_how_long_it_will_take():
    assert _time_line(25, 100, seconds=30.0) == "batch 25 of 100  ·  00:30 gone, 01:30 to go"
