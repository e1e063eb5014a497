"""Reports: built whole or not at all, readable without network, text stays text."""

import ast
import contextlib
import csv
import functools
import io
import os
import re
import resource
import signal
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import nbformat
import numpy as np
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

import kalstats
from kalstats import report
from kalstats.cli import main
from kalstats.report.cleaning import squeeze
from kalstats.report.tables import table_html

REPOSITORY = Path(__file__).parents[1]
NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def pages(reports) -> dict[str, str]:
    """Every page of the study."""
    return {path.name: path.read_text("utf-8") for path in sorted(reports.glob("*.html"))}


@functools.cache
def words_of(text: str) -> "Words":
    return Words(text)


@functools.cache
def page_of(text: str) -> "Page":
    return Page(text)


@pytest.fixture
def workplace(tmp_path, monkeypatch):
    """An empty folder with a notebooks/ of its own; returns a function that adds a notebook."""
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path)

    def add(name: str, *cells: str) -> Path:
        made = [new_markdown_cell(f"# {name}", id="title")]
        made += [new_code_cell(text, id=f"cell-{i}") for i, text in enumerate(cells)]
        path = tmp_path / "notebooks" / f"{name}.ipynb"
        nbformat.write(new_notebook(cells=made), path)
        return path

    return add


class Page(HTMLParser):
    """Collects the tags of a page, and the addresses from which a browser would load something."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append((tag, given))
        if tag in {"iframe", "object", "embed"}:
            self.loads.append(tag)
        for name in ("src", "srcset", "xlink:href", "data", "poster", "action"):
            self.loads += [given[name]] if name in given else []
        if tag in {"link", "use", "image"}:
            self.loads += [given.get("href", "#")]

    def named(self, *names: str) -> list[dict]:
        return [attrs for tag, attrs in self.tags if tag in names]


def test_there_is_a_page_for_every_notebook_and_an_index_that_leads_to_each(pages):
    names = {f"{path.stem}.html" for path in NOTEBOOKS}
    assert set(pages) == names
    links = {a.get("href") for a in page_of(pages["index.html"]).named("a")}
    assert names - {"index.html"} <= links


def test_no_page_loads_anything(pages):
    for name, text in pages.items():
        loads = [address for address in page_of(text).loads if not address.startswith("#")]
        assert not loads, f"{name} loads {loads}"
        assert not re.search(r"url\((?!#|\"data:font/woff2;)", text), name
        assert "@import" not in text


def test_every_chart_has_alternative_text_and_every_table_a_caption(pages):
    for name, text in pages.items():
        page = page_of(text)
        for attrs in page.named("svg", "img"):
            words = attrs.get("aria-label") or attrs.get("alt") or ""
            assert len(words) > 40, f"{name}: {attrs}"
        assert len(page.named("table")) == len(page.named("caption")), name
        for attrs in page.named("th"):
            assert attrs.get("scope") in {"col", "row"}, name


def test_every_link_between_and_inside_the_pages_has_its_target(pages):
    targets = {name: {a.get("id") for _, a in page_of(text).tags} for name, text in pages.items()}
    for name, text in pages.items():
        for attrs in page_of(text).named("a"):
            address = attrs.get("href", "")
            if not address.startswith(("http", "data:")):
                page, _, target = address.partition("#")
                several = target.split(",") if page == "figures.html" else [target]
                assert {*several} <= {"", *targets[page or name]}, f"{name}: {address}"


def test_no_name_is_used_twice_in_a_page(pages):
    for name, text in pages.items():
        ids = [attrs["id"] for _, attrs in page_of(text).tags if "id" in attrs]
        assert len(ids) == len(set(ids)), f"{name}: {[i for i in ids if ids.count(i) > 1]}"


class Words(HTMLParser):
    """Collects the text of a page, each piece with its language and the ids it stands under."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open = [("", "", [], True)]  # tag, language, ids, whether its text is read
        self.pieces: list[tuple[str, str, list[str]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag not in {"meta", "br", "tr", "td", "li"}:  # these need no end, and have no language
            (_, language, ids, read), given = self.open[-1], dict(attrs)
            ids = [*ids, given["id"]] if "id" in given else ids
            read = read and tag not in {"style", "title"}
            self.open.append((tag, given.get("lang", language), ids, read))

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if any(tag == one for one, *_ in self.open[:0:-1]):
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data):
        _, language, ids, read = self.open[-1]
        if read:
            self.pieces.append((data, language, ids))

    def text(self, within: str = "") -> str:
        told = (data for data, _, ids in self.pieces if not within or within in ids)
        return " ".join(" ".join(told).split())


def test_every_word_in_cyrillic_has_its_language(pages):
    kalmyk, russian = (
        set(kalstats.names(language=language)["name"]) for language in ("Kalmyk", "Russian")
    )
    seen = set()
    for name, text in pages.items():
        for data, language, _ in words_of(text).pieces:
            if re.search(r"[\u0400-\u04ff]", data):
                assert language in {"ru", "xal"}, f"{name}: {data}"
                seen.add((data, language))
            else:
                assert language == "en" or not data.strip(), (
                    f"{name}: {data} is said to be {language}"
                )
    assert {(word, "xal") for word in ("хальмгуд", "Хальмг Таңһч", "Элст")} <= seen
    assert not {(word, "ru") for word in kalmyk - russian} & seen
    assert not {(word, "xal") for word in russian - kalmyk} & seen


def test_a_glossary_lists_the_names_of_its_page_and_no_others(pages):
    known = set(kalstats.names()["key"])
    for name, text in pages.items():
        found = re.search(r'(?s)<div class="glossary">.*?</div></details></div>', text)
        if not found:
            assert name == "index.html"
            continue
        listed = set(re.findall(r'<th scope="row">(.*?)<td', found[0]))
        rest = re.sub(r'(?s)<details class="code">.*?</details>', " ", text.replace(found[0], " "))
        told = words_of(rest).text()
        assert listed == {key for key in known if re.search(rf"\b{key}\b", told)}, name
        assert f": {len(listed)} rows</summary>" in found[0]


def test_every_page_says_what_it_is_about(pages):
    told = set()
    for name, text in pages.items():
        about = [
            a["content"] for a in page_of(text).named("meta") if a.get("name") == "description"
        ]
        assert len(about) == 1, name
        assert len(about[0]) > 100, name
        told.add(about[0])
    assert len(told) == len(pages)


def test_every_chart_offers_its_numbers_with_unit_and_sources(pages):
    keys = set(kalstats.sources()["key"])
    for name, text in pages.items():
        whole = {path.name for path in (REPOSITORY / "data").iterdir()}  # a file put inside a page
        links = [a for a in page_of(text).named("a") if a.get("download", "") not in {"", *whole}]
        assert len(links) == text.count('<figure class="chart"'), name
        for link in links:
            file = unquote(link["href"].removeprefix("data:text/csv;charset=utf-8,"))
            rows = pd.read_csv(io.StringIO(file), keep_default_na=False)
            where = f"{name}: {link['download']}"
            assert rows["unit"].astype(bool).all(), where
            given = rows["source"] if "source" in rows else rows["sources"]
            cited = {key for cell in given if cell for key in cell.split("; ")}
            assert cited <= keys | {kalstats.data.ASSUMED}, where
            assert given.astype(bool).any(), where


def test_a_description_says_what_a_chart_shows_and_is_no_list_of_its_numbers(pages):
    for name in ("01-sources", "04-population-loss", "07-claims", "explore", "reuse"):
        for attrs in page_of(pages[f"{name}.html"]).named("svg"):
            assert len(attrs["aria-label"]) < 400, attrs["aria-label"]


def test_a_source_leads_back_to_the_sections_that_cite_it(pages):
    for name, text in pages.items():
        body, _, listed = text.partition('<ul class="bibliography">')
        mark = '(?:href="#source-|data-source=")({})"'
        cited = set(re.findall(mark.format('[^"]+'), body))
        for item in re.findall(r"(?s)<li id=.source-.*?(?=<li|</ul>)", listed):
            key = re.search(r'id="source-([^"]+)"', item)[1]
            back = re.findall(r'<span class="back">.*', item)
            assert bool(back) == (key in cited), f"{name}: {key}"
            for section in re.findall(r'href="#([^"]+)"', back[0] if back else ""):
                start = text.index(f'id="{section}"')
                end = text.find("<h2 ", start)
                assert re.search(mark.format(key), text[start:end]), f"{name}: {key}, {section}"


def test_formulas_are_mathml(pages):
    assert page_of(pages["04-population-loss.html"]).named("math")
    assert "$" not in re.sub(r"(?s)<(pre|script).*?</\1>", "", pages["04-population-loss.html"])


def test_the_reports_in_the_repository_say_that_they_are_current(monkeypatch):
    """Told by their fingerprints, nothing is run."""
    monkeypatch.chdir(REPOSITORY)
    assert report.stale([], Path("reports")) == [], "out of date: run make report"


def test_the_reports_in_the_repository_are_those_of_its_notebooks_and_data(monkeypatch, tmp_path):
    """To the byte, tried on two; of the others their fingerprint says it."""
    monkeypatch.chdir(REPOSITORY)
    names = ["03-mortality", "explore"]
    for path in (REPOSITORY / "reports").iterdir():  # a page leads to those that stand beside it
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert main(["report", *names, "--output", str(tmp_path), "--force"]) == 0
    for name in names:
        kept = (REPOSITORY / "reports" / f"{name}.html").read_text("utf-8")
        built = (tmp_path / f"{name}.html").read_text("utf-8")
        assert kept == built, f"reports/{name}.html is out of date: run make report"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_are_kept_without_outputs_and_with_names(path):
    notebook = nbformat.read(path, as_version=4)
    assert notebook.metadata.kernelspec.name == "python3"
    assert all("id" in cell for cell in notebook.cells)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not any(cell.outputs or cell.execution_count for cell in code)


def words(cell) -> str:
    """Return what a reader of a cell reads: Markdown, or the text in strings with a space."""
    if cell.cell_type == "markdown":
        return re.sub(r"\$+.*?\$+", "", cell.source, flags=re.DOTALL)
    nodes = (
        node.value for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Constant)
    )
    return " ".join(text for text in nodes if isinstance(text, str) and " " in text)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_reads_as_a_study(path):
    """Short text, short cell, its chart: a class works through it in an hour."""
    cells = nbformat.read(path, as_version=4).cells
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    lengths = [len([line for line in source.splitlines() if line.strip()]) for source in code]
    shows = re.compile(r"^(report\.)?(show|say|table|picker|numbers|figures)\(", re.MULTILINE)
    first = next(place for place, source in enumerate(code) if shows.search(source))
    before = code[first][: shows.search(code[first]).start()]
    assert len(cells) <= 30
    assert max(lengths) <= 15
    assert np.median(lengths) <= 8
    assert sum(lengths[:first]) + len(before.splitlines()) <= 8, "lines before anything is shown"
    wide = [line for cell in cells for line in cell.source.splitlines() if len(line) > 100]
    assert not wide, wide


def test_the_notebooks_are_no_program():
    lines = [
        line
        for path in NOTEBOOKS
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "code"
        for line in cell.source.splitlines()
        if line.strip()
    ]
    assert len(lines) <= 1_500


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_figure_is_typed_into_prose(path):
    """Numbers in prose, titles and descriptions are dates, periods or come from the data."""
    allowed = re.compile(
        r"(1[89]|20)\d\d(–\d\d\b)?|`[^`]*`|(?m:^\d\. )|"
        r"28–31 December|\d{1,2} (December|October)|per 1,000|per 100|Table \d|\.0 "
    )
    for cell in nbformat.read(path, as_version=4).cells:
        text = allowed.sub("", re.sub(r"\]\([^)]*\)", "]", words(cell)))
        text = re.sub(r"17|19", "", text) if cell.id in {"table-19", "p-19"} else text
        assert not re.findall(r"\d+", text), (
            f"cell {cell.id}: {re.findall(r'.{0,30}[0-9]+.{0,30}', text)}"
        )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_prints_no_warning(pages, path):
    assert "Warning" not in pages[f"{path.stem}.html"]


# ---- building --------------------------------------------------------------------------------


def test_a_failing_cell_is_named_and_the_old_report_stays(workplace, tmp_path, capsys):
    workplace("01-good", "1 + 1")
    path = workplace("02-bad", "1 + 1", "raise ValueError('the wrong year')")
    assert main(["report", "--output", "out", "01-good"]) == 0
    old = (tmp_path / "out" / "01-good.html").read_text("utf-8")
    workplace("01-good", "2 + 2")
    capsys.readouterr()
    assert main(["report", "--output", "out"]) == 1
    told = capsys.readouterr().err
    assert f"{path.name}, cell 3" in told
    assert "ValueError: the wrong year" in told
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["01-good.html"]
    assert (tmp_path / "out" / "01-good.html").read_text("utf-8") == old


def test_every_failing_notebook_is_named_and_no_healthy_one_is_blamed(workplace, capsys):
    workplace("01-bad", "1 / 0")
    workplace("02-slow", "import time; time.sleep(2)")
    workplace("03-worse", "import time; time.sleep(1)", "nothing")
    assert main(["report", "--output", "out"]) == 1
    told = capsys.readouterr().err
    assert "01-bad.ipynb, cell 2" in told
    assert "03-worse.ipynb, cell 3" in told
    assert "02-slow" not in told
    assert "unhandled" not in told


def test_a_folder_in_the_place_of_a_page_is_named_before_anything_is_run(
    workplace, tmp_path, capsys
):
    workplace("01-one", "raise ValueError")
    workplace("02-two", "raise ValueError")
    (tmp_path / "out" / "index.html").mkdir(parents=True)
    assert main(["report", "--output", "out"]) == 1
    assert "index.html: a folder stands where a page is to be written" in capsys.readouterr().err


def test_a_part_of_the_reports_can_be_built_and_the_index_keeps_the_rest(workplace, tmp_path):
    answer = "from kalstats.report import say\nsay('The answer is **{}**')"
    workplace("01-one", answer.format("first"))
    workplace("02-two", answer.format("second"))
    assert main(["report", "--output", "out"]) == 0
    workplace("02-two", answer.format("third"))
    assert main(["report", "--output", "out", "02-two.ipynb"]) == 0
    index = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert "The answer is first" in index
    assert "The answer is third" in index


def test_an_unknown_notebook_lists_the_known_ones(workplace, capsys):
    workplace("01-one")
    workplace("02-two")
    assert main(["report", "03-three"]) == 1
    assert (
        "unknown notebook 03-three: expected a file or a folder; in notebooks there are 01-one"
        in capsys.readouterr().err
    )


def test_no_notebooks_here(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["report"]) == 1
    assert ".: no notebooks here" in capsys.readouterr().err


@pytest.mark.parametrize("output", ["a-file", "/dev/null/reports", "/proc/reports"])
def test_an_output_folder_that_cannot_be_written(workplace, tmp_path, output, capsys):
    """Told before any notebook is run: the notebook here would fail."""
    (tmp_path / "a-file").write_text("mine", encoding="utf-8")
    workplace("01-one", "raise ValueError")
    assert main(["report", "--output", output]) == 1
    assert f"{output}: cannot write reports here" in capsys.readouterr().err
    assert (tmp_path / "a-file").read_text("utf-8") == "mine"


def test_a_file_that_is_no_notebook(workplace, tmp_path, capsys):
    workplace("01-one").write_text("{", encoding="utf-8")
    assert main(["report", "--output", "out"]) == 1
    assert "01-one.ipynb: not a notebook" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_cell_that_never_ends_is_stopped_and_named(workplace, monkeypatch, capsys):
    monkeypatch.setattr("kalstats.report.running.CELL_SECONDS", 1)
    workplace("01-one", "1", "while True: pass")
    assert main(["report", "--output", "out"]) == 1
    assert "01-one.ipynb, cell 3" in capsys.readouterr().err


def test_a_kernel_that_dies_is_named(workplace, capsys):
    workplace("01-one", "import os; os._exit(1)")
    assert main(["report", "--output", "out"]) == 1
    assert "01-one.ipynb, cell 2" in capsys.readouterr().err


def test_text_never_becomes_markup(workplace, tmp_path):
    hostile = "<script>alert(1)</script></style><b>"
    code = f"""
import pandas as pd
from kalstats.report import say, show, table
text = {hostile!r}
say(text)
table(pd.DataFrame({{text: [text]}}), caption=text)
rows = pd.DataFrame({{text: [text], "source": "goble-2022"}})
show(lambda rows, ax: ax.set_title(text), rows, title=text, subtitle=text, alt=text)
print(text)
text
"""
    path = workplace("01-one", code)
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(0, new_markdown_cell(f"# {hostile}\n\n{hostile}", id="hostile"))
    notebook.cells.append(new_raw_cell(hostile, id="raw"))
    nbformat.write(notebook, path)
    workplace("02-two", "1 + 1")  # links to the hostile title
    assert main(["report", "--output", "out"]) == 0
    for name in ("01-one.html", "02-two.html", "index.html"):
        page = (tmp_path / "out" / name).read_text("utf-8")
        assert len(page_of(page).named("script")) == 1, "its own"
        assert page.count("</style>") == 1
        assert "&lt;script&gt;" in page


def test_addresses_that_run_something_never_become_links(workplace, tmp_path):
    bad = ["javascript:alert(1)", "data:text/html,x", "JaVaScRiPt:x", "//host/", "file:///etc"]
    code = f"""
import pandas as pd
from kalstats.report import say, table
for address in {bad!r}:
    say(f"[text]({{address}}) and ![picture]({{address}})")
    table(pd.DataFrame({{"x": [("text", address)]}}), caption="Links")
table(pd.DataFrame({{"x": [("text", "https://example.org/a?b=c")]}}), caption="Links")
"""
    workplace("01-one", code)
    assert main(["report", "--output", "out"]) == 0
    page = page_of((tmp_path / "out" / "01-one.html").read_text("utf-8"))
    links = [a["href"] for a in page.named("a") if not a["href"].startswith(("#", "index"))]
    assert links == ["https://example.org/a?b=c"]
    assert not page.named("img")


def test_marks_of_direction_stay_in_their_own_text():
    turned = "\u202etxt.exe"
    assert report.cleaning.text_html(turned) == f"<bdi>{turned}</bdi>"
    assert report.cleaning.text_html("שלום") == "<bdi>שלום</bdi>"
    assert report.cleaning.text_html("Хальмг") == "Хальмг"


def test_the_file_behind_a_chart_runs_nothing_in_a_spreadsheet():
    """Neither a cell nor a header; what is a number stays one."""
    runs = ["=HYPERLINK(1)", "@x", "-x", "+A1", "-1+cmd()", "+1-SUM(1)", ".A()", " =1", "＝1", "-"]
    numbers = ["-1.5", "+2", ".5", "-1,234.5", "1e-5", "-3%", ""]
    cells = [*runs, *numbers]
    rows = pd.DataFrame({"a": cells, "=b": [-1.0] * len(cells), "-c()": 1})
    text = unquote(report.shown.csv_of(rows.assign(unit="=persons")))
    head, *lines = csv.reader(text.splitlines())
    assert [line[0] for line in lines] == [*(f"'{cell}" for cell in runs), *numbers]
    assert {float(line[1]) for line in lines} == {-1}
    assert {tuple(line[3:]) for line in lines} == {("'=persons",)}
    assert head == ["a", "'=b", "'-c()", "unit"]


def test_a_picture_that_nobody_described_is_refused(workplace, capsys):
    workplace("01-one", "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()")
    assert main(["report", "--output", "out"]) == 1
    assert "01-one.ipynb, cell 2: a picture without alternative" in capsys.readouterr().err


def test_what_is_dead_without_a_kernel_is_left_out(workplace, tmp_path):
    kind = "application/vnd.jupyter.widget-view+json"
    code = f"""
from IPython.display import display
display({{{kind!r}: {{"model_id": "x"}}, "text/plain": "a slider"}}, raw=True)
print("a sentence")
"""
    workplace("01-one", code)
    assert main(["report", "--output", "out"]) == 0
    page = (tmp_path / "out" / "01-one.html").read_text("utf-8")
    page = re.sub(r"(?s)<details.*?</details>", "", page)
    assert "a sentence" in page
    assert "a slider" not in page


def test_a_chart_without_a_description_is_refused():
    rows = pd.DataFrame({"value": [1], "source": "mvd-1948"})
    with pytest.raises(ValueError, match="alt = 'a chart': expected a sentence"):
        report.show(lambda _, ax: ax, rows, title="x", alt="a chart")


def test_a_chart_without_its_numbers_is_refused():
    with pytest.raises(TypeError, match="rows"):
        report.show(lambda ax: ax, title="x", alt="A chart of nothing at all.")


# ---- which pages are current -----------------------------------------------------------------

COUNT = "from pathlib import Path\nwith Path('../ran').open('a') as f: f.write('{0} ')"


def ran(tmp_path: Path) -> list[str]:
    """Return the notebooks run since this was asked last."""
    path = tmp_path / "ran"
    names = sorted(path.read_text("utf-8").split()) if path.exists() else []
    path.write_text("", encoding="utf-8")
    return names


def test_only_what_changed_is_run_again(workplace, tmp_path, capsys):
    for name in ("01-one", "02-two", "03-three"):
        workplace(name, COUNT.format(name))
    assert main(["report", "--output", "out"]) == 0
    assert ran(tmp_path) == ["01-one", "02-two", "03-three"]
    assert main(["report", "--output", "out"]) == 0
    assert "all pages in out are current" in capsys.readouterr().out
    assert ran(tmp_path) == []
    workplace("02-two", COUNT.format("02-two"), "6 * 7")
    assert main(["report", "--output", "out", "--check"]) == 1
    assert capsys.readouterr().err == "not current in out: 02-two.html, index.html\n"
    assert main(["report", "--output", "out"]) == 0
    assert ran(tmp_path) == ["02-two"]
    assert main(["report", "--output", "out", "--check"]) == 0
    assert main(["report", "--output", "out", "--force"]) == 0
    assert ran(tmp_path) == ["01-one", "02-two", "03-three"]


def test_a_page_depends_on_what_its_notebook_reads_and_on_nothing_else():
    """Of the claims only the notebooks that ask for them; of foreign rates only who uses them."""
    read = {
        path.stem: dict(re.findall(r'name="(inputs)" content="(.*?)"', path.read_text("utf-8")))
        for path in (REPOSITORY / "reports").glob("[0-9efir]*.html")
    }
    rates = r"\b(standards|baselines|excess|birth_deficit|mortality|death_rates|loss|cohort\w*)\b"
    for file, asks in {"claims": r"\bclaims\(", "standards": rates}.items():
        for path in NOTEBOOKS:
            cells = nbformat.read(path, as_version=4).cells
            asked = any(re.search(asks, cell.source) for cell in cells if cell.cell_type == "code")
            if not asked and path.stem != "07-claims":  # which may ask for anything
                told = read[path.stem].get("inputs", "")
                assert f"data/{file}.csv" not in told, f"{path.stem}: {file}"


def test_a_title_concerns_the_pages_that_link_to_it(workplace):
    names = ["01-one", "02-two", "03-three", "04-four"]
    paths = [workplace(name) for name in names]
    assert main(["report", "--output", "out"]) == 0
    notebook = nbformat.read(paths[0], as_version=4)
    notebook.cells[0].source = "# Another title"
    nbformat.write(notebook, paths[0])
    assert report.stale([], Path("out")) == ["01-one.html", "02-two.html", "index.html"]


def test_a_page_depends_on_the_files_its_notebook_reads_and_on_no_others(workplace, tmp_path):
    workplace("01-none", "1 + 1")
    workplace("02-events", "import kalstats; len(kalstats.events())")
    workplace("03-own", "import pandas as pd; pd.read_csv('own.csv')['a'].sum()")
    (tmp_path / "notebooks" / "own.csv").write_text("a\n1\n", encoding="utf-8")
    assert main(["report", "--output", "out"]) == 0
    inputs = report.Inputs([], Path("out"))
    changed = set()
    hash_of = inputs.hash_of
    inputs.hash_of = lambda path: "another" if path.name in changed else hash_of(path)

    def concerned() -> list[str]:
        return [name for name in inputs.paths if not inputs.current(name)]

    assert concerned() == []
    everything = ["01-none", "02-events", "03-own"]
    expected = {
        "events.csv": ["02-events"],
        "sources.csv": ["02-events"],
        "claims.csv": [],
        "datapackage.json": ["02-events"],
        "own.csv": ["03-own"],
    }
    for name, pages in expected.items():
        changed |= {name}
        assert concerned() == pages, name
        changed.clear()
    assert {"report/page.py", "study/loss/assumptions.csv"} <= inputs.library.keys()
    for name in inputs.library:
        inputs.library[name], kept = "another", inputs.library[name]
        assert concerned() == everything, name
        inputs.library[name] = kept
    inputs.hash_of = hash_of
    (tmp_path / "notebooks" / "own.csv").unlink()
    hash_of.cache_clear()
    assert concerned() == ["03-own"]


def test_a_page_changed_by_hand_is_not_current(workplace, tmp_path):
    workplace("01-one", "print(93139)")
    assert main(["report", "--output", "out"]) == 0
    page = tmp_path / "out" / "01-one.html"
    whole = page.read_text("utf-8")
    for text in (whole.replace("93139", "83139"), whole[: len(whole) // 2], "", whole + " "):
        page.write_text(text, encoding="utf-8")
        assert report.stale([], Path("out")) == ["01-one.html"]
        assert main(["report", "--output", "out"]) == 0
        assert page.read_text("utf-8") == whole


def test_that_nothing_changed_is_found_without_importing_what_takes_long(workplace):
    workplace("01-one", "1 + 1")
    assert main(["report", "--output", "out"]) == 0
    code = """import sys
from kalstats.cli import main
assert main(["report", "--output", "out"]) == 0
assert not sys.modules.keys() & {"pandas", "numpy", "matplotlib", "nbconvert", "IPython"}"""
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_two_builds_are_the_same_to_the_byte(workplace, tmp_path):
    code = """
import pandas as pd
from kalstats.report import show
print({"a", "b", "c", "d"})
rows = pd.DataFrame({"value": [1, 3, 2], "source": "goble-2022"})
show(lambda rows, ax: ax.plot(rows["value"], "o"), rows, title="Up and down",
     alt="It goes up, then down again.")
"""
    workplace("01-one", code)
    built = []
    for output in ("first", "second"):
        command = [Path(sys.executable).with_name("kalstats"), "report", "--output", output]
        zone = {**os.environ, "TZ": "Asia/Novosibirsk" if output == "first" else "UTC"}
        subprocess.run(command, check=True, capture_output=True, env=zone)
        built.append([path.read_bytes() for path in sorted((tmp_path / output).iterdir())])
    assert built[0] == built[1]


# ---- hard to break ---------------------------------------------------------------------------


def start(*options: str, **more) -> subprocess.Popen:
    """Start a build in a process of its own; what it says goes to a file."""
    command = [Path(sys.executable).with_name("kalstats"), "report", "--output", "out", *options]
    with Path("told").open("w") as told:
        return subprocess.Popen(command, stdout=told, stderr=told, **more)


def whole(folder: Path) -> bool:
    """Tell whether a folder holds whole pages only."""
    return all(report.inputs.is_whole(path.read_text("utf-8")) for path in folder.glob("*.html"))


def working_in(folder: Path) -> list[str]:
    """Return the processes, other than this one, that work in a folder or below it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "cwd").readlink().is_relative_to(folder):
                found.append(process.name)
    return [name for name in found if name != str(os.getpid())]


@pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="needs /proc to see processes")
def test_a_killed_build_leaves_whole_pages_and_no_kernel(workplace, tmp_path):
    """Killed at four moments, evenly from its first step to its last."""
    for name in ("01-one", "02-two"):
        workplace(name, "import time; time.sleep(0.2)")
    begun = time.perf_counter()
    assert start().wait(60) == 0
    usual = time.perf_counter() - begun
    for moment in np.linspace(0.1, 1.0, 4) * usual:
        build = start("--force")
        time.sleep(moment)
        build.kill()
        build.wait()
        assert whole(tmp_path / "out")
    assert start().wait(60) == 0
    assert report.stale([], Path("out")) == []
    for _ in range(100):
        left = working_in(tmp_path)
        if not left:
            break
        time.sleep(0.1)
    assert not left


@pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="needs /proc to see processes")
def test_an_interrupted_build_ends_in_a_line_and_with_its_kernels(workplace, tmp_path):
    """As from the keyboard: everything that the terminal started hears it."""
    workplace(
        "01-one", "from pathlib import Path\nimport time\nPath('begun').touch()\ntime.sleep(60)"
    )
    build = start(start_new_session=True)
    wait_until(lambda: list(tmp_path.rglob("begun")))
    os.killpg(build.pid, signal.SIGINT)
    assert build.wait(20) == 130
    assert Path("told").read_text("utf-8") == "interrupted; every page is whole, old or new\n"
    wait_until(lambda: not working_in(tmp_path))


def wait_until(true, seconds=30):
    """Wait for something to become true, and fail if it does not."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "nothing changed"
        time.sleep(0.05)


def test_a_build_killed_while_it_writes_leaves_the_old_page_and_the_next_one_tidies_up(
    workplace, tmp_path
):
    workplace("01-one", "1 + 1")
    assert main(["report", "--output", "out"]) == 0
    old = (tmp_path / "out" / "01-one.html").read_text("utf-8")
    workplace("01-one", "2 + 2")
    code = """import os, signal
from pathlib import Path
from kalstats.cli import main
Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
main(["report", "--output", "out"])"""
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL
    assert (tmp_path / "out" / "01-one.html").read_text("utf-8") == old
    assert len(list((tmp_path / "out").glob(".*"))) == 1
    assert main(["report", "--output", "out"]) == 0
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["01-one.html"]


def test_two_builds_at_once_do_not_disturb_each_other(workplace, tmp_path):
    workplace("01-one", "1 + 1")
    workplace("02-two", "2 + 2")
    for build in [start(), start("--force"), start()]:
        assert build.wait(60) == 0, Path("told").read_text("utf-8")
    assert report.stale([], Path("out")) == []
    assert len(list((tmp_path / "out").iterdir())) == 3


def test_a_full_disk_is_told_and_keeps_the_old_pages(workplace, tmp_path):
    """No file may grow beyond three kilobytes: writing a page stops in its middle."""
    workplace("01-one", "1 + 1")
    assert main(["report", "--output", "out"]) == 0
    old = (tmp_path / "out" / "01-one.html").read_text("utf-8")
    workplace("01-one", "2 + 2")
    limit = (3_000, 3_000)
    build = start(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit))
    assert build.wait(60) == 1
    assert "out: cannot write reports here: File too large" in Path("told").read_text("utf-8")
    assert (tmp_path / "out" / "01-one.html").read_text("utf-8") == old
    assert start().wait(60) == 0
    assert report.stale([], Path("out")) == []
    assert len(list((tmp_path / "out").iterdir())) == 1


def test_a_folder_of_somebody_else_is_told_before_anything_is_run(workplace, tmp_path, capsys):
    """As root a read-only folder stops nobody, so root becomes another user for this."""
    import tqdm  # noqa: F401  (another user may not be able to import it)

    workplace("01-one", "raise ValueError")
    for path in (tmp_path, tmp_path / "out"):
        path.mkdir(exist_ok=True)
        path.chmod(0o555)
    os.geteuid() or os.seteuid(65534)
    try:
        assert main(["report", "--output", "out"]) == 1
    finally:
        os.getuid() or os.seteuid(0)
        tmp_path.chmod(0o755)
    assert "out: cannot write reports here: Permission denied" in capsys.readouterr().err


def test_the_same_for_another_people_takes_less_than_thirty_lines():
    """All code of the notebook, its prose and its chart included."""
    notebook = nbformat.read(REPOSITORY / "notebooks" / "reuse.ipynb", as_version=4)
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    lines = [line for source in cells for line in source.splitlines() if line.strip()]
    assert 10 < len(lines) < 30


def test_sliders_move_the_chart_and_the_numbers(monkeypatch):
    """In JupyterLab `explore` shows a control for each number, and every one changes the page."""
    import ipywidgets

    shown = []
    monkeypatch.delenv("KALSTATS_REPORT", raising=False)
    monkeypatch.setattr("IPython.display.display", shown.append)
    axes = []

    def draw(rows, ax):
        ax.plot(rows["year"], rows["value"])
        axes.append(ax)
        return ax

    def account(born, growth):
        rows = pd.DataFrame({"year": [0, 1], "value": [0, born * growth]})
        return {"dead": born * growth}, rows

    report.explore(
        account,
        draw,
        title="{dead} died",
        limits=(0, 30),
        static=lambda: pytest.fail("a report's figure where sliders are meant"),
        born=("Births", 0, 10, 1, ",.0f", 4),
        growth=("As others", {"slow": 1.0, "fast": 2.0}),
    )
    slider, choice, page = shown[0].children
    assert isinstance(slider, ipywidgets.FloatSlider)
    assert "dead: <b>4</b>" in page.value
    before = page.value
    slider.value = 5
    assert "dead: <b>5</b>" in page.value
    choice.value = 2.0
    assert "dead: <b>10</b>" in page.value
    assert "<b>10 died</b>" in page.value
    assert "<svg" in page.value
    assert page.value != before
    assert {ax.get_ylim() for ax in axes} == {(0, 30)}, "the axis moved under the hand"


def test_a_slider_that_starts_outside_its_range_is_refused():
    with pytest.raises(ValueError, match="births = 12: expected a start from 0 to 10"):
        report.explore(
            dict, print, title="", limits=(0, 1), static=print, births=("B", 0, 10, 1, "", 12)
        )


def test_a_report_has_a_figure_instead_of_sliders(monkeypatch):
    monkeypatch.setenv("KALSTATS_REPORT", "1")
    shown = []
    shows = {"title": "", "limits": (0, 1), "static": lambda: shown.append("figure")}
    report.explore(dict, print, births=("Births", {}), **shows)
    assert shown == ["figure"]


def test_the_marks_of_a_chart_link_by_name_and_stay_in_the_page(monkeypatch):
    def draw(rows, ax):
        ax.bar(0, rows["value"])[0].set_url("#source-darski-mongol-peoples")

    shown = []
    monkeypatch.setattr("IPython.display.display", lambda page, **_: shown.append(page))
    words = {"title": "A bar", "alt": "A bar that leads to its source."}
    rows = pd.DataFrame({"value": [1], "source": "mvd-1948"})
    report.show(draw, rows, **words)
    report.show(lambda rows, ax: ax.bar(0, rows["value"]), rows, **words)
    linked, plain = (page["text/html"] for page in shown)
    assert 'href="#source-darski-mongol-peoples" aria-label="Source: Darski">' in linked
    assert "_blank" not in linked
    assert 'role="group"' in linked, "an image must hold nothing that can be pressed"
    assert 'role="img"' in plain


def test_what_is_said_of_a_chart_keeps_every_digit():
    """Coordinates are cut to the hundredth; a number in the words is not."""
    svg = '<svg role="img" aria-label="It is 0.267 million."><path d="M1.2345 2"/></svg>'
    page = squeeze(svg)
    assert "It is 0.267 million." in page
    assert "1.23" in page
    assert "1.2345" not in page


def test_numbers_stand_right_even_where_some_are_not_known():
    rows = pd.DataFrame({"who": ["a", "b"], "n": ["1,200", "not known"], "m": ["not found"] * 2})
    page = table_html(rows, "Some numbers", folded=False)
    assert page.count('<td class="number">') == 2
    assert page.count("not found</td>") == 2
    assert 'class="number">not found' not in page
