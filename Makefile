# Opposable. `make run` and `make test` each work alone on a machine that has python3, venv and make.

PYTHON ?= python3
WORKERS ?= 2
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
UV ?= $(or $(wildcard $(BIN)/uv),uv)
EXPORT := $(UV) export -q --frozen --no-emit-project --no-emit-index-url --no-header --group build --format requirements-txt

.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help install install-dev run test unit check format bench fuzz learn locks clean

help: ## list what can be asked
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 14

install: .venv/.installed ## create .venv and install the locked packages (once)

install-dev: .venv/.installed-dev

$(BIN)/python:
	tools/system_packages.sh venv "$(PYTHON)"
	$(PYTHON) -m venv .venv

.venv/.installed: requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/.installed-dev: requirements-dev.lock pyproject.toml | $(BIN)/python
	$(PIP) install --require-hashes -r requirements-dev.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/.system: | $(BIN)/python .venv/.installed-dev
	tools/system_packages.sh chromium $(BIN)
	tools/system_packages.sh office
	@touch $@

run: install ## open the application in the browser
	$(BIN)/opposable run

test: install-dev .venv/.system ## all the tests, the browser's included
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

unit: install-dev ## the tests that need neither Chromium nor LibreOffice
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m "not browser and not office and not slow"

check: install-dev ## format, lint, types, directions of imports, catalog
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/opposable catalog check

format: install-dev ## rewrite the code in the common format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: install-dev ## the figures of benchmarks/, one JSON object each
	$(BIN)/python -m benchmarks.assemble
	$(BIN)/python -m benchmarks.matching benchmarks/sets/bids_dev
	$(BIN)/python -m benchmarks.matching benchmarks/sets/bids_dev2
	$(BIN)/python -m benchmarks.reading --small

learn: install-dev ## learn again from the labelled sets, and print the figures of each one left out
	$(BIN)/python -m benchmarks.learning --write

fuzz: install-dev ## read thousands of damaged files; none may end in an unhandled error
	$(BIN)/python -m benchmarks.fuzz_reading --count 3000

locks: ## for maintainers: pin again what pyproject.toml allows (needs uv)
	$(UV) lock --upgrade
	$(EXPORT) > requirements.lock
	$(EXPORT) --extra dev > requirements-dev.lock
	rm -f uv.lock

clean: ## remove .venv and every cache
	rm -rf .venv .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
