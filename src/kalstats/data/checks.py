"""All that must hold in a file: within it, between files, and on the map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kalstats.data.across import SOURCES, id_faults, input_faults, key_faults, source_faults
from kalstats.data.arguments import expect
from kalstats.data.days import source_day_faults
from kalstats.data.geography import name_faults, place_faults
from kalstats.data.own import fill
from kalstats.data.reading import is_own, is_shipped, nfc, package
from kalstats.data.rules import faults_inside
from kalstats.data.schema import OWN
from kalstats.data.statements import claim_faults

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from kalstats.data.reading import Table
    from kalstats.data.schema import Fault


def declared_names(own: Mapping[str, str | Sequence[str]] | None) -> dict[str, list[str]]:
    """Return the names of one's own by column; refuse what declares none."""
    expect("own", own or {}, Mapping, "names by column, such as {'people': ['Komi']}")
    named = {name: [n] if isinstance(n, str) else n for name, n in (own or {}).items()}
    if wrong := named.keys() - set(OWN):
        raise ValueError(f"own = {sorted(wrong)}: expected columns of {', '.join(OWN)}")
    return {name: [nfc(one) for one in names] for name, names in named.items()}


def faults_of(rows: Table, path: Path, own: Mapping[str, Sequence[str]]) -> Iterator[Fault]:
    """Fill what figures of one's own leave out, and yield all that is wrong with a file."""
    if is_own(path):
        yield from fill(rows, path.name)
    yield from faults_inside(rows, path, own)
    columns = next(iter(rows.values()))
    if "topic" in columns:
        yield from place_faults(rows, own.get("territory", []))
    if "language" in columns:
        yield from name_faults(rows)
    if path.name == SOURCES:
        yield from key_faults(rows, path)
        yield from source_day_faults(rows)
    if "source" in columns:
        yield from source_faults(rows, path)
    if "part_of" in columns:
        yield from id_faults(rows, path)
    if is_shipped(path):
        yield from claim_faults(rows) if path.name == "claims.csv" else ()
        declared = next(one["rows"] for one in package()["resources"] if one["path"] == path.name)
        if len(rows) != declared:  # a row that is lost leaves no other trace
            yield 0, "rows", f"{declared:,} rows, as datapackage.json declares; mend what is wrong"
    if "further" in columns:
        yield from input_faults(rows)
