"""What a reader moves: the picker, which looks up what was computed; sliders in JupyterLab."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import kalstats
from kalstats.report.shown import WIDE, chart_svg
from kalstats.report.tables import figures_by_id, publish
from kalstats.report.words import markup, text_html

if TYPE_CHECKING:
    import pandas as pd

    from kalstats.evidence import Result

HEIGHT = 3.6  # inches
SLIDER = "min", "max", "step", "readout_format", "value"


def picker(
    result: Result | pd.DataFrame,
    told: str,
    *,
    name: str,
    title: str,
    figures: Any = None,
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
    numbers = rows[["low", "value", "high"]]
    ranges = [kalstats.evidence.Range(*row) for row in numbers.to_numpy()]
    picks = rows[[*quantities]].astype(str).to_numpy().tolist()
    known = [[*pick, told.format(one)] for pick, one in zip(picks, ranges, strict=True)]
    finite = numbers.where(numbers.abs() < math.inf)
    ends = [finite.min().min(), finite.max().max()]
    strip = 3 + 94 * (numbers.clip(*ends) - ends[0]) / (ends[1] - ends[0] or 1)  # percent
    written = (re.search(r"\{.*?\}", told) or ["{}"])[0].format
    given = {"strip": strip.round(2).to_numpy().tolist(), "rows": known, "best": best}
    given["ends"] = [written(kalstats.evidence.Number(end)) for end in ends]
    page = markup("picker", name=name, title=title, quantities=shown, **given)
    publish({"text/html": page, "text/plain": f"{title} {known[best][-1]}"})


def _options(rows: pd.DataFrame, column: str, own: Any) -> dict[str, str]:
    """Write figures as printed words and source; another choice, with the sources of its rows."""
    known, made = figures_by_id(own), {}
    sources = rows.assign(sources=rows.get("sources", "")).groupby(column, sort=False)["sources"]
    mixed = len({known[name].measure for name in {*rows[column]} & {*known}}) > 1
    for name, read in sources:
        words, keys = str(name), sorted({*"; ".join(read).split("; ")} - {""})
        if one := known.get(str(name)):
            words, keys = f"{one.printed} {one.measure.replace('_', ' ') * mixed}", [one.source]
        made[str(name)] = " · ".join(
            [words.strip(), *(kalstats.cite(key, "short") for key in keys)]
        )
    return made


def explore(
    account: Callable[..., Any],
    draw: Callable[..., Any],
    *,
    title: str,
    limits: tuple[float, float],
    static: Callable[[], None],
    **controls: tuple[Any, ...],
) -> None:
    """Show sliders whose numbers redraw a chart; in a report, a static figure instead.

    Parameters
    ----------
    account : callable
        Takes a number for each control; returns results by name, and the rows to draw.
    draw : callable
        A kind of chart of `kalstats.plots`.
    title : str
        What is found, with names of results in braces: ``"{missing} people are missing"``.
    limits : pair of float
        Ends of the upright axis, which stays while the numbers move.
    static : callable
        Shows the figure of the report, where a slider would be dead.
    **controls : tuple
        For each argument of `account` either label, least, most, step, format and start of a
        slider, or label and a dict of choices.

    Raises
    ------
    ValueError
        If a slider starts outside its range.
    """
    for name, (_, *rest) in controls.items():
        if len(rest) > 1 and not rest[0] <= rest[-1] <= rest[1]:
            raise ValueError(f"{name} = {rest[-1]}: expected a start from {rest[0]} to {rest[1]}")
    if "KALSTATS_REPORT" in os.environ:
        static()
        return
    import ipywidgets as widgets
    from IPython.display import display

    made, page = {}, widgets.HTML()
    for name, (label, *rest) in controls.items():
        kind = widgets.Dropdown if len(rest) == 1 else widgets.FloatSlider
        given = {"options": rest[0]} if len(rest) == 1 else dict(zip(SLIDER, rest, strict=True))
        look = {"style": {"description_width": "20em"}, "layout": {"width": "48em"}}
        made[str(name)] = kind(description=label, **given, **look)

    def update(**given: Any) -> None:
        found, rows = account(**given)
        told = {name: kalstats.evidence.write(round(n), ",") for name, n in found.items()}
        words = "; ".join(f"{text_html(name)}: <b>{number}</b>" for name, number in told.items())
        head = title.format(**told)
        chart = chart_svg(lambda ax: draw(rows, ax).set_ylim(limits), (WIDE, HEIGHT), head)
        look = "background: #fff; color: #1c1c1e; padding: 0.5em 1em"
        page.value = f'<div style="{look}"><b>{text_html(head)}</b>{chart}<p>{words}</p></div>'

    widgets.interactive_output(update, made)
    display(widgets.VBox([*made.values(), page]))
