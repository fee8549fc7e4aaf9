# Commons: `make run` starts it, `make test` proves it. The rest is for contributors.
PYTHON ?= python3
BIN := .venv/bin
UV_COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --custom-compile-command "make lock"

.DEFAULT_GOAL := help
.PHONY: help run test check compiled format lock migration fresh bench kills picture

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

run: .venv/run.stamp  ## Start Commons: in your Slack with tokens in .env, in the sandbox without
	@$(BIN)/python -m bot run

# A worker waits a quarter of its time: for Chromium, for processes, for PostgreSQL.
test: WORKERS = $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) * 3 // 2)')
test: .venv/dev.stamp  ## Run the whole suite, lint and types included
	@$(MAKE) --jobs 2 check compiled
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

# While mypy thinks: or each worker would compile all tests for itself.
compiled: .venv/dev.stamp
	-@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest --collect-only -qq >/dev/null

check: .venv/dev.stamp  ## Lint, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: .venv/dev.stamp  ## Let ruff put the code in order
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

lock: .venv/dev.stamp  ## Choose the versions of the dependencies anew
	$(UV_COMPILE) --upgrade pyproject.toml -o requirements.lock
	$(UV_COMPILE) --upgrade pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock

migration: .venv/dev.stamp  ## Write the migration for a change of the rows: make migration name="what changes"
	@rm -rf .venv/migration && mkdir .venv/migration
	$(BIN)/alembic -x url=sqlite:///.venv/migration/now.db upgrade head
	$(BIN)/alembic -x url=sqlite:///.venv/migration/now.db revision --autogenerate -m "$(name)" \
	  --rev-id $$(printf '%04d' $$(($$(ls storage/migrations/versions/*.py | wc -l) + 1)))

fresh:  ## Forget the sandbox's data and start again from the example group
	rm -f data/sandbox.*

bench: .venv/dev.stamp  ## How quick it is, beside a bare Bolt app; about two minutes
	$(BIN)/python -m tests.benches

kills: .venv/dev.stamp  ## Kill it a few hundred times, and count what has come to Slack; some minutes
	$(BIN)/python -m tests.kills

picture: .venv/dev.stamp  ## Make the README's picture anew, with Chromium
	$(BIN)/python -m tests.pictures

.venv/venv.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Commons needs Python 3.11 or newer. Say which with: make run PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	@touch $@

.venv/run.stamp: .venv/venv.stamp requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/dev.stamp: .venv/venv.stamp requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
