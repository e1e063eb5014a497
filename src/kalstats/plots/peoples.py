"""Peoples: their shares of a territory, and their ranks on a measure."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from kalstats.plots.style import (
    COLOURS,
    link,
    points_wide,
    row_label,
    thousands,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def _point(row: Any, colour: str, ax: Axes, *, below: bool) -> None:
    """Draw a share: filled and with its number if preferred, else hollow."""
    preferred = row["rank"] == "preferred"
    face = colour if preferred else COLOURS["paper"]
    (mark,) = ax.plot(row["start"], row["value"], "o", ms=8, mfc=face, mec=colour, mew=1.8)
    link(mark, row)
    if preferred or row["rank"] == "doubtful":
        wide = points_wide(ax) > 300
        number = f"{row['value']:.1f}" if wide else f"{math.floor(row['value'] + 0.5)}"
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


def share_lines(
    rows: pd.DataFrame,
    ax: Axes | None = None,
    *,
    gap: tuple[Any, Any],
    gap_label: str,
    missing: tuple[Any, ...] = (),
) -> Axes:
    """Draw shares of a territory's population over time, a line per people, broken by gaps.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``people``, ``start``, ``value`` in percent, ``rank``; rival and doubtful figures are
        drawn hollow and joined to nothing.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    gap : pair of dates
        The time without a territory; no line crosses it.
    gap_label : str
        What the gap was.
    missing : tuple of dates
        Censuses without a figure, marked with a cross on the axis; no line crosses them.

    Returns
    -------
    matplotlib.axes.Axes
        Every run of points is labelled directly, at its end.
    """
    ax = ax or plt.gca()
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
    for people, group in rows.sort_values("start").groupby("people", sort=False):
        colour = COLOURS.get(str(people).lower(), COLOURS["others"])
        before = group[(group["rank"] == "preferred") & (group["start"] < began)]
        for row in group.to_dict("records"):
            earlier = before[before["start"] < row["start"]]["value"]
            steep = row["start"] < began and len(earlier) > 0 and earlier.iloc[-1] > row["value"]
            _point(row, colour, ax, below=steep)
        for _, kind in group.groupby(group["rank"] == "preferred"):
            for run in _runs(kind, [began, *absent]):
                end = run[["start", "value"]].iloc[-1]
                sure = run["rank"].iloc[0] == "preferred"
                below = sure and narrow and ended < end["start"] < rows["start"].max()
                name: dict[str, Any] = {"textcoords": "offset points", "va": "center"}
                name |= {"color": colour, "weight": "bold", "fontsize": 8.5 if narrow else 10}
                if sure:
                    ax.plot(run["start"], run["value"], color=colour, lw=2.5)
                ax.annotate(str(people), tuple(end), (-4, -13) if below else (9, 0), **name)
    ax.set(ylim=(0, 100), xticks=sorted({*rows["start"], *([] if narrow else absent)}))
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    ax.tick_params(axis="x", labelsize=8, rotation=90 if points_wide(ax) < 450 else 0)
    ax.yaxis.set_major_formatter(mpl.ticker.StrMethodFormatter("{x:g} %"))
    ax.yaxis.set_major_locator(mpl.ticker.MultipleLocator(25))
    ax.grid(visible=False, axis="x")
    ax.grid(visible=True, axis="y", color=COLOURS["grid"])
    ax.margins(x=0.06)
    return ax


def _bounds(row: Any) -> str:
    """Write the value of a row, or its bounds where they look different, to a tenth."""
    low, high = (f"{row[name]:,.1f}".replace("-", "−") for name in ("low", "high"))
    return low if low == high else f"{low}{' to ' if row['low'] < 0 else '–'}{high}"


def _panel(rows: pd.DataFrame, place: Any, wide: float, slots: float, ax: Axes) -> None:
    """Draw one measure: a row for each people, the greatest first, those apart below a gap."""
    rows = rows.sort_values(["apart", "high"], ascending=[True, False])
    panel = ax.inset_axes(place)
    y = np.arange(len(rows)) + 0.6 * rows["apart"].to_numpy()
    numbers = [_bounds(row) for row in rows.to_dict("records")]
    for at, number, row in zip(y, numbers, rows.to_dict("records"), strict=True):
        own = row["people"] == "Kalmyks"
        colour = COLOURS["kalmyks" if own else "others" if row["apart"] else "ink"]
        panel.plot([row["low"], row["high"]], [at, at], color=colour, lw=3, solid_capstyle="butt")
        panel.plot(
            row["value"], at, "D" if row["pooled"] else "o", ms=5, color=colour, clip_on=False
        )
        end, gap = (row["high"], at), (6, 0)
        panel.annotate(
            number, end, gap, textcoords="offset points", color=colour, va="center", fontsize=8.5
        )
    names = rows["people"] + np.select([rows["pooled"], rows["apart"]], [", pooled", ", apart"], "")
    panel.set_yticks(y, names)
    panel.tick_params(axis="both", length=0, labelsize=8.5)
    for label, people in zip(panel.get_yticklabels(), rows["people"], strict=True):
        own = people == "Kalmyks"
        label.set(color=COLOURS["kalmyks" if own else "ink"], weight="bold" if own else "normal")
    least, most = rows["low"].min(), rows["high"].max()
    room = min(0.7, (8 + 5 * max(map(len, numbers))) / wide)  # for the numbers
    panel.set_xlim(least - 0.06 * (most - least), most + (most - least) * room / (1 - room))
    panel.set_ylim(slots - 0.4, -0.6)
    panel.xaxis.set_major_locator(mpl.ticker.MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    panel.grid(visible=False, axis="y")


def measure_panels(rows: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw several measures of the same peoples, a panel for each, with its own axis.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``measure``, the panel's heading; ``people``; ``low``, ``value``, ``high``; ``pooled``,
        whether several peoples are counted together (drawn as a diamond); ``apart``, whether the
        number cannot be compared with the others (drawn grey, below them).
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
    wide, high = (1.25 * side / ax.figure.dpi * 72 for side in (box.width, box.height))
    columns = 2 if wide > 375 else 1
    groups = [group for _, group in rows.groupby("measure", sort=False)]
    down = math.ceil(len(groups) / columns)
    slots = max(len(group) + 0.6 * group["apart"].any() for group in groups)
    names, heading, below = 140 / wide, 30 / high, 34 / high
    for i, group in enumerate(groups):
        left, top = i % columns / columns, 1 - (i // columns) / down
        width, height = 0.97 / columns - names, 1 / down - heading - below
        place = [left + names, top - heading - height, width, height]
        _panel(group, place, width * wide, slots, ax)
        title = textwrap.fill(group["measure"].iloc[0], int(wide / columns / 6))
        ax.text(left, top, title, weight="bold", va="top", fontsize=9)
    return ax


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
    last, colour = rows["of"].max(), COLOURS["kalmyks"]
    columns = int(points_wide(ax) * 1.3 / 5.4)
    labels = [textwrap.wrap(label, columns) for label in rows["label"]]
    place = np.cumsum([0.8 + 0.42 * len(lines) for lines in labels])
    for y, lines, row in zip(place, labels, rows.to_dict("records"), strict=True):
        ranks = np.arange(1, row["of"] + 1)
        ax.plot(ranks, np.full(len(ranks), y), ".", color=COLOURS["others"], ms=5, zorder=1)
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


HATCH = {"kalmyks": "", "russians": "///", "others": "|||"}  # told apart without colour as well


def _segment(part: str) -> dict[str, Any]:
    """Return how a people's part of a bar is filled; a part of no one people is hatched paper."""
    if (name := part.lower()) in HATCH:
        return {"fc": COLOURS[name], "ec": COLOURS["paper"], "hatch": HATCH[name]}
    return {"fc": COLOURS["paper"], "ec": COLOURS["muted"], "hatch": "xxx"}


def _number(value: float, sign: str = "") -> str:
    return f"{value:{sign},.1f}".replace("-", "−")


def stacked_bars(
    rows: pd.DataFrame, ax: Axes | None = None, *, parts: list[str], unit: str
) -> Axes:
    """Draw compositions below one another, a bar for each date; what is not known stays blank.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``label``; a column for each part, nan where it is not told apart; ``note``, what stands
        in the place of a bar or behind it; ``source``, the key of a source to link to, or empty.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    parts : list of str
        The columns, from left to right; those that name no people of `COLOURS` are hatched.
    unit : str
        Label of the axis.

    Returns
    -------
    matplotlib.axes.Axes
        One segment for each part known, with its number where there is room; a band with the note
        for a row without parts. Segments link to the source's entry in the same page.
    """
    ax = ax or plt.gca()
    most, wide = rows[parts].sum(axis=1).max(), points_wide(ax) * 1.2
    for place, row in enumerate(rows.to_dict("records")):
        left = 0.0
        for part in (name for name in parts if not np.isnan(row[name])):
            (bar,) = ax.barh(place, row[part], 0.72, left=left, lw=0.8, **_segment(part))
            link(bar, row)
            number, middle = _number(row[part]), left + row[part] / 2
            left += row[part]
            if row[part] / most * wide > 5.5 * len(number) + 8:
                known = part.lower() in HATCH
                face, ink = _segment(part)["fc"], COLOURS["paper" if known else "ink"]
                text = ax.text(middle, place, number, ha="center", va="center", color=ink)
                text.set(fontsize=8.5, weight="bold", bbox={"fc": face, "ec": "none", "pad": 0.8})
        if left == 0:
            ax.axhspan(place - 0.42, place + 0.42, color=COLOURS["band"], lw=0)
        note: dict[str, Any] = {"va": "center", "color": COLOURS["muted"], "fontsize": 8.5}
        end = (left, place)
        ax.annotate(row["note"], end, (6, 0), textcoords="offset points", **note)
    ax.set_yticks(range(len(rows)), rows["label"])
    ax.set(ylim=(len(rows) - 0.45, -0.55), xlim=(0, most * 1.01))
    ax.tick_params(axis="y", length=0, labelcolor=COLOURS["ink"])
    ax.set_xlabel(unit)
    ax.xaxis.set_major_locator(mpl.ticker.MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    ax.xaxis.set_major_formatter(mpl.ticker.StrMethodFormatter("{x:,g}"))
    keys = [mpl.patches.Patch(label=part, lw=0.8, **_segment(part)) for part in parts]
    corner: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (-0.02, 1)}
    columns = len(parts) if wide > 375 else 2
    ax.legend(handles=keys, ncols=columns, frameon=False, fontsize=9, borderpad=0, **corner)
    return ax


def slope(rows: pd.DataFrame, ax: Axes | None = None, *, ends: tuple[str, str], unit: str) -> Axes:
    """Draw from where to where each people went between two dates.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``label``, ``before`` and ``after``; a label that names a people of `COLOURS` has its
        colour.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    ends : pair of str
        The names of the two dates.
    unit : str
        What the numbers are.

    Returns
    -------
    matplotlib.axes.Axes
        One line for each row, with its number at both ends and its name at the right; numbers
        that would overlap are moved apart.
    """
    ax = ax or plt.gca()
    most = rows[["before", "after"]].to_numpy().max()
    apart = 1.5 * 10 / (ax.get_window_extent().height / ax.figure.dpi * 72 * 1.25) * most
    for side, column in enumerate(("before", "after")):
        lowest = -math.inf
        for row in rows.sort_values(column).to_dict("records"):
            colour = COLOURS.get(str(row["label"]).lower(), COLOURS["others"])
            lowest = max(lowest + apart, row[column])
            name = f"  {row['label']}" if side else ""
            words: dict[str, Any] = {"color": colour, "weight": "bold", "fontsize": 9.5}
            words |= {"va": "center", "ha": "left" if side else "right"}
            away = (8 if side else -8, 0)
            text = _number(row[column]) + name
            ax.annotate(text, (side, lowest), away, textcoords="offset points", **words)
            if side:
                values = [row["before"], row["after"]]
                ax.plot([0, 1], values, "o-", color=colour, lw=2.5, ms=7)
    room = 100 / (points_wide(ax) * 1.2)  # of the width, for the names
    ax.set(xlim=(-0.35 * room / (1 - room) - 0.1, 1 + 1.35 * room / (1 - room)))
    ax.set_ylim(0, most * 1.1)
    ax.set_xticks([0, 1], ends)
    ax.yaxis.set_major_locator(mpl.ticker.MaxNLocator(4))
    ax.set_ylabel(unit)
    ax.grid(visible=False, axis="x")
    ax.grid(visible=True, axis="y", color=COLOURS["grid"])
    return ax


def change_bars(rows: pd.DataFrame, ax: Axes | None = None, *, parts: dict[str, str]) -> Axes:
    """Draw the change of a share, taken apart: bars from zero, a group for each period.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``label`` of the period; ``change`` and the parts, in percentage points; ``unsure``,
        whether the period's parts do not rest on counts of one territory (drawn hatched).
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    parts : dict of str to str
        The columns that add up to ``change``, each with the name that stands beside its bar.

    Returns
    -------
    matplotlib.axes.Axes
        For each period the change, then its parts, each with its number.
    """
    ax = ax or plt.gca()
    bars = {"change": "change", **parts}
    colours = ["ink", "kalmyks", *["others"] * len(parts)]
    step = len(bars) + 1.5
    for i, row in enumerate(rows.to_dict("records")):
        for j, ((part, name), key) in enumerate(zip(bars.items(), colours, strict=False)):
            (bar,) = ax.barh(i * step + j, row[part], 0.78, color=COLOURS[key], ec=COLOURS[key])
            if row["unsure"] and part != "change":
                bar.set(fill=False, hatch="////")
            end, text = (max(row[part], 0), i * step + j), f"{name} {_number(row[part], '+')}"
            words: dict[str, Any] = {"va": "center", "fontsize": 8.5, "color": COLOURS["ink"]}
            words["weight"] = "bold" if part == "change" else "normal"
            ax.annotate(text, end, (5, 0), textcoords="offset points", **words)
        row_label(ax, i * step - 0.5, row["label"], "bold")
    ax.axvline(0, color=COLOURS["muted"], lw=1)
    drawn = rows[list(bars)].to_numpy()
    least, most = min(drawn.min(), 0), max(drawn.max(), 0)
    room = 98 / (points_wide(ax) * 1.2)  # of the width, for the words beside the longest bar
    ax.set_xlim(least * 1.05, most + (most - least) * room / (1 - room))
    ax.set_ylim(len(rows) * step - 1.2, -1.7)
    thousands(ax, "percentage points")
    return ax
