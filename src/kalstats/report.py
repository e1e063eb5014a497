"""Reports: how a notebook shows its findings, and how notebooks become pages in ``reports/``."""

from __future__ import annotations

import asyncio
import html
import io
import math
import os
import re
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import matplotlib as mpl
from IPython.display import display
from matplotlib.figure import Figure as Canvas

from kalstats import __version__, data, plots

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd
    from matplotlib.axes import Axes

    from kalstats.evidence import Figure

CELL_SECONDS = 300
# a fixed order of sets; and one thread each, for as many kernels run at once as there are cores
KERNEL = {"PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
WIDE, NARROW = 7.4, 3.55  # inches; a chart is drawn for a page and again for a phone
SHOWN_IDS = r' id="(?:figure|axes|patch|text|line2d|[xy]tick|matplotlib\.axis|\w*Collection)_\d+"'


def count(number: float) -> str:
    """Write a count with thousands separators; "not known" if there is none.

    >>> count(93139), count(float("nan"))
    ('93,139', 'not known')
    """
    return "not known" if math.isnan(number) else f"{number:,.0f}"


def percent(share: float, digits: int = 1) -> str:
    """Write a share as a percentage.

    >>> percent(16_017 / 93_139)
    '17.2%'
    """
    return "not known" if math.isnan(share) else f"{100 * share:.{digits}f}%"


def per_thousand(rate: float) -> str:
    """Write a yearly rate per 1,000.

    >>> per_thousand(-0.01183)
    '−11.83'
    """
    return f"{1000 * rate:.2f}".replace("-", "−")


def span(low: float, high: float, write: Callable[[float], str] = count) -> str:
    """Write a range, or one number if both ends look the same.

    >>> span(0.191, 0.2106, percent), span(8, 8), span(-0.0119, -0.0118, per_thousand)
    ('19.1–21.1%', '8', '−11.90 to −11.80')
    """
    first, last = write(low), write(high)
    if first == last:
        return first
    unit = "%" if last.endswith("%") else ""
    return f"{first.removesuffix(unit)}{' to ' if low < 0 else '–'}{last}"


def ref(figure: Figure | pd.Series[Any]) -> str:
    """Return a link to the source of a figure, with its place in it, for use in `say`.

    >>> from kalstats.evidence import quantity
    >>> ref(quantity(id="births-1945-wikipedia").preferred)
    '([Wikipedia, Exile and death toll, para 3](#source-wikipedia-deportation))'
    """
    return f"([{data.cite(figure.source, 'short')}, {figure.locator}](#source-{figure.source}))"


def say(text: str) -> None:
    """Show prose, written in Markdown, whose numbers were computed."""
    display({"text/markdown": text.strip(), "text/plain": text.strip()}, raw=True)


def _svg(draw: Callable[[Axes], Any], inches: tuple[float, float], alt: str) -> str:
    """Draw a chart as SVG whose colours have names and whose text stays text."""
    salt: dict[Any, Any] = {"svg.hashsalt": f"{alt} {inches}"}
    with plots.style(), mpl.rc_context(salt):
        figure = Canvas(figsize=inches, layout="constrained")
        draw(figure.subplots())
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    svg = re.sub(r"(?s)^.*?(?=<svg)|<metadata>.*?</metadata>", "", buffer.getvalue())
    svg = re.sub(SHOWN_IDS, "", svg)
    svg = svg.replace('target="_blank"', 'tabindex="-1"')  # the sources below link there as well
    for name, colour in plots.COLOURS.items():
        svg = svg.replace(colour, f"var(--{name}, {colour})")
    label = f'<svg role="img" aria-label="{html.escape(alt)}"'
    return re.sub(r"\s*\n\s*", "\n", svg.replace("<svg", label, 1))


def show(
    draw: Callable[[Axes], Any],
    *,
    title: str,
    alt: str,
    sources: Iterable[str],
    subtitle: str = "",
    height: tuple[float, float] = (3.6, 3.6),
    rows: pd.DataFrame | None = None,
) -> None:
    """Show a chart with the finding as its title, alternative text and sources.

    Parameters
    ----------
    draw : callable
        Takes an ``Axes`` and draws on it; called twice, for a wide page and for a phone.
    title, subtitle : str
        The finding, and what is shown.
    alt : str
        What a sighted reader learns from the chart; required.
    sources : iterable of str
        Keys of the sources.
    height : pair of float
        Height in inches of the wide and of the narrow drawing.
    rows : pandas.DataFrame, optional
        The numbers drawn; offered under the chart as CSV, inside the page.
    """
    if len(alt.strip()) < 20:
        raise ValueError(f"alt = {alt!r}: expected a sentence that says what the chart shows")
    wide, narrow = (_svg(draw, (w, h), alt) for w, h in zip((WIDE, NARROW), height, strict=True))
    words = html.escape(subtitle)
    page = f"""<figure class="chart" style="background: #fff; color: #1c1c1e">
<figcaption><b>{html.escape(title)}</b><br>{words}</figcaption>
<div class="wide">{wide}</div><div class="narrow" style="display: none">{narrow}</div>
<p class="sources">{_source_line(sources)}{_download(title, rows)}</p></figure>"""
    display({"text/html": page, "text/plain": alt}, metadata={"alt": alt}, raw=True)


def _download(title: str, rows: pd.DataFrame | None) -> str:
    if rows is None:
        return ""
    name = re.sub(r"\W+", "-", title.lower()).strip("-")[:60]
    text = quote(rows.to_csv(index=False, lineterminator="\n"))
    link = f'<a download="{name}.csv" href="data:text/csv;charset=utf-8,{text}">'
    return f" · {link}Data behind this chart (CSV)</a>"


def _source_line(keys: Iterable[str]) -> str:
    links = [
        f'<a href="#source-{k}">{html.escape(data.cite(k, "short"))}</a>' for k in sorted(set(keys))
    ]
    return f"Source{'s' if len(links) > 1 else ''}: {'; '.join(links)}"


def table(
    rows: pd.DataFrame, *, caption: str, sources: Iterable[str] = (), folded: bool = False
) -> None:
    """Show a table with a caption; the first column heads its row, numbers stand right.

    A cell that is a pair of text and address becomes a link. A long table can be shown folded.
    """
    number = r"(?:[−\d., –%\u202f]| to )*"
    right = [all(re.fullmatch(number, str(cell)) for cell in rows[name]) for name in rows]
    kind = ["text", *("number" if numeric else "text" for numeric in right[1:])]
    body = []
    for cells in rows.itertuples(index=False):
        first, *rest = map(_cell, cells)
        row = (f'<td class="{k}">{text}</td>' for k, text in zip(kind[1:], rest, strict=True))
        body.append(f'<tr><th scope="row">{first}</th>{"".join(row)}</tr>')
    columns = zip(kind, (html.escape(str(name)) for name in rows), strict=True)
    head = "".join(f'<th scope="col" class="{k}">{name}</th>' for k, name in columns)
    label = html.escape(caption)
    page = f"""<div class="table" role="region" aria-label="{label}" tabindex="0"><table>
<caption><span>{label}</span></caption><thead><tr>{head}</tr></thead>
<tbody>{"".join(body)}</tbody></table></div>"""
    if folded:
        page = f"<details><summary>{label}: {len(rows)} rows</summary>{page}</details>"
    if keys := set(sources):
        page += f'<p class="sources">{_source_line(keys)}</p>'
    display({"text/html": page, "text/plain": rows.to_string()}, raw=True)


def _cell(cell: Any) -> str:
    if isinstance(cell, tuple):
        text, address = (html.escape(str(part)) for part in cell)
        return f'<a href="{address}">{text}</a>'
    return html.escape(str(cell))


def bibliography(keys: Iterable[str]) -> None:
    """Show the full citation of every source, each a target of `ref`."""
    items = []
    for key in sorted(set(keys)):
        row = data.sources(key=key).iloc[0]
        text, note, url = (html.escape(t) for t in (data.cite(key), row["note"], row["url"]))
        if url:
            text = text.replace(url, f'<a href="{url}">{url}</a>')
        items.append(f'<li id="source-{key}">{text} <span class="note">{note}</span></li>')
    page = f"<ul>{''.join(items)}</ul>"
    display({"text/html": page, "text/plain": ", ".join(sorted(set(keys)))}, raw=True)


class BuildError(Exception):
    """A report cannot be built; the message says which, where and why."""


@cache
def _exporter() -> Any:
    """Make the exporter when it is asked for: nbconvert takes long to import."""
    from jinja2 import pass_context
    from latex2mathml.converter import convert
    from nbconvert.exporters import HTMLExporter
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
    from traitlets import default

    class Renderer(IPythonRenderer):
        def heading(self, text: str, level: int, **_: Any) -> str:
            slug = re.sub(r"\W+", "-", html.unescape(text).lower()).strip("-")
            return f'<h{level} id="{slug}">{text}</h{level}>'

        def block_math(self, body: str) -> str:
            return str(convert(body, display="block"))

        def inline_math(self, body: str) -> str:
            return str(convert(body))

    class ReportExporter(HTMLExporter):
        """Page without scripts and requests; raw HTML in Markdown comes out as text."""

        export_from_notebook = "kalstats report"

        @default("template_name")
        def _name(self) -> str:
            return "kalstats"

        @default("extra_template_basedirs")
        def _folders(self) -> list[str]:
            return [str(Path(__file__).parent / "templates")]

        @pass_context
        def markdown2html(self, context: Any, source: str) -> str:  # noqa: ARG002
            return MarkdownWithMath(renderer=Renderer(escape=True)).render(source)

        def from_notebook_node(self, nb: Any, resources: Any = None, **kw: Any) -> Any:
            resources = resources or {}
            resources |= {"version": __version__, "data": data.package(), **_summary(nb)}
            page, resources = super().from_notebook_node(nb, resources, **kw)
            return page + "\n", resources

    return ReportExporter


def __getattr__(name: str) -> Any:
    if name == "ReportExporter":
        return _exporter()
    raise AttributeError(name)


def _summary(notebook: Any) -> dict[str, str]:
    """Return the title of a notebook and its answer: the first prose it shows, as plain text."""
    heading = next((c.source for c in notebook.cells if c.cell_type == "markdown"), "Report")
    shown = [o.get("data", {}) for c in notebook.cells for o in c.get("outputs", [])]
    answer = next((d["text/markdown"] for d in shown if "text/markdown" in d), "")
    plain = re.sub(r"\(?\[([^]]*)\]\([^)]*\)\)?|[*_]{2}", r"\1", answer)
    return {"title": heading.splitlines()[0].lstrip("# "), "answer": " ".join(plain.split())}


async def _execute(path: Path) -> Any:
    """Run a notebook in a kernel of its own and return it with its outputs."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError
    from nbconvert.filters import strip_ansi

    try:
        notebook = nbformat.read(path, as_version=4)
    except (ValueError, OSError, nbformat.ValidationError) as error:
        raise BuildError(f"{path.name}: not a notebook: {error}") from error
    place = {"metadata": {"path": str(path.parent)}}
    options: dict[str, Any] = {"kernel_name": "python3", "shutdown_kernel": "immediate"}
    client = NotebookClient(notebook, timeout=CELL_SECONDS, resources=place, **options)
    manager = client.create_kernel_manager()
    try:
        with tempfile.TemporaryDirectory() as sockets:
            if os.name == "posix":  # sockets in a folder of our own: no port is opened
                manager.transport, manager.ip = "ipc", f"{sockets}/kernel"
            await client.async_execute(env={**os.environ, **KERNEL})
    except (CellExecutionError, CellTimeoutError, RuntimeError) as error:
        at = client.code_cells_executed
        cells = [i for i, c in enumerate(notebook.cells, 1) if c.cell_type == "code"]
        where = cells[min(at, len(cells)) - 1] if cells else 0
        raise BuildError(f"{path.name}, cell {where}: {strip_ansi(str(error)).strip()}") from error
    return notebook


async def _build_all(paths: list[Path], report: Callable[[str], None]) -> dict[str, str]:
    """Run and export notebooks, as many at once as there are processors."""
    gate = asyncio.Semaphore(os.cpu_count() or 1)

    async def one(path: Path) -> tuple[str, str]:
        async with gate:
            start = time.perf_counter()
            notebook = await _execute(path)
            page, _ = _exporter()().from_notebook_node(notebook)
            report(f"{path.stem}: {time.perf_counter() - start:.1f} s")
            return f"{path.stem}.html", page

    done = await asyncio.gather(*map(one, paths), return_exceptions=True)
    failed = [result for result in done if isinstance(result, BaseException)]
    for error in failed:
        if not isinstance(error, BuildError):
            raise error
    if failed:
        raise BuildError("\n\n".join(map(str, failed)))
    return dict(result for result in done if not isinstance(result, BaseException))


def _index(pages: dict[str, str]) -> str:
    """Make the first page: what each report answers, read from the reports themselves."""
    from nbformat.v4 import new_markdown_cell, new_notebook

    found = re.compile(
        r'<title>(.*?)</title>.*?<meta content="(.*?)" name="description"', re.DOTALL
    )
    entries = []
    for name, page in sorted(pages.items()):
        if match := found.search(page):
            title, answer = map(html.unescape, match.groups())
            entries.append(f"## [{title}]({name})\n\n{answer}")
    text = "# The deportation of the Kalmyks in figures\n\n" + "\n\n".join(entries)
    notebook = new_notebook(cells=[new_markdown_cell(text, id="index")])
    return str(_exporter()().from_notebook_node(notebook)[0])


def write(path: Path, text: str) -> None:
    """Write a file beside its place and rename it, so that no half file is ever left."""
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}", delete=False
    ) as beside:
        try:
            beside.write(text)
            beside.close()
            Path(beside.name).chmod(0o644)
            Path(beside.name).replace(path)
        except BaseException:
            Path(beside.name).unlink(missing_ok=True)
            raise


def find(names: Iterable[str], folder: Path) -> list[Path]:
    """Return the notebooks named, or all; a name may omit its ending."""
    known = {path.stem: path for path in sorted(folder.glob("*.ipynb"))}
    if not known:
        raise BuildError(f"{folder}: no notebooks here; run kalstats report in the repository")
    chosen = [Path(name).name.removesuffix(".ipynb") for name in names]
    if unknown := [name for name in chosen if name not in known]:
        listed = ", ".join(known)
        raise BuildError(f"unknown notebook {', '.join(unknown)}; expected some of {listed}")
    return [known[name] for name in chosen or known]


def build(names: Iterable[str], output: Path, report: Callable[[str], None] = print) -> list[Path]:
    """Run notebooks and write their pages and the index; nothing is written if one fails.

    Parameters
    ----------
    names : iterable of str
        Notebooks in ``notebooks/``; all if empty.
    output : Path
        Folder for the pages, made if it does not exist.
    report : callable
        Told a line for each notebook that is done.

    Returns
    -------
    list of Path
        The pages written.

    Raises
    ------
    BuildError
        Unknown notebook, output that cannot be written, or a cell that failed.
    """
    paths = find(names, Path("notebooks"))
    try:
        output.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=output).close()
    except OSError as error:
        raise BuildError(f"{output}: cannot write reports here: {error.strerror}") from error
    targets = [output / f"{path.stem}.html" for path in paths] + [output / "index.html"]
    if blocked := [str(target) for target in targets if target.is_dir()]:
        raise BuildError(f"{', '.join(blocked)}: a folder stands where a page is to be written")
    pages = asyncio.run(_build_all(paths, report))
    kept = (output / f"{path.stem}.html" for path in find([], Path("notebooks")))
    old = {path.name: path.read_text("utf-8") for path in kept if path.is_file()}
    pages["index.html"] = _index(old | pages)
    for name, page in pages.items():
        write(output / name, page)
    return [output / name for name in pages]
