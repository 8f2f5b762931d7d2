"""What an Interrupt does to a training of notebook 16, and which files of the lesson a wheel holds."""

import tomllib
from pathlib import Path

import pytest

import minidl
from minidl.teach import digit_sets, fit, small_cnn

PACKAGE = Path(minidl.__file__).parent


def test_an_interrupt_ends_the_cell_and_not_only_one_of_its_trainings():
    seen = []

    def step(model, loss_function, optimizer, images, labels):
        seen.append(len(images))
        if len(seen) == 3:
            raise KeyboardInterrupt
        return 1.0

    with pytest.raises(KeyboardInterrupt):
        for rate in (0.1, 0.2):
            fit(small_cnn(), digit_sets()[0], (1, rate, 32), step)
    assert len(seen) == 3


def test_a_wheel_holds_every_file_of_the_lesson():
    settings = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = settings["tool"]["setuptools"]["package-data"]["minidl"]
    packed = {path for pattern in patterns for path in PACKAGE.glob(pattern)}
    room = (PACKAGE / "teach/lessons/nb16").rglob("*")
    kept = {path for path in room if path.is_file() and path.suffix not in (".py", ".pyc")}
    assert kept and not kept - packed
