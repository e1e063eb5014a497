"""Reports: how a notebook shows its findings, and how notebooks become pages in ``reports/``.

Whether a page is current is decided before anything that takes long is imported: this module
asks for other modules of the library, and for Jupyter, only where they are used.
"""

from __future__ import annotations

import hashlib
import html
import io
import json
import math
import os
import re
import sys
import tempfile
import time
import unicodedata
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import kalstats

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import pandas as pd
    from matplotlib.axes import Axes

    from kalstats.evidence import Figure

HERE = Path(__file__).parent
CELL_SECONDS = 300
# a fixed order of sets; and one thread each, for as many kernels run at once as there are cores
KERNEL = {"PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
KERNEL |= {"KALSTATS_REPORT": "1"}  # there is nobody to move a slider
INLINE = "module://matplotlib_inline.backend_inline"  # what Jupyter sets for its kernels
WIDE, NARROW = 7.4, 3.55  # inches; a chart is drawn for a page and again for a phone
SHOWN_IDS = r' id="(?:figure|axes|patch|text|line2d|[xy]tick|matplotlib\.axis|\w*Collection)_\d+"'
ADDRESS = r"https?://[^\s\"'<>]+|[\w.-]*\.html(#[\w.%-]+)?|#[\w.%-]+"  # what may become a link
WIDGET = {"application/vnd.jupyter.widget-view+json"}
FORMULA = r"[=+@\t\r]|-(?![\d.])"  # what a spreadsheet would run


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
    return f"([{kalstats.cite(figure.source, 'short')}, {figure.locator}](#source-{figure.source}))"


def say(text: str) -> None:
    """Show prose, written in Markdown, whose numbers were computed."""
    _display({"text/markdown": text.strip(), "text/plain": text.strip()})


def _display(shown: dict[str, str], **metadata: str) -> None:
    from IPython.display import display

    display(shown, metadata=metadata, raw=True)


def _text(value: Any) -> str:
    """Escape text; what runs from right to left is kept from turning its surroundings."""
    text = html.escape(str(value))
    turned = any(unicodedata.bidirectional(c) in {"R", "AL", "RLE", "RLO", "RLI"} for c in text)
    return f"<bdi>{text}</bdi>" if turned else text


def _link(text: Any, address: str) -> str:
    """Link text to a page of ours or of the web; any other address stays unlinked."""
    safe = re.fullmatch(ADDRESS, address)
    return f'<a href="{html.escape(address)}">{_text(text)}</a>' if safe else _text(text)


def _svg(draw: Callable[[Axes], Any], inches: tuple[float, float], alt: str) -> str:
    """Draw a chart as SVG whose colours have names and whose text stays text."""
    import matplotlib as mpl
    from matplotlib.figure import Figure as Canvas

    salt: dict[Any, Any] = {"svg.hashsalt": f"{alt} {inches}"}
    with kalstats.plots.style(), mpl.rc_context(salt):
        figure = Canvas(figsize=inches, layout="constrained")
        draw(figure.subplots())
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    svg = re.sub(r"(?s)^.*?(?=<svg)|<metadata>.*?</metadata>", "", buffer.getvalue())
    svg = re.sub(SHOWN_IDS, "", svg)
    svg = svg.replace('target="_blank"', 'tabindex="-1"')  # the sources below link there as well
    svg = re.sub(r"(?s)<style.*?</style>", "", svg, count=1)  # one for the whole page it would be
    for name, colour in kalstats.plots.COLOURS.items():
        svg = svg.replace(colour, f"var(--{name}, {colour})")
    label = f'<svg stroke-linejoin="round" role="img" aria-label="{html.escape(alt)}"'
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
    page = f"""<figure class="chart" style="background: #fff; color: #1c1c1e">
<figcaption><b>{_text(title)}</b><br>{_text(subtitle)}</figcaption>
<div class="wide">{wide}</div><div class="narrow" style="display: none">{narrow}</div>
<p class="sources">{_source_line(sources)}{_download(title, rows)}</p></figure>"""
    _display({"text/html": page, "text/plain": alt}, alt=alt)


def _download(title: str, rows: pd.DataFrame | None) -> str:
    if rows is None:
        return ""
    name = re.sub(r"\W+", "-", title.lower()).strip("-")[:60]
    inert = rows.map(lambda cell: f"'{cell}" if re.match(FORMULA, str(cell)) else cell)
    text = quote(inert.to_csv(index=False, lineterminator="\n"))
    link = f'<a download="{name}.csv" href="data:text/csv;charset=utf-8,{text}">'
    return f'<span class="data"> · {link}Data behind this chart (CSV)</a></span>'


def _source_line(keys: Iterable[str]) -> str:
    links = [_link(kalstats.cite(key, "short"), f"#source-{key}") for key in sorted(set(keys))]
    return f"Source{'s' if len(links) > 1 else ''}: {'; '.join(links)}"


def table(
    rows: pd.DataFrame, *, caption: str, sources: Iterable[str] = (), folded: bool = False
) -> None:
    """Show a table with a caption; the first column heads its row, numbers stand right.

    A cell that is a pair of text and address becomes a link. A long table can be shown folded.
    """
    number = r"(?:[−\d., –%\u202f]| to )*"
    right = [all(re.fullmatch(number, str(cell)) for cell in rows[name]) for name in rows]
    kind = [' class="number"' if numeric else "" for numeric in [False, *right[1:]]]
    body = []
    for cells in rows.itertuples(index=False):
        first, *rest = map(_cell, cells)
        row = (f"<td{k}>{text}</td>" for k, text in zip(kind[1:], rest, strict=True))
        body.append(f'<tr><th scope="row">{first}</th>{"".join(row)}</tr>')
    columns = zip(kind, map(_text, rows), strict=True)
    head = "".join(f'<th scope="col"{k}>{name}</th>' for k, name in columns)
    label = _text(caption)
    page = f"""<div class="table" role="region" aria-label="{html.escape(caption)}" tabindex="0">
<table><caption><span>{label}</span></caption><thead><tr>{head}</tr></thead>
<tbody>{"".join(body)}</tbody></table></div>"""
    if folded:
        page = f"<details><summary>{label}: {len(rows)} rows</summary>{page}</details>"
    if keys := set(sources):
        page += f'<p class="sources">{_source_line(keys)}</p>'
    _display({"text/html": page, "text/plain": caption})


def _cell(cell: Any) -> str:
    return _link(*cell) if isinstance(cell, tuple) else _text(cell)


def bibliography(keys: Iterable[str]) -> None:
    """Show the full citation of every source, each a target of `ref`."""
    items = []
    for key in sorted(set(keys)):
        row = kalstats.sources(key=key).iloc[0]
        text = _text(kalstats.cite(key).removesuffix(row["url"]))
        text += _link(unquote(row["url"]), row["url"])
        items.append(f'<li id="source-{key}">{text} <span class="note">{_text(row["note"])}</span>')
    page = f'<ul class="bibliography">{"".join(items)}</ul>'
    _display({"text/html": page, "text/plain": ", ".join(sorted(set(keys)))})


class BuildError(Exception):
    """A report cannot be built; the message says which, where and why."""


# ---- a notebook with its outputs becomes a page ------------------------------------------------


def _squeeze(page: str) -> str:
    """Write what matplotlib draws in fewer bytes; text and looks stay."""

    def path(found: re.Match[str]) -> str:
        return re.sub(r"\s*([MLCQz])\s*", r"\1", found[0])

    def shrink(found: re.Match[str]) -> str:
        svg, left = found[0], ""
        svg = re.sub(r' (?:version|xmlns|xmlns:xlink|width|height)="[^"]*"', "", svg, count=5)
        svg = re.sub(r" d=\"[^\"]*\"", path, svg).replace("xlink:href", "href")
        svg = re.sub(r"(\.\d\d)\d+|<defs>\s*</defs>| transform=\"rotate\(-0 [^\"]*\"", r"\1", svg)
        svg = re.sub(r"(var\(--\w+), #\w+\)", r"\1)", svg)
        svg = re.sub(r" ?(?:font-family: )?'DejaVu Sans';?|<!--.*?-->", "", svg)
        while left != svg:  # groups that group nothing
            left, svg = svg, re.sub(r"(?s)<g>((?:(?!<g[ >]|</g>).)*)</g>", r"\1", svg)
        return re.sub(r"\s*\n\s*", "", re.sub(r"; ?(?=\")", "", svg))

    page = re.sub(r"</t[dhr]>\s*", "", page)  # HTML can do without them
    return re.sub(r"(?s)<svg.*?</svg>", shrink, page)


def _code(source: str) -> str:
    """Mark comments, keywords and strings of Python, no more."""
    from pygments.lexers import PythonLexer
    from pygments.token import Comment, Keyword, String

    kinds = {"c": Comment, "k": Keyword, "s": String}
    lines = []
    for token, text in PythonLexer().get_tokens(source):
        kind = next((kind for kind, tokens in kinds.items() if token in tokens), None)
        marked = html.escape(text, quote=False)
        lines.append(f'<span class="{kind}">{marked}</span>' if kind else marked)
    return re.sub(r'</span><span class="s">', "", "".join(lines)).rstrip()


@cache
def _exporter() -> Any:
    """Make the exporter when it is asked for: nbconvert takes long to import."""
    from base64 import b64encode

    from latex2mathml.converter import convert
    from nbconvert.exporters import TemplateExporter
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
    from traitlets import default
    from traitlets.config import Config

    style = (HERE / "templates" / "kalstats" / "page.css").read_text("utf-8")
    style = re.sub(r"\s*\n\s*", "\n", style)
    seal = b64encode(hashlib.sha256(style.encode()).digest()).decode()

    class Renderer(IPythonRenderer):
        def heading(self, text: str, level: int, **_: Any) -> str:
            slug = re.sub(r"\W+", "-", html.unescape(text).lower()).strip("-")
            return f'<h{level} id="{slug}">{text}</h{level}>\n'

        def image(self, text: str, url: str, title: str | None = None) -> str:  # noqa: ARG002
            return text

        def link(self, text: str, url: str, title: str | None = None) -> str:  # noqa: ARG002
            return (
                f'<a href="{html.escape(url)}">{text}</a>' if re.fullmatch(ADDRESS, url) else text
            )

        def text(self, text: str) -> str:
            return _text(text)

        def block_math(self, body: str) -> str:
            return f'<span class="formula" tabindex="0">{convert(body, display="block")}</span>'

        def inline_math(self, body: str) -> str:
            return str(convert(body))

    def markdown(source: str) -> str:
        return str(MarkdownWithMath(renderer=Renderer(escape=True)).render(source))

    class ReportExporter(TemplateExporter):
        """Page without scripts and requests; raw HTML in Markdown comes out as text."""

        export_from_notebook = "kalstats report"
        output_mimetype = "text/html"

        @default("file_extension")
        def _ending(self) -> str:
            return ".html"

        @default("template_name")
        def _name(self) -> str:
            return "kalstats"

        @default("extra_template_basedirs")
        def _folders(self) -> list[str]:
            return [str(HERE / "templates")]

        @property
        def default_config(self) -> Any:
            shown = {"display_data_priority": ["text/html", "text/markdown", "text/plain"]}
            config = Config({"NbConvertBase": shown})
            config.merge(super().default_config)
            return config

        def default_filters(self) -> Iterator[tuple[str, Any]]:
            yield from super().default_filters()
            yield from {"markdown": markdown, "code": _code, "squeeze": _squeeze}.items()

        def from_notebook_node(self, nb: Any, resources: Any = None, **kw: Any) -> Any:
            about = {"version": kalstats.__version__, "data": kalstats.data.package()}
            about |= {"style": style, "style_hash": seal, **_summary(nb)}
            page, resources = super().from_notebook_node(nb, (resources or {}) | about, **kw)
            found = re.findall(r'<h2 id="(.*?)">(.*?)</h2>', page)
            listed = "".join(f'<li><a href="#{name}">{text}</a></li>' for name, text in found)
            return page.replace("<!--contents-->", listed) + "\n", resources

    return ReportExporter


def __getattr__(name: str) -> Any:
    if name == "ReportExporter":
        return _exporter()
    raise AttributeError(name)


def _title(notebook: Any) -> str:
    cells = (c for c in notebook["cells"] if c["cell_type"] == "markdown")
    lines = "".join(next(cells, {"source": "Report"})["source"]).strip().splitlines()
    return lines[0].lstrip("# ") if lines else "Report"


def _summary(notebook: Any) -> dict[str, str]:
    """Return the title of a notebook and its answer: the first prose it shows, as plain text."""
    answers = [
        (cell.id, output["data"]["text/markdown"])
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "text/markdown" in output.get("data", {})
    ]
    cell, answer = answers[0] if answers else ("", "")
    plain = re.sub(r"\(?\[([^]]*)\]\([^)]*\)\)?|[*_]{2}", r"\1", answer)
    title = _title(notebook)
    return {"title": title, "answer": " ".join(plain.split()), "answer_cell": cell}


# ---- which pages are current -------------------------------------------------------------------


class Inputs:
    """Everything that pages are made of, as it was at one moment: the hash of each file."""

    def __init__(self, notebooks: Path) -> None:
        self.notebooks = notebooks
        self.paths = sorted(notebooks.glob("*.ipynb"))
        places = [HERE / "_data", HERE.parents[1] / "data"]
        found = [place for place in places if place.is_dir()]
        self.data = found[0] if found else kalstats.data.folder()  # which says that there is none
        library = [*HERE.rglob("*.py"), *HERE.glob("templates/*/*")]
        self.library = {str(path.relative_to(HERE)): self._hash(path) for path in sorted(library)}
        self.files = {
            f"{folder.name}/{path.name}": self._hash(path)
            for folder in (self.data, notebooks)
            for path in sorted(folder.iterdir() if folder.is_dir() else [])
            if path.is_file()
        }

    @staticmethod
    def _hash(path: Path) -> str:
        return hashlib.sha256(path.read_bytes()).hexdigest()

    def neighbours(self, path: Path) -> dict[str, tuple[str, str]]:
        """Return name and title of the reports before and after one."""
        place = self.paths.index(path)
        before, after = self.paths[max(place - 1, 0) : place], self.paths[place + 1 : place + 2]
        return {
            which: (f"{near.stem}.html", _title(json.loads(near.read_text("utf-8"))))
            for which, found in (("previous", before), ("next", after))
            for near in found
        }

    def fingerprint(self, path: Path, read: Iterable[str]) -> str:
        """Hash what a page depends on: library, template, its notebook and the files it read."""
        own = {name: self.files[name] for name in {*read, f"{self.notebooks.name}/{path.name}"}}
        parts = [self.library, own, self.neighbours(path)]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def front(self, pages: dict[str, str]) -> str:
        """Hash what the first page depends on: library, template and the other pages."""
        parts = [self.library, {name: _sealed(page) for name, page in pages.items()}]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def current(self, path: Path, page: str) -> bool:
        """Tell whether a page is whole and was made of these inputs."""
        read = re.search(r'<meta name="inputs" content="(.*?)">', page)
        try:
            made = self.fingerprint(path, html.unescape(read[1]).split("|")) if read else ""
        except (KeyError, ValueError):  # a file it read is gone, a neighbour is no notebook
            return False
        return _fingerprint(page) == made and _whole(page)


def _fingerprint(page: str) -> str:
    found = re.search(r'<meta name="fingerprint" content="(\w+)">', page)
    return found[1] if found else "none"


def _sealed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _whole(page: str) -> bool:
    """Tell whether a page still ends with the hash of all that stands before."""
    body, _, end = page.rpartition("<!--")
    return end == f"{_sealed(body)}-->\n"


def _seal(page: str) -> str:
    return f"{page}<!--{_sealed(page)}-->\n"


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def stale(names: Iterable[str], output: Path, notebooks: Path = Path("notebooks")) -> list[str]:
    """Return the pages that are missing, damaged or made of other inputs, without making them.

    Parameters
    ----------
    names : iterable of str
        Notebooks in ``notebooks/``; all if empty.
    output : Path
        Folder of the pages.

    Returns
    -------
    list of str
        Names of pages, ``"index.html"`` last.
    """
    inputs = Inputs(notebooks)
    kept = {f"{path.stem}.html": _read(output / f"{path.stem}.html") for path in inputs.paths}
    old = [
        f"{path.stem}.html"
        for path in find(names, notebooks)
        if not inputs.current(path, kept[f"{path.stem}.html"])
    ]
    front = _read(output / "index.html")
    pages = {name: page for name, page in kept.items() if page}
    whole = _whole(front) and _fingerprint(front) == inputs.front(pages)
    return old if whole and not old else [*old, "index.html"]


# ---- running notebooks -------------------------------------------------------------------------


def _kernel(argv: list[str], env: dict[str, str], cwd: str, folders: list[str], to: Any) -> None:
    """Be the kernel of one notebook, and tell which files it opens in some folders."""
    Thread(target=_end_with_the_build, daemon=True).start()
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    if hasattr(os, "setsid"):  # an interrupt at the terminal is for the parent
        os.setsid()
    told = set()

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str | os.PathLike):
            folder, name = os.path.split(os.path.abspath(arguments[0]))
            if folder in folders and (folder, name) not in told:
                told.add((folder, name))
                to.send(f"{os.path.basename(folder)}/{name}")

    sys.addaudithook(note)
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(argv=argv, parent_handle=os.getppid())


def _end_with_the_build() -> None:
    from multiprocessing import parent_process

    if parent := parent_process():
        parent.join()
        os._exit(1)


@cache
def _processes() -> Any:
    """Return how processes are made: forked from one that has imported the library, if possible.

    A kernel so starts clean, in a process of its own, without importing everything again.
    """
    import multiprocessing

    forks = "forkserver" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if forks else "spawn")
    if forks:
        from multiprocessing.forkserver import ensure_running

        files = (path.relative_to(HERE).with_suffix("") for path in HERE.rglob("[a-z]*.py"))
        modules = sorted(".".join(path.parts) for path in files)
        context.set_forkserver_preload(
            ["ipykernel.kernelapp", "matplotlib.backends.backend_svg", "IPython.display"]
            + [f"kalstats.{name}" for name in modules]
        )
        with _as_nobody(**KERNEL, MPLBACKEND=INLINE):
            ensure_running()
    return context


@contextmanager
def _as_nobody(**values: str) -> Iterator[None]:
    """Set variables, and keep the program that runs here from being run again in a kernel."""
    variables, program = dict(os.environ), sys.modules["__main__"]
    os.environ.update(values)
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = program
        os.environ.clear()
        os.environ.update(variables)


@cache
def _forked() -> Any:
    """Make the class that starts kernels for Jupyter in the way of `_processes`."""
    import asyncio

    from jupyter_client.provisioning.local_provisioner import LocalProvisioner

    class Forked(LocalProvisioner):
        process: Any
        folders: tuple[str, ...] = ()

        async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
            self.opened, sender = _processes().Pipe(duplex=False)
            argv, env, cwd = cmd[cmd.index("-f") :], kwargs["env"], kwargs["cwd"]
            given = (argv, dict(env), str(cwd), self.folders, sender)
            self.process = _processes().Process(target=_kernel, args=given)
            with _as_nobody():
                self.process.start()
            sender.close()
            return self.connection_info

        def read(self) -> list[str]:
            """Return the files the kernel has opened since it was asked last."""
            names = []
            try:
                while self.opened.poll():
                    names.append(self.opened.recv())
            except EOFError:  # the kernel has ended
                pass
            return names

        async def poll(self) -> int | None:
            return self.process.exitcode if self.process else 0

        async def wait(self) -> int | None:
            while await self.poll() is None:
                await asyncio.sleep(0.01)
            code, self.process = await self.poll(), None
            return code

        async def send_signal(self, signum: int) -> None:
            if self.process and self.process.exitcode is None:
                os.kill(self.process.pid, signum)

    return Forked


async def _execute(path: Path, folders: Iterable[Path]) -> tuple[Any, list[str]]:
    """Run a notebook in a kernel of its own; return it with outputs, and the files it read."""
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
    process = _forked()(kernel_id="", kernel_spec=manager.kernel_spec, parent=manager)
    process.folders = tuple(str(folder.resolve()) for folder in folders)
    manager.provisioner = process
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
    _keep_what_can_be_read(path, notebook)
    return notebook, process.read()


def _keep_what_can_be_read(path: Path, notebook: Any) -> None:
    """Drop sliders, dead without a kernel; refuse pictures that nobody described."""
    for place, cell in enumerate(notebook.cells, 1):
        shown = [(output, output.get("data", {})) for output in cell.get("outputs", [])]
        for _, kinds in shown:
            if any(kind.startswith("image/") for kind in kinds) and "text/html" not in kinds:
                raise BuildError(
                    f"{path.name}, cell {place}: a picture without alternative text; "
                    "show charts with kalstats.report.show"
                )
        if shown:
            cell.outputs = [output for output, kinds in shown if not WIDGET & kinds.keys()]


async def _build_all(
    paths: list[Path], inputs: Inputs, report: Callable[[str], None]
) -> dict[str, str]:
    """Run and export notebooks, as many at once as there are processors."""
    import asyncio

    _processes()  # it gets ready while this one imports nbconvert
    _exporter()()
    gate = asyncio.Semaphore(os.cpu_count() or 1)

    async def one(path: Path) -> tuple[str, str]:
        async with gate:
            start = time.perf_counter()
            notebook, read = await _execute(path, [inputs.data, inputs.notebooks])
        page = _page(path, notebook, {"data/datapackage.json", *read}, inputs)
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


def _page(path: Path, notebook: Any, read: set[str], inputs: Inputs) -> str:
    known = sorted(name for name in read if name in inputs.files)
    about = {"inputs": "|".join(known), "fingerprint": inputs.fingerprint(path, known)}
    about |= inputs.neighbours(path)  # type: ignore[arg-type]
    return _seal(_exporter()().from_notebook_node(notebook, about)[0])


def _front(pages: dict[str, str], inputs: Inputs) -> str:
    """Make the first page: what each report answers, read from the reports themselves."""
    from nbformat.v4 import new_markdown_cell, new_notebook

    parts = {
        "title": r"<h1[^>]*>(.*?)</h1>",
        "answer": r'<section class="cell answer"[^>]*>\s*(<p>.*?</p>)',
        "finding": r'<figure class="chart".*?<figcaption><b>(.*?)</b>',
        "chart": r'<figure class="chart".*?<div class="narrow"[^>]*>(<svg.*?</svg>)',
    }
    entries = []
    for name, page in pages.items():
        found = {part: re.search(form, page, re.DOTALL) for part, form in parts.items()}
        entry = {part: match[1] if match else "" for part, match in found.items()}
        entry["answer"] = entry["answer"].replace('href="#', f'href="{name}#')
        entries.append(entry | {"name": name})
    title = "# The deportation of the Kalmyks in figures"
    notebook = new_notebook(cells=[new_markdown_cell(title, id="index")])
    about = {"front": True, "entries": entries, "fingerprint": inputs.front(pages)}
    return _seal(_exporter()().from_notebook_node(notebook, about)[0])


# ---- writing -----------------------------------------------------------------------------------


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


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one build write at a time; what a killed one left half-written is removed."""
    handle = os.open(folder, os.O_RDONLY) if os.name == "posix" else None
    try:
        if handle is not None:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
            for left in folder.glob(".*.html?*"):
                left.unlink()
        yield
    finally:
        if handle is not None:
            os.close(handle)


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


def build(
    names: Iterable[str],
    output: Path,
    report: Callable[[str], None] = print,
    *,
    force: bool = False,
) -> list[Path]:
    """Run notebooks and write their pages and the index; nothing is written if one fails.

    Parameters
    ----------
    names : iterable of str
        Notebooks in ``notebooks/``; all if empty.
    output : Path
        Folder for the pages, made if it does not exist.
    report : callable
        Told a line for each notebook that is done.
    force : bool
        Run also the notebooks whose pages are current.

    Returns
    -------
    list of Path
        The pages written.

    Raises
    ------
    BuildError
        Unknown notebook, output that cannot be written, or a cell that failed.
    """
    import asyncio

    notebooks = Path("notebooks")
    paths, old = find(names, notebooks), stale(names, output)
    if not (old or force):
        return []
    paths = [path for path in paths if force or f"{path.stem}.html" in old]
    kalstats.data.folder()  # say now, not in every notebook, if there are no data
    targets = [output / f"{path.stem}.html" for path in paths] + [output / "index.html"]
    try:
        output.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=output).close()
    except OSError as error:
        raise BuildError(f"{output}: cannot write reports here: {error.strerror}") from error
    if blocked := [str(target) for target in targets if target.is_dir()]:
        raise BuildError(f"{', '.join(blocked)}: a folder stands where a page is to be written")
    inputs = Inputs(notebooks)
    pages = asyncio.run(_build_all(paths, inputs, report)) if paths else {}
    try:
        with _alone(output):
            for name, page in pages.items():
                write(output / name, page)
            kept = {
                f"{path.stem}.html": _read(output / f"{path.stem}.html") for path in inputs.paths
            }
            front = _front({name: page for name, page in kept.items() if page}, inputs)
            write(output / "index.html", front)
    except OSError as error:
        raise BuildError(f"{output}: cannot write reports here: {error.strerror}") from error
    return targets


def explore(
    account: Callable[..., tuple[Any, Callable[[Axes], Any]]],
    *,
    static: Callable[[], None],
    **controls: tuple[Any, ...],
) -> None:
    """Show sliders whose numbers redraw a chart; in a report, a static figure instead.

    Parameters
    ----------
    account : callable
        Takes a number for each control; returns a named tuple of results, and what draws them on
        an ``Axes``.
    static : callable
        Shows the figure of the report, where a slider would be dead.
    **controls : tuple
        For each argument of `account` either label, least, most, step, format and start of a
        slider, or label and a dict of choices.
    """
    if "KALSTATS_REPORT" in os.environ:
        static()
        return
    import ipywidgets as widgets
    from IPython.display import display

    wide: dict[str, Any] = {"style": {"description_width": "16em"}, "layout": {"width": "44em"}}
    made = {}
    for name, (label, *rest) in controls.items():
        if len(rest) == 1:
            made[name] = widgets.Dropdown(description=label, options=rest[0], **wide)
        else:
            low, high, step, form, value = rest
            options = {"min": low, "max": high, "step": step, "value": value}
            made[name] = widgets.FloatSlider(
                description=label, readout_format=form, **options, **wide
            )
    page = widgets.HTML()

    def update(_: Any = None) -> None:
        found, draw = account(**{name: control.value for name, control in made.items()})
        told = {name.replace("_", " "): count(round(n)) for name, n in found._asdict().items()}
        words = "; ".join(f"{name}: <b>{number}</b>" for name, number in told.items())
        alt = "; ".join(f"{name}: {number}" for name, number in told.items())
        chart = _svg(draw, (WIDE, 3.4), alt)
        page.value = f'<div style="background: #fff; color: #1c1c1e">{chart}<p>{words}</p></div>'

    for control in made.values():
        control.observe(update, "value")
    update()
    display(widgets.VBox([*made.values(), page]))
