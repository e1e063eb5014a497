"""Import and load times: `.venv/bin/python benchmarks/import.py`.

Processor time, the least of several fresh processes taken in turns, so that a busy machine does
not decide. With bytecode, as installed; where PYTHONDONTWRITEBYTECODE is set Python compiles the
library anew at every start.
"""

from __future__ import annotations

import os
import subprocess
import sys

RUNS = 15
TIMED = "import time; t = time.process_time(); {}; print(time.process_time() - t)"
LOAD = "[data.load(data.folder() / r['path']) for r in data.package()['resources']]"
CODES = {
    "import pandas": TIMED.format("import pandas"),
    "import kalstats": TIMED.format("import kalstats"),
    "import kalstats.data": TIMED.format("import kalstats.data"),  # what every use of it loads
    "load all data": "from kalstats import data\n" + TIMED.format(LOAD),
}


def seconds(code: str) -> float:
    """Run code in a process of its own and return the seconds it prints."""
    kept = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=kept
    )
    return float(done.stdout)


def main() -> None:
    """Print the times and the ratio."""
    taken = [{name: seconds(code) for name, code in CODES.items()} for _ in range(RUNS)]
    best = {name: min(run[name] for run in taken) for name in CODES}
    for name, time in best.items():
        print(f"{name}: {1000 * time:.0f} ms")
    for name in ("import kalstats", "import kalstats.data"):
        print(f"{name} / import pandas: {best[name] / best['import pandas']:.2f}")


if __name__ == "__main__":
    main()
