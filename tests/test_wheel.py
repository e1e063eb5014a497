"""The package taken away: a wheel in an empty environment, wherever and by whom it is run."""

import json
import os
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

import kalstats

REPOSITORY = Path(__file__).parents[1]
UV = os.environ.get("UV") or shutil.which("uv") or str(REPOSITORY / ".uv" / "bin" / "uv")
# root may write anywhere, unless it gives that power up
AS_OWNER = ["setpriv", "--bounding-set=-all"] if os.geteuid() == 0 else []

RESULTS = """
import hashlib, json, pathlib, sys
import kalstats
from kalstats import plots
import matplotlib
matplotlib.use("svg")
import matplotlib.pyplot as plt

target = pathlib.Path(sys.argv[1])
count = kalstats.quantity(people="Kalmyks", territory="USSR", unit="persons", start="1939-01-17")
with plots.style(), matplotlib.rc_context({"svg.hashsalt": "x"}):
    plots.ladder(plots.rungs(count), unit="Kalmyks")
    plt.savefig(target / "chart.svg", metadata={"Date": None})
kalstats.export(target / "figures.xlsx", figures=kalstats.census(), sources=kalstats.sources())
made = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in target.iterdir()}
made["conflicts"] = kalstats.conflicts().to_csv()
made["cited"] = [kalstats.cite(key, "bibtex") for key in kalstats.sources()["key"]]
made["days"] = [kalstats.cite(key) for key in kalstats.sources()["key"]]
print(json.dumps(made))
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """A folder with the sdist, and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("built")
    subprocess.run([UV, "build", "-q", "-o", folder, REPOSITORY], check=True)
    return folder


@pytest.fixture(scope="module")
def python(built, tmp_path_factory) -> Path:
    """Python in an empty environment with the wheel, in a folder with a difficult name."""
    place = tmp_path_factory.mktemp("taken") / "a folder with spaces, Калмыкия"
    subprocess.run([UV, "venv", "-q", place], check=True)
    command = [
        UV,
        "pip",
        "install",
        "-q",
        "--no-compile-bytecode",
        "--python",
        place / "bin" / "python",
    ]
    subprocess.run([*command, next(built.glob("*.whl"))], check=True)
    return place / "bin" / "python"


def run(python: Path, code: str, *arguments: Path, cwd: Path, **env: str) -> str:
    """Run code in the empty environment; nothing of this one is inherited but the path."""
    command = [*AS_OWNER, python, "-W", "error", "-c", code, *arguments]
    env = {"PATH": os.environ["PATH"], "MPLCONFIGDIR": str(cwd), **env}
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def test_the_sdist_holds_what_it_takes_to_work_on(built):
    with tarfile.open(next(built.glob("*.tar.gz"))) as packed:
        names = {name.split("/", 1)[1] for name in packed.getnames() if "/" in name}
    wanted = ["Makefile", "CITATION.cff", "CHANGELOG.md", "conftest.py", "data/census.csv"]
    wanted += ["docs/own-csv.md", "tests/test_wheel.py", "src/kalstats/py.typed", "LICENSE"]
    assert names >= set(wanted)


def test_the_wheel_brings_its_data(python, tmp_path):
    code = "import kalstats; print(len(kalstats.census()), kalstats.data.folder())"
    rows, place = run(python, code, cwd=tmp_path).split(" ", 1)
    assert int(rows) == len(kalstats.census())
    assert place.strip().endswith("kalstats/_data")


def test_the_command_works_without_the_repository(python, tmp_path):
    command = python.with_name("kalstats")
    told = subprocess.run(
        [command, "check"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "census.csv" in told.stdout
    shutil.copytree(REPOSITORY / "notebooks", tmp_path / "notebooks")
    done = subprocess.run(
        [command, "report"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "install kalstats with its extra 'study'" in done.stderr


def test_the_tutorial_works_without_the_repository(python, tmp_path):
    """As a new user would: own CSV, a chart, a citation, a wide table, a projection."""
    page = (REPOSITORY / "docs" / "own-csv.md").read_text("utf-8")
    for name, text in re.findall(r"```text (\S+)\n(.*?)```", page, re.DOTALL):
        (tmp_path / name).write_text(text, "utf-8")
    blocks = re.findall(r"```python\n(?!>>>)(.*?)```", page, re.DOTALL)
    code = "import matplotlib; matplotlib.use('agg')\n" + "\n".join(blocks)
    code += "\nprint(kalstats.cite('memoir'), kalstats.conflicts(kalstats.load('wide.csv', own)))"
    assert "Empty DataFrame" in run(python, code, cwd=tmp_path)  # the shares fit their wholes
    assert (tmp_path / "wide.csv").read_text("utf-8").count("\n") == 10
    assert (tmp_path / "valley.png").read_bytes().startswith(b"\x89PNG")


def test_the_answers_of_the_quick_start_are_printed_and_charted(python, tmp_path):
    """As a new user would, in ten lines and from the docs alone: four answers, a file each."""
    page = (REPOSITORY / "docs" / "quickstart.md").read_text("utf-8")
    (block,) = re.findall(r"## The study's answers\n.*?```python\n(.*?)```", page, re.DOTALL)
    assert len([line for line in block.splitlines() if line.strip()]) <= 11  # imports included
    told = run(python, f"import matplotlib; matplotlib.use('agg')\n{block}", cwd=tmp_path)
    for words in ("Omsk Oblast", "93,139", "75.58", "people missing"):
        assert words in told
    for chart in ("bars", "register", "share_lines", "ladder"):
        assert (tmp_path / f"{chart}.png").read_bytes().startswith(b"\x89PNG")


@pytest.fixture(scope="module")
def usual(python, tmp_path_factory) -> dict:
    """The results in the usual surroundings."""
    folder = tmp_path_factory.mktemp("usual")
    (folder / "out").mkdir()
    return json.loads(run(python, RESULTS, folder / "out", cwd=folder, HOME=str(folder)))


SURROUNDINGS = {
    "ASCII locale, far east, no HOME": {
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "TZ": "Asia/Kamchatka",
    },
    "far west, a HOME that is not there, another order of sets": {
        "HOME": "/nonexistent",
        "TZ": "Pacific/Pago_Pago",
        "PYTHONHASHSEED": "7",
    },
}


@pytest.mark.parametrize("env", SURROUNDINGS.values(), ids=SURROUNDINGS.keys())
def test_the_results_are_the_same_in_other_surroundings(env, python, usual, tmp_path):
    target = tmp_path / "куда попало"
    target.mkdir()
    assert json.loads(run(python, RESULTS, target, cwd=tmp_path, **env)) == usual


def test_a_read_only_installation_gives_the_same_results(python, usual, tmp_path):
    place = python.parents[1]
    subprocess.run(["chmod", "-R", "a-w", place], check=True)
    try:
        probe = "import kalstats, pathlib; pathlib.Path(kalstats.__file__).with_name('x').touch()"
        with pytest.raises(AssertionError, match="Permission denied"):  # it is read-only indeed
            run(python, probe, cwd=tmp_path)
        (tmp_path / "out").mkdir()
        assert json.loads(run(python, RESULTS, tmp_path / "out", cwd=tmp_path)) == usual
    finally:
        subprocess.run(["chmod", "-R", "u+w", place], check=True)


def test_the_command_prints_the_same_bytes_in_every_locale(python, tmp_path):
    command = [python.with_name("kalstats"), "cite"]
    env = {"PATH": os.environ["PATH"], "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    told = [
        subprocess.run(
            command, cwd=tmp_path, env=env | more, capture_output=True, check=True
        ).stdout
        for more in ({"LC_ALL": "C"}, {"PYTHONIOENCODING": "cp1251"}, {"LC_ALL": "C.UTF-8"})
    ]
    assert told[0] == told[1] == told[2]
    assert "Калмыки" in told[0].decode()
