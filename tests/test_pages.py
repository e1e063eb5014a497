"""The numbers that the pages of version 0.1.0 printed come out of one call each, as printed.

The lists in ``pages-0.1.0`` were taken from the committed pages ``reports/*.html`` of that version
before the computations left the notebooks. A number that was mended later is not among them.
"""

import csv
import types
from pathlib import Path

import pandas as pd
import pytest

import kalstats
from conftest import once
from kalstats import composition, data, demography, evidence, plots, projection, study

LISTS = Path(__file__).with_name("pages-0.1.0")
NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
COLUMNS = ["page", "anchor", "printed", "expression"]


class Once:
    """A module whose answers are computed once: a list asks for the same ones again and again."""

    def __init__(self, module):
        self._module = module

    def __getattr__(self, name):
        found = getattr(self._module, name)
        if isinstance(found, types.ModuleType):
            found = Once(found)
        elif isinstance(found, types.FunctionType):
            found = once(found)
        setattr(self, name, found)
        return found


def rows():
    """Read every list."""
    for path in sorted(LISTS.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


NAMES = {name: getattr(evidence, name) for name in evidence.__all__}
NAMES |= {"study": Once(study), "evidence": evidence, "kalstats": Once(kalstats)}
NAMES |= {
    "plots": plots,
    "data": data,
    "demography": demography,
    "composition": composition,
    "pd": pd,
}
NAMES |= {"projection": projection}


@pytest.mark.parametrize("row", list(rows()), ids=lambda row: f"{row['page']}#{row['anchor']}")
def test_a_printed_number_comes_out_of_one_call(row):
    assert eval(row["expression"], NAMES) == row["printed"]


@pytest.mark.parametrize("path", sorted(LISTS.glob("*.csv")), ids=lambda path: path.stem)
def test_a_list_says_of_every_number_where_it_stood(path):
    found = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert list(found) == COLUMNS
    assert set(found["page"]) == {f"{path.stem}.html"}
    assert found["anchor"].ne("").all()
    assert not found.duplicated(["anchor", "printed", "expression"]).any()


def test_every_page_of_the_study_has_a_list():
    pages = {path.stem for path in NOTEBOOKS.glob("*.ipynb")} - {"figures"}  # new since
    assert pages == {path.stem for path in LISTS.glob("*.csv")}
