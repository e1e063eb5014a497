"""Days that cannot be: after who tells them, too far apart for a count, other than printed."""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from datetime import date
from typing import TYPE_CHECKING

from kalstats.data.schema import measures
from kalstats.demography.dates import is_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kalstats.data.reading import Table
    from kalstats.data.schema import Fault

MONTHS = {name: number for number, name in enumerate(month_name) if name}
REFORM = "1918-02-14"  # before it a Russian day is 10 to 13 days behind the Gregorian one
OLD_STYLE = range(10, 14)
YEAR = 366  # days within which a count of people must fall
LIFE = 100 * YEAR  # nothing that the figures measure lasts longer


def _length(row: dict[str, str]) -> int:
    """Return how many days lie between the start and the end, 0 if one is not known."""
    if not (is_date(row["start"]) and is_date(row["end"])):
        return 0
    return (date.fromisoformat(row["end"]) - date.fromisoformat(row["start"])).days


def day_faults(rows: Table, known: Mapping[str, dict[str, str]]) -> Iterator[Fault]:
    """Yield days of figures and events that their source cannot know, or their kind not have."""
    today = date.today().isoformat()
    for line, row in rows.items():
        source = known.get(row["source"], {})
        last = min(today, source.get("published") or f"{source.get('year') or '9999'}-12-31")
        for name in ("start", "end"):
            if row[name] > last:
                yield line, name, f"a day up to {last}, when its source was published"
        stock = row.get("measure") in measures("withinAYear")
        if (length := _length(row)) > (YEAR if stock else LIFE):
            yield (
                line,
                "end",
                f"an end within {'a year' if stock else 'a century'}, not {length:,} days",
            )
        if "event" in row:
            yield from ((line, *fault) for fault in _printed_faults(row))


def source_day_faults(rows: Table) -> Iterator[Fault]:
    """Yield sources that were published after today, or not in their year."""
    today = date.today().isoformat()
    for line, row in rows.items():
        if row["published"] > today:
            yield line, "published", "a day not after today"
        if row["year"] > today[:4]:
            yield line, "year", "a year not after this one"
        if row["published"] and row["year"] != row["published"][:4]:
            yield line, "year", f"the year of the day of publication, {row['published'][:4]}"


def _printed_faults(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield a start or an end that is not the printed day, in the old style before 1918."""
    for name, told in zip(("start", "end"), _printed_days(row), strict=True):
        if is_date(row[name]) and is_date(told) and row[name] != told:
            days = (date.fromisoformat(row[name]) - date.fromisoformat(told)).days
            if row[name] >= REFORM or days not in OLD_STYLE:
                yield name, f"{told}, as printed"


def _printed_days(row: dict[str, str]) -> tuple[str, str]:
    """Return the first and the last day that a printed date can mean, "" if it says neither."""
    text = row["printed"]
    if is_date(text):
        return text, text
    numbers = re.findall(r"\d+", text)
    years = [number for number in numbers if len(number) == 4] or [row["start"][:4]]
    days = [int(number) for number in numbers if len(number) < 3]
    months = [MONTHS[name] for name in re.findall("|".join(MONTHS), text)]
    if not months:
        return (f"{years[0]}-01-01", f"{years[-1]}-12-31") if len(numbers) > len(days) else ("", "")
    length = monthrange(int(years[-1]), months[-1])[1] if years[-1].isdecimal() else 31
    first, last = (days[0], days[-1]) if days else (1, length)
    return f"{years[0]}-{months[0]:02}-{first:02}", f"{years[-1]}-{months[-1]:02}-{last:02}"
