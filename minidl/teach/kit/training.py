"""The live training panel: a training that you start, pause and steer while it runs."""

import asyncio
import time
import weakref

import anywidget
import numpy as np
import traitlets as t

from ... import random
from ...data import DataLoader
from ...nn import CrossEntropyLoss
from ...optim import Adam
from ...tensor import enable_grad, no_grad
from .bundle import script, style
from .callbacks import sentence, shown

BETWEEN_PICTURES = 0.12  # seconds
MOST_POINTS = 300  # of the loss curve
MOST_FILTERS = 32
WORDS = {
    "running": "training",
    "paused": "paused",
    "finished": "done",
    "diverged": "stopped",
    "failed": "stopped",
    "stopped": "stopped",
}
_panels = weakref.WeakValueDictionary()  # title → the panel that has it now


class TrainingPanel(anywidget.AnyWidget):
    """A training with buttons: start, pause, resume, reset; the learning rate may change while it runs.

        panel = TrainingPanel(make_cnn, train, validation, epochs=20, learning_rate=0.005)
        panel

    `make_model()` builds a new network at each reset, from the same `seed`. The training is an asyncio task
    that gives way after each batch, so the page and other cells stay alive; while a cell runs, it waits.
    After each epoch the `validation` set is classified in evaluation mode. Nothing is trained until Start.
    `per_second` holds back a fast network to so many batches a second, slow enough to watch and to steer.
    A second panel with the same title stops the first. `model` and `losses` are there to be looked at.
    Raises TypeError for what is no function or data set.
    """

    _esm = script(__file__, "training.js")
    _css = style(__file__, "training.css")

    learning_rate = t.Float().tag(sync=True)
    status = t.Unicode("ready").tag(sync=True)
    error = t.Unicode().tag(sync=True)
    said = t.Unicode().tag(sync=True)  # the sentence without the learning rate, which the page adds
    _fixed = t.Dict().tag(sync=True)  # what does not change: title, batches, the loss of guessing
    _batch = t.Int().tag(sync=True)
    _curve = t.List().tag(sync=True)  # [[batch, mean loss]]
    _accuracy = t.List().tag(sync=True)  # [[batch, share of training, share of validation]]
    _rates = t.List().tag(sync=True)  # [[batch, learning rate from there on]]
    _filters = t.List().tag(sync=True)  # the first layer's kernels, each a list of rows
    _run = 0  # each start has a number; a task of an older number ends

    def __init__(
        self,
        make_model,
        train,
        validation,
        epochs: int = 20,
        batch_size: int = 32,
        learning_rate: float = 0.005,
        optimizer=Adam,
        title: str = "Training",
        seed: int = 0,
        per_second: float | None = None,
    ):
        if not callable(make_model) or hasattr(make_model, "parameters"):
            raise TypeError(
                "TrainingPanel needs a function that builds the network, so that Reset can build it again. "
                "Try TrainingPanel(lambda: nn.Sequential(...), ...) or put the lines into a function."
            )
        for name, data in (("train", train), ("validation", validation)):
            if not hasattr(data, "__len__") or not hasattr(data, "__getitem__") or len(data) == 0:
                raise TypeError(f"TrainingPanel needs a data set as {name}, got {type(data).__name__}.")
        super().__init__(learning_rate=learning_rate)
        self._make, self._optimizer, self._seed = make_model, optimizer, seed
        self._train, self._validation = train, validation
        self._epochs, self._size, self._title = int(epochs), int(batch_size), title
        self._per_epoch = -(-len(train) // self._size)
        self._started_with = learning_rate
        self._least = 1 / per_second if per_second else 0.0  # seconds a batch takes at least
        self._loop = _running_loop()
        self._task = None
        if (older := _panels.get(title)) is not None:
            older.stop("A newer panel has taken its place.")
        _panels[title] = self
        self._begin()
        self.observe(shown(self, self._rate_changed), "learning_rate")
        self.on_msg(shown(self, self._pressed))

    # What the buttons do.

    def start(self) -> None:
        """Begin, or go on; nothing happens while it runs, or after the last batch."""
        if self.status not in ("ready", "paused", "stopped"):
            return
        self.status = "running"
        self._run += 1
        self._spawn(self._go(self._run))

    resume = start

    def pause(self) -> None:
        """Stop after the present batch; Resume goes on from there."""
        if self.status == "running":
            self.status = "paused"
            self._show()

    def reset(self) -> None:
        """Build the network again and forget what was trained; the learning rate goes back, too."""
        self._run += 1
        self.error = ""
        self.learning_rate = self._started_with
        self._begin()

    def stop(self, why: str = "") -> None:
        """Stop, as when the cell is run again."""
        if self.status == "running":
            self.status = "stopped"
        self._run += 1
        self._why = why
        self._show()

    def close(self) -> None:
        """Stop, and take the panel away."""
        self._run += 1
        super().close()

    async def wait(self) -> None:
        """Until it no longer runs: for tests, and for a cell of your own."""
        while self.status == "running":
            await asyncio.sleep(0.01)

    def _pressed(self, widget, content, buffers):
        name = content.get("do")
        if name in ("start", "pause", "resume", "reset"):
            getattr(self, name)()
        self.send({"heard": name})

    # The training.

    def _begin(self):
        before = random.generator()
        random.manual_seed(self._seed)
        try:
            self.model = self._make()
        finally:
            random._generator = before  # the notebook's other cells draw what they would have drawn
        self._loss = CrossEntropyLoss()
        self._stepper = self._optimizer(self.model.parameters(), lr=self.learning_rate)
        shuffle = np.random.default_rng(self._seed)
        self._loader = DataLoader(self._train, batch_size=self._size, shuffle=True, generator=shuffle)
        self._batches = iter(())
        self.losses, self._right, self._seen, self._why, self._drawn = [], 0, 0, "", 0.0
        with no_grad():
            self.model.eval()
            self._classes = int(self.model(self._validation[:1][0]).shape[-1])
            self.model.train()
        with self.hold_sync():
            self._fixed = {
                "title": self._title,
                "total": self._epochs * self._per_epoch,
                "per_epoch": self._per_epoch,
                "guess": float(np.log(self._classes)),
                "validation": len(self._validation),
            }
            self._accuracy, self._rates = [], [[0, self.learning_rate]]
            self.status = "ready"
            self._show()

    def _spawn(self, coroutine):
        """As a task of the notebook's loop; a button's message may arrive in another thread."""
        here = _running_loop()
        loop = self._loop if self._loop is not None and self._loop.is_running() else here
        if loop is None:
            coroutine.close()
            self.status = "paused" if self.losses else "ready"
            raise RuntimeError(
                "A TrainingPanel trains in an event loop: in a notebook, or inside `asyncio.run(...)`."
            )
        if loop is here:
            self._task = loop.create_task(coroutine)
        else:
            self._task = asyncio.run_coroutine_threadsafe(coroutine, loop)

    async def _go(self, run):
        try:
            while self.status == "running" and run == self._run:
                if len(self.losses) == self._fixed["total"]:
                    self.status = "finished"
                    break
                began = time.perf_counter()
                self._one_batch()
                self._show_now_and_then()
                # The page, and other cells, have their turn, if only for a moment.
                await asyncio.sleep(max(0.0, began + self._least - time.perf_counter()))
        except KeyboardInterrupt:
            self.status = "paused"
            self._why = "It was interrupted; Resume goes on."
        except Exception as problem:
            self.status = "failed"
            self.error = f"The training stopped. {sentence(problem)}"
        if run == self._run:
            self._show()

    def _one_batch(self):
        batch = next(self._batches, None)
        if batch is None:
            self._batches = iter(self._loader)
            batch = next(self._batches)
        images, labels = batch
        for group in self._stepper.param_groups:
            group["lr"] = self.learning_rate
        with enable_grad():
            logits = self.model(images)
            loss = self._loss(logits, labels)
            self._stepper.zero_grad()
            loss.backward()
            self._stepper.step()
        self._right += int((logits.detach().numpy().argmax(axis=1) == labels.numpy()).sum())
        self._seen += len(labels)
        value = loss.item()
        if not np.isfinite(value):
            self.status = "diverged"
            return
        self.losses.append(value)
        if len(self.losses) % self._per_epoch == 0:
            self._end_of_epoch()

    def _end_of_epoch(self):
        self.model.eval()
        with no_grad():
            images, labels = self._validation[:]
            share = float((self.model(images).numpy().argmax(axis=1) == labels.numpy()).mean())
        self.model.train()
        self._accuracy = [*self._accuracy, [len(self.losses), self._right / self._seen, share]]
        self._right = self._seen = 0

    # What is shown.

    def describe(self) -> str:
        """The panel in one or two sentences; or what went wrong."""
        return self.error or f"{self.said} The learning rate is {rate_text(self.learning_rate)}."

    def _rate_changed(self, change):
        if not change.new > 0:
            self.learning_rate = change.old
            raise ValueError(f"The learning rate must be above 0, got {change.new}.")
        batch = len(self.losses)
        kept = [entry for entry in self._rates if entry[0] < batch]
        self._rates = [*kept, [batch, change.new]]

    def _show_now_and_then(self):
        if time.perf_counter() - self._drawn > BETWEEN_PICTURES:
            self._show()

    def _show(self):
        with self.hold_sync():
            self._batch = len(self.losses)
            self._curve = self._points()
            self._filters = kernels(self.model)
            self.said = self._sentence()
        self._drawn = time.perf_counter()

    def _points(self):
        width = max(1, -(-self._fixed["total"] // MOST_POINTS))
        losses = np.array(self.losses)
        starts = range(0, len(losses), width)
        return [[i + (width + 1) / 2, round(float(losses[i : i + width].mean()), 4)] for i in starts]

    def _sentence(self):
        fixed, done = self._fixed, len(self.losses)
        total, guess = fixed["total"], fixed["guess"]
        if done == 0 and self.status in ("ready", "running"):
            return (
                f"{self._title}: nothing is trained yet. {len(self._train):,} training images make "
                f"{self._per_epoch} batches of {self._size}, {total} in {self._epochs} epochs; guessing "
                f"among {self._classes} classes has a loss of {guess:.2f}."
            )
        epoch = min(done // self._per_epoch + 1, self._epochs)
        doing = WORDS.get(self.status, self.status)
        text = f"{self._title}: {doing} at batch {done} of {total}, in epoch {epoch} of {self._epochs}"
        if done:
            last = self.losses[-self._per_epoch :]
            text += f"; the last {len(last)} batches have a mean loss of {np.mean(last):.2f}"
            text += f" (guessing: {guess:.2f})"
        if self._accuracy:
            share, count = self._accuracy[-1][2], fixed["validation"]
            text += f", and {100 * share:.0f} % of {count} validation images are read right"
        return " ".join(filter(None, [text + ".", self._verdict(), self._why]))

    def _verdict(self):
        """In words, if it goes wrong."""
        guess = self._fixed["guess"]
        if self.status == "diverged":
            return (
                f"In batch {len(self.losses) + 1} the loss was no finite number: each step landed further "
                "out than the one before. Choose a smaller learning rate, then Reset."
            )
        last = self.losses[-self._per_epoch :]
        if len(last) == self._per_epoch and np.mean(last) > 0.95 * guess:
            if max(self.losses) > 1.3 * guess:
                return (
                    "That is no better than guessing: the steps are too large, and have thrown the weights "
                    "far off. Choose a smaller learning rate, then Reset."
                )
            return (
                "That is hardly better than guessing: the steps may be too small. Try a larger learning rate."
            )
        return ""

    def __repr__(self):
        return f"<TrainingPanel: {self.describe()}>"

    def _repr_mimebundle_(self, **kwargs):
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return data | {"text/plain": self.describe()}, metadata


def rate_text(rate: float) -> str:
    """0.005, never 5e-03: the page writes the same."""
    return f"{rate:.7f}".rstrip("0").rstrip(".")


def kernels(model) -> list:
    """The first convolution's kernels on its first channel, each as rows of numbers; [] if there is none."""
    for layer in model.modules():
        weight = getattr(layer, "weight", None)
        if "Conv" in type(layer).__name__ and weight is not None:
            values = weight.detach().numpy()[:MOST_FILTERS, 0]
            values = values.reshape(len(values), -1, values.shape[-1])
            return np.nan_to_num(np.round(values.astype(float), 3)).tolist()
    return []


def _running_loop():
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
