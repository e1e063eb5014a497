"""Draw the chart of the README, docs/kalmyks.svg: `make derived`.

The title and the description in the file are computed; a test compares them with the data.
"""

from __future__ import annotations

import html
import io
import re
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure as Canvas

from kalstats import pick, plots
from kalstats.data import write
from kalstats.study import loss

PLACE = Path(__file__).parent / "kalmyks.svg"
README = "Kalmyks counted, in exile, and to be expected without the deportation, 1926 to 1970"
GAP = (1943.99, 1957.02, "exile")


def title() -> str:
    """State the finding: how many were missing in 1959."""
    lost = pick(loss.path(), series="missing")
    return f"{lost:,} Kalmyks were missing in 1959 through the deportation"


def alt() -> str:
    """Say what a sighted reader sees."""
    return str(plots.course.describe(loss.path()))


def draw() -> str:
    """Draw the chart as SVG: preferred figures filled, rival ones hollow."""
    with plots.style(), mpl.rc_context({"svg.hashsalt": "kalmyks"}):
        paper = plots.COLOURS["paper"]
        figure = Canvas(figsize=(7.4, 4.4), layout="constrained", facecolor=paper)
        ax = figure.subplots()
        plots.course(loss.path(), ax, gap=GAP)
        ax.set_title(title(), loc="left", weight="bold", fontsize=12, pad=22)
        buffer = io.StringIO()
        named = {"Date": None, "Creator": None, "Title": title()}
        figure.savefig(buffer, format="svg", metadata=named)
    words = f"<desc>{html.escape(alt())}</desc>"
    return re.sub(r"(<svg [^>]*>)", rf"\1\n {words}", buffer.getvalue(), count=1)


if __name__ == "__main__":
    write(PLACE, draw().encode())
