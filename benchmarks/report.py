"""The build of the reports against Jupyter's own, in one run; and what a reader waits for.

Run: .venv/bin/python benchmarks/report.py (the last part needs the group `test` and chromium)

Ratios of one run count; seconds differ from machine to machine.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parents[1]
BIN = Path(sys.executable).parent


def seconds(command: list[str], place: Path) -> float:
    """Run a command and return how long it took."""
    start = time.perf_counter()
    subprocess.run(command, cwd=place, check=True, capture_output=True)
    return time.perf_counter() - start


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
    place = Path(tempfile.mkdtemp())
    for folder in ("notebooks", "data"):
        shutil.copytree(HERE / folder, place / folder)
    notebooks = sorted((place / "notebooks").glob("*.ipynb"))
    stock = [str(BIN / "jupyter"), "nbconvert", "--execute", "--to", "html"]
    stock += ["--output-dir", "stock", *map(str, notebooks)]
    ours = [str(BIN / "kalstats"), "report"]
    first = seconds([*ours, "--force"], place)
    theirs = seconds(stock, place)
    again = seconds([*ours, "--force"], place)
    print(
        f"{len(notebooks)} notebooks: {first:.1f} s and {again:.1f} s, nbconvert {theirs:.1f} s: "
        f"{theirs / first:.1f} and {theirs / again:.1f} times as fast"
    )
    print(f"nothing changed: {statistics.median(seconds(ours, place) for _ in range(5)):.2f} s")
    changed = json.loads(notebooks[-1].read_text("utf-8"))
    for remark in ("# one", "# two", "# three"):
        changed["cells"][-1]["source"] = ["".join(changed["cells"][-1]["source"]), f"\n{remark}"]
        notebooks[-1].write_text(json.dumps(changed), "utf-8")
        print(f"one notebook changed, {notebooks[-1].stem}: {seconds(ours, place):.1f} s")
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
