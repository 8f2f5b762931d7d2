"""A loss curve that grows while a cell trains."""

import time

import numpy as np

from .figures import picture


class LiveCurve:
    """Draws the loss of each batch while training runs, with a progress bar and the time left.

        live = LiveCurve(total=epochs * len(loader), title="CNN on digits")
        for epoch in range(epochs):
            for images, labels in loader:
                ...
                live.add(loss.item())

    The picture stays in the notebook as it was last drawn: when the last batch is in, or when the
    cell was interrupted. `losses` holds all values. Drawing takes at most a tenth of the time.
    `add` raises FloatingPointError when the loss is infinite or no number.
    """

    def __init__(self, total: int, title: str = "Training"):
        from IPython.display import display
        from matplotlib.figure import Figure
        from matplotlib.style import context

        self.total, self.title, self.losses = total, title, []
        self._started = time.perf_counter()
        with context("minidl.teach.kit.course"):
            self._figure = Figure(figsize=(9, 3.8))
            self._axes, progress = self._figure.subplots(2, height_ratios=(12, 1))
            self._axes.set(ylabel="cross-entropy", xlim=(0, max(total, 1)), title=title)
            (self._points,) = self._axes.plot([], [], ".", color="0.72", ms=4, label="one batch")
            (self._line,) = self._axes.plot([], [], color="C0", label="running mean")
            self._axes.legend(loc="upper right")
            progress.set(xlim=(0, max(total, 1)), xticks=[], yticks=[], facecolor="#E6E6E6")
            progress.spines[:].set_visible(False)
            (self._bar,) = progress.barh([0], [0], height=1, color="C0")
            progress.set_ylim(-0.5, 0.5)
            self._note = progress.text(0, -0.9, "", va="top", fontsize=13, transform=progress.transData)
        data, metadata = self._draw()
        self._output = display(data, metadata=metadata, raw=True, display_id=True)
        self._drawn, self._pause = time.perf_counter(), 0.3  # seconds between two pictures

    def add(self, loss: float) -> None:
        """Note the loss of one batch; redraw if it is time."""
        if not np.isfinite(loss):
            raise FloatingPointError(
                f"{self.title}: the loss became {loss} in batch {len(self.losses) + 1}. The steps are "
                f"probably too large: make the learning rate smaller, build the model again and restart."
            )
        self.losses.append(loss)
        now = time.perf_counter()
        if len(self.losses) == self.total or now - self._drawn > self._pause:
            data, metadata = self._draw()
            self._output.update(data, metadata=metadata, raw=True)
            self._drawn = time.perf_counter()
            self._pause = max(0.3, 9 * (self._drawn - now))

    def _draw(self):
        count, values = len(self.losses), np.array(self.losses)
        self._points.set_data(np.arange(1, count + 1), values)
        self._line.set_data(*_running_mean(values, width=max(5, self.total // 40)))
        self._axes.set_ylim(0, 1.3 * max(2.4, values[:20].max(initial=0)))  # room for the legend
        self._bar.set_width(count)
        self._note.set_text(_time_line(count, self.total, time.perf_counter() - self._started))
        # Notebook tests compare the text: it must be the same from the first picture to the last.
        return picture(self._figure, f"Live curve: {self.title}")


def _time_line(count, total, seconds):
    from tqdm import tqdm

    line = "batch {n_fmt} of {total_fmt}  ·  {elapsed} gone, {remaining} to go"
    return tqdm.format_meter(count, total, seconds, bar_format=line)


def _running_mean(values, width):
    """(batch numbers, mean of the last `width` losses), from the first full window on."""
    if len(values) < width:
        return [], []
    return np.arange(width, len(values) + 1), np.convolve(values, np.ones(width) / width, "valid")
