# make demo    from nothing to a spoken sentence
# make test    the tests; make lint, make test-slow, make bench; make clean removes what was built
# make gpu-check   does it work on this machine's GPU, and how fast
#
# Everything runs in .venv, made with PYTHON (3.10 or newer). Needed: Python, a C compiler, pip.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
SHELL_SCRIPTS := $(wildcard egs/*.sh egs/*/*/*.sh) .ci/run
COMPILED := modules/monotonic_align modules/cpu_kernels
SOURCES := $(COMPILED) modules/cpu_kernels/csrc
ARGS ?=

# Settings of the caller that would lead pip or Python somewhere else.
unexport PIP_USER PIP_TARGET PIP_PREFIX PYTHONHOME PYTHONPATH VIRTUAL_ENV

.NOTPARALLEL:
.PHONY: help demo test test-slow lint format bench gpu-check venv clean

help:
	@sed -n '1,5s/^# //p' Makefile

demo: $(VENV)/.package $(VENV)/.demo
	@PYTHON="$(CURDIR)/$(BIN)/python" bash egs/tts/GlowTTS/demo.sh

test: $(VENV)/.package $(VENV)/.dev
	@$(BIN)/python -m pytest -q $(ARGS)

test-slow: $(VENV)/.package $(VENV)/.dev $(VENV)/.demo
	@$(BIN)/python -m pytest -q -m slow $(ARGS)

lint: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@for script in $(SHELL_SCRIPTS); do bash -n "$$script" || exit 1; done
	@$(BIN)/shellcheck $(SHELL_SCRIPTS)

format: $(VENV)/.dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(VENV)/.package
	@$(BIN)/python -m benchmarks $(ARGS)

gpu-check: $(VENV)/.package
	@$(BIN)/python -m benchmarks.gpu --output build/gpu $(ARGS)

venv: $(VENV)/.package $(VENV)/.dev $(VENV)/.demo

$(VENV)/.python:
	@echo "making $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
	    { echo "error: Python 3.10 or newer is needed; remove $(VENV) and try" \
	    "make PYTHON=python3.12" >&2; exit 1; }
	@touch $@

$(VENV)/.requirements: requirements.txt $(VENV)/.python
	@echo "installing requirements.txt (minutes the first time)"
	@$(PIP) -r requirements.txt || { \
	    df -Pk . "$${TMPDIR:-/tmp}" | awk 'NR > 1 && $$4 < 9e6 && !said[$$6]++ { printf "error: " \
	    "%s has %.1f GB free; PyTorch takes about 9 GB while it is installed, 6 GB afterwards\n", \
	    $$6, $$4 / 1e6 }' >&2; exit 1; }
	@touch $@

$(VENV)/.package: setup.py pyproject.toml modules/build_extension.py \
    $(wildcard $(foreach suffix,pyx pxd c h inc,$(addsuffix /*.$(suffix),$(SOURCES)))) \
    $(VENV)/.requirements
	@echo "installing the toolkit and building its compiled parts"
	@$(PIP) --no-deps -e .
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.python
	@echo "installing requirements-dev.txt"
	@$(PIP) -r requirements-dev.txt
	@touch $@

# The demo runs without it too, with espeak's voice.
$(VENV)/.demo: setup.py $(VENV)/.package
	@echo "installing the demo's voice"
	@$(PIP) -e '.[demo]' || echo "hibari-tts was not installed; the demo uses espeak" >&2
	@touch $@

# Data and checkpoints are never touched.
clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .ruff_cache
	rm -f $(addsuffix /*.so,$(COMPILED))
	find . -name __pycache__ -type d -not -path './data/*' -not -path './ckpts/*' -prune \
	    -exec rm -rf {} +
