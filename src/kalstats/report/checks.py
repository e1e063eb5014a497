"""What of a notebook that has been run can become a page, and what the page says of it."""

import json
import re
from functools import cache
from typing import Any

import kalstats
from kalstats.report.markdown import Place, plain
from kalstats.report.notebooks import MEANT, BuildError, title_of

WIDGET = {"application/vnd.jupyter.widget-view+json"}
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
        elif not WIDGET & one.get("data", {}).keys():
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
