"""Runs tests under Pyodide, in Node: in_pyodide.py PATH..., with the test tools' wheels in /out/wheels.

What failed is written to /out/report.json, as {node id: the end of what pytest says}.
"""

import json
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
    slow = dict(sorted(report.slow.items(), key=lambda item: -item[1])[:10])
    result = {"failed": report.failed, "count": report.count, "seconds": time.time() - started, "slow": slow}
    Path("/out/report.json").write_text(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
