"""Charts say what they should: tested by their artists, not by their pixels."""

import itertools

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

import kalstats
from kalstats import plots

EXILE = pd.DataFrame({"people": [""], "label": ["exile"]}).assign(
    start=pd.Timestamp("1943-12-27"), end=pd.Timestamp("1957-01-09")
)


@pytest.fixture
def ax():
    with plots.style():
        yield Figure(figsize=(7, 4)).subplots()


def texts(ax) -> str:
    return "\n".join(text.get_text() for text in ax.texts)


def test_a_ladder_draws_rivals_hollow_and_the_preferred_figure_filled(ax):
    count = kalstats.quantity(id="kalmyks-ussr-1939-wikipedia-131271")
    assert plots.ladder(plots.rungs(count), ax, unit="persons") is ax
    points = [line for line in ax.lines if line.get_marker() == "o"]
    filled = {line.get_xdata()[0]: line.get_markerfacecolor() for line in points}
    preferred = filled.pop(count.preferred.value)
    assert preferred == plots.COLOURS["accent"]
    assert set(filled.values()) == {plots.COLOURS["paper"]}
    assert ax.get_xlabel() == "persons"
    assert all(figure.printed in texts(ax) for figure in count.figures)


def test_a_ladder_draws_bounds_without_a_point_where_there_is_no_value(ax):
    lost = kalstats.quantity(id="lost-two-years-wikipedia")
    plots.ladder(plots.rungs(lost), ax, unit="persons")
    (bar,) = ax.lines
    assert list(bar.get_xdata()) == pytest.approx([13_000, 14_000])


def test_a_ladder_shows_all_of_its_points_and_its_reference(ax):
    rows = plots.rungs(kalstats.quantity(id="trains-wikipedia"))
    plots.ladder(rows, ax, unit="trains", reference=(50, "fifty"))
    low, high = ax.get_xlim()
    assert low < rows.low.min()
    assert high > 50
    assert "fifty" in texts(ax)


def test_a_bound_without_end_is_drawn_to_the_edge_with_an_arrow(ax):
    rows = plots.rungs(kalstats.quantity(people="Kalmyks", measure="deaths_share_of_deported"))
    assert (rows.high == float("inf")).any()
    plots.ladder(rows, ax, unit="percent")
    assert [line.get_marker() for line in ax.lines].count(">") == (rows.high == float("inf")).sum()


def test_long_labels_of_neighbours_do_not_overlap():
    """Protects phones: a label of several lines gets the room of several lines."""
    figure = Figure(figsize=(3.5, 5), layout="constrained")
    axes = figure.subplots()
    count = kalstats.quantity(id="all-kalmykia-1989-darski")
    plots.ladder(plots.rungs(count), axes, unit="persons")
    figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in axes.texts]
    assert all(upper.y0 > lower.y1 for upper, lower in itertools.pairwise(boxes))


def test_shares_are_never_joined_across_the_gap(ax):
    rows = kalstats.census(measure="share", territory="Kalmykia").dropna(subset="start")
    rows = rows[rows.people.isin(["Kalmyks", "Russians"])]
    plots.share_lines(pd.concat([rows, EXILE]), ax)
    began, ended = EXILE["start"][0], EXILE["end"][0]
    for line in ax.lines:
        dates = pd.to_datetime(mpl.dates.num2date(line.get_xdata(orig=False))).tz_localize(None)
        assert (dates < began).all() or (dates > ended).all()
    assert {"Kalmyks", "Russians", "exile"} <= set(texts(ax).splitlines())


def test_a_doubtful_share_is_hollow_and_joined_to_nothing(ax):
    rows = kalstats.census(measure="share", people="Russians").query("rank == 'doubtful'")
    rows["start"] = pd.Timestamp("1959-01-15")
    plots.share_lines(pd.concat([rows, EXILE]), ax)
    points = {line.get_ydata()[0]: line for line in ax.lines if line.get_marker() == "o"}
    assert points[55.9].get_markerfacecolor() == plots.COLOURS["paper"]
    assert all(len(line.get_xdata()) < 2 for line in ax.lines)


def test_the_timeline_names_every_event_and_leaves_the_years_without_territory_blank():
    ax = Figure(figsize=(7, 8)).subplots()
    dated = kalstats.events(rank="preferred", kind="territory").query("start > '1919'")
    plots.timeline(dated.sort_values("start"), ax, until="2021-10-01")
    assert "no territory" in texts(ax)
    assert texts(ax).count("ASSR") >= 4
    gone = mpl.dates.date2num(pd.Timestamp("1950-01-01"))
    blocks = [(bar.get_y(), bar.get_y() + bar.get_height()) for bar in ax.patches]
    assert len(blocks) == 6
    assert not any(low < gone < high for low, high in blocks)
    assert sum(len(line.get_xdata()) == 3 for line in ax.lines) == len(dated)


def test_figures_over_time_are_filled_and_joined_only_if_preferred(ax):
    rows = kalstats.deportation(people="Kalmyks", measure="registered").dropna(subset="start")
    rows = rows.sort_values("start").assign(preferred=rows["rank"] == "preferred", label="")
    assert plots.over_time(rows, ax) is ax
    markers = [line for line in ax.lines if line.get_marker() == "o"]
    hollow = {
        m.get_ydata()[0] for m in markers if m.get_markerfacecolor() == plots.COLOURS["paper"]
    }
    assert hollow == set(rows["value"][~rows["preferred"]])
    assert list(ax.lines[0].get_ydata()) == list(rows["value"][rows["preferred"]])
    assert ax.get_title(loc="left") == "persons"


def test_a_figure_without_a_month_is_drawn_as_long_as_the_time_it_may_mean(ax):
    rows = kalstats.deportation(id="registered-1946-wikipedia-ca-2007")
    plots.over_time(rows.assign(preferred=False, label="?"), ax, join=False)
    year = next(line for line in ax.lines if len(line.get_xdata()) == 2)
    assert float(np.ptp(year.get_xdata())) == 364
    assert "?" in texts(ax)


def test_a_range_over_time_is_the_box_of_its_period_without_a_point(ax):
    years = {"start": ["1944-01-01"] * 2, "end": ["1944-12-31"] * 2}
    bounds = {"low": [4, 6], "value": [float("nan")] * 2, "high": [13, 8]}
    rows = pd.DataFrame({**years, **bounds, "preferred": [False, True], "label": ["", "six"]})
    rows[["start", "end"]] = rows[["start", "end"]].apply(pd.to_datetime)
    plots.over_time(rows, ax, join=False)
    boxes = [(box.get_y(), box.get_y() + box.get_height()) for box in ax.patches]
    assert boxes == [(4, 13), (6, 8)]
    assert {box.get_width() for box in ax.patches} == {366}
    assert [box.get_fill() for box in ax.patches] == [False, True], "the preferred one is filled"
    assert not ax.lines


@pytest.mark.parametrize("width", [3.55, 7.4])
def test_no_label_of_a_ladder_lies_over_a_reference_at_its_right(width):
    figure = Figure(figsize=(width, 4.6), layout="constrained")
    axes = figure.subplots()
    label = "Krasnoyarsk Krai: 21,164 persons, 7,525 families"
    rows = pd.DataFrame({"label": [label] * 2, "value": [1.3, 3.4], "preferred": [True, False]})
    rows = rows.assign(low=rows.value, high=rows.value)
    with plots.style():
        plots.ladder(rows, axes, unit="persons per family", reference=(3.53, "all deported"))
    figure.draw_without_rendering()
    line = axes.transData.transform((3.53, 0))[0]
    assert all(text.get_window_extent().x1 <= line for text in axes.texts)


def test_a_figure_without_a_preferred_rival_is_read_first(ax):
    """Figures of one's own have no ranks: every bar of them read "no figure found"."""
    table = pd.DataFrame({"Võros": ["60", "30"], "others": ["40", "70"]}, ["North", "South"])
    common = {"source": "x", "start": "2011", "measure": "population"}
    rows = kalstats.data.from_wide(table, **common, own={"people": "*", "territory": "*"})
    plots.stacked_bars(rows.assign(label=rows["territory"]), ax)
    assert [bar.get_width() for bar in ax.patches] == [60, 40, 30, 70]
    assert "no figure found" not in texts(ax)
    rivals = pd.DataFrame({"people": ["a", "a", "b", "c"], "start": pd.NaT})
    rivals["rank"] = ["preferred", "normal", "normal", "doubtful"]
    assert plots.words.preferred(rivals).tolist() == [True, False, True, False]
