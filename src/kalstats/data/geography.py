"""Outlines and points for the map, and names that must lie on it."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from kalstats.data.across import known_sources
from kalstats.data.reading import DataError, Problem, Table, folder, is_shipped, read_json
from kalstats.data.schema import known

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from kalstats.data.schema import Fault

SIDE = 10  # degrees: no border is straight for longer
Ring = npt.NDArray[np.float64]  # a longitude and a latitude a row


SURROUNDINGS = "land", "lake", "border", "name"  # kinds of features that are no territory


def place_faults(rows: Table, own: Sequence[str]) -> Iterator[Fault]:
    """Yield destinations that the map could not show."""
    for line, row in rows.items():
        if row["topic"] == "destination" and row["territory"] not in {*points(), *own}:
            yield line, "territory", "a territory with a point in regions.geojson, for the map"


def name_faults(rows: Table) -> Iterator[Fault]:
    """Yield names of what is no people, territory or town."""
    names = {name: known(name) for name in ("people", "territory")}
    names["town"] = frozenset(town for _, _, town in points().values())
    for line, row in rows.items():
        if row["key"] not in names.get(row["kind"], ()):
            yield line, "key", "a people or territory of the figures, or a town of regions.geojson"


def _rings(geometry: Any) -> list[Ring]:
    """Return the lines of a MultiPolygon or of lines, or the one position of a Point."""
    given = geometry if isinstance(geometry, dict) else {}
    kind = given.get("type")
    if kind not in ("Point", "MultiLineString", "MultiPolygon"):
        raise TypeError(_short(kind))
    parts: Any = given.get("coordinates")
    parts = [[[parts]]] if kind == "Point" else [parts] if kind == "MultiLineString" else parts
    rings = [_ring(ring) for part in parts for ring in part]
    unclosed = [len(ring) < 4 or (ring[0] != ring[-1]).any() for ring in rings]
    if not rings or (kind == "MultiPolygon" and any(unclosed)):
        raise ValueError("a ring that is not closed")
    return rings


def _ring(given: Any) -> Ring:
    """Return positions as longitudes and latitudes, which are numbers and lie on the earth."""
    ring = np.array(given)
    if ring.dtype.kind not in "if" or ring.ndim != 2 or ring.shape[1] != 2:
        raise TypeError(_short(given[0] if isinstance(given, list) and given else given))
    outside = ~(np.abs(ring) <= (180, 90)).all(axis=1)
    if outside.any():
        longitude, latitude = ring[outside][0].tolist()
        raise ValueError(f"{longitude}, {latitude}")
    return ring


def _inside(place: Ring, rings: list[Ring]) -> bool:
    """Tell whether a place lies inside: a line from it to the east crosses them oddly often."""
    (x, y), crossings = place[0], 0
    for ring in rings:
        (x1, y1), (x2, y2) = ring[:-1].T, ring[1:].T
        across = (y1 > y) != (y2 > y)
        slope = (x2 - x1)[across] / (y2 - y1)[across]
        crossings += int((x < x1[across] + (y - y1[across]) * slope).sum())
    return crossings % 2 == 1


def _feature_faults(feature: Any, keys: Container[str]) -> Iterator[tuple[str, str, str]]:
    """Yield column, text and expectation of what is wrong with a feature by itself."""
    whole = isinstance(feature, dict) and feature.get("type") == "Feature"
    about = feature.get("properties") if whole else None
    if not isinstance(about, dict):
        yield "geometry", _short(about), "a Feature with properties and a geometry"
        return
    try:
        for ring in _rings(feature.get("geometry")):
            if (longest := np.abs(np.diff(ring, axis=0)).max(initial=0)) > SIDE:
                yield "geometry", f"{longest}", f"no side longer than {SIDE} degrees"
    except (TypeError, ValueError) as error:
        yield (
            "geometry",
            str(error),
            "a Point, lines or closed MultiPolygon, in degrees east and north",
        )
    expected = {
        "territory": "a territory of the figures, or nothing",
        "source": "a key of sources.csv",
    }
    for name, allowed in {"territory": {*known("territory"), ""}, "source": keys}.items():
        text = about.get(name)
        if not isinstance(text, str) or text not in allowed:
            yield name, _short(text), expected[name]
    if about.get("territory") == "" and about.get("kind") not in SURROUNDINGS:
        yield "kind", _short(about.get("kind", "")), f"one of {', '.join(SURROUNDINGS)}"
    if not isinstance(about.get("name"), str) or not about["name"]:
        yield "name", _short(about.get("name")), "a name"


def _short(found: Any) -> str:
    return found if isinstance(found, str) else f"{found!r:.60}"


def _place_faults(features: list[Any], shipped: bool) -> Iterator[tuple[int, str, str, str]]:
    """Yield territories without one point, and points that lie outside their outline."""
    about = [(n, one["properties"], _rings(one["geometry"])) for n, one in enumerate(features, 2)]
    spots = [(line, one["territory"], rings) for line, one, rings in about if len(rings[0]) == 1]
    pointed = Counter(name for _, name, _ in spots)
    outlines = defaultdict[str, list[list[Ring]]](list)
    for line, one, rings in about:
        if one["territory"] and pointed[one["territory"]] != 1:
            yield line, "territory", one["territory"], "one point for the territory"
        if len(rings[0]) > 1 and one.get("kind") in (None, "land"):
            outlines[one["territory"]].append(rings)
    for line, name, rings in spots if shipped else ():  # what surrounds need not be drawn
        if name and not any(_inside(rings[0], each) for each in outlines.get(name) or outlines[""]):
            yield line, "geometry", str(rings[0].tolist()), f"a point in the outline of {name}"


def regions(path: str | Path | None = None) -> list[dict[str, Any]]:
    """Return the outlines and points for the map, as GeoJSON features.

    Borders are today's. ``territory`` is the key of the figure files; every territory has one
    point, where its circle stands, and may have an outline. It is empty for what only surrounds,
    of which ``kind`` says whether it is land, lake, border or the name written at a point.

    Parameters
    ----------
    path : str or Path, optional
        A file of your own, one feature a line; the shipped ``regions.geojson`` if left out.

    Raises
    ------
    DataError
        With file, line, what stands there and what was expected, of every problem.

    Examples
    --------
    >>> [f["geometry"]["type"] for f in regions() if f["properties"]["territory"] == "Tobolsk"]
    ['Point']
    """
    path = Path(path) if path else folder() / "regions.geojson"
    content = read_json(path)
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features:
        raise DataError(Problem(path.name, 1, "features", "", "a FeatureCollection, not empty"))
    keys = known_sources(path)
    told = [
        (n, *fault) for n, one in enumerate(features, 2) for fault in _feature_faults(one, keys)
    ]
    if told := told or [*_place_faults(features, is_shipped(path))]:
        raise DataError(*(Problem(path.name, *one) for one in told))
    return features


@cache
def points() -> dict[str, tuple[float, float, str]]:
    """Return longitude, latitude and town of each territory that the map knows.

    >>> points()["Kalmykia"]
    (44.26, 46.31, 'Elista')
    """
    return {
        feature["properties"]["territory"]: (
            *feature["geometry"]["coordinates"],
            feature["properties"]["name"],
        )
        for feature in regions()
        if feature["geometry"]["type"] == "Point" and feature["properties"]["territory"]
    }
