import json
import os
import sys
import types

import pytest

from minidl.teach import lab


@pytest.fixture
def course(tmp_path):
    """A checkout with three notebooks."""
    (tmp_path / "notebooks").mkdir()
    for name in ("00-start-here", "11-arithmetic", "16-a-trained-cnn"):
        (tmp_path / "notebooks" / f"{name}.ipynb").write_text(f"{name}, first", encoding="utf-8")
    return tmp_path


def start(course):
    return lab.hand_out(course / "notebooks", course / "my")


def contents(course):
    """{file name: text} of everything in my/ but the record."""
    files = (path for path in (course / "my").iterdir() if path.name != lab.RECORD)
    return {path.name: path.read_text(encoding="utf-8") for path in files}


FIRST = {
    "00-start-here.ipynb": "00-start-here, first",
    "11-arithmetic.ipynb": "11-arithmetic, first",
    "16-a-trained-cnn.ipynb": "16-a-trained-cnn, first",
}


def test_the_first_start_copies_every_notebook(course):
    told = start(course)
    assert contents(course) == FIRST
    assert len(told) == 1 and told[0].startswith("3 notebook(s) copied")


def test_the_second_start_changes_nothing_and_says_nothing(course):
    start(course)
    mine = course / "my" / "11-arithmetic.ipynb"
    mine.write_text("my answers", encoding="utf-8")
    assert start(course) == []
    assert contents(course) == FIRST | {"11-arithmetic.ipynb": "my answers"}


def test_a_new_version_arrives_beside_the_students_and_is_said_once(course):
    start(course)
    (course / "my/16-a-trained-cnn.ipynb").write_text("my answers", encoding="utf-8")
    (course / "notebooks/16-a-trained-cnn.ipynb").write_text("second", encoding="utf-8")
    (told,) = start(course)
    assert "16-a-trained-cnn.ipynb" in told
    assert "'16-a-trained-cnn (new version).ipynb'" in told
    expected = FIRST | {
        "16-a-trained-cnn.ipynb": "my answers",
        "16-a-trained-cnn (new version).ipynb": "second",
    }
    assert contents(course) == expected
    assert start(course) == []
    assert contents(course) == expected


def test_new_versions_are_counted_up_and_never_overwritten(course):
    start(course)
    original = course / "notebooks/11-arithmetic.ipynb"
    original.write_text("second", encoding="utf-8")
    start(course)
    newer = course / "my/11-arithmetic (new version).ipynb"
    newer.write_text("my answers in the second", encoding="utf-8")
    for text in ("third", "fourth"):
        original.write_text(text, encoding="utf-8")
        assert len(start(course)) == 1
    assert contents(course) == FIRST | {
        newer.name: "my answers in the second",
        "11-arithmetic (new version 2).ipynb": "third",
        "11-arithmetic (new version 3).ipynb": "fourth",
    }


def test_a_notebook_the_student_has_thrown_away_comes_back(course):
    start(course)
    (course / "my/11-arithmetic.ipynb").unlink()
    assert len(start(course)) == 1
    assert contents(course) == FIRST


def test_a_notebook_added_to_the_course_arrives(course):
    start(course)
    (course / "notebooks/12-fields.ipynb").write_text("new", encoding="utf-8")
    start(course)
    assert contents(course) == FIRST | {"12-fields.ipynb": "new"}


def test_my_can_be_removed(course):
    start(course)
    for path in (course / "my").iterdir():
        path.unlink()
    (course / "my").rmdir()
    start(course)
    assert contents(course) == FIRST


@pytest.mark.parametrize("damage", [b"", b'{"11-ari', b"[1, 2]", b"\xff\xfe\x00"])
def test_a_damaged_record_is_said_and_loses_nothing(course, damage):
    start(course)
    (course / "my/11-arithmetic.ipynb").write_text("my answers", encoding="utf-8")
    (course / "my" / lab.RECORD).write_bytes(damage)
    told = start(course)
    assert "damaged" in told[0]
    # Whether the original has changed is unknown now: better once too often than never.
    assert contents(course) == FIRST | {
        "11-arithmetic.ipynb": "my answers",
        "11-arithmetic (new version).ipynb": "11-arithmetic, first",
    }
    assert start(course) == []


def test_an_interruption_leaves_no_half_notebook_and_the_next_start_mends_it(course, monkeypatch):
    def fail(*paths):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", fail)
        with pytest.raises(KeyboardInterrupt):
            start(course)
        assert not list((course / "my").glob("*.ipynb"))
    start(course)
    assert contents(course) == FIRST


@pytest.mark.parametrize(
    ("names", "address"),
    [
        ([], ""),
        (["00-start here.ipynb", "notes.ipynb"], "00-start%20here.ipynb"),
        (["00-a.ipynb", "05-b.ipynb", "16-c.ipynb"], "16-c.ipynb"),
        (["11-b.ipynb", "02-c.ipynb", "16-d.ipynb"], "02-c.ipynb"),
        (["16-d (new version).ipynb", "16-d.ipynb"], "16-d.ipynb"),
    ],
)
def test_the_first_core_notebook_is_opened(tmp_path, names, address):
    for name in names:
        (tmp_path / name).touch()
    assert lab.first_to_open(tmp_path) == f"/lab/tree/{address}"


def test_jupyterlab_gets_the_students_folder_and_the_callers_arguments_last(course, monkeypatch, capsys):
    monkeypatch.setattr(lab, "keep_quiet", lambda: None)
    called = []
    fake = types.SimpleNamespace(main=called.append)
    monkeypatch.setitem(sys.modules, "jupyterlab.labapp", fake)
    monkeypatch.setattr(lab, "ROOT", course)
    with pytest.raises(SystemExit) as end:
        lab.main(["--no-browser", "--port=9999"])
    assert end.value.code is None
    assert called == [
        [
            f"--ServerApp.root_dir={course / 'my'}",
            "--LabApp.default_url=/lab/tree/11-arithmetic.ipynb",
            "--no-browser",
            "--port=9999",
        ]
    ]
    assert "copied" in capsys.readouterr().out


def test_the_question_about_news_is_switched_off_once(tmp_path, monkeypatch):
    monkeypatch.setattr(lab.sys, "prefix", str(tmp_path))
    lab.keep_quiet()
    (settings,) = tmp_path.rglob("overrides.json")
    quiet = json.loads(settings.read_text())["@jupyterlab/apputils-extension:notification"]
    assert quiet == {"fetchNews": "false", "checkForUpdates": False}
    settings.write_text("the administrator's own")
    lab.keep_quiet()
    assert settings.read_text() == "the administrator's own"


def test_kernels_get_one_thread_unless_told_otherwise(monkeypatch):
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    monkeypatch.setenv("OMP_NUM_THREADS", "4")
    lab.one_thread()
    assert (os.environ["OPENBLAS_NUM_THREADS"], os.environ["OMP_NUM_THREADS"]) == ("1", "4")


def test_an_environment_that_cannot_be_written_is_no_reason_to_fail(tmp_path, monkeypatch):
    (tmp_path / "share").write_text("a file where the folder should be")
    monkeypatch.setattr(lab.sys, "prefix", str(tmp_path))
    lab.keep_quiet()


def test_without_notebooks_it_says_where_it_works(tmp_path, monkeypatch):
    monkeypatch.setattr(lab, "ROOT", tmp_path)
    with pytest.raises(SystemExit, match="works in a checkout"):
        lab.main([])
