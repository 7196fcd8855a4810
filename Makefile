# The commands of the house. `make` alone lists them.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo run test check messages language lock sbom audit shots bench bench-names bench-linkage bench-press tables clean

# Any Python from 3.11 to 3.13; a name on the path may be a shim without a Python behind it, so each is tried.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
DATA ?= ../shared/data
HOME_OF ?= var
SIZE ?= 4500
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet --require-hashes --only-binary :all:
ITSELF := $(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet --no-deps --no-build-isolation --no-index --editable .

help:  ## list these commands
	@echo "make COMMAND, where COMMAND is one of"
	@sed -n 's/^\([a-z][a-z-]*\):.*## /\1\t/p' Makefile | awk -F '\t' '{ printf "  %-10s %s\n", $$1, $$2 }'

demo: .venv/run.stamp  ## a real guide from the bundled lists, served on localhost:8000; the second time starts in seconds. Another port: make demo PORT=8001
	@$(BIN)/python -m house.messages compile
	@$(BIN)/dalil demo$(if $(PORT), --port "$(PORT)")

run: .venv/run.stamp  ## serve what is in DALIL_HOME; PORT as above
	@$(BIN)/python -m house.messages compile
	@$(BIN)/dalil serve$(if $(PORT), --port "$(PORT)")

test: check  ## everything: `check`, then all tests on SQLite, PostgreSQL and in Chromium where they are or can be installed
	@$(BIN)/python -m house.messages compile
	@$(BIN)/python -m house.testing

check: .venv/dev.stamp  ## what needs no test to be run: lint, set-out, types, floors, budgets
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@DALIL_SECRET_KEY=check $(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m house.budgets

messages: .venv/dev.stamp  ## gather the sentences of pages and program into the catalogues of all languages
	@$(BIN)/python -m house.messages gather

language: .venv/dev.stamp  ## begin the catalogue of one more language: make language L=es
	@$(BIN)/python -m house.messages begin "$(L)"

lock: .venv/dev.stamp  ## write requirements/*.txt anew from pyproject.toml, newest versions that fit
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet uv
	@$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 --no-header --no-annotate \
		pyproject.toml --group build --output-file requirements/run.txt
	@$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 --no-header --no-annotate \
		pyproject.toml --group build --group dev --extra postgresql --extra s3 --constraints requirements/run.txt --output-file requirements/dev.txt
	@$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 --no-header --no-annotate \
		--group bench --constraints requirements/dev.txt --output-file requirements/bench.txt
	@$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 --no-header --no-annotate \
		pyproject.toml --extra spark --constraints requirements/dev.txt --output-file requirements/spark.txt
	@$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 --no-header --no-annotate \
		--group build-spark --output-file requirements/spark-build.txt
	@echo "pip-audit>=2.10,<3" | $(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 --no-header --no-annotate \
		- --output-file requirements/audit.txt

sbom: .venv/run.stamp  ## what Dalil is made of, for machines: dalil.cdx.json (CycloneDX 1.6) from the lock
	@$(BIN)/python -m house.sbom > dalil.cdx.json.part && mv dalil.cdx.json.part dalil.cdx.json

audit: .venv/audit.stamp  ## ask the advisories of PyPI about every locked version; fails when one is named, or could not be asked about
	@status=0; for lock in run dev spark; do .venv/audit/bin/pip-audit --strict --require-hashes --disable-pip --progress-spinner off \
		--requirement requirements/$$lock.txt || status=1; done; exit $$status

shots: .venv/dev.stamp  ## pictures of the main pages in Arabic and English, wide and phone, into shots/
	@$(BIN)/python -m house.messages compile
	@$(BIN)/python -m house.shots

bench: .venv/dev.stamp  ## measure: machine, data and figures
	@$(BIN)/python -m bench.intake --bundled
	@home=$$(mktemp -d) && $(BIN)/python -m bench.intake --rows 50000 --second --home "$$home" \
		&& $(BIN)/python -m bench.pages --home "$$home"; status=$$?; rm -rf "$$home"; exit $$status

bench-names: .venv/bench.stamp  ## how well names are found, beside named peers: make bench-names QUERIES=FILE ARGS="--size 50000"
	@$(BIN)/python -m bench.names $(if $(QUERIES),--queries "$(QUERIES)") $(ARGS)

bench-linkage: .venv/bench.stamp  ## how well records are linked, beside named peers: make bench-linkage FILES="A.csv B.csv" ARGS="--size 4500"
	@$(BIN)/python -m bench.linkage --data "$(DATA)" $(if $(FILES),--files $(FILES)) $(ARGS)

bench-press: .venv/bench.stamp  ## an edition made, printed, signed, searched, asked, beside named peers: make bench-press HOME_OF=var SIZE=4500
	@work=$$(mktemp -d) && $(BIN)/python -m bench.edition --home "$(HOME_OF)" --size "$(SIZE)" --keep "$$work/edition" \
		&& for one in print site open_data; do $(BIN)/python -m bench.$$one "$$work/edition" || exit 1; done \
		&& $(BIN)/python -m bench.mirrors && $(BIN)/python -m bench.api --home "$(HOME_OF)"; status=$$?; rm -rf "$$work"; exit $$status

tables: .venv/dev.stamp  ## make the learned tables anew from open data: make tables DATA=../shared/data
	@$(BIN)/python -m dalil.names.training --data "$(DATA)"
	@$(BIN)/python -m dalil.search.training --data "$(DATA)"
	@$(BIN)/python -m bench.linkage.learn --data "$(DATA)"
	@$(BIN)/python -m dalil.kinds.training --data "$(DATA)"

clean:  ## remove what these commands made, but not var/ (the data)
	rm -rf .venv dalil.cdx.json* shots .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find dalil -name '*.mo' -delete

.venv/made.stamp:
	@test -n "$(PYTHON)" || { echo "Dalil needs Python 3.11, 3.12 or 3.13; none was found."; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "On Debian and Ubuntu this needs: apt-get install python3-venv"; rm -rf .venv; exit 1; }
	@touch $@

.venv/run.stamp: requirements/run.txt pyproject.toml .venv/made.stamp
	@echo "Installing what Dalil needs ..."
	@$(PIP) --requirement requirements/run.txt
	@$(ITSELF)
	@touch $@

# The scanner has packages of its own, and those of Dalil never run beside it.
.venv/audit.stamp: requirements/audit.txt .venv/made.stamp
	@$(PYTHON) -m venv .venv/audit
	@.venv/audit/bin/python -m pip --disable-pip-version-check --no-input install --quiet --require-hashes --only-binary :all: --requirement requirements/audit.txt
	@touch $@

.venv/bench.stamp: requirements/bench.txt .venv/dev.stamp
	@echo "Installing what Dalil is measured against ..."
	@$(PIP) --requirement requirements/bench.txt
	@touch $@

.venv/dev.stamp: requirements/dev.txt pyproject.toml .venv/made.stamp
	@echo "Installing what Dalil's tests need ..."
	@$(PIP) --requirement requirements/dev.txt
	@$(ITSELF)
	@touch $@ .venv/run.stamp
