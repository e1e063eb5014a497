"""Text stays text: the same payloads on every way into a page, seen in a real browser.

The browser's own policy is taken out of the page: it is the second line, and tested elsewhere.
"""

import csv
import html
import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import nbformat
import openpyxl
import pybtex.database
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

import kalstats
from kalstats.evidence import source_mark
from kalstats.report.cleaning import clean
from kalstats.report.markdown import Place, markdown

AWAY = "http://127.0.0.1:9/"
PAYLOADS = [
    "<script>window.hit = 1</script>",
    "<img src=x onerror='window.hit = 1'>",
    f"<img src={AWAY}a.png srcset={AWAY}b.png>",
    f'<meta http-equiv="refresh" content="0; url={AWAY}">',
    "<plaintext>",
    "<xmp><textarea><title><noscript><template>",
    f"<iframe src={AWAY} srcdoc='<script>parent.hit = 1</script>'></iframe>",
    f"</style><style>@import '{AWAY}'; body {{ display: none }}</style>",
    f"<link rel=stylesheet href={AWAY}><base href={AWAY}>",
    f"<form action={AWAY}><input autofocus onfocus='window.hit = 1'><button>x</form>",
    f"<object data={AWAY}></object><embed src={AWAY}><video src={AWAY} autoplay></video>",
    f"<svg><image href={AWAY} xlink:href={AWAY}></image><use href={AWAY}#x></use></svg>",
    "<svg><a><set attributeName=href to=javascript:window.hit=1 /><text>x</text></a></svg>",
    "<svg><foreignObject><body onload='window.hit = 1'></foreignObject></svg>",
    "<svg><style><img src=x onerror='window.hit = 1'></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror='window.hit = 1'>",
    "<math><annotation-xml encoding=text/html><script>window.hit = 1</script></annotation-xml>",
    "<math href=javascript:window.hit=1><mi href=javascript:1>x</mi></math>",
    f"<p style='background: url({AWAY}); position: fixed; inset: 0; z-index: 9'>over all</p>",
    f"<p style='background: u\\rl({AWAY}); color: image-set(\"{AWAY}\")'>x</p>",
    "<a href=javascript:window.hit=1>x</a><a href='data:text/html,<script>1</script>'>x</a>",
    "<a href='data:text/csv,a'>not to open</a><a href=//host/x target=_blank ping=/x>x</a>",
    "[x](javascript:window.hit=1) [x](data:text/html,x) [x](//host/) <javascript:window.hit=1>",
    "<b onclick='window.hit = 1' onmouseover='window.hit = 1'>x</b><!-- -->]]><!--contents-->",
]
SOURCE = "key,label,kind,author,title,year,published,publisher,url,licence,file,note"
FIGURE = (
    "id,people,territory,boundary,start,end,topic,measure,unit,printed,qualifier,low,value,high,"
    "source,locator,rank,reason,note,part_of"
)
NUMBERS = ("low", "value", "high")
SAFE = """<div class="table" role="region" aria-label="T" tabindex="0"><table>
<caption><span>T</span></caption><thead><tr><th scope="col">a</th></tr></thead>
<tbody><tr><th scope="row">b</th>
<td class="number" lang="ru">1</td></tr></tbody></table></div>
<details class="long"><summary>S</summary>x</details><a download="a.csv"
href="data:text/csv;charset=utf-8,a%0A1">CSV</a><a href="#source-x">s</a><a
href="https://example.org/?a=b">w</a><button type="button" popovertarget="n">i</button><aside
id="n" popover="" role="doc-footnote">N</aside>"""
CHART = """<svg viewBox="0 0 9 9" role="img" aria-label="L"><defs><clipPath id="c"><rect x="0"
width="9"></rect></clipPath></defs><g clip-path="url(#c)"><path d="M0 0L1 1" style="fill:none;
stroke:var(--ink)"></path><use href="#c" x="1"></use><text transform="rotate(-90 1 2)">t<tspan
lang="xal">u</tspan></text></g><a href="#source-x" aria-label="Source: s"><path d="M0 0"></path>
</a></svg>"""
FORMULA = """<math xmlns="http://www.w3.org/1998/Math/MathML" display="block"><mfrac><mi>a</mi>
<msub><mi>b</mi><mn>1</mn></msub></mfrac><mo stretchy="false">(</mo><mtext>t</mtext></math>"""


@pytest.mark.parametrize("kept", [SAFE, CHART, FORMULA], ids=["text", "chart", "formula"])
def test_what_the_library_writes_passes_the_gate_as_it_is(kept):
    def loose(page: str) -> str:
        return re.sub(r"\s+", "", page)

    assert loose(clean(kept)) == loose(kept)
    assert clean(clean(kept)) == clean(kept)


def test_the_mark_of_a_source_is_text_whatever_its_place_is_called():
    place = r"p. [1] $a$ and $b$ *x* ](javascript:1) <b> \ `c`"
    page = markdown(source_mark("ediev-2004", place), Place(Path("a.ipynb"), {}))
    assert re.fullmatch(r'<p>\(<a href="#source-ediev-2004">[^<]*</a>\)</p>\n', page)
    assert html.escape(place, quote=False) in page


def write(path: Path, columns: str, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns.split(","), restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def hostile_site(folder: Path) -> None:
    """Write two notebooks and an index that carry every payload on every way into a page."""
    everything = "\n\n".join(PAYLOADS)
    formulas = "\n\n".join(f"$\\text{{{p}}}$" for p in PAYLOADS if not set(p) & set("{}$\\"))
    label = PAYLOADS[0] + "](javascript:window.hit=1) [x $\\text{" + PAYLOADS[3] + "}$"
    source = {"key": "mine", "label": label, "kind": "statistics", "author": PAYLOADS[1]}
    source |= {"title": PAYLOADS[0], "year": "1961", "publisher": "P", "note": PAYLOADS[7]}
    figure = {"id": "v", "people": "P", "territory": "T", "boundary": "1926", "printed": "12"}
    figure |= dict.fromkeys(("start", "end"), "1926-12-17") | dict.fromkeys(NUMBERS, "12")
    figure |= {"topic": "population", "measure": "population", "unit": "persons", "source": "mine"}
    figure |= {"qualifier": "exact", "locator": PAYLOADS[0], "rank": "preferred"}
    write(folder / "sources.csv", SOURCE, [source])
    write(folder / "own.csv", FIGURE, [figure])
    code = f"""import json
import kalstats
import pandas as pd
from IPython.display import HTML, SVG, Markdown, display
from kalstats.evidence import Figure
from kalstats.report import bibliography, figures, picker, say, table
from kalstats.report.shown import chart_svg
payloads = json.loads({json.dumps(json.dumps(PAYLOADS))})
for text in payloads:
    say(text)
    display(HTML(text))
    display(Markdown("# " + text))
    print(text)
    display({{"text/plain": text}}, raw=True)
    table(pd.DataFrame({{text: [text, (text, text)]}}), caption=text)
    if text in payloads[::8]:
        display(HTML(chart_svg(lambda ax: ax.set_title(text), (3, 2), text)))
display({{"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg'>" + "".join(payloads)}},
        metadata={{"alt": payloads[0]}}, raw=True)
say({formulas!r})
mine = kalstats.load("own.csv", {{"people": "P", "territory": "T"}})
say(Figure.of(mine.iloc[0]).ref)
figures(mine)
chosen = pd.DataFrame({{"a": payloads, "low": 1, "value": 1, "high": 1, "preferred": False}})
picker(chosen, payloads[0] + " {{:,}}", name="p", title=payloads[1], a=payloads[2])
bibliography(["mine"])
"""
    fails = "raise ValueError(payloads[0] + payloads[3])"
    said = {"site": PAYLOADS[3], "about": PAYLOADS, "licence": PAYLOADS[4], "language": '"><x>'}
    cells = [
        new_markdown_cell(f"# {PAYLOADS[3]}\n\n{everything}\n\n{formulas}", id="t"),
        new_code_cell(code, id="c"),
        new_code_cell(fails, id="e", metadata={"tags": ["raises-exception"]}),
        new_raw_cell(everything, id="r"),
    ]
    for name in ("a <b>", "b"):
        made = new_notebook(cells=cells, metadata={"kalstats": said})
        nbformat.write(made, folder / f"{name}.ipynb")


SEEN = """() => [...document.querySelectorAll('*')].flatMap(one => {
    const bad = ['script', 'iframe', 'plaintext', 'xmp', 'textarea', 'noscript', 'template',
        'base', 'link', 'form', 'input', 'object', 'embed', 'video', 'set', 'mglyph',
        'foreignobject', 'annotation-xml', 'body', 'x'].includes(one.localName.toLowerCase())
        && one !== document.body && !one.matches('.search input, head > script');
    const names = [...one.attributes].filter(at => at.name.startsWith('on')
        || ['srcset', 'srcdoc', 'ping', 'action', 'target', 'http-equiv'].includes(at.name)
        || /^\\s*(javascript|vbscript|file):|^[/][/]/i.test(at.value)
           && ['href', 'src', 'xlink:href'].includes(at.name)
        || /127\\.0\\.0\\.1/.test(at.value)
           && !/^data:image/.test(at.value) && at.name != 'alt' && at.name != 'content'
           && !/^(aria-|data-)/.test(at.name)
           && !(at.name == 'value' && one.localName == 'option')
           && !(at.name == 'href' && one.localName == 'a')
        || at.name == 'style' && /position|url\\((?!"?#)/.test(at.value)
        || at.name == 'href' && /^data:/.test(at.value) && !one.hasAttribute('download'));
    return bad || names.length ? [one.outerHTML.slice(0, 200)] : [];
})"""


def test_no_payload_becomes_an_element_a_request_or_a_way_out(tmp_path, monkeypatch, browser):
    hostile_site(tmp_path)
    monkeypatch.chdir(tmp_path)
    code = "import sys; from kalstats.cli import main; sys.exit(main(['report', '.']))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    names = sorted(path.name for path in Path("reports").iterdir())
    assert names == ["a <b>.html", "b.html", "index.html"]
    for name in names:
        text = (Path("reports") / name).read_text("utf-8")
        bare, times = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
        assert times == 1
        path = tmp_path / "bare.html"
        path.write_text(bare, encoding="utf-8")
        tab, asked = browser.new_page(), []
        tab.on("request", lambda request, asked=asked: asked.append(request.url))
        tab.goto(f"{path.as_uri()}#p?a={quote(PAYLOADS[1])}")
        for field in tab.locator(".search input").all():
            field.fill(PAYLOADS[0])
        tab.wait_for_timeout(300)
        loaded = [address for address in asked if not address.startswith("data:")]
        assert [address.partition("#")[0] for address in loaded] == [path.as_uri()]
        assert tab.url.partition("#")[0] == path.as_uri()
        assert tab.evaluate("window.hit") is None
        assert tab.evaluate(SEEN) == []
        assert tab.locator("style").count() == 1
        assert tab.locator("head meta, head title").count() >= 4
        assert tab.locator("body meta").count() == 0
        assert tab.locator("footer").count() == 1
        assert tab.locator("body > *").count() <= 4
        tab.close()
    assert "&lt;script&gt;window.hit" in text


TEX = [r"\input{/etc/passwd} \write18{x}", "} } @misc{other, title = {x", "100% $x$ #1 ~ ^ \\", '"']
SIMPLE = (
    r"[^\\{}%$#&_~^]|\\[&%$#_]|\\text(?:backslash|brace(?:left|right)|ascii(?:tilde|circum))\{\}"
)


def test_no_payload_is_a_command_of_bibtex_or_a_formula_of_a_workbook(tmp_path):
    texts = [*PAYLOADS, *TEX]
    told = dict.fromkeys(("label", "author", "title", "publisher", "note"))
    sources = [{"key": f"s-{n}", "kind": "statistics", "year": "1961"} for n in range(len(texts))]
    sources = [row | dict.fromkeys(told, text) for row, text in zip(sources, texts, strict=True)]
    figure = {"territory": "T", "boundary": "of_the_time", "printed": "12", "people": "P"}
    figure |= {"topic": "population", "measure": "population", "unit": "persons"}
    figure |= {"qualifier": "exact", "low": "12", "value": "12", "high": "12"}
    rows = [
        {"id": f"v-{n}", "start": f"{1900 + n}-01-01", "end": f"{1900 + n}-01-01", **figure}
        | {"source": f"s-{n}", "locator": text, "note": text, "rank": "preferred"}
        for n, text in enumerate(texts)
    ]
    write(tmp_path / "sources.csv", SOURCE, sources)
    write(tmp_path / "own.csv", FIGURE, rows)
    try:
        own = kalstats.load(tmp_path / "own.csv", {"people": "P", "territory": "T"})
        entries = [kalstats.cite(row["key"], "bibtex") for row in sources]
        kalstats.export(tmp_path / "own.xlsx", figures=own)
    finally:
        kalstats.data.across.own_sources.clear()
    for entry in entries:
        fields = re.findall(r"(?m)^  (?:author|title|howpublished) = \{(.*)\},?$", entry)
        assert len(fields) == 3
        fields = [text.replace("} and {", "") for text in fields]  # two authors
        assert all(re.fullmatch(rf"(?s)\{{?(?:{SIMPLE})*\}}?", text) for text in fields), entry
    known = pybtex.database.parse_string("\n".join(entries), "bibtex").entries
    assert set(known) == {row["key"] for row in sources}
    book = openpyxl.load_workbook(tmp_path / "own.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)
    assert {cell.value for cell in cells} >= set(texts)
