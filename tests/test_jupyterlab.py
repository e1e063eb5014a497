"""In a real JupyterLab: notebooks open and run from the menu, and the sliders move.

Two are run that show in every way in which any of the notebooks shows something, and have every
mark a cell has. That every notebook runs without error or warning is what its page stands for.
"""

import ast
import contextlib
import json
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from conftest import need
from kalstats import report

REPOSITORY = Path(__file__).parents[1]
LAB = REPOSITORY / ".venv-lab" / "bin" / "jupyter-lab"
RUN = ["explore", "index", "03-mortality", "figures"]
WINDOW = {"viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def lab(tmp_path):
    """JupyterLab as `make lab` starts it, on copies of the notebooks."""
    need(LAB.is_file(), "JupyterLab (make .venv-lab)")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    left = shutil.ignore_patterns("kernel-ipc*", ".*")  # by somebody else's kernels
    shutil.copytree(REPOSITORY / "notebooks", tmp_path / "notebooks", ignore=left)
    options = ["--no-browser", "--allow-root", f"--port={port}", "--IdentityProvider.token=t"]
    options += [f"--ServerApp.root_dir={tmp_path / 'notebooks'}", "--ServerApp.port_retries=0"]
    home = {**os.environ, "HOME": str(tmp_path), "JUPYTER_CONFIG_DIR": str(tmp_path / "config")}
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen([LAB, *options], env=home, stdout=log, stderr=log)
        address = f"http://127.0.0.1:{port}"
        for _ in range(300):
            with contextlib.suppress(OSError), urlopen(f"{address}/api?token=t"):
                break
            assert server.poll() is None, (tmp_path / "log").read_text("utf-8")
            time.sleep(0.1)
        yield address, tmp_path / "notebooks"
        server.terminate()
        server.wait(20)


def run_all(tab, path: Path) -> list[dict]:
    """Choose Run All, then save until every cell has run; return the code cells as saved."""
    tab.get_by_role("menuitem", name="Run", exact=True).click()
    tab.get_by_text("Run All Cells", exact=True).click()
    cells: list[dict] = [{"cell_type": "code", "source": "?", "execution_count": None}]
    for _ in range(240):
        time.sleep(0.5)
        tab.keyboard.press("Control+s")
        with contextlib.suppress(json.JSONDecodeError):  # it may just be being written
            cells = json.loads(path.read_text("utf-8"))["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code" and cell["source"]]
        if all(cell["execution_count"] for cell in code):
            break
    return code


def ways(path: Path) -> set[str]:
    """Return what of `kalstats.report` a notebook calls, and what its cells are marked with."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    nodes = list(ast.walk(ast.parse(code)))
    calls = {node.func for node in nodes if isinstance(node, ast.Call)}
    names = {getattr(called, "id", getattr(called, "attr", "")) for called in calls}
    return names & {*report.__all__} | {json.dumps(cell["metadata"]) for cell in cells}


def test_what_is_run_here_shows_in_every_way_that_any_notebook_does():
    every, run = set(), set()
    for path in (REPOSITORY / "notebooks").glob("*.ipynb"):
        every |= ways(path)
        run |= ways(path) if path.stem in RUN else set()
    assert {"show", "table", "say"} < every
    assert run == every


def test_notebooks_run_in_jupyterlab_from_the_menu(browser, lab):
    address, folder = lab
    context = browser.new_context(**WINDOW)
    tab = context.new_page()
    for path in [folder / f"{name}.ipynb" for name in RUN]:
        tab.goto(f"{address}/lab/tree/{path.name}?token=t&reset")
        tab.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=60_000)
        tab.get_by_text("| Idle").wait_for(timeout=60_000)  # the kernel, in the status bar
        for cell in run_all(tab, path):
            assert cell["execution_count"], f"{path.name}, cell {cell['id']} was not run"
            kinds = [output["output_type"] for output in cell["outputs"]]
            assert "error" not in kinds, f"{path.name}, cell {cell['id']}: {cell['outputs']}"
            told = [out["text"] for out in cell["outputs"] if out.get("name") == "stderr"]
            assert not told, f"{path.name}, cell {cell['id']}: {told}"
        assert tab.locator(".jp-Cell .jp-Placeholder, .jp-InputPlaceholder").count() > 0  # prose
        if path.stem == "explore":
            see_sliders_move_the_chart(tab)
    context.close()


def see_sliders_move_the_chart(tab):
    """Move each slider by a key, and choose another comparator: the drawing changes each time."""
    tab.locator(".widget-slider").first.scroll_into_view_if_needed()
    chart = tab.locator(".widget-html svg")
    sliders = tab.locator(".widget-slider .noUi-handle")
    assert sliders.count() == 3
    for handle in sliders.all():
        before = chart.inner_html()
        handle.focus()
        tab.keyboard.press("ArrowLeft")
        wait_until(lambda before=before: chart.inner_html() != before)
    before = chart.inner_html()
    tab.locator(".widget-dropdown select").select_option(index=1)
    wait_until(lambda: chart.inner_html() != before)


def wait_until(true, seconds=5):
    """Wait for something to become true, and fail if it does not."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "nothing changed"
        time.sleep(0.02)
