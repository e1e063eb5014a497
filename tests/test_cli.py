"""The command line: clear words, exit code 1 where something is wrong."""

import subprocess
import sys

import pytest

import kalstats
from kalstats.cli import main


def test_the_shipped_data_are_clean(capsys):
    assert main(["check"]) == 0
    told = capsys.readouterr().out
    assert told.count("no problem") == 4


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


def test_a_missing_data_folder_is_one_clear_message(tmp_path, monkeypatch, capsys):
    from kalstats import data

    data.package.cache_clear()
    monkeypatch.setattr(data, "HERE", tmp_path / "src" / "kalstats")
    try:
        assert main(["check"]) == 1
    finally:
        monkeypatch.undo()
        data.package.cache_clear()
    told = capsys.readouterr().err.strip()
    assert told.count("\n") == 0
    assert "expected the data with datapackage.json" in told


@pytest.mark.parametrize("arguments", [["--version"], ["report", "--help"]])
def test_the_command_is_installed_and_tells_about_itself(arguments):
    command = [sys.executable, "-m", "kalstats", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert kalstats.__version__ in done.stdout or "NOTEBOOK" in done.stdout
