"""What a reader moves: the picker, which looks up what was computed; sliders in JupyterLab."""

import math
import os
import re
from typing import Any

import kalstats
from kalstats.report.cleaning import markup
from kalstats.report.shown import WIDE, chart_svg
from kalstats.report.tables import figures_by_id, publish

SLIDER = "min", "max", "step", "readout_format", "value"


def picker(result: Any, told: str, *, name: str, title: str, **quantities: str) -> None:
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
    chosen = {one: _options(rows, one) for one in quantities}
    if len(rows) != math.prod(map(len, chosen.values())) or rows.duplicated([*quantities]).any():
        many = " × ".join(f"{len(ids)} of {one}" for one, ids in chosen.items())
        raise ValueError(f"{len(rows)} rows: expected one for every choice, {many}")
    numbers = rows[["low", "value", "high"]]
    ends = numbers.where(numbers.abs() < math.inf).stack().agg(["min", "max"]).tolist()
    strip = 3 + 94 * (numbers.clip(*ends) - ends[0]) / (ends[1] - ends[0] or 1)  # percent
    words = [told.format(kalstats.evidence.Range(*found)) for found in numbers.to_numpy()]
    known = rows[[*quantities]].map(str).assign(told=words).to_numpy().tolist()
    best = int(rows["preferred"].to_numpy().argmax()) if "preferred" in rows else 0
    written = (re.search(r"\{.*?\}", told) or ["{}"])[0].format
    given = {"strip": strip.round(2).to_numpy().tolist(), "rows": known, "best": best}
    given["ends"] = [written(kalstats.evidence.Number(end)) for end in ends]
    page = markup("picker", name=name, title=title, labels=quantities, options=chosen, **given)
    publish({"text/html": page, "text/plain": f"{title} {known[best][-1]}"})


def _options(rows: Any, column: str) -> dict[str, str]:
    """Write figures as printed words and source; another choice, with the sources of its rows."""
    known, made = figures_by_id(), {}
    mixed = len({known[name].measure for name in {*rows[column]} & {*known}}) > 1
    sources = rows.assign(sources=rows.get("sources", "")).groupby(column, sort=False)["sources"]
    for name, read in sources:
        one, keys = known.get(name), sorted({*"; ".join(read).split("; ")} - {""})
        words = f"{one.printed} {one.measure.replace('_', ' ') * mixed}" if one else str(name)
        cited = [kalstats.cite(key, "short") for key in ([one.source] if one else keys)]
        made[str(name)] = " · ".join([words.strip(), *cited])
    return made


def explore(
    account: Any, draw: Any, *, title: str, limits: Any, static: Any, **controls: Any
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

    made, page = dict[str, Any](), widgets.HTML()
    wide: dict[str, Any] = {"style": {"description_width": "20em"}, "layout": {"width": "48em"}}
    for name, (label, *rest) in controls.items():
        slider = dict(zip(SLIDER, rest, strict=True)) if len(rest) > 1 else {"options": rest[0]}
        kind = widgets.FloatSlider if len(rest) > 1 else widgets.Dropdown
        made[name] = kind(description=label, **slider, **wide)

    def update(**given: Any) -> None:
        found, rows = account(**given)
        told = {name: kalstats.evidence.write(round(n), ",") for name, n in found.items()}
        head = title.format(**told)
        chart = chart_svg(lambda ax: draw(rows, ax).set_ylim(limits), (WIDE, 3.6), head)
        page.value = markup("moved", head=head, chart=chart, told=told)

    widgets.interactive_output(update, made)
    display(widgets.VBox([*made.values(), page]))
