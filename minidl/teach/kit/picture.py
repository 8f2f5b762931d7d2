"""What every dragged picture shares: its state, its presets, its sentence, its script.

A picture is drawn by JavaScript in the page, so it moves within a frame and without a kernel. Python sets
and reads the same state (`picture.stride = 2`), and reads the same sentence (`picture.describe()`).
"""

from math import floor
from numbers import Integral, Real

import anywidget
import traitlets

from .bundle import style


class Number(traitlets.TraitType):
    """A multiple of `step` from `low` to `high`; the slider reaches `slider`, the number box all of them.

    With a power of two as step, such as 0.25, sums and products stay exact: z = 0 is 0, not 1e-17.
    """

    def __init__(
        self, default: float, low: float, high: float, step: float = 0.25, slider: float | None = None
    ):
        super().__init__(default_value=default)
        self.low, self.high, self.step, self.slider = low, high, step, slider or high
        self.tag(sync=True, state=True)

    def validate(self, obj, value):
        if not on_step(value, self.low, self.high, self.step):
            low, high = signed(self.low), signed(self.high)
            raise traitlets.TraitError(
                f"{self.name} must be a multiple of {self.step} from {low} to {high}, got {value!r}."
            )
        return round(float(value), 12) + 0.0  # never −0

    def limits(self) -> list:
        """[low, high, where the slider ends, step], for the page."""
        return [self.low, self.high, self.slider, self.step]


class Whole(Number):
    """A whole number from `low` to `high`; the slider reaches `slider`, the number box all of them."""

    def __init__(self, default: int, low: int, high: int, slider: int | None = None):
        super().__init__(default, low, high, 1, slider)

    def validate(self, obj, value):
        return whole(self.name, value, self.low, self.high)


class Numbers(traitlets.TraitType):
    """A list of numbers, each a multiple of `step` from `low` to `high`; whole ones if `step` is whole.

    `count` is how many there are, or (least, most).
    """

    def __init__(self, default: list, count: int | tuple[int, int], low: float, high: float, step=0.25):
        super().__init__(default_value=list(default))
        self.count = (count, count) if isinstance(count, int) else count
        self.low, self.high, self.step = low, high, step
        self.tag(sync=True, state=True)

    def validate(self, obj, value):
        numbers = value.tolist() if hasattr(value, "tolist") else value
        least, most = self.count
        fits = isinstance(numbers, list | tuple) and least <= len(numbers) <= most
        if not fits or not all(on_step(n, self.low, self.high, self.step) for n in numbers):
            many = f"{least}" if least == most else f"{least} to {most}"
            what = "whole numbers" if self.step == 1 else f"multiples of {self.step}"
            raise traitlets.TraitError(
                f"{self.name} must be a list of {many} {what} "
                f"from {signed(self.low)} to {signed(self.high)}, got {value!r}."
            )
        kind = int if isinstance(self.step, int) else float
        return [kind(round(n, 12)) + kind(0) for n in numbers]  # never −0


class Choice(traitlets.Enum):
    """One of several names; the first, if no other is the default."""

    def __init__(self, options: list[str], default: str | None = None):
        super().__init__(options, default_value=options[0] if default is None else default)
        self.tag(sync=True, state=True)


class Picture(anywidget.AnyWidget):
    """A picture to drag. Its state is made of traits: set them, or choose a preset.

    A preset starts from the state that the picture was made with, and changes what it names. `observe` a
    trait as with any widget: an exception in your function is shown under the picture, never swallowed.
    """

    _css = style()
    presets = traitlets.Dict()
    error = traitlets.Unicode("").tag(sync=True)
    _choices = traitlets.List().tag(sync=True)  # [[name, whole state]], Reset first
    _limits = traitlets.Dict().tag(sync=True)  # {name: [low, high, where the slider ends, step]}
    _state_names = traitlets.List().tag(sync=True)

    def __init__(self, presets: dict[str, dict] | None = None, **state):
        names = list(self.traits(state=True))
        self._check_names(state, names)
        numbers = {n: t for n, t in self.traits(state=True).items() if isinstance(t, Number)}
        super().__init__(
            **self.completed(state),
            _state_names=names,
            _limits={name: number.limits() for name, number in numbers.items()},
        )
        self._start = self.state()
        self._broken = ""  # the trait whose observer failed last
        self.presets = self.default_presets() if presets is None else presets

    # What a subclass fills in.

    def describe(self) -> str:
        """The picture in one sentence."""
        raise NotImplementedError

    @classmethod
    def default_presets(cls) -> dict[str, dict]:
        """The buttons over the picture: {name: the part of the state that it sets}."""
        return {}

    @classmethod
    def completed(cls, state: dict) -> dict:
        """A part of the state with what follows from it, such as the size of a kernel that is given."""
        return state

    # What every picture can do.

    def state(self) -> dict:
        """All that the picture depends on: {name: value}."""
        return {name: getattr(self, name) for name in self._state_names}

    def preset(self, name: str) -> None:
        """Press a preset's button."""
        if name not in self.presets:
            raise ValueError(f"There is no preset {name!r}. There are: {', '.join(map(repr, self.presets))}.")
        self._become(self._start | self.completed(self.presets[name]))

    def reset(self) -> None:
        """Go back to the state that the picture was made with."""
        self._become(self._start)

    def set(self, **state) -> None:
        """Set several things at once."""
        self._check_names(state, self._state_names)
        self._become(self.state() | self.completed(state))

    def _become(self, state):
        with self.hold_sync(), self.hold_trait_notifications():  # one message: no picture in between
            for name, value in state.items():
                setattr(self, name, value)

    @traitlets.observe("presets")
    def _offer(self, change):
        choices = [["Reset", self._start]]
        for name, part in change.new.items():
            self._check_names(part, self._state_names)
            whole_state = self._start | self.completed(part)
            for key, value in whole_state.items():
                self.traits()[key]._validate(self, value)
            choices.append([name, whole_state])
        self._choices = choices

    def _check_names(self, part, known):
        for name in part:
            if name not in known and name not in ("layout", "tooltip"):
                raise TypeError(f"{type(self).__name__} has no {name!r}. It has: {', '.join(known)}.")

    def notify_change(self, change):
        """Tell the page and the observers; when one of them fails, the widget says so."""
        try:
            super().notify_change(change)
        except Exception as problem:
            self._broken = change["name"]
            self.error = (
                f"Your function that observes {change['name']} failed. {type(problem).__name__}: {problem}"
            )
            raise
        if self.error and change["name"] == self._broken:
            self.error = ""

    def __repr__(self):
        return f"<{type(self).__name__}: {self.describe()}>"

    def _repr_mimebundle_(self, **kwargs):
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return data | {"text/plain": self.describe()}, metadata


def on_step(value, low: float, high: float, step: float) -> bool:
    """Whether `value` is a multiple of `step` from `low` to `high`; 0.1 + 0.2 counts as 0.3."""
    number = isinstance(value, Real) and not isinstance(value, bool) and low <= value <= high
    return number and abs(value / step - round(value / step)) < 1e-9


def whole(name: str, value, low: int, high: int) -> int:
    """`value` as an int; TraitError if it is none, or out of range."""
    if isinstance(value, bool) or not isinstance(value, Integral) or not low <= value <= high:
        raise traitlets.TraitError(f"{name} must be a whole number from {low} to {high}, got {value!r}.")
    return int(value)


def signed(number: float) -> str:
    """−3 with a minus sign as long as the plus, as in formulas; whole ones without a point, as JavaScript."""
    text = str(int(number)) if float(number).is_integer() else str(float(number))
    return text.replace("-", "−")


def rounded(number: float, places: int = 2) -> str:
    """A number as the page writes it, too: halves up, no needless zeros, a long minus."""
    whole = floor(abs(number) * 10**places + 0.5)
    text = f"{whole / 10**places:.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"−{text}" if number < 0 and whole else text


def listed(words: list[str]) -> str:
    """a, b and c"""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
