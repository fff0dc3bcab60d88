# Everything from a clean checkout: Python >= 3.11 and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_BENCH := $(VENV)/.ready-bench

# The folder with the public sets (twostage datasets --data checks it), and where to build.
DATA ?= $(TWOSTAGE_DATA)
OUT ?= out

.PHONY: demo test integration nightly check lint types checkpoint measure comparison escalation paper bench scale

demo: $(READY)  ## both stages beside recall and MaxSim, on a fictional company's knowledge base
	@$(BIN)/python examples/demo/run.py

test: $(READY)  ## unit and contract tests; no servers
	@OMP_NUM_THREADS=1 $(BIN)/python -m pytest -q -n 2 --dist worksteal

integration: $(READY)  ## what needs a program of its own: pages in a headless Chromium, stores on a Redis server
	@OMP_NUM_THREADS=1 $(BIN)/python -m pytest -q -m integration -n 2 --dist worksteal

nightly: $(READY_BENCH)  ## what takes minutes: the paper in small, and the runner and the bench beside their peers
	@$(BIN)/python -m benchmarks.paper --data $(DATA) --small --work $(OUT)/paper-small --out $(OUT)/paper-small/report
	@TWOSTAGE_DATA=$(DATA) $(BIN)/python -m pytest -q -m nightly

check: $(READY) lint types test  ## format, lint, types, tests

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(READY)
	$(BIN)/mypy

# What a model card shows: pooled cosine and MaxSim of the base, and the verifier; and what the gate does to retrieval.
COLLECTIONS := cacm cranfield med msmarco_small scifact_train
PAIRS := $(BIN)/twostage evaluate --sets $(DATA) --pairs 400 --near-misses generator --near-misses casebook \
	--near-misses natural --near-misses paraphrase --near-misses support --system dense --system maxsim
GATE := $(BIN)/twostage evaluate --all $(COLLECTIONS:%=--data $(DATA)/retrieval/%) --system dense

measure: $(READY)  ## the figures of the model card; an hour
	$(PAIRS) --system two-stage --out $(OUT)/evaluation
	$(GATE) --system two-stage --system two-stage+demote --system two-stage+rank_score --out $(OUT)/retrieval

# The README's comparison, against a fine-tuned embedding and a cross-encoder of one backbone, trained here if need be.
comparison: $(READY)  ## systems side by side; an hour, and another for the models
	$(BIN)/python -m benchmarks.paper --data $(DATA) --work $(OUT)/paper --only B-42
	$(BIN)/twostage rival --data $(DATA) --out $(OUT)/cross-encoder-0.0001 --steps 1500 --rates 1e-4
	$(BIN)/twostage evaluate --sets $(DATA) --pairs 80 --near-misses generator --near-misses natural --near-misses paraphrase \
		$(COLLECTIONS:%=--data $(DATA)/retrieval/%) --queries 40 --depth 50 --system dense \
		--system dense:$(OUT)/paper/B-42 --system hybrid --system maxsim \
		--system cross-encoder:$(OUT)/cross-encoder-0.0001 --system two-stage --system two-stage+demote \
		--system two-stage+rank_score --cache $(OUT)/cache --out $(OUT)/comparison
	$(BIN)/python -m benchmarks.comparison $(OUT)/comparison/evaluation.json

escalation: $(READY)  ## what a second verifier behind the first costs and brings; a quarter of an hour, after comparison
	$(BIN)/python -m benchmarks.escalation --data $(DATA) --cross-encoder $(OUT)/cross-encoder-0.0001

paper: $(READY)  ## the paper's experiments at this machine's scale; some two hours
	$(BIN)/python -m benchmarks.paper --data $(DATA) --work $(OUT)/paper

bench: $(READY_BENCH)  ## how long judging takes, beside the peers; an hour on a machine that does nothing else
	$(BIN)/python -m benchmarks.latency
	$(BIN)/python -m benchmarks.latency.profile
	$(BIN)/python -m benchmarks.latency.throughput
	$(BIN)/python -m benchmarks.latency.adapters
ifneq ($(DATA),)
	$(BIN)/python -m benchmarks.latency.lazy --data $(DATA)
	$(BIN)/python -m benchmarks.latency.runtimes --data $(DATA) --work $(OUT)/runtimes
endif
	$(BIN)/python -m benchmarks.latency.readme

scale: $(READY)  ## what many passages cost: indexing, reads, a store of a million; an hour, 15 GB and redis-server
	$(BIN)/python -m benchmarks.scale --data $(DATA) --work $(OUT)/scale

checkpoint: $(READY)  ## rebuild the default verifier from the base: train twice, calibrate, measure; some five hours
	$(BIN)/twostage train --data $(DATA) --out $(OUT)/first --steps 1000 --seed 42
	$(BIN)/twostage train --data $(DATA) --out $(OUT)/default --from $(OUT)/first --steps 12000 --seed 51
	$(BIN)/twostage calibrate --data $(DATA) --model $(OUT)/default --questions 75 --report $(OUT)/development.json
	$(PAIRS) --system two-stage:$(OUT)/default --out $(OUT)/evaluation
	$(GATE) --system two-stage:$(OUT)/default+demote --out $(OUT)/retrieval

$(READY): pyproject.toml constraints.txt
	@echo "Setting up $(VENV); the first time this takes some minutes."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --upgrade pip
	$(BIN)/python -m pip install -c constraints.txt -e '.[all,offline]' --group dev
	@touch $@

$(READY_BENCH): $(READY)
	$(BIN)/python -m pip install -c constraints.txt --group bench
	@touch $@
