"""What a page gets when it is whole: notes, languages, its own glossary, ways back from sources."""

import html
import itertools
import re
from typing import Any
from urllib.parse import quote

import kalstats
from kalstats.report.cleaning import squeeze
from kalstats.report.tables import figures_by_id, glossary
from kalstats.report.words import markup

CYRILLIC = r"[\u0400-\u04ff]"
KALMYK = r"[әһҗңөүӘҺҖҢӨҮ]"  # letters that Russian does not have
WORDS = re.compile(rf"{CYRILLIC}+(?:[ \-–«»]+{CYRILLIC}+)*")
TEXT = re.compile(rf"(<(?:text|tspan|span)\b[^>]*>|>)([^<>]*{CYRILLIC}[^<>]*)(?=<)")
GLOSSARY = r'<div class="glossary">.*?</details></div>'
MARK = re.compile(r' ?\(((?:<a href="#source-[^>]*>(?:(?!</?a\b).)*</a>(?:; )?)+)([^()<]*)\)')
LINK = re.compile(r'<a href="#source-([^"]+)"(?: title="([^"]*)")?>(.*?)</a>')
LEADS = re.compile(r'href="#source-([^"]+)" title="([^"]*)"( aria)?')  # and says what is read
SAID = re.compile(r'(?s)<div class="said">(.*?)</div>|<dl class="numbers">.*?</dl>')


def marks(page: str, about: Any) -> str:
    """Make marks of sources small numbers that open a note, and let others lead to the figures.

    No script is needed for that. Figures have an address where the folder has a page of them.
    """
    numbers, known = dict[str, int](), figures_by_id() if about["study"] else {}
    count = itertools.count(1)

    def place(block: re.Match[str]) -> str:
        new = []
        if "<h2 " in block[0]:
            numbers.clear()  # each section has its own notes

        def mark(found: re.Match[str]) -> str:
            read = _entries(LINK.findall(found[1]), about, known)
            if (name := str(read)) not in numbers:
                numbers[name] = next(count)
                new.append((numbers[name], read))
            return markup("mark", number=numbers[name], entries=read, rest=found[2])

        made = MARK.sub(mark, block[0])
        return markup("noted", block=made, notes=new) if new else made

    def lead(link: re.Match[str]) -> str:
        (_, _, figures), *_ = _entries([(link[1], link[2], "")], about, known)
        ids = ",".join(address.partition("#")[2] for _, address in figures if address)
        address = f"figures.html#{ids}" if ids else f"#source-{link[1]}"
        named = f' data-source="{link[1]}"' if ids and not link[3] else ""  # not in a drawing
        return f'href="{address}"{named}{link[3] or ""}'

    return LEADS.sub(lead, SAID.sub(place, page))


def _entries(links: Any, about: Any, known: dict[str, Any]) -> list[Any]:
    """Return what a note says of each source: its key and name, and the figures read there."""
    named, read = dict[str, tuple[str, str, str]](), []
    for key, told, _ in links:
        for one in filter(None, html.unescape(told).split("; ")):
            name, _, words = one.partition(": ")
            own = known.get(name := re.sub(r"\.(low|high)$", "", name))
            named[name] = (own.source, own.said, own.locator) if own else (key, words or name, "")
    for key, _, label in links:
        figures = []
        for name, (source, words, place) in named.items():
            where = f" ({place})" if place and place not in html.unescape(label) else ""
            linked = about.get("figures") and (name in known or not known)
            if source == key:
                figures.append((words + where, f"figures.html#{quote(name)}" if linked else ""))
        read.append((key, label, figures))
    return read


def mark_languages(page: str) -> str:
    """Say of every word in Cyrillic which language it is, for those who hear the page.

    Kalmyk is told from Russian by the names of ``names.csv``, else by its letters.
    """
    kalmyk = frozenset(kalstats.names(language="Kalmyk")["name"])

    def mark(found: re.Match[str]) -> str:
        tag, text = found[1], found[2]
        name = "tspan" if tag.startswith(("<text", "<tspan")) else "span"

        def said(words: re.Match[str]) -> str:
            language = "xal" if words[0] in kalmyk or re.search(KALMYK, words[0]) else "ru"
            return f'<{name} lang="{language}">{words[0]}</{name}>'

        return found[0] if " lang=" in tag else tag + WORDS.sub(said, text)

    head, body = page.split("<body>", 1)
    return f"{head}<body>{TEXT.sub(mark, body)}"


def own_glossary(page: str, study: object) -> str:
    """Leave in the glossary only names that stand elsewhere in a page with data of this study."""
    code = r'<details class="code">.*?</details>'
    text = html.unescape(re.sub(rf"(?s){code}|{GLOSSARY}|<[^>]*>", " ", page))
    return re.sub(rf"(?s){GLOSSARY}", lambda _: squeeze(glossary(text)) if study else "", page)


def ways_back(page: str) -> str:
    """Say under each source in which sections it is cited, with links to them."""
    at = dict[str, dict[str, str]]()
    for part in re.split(r"(?=<h2 )", page):
        found = re.match(r'<h2 id="([^"]+)">(.*?)</h2>', part)
        name, heading = found.groups() if found else ("main", "the beginning")
        for key in re.findall(r'(?:href="#source-|data-source=")([^"]+)"', part):
            at.setdefault(key, {})[name] = heading

    def add(found: re.Match[str]) -> str:
        links = [f'<a href="#{name}">{text}</a>' for name, text in at.get(found[2], {}).items()]
        told = f' <span class="back">Cited in: {"; ".join(links)}.</span>' if links else ""
        return f"{found[1]}{told}\n"

    return re.sub(r'(?s)(<li id="source-([^"]+)">.*?)\s*(?=<li|</ul>)', add, page)
