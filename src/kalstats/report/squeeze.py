"""The same page in fewer bytes."""

from __future__ import annotations

import re

FACES = (
    "(?:'|&quot;)Kalstats Sans(?:'|&quot;) ?, (?:'|&quot;)DejaVu Sans(?:'|&quot;)"  # of the page
)


def _shrink(found: re.Match[str]) -> str:
    """Write a chart of matplotlib in fewer bytes; text and looks stay."""
    head, rest = found[0].split(">", 1)  # a clip of the drawing has a width too
    svg = re.sub(r' (?:version|xmlns|xmlns:xlink|width|height)="[^"]*"', "", head) + f">{rest}"
    svg = re.sub(r' (?!aria-)[\w:-]+="[^"]*"', lambda at: re.sub(r"(\.\d\d)\d+", r"\1", at[0]), svg)
    svg = re.sub(r"<defs>\s*</defs>| transform=\"rotate\(-0 [^\"]*\"", "", svg)
    svg = re.sub(f" ?(?:font-family: ?)?{FACES};?|<!--.*?-->", "", svg)
    svg = re.sub(r"(var\(--\w+), #\w+\)", r"\1)", svg)  # the page has their values
    svg = re.sub(r"></(?:path|use|rect|circle|line|image|stop)>", "/>", svg)
    return re.sub(r"\s*\n\s*", " ", svg)


def squeeze(page: str) -> str:
    """Shrink the charts and tables of what a cell shows."""
    page = re.sub(r"</(?:t[dhr]|li)>\s*", "", page)  # HTML can do without them
    page = re.sub(r'(<t[dh][^>]*) style="text-align: ?left[^"]*"', r"\1", page)  # has the sheet
    return re.sub(r"(?s)<svg.*?</svg>", _shrink, page)
