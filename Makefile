# Everything works in .venv/, which `deploy/environment.py` makes; nothing is installed outside it.

.DEFAULT_GOAL := help
.PHONY: help run test check bench lock messages

# The first Python on this machine that is new enough; where there is none, python3 says so itself.
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3; do \
	if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$name; exit; fi; \
	done; echo python3)
PORT ?= 8000
ARGS ?=
IN := .venv/bin/python
PREPARE = @command -v $(firstword $(PYTHON)) >/dev/null || { echo "There is no Python here: install Python 3.11 or newer."; exit 1; }; \
	$(PYTHON) deploy/environment.py
UNDER_TEST := DJANGO_SETTINGS_MODULE=config.settings.test
# Where Python is told to write no bytecode, each of a run's many processes would compile all of Django and Wagtail.
COMPILED_ONCE := PYTHONDONTWRITEBYTECODE= PYTHONPYCACHEPREFIX=$(CURDIR)/var/bytecode
LOCK = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header

help: ## Say what each target does
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Serve the demo site on this machine (PORT=8000); the first time, install and fill it
	$(PREPARE) --port $(PORT) requirements.txt
	@PORT=$(PORT) $(IN) manage.py run_demo --port $(PORT)

test: ## Run every test, the real browser included (ARGS="-k words" chooses)
	$(PREPARE) requirements-dev.txt
	@$(IN) -m tests.browser.chromium
	@$(IN) -m tests.nu
	@$(IN) manage.py compile_translations
	@$(COMPILED_ONCE) $(IN) -m pytest -n auto --dist worksteal $(ARGS)

check: ## Check style, types, templates, migrations, import arrows and locked requirements
	$(PREPARE) requirements-dev.txt
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/djlint --quiet --lint templates
	@$(UNDER_TEST) $(IN) manage.py check --fail-level WARNING
	@$(UNDER_TEST) $(IN) manage.py makemigrations --check --dry-run
	@PYTHONPATH=.:site .venv/bin/lint-imports
	@$(IN) deploy/check_requirements.py

bench: ## Time the main pages, and count their queries
	$(PREPARE) requirements-dev.txt
	@$(IN) -m pytest bench -s -q $(ARGS)

lock: ## Pin requirements*.in anew, with hashes (ARGS="--upgrade" takes newer versions)
	$(PREPARE) requirements-dev.txt
	@$(LOCK) $(ARGS) requirements.in --output-file requirements.txt
	@$(LOCK) $(ARGS) requirements-dev.in --output-file requirements-dev.txt

messages: ## Bring locale/ in step with the texts in the code and the templates
	$(PREPARE) requirements-dev.txt
	@$(IN) manage.py extract_translations
