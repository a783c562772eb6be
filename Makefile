# What people type. Everything lives in .venv; nothing outside this folder is touched.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input

.PHONY: run install dev test unit watch-tests hooks check lint types gate docs pages site lock advisories licences pin-models release coverage corpus confidence figures clean train-attribution train-multilingual train-acts train-coreference benchmark screenshots fuzz growth

run: install ## set everything up and read the example dispatches
	@$(BIN)/python examples/run.py

install: $(VENV)/installed ## set-up alone; afterwards .venv/bin/onrecord works

$(VENV)/python-ready:
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else f"OnRecord needs Python 3.11 or newer, this is {v.major}.{v.minor}: make run PYTHON=python3.12")'
	@echo "Setting up .venv (once; about two minutes) ..." >&2
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/installed: $(VENV)/python-ready requirements.lock requirements-build.lock pyproject.toml
	@$(INSTALL) --require-hashes --only-binary :all: -r requirements.lock -r requirements-build.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

dev: $(VENV)/dev-installed ## what the tests and checks need besides

$(VENV)/dev-installed: $(VENV)/installed requirements-dev.lock
	@$(INSTALL) --require-hashes --only-binary :all: --no-binary pyspark --no-build-isolation -r requirements-dev.lock
	@touch $@

test: dev ## run all tests
	@$(BIN)/python -m pytest

unit: dev ## run the fast tests: no model, no browser, no server
	@$(BIN)/python -m pytest -m "not slow"

watch-tests: dev ## run the fast tests again after each change
	@$(BIN)/ptw . -m "not slow" --failed-first

hooks: dev ## lint and format before each commit
	@$(BIN)/pre-commit install

check: lint types gate ## everything CI asks for besides the tests

lint: dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: dev
	@$(BIN)/mypy

gate: dev ## scores on gold data must not fall below the floors in src/onrecord/evaluation/floors.toml
	@$(BIN)/onrecord evaluate gate

docs: dev ## write the generated pages again
	@$(BIN)/python docs/generate.py

pages: dev ## run the commands printed in README and docs/, and write what they print
	@$(BIN)/python docs/run_pages.py --write
	@$(BIN)/python docs/run_queries.py --write

site: dev ## the documentation as web pages in site/; a warning is an error
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict

corpus: install ## build the records of corpus/ from their texts and marks
	@$(BIN)/onrecord corpus build

confidence: dev ## fit the weights of row confidence on corpus/train.jsonl (about three minutes)
	@$(BIN)/python training/row_confidence/fit.py --write $(if $(wildcard build/acts-without-1/acts.onnx),--acts build/acts-without-0 build/acts-without-1)

figures: dev ## measure the test articles (counted as a run) and write the figures of README and docs/figures.md
	@$(BIN)/python docs/figures.py

screenshots: dev ## take the pictures of docs/web.md again (needs chromium)
	@$(BIN)/python docs/screenshots.py

# `make fuzz FUZZ_SECONDS=36000 FUZZ_SEED=100000` for a night, with other inputs than CI's.
FUZZ_SECONDS ?= 3600
FUZZ_SEED ?= 0
fuzz: dev ## hostile texts, pages, lists, feeds, dossier files and requests for an hour; failing inputs are kept in .fuzz/
	@FUZZ_SECONDS=$(FUZZ_SECONDS) FUZZ_SEED=$(FUZZ_SEED) $(BIN)/python -m pytest tests/test_fuzz.py tests/web/test_fuzz.py

growth: install ## fit how reading time grows with the length of hostile texts (about two hours)
	@$(BIN)/python benchmarks/growth.py

benchmark: install
	@$(BIN)/python benchmarks/read.py

# `setuptools` builds pyspark, which has no wheel. `make lock UPGRADE=` keeps the versions pinned and adds what is new.
UPGRADE ?= --upgrade
PIN := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --strip-extras --quiet $(UPGRADE)

lock: dev ## pin the newest dependencies with their hashes, for all systems and Pythons
	@$(INSTALL) uv
	@$(PIN) pyproject.toml -o requirements.lock
	@printf 'hatchling==1.27.0\neditables\nsetuptools\nwheel\n' | $(PIN) - -c requirements.lock -o requirements-build.lock
	@$(PIN) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock

advisories: dev ## check the pinned packages for known vulnerabilities; says where the service cannot be asked
	@$(BIN)/python release/advisories.py

licences: dev ## check the licences of all pinned packages
	@$(BIN)/python release/licences.py

pin-models: install ## write the SHA-256 of the model files into the code, after a training
	@$(BIN)/python release/pin_models.py

release: dev advisories licences ## build wheel and source twice, compare them, add the bill of materials and SHA256SUMS
	@$(BIN)/python release/build_release.py

coverage: dev ## the tests with the share of lines and branches they run
	@$(BIN)/python -m coverage run -m pytest; $(BIN)/python -m coverage report --skip-covered

train-attribution: ## train the attribution model (see training/attribution/README.md)
	@$(MAKE) -C training/attribution train

train-multilingual: ## train the multilingual attribution model (see training/multilingual/README.md)
	@$(MAKE) -C training/multilingual train

train-acts: ## train the network of speech acts, and one without each half of train (see training/acts/README.md)
	@$(MAKE) -C training/acts train

train-coreference: ## train the ranking of antecedents (see training/coreference/README.md)
	OMP_NUM_THREADS=1 PYTHONPATH=src $(or $(PYTHON),$(BIN)/python) training/coreference/train.py \
		--data $(or $(DATA),../shared/data) --out src/onrecord/annotate/encoder/models/en/antecedents.txt

clean:
	rm -rf $(VENV) build dist site .mypy_cache .ruff_cache .pytest_cache .hypothesis
