"""Python behind a page of `make html`: cells are run, what they show and their widgets go to the page.

It lives in a worker of the browser (`../site/worker.js`), which hands over its `tell` as the module
`minidl_page`. What is told is what a Jupyter kernel would say: streams, displays, errors, and the messages
of widgets (comms). Answers are the page's to keep: it hands over what it has, and is told of each change.
"""

import base64
import io
import json
import os
import sys
import time

os.environ |= {"MINIDL_ANSWERS": "none", "JUPYTER_WIDGETS_ECHO": "0"}  # the page keeps them
os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
sys.modules["jedi"] = None  # completes names; nobody asks it here, and it is slow to load

import comm  # noqa: E402
from comm.base_comm import BaseComm  # noqa: E402
from IPython.core.displayhook import DisplayHook  # noqa: E402
from IPython.core.displaypub import DisplayPublisher  # noqa: E402
from IPython.core.interactiveshell import InteractiveShell  # noqa: E402
from minidl_page import tell  # noqa: E402
from traitlets import Type  # noqa: E402
from traitlets.config import Config  # noqa: E402

from minidl.teach.kit import answers  # noqa: E402

LESSON = "/home/pyodide/lesson.ipynb"  # where kit/kernel.py looks which cell makes a name
PAUSE = 0.1  # seconds between two pieces of a stream


def post(kind: str, buffers=(), **fields) -> None:
    """Tell the page something; what was printed before comes first."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    tell(json.dumps({"kind": kind, **fields}, default=_plain), [bytes(buffer) for buffer in buffers])


def _plain(value):
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)


class _Stream(io.TextIOBase):
    """stdout or stderr."""

    encoding = "utf-8"

    def __init__(self, name):
        self.name, self._held, self._since = name, [], 0.0

    def writable(self):
        return True

    def write(self, text):
        self._held.append(text)
        if time.monotonic() - self._since > PAUSE:
            self.flush()
        return len(text)

    def flush(self):
        text, self._held, self._since = "".join(self._held), [], time.monotonic()
        if text:
            tell(json.dumps({"kind": "stream", "name": self.name, "text": text}), [])


class _Comm(BaseComm):
    def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **keys):
        post(msg_type, buffers or (), comm=self.comm_id, data=data or {})


class _Publisher(DisplayPublisher):
    def publish(self, data, metadata=None, *, transient=None, update=False, **keys):
        id = (transient or {}).get("display_id")
        post("update" if update else "display", data=data, metadata=metadata or {}, id=id)

    def clear_output(self, wait=False):
        post("clear", wait=wait)


class _Hook(DisplayHook):
    def write_output_prompt(self):
        pass

    def write_format_data(self, format_dict, md_dict=None):
        post("display", data=format_dict, metadata=md_dict or {}, id=None)

    def finish_displayhook(self):
        pass


class _Shell(InteractiveShell):
    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)
    cell = ""  # the id of the one that runs

    def get_parent(self):
        return {"metadata": {"cellId": self.cell}}

    def _showtraceback(self, etype, evalue, stb):
        post("error", text="\n".join(stb))

    def enable_gui(self, gui=None):
        pass


def start(lesson: str) -> None:
    """Begin: `lesson` is JSON, {"cells": those of the notebook, "answers": {number: all that is kept}}."""
    given = json.loads(lesson)
    with open(LESSON, "w", encoding="utf-8") as file:
        json.dump({"cells": given["cells"]}, file)
    os.environ["JPY_SESSION_NAME"] = LESSON
    sys.stdout, sys.stderr = _Stream("stdout"), _Stream("stderr")
    comm.create_comm = _Comm
    for number, kept in given["answers"].items():
        answers._of(f"{number}.x").seen = answers._sound(kept, number)
    remember = answers.remember

    def and_tell(id, **fields):
        trouble = remember(id, **fields)
        number = str(id).partition(".")[0]
        post("answers", number=number, kept=answers._of(id).seen)
        return trouble

    answers.remember = and_tell
    config = Config(HistoryManager={"enabled": False}, InteractiveShell={"colors": "NoColor"})
    shell = _Shell.instance(config=config)
    from minidl.teach.kit import kernel

    kernel.load_ipython_extension(shell)


async def run(code: str, cell: str) -> bool:
    """Run a cell; whether it went well."""
    shell = InteractiveShell.instance()
    shell.cell = cell
    if shell.should_run_async(code):
        result = await shell.run_cell_async(code, store_history=True)
        shell.events.trigger("post_execute")
    else:
        result = shell.run_cell(code, store_history=True)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    return result.success


def hear(id: str, data: str, buffers) -> None:
    """A widget's message from the page."""
    if (one := comm.get_comm_manager().comms.get(id)) is not None:
        views = [memoryview(buffer.to_bytes()) for buffer in buffers]
        content = {"comm_id": id, "data": json.loads(data)}
        one.handle_msg({"content": content, "buffers": views, "header": {}, "metadata": {}})
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
