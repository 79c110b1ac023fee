# `make demo` and `make test` need Python 3.11+ and nothing else: they make .venv, install into it, and run.
.PHONY: help demo test window window-tools browser browser-tools trl openenv litellm check proto bench bench-rl bench-cooperation prove hooks clean

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo "$$p"; break; }; done)

# One cache of compiled kernels for every process of every target.
export NUMBA_CACHE_DIR := $(CURDIR)/$(VENV)/numba-cache
# A stray variable of another project must not hide this one's packages.
unexport PYTHONPATH

help:
	@echo "make demo    play the five levels over gRPC with four agents and print a table"
	@echo "make test    all tests, then the simulator's again without the compiler"
	@echo "make window  play in real windows on a screen of their own (Xvfb, xdotool); pictures go to runs/window"
	@echo "make browser reports and leaderboards in a headless Chromium; pictures go to runs/browser"
	@echo "make trl     hold the losses against TRL's own trainer, which is installed for it"
	@echo "make openenv serve the game to OpenEnv's own validator and clients, in an environment of its own (500 MB)"
	@echo "make litellm play through LiteLLM, which is installed for it (260 MB)"
	@echo "make check   ruff, ruff format and mypy --strict"
	@echo "make bench   measure speed against the stated bars"
	@echo "make bench-rl  train every algorithm on every level and write docs/benchmark.md (hours; it goes on where it was stopped)"
	@echo "make bench-cooperation  train shared and independent networks on the commons and write docs/cooperation.md (an hour or two)"
	@echo "make prove   replay the five witnesses through a server"
	@echo "make proto   generate garrison_proto/v1 anew from the .proto files"

demo: $(VENV)/.run
	$(BIN)/garrison demo

# One core compiles, so that no test waits for it, while the other runs what needs no compiler. A worker that dies
# ends the run: pytest-xdist would put another in its place, and then wait for ever.
test: $(VENV)/.dev .venv-proto/.done
	$(BIN)/python -c "from garrison_server.warm import warm; warm()" & compiling=$$!; \
	NUMBA_DISABLE_JIT=1 $(BIN)/python -m pytest -n 1 tests/sim tests/commons && wait $$compiling
	$(BIN)/python -m pytest -n 2 --dist loadgroup --max-worker-restart 0 tests

window: window-tools $(VENV)/.dev
	$(BIN)/python -m pytest -m xvfb tests/window

window-tools:
	@for p in Xvfb xdotool; do command -v $$p >/dev/null || \
		{ echo "make window needs $$p, which is not on PATH (on Debian: apt install xvfb xdotool)." >&2; exit 1; }; done

browser: browser-tools $(VENV)/.dev
	$(BIN)/python -m pytest -m chromium tests/browser

browser-tools:
	@command -v chromium chromium-browser google-chrome google-chrome-stable chrome >/dev/null || \
		{ echo "make browser needs Chromium, which is not on PATH (on Debian: apt install chromium)." >&2; exit 1; }

trl: $(VENV)/.trl
	$(BIN)/python -m pytest -m trl tests/agents/grpo

openenv: .venv-openenv/.done
	.venv-openenv/bin/python -m pytest -m openenv tests/openenv

litellm: $(VENV)/.litellm
	$(BIN)/python -m pytest -m litellm tests/llm

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.run
	$(BIN)/garrison bench

# BENCH_RL='--part levels --seeds 2', for instance, is some of it.
bench-rl: $(VENV)/.rl
	$(BIN)/garrison bench-rl $(BENCH_RL)

# BENCH_COOPERATION='--condition fast --seeds 2', for instance, is some of it.
bench-cooperation: $(VENV)/.rl
	$(BIN)/garrison bench-cooperation $(BENCH_COOPERATION)

prove: $(VENV)/.run
	$(BIN)/garrison levels prove

proto: .venv-proto/.done
	.venv-proto/bin/python proto/generate.py

hooks: $(VENV)/.dev
	$(BIN)/pre-commit install

clean:
	rm -rf $(VENV) .venv-proto .venv-openenv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Garrison needs Python 3.11 or newer: none was found on PATH. Say which with: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Garrison needs Python 3.11 or newer: $(PYTHON) is $$($(PYTHON) --version 2>&1)." >&2; exit 1; }
	@"$(PYTHON)" -m venv --clear $(VENV) || { echo "$(PYTHON) could not make a virtual environment (on Debian: apt install python3-venv)." >&2; exit 1; }
	@$(PIP) --upgrade pip

# What playing and serving needs; the stamp makes the second time instant.
$(VENV)/.run: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing Garrison into $(VENV) (a minute the first time) ..."
	@$(PIP) -c constraints.txt -e '.[server,gym,play]'
	@touch $@

# What training needs besides.
$(VENV)/.rl: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing Garrison and what trains into $(VENV) (a few minutes the first time) ..."
	@$(PIP) -c constraints.txt -e '.[server,gym,marl,play,rl]'
	@touch $(VENV)/.run $@

# What testing and checking needs besides: it brings torch, for the environment checkers of the RL libraries.
$(VENV)/.dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing Garrison and its development tools into $(VENV) (a few minutes the first time) ..."
	@$(PIP) -c constraints.txt -e '.[server,gym,play,dev]'
	@touch $(VENV)/.run $(VENV)/.rl $@

# Too heavy for every test run.
$(VENV)/.litellm: $(VENV)/.dev
	@$(PIP) -c constraints.txt -e '.[litellm]'
	@touch $@

$(VENV)/.trl: $(VENV)/.dev
	@$(PIP) -c constraints.txt -e '.[trl]'
	@touch $@

# OpenEnv wants an older mcp than ours.
.venv-openenv/.done: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing Garrison and OpenEnv into .venv-openenv (a few minutes the first time) ..."
	@$(BIN)/python -m venv --clear .venv-openenv
	@grep -v '^mcp' constraints.txt > .venv-openenv/constraints.txt
	@.venv-openenv/bin/python -m pip --disable-pip-version-check install --quiet -c .venv-openenv/constraints.txt -e '.[openenv]' \
		pytest pytest-timeout
	@touch $@

# The generator is old on purpose, so that any newer runtime loads its code; it needs an environment of its own.
.venv-proto/.done: proto/requirements.txt | $(VENV)/bin/python
	@echo "Installing the protocol generator into .venv-proto ..."
	@$(BIN)/python -m venv --clear .venv-proto
	@.venv-proto/bin/python -m pip --disable-pip-version-check install --quiet -r proto/requirements.txt
	@touch $@
