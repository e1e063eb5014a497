"""The kinds in which data are quietly wrong, each with ways to make them so.

A way changes a mutant somewhere at random and says where; what it makes can be found out.
"""

import random
from collections.abc import Iterator
from functools import cache

from mutant import FIGURES, TABLES, Mutant, Place, cells, document, feature, kind, number

from kalstats import data


def printed_digits(**row: str) -> bool:
    """Tell whether a figure has a value, and prints it in digits."""
    return row["printed"][0].isdigit() and number(row["value"]) > 0


# ---- bounds and qualifiers against the words printed -------------------------------------------

BOUNDS = "bounds against the words printed"


@kind(BOUNDS, FIGURES)
def the_high_bound_is_three_times_the_print(mutant: Mutant) -> Place:
    row = mutant.pick(lambda **row: number(row["high"]) > 0 and row["unit"] != "percent")
    return mutant.set(row, "high", f"{3 * number(mutant.get(row, 'high')):.10g}")


@kind(BOUNDS, FIGURES)
def the_low_bound_is_a_third_of_the_print(mutant: Mutant) -> Place:
    row = mutant.pick(lambda **row: number(row["low"]) > 0)
    return mutant.set(row, "low", f"{number(mutant.get(row, 'low')) / 3:.4f}")


@kind(BOUNDS, FIGURES)
def an_exact_figure_becomes_a_bound(mutant: Mutant) -> Place:
    row = mutant.pick(lambda **row: row["qualifier"] == "exact" and printed_digits(**row))
    word = mutant.chance.choice(["at_most", "almost", "at_least", "more_than"])
    for column in data.ABSENT_BOUNDS[word]:
        mutant.set(row, column, "")
    return mutant.set(row, "qualifier", word)


@kind(BOUNDS, FIGURES)
def a_bound_becomes_a_number(mutant: Mutant) -> Place:
    words = ("at_most", "almost", "at_least", "more_than")
    row = mutant.pick(
        lambda **row: row["qualifier"] in words and any(map(str.isdigit, row["printed"]))
    )
    known = mutant.get(row, "low") or mutant.get(row, "high")
    for column in ("low", "value", "high"):
        mutant.rows[row][mutant.header.index(column)] = known
    return mutant.set(row, "qualifier", "exact")


@kind(BOUNDS, FIGURES)
def a_number_becomes_an_about(mutant: Mutant) -> Place:
    row = mutant.pick(
        lambda **row: row["qualifier"] in ("exact", "rounded") and printed_digits(**row)
    )
    return mutant.set(row, "qualifier", "about")


@kind(BOUNDS, FIGURES)
def rounded_and_exact_change_places(mutant: Mutant) -> Place:
    shown = ("thousand", "million")  # the last persons are not counted
    row = mutant.pick(
        lambda **row: (
            row["qualifier"] == "rounded"
            and printed_digits(**row)
            and any(sign in row["printed"] for sign in shown)
        )
    )
    for column in ("low", "high"):
        mutant.rows[row][mutant.header.index(column)] = mutant.get(row, "value")
    return mutant.set(row, "qualifier", "exact")


@kind(BOUNDS, FIGURES)
def all_three_are_ten_times_the_print(mutant: Mutant) -> Place:
    row = mutant.pick(lambda **row: row["unit"] != "percent" and printed_digits(**row))
    for column in ("low", "high", "value"):
        if known := mutant.get(row, column):
            mutant.set(row, column, f"{10 * number(known):.10g}")
    return row, "value"


@kind(BOUNDS, FIGURES)
def the_ends_of_a_range_are_not_those_printed(mutant: Mutant) -> Place:
    row = mutant.pick(lambda **row: row["qualifier"] == "range")
    column = mutant.chance.choice(["low", "high"])
    return mutant.set(
        row, column, f"{number(mutant.get(row, column)) * (0.7 if column == 'low' else 1.4):.4f}"
    )


# ---- points of the map ---------------------------------------------------------------------------

MAP = "points of the map"


@feature(MAP)
def east_and_north_change_places(made: dict, _: random.Random) -> None:
    place = made["geometry"]["coordinates"]
    if abs(place[0] - place[1]) < 5:  # it would lie in its outline again
        raise IndexError
    place.reverse()


@feature(MAP)
def a_point_lies_ten_degrees_off(made: dict, chance: random.Random) -> None:
    made["geometry"]["coordinates"][chance.randrange(2)] += chance.choice([-10, 10])


@feature(MAP)
def a_point_is_of_another_type(made: dict, chance: random.Random) -> None:
    made["geometry"]["type"] = chance.choice(["MultiPoint", "point", "MultiPolygon", "", None, 5])


@feature(MAP)
def a_point_has_odd_coordinates(made: dict, chance: random.Random) -> None:
    x, y = made["geometry"]["coordinates"]
    odd = [[x], [x, y, 7, 8], [str(x), str(y)], [[x, y]], None, {}, [None, y], [x, 1e9], [True, y]]
    made["geometry"]["coordinates"] = chance.choice(odd)


@feature(MAP)
def a_feature_lacks_a_part(made: dict, chance: random.Random) -> None:
    part = chance.choice([made, made["properties"], made["geometry"]])
    del part[chance.choice([name for name in part if name != "note"])]


@feature(MAP)
def a_part_of_a_feature_is_something_else(made: dict, chance: random.Random) -> None:
    part = chance.choice([made, made["properties"], made["geometry"]])
    part[chance.choice(list(part))] = chance.choice([None, 5, [], {}, True])


@feature(MAP, here=False)
def a_point_is_of_another_territory(made: dict, chance: random.Random) -> None:
    others = ["Dagestan ASSR", "Kazakh SSR", "Omsk Oblast", "Nowhere"]
    made["properties"]["territory"] = chance.choice(
        [name for name in others if name != made["properties"]["territory"]]
    )


# ---- units and topics that do not go with the measure --------------------------------------------

UNITS = "units, topics and measures"


@cache
def together(column: str) -> dict[str, set[str]]:
    """Return what stands with each measure in a column, in both files of figures."""
    found: dict[str, set[str]] = {}
    for file in FIGURES:
        head, *rows = cells(file)
        for row in rows:
            found.setdefault(row[head.index("measure")], set()).add(row[head.index(column)])
    return found


def unlike(mutant: Mutant, column: str) -> Place:
    """Put another known name where none of this measure ever stood."""
    row = mutant.pick()
    with_it = together(column)
    known = {name for names in with_it.values() for name in names}
    free = sorted(known - with_it[mutant.get(row, "measure")])
    return mutant.set(row, column, mutant.chance.choice(free))


@kind(UNITS, FIGURES)
def a_unit_is_that_of_another_measure(mutant: Mutant) -> Place:
    return unlike(mutant, "unit")


@kind(UNITS, FIGURES)
def a_topic_is_that_of_another_measure(mutant: Mutant) -> Place:
    return unlike(mutant, "topic")


@kind(UNITS, FIGURES)
def a_measure_has_other_units(mutant: Mutant) -> Place:
    row, units = mutant.pick(), together("unit")
    other = sorted(
        name for name, with_it in units.items() if mutant.get(row, "unit") not in with_it
    )
    return mutant.set(row, "measure", mutant.chance.choice(other))


@kind(UNITS, ["standards.csv"])
def a_baseline_has_another_unit(mutant: Mutant) -> Place:
    row = mutant.pick()
    units = {"of_100000", "persons", "per_thousand"} - {mutant.get(row, "unit")}
    return mutant.set(row, "unit", mutant.chance.choice(sorted(units)))


# ---- days out of order with their kind -----------------------------------------------------------

DAYS = "days out of order"


@kind(DAYS, [*FIGURES, "events.csv", "standards.csv"])
def the_end_lies_in_the_future(mutant: Mutant) -> Place:
    row = mutant.pick(lambda **row: row["end"] != "")
    return mutant.set(row, "end", f"{mutant.chance.randint(2031, 2099)}-01-15")


@kind(DAYS, FIGURES)
def a_count_of_people_is_a_hundred_years_long(mutant: Mutant) -> Place:
    row = mutant.pick(lambda **row: row["measure"].startswith("population") and row["start"] != "")
    start = mutant.get(row, "start")
    return mutant.set(row, "start", f"{int(start[:4]) - 100}{start[4:]}".replace("02-29", "02-28"))


@kind(DAYS, ["sources.csv"])
def a_source_is_published_after_today(mutant: Mutant) -> Place:
    row = mutant.pick(lambda **row: row["published"] or row["year"])
    later = str(mutant.chance.randint(2031, 2099))
    if mutant.get(row, "published"):
        return mutant.set(
            row, "published", later + mutant.get(row, "published")[4:].replace("02-29", "02-28")
        )
    return mutant.set(row, "year", later)


@kind(DAYS, ["sources.csv"])
def a_source_has_two_years(mutant: Mutant) -> Place:
    row = mutant.pick(lambda **row: row["published"] and row["year"])
    return mutant.set(row, "year", str(int(mutant.get(row, "year")) - mutant.chance.randint(2, 30)))


@kind(DAYS, ["events.csv"])
def a_printed_day_is_not_the_day(mutant: Mutant) -> Place:
    row = mutant.pick(
        lambda **row: any(map(str.isdigit, row["printed"])) and "19" in row["printed"]
    )
    column = "start" if mutant.get(row, "start") == mutant.get(row, "end") else "end"
    day = mutant.get(row, column)
    year = str(int(day[:4]) + mutant.chance.choice([-1, 1]))
    for name in ("start", "end"):
        mutant.set(row, name, (year + mutant.get(row, name)[4:]).replace("02-29", "02-28"))
    return row, column


@kind(DAYS, ["events.csv"])
def a_printed_day_of_the_month_is_another(mutant: Mutant) -> Place:
    days = "0123456789"
    row = mutant.pick(
        lambda **row: (
            row["start"] == row["end"]
            and row["start"] > "1800"
            and row["printed"][:2].strip(days) == ""
            and not row["printed"][:4].isdigit()
        )
    )
    printed = mutant.get(row, "printed")
    digits = printed[: len(printed) - len(printed.lstrip(days))]
    return mutant.set(row, "printed", str(int(digits) % 28 + 1) + printed[len(digits) :])


# ---- life tables, rows twice, rows lost, cells of megabytes ---------


@kind("life tables", ["standards.csv"])
def survivors_rise_with_age(mutant: Mutant) -> Place:
    row = mutant.pick(lambda **row: row["measure"] == "survivors" and row["age"] not in ("", "0"))
    more = str(round(number(mutant.get(row - 1, "value")) + mutant.chance.randint(1, 900)))
    mutant.set(row, "printed", more)
    return mutant.set(row, "value", more)


@kind("life tables", ["standards.csv"])
def nobody_survives(mutant: Mutant) -> Place:
    row = mutant.pick(lambda **row: row["measure"] == "survivors" and 5 < number(row["age"]) < 60)
    mutant.set(row, "printed", "0")
    return mutant.set(row, "value", "0")


@kind("life tables", ["standards.csv"])
def an_age_stands_twice(mutant: Mutant) -> Place:
    row = mutant.pick(lambda **row: row["measure"] == "survivors" and number(row["age"]) > 1)
    return mutant.set(row, "age", mutant.get(row - 1, "age"))


@kind("rows twice", list(TABLES))
def a_row_stands_twice_under_another_id(mutant: Mutant) -> Place:
    row = mutant.pick()
    again = list(mutant.rows[row])
    again[0] += "-again"
    mutant.rows.insert(row + 1, again)
    mutant.change = ("", ",".join(again))
    return row + 1, mutant.header[0]


@kind("rows lost", list(TABLES))
def a_row_is_lost(mutant: Mutant) -> Place:
    row = mutant.pick()
    mutant.change = (",".join(mutant.rows.pop(row)), "")
    return row, "lost"


@kind("rows lost", list(TABLES))
def the_end_of_a_file_is_lost(mutant: Mutant) -> Place:
    keep = mutant.chance.randrange(2, len(mutant.rows))
    mutant.change = (f"{len(mutant.rows) - keep} rows", "")
    del mutant.rows[keep:]
    return keep, "lost"


@kind("cells of megabytes", list(TABLES))
def a_cell_is_larger_than_any_text(mutant: Mutant) -> Place:
    name = mutant.field(lambda field: field["name"] in ("note", "reason", "locator", "title"))[
        "name"
    ]
    return mutant.set(mutant.pick(), name, mutant.chance.choice(["x", "word ", "й"]) * 1_000_000)


# ---- claims --------------------------------------------------------------------------------------

CLAIMS = "claims that lead nowhere"


@kind(CLAIMS, ["claims.csv"])
def what_a_claim_is_held_against_is_not_printed(mutant: Mutant) -> Place:
    row = mutant.pick(lambda **row: row["against"] and row["printed"] == row["against"])
    printed = mutant.get(row, "printed")
    at = next(i for i, sign in enumerate(printed) if sign.isdigit())
    other = str((int(printed[at]) + mutant.chance.randint(1, 8)) % 9 + 1)
    other = other if other != printed[at] else "7" if printed[at] != "7" else "8"
    return mutant.set(row, "printed", printed[:at] + other + printed[at + 1 :])


@kind(CLAIMS, ["claims.csv"])
def a_claim_is_answered_on_no_page(mutant: Mutant) -> Place:
    row = mutant.pick()
    page, _, place = mutant.get(row, "see").partition("#")
    other = mutant.chance.choice([f"{page}#p-nowhere", f"99-nothing#{place}", f"{page}x#{place}"])
    return mutant.set(row, "see", other)


@kind(CLAIMS, ["claims.csv"])
def a_claim_takes_a_figure_that_is_none(mutant: Mutant) -> Place:
    row = mutant.pick(lambda **row: row["inputs"] != "")
    inputs = mutant.get(row, "inputs")
    at = inputs.index("=") + 1
    return mutant.set(row, "inputs", inputs[:at] + "x-" + inputs[at:])


# ---- names in the wrong script -------------------------------------------------------------------

SCRIPT = "names in the wrong script"
ALIKE = dict(zip("аеосрхАВЕКМНОРСТХ", "aeocpxABEKMHOPCTX", strict=True))


@kind(SCRIPT, ["names.csv"])
def a_letter_is_latin(mutant: Mutant) -> Place:
    row = mutant.pick(lambda **row: any(letter in ALIKE for letter in row["name"]))
    name = mutant.get(row, "name")
    at = mutant.chance.choice([i for i, letter in enumerate(name) if letter in ALIKE])
    return mutant.set(row, "name", name[:at] + ALIKE[name[at]] + name[at + 1 :])


@kind(SCRIPT, ["names.csv"])
def a_name_is_the_english_one(mutant: Mutant) -> Place:
    row = mutant.pick()
    return mutant.set(row, "name", mutant.get(row, "key"))


@kind(SCRIPT, FIGURES)
def a_key_has_a_cyrillic_letter(mutant: Mutant) -> Place:
    back = {latin: cyrillic for cyrillic, latin in ALIKE.items()}
    column = mutant.chance.choice(["people", "territory", "unit", "measure"])
    row = mutant.pick(lambda **row: any(letter in back for letter in row[column]))
    name = mutant.get(row, column)
    at = mutant.chance.choice([i for i, letter in enumerate(name) if letter in back])
    return mutant.set(row, column, name[:at] + back[name[at]] + name[at + 1 :])


# ---- the schema and the descriptions -----------------------------

SCHEMA = "the schema itself"
JUNK = [None, 5, "", "x", [], {}, True, -1.5, ["x"], {"x": 1}]


def schemas(content: dict) -> list[list[dict]]:
    """Return the lists of fields in a description."""
    if "fields" in content:
        return [content["fields"]]
    given = (one["schema"] for one in content["resources"] if isinstance(one["schema"], dict))
    return [schema["fields"] for schema in given]


JSONS = ["figures.schema.json", "datapackage.json"]


@document(SCHEMA, JSONS)
def a_field_is_of_another_type(content: dict, chance: random.Random) -> tuple:
    field = chance.choice(chance.choice(schemas(content)))
    old = field["type"]
    field["type"] = chance.choice(sorted({"string", "number", "date", "strin", "boolean"} - {old}))
    return f"type of {field['name']}", old, field["type"]


@document(SCHEMA, JSONS)
def a_field_is_lost(content: dict, chance: random.Random) -> tuple:
    fields = chance.choice(schemas(content))
    lost = fields.pop(chance.randrange(len(fields)))
    return f"field {lost['name']}", lost, None


@document(SCHEMA, JSONS)
def a_field_is_renamed(content: dict, chance: random.Random) -> tuple:
    field = chance.choice(chance.choice(schemas(content)))
    old = field["name"]
    field["name"] = chance.choice([old + "s", old.upper(), "", "x"])
    return f"name of {old}", old, field["name"]


@document(SCHEMA, JSONS)
def a_field_stands_twice(content: dict, chance: random.Random) -> tuple:
    fields = chance.choice(schemas(content))
    fields.append(chance.choice(fields))
    return "fields", None, fields[-1]


@document(SCHEMA, JSONS)
def a_name_of_a_closed_list_is_lost(content: dict, chance: random.Random) -> tuple:
    lists = [f for fields in schemas(content) for f in fields if "enum" in f.get("constraints", {})]
    used = {cell for name in TABLES for row in cells(name) for cell in row}
    field = chance.choice(lists)
    known = field["constraints"]["enum"]
    lost = chance.choice([name for name in known if name in used])
    known.remove(lost)
    return f"enum of {field['name']}", lost, None


@document(SCHEMA, JSONS)
def a_constraint_is_misspelt_or_odd(content: dict, chance: random.Random) -> tuple:
    held = [f for fields in schemas(content) for f in fields if f.get("constraints")]
    field = chance.choice(held)
    name = chance.choice(list(field["constraints"]))
    old = field["constraints"].pop(name)
    odd = chance.choice([name + "s", name])
    field["constraints"][odd] = old if odd != name else chance.choice([None, 5, {}, "(", ["(", 5]])
    return f"constraints of {field['name']}", {name: old}, field["constraints"]


@document(SCHEMA, JSONS)
def a_closed_list_is_lost(content: dict, chance: random.Random) -> tuple:
    held = [f for fields in schemas(content) for f in fields if "enum" in f.get("constraints", {})]
    field, name = chance.choice(held), "enum"
    return f"constraints of {field['name']}", {name: field["constraints"].pop(name)}, None


@document(SCHEMA, ["datapackage.json"])
def a_resource_leads_nowhere(content: dict, chance: random.Random) -> tuple:
    resource = chance.choice(content["resources"])
    name = chance.choice(["path", "schema", "name"])
    old = resource[name]
    resource[name] = chance.choice(["nowhere.csv", "", None, 5, "../x.csv", []])
    return f"{name} of a resource", old, resource[name]


@document(SCHEMA, ["datapackage.json"])
def a_resource_is_lost(content: dict, chance: random.Random) -> tuple:
    lost = content["resources"].pop(chance.randrange(len(content["resources"])))
    return f"resource {lost['name']}", lost["name"], None


def nodes(content: object) -> Iterator[tuple[dict | list, str | int]]:
    """Yield every place in a document: what holds it, and its name or number there."""
    inside = content.items() if isinstance(content, dict) else enumerate(content)
    for name, value in inside:
        yield content, name
        if isinstance(value, dict | list):
            yield from nodes(value)


@document("descriptions", JSONS)
def a_description_says_nothing(content: dict, chance: random.Random) -> tuple:
    told = [place for place in nodes(content) if place[1] in ("description", "title", "version")]
    holder, name = chance.choice(told)
    old = holder[name]
    holder[name] = chance.choice(["", " ", "\u00a0", None, 5, []])
    return str(name), old, holder[name]


@document("anything anywhere", [*JSONS, "regions.geojson"])
def anything_stands_anywhere(content: dict, chance: random.Random) -> tuple:
    """Some of it is harmless; none of it may end in another exception."""
    holder, name = chance.choice(list(nodes(content)))
    old = holder[name]
    holder[name] = chance.choice(JUNK)
    return str(name), old, holder[name]


HARMLESS = {"anything anywhere"}  # nobody can know what of it is meant
