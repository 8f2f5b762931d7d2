"""What students answered: kept, set aside when damaged, never in the way."""

import json
import os

import pytest

from minidl.teach.kit import answers


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
    assert json.loads((folder / "12.json").read_text()) == {"12.1": {"answers": [7]}}


@pytest.mark.parametrize("damage", [b"", b'{"11.1": {"ans', b"[1, 2]", b"\xff\xfe\x00", b"[" * 100_000])
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


@pytest.mark.parametrize("record", ["7", "[1]", "null"])
def test_a_strange_record_counts_as_none(folder, record):
    folder.mkdir()
    (folder / "11.json").write_text(f'{{"11.1": {record}}}')
    assert answers.recall("11.1") == {}
    assert answers.remember("11.1", hints=1) == ""
    assert answers.recall("11.1") == {"hints": 1}


def test_where_nothing_can_be_written_answers_last_as_long_as_the_kernel(folder, restart):
    folder.write_text("a file where the folder should be")
    assert "cannot be kept" in answers.remember("11.1", answers=["2"])
    assert answers.recall("11.1") == {"answers": ["2"]}
    restart()
    assert answers.recall("11.1") == {}


def test_an_interrupted_write_leaves_the_old_answers(folder, monkeypatch):
    answers.remember("11.1", answers=["2"])

    def fail(*paths):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", fail)
        with pytest.raises(KeyboardInterrupt):
            answers.remember("11.1", answers=["2", "3"])
    assert answers.recall("11.1") == {"answers": ["2"]}


def test_none_keeps_nothing_on_disk(folder, restart, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MINIDL_ANSWERS", "none")
    answers.remember("11.1", answers=["2"])
    assert answers.recall("11.1") == {"answers": ["2"]}
    restart()
    assert answers.recall("11.1") == {}
    assert list(tmp_path.rglob("*")) == []


def test_without_the_variable_they_lie_beside_the_notebook(monkeypatch, tmp_path):
    monkeypatch.delenv("MINIDL_ANSWERS")
    monkeypatch.setattr(answers, "BESIDE_THE_NOTEBOOK", tmp_path / ".answers")
    answers.remember("11.1", answers=["2"])
    assert (tmp_path / ".answers" / "11.json").exists()


@pytest.mark.parametrize("id", ["", "11", "11.", ".1", "../11.1", "a/b.1"])
def test_an_id_needs_a_notebook_and_a_name(id):
    with pytest.raises(ValueError, match=r"'11\.2'"):
        answers.recall(id)
