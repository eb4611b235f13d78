# Run `make help` for what there is. Nothing but Python 3.11 or newer, git and make is needed.

PYTHON ?= python3
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
PYTEST := $(BIN)/python -m pytest
# Parallel test processes; 0 runs them one after another in this one.
TEST_JOBS ?= 2
# What `make check` uses beside SQLite; tests make databases of their own names there.
TEST_POSTGRES_URL ?= postgres://127.0.0.1:5432/postgres
export TEST_REDIS_URL ?= redis://127.0.0.1:6379/15
# What runs there: `make test-postgres POSTGRES_TESTS=browser` walks the pages on it, too.
POSTGRES_TESTS ?= not fault and not long and not browser

CATALOGUES := $(wildcard locale/*/LC_MESSAGES/*.po)
RUNTIME := .venv/stamps/make-runtime
DEV := .venv/stamps/make-dev

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset dev test test-postgres check faults long bench pictures lint format \
	messages assets setup lock clean

help:  ## Say what there is
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24

demo: $(RUNTIME)  ## Set up all that is needed, build a company of 400 customers, serve it
	$(MANAGE) demo

demo-reset: $(RUNTIME)  ## Throw the demo's data away and build it anew
	$(MANAGE) demo --reset

dev: $(DEV)  ## Serve with reloading, beside a worker with its schedule
	$(MANAGE) migrate --no-input
	$(BIN)/celery -A cs_platform worker -B -P threads -c 2 --loglevel info & \
	worker=$$!; trap 'kill $$worker' EXIT INT TERM; $(MANAGE) runserver

test: $(DEV)  ## Run the tests on SQLite, without any service
	$(PYTEST) -n $(TEST_JOBS)

test-postgres: $(DEV)  ## Run the same tests on PostgreSQL, with Redis as broker; the browser's once is enough
	DATABASE_URL=$(TEST_POSTGRES_URL) CELERY_BROKER_URL=$(TEST_REDIS_URL) $(PYTEST) -n $(TEST_JOBS) \
		-m "$(POSTGRES_TESTS)"

check: test test-postgres lint  ## Run all that CI runs

faults: $(DEV)  ## Kill, restart and repeat things while they work
	$(PYTEST) -m fault -s

long: $(DEV)  ## Run the tests that take many minutes
	$(PYTEST) -m long

bench: $(DEV)  ## Measure against the marks; writes docs/benchmarks.md
	$(BIN)/python -m benchmarks

pictures: $(DEV)  ## Take every page of the demo into var/pictures, the best into docs/pictures
	$(BIN)/python -m tools.pictures

lint: $(DEV)  ## Check style, layers, templates and migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint templates --lint --quiet
	$(MANAGE) makemigrations --check --dry-run

format: $(DEV)  ## Put the code into its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: $(DEV)  ## Collect texts into the catalogues (needs gettext), then compile them
	$(MANAGE) makemessages --locale ja --add-location file --no-obsolete --no-wrap \
		--ignore node_modules --ignore .venv --ignore build --ignore var --ignore tests
	$(BIN)/python tools/compile_messages.py

assets: $(RUNTIME)  ## Install the browser assets

setup: $(DEV)  ## Install all that development needs

lock: $(DEV)  ## Write the locks anew (`make lock UPGRADE=--upgrade` takes newer versions)
	$(BIN)/python tools/lock.py $(UPGRADE)

clean:  ## Remove what make installed; data in var/ stays
	rm -rf .venv node_modules build

$(RUNTIME): requirements.lock package-lock.json tools/bootstrap.py $(CATALOGUES)
	@$(PYTHON) tools/bootstrap.py packages runtime
	@$(PYTHON) tools/bootstrap.py assets runtime
	@$(BIN)/python tools/compile_messages.py
	@touch $@

$(DEV): requirements-dev.lock package-lock.json tools/bootstrap.py $(CATALOGUES)
	@$(PYTHON) tools/bootstrap.py packages dev
	@$(PYTHON) tools/bootstrap.py assets dev
	@$(BIN)/python tools/compile_messages.py
	@touch $@
