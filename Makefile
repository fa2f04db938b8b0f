# Everything runs through embedded/, which needs nothing but Python 3.11 with its venv module.
PYTHON ?= python3
RUN = @exec $(PYTHON) -m embedded
export ARGS PEER NAIVE MODEL

.PHONY: help setup demo demo-reset dev test prove check bench chaos hammer evaluate requirements

help: ## Show these lines
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 14

demo: ## Run everything with demo content on PORT (8000); Ctrl-C stops it; MODEL=local adds a small model
	$(RUN) demo

demo-reset: ## Forget the demo's data
	$(RUN) demo-reset

dev: ## The same as demo, in debug mode, restarted when a source file changes
	$(RUN) dev

test: ## Run the tests on servers of their own; ARGS="-k widget" chooses
	$(RUN) test

prove: ## Run the long proofs, which make test leaves out, in the same way
	$(RUN) prove

check: ## Format, lint, layers, types, templates, migrations, deployment, dependencies, spelling
	$(RUN) check

evaluate: ## Measure on judged questions; ARGS="retrieval --articles A --questions Q --json"
	$(RUN) evaluate

bench: ## Measure against floors, in 12 to 20 minutes; ARGS="--only lists --quick" chooses, PEER=1 adds the peer
	$(RUN) bench

setup: ## Make .venv with the development tools
	$(RUN) setup

chaos: ## Kill the real processes at random, account for every message; ARGS=jobs and ARGS=sweep for what is owed; NAIVE=1 is the control arm
	$(RUN) chaos

hammer: ## Every door of three companies at once: nobody sees another's row; ARGS="--ops 1000"
	$(RUN) hammer

requirements: ## Choose the newest releases that requirements.in allows, with their hashes
	.venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
		--fork-strategy fewest --generate-hashes --no-header \
		--output-file requirements.txt requirements.in
	.venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
		--generate-hashes --no-header --output-file bench/peer_project/requirements.txt \
		bench/peer_project/requirements.in
