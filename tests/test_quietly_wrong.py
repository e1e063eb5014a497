"""What loads although it is wrong: every kind of it is found, in its file and line.

Each case changes a copy of the shipped data by hand or at random, and names where it must be told.
"""

import csv
import io
import json
import random
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from kalstats import DataError, data, evidence

FIGURES = ["census.csv", "deportation.csv"]
FILES = [resource["path"] for resource in data.package()["resources"]]
EACH = 2  # mutants of a kind
TOMORROW = f"{date.today() + timedelta(days=1)}"
CACHES = [data.package, data.reading.shipped_table, data.points, data.files._file]
CACHES += [data.schema.field_of_figures, data.schema.known, data.schema.measures]
CACHES += [data.schema.goes_with, data.statements._printed]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A copy of the data that the library takes for its own, with the notebooks beside."""
    place = tmp_path_factory.mktemp("wrong") / "data"
    shutil.copytree(data.folder(), place)
    shutil.copytree(data.folder().parent / "notebooks", place.parent / "notebooks")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(data.reading, "HERE", place.parent / "src" / "kalstats")
        yield place
    clear()


def clear():
    for cache in CACHES:
        cache.cache_clear()


@pytest.fixture
def told(folder):
    """Return a function that says where a file with these contents is wrong."""
    kept: dict[Path, bytes] = {}

    def tell(name, text, look=None):
        kept.setdefault(folder / name, (folder / name).read_bytes())
        (folder / name).write_text(text, encoding="utf-8")
        clear()
        with pytest.raises(DataError) as caught:
            (look or (lambda: data.load(folder / name)))()
        return {(p.file, p.line, p.column) for p in caught.value.problems}

    yield tell
    for path, content in kept.items():
        path.write_bytes(content)
    clear()


def table(folder, name):
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return [dict(row) for row in csv.DictReader(file)]


def written(rows):
    file = io.StringIO()
    cells = [list(rows[0]), *([*row.values()] for row in rows)]
    csv.writer(file, lineterminator="\n").writerows(cells)
    return file.getvalue()


def changed(folder, name, fits, change, chance):
    """Return the file with a random fitting row changed, and the line of the row."""
    rows = table(folder, name)
    at = chance.choice([n for n, row in enumerate(rows) if fits(row)])
    rows[at] |= change(rows[at])
    return written(rows), at + 2


def number(text, by):
    return f"{float(text) * by:.4f}".rstrip("0").rstrip(".")


def is_(**cells):
    return lambda row: all(row[name] in text.split() for name, text in cells.items())


def plain(row):
    return row["printed"][0].isdigit() and row["high"] and float(row["value"] or 0) > 10


STOCK = is_(measure="population share registered")
WRONG = {  # a kind: the files, the rows it can befall, what becomes of a row, where it is told
    "high is three times what is printed": (
        FIGURES, plain, lambda row: {"high": number(row["high"], 3)}, "high"),
    "low is a third of what is printed": (
        FIGURES, lambda row: plain(row) and row["low"],
        lambda row: {"low": number(row["low"], 1 / 3)}, None),
    "an exact number is at most": (
        FIGURES, is_(qualifier="exact"),
        lambda _: {"qualifier": "at_most", "low": "", "value": ""}, "qualifier"),
    "an exact number is about": (
        FIGURES, lambda row: row["qualifier"] == "exact" and row["printed"][0].isdigit(),
        lambda _: {"qualifier": "about"}, "qualifier"),
    "more than is exact": (
        FIGURES, is_(qualifier="more_than almost"), lambda row: {"qualifier": "at_least"
        if row["qualifier"] == "almost" else "almost"}, None),
    "more than ten times what is printed": (
        FIGURES[1:], lambda row: row["qualifier"] == "more_than" and row["printed"][-1].isdigit(),
        lambda row: {"low": number(row["low"], 10), "high": ""}, "low"),
    "persons are percent": (
        FIGURES, is_(unit="persons", measure="population deaths registered births"),
        lambda _: {"unit": "families"}, "unit"),
    "a share is a number of trains": (
        FIGURES, is_(unit="percent"), lambda _: {"unit": "trains"}, "unit"),
    "a census is a chapter on labour": (
        FIGURES, STOCK, lambda _: {"topic": "labour"}, "topic"),
    "deaths are religion": (["deportation.csv"], is_(measure="deaths trains returned settled"),
                            lambda _: {"topic": "religion"}, "topic"),
    "an end in 2079": (
        [*FIGURES, "events.csv", "standards.csv"], lambda row: row["end"],
        lambda _: {"end": "2079-12-31"}, "end"),
    "a count of people for a hundred years": (
        FIGURES, lambda row: STOCK(row) and row["start"],
        lambda row: {"start": f"{int(row['start'][:4]) - 100}{row['start'][4:]}"}, "end"),
    "a source of tomorrow": (
        ["sources.csv"], is_(kind="journalism declaration opinion scholarship"),
        lambda _: {"published": TOMORROW, "year": TOMORROW[:4]}, "published"),
    "a source of another year": (
        ["sources.csv"], lambda row: row["published"],
        lambda row: {"published": f"1987{row['published'][4:]}"}, "year"),
    "another day than printed": (
        ["events.csv"], lambda row: row["start"][-2:] in row["printed"],
        lambda row: {"printed": row["printed"].replace(str(int(row["start"][-2:])), "3")}, None),
    "another year than printed": (
        ["events.csv"], lambda row: row["printed"][-4:].isdigit(),
        lambda row: {"printed": row["printed"][:-4] + "1901"}, "start"),
    "another month than printed": (
        ["events.csv"], lambda row: row["start"][4:8] == "-12-",
        lambda row: {"start": row["start"].replace("-12-", "-11-")}, "start"),
    "an area in another table": (
        ["standards.csv"], lambda row: row["table"].startswith("life-table"),
        lambda row: {"area": {"rural": "total", "total": "rural"}[row["area"]]}, "area"),
    "survivors rise": (
        ["standards.csv"], lambda row: row["measure"] == "survivors" and row["age"] == "70",
        lambda _: {"printed": "99999", "value": "99999"}, "value"),
    "a cell of a megabyte": (
        FILES[:-1], lambda _: True, lambda _: {"note": "x y " * 300_000}, None),
    "a claim of another number": (
        ["claims.csv"], lambda row: row["printed"][0].isdigit(),
        lambda _: {"printed": "8,765,432"}, "printed"),
    "a claim in no notebook": (
        ["claims.csv"], lambda _: True, lambda _: {"see": "01-sources#no-such-cell"}, "see"),
    "a Latin letter in a Russian name": (
        ["names.csv"], lambda row: "а" in row["name"],
        lambda row: {"name": row["name"].replace("а", "a", 1)}, "name"),
    "a Cyrillic letter in an English word": (
        ["events.csv"], lambda row: "al" in row["what"],
        lambda row: {"what": row["what"].replace("al", "аl", 1)}, "what"),
    "a figure of a contradiction that is none": (
        ["contradictions.csv"], lambda _: True, lambda row: {"kind": row["kind"] + "s"}, "kind"),
}  # fmt: skip
CASES = [(kind, name) for kind, (files, *_) in WRONG.items() for name in files]


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_what_is_quietly_wrong_is_told_in_its_line(kind, name, folder, told):
    _, fits, change, column = WRONG[kind]
    chance = random.Random(f"{kind} {name}")
    for _ in range(EACH):
        text, line = changed(folder, name, fits, change, chance)
        places = told(name, text)
        assert any((p[0], p[1]) == (name, line) for p in places), (line, places)
        assert column is None or (name, line, column) in places, (line, places)
        (folder / name).write_bytes((data_of(name)).read_bytes())


def data_of(name):
    return Path(__file__).parents[1] / "data" / name


@pytest.mark.parametrize("name", FILES)
def test_a_row_twice_under_another_id_and_a_row_lost(name, folder, told):
    rows = table(folder, name)
    key = next(iter(rows[0]))
    again = [
        *rows,
        rows[3] | {key: "another-name"} | ({"label": "x"} if "label" in rows[0] else {}),
    ]
    assert (name, len(again) + 1, key) in told(name, written(again))
    assert (name, 0, "rows") in told(name, written(rows[:-1]))


# ---- the map ----------------------------------------------------------------------------------


def feature(fits):
    lines = data_of("regions.geojson").read_text("utf-8").split("\n")
    at = next(n for n, line in enumerate(lines) if n and fits(line))
    return lines, at


POINT, OUTLINE = '"Elista"', '"territory":"Kalmykia","name":"Kalmyk'
PLACES = {
    "swapped": (POINT, lambda one: one["geometry"]["coordinates"].reverse()),
    "moved": (POINT, lambda one: one["geometry"]["coordinates"].__setitem__(0, 21.0)),
    "text": (POINT, lambda one: one["geometry"].update(coordinates=["44", "46"])),
    "none": (POINT, lambda one: one["geometry"].update(coordinates=None)),
    "true": (POINT, lambda one: one["geometry"].update(coordinates=[True, False])),
    "nan": (POINT, lambda one: one["geometry"].update(coordinates=[float("nan"), 46])),
    "line": (POINT, lambda one: one["geometry"].update(type="LineString")),
    "no geometry": (POINT, lambda one: one.update(geometry=None)),
    "geometry of text": (POINT, lambda one: one.update(geometry="Point")),
    "properties of text": (POINT, lambda one: one.update(properties="Elista")),
    "a list for a name": (POINT, lambda one: one["properties"].update(territory=["Kalmykia"])),
    "a number for a source": (POINT, lambda one: one["properties"].update(source=3)),
    "a ring that is open": (OUTLINE, lambda one: one["geometry"]["coordinates"][0][0].pop()),
    "a polygon": (OUTLINE, lambda one: one["geometry"].update(type="Polygon")),
    "a spike": (OUTLINE, lambda one: one["geometry"]["coordinates"][0][0][3].__setitem__(0, 99.0)),
    "a kind of land that is none": (
        '"territory":""', lambda one: one["properties"].update(kind="sea")),
}  # fmt: skip


@pytest.mark.parametrize("kind", PLACES)
def test_a_place_that_is_none_is_told_in_its_line(kind, told):
    text, change = PLACES[kind]
    lines, at = feature(lambda line: text in line)
    one = json.loads(lines[at].rstrip(","))
    change(one)
    lines[at] = json.dumps(one) + ","
    places = told("regions.geojson", "\n".join(lines), data.regions)
    assert any(place[:2] == ("regions.geojson", at + 1) for place in places), places


BROKEN = ["[]", "{}", "null", "3", '{"features": {}}', "[" * 5000, '{"features": [1, null]}',
          "9" * 5000, '{"features":\n[]}', "NaN", '{"type": "FeatureCollection"']  # fmt: skip


@pytest.mark.parametrize("text", BROKEN, ids=range(len(BROKEN)))
@pytest.mark.parametrize("name", ["regions.geojson", "datapackage.json", "figures.schema.json"])
def test_json_that_is_none_of_ours_is_a_problem_never_another_error(name, text, told):
    look = data.regions if name == "regions.geojson" else data.package
    assert {place[0] for place in told(name, text, look)} == {name}


# ---- the description --------------------------------------------------------------------------


def places_in(content, path=()):
    """Yield every place of a description that the library relies on."""
    free = {"profile", "format", "mediatype", "encoding", "keywords", "minimum", "maximum"}
    items = content.items() if isinstance(content, dict) else enumerate(content)
    for key, value in items:
        if key in free or (path and path[-1] == "foreignKeys"):
            continue
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from places_in(value, (*path, key))


def test_a_description_that_has_lost_a_name_is_a_problem_never_another_error(folder):
    """Each list that checks lean on, deleted in turn; a check would not miss what it needs."""
    name = "figures.schema.json"
    whole = json.loads(data_of(name).read_text("utf-8"))
    lost = {"people": ["members", "constraints"], "unit": ["constraints"]}
    lost |= {"measure": ["units", "topics", "withinAYear", "belowZero", "above100Percent"]}
    for column, keys in lost.items():
        for key in keys:
            content = json.loads(json.dumps(whole))
            del next(one for one in content["fields"] if one["name"] == column)[key]
            (folder / name).write_text(json.dumps(content, indent=2), encoding="utf-8")
            clear()
            with pytest.raises(DataError, match=f"figures.schema.json, line .*{column}"):
                data.census()
    (folder / name).write_bytes(data_of(name).read_bytes())


@pytest.mark.parametrize("name", ["datapackage.json", "figures.schema.json"])
def test_a_description_that_is_wrong_is_a_problem_never_another_error(name, folder):
    """Every place takes another kind of value in turn; what is no harm must load as before."""
    whole, chance = json.loads(data_of(name).read_text("utf-8")), random.Random(name)
    places = [*places_in(whole)]
    silent = []
    for path in chance.sample(places, 60):
        content = json.loads(json.dumps(whole))
        inner = content
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = chance.choice([None, 7, {}, [], ["x", 3]])
        (folder / name).write_text(json.dumps(content, indent=2), encoding="utf-8")
        clear()
        try:
            data.package()
        except DataError as error:
            assert {problem.file for problem in error.problems} == {name}  # noqa: PT017
        else:
            silent.append(path)
    (folder / name).write_bytes(data_of(name).read_bytes())
    assert [
        path for path in silent if path[-1] not in ("description", "title", "year", "rows")
    ] == []


# ---- contradictions ----------------------------------------------------------------------------


def test_ours_are_listed_and_none_is_gone():
    assert evidence.unlisted() == []


def test_a_new_contradiction_and_one_that_is_gone_are_told(folder):
    rows = table(folder, "deportation.csv")
    at = next(n for n, row in enumerate(rows) if row["id"] == "deported-january-wikipedia")
    rows[at] |= dict.fromkeys(("printed", "low", "value", "high"), "1220")  # and the sum closes
    (folder / "deportation.csv").write_text(written(rows), encoding="utf-8")
    clear()
    places = {(p.file, p.line, p.column) for p in evidence.unlisted()}
    (folder / "deportation.csv").write_bytes(data_of("deportation.csv").read_bytes())
    gone = next(n for n, row in enumerate(table(folder, "contradictions.csv"), 2)
                if row["id"] == "deported-by-month")  # fmt: skip
    assert ("contradictions.csv", gone, "figures") in places
    assert ("deportation.csv", at + 2, "id") in places  # it now excludes what others print
