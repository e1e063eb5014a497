"""The one gate into a page: what comes out of a converter or a cell passes here, or is text.

An allow-list of elements, attributes and addresses; nothing that runs, loads or leads away.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from kalstats.report.words import ADDRESS

TEXT = """a abbr article aside b bdi blockquote br button caption cite code col colgroup dd del
details dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd label li mark ol
option p pre q s samp section select small span strong sub summary sup table tbody td tfoot th thead
time tr u ul var wbr"""
DRAWING = """svg g path defs use text tspan clipPath rect circle ellipse line polyline polygon
pattern image linearGradient radialGradient stop marker mask title desc symbol"""
FORMULA = """math mrow mi mo mn ms mtext mspace mfrac msqrt mroot msub msup msubsup munder mover
munderover mmultiscripts mprescripts none mtable mtr mtd mstyle mpadded mphantom menclose merror"""
EVERYWHERE = """id class style role lang dir title tabindex hidden popover aria-label
aria-labelledby aria-describedby aria-hidden aria-atomic aria-live aria-sort"""
OF_TEXT = """href download alt src scope selected colspan rowspan open start value type datetime
popovertarget popovertargetaction headers span"""
OF_DRAWING = """d x y x1 x2 y1 y2 cx cy r rx ry dx dy width height points transform viewBox
preserveAspectRatio clip-path clipPathUnits patternUnits patternContentUnits patternTransform
gradientUnits gradientTransform offset stop-color stop-opacity fill fill-opacity fill-rule stroke
stroke-width stroke-opacity stroke-linejoin stroke-linecap stroke-dasharray stroke-dashoffset
stroke-miterlimit opacity font-size font-family font-weight font-style text-anchor
dominant-baseline baseline-shift marker-end marker-start marker-mid markerWidth markerHeight refX
refY orient mask href xlink:href xml:space textLength lengthAdjust"""
OF_FORMULA = """display xmlns mathvariant stretchy width height depth lspace rspace linethickness
fence separator form accent accentunder columnalign rowspacing columnspacing columnlines rowlines
displaystyle scriptlevel minsize maxsize largeop movablelimits symmetric notation mathcolor
mathbackground mathsize bevelled voffset"""
LOOKS = """background background-color color fill fill-opacity fill-rule stroke stroke-width
stroke-opacity stroke-linejoin stroke-linecap stroke-dasharray stroke-dashoffset stroke-miterlimit
opacity font font-size font-family font-weight font-style font-variant-numeric text-anchor
text-align text-decoration text-transform vertical-align white-space overflow-wrap line-height
display width height max-width min-width padding padding-left padding-right border border-top
border-bottom border-left border-right border-collapse clip-path letter-spacing
dominant-baseline mix-blend-mode isolation image-rendering visibility rotate"""
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
        form = {"a": rf"{ADDRESS}|{FILE}", "image": PICTURE}.get(tag, r"#\S+")
        return value if re.fullmatch(form, value) else None
    if name == "src":
        return value if tag == "img" and re.fullmatch(PICTURE, value) else None
    return None if name in LOADING and LOADS.search(value) else value


@cache
def _cleaner() -> Any:
    from nh3 import Cleaner

    kinds = ((TEXT, OF_TEXT), (DRAWING, OF_DRAWING), (FORMULA, OF_FORMULA))
    given = {tag: set(names.split()) for tags, names in kinds for tag in tags.split()}
    return Cleaner(
        tags=set(given),
        attributes={**given, "*": set(EVERYWHERE.split())},
        attribute_filter=_attribute,
        generic_attribute_prefixes={"data-"},
        clean_content_tags={"script", "style"},
        filter_style_properties=set(LOOKS.split()),
        url_schemes={"http", "https", "data"},
        link_rel=None,
    )


def clean(page: str) -> str:
    """Return HTML with nothing in it but the elements, attributes and addresses of the lists.

    >>> clean('<p onclick="x()">12 <b>dead</b><meta http-equiv="refresh"></p><script>1</script>')
    '<p>12 <b>dead</b></p>'
    """
    return RUNS.sub(r"\1", str(_cleaner().clean(page)))
