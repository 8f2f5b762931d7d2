"""Whether operations are recorded for `backward()`: no_grad and its kin."""

import contextlib
from contextvars import ContextVar

from .checks import switch

# False, True or the observer that `watch` was given; one value for each thread and asyncio task
recording = ContextVar("recording", default=True)


class _Mode(contextlib.ContextDecorator):
    """Record or not, inside a `with` block or a decorated function."""

    record = False

    def __new__(cls, function=None):
        mode = super().__new__(cls)
        mode._tokens = []
        return mode(function) if callable(function) else mode  # `@no_grad` works as `@no_grad()` does

    def _recreate_cm(self):
        return type(self)()

    def __enter__(self):
        self._tokens.append(recording.set(self.record))

    def __exit__(self, *error):
        recording.reset(self._tokens.pop())


class no_grad(_Mode):
    """Compute without recording: nothing inside needs a gradient. `with no_grad():` or `@no_grad()`."""


class enable_grad(_Mode):
    """Record again inside a `no_grad` block."""

    record = True


class inference_mode(_Mode):
    """As `no_grad`; inference_mode(False) as `enable_grad`."""

    def __init__(self, mode: bool = True):
        switch("inference_mode", "mode", mode)
        self.record = not mode

    def _recreate_cm(self):
        return type(self)(not self.record)


class set_grad_enabled(_Mode):
    """Record from here on or not; as a context, until its end."""

    def __init__(self, mode: bool):
        switch("set_grad_enabled", "mode", mode)
        self.record = bool(mode)
        _Mode.__enter__(self)

    def _recreate_cm(self):
        return type(self)(self.record)

    def __call__(self, function):
        self.__exit__()  # as a decorator it changes nothing yet
        return super().__call__(function)

    def __enter__(self):
        """It was set when it was made."""


def is_grad_enabled() -> bool:
    """Whether operations are being recorded."""
    return bool(recording.get())


@contextlib.contextmanager
def watch(observer):
    """Record, and call observer(operation, inputs, settings, result) after each operation inside."""
    token = recording.set(observer)
    try:
        yield
    finally:
        recording.reset(token)


def check_backward(who, retain_graph, create_graph) -> None:
    """Refuse what is no switch."""
    switch(who, "retain_graph", bool(retain_graph) if retain_graph is None else retain_graph)
    switch(who, "create_graph", create_graph)
