"""The command line: clear words, exit code 1 where something is wrong."""

import argparse
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import kalstats
from kalstats import data
from kalstats.cli import figures, main, parser
from kalstats.evidence import VERDICTS, outcome


def test_the_shipped_data_are_clean(capsys):
    assert main(["check"]) == 0
    told = capsys.readouterr().out
    assert told.count("no problem") == len(data.package()["resources"]) + 1  # and the outlines


@pytest.fixture(scope="module")
def judged() -> pd.DataFrame:
    """Judge every claim once for all tests of how they are printed."""
    return kalstats.claims()


def test_conflicts_and_claims_can_be_read_and_taken_as_json(capsys, judged, monkeypatch):
    assert main(["conflicts"]) == 0
    assert "parts and total" in capsys.readouterr().out
    assert main(["conflicts", "--json"]) == 0
    assert "parts and total" in {row["kind"] for row in json.loads(capsys.readouterr().out)}
    monkeypatch.setattr("kalstats.evidence.claims", judged.copy)
    assert main(["claims"]) == 0
    assert "depends on the source" in capsys.readouterr().out
    assert main(["claims", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {row["verdict"] for row in told} <= set(VERDICTS)
    assert len(told) == len(judged)


@pytest.fixture(scope="module")
def told(judged) -> dict[str, str]:
    """Return what is printed of each claim that can be tested, by its id."""
    rows = judged.query("function != ''").to_dict("records")
    return {row["id"]: figures.claim_line(row).splitlines()[1].strip() for row in rows}


def test_claims_are_printed_to_a_digit_more_than_they_claim(told, judged):
    """75.58653615% beside a claimed 75% is noise; 35.04% beside 35% is not 35.0 by chance."""
    against = judged.set_index("id")["against"]
    for name, line in told.items():
        decimals = len("".join(re.findall(r"\.(\d+)", against[name])))
        for number in re.findall(r"[\d,]+\.(\d+)", line.partition("computed: ")[2]):
            assert len(number) <= decimals + 1, line
    row = {"statement": "S", "printed": "75%", "relation": "equals", "missing": ""}
    for against, low, high, told_line in (
        ("75%", 75.58653615, 75.58653615, "computed: 75.6%"),
        ("10.7%", -0.04, float("inf"), "tested: 10.7%; computed: −0.04% or more"),
    ):
        row |= {"against": against, "outcome": outcome({"against": against}, low, high)}
        assert figures.claim_line(row) == f"  S\n    printed: 75%; {told_line}"
    row |= {"against": "134.4 thousand", "printed": "134,400"}
    row |= {"outcome": outcome(row, 131_271.0, 134_402.5)}
    assert figures.claim_line(row).endswith("tested: 134.4 thousand; computed: 131,271–134,402")


def test_a_claim_is_not_set_beside_a_number_of_another_kind(told, judged):
    """Where the print is no percentage, what was tested must say that it is one."""
    claims = judged.set_index("id")
    other = [name for name, line in told.items() if "%" in line and "%" not in claims.printed[name]]
    assert other
    for name in other:
        assert f"tested: {claims.relation[name]}".replace("_", " ") in told[name] or (
            claims.relation[name] == "equals"
        )
        assert f"{claims.against[name]};" in told[name].replace("−", "-")


def test_a_bad_file_is_reported_and_nothing_is_written(tmp_path, capsys):
    path = tmp_path / "bad.csv"
    path.write_text("id,people\n=1,2\n", encoding="utf-8")
    assert main(["check", str(path)]) == 1
    assert "bad.csv, line 1, territory" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [path]


def test_problems_of_several_files_are_told_together(tmp_path, capsys):
    paths = [tmp_path / name for name in ("a.csv", "b.csv")]
    for path in paths:
        path.write_text("", encoding="utf-8")
    assert main(["check", *map(str, paths)]) == 1
    told = capsys.readouterr().err
    assert "a.csv" in told
    assert "b.csv" in told


@pytest.fixture
def copied(tmp_path) -> Path:
    """A copy of the library beside a copy of its data, as in a clone."""
    repository = Path(__file__).parents[1]
    shutil.copytree(repository / "src", tmp_path / "src", ignore=shutil.ignore_patterns("*.pyc"))
    shutil.copytree(repository / "data", tmp_path / "data")
    return tmp_path


def run(copied: Path, *arguments: str) -> subprocess.CompletedProcess:
    code = "import sys; sys.path.insert(0, 'src'); from kalstats.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, cwd=copied, capture_output=True, text=True, check=False)


NO_DATA = "expected the data with datapackage.json"
NO_SOURCES = "sources.csv, line 1, file: 'No such file or directory'"
NO_SCHEMA = "figures.schema.json, line 1, file: 'No such file"


@pytest.mark.parametrize(
    ("command", "lost", "message"),
    [
        ("check", "data", NO_DATA),
        ("conflicts", "data", NO_DATA),
        ("report", "data", NO_DATA),
        ("check", "data/sources.csv", NO_SOURCES),
        ("conflicts", "data/sources.csv", NO_SOURCES),
        ("check", "data/figures.schema.json", NO_SCHEMA),
        ("conflicts", "data/figures.schema.json", NO_SCHEMA),
    ],
)
def test_missing_data_are_one_clear_message(copied, command, lost, message):
    """In a process of its own: the package must import without its data."""
    path = copied / lost
    shutil.copytree(Path(__file__).parents[1] / "notebooks", copied / "notebooks")
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    done = run(copied, command)
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_description_of_the_data_that_is_no_json_is_named(copied):
    (copied / "data" / "datapackage.json").write_text("{", encoding="utf-8")
    done = run(copied, "check")
    assert done.returncode == 1
    assert "datapackage.json, line 1" in done.stderr
    assert "expected valid JSON" in done.stderr


def test_one_name_in_both_figure_files_is_reported(copied):
    census = (copied / "data" / "census.csv").read_text("utf-8").splitlines()
    names = [line.split(",")[0] for line in census]
    deportation = copied / "data" / "deportation.csv"
    text = deportation.read_text("utf-8").replace("trains-wikipedia,", f"{names[1]},")
    deportation.write_text(text, encoding="utf-8")
    done = run(copied, "check")
    assert done.returncode == 1
    assert "expected a name not used in the other figure file" in done.stderr


def commands() -> dict[str, argparse.ArgumentParser]:
    """Return the parser of every command, by its name."""
    top = parser()
    (sub,) = (action for action in top._actions if isinstance(action, argparse._SubParsersAction))
    return {"": top} | sub.choices


@pytest.mark.parametrize("name", commands())
def test_every_command_and_argument_has_a_help(name):
    one = commands()[name]
    assert one.description
    for action in one._actions:
        assert (action.help or "").strip(), f"kalstats {name}: {action.dest} has no help"
        assert f"{action.help % vars(action)}".split()[0] in one.format_help()


def test_every_command_is_listed_with_what_it_does():
    top = commands().pop("")
    (sub,) = (action for action in top._actions if isinstance(action, argparse._SubParsersAction))
    assert {given.dest for given in sub._choices_actions if given.help} == set(sub.choices)


@pytest.mark.parametrize("arguments", [["--version"], ["report", "--help"]])
def test_the_command_is_installed_and_tells_about_itself(arguments):
    command = [Path(sys.executable).with_name("kalstats"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert kalstats.__version__ in done.stdout or "PATH" in done.stdout


def test_an_interrupt_is_a_line_and_no_traceback(monkeypatch, capsys):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("kalstats.evidence.claims", interrupted)
    assert main(["claims"]) == 130
    assert capsys.readouterr().err == "interrupted; nothing half-written is left\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full device")
def test_output_that_has_no_room_is_told():
    command = [Path(sys.executable).with_name("kalstats"), "conflicts"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "cannot write the output: No space left on device\n"


def test_a_file_name_that_is_no_text_is_told(capsys):
    assert main(["check", "caf\udce9.csv"]) == 1
    assert "expected a file" in capsys.readouterr().err
