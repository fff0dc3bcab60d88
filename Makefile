# Everything from a clean checkout: Python >= 3.11 and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# The folder with the public sets (twostage datasets --data checks it), and where to build.
DATA ?= $(TWOSTAGE_DATA)
OUT ?= out

.PHONY: demo test check lint types checkpoint

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

# Processes of a training run: the cores that share a batch.
PROCESSES ?= 2
TRAIN := $(BIN)/torchrun --standalone --nproc-per-node $(PROCESSES) $(BIN)/twostage train

# What a model card shows: pooled cosine and MaxSim of the base, and the verifier.
MEASURE := $(BIN)/twostage evaluate --sets $(DATA) --pairs 80 --near-misses generator --near-misses casebook \
	--near-misses natural --near-misses paraphrase --near-misses support --system dense --system maxsim

checkpoint: $(READY)  ## rebuild the default verifier from the base: train thrice, calibrate, measure; some eight hours
	$(TRAIN) --data $(DATA) --out $(OUT)/first --steps 2000 --seed 42
	$(TRAIN) --data $(DATA) --out $(OUT)/second --from $(OUT)/first --steps 10800 --seed 44
	$(TRAIN) --data $(DATA) --out $(OUT)/default --from $(OUT)/second --steps 3150 --keep 0.4 --seed 43
	$(BIN)/twostage calibrate --data $(DATA) --model $(OUT)/default --questions 75 --report $(OUT)/development.json
	$(MEASURE) --system two-stage:$(OUT)/default --out $(OUT)/evaluation

$(READY): pyproject.toml constraints.txt
	@echo "Setting up $(VENV); the first time this takes some minutes."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --upgrade pip
	$(BIN)/python -m pip install -c constraints.txt -e '.[all,offline]' --group dev
	@touch $@
