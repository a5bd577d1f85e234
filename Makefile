# Foyer: everything that one does with this folder. `make help` lists it.
# FOYER_PORT and FOYER_DATA choose the port and the folder for data; PYTHON the interpreter.

MAKEFLAGS += --no-print-directory
unexport PYTHONDONTWRITEBYTECODE # the second start is twice as quick with it
PY := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help demo setup test check format drill bench vendor screenshots translations clean

help: ## list what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## open a living demo company on http://127.0.0.1:8000
	@deploy/setup.sh run
	@FOYER_ENV=demo exec $(PY) -m portal.cli demo

setup: ## install what is missing, the tools of development included
	@deploy/setup.sh dev again

test: ## everything: style, types, tests on SQLite and PostgreSQL, browser
	@deploy/setup.sh test
	@exec $(PY) -m tests.run all

check: ## the fast gate before a commit: style, types, contracts, fast tests
	@deploy/setup.sh dev
	@exec $(PY) -m tests.run fast

format: ## put the code into its usual form
	@deploy/setup.sh dev
	@$(PY) -m ruff check --fix-only --quiet . && $(PY) -m ruff format .

drill: ## kills, odd requests, broken input, a soak (half an hour); ROUNDS=, CASES=, FUZZ=, MINUTES= say how much
	@deploy/setup.sh test
	@exec $(PY) -m tests.run drill $(foreach size,ROUNDS CASES FUZZ MINUTES FIRST,$(if $($(size)),$(size)=$($(size))))

bench: ## measure pages, memory and start on the benchmark company (many minutes)
	@deploy/setup.sh test
	@exec $(PY) -m bench

vendor: ## fetch the pinned browser libraries and cut the icons (needs npm)
	@deploy/setup.sh dev
	@exec $(PY) frontend/vendor.py

screenshots: ## take the README's pictures from the demo company
	@deploy/setup.sh test
	@exec $(PY) -m tests.browser.screenshots

translations: ## bring the German catalogues in line with what the code says
	@deploy/setup.sh dev
	@exec $(PY) -m tests.guards.catalogues

clean: ## remove caches and the environment, never any data
	@rm -rf .venv .venv.old .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
