"""Runs a widget's script in Node: the machine's, or the one that playwright brings along."""

import importlib.util
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def _node():
    playwright = importlib.util.find_spec("playwright")
    folder = Path(playwright.origin).parent / "driver" if playwright else ""
    return shutil.which("node") or shutil.which("node", path=folder)


def run(picture_class, function: str, cases: list, folder) -> list:
    """[function(case, limits) for case in cases], where `function` is JavaScript beside the script's exports."""
    if not (node := _node()):
        if os.environ.get("MINIDL_REQUIRE_BROWSER"):
            pytest.fail("Neither Node nor playwright is there to run JavaScript.")
        pytest.skip("neither Node nor playwright is there to run JavaScript")
    path = folder / "run.mjs"
    path.write_text(
        f"{picture_class._esm}\nconst answer = {function};\nconst cases = {json.dumps(cases)};\n"
        "console.log(JSON.stringify(cases.map(answer)));",
        encoding="utf-8",
    )
    done = subprocess.run([node, str(path)], capture_output=True, text=True, encoding="utf-8", timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
