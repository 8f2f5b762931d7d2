"""Computed pictures: what Python must compute is drawn by matplotlib, again at each change of a control."""

import base64
import io
import struct
import zlib

import anywidget
import numpy as np
import traitlets as t
from ipywidgets.widgets.trait_types import CByteMemoryView
from PIL import Image

from .bundle import script, style
from .callbacks import shown

NARROWEST = 4.2  # inches: the figure of a phone


def slider(low: float, high: float, step: float = 1, start: float | None = None, label: str = "") -> dict:
    """A control for a number from `low` to `high`; whole numbers if `low` and `step` are whole."""
    return {"low": low, "high": high, "step": step, "start": low if start is None else start, "label": label}


def dropdown(options: list[str], start: str | None = None, label: str = "") -> dict:
    """A control for one of several names."""
    return {"options": list(options), "start": options[0] if start is None else start, "label": label}


class Shown(anywidget.AnyWidget):
    """What the page knows of a picture that matplotlib draws.

    It is drawn on transparent paper; where the page is dark, the page turns its greys round (not those of
    images).
    """

    _esm = script(__file__, "computed.js")
    _css = style(__file__, "computed.css")
    controls = t.List().tag(sync=True)
    presets = t.Dict()  # name → all values
    _choices = t.List().tag(sync=True)  # the same as pairs: a saved notebook sorts the keys of a dict
    stored = t.Dict().tag(
        sync=True
    )  # preset → {"alt": sentence, "pictures": [[base64, photos], narrow ones]}
    png = CByteMemoryView().tag(sync=True)
    photos = t.List().tag(sync=True)  # where images are: [left, top, width, height], in shares of the figure
    alt = t.Unicode().tag(sync=True)
    error = t.Unicode().tag(sync=True)
    drawn = t.Dict().tag(sync=True)  # the values of the picture shown
    inches = t.Float().tag(sync=True)  # and how wide its figure is
    _size = t.List().tag(sync=True)
    _room = t.List().tag(sync=True)  # [inches, pixels]: the page says what it has room for

    def _bundle(self, png: str, text: str, width: float, **kwargs):
        """What a notebook displays; `png`, `width` pixels wide, where no widget is shown, as on GitHub."""
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return data | {"image/png": png, "text/plain": text}, {
            **metadata,
            "image/png": {"width": round(width)},
        }


class ComputedPicture(Shown):
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

    `size` is in inches, for a room of 72 pixels an inch or more. In a narrower room the figure is drawn
    again as wide as the room is, and from `narrow` = (4.2, height) on with that height.
    """

    def __init__(self, draw, controls: dict, presets=None, alt=None, size=(8, 3.6), clear=True, narrow=None):
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
        self._narrow = narrow or (NARROWEST, size[1])
        self._names = list(controls)
        self._figure = Figure(figsize=size, facecolor="none", layout="constrained")
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
        room = [size[0], 100 * size[0]]
        super().__init__(
            controls=labelled, presets=presets, _choices=list(presets.items()), _size=list(size), _room=room
        )
        self.add_traits(**{name: _trait(control).tag(sync=True) for name, control in controls.items()})
        rooms = [room] if size[0] < 1.2 * NARROWEST else [room, [NARROWEST, 150 * NARROWEST]]
        stored = {name: {"alt": alt(**all_), "pictures": []} for name, all_ in presets.items()}
        for one in rooms[::-1]:  # all of one room, then of the other: to change it draws all anew
            for name, all_ in presets.items():
                stored[name]["pictures"].insert(0, self._packed(all_, one))
        self.stored = stored  # whole: what is changed in place is not sent to the page
        self._redraw()
        self.observe(shown(self, self._changed), [*self._names, "_room"])

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
        # Several may have changed at once: the first to be told draws for all.
        if self.values != self.drawn or self.error or change["name"] == "_room":
            self._redraw()

    def _redraw(self):
        (pixels, photos), alt = self._drawing(self.values, self._room), self._alt(**self.values)
        with self.hold_sync():
            self.photos, self.inches = photos, self._figure.get_figwidth()
            self.png, self.alt, self.drawn, self.error = quickly(pixels), alt, self.values, ""

    def _packed(self, values: dict, room) -> list:
        pixels, photos = self._drawing(values, room)
        return [packed(pixels), photos]

    def _drawing(self, values: dict, room):
        """The picture of `values` in a room of [inches, pixels], and where its images are."""
        from matplotlib.style import context

        inches, pixels = room
        size = (inches, self._narrow[1] if inches < 1.3 * NARROWEST else self._size[1])
        with context("minidl.teach.kit.course"):
            if self._clear or tuple(self._figure.get_size_inches()) != size:
                self._figure.clear()
                self._figure.set_size_inches(size)
            if self._figure.dpi != pixels / inches:
                self._figure.set_dpi(pixels / inches)
            self._draw(self._figure, **values)
            if not any(axes.get_subplotspec() for axes in self._figure.axes):
                self._figure.set_layout_engine("none")  # placed by hand: there is nothing to arrange
            self._render()
        return Image.fromarray(np.array(self._canvas.buffer_rgba())), photos_of(self._figure)

    def _render(self) -> None:
        """Draw the figure: axes and ticks only when they changed, as they take most of the time."""
        axes = self._figure.axes
        still = {part for one in axes for part in (one.patch, one.xaxis, one.yaxis, *one.spines.values())}
        moving = [artist for one in axes for artist in one.get_children() if artist not in still]
        for artist in moving:
            artist.set_animated(True)  # matplotlib: left out by draw(), and its changes mark nothing as stale
        if self._figure.stale:
            self._canvas.draw()
            self._background = self._canvas.copy_from_bbox(self._figure.bbox)
        else:
            self._canvas.restore_region(self._background)
        renderer = self._canvas.get_renderer()
        for artist in sorted(moving, key=lambda artist: artist.get_zorder()):
            artist.draw(renderer)
        self._figure.stale = False  # a legend places its parts as it is drawn: nothing else is to be redrawn

    def _repr_mimebundle_(self, **kwargs):
        still = on_white(self._drawing(self.values, [self._size[0], 100 * self._size[0]])[0])
        return self._bundle(
            packed(still), f"Computed picture: {self.describe()}", 100 * self._size[0], **kwargs
        )


class Still(Shown):
    """A figure without controls."""

    def __init__(self, figure, alt: str, narrow: tuple | None = None):
        wide = tuple(figure.get_size_inches())
        rooms = [wide] if wide[0] < 1.3 * NARROWEST else [wide, narrow or (NARROWEST, wide[1])]
        pictures = []
        for size in rooms:
            figure.set_size_inches(size)
            made = io.BytesIO()
            figure.savefig(made, dpi=150, facecolor="none")
            pictures.append((Image.open(made), photos_of(figure)))
        self._still = packed(on_white(pictures[0][0]))
        stored = {"alt": alt, "pictures": [[packed(image), photos] for image, photos in pictures]}
        super().__init__(
            _choices=[["Reset", {}]], stored={"Reset": stored}, _size=[float(side) for side in wide]
        )

    def _repr_mimebundle_(self, **kwargs):
        said = self.stored["Reset"]["alt"]
        return self._bundle(self._still, f"Figure: {said}", 95 * self._size[0], **kwargs)


def photos_of(figure) -> list[list[float]]:
    """Where images are: [left, top, width, height], in shares of the figure."""
    meshes = [a for axes in figure.axes for a in axes.collections if type(a).__name__ == "QuadMesh"]
    images = [image for axes in figure.axes for image in axes.images] + meshes
    boxes = [image.get_window_extent().transformed(figure.transFigure.inverted()) for image in images]
    return [[round(float(v), 4) for v in (box.x0, 1 - box.y1, box.width, box.height)] for box in boxes]


def on_white(image):
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")


def quickly(image) -> bytes:
    """A PNG in half of Pillow's time, which tries five filters on each row: here none is used."""
    width, height = image.size
    rows = np.zeros((height, 1 + 4 * width), np.uint8)  # each begins with the number of its filter
    rows[:, 1:] = np.asarray(image).reshape(height, -1)
    size = struct.pack(">2I5B", width, height, 8, 6, 0, 0, 0)  # RGBA, 8 bits each
    parts = [(b"IHDR", size), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b"")]
    number = struct.Struct(">I").pack
    parts = [number(len(data)) + name + data + number(zlib.crc32(name + data)) for name, data in parts]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def packed(image) -> str:
    """A small PNG, in base64: 64 colours are plenty for a drawing."""
    method = Image.Quantize.FASTOCTREE if image.mode == "RGBA" else Image.Quantize.MAXCOVERAGE
    png = io.BytesIO()
    image.quantize(64, method=method).save(png, "PNG", optimize=True)
    return base64.b64encode(png.getvalue()).decode()


def _trait(control: dict) -> t.TraitType:
    """The trait of a control: it refuses what the control cannot be set to."""
    if "options" in control:
        return t.Enum(control["options"], default_value=control["start"])
    whole = all(isinstance(control[key], int) for key in ("low", "high", "step", "start"))
    return (t.Int if whole else t.Float)(control["start"], min=control["low"], max=control["high"])
