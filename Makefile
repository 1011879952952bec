# `make demo` and `make test` need Python 3.11 or newer; all else is installed here, in this folder.
# A step runs again only when the files that it comes from have changed.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
CHROMIUM := /usr/bin/chromium
# Two workers, each with a database server of its own, in the order of tests/in_time.py.
TESTS = $(BIN)/pytest -n 2 --dist load
# `make test` must end in twenty minutes, also where the machine is slow.
TEST_SECONDS ?= 840
BIN := .venv/bin
CODE := province_app tiers sync_jobs config wsgi.py
# The lists name every package with the digests of its files: nothing else is installed, or built.
LISTED := install --quiet --disable-pip-version-check --require-hashes --only-binary :all: --no-deps
PIP := $(BIN)/pip $(LISTED)
STATIC := province_app/static/vendor
FONT := node_modules/@fontsource/be-vietnam-pro
PAPER_FONTS := province_app/printing/fonts

# Browser tests, keys in a token, faults at calls to the system, the steps of docs/verify.md.
DEBIAN := chromium=$(CHROMIUM) softhsm2=/usr/lib/softhsm/libsofthsm2.so strace=/usr/bin/strace \
	jq=/usr/bin/jq xxd=/usr/bin/xxd

.PHONY: demo install test test-slow debian check lint security audit sbom pins bench chaos clean

# SERVE=0, STAFF= and UNITS= reach it from the environment or from make's own command line.
demo: .venv/runtime $(STATIC)/complete $(PAPER_FONTS)/complete
	$(BIN)/flask --app wsgi demo

install: .venv/complete $(STATIC)/complete $(PAPER_FONTS)/complete

test: install check debian
	@export TEST_SECONDS=$(TEST_SECONDS); if test -x $(CHROMIUM); then $(TESTS) -m "not slow"; \
	else $(TESTS) -m "not slow and not browser"; fi

# The longest journeys, each a minute or more, and all that `test` may have had no time for.
test-slow: install debian
	@if test -x $(CHROMIUM); then $(TESTS) -m "slow or later"; \
	else $(TESTS) -m "(slow or later) and not browser"; fi

check: .venv/complete
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

lint: check security

# bandit beside ruff's S rules, the project's own rules, secrets, advisories where there are any.
security: .lint/complete
	.lint/bin/bandit --quiet --configfile pyproject.toml --recursive $(CODE)
	.lint/bin/semgrep scan --metrics off --disable-version-check --quiet --error \
		--config .ci/semgrep.yml $(CODE) templates
	.ci/secrets
	.ci/audit --if-reachable

audit: .lint/complete
	.ci/audit

# What the application runs on, as CycloneDX: for whoever asks which node has a faulty package.
sbom: .lint/complete
	mkdir -p var
	.lint/bin/cyclonedx-py requirements --output-reproducible --of JSON -o var/sbom.json requirements.txt

# After a change of a requirements*.in; UPGRADE="--upgrade-package flask" lifts what nobody named.
UV ?= uv
PINS = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-strip-extras --no-header --annotation-style line $(UPGRADE)

pins:
	for one in "" -npm -lint; do $(PINS) requirements$$one.in -o requirements$$one.txt || exit; done
	$(PINS) requirements-test.in -c requirements.txt -o requirements-test.txt

bench: install
	$(BIN)/python -m tests.benchmarks

# Random faults against both nodes, TRIALS of them from SEED on, for at most MINUTES.
TRIALS ?= 3000
SEED ?= 1
MINUTES ?= 600

chaos: install debian
	$(BIN)/python -m tests.chaos --trials $(TRIALS) --seed $(SEED) --minutes $(MINUTES)

# Removes what was installed and cached; var/, with the data, stays.
clean:
	-if test -x $(BIN)/flask; then $(BIN)/flask --app wsgi postgres stop; fi
	rm -rf .venv .lint node_modules $(STATIC) $(PAPER_FONTS) .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv .venv

.venv/runtime: requirements.txt | $(BIN)/python
	$(PIP) -r requirements.txt
	@touch $@

.venv/complete: requirements-test.txt .venv/runtime
	$(PIP) -r requirements-test.txt
	@touch $@

# semgrep pins what others need newer: the tools of `security` have an environment of their own.
.lint/complete: requirements-lint.txt | $(BIN)/python
	test -x .lint/bin/python || $(BIN)/python -m venv .lint
	.lint/bin/pip $(LISTED) -r requirements-lint.txt
	@touch $@

# What the pages load comes from npm; where the machine has none, a Python package brings it.
node_modules/complete: package.json package-lock.json .npmrc requirements-npm.txt | $(BIN)/python
	@command -v npm >/dev/null || test -x $(BIN)/npm || $(PIP) -r requirements-npm.txt
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --loglevel=error
	@touch $@

$(STATIC)/complete: node_modules/complete
	rm -rf $(STATIC)
	mkdir -p $(addprefix $(STATIC)/,bootstrap bootstrap-icons be-vietnam-pro/files htmx)
	cp $(addprefix node_modules/bootstrap/dist/,css/bootstrap.min.css js/bootstrap.bundle.min.js) $(STATIC)/bootstrap
	cp -r $(addprefix node_modules/bootstrap-icons/font/,bootstrap-icons.min.css fonts) $(STATIC)/bootstrap-icons
	cp $(foreach weight,400 500 600,$(FONT)/$(weight).css) $(STATIC)/be-vietnam-pro
	cp $(foreach weight,400 500 600,$(FONT)/files/*-$(weight)-normal.woff*) $(STATIC)/be-vietnam-pro/files
	cp node_modules/htmx.org/dist/htmx.min.js $(STATIC)/htmx
	@touch $@

# The fonts of the printed record: set into PDFs, never served.
$(PAPER_FONTS)/complete: node_modules/complete
	rm -rf $(PAPER_FONTS)
	mkdir -p $(PAPER_FONTS)
	cp node_modules/@expo-google-fonts/tinos/*/Tinos_*.ttf $(PAPER_FONTS)
	@touch $@

# What some tests need of Debian, as package=file; only root may install it.
debian:
	@for one in $(DEBIAN); do \
		package=$${one%%=*}; file=$${one#*=}; \
		if test ! -e $$file && test "$$(id -u)" = 0 && command -v apt-get >/dev/null; then \
			echo "Installing Debian's $$package for the tests..."; \
			apt-get -qq update && DEBIAN_FRONTEND=noninteractive \
				apt-get -qq install -y --no-install-recommends $$package >/dev/null || true; \
		fi; \
		test -e $$file || printf '%s\n' \
			"############################################################################" \
			"##  TESTS WILL BE LEFT OUT: there is no $$file." \
			"##  Install Debian's package $$package, or run make test as root." \
			"############################################################################"; \
	done
