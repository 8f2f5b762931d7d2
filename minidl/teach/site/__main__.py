"""`make html` runs the notebooks and writes each as a page into `site/`, with an index.

The pages need nothing but the files beside them: formulas become MathML here, and `widgets.js` draws the
dragged pictures from the state that Python left. What only Python can do is said at the top of each page.
"""

import argparse
import html
import json
import re
import shutil
import sys
import tempfile
from pathlib import Path

import nbformat
from bs4 import BeautifulSoup
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbconvert import HTMLExporter
from pygments.formatters import HtmlFormatter

from .formulas import UnknownFormula, font_face, typeset

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
STATE = "application/vnd.jupyter.widget-state+json"
CELL_SECONDS = 300


def run(path: Path):
    """The notebook run from top to bottom, as if nobody had opened it before: with no answers kept."""
    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder) / "notebooks"
        shutil.copytree(path.parent, there, ignore=shutil.ignore_patterns(".*", "*.safetensors"))
        notebook = nbformat.read(there / path.name, as_version=4)
        where = {"metadata": {"path": str(there)}}
        NotebookClient(
            notebook, timeout=CELL_SECONDS, kernel_name="python3", store_widget_state=True, resources=where
        ).execute()
    return notebook


def page(notebook, name: str) -> str:
    """A notebook that was run, as a page."""
    exporter = HTMLExporter(
        template_name="basic",
        raw_template=(HERE / "cells.html.j2").read_text(encoding="utf-8"),
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
    )
    cells, _ = exporter.from_notebook_node(notebook)
    soup = BeautifulSoup(cells, "html.parser")
    typeset(soup)
    for link in soup.find_all("a", href=re.compile(r"^[^:]+\.ipynb(#|$)")):
        link["href"] = link["href"].replace(".ipynb", ".html")
    heading = soup.find("h1")
    return fill(
        "page.html",
        title=html.escape(heading.get_text() if heading else name),
        state=as_script(notebook.metadata.get("widgets", {}).get(STATE, {"state": {}})),
        cells=str(soup),
    )


def as_script(value) -> str:
    """JSON that may stand in a <script>."""
    return json.dumps(value).replace("</", "<\\/").replace("<!--", "<\\u0021--")


def fill(template: str, **words: str) -> str:
    text = (HERE / template).read_text(encoding="utf-8")
    return re.sub(r"\{\{(\w+)\}\}", lambda found: words[found[1]], text)


def index(folder: Path) -> str:
    """The list of all pages in the folder, those of earlier calls too."""
    items = ""
    for path in sorted(folder.glob("*.html")):
        if path.name != "index.html":
            title = re.search(r"<title>(.*?)</title>", path.read_text(encoding="utf-8"), re.DOTALL)[1]
            items += f'<li><a href="{path.name}">{title}</a></li>\n'
    return fill("index.html", items=items)


def build(notebooks: list[Path], folder: Path) -> None:
    """Write the pages of the notebooks, and what they need, into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    light, dark = (
        HtmlFormatter(style=style).get_style_defs(".highlight") for style in ("xcode", "github-dark")
    )
    colours = f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n"
    sheet = font_face() + colours + (HERE / "page.css").read_text(encoding="utf-8")
    (folder / "page.css").write_text(sheet, encoding="utf-8")
    shutil.copy(HERE / "widgets.js", folder)
    for path in notebooks:
        print(f"{path.name} ...", flush=True)
        try:
            made = page(run(path), path.stem)
        except (CellExecutionError, UnknownFormula) as problem:
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
    options = parser.parse_args()
    for path in options.notebooks:
        if not path.is_file():
            parser.error(f"there is no notebook {path}")
    build(options.notebooks or sorted((ROOT / "notebooks").glob("*.ipynb")), options.to)


if __name__ == "__main__":
    main()
