"""The loss model beside what others count: published estimates, and the hole of 1989."""

from collections.abc import Mapping
from itertools import product

import pandas as pd

from kalstats import data, evidence
from kalstats.study import loss
from kalstats.study.answers import FOLDER, Row, answer, derived, row
from kalstats.study.cohorts import AFTER, BEFORE, EVERY, HOLE, RATIO, REST, cohorts_1989

BIRTHS = {"registered": "registered births", "Ediev": "Ediev's births"}
AGES = (BEFORE, HOLE, AFTER)
WAYS = {"as in the model": "kalmyks", "exiles alone": "exiles"}  # of counting the survivors
RATIOS = {"kalmyks": "cohort_ratio_1989", "exiles": "cohort_ratio_exiles_1989"}


def published(found: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return published estimates beside what the loss model finds for the nearest to them.

    Parameters
    ----------
    found : pandas.DataFrame, optional
        From `loss.summary`, as under other assumptions.

    Returns
    -------
    pandas.DataFrame
        ``people quantity who births end label preferred why low value high unit printed sources
        figures``: in each `quantity` what is ``published``, with its printed words, and ``here``
        (preferred), nine tenths of the weight to `end`, to the nearest thousand, of shares to a
        tenth. `why` says what the published figure counts, as the data have it. Missing births are
        compared under the source of births that the estimate has.

    Examples
    --------
    >>> rows = published().query("births == 'Ediev' and who == 'here'")
    >>> bool((rows["high"] < 27_100).all())  # far fewer than he finds, with his births
    True
    """
    found, rows = loss.summary() if found is None else found, list[Row]()
    # what each counts, and ours nearest to it
    for line in pd.read_csv(FOLDER / "published.csv", parse_dates=["end"]).to_dict("records"):
        said = evidence.figure(line["id"])
        about: Row = {"births": line["births"], "unit": said.unit, "end": line["end"]}
        ours = evidence.pick(found, measure=line["measure"], **about).rounded(line["digits"])
        about |= {"quantity": line["quantity"], "why": said.note or said.reason}
        label = f"{data.cite(said.source, 'short')}, {line['counts']}"
        rows.append(row(said, who="published", label=label, preferred=False, **about))
        label, about["why"] = f"here, to {line['end']:%B %Y}", ""
        rows.append(row(ours, who="here", label=label, preferred=True, **about))
    return answer(rows, people="Kalmyks").drop_duplicates(["quantity", "label", "value"])


def _drawn(weighed: loss.Weighed, births: str, read: list[evidence.Figure]) -> list[Row]:
    """Return what the draws of a source of births have: the ratio, and the persons of each age."""
    rows = []
    for label, who in WAYS.items():
        names = {RATIOS[who]: (RATIO, HOLE, "ratio")}
        names |= {f"{who}_{age}_1989": ("population", age, "persons") for age in AGES}
        for name, (measure, age, unit) in names.items():
            told = {"baseline": BIRTHS[births], "measure": measure, "age": age, "label": label}
            rows.append(row(derived([*weighed.ends(name).values()], read, unit), **told))
    return rows


def _weights(weighed: loss.Weighed, read: list[evidence.Figure]) -> list[Row]:
    """Return the share of the weight of each source of births, without and with the count."""
    cases = {"without the count": weighed}
    for profile, (label, who) in product((EVERY, REST), WAYS.items()):
        cases[f"{profile}, {label}"] = weighed.also(loss.children_1989(profile, RATIOS[who]))
    ediev = weighed.draws["ediev_births"].to_numpy() == 1
    rows = []
    for (label, case), births in product(cases.items(), BIRTHS):
        share = 100 * case.weights[ediev if births == "Ediev" else ~ediev].sum()
        told = {"baseline": BIRTHS[births], "measure": "share of the weight", "age": HOLE}
        rows.append(row(derived(share, read, "percent"), **told, label=label))
    return rows


def cohort_ratios(assume: Mapping[str, loss.Assumed] | None = None) -> pd.DataFrame:
    """Return the hole of 1989 as counted and as the model has it, side by side.

    Parameters
    ----------
    assume
        As `loss.weigh`; a source of births that is not drawn has no rows.

    Returns
    -------
    pandas.DataFrame
        ``people territory measure baseline age label low value high unit sources figures``.
        `baseline` is ``counted``, whose low and high are bounds over profiles, or ``registered
        births`` and ``Ediev's births``, with the 5th, 50th and 95th percentile of the weight.
        `measure` is the ratio (the timing of births is drawn), ``population`` (counted in
        Kalmykia, expected in the Union), and ``share of the weight`` of each source of
        births without and with the count.

    Raises
    ------
    ValueError
        If the count leaves fewer than ``loss.ENOUGH`` effective draws.

    Examples
    --------
    >>> rows = cohort_ratios().query("label == 'as in the model'")
    >>> rows.query("measure.str.startswith('ratio')").set_index("baseline")["value"].round(
    ...     1
    ... ).to_dict()
    {'registered births': 0.3, "Ediev's births": 0.5}
    """
    weighed = loss.weigh(assume)
    counted = cohorts_1989().query("profile in [@EVERY, @REST] and age in @AGES")
    counted = counted.assign(baseline="counted", label=counted["profile"])
    read = [evidence.figure(name) for name in loss.BIRTHS.values()]
    rows = _weights(weighed, read)
    for births in BIRTHS:
        if some := weighed.of_births(births):
            rows += _drawn(some, births, read)
    ours = answer(rows, people="Kalmyks", territory="USSR")
    return pd.concat([counted[[*ours]], ours], ignore_index=True)
