"""Outlines and points for the map, and names that must lie on it."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kalstats.data.across import known_sources
from kalstats.data.reading import DataError, Problem, Table, folder, is_shipped, read_json
from kalstats.data.schema import known

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from kalstats.data.schema import Fault

SIDE = 10  # degrees: no border is straight for longer
Position = tuple[float, float]


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


def _rings(geometry: Any) -> list[list[Position]]:
    """Return the rings of a MultiPolygon, or the one position of a Point; refuse all else."""
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Point", "MultiPolygon"):
        raise TypeError(_short(geometry.get("type") if isinstance(geometry, dict) else geometry))
    given: Any = geometry.get("coordinates")
    if geometry["type"] == "Point":
        return [[_position(given)]]
    rings = [[_position(one) for one in ring] for polygon in given for ring in polygon]
    if not rings or any(len(ring) < 4 or ring[0] != ring[-1] for ring in rings):
        raise ValueError("a ring that is not closed")
    return rings


def _position(given: Any) -> Position:
    """Return a longitude and a latitude, which are numbers and lie on the earth."""
    if not isinstance(given, list) or len(given) != 2 or not {*map(type, given)} <= {int, float}:
        raise TypeError(_short(given))
    longitude, latitude = given
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise ValueError(f"{longitude}, {latitude}")
    return longitude, latitude


def _inside(place: Position, rings: list[list[Position]]) -> bool:
    """Tell whether a place lies inside: a line from it to the east crosses them oddly often."""
    (x, y), crossings = place, 0
    for ring in rings:
        for (x1, y1), (x2, y2) in pairwise(ring):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
                crossings += 1
    return crossings % 2 == 1


def _feature_faults(feature: Any, keys: Container[str]) -> Iterator[tuple[str, str, str]]:
    """Yield column, text and expectation of what is wrong with a feature by itself."""
    about = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(about, dict):
        yield "geometry", _short(about), "a feature with properties and a geometry"
        return
    try:
        for first, second in (
            pair for ring in _rings(feature.get("geometry")) for pair in pairwise(ring)
        ):
            if max(abs(first[0] - second[0]), abs(first[1] - second[1])) > SIDE:
                yield "geometry", f"{first} to {second}", f"no side longer than {SIDE} degrees"
    except (TypeError, ValueError) as error:
        yield "geometry", str(error), "a Point or closed MultiPolygon, in degrees east and north"
    territories = {*known("territory"), ""}
    expected = {
        "territory": "a territory of the figures, or nothing",
        "source": "a key of sources.csv",
    }
    for name, allowed in {"territory": territories, "source": keys}.items():
        text = about.get(name)
        if not isinstance(text, str) or text not in allowed:
            yield name, _short(text), expected[name]
    if not isinstance(about.get("name"), str) or not about["name"]:
        yield "name", _short(about.get("name")), "a name"


def _short(found: Any) -> str:
    return found if isinstance(found, str) else f"{found!r:.60}"


def _place_faults(features: list[Any], shipped: bool) -> Iterator[tuple[int, str, str, str]]:
    """Yield territories without one point, points outside, outlines that touch no other."""
    rings = {line: _rings(one["geometry"]) for line, one in enumerate(features, 2)}
    territory = {line: one["properties"]["territory"] for line, one in enumerate(features, 2)}
    spots = {line: ring[0][0] for line, ring in rings.items() if len(ring[0]) == 1}
    pointed = Counter(territory[line] for line in spots)
    outlines = {line: ring for line, ring in rings.items() if line not in spots}
    corners = Counter(spot for each in outlines.values() for spot in {s for r in each for s in r})
    for line, name in territory.items():
        if name and pointed[name] != 1:
            yield line, "territory", name, "one point for the territory"
        own = [ring for other, ring in outlines.items() if territory[other] == name and name]
        if (
            line in spots
            and shipped
            and not any(_inside(spots[line], ring) for ring in own or outlines.values())
        ):
            yield line, "geometry", str(spots[line]), f"a point inside the outline of {name}"
        if line in outlines and shipped and not any(corners[s] > 1 for r in rings[line] for s in r):
            yield line, "geometry", "", "an outline that has corners in common with its neighbours"


def regions(path: str | Path | None = None) -> list[dict[str, Any]]:
    """Return the outlines and points for the map, as GeoJSON features.

    Borders are today's. ``territory`` is the key of the figure files, empty for what only
    surrounds; every territory has one point, where its circle stands, and may have an outline.

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
        if feature["geometry"]["type"] == "Point"
    }
