"""`make lite` writes the whole course into `lite/`: JupyterLab in the browser, with nothing to install.

Any web server can hand it out, `python -m http.server` among them; it asks no other address. The notebooks
are the student's copies, as `make lab` hands them out.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from ..lab import RECORD, hand_out
from . import runtime

SITE = runtime.ROOT / "lite"
SETTINGS = runtime.ROOT / "minidl/teach/jupyter/labconfig/default_setting_overrides.json"
KERNEL = "@jupyterlite/pyodide-kernel-extension"
INSTALLED = Path(sys.prefix) / "share/jupyter/labextensions" / KERNEL
ASIDE = Path(sys.prefix) / "share/jupyterlite/labextensions" / KERNEL
WIDGETS = "jupyterlab_widgets==3.0.16"  # a later one wants a newer JupyterLab than JupyterLite 0.6 has


def build(site: Path, version: str) -> None:
    """Make `site` anew."""
    if INSTALLED.exists():  # `make lab` would load it, too, and find no JupyterLite around it
        shutil.rmtree(ASIDE, ignore_errors=True)
        shutil.move(INSTALLED, ASIDE)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        runtime.collect(work / "static/pyodide", version)
        widgets = WIDGETS if version == runtime.TESTED else WIDGETS.split("=")[0]
        runtime.pip("download", "--no-deps", "-d", work, widgets)
        extensions = [*work.glob("*.whl"), *work.glob("static/pyodide/anywidget-*.whl"), ASIDE]
        hand_out(runtime.ROOT / "notebooks", work / "content")
        (work / "content" / RECORD).unlink()
        first = min(path.name for path in (work / "content").iterdir())
        settings = json.loads(SETTINGS.read_text(encoding="utf-8"))
        files = {
            "overrides.json": settings,
            "jupyter_lite_config.json": {
                "LiteBuildConfig": {
                    "apps": ["lab"],
                    "contents": ["content"],
                    "federated_extensions": list(map(str, extensions)),
                    "ignore_sys_prefix": True,
                    "no_sourcemaps": True,
                    "output_dir": "site",
                }
            },
            "jupyter-lite.json": {
                "jupyter-lite-schema-version": 0,
                "jupyter-config-data": {
                    "appName": "minidl",
                    "exposeAppInBrowser": True,  # for the tests
                    "litePluginSettings": {f"{KERNEL}:kernel": {"disablePyPIFallback": True}},
                },
            },
        }
        for name, content in files.items():
            (work / name).write_text(json.dumps(content), encoding="utf-8")
        command = [sys.executable, "-m", "jupyterlite_core.app", "build"]
        done = subprocess.run(command, cwd=work, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"JupyterLite could not build the site: {done.stdout[-1000:]}{done.stderr[-3000:]}")
        entry = work / "site/index.html"  # the pages below read it, too, for their settings
        goes_on = ("await import('./config-utils.js')", f"location.replace('lab/index.html?path={first}')")
        entry.write_text(entry.read_text(encoding="utf-8").replace(*goes_on), encoding="utf-8")
        shutil.rmtree(site, ignore_errors=True)
        shutil.move(work / "site", site)


def main(version: str = runtime.TESTED) -> None:
    build(SITE, version)
    size = sum(path.stat().st_size for path in SITE.rglob("*") if path.is_file())
    print(f"lite/ has {size / 1e6:.0f} MB. Any web server will do: python3 -m http.server --directory lite")
    if version != runtime.TESTED:
        print(f"Pyodide {version} is untested here: no hash of its core is known, and no lesson was run.")


if __name__ == "__main__":
    main(*sys.argv[1:])
