# What one does with this repository. Every command installs what it needs into .venv first.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

HERE := $(dir $(abspath $(lastword $(MAKEFILE_LIST))))
# The folder of real data, if there is one beside the repository; see CONTRIBUTING.md.
SETTLED_DATA ?= $(realpath $(HERE)../shared/data)
export SETTLED_DATA

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
SITE := build/site
PYTEST_ARGS ?=

.PHONY: help report test lint types contracts docs bench evidence format clean

help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

report: $(VENV)/.installed ## Judge the shipped evidence, print the board, write the site to build/site.
	@$(BIN)/settled report -o $(SITE)

test: $(VENV)/.installed-test ## Run all tests (PYTEST_ARGS adds options).
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: $(VENV)/.installed-lint ## Check style and formatting.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: $(VENV)/.installed-lint ## Mend style and formatting.
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

# Types and documentation are read off the extras' libraries, too.
types: $(VENV)/.installed-lint $(VENV)/.installed-test ## Check types, strictly.
	@$(BIN)/mypy

contracts: $(VENV)/.installed-lint ## Check which part may import which.
	@$(BIN)/lint-imports

docs: $(VENV)/.installed-docs $(VENV)/.installed-test ## Write the documentation to build/docs.
	@$(BIN)/python -m sphinx -q -W --keep-going -b html docs build/docs
	@echo "documentation: build/docs/index.html"

bench: $(VENV)/.installed-test ## Measure, and write benchmarks/RESULTS.md.
	@$(BIN)/python -m benchmarks

evidence: $(VENV)/.installed ## Derive the evidence that ships from SETTLED_DATA and published packages.
	@test -n "$(SETTLED_DATA)" || { echo "make evidence: no data folder; set SETTLED_DATA" >&2; exit 2; }
	@$(BIN)/settled ledger build "$(SETTLED_DATA)" -o src/settled/ledger/shipped
	@$(BIN)/python -m settled.pipeline.impact "$(SETTLED_DATA)"
	@$(BIN)/python -m settled.pipeline.prices "$(SETTLED_DATA)"

clean: ## Remove what was built; .venv stays.
	@rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# A .venv whose Python is gone (a copied or moved folder) is made anew.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("settled needs Python 3.11 or newer: make PYTHON=python3.12 ..." if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv --clear $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo "installing settled into $(VENV) ..." >&2
	@$(PIP_INSTALL) -e .
	@touch $@

$(VENV)/.installed-%: $(VENV)/.installed
	@echo "installing what $* needs ..." >&2
	@$(PIP_INSTALL) -e '.[$*]'
	@touch $@
