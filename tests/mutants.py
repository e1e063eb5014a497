"""Break a copy of the data in the ways in which data are quietly wrong, and see who says so.

    python tests/mutants.py --seed 202648 --each 30        a table by kinds, and all survivors
    python tests/mutants.py --seed 202648 --only KIND:7    one mutant, left in a folder to look at

A mutant is one change of one file. It is reported if `kalstats check` names its file and its line;
it survives if nothing does; any exception but a `DataError` is a fault of ours, whatever the
change. Descriptions in JSON have no lines of their own: there the file is enough.
"""

import argparse
import contextlib
import io
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from mutant import KINDS, SHIPPED, TABLES, Change, Way
from mutant_kinds import HARMLESS

from kalstats import DataError, data
from kalstats.cli.figures import check

ENOUGH = 0.95  # of what can be found out


@contextlib.contextmanager
def copied() -> Iterator[Path]:
    """Give a copy of the data that the library takes for its own: every rule is in force."""
    before = data.reading.HERE
    with tempfile.TemporaryDirectory() as place:
        shutil.copytree(SHIPPED, Path(place) / "data")
        (Path(place) / "notebooks").symlink_to(SHIPPED.parent / "notebooks")  # what claims lead to
        data.reading.HERE = Path(place) / "src" / "kalstats"
        try:
            yield Path(place) / "data"
        finally:
            data.reading.HERE = before
            forget()


@cache
def caches() -> list:
    """Return every function of the library that remembers what it has read."""
    modules = [one for name, one in sys.modules.items() if name.startswith("kalstats.")]
    found = {
        id(one): one for m in modules for one in vars(m).values() if hasattr(one, "cache_clear")
    }
    return list(found.values())


def forget() -> None:
    for one in caches():
        one.cache_clear()


def quickly(file: str) -> None:
    """Check what the files show by themselves; what that does not report goes through the whole."""
    if file.endswith(".csv"):
        data.load(data.folder() / file)
        return
    data.regions()
    if file.endswith(".json"):
        for path in TABLES:
            data.load(data.folder() / path)


def problems(folder: Path, change: Change) -> list[data.Problem]:
    """Return what is said of a mutant; any other exception than a `DataError` is let through."""
    whole = (folder / change.file).read_bytes()
    (folder / change.file).write_text(change.content, "utf-8")
    told: list[data.Problem] = []
    try:
        for step in (lambda: quickly(change.file), everything):
            forget()
            try:
                step()
            except DataError as error:
                told = list(error.problems)
                if reported(change, told):
                    break
        return told
    finally:
        (folder / change.file).write_bytes(whole)


def everything() -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        check(argparse.Namespace(files=[], own=[]))


def reported(change: Change, told: list[data.Problem]) -> bool:
    here = any(p.file == change.file and change.line in (0, p.line) for p in told)
    return here or any(p.file in change.also for p in told)


def made(seed: int, name: str, turn: int, way: Way, files: list[str]) -> Change:
    """Make a mutant; the same seed, name and turn make the same."""
    chance = random.Random(f"{seed} {name} {turn}")
    for file in [*files[turn % len(files) :], *files * 5]:
        with contextlib.suppress(IndexError):  # nothing to break in this file
            return way(file, chance)
    raise LookupError(f"{name}: nothing to break in {', '.join(files)}")


def mutants(seed: int, each: int) -> Iterator[tuple[str, str, Change]]:
    """Yield mutants of every kind: the kind, a name to make it by again, and the change."""
    for what, ways in KINDS.items():
        for name, (way, files) in ways.items():
            for turn in range(each):
                yield what, f"{name}:{turn}", made(seed, name, turn, way, files)


def try_all(seed: int, each: int) -> tuple[dict[str, Counter], list[str]]:
    """Return by kind how many mutants were tried, reported and not, and all that went wrong."""
    counts: dict[str, Counter] = {}
    wrong = []
    with copied() as folder:
        for what, name, change in mutants(seed, each):
            try:
                told = problems(folder, change)
                how = "reported" if reported(change, told) else "misplaced" if told else "survived"
                also = f"; told instead: {told[0]}" if told else ""
            except Exception as error:  # this is what is looked for
                how, also = "another exception", f"; {type(error).__name__}: {error}"
            counts.setdefault(what, Counter())[how] += 1
            if how == "another exception" or (how != "reported" and what not in HARMLESS):
                again = f"python tests/mutants.py --seed {seed} --only {name}"
                wrong.append(f"{how}: {change}{also[:200]}\n    {again}")
    return counts, wrong


def share_reported(counts: dict[str, Counter]) -> float:
    """Return which share of the mutants that can be found out was reported where it is."""
    found = [one for what, one in counts.items() if what not in HARMLESS]
    return sum(one["reported"] for one in found) / sum(one.total() for one in found)


def table(counts: dict[str, Counter]) -> str:
    names = ("reported", "misplaced", "survived", "another exception")
    lines = [f"{'kind':36}{'tried':>8}" + "".join(f"{name:>20}" for name in names)]
    for what, found in counts.items():
        numbers = "".join(f"{found[name]:>20}" for name in names)
        lines.append(f"{what:36}{found.total():>8}{numbers}")
    return "\n".join(lines)


def show(seed: int, wanted: str) -> None:
    """Make one mutant in a folder that stays, and say what the check says of it."""
    name, _, turn = wanted.partition(":")
    way, files = next(ways[name] for ways in KINDS.values() if name in ways)
    change = made(seed, name, int(turn), way, files)
    with copied() as folder:
        told = problems(folder, change)
        kept = Path(tempfile.mkdtemp(prefix="mutant-"))
        shutil.copytree(folder, kept, dirs_exist_ok=True)
    (kept / change.file).write_text(change.content, "utf-8")
    print(change, f"kept in {kept}", *(told or ["nothing was said"]), sep="\n")


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seed", type=int, default=1943)
    arguments.add_argument("--each", type=int, default=30)
    arguments.add_argument("--only", default="")
    given = arguments.parse_args()
    if given.only:
        show(given.seed, given.only)
        return 0
    print(f"seed {given.seed}")
    counts, wrong = try_all(given.seed, given.each)
    print(table(counts), *wrong, sep="\n")
    odd = sum(found["another exception"] for found in counts.values())
    return int(odd > 0 or share_reported(counts) < ENOUGH)


if __name__ == "__main__":
    sys.exit(main())
