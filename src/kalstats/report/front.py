"""The first page: the numbers a reader comes for, and what each report answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kalstats.report.inputs import seal
from kalstats.report.page import exporter

if TYPE_CHECKING:
    from kalstats.report.inputs import Inputs

TITLE = "# The deportation of the Kalmyks in figures"
ABOUT = """On 28–31 December 1943 the Soviet state deported the Kalmyks from their republic, most of
them to Siberia. The sources contradict each other about how many were deported and how many died.
Each report takes one question, keeps every figure with its source, and shows what follows from
each of them."""
# what is asked, which report answers, where it is worked out, and what its sentences speak of
BRIEF = (
    (
        "How many were deported",
        "02-deportation",
        "what-adds-up-and-what-does-not",
        r"state\s+deported",
    ),
    ("How many died", "03-mortality", "excess-deaths", r"had\s+registered|All deaths to"),
    (
        "Why the sources differ",
        "03-mortality",
        "the-share-who-died-by-every-numerator-and-denominator",
        "[Ss]ources differ",
    ),
    ("The Kalmyk share of Kalmykia", "05-composition", "the-shares-with-the-gap", r"1926.*2021"),
)
RULE = r"(?m)^\.(s[0-9a-f]{8})\{(.*?)\}$"  # a look that charts of a page repeat
PARTS = {
    "title": r"<h1[^>]*>(.*?)</h1>",
    "answer": r'<section class="cell answer"[^>]*>\s*(<p>.*?</p>)',
    "finding": r'<figure class="chart".*?<figcaption><b>(.*?)</b>',
    "unit": r'<figure class="chart".*?<figcaption><b>.*?</b><br>(.*?)</figcaption>',
    "chart": r'<figure class="chart".*?<div class="narrow"[^>]*>(<svg.*?</svg>)',
    "sources": r'<figure class="chart".*?<p class="sources">(.*?)(?:<span class="data">|</p>)',
}


def _entry(name: str, page: str) -> dict[str, str]:
    """Take title, answer and first chart out of a report; its links then lead back into it."""
    found = {part: re.search(form, page, re.DOTALL) for part, form in PARTS.items()}
    entry = {part: match[1] if match else "" for part, match in found.items()}
    led = {
        part: re.sub(r'(<a\b[^>]* href=")#', lambda link: f"{link[1]}{name}#", text)
        for part, text in entry.items()
    }
    return led | {"name": name}


def _brief(entries: dict[str, dict[str, str]]) -> list[dict[str, str]]:
    """Take the sentences that answer what most readers ask out of the reports' answers."""
    items = []
    for asked, name, section, words in BRIEF:
        entry = entries.get(f"{name}.html", {"answer": ""})
        sentences = re.split(r"(?<=[.?!])\s+(?=[A-Z0-9<])", entry["answer"][3:-4])  # in <p>
        said = [one for one in sentences if re.search(words, one, re.DOTALL)]
        if said:
            where = f"{name}.html#{section}"
            items.append({"asked": asked, "said": " ".join(said), "where": where})
    return items


def front_page(pages: dict[str, str], inputs: Inputs) -> str:
    """Make the first page: what each report answers, read from the reports themselves."""
    from nbformat.v4 import new_markdown_cell, new_notebook

    entries = {name: _entry(name, page) for name, page in pages.items()}
    notebook = new_notebook(cells=[new_markdown_cell(f"{TITLE}\n\n{ABOUT}", id="index")])
    about = {"front": True, "entries": list(entries.values()), "brief": _brief(entries)}
    charts = "".join(entry["chart"] for entry in entries.values())
    rules = dict(rule for page in pages.values() for rule in re.findall(RULE, page))
    used = sorted({*re.findall(r' class="(\w+)"', charts)} & rules.keys())
    about |= {"rules": "".join(f".{name}{{{rules[name]}}}\n" for name in used)}
    about |= {"fingerprint": inputs.front(pages)}
    return seal(exporter()().from_notebook_node(notebook, about)[0])
