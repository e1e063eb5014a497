"""Sliders in JupyterLab, and a figure in their place in a report."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from kalstats.report.shown import WIDE, chart_svg
from kalstats.report.words import count

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes


def explore(
    account: Callable[..., tuple[Any, Callable[[Axes], Any]]],
    *,
    static: Callable[[], None],
    **controls: tuple[Any, ...],
) -> None:
    """Show sliders whose numbers redraw a chart; in a report, a static figure instead.

    Parameters
    ----------
    account : callable
        Takes a number for each control; returns a named tuple of results, and what draws them on
        an ``Axes``.
    static : callable
        Shows the figure of the report, where a slider would be dead.
    **controls : tuple
        For each argument of `account` either label, least, most, step, format and start of a
        slider, or label and a dict of choices.
    """
    if "KALSTATS_REPORT" in os.environ:
        static()
        return
    import ipywidgets as widgets
    from IPython.display import display

    wide: dict[str, Any] = {"style": {"description_width": "16em"}, "layout": {"width": "44em"}}
    made = {}
    for name, (label, *rest) in controls.items():
        if len(rest) == 1:
            made[name] = widgets.Dropdown(description=label, options=rest[0], **wide)
        else:
            low, high, step, form, value = rest
            options = {"min": low, "max": high, "step": step, "value": value}
            made[name] = widgets.FloatSlider(
                description=label, readout_format=form, **options, **wide
            )
    page = widgets.HTML()

    def update(_: Any = None) -> None:
        found, draw = account(**{name: control.value for name, control in made.items()})
        told = {name.replace("_", " "): count(round(n)) for name, n in found._asdict().items()}
        words = "; ".join(f"{name}: <b>{number}</b>" for name, number in told.items())
        alt = "; ".join(f"{name}: {number}" for name, number in told.items())
        chart = chart_svg(draw, (WIDE, 3.4), alt)
        page.value = f'<div style="background: #fff; color: #1c1c1e">{chart}<p>{words}</p></div>'

    for control in made.values():
        control.observe(update, "value")
    update()
    display(widgets.VBox([*made.values(), page]))
