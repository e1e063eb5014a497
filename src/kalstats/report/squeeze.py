"""The same page in fewer bytes."""

from __future__ import annotations

import hashlib
import re
from collections import Counter

LINE = re.compile(r'(?<= d=")(?:[ML]-?[\d.]+ -?[\d.]+|z)+(?=")')  # no curves
FACES = (
    "(?:'|&quot;)Kalstats Sans(?:'|&quot;) ?, (?:'|&quot;)DejaVu Sans(?:'|&quot;)"  # of the page
)
LONG = 12  # corners; a shorter path is a mark or a box, and keeps its place to the hundredth


def _pair(x: int, y: int) -> str:
    """Write tenths as numbers, without a zero before the point."""
    return " ".join(re.sub(r"\b0\.", ".", f"{number / 10:g}") for number in (x, y))


def _relative(found: re.Match[str]) -> str:
    """Write a long line as steps from corner to corner, to a tenth of a point (35 µm)."""
    corners = re.findall(r"([ML])(-?[\d.]+) (-?[\d.]+)|(z)", found[0])
    if len(corners) < LONG:
        return found[0]
    made, last = "", (0, 0)
    for command, x, y, end in corners:
        if end:
            made += "z"
            continue
        here = round(10 * float(x)), round(10 * float(y))
        step = here[0] - last[0], here[1] - last[1]
        if command == "M":
            made += f"M{_pair(*here)}l"
        elif step != (0, 0):
            made += f"{'' if made.endswith('l') else ' '}{_pair(*step)}"
        last = here
    return made.replace(" -", "-")


def _shrink(found: re.Match[str]) -> str:
    """Write a chart of matplotlib in fewer bytes; text and looks stay."""
    svg, left = found[0], ""
    head, rest = svg.split(">", 1)  # a clip of the drawing has a width too
    svg = re.sub(r' (?:version|xmlns|xmlns:xlink|width|height)="[^"]*"', "", head) + f">{rest}"
    svg = re.sub(r' d="[^"]*"', lambda d: re.sub(r"\s*([MLCQz]|\"$)\s*", r"\1", d[0]), svg)
    svg = re.sub(r' (?!aria-)[\w:-]+="[^"]*"', lambda at: re.sub(r"(\.\d\d)\d+", r"\1", at[0]), svg)
    svg = re.sub(r"<defs>\s*</defs>| transform=\"rotate\(-0 [^\"]*\"", "", svg)
    svg = re.sub(r"(var\(--\w+), #\w+\)", r"\1)", LINE.sub(_relative, svg))
    svg = re.sub(f" ?(?:font-family: ?)?{FACES};?|<!--.*?-->", "", svg)
    svg = re.sub(r'(?<= style=")[^"]*', lambda style: re.sub(r"([:;]) ", r"\1", style[0]), svg)
    while left != svg:  # groups that group nothing
        left, svg = svg, re.sub(r"(?s)<g>((?:(?!<g[ >]|</g>).)*)</g>", r"\1", svg)
    svg = re.sub(r"></(?:path|use|rect|circle|line|image|stop)>", "/>", svg)
    svg = svg.replace("xlink:href", "href")
    return re.sub(r"\s*\n\s*", "", re.sub(r"; ?(?=\")", "", svg))


def squeeze(page: str) -> str:
    """Shrink the charts and tables of what a cell shows."""
    page = re.sub(r"</(?:t[dhr]|li)>\s*", "", page)  # HTML can do without them
    page = re.sub(r'(<t[dh][^>]*) style="text-align: ?left[^"]*"', r"\1", page)  # has the sheet
    return re.sub(r"(?s)<svg.*?</svg>", _shrink, page)


def short_classes(page: str) -> tuple[str, str]:
    """Give looks that charts repeat a name; return the page, and the rules for its style sheet.

    A name is made of the look itself, so that it means the same in every page.
    """
    charts = re.findall(r"(?s)<svg.*?</svg>", page)
    looks = Counter(look for svg in charts for look in re.findall(r' style="([^"]*)"', svg))
    names = {
        look: f"s{hashlib.sha256(look.encode()).hexdigest()[:8]}"
        for look, times in sorted(looks.items())
        if times > 2
    }

    def name(found: re.Match[str]) -> str:
        return f' class="{names[found[1]]}"' if found[1] in names else found[0]

    page = re.sub(r"(?s)<svg.*?</svg>", lambda svg: re.sub(r' style="([^"]*)"', name, svg[0]), page)
    return page, "".join(f".{name}{{{look}}}\n" for look, name in names.items())
