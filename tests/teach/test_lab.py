import errno
import json
import os
import subprocess
import sys
import types
from pathlib import Path

import pytest
from jupyter_client.kernelspec import KernelSpecManager

from minidl.teach import lab

ROOT = Path(__file__).parents[2]


def notebook(*sources, outputs=(), tests=()):
    """A notebook with a heading and these code cells; cells in `tests` are tagged, the first has run."""
    cells = [{"cell_type": "markdown", "id": "title", "metadata": {}, "source": ["# Title"]}]
    for n, source in enumerate(sources):
        cell = {"cell_type": "code", "id": f"c{n}", "metadata": {}, "source": source.splitlines(True)}
        cell |= {"outputs": list(outputs), "execution_count": n + 1 if outputs else None}
        if source in tests:
            cell["metadata"] = {"tags": ["test"]}
        cells.append(cell)
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


RAN = [{"output_type": "stream", "name": "stdout", "text": ["the answer\n"]}]
NAMES = ("00-start-here", "11-arithmetic", "16-a-trained-cnn")


@pytest.fixture
def course(tmp_path):
    """A checkout with three notebooks that were run and stored."""
    (tmp_path / "notebooks").mkdir()
    for name in NAMES:
        store(tmp_path, name, "import minidl", f"{name}, first")
    return tmp_path


def store(course, name, *sources, **options):
    (course / "notebooks" / f"{name}.ipynb").write_text(
        notebook(*sources, outputs=RAN, **options), encoding="utf-8"
    )


def start(course):
    return lab.hand_out(course / "notebooks", course / "my")


def mine(course, name="11-arithmetic"):
    return course / "my" / f"{name}.ipynb"


def last_cells(course):
    """{file name: source of its last cell} of everything in my/ but the record."""
    files = (path for path in (course / "my").iterdir() if path.name != lab.RECORD)
    return {path.name: "".join(json.loads(path.read_text())["cells"][-1]["source"]) for path in files}


def save(path, source=None, outputs=RAN):
    """As JupyterLab saves it: all run, widget state in the metadata, perhaps the last cell edited."""
    content = json.loads(path.read_text())
    for cell in content["cells"]:
        cell["metadata"]["trusted"] = True
        if cell["cell_type"] == "code":
            cell["outputs"] = outputs
            cell["source"] = "".join(cell["source"])
    if source:
        content["cells"][-1]["source"] = source
    content["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {}}}
    path.write_text(json.dumps(content))


FIRST = {f"{name}.ipynb": f"{name}, first" for name in NAMES}
BESIDE = "11-arithmetic (new version).ipynb"


# --- what the student gets --------------------------------------------------------------------------------


def test_the_first_start_copies_every_notebook(course):
    told = start(course)
    assert last_cells(course) == FIRST
    assert told == ["3 notebook(s) copied into my/: they are yours to change."]


def test_copies_have_no_outputs_and_no_cells_for_tests_and_say_what_to_run_first(course):
    store(
        course,
        "11-arithmetic",
        "import minidl",
        "print(picture.describe())",
        "x = 1",
        tests=["print(picture.describe())"],
    )
    content = json.loads((course / "notebooks/11-arithmetic.ipynb").read_text())
    content["cells"][-1]["metadata"] = {"jupyter": {"source_hidden": True}, "tags": ["plumbing"]}
    content["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {"answer": 1}}}
    (course / "notebooks/11-arithmetic.ipynb").write_text(json.dumps(content))
    start(course)
    copy = json.loads(mine(course).read_text())
    assert [cell["id"] for cell in copy["cells"]] == ["title", "c0", "c2"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in copy["cells"][1:])
    assert copy["cells"][1]["source"] == lab.RUN_FIRST + "import minidl"
    assert copy["cells"][2]["metadata"] == {"jupyter": {"source_hidden": True}, "tags": ["plumbing"]}
    assert copy["metadata"] == {}


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_no_lesson_gives_its_answers_away_in_a_copy(path):
    import nbformat

    copy = nbformat.reads(lab.for_student(path.read_bytes()), as_version=4)
    nbformat.validate(copy)
    for cell in copy.cells:
        assert not cell.get("outputs") and not cell.get("execution_count")
        assert "test" not in cell.metadata.get("tags", [])


def test_the_second_start_changes_nothing_and_says_nothing(course):
    start(course)
    mine(course).write_text("my answers")
    record = course / "my" / lab.RECORD
    other = mine(course, "16-a-trained-cnn")
    for path in (record, other):
        os.utime(path, (0, 0))
    assert start(course) == []
    assert mine(course).read_text() == "my answers"
    assert record.stat().st_mtime == other.stat().st_mtime == 0, "written though nothing has changed"


# --- new versions -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "work",
    [
        lambda path: save(path, "my answer"),
        lambda path: save(path, "my answer", outputs=[]),
        lambda path: save(path),  # run, and not edited: its outputs are the student's
        lambda path: path.write_text("no notebook"),
    ],
)
def test_a_new_version_arrives_beside_what_the_student_has_done_and_is_said_once(course, work):
    start(course)
    work(mine(course))
    before = mine(course).read_bytes()
    store(course, "11-arithmetic", "import minidl", "second")
    (told,) = start(course)
    assert "11-arithmetic.ipynb" in told and f"'{BESIDE}'" in told
    for _ in range(2):
        assert mine(course).read_bytes() == before
        assert "second" in (course / "my" / BESIDE).read_text()
        assert start(course) == []


def test_a_copy_that_is_untouched_is_replaced_silently(course):
    start(course)
    save(mine(course), outputs=[])  # opened and saved, neither run nor edited
    store(course, "11-arithmetic", "import minidl", "second")
    assert start(course) == []
    assert last_cells(course) == FIRST | {"11-arithmetic.ipynb": "second"}


def test_a_copy_with_outputs_as_they_were_handed_out_once_is_replaced(course):
    """The first version of the course copied the originals with their outputs."""
    import hashlib

    (course / "my").mkdir()
    known = {}
    for name in NAMES:
        content = (course / "notebooks" / f"{name}.ipynb").read_bytes()
        mine(course, name).write_bytes(content)
        known[f"{name}.ipynb"] = hashlib.sha256(content).hexdigest()
    (course / "my" / lab.RECORD).write_text(json.dumps(known))
    save(mine(course, "16-a-trained-cnn"), "my answer")
    store(course, "00-start-here", "import minidl", "second")
    start(course)
    assert last_cells(course)["00-start-here.ipynb"] == "second"
    assert "the answer" not in mine(course).read_text()
    assert last_cells(course)["16-a-trained-cnn.ipynb"] == "my answer"
    assert start(course) == []


def test_a_version_that_differs_in_outputs_alone_is_not_new(course):
    start(course)
    save(mine(course), "my answer")
    original = course / "notebooks/11-arithmetic.ipynb"
    original.write_text(original.read_text().replace("the answer", "another answer"))
    assert start(course) == []


def test_new_versions_are_counted_up_and_only_untouched_ones_are_replaced(course):
    start(course)
    save(mine(course), "my answer")
    store(course, "11-arithmetic", "import minidl", "second")
    start(course)
    save(course / "my" / BESIDE, "my answer in the second")
    for text in ("third", "fourth"):
        store(course, "11-arithmetic", "import minidl", text)
        assert len(start(course)) == 1
    assert last_cells(course) == FIRST | {
        "11-arithmetic.ipynb": "my answer",
        BESIDE: "my answer in the second",
        "11-arithmetic (new version 2).ipynb": "fourth",
    }


def test_a_notebook_the_student_has_thrown_away_comes_back(course):
    start(course)
    mine(course).unlink()
    assert len(start(course)) == 1
    assert last_cells(course) == FIRST


def test_a_notebook_added_to_the_course_arrives(course):
    start(course)
    store(course, "12-fields", "new")
    start(course)
    assert "12-fields.ipynb" in last_cells(course)


# --- trouble ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "damage", [b"", b'{"11-ari', b"[1, 2]", b"\xff\xfe\x00", b"[" * 100_000, b'{"11-arithmetic.ipynb": [[]]}']
)
def test_a_damaged_record_is_said_and_loses_nothing(course, damage):
    start(course)
    save(mine(course), "my answer")
    (course / "my" / lab.RECORD).write_bytes(damage)
    told = start(course)
    assert "damaged" in told[0] or damage.startswith(b"{") and damage.endswith(b"}")
    # Whether the original has changed is unknown now: better once too often than never.
    assert last_cells(course) == FIRST | {"11-arithmetic.ipynb": "my answer", BESIDE: "11-arithmetic, first"}
    assert start(course) == []


def test_an_interruption_leaves_no_half_notebook_and_the_next_start_mends_it(course, monkeypatch):
    def fail(*paths):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", fail)
        with pytest.raises(KeyboardInterrupt):
            start(course)
        assert not list((course / "my").iterdir())
    start(course)
    assert last_cells(course) == FIRST


def test_a_full_disk_is_one_sentence(course, monkeypatch):
    def fail(self, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    (course / "my").mkdir()
    monkeypatch.setattr(Path, "write_bytes", fail)
    (told,) = start(course)
    assert told.startswith("Not written into my/ (No space left on device): 00-start-here.ipynb, 11-")


@pytest.mark.parametrize("where", ["my", "notebooks"])
def test_a_folder_named_like_a_notebook_stops_nothing(course, where):
    (course / "my").mkdir()
    (course / where / "05-folder.ipynb").mkdir()
    store(course, "11-arithmetic", "import minidl", "11-arithmetic, first")
    (course / "my/11-arithmetic.ipynb").mkdir()
    told = start(course)
    assert "'11-arithmetic (new version).ipynb'" in told[0]
    assert start(course) == []
    assert lab.first_to_open(course / "my") == "/lab/tree/00-start-here.ipynb"


def test_a_damaged_original_is_said_and_the_others_arrive(course):
    (course / "notebooks/11-arithmetic.ipynb").write_text('{"cells": [')
    told = start(course)
    assert set(last_cells(course)) == set(FIRST) - {"11-arithmetic.ipynb"}
    assert told[-1] == "Not written into my/ (the original is damaged): 11-arithmetic.ipynb."


def unwritable(*folders):
    """As for root on a read-only disk, who may write everywhere else."""
    real = Path.mkdir

    def mkdir(self, *arguments, **options):
        if any(self == folder for folder in folders):
            raise OSError(errno.EROFS, "Read-only file system")
        return real(self, *arguments, **options)

    return mkdir


def test_the_copies_go_where_they_can_be_written(course, monkeypatch, tmp_path):
    monkeypatch.setattr(lab, "ROOT", course)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("MINIDL_MY", raising=False)
    assert lab.folder_for_copies() == (course / "my", "")
    monkeypatch.setenv("MINIDL_MY", "~/deep/course")
    assert lab.folder_for_copies() == (tmp_path / "home/deep/course", "")
    assert lab.folder_for_copies("~/mine") == (tmp_path / "home/mine", "")
    monkeypatch.delenv("MINIDL_MY")

    monkeypatch.setattr(Path, "mkdir", unwritable(course / "my"))
    folder, told = lab.folder_for_copies()
    assert folder == tmp_path / "home/minidl" and folder.is_dir()
    assert (
        "my cannot be written (Read-only file system)" in told
        and str(folder) in told
        and "--mine FOLDER" in told
    )

    monkeypatch.setattr(Path, "mkdir", unwritable(course / "my", tmp_path / "home/minidl"))
    assert lab.folder_for_copies()[0] == course / "my"  # it is there from before: better than nothing
    (course / "my").rmdir()
    with pytest.raises(SystemExit, match="--mine FOLDER"):
        lab.folder_for_copies()


# --- how JupyterLab is started ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "address"),
    [
        ([], ""),
        (["00-start here.ipynb", "notes.ipynb"], "00-start%20here.ipynb"),
        (["11-b.ipynb", "02-c.ipynb", "16-d.ipynb"], "02-c.ipynb"),
        (["16-d (new version).ipynb", "16-d.ipynb"], "16-d.ipynb"),
    ],
)
def test_the_first_notebook_is_opened(tmp_path, names, address):
    for name in names:
        (tmp_path / name).touch()
    assert lab.first_to_open(tmp_path) == f"/lab/tree/{address}"


@pytest.mark.parametrize("root", [False, True])
def test_jupyterlab_gets_the_students_folder_and_the_callers_arguments_last(
    course, monkeypatch, capsys, root
):
    monkeypatch.setattr(lab, "our_settings", lambda: "")
    monkeypatch.setattr(lab.os, "geteuid", lambda: 0 if root else 1000)
    monkeypatch.delenv("MINIDL_MY", raising=False)
    called = []
    fake = types.SimpleNamespace(main=called.append)
    monkeypatch.setitem(sys.modules, "jupyterlab.labapp", fake)
    monkeypatch.setattr(lab, "ROOT", course)
    with pytest.raises(SystemExit) as end:
        lab.main(["--no-browser", "--port=9999"])
    assert end.value.code is None
    ours = [f"--ServerApp.root_dir={course / 'my'}", "--LabApp.default_url=/lab/tree/00-start-here.ipynb"]
    assert called == [[*ours, *["--allow-root"] * root, "--no-browser", "--port=9999"]]
    words = capsys.readouterr().out
    assert "copied" in words and ("--allow-root" in words) == root


@pytest.fixture
def environment(monkeypatch, tmp_path):
    """A home of its own, and no settings of Jupyter."""
    names = [name for name in os.environ if name.startswith(("JUPYTER", "IPYTHON", "MPLCONFIG"))]
    for name in [
        *names,
        "JUPYTER_PATH",
        "JUPYTER_CONFIG_PATH",
        "JUPYTER_CONFIG_DIR",
        "JUPYTER_DATA_DIR",
        "IPYTHONDIR",
        "MPLCONFIGDIR",
    ]:
        monkeypatch.setenv(name, "")  # so that it is put back afterwards
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    return monkeypatch


def test_another_kernel_of_that_name_does_not_win(environment, tmp_path):
    wrong = tmp_path / "share/kernels/python3"
    wrong.mkdir(parents=True)
    (wrong / "kernel.json").write_text(
        json.dumps({"argv": ["/wrong"], "display_name": "wrong", "language": "python"})
    )
    environment.setenv("JUPYTER_PATH", str(tmp_path / "share"))
    environment.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    assert KernelSpecManager().get_kernel_spec("python3").argv == ["/wrong"]
    assert lab.our_settings() == ""
    spec = KernelSpecManager().get_kernel_spec("python3")
    assert spec.argv[:3] == ["python", "-m", "ipykernel_launcher"]  # "python" becomes the server's own
    assert "minidl.teach.kit.kernel" in spec.argv
    assert os.environ["JUPYTER_PATH"].endswith(str(tmp_path / "share"))


def test_pictures_are_saved_long_lines_wrapped_and_news_are_off(environment, tmp_path):
    from jupyterlab_server.settings_utils import _get_overrides

    lab.our_settings()
    overrides, trouble = _get_overrides(str(tmp_path))
    assert not trouble
    assert overrides["@jupyter-widgets/jupyterlab-manager:plugin"] == {"saveState": True}
    assert overrides["@jupyterlab/notebook-extension:tracker"]["codeCellConfig"] == {"lineWrap": True}
    quiet = {"fetchNews": "false", "checkForUpdates": False}
    assert overrides["@jupyterlab/apputils-extension:notification"] == quiet


def test_a_home_that_cannot_be_written_is_one_sentence(environment, tmp_path):
    (tmp_path / "file").touch()
    environment.setenv("HOME", str(tmp_path / "file"))
    told = lab.our_settings()
    assert told.startswith("Your home cannot be written (Not a directory)")
    assert Path(os.environ["JUPYTER_CONFIG_DIR"]).parent.is_dir()
    Path(os.environ["JUPYTER_CONFIG_DIR"]).parent.rmdir()


def test_kernels_get_one_thread_unless_told_otherwise(environment):
    environment.delenv("OPENBLAS_NUM_THREADS", raising=False)
    environment.setenv("OMP_NUM_THREADS", "4")
    lab.our_settings()
    assert (os.environ["OPENBLAS_NUM_THREADS"], os.environ["OMP_NUM_THREADS"]) == ("1", "4")


def test_a_folder_for_the_copies_can_be_named(course, monkeypatch, tmp_path):
    monkeypatch.setattr(lab, "our_settings", lambda: "")
    called = []
    monkeypatch.setitem(sys.modules, "jupyterlab.labapp", types.SimpleNamespace(main=called.append))
    monkeypatch.setattr(lab, "ROOT", course)
    with pytest.raises(SystemExit):
        lab.main(["--mine", str(tmp_path / "at home"), "--no-browser"])
    assert f"--ServerApp.root_dir={tmp_path / 'at home'}" in called[0] and called[0][-1] == "--no-browser"
    assert {path.stem for path in (tmp_path / "at home").glob("*.ipynb")} == set(NAMES)


def test_without_a_checkout_the_notebooks_are_those_of_the_wheel(course, monkeypatch, tmp_path):
    installed = [
        types.SimpleNamespace(suffix=".ipynb", locate=lambda: course / "notebooks/00-start-here.ipynb")
    ]
    monkeypatch.setattr(lab, "files", lambda name: installed)
    monkeypatch.setattr(lab, "ROOT", tmp_path / "site-packages")
    monkeypatch.delenv("MINIDL_MY", raising=False)
    monkeypatch.chdir(tmp_path)
    assert lab.folder_of_originals() == course / "notebooks"
    assert lab.folder_for_copies() == (tmp_path / "minidl-course", "")


def test_without_notebooks_it_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(lab, "ROOT", tmp_path)
    monkeypatch.setattr(lab, "files", lambda name: None)
    with pytest.raises(SystemExit, match="Clone the course's repository, and type there: make lab"):
        lab.main([])


def test_with_numpy_alone_it_says_what_to_install():
    """Whatever else is installed is hidden."""
    code = """import importlib.util, sys
import numpy, safetensors
find = importlib.util.find_spec
importlib.util.find_spec = lambda name: None if name in ("anywidget", "jupyterlab") else find(name)
sys.modules |= dict.fromkeys(["anywidget", "jupyterlab", "IPython"])
from minidl.teach import lab
lab.main([])"""
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 1
    assert (
        result.stderr
        == 'Not installed: anywidget, jupyterlab. Type: make lab   or: pip install "minidl[course]"\n'
    )
