# The few things one does here. `make help` lists them.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help install demo test check bench golden screenshots image-check lock clean

help: ## list these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

install: $(VENV)/.dev ## make the environment with everything for development

# The runtime with the demo; a development environment holds all of it already.
$(VENV)/.runtime: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -e $(VENV)/.dev || echo "Installing into $(VENV); the first time takes a minute."
	test -e $(VENV)/.dev || $(PIP) install --require-hashes --no-deps -r requirements.lock
	test -e $(VENV)/.dev || $(PIP) install --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV); the first time takes a minute or two."
	$(PIP) install --require-hashes --no-deps -r requirements-dev.lock
	$(PIP) install --no-deps --no-build-isolation --no-index -e .
	@touch $@ $(VENV)/.runtime

demo: $(VENV)/.runtime ## open the local workspace: no Slack, no AWS, no account; Ctrl-C ends it
	@exec $(BIN)/python -m bot demo $(if $(SCENARIO),--scenario $(SCENARIO))

test: $(VENV)/.dev ## run the whole test suite, a file at a time on each core
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

check: $(VENV)/.dev ## what CI runs: format, lint, types, import contracts, docs drift, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m bot validate
	$(MAKE) test

bench: $(VENV)/.dev ## measure, and print ratios
	@missed=; for one in bench/*.py; do \
	  echo "== $$one"; $(BIN)/python -m bench.$$(basename $$one .py) || missed="$$missed $$one"; \
	done; test -z "$$missed" || { echo "Missed their target:$$missed"; exit 1; }

golden: $(VENV)/.dev ## write the golden files anew; review reads the difference
	GOLDEN=write $(BIN)/python -m pytest -q tests/golden tests/test_docs.py

screenshots: $(VENV)/.dev ## take the pictures of docs/ anew, in real Chromium
	$(BIN)/python -m docs.pictures

image-check: ## carry out the Dockerfile in a clean root and play in it; as root, with debootstrap, two minutes
	$(PYTHON) packaging/clean_root.py

lock: ## resolve the requirements anew, with hashes and no index address (needs uv on the PATH)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --group dev --extra demo pyproject.toml -o requirements-dev.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --group build --extra demo -c requirements-dev.lock pyproject.toml -o requirements.lock

clean: ## remove the environment and everything that was made
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .hypothesis
