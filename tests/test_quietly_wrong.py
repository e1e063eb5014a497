"""What loads although it is wrong, beside the kinds of `mutant_kinds`: told in its file and line.

Each case changes a copy of the shipped data by hand or at random, and names where it must be told.
"""

import json
import random
from datetime import date, timedelta

import pytest
from mutant import FIGURES, SHIPPED, Mutant
from mutants import copied, forget

from kalstats import DataError, data, evidence

EACH = 2  # changes of a kind
TOMORROW = f"{date.today() + timedelta(days=1)}"


@pytest.fixture(scope="module")
def folder():
    """A copy of the data that the library takes for its own, with the notebooks beside."""
    with copied() as place:
        yield place


@pytest.fixture
def told(folder):
    """Return a function that says where a file with these contents is wrong."""
    changed = set()

    def tell(name, text, look=None):
        changed.add(name)
        (folder / name).write_text(text, encoding="utf-8")
        forget()
        with pytest.raises(DataError) as caught:
            (look or (lambda: data.load(folder / name)))()
        return {(p.file, p.line, p.column) for p in caught.value.problems}

    yield tell
    for name in changed:
        (folder / name).write_bytes((SHIPPED / name).read_bytes())
    forget()


OTHER = {"more_than": "almost", "almost": "at_least"}
AREAS = {"rural": "total", "total": "rural"}
WRONG = {  # a kind: the files, the rows it can befall, what becomes of a row, where it is told
    "more than is less": (
        FIGURES, lambda row: row["qualifier"] in OTHER,
        lambda row: {"qualifier": OTHER[row["qualifier"]]}, None),
    "more than ten times what is printed": (
        FIGURES[1:], lambda row: row["qualifier"] == "more_than" and row["printed"][-1].isdigit(),
        lambda row: {"low": f"{10 * float(row['low']):.10g}", "high": ""}, "low"),
    "a source of tomorrow": (
        ["sources.csv"], lambda row: row["kind"] in ("journalism", "opinion", "scholarship"),
        lambda _: {"published": TOMORROW, "year": TOMORROW[:4]}, "published"),
    "another month than printed": (
        ["events.csv"], lambda row: row["start"][4:8] == "-12-",
        lambda row: {"start": row["start"].replace("-12-", "-11-")}, "start"),
    "an area in another table": (
        ["standards.csv"], lambda row: row["table"].startswith("life-table"),
        lambda row: {"area": AREAS[row["area"]]}, "area"),
    "a Cyrillic letter in an English word": (
        ["events.csv"], lambda row: "al" in row["what"],
        lambda row: {"what": row["what"].replace("al", "аl", 1)}, "what"),
}  # fmt: skip
CASES = [(kind, name) for kind, (files, *_) in WRONG.items() for name in files]


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_what_is_quietly_wrong_is_told_in_its_line(kind, name, told):
    _, fits, change, column = WRONG[kind]
    chance = random.Random(f"{kind} {name}")
    for _ in range(EACH):
        mutant = Mutant(name, chance)
        row = mutant.pick(lambda **row: fits(row))
        before = dict(zip(mutant.header, mutant.rows[row], strict=True))
        for changed, text in change(before).items():
            if before[changed] != text:
                mutant.set(row, changed, text)
        places, line = told(name, mutant.text()), mutant.line(row)
        assert any(place[:2] == (name, line) for place in places), (line, places)
        assert column is None or (name, line, column) in places, (line, places)


# ---- the map ----------------------------------------------------------------------------------


def feature(fits):
    lines = (SHIPPED / "regions.geojson").read_text("utf-8").split("\n")
    at = next(n for n, line in enumerate(lines) if n and fits(line))
    return lines, at


POINT, OUTLINE = '"Elista"', '"territory":"Kalmykia","name":"Kalmyk'
PLACES = {
    "nan": (POINT, lambda one: one["geometry"].update(coordinates=[float("nan"), 46])),
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
    whole = json.loads((SHIPPED / name).read_text("utf-8"))
    lost = {"people": ["members", "constraints"], "unit": ["constraints"]}
    lost |= {"measure": ["units", "topics", "withinAYear", "belowZero", "above100Percent"]}
    for column, keys in lost.items():
        for key in keys:
            content = json.loads(json.dumps(whole))
            del next(one for one in content["fields"] if one["name"] == column)[key]
            (folder / name).write_text(json.dumps(content, indent=2), encoding="utf-8")
            forget()
            with pytest.raises(DataError, match=f"figures.schema.json, line .*{column}"):
                data.census()
    (folder / name).write_bytes((SHIPPED / name).read_bytes())


@pytest.mark.parametrize("name", ["datapackage.json", "figures.schema.json"])
def test_a_description_that_is_wrong_is_a_problem_never_another_error(name, folder):
    """Every place takes another kind of value in turn; what is no harm must load as before."""
    whole, chance = json.loads((SHIPPED / name).read_text("utf-8")), random.Random(name)
    places = [*places_in(whole)]
    silent = []
    for path in chance.sample(places, 60):
        content = json.loads(json.dumps(whole))
        inner = content
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = chance.choice([None, 7, {}, [], ["x", 3]])
        (folder / name).write_text(json.dumps(content, indent=2), encoding="utf-8")
        forget()
        try:
            data.package()
        except DataError as error:
            assert {problem.file for problem in error.problems} == {name}  # noqa: PT017
        else:
            silent.append(path)
    (folder / name).write_bytes((SHIPPED / name).read_bytes())
    assert [
        path for path in silent if path[-1] not in ("description", "title", "year", "rows")
    ] == []


# ---- contradictions ----------------------------------------------------------------------------


def test_ours_are_listed_and_none_is_gone():
    assert evidence.unlisted() == []


def test_a_new_contradiction_and_one_that_is_gone_are_told(folder):
    mutant = Mutant("deportation.csv", random.Random())
    row = mutant.pick(lambda **row: row["id"] == "deported-january-wikipedia")
    for column in ("printed", "low", "value", "high"):
        mutant.set(row, column, "1220")  # and the sum closes
    (folder / mutant.name).write_text(mutant.text(), encoding="utf-8")
    forget()
    places = {(p.file, p.line, p.column) for p in evidence.unlisted()}
    (folder / mutant.name).write_bytes((SHIPPED / mutant.name).read_bytes())
    known = Mutant("contradictions.csv", random.Random())
    gone = known.line(known.pick(lambda **row: row["id"] == "deported-by-month"))
    assert ("contradictions.csv", gone, "figures") in places
    assert (mutant.name, mutant.line(row), "id") in places  # it now excludes what others print
