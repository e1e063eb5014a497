"""The description of the data is data too: what its own form must be, before it judges others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from kalstats.data.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

# what a description must hold, and of what kind; a name with ? may be left out, * is any name
NAMED: dict[str, Any] = {"*": [str]}
CONSTRAINTS = {"enum?": [str], "pattern?": str, "required?": bool, "unique?": bool}
FIELD: dict[str, Any] = {"name": str, "type": str, "description": str, "constraints?": CONSTRAINTS}
FIELD |= {"labels?": {"*": str}, "units?": NAMED, "topics?": NAMED, "members?": NAMED}
FIELD |= {name: [str] for name in ("withinAYear?", "belowZero?", "above100Percent?")}
SCHEMA: dict[str, Any] = {"fields": [FIELD], "optionalFields?": [FIELD], "primaryKey": str}
SCHEMA |= {"uniqueKeys": [[str]], "determines?": NAMED, "foreignKeys?": [{"fields": str}]}
RESOURCE: dict[str, Any] = {
    "name": str,
    "path": str,
    "title": str,
    "rows": int,
    "schema": (str, dict),
}
BASELINE = dict.fromkeys(["name", "events", "kind", "table", "level?", "ages?"], str)
RESOURCE |= {"versions?": {"*": str}, "baselines?": [BASELINE | {"year?": int}]}
PACKAGE: dict[str, Any] = {"title": str, "version": str, "resources": [RESOURCE]}
PACKAGE |= {"licenses": [{"name": str, "title": str, "path": str}]}
KINDS = dict.fromkeys(["low", "value", "high"], "number")  # of columns that are no text
KINDS |= dict.fromkeys(["start", "end", "published"], "date")
KINDS |= dict.fromkeys(["age_from", "age_to"], "integer")
CLOSED = ["territory", "boundary", "topic", "measure", "unit", "qualifier", "rank"]
CLOSED += ["sex", "area", "kind", "language", "relation"]
LISTS = {"measure": ["units", "topics", "withinAYear", "belowZero", "above100Percent"]}
LISTS |= {"people": ["members"]}  # what the columns of figures say of their names
FILES = ["census", "deportation", "events", "names", "sources", "claims", "standards"]
FILES += ["contradictions", "measures"]
Fault = tuple[list[str], Any, str]  # the names that lead to it, what stands there, what should


def _misshapen(found: Any, shape: Any, path: list[str]) -> Iterator[Fault]:
    """Yield what has not the shape that it must have."""
    kind = type(shape) if isinstance(shape, dict | list) else shape
    blank = found in ([], {}) or (isinstance(found, str) and not found.strip())
    if not isinstance(found, kind) or (kind is int and isinstance(found, bool)) or blank:
        names = [each.__name__ for each in (kind if isinstance(kind, tuple) else (kind,))]
        yield path, found, f"a {' or '.join(names)}, not empty"
    elif kind is list:
        for one in found:
            name = one.get("name") if isinstance(one, dict) else None
            yield from _misshapen(
                one, shape[0], [*path, *([name] if isinstance(name, str) else [])]
            )
    elif kind is dict:
        every = dict.fromkeys(found, shape["*"]) if "*" in shape else shape
        for name, inner in every.items():
            plain = name.removesuffix("?")
            if plain in found:
                yield from _misshapen(found[plain], inner, [*path, plain])
            elif plain == name:
                yield path, "", f"{name} in it"


def _field_faults(field: dict[str, Any], path: list[str]) -> Iterator[Fault]:
    """Yield what keeps a column from being checked: its type, a pattern, names twice."""
    rules, kind = field.get("constraints", {}), KINDS.get(field["name"], "string")
    for name in set(rules) - {*(one.strip("?") for one in CONSTRAINTS), "minimum", "maximum"}:
        yield [*path, "constraints", name], name, "a constraint that is known here"
    if field["name"] in CLOSED and "enum" not in rules:
        yield [*path, "constraints"], "", "enum in it, the names of this column are a closed list"
    if field["type"] != kind:
        yield [*path, "type"], field["type"], kind
    try:
        re.compile(rules.get("pattern", ""))
    except (re.error, OverflowError) as error:
        yield [*path, "pattern"], rules["pattern"], f"a regular expression: {error}"
    names = rules.get("enum", [])
    for name in {name for name in names if names.count(name) > 1}:
        yield [*path, "enum", name], name, "every name once"
    known = {"units": "unit", "topics": "topic"}
    for table in [name for name in known if name in field]:
        given = {measure for each in field[table].values() for measure in each}
        for name in given ^ set(names):
            yield [*path, table, name], name, f"every measure, each with its {table}"
    for limit in ("withinAYear", "belowZero", "above100Percent"):
        for name in set(field.get(limit, [])) - set(names):
            yield [*path, limit, name], name, "a measure"


def _schema_faults(schema: dict[str, Any], path: list[str]) -> Iterator[Fault]:
    """Yield what does not fit together in the description of a table."""
    wrong = [*_misshapen(schema, SCHEMA, path)]
    yield from wrong
    if wrong:
        return
    fields = [*schema["fields"], *schema.get("optionalFields", [])]
    names = [field["name"] for field in fields]
    for field in fields:
        yield from _field_faults(field, [*path, field["name"]])
    rules = {field["name"]: field.get("constraints", {}) for field in fields}
    key = schema["primaryKey"]
    if not (rules.get(key, {}).get("required") and rules[key].get("unique")):
        yield [*path, "primaryKey"], key, "a column that is required and unique"
    named = [name for group in schema["uniqueKeys"] for name in group]
    for rest, group in schema.get("determines", {}).items():
        named += [rest, *group]
    named += [one["fields"] for one in schema.get("foreignKeys", [])]
    for name in [*named, *(name for name in names if names.count(name) > 1)]:
        if names.count(name) != 1:
            yield [*path, name], name, "a column, described once"


def problems_of(file: str, text: str, content: Any) -> list[Problem]:
    """Return what is wrong with a description, each at the line where its name stands."""
    package = file == "datapackage.json"
    faults = [*(_misshapen(content, PACKAGE, []) if package else _schema_faults(content, []))]
    if not package and not faults:
        for field in content["fields"]:
            wanted = LISTS.get(field["name"], [])
            missing = [name for name in wanted if name not in field]
            closed = "enum" in field.get("constraints", {}) or not wanted
            missing += [] if closed else ["constraints with enum"]
            faults += [([field["name"]], "", f"{name} in it") for name in missing]
    if package and not faults:
        for name in FILES:
            paths = [one["path"] for one in content["resources"] if one["name"] == name]
            if paths != [f"{name}.csv"]:
                faults.append((["resources", name], paths, f"{name}.csv, described once"))
        for one in content["resources"]:
            if isinstance(one["schema"], dict):
                faults += _schema_faults(one["schema"], ["resources", one["name"]])
            elif one["schema"] != "figures.schema.json":
                faults.append(([one["name"]], one["schema"], "figures.schema.json"))
    return [Problem(file, _line(text, path), ".".join(path), str(found), expected)
            for path, found, expected in faults]  # fmt: skip


def _line(text: str, path: list[str]) -> int:
    """Return the line in which the last of these names stands, each after the one before."""
    place = 0
    for name in path:
        place = max(place, text.find(f'"{name}"', place))
    return text.count("\n", 0, place) + 1
