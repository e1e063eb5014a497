"""What a page gets when it is whole: notes, languages, its own glossary, ways back from sources."""

import html
import itertools
import re
from typing import Any
from urllib.parse import quote

import kalstats
from kalstats.report.cleaning import markup, squeeze
from kalstats.report.tables import figures_by_id, glossary

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

    def read(key: str, own: str, label: str = "", every: str = "") -> tuple[Any, ...]:
        """Return a source, its name, and the figures read there: words and address of each."""
        figures = dict[str, tuple[str, str]]()
        for one in filter(None, html.unescape(f"{own}; {every}").split("; ")):
            name, _, words = one.partition(": ")
            figure = known.get(name := re.sub(r"\.(low|high)$", "", name))
            if figure and figure.locator and figure.locator not in html.unescape(label):
                words = f"{figure.said} ({figure.locator})"
            address = f"figures.html#{quote(name)}" if figure or not known else ""
            if figure.source == key if figure else one in html.unescape(own):
                figures[name] = words or name, address if about.get("figures") else ""
        return key, label, [*figures.values()]

    def place(block: re.Match[str]) -> str:
        new = []
        if "<h2 " in block[0]:
            numbers.clear()  # each section has its own notes

        def mark(found: re.Match[str]) -> str:
            links = LINK.findall(found[1])
            every = "; ".join(own for _, own, _ in links)
            entries = [read(key, own, label, every) for key, own, label in links]
            if (name := str(entries)) not in numbers:
                numbers[name] = next(count)
                new.append((numbers[name], entries))
            return markup("mark", number=numbers[name], entries=entries, rest=found[2])

        made = MARK.sub(mark, block[0])
        return markup("noted", block=made, notes=new) if new else made

    def lead(link: re.Match[str]) -> str:
        ids = ",".join(at.partition("#")[2] for _, at in read(link[1], link[2])[2] if at)
        address = f"figures.html#{ids}" if ids else f"#source-{link[1]}"
        named = f' data-source="{link[1]}"' if ids and not link[3] else ""  # not in a drawing
        return f'href="{address}"{named}{link[3] or ""}'

    return LEADS.sub(lead, SAID.sub(place, page))


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
    parts = re.split(r"(?=<h2 )", page)
    heads = [re.match(r'<h2 id="([^"]+)">(.*?)</h2>', part) for part in parts]
    places = [head.groups() if head else ("main", "the beginning") for head in heads]

    def add(found: re.Match[str]) -> str:
        mark = re.compile(f'(?:href="#source-|data-source="){found[2]}"')
        cited = [at for at, part in zip(places, parts, strict=True) if mark.search(part)]
        links = "; ".join(f'<a href="#{name}">{text}</a>' for name, text in cited)
        told = f' <span class="back">Cited in: {links}.</span>' if links else ""
        return f"{found[1]}{told}\n"

    return re.sub(r'(?s)(<li id="source-([^"]+)">.*?)\s*(?=<li|</ul>)', add, page)
