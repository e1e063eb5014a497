"""A notebook follows when the one number that it offers for change is changed, or says why not."""

from pathlib import Path

import nbformat
import pytest

import kalstats
from conftest import once
from kalstats import report, study

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
SUM = 'total = figure("direct-losses-all-peoples-polittekhnologiya")'
HOME = 'home_1959 = figure("kalmyks-kalmykia-1959-darski")'
ASSUME = "assume = {}"
COUNT = 'before = quantity(people="Kalmyks", territory="USSR", measure="population", '
COUNT += 'start="1939-01-17")'
TAKEN = 'deported = quantity(id="deported-wikipedia-93139")'
OTHERWISE, CLAIM = "otherwise = []", 'claim = "died-19"'
ORDINARY = "ordinary = [Figure.of(row) for row in exact]"


@pytest.fixture(scope="module")
def known():
    """Answers that do not change with a line of a notebook are worked out once."""
    answers = {name: getattr(study, name) for name in study.__all__ if name != "loss"}
    made = {study: {name: once(one) for name, one in answers.items() if callable(one)}}
    made[kalstats] = {"claims": once(kalstats.claims)}
    made[kalstats.evidence] = {"claim_readings": once(kalstats.evidence.claim_readings)}
    return made


@pytest.fixture
def run(monkeypatch, known):
    """Run the cells of a notebook with a line replaced; give all that they show as one text."""
    shown = []
    chart_svg = report.shown.chart_svg
    for module, answers in known.items():
        for name, answer in answers.items():
            monkeypatch.setattr(module, name, answer, raising=False)
    monkeypatch.chdir(NOTEBOOKS)
    monkeypatch.setattr("IPython.display.display", lambda page, **_: shown.append(page))

    def run(name, line, put, *, widest=report.NARROW):  # the other drawing says the same
        def drawn(draw, inches, *given):
            return chart_svg(draw, inches, *given) if inches[0] <= widest else ""

        monkeypatch.setattr(report.shown, "chart_svg", drawn)
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
        ("02-deportation", TAKEN, "80_000", "deported\n**80,000 people**"),
        ("02-deportation", TAKEN, 'assumed(92_000, because="mine")', "against a total of 92,000"),
        ("01-sources", COUNT, 'assumed(130_000, because="mine")', "130,000 · assumed, mine"),
        (
            "05-composition",
            HOME,
            'evidence.assumed(72_665, because="all")',
            "In 1959 they were **39.3%**",
        ),
        ("05-composition", HOME, "72_665", "Kalmyks −35,000"),
        ("05-composition", HOME, "72_665", "In 1959, 68% of the Kalmyks"),
        ("04-population-loss", ASSUME, '{"fertility_level": (0.7, 1.6)}', "missing"),
        ("07-claims", CLAIM, '"trains-46"', "The printed 46 comes out of"),
        ("reuse", ORDINARY, "0", "about 186,000"),
        ("reuse", ORDINARY, "[Figure.of(row) for row in exact[:1]]", "Andreev"),
    ],
)
def test_text_and_charts_follow(run, name, line, put, told):
    assert told in run(name, line, put)


def test_the_counts_of_claims_follow_the_other_choice(run):
    """Whoever takes the other choice for a claim that it saves sees one more that holds."""
    judged = kalstats.claims()
    saved = judged[(judged["verdict"] == "does not hold") & (judged["other_verdict"] == "holds")]
    holds = judged["verdict"].str.startswith("holds").sum()
    assert f"**{holds} hold**" in run("07-claims", OTHERWISE, "[]")
    assert f"**{holds + len(saved)} hold**" in run("07-claims", OTHERWISE, str([*saved["id"]]))


@pytest.mark.parametrize("put", ['"died-19"', "None", "-5", '["nobody"]', '["died-19"]'])
def test_what_is_no_list_of_claims_with_another_choice_is_refused(run, put):
    with pytest.raises((TypeError, ValueError), match=r"otherwise = .*expected"):
        run("07-claims", OTHERWISE, put, widest=0)


@pytest.mark.parametrize("put", ['"monument"', '"nothing"', "None", "19"])
def test_a_claim_without_readings_is_refused(run, put):
    """The monument is a claim that cannot be tested; the others are none."""
    with pytest.raises((TypeError, ValueError), match="expected"):
        run("07-claims", CLAIM, put, widest=0)


@pytest.mark.parametrize("put", ['"many"', "None", "-5", "float('nan')", "[]"])
@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("06-comparison", SUM),
        ("01-sources", COUNT),
        ("reuse", ORDINARY),
        ("02-deportation", TAKEN),
        ("05-composition", HOME),
    ],
)
def test_what_is_no_number_of_people_is_refused(run, name, line, put):
    with pytest.raises((TypeError, ValueError), match="expected"):
        run(name, line, put, widest=0)
