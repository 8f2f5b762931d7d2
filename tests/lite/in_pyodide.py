"""Runs tests under Pyodide, in Node: in_pyodide.py PATH..., with the test tools' wheels in /out/wheels.

What failed is written to /out/report.json, as {node id: the end of what pytest says}.
"""

import asyncio
import json
import os
import sys
import time
import zipfile
from pathlib import Path
from unittest.mock import MagicMock


class Report:
    """What came out of each test."""

    def __init__(self):
        self.failed, self.count, self.slow = {}, {"passed": 0, "failed": 0, "skipped": 0}, {}

    def pytest_addoption(self, parser):
        for name in ("timeout", "timeout_method"):  # of a plugin that starts threads
            parser.addini(name, "not here")

    def pytest_collectreport(self, report):
        if report.failed:
            self.failed[report.nodeid] = str(report.longrepr)[-1500:]

    def pytest_runtest_logreport(self, report):
        self.slow[report.nodeid] = self.slow.get(report.nodeid, 0) + report.duration
        if report.when == "call" or report.outcome != "passed":
            self.count[report.outcome] += 1
        if report.failed:
            self.failed[report.nodeid] = str(report.longrepr)[-1500:]


class Loop(asyncio.BaseEventLoop):
    """Waits inside Python, which Pyodide's own loop cannot do in Node 20; there are no sockets to wait for."""

    def __init__(self):
        super().__init__()
        self._selector = self

    def select(self, timeout):
        time.sleep(timeout or 0)
        return []

    def _process_events(self, events): ...

    def _write_to_self(self): ...


def run(main, *, debug=None):
    with asyncio.Runner(debug=debug, loop_factory=Loop) as runner:
        return runner.run(main)


class Cell(dict):
    """A part of a notebook, or all of it."""

    __getattr__ = dict.__getitem__


def read(path, as_version):
    """What nbformat.read returns, as far as the tests look."""

    def part(found):
        joined = {"source", "text", "text/plain", "text/html"} & found.keys()
        return Cell(found | {key: "".join(found[key]) for key in joined})

    return json.loads(Path(path).read_text(encoding="utf-8"), object_hook=part)


def main():
    for wheel in Path("/out/wheels").glob("*.whl"):
        zipfile.ZipFile(wheel).extractall("/tools")
    sys.path.insert(1, "/tools")
    # What tests/conftest.py imports for notebooks, and other files for a few tests: those fail.
    jupyter = (
        "nbformat",
        "nbformat.v4",
        "nbclient",
        "nbval",
        "nbval.kernel",
        "jupyter_client",
        "jupyter_client.manager",
    )
    for name in (*jupyter, "pooch"):
        sys.modules[name] = MagicMock()
    sys.modules["nbformat"].read = read
    sys.modules["pooch"].os_cache = None  # what a mock makes up, monkeypatch would remove for good

    os.environ["MPLBACKEND"] = "agg"  # Pyodide's own draws into a page, which Node has not
    # As with pytest elsewhere, no loop runs between the tests: Pyodide's would go on when all are done.
    asyncio.run, pyodides = run, asyncio._get_running_loop()
    asyncio._set_running_loop(None)

    import pytest

    started, report = time.time(), Report()
    options = [
        "--capture=sys",
        "-p",
        "no:cacheprovider",
        "-q",
        "--continue-on-collection-errors",
        "--tb=short",
        "--no-header",
    ]
    pytest.main([*options, *(f"/checkout/{path}" for path in sys.argv[1:])], plugins=[report])
    asyncio._set_running_loop(pyodides)
    slow = dict(sorted(report.slow.items(), key=lambda item: -item[1])[:10])
    result = {"failed": report.failed, "count": report.count, "seconds": time.time() - started, "slow": slow}
    Path("/out/report.json").write_text(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
