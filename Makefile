# Everything runs from .venv, which `make install` makes and every other target calls for.
PYTHON ?= python3
TORCH_INDEX ?=
HOST ?= 127.0.0.1
PORT ?= 7860
BIN := .venv/bin
STAMP := .venv/.installed

.DEFAULT_GOAL := help
.PHONY: help install run test check format system-deps embeddings eval verifier-bench llm-adversary

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sort | awk 'BEGIN {FS = ":.*## "} {printf "  %-18s %s\n", $$1, $$2}'

install: $(STAMP) ## make .venv with the pinned dependencies
$(STAMP): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "policyqa needs Python 3.11 or newer: make $(MAKECMDGOALS) PYTHON=python3.11"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(if $(TORCH_INDEX),$(BIN)/pip install --quiet --index-url $(TORCH_INDEX) -c requirements.lock torch,)
	$(BIN)/pip install --quiet -c requirements.lock -e '.[dev]'
	touch $(STAMP)

run: $(STAMP) ## serve the chat on http://127.0.0.1:7860 (builds the index on the first start)
	$(BIN)/policyqa serve --host $(HOST) --port $(PORT)

embeddings: $(STAMP) ## write the shipped embedding cache anew (after the documents or models change)
	$(BIN)/python -m indexing.embeddings.ship

system-deps: ## what tests need from Debian, where apt and root are at hand
	@sh tests/system-deps.sh

test: $(STAMP) system-deps ## checks and all tests
	$(MAKE) check
	$(BIN)/coverage run -m pytest
	$(BIN)/coverage report --skip-covered --skip-empty | tail -n 40

eval: $(STAMP) ## the score card with controls, gate and report in data/eval (EVAL_ARGS=--baselines for more)
	$(BIN)/policyqa eval --report data/eval --gate evaluation/gate.toml $(EVAL_ARGS)

verifier-bench: $(STAMP) ## how many wrong statements the verifier catches and right ones it refuses, per kind
	$(BIN)/python -m evaluation.verifier_pairs --report

llm-adversary: $(STAMP) ## a lying language model in a thousand answers: how many of its statements are shown
	$(BIN)/python -m evaluation.adversary --answers 1000

check: $(STAMP) ## lint, format, types, imports: the same as pre-commit
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(STAMP) ## mend what can be mended by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
