"""Computed pictures: what Python must compute is drawn by matplotlib, again at each change of a control."""

import base64
import io
from pathlib import Path

import anywidget
import numpy as np
import traitlets as t
from ipywidgets.widgets.trait_types import CByteMemoryView

from .bundle import script
from .callbacks import shown

HERE = Path(__file__).parent


def slider(low: float, high: float, step: float = 1, start: float | None = None, label: str = "") -> dict:
    """A control for a number from `low` to `high`; whole numbers if `low` and `step` are whole."""
    return {"low": low, "high": high, "step": step, "start": low if start is None else start, "label": label}


def dropdown(options: list[str], start: str | None = None, label: str = "") -> dict:
    """A control for one of several names."""
    return {"options": list(options), "start": options[0] if start is None else start, "label": label}


class ComputedPicture(anywidget.AnyWidget):
    """A picture that `draw(figure, **values)` draws, with labelled controls, presets and reset.

        picture = ComputedPicture(
            draw, {"blur": slider(1, 9, 2), "kind": dropdown(["box", "Gaussian"])},
            presets={"strong blur": {"blur": 9}},
            alt=lambda blur, kind: f"The photo under a {kind} blur of {blur} cells.",
        )

    Each control is a trait: `picture.blur = 5` draws again. `alt(**values)` is the picture's one full
    sentence, for those who cannot see it and for the notebook test; `describe()` returns it. The figure
    is emptied before each drawing, unless `clear=False`: then `draw` may keep its artists and set new
    data, which is faster. What `draw` raises is shown in place of the picture.
    """

    _esm = script(__file__, "computed.js")
    _css = HERE / "computed.css"
    controls = t.List().tag(sync=True)
    presets = t.Dict().tag(sync=True)  # name → all values
    stored = t.Dict().tag(sync=True)  # preset → {"png": base64, "alt": sentence}, for pages without Python
    png = CByteMemoryView().tag(sync=True)
    alt = t.Unicode().tag(sync=True)
    error = t.Unicode().tag(sync=True)
    drawn = t.Dict().tag(sync=True)  # the values of the picture shown

    def __init__(
        self, draw, controls: dict, presets: dict | None = None, alt=None, size=(8, 3.6), clear=True
    ):
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        if alt is None:
            raise ValueError(
                "ComputedPicture needs alt=function, which says in one sentence what is to be seen"
            )
        free = ("blur", "focus")  # ipywidgets' methods of these names are no loss
        taken = [name for name in controls if hasattr(type(self), name) and name not in free]
        if taken:
            raise ValueError(f"ComputedPicture: controls cannot be called {taken}: choose another name")
        self._draw, self._alt, self._clear = draw, alt, clear
        self._names = list(controls)
        self._figure = Figure(figsize=size, dpi=100, facecolor="white")
        self._canvas = FigureCanvasAgg(self._figure)
        start = {name: control["start"] for name, control in controls.items()}
        presets = {"Reset": start} | {name: start | values for name, values in (presets or {}).items()}
        unknown = {key for values in presets.values() for key in values} - set(start)
        if unknown:
            raise ValueError(f"ComputedPicture: the presets set {sorted(unknown)}, which are no controls")
        labelled = [
            {"name": name, **control, "label": control["label"] or name.replace("_", " ")}
            for name, control in controls.items()
        ]
        super().__init__(controls=labelled, presets=presets)
        self.add_traits(**{name: _trait(control).tag(sync=True) for name, control in controls.items()})
        self.stored = {name: self._picture(values) for name, values in reversed(presets.items())}
        self._redraw()
        self.observe(shown(self, self._changed), self._names)

    @property
    def values(self) -> dict:
        """All controls as they are set."""
        return {name: getattr(self, name) for name in self._names}

    def set(self, **values) -> None:
        """Set several controls at once. Raises ValueError for one that there is not."""
        unknown = set(values) - set(self._names)
        if unknown:
            raise ValueError(f"there is no control {sorted(unknown)}, only {self._names}")
        with self.hold_trait_notifications():
            for name, value in values.items():
                setattr(self, name, value)

    def preset(self, name: str) -> None:
        """Choose a preset by its name; "Reset" is one."""
        if name not in self.presets:
            raise ValueError(f"there is no preset {name!r}, only {list(self.presets)}")
        self.set(**self.presets[name])

    def describe(self) -> str:
        """What the picture shows at the moment, in one sentence; or what went wrong."""
        return self.error or self.alt

    def _changed(self, change):
        if self.values != self.drawn or self.error:  # several controls may have changed at once
            self._redraw()

    def _redraw(self):
        png, alt = self._drawing(self.values), self._alt(**self.values)
        with self.hold_sync():
            self.png, self.alt, self.drawn, self.error = png, alt, self.values, ""

    def _drawing(self, values: dict) -> bytes:
        from matplotlib.style import context
        from PIL import Image

        with context("minidl.teach.kit.course"):
            if self._clear:
                self._figure.clear()
            self._draw(self._figure, **values)
            self._render()
        packed = io.BytesIO()
        # hardly compressed: speed matters more than size between kernel and page
        pixels = np.asarray(self._canvas.buffer_rgba())[..., :3]
        Image.fromarray(pixels).save(packed, "PNG", compress_level=1)
        return packed.getvalue()

    def _render(self) -> None:
        """Draw the figure: axes and ticks only when they changed, as they take most of the time."""
        moving = [
            (axes, artist)
            for axes in self._figure.axes
            for artist in axes.get_children()
            if artist not in (axes.patch, axes.xaxis, axes.yaxis, *axes.spines.values())
        ]
        for _, artist in moving:
            artist.set_animated(True)  # matplotlib: left out by draw(), and its changes mark nothing as stale
        if self._figure.stale:
            self._canvas.draw()
            self._background = self._canvas.copy_from_bbox(self._figure.bbox)
        else:
            self._canvas.restore_region(self._background)
        for axes, artist in sorted(moving, key=lambda pair: pair[1].get_zorder()):
            axes.draw_artist(artist)

    def _picture(self, values: dict) -> dict:
        return {"png": base64.b64encode(self._drawing(values)).decode(), "alt": self._alt(**values)}

    def _repr_mimebundle_(self, **kwargs):
        data, metadata = super()._repr_mimebundle_(**kwargs)
        still = base64.b64encode(self.png).decode()  # where no widget is shown, as on GitHub
        return data | {"image/png": still, "text/plain": f"Computed picture: {self.describe()}"}, metadata


def _trait(control: dict) -> t.TraitType:
    """The trait of a control: it refuses what the control cannot be set to."""
    if "options" in control:
        return t.Enum(control["options"], default_value=control["start"])
    whole = all(isinstance(control[key], int) for key in ("low", "high", "step", "start"))
    kind = t.Int if whole else t.Float
    return kind(control["start"], min=control["low"], max=control["high"])
