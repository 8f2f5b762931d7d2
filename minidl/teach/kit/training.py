"""The live training panel: a training that you start, pause and steer while it runs."""

import asyncio
import time
import weakref

import anywidget
import numpy as np
import traitlets as t

from ... import random
from ...data import DataLoader
from ...nn import CrossEntropyLoss, Module
from ...optim import Adam
from ...recording import enable_grad, no_grad
from .bundle import script, style
from .callbacks import sentence, shown
from .values import is_number

BETWEEN_PICTURES = 0.12  # seconds
MOST_POINTS = 300  # of the loss curve
MOST_FILTERS = 32
DOING = {"ready": "ready", "running": "training", "paused": "paused", "finished": "done"}  # else: stopped
_panels = weakref.WeakValueDictionary()  # title → the panel that has it now


class TrainingPanel(anywidget.AnyWidget):
    """A training with buttons: start, pause, resume, reset; the learning rate may change while it runs.

        panel = TrainingPanel(make_cnn, train, validation, epochs=20, learning_rate=0.005)
        panel

    `make_model()` builds a new network at each reset, from the same `seed`. The training is an asyncio task
    that gives way after each batch, so the page and other cells stay alive; while a cell runs, it waits.
    After each epoch the `validation` set is classified in evaluation mode. Nothing is trained until Start.
    The sets hold pairs (image, class): a data set, or a list. `drop_last` leaves out a smaller last batch.
    `per_second` holds back a fast network to so many batches a second, slow enough to watch and to steer.
    A second panel with the same title stops the first. `model` and `losses` are there to be looked at.
    Raises TypeError or ValueError, in words, for arguments that it cannot use.
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
    _task = None

    def __init__(
        self, make_model, train, validation, epochs=20, batch_size=32, learning_rate=0.005, optimizer=Adam,
        title="Training", seed=0, per_second=None, drop_last=False,
    ):  # fmt: skip
        is_set = lambda data: hasattr(data, "__len__") and hasattr(data, "__getitem__") and len(data) > 0
        from_on = lambda value, least: is_number(value) and value == int(value) >= least
        pairs = "a data set of pairs (image, class)", "TensorDataset(images, labels)"
        wanted = {
            "make_model": (make_model, callable(make_model) and not isinstance(make_model, Module),
                           "a function that builds the network, so that Reset can build it again",
                           "lambda: nn.Sequential(...), or the name of a function"),
            "train": (train, is_set(train), *pairs),
            "validation": (validation, is_set(validation), *pairs),
            "epochs": (epochs, from_on(epochs, 1), "a whole number from 1 on", "epochs=20"),
            "batch_size": (batch_size, from_on(batch_size, 1), "a whole number from 1 on", "batch_size=32"),
            "seed": (seed, from_on(seed, 0), "a whole number from 0 on", "seed=0"),
            "learning_rate": (learning_rate, _is_rate(learning_rate), "a number above 0", "0.005"),
            "per_second": (per_second, per_second is None or _is_rate(per_second), "a number above 0", "40"),
            "optimizer": (optimizer, callable(optimizer), "the class of an optimiser", "optim.Adam"),
        }  # fmt: skip
        for name, (value, good, expected, example) in wanted.items():
            if not good:
                got = repr(value) if is_number(value) or isinstance(value, str) else type(value).__name__
                kind = ValueError if is_number(value) else TypeError
                raise kind(f"TrainingPanel expects {name} to be {expected}, got {got}. Try {example}.")
        self.learning_rate = learning_rate
        self._make, self._optimizer, self._seed = make_model, optimizer, int(seed)
        self._train, self._validation, self._drop_last = train, validation, bool(drop_last)
        self._epochs, self._size, self._title = int(epochs), int(batch_size), str(title)
        self._started_with = learning_rate
        self._least = 1 / per_second if per_second else 0.0  # seconds a batch takes at least
        self._loop = _running_loop()
        self._begin()
        # Now the page is told, and everything at once: what changes while it loads the panel would be lost.
        super().__init__()
        if (older := _panels.get(self._title)) is not None:
            older.stop("A newer panel has taken its place.")
        _panels[self._title] = self
        self.observe(shown(self, self._rate_changed), "learning_rate")
        self.on_msg(shown(self, self._pressed))

    # What the buttons do.

    def start(self) -> None:
        """Begin, or go on; nothing happens while it runs, or after the last batch."""
        if self.status in ("ready", "paused", "stopped"):
            self.status = "running"
            self._run += 1
            self._spawn(self._go(self._run))

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
        if self.status == "running":
            self.status = "stopped"
        super().close()

    async def wait(self) -> None:
        """Until it no longer runs: for tests, and for a cell of your own."""
        while self.status == "running":
            await asyncio.sleep(0.01)

    def _pressed(self, widget, content, buffers):
        name = content.get("do")
        if name in ("start", "pause", "reset"):
            getattr(self, name)()
        self.send({"heard": name})

    # The training.

    def _begin(self):
        self.model = self._built()
        self._loss = CrossEntropyLoss()
        self._stepper = self._optimizer(self.model.parameters(), lr=self.learning_rate)
        shuffle = np.random.default_rng(self._seed)
        self._loader = DataLoader(self._train, self._size, True, drop_last=self._drop_last, generator=shuffle)
        self._per_epoch = len(self._loader)
        if not self._per_epoch:
            all_of = f"TrainingPanel: {len(self._train)} images make no whole batch of {self._size}"
            raise ValueError(f"{all_of}. Try a smaller batch_size.")
        self._batches, self._why, self._drawn = iter(()), "", 0.0
        self.losses, self._right, self._seen = [], 0, 0
        self._classes = self._read([self._validation[0]])[1].shape[1]
        total, guess = self._epochs * self._per_epoch, float(np.log(self._classes))
        with self.hold_sync():
            self._fixed = {"title": self._title, "total": total, "per_epoch": self._per_epoch, "guess": guess}
            self._accuracy, self._rates = [], [[0, self.learning_rate]]
            self.status = "ready"
            self._show()

    def _built(self):
        """A new network; the notebook's other cells draw the random numbers that they would have drawn."""
        with random.fork_rng():
            random.manual_seed(self._seed)
            try:
                model = self._make()
            except SystemExit as end:  # raised on, it would end the notebook's Python
                raise RuntimeError(
                    f"the function that builds the network called sys.exit({end.code})"
                ) from end
        if not hasattr(model, "parameters"):
            got = "nothing" if model is None else type(model).__name__
            wants = "TrainingPanel expects make_model to return a network"
            raise TypeError(f"{wants}, got {got}. Does it end with `return model`?")
        return model

    def _read(self, data):
        """(classes, logits) of a data set, in evaluation mode and without gradients."""
        self.model.eval()
        try:
            with no_grad():
                read = [(_pair(batch)[1], self.model(batch[0])) for batch in DataLoader(data, 500)]
        finally:
            self.model.train()
        return tuple(np.concatenate([part.numpy() for part in parts]) for parts in zip(*read))

    def _spawn(self, coroutine):
        """As a task of the notebook's loop; a button's message may arrive in another thread."""
        here = _running_loop()
        loop = self._loop if self._loop is not None and self._loop.is_running() else here
        if loop is None:
            coroutine.close()
            self.status = "paused" if self.losses else "ready"
            raise RuntimeError("TrainingPanel needs an event loop: a notebook, or `asyncio.run(...)`.")
        if loop is here:
            self._task = loop.create_task(coroutine)
        else:
            self._task = asyncio.run_coroutine_threadsafe(coroutine, loop)

    async def _go(self, run):
        try:
            while self.status == "running" and run == self._run:
                if len(self.losses) >= self._fixed["total"]:
                    self.status = "finished"
                    break
                began = time.perf_counter()
                self._one_batch()
                if time.perf_counter() - self._drawn > BETWEEN_PICTURES:
                    self._show()
                # The page, and other cells, have their turn, if only for a moment.
                await asyncio.sleep(max(0.0, began + self._least - time.perf_counter()))
        except KeyboardInterrupt:
            self.status, self._why = "paused", "It was interrupted; Resume goes on."
        except (asyncio.CancelledError, GeneratorExit):
            self.status = "stopped"
            raise
        except BaseException as problem:  # sys.exit() as well: it would end the notebook's Python
            self.status, self.error = "failed", f"The training stopped. {sentence(problem)}."
            if len(self._latest[1]) == 1 < self._size:
                self.error += " The last batch of an epoch has only one image: drop_last=True leaves it out."
        if run == self._run:
            self._show()

    def _one_batch(self):
        batch = next(self._batches, None)
        if batch is None:
            self._batches = iter(self._loader)
            batch = next(self._batches)
        images, labels = self._latest = _pair(batch)
        for group in self._stepper.param_groups:
            group["lr"] = self.learning_rate
        with enable_grad():
            logits = self.model(images)
            loss = self._loss(logits, labels)
            value = loss.item()
            if not np.isfinite(value):
                self.status, self._why = "diverged", self._cause(images)
                return
            self._stepper.zero_grad()
            loss.backward()
            self._stepper.step()
        self._right += int((logits.detach().numpy().argmax(axis=1) == labels.numpy()).sum())
        self._seen += len(labels)
        self.losses.append(value)
        if len(self.losses) % self._per_epoch == 0:
            classes, logits = self._read(self._validation)
            share = float((logits.argmax(axis=1) == classes).mean())
            self._accuracy = [*self._accuracy, [len(self.losses), self._right / self._seen, share]]
            self._right = self._seen = 0
            nan = "For some validation images the network gives no finite numbers: does one hold a NaN?"
            self._why = "" if np.isfinite(logits).all() else nan

    def _cause(self, images):
        """Why a loss is no finite number: a new network, which has made no step, reads the same batch."""
        at = f"In batch {len(self.losses) + 1} the loss was no finite number"
        if not np.isfinite(images.numpy()).all():
            return f"{at}: an image holds a NaN or an infinity. Look at np.isfinite(images.numpy())."
        with no_grad():
            innocent = not np.isfinite(self._built()(images).numpy()).all()
        if innocent or not self.losses:
            said = "and no step is to blame: a new network gives it, too. Are the images very large, or does"
            return f"{at}, {said} the network divide by 0? `with minidl.inspect.find_nan():` names the place."
        said = "each step landed further out than the one before. Choose a smaller learning rate, then Reset."
        return f"{at}: {said}"

    # What is shown.

    def describe(self) -> str:
        """The panel in one or two sentences; or what went wrong."""
        return self.error or f"{self.said} The learning rate is {rate_text(self.learning_rate)}."

    def _rate_changed(self, change):
        if not _is_rate(change.new):
            self.learning_rate = change.old
            stays = f"It stays at {rate_text(change.old)}. Try 0.005."
            self.error = f"The learning rate must be a number above 0, got {change.new}. {stays}"
            return
        if self.status != "failed":
            self.error = ""
        kept = [entry for entry in self._rates if entry[0] < len(self.losses)]
        self._rates = [*kept, [len(self.losses), change.new]]

    def _show(self):
        width = max(1, -(-self._fixed["total"] // MOST_POINTS))
        losses = np.array(self.losses)
        starts = range(0, len(losses), width)
        with self.hold_sync():
            self._batch = len(losses)
            means = [(i, round(float(losses[i : i + width].mean()), 4)) for i in starts]
            self._curve = [[i + (width + 1) / 2, mean] for i, mean in means]
            self._filters = kernels(self.model)
            self.said = self._sentence()
        self._drawn = time.perf_counter()

    def _sentence(self):
        total, guess, done = self._fixed["total"], self._fixed["guess"], len(self.losses)
        if done == 0 and self.status in ("ready", "running"):
            made = f"{len(self._train):,} training images make {self._per_epoch} batches of {self._size}"
            guessing = f"guessing among {self._classes} classes has a loss of {guess:.2f}"
            text = f"{self._title}: nothing is trained yet. {made}, {total} in {self._epochs} epochs"
            return f"{text}; {guessing}."
        epoch = min(done // self._per_epoch + 1, self._epochs)
        doing = DOING.get(self.status, "stopped")
        text = f"{self._title}: {doing} at batch {done} of {total}, in epoch {epoch} of {self._epochs}"
        last = self.losses[-self._per_epoch :]
        if done:
            mean = f"{np.mean(last):.2f} (guessing: {guess:.2f})"
            text += f"; the last {len(last)} batches have a mean loss of {mean}"
        if self._accuracy:
            share, count = self._accuracy[-1][2], len(self._validation)
            text += f", and {100 * share:.0f} % of {count} validation images are read right"
        return " ".join(filter(None, [text + ".", self._verdict(last, guess), self._why]))

    def _verdict(self, last, guess):
        """In words, if an epoch was no better than guessing."""
        if self._why or len(last) < self._per_epoch or np.mean(last) <= 0.95 * guess:
            return ""
        if max(self.losses) > 1.3 * guess:
            said = "no better than guessing: the steps are too large, and have thrown the weights far off"
            return f"That is {said}. Choose a smaller learning rate, then Reset."
        return "That is hardly better than guessing: the steps may be too small. Try a larger learning rate."

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


def _is_rate(value) -> bool:
    return is_number(value) and 0 < value < np.inf


def _pair(batch):
    """(images, classes) of a batch; TypeError or ValueError, in words, if it is none."""
    if not isinstance(batch, tuple | list) or len(batch) != 2:
        got = type(batch).__name__
        raise TypeError(
            f"TrainingPanel expects pairs (image, class), got {got}. Try TensorDataset(images, labels)."
        )
    classes = batch[1]
    if classes.ndim != 1 or classes.numpy().dtype.kind not in "iu":
        got = f"{classes.dtype} of shape {tuple(classes.shape)}"
        wants = "TrainingPanel expects a whole number, its class, for each image"
        raise ValueError(f"{wants}, got {got} for a batch. Try labels.flatten().long().")
    return batch


def _running_loop():
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
