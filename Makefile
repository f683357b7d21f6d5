# The two commands a newcomer needs are `make run` and `make test`; `make help` lists the others.

PYTHON ?= python3
PORT   ?= 8000
BIN    := .venv/bin
SETUP   = @$(PYTHON) tools/setup.py
PYTEST  = $(BIN)/python -m pytest
# One more than there are cores: browsers and servers are waited for.
WORKERS = $(shell $(PYTHON) -c "import os; print(min(os.cpu_count() or 1, 4) + 1)")
# One resolution for every platform and Python 3.11 to 3.13, by hashes only: no index address gets into the files.
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
          --no-emit-index-url --system-certs $(UPGRADE)

# Links are built from the configured address; only another port needs another one.
ifneq ($(PORT),8000)
export GAPCHECK_BASE_URL ?= http://127.0.0.1:$(PORT)
endif

# What has to be tried to the last branch: what compares, and what keeps answers from those who may not see them.
WHOLLY = gapcheck/engine/*,gapcheck/instruments/*,gapcheck/services/visibility.py,gapcheck/services/links.py,gapcheck/encryption.py

.PHONY: help run test lint fix demo report bench wheel docs soak coverage mutants lock
.DEFAULT_GOAL := help

help: ## list these commands
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

run: ## set up what is missing, load the demo once, serve on http://127.0.0.1:8000 (PORT=8080 for another port)
	$(SETUP) run --port $(PORT) && $(BIN)/gapcheck init && $(BIN)/gapcheck demo && exec $(BIN)/gapcheck serve --port $(PORT)

test: ## run every test, those in a real browser included
	$(SETUP) test && $(PYTEST) -n $(WORKERS) --dist loadgroup

lint: ## check style, types, layers, templates and the repository's own rules
	$(SETUP) lint
	$(BIN)/ruff check --quiet && $(BIN)/ruff format --check --quiet && $(BIN)/mypy
	$(BIN)/djlint --lint --quiet templates && $(BIN)/djlint --lint --quiet --extension jinja templates
	$(BIN)/lint-imports --no-logo && $(PYTEST) -q tests/repository -m "not slow"

fix: ## repair what ruff can repair by itself
	$(SETUP) lint && $(BIN)/ruff check --fix && $(BIN)/ruff format

demo: ## load the two sample companies and print their links
	$(SETUP) run && $(BIN)/gapcheck init && $(BIN)/gapcheck demo

report: ## render every example in both editions, and each page as a picture to look at, into out/
	$(SETUP) test && $(BIN)/python tools/report_pages.py

bench: ## print the speed figures beside their targets
	$(SETUP) test && $(BIN)/python -m bench

wheel: ## build the wheel and the source archive into dist/
	$(SETUP) lint && $(BIN)/python -m build --no-isolation

docs: ## make the documentation's pictures anew from the running program
	$(SETUP) test && $(BIN)/python docs/pictures.py

soak: ## run the long tests, and those of services and pages on PostgreSQL
	$(SETUP) test && $(PYTEST) -o faulthandler_timeout=14400 -m soak && $(PYTEST) --postgres -m "not soak and not browser" tests/services tests/promises tests/web tests/accounts

coverage: ## count the lines and branches that the tests pass, those in a browser left out (half an hour)
	$(SETUP) test && $(BIN)/coverage erase && $(BIN)/coverage run -m pytest -n $(WORKERS) --dist loadgroup -m "not browser and not soak"
	$(BIN)/coverage combine --quiet && $(BIN)/coverage report --fail-under=95
	$(BIN)/coverage report --fail-under=100 --include="$(WHOLLY)"

mutants: ## put small faults into engine, visibility and links, one at a time, and count those that are noticed (hours)
	$(SETUP) test && $(BIN)/python -m tests.mutation.run

lock: ## bring the three lock files up to pyproject.toml (UPGRADE=--upgrade: to the newest releases)
	$(SETUP) lint && $(BIN)/python -m pip install --quiet "uv>=0.13"
	$(COMPILE) --group build --output-file requirements-build.lock
	$(COMPILE) pyproject.toml --constraint requirements-build.lock --output-file requirements.lock
	$(COMPILE) pyproject.toml --constraint requirements.lock --extra test --extra lint --output-file requirements-test.lock
