"""Small tables of figures, at a prompt and in JupyterLab."""

from __future__ import annotations

import html

Rows = list[dict[str, str]]
RIGHT = {"printed", "range"}  # columns of numbers


def text_table(title: str, rows: Rows) -> str:
    """Write a table as text; columns of numbers stand right."""
    lines = [{name: name for name in rows[0]}, *rows]
    width = {name: max(len(line[name]) for line in lines) for name in rows[0]}
    form = {name: f"{'>' if name in RIGHT else '<'}{width[name]}" for name in width}
    texts = ["  ".join(format(line[name], form[name]) for name in width) for line in lines]
    return "\n".join([title, *(text.rstrip() for text in texts)])


def html_table(title: str, rows: Rows) -> str:
    """Write a table as HTML."""

    def line(tag: str, row: dict[str, str]) -> str:
        side = {name: "right" if name in RIGHT else "left" for name in row}
        cells = (
            f'<{tag} style="text-align: {side[name]}">{html.escape(text)}</{tag}>'
            for name, text in row.items()
        )
        return f"<tr>{''.join(cells)}</tr>"

    head = line("th", {name: name for name in rows[0]})
    body = "".join(line("td", row) for row in rows)
    caption = f'<caption style="text-align: left">{html.escape(title)}</caption>'
    return f"<table>{caption}<thead>{head}</thead><tbody>{body}</tbody></table>"
