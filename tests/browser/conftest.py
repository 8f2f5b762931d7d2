"""A browser for the tests here. Without Chromium or playwright they skip and say why.

With MINIDL_REQUIRE_BROWSER=1, as in CI, what is missing is an error instead. `make test` opens the small notebook in
JupyterLab; with MINIDL_PAGES=all, as `make test-pages` sets it and CI, every lesson there and as a page.
"""

import os
import shutil

import pytest

collect_ignore_glob = [] if os.environ.get("MINIDL_PAGES") == "all" else ["test_[!l]*.py"]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
FLAGS += ["--disable-component-update", "--disable-sync"]


def missing(what):
    if os.environ.get("MINIDL_REQUIRE_BROWSER") == "1":
        pytest.fail(f"MINIDL_REQUIRE_BROWSER=1, but {what}", pytrace=False)
    pytest.skip(what)


# Not for the whole session: while playwright runs, nothing else in this process may use asyncio.run.
@pytest.fixture(scope="module")
def chromium():
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        missing("there is no Chromium here: none of " + ", ".join(names))
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as problem:
        missing(f"playwright cannot be imported: {problem}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()
