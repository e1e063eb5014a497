"""Outlines and points for the map, and names that must lie on it."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from kalstats.data.across import every_source
from kalstats.data.problems import DataError, Problem, Rule, misshapen, shapes
from kalstats.data.reading import folder, is_shipped, read_json
from kalstats.data.schema import known

SIDE = 10  # degrees: no border is straight for longer
SURROUNDINGS = "land", "lake", "border", "name"  # kinds of features that are no territory
Ring = np.ndarray[Any, np.dtype[np.float64]]  # a longitude and a latitude a row


def place_faults(row: dict[str, str], own: Sequence[str]) -> Rule:
    """Tell a destination that the map could not show."""
    nowhere = row["territory"] not in points() and row["territory"] not in own
    expected = "a territory with a point in regions.geojson, for the map"
    yield "territory", row["topic"] == "destination" and nowhere, expected


def name_faults(row: dict[str, str]) -> Rule:
    """Tell a name of what is no people, territory or town."""
    names = {name: known(name) for name in ("people", "territory")}
    names["town"] = frozenset(town for _, _, town in points().values())
    expected = "a people or territory of the figures, or a town of regions.geojson"
    yield "key", row["key"] not in names.get(row["kind"], ()), expected


def _rings(geometry: dict[str, Any]) -> list[Ring]:
    """Return the lines of a MultiPolygon or of lines, or the one position of a Point."""
    kind, parts = geometry["type"], geometry["coordinates"]
    polygons = {"Point": [[[parts]]], "MultiLineString": [parts], "MultiPolygon": parts}
    if kind not in polygons:
        raise ValueError(kind)
    rings = [_ring(ring) for polygon in polygons[kind] for ring in polygon]
    unclosed = [len(ring) < 4 or (ring[0] != ring[-1]).any() for ring in rings]
    if not rings or (kind == "MultiPolygon" and any(unclosed)):
        raise ValueError("a ring that is not closed")
    return rings


def _ring(given: Any) -> Ring:
    """Return positions as longitudes and latitudes, which are numbers and lie on the earth."""
    ring = np.array(given)
    if ring.dtype.kind not in "if" or ring.ndim != 2 or ring.shape[1] != 2:
        raise ValueError(str(given[0] if isinstance(given, list) and given else given))
    outside = ~(np.abs(ring) <= (180, 90)).all(axis=1)
    if outside.any():
        raise ValueError("{}, {}".format(*ring[outside][0].tolist()))
    return ring


def _inside(place: Ring, rings: list[Ring]) -> bool:
    """Tell whether a place lies inside: a line from it to the east crosses them oddly often."""
    (x, y), sides = place[0], np.vstack([np.hstack([ring[:-1], ring[1:]]) for ring in rings])
    x1, y1, x2, y2 = sides[(sides[:, 1] > y) != (sides[:, 3] > y)].T
    return int((x < x1 + (y - y1) * (x2 - x1) / (y2 - y1)).sum()) % 2 == 1


def _feature_faults(feature: Any, keys: Container[str]) -> Iterator[tuple[str, str, str]]:
    """Yield column, text and expectation of what is wrong with a feature by itself."""
    if wrong := [*misshapen(feature, shapes()["feature"], ["feature"])]:
        yield from ((path[-1], str(found), expected) for path, found, expected in wrong)
        return
    about, kind = feature["properties"], feature["properties"].get("kind", "")
    try:
        rings = _rings(feature["geometry"])
        longest = max(np.abs(np.diff(ring, axis=0)).max(initial=0) for ring in rings)
        if longest > SIDE:
            yield "geometry", f"{longest}", f"no side longer than {SIDE} degrees"
    except (TypeError, ValueError) as error:
        form = "a Point, lines or closed MultiPolygon, in degrees east and north"
        yield "geometry", str(error), form
    if about["territory"] not in {*known("territory"), ""}:
        yield "territory", about["territory"], "a territory of the figures, or nothing"
    if about["source"] not in keys:
        yield "source", about["source"], "a key of sources.csv"
    if not about["territory"] and kind not in SURROUNDINGS:
        yield "kind", str(kind), f"one of {', '.join(SURROUNDINGS)}"


def _place_faults(features: list[Any], shipped: bool) -> Iterator[tuple[int, str, str, str]]:
    """Yield territories without one point, and points that lie outside their outline."""
    drawn = [(n, one["properties"], _rings(one["geometry"])) for n, one in enumerate(features, 2)]
    spots = [(line, one["territory"], rings) for line, one, rings in drawn if len(rings[0]) == 1]
    pointed = Counter(name for _, name, _ in spots)
    outlines = defaultdict[str, list[list[Ring]]](list)
    for line, one, rings in drawn:
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
    content, _ = read_json(path)
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features:
        raise DataError(Problem(path.name, 1, "features", "", "a FeatureCollection, not empty"))
    keys, lines = every_source(), [*enumerate(features, 2)]
    faults = [(line, *fault) for line, one in lines for fault in _feature_faults(one, keys)]
    if faults := faults or [*_place_faults(features, is_shipped(path))]:
        raise DataError(*(Problem(path.name, *fault) for fault in faults))
    return features


@cache
def points() -> dict[str, tuple[float, float, str]]:
    """Return longitude, latitude and town of each territory that the map knows.

    >>> points()["Kalmykia"]
    (44.26, 46.31, 'Elista')
    """
    spots = [one for one in regions() if one["geometry"]["type"] == "Point"]
    about = [(one["properties"], one["geometry"]["coordinates"]) for one in spots]
    return {to["territory"]: (*at, to["name"]) for to, at in about if to["territory"]}
