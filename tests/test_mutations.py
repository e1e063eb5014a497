"""No broken data file gets past the loader: each rule is broken many times, at random places.

Every mutant must be reported as a DataError that names its file, its line and its column.
"""

import contextlib
import json
import random
import re
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from mutant import FIGURES, SHIPPED, TABLES, Mutant, Place, number
from mutants import ENOUGH, mutants, share_reported, table, try_all

from kalstats import DataError, data, evidence

SEED = 1943
EACH = 4  # mutants of a rule and a file
RULES: dict[str, tuple[Callable[..., Place], list[str]]] = {}


def rule(files: list[str]) -> Callable[[Callable[..., Place]], Callable[..., Place]]:
    """Register a way to break a rule, and the files that have the rule."""

    def register(breaks: Callable[..., Place]) -> Callable[..., Place]:
        RULES[breaks.__name__] = (breaks, files)
        return breaks

    return register


def limits(field: dict) -> dict:
    return field.get("constraints", {})


def having(limit: str) -> list[str]:
    return [name for name, fields in TABLES.items() if any(limit in limits(f) for f in fields)]


def of_type(kind: str) -> list[str]:
    return [name for name, fields in TABLES.items() if any(f["type"] == kind for f in fields)]


def with_column(column: str) -> list[str]:
    return [name for name, fields in TABLES.items() if any(f["name"] == column for f in fields)]


# ---- cells -----------------------------------------------------------------------------------


@rule(list(TABLES))
def a_required_cell_is_empty(mutant: Mutant) -> Place:
    return mutant.set(mutant.pick(), mutant.field(lambda f: limits(f).get("required"))["name"], "")


@rule(having("enum"))
def a_controlled_name_has_a_slip(mutant: Mutant) -> Place:
    field = mutant.field(lambda f: "enum" in limits(f))
    row = mutant.pick(lambda **row: row[field["name"]] != "")
    old = mutant.get(row, field["name"])
    at = mutant.chance.randrange(len(old))
    slips = [old[:at] + old[at:][1:], old[:at] + "x" + old[at:], old.upper() + "S", old + " "]
    known = limits(field)["enum"]
    return mutant.set(
        row, field["name"], mutant.chance.choice([s for s in slips if s and s not in known])
    )


@rule(having("pattern"))
def a_name_has_not_its_form(mutant: Mutant) -> Place:
    field = mutant.field(lambda f: "pattern" in limits(f))
    wrong = ["Not A Slug", "slug-", "1-", "x_y", "слово", "1 2", "12\n", "<b>"]
    wrong = [text for text in wrong if not re.fullmatch(limits(field)["pattern"], text)]
    text = mutant.chance.choice(wrong)
    return mutant.set(mutant.pick(), field["name"], text)


@rule([name for name in having("unique") if name != "sources.csv"])
def an_id_is_used_twice(mutant: Mutant) -> Place:
    first, second = sorted(mutant.chance.sample(range(1, len(mutant.rows)), 2))
    return mutant.set(second, "id", mutant.get(first, "id"))


@rule(["sources.csv"])
def a_key_is_used_twice(mutant: Mutant) -> Place:
    first, second = sorted(mutant.chance.sample(range(1, len(mutant.rows)), 2))
    return mutant.set(second, "key", mutant.get(first, "key"))


NO_NUMBERS = [
    "12,5",
    "1e5",
    "abc",
    "nan",
    "inf",
    "１２",
    "0x10",
    " 5",
    "5 ",
    "--5",
    "1_000",
    "5.",
    "",
]


@rule(of_type("number"))
def a_number_cannot_be_read(mutant: Mutant) -> Place:
    name = mutant.field(lambda f: f["type"] == "number")["name"]
    row = mutant.pick(lambda **row: row[name] != "")
    return mutant.set(row, name, mutant.chance.choice(NO_NUMBERS[:-1]))


@rule(of_type("number"))
def a_count_is_negative(mutant: Mutant) -> Place:
    name = mutant.field(lambda f: f["type"] == "number")["name"]
    row = mutant.pick(lambda **row: row[name] != "")
    return mutant.set(row, name, "-" + mutant.get(row, name))


NO_DATES = ["1939-13-01", "1939-02-30", "17.01.1939", "1939-1-7", "19390117", "1939-01-17T00:00"]
NO_DATES += ["1939", "today", "0939-01-17", "9999-12-31", "2024-W01-1", "1939-00-00", "١٩٣٩-٠١-٠١"]


@rule(of_type("date"))
def a_date_cannot_be_read(mutant: Mutant) -> Place:
    name = mutant.field(lambda f: f["type"] == "date")["name"]
    return mutant.set(mutant.pick(), name, mutant.chance.choice(NO_DATES))


@rule(list(TABLES))
def a_text_looks_like_a_formula(mutant: Mutant) -> Place:
    name = mutant.field(lambda f: f["type"] == "string")["name"]
    text = mutant.chance.choice(["=1+1", "+1", "@SUM(A1)", " =x", "\t=cmd|'/c calc'!A1", "\n@x"])
    return mutant.set(mutant.pick(), name, text)


# ---- rows ------------------------------------------------------------------------------------


@rule(with_column("start"))
def a_period_ends_before_it_starts(mutant: Mutant) -> Place:
    row = mutant.pick(lambda **row: row["start"] and row["end"])
    later = f"{int(mutant.get(row, 'end')[:4]) + 1}-01-01"
    return mutant.set(row, "start", later)


@rule(FIGURES)
def the_low_bound_is_above_the_value(mutant: Mutant) -> Place:
    row = mutant.pick(lambda **row: row["low"] and row["value"])
    return mutant.set(row, "low", f"{number(mutant.get(row, 'value')) + 1:.3f}")


@rule(FIGURES)
def the_value_is_above_the_high_bound(mutant: Mutant) -> Place:
    row = mutant.pick(lambda **row: row["high"] and row["value"])
    return mutant.set(row, "value", f"{number(mutant.get(row, 'high')) + 1:.3f}")


@rule(FIGURES)
def the_low_bound_is_above_the_high(mutant: Mutant) -> Place:
    row = mutant.pick(lambda **row: row["low"] and row["high"] and not row["value"])
    return mutant.set(row, "low", f"{number(mutant.get(row, 'high')) + 1:.3f}")


@rule(FIGURES)
def a_share_is_above_100(mutant: Mutant) -> Place:
    row = mutant.pick(lambda unit, **_: unit == "percent")
    return mutant.set(row, mutant.chance.choice(["value", "high"]), "100.5")


@rule(FIGURES)
def an_exact_figure_has_a_range(mutant: Mutant) -> Place:
    row = mutant.pick(lambda **row: row["qualifier"] == "exact" and number(row["value"]) > 0)
    return mutant.set(row, "low", f"{number(mutant.get(row, 'value')) * 0.9:.4f}")


@rule(FIGURES)
def a_rounded_figure_has_no_range(mutant: Mutant) -> Place:
    row = mutant.pick(lambda qualifier, **_: qualifier == "rounded")
    mutant.set(row, "high", mutant.get(row, "value"))
    return mutant.set(row, "low", mutant.get(row, "value"))


@rule(FIGURES)
def a_bound_is_missing(mutant: Mutant) -> Place:
    name = mutant.chance.choice(data.BOUNDS)
    free = {word for word, columns in data.ABSENT_BOUNDS.items() if name in columns}
    return mutant.set(mutant.pick(lambda qualifier, **_: qualifier not in free), name, "")


@rule([*FIGURES, "standards.csv"])
def the_print_is_not_the_value(mutant: Mutant) -> Place:
    plain = {"exact", "rounded", "computed_by_source"}
    row = mutant.pick(
        lambda **row: row.get("qualifier", "exact") in plain and row["printed"][0].isdigit()
    )
    printed = mutant.get(row, "printed")
    other = str((int(printed[0]) + mutant.chance.randint(1, 9)) % 10)
    return mutant.set(row, "printed", other + printed[1:])


# ---- rows that belong together, other files --------------------------------------------------


def rivals(mutant: Mutant, rank: str) -> int:
    """Choose a row of a rank, whose quantity has more than one figure."""
    names = ["event"] if "event" in mutant.header else data.QUANTITY
    places = [mutant.header.index(name) for name in names]
    keys = [tuple(cells[place] for place in places) for cells in mutant.rows]
    fits = [i for i in range(1, len(keys)) if keys.count(keys[i]) > 1]
    return mutant.chance.choice([i for i in fits if mutant.get(i, "rank") == rank])


@rule(with_column("rank"))
def a_second_figure_is_preferred(mutant: Mutant) -> Place:
    return mutant.set(rivals(mutant, "normal"), "rank", "preferred")


@rule(with_column("rank"))
def no_figure_is_preferred(mutant: Mutant) -> Place:
    return mutant.set(rivals(mutant, "preferred"), "rank", "doubtful")


@rule(with_column("rank"))
def a_rank_has_no_reason(mutant: Mutant) -> Place:
    rank = mutant.chance.choice(["preferred", "normal"])
    return mutant.set(rivals(mutant, rank), "reason", "")


@rule(FIGURES)
def a_doubtful_figure_has_no_reason(mutant: Mutant) -> Place:
    return mutant.set(mutant.pick(lambda rank, **_: rank == "doubtful"), "reason", "")


@rule(with_column("source"))
def a_source_is_not_known(mutant: Mutant) -> Place:
    row = mutant.pick()
    text = mutant.chance.choice(["nobody-1900", mutant.get(row, "source") + "x", "Ediev 2004"])
    return mutant.set(row, "source", text)


@rule(FIGURES)
def a_total_is_not_known(mutant: Mutant) -> Place:
    row = mutant.pick(lambda part_of, **_: part_of != "")
    wrong = [mutant.get(row, "part_of") + "-x", mutant.get(row, "id"), "no-such-figure"]
    return mutant.set(row, "part_of", mutant.chance.choice(wrong))


@rule(FIGURES)
def an_id_stands_in_the_other_file(mutant: Mutant) -> Place:
    other = "deportation" if "kalmyks-ussr-1926" in mutant.text() else "census"
    taken = [row["id"] for row in data.reading.shipped_table(f"{other}.csv").values()]
    own = {row[0] for row in mutant.rows}
    chosen = mutant.chance.choice([name for name in taken if name not in own])
    return mutant.set(mutant.pick(), "id", chosen)


# ---- shape -----------------------------------------------------------------------------------


@rule(list(TABLES))
def a_column_is_missing(mutant: Mutant) -> Place:
    at = mutant.chance.randrange(len(mutant.header))
    mutant.rows = [row[:at] + row[at + 1 :] for row in mutant.rows]
    return 0, mutant.header[at]


@rule(list(TABLES))
def a_column_stands_twice(mutant: Mutant) -> Place:
    at = mutant.chance.randrange(len(mutant.header))
    mutant.rows = [[*row, row[at]] for row in mutant.rows]
    return 0, mutant.header[at]


@rule(list(TABLES))
def a_column_is_unknown(mutant: Mutant) -> Place:
    at = mutant.chance.randrange(len(mutant.header))
    mutant.rows[0][at] = mutant.chance.choice(["x", "", "Id", mutant.header[at] + " ", "<b>"])
    return 0, "header"


@rule(list(TABLES))
def a_row_has_not_its_cells(mutant: Mutant) -> Place:
    row = mutant.pick()
    cells = mutant.rows[row]
    mutant.rows[row] = mutant.chance.choice([cells[:-1], cells[1:], [*cells, ""], ["x"]])
    return row, "row"


@rule(list(TABLES))
def there_is_only_a_header(mutant: Mutant) -> Place:
    del mutant.rows[1:]
    return 1, "row"


CASES = [(name, file) for name, (_, files) in RULES.items() for file in files]
# on the bytes of the file: what is put in, and where it must be reported
BYTES = {
    "not UTF-8": [b"\xff", "Калмыки".encode("cp1251"), b"\xc3", b"\xed\xa0\x80"],
    "a control character": [b"\0", b"\x1b", b"\x08", b"\x0c", "\ufffe".encode()],
}
MUTANTS = EACH * (len(CASES) + len(BYTES) * len(TABLES))


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Iterator[Path]:
    """A copy of the data that the library takes for its own, so that every rule is in force."""
    place = tmp_path_factory.mktemp("mutants") / "data"
    shutil.copytree(SHIPPED, place)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(data.reading, "HERE", place.parent / "src" / "kalstats")
        for name in ("read", "meaning", "number"):  # most rows are those of the mutant before
            patch.setattr(data.rows, name, cache(getattr(data.rows, name)))
        yield place


@pytest.fixture
def loaded(folder) -> Iterator[Callable[[str, bytes, str], list[data.Problem]]]:
    """Return a function that loads a file with these contents and returns what is wrong."""
    whole: dict[Path, bytes] = {}

    def load(name: str, content: bytes, read: str = "") -> list[data.Problem]:
        whole.setdefault(folder / name, (folder / name).read_bytes())
        (folder / name).write_bytes(content)
        data.reading.shipped_table.cache_clear()
        with pytest.raises(DataError) as caught:
            data.load(folder / (read or name))
        return list(caught.value.problems)

    yield load
    for path, content in whole.items():
        path.write_bytes(content)
    data.reading.shipped_table.cache_clear()


@pytest.mark.parametrize(("name", "file"), CASES)
def test_a_broken_rule_is_reported_where_it_is_broken(name, file, loaded):
    chance = random.Random(f"{SEED} {name} {file}")
    for _ in range(EACH):
        mutant = Mutant(file, chance)
        line = mutant.line
        row, column = RULES[name][0](mutant)
        told = {(p.file, p.line, p.column) for p in loaded(file, mutant.text().encode())}
        assert (file, line(row), column) in told, f"{row}, {column}: {mutant.rows[row]}"


@pytest.mark.parametrize("file", TABLES)
@pytest.mark.parametrize("kind", BYTES)
def test_bytes_that_are_no_text_are_reported_with_their_line(kind, file, loaded):
    chance = random.Random(f"{SEED} {kind} {file}")
    whole = (SHIPPED / file).read_bytes()
    for _ in range(EACH):
        at = chance.choice([i for i, byte in enumerate(whole[:20_000]) if byte < 128])
        content = whole[:at] + chance.choice(BYTES[kind]) + whole[at:]
        told = {(p.file, p.line, p.column) for p in loaded(file, content)}
        assert told == {(file, whole.count(b"\n", 0, at) + 1, "file")}


@pytest.mark.parametrize("file", TABLES)
def test_a_quote_that_is_not_closed_is_reported_with_its_row(file, loaded):
    chance = random.Random(f"{SEED} quote {file}")
    for _ in range(EACH):
        mutant = Mutant(file, chance)
        row = mutant.pick()
        lines = mutant.text().split("\n")
        at = mutant.line(row) - 1
        lines[at] = '"' + lines[at]
        problems = loaded(file, "\n".join(lines).encode())
        assert (file, mutant.line(row), "row") in {(p.file, p.line, p.column) for p in problems}


@pytest.mark.parametrize("file", TABLES)
@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"], ids=["none", "blank", "mark"])
def test_an_empty_file_is_reported(content, file, loaded):
    told = [(p.file, p.line, p.column) for p in loaded(file, content)]
    assert told == [(file, 1, "file")]


@pytest.mark.parametrize("file", with_column("source"))
def test_a_source_that_was_taken_away_is_missed(file, loaded):
    chance = random.Random(f"{SEED} away {file}")
    citing = Mutant(file, chance)
    for _ in range(EACH):
        row = citing.pick()
        sources = Mutant("sources.csv", chance)
        sources.rows = [cells for cells in sources.rows if cells[0] != citing.get(row, "source")]
        problems = loaded("sources.csv", sources.text().encode(), read=file)
        assert (file, citing.line(row), "source") in {(p.file, p.line, p.column) for p in problems}


WRONG_CLAIMS = {
    "function": ["composition.shre", "os.system", "demography", "data.load", "share", "."],
    "inputs": ["part=no-such-figure", "x=deported-wikipedia-93139", "part", "=", "part=|", "*"],
}


@pytest.mark.parametrize("column", WRONG_CLAIMS)
def test_a_claim_that_names_what_does_not_exist_is_reported(column, folder):
    chance = random.Random(f"{SEED} {column}")
    whole = (folder / "claims.csv").read_bytes()
    for text in WRONG_CLAIMS[column]:
        mutant = Mutant("claims.csv", chance)
        row = mutant.pick(lambda **row: row["function"] != "" and row["inputs"] != "")
        mutant.set(row, column, text)
        (folder / "claims.csv").write_text(mutant.text(), "utf-8")
        try:
            with pytest.raises(DataError) as caught:
                evidence.claim_readings(mutant.get(row, "id"))
        finally:
            (folder / "claims.csv").write_bytes(whole)
        problem = caught.value.problems[0]
        assert (problem.file, problem.line, problem.column) == (
            "claims.csv",
            mutant.line(row),
            column,
        )


@pytest.mark.parametrize("name", ["datapackage.json", "figures.schema.json"])
def test_a_description_cut_short_is_reported(name, folder):
    chance = random.Random(f"{SEED} {name}")
    whole = (folder / name).read_text("utf-8")
    for _ in range(EACH):
        cut = chance.randrange(1, len(whole.rstrip()) - 1)
        (folder / name).write_text(whole[:cut], "utf-8")
        data.package.cache_clear()
        with pytest.raises(DataError) as caught:
            data.package()
        assert caught.value.problems[0].file == name
    (folder / name).write_text(whole, "utf-8")
    data.package.cache_clear()
    assert json.loads(whole)


@pytest.mark.parametrize("file", TABLES)
def test_a_random_change_never_ends_in_another_error(file, folder):
    """A change may be harmless (a word in a note); then the file loads."""
    chance = random.Random(f"{SEED} random {file}")
    whole = (folder / file).read_bytes()
    for _ in range(2 * EACH):
        content = bytearray(whole)
        for _ in range(chance.choice([1, 1, 3, 30])):
            at = chance.randrange(len(content))
            piece = chance.choice([b"", b",", b'"', b"\n", b"\r", b"9", b"-", bytes([at % 256])])
            content[at : at + chance.choice([0, 1, 5, 300])] = piece
        (folder / file).write_bytes(content)
        data.reading.shipped_table.cache_clear()
        with contextlib.suppress(DataError):
            data.load(folder / file)
    (folder / file).write_bytes(whole)
    data.reading.shipped_table.cache_clear()


def test_there_are_hundreds_of_mutants():
    assert MUTANTS > 450
    assert {file for _, file in CASES} == set(TABLES)


# ---- by kinds of trouble: see mutants.py -------------------------------------------------------


def test_of_what_is_quietly_wrong_almost_all_is_reported_in_its_file_and_line():
    """With the seed of every run; each week another one is tried, with ten times as many."""
    counts, wrong = try_all(SEED, each=2)
    told = "\n".join([table(counts), *wrong])
    assert not any(found["another exception"] for found in counts.values()), told
    assert share_reported(counts) >= ENOUGH, told


def test_every_survivor_can_be_made_again():
    before = {name: str(change) for _, name, change in mutants(SEED, 1)}
    assert before == {name: str(change) for _, name, change in mutants(SEED, 1)}
    assert set(before.values()) != {str(change) for _, _, change in mutants(SEED + 1, 1)}
