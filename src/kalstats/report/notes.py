"""What a page gets when it is whole: languages, its own glossary, ways back from the sources."""

from __future__ import annotations

import html
import re
from functools import cache

import kalstats

CYRILLIC = r"[\u0400-\u04ff]"
KALMYK = r"[әһҗңөүӘҺҖҢӨҮ]"  # letters that Russian does not have
WORDS = re.compile(rf"{CYRILLIC}+(?:[ \-–«»]+{CYRILLIC}+)*")
TEXT = re.compile(rf"(<(?:text|tspan|span)\b[^>]*>|>)([^<>]*{CYRILLIC}[^<>]*)(?=<)")
GLOSSARY = re.compile(r'(?s)<div class="glossary">.*?</details></div>')


@cache
def _kalmyk() -> frozenset[str]:
    """Return the Kalmyk names that a source gives."""
    return frozenset(kalstats.names(language="Kalmyk")["name"])


def _language(words: str) -> str:
    """Tell Kalmyk from Russian: by the names of ``names.csv``, else by its letters."""
    return "xal" if words in _kalmyk() or re.search(KALMYK, words) else "ru"


def mark_languages(page: str) -> str:
    """Say of every word in Cyrillic which language it is, for those who hear the page."""

    def mark(found: re.Match[str]) -> str:
        tag, text = found[1], found[2]
        if " lang=" in tag:
            return found[0]
        name = "tspan" if tag.startswith(("<text", "<tspan")) else "span"
        made = WORDS.sub(lambda w: f'<{name} lang="{_language(w[0])}">{w[0]}</{name}>', text)
        return f"{tag}{made}"

    head, body = page.split("<body>", 1)
    return f"{head}<body>{TEXT.sub(mark, body)}"


def own_glossary(page: str, study: object) -> str:
    """Leave in the glossary only names that stand elsewhere in a page with data of this study."""
    code = r"<details class=\"code\">.*?</details>"
    rest = re.sub(rf"(?s){code}|<[^>]*>", " ", GLOSSARY.sub("", page))
    text = html.unescape(rest)

    def choose(found: re.Match[str]) -> str:
        head, *rows = re.split(r'(?=<tr><th scope="row">)', found[0])
        if not (study and rows and "</tbody>" in rows[-1]):
            return ""
        rows[-1], end = rows[-1][: (at := rows[-1].index("</tbody>"))], rows[-1][at:]
        names = [re.sub(r"<[^>]*>", "", re.split("<td", row)[0]) for row in rows]
        kept = [
            row
            for row, name in zip(rows, names, strict=True)
            if re.search(rf"\b{re.escape(html.unescape(name))}\b", text)
        ]
        head = re.sub(r": \d+ rows</summary>", f": {len(kept)} rows</summary>", head)
        return f"{head}{''.join(kept)}{end}" if kept else ""

    return GLOSSARY.sub(choose, page)


def ways_back(page: str) -> str:
    """Say under each source in which sections it is cited, with links to them."""
    at: dict[str, dict[str, str]] = {}
    for part in re.split(r"(?=<h2 )", page):
        heading = re.match(r'<h2 id="([^"]+)">(.*?)</h2>', part)
        place = (heading[1], heading[2]) if heading else ("main", "the beginning")
        for key in re.findall(r'href="#source-([^"]+)"', part):
            at.setdefault(key, {})[place[0]] = place[1]

    def add(found: re.Match[str]) -> str:
        links = [f'<a href="#{name}">{text}</a>' for name, text in at.get(found[2], {}).items()]
        return (
            f'{found[1]} <span class="back">Cited in: {"; ".join(links)}.</span>\n'
            if links
            else found[0]
        )

    return re.sub(r'(?s)(<li id="source-([^"]+)">.*?)\s*(?=<li|</ul>)', add, page)
