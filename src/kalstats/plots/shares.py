"""Shares of a territory: over time, and a bar for each census."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from kalstats.plots.style import (
    COLOURS,
    kind,
    link,
    points_wide,
    preferred,
    tenths,
    trend,
    unit_of,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes


TOLD = ["kalmyks", "russians", "others"]


def _point(row: Any, colour: str, ax: Axes, *, below: bool) -> None:
    """Draw a share: filled and with its number if preferred, else hollow."""
    face = colour if row["preferred"] else COLOURS["paper"]
    (mark,) = ax.plot(row["start"], row["value"], "o", ms=8, mfc=face, mec=colour, mew=1.8)
    link(mark, row)
    if row["preferred"] or row.get("rank") == "doubtful":
        wide = points_wide(ax) > 300
        number = tenths(row["value"]) if wide else f"{math.floor(row['value'] + 0.5)}"
        ax.annotate(
            number,
            (row["start"], row["value"]),
            (0, -16 if below else 8),
            color=colour,
            ha="center",
            textcoords="offset points",
            weight="bold",
            fontsize=9,
        )


def _runs(rows: pd.DataFrame, breaks: list[pd.Timestamp]) -> list[pd.DataFrame]:
    """Part rows at the dates that no line may cross."""
    place = np.searchsorted(sorted(breaks), rows["start"])
    return [run for _, run in rows.groupby(place)]


def _mark_other_whole(dates: pd.Series[Any], since: Any, words: str, ax: Axes) -> pd.Timestamp:
    """Draw a dotted line half way to the census before a date; return the day of the line."""
    start = pd.Timestamp(since)
    before = dates[dates < start].max()
    day: pd.Timestamp = before + (start - before) / 2
    ax.axvline(mdates.date2num(day), color=COLOURS["muted"], lw=1, ls=":", zorder=0)
    style: dict[str, Any] = {"va": "top", "color": COLOURS["muted"], "fontsize": 8.5}
    place = (mdates.date2num(day), 97)
    ax.annotate(words, place, (4, 0), textcoords="offset points", **style)
    return day


def _describe_lines(rows: pd.DataFrame) -> str:
    """Say the course of each people's share."""
    order = rows.assign(end=rows["start"], unit="percent")
    told = [f"{name}: {trend(group)}" for name, group in order.groupby("people", sort=False)]
    return f"Lines of shares over time, percent. {'; '.join(told)}."


@kind(_describe_lines, lambda _, wide: 4.2 if wide else 4.4)
def share_lines(
    rows: pd.DataFrame,
    ax: Axes | None = None,
    *,
    gap: tuple[Any, Any],
    gap_label: str = "",
    missing: tuple[Any, ...] = (),
    other_whole: tuple[Any, str] | None = None,
) -> Axes:
    """Draw shares of a territory's population over time, a line per people, broken by gaps.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``people``, ``start``, ``value`` in percent, ``preferred`` (or ``rank``); rival and
        doubtful figures are drawn hollow and joined to nothing.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    gap : pair of dates
        The time without a territory; no line crosses it.
    gap_label : str
        What the gap was.
    missing : tuple of dates
        Censuses without a figure, marked with a cross on the axis; no line crosses them.
    other_whole : tuple of date and str, optional
        From when the shares are of another whole, and of which: a dotted line that no other
        crosses, between the census of that date and the one before.

    Returns
    -------
    matplotlib.axes.Axes
        Every run of points is labelled directly, at its end; one that goes on behind the dotted
        line only there.
    """
    ax, rows = ax or plt.gca(), rows.assign(preferred=preferred(rows))
    began, ended = map(pd.Timestamp, gap)
    absent, narrow = [pd.Timestamp(day) for day in missing], points_wide(ax) < 300
    first, last = mdates.date2num(began), mdates.date2num(ended)
    ax.axvspan(first, last, color=COLOURS["band"], lw=0)
    middle = (first + last) / 2
    ax.text(middle, 97, gap_label, ha="center", va="top", color=COLOURS["muted"], fontsize=9)
    ax.plot(
        mdates.date2num(absent),
        [0] * len(absent),
        "x",
        color=COLOURS["muted"],
        ms=6,
        mew=1.5,
        clip_on=False,
    )
    breaks = [began, *absent]
    if other_whole:
        breaks.append(_mark_other_whole(rows["start"], *other_whole, ax))
    goes_on = rows["start"][rows["start"] < breaks[-1]].max() if other_whole else None
    for people, group in rows.sort_values("start").groupby("people", sort=False):
        colour = COLOURS.get(str(people).lower(), COLOURS["others"])
        before = group[group["preferred"] & (group["start"] < began)]
        for row in group.to_dict("records"):
            earlier = before[before["start"] < row["start"]]["value"]
            steep = row["start"] < began and len(earlier) > 0 and earlier.iloc[-1] > row["value"]
            _point(row, colour, ax, below=steep)
        for _, same in group.groupby("preferred"):
            for run in _runs(same, breaks):
                end = run[["start", "value"]].iloc[-1]
                sure = run["preferred"].iloc[0]
                below = sure and narrow and ended < end["start"] < rows["start"].max()
                name: dict[str, Any] = {"textcoords": "offset points", "va": "center"}
                name |= {"color": colour, "weight": "bold", "fontsize": 8.5 if narrow else 10}
                if sure:
                    ax.plot(run["start"], run["value"], color=colour, lw=2.5)
                if end["start"] == goes_on and goes_on < group["start"].max():
                    continue  # the name stands at the end, behind the dotted line
                ax.annotate(str(people), tuple(end), (-4, -13) if below else (9, 0), **name)
    ax.set(ylim=(0, 100), xticks=sorted({*rows["start"], *([] if narrow else absent)}))
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    ax.tick_params(axis="x", labelsize=8.5, rotation=90 if points_wide(ax) < 450 else 0)
    ax.yaxis.set_major_formatter(mpl.ticker.StrMethodFormatter("{x:g} %"))
    ax.yaxis.set_major_locator(mpl.ticker.MultipleLocator(25))
    ax.grid(visible=False, axis="x")
    ax.grid(visible=True, axis="y", color=COLOURS["grid"])
    ax.margins(x=0.06)
    return ax


def _segment(part: str) -> dict[str, Any]:
    """Return how a people's part of a bar is filled; a part not told apart is hatched paper."""
    if (name := part.lower()) in TOLD:
        return {"fc": COLOURS[name], "ec": COLOURS["paper"]}
    return {"fc": COLOURS["paper"], "ec": COLOURS["others"], "hatch": "///"}


def _wide(rows: pd.DataFrame, parts: list[str] | None) -> tuple[pd.DataFrame, list[str]]:
    """Bring the parts of each bar side by side; rows of 0.1.0 have a column for each part."""
    if "people" not in rows:
        return rows.assign(note=rows.get("note", "")), parts or []
    names = parts or list(rows["people"].drop_duplicates())
    wide = rows.pivot(index="label", columns="people", values="value").reindex(columns=names)
    first = rows.groupby("label", sort=False).first()
    told: dict[str, Any] = {
        name: first[name] for name in ("source", "sources", "note") if name in first
    }
    wide = wide.assign(**{"note": "", **told}).loc[first.index].reset_index()
    return wide.fillna({"note": ""}), names


def _describe_bars(rows: pd.DataFrame) -> str:
    """Say from what to what each part went."""
    wide, parts = _wide(rows, None)
    told = []
    for part in parts:
        known = wide.dropna(subset=part)[["label", part]].to_numpy()
        if len(known):
            steps = [f"{tenths(value)} in {label}" for label, value in (known[0], known[-1])]
            told.append(f"{part} {' to '.join(dict.fromkeys(steps))}")
    return f"Stacked bars, {len(wide)} rows, {unit_of(rows)}: {'; '.join(told)}."


def _tall(rows: pd.DataFrame, wide: bool) -> float:
    return (rows["label"].nunique() * 27 + (70 if wide else 84)) / 72


@kind(_describe_bars, _tall)
def stacked_bars(
    rows: pd.DataFrame,
    ax: Axes | None = None,
    *,
    parts: list[str] | None = None,
    unit: str = "",
) -> Axes:
    """Draw compositions below one another, a bar for each label; what is not known stays blank.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``label``, the bar; ``people``, the part; ``value``, nan where it is not told apart;
        optionally ``note``, what stands in the place of a bar or behind it. In the form of 0.1.0
        a column for each part.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    parts : list of str, optional
        The parts from left to right; those that name no people of `COLOURS` are hatched.
    unit : str
        Label of the axis, if not the unit of the rows.

    Returns
    -------
    matplotlib.axes.Axes
        One segment for each part known, with its number where there is room; that of a hatched
        part stands behind the bar. A band with the note for a row without parts.
    """
    ax, unit = ax or plt.gca(), unit_of(rows, unit)
    rows, parts = _wide(rows, parts)
    most, wide = rows[parts].sum(axis=1).max(), points_wide(ax) * 1.2
    for place, row in enumerate(rows.to_dict("records")):
        left, behind = 0.0, ""
        for part in (name for name in parts if not np.isnan(row[name])):
            (bar,) = ax.barh(place, row[part], 0.72, left=left, lw=0.8, **_segment(part))
            link(bar, row)
            number, middle = tenths(row[part]), left + row[part] / 2
            left += row[part]
            if part.lower() not in TOLD:
                behind = number
            elif row[part] / most * wide > 6 * len(number) + 4:
                text = ax.text(middle, place, number, ha="center", va="center", fontsize=9)
                text.set(weight="bold", color=COLOURS["paper"])
        if left == 0:
            ax.axhspan(place - 0.42, place + 0.42, color=COLOURS["band"], lw=0)
        note: dict[str, Any] = {"va": "center", "color": COLOURS["muted"], "fontsize": 9}
        end = (left, place)
        words = " · ".join(filter(None, [behind, row["note"]]))
        ax.annotate(words, end, (5, 0), textcoords="offset points", **note)
    ax.set_yticks(range(len(rows)), rows["label"])
    ax.set(
        ylim=(len(rows) - 0.45, -0.55),
        xlim=(0, most * (1.01 + 34 / wide * any(part.lower() not in TOLD for part in parts))),
    )
    ax.tick_params(axis="y", length=0, labelcolor=COLOURS["ink"])
    ax.set_xlabel(unit)
    ax.xaxis.set_major_locator(mpl.ticker.MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    ax.xaxis.set_major_formatter(mpl.ticker.StrMethodFormatter("{x:,g}"))
    keys = [mpl.patches.Patch(label=part, lw=0.8, **_segment(part)) for part in parts]
    corner: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (-0.02, 1)}
    columns = len(parts) if wide > 375 else 2
    ax.legend(handles=keys, ncols=columns, frameon=False, fontsize=9, borderpad=0, **corner)
    return ax
