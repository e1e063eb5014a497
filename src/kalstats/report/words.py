"""Numbers and links as words: what prose, charts and tables have in common."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import TYPE_CHECKING, Any

import kalstats

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from kalstats.evidence import Figure

ADDRESS = r"https?://[^\s\"'<>]+|[\w.-]*\.html(#[\w.%-]+)?|#[\w.%-]+"  # what may become a link


def count(number: float) -> str:
    """Write a count with thousands separators; "not known" if there is none.

    >>> count(93139), count(-766), count(float("nan"))
    ('93,139', '−766', 'not known')
    """
    return kalstats.evidence.write(number, ",")


def percent(share: float, digits: int = 1) -> str:
    """Write a share as a percentage.

    >>> percent(16_017 / 93_139)
    '17.2%'
    """
    return kalstats.evidence.write(share, f".{digits}%")


def per_thousand(rate: float) -> str:
    """Write a yearly rate per 1,000.

    >>> per_thousand(-0.01183)
    '−11.83'
    """
    return kalstats.evidence.write(rate, ".2‰")


def span(low: float, high: float, write: Callable[[float], str] = count) -> str:
    """Write a range, or one number if both ends look the same.

    >>> span(0.191, 0.2106, percent), span(8, 8), span(-300, 20)
    ('19.1–21.1%', '8', '−300 to 20')
    """
    from kalstats.evidence.writing import joined

    return joined(write(low), write(high))


def ref(figure: Figure | pd.Series[Any]) -> str:
    """Return a link to the source of a figure, with its place in it, for use in `say`.

    >>> from kalstats.evidence import quantity
    >>> ref(quantity(id="births-1945-wikipedia").preferred)
    '([Wikipedia, Exile and death toll, para 3](#source-wikipedia-deportation))'
    """
    return kalstats.evidence.source_mark(figure.source, figure.locator)


def text_html(value: Any) -> str:
    """Escape text; what runs from right to left is kept from turning its surroundings."""
    text = html.escape(str(value))
    turned = any(unicodedata.bidirectional(c) in {"R", "AL", "RLE", "RLO", "RLI"} for c in text)
    return f"<bdi>{text}</bdi>" if turned else text


def link_html(text: Any, address: str) -> str:
    """Link text to a page of ours or of the web; any other address stays unlinked."""
    safe = re.fullmatch(ADDRESS, address)
    return f'<a href="{html.escape(address)}">{text_html(text)}</a>' if safe else text_html(text)
