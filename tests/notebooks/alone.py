"""Sections of a notebook, each run alone: the setup cell once, then a fork for each section.

A fork is what a fresh kernel is after the setup cell, without waiting for a start and for imports. The shell is
IPython's, as in a kernel; the kernel itself runs the same notebooks in nbval and in JupyterLab.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
import traceback
from pathlib import Path

ROOT = Path(__file__).parents[2]
QUICK = 2.0  # seconds of the processor: what takes less is run twice
LIMIT = 300  # seconds for a cell


def run_alone(folder, setup: str, sections: list[list[str]]) -> list[list[list]]:
    """For each section, for the setup and each of its cells, the outputs: of one run, or of two if it is quick."""
    env = {name: value for name, value in os.environ.items() if name != "MINIDL_DATA"}
    env |= {"MINIDL_ANSWERS": "none", "MPLBACKEND": "module://matplotlib_inline.backend_inline"}
    env["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), env.get("PYTHONPATH")]))
    job = json.dumps({"setup": setup, "sections": sections})
    command = [sys.executable, "-m", "tests.notebooks.alone"]
    done = subprocess.run(command, cwd=folder, env=env, input=job, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def serve() -> None:
    job = json.load(sys.stdin)
    answers, sys.stdout = sys.stdout, sys.stderr
    shell = a_shell()
    setup = asyncio.run(executed(shell, job["setup"]))
    found = []
    for cells in job["sections"]:
        reading, writing = os.pipe()
        if (child := os.fork()) == 0:
            os.close(reading)
            with open(writing, "w", encoding="utf-8") as pipe:
                asyncio.run(section(shell, cells, pipe))
            os._exit(0)
        os.close(writing)
        with open(reading, encoding="utf-8") as pipe:
            lines = [json.loads(line) for line in pipe]
        status = os.waitpid(child, 0)[1]
        if status:
            late = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM
            words = f"The cell ran for {LIMIT} s." if late else f"The process ended with status {status}."
            lines.append([[{"output_type": "error", "traceback": words}]])
        found.append([[setup], *lines])  # fewer than there are cells, if one has ended the process
    json.dump(found, answers)
    answers.flush()


async def section(shell, cells, pipe) -> None:
    for source in cells:
        signal.alarm(LIMIT)
        began = time.process_time()
        runs = [await executed(shell, source)]
        if time.process_time() - began < QUICK:
            runs.append(await executed(shell, source))
        print(json.dumps(runs), file=pipe, flush=True)


async def executed(shell, source) -> list[dict]:
    """The outputs of a cell: as nbformat writes them, as far as they are text."""
    shell.told.begin()
    sys.stdout, sys.stderr = Stream(shell.told, "stdout"), Stream(shell.told, "stderr")
    try:
        result = await shell.run_cell_async(source, transformed_cell=shell.transform_cell(source))
        shell.events.trigger("post_execute")  # plain matplotlib figures are drawn now
        shell.events.trigger("post_run_cell", result)
    finally:
        sys.stdout, sys.stderr = sys.__stderr__, sys.__stderr__
    if error := result.error_before_exec or result.error_in_exec:
        lines = traceback.format_exception(error)
        shell.told.outputs.append({"output_type": "error", "traceback": "".join(lines)})
    return shell.told.outputs


class Told:
    """What the cell has put out so far, in its order."""

    def begin(self):
        self.outputs, self.clear_next = [], False

    def add(self, output):
        if self.clear_next:
            self.outputs.clear()
            self.clear_next = False
        last = self.outputs[-1] if self.outputs else {}
        if output["output_type"] == last.get("output_type") == "stream" and output["name"] == last["name"]:
            last["text"] += output["text"]
        else:
            self.outputs.append(output)


class Stream:
    encoding, errors = "utf-8", "strict"

    def __init__(self, told, name):
        self.told, self.name = told, name

    def write(self, text):
        if text:
            self.told.add({"output_type": "stream", "name": self.name, "text": text})
        return len(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def flush(self):
        pass

    def isatty(self):
        return False


def a_shell():
    from IPython.core.displayhook import DisplayHook
    from IPython.core.displaypub import DisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell

    told = Told()
    told.begin()

    class Publisher(DisplayPublisher):
        def publish(self, data, metadata=None, *, transient=None, update=False, **others):
            id = (transient or {}).get("display_id")
            words = {"text/plain": data.get("text/plain", "")}
            if update:
                for output in told.outputs:
                    if output.get("id") == id:
                        output["data"] = words
            else:
                told.add({"output_type": "display_data", "data": words, "id": id})

        def clear_output(self, wait=False):
            told.clear_next = True
            if not wait:
                told.add({"output_type": "stream", "name": "stdout", "text": ""})

    class Hook(DisplayHook):
        def write_output_prompt(self):
            pass

        def write_format_data(self, format_dict, md_dict=None):
            told.add({"output_type": "execute_result", "data": {"text/plain": format_dict["text/plain"]}})

        def finish_displayhook(self):
            pass

    InteractiveShell.displayhook_class, InteractiveShell.display_pub_class = Hook, Publisher
    shell = InteractiveShell.instance()
    shell.history_manager.enabled = False
    shell.showtraceback = shell.showsyntaxerror = lambda *a, **k: None  # they are in the result
    shell.told = told
    return shell


if __name__ == "__main__":
    serve()
