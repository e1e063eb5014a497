"""The one gate into a page: what comes out of a converter or a cell passes here, or is text.

An allow-list of elements, attributes and looks, in ``allowed.json`` beside the template, and of
addresses; nothing that runs, loads or leads away.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from kalstats.report.words import ADDRESS

ALLOWED = Path(__file__).parents[1] / "templates" / "kalstats" / "allowed.json"
LOADING = {"style", "fill", "stroke", "clip-path", "mask", "mathbackground"}
LOADING |= {"marker-start", "marker-mid", "marker-end"}  # whose value is a look, and could load
PICTURE = r"data:image/(?:png|jpeg|svg\+xml)[;,]\S*"
FILE = r"data:(?:text/csv|application/octet-stream)[;,]\S*"
LOADS = re.compile(r"(?i)(?:url|src)\s*\((?!\s*[\"']?#)|image|element\s*\(|expression|@|\\|/\*")
HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
RUNS = re.compile(r"(<a\b(?![^>]* download=\")[^>]*?) href=\"data:[^\"]*\"")


def visible(text: str) -> str:
    r"""Write control characters and broken halves of characters so that they can be seen.

    >>> print(visible("a\x00b"))
    a\x00b
    """
    return HIDDEN.sub(lambda c: ascii(c[0])[1:-1], text)


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Keep an attribute if it can load, run or lead to nothing but what a page may."""
    if name in {"href", "xlink:href"}:
        files = rf"{ADDRESS}|{FILE}" if name == "href" else ADDRESS  # a file has its name beside it
        form = {"a": files, "image": PICTURE}.get(tag, r"#\S+")
        return value if re.fullmatch(form, value) else None
    if name == "src":
        return value if tag == "img" and re.fullmatch(PICTURE, value) else None
    return None if name in LOADING and LOADS.search(value) else value


@cache
def _cleaner() -> Any:
    from nh3 import Cleaner

    def words(kind: dict[str, list[str]], which: str) -> set[str]:
        return set(" ".join(kind[which]).split())

    kinds = json.loads(ALLOWED.read_text("utf-8"))
    looks = words(kinds.pop("looks"), "attributes")
    given = {
        tag: words(kind, "attributes") for kind in kinds.values() for tag in words(kind, "elements")
    }
    return Cleaner(
        tags={*given} - {"*"},
        attributes=given,
        attribute_filter=_attribute,
        generic_attribute_prefixes={"data-"},
        clean_content_tags={"script", "style"},
        filter_style_properties=looks,
        url_schemes={"http", "https", "data"},
        link_rel=None,
    )


def clean(page: str) -> str:
    """Return HTML with nothing in it but the elements, attributes and addresses of the lists.

    >>> clean('<p onclick="x()">12 <b>dead</b><meta http-equiv="refresh"></p><script>1</script>')
    '<p>12 <b>dead</b></p>'
    """
    return RUNS.sub(r"\1", str(_cleaner().clean(page)))
