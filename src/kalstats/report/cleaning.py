"""Text becomes HTML; and the one gate into a page for what is HTML already.

What comes out of a converter or a cell passes an allow-list of elements, attributes and looks, in
``allowed.json`` beside the template, and of addresses: nothing that runs, loads or leads away.
What has passed is written in fewer bytes.
"""

import html
import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

# of a link; the page of figures keeps a search in its address
ADDRESS = r"https?://[^\s\"'<>]+|[\w.-]*\.html(#[\w.,%?=&+-]*)?|#[\w.%-]+(\?[\w.%=&+-]*)?"
TEMPLATES = Path(__file__).parents[1] / "templates" / "kalstats"
LOADING = {"style", "fill", "stroke", "clip-path", "mask", "mathbackground"}
LOADING |= {"marker-start", "marker-mid", "marker-end"}  # whose value is a look, and could load
PICTURE = r"data:image/(?:png|jpeg|svg\+xml)[;,]\S*"
FILE = r"data:(?:text/csv|application/octet-stream)[;,][^\"\n]*"  # has its name beside it
FORMS = {("a", "href"): rf"{ADDRESS}|{FILE}", ("a", "xlink:href"): ADDRESS, ("img", "src"): PICTURE}
FORMS |= {("image", "href"): PICTURE, ("image", "xlink:href"): PICTURE}
LOADS = re.compile(r"(?i)(?:url|src)\s*\((?!\s*[\"']?#)|image|element\s*\(|expression|@|\\|/\*")
HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
RUNS = re.compile(r"(<a\b(?![^>]* download=\")[^>]*?) href=\"data:[^\"]*\"")
FACES = "(?:'|&quot;)Kalstats Sans(?:'|&quot;) ?, (?:'|&quot;)DejaVu Sans(?:'|&quot;)"
SHORTER = {  # how a chart of matplotlib is written; its text and looks stay
    r"<defs>\s*</defs>| transform=\"rotate\(-0 [^\"]*\"": "",
    f" ?(?:font-family: ?)?{FACES};?|<!--.*?-->": "",
    r"(var\(--\w+), #\w+\)": r"\1)",  # the sheet of the page has their values
    r"></(?:path|use|rect|circle|line|image|stop)>": "/>",
    r"\s*\n\s*": " ",
}


def text_html(value: Any) -> str:
    """Escape text; what runs from right to left is kept from turning its surroundings."""
    text = html.escape(str(value))
    turned = any(unicodedata.bidirectional(c) in {"R", "AL", "RLE", "RLO", "RLI"} for c in text)
    return f"<bdi>{text}</bdi>" if turned else text


def link_html(text: Any, address: str, figures: str = "") -> str:
    """Link text to a page of ours or of the web; any other address stays unlinked."""
    title = f' title="{html.escape(figures)}"' if figures else ""
    link = f'<a href="{html.escape(address)}"{title}>{text_html(text)}</a>'
    return link if re.fullmatch(ADDRESS, address) else text_html(text)


def in_address(content: str | bytes) -> str:
    """Write a file of text so that it can stand in the address of a link that saves it."""
    return quote(content, safe=" /,;:=()+*!@|?$[]{}")


@cache
def templates() -> Any:
    """Return the templates; what is filled into them is escaped, if no filter writes HTML."""
    from jinja2 import Environment, FileSystemLoader
    from markupsafe import Markup

    shape: dict[str, Any] = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    around = Environment(loader=FileSystemLoader(TEMPLATES), **shape)
    around.filters["words"] = lambda text: Markup(text_html(text))
    around.globals["link"] = lambda *told: Markup(link_html(*told))
    return around


def markup(macro: str, **given: Any) -> str:
    """Fill in one of the pieces that a cell shows; text in it is escaped."""
    pieces = templates().get_template("shown.html.j2").module
    return str(getattr(pieces, macro)(**given)).strip()


def visible(text: str) -> str:
    r"""Write control characters and broken halves of characters so that they can be seen.

    >>> print(visible("a\x00b"))
    a\x00b
    """
    return HIDDEN.sub(lambda c: ascii(c[0])[1:-1], text)


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Keep an attribute if it can load, run or lead to nothing but what a page may."""
    if name in {"href", "xlink:href", "src"}:
        return value if re.fullmatch(FORMS.get((tag, name), r"#\S+"), value) else None
    return None if name in LOADING and LOADS.search(value) else value


@cache
def _cleaner() -> Any:
    from nh3 import Cleaner

    kinds = json.loads((TEMPLATES / "allowed.json").read_text("utf-8"))
    lists = [[set(" ".join(kind[which]).split()) for which in kind] for kind in kinds.values()]
    given = {tag: attributes for tags, attributes in lists for tag in tags}
    looks = lists[-1][1]  # of no element
    rules: dict[str, Any] = {"tags": {*given} - {"*"}, "attributes": given, "link_rel": None}
    rules |= {"attribute_filter": _attribute, "generic_attribute_prefixes": {"data-"}}
    rules |= {"clean_content_tags": {"script", "style"}, "filter_style_properties": looks}
    return Cleaner(**rules, url_schemes={"http", "https", "data"})


def clean(page: str) -> str:
    """Return HTML with nothing in it but the elements, attributes and addresses of the lists.

    >>> clean('<p onclick="x()">12 <b>dead</b><meta http-equiv="refresh"></p><script>1</script>')
    '<p>12 <b>dead</b></p>'
    """
    return RUNS.sub(r"\1", str(_cleaner().clean(page)))


def _shrink(drawing: re.Match[str]) -> str:
    digits = r' (?!aria-)[\w:-]+="[^"]*"'  # of an attribute, but not of what is read aloud
    svg = re.sub(digits, lambda at: re.sub(r"(\.\d\d)\d+", r"\1", at[0]), drawing[0])
    for pattern, short in SHORTER.items():
        svg = re.sub(pattern, short, svg)
    return svg


def squeeze(page: str) -> str:
    """Write charts and tables in fewer bytes."""
    page = re.sub(r"</(?:t[dhr]|li)>\s*", "", page)  # HTML can do without them
    page = re.sub(r'(<t[dh][^>]*) style="text-align: ?left[^"]*"', r"\1", page)  # has the sheet
    return re.sub(r"(?s)<svg.*?</svg>", _shrink, page)
