# Every target sets up what it needs, on a machine with Python 3.11 or newer, git and make:
# an own .venv, packages by the hashes of the lock files, and the project itself.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The newest Python that can make an environment; another one: make PYTHON=/path/to/python3 ...
suits := import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	"$$p" -c '$(suits)' 2>/dev/null && { echo "$$p"; break; }; done)

py := .venv/bin/python
pip := $(py) -m pip --disable-pip-version-check --no-input --quiet --quiet
hashed := install --require-hashes --no-build-isolation
uv := uv==0.13.9

.PHONY: help demo picture test e2e bench lint format lock clean

help: ## what can be made
	@sed -nE 's/^([a-z0-9]+):.*## (.*)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

demo: .venv/.ready ## an evening in a group of four, in this terminal; ARGS=--once ends after the story
	@.venv/bin/kith demo $(ARGS)

# With `python -m` the folder of the project can be imported from, which -p needs.
picture: .venv/.ready ## render docs/evening.svg anew from the demo's transcript
	@$(py) -m bot.demo.picture docs/evening.svg

test: .venv/.ready ## all tests, and the limits of coverage
	@$(py) -m pytest -q -n 2 --dist loadgroup -p tests.coverage_limits --cov --cov-report=term $(ARGS)

e2e: .venv/.ready ## the tests with a real homeserver alone
	@$(py) -m pytest -q tests/e2e $(ARGS)

bench: .venv/.ready ## from command to answer, beside a raw HTTP loop and a bare nio echo
	@$(py) -m bench $(ARGS)

lint: .venv/.ready ## style, format, types, and who may import whom
	@.venv/bin/ruff check --quiet --output-format concise
	@.venv/bin/ruff format --check --quiet || { .venv/bin/ruff format --check; echo "make format mends that" >&2; exit 1; }
	@.venv/bin/mypy --no-error-summary
	@.venv/bin/lint-imports --no-logo > .venv/contracts || { cat .venv/contracts >&2; exit 1; }

format: .venv/.ready ## format the code and mend what can be mended
	@.venv/bin/ruff check --silent --fix --exit-zero
	@.venv/bin/ruff format --quiet

# A changed lock makes a new environment, so that nothing stays that no lock names; a changed pyproject.toml
# installs the project again.
.venv/.locked: requirements-build.lock requirements-dev.lock
	@test -n "$(PYTHON)" || { echo "Kith needs Python 3.11 or newer with venv and ensurepip (Debian: python3-venv); none of python3.13, python3.12, python3.11 and python3 is. Another one: make PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "Setting up .venv; this takes a minute or two the first time."
	@"$(PYTHON)" -m venv --clear .venv
	@$(pip) $(hashed) -r requirements-build.lock
	@$(pip) $(hashed) -r requirements-dev.lock
	@touch $@

.venv/.ready: .venv/.locked pyproject.toml
	@$(pip) install --no-build-isolation --no-deps --editable . > .venv/install.log 2>&1 || { cat .venv/install.log >&2; exit 1; }
	@touch $@

# The files name the hashes of every file of a release, and no place.
lock: ## write the lock files from pyproject.toml; ARGS=--upgrade takes the newest releases
	@test -n "$(PYTHON)" || { echo "Kith needs Python 3.11 or newer." >&2; exit 1; }
	@tools=$$(mktemp -d) && trap 'rm -rf "$$tools"' EXIT && \
	"$(PYTHON)" -m venv "$$tools" && "$$tools/bin/pip" install --quiet --disable-pip-version-check "$(uv)" && \
	compile() { "$$tools/bin/uv" pip compile --quiet --no-config --universal --fork-strategy fewest \
		--generate-hashes --custom-compile-command "make lock" $(ARGS) "$$@"; } && \
	compile --group build --output-file requirements-build.lock && \
	compile pyproject.toml --output-file requirements.lock && \
	compile pyproject.toml --extra demo --extra dev --constraints requirements.lock \
		--constraints requirements-build.lock --output-file requirements-dev.lock

clean: ## remove everything that make made
	rm -rf .venv build dist *.egg-info .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
