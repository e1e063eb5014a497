"""A notebook follows when the one number that it offers for change is changed, or says why not."""

from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
SUM = 'total = figure("direct-losses-all-peoples-polittekhnologiya")'
COUNT = 'before = quantity(people="Kalmyks", territory="USSR", measure="population", '
COUNT += 'start="1939-01-17")'


@pytest.fixture
def run(monkeypatch):
    """Run the cells of a notebook with a line replaced; give all that they show as one text."""
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda page, **_: shown.append(page))

    def run(name, line, put):
        cells = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4).cells
        code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
        assert code.count(line) == 1
        exec(code.replace(line, f"{line.partition(' = ')[0]} = {put}"), {})
        return "\n".join(text for page in shown for text in page.values())

    return run


@pytest.mark.parametrize(
    ("name", "line", "put", "told"),
    [
        ("06-comparison", SUM, 'assumed(450_000, because="at least")', "excess deaths **no**"),
        ("06-comparison", SUM, "450_000", "So the Kalmyks cannot stand first"),
        ("06-comparison", SUM, "470_000", "excess deaths **not known**"),
        ("01-sources", COUNT, 'figure("kalmyks-ussr-1939-wikipedia-131271")', "−19.2 to −19.1%"),
        ("01-sources", COUNT, 'assumed(212_200, because="twice 106,100")', "−50.0%"),
        ("01-sources", COUNT, 'assumed(130_000, because="mine")', "130,000 · assumed, mine"),
    ],
)
def test_text_and_charts_follow(run, name, line, put, told):
    assert told in run(name, line, put)


@pytest.mark.parametrize("put", ['"many"', "None", "-5", "float('nan')", "[]"])
@pytest.mark.parametrize(("name", "line"), [("06-comparison", SUM), ("01-sources", COUNT)])
def test_what_is_no_number_of_people_is_refused(run, name, line, put):
    with pytest.raises((TypeError, ValueError), match="expected"):
        run(name, line, put)
