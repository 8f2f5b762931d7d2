"""The live training panel: started, paused, steered and interrupted, without a notebook."""

import asyncio
import gc
import json
import re
import sys
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


async def trained(panel):
    """Start, and wait for the end."""
    panel.start()
    await panel.wait()


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
    asyncio.run(trained(panel))
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
        panel.start()
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
            panel.start()
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


class Stop(BaseException):
    """What no `except Exception` catches."""


@pytest.mark.parametrize(
    ("problem", "words"),
    [(ValueError("no more"), "ValueError: no more"), (SystemExit(3), "SystemExit: 3"), (Stop(), "Stop")],
)
def test_whatever_the_network_raises_is_shown_and_reset_helps(make, problem, words):
    """sys.exit() in a task would end the notebook's Python."""
    panel = make(lambda: Stops(problem))
    asyncio.run(trained(panel))
    assert panel.status == "failed" and words in panel.error == panel.describe()
    assert "`raise self.problem`" in panel.error and "_one_batch" not in panel.error
    panel.learning_rate = 0.01  # a good rate does not hide why it stopped
    assert words in panel.error
    panel.reset()
    assert panel.error == "" and panel.status == "ready"


def test_sys_exit_while_the_network_is_built_is_an_ordinary_error(make):
    exits = []
    panel = make(lambda: sys.exit(1) if exits else model())
    exits.append(1)
    panel._handle_custom_msg({"do": "reset"}, [])  # must not raise
    assert "sys.exit(1)" in panel.error
    with pytest.raises(RuntimeError, match=r"called sys.exit\(1\)"):
        make(lambda: sys.exit(1), title="another")


def test_an_interrupt_pauses(make):
    panel = make(lambda: Stops(KeyboardInterrupt()))

    async def run():
        panel.start()
        await panel.wait()
        assert panel.status == "paused" and "It was interrupted" in panel.describe()
        done = len(panel.losses)
        panel.start()
        await panel.wait()
        assert panel.status == "finished" and len(panel.losses) > done

    asyncio.run(run())


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_diverged_loss_is_said_in_words(make):
    panel = make(optimizer=minidl.optim.SGD, learning_rate=1e200)
    asyncio.run(trained(panel))
    assert panel.status == "diverged" and not panel.error
    assert "no finite number" in panel.describe() and "smaller learning rate" in panel.describe()
    json.dumps([panel._curve, panel._filters], allow_nan=False)  # nothing that the page could not draw


@pytest.mark.parametrize(
    ("rate", "words"), [(30.0, "the steps are too large"), (1e-7, "the steps may be too small")]
)
def test_steps_that_are_too_large_or_too_small_are_said_in_words(make, rate, words):
    panel = make(learning_rate=rate)
    asyncio.run(trained(panel))
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


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"build": model()}, "make_model to be a function that builds the network"),
        (
            {"build": lambda: None},
            r"make_model to return a network, got nothing. Does it end with `return model`\?",
        ),
        ({"epochs": -1}, "epochs to be a whole number from 1 on, got -1. Try epochs=20"),
        ({"epochs": "a"}, "epochs to be .* got 'a'"),
        ({"epochs": 2.5}, "got 2.5"),
        ({"batch_size": 0}, "batch_size to be a whole number from 1 on, got 0. Try batch_size=32"),
        ({"batch_size": 200, "drop_last": True}, "95 images make no whole batch of 200. Try a smaller"),
        ({"seed": -1}, "seed to be a whole number from 0 on, got -1"),
        ({"optimizer": 3}, "optimizer to be the class of an optimiser, got 3. Try optim.Adam"),
        ({"learning_rate": 0}, "learning_rate to be a number above 0, got 0. Try 0.005"),
        ({"learning_rate": "0.1"}, "got '0.1'"),
        ({"learning_rate": float("nan")}, "learning_rate to be a number above 0"),
        ({"per_second": -1}, "per_second to be a number above 0, got -1"),
    ],
)
def test_wrong_arguments_are_named(make, settings, words):
    with pytest.raises((TypeError, ValueError), match=words):
        make(**settings)


@pytest.mark.parametrize(
    ("validation", "words"),
    [
        (3, "validation to be a data set of pairs .* got 3. Try TensorDataset"),
        ([], "validation to be a data set"),
        (minidl.zeros(5, 4), "expects pairs"),
        (
            [(minidl.zeros(1, 4, 4).double(), 0.5)],
            r"a whole number, its class.* got float.* labels.flatten\(\).long",
        ),
    ],
)
def test_a_set_that_is_none_is_named(validation, words):
    with pytest.raises((TypeError, ValueError), match=words):
        TrainingPanel(model, images(5, 0), validation)


def test_labels_in_columns_are_refused_in_words(make):
    inputs, labels = images(95, 0).tensors
    panel = TrainingPanel(
        model, TensorDataset(inputs, labels.double().reshape(-1, 1)), images(5, 1), title="labels"
    )
    asyncio.run(trained(panel))
    assert (
        panel.status == "failed" and "of shape (32, 1)" in panel.error and "labels.flatten()" in panel.error
    )


def test_lists_of_pairs_are_sets_too(make):
    pairs = [(picture, int(label)) for picture, label in zip(*images(40, 0).tensors)]
    panel = TrainingPanel(model, pairs, pairs[:7], epochs=1, batch_size=10, title="pairs")
    asyncio.run(trained(panel))
    assert panel.status == "finished" and len(panel.losses) == 4 and panel._accuracy


@pytest.mark.parametrize("rate", [-1.0, 0.0, float("nan"), float("inf")])
def test_a_wrong_learning_rate_is_said_until_a_right_one_comes(make, rate):
    panel = make()
    panel.learning_rate = rate
    assert panel.learning_rate == 0.02 and panel._rates == [[0, 0.02]]
    assert "must be a number above 0" in panel.error and "It stays at 0.02" in panel.error
    assert "line" not in panel.error
    panel.learning_rate = 0.01
    assert panel.error == "" and "The learning rate is 0.01." in panel.describe()


def norm():
    return nn.Sequential(nn.Flatten(), nn.BatchNorm1d(16), nn.Linear(16, 2)).double()


def test_a_last_batch_of_one_image_is_named_and_can_be_left_out(make):
    panel = make(norm, batch_size=47)  # 95 = 2 · 47 + 1
    asyncio.run(trained(panel))
    assert panel.status == "failed" and "only one image: drop_last=True leaves it out" in panel.error
    panel = make(norm, batch_size=47, drop_last=True, epochs=3)
    asyncio.run(trained(panel))
    assert panel.status == "finished" and len(panel.losses) == 6


def test_closing_ends_the_training_and_the_waiting(make):
    panel = make(epochs=500)

    async def run():
        panel.start()
        await batches(panel, 2)
        panel.close()
        await asyncio.wait_for(panel.wait(), 2)

    asyncio.run(run())
    assert panel.status == "stopped"


# --- what is measured, and said ---------------------------------------------------------------------------


def test_training_and_validation_are_measured_as_they_should_be(make):
    """Training: during the epoch, with dropout; validation: after it, in evaluation mode."""

    def build():
        return nn.Sequential(nn.Flatten(), nn.BatchNorm1d(16), nn.Dropout(0.8), nn.Linear(16, 2)).double()

    panel = make(build, epochs=1, learning_rate=0.01)
    asyncio.run(trained(panel))
    assert panel.model.training
    held, labels = images(30, 1).tensors
    panel.model.eval()
    with minidl.no_grad():
        after = (panel.model(held).numpy().argmax(1) == labels.numpy()).mean()
    [[batch, training, validation]] = panel._accuracy
    assert batch == 10 and validation == after and training < 0.9 * validation
    assert f"and {100 * validation:.0f} % of 30 validation images" in panel.describe()


def test_each_epoch_counts_anew(make):
    panel = make(epochs=5)
    asyncio.run(trained(panel))
    shares = [entry[1] for entry in panel._accuracy]
    assert max(shares) <= 1 and np.allclose(95 * np.array(shares), np.round(95 * np.array(shares)))
    assert shares[-1] > 0.95 > shares[0]


def test_a_training_on_its_way_is_not_called_bad(make):
    panel = make(epochs=1, learning_rate=0.003)
    asyncio.run(trained(panel))
    mean = np.mean(panel.losses) / np.log(2)
    assert 0.55 < mean < 0.95  # better than guessing, not yet good
    assert "guessing:" in panel.describe() and "hardly" not in panel.describe()


def spoiled(pixel):
    inputs, labels = images(95, 0).tensors
    inputs = inputs.numpy().copy()
    inputs[17, 0, 1, 1] = pixel
    return TensorDataset(minidl.tensor(inputs), labels)


class Times(nn.Module):
    """A network whose answers are too large for a float."""

    def __init__(self, factor):
        super().__init__()
        self.inner, self.factor = model(), factor

    def forward(self, x):
        return self.inner(x) * self.factor * self.factor


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(
    ("build", "data", "words"),
    [
        (model, spoiled(float("nan")), "an image holds a NaN or an infinity"),
        (model, spoiled(float("inf")), "an image holds a NaN or an infinity"),
        (lambda: Times(1e200), images(95, 0), "no step is to blame"),
        (lambda: Times(float("nan")), images(95, 0), "no step is to blame: a new network gives it, too"),
    ],
)
def test_what_the_learning_rate_did_not_do_is_not_blamed_on_it(build, data, words):
    panel = TrainingPanel(build, data, images(30, 1), batch_size=10, learning_rate=1e-9, title="NaN")
    asyncio.run(trained(panel))
    assert panel.status == "diverged" and words in panel.describe()
    assert "smaller learning rate" not in panel.describe()


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_nan_among_the_validation_images_is_said(make):
    panel = TrainingPanel(model, images(30, 1), spoiled(float("nan")), epochs=1, batch_size=10, title="NaN")
    asyncio.run(trained(panel))
    assert "For some validation images the network gives no finite numbers" in panel.describe()


# --- what the page draws ----------------------------------------------------------------------------------


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
    for sheets in javascript.run(TrainingPanel, "(panel) => drawn(panel)", panels, tmp_path):
        for svg in sheets:
            assert not re.search("NaN|undefined|Infinity", svg) and len(svg) > 1000


PANEL = {
    "fixed": {"title": "A test", "total": 100, "per_epoch": 10, "guess": 1.0},
    "batch": 20, "curve": [[1, 2.0], [20, 0.5]], "accuracy": [[10, 0.2, 0.8], [20, 0.2, 0.8]],
    "rates": [[0, 0.01]], "rate": 0.01, "filters": [[[1.0, -1.0, 0.25]]],
}  # fmt: skip


@pytest.fixture(scope="module")
def sheets(tmp_path_factory):
    where = tmp_path_factory.mktemp("drawn")
    return javascript.run(TrainingPanel, "(panel) => drawn(panel)", [PANEL], where)[0]


def heights(svg, kind):
    """Where the points of one curve are, in units from the top."""
    path = re.search(rf'<path d="([^"]*)" class="{kind}"', svg).group(1)
    return [float(y) for y in re.findall(r"[ML][-\d.]+ ([-\d.]+)", path)]


def test_training_and_validation_are_not_exchanged(sheets):
    low, high = heights(sheets[1], "mp-curve mp-c1"), heights(sheets[1], "mp-curve mp-c0")
    assert max(high) < min(low)  # 80 % is above 20 %
    assert re.search(r"mp-f1[^>]*><text[^>]*>training 20 %", sheets[1])
    assert re.search(r"mp-f0[^>]*><text[^>]*>validation 80 %", sheets[1])


def test_a_kernels_signs_are_not_exchanged(sheets):
    where = {
        sign: re.search(rf'<path d="M([\d.]+) [^"]*" class="mp-{sign}"', sheets[2])
        for sign in ("plus", "minus")
    }
    assert float(where["plus"].group(1)) < float(where["minus"].group(1))  # the first weight is +1, then −1
    assert sheets[2].count("mp-bars") == 1


def test_the_learning_rate_is_drawn_at_its_power_of_ten(sheets):
    line = (
        float(re.search(r'<text x="48" y="([\d.]+)" class="mp-tick mp-end" >0.01</text>', sheets[0]).group(1))
        - 5
    )
    assert heights(sheets[0], "mp-curve mp-c1") == pytest.approx([line, line], abs=0.02)


def test_the_running_mean_does_not_lag(tmp_path):
    """Of a straight line it is the line itself, from its first point to its last."""
    line = [[batch, 3 - batch / 100] for batch in range(1, 201)]
    [mean] = javascript.run(TrainingPanel, "(curve) => smoothed(curve)", [line], tmp_path)
    np.testing.assert_allclose(mean, line, atol=1e-9)


def test_a_panel_that_is_gone_is_forgotten(make):
    panel = make(title="soon gone")
    panel.close()
    del panel
    gc.collect()
    assert make(title="soon gone").status == "ready"


def test_the_page_gets_everything_at_once(make, monkeypatch):
    """What is sent while a page still loads its first panel would be lost: no kernels, no sentence."""
    opened, opens = {}, TrainingPanel.open
    monkeypatch.setattr(TrainingPanel, "open", lambda panel: (opened.update(panel.get_state()), opens(panel)))
    panel = make()
    assert opened["_filters"] and opened["said"] == panel.said and opened["_fixed"]["title"] == "A test"
