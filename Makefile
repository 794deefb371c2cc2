# Everything runs from .venv, which `make install` makes and every other target calls for.
PYTHON ?= python3
TORCH_INDEX ?=
HOST ?= 127.0.0.1
PORT ?= 7860
BEIR ?=
COUNT ?=
FOLDS ?=
ENCODERS ?=
SIZES ?= 1000,10000,100000,1000000
BIN := .venv/bin
STAMP := .venv/.installed

.DEFAULT_GOAL := help
.PHONY: help install run test coverage check format system-deps embeddings eval eval-faults bench verifier-bench verifier-pairs model-proof \
	llm-adversary llm-real roundtrip import-speed fuzz-readers kill-imports fit-evidence out-of-fold fit-closed train-reader train-encoder train-questions train-retrieval scale

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sort | awk 'BEGIN {FS = ":.*## "} {printf "  %-18s %s\n", $$1, $$2}'

install: ## make .venv with the pinned dependencies, or put back what is missing in it
	@rm -f $(STAMP)
	@$(MAKE) --no-print-directory $(STAMP)
$(STAMP): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "policyqa needs Python 3.11 or newer: make install PYTHON=python3.11"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(if $(TORCH_INDEX),$(BIN)/pip install --quiet --index-url $(TORCH_INDEX) -c requirements.lock torch,)
	$(BIN)/pip install --quiet -c requirements.lock -e '.[dev]'
	touch $(STAMP)

run: $(STAMP) ## serve the chat on http://127.0.0.1:7860 (builds the index on the first start)
	$(BIN)/policyqa serve --host $(HOST) --port $(PORT)

system-deps: ## what tests need from Debian, where apt and root are at hand
	@sh tests/system-deps.sh

test: $(STAMP) system-deps ## checks and all tests
	$(MAKE) check
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --durations=25

coverage: $(STAMP) system-deps ## all tests, and the lines and branches that they do not reach (half as long again)
	$(BIN)/coverage run -m pytest
	$(BIN)/coverage report --skip-covered --skip-empty | tail -n 40

check: $(STAMP) ## lint, format, types, imports: the same as pre-commit
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(STAMP) ## mend what can be mended by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Long runs. None is part of `make test`; each prints figures that docs/measurements.md keeps.

eval: $(STAMP) ## the score card with controls, gate and report in data/evaluations (EVAL_ARGS=--baselines for more)
	$(BIN)/policyqa eval --report data/evaluations/make-eval --gate evaluation/gate.toml $(EVAL_ARGS)

eval-faults: $(STAMP) ## plant thirty faults in the run of `make eval`: what moves, what the gate catches
	$(BIN)/policyqa eval faults data/evaluations/make-eval

bench: $(STAMP) ## retrieval on a benchmark in BEIR format: make bench BEIR=folder
	@test -n "$(BEIR)" || { echo "say which: make bench BEIR=folder (corpus.jsonl, queries.jsonl, qrels/)"; exit 2; }
	$(BIN)/policyqa eval retrieval --beir $(BEIR)

verifier-bench: $(STAMP) ## how many wrong statements the verifier catches and right ones it refuses, per kind
	$(BIN)/python -m evaluation.verifier_pairs --report

verifier-pairs: $(STAMP) ## make the pairs of verifier-bench anew (the same seed gives the same pairs)
	$(BIN)/python -m evaluation.pairs.making

llm-adversary: $(STAMP) ## a lying language model in COUNT answers (1000): how many of its statements are shown
	$(BIN)/python -m evaluation.adversary --answers $(or $(COUNT),1000)

llm-real: $(STAMP) ## a small real model asked for COUNT answers (1000): faults, and what it worded, to be read
	$(BIN)/python -m evaluation.real_model --answers $(or $(COUNT),1000)

model-proof: $(STAMP) ## what could be passed off as proved, without a model (COUNT draws of clauses, 300)
	$(BIN)/python -m evaluation.model_proof --clauses $(or $(COUNT),300)

roundtrip: $(STAMP) ## COUNT laws (30) written as eleven kinds of file and read back
	$(BIN)/python -m evaluation.roundtrip --laws $(or $(COUNT),30)

import-speed: $(STAMP) ## reading files: time, memory, boundaries
	$(BIN)/python -m evaluation.import_speed

fuzz-readers: $(STAMP) ## COUNT mutated files (10000) through every reader, each in a process of its own
	$(BIN)/python -m tests.corpus.readers.test_mutations $(or $(COUNT),10000)

kill-imports: $(STAMP) ## COUNT imports (200) killed at random moments of storing and indexing
	$(BIN)/python -m tests.faults.test_import_kills $(or $(COUNT),200)

fit-evidence: $(STAMP) ## fit the evidence model on the development questions (after train-retrieval: FOLDS=data/trained/folds)
	$(BIN)/python -m evaluation.fit_evidence $(addprefix --folds ,$(FOLDS))
	$(BIN)/python -m evaluation.own_questions

out-of-fold: $(STAMP) ## every development question answered by what was fitted without it (FOLDS=data/trained/folds, REPORT=out/)
	$(BIN)/python -m evaluation.out_of_fold --folds $(FOLDS) --report $(REPORT)

fit-closed: $(STAMP) ## fit the models for given passages: of reports, and with BEIR="folder folder" of rules and statutes
	$(BIN)/python -m evaluation.fit_closed $(BEIR)

train-reader: $(STAMP) ## teach the reader of given reports (an hour and a quarter; before fit-closed)
	$(BIN)/python -m evaluation.train_reader

train-encoder: $(STAMP) ## teach the encoder on BEIR="folder folder" and our development questions (hours; before train-retrieval)
	@test -n "$(BEIR)" || { echo 'say which: make train-encoder BEIR="folder folder" (training or development splits)'; exit 2; }
	$(BIN)/python -m evaluation.train_encoder $(addprefix --beir ,$(BEIR)) --own --out data/encoder

train-questions: $(STAMP) ## learn the space in which questions are compared (before `make embeddings` and train-retrieval; quarter of an hour)
	$(BIN)/python -m evaluation.train_questions

train-retrieval: $(STAMP) ## train question adapters and ranker on BEIR="folder folder" and our development questions (ENCODERS=data/encoder for with the tuned one)
	@test -n "$(BEIR)" || { echo 'say which: make train-retrieval BEIR="folder folder" (training or development splits)'; exit 2; }
	$(BIN)/python -m evaluation.train_retrieval $(addprefix --beir ,$(BEIR)) --own $(addprefix --encoders ,$(ENCODERS)) --out data/trained

scale: $(STAMP) ## indexes of SIZES clauses (1000,10000,100000,1000000): build time, disk, memory, latency
	$(BIN)/python -m evaluation.scale --sizes $(SIZES) --data data/scale

embeddings: $(STAMP) ## write the shipped embedding cache anew (after the documents or models change)
	$(BIN)/python -m indexing.embeddings.ship
