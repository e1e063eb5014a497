"""What a page gets when it is whole: notes, languages, its own glossary, ways back from sources."""

from __future__ import annotations

import html
import re
from functools import cache
from typing import Any

import kalstats

CYRILLIC = r"[\u0400-\u04ff]"
KALMYK = r"[әһҗңөүӘҺҖҢӨҮ]"  # letters that Russian does not have
WORDS = re.compile(rf"{CYRILLIC}+(?:[ \-–«»]+{CYRILLIC}+)*")
TEXT = re.compile(rf"(<(?:text|tspan|span)\b[^>]*>|>)([^<>]*{CYRILLIC}[^<>]*)(?=<)")
GLOSSARY = re.compile(r'(?s)<div class="glossary">.*?</details></div>')
MARK = re.compile(r' ?\(((?:<a href="#source-[^>]*>(?:(?!</?a\b).)*</a>(?:; )?)+)([^()<]*)\)')
LINK = re.compile(r'<a href="#(source-[^"]+)"(?: title="([^"]*)")?>(.*?)</a>')
SAID = re.compile(r'(?s)<div class="said">(.*?)</div>|<dl class="numbers">.*?</dl>')
MANY = 3  # entries of a note, up to where it has room in the margin
WHOSE = """<p><b>Whose is what.</b> Figures in print are their sources’: a small number opens the
note that names one. Sums, shares, rates, ranges, models and charts are worked out from them here;
“Code” shows how.</p>
"""


def marks(page: str, about: Any) -> str:
    """Make each mark of sources a small number that opens a note; no script is needed for that."""
    number, notes = 0, dict[str, int]()

    def place(block: re.Match[str]) -> str:
        new = []
        if "<h2 " in block[0]:
            notes.clear()

        def mark(found: re.Match[str]) -> str:
            nonlocal number
            told, label = _note(found[1], about)
            if told not in notes:
                notes[told] = number = number + 1
                new.append(NOTE.format(number, ' class="many"' * (told.count("<a ") > MANY), told))
            rest = f" ({found[2]})" if found[2] else ""
            return BUTTON.format(notes[told], label) + rest

        made = MARK.sub(mark, block[0])
        return (
            f'<div class="noted">{made}<div class="notes">{"".join(new)}</div></div>'
            if new
            else made
        )

    return SAID.sub(place, page)


NOTE = '<aside id="note-{0}"{1} popover role="doc-footnote"><b>{0}</b> {2}</aside>'
BUTTON = '<sup><button popovertarget="note-{0}" aria-label="{0}, source: {1}">{0}</button></sup>'


@cache
def _printed() -> dict[str, str]:
    """Return what each figure of this study prints, and the days it is of."""
    read = kalstats.evidence.Figure.of
    figures = [
        read(row)
        for rows in (kalstats.census(), kalstats.deportation())
        for row in rows.to_dict("records")
    ]
    return {figure.id: figure.said for figure in figures}


def _note(links: str, about: Any) -> tuple[str, str]:
    """Return what a note says, and its sources as text: with links to the figures read.

    There is a page of figures for them in the folder, or none.
    """
    printed, entries = _printed() if about["study"] else {}, []
    for source, title, label in LINK.findall(links):
        entry = f'<a href="#{source}" role="doc-noteref">{label}</a>'
        for one in filter(None, title.split("; ")):
            name, _, words = one.partition(": ")
            name = re.sub(r"\.(low|high)$", "", name)
            words = words or html.escape(printed.get(name, name))
            if about.get("figures") and (name in printed or not about["study"]):
                words = f'<a href="figures.html#{name}">{words}</a>'
            entry += f': <span class="figure">{words}</span>'
        entries.append((entry, re.sub(r"<[^>]*>", "", label)))
    told, labels = zip(*entries, strict=True)
    return "; ".join(told), "; ".join(labels)


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
