"""What must hold between the cells of a row: bounds, units, days; and what follows from them.

Of figures of one's own, what is left out has a default, read from what is printed.
"""

import math
import re
from calendar import month_name, monthrange
from datetime import date

from kalstats.data.printed import PLAIN, meaning, read
from kalstats.data.problems import Rule
from kalstats.data.schema import ABSENT_BOUNDS, BOUNDS, field_of_figures, limited, measures, number
from kalstats.data.wording import contradicted, highest, said
from kalstats.demography.dates import is_date

MONTHS = {name: number for number, name in enumerate(month_name) if name}
PART_OF_A_YEAR = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2]))?")
REFORM = "1918-02-14"  # before it a Russian day is 10 to 13 days behind the Gregorian one
OLD_STYLE = range(10, 14)
YEAR = 366  # days within which a count of people must fall
LIFE = 100 * YEAR  # nothing that the figures measure lasts longer
DEFAULTS = {"boundary": "of_the_time", "topic": "population", "rank": "normal"}  # of one's own


def order_faults(row: dict[str, str]) -> Rule:
    """Tell days and ages that end before they begin."""
    yield "start", row.get("end") and row["start"] > row["end"], "a day not after the end"
    first, last = number(row.get("age_from", "")), number(row.get("age_to", ""))
    open_below = math.isnan(first) and not math.isnan(last)
    yield "age_from", first > last or open_below, "an age not above age_to"


def print_faults(row: dict[str, str]) -> Rule:
    """Tell a printed number that gives the value in no notation, or is none that can be read."""
    value, printed = number(row["value"]), row["printed"]
    alike = printed.replace(" ", ",") in (row["value"], f"{value:,.0f}")  # most are, it is fast
    if alike or row.get("qualifier", "exact") not in PLAIN or math.isnan(value):
        return
    text = meaning(printed)[1]
    found = read(text, unit="")
    if not found and not re.match(r"[-+−.,]?[0-9]", text):
        return  # in words
    other = not any(abs(one.value - value) <= 1e-6 * abs(value) for one in found.values())
    expected = contradicted(found, value) if found else "the number in value, in digits"
    yield "printed", other, expected
    coarse = row.get("qualifier") == "exact" and all(one.half > 0.5 for one in found.values())
    yield "qualifier", found and coarse, "rounded, as it is printed in thousands"


def bound_faults(row: dict[str, str]) -> Rule:
    """Tell bounds that do not go with each other, the qualifier or the measure."""
    low, value, high = numbers = [number(row[name]) for name in BOUNDS]
    word, absent = row["qualifier"], ABSENT_BOUNDS.get(row["qualifier"], [])
    positive, most = limited(row["measure"], "belowZero"), highest(row)
    for name, bound in zip(BOUNDS, numbers, strict=True):
        missing = word and not row[name] and name not in absent
        yield name, missing, "a number, the qualifier needs it"
        yield name, positive and bound < 0, "a number not below 0"
        yield name, bound > most, "a percentage from 0 to 100"
    yield "low", low > value, "low not above value"
    yield "low", low > high, "low not above high"
    yield "value", value > high, "value not above high"
    yield "low", word == "exact" and low < high, "low = value = high, as it is exact"
    yield "low", word == "rounded" and low == high, "low below high, as it is rounded"


def unit_faults(row: dict[str, str]) -> Rule:
    """Tell a unit or a chapter that does not go with the measure: persons are no percent."""
    for column, which in {"unit": "units", "topic": "topics"}.items():
        names = field_of_figures("measure")[which]
        fits = [name for name, of in names.items() if row["measure"] in of]
        odd = fits and row[column] not in fits
        yield column, odd, f"what goes with {row['measure']}: {', '.join(fits)}"


def source_day_faults(row: dict[str, str]) -> Rule:
    """Tell a source that was published after today, or not in its year."""
    today, year, day = date.today().isoformat(), row["year"], row["published"]
    yield "published", day > today, "a day not after today"
    yield "year", year > today[:4], "a year not after this one"
    yield "year", day and year != day[:4], f"the year of the day of publication, {day[:4]}"


def day_faults(row: dict[str, str], sources: dict[str, dict[str, str]]) -> Rule:
    """Tell days of a figure or event that its source cannot know, or its kind not have."""
    source, stock = sources.get(row["source"], {}), row.get("measure") in measures("withinAYear")
    told = source.get("published") or f"{source.get('year') or '9999'}-12-31"
    last, length = min(date.today().isoformat(), told), _between(row["start"], row["end"])
    for name in ("start", "end"):
        yield name, row[name] > last, f"a day up to {last}, when its source was published"
    most, within = (YEAR, "a year") if stock else (LIFE, "a century")
    yield "end", length > most, f"an end within {within}, not {length:,} days"


def event_day_faults(row: dict[str, str]) -> Rule:
    """Tell a start or an end that is not the printed day, in the old style before 1918."""
    for name, told in zip(("start", "end"), _printed_days(row), strict=True):
        days = _between(told, row[name])
        yield name, days and not (row[name] < REFORM and days in OLD_STYLE), f"{told}, as printed"


def _between(first: str, last: str) -> int:
    """Return how many days lie between two days, 0 if one is not known."""
    if not (is_date(first) and is_date(last)):
        return 0
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def period(text: str) -> tuple[str, str]:
    """Return the first and the last day of a year or a month; a day is both."""
    if not (found := PART_OF_A_YEAR.fullmatch(text)):
        return text, text
    year, first, last = found[1], found[2] or "01", found[2] or "12"
    return f"{year}-{first}-01", f"{year}-{last}-{monthrange(int(year) or 2000, int(last))[1]}"


def _printed_days(row: dict[str, str]) -> tuple[str, str]:
    """Return the first and the last day that a printed date can mean, "" if it says neither."""
    text = row["printed"]
    if is_date(text):
        return text, text
    numbers = re.findall(r"\d+", text)
    years = [number for number in numbers if len(number) == 4] or [row["start"][:4]]
    days = [f"-{number:0>2}" for number in numbers if len(number) < 3]
    months = [f"-{MONTHS[name]:02}" for name in re.findall("|".join(MONTHS), text)]
    if not months and len(numbers) == len(days):
        return "", ""
    first, last = years[0] + "".join(months[:1]), years[-1] + "".join(months[-1:])
    if months and days:
        return first + days[0], last + days[-1]
    return period(first)[0], period(last)[1]


def fill(row: dict[str, str]) -> Rule:
    """Fill the cells that are left out; tell printed words that leave open what they say."""
    row.update({name: row[name] or default for name, default in DEFAULTS.items()})
    first, last = period(row["start"])
    row["end"] = period(row["end"])[1] if row["end"] else last if is_date(last) else ""
    row["start"] = first
    expected = _fill_bounds(row) if row["printed"] else ""
    yield "printed", expected, expected


def _fill_bounds(row: dict[str, str]) -> str:
    """Fill qualifier, low, value and high from the printed words; return what hinders it."""
    if row["low"] or row["high"]:
        row["qualifier"] = row["qualifier"] or meaning(row["printed"])[0] or _by_bounds(row)
        return ""
    told = said(row, row["qualifier"])
    if isinstance(told, str):
        return "" if row["value"] and row["qualifier"] else told
    row["qualifier"] = told["qualifier"]
    for name in BOUNDS:
        if not row[name] and name not in ABSENT_BOUNDS.get(told["qualifier"], []):
            row[name] = f"{told[name]:.9f}".rstrip("0").rstrip(".")
    return ""


def _by_bounds(row: dict[str, str]) -> str:
    """Return what bounds that are given without a word say."""
    if row["value"]:
        return "exact" if row["low"] == row["value"] == row["high"] else "about"
    return "at_least" if not row["high"] else "range" if row["low"] else "at_most"
