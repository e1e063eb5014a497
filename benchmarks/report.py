"""The build of the reports against Jupyter's own, in one run; and what a reader waits for.

Run: .venv/bin/python benchmarks/report.py (the last part needs the group `test` and chromium)

Ratios of one run count; seconds differ from machine to machine. Where other work runs beside it,
processor seconds say more: those of every process that was started, however indirectly.
"""

import ctypes
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
# both keep what is compiled, as Python does if nobody forbids it
os.environ["PYTHONDONTWRITEBYTECODE"] = ""


def seconds(command: list[str], place: Path) -> tuple[float, float]:
    """Run a command; return how long it took, and the processor seconds of all it started."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=place, check=True, capture_output=True)
    took = time.perf_counter() - start
    try:
        while True:
            os.wait()  # for those whose parent has ended
    except ChildProcessError:
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return took, sum(after[:2]) - sum(before[:2])


def first_view(pages: list[Path]) -> dict[str, float]:
    """Return the seconds until Chromium shows something of each page, the middle of five."""
    from playwright.sync_api import sync_playwright

    painted = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
    found = {}
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for page in pages:
            times = []
            for _ in range(5):
                tab = browser.new_page()
                tab.goto(page.as_uri())
                while tab.evaluate(painted) is None:
                    tab.wait_for_timeout(20)
                times.append(tab.evaluate(painted) / 1000)
                tab.close()
            found[page.name] = statistics.median(times)
        browser.close()
    return found


def main() -> None:
    """Print the ratio of the builds, of the pages, and what waiting there is."""
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # orphans come to this process, so it can count them
    place = Path(tempfile.mkdtemp())
    for folder in ("notebooks", "data"):
        shutil.copytree(HERE / folder, place / folder)
    notebooks = sorted((place / "notebooks").glob("*.ipynb"))
    stock = [str(BIN / "jupyter"), "nbconvert", "--execute", "--to", "html"]
    stock += ["--output-dir", "stock", *map(str, notebooks)]
    ours = [str(BIN / "kalstats"), "report"]
    force = [*ours, "--force"]
    first, theirs, again = seconds(force, place), seconds(stock, place), seconds(force, place)
    for kind, one, other, two in zip(("s", "s of processor"), first, theirs, again, strict=True):
        print(
            f"{len(notebooks)} notebooks: {one:.1f} and {two:.1f} {kind}, nbconvert {other:.1f}: "
            f"{other / one:.1f} and {other / two:.1f} times as fast"
        )
    idle = sorted(seconds(ours, place) for _ in range(5))[2]
    print(f"nothing changed: {idle[0]:.2f} s, {idle[1]:.2f} of processor")
    changed = json.loads(notebooks[-1].read_text("utf-8"))
    for remark in ("# one", "# two", "# three"):
        changed["cells"][-1]["source"] = ["".join(changed["cells"][-1]["source"]), f"\n{remark}"]
        notebooks[-1].write_text(json.dumps(changed), "utf-8")
        took, worked = seconds(ours, place)
        print(
            f"one notebook changed, {notebooks[-1].stem}: {took:.1f} s, {worked:.1f} of processor"
        )
    for page in sorted((place / "stock").glob("*.html")):
        size, bulk = (place / "reports" / page.name).stat().st_size, page.stat().st_size
        print(
            f"{page.name}: {size / 1024:.0f} KB, nbconvert {bulk / 1024:.0f} KB: {size / bulk:.2f}"
        )
    for name, paint in first_view(sorted((place / "reports").glob("*.html"))).items():
        print(f"{name}: first view after {paint:.2f} s")
    shutil.rmtree(place)


if __name__ == "__main__":
    main()
