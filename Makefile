# make demo, make test: each does all the set-up there is, in .venv, from the one lock in binder/.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
# Modules are compiled once, not by each of the hundreds of processes that the tests start.
export PYTHONDONTWRITEBYTECODE :=

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
LOCK := binder/lock.txt
# The lock was made for this Python; others from 3.11 on take it too as long as its packages have wheels for them.
LOCK_PYTHON := 3.11

.PHONY: help demo check test lint lock schema soak timing load bench sentiment pictures binder clean

help:
	@echo "make demo      open the example dashboard"
	@echo "make check     lint, types, and every quick test without a browser, a server, other engines or real logs"
	@echo "make test      everything CI runs: lint, types, all tests (Chromium and Java are made sure of)"
	@echo "make lint      ruff and mypy"
	@echo "make lock      make $(LOCK) anew from pyproject.toml"
	@echo "make soak      the long soaks, which make test leaves out, and many more drawn examples"
	@echo "make timing    how long a visitor of the dashboard waits"
	@echo "make load      how many visitors of the dashboard come at once; ARGS=\"serve my-map.json\" measures another page"
	@echo "make bench     how fast logs are counted, beside other tools; ARGS=\"--events 1_000_000 --vs polars\", ARGS=--help"
	@echo "make sentiment how well text is scored, as a table; needs labelled comments, see tests/bench/sentiment.py"
	@echo "make pictures  the pictures of the README, taken anew"
	@echo "make schema    publish the JSON Schema of the map anew after a change of the model"
	@echo "make binder    build and start what Binder would, without Docker"
	@echo "make clean     remove $(VENV) and everything generated"

demo: $(VENV)/.demo
	@$(BIN)/journeykit demo

# A file's tests stay together: what a module shares is made once. Longest files first, see tests/conftest.py.
PYTEST := $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

check: $(VENV)/.test lint
	$(PYTEST) -m 'not browser and not engines and not server and not realdata and not slow and not soak'

test: $(VENV)/.test $(VENV)/.chromium lint
	@binder/java
	$(PYTEST)

lint: $(VENV)/.test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

soak: $(VENV)/.test $(VENV)/.chromium
	JOURNEYKIT_SOAK=1 $(BIN)/python -m pytest -m 'soak or hypothesis' --timeout 7200

timing: $(VENV)/.test $(VENV)/.chromium
	$(BIN)/python -m tests.browser.timing

load: $(VENV)/.test $(VENV)/.chromium
	$(BIN)/python -m tests.browser.load $(ARGS)
	$(BIN)/python -m tests.browser.static_load

bench: $(VENV)/.test
	@$(BIN)/python -m tests.bench $(ARGS)

sentiment: $(VENV)/.test
	@$(BIN)/python -m tests.bench.sentiment $(ARGS)

pictures: $(VENV)/.test $(VENV)/.chromium
	$(BIN)/python -m tests.browser.pictures

schema: $(VENV)/.test
	$(BIN)/python -c "from journeykit.store.schema import publish; print(publish())"

binder:
	binder/emulate

# pip alone: a fresh environment, installed without the lock, frozen without the project itself.
lock:
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	python=$$(binder/python $(LOCK_PYTHON)) && "$$python" -m venv "$$folder/venv" && \
	"$$folder/venv/bin/python" -m pip --disable-pip-version-check install --quiet -e ".[app,real-data,text,test,spark,clickhouse,oracle]" && \
	{ echo "# Made by make lock with Python $(LOCK_PYTHON): every package of every extra."; \
	  "$$folder/venv/bin/python" -m pip --disable-pip-version-check freeze --exclude-editable; } > "$$folder/lock" && \
	mv "$$folder/lock" $(LOCK)

clean:
	rm -rf $(VENV) build dist shots test-results .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: a second run installs nothing.
$(VENV)/.venv:
	@rm -rf $(VENV)
	@python=$$(binder/python) && echo "Making $(VENV) with $$python" && "$$python" -m venv $(VENV)
	@touch $@

$(VENV)/.demo: $(VENV)/.venv pyproject.toml $(LOCK)
	@echo "Installing into $(VENV); this takes a minute or two the first time"
	@$(PIP) install --quiet -c $(LOCK) -e ".[app,real-data,text]"
	@touch $@

$(VENV)/.test: $(VENV)/.venv pyproject.toml $(LOCK)
	@echo "Installing into $(VENV), tests included; this takes a minute or two the first time"
	@$(PIP) install --quiet -c $(LOCK) -e ".[app,real-data,text,test,spark,clickhouse,oracle]"
	@touch $@ $(VENV)/.demo

$(VENV)/.chromium: $(VENV)/.test
	@binder/chromium $(BIN)/python
	@touch $@
