"""The pages of `make stick`, opened by double click: Python runs in them, in Chromium and in Firefox.

A whole lesson is counted by the clock and in the browser's processor time; what somebody waits for, the first picture
and Python, by the clock. MINIDL_LITE_TIMES=file writes it down; MINIDL_LITE_SLOW=2 allows the double.
"""

import functools
import http.server
import os
import re
import threading
import time
from contextlib import contextmanager

import nbformat
import pytest

from tests.browser.built import OPEN_ALL
from tests.browser.conftest import chromium, missing
from tests.browser.pages import NOTEBOOKS, ROOT, complaints
from tests.lite.marionette import FIREFOX, firefox
from tests.lite.noise import without_noise
from tests.lite.processor import processor_times, seconds_since

__all__ = ["chromium"]

STICK = ROOT / "stick"
CHOSEN = os.environ.get("MINIDL_LITE", "").split()
LESSONS = [path for path in NOTEBOOKS if "all" in CHOSEN or path.name[:2] in CHOSEN]
SLOW = float(os.environ.get("MINIDL_LITE_SLOW", "1"))
FIRST_PICTURE, READY, OTHERS, SECONDS = 3, 25, 150, {"16": 300}  # seconds
PATIENCE = 1000 * 1000  # milliseconds
ADDRESS = (STICK / "01-perceptron-and-xor.html").as_uri()

READY_NOW = "() => document.getElementById('python-says').textContent === 'Python is ready.'"
IDLE = """() => python?.on && cells.every(cell => !['runs …', 'waits …'].includes(cell.status.textContent))"""
SAID = """() => Object.fromEntries(cells.map(cell => [cell.id, {
    status: cell.status.textContent, stderr: [...cell.area().querySelectorAll('.stderr, .error')].map(e => e.textContent).join(''),
    printed: [...cell.area().querySelectorAll(':scope > .stdout')].map(e => e.textContent).join(''),
    html: [...cell.area().querySelectorAll(':scope > .rendered_html')].map(e => e.textContent).join('\\n'),
}]))"""


def megabytes(paths):
    return sum(path.stat().st_size for path in paths if path.is_file()) / 1e6


def test_the_stick_and_its_pages_are_small_enough():
    assert STICK.is_dir(), "there is no stick/: make stick"
    python = megabytes((STICK / "python").rglob("*"))
    whole = megabytes(path for path in STICK.rglob("*") if path.name != "minidl-stick.zip")
    pages = {path.name: megabytes([path]) for path in STICK.glob("*.html")}
    print(
        f"stick/ has {whole:.1f} MB, {python:.1f} of them Python; the largest page {max(pages.values()):.2f}"
    )
    assert whole <= 120 and whole - python <= 40
    assert {name: size for name, size in pages.items() if size > 1.5} == {}
    assert {path.stem for path in LESSONS} <= {path.stem for path in STICK.glob("*.html")}


@contextmanager
def opened(chromium, allowed="file:"):
    """A page that reaches nothing else; `page.problems` collects what went wrong."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.problems = []
    page.on("console", lambda line: page.problems.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: page.problems.append(str(error)))

    def guard(route):
        if route.request.url.startswith((allowed, "data:", "blob:")):
            return route.continue_()
        page.problems.append(f"asked for {route.request.url}")
        return route.abort()

    context.route("**/*", guard)
    yield page
    context.close()


def run(page, cell):
    """Run one cell by its button, and wait."""
    page.locator(f"[id='cell-id={cell}']").get_by_role("button", name="Run", exact=True).click()
    page.wait_for_function(IDLE, timeout=120_000 * SLOW)


def write(page, cell, code):
    place = page.locator(f"[id='cell-id={cell}']")
    if not place.locator("textarea").count():
        place.get_by_role("button", name="Edit").click()
    place.locator("textarea").fill(code)


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_opened_by_double_click_runs_and_prints_what_is_stored(path, chromium):
    limit = SECONDS.get(path.name[:2], OTHERS) * SLOW
    with opened(chromium) as page:
        began, before = time.monotonic(), processor_times()
        page.goto((STICK / f"{path.stem}.html").as_uri())
        page.evaluate(OPEN_ALL)  # the first picture may wait for an answer
        page.wait_for_selector(".mp-picture svg, .mp-picture canvas")
        picture = time.monotonic() - began
        page.click("#run-all")
        page.wait_for_function(READY_NOW, timeout=100_000 * SLOW)
        ready = time.monotonic() - began - picture
        page.wait_for_function(IDLE, timeout=PATIENCE)
        whole, used = time.monotonic() - began - picture, seconds_since(before)
        page.wait_for_timeout(1000)  # the last widgets are being drawn
        said, complained, problems = page.evaluate(SAID), complaints(page), page.problems
    if times := os.environ.get("MINIDL_LITE_TIMES"):
        with open(times, "a") as file:
            took = {id: float(re.sub(r"[^\d.]", "", one["status"]) or 0) for id, one in said.items()}
            slow = ", ".join(f"{id} {took[id]:.0f} s" for id in sorted(took, key=took.get)[:-4:-1])
            file.write(
                f"{path.stem}.html: picture {picture:.1f} s, Python {ready:.1f} s, all {whole:.0f} s by the clock, "
                f"{used:.0f} s of processor time (longest: {slow})\n"
            )
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    stored = {cell.id: cell for cell in cells if "test" not in cell.metadata.get("tags", [])}
    assert [id for id, one in said.items() if "done" not in one["status"]] == []
    assert {id: one["stderr"] for id, one in said.items() if one["stderr"]} == {}
    printed = lambda cell: "".join(out.text for out in cell.outputs if out.output_type == "stream")
    wanted = {id: printed(cell) for id, cell in stored.items()}
    if path.name.startswith("00"):  # whether answers are kept, each place says in its own words
        wanted["setup"] = re.sub(
            "(?m)^!.*", "✓ At its top this page says whether your answers are kept.", wanted["setup"]
        )
    assert without_noise({id: one["printed"] for id, one in said.items()}, wanted) == wanted
    assert complained == [] and problems == []
    measured = picture, ready, whole, used
    assert picture <= FIRST_PICTURE * SLOW and ready <= READY * SLOW and max(whole, used) <= limit, measured


@pytest.fixture(scope="module")
def live(chromium):
    """Lesson 01, its Python started."""
    with opened(chromium) as page:
        page.goto(ADDRESS)
        page.evaluate("document.querySelectorAll('[data-opens] button').forEach(button => button.click())")
        run(page, "setup")
        yield page


def test_an_answer_given_to_python_is_kept_by_the_page(live):
    run(live, "predict-threshold")
    question = live.locator("[data-question-id='01.a']")
    for _ in range(2):
        question.locator("fieldset:not([disabled], [hidden]) input").first.check()
        question.locator("button").click()
    live.wait_for_function("() => (recordOf('01.a').reasons ?? []).length === 1")
    run(live, "reveal-threshold")
    revealed = live.locator("[id='cell-id=reveal-threshold']")
    assert "You predicted" in revealed.inner_text()
    second = live.context.new_page()
    second.goto(ADDRESS)
    second.get_by_text("1 of 4 predictions").wait_for()
    assert "Your prediction" in second.locator("[data-question-id='01.a']").inner_text()
    second.close()
    assert complaints(live) == [] and live.problems == []


def test_a_check_passes_and_stays_passed(live):
    body = "    return 1 if sum(a * b for a, b in zip(x, w)) >= T else 0"
    right = f'def perceptron(x, w, T):\n{body}\n\ncheck("01.1", perceptron)'
    write(
        live,
        "check-01-1",
        "def perceptron(x, w, T):\n    while True:\n        pass\n\ncheck('01.1', perceptron)",
    )
    run(live, "check-01-1")
    cell = live.locator("[id='cell-id=check-01-1']")
    assert "still running" in cell.inner_text() and "passed" not in cell.locator(".passed").inner_text()
    write(live, "check-01-1", right)
    run(live, "check-01-1")
    assert cell.locator(".passed").inner_text() == "✓ passed", cell.inner_text()
    second = live.context.new_page()
    second.goto(ADDRESS)
    second.get_by_text("1 of 6 checks passed").wait_for()
    there = second.locator("[id='cell-id=check-01-1']")
    assert there.locator(".passed").inner_text() == "✓ passed"
    assert there.locator("textarea").input_value() == right
    second.close()


PANEL = """from minidl.data import digits
from minidl.teach import TrainingPanel
from minidl import nn
make = lambda: nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
panel = TrainingPanel(make, *digits(), epochs=50, per_second=30)
panel"""


def test_a_training_starts_pauses_and_is_steered(live):
    write(live, "chance", PANEL)
    run(live, "chance")
    panel = live.locator(".mp-training").first
    sentence = panel.locator(".mp-caption")
    panel.get_by_role("button", name="Start").press("Enter")
    sentence.get_by_text("training at batch").wait_for(timeout=30_000 * SLOW)
    batch = lambda: int(re.search(r"at batch (\d+)", sentence.inner_text())[1])
    before = batch()
    live.wait_for_timeout(2000 * SLOW)
    assert batch() > before
    panel.get_by_role("slider", name="Learning rate").press("ArrowRight")
    panel.get_by_role("button", name="Pause").press("Enter")
    sentence.get_by_text("paused at batch").wait_for(timeout=30_000 * SLOW)
    write(live, "chance", "print(panel.status, panel.learning_rate)")
    run(live, "chance")
    assert "paused 0.01" in live.locator("[id='cell-id=chance']").inner_text()


def test_a_computed_picture_is_drawn_anew(live):
    code = """from minidl.teach import ComputedPicture, slider
picture = ComputedPicture(lambda figure, level: figure.subplots().plot([0, level]), {"level": slider(0, 60)},
                          alt=lambda level: f"Up to {level}.")
picture"""
    write(live, "chance", code)
    run(live, "chance")
    box = live.locator("[id='cell-id=chance'] .minidl-computed")
    box.get_by_label("level", exact=True).press("ArrowRight")
    box.locator(".mp-caption").get_by_text("Up to 1.").wait_for(timeout=10_000 * SLOW)


def test_errors_are_calm_and_python_can_be_stopped(live):
    write(live, "chance", "1 / 0")
    run(live, "chance")
    assert "ZeroDivisionError" in live.locator("[id='cell-id=chance'] .error").inner_text()
    write(live, "chance", "print(undefined_word)")
    run(live, "chance")
    assert "undefined_word" in live.locator("[id='cell-id=chance'] .error").inner_text()
    write(live, "chance", "while True: pass")
    live.locator("[id='cell-id=chance']").get_by_role("button", name="Run", exact=True).click()
    live.wait_for_timeout(1000)
    live.get_by_role("button", name="Stop Python").click()
    live.get_by_text("Python is stopped").wait_for()
    write(live, "chance", "print('again', GATES is not None)")
    run(live, "chance")  # Python starts once more, and the setup runs first
    assert "again True" in live.locator("[id='cell-id=chance']").inner_text()
    assert live.problems == []


def test_a_web_server_will_do_and_nothing_else_is_asked(chromium):
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *said):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=STICK))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    try:
        with opened(chromium, address) as page:
            asked = []
            page.on("request", lambda request: asked.append(request.url))
            page.goto(f"{address}01-perceptron-and-xor.html")
            page.wait_for_selector(".mp-picture svg")
            assert not [url for url in asked if "/python/" in url], (
                "Python is loaded only when it is asked for"
            )
            run(page, "formula-code")
            assert "sigmoid" in page.locator("[id='cell-id=formula-code'] .stdout").inner_text()
            assert page.problems == []
    finally:
        server.shutdown()


@pytest.mark.timeout(1200)
def test_firefox_opens_the_stick_runs_a_lesson_and_remembers(tmp_path):
    if FIREFOX is None:
        missing("there is no Firefox here: neither firefox-esr nor firefox")
    idle = "![...document.querySelectorAll('.live [role=status]')].some(e => ['runs …', 'waits …'].includes(e.textContent))"
    answer = """(() => {
        const room = document.querySelector('[data-question-id="01.a"]');
        for (let step = 0; step < 2; step++) {
            [...room.querySelectorAll('fieldset')].find(set => !set.disabled && !set.hidden).querySelector('input').click();
            room.querySelector('form').requestSubmit();
        }
        return document.getElementById('kept').textContent;
    })()"""
    with firefox(tmp_path / "profile") as browser:
        browser.open((STICK / "index.html").as_uri())
        assert browser.evaluate("document.querySelectorAll('.lessons li').length") == len(
            [*STICK.glob("[0-9]*.html")]
        )
        began = time.monotonic()
        browser.open(ADDRESS)
        browser.wait("document.querySelector('.mp-picture svg')", 30)
        assert time.monotonic() - began <= FIRST_PICTURE * SLOW
        assert "1 of 4 predictions" in browser.evaluate(answer)
        browser.evaluate("document.getElementById('run-all').click()")
        browser.wait("document.getElementById('python-says').textContent === 'Python is ready.'", 100 * SLOW)
        browser.wait(idle, OTHERS * SLOW)
        statuses = browser.evaluate(
            "[...document.querySelectorAll('.live [role=status]')].map(e => e.textContent)"
        )
        assert [one for one in statuses if "done in" not in one] == []
        assert (
            browser.evaluate(
                "[...document.querySelectorAll('.error, .stderr, .widget-problem')].map(e => e.textContent)"
            )
            == []
        )
        browser.open((STICK / "index.html").as_uri())
        assert "1 of 4 predictions" in browser.evaluate(
            "document.querySelector('#lesson-01-perceptron-and-xor').textContent"
        )
    with firefox(tmp_path / "profile") as browser:  # tomorrow
        browser.open(ADDRESS)
        assert "1 of 4 predictions" in browser.evaluate("document.getElementById('kept').textContent")
