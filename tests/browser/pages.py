"""What the browser tests share: pages, a small notebook, and what must hold for every picture."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import matplotlib
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@contextmanager
def open_page(chromium, address, only_files=False):
    """A fresh page at `address`; `page.problems` collects console errors. `only_files`: no network."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.problems = []
    page.on("console", lambda line: page.problems.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    if only_files:

        def guard(route):
            if route.request.url.startswith("file:"):
                return route.continue_()
            page.problems.append(f"asked the network for {route.request.url}")
            return route.abort()

        context.route("**/*", guard)
    page.goto(address)
    yield page
    context.close()


# Two frames, then until nothing has changed for a while and all colours and places have arrived; 5 seconds at most.
SETTLED = """async quiet => {
    const frame = () => new Promise(requestAnimationFrame);
    const began = performance.now();
    let last = began;
    const observer = new MutationObserver(() => last = performance.now());
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    await frame();
    await frame();
    const moving = () => document.getAnimations().some(a => a.playState === 'running' && a.effect.getComputedTiming().endTime !== Infinity);
    while ((performance.now() - last < quiet || moving()) && performance.now() - began < 5000) await frame();
    observer.disconnect();
}"""


def settled(page, quiet=60):
    """Wait until a page without Python has drawn what it has to draw, after a click, in a new size or new colours."""
    page.evaluate(SETTLED, quiet)


# Each widget that is open has drawn itself in place of its text, or has said why not.
DRAWN = """() => document.documentElement.classList.contains('ready')
    && [...document.querySelectorAll('.widget.drawn:has(> pre)')].every(e => e.nextElementSibling?.matches('.widget-problem'))"""


def drawn(page):
    """Wait until a page of `make html` shows all its widgets that are not closed."""
    page.wait_for_function(DRAWN)
    settled(page)


# --- what holds for every picture, in JupyterLab and on a static page ---

# What is drawn, as one number: the SVG's elements; the pixels of an image, whatever its address is now.
LOOK = """async root => {
    let seen = 0;
    const add = part => seen = Math.imul(seen ^ part, 0x01000193) + 1;
    for (const svg of root.querySelectorAll('svg')) {
        const words = svg.outerHTML;
        for (let i = 0; i < words.length; i++) add(words.charCodeAt(i));
    }
    for (const image of root.querySelectorAll('img, canvas')) {
        if (image.decode) await image.decode().catch(() => 0);
        const copy = document.createElement('canvas');
        [copy.width, copy.height] = [image.naturalWidth ?? image.width, image.naturalHeight ?? image.height];
        [copy.width, copy.height].forEach(add);
        if (!copy.width || !copy.height) continue;
        const pencil = copy.getContext('2d', { willReadFrequently: true });
        pencil.drawImage(image, 0, 0);
        new Int32Array(pencil.getImageData(0, 0, copy.width, copy.height).data.buffer).forEach(add);
    }
    return seen;
}"""


# The root elements of widgets, and the boxes in which they tell what went wrong.
PICTURE = ":is(.minidl-picture, .mp-picture, .minidl-computed)"
ERROR = ":is(.minidl-error, .mp-error, .minidl-c-error, .minidl-q-error)"


def pictures(page):
    """The pictures in sight. Each slider belongs to one, so none is overlooked for want of a class."""
    strays = page.locator(f"input[type=range]:visible:not({PICTURE} *)")
    assert strays.count() == 0, f"a slider outside {PICTURE}"
    return page.locator(f"{PICTURE}:visible").all()


def complaints(page):
    """What the widgets say went wrong."""
    texts = page.locator(f"{ERROR}:visible, .widget-problem").all_inner_texts()
    return [text for text in texts if text.strip()]


def a_key_changes(picture, python=True):
    """Whether a key on one of the picture's controls changes what is drawn; or it has none, as a figure.

    Without Python, a picture that Python computes changes by its presets: Enter on a button.
    """
    numbers = picture.locator("input[type=range]:enabled, input[type=number]:enabled")
    presses = [(control, key) for control in numbers.all() for key in ("ArrowUp", "ArrowDown")]
    presses += [(choice, "ArrowDown") for choice in picture.locator("select:enabled").all()]
    pads = picture.locator("[role=application]").all()
    presses += [(pad, key) for pad in pads for key in (" ", "Delete")]  # Space paints, where no ink is yet
    if not python:
        if "minidl-computed" in picture.get_attribute("class"):
            presses = []  # its sliders wait for Python
        presses += [
            (button, "Enter") for button in picture.locator("button:enabled:not(.mp-big-button)").all()
        ]
    if not presses and not picture.locator("button:not(.mp-big-button)").count():
        return True
    for control, key in presses:  # at its upper end a control only goes down
        before = picture.evaluate(LOOK)
        control.press(key)
        for _ in range(40 if python else 6):
            if picture.evaluate(LOOK) != before:
                return True
            picture.page.wait_for_timeout(50)
    return False


# Each text that is seen, in the pixels in which it is seen: an SVG may be shrunk by its viewBox.
SMALL = """root => {
    const small = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const element = node.parentElement;
        const box = element.getBoundingClientRect();
        const hidden = box.width < 2 || box.height < 2 || !element.checkVisibility();
        if (!node.data.trim() || hidden || element.closest('style, script, defs')) continue;
        const scale = element.ownerSVGElement ? Math.abs(element.getScreenCTM().d) : 1;
        const size = parseFloat(getComputedStyle(element).fontSize) * scale;
        if (size < 11.95) small.push(`${size.toFixed(1)} px: ${node.data.trim().slice(0, 30)}`);
    }
    return small;
}"""

# Each text that is seen with less than 4.5:1 against what lies behind it: in HTML the nearest background, in an
# SVG the shapes drawn before it at its place (a halo counts as background). Hatchings and lines are left out.
FAINT = """root => {
    const parse = text => {
        const numbers = text.match(/[-\\d.]+(e-?\\d+)?/g)?.map(Number) ?? [0, 0, 0, 0];
        const [r, g, b, a = 1] = numbers;
        return text.startsWith('color(') ? [255 * r, 255 * g, 255 * b, a] : [r, g, b, a];
    };
    const over = ([r, g, b, a], under) => [r, g, b].map((c, i) => a * c + (1 - a) * under[i]).concat(1);
    const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
        .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, c, i) => sum + [0.2126, 0.7152, 0.0722][i] * c, 0);
    const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
    const paper = element => {
        const layers = [];
        for (let e = element; e; e = e.parentElement) {
            const colour = parse(getComputedStyle(e).backgroundColor);
            if (colour[3]) layers.push(colour);
            if (colour[3] === 1) break;
        }
        return layers.reverse().reduce((under, layer) => over(layer, under), [255, 255, 255, 1]);
    };
    const behind = text => {
        const svg = text.ownerSVGElement;
        let under = paper(svg.parentElement);
        const box = text.getBoundingClientRect();
        for (const shape of svg.querySelectorAll('rect, path, circle, ellipse, polygon')) {
            if (shape.closest('defs, clipPath') || !(shape.compareDocumentPosition(text) & 4)) continue;
            const style = getComputedStyle(shape);
            if (!/^(rgb|color)/.test(style.fill)) continue;
            const here = new DOMPoint(box.x + box.width / 2, box.y + box.height / 2)
                .matrixTransform(shape.getScreenCTM().inverse());
            if (!shape.isPointInFill(here)) continue;
            const [r, g, b, a] = parse(style.fill);
            under = over([r, g, b, a * style.fillOpacity * style.opacity], under);
        }
        return under;
    };
    const faint = new Set();
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const element = node.parentElement;
        const box = element.getBoundingClientRect();
        if (!node.data.trim() || box.width < 2 || box.height < 2 || !element.checkVisibility()) continue;
        if (element.closest('style, script, defs, :disabled, [aria-disabled=true], .mp-off')) continue;
        const style = getComputedStyle(element);
        const inside = element.ownerSVGElement;
        const halo = inside && style.paintOrder.startsWith('stroke') && style.stroke !== 'none';
        const under = !inside ? paper(element) : halo ? parse(style.stroke) : behind(element);
        const ink = parse(inside ? style.fill : style.color);
        const seen = over([ink[0], ink[1], ink[2], ink[3] * style.opacity], under);
        const found = ratio(seen, under);
        if (found < 4.5) faint.add(`${found.toFixed(1)}: ${node.data.trim().slice(0, 30)} (${element.className?.baseVal ?? element.className})`);
    }
    return [...faint];
}"""

CLIPPED = "root => root.scrollWidth > root.clientWidth ? `${root.scrollWidth} > ${root.clientWidth}` : ''"


# --- a notebook of our own: what the notebooks do, in small ---

SMALL_WIDGET = """import anywidget, traitlets

class Square(anywidget.AnyWidget):
    _esm = '''
    export default { render({ model, el }) {
      el.innerHTML = `<div class="minidl-picture"><label>side <input type="number" min="1" max="9"
        data-lm-suppress-shortcuts="true"></label><svg width="100" height="100"></svg>
        <p class="minidl-sentence"></p></div>`;
      const input = el.querySelector("input");
      const draw = () => {
        const side = input.value = model.get("side");
        el.querySelector("svg").innerHTML = `<rect width="${10 * side}" height="${10 * side}"/>`;
        el.querySelector("p").textContent = `A square with side ${side}.`;
      };
      input.addEventListener("input", () => { model.set("side", input.valueAsNumber); model.save_changes(); });
      model.on("change:side", draw);
      draw();
    } }'''
    _css = ".minidl-sentence { font-size: 14px }"
    side = traitlets.Int(3).tag(sync=True)
    def describe(self): return f"A square with side {self.side}."
"""


def write_small_notebook(path, extra="1 + 1"):
    """A formula, a widget alone and in a box, a printed line, a matplotlib picture, and an extra cell."""
    formula = "# A small notebook\n\nThe area $s^2$ of a square:\n\n$$A = \\frac{s \\cdot 2s}{2}$$"
    figure = "import matplotlib.pyplot as plt\n_ = plt.plot([1, 4, 9])"
    code = [SMALL_WIDGET, "square = Square()\nsquare", "square.side = 4\nprint(square.describe())"]
    code += ["from ipywidgets import VBox\nVBox([Square(side=2)])", figure, extra]
    cells = [new_markdown_cell(formula), *map(new_code_cell, code)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)


# --- JupyterLab as `make lab` starts it ---

TOKEN = "of-the-tests"
SETTINGS = {
    "docmanager-extension/plugin": {"autosave": False},
    "notebook-extension/tracker": {"windowingMode": "none"},  # the page holds all cells, seen or not
}


@contextmanager
def jupyterlab(home):
    """Its address. The student's copies are in `home / "my"`, and all its settings are in `home`, too."""
    for name, setting in SETTINGS.items():
        folder, file = (home / "settings" / "@jupyterlab" / name).parent, name.split("/")[1]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{file}.jupyterlab-settings").write_text(json.dumps(setting))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    env = {name: value for name, value in os.environ.items() if name not in ("MINIDL_DATA", "MINIDL_ANSWERS")}
    env |= {
        "MINIDL_MY": str(home / "my"),
        "IPYTHONDIR": str(home / "ipython"),
        "MPLCONFIGDIR": matplotlib.get_cachedir(),
    }
    env["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), env.get("PYTHONPATH")]))
    for kind in ("config", "data"):
        env[f"JUPYTER_{kind.upper()}_DIR"] = str(home / kind)
    for kind in ("settings", "workspaces"):
        env[f"JUPYTERLAB_{kind.upper()}_DIR"] = str(home / kind)
    # Kernels talk through files (see tests.kernels); a socket's whole path has at most 104 characters.
    sockets = tempfile.TemporaryDirectory(prefix="minidl-")
    env["JUPYTER_RUNTIME_DIR"] = sockets.name
    command = [
        *(sys.executable, "-m", "minidl.teach.lab", "--no-browser"),
        *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
        *(f"--IdentityProvider.token={TOKEN}", "--LabApp.expose_app_in_browser=True"),
        *(["--KernelManager.transport=ipc"] if os.name == "posix" else []),
    ]
    with open(home / "log", "a") as log:
        server = subprocess.Popen(command, env=env, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            assert server.poll() is None, (home / "log").read_text()
            try:
                urllib.request.urlopen(f"{address}/api?token={TOKEN}").close()
                break
            except OSError:
                time.sleep(0.2)
        else:
            pytest.fail("JupyterLab did not start within a minute:\n" + (home / "log").read_text())
        yield address
    finally:
        server.terminate()
        server.wait(30)
        sockets.cleanup()


# The notebook is `jupyterapp.shell.currentWidget`; what a cell puts out is read from its model.
RUN_SECONDS = 240  # notebook 16 trains for about a minute
OUTPUTS = """() => jupyterapp.shell.currentWidget.content.widgets.filter(c => c.model.type === 'code')
    .map(c => ({ cell: c.model.id, count: c.model.executionCount, outputs: c.model.outputs.toJSON() }))"""
RUN_ALL = f"""() => Promise.race([
    jupyterapp.commands.execute('notebook:run-all-cells'),
    new Promise((_, reject) => setTimeout(() => reject('it ran for {RUN_SECONDS} s'), {RUN_SECONDS * 1000})),
])"""
BUSY = "() => jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status !== 'idle'"


@contextmanager
def opened(chromium, lab, name):
    """A notebook as a student sees it: beside the file browser, its kernel started, nothing run."""
    with open_page(chromium, f"{lab}/lab/tree/{name}?token={TOKEN}&reset") as page:
        wait_for_kernel(page)
        yield page


def close_notebook(page):
    """If one is open: its kernel ends, too."""
    page.evaluate(
        """async () => {
            await jupyterapp.restored;
            const { currentWidget } = jupyterapp.shell;
            if (!currentWidget?.sessionContext) return;
            await currentWidget.sessionContext.shutdown();
            currentWidget.context.model.dirty = false;
            currentWidget.close();
        }"""
    )


def open_notebook(page, name):
    """In a JupyterLab that is there already: its kernel started, nothing run, and no problem yet."""
    page.problems.clear()  # the end of another notebook's kernel is none
    page.evaluate(
        """async name => {
            const { context, sessionContext } = await jupyterapp.commands.execute('docmanager:open', { path: name });
            await Promise.all([context.ready, sessionContext.ready]);
        }""",
        name,
    )
    wait_for_kernel(page)


def wait_for_kernel(page, seconds=90):
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=1000 * seconds)
    page.wait_for_function(f"!({BUSY})()", timeout=1000 * seconds, polling=50)


def run_all(page):
    page.evaluate(RUN_ALL)
    wait_for_kernel(page, 20)
    settled(page, 300)  # the last widgets are being drawn
