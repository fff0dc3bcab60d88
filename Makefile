# Everything from a clean checkout: Python >= 3.11 and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test check lint types

demo: $(READY)  ## both stages beside recall and MaxSim, on a fictional company's knowledge base
	@$(BIN)/python examples/demo/run.py

test: $(READY)  ## unit and contract tests; no servers
	@$(BIN)/python -m pytest -q

check: $(READY) lint types test  ## format, lint, types, tests

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(READY)
	$(BIN)/mypy

$(READY): pyproject.toml constraints.txt
	@echo "Setting up $(VENV); the first time this takes some minutes."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --upgrade pip
	$(BIN)/python -m pip install -c constraints.txt -e '.[all,offline]' --group dev
	@touch $@
