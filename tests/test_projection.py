"""Life tables and projections, against the tables of a textbook."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

import kalstats
from kalstats.projection import life_table, project, standardised_death_rate, survival

# Preston, Heuveline and Guillot 2001, box 3.1: Austria, males, 1992
# age, deaths, population, a, then as printed q, l, e
AUSTRIA = np.array(
    [
        (0, 419, 47925, 0.068, 0.008672, 100000, 72.889),
        (1, 70, 189127, 1.626, 0.001479, 99133, 72.526),
        (5, 36, 234793, 2.500, 0.000766, 98986, 68.631),
        (10, 46, 238790, 3.143, 0.000963, 98910, 63.682),
        (15, 249, 254996, 2.724, 0.004872, 98815, 58.740),
        (20, 420, 326831, 2.520, 0.006405, 98334, 54.014),
        (25, 403, 355086, 2.481, 0.005659, 97704, 49.346),
        (30, 441, 324222, 2.601, 0.006779, 97151, 44.613),
        (35, 508, 269963, 2.701, 0.009368, 96492, 39.900),
        (40, 769, 261971, 2.663, 0.014577, 95588, 35.252),
        (45, 1154, 238011, 2.698, 0.023975, 94195, 30.734),
        (50, 1866, 261612, 2.676, 0.035082, 91937, 26.422),
        (55, 2043, 181385, 2.645, 0.054861, 88711, 22.286),
        (60, 3496, 187962, 2.624, 0.089062, 83845, 18.426),
        (65, 4366, 153832, 2.619, 0.132925, 76377, 14.971),
        (70, 4337, 105169, 2.593, 0.187573, 66225, 11.864),
        (75, 5279, 73694, 2.518, 0.304102, 53803, 9.005),
        (80, 6460, 57512, 2.423, 0.435548, 37441, 6.839),
        (85, 6146, 32248, 5.247, 1.000000, 21134, 5.247),
    ]
)
# the same, box 6.1 and 6.2: Sweden, females, by five-year groups to 85 and over: 1993, L,
# births per woman, 1998, 2003, net migrants 1993 to 1998, 1998 with them
SWEDEN = np.array(
    [
        (293395, 497487, 0, 293574, 280121, 6840, 302392),
        (248369, 497138, 0, 293189, 293368, 4150, 298682),
        (240012, 496901, 0, 248251, 293049, 3365, 252007),
        (261346, 496531, 0.0120, 239833, 248066, 5270, 244150),
        (285209, 495902, 0.0908, 261015, 239529, 9240, 268267),
        (314388, 495168, 0.1499, 284787, 260629, 8230, 293515),
        (281290, 494213, 0.1125, 313782, 284238, 5470, 320624),
        (286923, 492760, 0.0441, 280463, 312859, 3155, 284767),
        (304108, 490447, 0.0074, 285576, 279147, 1770, 288031),
        (324946, 486613, 0.0003, 301731, 283344, 1115, 303166),
        (247613, 480665, 0, 320974, 298043, 1075, 322062),
        (211351, 471786, 0, 243039, 315045, 845, 243989),
        (215140, 457852, 0, 205109, 235861, 645, 205841),
        (221764, 436153, 0, 204944, 195388, 530, 205516),
        (223506, 402775, 0, 204793, 189260, 465, 205270),
        (183654, 350358, 0, 194419, 178141, 300, 194771),
        (141990, 271512, 0, 142324, 150666, 250, 142565),
        (112424, 291707, 0, 131768, 141960, 175, 131966),
    ]
)
FEMALES, LIVED, FERTILITY = SWEDEN[:, 0], SWEDEN[:, 1], SWEDEN[:, 2]


def swedish_survival() -> np.ndarray:
    table = pd.DataFrame({"Lx": LIVED, "lx": 100_000.0}, index=np.arange(0, 90, 5))
    return survival(table)


def test_the_life_table_of_austria_1992():
    age, deaths, population, a, q, survivors, e = AUSTRIA.T
    table = life_table(
        age, mx=deaths / population, ax=np.append(a[:-1], population[-1] / deaths[-1])
    )
    np.testing.assert_allclose(table["qx"], q, atol=6e-7)
    np.testing.assert_allclose(table["lx"], survivors, atol=0.6)
    np.testing.assert_allclose(table["ex"], e, atol=6e-4)


def test_the_formulas_of_the_first_years_give_the_printed_ones():
    """Table 3.3 of the same book: a of 0.068 and 1.626 for an infant mortality of 0.008743."""
    age, deaths, population, *_ = AUSTRIA.T
    table = life_table(age, mx=deaths / population, sex="male")
    assert table["ax"].round(3).tolist()[:2] == [0.068, 1.626]


def test_a_life_table_from_its_own_survivors_is_the_same():
    age, deaths, population, a, *_ = AUSTRIA.T
    years = np.append(a[:-1], population[-1] / deaths[-1])
    first = life_table(age, mx=deaths / population, ax=years)
    again = life_table(age, lx=first["lx"], ax=years)
    pd.testing.assert_frame_equal(first, again)


@pytest.mark.parametrize(
    ("table", "sex", "printed"),
    [
        # life expectancies printed with the Soviet life tables, Goskomstat 1989
        ("life-table-ussr-1926-rural", "male", 41.91),
        ("life-table-ussr-1926-rural", "female", 46.33),
        ("life-table-ussr-1938-rural", "male", 45.36),
        ("life-table-ussr-1938-rural", "female", 50.37),
        ("life-table-ussr-1958-rural", "male", 64.90),
        ("life-table-ussr-1958-rural", "female", 71.76),
    ],
)
def test_soviet_life_tables_give_the_life_expectancy_printed_with_them(table, sex, printed):
    """From abridged survivors a tenth of a year may be lost, a wrong column far more."""
    rows = kalstats.standards(table=table, sex=sex)
    rows = rows.assign(age=rows["age"].astype(float)).sort_values("age")
    built = life_table(rows["age"], lx=rows["value"], sex=sex)
    assert built["ex"].iloc[0] == pytest.approx(printed, abs=0.15)


def test_the_projection_of_sweden_without_migration():
    first, _ = project(FEMALES, swedish_survival(), FERTILITY)
    second, _ = project(first, swedish_survival(), FERTILITY)
    np.testing.assert_allclose(first, SWEDEN[:, 3], atol=0.51)
    np.testing.assert_allclose(second, SWEDEN[:, 4], atol=0.51)
    assert first.sum() == pytest.approx(4_449_569.727, abs=0.1)


def test_the_projection_of_sweden_with_migration():
    after, births = project(FEMALES, swedish_survival(), FERTILITY, migrants=SWEDEN[:, 5])
    np.testing.assert_allclose(after, SWEDEN[:, 6], atol=0.51)
    by_age = [15_244, 126_688, 229_354, 170_057, 63_203, 10_971, 472]
    assert births == pytest.approx(sum(by_age), abs=4)


def test_two_sexes_project_as_women_and_the_sons_of_the_same_births():
    both = np.stack([FEMALES, FEMALES])
    alive = np.stack([swedish_survival()] * 2)
    after, births = project(both, alive, FERTILITY, two_sex=True)
    alone, births_alone = project(FEMALES, swedish_survival(), FERTILITY)
    np.testing.assert_allclose(after[0], alone)
    assert births == births_alone
    assert after[1, 0] / after[0, 0] == pytest.approx(1.05)


@given(st.lists(st.floats(0.2, 1), min_size=4, max_size=4), st.floats(0.5, 2))
def test_many_draws_at_once_are_the_draws_one_by_one(alive, factor):
    women = np.array([[10.0, 20, 30, 40], [1, 2, 3, 4], [7, 7, 7, 7]]) * factor
    together, births = project(women, alive, [0, 0.1, 0.1, 0])
    for one, after, born in zip(women, together, births, strict=True):
        alone, born_alone = project(one, alive, [0, 0.1, 0.1, 0])
        np.testing.assert_allclose(after, alone)
        assert born == pytest.approx(born_alone)


@given(st.lists(st.floats(0.001, 0.3), min_size=3, max_size=12))
def test_everybody_dies_once(rates):
    table = life_table(np.arange(len(rates)) * 2.0, mx=rates)
    assert table["dx"].sum() == pytest.approx(100_000)
    assert table["Tx"].iloc[0] == pytest.approx(table["Lx"].sum())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"ages": [0, 1, 1], "mx": [0.1, 0.1, 0.1]},
            r"ages = \[0, 1, 1\]: expected one or more that rise",
        ),
        ({"ages": [0, 1], "mx": [0.1]}, "expected one for each of 2 ages"),
        (
            {"ages": [0, 1], "mx": [-0.1, 0.1]},
            r"mx\[0\] = \S+: expected a finite number, 0 or above",
        ),
        (
            {"ages": [0, 1], "mx": [np.nan, 0.1]},
            r"mx\[0\] = \S+: expected a finite number, 0 or above",
        ),
        ({"ages": [0, 1], "lx": [100, 110]}, "expected survivors that do not rise"),
        ({"ages": [0, 1]}, "mx and lx: expected exactly one"),
        (
            {"ages": [0, 1], "mx": [0.1, 0]},
            "mx = .* at age 1: expected a rate above 0, the interval",
        ),
        (
            {"ages": [0, 1], "mx": [0.1, 0], "ax": [0.5, 9]},
            "mx = .* at age 1: expected a rate above 0, the interval",
        ),
        (
            {"ages": [0, 1], "lx": [100, 100]},
            "mx = .* at age 1: expected a rate above 0, the interval",
        ),
        ({"ages": [0, 1], "lx": [100, 0]}, r"lx\[1\] = 0.0: expected a finite number above 0"),
        (
            {"ages": [0, 10], "mx": [5, 1], "ax": [9, 1]},
            "mx = 5 at age 0: expected a rate that kills no more than all",
        ),
    ],
)
def test_what_is_no_life_table_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        life_table(**arguments)


def test_what_cannot_be_projected_is_refused():
    with pytest.raises(ValueError, match="expected the same age groups"):
        project([1, 2, 3], [1, 1], [0, 0.1, 0])
    with pytest.raises(
        ValueError, match=r"population\[1\] = -2.0: expected a finite number, 0 or above"
    ):
        project([1, -2, 3], [1, 1, 1], [0, 1, 0])
    with pytest.raises(ValueError, match="expected a first axis of 2"):
        project([[1, 2], [1, 2], [1, 2]], [1, 1], [0, 0.1], two_sex=True)
    with pytest.raises(ValueError, match="expected every multiple of 5"):
        survival(life_table([0, 1, 10], mx=[0.1, 0.1, 0.1]))
    with pytest.raises(ValueError, match="width = 0: expected a finite number above 0"):
        survival(life_table([0, 1, 5], mx=[0.1, 0.1, 0.1]), width=0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"survival": [0.9, 1.01, 0.8]}, r"survival\[\d\] = 1.*: expected a share from 0 to 1"),
        ({"survival": [1.2, 0.9, 0.8]}, r"survival\[\d\] = 1.*: expected a share from 0 to 1"),
        ({"srb": 0}, "srb = 0: expected boys per girl"),
        ({"srb": -1}, "srb = -1: expected boys per girl"),
        ({"width": 0}, "width = 0: expected a finite number above 0"),
        (
            {"migrants": [0, -21, 0]},
            r"\(population \+ migrants / 2\)\[1\] = -0.5: expected a finite number, 0",
        ),
        (
            {"migrants": [0, 0, -15]},
            r"\(survivors \+ migrants\)\[\d\] = -.*: expected a finite number, 0",
        ),
        (
            {"migrants": [-9, 0, 0]},
            r"\(survivors \+ migrants\)\[\d\] = -.*: expected a finite number, 0",
        ),
        (
            {"migrants": [0, np.nan, 0]},
            r"\(population \+ migrants / 2\)\[1\] = nan: expected a finite number",
        ),
    ],
)
def test_a_step_that_nobody_can_take_is_refused(change, message):
    given = {"population": [10, 10, 10], "survival": [0.9, 0.9, 0.4], "fertility": [0, 0, 0]}
    with pytest.raises(ValueError, match=message):
        project(**(given | change))


def test_more_may_leave_a_group_than_began_the_step_in_it_if_others_grow_into_it():
    after, _ = project([100, 10, 10], [1, 1, 0.5], [0, 0, 0], migrants=[0, -15, 0])
    assert after.tolist() == [0, 92.5, 6.25]


# ---- death rates with other births -----------------------------------------------------------


def test_a_stationary_population_dies_and_is_born_at_one_over_its_life_expectancy():
    """Preston, Heuveline and Guillot 2001, section 3.7, for the males of Austria in 1992."""
    age, deaths, people = AUSTRIA[:, 0], AUSTRIA[:, 1], AUSTRIA[:, 2]
    table = life_table(age, mx=deaths / people, ax=AUSTRIA[:, 3])
    lived = table["Lx"].groupby(table.index // 5).sum().to_numpy()
    everybody, alive = np.array([lived, lived]), np.array([survival(table)] * 2)
    rate = 1 / table["ex"].iloc[0]
    for steps in (1, 4):
        found = standardised_death_rate(everybody, alive, rate, steps=steps)
        assert found == pytest.approx(rate)


@given(st.floats(0, 0.06), st.integers(1, 3))
def test_births_less_deaths_are_the_growth_of_a_closed_population(birth_rate, steps):
    people = np.array([[60.0, 50, 40, 30], [61, 49, 38, 20]])
    alive = np.array([[0.8, 0.95, 0.9, 0.6], [0.78, 0.94, 0.88, 0.5]])
    rate = standardised_death_rate(people, alive, birth_rate, steps=steps)
    lived, now = 0.0, people
    for _ in range(steps):
        after, _ = project(now, alive, np.zeros(4), two_sex=True)
        children = birth_rate * 5 / 2 * (now.sum() + after.sum())
        first = np.array([1, 1.05]) / 2.05 * alive[:, 0]
        after[:, 0] = first * children / (1 - birth_rate * 5 / 2 * first.sum())
        lived += 5 * (now.sum() + after.sum()) / 2
        now = after
    assert (birth_rate - rate) * lived == pytest.approx(now.sum() - people.sum())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"birth_rate": -0.01}, "birth_rate = -0.01: expected a rate from 0 to below 0.4"),
        ({"birth_rate": 0.4}, "birth_rate = 0.4: expected a rate from 0 to below 0.4"),
        ({"birth_rate": np.nan}, "birth_rate = nan: expected a finite number"),
        ({"steps": 0}, "steps = 0: expected a whole number of steps"),
        ({"steps": 1.5}, "steps = 1.5: expected a whole number of steps"),
        ({"population": [1, 1]}, r"population \(2,\), survival \(2, 2\): expected women and men"),
    ],
)
def test_birth_rates_that_cannot_be_are_refused(change, message):
    given = {"population": [[1, 1], [1, 1]], "survival": [[0.9, 0.9]] * 2, "birth_rate": 0.02}
    with pytest.raises(ValueError, match=message):
        standardised_death_rate(**(given | change))


# ---- tables that others publish --------------------------------------------------------------

# PAS, spreadsheet LTPOPDTH of the US Census Bureau: males, region North, infant mortality 0.1;
# population, deaths and the life expectancies it gives, as DemoTools checks itself against them
PAS = np.array(
    [
        (100958, 8674, 56.31), (466275, 1592, 61.53), (624134, 618, 58.35), (559559, 411, 53.63),
        (446736, 755, 48.81), (370653, 1098, 44.21), (301862, 1100, 39.83), (249409, 1357, 35.52),
        (247473, 1335, 31.43), (223014, 3257, 27.22), (172260, 2200, 24.09), (149338, 4023, 20.52),
        (127242, 2167, 18.12), (105715, 4578, 14.51), (79614, 2956, 12.42), (53660, 4212, 9.45),
        (31021, 2887, 7.85), (16805, 2351, 6.09), (8000, 1500, 4.95), (4000, 900, 4.28),
        (2000, 500, 3.85), (1000, 300, 3.33),
    ]
)  # fmt: skip
# United Nations, Model Life Tables for Developing Countries, 1982, p. 34, males: m, e
UN_1982 = np.array(
    [
        (0.23669, 35.000), (0.04672, 42.901), (0.00982, 47.190), (0.00511, 44.438),
        (0.00697, 40.523), (0.01036, 36.868), (0.01169, 33.691), (0.01332, 30.567),
        (0.01528, 27.500), (0.01757, 24.485), (0.02092, 21.504), (0.02517, 18.599),
        (0.03225, 15.758), (0.04241, 13.080), (0.06056, 10.584), (0.08574, 8.466),
        (0.11840, 6.729), (0.16226, 5.312), (0.23745, 4.211),
    ]
)  # fmt: skip
# United Nations, MORTPAK, 1988, p. 82, females: m, e
UN_1988 = np.array(
    [
        (0.12846, 49.997), (0.02477, 55.675), (0.00603, 57.245), (0.0034, 53.921),
        (0.00417, 49.803), (0.00513, 45.799), (0.00581, 41.922), (0.00645, 38.084),
        (0.00725, 34.249), (0.00813, 30.420), (0.00913, 26.578), (0.01199, 22.701),
        (0.01647, 18.945), (0.0256, 15.349), (0.04047, 12.095), (0.06624, 9.240),
        (0.10638, 6.903), (0.19611, 5.099),
    ]
)  # fmt: skip


def abridged(count: int) -> np.ndarray:
    return np.array([0, 1, *range(5, 5 * (count - 1), 5)])


def test_the_infant_mortality_of_pas_takes_the_place_of_the_rate():
    """Coale and Demeny's separation factors of the North, from q of 0.1 on, are 0.33 and 1.558."""
    people, deaths, printed = PAS.T
    ax = np.r_[0.33, 1.558, np.full(19, 2.5), np.nan]
    table = life_table(abridged(22), mx=deaths / people, q0=0.1, ax=ax)
    assert table["ex"].round(2).tolist() == printed.tolist()
    assert table["qx"].iloc[0] == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("published", "sex", "within"), [(UN_1982, "male", 0.0035), (UN_1988, "female", 0.0045)]
)
def test_the_tables_of_the_united_nations(published, sex, within):
    """With their a (Greville 1943, k from the neighbouring rates); by default within 0.04 years."""
    m, printed = published.T
    ages = abridged(len(m))
    rough = life_table(ages, mx=m, sex=sex)
    np.testing.assert_allclose(rough["ex"], printed, atol=0.04)
    ax = rough["ax"].to_numpy().copy()
    k = np.log(m[5:] / m[3:-2]) / 10
    ax[4:-1] = 2.5 - 25 / 12 * (m[4:-1] - k)
    np.testing.assert_allclose(life_table(ages, mx=m, ax=ax)["ex"], printed, atol=within)


# Burkina Faso, females: survival and fertility of 1960-65, first estimates of Wheldon, Raftery,
# Clark and Gerland 2013, as popReconstruct and leapfrog publish them: 18 ratios for 17 groups
BURKINA = np.array([0.762, 0.878, 0.971, 0.973, 0.958, 0.948, 0.946, 0.939, 0.926])
BURKINA = np.append(BURKINA, [0.905, 0.875, 0.832, 0.774, 0.697, 0.593, 0.455, 0.318, 0.210])
BORN = np.array([0, 0, 0, 0.231, 0.365, 0.308, 0.258, 0.178, 0.091, 0.020, *[0] * 7])


def test_one_ratio_more_than_groups_is_that_of_the_open_group():
    """By the Leslie matrix of Preston, Heuveline and Guillot 2001, section 6.3."""
    matrix = np.diag(BURKINA[1:17], -1)
    matrix[16, 16] = BURKINA[17]
    matrix[0] = 5 / 2 / 2.05 * BURKINA[0] * (BORN + np.append(BORN[1:] * BURKINA[1:17], 0))
    women = np.linspace(400, 10, 17)
    after, _ = project(women, BURKINA, BORN)
    np.testing.assert_allclose(after, matrix @ women)
    many, _ = project(np.stack([women] * 3), BURKINA, BORN)
    np.testing.assert_allclose(many, np.stack([after] * 3))
    both, _ = project(np.stack([women, women]), np.stack([BURKINA] * 2), BORN, two_sex=True)
    np.testing.assert_allclose(both[0], after)


# Canada, females, 1950: from World Population Prospects 2019 of the United Nations, as the
# package ccmppWPP publishes it, an example of its output: m, a, e and 22 ratios for 21 groups
CANADA = np.array(
    [
        (0.0358987, 0.14263, 71.7550, 0.963209), (0.0015681, 1.54807, 73.3390, 0.994107),
        (0.0006722, 2.5, 69.7904, 0.997067), (0.0005026, 2.5, 65.0169, 0.997055),
        (0.0006772, 2.5, 60.1742, 0.996068), (0.0008993, 2.5, 55.3698, 0.995094),
        (0.0010682, 2.5, 50.6081, 0.993934), (0.0013663, 2.5, 45.8657, 0.991742),
        (0.0019529, 2.5, 41.1630, 0.987920), (0.0029144, 2.5, 36.5424, 0.982215),
        (0.0042756, 2.5, 32.0421, 0.974048), (0.0062680, 2.5, 27.6804, 0.962081),
        (0.0092506, 2.5, 23.4822, 0.941737), (0.0149241, 2.5, 19.4756, 0.909227),
        (0.0235201, 2.5, 15.7914, 0.856614), (0.0394976, 2.5, 12.4522, 0.774131),
        (0.0656864, 2.5, 9.6329, 0.669588), (0.0992824, 2.5, 7.4359, 0.545816),
        (0.1509501, 2.5, 5.6951, 0.413611), (0.2021351, 2.5, 4.5682, 0.305944),
        (0.2467347, 2.5, 3.7940, 0.184904), (0.3378136, 2.96021, 2.9602, 0),
    ]
)  # fmt: skip


def test_the_life_table_and_the_ratios_of_ccmppwpp():
    m, a, e, ratios = CANADA.T
    table = life_table(abridged(22), mx=m, ax=a)
    np.testing.assert_allclose(table["ex"], e, atol=1e-4)
    np.testing.assert_allclose(survival(table), ratios[:-1], atol=1e-6)
    np.testing.assert_allclose(life_table(abridged(22), mx=m, sex="female")["ex"], e, atol=0.002)


def test_a_ratio_of_0_that_fills_the_last_row_is_not_taken_for_survival():
    people, born = np.full(21, 100.0), np.zeros(21)
    with pytest.raises(ValueError, match=r"open group = 0: expected above 0, or one ratio fewer"):
        project(people, CANADA[:, 3], born)
    after, _ = project(people, CANADA[:-1, 3], born)
    assert after[-1] == pytest.approx(200 * 0.184904)


def test_the_two_sexes_of_ccmppwpp():
    """Its example sweden_1993_Preston_5x5: women, and men who differ by the sons of 1.05 a girl;
    and the births by the age of the mother, 615,989 in all."""
    both = np.stack([FEMALES, FEMALES])
    after, births = project(
        both, swedish_survival(), FERTILITY, migrants=SWEDEN[:, 5], srb=1.05, two_sex=True
    )
    np.testing.assert_allclose(after[0], SWEDEN[:, 6], atol=0.51)
    np.testing.assert_allclose(after[1], [317_340, *SWEDEN[1:, 6]], atol=0.51)
    assert births == pytest.approx(615_989, abs=4)


@given(st.lists(st.floats(0.1, 1), min_size=4, max_size=4), st.floats(0.1, 1))
def test_a_ratio_for_both_into_the_open_group_is_the_same_ratio_twice(alive, last):
    once, _ = project([4.0, 3, 2, 1, 1], [*alive, last], [0] * 5)
    twice, _ = project([4.0, 3, 2, 1, 1], [*alive, last, last], [0] * 5)
    np.testing.assert_allclose(once, twice)


@pytest.mark.parametrize("sex", ["male", "female", None])
@given(q0=st.floats(0.0001, 0.4))
def test_a_probability_of_dying_comes_out_as_it_was_given(sex, q0):
    table = life_table([0, 1, 5, 10], mx=[np.nan, 0.02, 0.01, 0.1], q0=q0, sex=sex)
    assert table["qx"].iloc[0] == pytest.approx(q0, rel=2e-3)  # the formulas leap at m = 0.107


def test_the_rate_that_a_probability_gives_is_that_which_gives_it():
    first = life_table([0, 1, 5], mx=[0.08, 0.02, 0.05], sex="male")
    again = life_table([0, 1, 5], mx=[None, 0.02, 0.05], q0=first["qx"].iloc[0], sex="male")
    pd.testing.assert_frame_equal(first, again)


# ---- what does not fit together --------------------------------------------------------------

RATES = {"ages": [0, 1, 5, 10, 15, 60], "mx": [0.05, 0.005, 0.002, 0.003, 0.004, 0.06]}
CLOSED = [0.1, 1.5, 2.5, 2.5, 20]


@pytest.mark.parametrize("last", [np.nan, 1 / 0.06, 16.667, 16.67, 16.7, 17])
def test_the_open_interval_follows_its_rate(last):
    table = life_table(**RATES, ax=[*CLOSED, last])
    assert table["mx"].iloc[-1] == pytest.approx(0.06)
    assert table["ex"].iloc[-1] == pytest.approx(1 / 0.06)


AX = [
    ([*CLOSED, 2.5], r"ax = 2.5 at age 60: expected 1/mx = 16.67"),
    ([*CLOSED, 0], r"ax = 0 at age 60: expected 1/mx = 16.67"),
    ([*CLOSED, 16.6], r"ax = 16.6 at age 60: expected 1/mx = 16.67"),
    ([*CLOSED, -1], r"ax = -1 at age 60: expected 1/mx = 16.67"),
    ([*CLOSED, np.inf], r"ax = inf at age 60: expected 1/mx = 16.67"),
    ([2.5] * 6, r"ax = 2.5 at age 0: expected from 0 to the 1 years of its interval"),
    ([0.1, 4.5, 2.5, 2.5, 20, np.nan], r"ax = 4.5 at age 1: expected from 0 to the 4 years"),
    ([0.1, 1.5, -0.1, 2.5, 20, np.nan], r"ax = -0.1 at age 5: expected from 0 to the 5 years"),
    ([0.1, np.nan, 2.5, 2.5, 20, np.nan], r"ax = nan at age 1: expected from 0 to the 4 years"),
    (2.5, r"ax of shape \(\): expected one for each of 6 ages"),
    ([0.1, 1.5], r"ax of shape \(2,\): expected one for each of 6 ages"),
    (["."] * 6, r"ax = \['\.', .*: expected numbers"),
]


@pytest.mark.parametrize(("ax", "message"), AX)
def test_years_lived_that_contradict_the_rate_or_the_width_are_refused(ax, message):
    with pytest.raises(ValueError, match=message):
        life_table(**RATES, ax=ax)


SHAPES = [
    ({"ages": [0, 1, 5], "mx": [0.1]}, r"mx of shape \(1,\): expected one for each"),
    ({"ages": 0, "mx": 0.1}, "ages = 0: expected one or more that rise"),
    ({"ages": [0, 1], "mx": 0.1}, r"mx of shape \(\): expected one for each"),
    ({"ages": [[0, 1]], "mx": [[0.1, 0.1]]}, r"ages = .*: expected one or more that rise"),
    ({"ages": [], "mx": []}, r"ages = .*: expected one or more that rise"),
    (
        {"ages": ["0", "1", "110+"], "mx": [0.1] * 3},
        r"ages = .*'110\+'\]: expected a finite number",
    ),
    ({"ages": ["0-4", "5-9"], "mx": [0.1] * 2}, "ages = .*'0-4'.*: expected a finite number"),
    ({"ages": [0, 1], "mx": [".", 0.1]}, r"mx = \['\.', 0.1\]: expected numbers"),
    ({"ages": [0, 1], "mx": ["0,1", "0,2"]}, "mx = .*'0,1'.*: expected numbers"),
    ({"ages": [0, 1], "lx": ["100 000", 9]}, "lx = .*'100 000'.*: expected numbers"),
    (
        {"ages": np.ma.array([0, 1], mask=[0, 1]), "mx": [0.1] * 2},
        "ages = .*: expected a finite number",
    ),
    ({"ages": [0, 1], "mx": [True, True]}, "mx = .*True.*: expected numbers"),
    ({"ages": [0], "lx": [100]}, "lx: expected two ages or more without ax"),
    ({"ages": [0, 1], "lx": [100, 90], "q0": 0.1}, "and no q0, they tell it"),
    ({"ages": [0, 1], "lx": [100, 90], "ax": [0.5, np.nan]}, "ax at age 1 = nan: expected"),
    ({"ages": [0, 1], "lx": [100, 90], "ax": [0.5, 0]}, "ax at age 1 = 0.0: expected"),
    ({**RATES, "sex": "f"}, "sex = 'f': expected one of male, female"),
    ({**RATES, "q0": 100}, "q0 = 100: expected a share from 0 to below 1"),
    ({**RATES, "q0": np.nan}, "q0 = nan: expected a share from 0 to below 1"),
    ({"ages": [0, 5], "mx": [0.1, 0.1], "q0": 0.1}, "q0 with ages .*: expected ages 0, 1 at first"),
]


@pytest.mark.parametrize(("given", "message"), SHAPES)
def test_what_has_no_shape_of_a_life_table_is_refused_by_name(given, message):
    with pytest.raises(ValueError, match=message):
        life_table(**given)


def test_a_life_table_of_one_open_interval_lives_as_its_rate_says():
    assert life_table([60], mx=[0.05])["ex"].tolist() == [20]


OFF = [[2, 5, 10, 15], [0, 3, 6, 12, 18], [5, 10, 15], [0, 1, 5, 11], [0, 1, 5, 10, 20], [0, 1, 4]]
OFF += [[0], [0, 2, 5, 15], [0, 1, 5, 9, 10.5], [0, 4, 8, 12]]


@pytest.mark.parametrize("ages", OFF)
def test_ages_off_the_width_have_no_survival(ages):
    """They gave plausible numbers, or a survival above 1."""
    with pytest.raises(ValueError, match=r"ages \[.*\]: expected every multiple of 5 from 0 on"):
        survival(life_table(ages, mx=np.full(len(ages), 0.05)))


@given(st.lists(st.floats(0.001, 0.3), min_size=22, max_size=22), st.integers(1, 4))
def test_finer_ages_give_the_survival_of_their_groups(rates, beyond):
    """Ages 0, 1, 5, 10, 15, 17 are right: what is above the last multiple is its open group."""
    ages = [*range(20), 20, 20 + beyond]
    table = life_table(ages, mx=rates)
    lived = [table["Lx"][table.index // 5 == group].sum() for group in range(4)]
    last = table["Lx"][table.index >= 20].sum()
    expected = [lived[0] / 500_000, *np.divide(lived[1:], lived[:-1]), last / (last + lived[-1])]
    np.testing.assert_allclose(survival(table), expected)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"population": 5}, r"population \(\), survival \(3,\), .*: expected the same age groups"),
        ({"population": ["10", "x", 1]}, r"population = .*: expected a finite number"),
        ({"survival": 0.9}, "expected the same age groups"),
        ({"survival": [0.9] * 5}, "expected the same age groups"),
        ({"survival": [[0.9] * 3] * 2, "population": [[9] * 3] * 3}, "expected shapes that fit"),
        ({"migrants": [1, 2]}, r"fertility \(3,\), migrants \(2,\): expected the same age groups"),
        ({"migrants": 3}, r"fertility \(3,\), migrants \(\): expected the same age groups"),
        ({"migrants": ["."] * 3}, "migrants = .*: expected numbers"),
        ({"fertility": [0, None, 0]}, r"fertility\[1\] = nan: expected a rate per person-year"),
    ],
)
def test_a_step_whose_shapes_do_not_fit_is_refused_by_name(change, message):
    given = {"population": [10, 10, 10], "survival": [0.9, 0.9, 0.4], "fertility": [0, 0, 0]}
    with pytest.raises(ValueError, match=message):
        project(**(given | change))


def test_a_frame_that_is_no_life_table_has_no_survival():
    with pytest.raises(ValueError, match=r"table = .*: expected a life table, with Lx and lx"):
        survival(pd.DataFrame({"Lx": [5, 4]}, index=[0, 5]))
