"""What several test files share."""

import fcntl
import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


def need(found: object, what: str) -> None:
    """Skip without a browser on a person's machine; on CI that is a failure."""
    if not found:
        told = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        told(f"{what} is not installed")


def once(function):
    """Keep what a function returns for arguments that are written alike; give copies of it."""
    known = {}

    @functools.wraps(function)
    def answer(*given, **named):
        key = repr((given, named))
        if key not in known:
            known[key] = function(*given, **named)
        found = known[key]
        return found.copy() if hasattr(found, "columns") else found

    return answer


@pytest.fixture(scope="module")
def browser():
    """Debian's Chromium; playwright runs an event loop, so it must end before other tests."""
    need(CHROMIUM, "chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def reports(tmp_path_factory) -> Path:
    """A folder with every page of the study: the one in the repository, if it is current."""
    command = [Path(sys.executable).with_name("kalstats"), "report"]
    if not subprocess.run([*command, "--check"], cwd=REPOSITORY, capture_output=True).returncode:
        return REPOSITORY / "reports"
    place = tmp_path_factory.getbasetemp()
    place = place.parent if "PYTEST_XDIST_WORKER" in os.environ else place
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the second one to come finds every page current
        built = [*command, "--output", place / "reports"]
        done = subprocess.run(built, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return place / "reports"


LONGEST = ("test_jupyterlab.py", "test_browser.py", "test_report.py", "test_wheel.py")


def pytest_collection_modifyitems(items):
    """Begin with the files that take longest, so that no process waits for one at the end."""
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.name, len(LONGEST)))
