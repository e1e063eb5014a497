"""The code in README.md and docs/ runs as a test: Python, commands, and the files they speak of."""

import os
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
files = [CodeBlockParser(f"text {name}.csv", save) for name in ("valley", "sources")]
pages = Sybil(
    [python, *files, CodeBlockParser("sh", run)],
    path="docs",
    pattern="*.md",
    setup=enter,
    teardown=leave,
)
readme = Sybil([python], pattern="README.md", setup=enter, teardown=leave)
pytest_collect_file = (pages + readme).pytest()
