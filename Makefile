# Every command sets up what it needs: an environment in .venv, hash-locked, the project editable in it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEMO := archive/var/demo/reports.db
REAL := archive/reports.db

.PHONY: help browser demo browse crawl daily test test-all lint bench quality soak screenshots lock clean

help: ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(READY): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null || \
		{ echo "Python 3.10 or newer is needed. Install it with: sudo apt-get install python3 python3-venv"; exit 1; }
	@if command -v uv >/dev/null; then \
		uv venv --quiet --allow-existing --python $(PYTHON) $(VENV) && \
		uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock && \
		uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .; \
	else \
		{ $(PYTHON) -m ensurepip --version >/dev/null 2>&1 && $(PYTHON) -m venv $(VENV); } || \
			{ echo "Python's venv is missing. Install it with: sudo apt-get install python3-venv"; exit 1; }; \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .; \
	fi
	@touch $@

browser: $(READY) ## install what pages made by scripts need (hosts.toml: browser = true); Chromium must be there
	@if command -v uv >/dev/null; then \
		uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-browser.lock; \
	else \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-browser.lock; \
	fi

demo: $(READY) ## crawl a simulated province and compare what was read with the truth
	@$(BIN)/python -m tests.province demo

browse: $(READY) ## look at the archive in a browser (ARCHIVE=file; else the real one, else the demo's)
	@$(BIN)/python -m archive.browse $(or $(ARCHIVE),$(firstword $(wildcard $(REAL) $(DEMO))))

crawl: $(READY) ## crawl the registry's real sources into archive/reports.db
	@$(BIN)/scrapy crawl reports

daily: $(READY) ## crawl what is due, then tell what is new: what a timer runs (docs/operate.md)
	@$(BIN)/scrapy crawl reports || case $$? in 2|6) ;; *) exit 1 ;; esac
	@$(BIN)/scrapy notify

test: $(READY) ## the tests, without those that take long
	@$(BIN)/pytest -q -n auto -m "not slow"

test-all: browser ## all tests, those with a browser too (where a Chromium is installed)
	@$(BIN)/pytest -q -n auto

lint: $(READY) ## formatting, style and types
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

bench: $(READY) ## measure side by side, into bench.json
	@$(BIN)/python -m tests.bench

quality: $(READY) ## measure the reader on the golden pages; fails below tests/quality/floors.json
	@$(BIN)/python -m tests.quality

soak: $(READY) ## kill, starve, refresh and flood real crawls for hours; fails when anything was lost or wrong
	@$(BIN)/python -m tests.soak

screenshots: $(READY) ## take the README's picture anew, of the demo archive
	@$(BIN)/python -m tests.screenshots

lock: ## write requirements.lock anew
	uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-emit-index-url \
		--custom-compile-command "make lock" --quiet --output-file requirements.lock
	uv pip compile pyproject.toml --extra browser --universal --generate-hashes --no-emit-index-url \
		--constraint requirements.lock --custom-compile-command "make lock" --quiet \
		--output-file requirements-browser.lock

clean: ## remove the environment and the demo
	rm -rf $(VENV) archive/var/demo
