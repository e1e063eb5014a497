"""What is assumed: the priors of the loss model, each with what it rests on."""

from __future__ import annotations

from typing import NamedTuple

UNDERSTATED = 1.4  # death rates before the war by Andreev and others, against the official ones
CRISIS = 8  # death rates of the crisis table, as a multiple of those of 1938–39
UNITS = {"census_1939": "persons", "deported": "persons", "never_registered": "persons"}
UNITS |= {"decay": "years", "fertility_level": "times", "level_without": "times"}  # else shares


class Prior(NamedTuple):
    """What is assumed about one quantity: all values between two bounds alike.

    A bound is a number, the id of the figure it is taken from, or the name of another prior whose
    value is taken. ``kind`` is ``uniform`` (a range; one value if both bounds are the same),
    ``either`` (the one or the other bound, an alternative shown apart) or ``figures`` (one of the
    rival figures of the quantity that the lower bound belongs to, and a point inside its bounds).
    ``because`` is why somebody else assumes it.
    """

    name: str
    low: float | str
    high: float | str
    meaning: str
    basis: str
    kind: str = "uniform"
    because: str = ""


# fmt: off
PRIORS = (
    Prior("census_1939", "kalmyks-ussr-1939-wikipedia-131271",
          "kalmyks-ussr-1939-wikipedia-131271", "Kalmyks counted in 1939",
          "One of the rival figures, all alike", kind="figures"),
    Prior("padding", 0, 0.017, "Share of the count of 1939 that was padded",
          "None, or as much as is estimated for the USSR (Zhiromskaya); unknown for the Kalmyks"),
    Prior("deported", "deported-wikipedia-93139", "base-kalmyks-1943-12-ediev",
          "Deported, with the contingents that came later",
          "From the operation alone to the base that Ediev uses"),
    Prior("never_registered", 2_000, 15_000,
          "Kalmyks of December 1943 who were never registered in exile",
          "Wide: the censuses after the exile decide"),
    Prior("non_kalmyk", 0, 0.02, "Share of the deported who were not Kalmyks",
          "Wives and others; not counted by the sources"),
    Prior("men_missing", 0, 0.4, "Share of men aged 15–49 who were not among the deported",
          "None, or two in five: the war; not counted by the sources"),
    Prior("crisis", 0.4, 0.9, "Weight of the crisis table in 1944–48",
          f"Up to {CRISIS} times the death rates of 1938–39; the registers exclude less, "
          "and decide"),
    Prior("crisis_later", 0, 0.3, "Weight of the crisis table in 1949–53",
          "Below that of the years before; the registers decide"),
    Prior("decay", 0.7, 2.5, "Years in which the crisis falls to a third",
          "From what the shares dead in first quarters imply (1944–46) to what the registers ask"),
    Prior("missed", 0, 0.04, "Share of the exiles whom the registers of 1945 and 1948 missed",
          "None, or somewhat more than the re-registration of January 1949 added"),
    Prior("ediev_births", 0, 1, "Births in exile: as registered, or as Ediev estimates",
          "Two sources, shown apart", kind="either"),
    Prior("early_births", 0.3, 0.9,
          "Share of the births beyond the registered that fell into 1944–48",
          "Registration was worst in the first years; the share itself is not known"),
    Prior("understated", 0, 1, "Weight of tables with higher death rates than the official ones",
          f"Up to {UNDERSTATED} times: the official tables are said to understate, and the crude "
          "rates of Andreev and others for 1937–40 are higher; the total population lies between"),
    Prior("mortality_fall", 0, 1,
          "Fall of mortality towards the tables of 1958–59, as a share of it",
          "From frozen at 1938–39 to the whole of the fall"),
    Prior("late_registered", 1, 1,
          "Share of the later contingents who were in the register of early 1945",
          "All: that of soldiers taken from the front in 1944; the other end is a variant"),
    Prior("war_slump", 1, 1,
          "Births without the deportation: 1 with the slump of the war, 0 as in peace",
          "The question is the deportation, not the war; peace is a variant"),
    Prior("war_dead", 0, 0.06,
          "Share of men aged 15–49 who, without the deportation, would have died at the front",
          "None, or as many as of all Soviet men of that age in 1944–45, some 2.5 of 40 million; "
          "the Kalmyks are not counted by the sources"),
    Prior("fertility_fall", 0, 1,
          "Fall of fertility after the return towards the schedules of 1954–58, as a share of it",
          "From frozen at 1939 to the whole of the fall in the RSFSR"),
    Prior("fertility_level", 0.9, 1.2,
          "Fertility after the return as a multiple of that of the RSFSR",
          "Not known for the Kalmyks; the censuses of 1959 and 1970 decide"),
    Prior("fall_without", "fertility_fall", "fertility_fall",
          "Fall of fertility without the deportation",
          "As after the return; drawn apart as a variant"),
    Prior("level_without", "fertility_level", "fertility_level",
          "Fertility without the deportation as a multiple of that of the RSFSR",
          "As after the return: who had large families then is taken to have had them at home; "
          "no count says so, and nothing moves the answer more. Drawn apart as a variant"),
    Prior("early_1939", 0.1, 0.2,
          "Share of the children under five in 1943 who were born before mid-1939 or lost",
          "Evenly over the years, or fewer births and more deaths late in 1943"),
    Prior("early_1944", 0.01, 0.1,
          "Share of the births in exile of 1944–48 that fell into the first half of 1944",
          "As births rise with the square of time, or evenly: they were conceived at home"),
    Prior("early_1949", 0.05, 0.1,
          "Share of the births of 1949–53 that fell into the first half of 1949",
          "Half of an even share, if births still rose, or evenly"),
)
# fmt: on
