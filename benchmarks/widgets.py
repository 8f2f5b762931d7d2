"""How fast the dragged pictures follow the hand, in real JupyterLab in headless Chromium.

    python -m benchmarks.widgets [--moves 40] [--only PICTURE] [--lessons 05 07]

First, how long each notebook takes from opening to its first picture that moves, and how fast its computed
pictures follow a key, Python and back included. Then, for each dragged picture that there is, as it starts
and at two presets: `--moves` key presses on its first slider, and as many pointer moves over its first
drawing that answers. Measured in the page, from the event to the changed drawing in the DOM, and to the next
frame. Needs playwright and Chromium; JupyterLab runs privately: own settings, a free port, no news.
"""

import argparse
import contextlib
import json
import math
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from statistics import median

import minidl.teach
from minidl.teach import Picture

ROOT = Path(__file__).resolve().parents[1]
FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking".split()  # noqa: SIM905
# Notes the time of each event when it arrives (capture phase) and of the change of the drawing that follows.
WATCH = """([selector]) => {
  const root = document.querySelector(selector).closest('.mp-picture');
  window.moves = []; let began = null;
  const note = () => {
    if (began === null) return;
    const move = { dom: performance.now() - began };
    const start = began; began = null;
    window.moves.push(move);
    requestAnimationFrame(() => setTimeout(() => { move.frame = performance.now() - start; }));
  };
  const begin = (e) => { began = e.timeStamp; };
  for (const kind of ['keydown', 'pointermove']) root.addEventListener(kind, begin, true);
  new MutationObserver(note).observe(root, { childList: true, subtree: true });
}"""

# The same for a computed picture: Python draws, the page paints, and the painting gets its sentence.
WATCH_IMAGE = """root => {
  window.times = []; window.began = null;
  const image = root.querySelector('canvas');
  root.onkeydown = event => { window.began = event.timeStamp; };
  window.watcher?.disconnect();
  window.watcher = new MutationObserver(() => {
    if (window.began !== null) window.times.push(performance.now() - window.began);
    window.began = null;
  });
  const written = ['aria-label', 'width']; // by each painting, changed or not
  window.watcher.observe(image, { attributes: true, attributeFilter: written });
}"""
NAME = "e => e.getAttribute('aria-label') ?? e.labels[0]?.firstChild.textContent ?? ''"
KERNEL = "jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel"


def jupyterlab(folder: Path):
    """(process, address) of a private JupyterLab on `folder`, ready to answer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {
        f"JUPYTER{name}": str(folder / name)
        for name in ("_CONFIG_DIR", "_DATA_DIR", "LAB_SETTINGS_DIR", "LAB_WORKSPACES_DIR")
    }
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        "--allow-root",
        f"--port={port}",
        "--IdentityProvider.token=t",
    ]
    command += [
        "--LabApp.expose_app_in_browser=True",
        f"--ServerApp.root_dir={folder}",
        "--LabApp.news_url=None",
    ]
    command += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    server = subprocess.Popen(
        command,
        env=os.environ | own | {"PYTHONPATH": path},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(120):
        try:
            urllib.request.urlopen(f"{address}/api?token=t")
            return server, address
        except OSError:
            time.sleep(0.5)
    server.terminate()
    raise RuntimeError("JupyterLab did not start within a minute.")


def dragged_pictures() -> list[str]:
    """All that need no data of their own."""
    kinds = {name: getattr(minidl.teach, name) for name in dir(minidl.teach)}
    pictures = [
        n for n, k in kinds.items() if isinstance(k, type) and issubclass(k, Picture) and k is not Picture
    ]
    return [name for name in pictures if name != "ConfusionPicture"]


def notebook(path: Path, picture: str) -> None:
    """A notebook with one cell that shows the picture."""
    source = f"from minidl.teach import {picture}\n{picture}()"
    cell = {
        "cell_type": "code",
        "execution_count": None,
        "id": "a",
        "metadata": {},
        "outputs": [],
        "source": source,
    }
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    path.write_text(
        json.dumps({"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}),
        encoding="utf-8",
    )


def opened(browser, address, name):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{address}/lab/tree/{name}?token=t&reset")
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=90_000)
    page.wait_for_function(f"window.jupyterapp && {KERNEL}?.status === 'idle'", timeout=90_000)
    return page


def run_all(page, picture: str) -> None:
    """Run the notebook; come back when the first picture stands in the page."""
    run = "jupyterapp.commands.execute('notebook:run-all-cells')"
    page.evaluate(f"() => {{ {run}.then(() => {{ window.ran = true; }}); }}")
    page.locator(picture).first.wait_for(state="attached", timeout=90_000)


def whole_notebook(browser, address, name, moves) -> None:
    """A notebook of the course: opened, run at once, and its computed pictures moved."""
    began = time.perf_counter()
    page = opened(browser, address, name)
    run_all(page, ".mp-stage svg, .minidl-computed canvas[aria-label]")
    took = time.perf_counter() - began
    print(f"{name:41} opened and run to its first picture: {took:4.1f} s", flush=True)
    page.wait_for_function("window.ran", timeout=240_000)  # between two cells the kernel is idle, too
    page.wait_for_timeout(2000)
    for number, picture in enumerate(page.locator(".minidl-computed").all(), start=1):
        for control in picture.locator("select, input[type=range]").all():
            control.scroll_into_view_if_needed()
            picture.evaluate(WATCH_IMAGE)
            for n in range(moves):  # two steps there, two back
                control.press("ArrowDown" if n // 2 % 2 else "ArrowUp")
                with contextlib.suppress(Exception):  # at the end of the control nothing changes
                    page.wait_for_function("window.began === null", timeout=1500)
            times = page.evaluate("window.times.splice(0)")
            label = control.evaluate(
                "e => e.getAttribute('aria-label') ?? e.labels[0]?.firstChild.textContent ?? ''"
            )
            print(
                f"    computed picture {number}, {label:20} {len(times):3} changes "
                + (figures(times) if times else ""),
                flush=True,
            )
    page.close()


def collect(page, count) -> tuple[list, list]:
    page.wait_for_timeout(150)
    moves = page.evaluate("window.moves.splice(0)")
    if len(moves) < count * 0.8:
        raise RuntimeError(f"Only {len(moves)} of {count} moves changed the picture.")
    return [m["dom"] for m in moves], [m["frame"] for m in moves if "frame" in m]


def paint_by_keys(page, stage, count):
    """Round and round a square of eight pixels, painting."""
    page.locator(stage).focus()
    page.wait_for_timeout(100)
    page.evaluate("window.moves.splice(0)")
    for n in range(count):
        page.keyboard.press("Shift+Arrow" + ("Left", "Up", "Right", "Down")[n // 8 % 4])
        page.wait_for_timeout(30)
    return collect(page, count)


def paint_by_pointer(page, stage, count):
    """A spiral, so that each move adds ink."""
    box = page.locator(stage).bounding_box()

    def place(n):
        angle, radius = 0.25 * n, 0.08 + 0.35 * n / count
        return (
            box["x"] + box["width"] * (0.5 + radius * math.cos(angle)),
            box["y"] + box["height"] * (0.5 + radius * math.sin(angle)),
        )

    page.mouse.move(*place(0))
    page.mouse.down()
    page.wait_for_timeout(100)
    page.evaluate("window.moves.splice(0)")
    for n in range(1, count + 1):
        page.mouse.move(*place(n))
        page.wait_for_timeout(30)
    page.mouse.up()
    return collect(page, count)


def press_keys(page, count):
    """The first slider, to its end, back, and so on."""
    target = page.locator(".mp-picture input[type=range]:visible:enabled").first
    target.focus()
    page.keyboard.press("Home")
    page.wait_for_timeout(100)
    page.evaluate("window.moves.splice(0)")
    low, high, step = (float(target.get_attribute(name)) for name in ("min", "max", "step"))
    steps = round((high - low) / step)
    for n in range(count):
        page.keyboard.press("ArrowRight" if n // max(1, steps) % 2 == 0 else "ArrowLeft")
        page.wait_for_timeout(30)
    return collect(page, count)


def move_pointer(page, stage, count):
    """Back and forth over the drawing: each step goes far enough to reach another cell."""
    stage.scroll_into_view_if_needed()
    box = stage.bounding_box()
    middle = box["y"] + box["height"] * 0.4
    places = [box["x"] + box["width"] * share for share in (0.2, 0.75)]
    page.mouse.move(places[0], middle)
    page.mouse.down()
    page.wait_for_timeout(100)
    page.evaluate("window.moves.splice(0)")
    for n in range(count):
        page.mouse.move(places[(n + 1) % 2], middle)
        page.wait_for_timeout(30)
    page.mouse.up()
    return collect(page, count)


def one_picture(page, picture, moves):
    """A line for each way to move it, at its start and at two presets."""
    presets = page.locator(".mp-presets button[aria-pressed]").all_inner_texts()[:3]
    canvas = page.locator(".mp-canvas .mp-stage")
    for preset in presets:
        page.locator(".mp-presets").get_by_role("button", name=preset, exact=True).first.click()
        page.wait_for_timeout(300)
        ways = {"key": lambda: press_keys(page, moves)}
        if canvas.count():
            ways = {
                "key": lambda: paint_by_keys(page, ".mp-canvas .mp-stage", moves),
                "pointer": lambda: paint_by_pointer(page, ".mp-canvas .mp-stage", moves),
            }
        else:
            for number, stage in enumerate(page.locator(".mp-stage[tabindex]").all(), start=1):
                ways[f"pointer {number}"] = lambda stage=stage: move_pointer(page, stage, moves)
        for way, measure in ways.items():
            try:
                dom, frame = measure()
            except Exception:  # it has no slider, or its drawing is not dragged from side to side
                continue
            print(f"{picture:22} {preset:18} {way:9} {figures(dom):>15} {figures(frame):>17}", flush=True)


def figures(values) -> str:
    return f"{median(values):5.1f} / {sorted(values)[int(0.95 * (len(values) - 1))]:5.1f}"


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--moves", type=int, default=40)
    options.add_argument("--only", metavar="PICTURE", default="", help="only this picture")
    options.add_argument(
        "--lessons", nargs="*", default=[], help="only these notebooks, and no dragged picture"
    )
    chosen = options.parse_args()
    moves = chosen.moves
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as kinds:
        folder = Path(name)
        server, address = jupyterlab(folder)
        try:
            browser = kinds.chromium.launch(executable_path=chromium, args=FLAGS)
            for path in [] if chosen.only else sorted((ROOT / "notebooks").glob("*.ipynb")):
                if chosen.lessons and path.name[:2] not in chosen.lessons:
                    continue
                shutil.copy(path, folder)
                whole_notebook(browser, address, path.name, moves)
            if chosen.lessons:
                return
            print(f"{moves} moves each, ms, median / p95; p95 wanted: keys 16.7, pointer 20 (canvas 33)")
            print(f"{'picture':22} {'preset':18} {'by':9} {'event → DOM':>15} {'event → frame':>17}")
            for picture in [name for name in dragged_pictures() if chosen.only in name]:
                notebook(folder / f"{picture}.ipynb", picture)
                page = opened(browser, address, f"{picture}.ipynb")
                run_all(page, ".mp-stage svg")
                page.evaluate("document.querySelector('.mp-picture').scrollIntoView()")
                page.evaluate(WATCH, [".mp-stage"])
                one_picture(page, picture, moves)
                page.close()
            browser.close()
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
