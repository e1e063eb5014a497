"""Peoples side by side: their numbers on several measures, and their ranks."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

from kalstats.plots.style import COLOURS, beside, kind, points_wide, tallest
from kalstats.plots.words import number, unit_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def _room(ends: Any, numbers: list[str], wide: float) -> float:
    """Return which part of the width must stay free so that every number fits behind its bar."""
    free = 1 - (11 + 5 * np.array([len(number) for number in numbers])) / wide
    return float(min(0.75, max(1 - free / np.maximum(ends, 0.01))))


def _names(rows: pd.DataFrame) -> list[str]:
    """Name the peoples, and say of each whether it is counted with others or stands apart."""
    told = np.select([rows["pooled"], rows["apart"]], [", pooled", ", apart"], "")
    return list(rows["people"] + told)


def _panel(rows: pd.DataFrame, place: Any, wide: float, slots: float, ax: Axes) -> None:
    """Draw one measure: a row for each people, the greatest first, those apart below a gap."""
    rows = rows.sort_values(["apart", "high"], ascending=[True, False])
    panel = ax.inset_axes(place)
    y = np.arange(len(rows)) + 0.6 * rows["apart"].to_numpy()
    numbers = [number({"unit": "percent", **row}) for row in rows.to_dict("records")]
    for at, told, row in zip(y, numbers, rows.to_dict("records"), strict=True):
        own = row["people"] == "Kalmyks"
        name = "accent" if own else "context" if row["apart"] else "ink"
        look: dict[str, Any] = {"color": COLOURS[name], "solid_capstyle": "butt"}
        panel.plot([row["low"], row["high"]], [at, at], lw=3, **look)
        panel.plot(row["value"], at, "D" if row["pooled"] else "o", ms=5, clip_on=False, **look)
        look = {"color": name, "fontsize": 8.5, "zorder": 1}
        beside(panel, told, (row["high"], at), (6, 0), paper=1, **look)
    panel.set_yticks(y, _names(rows))
    panel.tick_params(axis="both", length=0, labelsize=8.5)
    for label, people in zip(panel.get_yticklabels(), rows["people"], strict=True):
        own = people == "Kalmyks"
        label.set(color=COLOURS["accent" if own else "ink"], weight="bold" if own else "normal")
    least, most = rows["low"].min(), rows["high"].max()
    room = _room((rows["high"] - least) / (most - least), numbers, wide)
    panel.set_xlim(least - 0.06 * (most - least), most + (most - least) * room / (1 - room))
    panel.set_ylim(slots - 0.4, -0.6)
    ticks = mpl.ticker.MaxNLocator(4, steps=[1, 2, 5, 10]).tick_values(least, most)
    inside = [tick for tick in ticks if panel.get_xlim()[0] <= tick <= most]
    panel.set_xticks(inside[:: max(1, len(inside) - 1)])  # two give the scale; more would touch
    panel.spines["bottom"].set_bounds(panel.get_xlim()[0], most)  # beyond it stand the numbers
    panel.grid(visible=False, axis="y")


def _measures(rows: pd.DataFrame) -> list[Any]:
    """Part rows by measure; where nothing is said of pools, there are none."""
    rows = rows.assign(**{name: False for name in ("pooled", "apart") if name not in rows})
    return [group for _, group in rows.groupby("measure", sort=False)]


def _describe(rows: pd.DataFrame) -> str:
    """Say who is at the top of each measure."""
    told = []
    for group in _measures(rows):
        order = group[~group["apart"]].sort_values("high", ascending=False)["people"].tolist()
        place = order.index("Kalmyks") + 1 if "Kalmyks" in order else None
        own = f", Kalmyks {place} of {len(order)}" if place and place > 1 else ""
        told.append(f"{group['measure'].iloc[0]}: {order[0]} first{own}")
    return f"{len(told)} panels, a row for each people. {'; '.join(told)}."


def _lines(groups: list[Any], columns: int) -> list[float]:
    """Return the heights, in points, of the lines of panels: of the tallest panel in each."""
    sizes = [15.5 * (len(group) + 0.6 * group["apart"].any()) + 64 for group in groups]
    return tallest(sizes, columns)


def _inches(rows: pd.DataFrame, wide: bool) -> float:
    return sum(_lines(_measures(rows), 2 if wide else 1)) / 72


@kind(_describe, _inches)
def measure_panels(rows: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw several measures of the same peoples, a panel for each, with its own axis.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``measure``, or its ``label``, the panel's heading; ``people``; ``low``, ``value``,
        ``high``; optionally ``pooled``, whether several peoples are counted together (drawn as a
        diamond), and ``apart``, whether the number cannot be compared with the others (drawn
        grey, below them).
    ax : matplotlib.axes.Axes, optional
        Where to draw; two panels side by side where it is wide enough.

    Returns
    -------
    matplotlib.axes.Axes
        Blank itself; its ``child_axes`` are the panels, in the order of the measures. The axes
        of the panels do not start at zero: positions are compared, not lengths.
    """
    ax = ax or plt.gca()
    ax.set_axis_off()
    box = ax.get_window_extent()  # before the layout, which will give the axes the whole figure
    wide = 1.25 * box.width / ax.figure.dpi * 72
    columns = 2 if wide > 375 else 1
    groups = _measures(rows)
    lines = _lines(groups, columns)
    for i, group in enumerate(groups):
        names = (4.8 * max(map(len, _names(group))) + 10) / wide
        line, above = lines[i // columns], sum(lines[: i // columns])
        left, top = i % columns / columns, 1 - above / sum(lines)
        width, height = 0.97 / columns - names, (line - 64) / sum(lines)
        place = [left + names, top - 30 / sum(lines) - height, width, height]
        _panel(group, place, width * wide, (line - 64) / 15.5, ax)
        told, unit = group["measure"].iloc[0], unit_of(group)
        told = f"{told}, {unit}" if unit and unit not in told else told
        told = group["label"].iloc[0] if "label" in group else told  # the measure, in words
        title = textwrap.fill(told, int(wide / columns / 6))
        ax.text(left, top, title, weight="bold", va="top", fontsize=9)
    return ax


def _describe_ranks(rows: pd.DataFrame) -> str:
    """Say on how many measures there is which verdict."""
    counts = rows["verdict"].str.partition("\n")[0].value_counts()
    told = ", ".join(f"{verdict} on {n}" for verdict, n in counts.items())
    return f"Possible ranks on {len(rows)} measures, 1 the greatest loss. Greatest: {told}."


@kind(_describe_ranks, lambda rows, wide: (len(rows) * (32 if wide else 41) + 56) / 72)
def rank_bars(rows: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw from which to which rank something can stand, a row for each measure.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``label``; ``best`` and ``worst``, the range of ranks like with like; ``best_any`` and
        ``worst_any``, that over all rival figures; ``of``, how many are compared; ``verdict``.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib.axes.Axes
        A grey dot for every rank there is, a thin line for the wider range and a thick one for
        the narrower, a dot where that is one rank; the verdict stands at the right.
    """
    ax = ax or plt.gca()
    last, colour = rows["of"].max(), COLOURS["accent"]
    columns = int(points_wide(ax) * 1.3 / 4.8)
    labels = [textwrap.wrap(label, columns) for label in rows["label"]]
    place = np.cumsum([0.8 + 0.42 * len(lines) for lines in labels])
    for y, lines, row in zip(place, labels, rows.to_dict("records"), strict=True):
        ranks = np.arange(1, row["of"] + 1)
        ax.plot(ranks, np.full(len(ranks), y), ".", color=COLOURS["context"], ms=5, zorder=1)
        for first, width in (("_any", 1.5), ("", 7)):
            ends = [row[f"best{first}"], row[f"worst{first}"]]
            ax.plot(ends, [y, y], color=colour, lw=width, solid_capstyle="round", zorder=2)
        if row["best"] == row["worst"]:
            ax.plot(row["best"], y, "o", color=colour, ms=9, zorder=3)
        ax.text(last + 0.5, y, row["verdict"], va="center", weight="bold", fontsize=9)
        ax.text(0.75, y - 0.22, "\n".join(lines), va="bottom", fontsize=9).set_in_layout(False)
    ax.set(xlim=(0.7, last + 2), ylim=(place[-1] + 0.6, 0.1), yticks=[])
    ax.set_xticks(range(1, last + 1))
    ax.set_xlabel("Rank; 1 is the greatest loss")
    ax.grid(visible=False)
    return ax
