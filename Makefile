# Needs Python 3.11 or newer and make; everything else is fetched into this folder.
PYTHON ?= python3
UV := .uv/bin/uv
RUN := $(UV) run --quiet --extra study
TEST := $(RUN) --group test
# what is compiled is kept, or every process would compile the library anew
export PYTHONDONTWRITEBYTECODE :=
# an environment of its own, resolved anew, and the tests in it; but for the one that compares
# charts in reports/ to the byte, which every release of matplotlib places a little differently,
# and those in JupyterLab, which has an environment of its own
FRESH = $(UV) venv --quiet --clear $(1) && \
	VIRTUAL_ENV=$(1) $(UV) pip install --quiet $(2) --editable '.[study]' --group test && \
	$(1)/bin/pytest --numprocesses auto --deselect $(BYTES) --ignore tests/test_jupyterlab.py
BYTES := tests/test_report.py::test_the_reports_in_the_repository_are_those_of_its_notebooks_and_data

.PHONY: help report test lab check mutants docs derived test-lowest test-newest clean

report: $(UV)  ## run the notebooks that changed and write their pages in reports/
	$(RUN) kalstats report --strict

test: check .venv-lab  ## everything CI runs, in three minutes
	$(TEST) pytest --numprocesses auto

lab: .venv-lab  ## open the notebooks in JupyterLab
	.venv-lab/bin/jupyter lab notebooks

.PHONY: .venv-lab
.venv-lab: $(UV)  # apart from the rest: with JupyterLab installed every import of nbformat is slower
	UV_PROJECT_ENVIRONMENT=.venv-lab $(UV) sync --quiet --extra study --group lab

check: $(UV)  ## data, formatting, lint, types
	$(TEST) true  # one process makes the environment
	@$(TEST) mypy & types=$$!; \
	$(TEST) kalstats check && \
	$(TEST) frictionless validate data/datapackage.json && \
	$(TEST) ruff format --check . && \
	$(TEST) ruff check .; told=$$?; wait $$types && exit $$told

mutants: $(UV)  ## break the data in every kind of way, with the seed of this week
	$(TEST) python tests/mutants.py --seed $$(date +%G%V) --each 20

docs: $(UV)  ## write the documentation to dist/docs, no network needed once installed
	UV_PROJECT_ENVIRONMENT=.venv-docs $(RUN) --group docs sphinx-build -q -W -b html docs dist/docs

derived: $(UV)  ## write anew what follows from the data: dictionary, bibliography, chart
	$(RUN) kalstats dictionary > data/.README.md && mv data/.README.md data/README.md
	$(RUN) kalstats cite --style bibtex > data/.sources.bib && mv data/.sources.bib data/sources.bib
	$(RUN) python docs/chart.py

test-lowest: $(UV)  ## the tests with the oldest versions that pyproject.toml allows
	$(call FRESH,.venv-lowest,--resolution lowest-direct)

test-newest: $(UV)  ## the tests with the newest versions there are, whatever their date
	$(call FRESH,.venv-newest,--upgrade --exclude-newer 2100-01-01)

help:  ## say what each target does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

clean:  ## remove what the other targets fetched or made
	rm -rf .uv .venv .venv-* dist .hypothesis .mypy_cache .pytest_cache .ruff_cache

$(UV):
	$(PYTHON) -m venv .uv
	.uv/bin/pip install --quiet --disable-pip-version-check uv
