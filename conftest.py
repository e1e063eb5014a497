"""The code in README.md and docs/ runs as a test: Python, commands, and the files they speak of."""

import os
import re
import subprocess
import sys
import tempfile
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from pathlib import Path

import hypothesis
import matplotlib as mpl
from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser

STARTED_IN = Path.cwd()
hypothesis.settings.register_profile("busy machine", deadline=None)
hypothesis.settings.load_profile("busy machine")


def save(example: Example) -> None:
    """Write a block headed ``text NAME.csv`` to that file, as the reader is asked to do."""
    Path(example.region.lexemes["arguments"].split()[1]).write_text(example.parsed, "utf-8")


def type_in(example: Example) -> None:
    """Type a block headed ``text NAME.ipynb`` into a notebook, a cell between rows of dashes."""
    from nbformat import write
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

    first, *rest = re.split(r"(?m)^-{5,}\n", example.parsed)
    cells = [new_markdown_cell(first), *map(new_code_cell, rest)]
    write(new_notebook(cells=cells), example.region.lexemes["arguments"].split()[1])


def run(example: Example) -> None:
    """Run each command of a block; it must end well."""
    scripts = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for command in example.parsed.splitlines():
        subprocess.run(command, shell=True, check=True, env={**os.environ, "PATH": scripts})


def enter(namespace: dict) -> None:
    """Start a page in an empty folder, drawing to files."""
    mpl.use("agg")
    namespace["folder"] = tempfile.TemporaryDirectory()
    os.chdir(namespace["folder"].name)


def leave(namespace: dict) -> None:
    """Clean up after a page."""
    from kalstats import data

    os.chdir(STARTED_IN)
    namespace["folder"].cleanup()
    data.across.own_sources.clear()


python = PythonCodeBlockParser(doctest_optionflags=ELLIPSIS | NORMALIZE_WHITESPACE)
files = [CodeBlockParser(f"text {name}.csv", save) for name in ("valley", "bees", "sources")]
notebooks = [CodeBlockParser(f"text {name}.ipynb", type_in) for name in ("bees", "index")]
pages = Sybil(
    [python, *files, *notebooks, CodeBlockParser("sh", run)],
    path="docs",
    pattern="*.md",
    setup=enter,
    teardown=leave,
)
readme = Sybil([python], pattern="README.md", setup=enter, teardown=leave)
pytest_collect_file = (pages + readme).pytest()
