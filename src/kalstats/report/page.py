"""A notebook with its outputs becomes a page."""

import hashlib
import re
from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import kalstats
from kalstats.report.checks import checked, of_the_study, summary
from kalstats.report.cleaning import TEMPLATES, clean, squeeze, templates, visible
from kalstats.report.inputs import HERE, Inputs, Reads, entries, seal, signature
from kalstats.report.markdown import Place, markdown, picture_html, plain, text_markdown
from kalstats.report.notebooks import said
from kalstats.report.notes import mark_languages, marks, own_glossary, ways_back

PARTS = "names.csv", "sources.csv", "census.csv", "deportation.csv", "datapackage.json"  # are read
PICTURES = ["image/svg+xml", "image/png", "image/jpeg"]  # the first of them that a cell gives


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


def make_page(name: str, notebook: Any, reads: Reads, inputs: Inputs, write: Any) -> str:
    """Turn an executed notebook into a page, by an exporter that can be used again."""
    if of_the_study(notebook):
        for file in PARTS:
            reads.files.setdefault(path := (inputs.data / file).resolve(), signature(path))
    mark = f"made-of-{inputs.fingerprint(name, {})}"  # stands for what is known when all is read
    about = {"place": Place(inputs.paths[name], inputs.pages), "mark": mark}
    about |= {"warnings": len(reads.warnings), **inputs.said(name), **inputs.around(name)}
    page, about = write.from_notebook_node(notebook, about)
    reads.inside = [path.name for path in about["place"].files]
    reads.files = about["place"].files | reads.files
    hashes = {inputs.called(name, path): made for path, made in sorted(reads.hashes())}
    made = inputs.fingerprint(name, hashes)
    return _marked(page, mark, made, "|".join(map(quote, hashes)))


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
