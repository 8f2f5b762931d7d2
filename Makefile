# Each target sets up .venv by itself; all it needs is make and Python 3.11 or newer.
# Written for GNU make 3.81 (macOS) and later; every path is relative, so that spaces above the checkout do no harm.

PYTHON ?= python3
ARGS ?=

PY := .venv/bin/python
GOAL := $(or $(firstword $(MAKECMDGOALS)),setup)

# One BLAS thread each: test processes on two cores would otherwise slow each other down several times.
ONE_THREAD := OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 MKL_NUM_THREADS=1

.PHONY: help setup lab test test-pages lint format bench weights notebooks html stick lite test-lite clean for-course for-tests

help: ## show this list
	@echo 'make <target> [ARGS="..."] [PYTHON=python3.11]'
	@sed -n 's/^\([a-z-]*\):[^#]*## /  \1|/p' Makefile | awk -F'|' '{ printf "%-12s %s\n", $$1, $$2 }'

setup: for-course ## make .venv (every other target does this by itself)

lab: for-course ## open the course in JupyterLab; ARGS="--mine FOLDER" keeps your notebooks there, the rest goes to JupyterLab
	@$(PY) -m minidl.teach.lab $(ARGS)

test: for-tests ## run every test, doctest and notebook; ARGS goes to pytest
	@$(ONE_THREAD) $(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder --nbval --nbval-current-env --nbval-cell-timeout=300 $(ARGS)

test-pages: ## open every lesson in JupyterLab and as a page, in Chromium; ARGS goes to pytest
	@MINIDL_PAGES=all $(MAKE) --no-print-directory test ARGS="tests/browser $(ARGS)"

lint: for-tests ## check style
	@$(PY) -m ruff check . && $(PY) -m ruff format --check .

format: for-tests ## mend style
	@$(PY) -m ruff check --fix . ; $(PY) -m ruff format .

bench: for-tests ## measure speed beside PyTorch and DeZero; ARGS goes to the benchmark
	@$(PY) -c "from importlib.metadata import version; version('torch'), version('dezero')" 2>/dev/null || { echo "Installing PyTorch and DeZero to compare with ..." && \
		$(PY) -m pip install -qq --disable-pip-version-check -c constraints.txt -e ".[bench]"; }
	@$(ONE_THREAD) $(PY) -m benchmarks $(ARGS)

weights: for-course ## train the networks of minidl/teach/lessons/nb*/pretrained/ anew on real MNIST, some minutes; ARGS goes to each training
	@for folder in minidl/teach/lessons/nb*/pretrained; do \
		$(ONE_THREAD) $(PY) -m $$(echo $$folder | tr / .) $(ARGS) || exit 1; done

# Of the metadata only what JupyterLab needs to open a notebook is stored: no timings, no widget state, no Python version.
METADATA := {'kernelspec', ('language_info', 'name')}
notebooks: for-course ## re-run the notebooks and store them; ARGS names some, else all
	@unset MINIDL_DATA; MINIDL_ANSWERS=none $(ONE_THREAD) $(PY) -m nbconvert --to notebook --execute --inplace \
		--ExecutePreprocessor.kernel_name=python3 --ExecutePreprocessor.timeout=300 \
		--ExecutePreprocessor.record_timing=False --ExecutePreprocessor.store_widget_state=False \
		--ClearMetadataPreprocessor.enabled=True --ClearMetadataPreprocessor.clear_cell_metadata=False \
		--ClearMetadataPreprocessor.preserve_nb_metadata_mask="$(METADATA)" \
		$(if $(ARGS),$(ARGS),notebooks/*.ipynb)

html: for-tests ## write the notebooks as pages into site/, to open by double click; ARGS names some, else all
	@unset MINIDL_DATA; $(ONE_THREAD) $(PY) -m minidl.teach.site $(ARGS)

stick: for-tests ## the same with Python into stick/, for a USB stick or any web server; ARGS="--zip" packs it for a download, too
	@unset MINIDL_DATA; $(ONE_THREAD) $(PY) -m minidl.teach.site --python --to stick $(ARGS)

# JupyterLite for the Pyodide that is tested, or for the newer line: make lite PYODIDE=314.0.6
LITE := lite$(if $(PYODIDE),-newer)
JUPYTERLITE = import tomllib; from importlib.metadata import version; \
	tools = tomllib.load(open('pyproject.toml', 'rb'))['project']['optional-dependencies']['$(LITE)']; \
	assert all(tool == f'{name}=={version(name)}' for tool in tools for name in [tool.split('==')[0]])
lite: for-course ## write the course into lite/, for any web server: it runs in the browser, with nothing installed
	@$(PY) -c "$(JUPYTERLITE)" 2>/dev/null || { echo "Installing JupyterLite ..." && \
		$(PY) -m pip install -qq --disable-pip-version-check -c constraints.txt -e ".[$(LITE)]"; }
	@$(PY) -m minidl.teach.anywhere.lite $(PYODIDE)

# Of the lessons chosen, and of lesson 01 in any case, the stick's pages are made, too.
CHOSEN := $(foreach lesson,$(LESSONS),$(wildcard notebooks/$(lesson)-*.ipynb))
test-lite: for-tests lite ## test that and the stick in Chromium and Firefox, and the suites in Node; LESSONS="01 06" (or suites) takes some; ARGS goes to pytest
	@unset MINIDL_DATA; $(ONE_THREAD) $(PY) -m minidl.teach.site --python --to stick $(sort $(CHOSEN) $(if $(LESSONS),$(wildcard notebooks/01-*.ipynb)))
	@MINIDL_LITE="$(or $(LESSONS),all)" $(PY) -m pytest $(ARGS) -n 0 -rs tests/lite

clean: ## remove .venv, site/, stick/, lite/ and caches, never the students' my/
	rm -rf .venv site stick lite build dist *.egg-info .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

# Any Python from 2.7 on must be able to read this.
define CHECK_PYTHON
import sys
if sys.version_info < (3, 11):
    sys.exit("minidl needs Python 3.11 or newer, and this is %d.%d. With a newer one installed, type for example: "
             "make $(GOAL) PYTHON=python3.11" % sys.version_info[:2])
try:
    import ensurepip, venv
except ImportError:
    sys.exit("This Python cannot make a virtual environment: install the Debian package python3-venv "
             "(or python%d.%d-venv), then type again: make $(GOAL)" % sys.version_info[:2])
endef
export CHECK_PYTHON

# `make lab` installs what the notebooks need, [course]; the targets for authors add [test].
for-course:
	@EXTRAS=course sh -c "$$SET_UP"
for-tests:
	@EXTRAS=course,test sh -c "$$SET_UP"

# What the course imports, for real. It also builds matplotlib's list of fonts, which takes a while the first time.
define IMPORTS
import os, sys
os.chdir(os.sep)
sys.path.remove("")
import anywidget, ipykernel.kernelapp, ipywidgets, jupyterlab.labapp, matplotlib.font_manager, mnist1d, numpy
import PIL.Image, pooch, safetensors.numpy, sklearn.datasets, tqdm, minidl.teach.lab
if "test" in sys.argv[1]:
    import hypothesis, latex2mathml, nbval, packaging, pytest, pytest_timeout, sympy, threadpoolctl, xdist, yaml, ziamath
endef
export IMPORTS

# The same in a moment, for each call: is everything there? (Somebody may have removed a package, or replaced Python.)
define PRESENT
import sys
from importlib.util import find_spec
needs = "anywidget ipykernel ipywidgets jupyterlab matplotlib mnist1d numpy PIL pip pooch safetensors sklearn tqdm"
sys.exit(not all(map(find_spec, needs.split())))
endef
export PRESENT

# The packages of which files are missing.
define BROKEN
from importlib.metadata import distributions
whole = lambda package: all(file.locate().exists() for file in package.files or () if file.suffix != ".pyc")
print(*{package.metadata["Name"] for package in distributions() if not whole(package)} - {"minidl"})
endef
export BROKEN

# A .venv that was moved with its checkout: its scripts name the old folder.
define MOVE
import pathlib, sys
old, new = ((folder + "/.venv").encode() for folder in sys.argv[1:])
for script in pathlib.Path(".venv/bin").iterdir():
    if script.is_file() and not script.is_symlink() and old in script.read_bytes():
        script.write_bytes(script.read_bytes().replace(old, new))
endef
export MOVE

# A .venv that works is never thrown away: without a network, on a full disk, or after an interruption the course
# opens with the packages that are there, and the next call tries again. Only a .venv without a Python is made anew.
# .venv/.ready is written when pip has succeeded: first the folder, then for each set of extras a checksum of the
# files that name the packages. While pip is at work there is .venv/.unfinished.
define SET_UP
py=.venv/bin/python
here=$$(pwd -P)
sum=$$(cat pyproject.toml constraints.txt | cksum)
made_in=$$(sed -n 1p .venv/.ready 2>/dev/null)

finished() {
    [ ! -e .venv/.unfinished ] && [ "$$(sed -n 1p .venv/.ready 2>/dev/null)" = "$$here" ] &&
        grep -qxF "$$EXTRAS $$sum" .venv/.ready && "$$py" -c "$$PRESENT" 2>/dev/null
}
note() {
    { echo "$$here"; cat; } > .venv/.new && mv .venv/.new .venv/.ready
}
can_import() {
    trouble=$$("$$py" -c "$$IMPORTS" "$$EXTRAS" 2>&1) || { trouble=$$(echo "$$trouble" | tail -n 1); return 1; }
}
pip() {
    "$$py" -m pip install -q --disable-pip-version-check --no-input -c constraints.txt "$$@"
}
with_uv() {
    command -v uv >/dev/null && uv pip install -q --python "$$py" -c constraints.txt "setuptools>=77" &&
        uv pip install -q --python "$$py" -c constraints.txt --no-build-isolation -e ".[$$EXTRAS]"
}
with_pip() {
    pip $$patience "setuptools>=77" && pip $$patience --no-build-isolation -e ".[$$EXTRAS]"
}
# uv is quicker, where it is there; where it fails, pip knows more kinds of settings and says why.
packages() {
    with_uv >/dev/null 2>&1 || said=$$(with_pip 2>&1)
}

finished && exit 0

patience=
if ! "$$py" -c "" 2>/dev/null; then
    command -v "$(PYTHON)" >/dev/null || { echo 'There is no "$(PYTHON)" here. With Python 3.11 or newer installed,' \
        'type for example: make $(GOAL) PYTHON=python3.11' >&2; exit 1; }
    "$(PYTHON)" -c "$$CHECK_PYTHON" || exit 1
    echo "Setting up .venv: this takes a few minutes and about 1 GB of disk, once."
    "$(PYTHON)" -m venv --clear .venv || exit 1
elif ! "$$py" -c "import pip" 2>/dev/null; then
    echo "Setting up .venv: this takes a few minutes and about 1 GB of disk, once."
    "$$("$$py" -c "import sys; print(sys._base_executable)")" -m venv .venv || exit 1
elif [ -n "$$made_in" ] && [ "$$made_in" != "$$here" ]; then
    echo "The course was moved from $$made_in: .venv is adapted."
    "$$py" -c "$$MOVE" "$$made_in" "$$here" &&
        pip --no-index --no-deps --no-build-isolation -e . >/dev/null 2>&1 &&
        can_import && sed 1d .venv/.ready | note
    finished && exit 0
else
    patience="--retries 1 --timeout 15"
    echo "Bringing .venv up to date."
fi

clean=
[ "$$made_in" = "$$here" ] && [ ! -e .venv/.unfinished ] && clean=yes
touch .venv/.unfinished
# A point every three seconds says that it is at work.
while sleep 3 >/dev/null 2>&1 && kill -0 $$$$ 2>/dev/null; do printf .; done &
dots=$$!
packages
code=$$?
if [ $$code = 0 ] && ! can_import; then
    said=$$(pip --force-reinstall --no-deps $$("$$py" -c "$$BROKEN") 2>&1)
    code=$$?
fi
kill $$dots
if [ $$code = 0 ] && can_import; then
    for extras in course "$$EXTRAS"; do echo "$$extras $$sum"; done | note
    rm -f .venv/.unfinished
    echo " .venv is ready."
    exit 0
fi

case "$${PIP_NO_INDEX:+from versions: none}$$said" in
*"No space left"*) why="The disk is full" ;;
*"from versions: none"* | *onnection* | *"timed out"*) why="No network" ;;
*) why="pip did not succeed ($$(echo "$$said" | tail -n 1))" ;;
esac
# Without a network pip has changed nothing, so a short look will do.
[ "$$clean$$why" = "yesNo network" ] && rm -f .venv/.unfinished
if { [ ! -e .venv/.unfinished ] && "$$py" -c "$$PRESENT" 2>/dev/null; } || can_import; then
    echo " $$why: going on with the packages you have."
else
    echo "$$said" >&2
    echo "$$why, and the packages are not complete: $$trouble" >&2
    echo "When that is mended, type again: make $(GOAL)" >&2
    exit 1
fi
endef
export SET_UP
