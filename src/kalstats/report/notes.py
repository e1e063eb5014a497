"""What a page gets when it is whole: notes, languages, its own glossary, ways back from sources."""

from __future__ import annotations

import html
import itertools
import re
from functools import cache
from typing import Any

import kalstats
from kalstats.report.words import markup

CYRILLIC = r"[\u0400-\u04ff]"
KALMYK = r"[әһҗңөүӘҺҖҢӨҮ]"  # letters that Russian does not have
WORDS = re.compile(rf"{CYRILLIC}+(?:[ \-–«»]+{CYRILLIC}+)*")
TEXT = re.compile(rf"(<(?:text|tspan|span)\b[^>]*>|>)([^<>]*{CYRILLIC}[^<>]*)(?=<)")
GLOSSARY = re.compile(r'(?s)<div class="glossary">.*?</details></div>')
ROW = re.compile(r'(?s)<tr><th scope="row">([^<]*).*?(?=<tr>|</tbody>)')
MARK = re.compile(r' ?\(((?:<a href="#source-[^>]*>(?:(?!</?a\b).)*</a>(?:; )?)+)([^()<]*)\)')
LINK = re.compile(r'<a href="#(source-[^"]+)"(?: title="([^"]*)")?>(.*?)</a>')
SAID = re.compile(r'(?s)<div class="said">(.*?)</div>|<dl class="numbers">.*?</dl>')


def marks(page: str, about: Any) -> str:
    """Make each mark of sources a small number that opens a note; no script is needed for that."""
    numbers, known = dict[str, int](), _printed() if about["study"] else {}
    count = itertools.count(1)

    def place(block: re.Match[str]) -> str:
        new = []
        if "<h2 " in block[0]:
            numbers.clear()  # each section has its own notes

        def mark(found: re.Match[str]) -> str:
            read = [_entry(link, about, known) for link in LINK.findall(found[1])]
            if (name := str(read)) not in numbers:
                numbers[name] = next(count)
                new.append((numbers[name], read))
            return markup("mark", number=numbers[name], entries=read, rest=found[2])

        made = MARK.sub(mark, block[0])
        return markup("noted", block=made, notes=new) if new else made

    return SAID.sub(place, page)


@cache
def _printed() -> dict[str, str]:
    """Return what each figure of this study prints, and the days it is of."""
    rows = [*kalstats.census().to_dict("records"), *kalstats.deportation().to_dict("records")]
    return {row["id"]: kalstats.evidence.Figure.of(row).said for row in rows}


def _entry(link: Any, about: Any, known: dict[str, str]) -> Any:
    """Return what a note says of a source: its name, and the figures read there, with a link.

    There is a page of figures for them in the folder, or none.
    """
    (source, title, label), figures = link, []
    for one in filter(None, html.unescape(title).split("; ")):
        name, _, words = one.partition(": ")
        name = re.sub(r"\.(low|high)$", "", name)
        linked = about.get("figures") and (name in known or not about["study"])
        figures.append((words or known.get(name, name), f"figures.html#{name}" if linked else ""))
    return source, label, figures


def mark_languages(page: str) -> str:
    """Say of every word in Cyrillic which language it is, for those who hear the page.

    Kalmyk is told from Russian by the names of ``names.csv``, else by its letters.
    """
    kalmyk = frozenset(kalstats.names(language="Kalmyk")["name"])

    def mark(found: re.Match[str]) -> str:
        tag, text = found[1], found[2]
        if " lang=" in tag:
            return found[0]
        name = "tspan" if tag.startswith(("<text", "<tspan")) else "span"

        def said(words: re.Match[str]) -> str:
            language = "xal" if words[0] in kalmyk or re.search(KALMYK, words[0]) else "ru"
            return f'<{name} lang="{language}">{words[0]}</{name}>'

        return tag + WORDS.sub(said, text)

    head, body = page.split("<body>", 1)
    return f"{head}<body>{TEXT.sub(mark, body)}"


def own_glossary(page: str, study: object) -> str:
    """Leave in the glossary only names that stand elsewhere in a page with data of this study."""
    code = r"<details class=\"code\">.*?</details>"
    text = html.unescape(re.sub(rf"(?s){code}|<[^>]*>", " ", GLOSSARY.sub("", page)))

    def keep(row: re.Match[str]) -> str:
        return row[0] * bool(re.search(rf"\b{re.escape(html.unescape(row[1]))}\b", text))

    def choose(found: re.Match[str]) -> str:
        kept = ROW.sub(keep, found[0])
        many = kept.count('scope="row"')
        return re.sub(r": \d+ rows<", f": {many} rows<", kept) if study and many else ""

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
        told = f' <span class="back">Cited in: {"; ".join(links)}.</span>' if links else ""
        return f"{found[1]}{told}\n"

    return re.sub(r'(?s)(<li id="source-([^"]+)">.*?)\s*(?=<li|</ul>)', add, page)
