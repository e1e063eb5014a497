"""Charts take answers as they are: every kind says, fits and draws its rows, wide and narrow."""

import io
import itertools
import math
import re
from urllib.parse import unquote

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

import kalstats
from kalstats import plots, report

NAN, INF = float("nan"), float("inf")
WIKI, MVD = "wikipedia-deportation", "mvd-1948"


def answer(columns: str, *rows: tuple, unit: str = "persons", **more) -> pd.DataFrame:
    """Make an answer frame: columns by name, then unit and sources in every row."""
    return pd.DataFrame(rows, columns=columns.split()).assign(unit=unit, sources=MVD, **more)


def days(rows: pd.DataFrame) -> pd.DataFrame:
    rows[["start", "end"]] = rows[["start", "end"]].apply(pd.to_datetime)
    return rows


RIVALS = answer(
    "quantity label low value high preferred printed",
    ("Deported", "an archive", 93_139, 93_139, 93_139, True, "93,139"),
    ("Deported", "a book of many words, volume two, page 412", 91_000, NAN, 94_000, False, ""),
    ("Died", "a register", 16_594, 16_594, 16_594, True, "16,594"),
    ("Died", "at least so many, says another", 13_000, NAN, INF, False, None),
)
PERIODS = days(
    answer(
        "start end low value high label",
        ("1944-01-01", "1944-12-31", 45.0, NAN, 70.0, ""),
        ("1945-01-01", "1946-12-31", 30.0, 35.0, 40.0, ""),
        ("1947-01-01", "1952-12-31", 12.0, 14.0, 16.0, "ends"),
        unit="per 1,000 a year",
    )
)
EXILE = days(
    answer(
        "measure start end low value high",
        ("registered", "1943-12-28", "1943-12-28", 93_139, 93_139, 93_139),
        ("registered", "1948-10-01", "1948-10-01", 74_918, 74_918, 74_918),
        ("registered", "1953-01-01", "1953-01-01", 80_750, 80_800, 80_850),
        ("births", "1943-12-28", "1948-10-01", 2_600, 2_702, 2_800),
        ("deaths", "1943-12-28", "1948-10-01", 16_017, 16_594, 17_900),
        ("births", "1948-10-02", "1952-12-31", 7_843, 7_843, 7_843),
        ("deaths", "1948-10-02", "1952-12-31", 3_000, NAN, 4_000),
    )
)
COURSE = answer(
    "series year low value high label preferred",
    ("counted", 1926.96, 129_321, 129_321, 129_321, "Kalmyks, by census", True),
    ("counted", 1939.05, 134_402, 134_402, 134_402, "", True),
    ("counted", 1939.05, 131_271, 131_271, 131_271, "", False),
    ("counted", 1959.04, 106_066, 106_066, 106_066, "", True),
    ("counted", 1970.04, 137_194, 137_194, 137_194, "", True),
    ("registered", 1943.99, 93_139, 93_139, 93_139, "exiles on the register", True),
    ("registered", 1948.75, 74_918, 74_918, 74_918, "", True),
    ("registered", 1953.0, 80_800, 80_800, 80_800, "", True),
    ("path", 1939.05, 134_402, 134_402, 134_402, "between, by the model", True),
    ("path", 1943.99, 103_200, 103_200, 103_200, "", True),
    ("path", 1948.75, 85_500, 85_500, 85_500, "", True),
    ("path", 1959.04, 107_300, 107_300, 107_300, "", True),
    ("path", 1970.04, 136_500, 136_500, 136_500, "", True),
    ("expected", 1943.99, 100_000, 103_200, 106_000, "without the deportation", True),
    ("expected", 1959.04, 134_000, 138_300, 143_000, "", True),
    ("expected", 1970.04, 163_000, 172_500, 182_000, "", True),
    ("missing", 1959.04, 26_000, 31_000, 36_000, "", True),
    ("note", 1942.0, NAN, 114_000, NAN, "war and miscounts", True),
)
AGES = answer(
    "people measure age label low value high",
    *(("all", "population", age, f"{1984 - age}–{89 - age}", n, n, n)
      for age, n in ((35, 25_000), (40, 12_000), (45, 14_000), (50, 19_000))),
    *(("Kalmyks", "population", age, f"{1984 - age}–{89 - age}", n - 900, n, n + 900)
      for age, n in ((35, 11_000), (40, 2_800), (45, 5_200), (50, 6_500))),
    ("Kalmyks", "ratio to the neighbouring ages", 40, "1944–49", 0.28, 0.35, 0.53),
)  # fmt: skip
PARTS = answer(
    "label people value note",
    ("1926", "Kalmyks", 107.0, ""), ("1926", "Russians", 15.2, ""), ("1926", "others", 19.4, ""),
    ("1937", "Kalmyks", NAN, "no counts found"),
    ("1939", "Kalmyks", 107.25, ""), ("1939", "not told apart", 113.4, ""),
    unit="thousand persons",
)  # fmt: skip
CHANGE = answer(
    "measure label low value high preferred unsure",
    ("1926–1939", "change", -27.0, -27.0, -27.0, True, True),
    ("1926–1939", "own growth", 0.0, 0.0, 0.0, False, True),
    ("1926–1939", "growth of others", -27.0, -27.0, -27.0, False, True),
    ("2010–2021", "change", 3.0, NAN, 7.0, True, False),
    ("2010–2021", "own growth", -INF, 1.0, 3.0, False, False),
    ("2010–2021", "growth of others", 2.03, 2.06, 2.09, False, False),
    unit="percentage points",
)
SHARES = answer(
    "people start value preferred",
    ("Kalmyks", pd.Timestamp("1926-12-17"), 75.6, True),
    ("Kalmyks", pd.Timestamp("1939-01-17"), 48.6, True),
    ("Kalmyks", pd.Timestamp("1959-01-15"), 35.1, True),
    ("Russians", pd.Timestamp("1959-01-15"), 55.9, False),
    ("Russians", pd.Timestamp("1989-01-12"), 37.7, True),
    ("", pd.Timestamp("1943-12-27"), NAN, False),
    unit="percent",
    label="exile",
    end=pd.Timestamp("1957-01-09"),
)
DATED = kalstats.events(rank="preferred", kind="territory").query("start > '1919'")
KINDS = {
    "ladder": (plots.ladder, RIVALS[RIVALS["quantity"] == "Died"].drop(columns="quantity"), {}),
    "ladders": (plots.ladder, RIVALS, {}),
    "beside": (plots.ladder, RIVALS[:2].drop(columns="quantity"),
               {"reference": (93_500, "ours")}),
    "bars": (plots.bars, RIVALS[RIVALS["high"] < INF], {}),
    "pairs": (plots.bars, answer("label measure value", ("Omsk Oblast", "persons", 24_352.0),
                                 ("Omsk Oblast", "families", 8_353.0),
                                 ("Tobolsk", "families", 522.0)), {}),
    "account": (plots.account, answer("label kind value", ("arrived", "change", 90_940.0),
                                      ("died", "change", -16_594.0),
                                      ("without a trace", "residual", -766.0),
                                      ("registered", "stock", 73_580.0)), {}),
    "split": (plots.account, answer("label kind low value high",
                                    ("excess deaths", "part", 15e3, 18e3, 21e3),
                                    ("missing", "stock", 15e3, 18e3, 21e3)), {}),
    "over_time": (plots.over_time, EXILE[EXILE["measure"] == "registered"], {}),
    "rates": (plots.over_time, PERIODS, {"join": False, "against": (14, 18, "ordinary years")}),
    "series": (plots.over_time, pd.concat([
        PERIODS.assign(series="Kalmyks", value=[50, 35, 14], label=""),
        PERIODS.assign(series="Chechens", value=[52, 30, 13], label=""),
    ]), {}),
    "register": (plots.register, EXILE, {}),
    "course": (plots.course, COURSE, {"gap": (1943.99, 1957.02, "exile")}),
    "age_hole": (plots.age_hole, AGES, {}),
    "share_lines": (plots.share_lines, SHARES, {}),
    "stacked_bars": (plots.stacked_bars, PARTS, {}),
    "signed": (plots.bars, CHANGE, {}),
    "panels": (plots.bars, answer("measure label low value high",
                                  ("Deaths", "Kalmyks", 18, 18.2, 19),
                                  ("Deaths", "Ingush, pooled", 17, 19, 23),
                                  ("Fall", "Kalmyks", -4, -3, -2), unit="percent"), {}),
    "ranks": (plots.ladder, answer("label least low value high most", ("Deaths", 2, 3, 3, 3, 4),
                                   ("In transit", 1, 1, NAN, 2, 2), unit="ranks"), {}),
    "timeline": (plots.timeline, DATED.sort_values("start"), {"until": "2021-10-01"}),
}  # fmt: skip


@pytest.fixture(params=itertools.product(KINDS, (True, False)), ids=lambda p: f"{p[0]} {p[1]}")
def drawn(request):
    """Draw every kind at its own height, as `report.show` does."""
    (name, wide), width = request.param, (report.NARROW, report.WIDE)
    draw, rows, options = KINDS[name]
    with plots.style():
        size = (width[wide], draw.inches(rows, wide))
        figure = Figure(figsize=size, layout="constrained")
        ax = figure.subplots()
        assert draw(rows, ax, **options) is ax
        figure.draw_without_rendering()
    return name, figure, list(every(ax))


def every(ax):
    """Give all the texts of axes and of the panels in them."""
    axes = (ax.xaxis, ax.yaxis) if ax.axison else ()
    ticks = [tick.label1 for axis in axes for tick in axis._update_ticks()]  # those in view
    yield from [*ax.texts, ax.title, ax._left_title, ax.xaxis.label, *ticks]
    for child in ax.child_axes:
        yield from every(child)


def test_no_text_of_a_chart_is_small_or_cut(drawn):
    """At 375 px a point is 1.31 px: 9 points are 11.8 px. Nothing stands beyond the drawing."""
    name, figure, texts = drawn
    for text in texts:
        if text.get_visible() and text.get_text().strip():
            box = text.get_window_extent()
            assert text.get_fontsize() >= 9, text
            assert box.x0 >= -2, (name, text)
            assert box.x1 <= figure.bbox.x1 + 2, (name, text)
            assert -2 <= box.y0 < box.y1 <= figure.bbox.y1 + 2, (name, text)


def test_no_words_of_a_chart_lie_over_others(drawn):
    name, _, texts = drawn
    shown = [text for text in texts if text.get_visible() and text.get_text().strip()]
    boxes = [text.get_window_extent() for text in shown]
    for (i, one), (j, two) in itertools.combinations(enumerate(boxes), 2):
        wide = min(one.x1, two.x1) - max(one.x0, two.x0)
        high = min(one.y1, two.y1) - max(one.y0, two.y0)
        assert wide < 3 or high < 3, (name, shown[i].get_text(), shown[j].get_text())


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_says_its_rows_in_words_and_how_high_it_is(name):
    draw, rows, _ = KINDS[name]
    words = draw.describe(rows)
    assert 40 < len(words) <= 250
    assert "nan" not in words
    assert words.endswith(".")
    assert 0.8 < draw.inches(rows, True) < 9
    assert 0.8 < draw.inches(rows, False) < 12


def test_hatching_means_not_told_apart_and_nothing_else():
    for name, (draw, rows, options) in KINDS.items():
        ax = Figure(figsize=(7, 4)).subplots()
        draw(rows, ax, **options)
        bars = [patch for patch in ax.patches if patch.get_hatch()]
        assert len(bars) == (1 if name == "stacked_bars" else 0), name
    ax = Figure(figsize=(7, 4)).subplots()
    plots.stacked_bars(PARTS, ax)
    texts = {text.get_text(): text for text in ax.texts}
    assert texts["113.4"].xy[0] == pytest.approx(107.25 + 113.4), "behind the pattern, not on it"


# ---- what single kinds draw --------------------------------------------------------------------


@pytest.fixture
def ax():
    with plots.style():
        yield Figure(figsize=(7, 4)).subplots()


def words(ax) -> list[str]:
    return [text.get_text() for text in ax.texts]


def test_a_ladder_writes_what_a_source_prints_or_else_the_range(ax):
    plots.ladder(RIVALS.drop(columns="quantity"), ax)
    told = "\n".join(words(ax))
    assert "93,139 · an archive" in told
    assert "91,000–94,000 · a book" in told
    assert "13,000 or more · at least" in told
    assert ax.get_xlabel() == "persons"


def test_each_quantity_has_a_ladder_of_its_own(ax):
    plots.ladder(RIVALS, ax)
    assert [child.get_title(loc="left") for child in ax.child_axes] == ["Deported", "Died"]
    assert [len(child.texts) for child in ax.child_axes] == [2, 2]


def test_each_measure_has_a_panel_and_those_of_one_unit_one_scale(ax):
    plots.bars(KINDS["panels"][1], ax)
    spots = [(bar.get_x(), bar.get_y(), bar.get_width()) for bar in ax.patches]
    assert spots[0][1] == spots[2][1] < spots[1][1], "panels side by side, rows below each other"
    assert spots[0][2] / 18.2 == pytest.approx(spots[1][2] / 19) == pytest.approx(spots[2][2] / -3)
    assert spots[0][0] < spots[2][0]
    assert {"18.0–19.0", "17.0–23.0", "−4.0 to −2.0", "Deaths", "Fall"} <= set(words(ax))


def test_parts_of_an_account_add_up_and_a_residual_is_not_filled(ax):
    plots.account(KINDS["account"][1], ax)
    ends = [bar.get_x() + bar.get_width() for bar in ax.patches]
    assert ends == [90_940, 74_346, 73_580, 73_580]
    assert [bar.get_fill() for bar in ax.patches] == [True, True, False, True]
    assert {"+90,940", "−16,594", "−766", "73,580"} <= set(words(ax))


def test_a_step_that_may_go_up_or_down_is_written_with_both_its_ends(ax):
    """Each end has its sign: −1,433 to 1,067 is not +1,067–1,433, nor a fall as a span."""
    steps = [("In neither", "residual", -1_433, 206, 1_067)]
    steps += [("Died", "change", -1_640, -1_400, -1_260), ("Born", "change", 350, 400, 680)]
    plots.account(answer("label kind low value high", *steps), ax)
    shown = {text.get_text() for text in ax.texts}
    assert {"−1,433 to +1,067", "−1,640 to −1,260", "+350 to +680"} <= shown


def test_an_account_shows_the_bounds_of_a_part(ax):
    plots.account(KINDS["split"][1], ax)
    assert [list(line.get_xdata()) for line in ax.lines] == [[15e3, 21e3]] * 2
    assert words(ax).count("15,000–21,000") == 2


def test_a_rate_is_drawn_as_long_as_its_period(ax):
    plots.over_time(PERIODS, ax, join=False, against=(14, 18, "ordinary years"))
    boxes = [patch for patch in ax.patches if math.isclose(patch.get_height(), 25)]
    assert boxes[0].get_width() == 366
    assert "ordinary years" in words(ax)
    assert ax.get_ylim()[0] == 0


def test_several_peoples_are_named_at_the_ends_of_their_lines(ax):
    plots.over_time(KINDS["series"][1], ax)
    assert {"Kalmyks", "Chechens"} <= set(words(ax))
    colours = {line.get_color() for line in ax.lines if len(line.get_xdata()) == 3}
    assert plots.COLOURS["accent"] in colours
    assert len(colours) == 2


def test_births_and_deaths_are_areas_under_the_stock(ax):
    plots.register(EXILE, ax)
    above, below = ax.child_axes
    areas = [bar.get_width() / 365.25 * bar.get_height() for bar in below.patches]
    assert areas == pytest.approx([2_702, -16_594, 7_843, -3_000])
    assert {"93,139", "74,918", "80,800"} <= set(words(above))
    assert {"births a year", "deaths a year"} <= {below.get_title(loc="left"), *words(below)}
    assert above.get_ylim()[0] == 0


def test_the_course_brackets_those_missing_between_path_and_fan(ax):
    plots.course(COURSE, ax, gap=(1943.99, 1957.02, "exile"))
    bracket = next(line for line in ax.lines if line.get_marker() == "_")
    assert list(bracket.get_ydata()) == [107_300, 138_300]
    assert set(bracket.get_xdata()) == {1959.04}
    told = " ".join(words(ax)).replace("\n", " ")
    assert "about 31,000 missing between 26,000 and 36,000" in told
    assert "dotted: between, by the model" in told
    joined = [list(line.get_xdata()) for line in ax.lines if line.get_linewidth() == 2.5]
    assert joined == [[1926.96, 1939.05], [1959.04, 1970.04]], "no line across the exile"
    points = [line for line in ax.lines if line.get_marker() == "o"]
    hollow = [p.get_ydata()[0] for p in points if p.get_mfc() == plots.COLOURS["paper"]]
    assert hollow == [131_271]


def test_the_hole_is_marked_among_those_of_its_age(ax):
    plots.age_hole(AGES, ax)
    own = [bar for bar in ax.patches if math.isclose(bar.get_width(), 0.62)]
    assert [bar.get_height() for bar in own if bar.get_alpha() == 1] == [2_800]
    assert "28–53% of the\nages beside" in words(ax)
    assert ax.get_xticklabels()[0].get_text() == "1934–39"


def test_a_change_has_a_sign_its_bounds_and_is_filled_if_sure(ax):
    """Bounds nearer than the last digit are one number; an open end reaches as far as the chart."""
    plots.bars(CHANGE, ax)
    assert {"+3.0 to +7.0", "at most +3.0", "−27.0", "+2.1"} <= set(words(ax))
    assert [bar.get_fill() for bar in ax.patches] == [False] * 3 + [True] * 2
    assert not any(bar.get_hatch() for bar in ax.patches)


def test_a_wider_range_of_a_ladder_is_a_thin_line(ax):
    plots.ladder(KINDS["ranks"][1], ax)
    drawn = [(list(line.get_xdata()), line.get_linewidth()) for line in ax.lines]
    assert [ends for ends, width in drawn if width == 1] == [[2, 4], [1, 2]]
    assert {"3 · Deaths", "1–2 · In transit"} <= set(words(ax))


def test_a_map_says_which_places_are_large():
    rows = kalstats.deportation(topic="destination", measure="sent", source=WIKI)
    known = plots.routes(rows, "Kalmykia")
    assert "Omsk Oblast 24,352" in plots.route_map.describe(known)
    assert len(plots.route_map.describe(known)) <= 250


# ---- one call in a notebook --------------------------------------------------------------------


@pytest.fixture
def shown(monkeypatch):
    pages = []
    monkeypatch.setattr("IPython.display.display", lambda page, **_: pages.append(page))
    return pages


def file_of(page: dict) -> pd.DataFrame:
    link = re.search(r'href="data:text/csv;charset=utf-8,([^"]*)"', page["text/html"])[1]
    return pd.read_csv(io.StringIO(unquote(link)), keep_default_na=False)


def test_one_call_gives_words_sources_and_numbers(shown):
    rows = RIVALS.drop(columns="quantity").assign(sources=[MVD, f"{MVD}; {WIKI}", "", "assumed"])
    report.show(plots.ladder, rows, title="Two sources differ", subtitle="Hollow: rivals")
    (page,) = shown
    assert page["text/plain"] == plots.ladder.describe(rows)
    assert f'aria-label="{page["text/plain"]}"' in page["text/html"]
    assert page["text/html"].count("<svg") == 2
    assert set(re.findall(r"#source-([\w-]+)", page["text/html"])) == {MVD, WIKI}
    assert list(file_of(page).columns) == list(rows.columns), "the rows drawn, all columns"


def test_the_numbers_behind_a_chart_have_the_digits_that_mean_something(shown):
    rows = answer("label low value high", ("a", 0.14618765526466654, 0.15, 93_139.0),
                  ("b", 1943.989041, NAN, 208_826_650.0))  # fmt: skip
    report.show(plots.bars, rows, title="Numbers")
    told = file_of(shown[0]).astype(str)
    assert told["low"].tolist() == ["0.146188", "1943.99"]
    assert told["high"].tolist() == ["93139", "208826650"]
    assert told["value"].tolist() == ["0.15", ""]


def test_a_long_title_is_refused():
    title = "one two three four five six seven eight nine ten eleven twelve 13 14 15 16"
    with pytest.raises(ValueError, match="16 words, expected at most 15"):
        report.show(plots.ladder, RIVALS, title=title)


def test_what_is_no_kind_of_chart_needs_words(shown):
    with pytest.raises(ValueError, match="alt = '': expected a sentence"):
        report.show(lambda rows, ax: ax.plot(rows["value"]), RIVALS, title="Mine")
    report.show(lambda rows, ax: ax.plot(rows["value"]), RIVALS, title="Mine",
                alt="A line that nobody else draws.")  # fmt: skip
    assert len(shown) == 1


def test_words_too_long_to_listen_to_are_cut(shown):
    many = pd.concat([RIVALS.assign(quantity=f"Quantity number {n}") for n in range(20)])
    report.show(plots.ladder, many[many["high"] < INF], title="Many")
    assert len(shown[0]["text/plain"]) <= 250
    assert shown[0]["text/plain"].endswith("…")


# ---- tables ------------------------------------------------------------------------------------


def cells(page: dict) -> list[list[str]]:
    rows = re.findall(r"<tr>(.*?)</tr>", page["text/html"], re.DOTALL)
    return [
        [re.sub("<[^>]*>", "", c) for c in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in rows
    ]


def test_a_table_writes_an_answer_as_it_is_to_be_read(shown):
    rows = answer(
        "people start end low value high figures",
        ("Kalmyks", "1944-01-01", "1944-12-31", 16_017, 16_594, 16_594, "x"),
        ("Kalmyks", "1948-10-01", "1948-10-01", 3_000, NAN, INF, "y"),
    )
    rows = days(rows)
    report.table(rows, caption="Deaths")
    assert cells(shown[0]) == [
        ["People", "When", "Persons", "Range", "Sources"],
        ["Kalmyks", "1944", "16,594", "16,017–16,594", "MVD 1948"],
        ["Kalmyks", "1 October 1948", "not known", "3,000 or more", "MVD 1948"],
    ]
    assert f'href="#source-{MVD}"' in shown[0]["text/html"]
    assert shown[0]["text/html"].count('<td class="number">') == 4


def test_a_table_of_several_units_names_them(shown):
    rows = pd.concat([answer("measure low value high", ("died", 17.0, 17.31, 17.5), unit="percent"),
                      answer("measure low value high", ("deaths", 9.0, 9.0, 9.0))])  # fmt: skip
    report.table(rows.assign(sources="assumed"), caption="Both")
    assert cells(shown[0]) == [
        ["Measure", "Value", "Range", "Unit", "Sources"],
        ["died", "17.3", "17.0–17.5", "percent", "assumed"],
        ["deaths", "9", "9", "persons", "assumed"],
    ]


def test_no_number_of_a_table_runs_over_the_edge(shown):
    share = kalstats.readings(
        lambda died, deported: died / deported,
        died=kalstats.quantity(id="deaths-kalmyks-1948-mvd"),
        deported=kalstats.quantity(id="deported-wikipedia-93139"),
    )
    report.table(share, caption="Every reading")
    report.table(pd.DataFrame({"x": ["a"], "y": [0.14618765526466654]}), caption="One number")
    told = [cell for page in shown for row in cells(page) for cell in row]
    assert "0.1462" in told
    assert not [cell for cell in told if re.search(r"\d\.\d{5}", cell)]


def test_a_table_looks_in_a_notebook_as_on_the_page(shown):
    """JupyterLab stands all cells right and makes heads bold; the page has a sheet of its own."""
    report.table(pd.DataFrame({"who": ["a"], "n": ["1,200"]}), caption="Numbers")
    html = shown[0]["text/html"]
    assert '<th scope="row" style="text-align: left; font-weight: normal">a' in html
    assert '<td class="number">1,200' in html
    assert "text-align" not in report.cleaning.squeeze(html)


@pytest.mark.parametrize("value", [np.float64(2.5), -0.0625, NAN])
def test_a_bare_number_is_written_with_a_true_minus(shown, value):
    report.table(pd.DataFrame({"x": ["a"], "y": [value]}), caption="One number")
    assert cells(shown[0])[1][1] in {"2.5", "−0.0625", "not known"}


# ---- another people, more parts, small ranks ---------------------------------------------------


def test_a_map_starts_where_its_rows_say():
    """Height, words and origin are those of the rows; no place of one study is a default."""
    sent = answer("territory value", ("Kalmykia", 400), ("Omsk Oblast", 2_000), unit="families")
    rows = plots.routes(sent, "Kazakh SSR")
    assert "Omsk Oblast 2,000 to Kalmykia 400" in plots.route_map.describe(rows)
    with plots.style():
        figure = Figure(figsize=(7.4, plots.route_map.inches(rows, True)), layout="constrained")
        ax = plots.route_map(rows, figure.subplots())
    told = "\n".join(words(ax))
    assert "shortest way from Aral" in told
    assert "Elista" not in told
    assert not re.search("[а-я]", told), "names in a second language only if one is asked for"


def test_five_peoples_and_others_have_six_looks(ax):
    names = ["Estonians", "Russians", "Germans", "Swedes", "Jews", "others"]
    plots.stacked_bars(answer("label people value", *(("1934", name, 10.0) for name in names)), ax)
    looks = {bar.get_facecolor() for bar in ax.patches}
    assert len(looks) == len(names)


def test_every_rank_has_a_tick(ax):
    plots.ladder(KINDS["ranks"][1], ax)
    assert list(ax.get_xticks()) == [1, 2, 3, 4]


@pytest.mark.parametrize("wide", [True, False])
def test_every_status_is_named_in_its_block_or_at_its_event(wide):
    draw, rows, options = KINDS["timeline"]
    width = report.WIDE if wide else report.NARROW
    ax = Figure(figsize=(width, draw.inches(rows, wide))).subplots()
    draw(rows, ax, **options)
    told = "\n".join(words(ax)).replace("\n", " ")
    blocks = [text.get_text() for text in ax.texts if text.get_rotation() == 90]
    changes = rows["status"][rows["status"] != ""].replace("none", "no territory")
    for name in set(changes):
        named = blocks.count(name) + len(re.findall(rf"(?<!\w){name} from ", told))
        assert named == (changes == name).sum(), name


def test_numbers_of_a_course_stand_on_paper(ax):
    """No line of the grid runs through them, on a phone either."""
    plots.course(COURSE, ax, gap=(1943.99, 1957.02, "exile"))
    numbers = [text for text in ax.texts if re.fullmatch(r"[\d,]+", text.get_text())]
    assert numbers
    assert all(text.get_bbox_patch() is not None for text in numbers)
