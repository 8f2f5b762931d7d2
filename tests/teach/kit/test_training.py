"""The live training panel: started, paused, steered and interrupted, without a notebook."""

import asyncio
import gc
import json
import threading

import numpy as np
import pytest

import minidl
from minidl import nn
from minidl.data import TensorDataset
from minidl.teach import TrainingPanel
from minidl.teach.kit import training as module
from tests.teach import javascript


def images(count, seed):
    """Two classes that are easy to tell apart: a bright left or a bright right half."""
    draw = np.random.default_rng(seed)
    labels = draw.integers(0, 2, count)
    pixels = draw.normal(0, 0.3, (count, 1, 4, 4))
    pixels[np.arange(count), 0, :, :2] += (labels == 0)[:, None, None]
    pixels[np.arange(count), 0, :, 2:] += (labels == 1)[:, None, None]
    return TensorDataset(minidl.tensor(pixels), minidl.tensor(labels))


def model():
    return nn.Sequential(nn.Conv2d(1, 3, 3), nn.ReLU(), nn.Flatten(), nn.Linear(12, 2)).double()


@pytest.fixture
def make():
    def make(build=model, epochs=5, **settings):
        settings = {"batch_size": 10, "learning_rate": 0.02, "title": "A test"} | settings
        return TrainingPanel(build, images(95, 0), images(30, 1), epochs=epochs, **settings)

    yield make
    module._panels.clear()


async def batches(panel, count):
    """Until so many batches are done."""
    while len(panel.losses) < count and panel.status == "running":
        await asyncio.sleep(0)


def test_nothing_is_trained_until_start(make):
    panel = make()
    assert panel.status == "ready" and panel.losses == [] and panel._task is None
    assert (
        "nothing is trained yet" in panel.describe()
        and "10 batches of 10, 50 in 5 epochs" in panel.describe()
    )
    assert np.array(panel._filters).shape == (3, 3, 3)
    assert panel._repr_mimebundle_()[0]["text/plain"] == panel.describe()


def test_it_runs_to_its_end_and_learns(make):
    panel = make()

    async def run():
        panel.start()
        await panel.wait()

    asyncio.run(run())
    assert panel.status == "finished" and len(panel.losses) == panel._batch == 50
    assert np.mean(panel.losses[-10:]) < 0.5 * panel.losses[0]
    assert [entry[0] for entry in panel._accuracy] == [10, 20, 30, 40, 50]
    assert panel._accuracy[-1][2] > 0.9 and "validation images are read right" in panel.describe()
    assert len(panel._curve) == 50 and panel._curve[0] == [1, round(panel.losses[0], 4)]


def test_it_trains_as_the_plain_loop_does(make):
    panel = make(epochs=1, learning_rate=0.1, optimizer=minidl.optim.SGD)

    async def run():
        panel.start()
        await panel.wait()

    twin = model()
    twin.load_state_dict(panel.model.state_dict())
    asyncio.run(run())
    data, order = images(95, 0), np.random.default_rng(0).permutation(95)
    optimizer = minidl.optim.SGD(twin.parameters(), lr=0.1)
    for first in range(0, 95, 10):
        pictures, labels = data[order[first : first + 10]]
        loss = nn.CrossEntropyLoss()(twin(pictures), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for mine, theirs in zip(panel.model.parameters(), twin.parameters()):
        np.testing.assert_allclose(mine.detach().numpy(), theirs.detach().numpy(), atol=1e-12)


def test_pause_stops_and_resume_goes_on(make):
    panel = make()

    async def run():
        panel.start()
        await batches(panel, 7)
        panel.pause()
        done = len(panel.losses)
        for _ in range(50):
            await asyncio.sleep(0)
        assert len(panel.losses) == done == panel._batch and panel.status == "paused"
        assert f"paused at batch {done} of 50" in panel.describe()
        panel.resume()
        panel.start()  # a second press does not start a second task
        await panel.wait()

    asyncio.run(run())
    assert panel.status == "finished" and len(panel.losses) == 50


def test_pausing_and_resuming_at_once_leaves_one_task(make):
    panel = make(epochs=500)

    async def run():
        panel.start()
        await batches(panel, 2)
        for _ in range(5):
            panel.pause()
            panel.resume()
        for _ in range(10):
            await asyncio.sleep(0)
        assert len(asyncio.all_tasks()) == 2  # this one, and the training
        panel.pause()

    asyncio.run(run())


def test_the_learning_rate_changes_while_it_runs(make):
    panel = make()

    async def run():
        panel.start()
        await batches(panel, 5)
        before = [p.detach().numpy().copy() for p in panel.model.parameters()]
        panel.learning_rate = 1e-7
        at = len(panel.losses)
        await batches(panel, at + 5)
        moved = max(np.abs(p.detach().numpy() - b).max() for p, b in zip(panel.model.parameters(), before))
        assert moved < 1e-5
        assert panel._rates == [[0, 0.02], [at, 1e-7]]
        assert "The learning rate is 0.0000001." in panel.describe()
        await panel.wait()

    asyncio.run(run())


def test_reset_builds_the_same_network_again(make):
    panel = make()
    first = panel._filters

    async def run():
        panel.start()
        await batches(panel, 5)
        panel.learning_rate = 0.5
        panel.reset()
        assert panel.status == "ready" and panel.losses == [] and panel._filters == first
        assert panel.learning_rate == 0.02 and panel._rates == [[0, 0.02]]
        for _ in range(20):
            await asyncio.sleep(0)
        assert panel.losses == []  # the old task is over

    asyncio.run(run())


def test_a_panel_of_the_same_title_stops_the_older_one(make):
    older = make()

    async def run():
        older.start()
        await batches(older, 3)
        newer = make()
        done = len(older.losses)
        for _ in range(20):
            await asyncio.sleep(0)
        assert len(older.losses) == done and older.status == "stopped"
        assert "A newer panel has taken its place" in older.describe()
        assert newer.status == "ready"

    asyncio.run(run())


def test_making_a_panel_leaves_the_random_numbers_of_the_notebook_alone(make):
    minidl.manual_seed(3)
    expected = minidl.rand(2).tolist()
    minidl.manual_seed(3)
    make()
    assert minidl.rand(2).tolist() == expected


class Stops(nn.Module):
    """A network that raises in its third pass."""

    def __init__(self, problem):
        super().__init__()
        self.inner, self.problem, self.passes = model(), problem, 0

    def forward(self, x):
        self.passes += 1
        if self.passes == 3:
            raise self.problem
        return self.inner(x)


def test_an_exception_is_shown_and_reset_mends(make):
    panel = make(lambda: Stops(ValueError("no more")))

    async def run():
        panel.start()
        await panel.wait()

    asyncio.run(run())
    assert panel.status == "failed" and "ValueError: no more" in panel.error == panel.describe()
    panel.reset()
    assert panel.error == "" and panel.status == "ready"


def test_an_interrupt_pauses(make):
    panel = make(lambda: Stops(KeyboardInterrupt()))

    async def run():
        panel.start()
        await panel.wait()
        assert panel.status == "paused" and "It was interrupted" in panel.describe()
        done = len(panel.losses)
        panel.resume()
        await panel.wait()
        assert panel.status == "finished" and len(panel.losses) > done

    asyncio.run(run())


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_diverged_loss_is_said_in_words(make):
    panel = make(optimizer=minidl.optim.SGD, learning_rate=1e200)

    async def run():
        panel.start()
        await panel.wait()

    asyncio.run(run())
    assert panel.status == "diverged" and not panel.error
    assert "no finite number" in panel.describe() and "smaller learning rate" in panel.describe()
    json.dumps([panel._curve, panel._filters], allow_nan=False)  # nothing that the page could not draw


@pytest.mark.parametrize(
    ("rate", "words"), [(30.0, "the steps are too large"), (1e-7, "the steps may be too small")]
)
def test_steps_that_are_too_large_or_too_small_are_said_in_words(make, rate, words):
    panel = make(learning_rate=rate)

    async def run():
        panel.start()
        await panel.wait()

    asyncio.run(run())
    assert words in panel.describe()


def test_it_records_although_it_was_started_without_and_leaves_no_grad_to_others(make):
    panel = make(epochs=1)

    async def run():
        with minidl.no_grad():
            panel.start()
            await panel.wait()
            assert not minidl.is_grad_enabled()
        assert minidl.is_grad_enabled()

    asyncio.run(run())
    assert panel.status == "finished"


def test_a_button_pressed_in_another_thread_starts_a_task_of_the_notebooks_loop(make):
    """JupyterLab hands messages of widgets to a thread of their own."""

    async def run():
        panel = make()
        press = threading.Thread(target=panel._pressed, args=(panel, {"do": "start"}, []))
        press.start()
        while panel.status == "ready":
            await asyncio.sleep(0)
        press.join()
        await panel.wait()
        assert panel.status == "finished"

    asyncio.run(run())


def test_without_an_event_loop_the_error_is_said(make):
    panel = make()
    with pytest.raises(RuntimeError, match="event loop"):
        panel.start()
    assert panel.status == "ready"


def test_wrong_arguments_are_named(make):
    with pytest.raises(TypeError, match="a function that builds the network"):
        make(model())
    with pytest.raises(TypeError, match="data set as validation"):
        TrainingPanel(model, images(5, 0), 3)
    panel = make()
    panel.learning_rate = -1.0
    assert panel.learning_rate == 0.02 and "must be above 0" in panel.error


def test_a_network_without_convolution_has_no_filters(make):
    assert make(lambda: nn.Sequential(nn.Flatten(), nn.Linear(16, 2)).double())._filters == []


def test_the_page_says_the_same_sentence(make, tmp_path):
    panel = make()
    cases, expected = [], []
    for rate in (0.0001, 0.0002, 0.005, 0.02, 0.5, 1.0, 3.0, 0.00013, 1e-7):
        panel.learning_rate = rate
        cases.append([panel.said, rate])
        expected.append(panel.describe())
    assert (
        javascript.run(TrainingPanel, "([said, rate]) => describe(said, rate)", cases, tmp_path) == expected
    )


def test_no_state_is_drawn_with_a_number_that_is_none(make, tmp_path):
    """Before the first batch, in the middle, at the end, and with a learning rate far off the slider."""
    panels = []
    panel = make()

    def note():
        names = {"fixed": "_fixed", "batch": "_batch", "curve": "_curve", "accuracy": "_accuracy"}
        names |= {"rates": "_rates", "filters": "_filters", "rate": "learning_rate"}
        panels.append({short: getattr(panel, name) for short, name in names.items()})

    async def run():
        note()
        panel.start()
        await batches(panel, 15)
        panel.learning_rate = 50.0
        panel._show()
        note()
        await panel.wait()
        note()

    asyncio.run(run())
    for svg in javascript.run(TrainingPanel, "(panel) => drawn(panel)", panels, tmp_path):
        assert "NaN" not in svg and "undefined" not in svg and "Infinity" not in svg and len(svg) > 3000


def test_a_panel_that_is_gone_is_forgotten(make):
    panel = make(title="soon gone")
    panel.close()
    del panel
    gc.collect()
    assert make(title="soon gone").status == "ready"
