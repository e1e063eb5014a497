"""Sliders in JupyterLab, and a figure in their place in a report."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import kalstats
from kalstats.report.shown import WIDE, chart_svg
from kalstats.report.words import text_html

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd
    from matplotlib.axes import Axes

HEIGHT = 3.6  # inches
SLIDER = "min", "max", "step", "readout_format", "value"


def explore(
    account: Callable[..., tuple[Mapping[str, float], pd.DataFrame]],
    draw: Callable[..., Axes],
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

    wide: dict[str, Any] = {"style": {"description_width": "20em"}, "layout": {"width": "48em"}}
    made = {}
    for name, (label, *rest) in controls.items():
        if len(rest) == 1:
            made[name] = widgets.Dropdown(description=label, options=rest[0], **wide)
        else:
            options = dict(zip(SLIDER, rest, strict=True))
            made[name] = widgets.FloatSlider(description=label, **options, **wide)
    page = widgets.HTML()

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
