"""A loss curve that grows while a cell trains."""

import time

import numpy as np

from .computed import ComputedPicture
from .figures import panels
from .values import plain

ROOMS = [9.0, 900.0], [4.2, 630.0]  # inches and pixels of the picture that stays, and of one for a phone


class LiveCurve:
    """Draws the loss of each batch while training runs, with the time left.

        with LiveCurve(total=epochs * len(loader), title="CNN on digits") as live:
            for epoch in range(epochs):
                for images, labels in loader:
                    ...
                    live.add(loss.item())
                live.share(training=0.97, validation=0.94)  # if you like: a second plot

    `with` makes an Interrupt calm: one line, no traceback, and the notebook runs on. The picture stays as
    it was last drawn. `losses` and `shares` hold all numbers. Drawing takes at most a tenth of the time;
    with `show=False` nothing is drawn. `add` raises FloatingPointError when the loss is no finite number.
    """

    def __init__(self, total: int, title: str = "Training", show: bool = True):
        self.total, self.title, self.losses, self.shares = total, title, [], []
        self._started, self._pause = time.perf_counter(), 0.3  # seconds between pictures
        self._picture = None
        if show:
            from IPython.display import display

            # Notebook tests compare the sentence: it must be the same from the first picture to the last.
            says = lambda: f"Live curve: {title}"
            self._picture = ComputedPicture(self._draw, {}, alt=says, size=(9, 3.8), narrow=(4.2, 6.5))
            self._output = display(self._picture, display_id=True)
        self._drawn = time.perf_counter()

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is KeyboardInterrupt:
            done = f"Interrupted after batch {len(self.losses)} of {self.total}"
            print(f"{done}: the network keeps what it has learned.")
        self._update(0.0)
        return kind is KeyboardInterrupt

    def add(self, loss: float) -> None:
        """Note the loss of one batch; redraw if it is time."""
        loss = plain(loss)
        if not np.isfinite(loss):
            why = (
                "either the steps are too large (choose a smaller learning rate, and build the model again), "
            )
            why += "or this batch holds a NaN: look at np.isfinite(images.numpy()).all()"
            if not self.losses:
                why = "no step was taken before, so the learning rate is not to blame. Is there a NaN in the "
                why += "images? `with minidl.inspect.find_nan():` names the place"
            raise FloatingPointError(
                f"{self.title}: the loss became {loss} in batch {len(self.losses) + 1}: {why}."
            )
        self.losses.append(loss)
        self._update(0.0 if len(self.losses) == self.total else self._pause)

    def share(self, **read: float) -> None:
        """Note the share that is read right, of the training images and of others, at this batch."""
        self.shares.append((len(self.losses), read))

    def _update(self, pause):
        began = time.perf_counter()
        if self._picture is not None and began - self._drawn >= pause:
            self._picture._redraw()
            if not pause:  # the picture that stays in the notebook, also where there is no Python
                stored = [self._picture._packed({}, room) for room in ROOMS]
                self._picture.stored = {"Reset": {"alt": self._picture.alt, "pictures": stored}}
                self._output.update(self._picture)
            self._drawn = time.perf_counter()
            self._pause = max(0.3, 9 * (self._drawn - began))

    def _draw(self, figure):
        count, values = len(self.losses), np.array(self.losses)
        parts = np.atleast_1d(panels(figure, 1 + bool(self.shares)))
        parts[0].plot(np.arange(1, count + 1), values, ".", color="0.6", ms=4, label="one batch")
        parts[0].plot(*running_mean(values, max(5, self.total // 40)), color="C0", label="running mean")
        top = 1.3 * max(2.4, values[:20].max(initial=0))  # room for the legend
        parts[0].set(ylabel="loss", ylim=(0, top), title=self.title)
        for name, look in zip(self.shares[0][1] if self.shares else (), ("C1s--", "C0o-", "C2^:")):
            points = [(batch, plain(read[name])) for batch, read in self.shares if name in read]
            parts[1].plot(*zip(*points), look, label=name)
            parts[1].set(title="share read right", ylim=(0, 1.02))
        for axes, place in zip(parts, ("upper right", "lower right")):
            axes.set(xlim=(0, max(self.total, 1)), xlabel="batch")
            axes.legend(loc=place)
        took = time.perf_counter() - self._started
        figure.suptitle(time_line(count, self.total, took), fontsize=13, x=0.01, ha="left")


def time_line(count, total, seconds):
    """batch 25 of 100  ·  00:30 gone, 01:30 to go"""
    from tqdm import tqdm

    line = "batch {n_fmt} of {total_fmt}  ·  {elapsed} gone, {remaining} to go"
    return tqdm.format_meter(count, total, seconds, bar_format=line)


def running_mean(values, width):
    """(batch numbers, means of `width` losses): each in the middle of its window, so it does not lag."""
    if len(values) < width:
        return [], []
    middles = np.arange(len(values) - width + 1) + (width + 1) / 2
    return middles, np.convolve(values, np.ones(width) / width, "valid")
