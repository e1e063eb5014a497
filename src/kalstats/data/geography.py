"""Outlines and points for the map, and names that must lie on it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kalstats.data.across import known_keys
from kalstats.data.reading import DataError, Problem, Table, fields_of, folder, read_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kalstats.data.rules import Fault


SURROUNDINGS = "land", "lake", "border", "name"  # kinds of features that are no territory


def place_faults(rows: Table, own: Sequence[str]) -> Iterator[Fault]:
    """Yield destinations that the map could not show."""
    for line, row in rows.items():
        if row["topic"] == "destination" and row["territory"] not in {*points(), *own}:
            yield line, "territory", "a territory with a point in regions.geojson, for the map"


def name_faults(rows: Table) -> Iterator[Fault]:
    """Yield names of what is no people, territory or town, and second names in a language."""
    known = {name: _controlled(name) for name in ("people", "territory")}
    known["town"] = {town for _, _, town in points().values()}
    given = set()
    for line, row in rows.items():
        if row["key"] not in known.get(row["kind"], ()):
            yield line, "key", "a people or territory of the figures, or a town of regions.geojson"
        name = (row["key"], row["kind"], row["language"])
        if name in given:
            yield line, "language", "one name for each language"
        given.add(name)


def _controlled(column: str) -> set[str]:
    """Return the allowed values of a column of the figure files."""
    fields = {field["name"]: field for field in fields_of(Path("census.csv"))}
    return set(fields[column]["constraints"]["enum"])


def _positions(geometry: dict[str, Any]) -> list[list[float]]:
    """Return the positions of a Point, lines or MultiPolygon; every ring must be closed."""
    kind, parts = geometry["type"], geometry["coordinates"]
    if kind not in {"Point", "MultiLineString", "MultiPolygon"}:
        raise ValueError(kind)
    if kind == "Point":
        return [parts]
    lines = [ring for polygon in parts for ring in polygon] if kind == "MultiPolygon" else parts
    unclosed = kind == "MultiPolygon" and any(len(r) < 4 or r[0] != r[-1] for r in lines)
    if not lines or unclosed:
        raise ValueError("a ring that is not closed")
    return [position for line in lines for position in line]


def _region_problem(feature: Any, territories: set[str], keys: set[str]) -> tuple[str, str, str]:
    """Return column, text and expectation of what is wrong with a feature; empty if nothing."""
    try:
        about = feature["properties"]
        positions = _positions(feature["geometry"])
        places = [(float(longitude), float(latitude)) for longitude, latitude in positions]
    except (KeyError, TypeError, ValueError) as error:
        expected = "a feature with properties and a Point, MultiLineString or closed MultiPolygon"
        return "geometry", str(error), expected
    for longitude, latitude in places:
        if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
            return "geometry", f"{longitude}, {latitude}", "degrees east and north"
    if about.get("territory", "?") not in territories:
        return "territory", str(about.get("territory")), "a territory of the figures, or nothing"
    if not about["territory"] and about.get("kind") not in SURROUNDINGS:
        return "kind", str(about.get("kind", "")), f"one of {', '.join(SURROUNDINGS)}"
    if not about.get("name"):
        return "name", "", "a name"
    if about.get("source") not in keys:
        return "source", str(about.get("source")), "a key of sources.csv"
    return "", "", ""


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
    territories = _controlled("territory") | {""}
    keys = known_keys(path)
    wrong = [_region_problem(feature, territories, keys) for feature in features]
    problems = [Problem(path.name, line, *told) for line, told in enumerate(wrong, 2) if told[0]]
    if not problems:
        about = [(feature["geometry"]["type"], feature["properties"]) for feature in features]
        pointed = [given["territory"] for kind, given in about if kind == "Point"]
        for line, (_, given) in enumerate(about, 2):
            territory = given["territory"]
            if territory and pointed.count(territory) != 1:
                told = ("territory", territory, "one point for the territory")
                problems.append(Problem(path.name, line, *told))
    if problems:
        raise DataError(*problems)
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
