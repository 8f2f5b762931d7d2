"""What every test run shares: the same numbers each time, whatever the machine and the order."""

import os
import random

# One BLAS thread, as in `make test`, for those who call pytest alone. Must come before NumPy.
for library in ("OPENBLAS", "OMP", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

os.environ["MINIDL_ANSWERS"] = "none"  # what somebody answered in a notebook must not show in a test

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

import minidl

# Property tests draw the same examples each time, and none fails because the machine was busy.
settings.register_profile(
    "deterministic",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("deterministic")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """Each test starts from a fixed seed, as the order differs when two workers share the tests.

    And notebooks never see MINIDL_DATA: what they print must not depend on optional data.
    """
    random.seed(0)
    np.random.seed(0)
    minidl.manual_seed(0)
    hidden = os.environ.pop("MINIDL_DATA", None) if item.path.suffix == ".ipynb" else None
    try:
        return (yield)
    finally:
        if hidden is not None:
            os.environ["MINIDL_DATA"] = hidden
