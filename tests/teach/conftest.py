"""Each test has an empty folder of answers, and sees what a notebook would display."""

import IPython.display
import pytest

from minidl.teach.kit import answers, predictions


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """The folder of answers, not made yet."""
    monkeypatch.setenv("MINIDL_ANSWERS", str(tmp_path / "answers"))
    forget()
    yield tmp_path / "answers"
    forget()


def forget():
    for memory in (answers._in_memory, predictions._asked, predictions._reveals):
        memory.clear()


@pytest.fixture
def restart():
    """restart() forgets everything that only the kernel knew."""
    return forget


@pytest.fixture
def displayed(monkeypatch):
    """{display id: the bundle as it stands now}, in the order of display."""
    shown = {}

    def display(bundle, raw, display_id):
        assert raw
        shown[display_id] = bundle

    monkeypatch.setattr(IPython.display, "display", display)
    monkeypatch.setattr(IPython.display, "update_display", display)
    return shown
