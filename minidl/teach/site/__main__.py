"""`make html` runs the notebooks and writes each as a page into `site/`, with an index.

The pages need nothing but the files beside them: formulas become MathML here, and `widgets.js` draws the
dragged pictures from the state that Python left. What only Python can do is said at the top of each page.
"""

import argparse
import base64
import hashlib
import html
import json
import os
import re
import shutil
import sys
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from bs4 import BeautifulSoup
from jinja2 import Environment, FileSystemLoader
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell
from pygments.formatters import HtmlFormatter
from traitlets.config import Config

from . import grids, python
from .formulas import UnknownFormula, font_face, typeset
from .safe import disarm

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
TEMPLATES = Environment(loader=FileSystemLoader(HERE), autoescape=True)
STATE = "application/vnd.jupyter.widget-state+json"
CORE = {"01", "02", "06", "11", "12", "16"}  # the lessons that the index recommends
PARTS = {
    "00": "Begin",
    "01": "What networks can do",
    "04": "How they learn",
    "10": "Convolution",
    "16": "Whole networks",
}
# What the index reads from a page.
ABOUT = r'<meta name="(description|minutes|before|asks)" content="(.*?)">|<(title)>(.*?)</title>'
# Where the README shows a lesson's picture.
PICTURE = r'<img src="notebooks/(pictures/[\w-]+\.png)" alt="([^"]*)"></a><br>(\d\d) ·'


def run(path: Path):
    """The notebook run from top to bottom, as if nobody had opened it before: with no answers kept.

    Cells that exist for the tests only, tagged `test`, are left out.
    """
    env = {name: value for name, value in os.environ.items() if name != "MINIDL_DATA"}
    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder) / "notebooks"
        shutil.copytree(path.parent, there, ignore=shutil.ignore_patterns(".*", "*.safetensors"))
        notebook = nbformat.read(there / path.name, as_version=4)
        notebook.cells = [cell for cell in notebook.cells if "test" not in cell.metadata.get("tags", [])]
        notebook.cells.insert(0, new_code_cell(grids.WATCH.format(folder=folder)))
        options = {"timeout": 300, "store_widget_state": True, "extra_arguments": ["--log-level=ERROR"]}
        if os.name == "posix":  # several run at once, and two may take the same port
            options["config"] = Config(KernelManager={"transport": "ipc", "ip": f"{folder}/kernel"})
        client = NotebookClient(notebook, resources={"metadata": {"path": str(there)}}, **options)
        client.execute(env=env | {"MINIDL_ANSWERS": "none"})
        del notebook.cells[0]
        drawn = {
            file.stem: json.loads(file.read_text(encoding="utf-8")) for file in Path(folder).glob("*.json")
        }
    for id, model in notebook.metadata.get("widgets", {}).get(STATE, {"state": {}})["state"].items():
        if id in drawn:
            model["grid"] = drawn[id]
    return notebook


def put_beside(notebook, name: str, folder: Path) -> None:
    """Write stored settings of computed pictures as files, which a page loads when a control moves."""
    models = notebook.metadata.get("widgets", {}).get(STATE, {"state": {}})["state"].values()
    for number, model in enumerate(model for model in models if "grid" in model):
        grid, file = model.pop("grid"), f"grids/{name}-{number}"
        (folder / "grids").mkdir(exist_ok=True)
        python.write(folder, file, json.dumps(grid["pictures"]))
        model["state"]["_grid"] = {"file": file, "settings": grid["settings"]}


def page(notebook, name: str) -> str:
    """A notebook that was run, as a page."""
    close_answers(notebook.cells)
    options = dict.fromkeys(["exclude_input_prompt", "exclude_output_prompt", "exclude_anchor_links"], True)
    template = (HERE / "cells.html.j2").read_text(encoding="utf-8")
    exporter = HTMLExporter(template_name="basic", raw_template=template, **options)
    cells, _ = exporter.from_notebook_node(notebook)
    soup = BeautifulSoup(cells, "html.parser")
    typeset(soup)
    disarm(soup)
    for fold in soup.select("[data-reveals] .output details"):  # what happened, for those who have answered
        fold["open"] = ""
        fold.find_previous_sibling("p").decompose()  # "none yet"
    for wide in soup.select("table, math[display=block]"):
        wide.wrap(soup.new_tag("span", attrs={"class": "wide"}))
    for link in soup.find_all("a", href=re.compile(r"^[^:]+\.ipynb(#|$)")):
        link["href"] = link["href"].replace(".ipynb", ".html")
    state = notebook.metadata.get("widgets", {}).get(STATE, {"state": {}})
    for model in (kept["state"] for kept in state["state"].values()):
        if model.get("_view_name") in ("HTMLView", "HTMLMathView"):
            disarm(value := BeautifulSoup(model["value"], "html.parser"))
            model["value"] = str(value)
    about = {"title": soup.h1, "question": soup.select_one("h1 ~ p > strong")}
    about["minutes"] = soup.select_one("tr:-soup-contains('Time') > td:last-child")
    about["before"] = soup.select_one("tr:-soup-contains('Before') > td:last-child")
    about = {key: element.get_text().strip() if element else "" for key, element in about.items()}
    return rendered(name, str(soup), state, about, asks(notebook.cells, state["state"]))


def rendered(name: str, cells: str, state: dict, about: dict, asked: dict) -> str:
    texts = {}  # scripts and styles, of which many widgets have the same
    for model in state["state"].values():
        for key in ("_esm", "_css"):  # in this order, so that the same notebook gives the same page
            if key in model["state"]:
                model["state"][key] = texts.setdefault(model["state"][key], len(texts))
    state = state | {"texts": list(texts)}
    script = scripts("store.js", "widgets.js", "live.js")
    given = {"name": name, "cells": cells, "state": state, "script": script, "digest": digest(script)}
    return TEMPLATES.get_template("page.html").render(about | given | {"asks": json.dumps(asked)})


def scripts(*names: str) -> str:
    """Plain scripts as one: strict, and with one set of names."""
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)


def digest(script: str) -> str:
    """What the page's Content-Security-Policy names: no other script runs."""
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def asks(cells, state: dict) -> dict[str, list[str]]:
    """What there is to be done in a lesson, by its ids."""
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    called = lambda word: list(dict.fromkeys(re.findall(rf"\b{word}\(\s*[\"'](.+?)[\"']", code)))
    questions = [kept["state"].get("question_id", "") for kept in state.values()]
    tickets = sorted(id for id in questions if ".ticket" in id)
    return {"predictions": called("predict"), "tickets": tickets, "checks": called("check")}


def close_answers(cells) -> None:
    """Mark what lies between a question and its reveal: an answer to the question opens it."""
    asked = {}
    for at, cell in enumerate(cells):
        calls = re.findall(r"\b(predict|reveal)\(\s*[\"'](.+?)[\"']", cell.source)
        for word, id in calls if cell.cell_type == "code" else []:
            if word == "predict":
                asked[id] = at + 1
            elif cells[(first := asked.pop(id, at + 1)) : at + 1]:
                cells[first].metadata.setdefault("opens", []).append(id)
                cell.metadata.reveals = id
                for closed in cells[first : at + 1]:
                    closed.metadata.setdefault("after", []).append(id)


def index(folder: Path, zipped: int = 0) -> str:
    """The list of all pages in the folder, those of earlier calls too.

    `zipped` are the bytes of the stick's archive, if there is one.
    """
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    pictures = {number: (src, alt) for src, alt, number in re.findall(PICTURE, readme)}
    lessons = []
    for path in sorted(folder.glob("*.html")):
        found = re.findall(ABOUT, path.read_text(encoding="utf-8")[:9000], re.DOTALL)
        about = {first or second: html.unescape(text or title) for first, text, second, title in found}
        if path.name == "index.html" or "asks" not in about:
            continue
        number, shown = path.name[:2], pictures.get(path.name[:2], ("", ""))
        needs = sorted(set(re.findall(r"\b\d\d\b", about["before"])) - {number})
        part = max((first for first in PARTS if first <= number), default="")
        lessons.append(about | {
            "file": path.name, "number": number, "core": number in CORE, "needs": needs,
            "picture": shown[0] if (folder / shown[0]).is_file() else "", "alt": shown[1],
            "part": PARTS.get(part, "More") if path.name[0].isdigit() else "More",
        })  # fmt: skip
    script = scripts("store.js", "map.js")
    given = {"lessons": lessons, "script": script, "digest": digest(script), "megabytes": round(zipped / 1e6)}
    python_is_there = (folder / "python" / "list.js").is_file()
    return TEMPLATES.get_template("index.html").render(given | {"python": python_is_there})


def pack(folder: Path) -> int:
    """Write all of the folder into minidl-stick.zip inside it; how large that is, in bytes."""
    archive = folder / "minidl-stick.zip"
    archive.unlink(missing_ok=True)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in files:
            packed.write(path, Path("minidl") / path.relative_to(folder))
    return archive.stat().st_size


def build(notebooks: list[Path], folder: Path) -> None:
    """Write the pages of the notebooks, and what they need, into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    light, dark = (
        HtmlFormatter(style=name).get_style_defs(".highlight") for name in ("xcode", "github-dark")
    )
    colours = f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n"
    sheet = font_face() + colours + (HERE / "page.css").read_text(encoding="utf-8")
    (folder / "page.css").write_text(sheet, encoding="utf-8")
    with ThreadPoolExecutor(max_workers=2) as pool:  # each notebook runs in a process of its own
        for path, running in [(path, pool.submit(run, path)) for path in notebooks]:
            print(f"{path.name} ...", flush=True)
            try:
                put_beside(notebook := running.result(), path.stem, folder)
                made = page(notebook, path.stem)
            except (CellExecutionError, UnknownFormula) as problem:
                pool.shutdown(cancel_futures=True)
                sys.exit(f"{path.name}: {problem}")
            (folder / f"{path.stem}.html").write_text(made, encoding="utf-8")
            if (path.parent / "pictures").is_dir():
                shutil.copytree(path.parent / "pictures", folder / "pictures", dirs_exist_ok=True)
    (folder / "index.html").write_text(index(folder), encoding="utf-8")
    print(f"Open {folder / 'index.html'}: a double click will do.")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make html", description="Write the notebooks as pages.")
    parser.add_argument("notebooks", nargs="*", type=Path, help="all of notebooks/ if none is named")
    parser.add_argument("--to", type=Path, default=Path("site"), help="the folder for the pages")
    parser.add_argument("--python", action="store_true", help="put Python beside them: the cells run there")
    parser.add_argument(
        "--zip", action="store_true", help="pack all of it as minidl-stick.zip, for the index"
    )
    options = parser.parse_args()
    for path in options.notebooks:
        if not path.is_file():
            parser.error(f"there is no notebook {path}")
    if options.python:
        python.add(options.to)
    build(options.notebooks or sorted((ROOT / "notebooks").glob("*.ipynb")), options.to)
    if options.zip:
        (options.to / "index.html").write_text(index(options.to, pack(options.to)), encoding="utf-8")


if __name__ == "__main__":
    main()
