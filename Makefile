# Everything begins here. The scripts are in .ci/ and say at their top what they do.
.PHONY: help demo test check fix bench nightly messages requirements clean
.DEFAULT_GOAL := help

help: ## this list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 22

demo: ## start the demo company on http://127.0.0.1:8000/ (HOST, PORT and DATABASE_URL change that)
	@.ci/demo

test: ## every test, on SQLite and on a PostgreSQL of its own, with a browser
	@.ci/test $(ARGS)

check: ## the developer's loop: lint, types, floors, and the tests without browser and PostgreSQL
	@.ci/check $(ARGS)

fix: ## let the tools repair what they can: imports, format, templates
	@.venv/bin/python -m ruff check --fix --exit-zero .
	@.venv/bin/python -m ruff format .
	@git ls-files 'templates/*.html' | xargs -r .venv/bin/djade --target-version 5.2

bench: ## measure the product against the floor
	@.ci/bench $(ARGS)

nightly: ## the long trials: kill -9, random lives of attempts, races of many, on both databases
	@.ci/nightly $(ARGS)

messages: ## collect the texts to translate and compile the translations
	@.ci/messages

requirements: ## compile the pinned packages from pyproject.toml (needs uv)
	uv pip compile -q --generate-hashes --no-strip-extras --no-emit-index-url --no-header --universal --python-version 3.11 \
		pyproject.toml -o requirements.txt
	uv pip compile -q --generate-hashes --no-strip-extras --no-emit-index-url --no-header --universal --python-version 3.11 \
		--extra dev pyproject.toml requirements.txt -o requirements-dev.txt

clean: ## remove the environment and the caches; databases, files and the key under var/ stay
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis htmlcov .coverage var/static var/test*
	find lms courses quizzes certificates tests -name __pycache__ -prune -exec rm -rf {} +
