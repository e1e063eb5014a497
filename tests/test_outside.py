"""Notebooks of anybody, from anywhere: a page that says what it should, or one clear message."""

import base64
import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from kalstats import report
from kalstats.cli import main

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
HERE = Path(sys.executable).parent


def put(path: Path, *cells: str, text: str = "", tags: tuple[str, ...] = (), **about) -> Path:
    """Write a notebook: a title and text, then code."""
    made = [new_markdown_cell(f"# A walk\n\n{text or 'Along the river.'}", id="title")]
    code = {"metadata": {"tags": list(tags)}}
    made += [new_code_cell(source, id=f"code-{i}", **code) for i, source in enumerate(cells)]
    path.parent.mkdir(parents=True, exist_ok=True)
    given = {"kalstats": about} if about else {}
    nbformat.write(new_notebook(cells=made, metadata=given), path)
    return path


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def page(name: str, output: str = "reports") -> str:
    return (Path(output) / f"{name}.html").read_text("utf-8")


def body(name: str) -> str:
    """Return the text of a page without its code."""
    text = page(name).partition("<main")[2].partition("</main>")[0]
    return re.sub(r'(?s)<details class="code">.*?</details>', "", text)


def told(capsys, *arguments: str) -> str:
    """Run a report that must fail; return what it says."""
    capsys.readouterr()
    assert main(["report", *map(str, arguments)]) == 1
    return capsys.readouterr().err


# ---- by path ---------------------------------------------------------------------------------


def test_a_notebook_is_built_by_its_path_wherever_it_is(here):
    first = put(here / "elsewhere" / "it.ipynb", "6 * 7")
    put(here / "notebooks" / "it.ipynb", "1 / 0")
    assert main(["report", "elsewhere/it.ipynb"]) == 0
    assert "42" in body("it")
    assert [path.name for path in Path("reports").iterdir()] == ["it.html"]
    assert main(["report", str(first), "--output", "out"]) == 0
    assert page("it") == page("it", "out")


@pytest.mark.parametrize("name", ["/no/such/dir/x.ipynb", "elsewhere/x.ipynb", "no", "data.txt"])
def test_what_is_named_and_is_not_there_is_an_error(here, capsys, name):
    put(here / "notebooks" / "x.ipynb", "1")
    (here / "data.txt").write_text("1", encoding="utf-8")
    assert name in told(capsys, name)
    assert not Path("reports").exists()


def test_without_a_folder_for_notebooks_those_here_are_built_into_reports(here):
    put(here / "a.ipynb", "1")
    put(here / "b.ipynb", "2")
    assert main(["report"]) == 0
    assert sorted(p.name for p in Path("reports").iterdir()) == ["a.html", "b.html", "index.html"]
    assert main(["report", "--check"]) == 0


def test_an_output_folder_among_the_notebooks_is_refused(here, capsys):
    put(here / "own" / "a.ipynb", "1")
    assert "own/out: lies in own" in told(capsys, "own", "--output", "own/out")
    for named in (["own/a.ipynb"], ["own"]):
        assert re.match("own: (holds|lies in)", told(capsys, *named, "--output", "own"))
    os.chdir("own")
    assert ".: holds a.ipynb; expected a folder without" in told(capsys, "--output", ".")
    assert [path.name for path in Path().iterdir()] == ["a.ipynb"]
    assert main(["report", "--output", "reports"]) == 0


def test_two_notebooks_of_one_name_are_refused(here, capsys):
    put(here / "one" / "a.ipynb", "1")
    put(here / "two" / "a.ipynb", "1")
    assert "two notebooks of one name, one/a.ipynb and two/a.ipynb" in told(capsys, "one", "two")


def test_a_name_with_signs_of_an_address_has_links_that_lead_to_it(here):
    put(here / "a#1 %2.ipynb", "1")
    put(here / "b.ipynb", "2")
    assert main(["report"]) == 0
    assert 'href="a%231%20%252.html"' in page("b")
    assert 'href="a%231%20%252.html"' in page("index")
    assert main(["report", "--check"]) == 0


# ---- whose page it is ------------------------------------------------------------------------


def test_an_own_page_says_nothing_of_this_study(here):
    put(here / "it.ipynb", "sum(range(4))")
    assert main(["report", "it.ipynb"]) == 0
    head = page("it").replace(re.search("(?s)<style>.*?</style>", page("it"))[0], "")
    for word in ("Kalmyk", "deport", "CC BY", "special", "licence", "data version"):
        assert word not in head
    assert "kalstats" in head


def test_an_index_says_what_stands_on_all_pages_of_its_folder(here):
    about = {"site": "Walks", "about": ["**Steps** are $n$."], "licence": "All CC0."}
    put(here / "own" / "index.ipynb", text="All of them.", language="de", **about)
    put(here / "own" / "it.ipynb", "1", licence="Mine alone.")
    assert main(["report", "own"]) == 0
    assert "<strong>Steps</strong> are <math" in page("it")
    assert "Mine alone." in page("it")
    assert '<a href="index.html">Walks</a>' in page("it")
    assert "<header>Walks</header>" in page("index")
    assert "<h2>More pages</h2>" in page("index")
    assert '<html lang="de">' in page("it")
    assert "All CC0." in page("index")
    assert '<a href="it.html">A walk</a>' in page("index")


def test_without_an_index_there_is_a_list_with_first_sentences(here):
    put(here / "own" / "a.ipynb", text="It is <b>far</b>. And more.")
    put(here / "own" / "b.ipynb", text="Near.")
    assert main(["report", "own"]) == 0
    assert "<h1" in page("index")
    assert ">own</h1>" in page("index")
    assert "It is &lt;b&gt;far&lt;/b&gt;.</li>" in page("index")
    assert "And more" not in page("index")
    assert "<h2>" not in page("index")


def test_of_a_notebook_with_nothing_but_a_title_the_list_says_nothing(here):
    for name in "ab":
        cells = [new_markdown_cell(f"\n# Walk {name}\n\n## *Begin*", id="title")]
        nbformat.write(new_notebook(cells=cells), here / f"{name}.ipynb")
    assert main(["report"]) == 0
    assert '<li><a href="a.html">Walk a</a></li>' in page("index")


def test_no_page_leads_to_a_page_of_somebody_else(here):
    put(here / "a.ipynb", "1")
    put(here / "b.ipynb", "1")
    Path("reports").mkdir()
    Path("reports/b.html").write_text("<title>Mine</title>", encoding="utf-8")
    assert main(["report", "a.ipynb"]) == 0
    assert "b.html" not in page("a")
    assert [path.name for path in Path("reports").glob("*.html")].count("index.html") == 0


def test_every_way_to_show_a_picture_that_the_message_names_makes_a_page(here, capsys):
    draw = "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 2]);"
    put(here / "it.ipynb", draw)
    message = told(capsys, "it.ipynb")
    way = re.search(r"(display\(.*?\)) and (plt.close\(fig\))", message)
    put(here / "it.ipynb", f"{draw}\n{way[1].replace('…', 'A line that rises')}\n{way[2]}")
    assert main(["report", "it.ipynb"]) == 0
    assert re.findall(r'<img src="data:image/png;base64,[^"]*" alt="(.*?)"', page("it")) == [
        "A line that rises"
    ]


def test_licence_and_version_of_the_data_stand_where_they_are_used(here):
    put(here / "it.ipynb", "import kalstats\nlen(kalstats.census())")
    assert main(["report", "it.ipynb"]) == 0
    assert "Attribution 4.0" in page("it").partition("<footer>")[2]


# ---- no page from a failure ------------------------------------------------------------------

FAILURES = {
    "run": "%run bad.py",
    "captured": "%%capture\nimport kalstats\nkalstats.figure('no-such-id')\nx = 1",
    "captured run": "%%capture\n%run bad.py",
    "a task": "import asyncio\nasync def fail(): 1 / 0\ntask = asyncio.create_task(fail())",
    "a late task": "import asyncio\nasync def fail():\n    await asyncio.sleep(0.2)\n    1 / 0\n"
    "asyncio.create_task(fail())",
    "a thread": "import threading\nthread = threading.Thread(target=lambda: 1 / 0)\nthread.start()",
    "a late thread": "import threading\nthreading.Timer(0.2, lambda: 1 / 0).start()",
    "a nested cell": "get_ipython().run_cell('1 / 0', silent=False);",
    "a command": "!exit 3",
    "a script": "%%bash\nexit 3",
    "a program": "import subprocess, sys\nsubprocess.run([sys.executable, '-c', '1/0'])",
    "syntax": "%%capture\n1 +",
    "plain": "1 / 0",
}


@pytest.mark.parametrize("kind", FAILURES)
def test_no_page_comes_from_a_failure_however_it_failed(here, capsys, kind):
    (here / "bad.py").write_text("1 / 0", encoding="utf-8")
    put(here / "it.ipynb", "x = 0", FAILURES[kind])
    message = told(capsys, "it.ipynb")
    assert re.search(r"it\.ipynb, cell [23]: ", message), message
    assert re.search(r"ZeroDivision|no-such-id|ended with|exit|Syntax", message)
    assert not Path("reports").exists()


def test_an_error_that_is_meant_is_shown_without_places_of_the_machine(here):
    code = "from pathlib import Path\nopen(Path.cwd() / 'no' / 'file.csv')"
    put(here / "it.ipynb", code, tags=("raises-exception",))
    assert main(["report", "it.ipynb"]) == 0
    assert "FileNotFoundError: [Errno 2] No such file or directory: &#39;file.csv&#39;" in body(
        "it"
    )
    assert str(here) not in page("it")


def test_warnings_have_no_place_of_the_machine_and_fail_where_that_is_asked(here, capsys):
    put(here / "it.ipynb", "import warnings\nwarnings.warn('thin data')")
    assert main(["report", "it.ipynb"]) == 0
    assert "UserWarning: thin data" in body("it")
    assert "/" not in re.search("<pre>.*?</pre>", body("it"), re.DOTALL)[0].replace("</", "")
    assert "it.ipynb, cell 2: UserWarning: thin data" in told(capsys, "it.ipynb", "--strict")
    put(here / "it.ipynb", "1")
    assert main(["report", "it.ipynb", "--strict"]) == 0


# ---- text, pictures, links -------------------------------------------------------------------


def test_what_a_terminal_would_obey_is_visible_text(here):
    put(here / "it.ipynb", r"print('\x1b[31mred\x1b[0m \x00 \x07 \x9b \ud800\n5%\r100%')")
    assert main(["report", "it.ipynb"]) == 0
    assert "red" in body("it")
    assert r"\ud800" in body("it")
    assert "5%" not in body("it").replace("100%", "")  # written over, as on a terminal
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", page("it"))


def test_a_picture_that_shown_html_names_is_inside_or_an_error(here, capsys):
    (here / "a map.png").write_bytes(PIXEL)
    shown = "<p><img alt='{}' src='{}' width=9> x</p>"
    code = f'from IPython.display import HTML\nHTML("{shown}")'
    put(here / "it.ipynb", code.format("The map", "a%20map.png"))
    assert main(["report", "it.ipynb"]) == 0
    assert '<img src="data:image/png;base64,' in body("it")
    assert "; inside it: a map.png\n" in capsys.readouterr().out
    for alt, name, expected in (("The map", "no.png", "no file"), ("", "a%20map.png", "without")):
        put(here / "it.ipynb", code.format(alt, name))
        message = told(capsys, "it.ipynb")
        assert message.startswith(f"it.ipynb, cell 2: {name}: ")
        assert expected in message


def test_whoever_waits_is_told_the_cell_that_runs(here):
    put(here / "it.ipynb", "1", "2")
    told = []
    report.build(["it.ipynb"], Path("reports"), progress=told.append)
    assert told[:2] == ["it cell 2", "it cell 3"]


def test_pictures_and_files_beside_a_notebook_are_put_inside_its_page(here, capsys):
    (here / "map.png").write_bytes(PIXEL)
    (here / "own data.csv").write_text("a\n1\n", encoding="utf-8")
    words = "![The map](map.png) [the data](own%20data.csv) [a picture](map.png) [next](b.ipynb#x)"
    put(here / "b.ipynb")
    path = put(here / "a.ipynb", text=words)
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[0]["attachments"] = {"in.png": {"image/png": base64.b64encode(PIXEL).decode()}}
    notebook.cells[0].source += " ![Inside](attachment:in.png)"
    nbformat.write(notebook, path)
    assert main(["report", "a.ipynb"]) == 0
    assert "; inside it: map.png, own data.csv\n" in capsys.readouterr().out
    text = page("a")
    assert text.count('<img src="data:image/png;base64,') == 2
    assert 'alt="The map"' in text
    given = re.search(r'download="own data.csv" href="data:text/csv;charset=utf-8,([^"]*)"', text)[
        1
    ]
    assert unquote(given) == "a\n1\n"
    assert '<a href="b.html#x">next</a>' in text
    assert main(["report", "a.ipynb", "--check"]) == 0
    (here / "map.png").write_bytes(PIXEL + b" ")
    assert main(["report", "a.ipynb", "--check"]) == 1


@pytest.mark.parametrize(
    "words",
    [
        *("[x](no.csv)", "![x](no.png)", "![](map.png)", "[x](no.ipynb)", "![x](a.csv)"),
        *("![x](attachment:no.png)", "![x](https://example.org/a.png)"),
        *(r"$\begin{x}$", r"$$\frac{$$"),
    ],
)
def test_what_cannot_be_kept_is_an_error_that_names_the_cell(here, capsys, words):
    (here / "map.png").write_bytes(PIXEL)
    (here / "a.csv").write_text("a\n", encoding="utf-8")
    put(here / "it.ipynb", text=words)
    message = told(capsys, "it.ipynb")
    assert message.startswith("it.ipynb, cell 1: ")
    assert "Traceback" not in message
    assert message.count("\n") == 1


# ---- odd files -------------------------------------------------------------------------------

CELL = {"cell_type": "code", "source": "1", "metadata": {}, "outputs": [], "execution_count": None}
JULIA = {"kernelspec": {"language": "julia", "name": "julia", "display_name": "Julia"}}
ODD = {
    "no JSON": (b"[\n x", "not a notebook: no JSON at line 2, column 2"),
    "nothing": (b"\n", "not a notebook: the file is empty"),
    "a list": (b"[]", "not a notebook"),
    "another encoding": ('{"é": 1}'.encode("latin-1"), "not a notebook"),
    "no cells": (b'{"nbformat": 4, "metadata": {}, "cells": []}', "without cells"),
    "no cell": (b'{"nbformat": 4, "metadata": {}, "cells": [1]}', "cell 1: not a cell"),
    "an odd cell": (
        json.dumps({"nbformat": 4, "metadata": {}, "cells": [{**CELL, "source": 3}]}).encode(),
        "not a notebook",
    ),
    "an old format": (b'{"nbformat": 3, "worksheets": []}', "format 3, expected 4"),
    "another language": (
        json.dumps({"nbformat": 4, "metadata": JULIA, "cells": [CELL]}).encode(),
        "a notebook of julia",
    ),
    "said wrongly": (
        json.dumps(
            {"nbformat": 4, "metadata": {"kalstats": {"about": "x"}}, "cells": [CELL]}
        ).encode(),
        "metadata.kalstats.about = 'x': a list of paragraphs",
    ),
}


@pytest.mark.parametrize("kind", ODD)
def test_a_file_that_can_be_no_page_is_one_message(here, capsys, kind):
    content, expected = ODD[kind]
    (here / "it.ipynb").write_bytes(content)
    put(here / "beside" / "x.ipynb")  # whose page would lead to it
    message = told(capsys, "it.ipynb", "beside/x.ipynb")
    assert message.startswith("it.ipynb")
    assert message.count(expected) == 1
    assert not Path("reports").exists()
    assert "Traceback" not in message


def test_folders_and_links_that_end_nowhere_are_named(here, capsys):
    (here / "a.ipynb").mkdir()
    assert "a.ipynb: cannot be read: Is a directory" in told(capsys, ".")
    (here / "a.ipynb").rmdir()
    (here / "a.ipynb").symlink_to("nowhere")
    assert "a.ipynb: cannot be read: No such file" in told(capsys, ".")
    assert "unknown notebook a.ipynb" in told(capsys, "a.ipynb")


def test_more_output_than_a_page_can_hold_names_the_cell(here, capsys):
    put(here / "it.ipynb", "1", "print('x' * 21_000_000)")
    assert "it.ipynb, cell 3: what is shown up to here are 21,000," in told(capsys, "it.ipynb")


def test_cells_of_an_older_notebook_have_the_same_names_in_every_build(here):
    cells = [{**CELL, "source": ["(6 *\n", " 7)"]}, CELL]
    made = {"nbformat": 4, "nbformat_minor": 2, "metadata": {}, "cells": cells}
    (here / "it.ipynb").write_text(json.dumps(made), encoding="utf-8")
    assert main(["report", "it.ipynb"]) == 0
    first = page("it")
    assert "42" in body("it")
    assert main(["report", "it.ipynb", "--force"]) == 0
    assert page("it") == first


# ---- what is read is what is hashed ----------------------------------------------------------


BEHIND = {  # the kernel does not see who else writes
    "own.csv": "open('own.csv').read()\n!cp own.csv kept; echo 2 > own.csv\n"
    "open('own.csv').read()\n!cat kept > own.csv",
    "it.ipynb": "!echo >> it.ipynb",
}


@pytest.mark.parametrize("name", BEHIND)
def test_a_file_that_changes_while_a_page_is_made_is_told(here, capsys, name):
    """Data also if they have changed back when the build ends."""
    (here / "own.csv").write_text("1\n", encoding="utf-8")
    time.sleep(0.02)  # the clock of files ticks more slowly
    put(here / "it.ipynb", BEHIND[name])
    assert re.search(f"{name}:? changed while", told(capsys, "it.ipynb"))
    assert (here / "own.csv").read_text("utf-8") == "1\n"
    assert not Path("reports").exists()


@pytest.mark.parametrize("beside", [False, True])
def test_a_page_depends_on_files_around_and_not_on_what_its_notebook_writes(here, beside):
    (here / "data").mkdir()
    (here / "data" / "a.csv").write_text("1", encoding="utf-8")
    (here / "notebooks").mkdir()
    (here / "notebooks" / "helper.py").write_text("x = 1", encoding="utf-8")
    code = "open('../data/a.csv').read()\nimport helper\nopen('log.txt', 'w').write('x')"
    path = put(here / "notebooks" / "it.ipynb", code)
    os.chdir("notebooks" if beside else ".")  # wherever one stands
    assert main(["report", str(path), "--output", str(here / "reports")]) == 0
    os.chdir(here)
    assert re.search('name="inputs" content="(.*?)"', page("it"))[1].split("|") == [
        "./../data/a.csv",
        "./helper.py",
    ]
    (here / "notebooks" / "log.txt").write_text("y", encoding="utf-8")
    assert main(["report", "--check"]) == 0
    (here / "data" / "a.csv").write_text("2", encoding="utf-8")
    assert main(["report", "--check"]) == 1


# ---- nothing is left, nothing of others is touched ---------------------------------------------


def test_a_build_removes_nothing_that_it_did_not_write(here):
    put(here / "it.ipynb", "1")
    Path("reports").mkdir()
    kept = [Path("reports") / name for name in (".it.html.swp", ".it.htmlx", ".index.html~")]
    for path in kept:
        path.write_text("mine", encoding="utf-8")
    assert main(["report", "it.ipynb"]) == 0
    assert all(path.read_text("utf-8") == "mine" for path in kept)
    assert len(list(Path("reports").iterdir())) == 4


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
@pytest.mark.parametrize("end", ["well", "killed", "interrupted", "with its kernels"])
def test_folders_files_and_children_go_with_a_build_or_with_the_next(here, end):
    places = Path(tempfile.mkdtemp(dir="/tmp", prefix="t"))  # the path of a socket must be short
    code = """import subprocess, sys, tempfile, time
child = [sys.executable, "-c", "import time; time.sleep(60)"]
one = subprocess.Popen(child)
two = subprocess.Popen(child, start_new_session=True)
tempfile.mkdtemp()
open("begun", "w").write(f"{one.pid} {two.pid}")
"""
    put(here / "it.ipynb", code + ("" if end == "well" else "time.sleep(60)"))
    given = {**os.environ, "TMPDIR": str(places)}
    build = subprocess.Popen([HERE / "kalstats", "report", "it.ipynb"], env=given)
    wait_until(lambda: build.poll() is not None or Path("begun").exists())
    wait_until(lambda: Path("begun").read_text("utf-8").count(" ") == 1)
    children = Path("begun").read_text("utf-8").split()
    if end == "with its kernels":  # nobody is left to tidy up but the next build
        for kernel in working_in(here) - {str(build.pid), *children}:
            os.kill(int(kernel), 9)
    if end == "interrupted":
        build.send_signal(2)
    elif end != "well":
        build.kill()
    build.wait(30)
    put(here / "it.ipynb", "1")
    if end != "well":
        assert subprocess.run([HERE / "kalstats", "report"], env=given).returncode == 0
    wait_until(lambda: not any(alive(child) for child in children))
    wait_until(lambda: not list(places.iterdir()))
    places.rmdir()


def working_in(folder: Path) -> set[str]:
    """Return the processes that work in a folder."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            found |= {process.name} if (process / "cwd").readlink() == folder else set()
    return found - {str(os.getpid())}


def alive(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").split(")")[1].split()[0] != "Z"
    except OSError:
        return False


def wait_until(true, seconds=30):
    """Wait for something to become true, and fail if it does not."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "nothing changed"
        time.sleep(0.05)


def test_a_closed_output_is_one_message():
    command = f"{HERE / 'kalstats'} claims >&-"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "cannot write the output: standard output is closed\n"


# ---- the same through Jupyter's own command -----------------------------------------------------


def convert(*options: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "nbconvert", "--to", "kalstats", *options, "it.ipynb"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_jupyters_own_command_says_when_a_notebook_was_not_run(here):
    put(here / "it.ipynb", "6 * 7")
    assert "it.ipynb: no cell has been run; add --execute" in convert().stderr
    done = convert("--execute")
    assert done.returncode == 0
    assert "no cell has been run" not in done.stderr
    assert "42" in Path("it.html").read_text("utf-8")


def test_jupyters_own_command_makes_no_page_from_a_failure(here):
    put(here / "it.ipynb", "%%capture\n1 / 0")
    done = convert("--execute")
    assert done.returncode != 0
    assert "it.ipynb, cell 2: ZeroDivisionError" in done.stderr
    assert not Path("it.html").exists()
    assert report.BuildError.__name__ in done.stderr
