"""What every test run shares: the same numbers each time, whatever the machine and the order."""

import os
import re

# One BLAS thread, as in `make test`, for those who call pytest alone. Must come before NumPy.
for library in ("OPENBLAS", "OMP", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

os.environ["MINIDL_ANSWERS"] = "none"  # what somebody answered in a notebook must not show in a test

import nbval.kernel
import pytest
from hypothesis import HealthCheck, settings

from tests.kernels import kernel_manager
from tests.notebooks import recorded
from tests.together import seed

nbval.kernel.KernelManager = kernel_manager  # of each notebook

# Property tests draw the same examples each time, and none fails because the machine was busy.
settings.register_profile(
    "deterministic",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("deterministic")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item, nextitem):
    """Each test starts from a fixed seed, as the order differs when several workers share the tests.

    And notebooks never see MINIDL_DATA: what they print must not depend on optional data.
    """
    seed()
    if item.path.suffix != ".ipynb":
        return (yield)
    hidden = os.environ.pop("MINIDL_DATA", None)
    record = item.parent.stash.setdefault(RECORD, None) or recorded.Record(item)
    item.parent.stash[RECORD] = record
    record.begin(item)
    try:
        return (yield)
    finally:
        if nextitem is None or nextitem.parent is not item.parent:
            record.store(recorded.folder(item.config._tmp_path_factory))
        if hidden is not None:
            os.environ["MINIDL_DATA"] = hidden


# --- who runs what, and when ---

RECORD = pytest.StashKey()
# What takes longest comes first, so that the workers end together; and pages come after the runs they are made of.
FIRST = ("notebooks/", "tests/browser/test_lab.py", "tests/browser/", "tests/notebooks/test_loops.py")
FIRST += ("tests/teach/test_every_exercise.py", "tests/teach/kit/", "tests/teach/lessons/")
BY_LESSON = re.compile(r"(tests/browser/test_(?:lab|site)|tests/notebooks/test_loops)\.py::.*\[(\d\d)-")


def pytest_collection_modifyitems(items):
    def rank(item):
        return next((i for i, start in enumerate(FIRST) if item.nodeid.startswith(start)), len(FIRST))

    items.sort(key=rank)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """A worker gets a whole file; of the longest files, what is about one lesson."""
    from xdist.scheduler import LoadFileScheduling

    class ByFileOrLesson(LoadFileScheduling):
        def _split_scope(self, nodeid):
            lesson = BY_LESSON.match(nodeid)
            return "::".join(lesson.groups()) if lesson else super()._split_scope(nodeid)

    return ByFileOrLesson(config, log) if config.getvalue("dist") == "loadfile" else None
