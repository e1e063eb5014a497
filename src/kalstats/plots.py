"""One function per kind of chart: data and ``ax=None`` in, ``Axes`` out; and the one style.

Text and lines are drawn in named colours (`COLOURS`), so that a report can give each name another
value in dark mode. Preferred figures are filled, rival ones hollow, gaps stay gaps.
"""

from __future__ import annotations

import difflib
import math
import textwrap
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from kalstats import data
from kalstats.data import cite

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from kalstats.evidence import Quantity

COLOURS = {
    "ink": "#1c1c1e",
    "muted": "#5c6066",
    "grid": "#dddfe3",
    "band": "#f0ede6",
    "paper": "#ffffff",
    "kalmyks": "#b0431c",
    "russians": "#22598c",
    "others": "#75787d",
}
STATUS = {"autonomous region": "others", "ASSR": "russians", "SSR": "kalmyks", "republic": "ink"}
STYLE: dict[Any, Any] = {
    "axes.edgecolor": COLOURS["muted"],
    "axes.facecolor": "none",
    "axes.grid.axis": "x",
    "axes.labelcolor": COLOURS["muted"],
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.facecolor": "none",
    "font.family": ["DejaVu Sans"],
    "font.size": 10,
    "grid.color": COLOURS["grid"],
    "svg.fonttype": "none",
    "text.color": COLOURS["ink"],
    "xtick.color": COLOURS["muted"],
    "ytick.color": COLOURS["muted"],
}


def style() -> Any:
    """Return a context in which charts are drawn in the style of this study."""
    return mpl.rc_context({**sns.axes_style("whitegrid"), **STYLE})


def _points_wide(ax: Axes) -> float:
    """Return the width of the axes in points, as laid out so far."""
    return ax.get_window_extent().width / ax.figure.dpi * 72


def _colour(row: Any) -> str:
    return COLOURS["ink"] if row["preferred"] else COLOURS["muted"]


def when(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """Return a day, month, year or span of them in words.

    >>> when(pd.Timestamp("1920-07-02"), pd.Timestamp("1920-07-09"))
    '2–9 July 1920'
    >>> when(pd.Timestamp("1943-10-01"), pd.Timestamp("1943-10-31"))
    'October 1943'
    """
    month, year = f"{start:%B %Y}", f"{start:%Y}"
    if start == end:
        return f"{start.day} {month}"
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return year if start.year == end.year else f"{year}–{end:%Y}"
    if (start.year, start.month) != (end.year, end.month):
        return f"{start.day} {month} – {end.day} {end:%B %Y}"
    return month if start.day == 1 and end.is_month_end else f"{start.day}–{end.day} {month}"


def rungs(quantity: Quantity, scale: float = 1) -> pd.DataFrame:
    """Return the figures of a quantity as rows for `ladder`, divided by a scale."""
    best = quantity.preferred
    return pd.DataFrame(
        [
            {
                "label": f"{figure.printed} · {cite(figure.source, 'short')}, {figure.locator}",
                **{name: getattr(figure, name) / scale for name in ("low", "value", "high")},
                "preferred": figure is best,
            }
            for figure in quantity.figures
        ]
    )


def ladder(rows: pd.DataFrame, ax: Axes | None = None, *, unit: str, reference: Any = None) -> Axes:
    """Draw rival figures, or the readings of a result, one below the other on one axis.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``label``, ``low``, ``value`` (nan where there are bounds only), ``high``, ``preferred``;
        from `rungs`, or made from `readings`.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    unit : str
        Label of the axis.
    reference : tuple of float and str, optional
        A value to compare with, and its name.

    Returns
    -------
    matplotlib.axes.Axes
        One marker for each value, filled if preferred; a bar from low to high for each range.
    """
    ax = ax or plt.gca()
    columns = int(_points_wide(ax) * 1.25 / 6.3)
    labels = [textwrap.wrap(textwrap.shorten(label, 150), columns) for label in rows["label"]]
    place = np.cumsum([0.75 + 0.4 * len(lines) for lines in labels])
    known = rows[["low", "value", "high"]].to_numpy()
    edge = known[np.isfinite(known)].max() * 1.05
    for y, lines, row in zip(place, labels, rows.to_dict("records"), strict=True):
        colour = _colour(row)
        if row["high"] > row["low"]:
            ends = [row["low"], min(row["high"], edge)]
            ax.plot(ends, [y, y], color=colour, lw=2.5, solid_capstyle="butt")
            if row["high"] == np.inf:
                ax.plot(edge, y, ">", color=colour, ms=7)
        if not np.isnan(row["value"]):
            face = colour if row["preferred"] else COLOURS["paper"]
            ax.plot(row["value"], y, "o", ms=8, mfc=face, mec=colour, mew=1.8)
        weight = "bold" if row["preferred"] else "normal"
        box = {"facecolor": COLOURS["paper"], "edgecolor": "none", "pad": 1}
        text = ax.text(
            0,
            y - 0.25,
            "\n".join(lines),
            transform=ax.get_yaxis_transform(),
            color=colour,
            weight=weight,
            va="bottom",
            fontsize=9,
            bbox=box,
        )
        text.set_in_layout(False)
    if reference:
        value, name = reference
        ax.axvline(value, color=COLOURS["kalmyks"], lw=1.2, ls=(0, (4, 3)), zorder=0)
        ax.annotate(
            name,
            (value, place[-1] + 0.35),
            (4, 0),
            textcoords="offset points",
            color=COLOURS["kalmyks"],
            va="center",
        )
    ax.set(yticks=[], ylim=(place[-1] + 0.6, 0.1))
    ax.set_xlabel(textwrap.fill(unit, int(_points_wide(ax) / 5.8)))
    ax.xaxis.set_major_locator(mpl.ticker.MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    ax.xaxis.set_major_formatter(mpl.ticker.StrMethodFormatter("{x:,g}"))
    ax.margins(x=0.08)
    return ax


def _status_bar(changes: pd.DataFrame, first: float, last: float, ax: Axes) -> None:
    """Draw one block for each legal status, named in it where there is room; none is a gap."""
    starts = mdates.date2num(changes["start"])
    height = ax.get_window_extent().height / ax.figure.dpi * 72 * 1.25  # before the layout
    for start, end, status in zip(starts, [*starts[1:], last], changes["status"], strict=True):
        if status != "none":
            colour = COLOURS[STATUS[status]]
            ax.bar(10, end - start, 20, bottom=start, color=colour, ec="none")
        room = (end - start) / (last - first) * height
        if room > 5.2 * len(status.replace("none", "no territory")):
            name, colour = (status, "paper") if status != "none" else ("no territory", "muted")
            middle = (start + end) / 2
            ax.text(
                10,
                middle,
                name,
                rotation=90,
                ha="center",
                va="center",
                color=COLOURS[colour],
                fontsize=8.5,
            )


def timeline(dated: pd.DataFrame, ax: Axes | None = None, *, until: Any) -> Axes:
    """Draw dated events down a time axis, with the territory's legal status as a bar.

    Parameters
    ----------
    dated : pandas.DataFrame
        Rows of `kalstats.events`, one per event, in order of ``start``.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    until : date
        To which day the last status is drawn.

    Returns
    -------
    matplotlib.axes.Axes
        One text for each event, tied by a line to its date; a gap where there was no territory.
    """
    ax = ax or plt.gca()
    days = mdates.date2num(dated["start"])
    first, last = days.min() - 500, mdates.date2num(pd.Timestamp(until))
    _status_bar(dated[dated["status"] != ""], first, last, ax)
    width = _points_wide(ax)
    texts = [
        textwrap.fill(when(row["start"], row["end"]) + ": " + row["what"], int((width - 44) / 5.3))
        for row in dated.to_dict("records")
    ]
    heights = np.array([text.count("\n") + 1.6 for text in texts])
    slots = first + (np.cumsum(heights) - heights / 2) / heights.sum() * (last - first)
    for day, slot, text, status in zip(days, slots, texts, dated["status"], strict=True):
        ax.plot([20, 26, 42], [day, day, slot], color=COLOURS["muted"], lw=0.7)
        weight = "bold" if status else "normal"
        ax.text(44, slot, text, va="center", fontsize=8.5, weight=weight)
    ax.set(xlim=(0, width), ylim=(last, first), xticks=[])
    ax.yaxis_date()
    ax.yaxis.set_major_locator(mdates.YearLocator(10))
    ax.yaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    ax.spines["bottom"].set_visible(False)
    ax.grid(visible=False)
    return ax


def _point(row: Any, colour: str, ax: Axes, *, below: bool) -> None:
    """Draw a share: filled and with its number if preferred, else hollow."""
    preferred = row["rank"] == "preferred"
    face = colour if preferred else COLOURS["paper"]
    ax.plot(row["start"], row["value"], "o", ms=8, mfc=face, mec=colour, mew=1.8)
    if preferred or row["rank"] == "doubtful":
        wide = _points_wide(ax) > 300
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


def share_lines(
    rows: pd.DataFrame, ax: Axes | None = None, *, gap: tuple[Any, Any], gap_label: str
) -> Axes:
    """Draw shares of a territory's population over time, a line per people, broken by a gap.

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

    Returns
    -------
    matplotlib.axes.Axes
        Labelled directly, before and after the gap.
    """
    ax = ax or plt.gca()
    began, ended = map(pd.Timestamp, gap)
    first, last = mdates.date2num(began), mdates.date2num(ended)
    ax.axvspan(first, last, color=COLOURS["band"], lw=0)
    middle = (first + last) / 2
    ax.text(middle, 97, gap_label, ha="center", va="top", color=COLOURS["muted"], fontsize=9)
    for people, group in rows.sort_values("start").groupby("people", sort=False):
        colour = COLOURS.get(str(people).lower(), COLOURS["others"])
        sure = group[group["rank"] == "preferred"]
        before, after = sure[sure["start"] < began], sure[sure["start"] > ended]
        for part in (before, after):
            ax.plot(part["start"], part["value"], color=colour, lw=2.5)
        for row in group.to_dict("records"):
            earlier = before[before["start"] < row["start"]]["value"]
            steep = row["start"] < began and len(earlier) > 0 and earlier.iloc[-1] > row["value"]
            _point(row, colour, ax, below=steep)
        for part in (before, after if len(after) else group[group["start"] > ended]):
            if len(part):
                newest = part.iloc[-1]
                ax.annotate(
                    str(people),
                    (newest["start"], newest["value"]),
                    (9, 0),
                    color=colour,
                    weight="bold",
                    textcoords="offset points",
                    va="center",
                )
    ax.set(ylim=(0, 100), xticks=sorted(set(rows["start"])))
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    ax.tick_params(axis="x", labelsize=8, rotation=90 if _points_wide(ax) < 300 else 0)
    ax.yaxis.set_major_formatter(mpl.ticker.StrMethodFormatter("{x:g} %"))
    ax.yaxis.set_major_locator(mpl.ticker.MultipleLocator(25))
    ax.grid(visible=False, axis="x")
    ax.grid(visible=True, axis="y", color=COLOURS["grid"])
    ax.margins(x=0.06)
    return ax


# ---- the map ------------------------------------------------------------------------------------

# Albers' equal-area conic for 40–100° E: areas are true, and so can be held against the circles
PROJECTION = "+proj=aea +lat_1=48 +lat_2=64 +lat_0=55 +lon_0=70 +ellps=WGS84 +units=km"
ROW = 26  # points of a row of the key under a narrow map
Box = tuple[float, float, float, float]  # left, bottom, right, top
ORDERS = 80  # in which labels are placed, one after the other; more orders find nothing better


def routes(rows: pd.DataFrame, origin: str = "Kalmykia") -> pd.DataFrame:
    """Return where territories lie, and how far from the origin, as `route_map` draws them.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``territory`` and ``value``, one row for each territory.
    origin : str
        The territory from which the routes start.

    Returns
    -------
    pandas.DataFrame
        The rows with ``town``, ``longitude``, ``latitude`` and ``km``, the length of the
        geodesic on the WGS 84 ellipsoid (C. F. F. Karney, Algorithms for geodesics, 2013).

    Raises
    ------
    ValueError
        If a territory has no point in ``regions.geojson``, comes twice or has no value: it is
        named, never left out.

    Examples
    --------
    >>> sent = pd.DataFrame({"territory": ["Omsk Oblast"], "value": [24352]})
    >>> routes(sent)[["town", "km"]].round().values.tolist()
    [['Omsk', 2252.0]]
    """
    from pyproj import Geod

    points = data.points()
    for name in [origin, *rows["territory"]]:
        if name not in points:
            near = ", ".join(difflib.get_close_matches(str(name), points)) or "none"
            raise ValueError(f"territory {name!r}: no point in regions.geojson; near: {near}")
    for row in rows.to_dict("records"):
        if not 0 < row["value"] < math.inf:
            raise ValueError(f"{row['territory']}, value {row['value']}: expected more than 0")
    if twice := list(rows["territory"][rows["territory"].duplicated()]):
        raise ValueError(f"territory {', '.join(twice)}: expected once")
    longitude, latitude, town = zip(*(points[name] for name in rows["territory"]), strict=True)
    east, north = ([degrees] * len(rows) for degrees in points[origin][:2])
    metres = np.array(Geod(ellps="WGS84").inv(east, north, longitude, latitude)[2])
    return rows.assign(town=town, longitude=longitude, latitude=latitude, km=metres / 1000)


def _geodesic(start: Any, end: Any, project: Any) -> Any:
    """Return projected positions along the shortest line between two places."""
    from pyproj import Geod

    between = Geod(ellps="WGS84").npts(start[0], start[1], end[0], end[1], npts=40)
    return np.column_stack(project(*np.transpose([start[:2], *between, end[:2]])))


def _outline(feature: Any, project: Any, frame: Box, km: float) -> list[Path]:
    """Return the projected rings of a region that reach the frame, as fine as can be seen."""
    rings = []
    for ring in (ring for polygon in feature["geometry"]["coordinates"] for ring in polygon):
        vertices = np.column_stack(project(*np.transpose(ring)))
        path = Path(vertices)
        (left, bottom), (right, top) = vertices.min(axis=0), vertices.max(axis=0)
        if left < frame[2] and right > frame[0] and bottom < frame[3] and top > frame[1]:
            path.simplify_threshold = km  # a point of the page
            rings.append(path.cleaned(simplify=True))
    return rings


def _draw_land(
    ax: Axes, names: set[str], origin: str, project: Any, frame: Box, km: float
) -> list[Any]:
    """Draw the surroundings, the destinations darker, and the origin in its colour."""
    looks: dict[str, dict[str, Any]] = {
        "around": {"fc": COLOURS["band"], "ec": COLOURS["paper"], "lw": 0.6},
        "destination": {"fc": COLOURS["grid"], "ec": COLOURS["paper"], "lw": 0.6},
        "origin": {"fc": COLOURS["kalmyks"], "ec": COLOURS["kalmyks"], "lw": 0.6, "alpha": 0.45},
    }
    found: dict[str, list[Path]] = {look: [] for look in looks}
    for feature in data.regions():
        if feature["geometry"]["type"] == "MultiPolygon":
            name = feature["properties"]["territory"]
            look = "origin" if name == origin else "destination" if name in names else "around"
            found[look] += _outline(feature, project, frame, km)
    return [
        ax.add_patch(PathPatch(Path.make_compound_path(*paths), **looks[look], label=look))
        for look, paths in found.items()
        if paths
    ]


def _crosses(boxes: Any, others: Any) -> Any:
    """Return which boxes (left, bottom, right, top) share room with any of others."""
    one, two = np.reshape(boxes, (-1, 1, 4)), np.reshape(others, (1, -1, 4))
    over = (one[..., :2] < two[..., 2:]) & (two[..., :2] < one[..., 2:])
    return over.all(axis=-1).any(axis=-1)


def _lead(at: Any, box: Any) -> Any:
    """Return the line from a place to the nearest point of its label, as a row of small boxes."""
    near = np.clip(at, box[:2], box[2:])
    line = at + np.linspace(0, 1, 9)[:, None] * (near - at)
    return np.hstack([np.minimum(line[:-1], line[1:]), np.maximum(line[:-1], line[1:])])


def _rooms(at: Any, radius: float, size: Any, taken: Any, frame: Any) -> Any:
    """Return the free boxes of a size around a circle, inside the frame, the nearest first."""
    turns = np.tile(np.radians(np.arange(0, 360, 15)), 61)
    distance = np.repeat(np.linspace(radius, radius + 12 * size[1], 61), 24)
    ways = np.column_stack([np.cos(turns), np.sin(turns)])
    middles = at + ways * (distance[:, None] + size / 2)
    boxes = np.hstack([middles - size / 2, middles + size / 2])
    inside = (boxes[:, :2] >= frame[:2]).all(axis=1) & (boxes[:, 2:] <= frame[2:]).all(axis=1)
    boxes = boxes[inside]
    return boxes[~_crosses(boxes, taken)][:300]


def _arrange(places: Any, rooms: list[Any]) -> list[Any]:
    """Return a box for each label; of several orders of placing, the one with shortest lines."""
    found = []
    random = np.random.default_rng(len(places))  # always the same
    for _ in range(ORDERS):
        boxes: list[Any] = [None] * len(places)
        taken = np.empty((0, 4))  # labels so far, and the lines to them
        length = 0.0
        for i in random.permutation(len(places)):
            free = rooms[i][~_crosses(rooms[i], taken)]
            clear = (box for box in free if not _crosses(_lead(places[i], box), taken).any())
            boxes[i] = box = next(clear, None)
            if box is not None:
                line = _lead(places[i], box)
                taken = np.vstack([taken, box, line])
                length += (
                    math.dist(line[0, :2], line[-1, :2]) ** 2
                )  # rather two short than one long
        found.append((sum(box is None for box in boxes), length, boxes))
    return min(found, key=lambda one: one[:2])[2]


def _label(texts: list[Any], radii: Any, taken: Any, frame: Any, km: float) -> None:
    """Move texts from their places to where nothing else is; refuse to leave one out."""
    places = np.array([text.get_position() for text in texts])
    scale = 72 / texts[0].figure.dpi * km
    extents = [text.get_window_extent() for text in texts]
    sizes = np.array([[e.width * 1.06, e.height] for e in extents]) * scale + 3 * km  # fonts vary
    around = zip(places, radii + km, sizes, strict=True)
    boxes = _arrange(places, [_rooms(*one, taken, np.array(frame)) for one in around])
    for text, at, radius, box in zip(texts, places, radii, boxes, strict=True):
        if box is None:
            name = text.get_text().splitlines()[0]
            raise ValueError(f"{name}: no room for its label on the map; draw it larger")
        text.set_position((box[:2] + box[2:]) / 2)
        near = np.clip(at, box[:2], box[2:])
        if math.dist(at, near) > radius + 5 * km:
            style: Any = {"color": COLOURS["muted"], "lw": 0.7, "zorder": 2.5, "label": "leader"}
            text.axes.plot(*np.transpose([at, near]), **style)


def _legend(ax: Axes, corner: Any, unit: str, most: float, largest: float, km: float) -> Box:
    """Draw circles of two round numbers at the upper left, and return the room they take."""
    digit = 10 ** math.floor(math.log10(most))
    x, y = corner[0] + 16 * km, corner[1] - 8 * km
    style: Any = {"va": "center", "color": COLOURS["muted"], "fontsize": 8}
    ax.text(corner[0] + 4 * km, y, f"Area: number of {unit}", **style)
    for number in (math.floor(most / digit) * digit, math.floor(most / digit) * digit / 4):
        y -= 22 * km
        size = largest**2 * number / most
        ax.scatter(x, y, s=size, fc="none", ec=COLOURS["muted"], lw=1, label="legend")
        ax.text(x + 18 * km, y, f"{number:,.0f}", **style)
    return corner[0], y - 12 * km, corner[0] + 130 * km, corner[1]


def _around(x: float, y: float, radius: float) -> Box:
    return x - radius, y - radius, x + radius, y + radius


def _draw_routes(
    ax: Axes, rows: pd.DataFrame, origin: str, km: float, frame: Box, *, unit: str, wide: bool
) -> None:
    """Draw routes, circles, legend and labels; labels stand below the frame if it is narrow."""
    from pyproj import Proj

    project = Proj(PROJECTION)
    start = data.points()[origin]
    largest, most = (25 if wide else 17), rows["value"].max()
    places = np.column_stack(project(rows["longitude"], rows["latitude"]))
    sizes = largest**2 * rows["value"].to_numpy() / most
    radii = np.sqrt(sizes) / 2 * km
    taken = [_around(x, y, radius) for (x, y), radius in zip(places, radii, strict=True)]
    colour = COLOURS["kalmyks"]
    for end in rows[["longitude", "latitude"]].to_numpy():
        line = _geodesic(start, end, project)
        ax.plot(*line.T, color=colour, lw=1, zorder=2, label="route")
        taken += [_around(x, y, 2 * km) for x, y in line]
    x, y = places.T
    ax.scatter(x, y, s=sizes, fc=colour, ec=COLOURS["paper"], lw=1, zorder=3, label="circles")
    ax.plot(*project(*start[:2]), "s", color=COLOURS["ink"], ms=5, zorder=3, label="origin")
    taken.append(_legend(ax, (frame[0], frame[3]), unit, most, largest, km))
    russian = data.names(language="Russian").set_index("key")["name"]
    here = f"{start[2]}\n{russian.get(start[2], '')}".strip()
    note = f"Borders of today. Lines: shortest way from {start[2]}, not the railway."
    style: Any = {"ha": "center", "va": "center", "fontsize": 8, "linespacing": 1.15, "zorder": 4}
    lines = [
        [
            *filter(None, (row["territory"], russian.get(row["territory"]))),
            f"{row['value']:,.0f} {unit} · {row['km']:,.0f} km",
        ]
        for row in rows.to_dict("records")
    ]
    if wide:
        words = ["\n".join(parts) for parts in lines]
        low: Any = {"ha": "right", "va": "bottom", "fontsize": 8, "color": COLOURS["muted"]}
        ax.text(frame[2] - 2 * km, frame[1] + 2 * km, note, **low)
        taken.append((frame[2] - 300 * km, frame[1], frame[2], frame[1] + 16 * km))
    else:
        words = [str(number) for number in range(1, len(lines) + 1)]
        _key(ax, lines, note, frame[0], frame[1], km)

    texts = [ax.text(at[0], at[1], text, **style) for at, text in zip(places, words, strict=True)]
    texts.append(ax.text(*project(*start[:2]), here, weight="bold", **style))
    _label(texts, np.append(radii, 3 * km), np.array(taken), frame, km)


def _key(ax: Axes, lines: list[list[str]], note: str, left: float, top: float, km: float) -> None:
    """Write the numbered labels under the map, two lines each, and the note at the end."""
    for number, (*names, figures) in enumerate(lines, 1):
        y = top - (14 + ROW * (number - 1)) * km
        style: Any = {"va": "center", "fontsize": 9}
        ax.text(left + 2 * km, y, str(number), weight="bold", **style)
        ax.text(left + 16 * km, y, " · ".join(names), **style)
        ax.text(left + 16 * km, y - 12 * km, figures, color=COLOURS["muted"], **style)
    y = top - (14 + ROW * len(lines)) * km
    words = note.replace(". ", ".\n")
    ax.text(left + 2 * km, y, words, va="top", fontsize=8, color=COLOURS["muted"])


def route_map(
    rows: pd.DataFrame, ax: Axes | None = None, *, unit: str, origin: str = "Kalmykia"
) -> Axes:
    """Draw how many were sent where: proportional circles and routes on a map of today's borders.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``territory`` and ``value``, one row for each territory.
    ax : matplotlib.axes.Axes, optional
        Where to draw; its size decides how: from 300 points of width every circle has its label,
        below that it has a number and the labels stand under the map.
    unit : str
        What is counted.
    origin : str
        The territory from which the routes start.

    Returns
    -------
    matplotlib.axes.Axes
        One circle for each row, its *area* proportional to the value; one geodesic to each; a
        legend of areas. No row is left out.

    Raises
    ------
    ValueError
        As `routes`; and if there is no room for a label.
    """
    from pyproj import Proj

    ax = ax or plt.gca()
    ax.set_axis_off()
    figure: Any = ax.figure
    figure.draw_without_rendering()  # lay out now: labels are placed by the size they have
    rows = routes(rows, origin).sort_values("value", ascending=False)
    project = Proj(PROJECTION)
    box = ax.get_window_extent()
    width, height = (size / ax.figure.dpi * 72 for size in (box.width, box.height))
    wide = width > 300
    known = np.array([place[:2] for place in data.points().values()])
    everywhere = np.column_stack(project(*known.T))
    (west, south), (east, north) = everywhere.min(axis=0), everywhere.max(axis=0)
    west, east = west - 0.07 * (east - west), east + 0.07 * (east - west)
    km = (east - west) / width  # kilometres a point of the page
    under = 0 if wide else 14 + ROW * len(rows) + 34
    top = (south + north) / 2 + (height - under) / 2 * km
    frame = (west, top - (height - under) * km, east, top)
    ax.set(xlim=(west, east), ylim=(top - height * km, top))
    window = Rectangle(frame[:2], east - west, (height - under) * km, transform=ax.transData)
    for patch in _draw_land(ax, set(rows["territory"]), origin, project, frame, km):
        patch.set_clip_path(window)
    _draw_routes(ax, rows, origin, km, frame, unit=unit, wide=wide)
    return ax
