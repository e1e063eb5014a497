"""The picker: choose whom to believe, and see the result. It looks up what was computed."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

import kalstats
from kalstats.report.tables import publish
from kalstats.report.words import markup

if TYPE_CHECKING:
    import pandas as pd

    from kalstats.evidence import Figure, Result


def picker(
    result: Result | pd.DataFrame,
    told: str,
    *,
    name: str,
    title: str,
    figures: pd.DataFrame | None = None,
    **quantities: str,
) -> None:
    """Let a reader choose a figure for each quantity, and show the result in words.

    Without scripts the result for the preferred figures stands there, and all readings beside it.

    Parameters
    ----------
    result : Result or pandas.DataFrame
        What `kalstats.readings` returns; or an answer frame with a row for every choice.
    told : str
        The result in words, with its range in braces: ``"They became {:.1%} fewer"``.
    name : str
        Address of the picker in its page: letters, digits and hyphens.
    title : str
        The question.
    figures : pandas.DataFrame, optional
        Where ids are looked up; the figures of this study if not given.
    **quantities : str
        For each quantity of the result, or column of the frame, what it is called.

    Raises
    ------
    ValueError
        If the name is no address, or there is not one row for every choice.
    """
    if not re.fullmatch(r"[a-z][a-z0-9-]*", name):
        raise ValueError(f"name = {name!r}: expected small letters, digits and hyphens")
    rows: Any = getattr(result, "rows", result)
    chosen = {one: _options(rows, one, figures) for one in quantities}
    if len(rows) != math.prod(map(len, chosen.values())) or rows.duplicated([*quantities]).any():
        many = " × ".join(f"{len(ids)} of {one}" for one, ids in chosen.items())
        raise ValueError(f"{len(rows)} rows: expected one for every choice, {many}")
    best = int(rows["preferred"].to_numpy().argmax()) if "preferred" in rows else 0
    shown = [
        {"name": one, "label": label, "options": chosen[one], "best": str(rows[one].iloc[best])}
        for one, label in quantities.items()
    ]
    ranges = [kalstats.evidence.Range(*row) for row in rows[["low", "value", "high"]].to_numpy()]
    picks = rows[[*quantities]].astype(str).to_numpy().tolist()
    known = [[*pick, told.format(one)] for pick, one in zip(picks, ranges, strict=True)]
    strip, ends = _strip(ranges, told)
    given = {"rows": known, "best": best, "strip": strip, "ends": ends}
    page = markup("picker", name=name, title=title, quantities=shown, **given)
    publish({"text/html": page, "text/plain": f"{title} {known[best][-1]}"})


def _options(rows: pd.DataFrame, column: str, own: Any) -> dict[str, str]:
    """Write figures as printed words and source; another choice, with the sources of its rows."""
    chosen = rows.assign(sources=rows.get("sources", "")).groupby(column, sort=False)["sources"]
    keys = {str(name): "; ".join(cells).split("; ") for name, cells in chosen}
    figures = {name: _figure(name, own) for name in keys}
    mixed = len({one.measure for one in figures.values() if one}) > 1
    made = {}
    for name, one in figures.items():
        words = f"{one.printed} {one.measure.replace('_', ' ') * mixed}" if one else name
        read = [one.source] if one else sorted({*keys[name]} - {""})
        made[name] = " · ".join([words.strip(), *(kalstats.cite(key, "short") for key in read)])
    return made


def _figure(name: str, own: pd.DataFrame | None) -> Figure | None:
    try:
        return kalstats.figure(name, own)
    except kalstats.data.DataError:
        return None


def _strip(ranges: list[Any], told: str) -> tuple[list[Any], list[str]]:
    """Return where on a strip of 1,000 units each reading lies, and what its ends are called."""
    points = [end for one in ranges for end in (one.low, one.value, one.high) if math.isfinite(end)]
    low, high = min(points), max(points)

    def place(number: float) -> float:
        part = (min(max(number, low), high) - low) / (high - low or 1)
        return float(round(20 + 960 * part, 1))

    words = re.search(r"\{.*?\}", told) or ["{}"]
    strip = [
        (place(r.low), None if math.isnan(r.value) else place(r.value), place(r.high))
        for r in ranges
    ]
    return strip, [words[0].format(kalstats.evidence.Number(end)) for end in (low, high)]
