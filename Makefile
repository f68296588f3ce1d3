# Everything a person types. `make` alone lists it.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup run test check fix bench up down lock styles image

QUARTER ?= 2022-23-Q1
PYTHON  ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$python && break; done)
BIN     := .venv/bin
MADE    := .venv/made-from-the-lock

# Installed once compiled, the large libraries start in half the time: nothing may forbid it here.
unexport PYTHONDONTWRITEBYTECODE
unexport VIRTUAL_ENV
export DO_NOT_TRACK := 1

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(MADE) ## Make .venv from the lock (a second time it does nothing)

$(MADE): requirements.lock requirements-bootstrap.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "No Python 3.11, 3.12 or 3.13 is on the PATH: install one, or name it: make setup PYTHON=/path/to/python3" >&2; exit 2; }
	test -x $(BIN)/pip || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --require-hashes --no-deps -r requirements-bootstrap.lock
	$(BIN)/uv pip sync --quiet -p $(BIN)/python --require-hashes --compile-bytecode requirements.lock
	$(BIN)/uv pip install --quiet -p $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

run: setup ## Take the sample returns to the report of QUARTER=2022-23-Q1, under Airflow
	@$(BIN)/python orchestration/run_under_airflow.py --quarter $(QUARTER)

test: setup check ## Run every check and every test
	@.ci/browser
	@.ci/office
	@.ci/services
	$(BIN)/pytest -n auto --dist worksteal

check: setup ## Style, types, architecture and SQL; changes nothing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict src benchmarks orchestration
	$(BIN)/lint-imports --no-logo
	PYTHONWARNINGS=ignore:resource_tracker $(BIN)/sqlfluff lint --disable-progress-bar --processes 2 dbt_project/models

fix: setup ## Mend what `check` finds and a program can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/sqlfluff fix --disable-progress-bar dbt_project/models

bench: setup ## Print how fast the steps are, as ratios
	@$(BIN)/python benchmarks/run.py

up: setup ## Leave Airflow running on 127.0.0.1
	@$(BIN)/python orchestration/airflow_service.py up

down: ## Stop it
	@$(BIN)/python orchestration/airflow_service.py down

COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header $(LOCK_OPTIONS)

lock: setup ## Write the locks anew; LOCK_OPTIONS=--upgrade takes newer versions
	$(COMPILE) pyproject.toml --all-extras --group orchestrate --group build --group container --group test -o requirements.lock
	$(COMPILE) pyproject.toml --extra azure --extra lake --extra s3 --extra telemetry \
		--group orchestrate --group build --group container -c requirements.lock -o docker/requirements.lock
	echo uv | $(COMPILE) - -o requirements-bootstrap.lock

STYLES := src/sfpc/report/styles

styles: ## Compile the pages' styles anew from the npm packages (needs npm)
	@work=$$(mktemp -d) && trap 'rm -rf "$$work"' EXIT && \
	npm install --silent --no-audit --no-fund --prefix "$$work" govuk-frontend@6.6.0 sass@1.108.2 && \
	"$$work/node_modules/.bin/sass" --no-charset --no-source-map --style=compressed \
		--load-path="$$work/node_modules/govuk-frontend/dist/govuk" \
		$(STYLES)/govuk-frontend.scss $(STYLES)/govuk-frontend.min.css

image: ## Build the container image (Docker, or podman where there is none)
	@docker/build
