"""Running a student's function without harm: printing, raising, endless loops, much memory.

The deadline is a second thread that raises in the first, since Windows has no `signal.alarm`: it stops what
is written in Python, but not one call that never comes back from C. Where no thread can be started (Python
in a browser) `sys.monitoring` looks at the clock.
"""

import contextlib
import contextvars
import copy
import ctypes
import functools
import io
import os
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import NamedTuple

import numpy as np

from .values import Strange, agree, settled

PRINTED = 100_000  # characters that are kept; more is a loop without an end
MEMORY = 1 << 29  # bytes that a function may take
_one_at_a_time = threading.RLock()  # stdout and the limit of memory belong to the whole kernel


class TooLong(BaseException):
    """Raised inside the student's function when time is up; no `except Exception` catches it."""


class TooMuch(BaseException):
    """Raised by `print` when nobody could read it any more."""


class Trial(NamedTuple):
    """What one call did."""

    value: object = None  # settled: harmless to compare and to show
    printed: str = ""
    trouble: str = ""  # a kind sentence if it raised or took too long
    timed_out: bool = False
    error: str = ""  # the name of the exception
    changed: bool = False  # the function changed what it was given
    line: str = ""  # of the student's code, where it was raised


class _Page(io.StringIO):
    """Takes what is printed, up to a limit; cannot be closed."""

    def write(self, text):
        if self.tell() + len(text) > PRINTED:
            raise TooMuch
        return super().write(text)

    def close(self):
        pass


def run(function, arguments: tuple, seconds: float = 2.0, blamed=None) -> Trial:
    """Call `function` with copies of the arguments, for at most `seconds`. Only Interrupt comes through.

    `blamed` is the student's function, if another one calls it: its lines are named when something is raised.
    """
    page, given, process = _Page(), copy.deepcopy(arguments), os.getpid()

    def attempt():
        try:
            value = settled(function(*given))
            return Trial(value, changed=not agree(settled(given), settled(arguments), 0))
        except (TooLong, TooMuch, KeyboardInterrupt):
            raise
        except BaseException as error:
            return _raised(blamed or function, error)
        finally:
            if os.getpid() != process:  # a fork must not go on as a second kernel
                os._exit(0)

    with _one_at_a_time, _limited_memory(), _no_fork():
        # An overflow gets its diagnosis; NumPy's warning beside it would only frighten.
        quiet = (
            contextlib.redirect_stdout(page),
            contextlib.redirect_stderr(_Page()),
            np.errstate(all="ignore"),
        )
        with quiet[0], quiet[1], quiet[2]:
            try:
                # In a context of its own: a `no_grad` that a deadline cuts short ends with it.
                trial = _within(seconds, functools.partial(contextvars.copy_context().run, attempt))
            except TooLong:
                said = "It was still running after some seconds, so it was stopped. Does each loop end?"
                trial = Trial(trouble=said, timed_out=True)
            except TooMuch:
                said = "It prints and prints, so it was stopped. Does each loop come to an end?"
                trial = Trial(trouble=said, timed_out=True)
            except KeyboardInterrupt:
                raise
            except BaseException:  # an exception that cannot even be looked at
                trial = Trial(trouble="It stopped with an error that cannot be shown.", error="BaseException")
    return trial._replace(printed=page.getvalue())


def plainly(function, arguments: tuple):
    """What a function of the course returns, settled; Strange("raised", ...) if it raises."""
    with np.errstate(all="ignore"):
        try:
            return settled(function(*copy.deepcopy(arguments)))
        except Exception as error:
            return Strange("raised", type(error).__name__)


def _within(seconds: float, function):
    """function(); TooLong if it takes longer."""
    caller = ctypes.c_ulong(threading.get_ident())
    ended, left = threading.Lock(), threading.Lock()  # an Event could be torn by what strikes inside it
    ended.acquire()
    left.acquire()
    late = type("TooLong", (TooLong,), {})
    strike = functools.partial(_raise_in, caller, ctypes.py_object(late))
    # As soon as one has struck, the next is on its way: a bare `except:` may have swallowed it.
    late.__init__ = staticmethod(strike)
    watched = watching = True

    def watch():
        nonlocal watching
        pause = seconds
        while not ended.acquire(timeout=pause):
            strike()
            pause = 0.02
        watching = False
        left.release()

    try:
        try:
            threading.Thread(target=watch, daemon=True).start()
        except RuntimeError:  # no threads here
            watched = watching = False
            return _monitored(seconds, function)
        return function()
    finally:
        stopped = not watched
        while not stopped:
            try:
                late.__init__ = BaseException.__init__
                if watching and ended.locked():
                    ended.release()
                while watching:
                    left.acquire(timeout=0.05)
                stopped = True
                # One may have been raised too late to strike. It is not taken back but replaced by one that
                # strikes here: once one was taken back, a debugger's first step never ends in Python 3.11.
                _raise_in(caller, ctypes.py_object(late))
                while True:
                    pass
            except TooLong:
                pass


_raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc  # in another thread, at its next step
_raise_in.restype = None


def _monitored(seconds, function):
    """The same without threads, from Python 3.12 on: at each jump and call a look at the clock."""
    monitoring = getattr(sys, "monitoring", None)
    tool = next((i for i in range(5, -1, -1) if monitoring and monitoring.get_tool(i) is None), None)
    if tool is None:
        return function()
    end = time.monotonic() + seconds

    def look(*where):
        if time.monotonic() > end:
            raise TooLong

    monitoring.use_tool_id(tool, "minidl.teach")
    try:
        for event in (monitoring.events.JUMP, monitoring.events.PY_START):
            monitoring.register_callback(tool, event, look)
        monitoring.set_events(tool, monitoring.events.JUMP | monitoring.events.PY_START)
        return function()
    finally:
        end = float("inf")
        monitoring.set_events(tool, 0)
        monitoring.free_tool_id(tool)


@contextlib.contextmanager
def _limited_memory():
    """MemoryError in place of a dead kernel, where the system can do that (Linux)."""
    try:
        now = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        import resource  # only now: where there is none, as in a browser, looking for it takes long

        before = resource.getrlimit(resource.RLIMIT_AS)
    except (ImportError, OSError):
        yield
        return
    if before[0] == resource.RLIM_INFINITY or before[0] > now + MEMORY:
        resource.setrlimit(resource.RLIMIT_AS, (now + MEMORY, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


@contextlib.contextmanager
def _no_fork():
    def refuse():
        raise RuntimeError("a function that is checked starts no other process")

    before = getattr(os, "fork", None)
    if before:
        os.fork = refuse
    try:
        yield
    finally:
        if before:
            os.fork = before


def _raised(function, error: BaseException) -> Trial:
    """What was raised, and in which line of the student's code."""
    name = type(error).__name__[:60]
    if isinstance(error, RecursionError):
        return Trial(trouble="It calls itself again and again, without an end.", error=name)
    if isinstance(error, MemoryError):
        return Trial(trouble="It needs more memory than there is. Does each loop come to an end?", error=name)
    try:
        said = " ".join(str(error)[:300].split())
    except Exception:  # its text cannot be made
        said = ""
    here = getattr(getattr(function, "__code__", None), "co_filename", None)
    places = traceback.extract_tb(error.__traceback__)
    mine = [place for place in places if place.filename == here or "ipykernel" in place.filename]
    where = line = ""
    if mine:
        line = mine[-1].line or ""
        where = f" (line {mine[-1].lineno}" + (f", `{line}`)" if line else ")")
    return Trial(trouble=f"It stopped with {name}: {said}".rstrip(": ") + where + ".", error=name, line=line)
