"""The age hole of 1989: who is left of the children of the first years of exile.

The population of 1989 is the only count found that speaks of the births in exile and does not
come from the register. It counts all nationalities; the Kalmyks among them are worked out here.
It is that of the middle of the year, so that ages 40–44 were born from mid-1944 to mid-1949.
"""

from typing import Any

import numpy as np
import pandas as pd

from kalstats import data, evidence
from kalstats.study.answers import ENDS, Row

SOURCE = "nes-rusfmd"
HOLE, BEFORE, AFTER = 40, 45, 35  # lower limits of the ages compared
DEPORTED_FROM = ("Stavropol Krai", "Dagestan ASSR")  # a hole of their own is in these profiles
PROFILES = ("RSFSR", "Astrakhan Oblast", "Volgograd Oblast", "Rostov Oblast", *DEPORTED_FROM)
EVERY, REST = "every profile", "regions without deported peoples"
RATIO = "ratio to the neighbouring ages"
BOUND = "0 is a bound: the profile alone would leave fewer than none"
WHO = ["people", "territory", "area", "sex", "profile"]
COLUMNS = [*WHO, "measure", "age", "born_from", "born_to", "start", "end", "label"]
COLUMNS += [*ENDS, "unit", "printed", "note", "sources", "figures"]


def cohorts_1989() -> pd.DataFrame:
    """Return the ages of 1989, the Kalmyks among those of Kalmykia, and how deep the hole is.

    The others in Kalmykia, all less Kalmyks, are spread over the ages as the population of a
    region is; Kalmyks(x) = all(x) − others·profile(x). No profile is right: where it gives more
    others than there are people of an age (others came to work and are seldom old), all of that
    age are taken as others, the rest of the others are spread over the other ages, and the row
    says that its 0 is a bound. So the Kalmyks of all ages are always those counted. The measure
    of the hole is the ratio N(40–44)/½(N(35–39) + N(45–49)).

    Returns
    -------
    pandas.DataFrame
        ``people territory area sex profile measure age born_from born_to start end label low
        value high unit printed note sources figures``. `measure` is ``population`` or ``ratio to
        the neighbouring ages``, whose age is 40. `profile` is "" for people ``all``; for
        ``Kalmyks`` a region, or ``every profile`` and ``regions without deported peoples``, with
        the least, median and greatest of them. Kalmyks are of both sexes.

    Examples
    --------
    >>> rows = cohorts_1989().query("measure.str.startswith('ratio') and sex == 'both'")
    >>> rows.query("people == 'all' and area == 'total'").set_index("territory")["value"].round(
    ...     2
    ... ).to_dict()  # doctest: +NORMALIZE_WHITESPACE
    {'Kalmykia': 0.63, 'RSFSR': 0.87, 'Astrakhan Oblast': 0.81, 'Volgograd Oblast': 0.83,
     'Rostov Oblast': 0.82, 'Stavropol Krai': 0.77, 'Dagestan ASSR': 0.77}
    """
    everybody = _counted("ages")
    rows = pd.concat([everybody, *(_kalmyks(everybody, region) for region in PROFILES)])
    return _with_envelopes(pd.concat([rows, _ratios(rows)]))


def women_1989() -> pd.DataFrame:
    """Return women aged 30–54 in 1989 by single years of age, of all peoples: they date the hole.

    Men are not known by single years.

    Returns
    -------
    pandas.DataFrame
        As `cohorts_1989`, without ratios.

    Examples
    --------
    >>> rows = women_1989().query("territory == 'Kalmykia'").set_index("label")["value"]
    >>> rows.loc["1945/46":"1942/43"].to_dict()
    {'1945/46': 956.0, '1944/45': 611.0, '1943/44': 692.0, '1942/43': 1098.0}
    """
    return _counted("women")


def _counted(kind: str) -> pd.DataFrame:
    """Return everybody by age, from tables of this kind."""
    rows = data.standards(source=SOURCE)
    rows = rows[rows["table"].str.startswith(f"{kind}-")].reset_index(drop=True)
    age = rows["age"].astype(int)
    to, width = 1989.5 - age, pd.to_numeric(rows["width"]).astype(float)
    label = [_label(*ends) for ends in zip(to - width, to, strict=True)]
    told: Row = {"people": "all", "profile": "", "sources": SOURCE, "figures": "", "note": ""}
    told |= {"age": age, "born_from": to - width, "born_to": to, "label": label}
    return rows.assign(**told, **dict.fromkeys(ENDS, rows["value"]))[COLUMNS]


def _label(start: float, end: float) -> str:
    """Return when people were born, from the middle of a year to that of another."""
    if np.isnan(start):
        return f"before {end:.0f}"
    return f"{int(start)}{'/' if end - start == 1 else '–'}{int(end) % 100:02d}"


def spread(people: Any, profile: Any, others: float) -> Any:
    """Spread others over ages as a profile has them, at no age more than there are people.

    >>> spread(np.array([10.0, 100.0]), np.array([1.0, 1.0]), 50)
    array([10., 40.])
    """
    full = np.zeros(len(people), dtype=bool)
    while True:
        rate = (others - people[full].sum()) / profile[~full].sum()
        found = np.where(full, people, rate * profile)
        if not np.any(found > people):
            return found
        full |= found > people


def _kalmyks(everybody: pd.DataFrame, region: str) -> pd.DataFrame:
    """Return the Kalmyks by five years of age, with a region's ages for those of the others."""
    counted = evidence.figure("kalmyks-kalmykia-1989-nipponica")  # in January
    whole = everybody[everybody["sex"].eq("both") & everybody["area"].eq("total")]
    rows, other = (whole[whole["territory"].eq(name)] for name in ("Kalmykia", region))
    people, profile = (one["value"].to_numpy() for one in (rows, other))
    left = people - spread(people, profile, people.sum() - counted.value)
    told: Row = {"people": "Kalmyks", "profile": region, "printed": "", "figures": counted.id}
    told |= {"note": np.where(left == 0, BOUND, ""), "sources": f"{SOURCE}; {counted.source}"}
    return rows.assign(**told, **dict.fromkeys(ENDS, left))


def depth(before: Any, hole: Any, after: Any) -> Any:
    """Return a cohort over the mean of those born before and after it.

    >>> depth(100, 40, 60)
    0.5
    """
    return 2 * hole / (before + after)


def _ratios(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a row with the depth of the hole for each population by five years of age."""
    ages = rows.pivot(index=WHO, columns="age", values="value")
    ratio = depth(ages[BEFORE], ages[HOLE], ages[AFTER])
    told: Row = {"measure": RATIO, "unit": "ratio", "printed": "", **dict.fromkeys(ENDS, ratio)}
    return rows[rows["age"] == HOLE].set_index(WHO).assign(**told).reset_index()[COLUMNS]


def _with_envelopes(rows: pd.DataFrame) -> pd.DataFrame:
    """Add to the Kalmyks under each profile the least, median and greatest of all profiles."""
    parts = [rows]
    for name, without in ((EVERY, ()), (REST, DEPORTED_FROM)):
        kept = rows[(rows["people"] == "Kalmyks") & ~rows["profile"].isin(without)]
        groups = kept.groupby(["measure", "sex", "age"], sort=False)
        numbers = groups["value"].agg(low="min", value="median", high="max")
        first = groups.first().drop(columns=ENDS).assign(profile=name)
        parts.append(first.assign(note=groups["note"].max(), **numbers).reset_index()[COLUMNS])
    return pd.concat(parts, ignore_index=True)
