"""What students answered: kept through restarts, faults and second kernels; set aside when damaged."""

import errno
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from minidl.teach.kit import answers


def on_disk(folder, notebook="11"):
    return json.loads((folder / f"{notebook}.json").read_text(encoding="utf-8"))


def test_nothing_is_kept_at_first_and_asking_makes_no_folder(folder):
    assert answers.recall("11.1") == {}
    assert not folder.exists()


def test_what_is_remembered_survives_a_restart_in_one_file_a_notebook(folder, restart):
    assert answers.remember("11.1", answers=["2.33"]) == ""
    assert answers.remember("11.1", attempts=1) == ""
    assert answers.remember("11.2", attempts=3) == ""
    assert answers.remember("12.1", answers=[7]) == ""
    restart()
    assert answers.recall("11.1") == {"answers": ["2.33"], "attempts": 1}
    assert answers.recall("11.2") == {"attempts": 3}
    assert {path.name for path in folder.iterdir()} == {"11.json", "12.json"}
    assert on_disk(folder, "12")["12.1"]["answers"] == [7]


def test_what_a_class_report_needs_is_kept(folder, monkeypatch):
    answers.remember("11.2", attempt=1, passed=False, diagnosis="floor first")
    answers.remember("11.2", attempt=1, passed=False, diagnosis="")
    answers.remember("11.2", hints=2)
    answers.remember("11.2", hints=1, solution_seen=True)
    first = on_disk(folder)["11.2"]["times"]
    assert set(first) == {"first", "last"}
    answers.remember("11.2", attempt=1, passed=True)
    answers.remember("11.2", attempt=1, passed=False)
    assert answers.recall("11.2") == {
        "attempts": 4,
        "passed": True,
        "diagnoses": ["floor first"],
        "hints": 2,
        "solution_seen": True,
    }
    times = on_disk(folder)["11.2"]["times"]
    assert set(times) == {"first", "last", "passed"}
    assert first["first"] == times["first"] <= times["passed"] <= times["last"]


def test_whole_lists_lose_nothing_that_was_there():
    answers.remember("11.a", answers=["2"])
    answers.remember("11.a", answers=["2", "3"])
    answers.remember("11.a", answers=["2"])  # a page that knows only the first
    assert answers.recall("11.a")["answers"] == ["2", "3"]
    answers.remember("11.a", answers=["2", "4"])  # another kernel's page
    assert answers.recall("11.a")["answers"] == ["2", "3", "4"]
    answers.remember("11.a", answer="5", reason="so")
    assert answers.recall("11.a") == {"answers": ["2", "3", "4", "5"], "reasons": ["so"]}


@pytest.mark.parametrize(
    "fields",
    [
        {"hints": "3"},
        {"attempts": -1},
        {"passed": 1},
        {"answers": [[2]]},
        {"answer": object()},
        {"x": {"y": []}},
    ],
)
def test_values_of_another_kind_are_refused_at_once(fields):
    answers.remember("11.1", attempt=1)
    with pytest.raises(TypeError, match=r"11\.1"):
        answers.remember("11.1", **fields)
    assert answers.remember("11.1", attempt=1) == ""
    assert answers.recall("11.1") == {"attempts": 2}


# --- damaged files ---

NESTED = b"[" * 100_000
DAMAGES = [b"", b'{"11.1": {"ans', b"[1, 2]", b"\xff\xfe\x00", NESTED, b'{"11.1": ' * 900 + b"7" + b"}" * 900]


@pytest.mark.parametrize("damage", [*DAMAGES, b"7", b"null", b'{"name": "a page", "scripts": {"test": "x"}}'])
def test_a_damaged_file_is_set_aside_and_said(folder, capsys, damage):
    for _ in range(2):
        folder.mkdir(exist_ok=True)
        (folder / "11.json").write_bytes(damage)
        assert answers.recall("11.1") == {}
        assert "11.json was damaged" in capsys.readouterr().out
    assert answers.recall("11.1") == {}
    assert capsys.readouterr().out == ""
    assert answers.remember("11.1", answers=["2"]) == ""
    assert answers.recall("11.1") == {"answers": ["2"]}
    assert {path.name for path in folder.iterdir()} == {"11.json", "11.damaged1.json", "11.damaged2.json"}
    assert (folder / "11.damaged1.json").read_bytes() == damage


BAD_FIELDS = [
    '"hints": -7',
    '"hints": 1.5',
    '"attempts": true',
    '"answers": "2"',
    '"answers": [["2"]]',
    '"answers": [{"a": 1}]',
    '"reasons": ["\\ud800"]',
    '"answers": [NaN]',
    '"answers": [1e999]',
    '"passed": "yes"',
    '"times": []',
    '"times": {"first": [1]}',
    '"strange": {"deep": {"deeper": []}}',
    '"\\udfff": 1',
]


@pytest.mark.parametrize("bad", BAD_FIELDS)
def test_a_damaged_field_costs_only_itself(folder, capsys, bad):
    folder.mkdir()
    whole = f'{{"11.1": {{"diagnoses": ["a"], {bad}}}, "11.2": {{"answers": ["3"]}}}}'
    (folder / "11.json").write_text(whole)
    assert answers.recall("11.1") == {"diagnoses": ["a"]}
    assert answers.recall("11.2") == {"answers": ["3"]}
    assert capsys.readouterr().out.count("was damaged") == 1
    assert answers.remember("11.1", hints=1, answers=["2"], attempt=1) == ""
    assert answers.recall("11.1") == {"diagnoses": ["a"], "hints": 1, "answers": ["2"], "attempts": 1}
    assert (folder / "11.damaged1.json").read_text() == whole


@pytest.mark.parametrize("record", ["7", "[1]", "null", '"x"'])
def test_a_strange_record_counts_as_none(folder, record):
    folder.mkdir()
    (folder / "11.json").write_text(f'{{"11.1": {record}, "12.1": {{}}}}')
    assert answers.recall("11.1") == {}
    assert answers.remember("11.1", hints=1) == ""
    assert answers.recall("11.1") == {"hints": 1}
    assert (folder / "11.damaged1.json").exists()


def test_what_cannot_be_set_aside_is_not_written_over(folder, monkeypatch, capsys):
    folder.mkdir()
    (folder / "11.json").write_text("damaged")

    def full(self, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert answers.recall("11.1") == {}
    assert "cannot be read now" in capsys.readouterr().out
    assert "cannot be kept" in answers.remember("11.1", answers=["2"])
    assert (folder / "11.json").read_text() == "damaged"


# --- passing faults ---


@pytest.mark.parametrize("code", [errno.EACCES, errno.EMFILE, errno.EIO])
@pytest.mark.parametrize(("where", "broken"), [(Path, "read_bytes"), (os, "replace")])
def test_a_passing_fault_loses_nothing_before_or_after(
    folder, restart, monkeypatch, code, where, broken, capsys
):
    answers.remember("11.1", answers=["2"], attempt=1)
    restart()
    fault = os.strerror(code)

    def fail(*arguments):
        raise OSError(code, fault)

    before = (folder / "11.json").read_text()
    with monkeypatch.context() as patch:
        patch.setattr(where, broken, fail)
        trouble = answers.remember("11.1", answers=["3"], attempt=1)
        assert "cannot be kept" in trouble and fault in trouble
        assert answers.recall("11.1")["attempts"] == (1 if broken == "read_bytes" else 2)
        assert "cannot be kept" in answers.remember("11.2", attempt=1)
        assert (folder / "11.json").read_text() == before
    capsys.readouterr()
    assert answers.recall("11.1") == {"answers": ["2", "3"], "attempts": 2}  # asking is enough
    assert capsys.readouterr().out == ""
    restart()
    assert answers.recall("11.1") == {"answers": ["2", "3"], "attempts": 2}
    assert answers.recall("11.2") == {"attempts": 1}


def test_what_was_seen_is_shown_while_the_file_cannot_be_read(monkeypatch, capsys):
    answers.remember("11.1", answers=["2"])

    def fail(self):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", fail)
    assert answers.recall("11.1") == {"answers": ["2"]}
    assert "cannot be read now" in capsys.readouterr().out


def test_what_waits_is_written_when_the_kernel_stops(folder):
    program = f"""
import os, pathlib
from minidl.teach.kit import answers
folder = pathlib.Path({str(folder)!r})
folder.write_text("in the way")
assert "cannot be kept" in answers.remember("11.1", answers=["2"])
folder.unlink()
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
    assert on_disk(folder)["11.1"]["answers"] == ["2"]


def test_where_nothing_can_be_written_answers_last_as_long_as_the_kernel(folder, restart):
    folder.write_text("a file where the folder should be")
    assert "cannot be kept" in answers.remember("11.1", answers=["2"])
    assert answers.recall("11.1") == {"answers": ["2"]}
    restart()
    assert answers.recall("11.1") == {}


def test_an_interrupted_write_damages_and_forgets_nothing(folder, monkeypatch):
    answers.remember("11.1", answers=["2"])
    before = (folder / "11.json").read_bytes()

    def fail(*paths):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", fail)
        with pytest.raises(KeyboardInterrupt):
            answers.remember("11.1", answers=["2", "3"])
    assert [path.name for path in folder.iterdir()] == ["11.json"]
    assert (folder / "11.json").read_bytes() == before
    assert answers.recall("11.1") == {"answers": ["2", "3"]}


# --- several writers ---


def test_two_threads(folder):
    def write(who):
        for i in range(50):
            assert answers.remember(f"11.{who}{i}", attempt=1) == ""
            assert answers.remember("11.both", attempt=1, diagnosis=f"{who}{i}") == ""

    threads = [threading.Thread(target=write, args=(who,)) for who in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = on_disk(folder)
    assert len(kept) == 101
    assert kept["11.both"]["attempts"] == len(set(kept["11.both"]["diagnoses"])) == 100


WRITER = """
import sys
from minidl.teach.kit import answers
for i in range(int(sys.argv[2])):
    assert answers.remember(f"11.{sys.argv[1]}{i}", attempt=1) == ""
    assert answers.remember("11.both", attempt=1, answers=[sys.argv[1]]) == ""
"""


def kernel(name, times):
    return subprocess.Popen([sys.executable, "-c", WRITER, name, str(times)])


def test_two_kernels(folder):
    both = [kernel(name, 60) for name in "ab"]
    assert [one.wait(timeout=60) for one in both] == [0, 0]
    kept = on_disk(folder)
    assert len(kept) == 121
    assert kept["11.both"]["attempts"] == 120
    assert set(kept["11.both"]["answers"]) == {"a", "b"}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL")
def test_a_killed_kernel_leaves_whole_answers_no_lock_and_nothing_behind(folder):
    for number in range(4):
        one = kernel("a", 10_000)
        while not (folder / "11.json").exists():
            time.sleep(0.01)
        time.sleep(0.02 * number)
        one.send_signal(signal.SIGKILL)
        one.wait()
        on_disk(folder)
    (folder / ".11.json.4711.tmp").write_text("half")
    begun = time.monotonic()
    assert answers.remember("11.x", attempt=1) == ""
    assert time.monotonic() - begun < 1
    assert [path.name for path in folder.iterdir()] == ["11.json"]


@pytest.mark.skipif(answers.fcntl is None, reason="no fcntl")
def test_a_kernel_that_holds_the_lock_is_not_waited_for_without_end(folder, monkeypatch):
    answers.remember("11.1", attempt=1)
    monkeypatch.setattr(answers, "SECONDS", 0.05)
    other = os.open(folder, os.O_RDONLY)
    answers.fcntl.flock(other, answers.fcntl.LOCK_EX)
    assert "another kernel" in answers.remember("11.1", attempt=1)
    os.close(other)
    assert answers.remember("11.1", attempt=1) == ""
    assert answers.recall("11.1") == {"attempts": 3}


class Windows:
    """What msvcrt offers of locks."""

    LK_NBLCK = 2
    held = 0

    def locking(self, file, mode, size):
        assert (mode, size) == (2, 1)
        self.held += 1
        if self.held == 1:
            raise PermissionError(errno.EACCES, "Permission denied")  # so it says that another has it


@pytest.mark.parametrize("msvcrt", [Windows(), None])
def test_without_fcntl(folder, restart, monkeypatch, msvcrt):
    """Windows locks a file; a browser has no second kernel and no locks."""
    monkeypatch.setattr(answers, "fcntl", None)
    monkeypatch.setattr(answers, "msvcrt", msvcrt)
    assert answers.remember("11.1", answers=["2"]) == ""
    restart()
    assert answers.recall("11.1") == {"answers": ["2"]}
    assert {path.name for path in folder.iterdir()} == {"11.json"} | ({".lock"} if msvcrt else set())


@pytest.mark.skipif(answers.fcntl is None, reason="no fcntl")
def test_a_disk_that_locks_nothing(folder, monkeypatch):
    def refuse(*arguments):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(answers, "fcntl", type("fcntl", (), {"LOCK_EX": 2, "LOCK_NB": 4, "flock": refuse}))
    assert answers.remember("11.1", answers=["2"]) == ""
    assert on_disk(folder)["11.1"]["answers"] == ["2"]


# --- where ---


def test_a_link_and_the_mode_stay(folder, tmp_path):
    folder.mkdir()
    (tmp_path / "elsewhere").mkdir()
    real = tmp_path / "elsewhere" / "mine.json"
    real.write_text("{}")
    real.chmod(0o640)
    (folder / "11.json").symlink_to(real)
    assert answers.remember("11.1", answers=["2"]) == ""
    assert (folder / "11.json").is_symlink()
    assert json.loads(real.read_text())["11.1"]["answers"] == ["2"]
    assert real.stat().st_mode & 0o777 == 0o640
    assert answers.recall("11.1") == {"answers": ["2"]}


def test_none_keeps_nothing_on_disk(folder, restart, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MINIDL_ANSWERS", "none")
    answers.remember("11.1", answers=["2"])
    answers.remember("11.1", attempt=1)
    assert answers.recall("11.1") == {"answers": ["2"], "attempts": 1}
    restart()
    assert answers.recall("11.1") == {}
    assert list(tmp_path.rglob("*")) == []


def test_without_the_variable_they_are_beside_the_notebook(monkeypatch, tmp_path):
    monkeypatch.delenv("MINIDL_ANSWERS")
    monkeypatch.setattr(answers, "BESIDE_THE_NOTEBOOK", tmp_path / ".answers")
    answers.remember("11.1", answers=["2"])
    assert (tmp_path / ".answers" / "11.json").exists()


PLACES = """
import os
{shell}
os.chdir({early!r})
from minidl.teach.kit import answers
os.chdir({late!r})
answers.remember("11.1", answers=["2"])
"""


@pytest.mark.parametrize("variable", [None, ".answers"])
def test_the_folder_is_where_the_kernel_began_whatever_the_student_does(tmp_path, variable):
    begun, early, late = (tmp_path / name for name in ("begun", "early", "late"))
    for path in (begun, early, late):
        path.mkdir()
    env = {name: value for name, value in os.environ.items() if name != "MINIDL_ANSWERS"}
    env |= {"PYTHONPATH": str(Path(__file__).parents[3])} | ({"MINIDL_ANSWERS": variable} if variable else {})
    shell = "from IPython.core.interactiveshell import InteractiveShell; InteractiveShell.instance()"
    program = PLACES.format(shell=shell, early=str(early), late=str(late))
    subprocess.run([sys.executable, "-c", program], check=True, cwd=begun, env=env, timeout=60)
    assert [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.json")] == [
        "begun/.answers/11.json"
    ]


@pytest.mark.parametrize("id", ["", "11", "11.", ".1", "../11.1", "a/b.1", "11.\ud800", None])
def test_an_id_needs_a_notebook_and_a_name(id):
    with pytest.raises(ValueError, match=r"'11\.2'"):
        answers.recall(id)
