# Needs Python 3.11 or newer and make; everything else is fetched into this folder.
PYTHON ?= python3
UV := .uv/bin/uv
RUN := $(UV) run --quiet --extra study
TEST := $(RUN) --group test

.PHONY: report test lab check dictionary clean

report: $(UV)  ## run the notebooks that changed and write their pages in reports/
	$(RUN) kalstats report

test: check .venv-lab  ## everything CI runs, under five minutes
	$(TEST) pytest --numprocesses auto --dist worksteal

lab: .venv-lab  ## open the notebooks in JupyterLab
	.venv-lab/bin/jupyter lab notebooks

.PHONY: .venv-lab
.venv-lab: $(UV)  # apart from the rest: with JupyterLab installed every import of nbformat is slower
	UV_PROJECT_ENVIRONMENT=.venv-lab $(UV) sync --quiet --extra study --group lab

check: $(UV)  ## data, formatting, lint, types
	$(TEST) kalstats check
	$(TEST) frictionless validate data/datapackage.json
	$(TEST) ruff format --check .
	$(TEST) ruff check .
	$(TEST) mypy

dictionary: $(UV)  ## write data/README.md anew after a change of the data
	$(RUN) kalstats dictionary > data/.README.md && mv data/.README.md data/README.md

clean:  ## remove what the other targets fetched
	rm -rf .uv .venv .venv-lab .hypothesis .mypy_cache .pytest_cache .ruff_cache

$(UV):
	$(PYTHON) -m venv .uv
	.uv/bin/pip install --quiet --disable-pip-version-check uv
