"""Draw the chart of the README, docs/kalmyks.svg: `make derived`.

The title and the description in the file are computed; a test compares them with the data.
"""

from __future__ import annotations

import html
import io
import re
from pathlib import Path

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure as Canvas

from kalstats import census, deportation, events, quantity, readings
from kalstats.data import write
from kalstats.plots import COLOURS, style

PLACE = Path(__file__).parent / "kalmyks.svg"
README = "Kalmyks by census, 1926 to 1970, and in the exile register"  # its alternative text
CENSUS = {"people": "Kalmyks", "territory": "USSR", "measure": "population"}
REGISTER = {"people": "Kalmyks", "territory": "special settlements", "measure": "registered"}


def title() -> str:
    """State the finding: the range of the decline over all readings."""
    fall = readings(
        lambda before, after: 100 * (1 - after / before),
        before=quantity(**CENSUS, start="1939-01-17"),
        after=quantity(**CENSUS, start="1959-01-15"),
    )
    return f"{fall.low:.0f} to {fall.high:.0f} percent fewer Kalmyks in 1959 than in 1939"


def rows() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the counts of all Kalmyks by census, and of the exiles in the register."""
    registered = deportation(**REGISTER)
    return census(**CENSUS), registered[registered["start"].notna()]


def alt() -> str:
    """Say what a sighted reader sees."""
    lists = [
        ", ".join(f"{row.printed} ({row.start.year})" for row in frame.itertuples())
        for frame in rows()
    ]
    return f"Kalmyks by census of the USSR: {lists[0]}. Exiles in the register: {lists[1]}."


def draw() -> str:
    """Draw the chart as SVG: preferred figures filled, rival ones hollow."""
    with style(), mpl.rc_context({"svg.hashsalt": "kalmyks"}):
        figure = Canvas(figsize=(7.4, 3.9), layout="constrained", facecolor=COLOURS["paper"])
        ax = figure.subplots()
        ends = [
            events(event=e)["start"].iloc[0]
            for e in ("assr-abolished", "autonomous-oblast-restored")
        ]
        ax.axvspan(*ends, color=COLOURS["band"], lw=0)
        ax.text(ends[0], 145, " exile", color=COLOURS["muted"], va="top")
        names = ["all Kalmyks, by census", "exiles in the register"]
        for frame, name, colour in zip(rows(), names, ["kalmyks", "russians"], strict=True):
            sure = frame[frame["rank"] == "preferred"].sort_values("start")
            exile = sure["start"].between(*ends)
            for _, part in sure.groupby([exile, sure["start"] > ends[1]]):  # no line across exile
                ax.plot(part["start"], part["value"] / 1000, color=COLOURS[colour], lw=1.5)
            for row in frame.sort_values("rank").itertuples():
                face = COLOURS[colour] if row.rank == "preferred" else COLOURS["paper"]
                point = {"ms": 7, "mfc": face, "mec": COLOURS[colour], "mew": 1.6}
                ax.plot(row.start, row.value / 1000, "o", **point)
            ax.annotate(
                name,
                (sure["start"].iloc[-1], sure["value"].iloc[-1] / 1000),
                (0, 12 if colour == "kalmyks" else -36),
                textcoords="offset points",
                ha="right" if colour == "kalmyks" else "center",
                color=COLOURS[colour],
                weight="bold",
            )
        ax.set(ylim=(0, 150), ylabel="thousand", xlim=(pd.Timestamp("1924"), pd.Timestamp("1972")))
        ax.set_title(title(), loc="left", weight="bold", fontsize=12)
        ax.set_xticks(sorted(set(rows()[0]["start"])))
        ax.xaxis.set_major_formatter(mpl.dates.DateFormatter("%Y"))
        ax.grid(visible=True, axis="y", color=COLOURS["grid"])
        ax.grid(visible=False, axis="x")
        buffer = io.StringIO()
        figure.savefig(
            buffer, format="svg", metadata={"Date": None, "Creator": None, "Title": title()}
        )
    words = f"<desc>{html.escape(alt())}</desc>"
    return re.sub(r"(<svg [^>]*>)", rf"\1\n {words}", buffer.getvalue(), count=1)


if __name__ == "__main__":
    write(PLACE, draw().encode())
