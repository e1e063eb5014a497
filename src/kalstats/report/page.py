"""A notebook that has been run becomes a page, as far as it can, and what the page says of it."""

import hashlib
import json
import re
from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import kalstats
from kalstats.report.cleaning import TEMPLATES, clean, squeeze, templates, visible
from kalstats.report.inputs import HERE, Inputs, Reads, entries, seal, signature
from kalstats.report.markdown import Place, markdown, picture_html, plain, text_markdown
from kalstats.report.notebooks import MEANT, BuildError, said, title_of
from kalstats.report.notes import mark_languages, marks, own_glossary, ways_back

PARTS = "names.csv", "sources.csv", "census.csv", "deportation.csv", "datapackage.json"  # are read
PICTURES = ["image/svg+xml", "image/png", "image/jpeg"]  # the first of them that a cell gives
WIDGET = "application/vnd.jupyter.widget-view+json"
NO_WORDS = (
    "a picture without alternative text; show charts with kalstats.report.show, "
    'or display(fig, metadata={"alt": "…"}) and plt.close(fig), which else shows it once more'
)
LARGEST = 20_000_000  # characters of what the cells of a notebook show
ASKED = r"\b(?:census|deportation|events|standards|regions|claims)\(|kalstats[. ].*\bstudy\b"


def checked(notebook: Any, place: Place) -> None:
    """Refuse what must not be a page, and leave out what is dead without a kernel."""
    size = 0
    for number, cell in enumerate(notebook.cells, 1):
        place.cell = cell.metadata["place"] = number
        cell.setdefault("id", f"cell-{number}")
        for output in (shown := _joined(cell.get("outputs", []))):
            _refuse(output, MEANT in cell.metadata.get("tags", []), place)
            size += len(json.dumps(output))
        if size > LARGEST:
            raise place.wrong(f"what is shown up to here are {size:,} bytes, at most {LARGEST:,}")
        if "outputs" in cell:
            cell.outputs = shown
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    if code and not any(cell.outputs or cell.execution_count for cell in code):
        raise BuildError(f"{place.path.name}: no cell has been run; add --execute")


def _joined(outputs: list[Any]) -> list[Any]:
    """Leave out what is dead without a kernel, and join text that came in pieces by chance."""
    made: list[Any] = []
    for one in outputs:
        if made and one.output_type == "stream" and made[-1].get("name") == one.name:
            made[-1].text += one.text
        elif WIDGET not in one.get("data", {}):
            made.append(one)
    return made


def _refuse(output: Any, meant: bool, place: Place) -> None:
    """Raise what is an error, or a picture that not all can see; put pictures of files inside."""
    if output.output_type == "error" and not meant:
        raise place.wrong(plain(f"{output.ename}: {output.evalue}"))
    kinds = output.get("data", {})
    if "text/html" in kinds:
        kinds["text/html"] = place.inside(kinds["text/html"])
    elif any(kind.startswith("image/") for kind in kinds):
        told = [output.metadata, *output.metadata.values()]  # of the output, or of one kind
        alt = next((m["alt"] for m in told if isinstance(m, dict) and m.get("alt")), "")
        if not alt.strip():
            raise place.wrong(NO_WORDS)
        output.metadata["alt"] = alt


@cache
def _ids() -> set[str]:
    """Return what names a source or a figure of this study and is no common word."""
    files = [f"{name}.csv" for name in ("sources", "census", "deportation")]
    text = "".join((kalstats.data.folder() / file).read_text("utf-8") for file in files)
    return {*re.findall(r"(?m)^[\w-]*-[\w-]*(?=,)", text)}


def of_the_study(notebook: Any) -> bool:
    """Tell whether a page has data of this study on it: it asks for them, or cites them."""
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    words = re.finditer(r"[\w-]+", json.dumps(notebook.cells))
    return bool(re.search(ASKED, code)) or any(word[0] in _ids() for word in words)


def summary(notebook: Any) -> dict[str, str]:
    """Return the title of a notebook, and what it is about.

    That is its answer, the first prose it computes; without one, what stands under the title.
    """
    shown = [(cell.id, one) for cell in notebook.cells for one in cell.get("outputs", [])]
    prose = [(cell, one.get("data", {}).get("text/markdown", "")) for cell, one in shown]
    cell, answer = next((said for said in prose if said[1]), ("", ""))
    if answer.lstrip().startswith("#"):  # a section of its own, and no answer
        cell, answer = "", ""
    begun = next((c.source for c in notebook.cells if c.cell_type == "markdown"), "")
    told = answer or re.sub(r"(?m)^#.*", "", begun.strip().partition("\n")[2])
    about = " ".join(re.sub(r"!?\(?\[([^]]*)\]\([^)]*\)\)?|[*_]{2}", r"\1", told).split())
    return {"title": title_of(notebook), "summary": about, "answer_cell": cell}


@cache
def _sheet(name: str) -> str:
    """Return a style sheet or script, with the faces of the typeface in it."""

    def face(path: re.Match[str]) -> str:
        return f'url("data:font/woff2;base64,{b64encode((HERE / path[1]).read_bytes()).decode()}")'

    text = re.sub(r'url\("(fonts/.*?)"\)', face, (TEMPLATES / name).read_text("utf-8"))
    return re.sub(r"\s*\n\s*", "\n", text)


def _sealed(sheet: str) -> str:
    """Return the hash by which a page allows its own sheet and script, and no other."""
    return b64encode(hashlib.sha256(sheet.encode()).digest()).decode()


@cache
def exporter() -> Any:
    """Make the exporter when it is asked for: nbconvert takes long to import."""
    import asyncio

    from nbconvert.exporters import Exporter
    from nbconvert.preprocessors import ExecutePreprocessor
    from traitlets import List

    from kalstats.report.running import execute

    write = {"markdown": markdown, "plain": plain, "picture": picture_html, "sheet": _sheet}
    templates().filters.update(write, sealed=_sealed, shown=lambda page: squeeze(clean(page)))

    class Run(ExecutePreprocessor):
        """What --execute of nbconvert does here: the same as the command ``kalstats report``."""

        def preprocess(self, nb: Any, resources: Any = None, km: Any = None) -> Any:  # noqa: ARG002
            asyncio.run(execute(_path(resources), nb, [_path(resources).parent]))
            return nb, resources

    class ReportExporter(Exporter):
        """Page that reads without scripts and asks for nothing; raw HTML comes out as text."""

        export_from_notebook = "kalstats report"
        output_mimetype = "text/html"
        file_extension = ".html"
        default_preprocessors = List([Run, "nbconvert.preprocessors.TagRemovePreprocessor"])

        def from_notebook_node(self, nb: Any, resources: Any = None, **kw: Any) -> Any:
            nb, about = super().from_notebook_node(nb, resources, **kw)
            place = about.setdefault("place", Place(_path(about), {}))
            checked(nb, place)
            about |= {"version": kalstats.__version__, **summary(nb), **_site(nb, about)}
            return _whole(nb, about), about

    return ReportExporter


def _path(resources: Any) -> Path:
    """Return the notebook that nbconvert speaks of."""
    about = (resources or {}).get("metadata", {})
    return Path(about.get("path") or ".") / f"{about.get('name', 'notebook')}.ipynb"


def _site(nb: Any, about: Any) -> dict[str, Any]:
    """Return what the folder's index and the notebook say of the page, and of whose data it is."""
    path, given = about["place"].path, {} if "site" in about else said(nb)
    if "site" not in about and path.is_file():  # its page stands beside the notebook
        inputs = Inputs([str(path)], path.parent)
        given = inputs.said(path.stem) | inputs.around(path.stem)
    listed = (about | given).get("entries", [])
    led = re.findall(r"([\w%.-]+)\.(?:ipynb|html)\b", str(nb.cells)) if listed else []
    listed = [entry for entry in listed if entry["name"][:-5] not in led]  # not twice
    study = kalstats.data.package() if of_the_study(nb) else None
    return {"language": about.get("language", "en"), **given, "study": study, "entries": listed}


def _whole(nb: Any, about: Any) -> str:
    """Write a page, and what it can have only when it is whole."""
    page = templates().get_template("index.html.j2").render(nb=nb, about=about, pictures=PICTURES)
    found = re.findall(r'<h2 id="(.*?)">(.*?)</h2>', page)
    listed = "".join(f'<li><a href="#{name}">{text}</a></li>' for name, text in found)
    page = visible(page.replace("<!--contents-->", listed * (len(found) > 2)))
    page = own_glossary(marks(page, about), about["study"])
    return f"{ways_back(mark_languages(page) if about['study'] else page)}\n"


def make_page(name: str, nb: Any, reads: Reads, inputs: Inputs, write: Any) -> tuple[str, Any]:
    """Turn an executed notebook into a page; return it, and the files inside it."""
    if of_the_study(nb):
        for file in PARTS:
            reads.files.setdefault(path := (inputs.data / file).resolve(), signature(path))
    mark = f"made-of-{inputs.fingerprint(name, {})}"  # stands for what is known when all is read
    about = {"place": Place(inputs.paths[name], inputs.pages), "mark": mark}
    about |= {"warnings": len(reads.warnings), **inputs.said(name), **inputs.around(name)}
    page, about = write.from_notebook_node(nb, about)
    reads.files = about["place"].files | reads.files
    hashes = {inputs.called(name, path): made for path, made in sorted(reads.hashes())}
    made = inputs.fingerprint(name, hashes)
    return _marked(page, mark, made, "|".join(map(quote, hashes))), about["place"].files


def _marked(page: str, mark: str, made: str, known: str = "") -> str:
    """Put what is known when all is read in the place of its mark, and seal the page."""
    page = page.replace(f"{mark}-all", known).replace(f"{mark}-short", made[:12])
    return seal(page.replace(mark, made))


def make_list(pages: dict[str, str], inputs: Inputs, write: Any) -> str:
    """Make a first page where no notebook is one: the reports, each with its first sentence."""
    from nbformat.v4 import new_markdown_cell, new_notebook

    folder = inputs.named[0].resolve().parent
    notebook = new_notebook(cells=[new_markdown_cell(f"# {text_markdown(folder.name)}", id="list")])
    about = {"place": Place(folder / "index.ipynb", {}), "front": True, "site": folder.name}
    about |= {"entries": entries(pages), "mark": (mark := f"made-of-{inputs.front(pages)}")}
    return _marked(write.from_notebook_node(notebook, about)[0], mark, mark[8:])
