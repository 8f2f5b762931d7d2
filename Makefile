# Each target sets up .venv by itself; all it needs is make and Python 3.11 or newer.
# Written for GNU make 3.81 (macOS) and later; every path is relative, so that spaces above the checkout do no harm.

PYTHON ?= python3
ARGS ?=

VENV := .venv
PY := $(VENV)/bin/python
READY := $(VENV)/.ready
GOAL := $(or $(firstword $(MAKECMDGOALS)),setup)

# One BLAS thread each: two test processes on two cores would otherwise slow each other down several times.
ONE_THREAD := OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 MKL_NUM_THREADS=1

.PHONY: help setup lab test lint format bench weights notebooks html clean

help: ## show this list
	@echo 'make <target> [ARGS="..."] [PYTHON=python3.11]'
	@sed -n 's/^\([a-z]*\):[^#]*## /  \1|/p' Makefile | awk -F'|' '{ printf "%-12s %s\n", $$1, $$2 }'

setup: $(READY) ## make .venv (every other target does this by itself)

lab: $(READY) ## open the course in JupyterLab; ARGS goes to JupyterLab
	@$(PY) -m minidl.teach.lab $(ARGS)

test: $(READY) ## run every test, doctest and notebook, in a browser too if there is Chromium; ARGS goes to pytest
	@$(ONE_THREAD) $(PY) -m pytest -n 2 --dist loadfile --nbval --nbval-current-env --nbval-cell-timeout=300 $(ARGS)

lint: $(READY) ## check style
	@$(PY) -m ruff check . && $(PY) -m ruff format --check .

format: $(READY) ## mend style
	@$(PY) -m ruff check --fix . ; $(PY) -m ruff format .

bench: $(READY) ## measure speed beside PyTorch and DeZero; ARGS goes to the benchmark
	@$(PY) -c "from importlib.metadata import version; version('torch'), version('dezero')" 2>/dev/null || { echo "Installing PyTorch and DeZero to compare with ..." && \
		$(PY) -m pip install -qq --disable-pip-version-check -c constraints.txt -e ".[bench]"; }
	@$(ONE_THREAD) $(PY) -m benchmarks $(ARGS)

weights: $(READY) ## train the networks of minidl/teach/lessons/nb16/pretrained/ anew on real MNIST, a minute; ARGS goes to the training
	@$(ONE_THREAD) $(PY) -m minidl.teach.lessons.nb16.pretrained $(ARGS)

# Of the metadata only what JupyterLab needs to open a notebook is stored: no timings, no widget state, no Python version.
METADATA := {'kernelspec', ('language_info', 'name')}
notebooks: $(READY) ## re-run the notebooks and store them; ARGS names some, else all
	@unset MINIDL_DATA; MINIDL_ANSWERS=none $(ONE_THREAD) $(PY) -m nbconvert --to notebook --execute --inplace \
		--ExecutePreprocessor.kernel_name=python3 --ExecutePreprocessor.timeout=300 \
		--ExecutePreprocessor.record_timing=False --ExecutePreprocessor.store_widget_state=False \
		--ClearMetadataPreprocessor.enabled=True --ClearMetadataPreprocessor.clear_cell_metadata=False \
		--ClearMetadataPreprocessor.preserve_nb_metadata_mask="$(METADATA)" \
		$(if $(ARGS),$(ARGS),notebooks/*.ipynb)

html: $(READY) ## write the notebooks as pages into site/, to open by double click; ARGS names some, else all
	@unset MINIDL_DATA; $(ONE_THREAD) $(PY) -m minidl.teach.site $(ARGS)

clean: ## remove .venv, site/ and caches, never the students' my/
	rm -rf $(VENV) site build dist *.egg-info .pytest_cache .ruff_cache .hypothesis
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

# The stamp .venv/.ready is written last and holds the checkout's folder. So a .venv that was interrupted,
# moved, copied, or has lost its Python is not intact, and is made again from nothing;
# one that is only older than pyproject.toml or constraints.txt is brought up to date.
INTACT := $(shell test -x $(PY) && test "$$(cat $(READY) 2>/dev/null)" = "$$(pwd -P)" && echo yes)
ifneq ($(INTACT),yes)
.PHONY: $(READY)
endif

$(READY): pyproject.toml constraints.txt
ifneq ($(INTACT),yes)
	@command -v "$(PYTHON)" >/dev/null || { echo 'There is no "$(PYTHON)" here. With Python 3.11 or newer installed,' \
		'type for example: make $(GOAL) PYTHON=python3.11' >&2; exit 1; }
	@"$(PYTHON)" -c "$$CHECK_PYTHON"
	@echo "Setting up .venv: this takes a minute or two, once ..."
	@rm -f $(READY)
	@"$(PYTHON)" -m venv --clear $(VENV)
else
	@echo "Bringing .venv up to date ..."
	@rm -f $(READY)
endif
	@$(PY) -m pip install -qq --disable-pip-version-check -c constraints.txt -e ".[course,test]"
	@pwd -P > $(READY)
