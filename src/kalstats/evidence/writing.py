"""How numbers are written: one formatter for counts, shares, rates, ranges; marks of sources."""

import math
import re
from dataclasses import dataclass
from numbers import Real

from kalstats import data
from kalstats.data.arguments import expect

NOT_KNOWN = "not known"
KNOWN_SPECS = "',' ',.1f' '.1f' '.3g' '%' '.1%' '‰' '.1‰', '+' before any of these, "
KNOWN_SPECS += "a width as '<12', 'about', 'about .1%'"
SPEC = re.compile(r"(?s)(.?[<>^]|)([-+ ]?)z?([1-9]\d*|)(?:(,?)|(,?(?:\.\d+)?)([defgEFG%‰]))")
ABOUT = re.compile(r"about(?: (?=.)|$)(.*)")


def _split(spec: str) -> tuple[str, str]:
    """Split a format into the width of the whole and what each number is written by."""
    found = SPEC.fullmatch(spec)
    if not found:
        raise ValueError(f"format {spec!r}: expected one of {KNOWN_SPECS}")
    place, sign, width, comma, digits, kind = (part or "" for part in found.groups())
    if comma or kind == "d":
        digits, kind = f"{comma or digits.partition('.')[0]}.0", "f"
    if kind in ("%", "‰") and "." not in digits:
        digits += ".1"
    return f"{place or '>'}{width}" if width else "", f"{sign}z{digits}{kind}"


def write(number: float, spec: str = "") -> str:
    """Write a number as text to be read: with a true minus, "not known" for nan.

    Parameters
    ----------
    number : float
        What to write; a share for ``%``, a rate per person-year for ``‰``.
    spec : str
        A format of Python's own. ``,`` alone writes no decimals, ``%`` alone one; ``‰`` writes
        1,000 times the number without a sign; nothing at all writes no decimals from 1,000 on,
        with thousands separated, and ten digits at most below.

    Raises
    ------
    ValueError
        If the format is none of these; the known ones are listed.

    Examples
    --------
    >>> write(93139, ","), write(-766, "+,"), write(0.1720, "%"), write(-0.01183, ".2‰")
    ('93,139', '−766', '17.2%', '−11.83')
    >>> write(float("nan"), ","), write(0.5), write(93139)
    ('not known', '0.5', '93,139')
    """
    if ABOUT.fullmatch(spec):
        return format(Range(number, number, number), spec)
    around, form = _split(spec)
    number = float(number)
    if form.endswith("z"):  # nothing said of it but a sign
        form += ",.0f" if abs(number) >= 1000 else ".10g"
    if form.endswith("‰"):
        number, form = 1000 * number, f"{form[:-1]}f"
    text = NOT_KNOWN if math.isnan(number) else format(number, form)
    return format(text.replace("-", "−").replace("inf", "∞"), around)


class Number(float):
    """A number that a format writes as `write` does.

    >>> f"{Number(93139):,}"
    '93,139'
    """

    def __format__(self, spec: str) -> str:
        """Write the number."""
        return write(self, spec)


class Written:
    """What writes itself by a format; as text it is written without one."""

    def __str__(self) -> str:
        """Write it."""
        return format(self, "")


class Bounded(Written):
    """What has a value and bounds of it, each of which writes itself too."""

    def __post_init__(self) -> None:
        """Let each number write itself, and refuse what is no range."""
        for name in data.BOUNDS:
            expect(name, getattr(self, name), Real, "a number")
            object.__setattr__(self, name, Number(getattr(self, name)))
        low, _, high = (getattr(self, name) for name in data.BOUNDS)
        if low > high:
            raise ValueError(f"low = {low}: expected one not above high = {high}")


def source_mark(key: str, place: str = "", figures: str = "") -> str:
    """Return a link in Markdown to a source, with a place in it; an assumption has no link.

    What is said of the figures read there stands as the title of the link.

    >>> source_mark("ediev-2004", "table 2"), source_mark("assumed", "a third were missed")
    ('([Ediev 2004, table 2](#source-ediev-2004))', '(assumed: a third were missed)')
    """
    if key == data.ASSUMED:
        return f"({': '.join(part for part in (data.ASSUMED, place) if part)})"
    words = ", ".join(part for part in (data.cite(key, "short"), place) if part)
    inert = re.sub(r"([\\`*_\[\]<>$])", r"\\\1", words)  # text of data is no Markdown
    told = re.sub(r"[^\w ,.:;–−%()/+-]", "", figures)  # a title of a link ends at its quote
    return f'([{inert}](#source-{key} "{told}"))' if told else f"([{inert}](#source-{key}))"


@dataclass(frozen=True, repr=False)
class Range(Bounded):
    """A number between bounds, which writes itself; with its sources.

    Parameters
    ----------
    low, value, high : float
        Bounds, and what is read first; nan where not known, infinite where open.
    unit : str
        Unit of the three.
    sources, figures : tuple of str
        Keys of sources and ids of figures that it comes from.

    Examples
    --------
    >>> deported = Range(91_500, 93_139, 94_000, "persons")
    >>> f"{deported:,}", f"{deported.low:,}", f"{deported.rounded(-3):about}"
    ('91,500–94,000', '91,500', 'about 93,000, between 92,000 and 94,000')
    >>> f"{Range(0.191, 0.21, 0.2106):.1%}", f"{Range(0.0142, 0.015, 0.0168):.1‰}"
    ('19.1–21.1%', '14.2–16.8')
    """

    low: float
    value: float
    high: float
    unit: str = ""
    sources: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()

    def rounded(self, digits: int) -> "Range":
        """Return the range with its numbers rounded to decimals; −3 rounds to thousands."""
        low, value, high = (round(float(end), digits) for end in (self.low, self.value, self.high))
        return Range(low, value, high, self.unit, self.sources, self.figures)

    @property
    def ref(self) -> str:
        """The mark of its sources, in Markdown; what was assumed is said."""
        said = f"{data.ASSUMED}: "
        ids = "; ".join(key for key in self.figures if not key.startswith(said))
        why = "; ".join(key.removeprefix(said) for key in self.figures if key.startswith(said))
        known = [key for key in self.sources if key != data.ASSUMED]
        marks = [source_mark(key, "", ids if key == known[0] else "") for key in known]
        marks += [source_mark(data.ASSUMED, why)] * (data.ASSUMED in self.sources)
        return f"({'; '.join(mark[1:-1] for mark in marks)})" if marks else ""

    def _ends(self, spec: str, *, between: bool = False) -> str:
        """Write both bounds, one where they look the same, words where one is open."""
        low, high = self.low, self.high
        first, last = write(low, spec), write(high, spec)
        above = math.isnan(high) or high == math.inf
        # a source that gives an upper bound only is read from 0, and has no value
        below = math.isnan(low) or low == -math.inf or (low == 0 and math.isnan(self.value))
        if above and below:
            return write(self.value if math.isnan(low) and math.isnan(high) else math.nan, spec)
        if above or below:
            return f"{first} or more" if above else f"at most {last}"
        if first == last:
            return first
        if between:
            return f"between {first} and {last}"
        signed = first.startswith(("−", "+")) or last.startswith("+")
        return f"{first.removesuffix('%')}{' to ' if signed else '–'}{last}"

    def __format__(self, spec: str) -> str:
        """Write the range: both ends, or ``about`` and a format of its numbers."""
        if not (about := ABOUT.fullmatch(spec)):
            around, each = _split(spec)
            return format(self._ends(each), around)
        ends, best = self._ends(about[1], between=True), write(self.value, about[1])
        if math.isnan(self.value):
            return ends
        return f"about {best}" if ends in (best, NOT_KNOWN) else f"about {best}, {ends}"

    def __repr__(self) -> str:
        """Return the range with its unit."""
        return f"{self} {self.unit.replace('_', ' ')}".strip()
