"""Runs a widget's script in Node, or in Chromium where there is no Node."""

import importlib.util
import json
import os
import shutil
import subprocess

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def run(picture_class, function: str, cases: list, folder) -> list:
    """[function(case, limits) for case in cases], where `function` is JavaScript beside the script's exports."""
    exports = picture_class._esm
    program = f"const answer = {function};\nconst cases = {json.dumps(cases)};\n"
    if node := shutil.which("node"):
        path = folder / "run.mjs"
        path.write_text(
            f"{exports}\n{program}\nconsole.log(JSON.stringify(cases.map(answer)));", encoding="utf-8"
        )
        done = subprocess.run(
            [node, str(path)], capture_output=True, text=True, encoding="utf-8", timeout=120
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)
    if CHROMIUM is None or importlib.util.find_spec("playwright") is None:
        if os.environ.get("MINIDL_REQUIRE_BROWSER"):
            pytest.fail("Neither Node nor Chromium with playwright is there to run JavaScript.")
        pytest.skip("neither Node nor Chromium with playwright is there to run JavaScript")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as browser_kinds:
        browser = browser_kinds.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        script = f"{exports}\n{program}\nwindow.answers = cases.map(answer);"
        page = browser.new_page()
        page.add_script_tag(content=script, type="module")
        page.wait_for_function("window.answers !== undefined", timeout=120_000)
        answers = page.evaluate("window.answers")
        browser.close()
    return answers
