"""The figures that measures of a people's loss take, each from one source or kind of source."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from kalstats import data
from kalstats.evidence import BALANCE, Figure, quantities

KALMYKS, GERMANS, PAIR, TATARS = "Kalmyks", "Germans", "Chechens and Ingush", "Crimean Tatars"
TURKS, NORTH = "Turks, Kurds, Hemshils", "North Caucasians"
COUNT = "1948-10-01"  # of the register's balance
# rows of the balance: their name in ids, and what the register of October 1945 has of them
REGISTER = {
    NORTH: ("north-caucasians", ["chechens-ingush", "karachays", "balkars"]),
    "Crimeans": ("crimeans", ["crimeans"]),
    KALMYKS: ("kalmyks", []),
    TURKS: ("turks-kurds-hemshils", ["turks-kurds-hemshils"]),
    GERMANS: ("germans", []),
}
POOLED = {*REGISTER, PAIR} - {KALMYKS, GERMANS}
# peoples that Ediev tells apart: when deported, and the counts of those deported
EDIEV = {
    KALMYKS: ("1943-12", "deported-wikipedia-93139"),
    "Chechens": ("1944-02", "deported-chechens-goble"),
    "Ingush": ("1944-02", "deported-ingush-goble"),
    "Karachays": ("1943-11", "deported-karachays-unhcr"),
    "Balkars": ("1944-03", "deported-balkars-wikipedia"),
    TATARS: ("1944-05", "deported-crimean-tatars-standupforhistory"),
    GERMANS: ("1941-09", ""),
}
OPERATION = {people: key for people, (_, key) in EDIEV.items() if key} | {
    PAIR: "deported-chechens-ingush-wikipedia-496000",
    "Meskhetian Turks": "deported-meskhetian-turks-wikipedia",
    "Koreans": "koreans-deported-1937-wikipedia",
}
CENSUS = {  # who gives the counts of 1926, 1939 and 1959
    KALMYKS: ("sablin", "wikipedia-ru", "wikipedia"),
    **dict.fromkeys(("Chechens", "Ingush"), ("sablin", "", "table-3-7")),
    "Karachays": ("sablin", "caucasian-knot", "table-3-7"),
    "Balkars": ("sablin", "everyculture", "everyculture"),
    GERMANS: ("sablin", "kitschkas", "kitschkas"),
    "Koreans": ("sablin", "", "table-3-7"),
}
TRANSIT = {
    KALMYKS: "transit-deaths-wikipedia",
    PAIR: "transit-deaths-chechens-ingush-polittekhnologiya",
    "Karachays": "transit-deaths-karachays-wikipedia",
    "Balkars": "transit-deaths-balkars-wikipedia-ru",
}
PRINTED = {KALMYKS: "deaths-wikipedia-range", TATARS: "deaths-crimean-tatars-wikipedia-34000"}
PRINTED |= {
    people: f"deaths-{people.lower().replace(' and ', '-').replace(' ', '-')}-wikipedia-range"
    for people in (PAIR, "Karachays", "Balkars", "Meskhetian Turks", "Koreans")
}
# excess deaths in print: shares of the deported, and numbers in a sum over all peoples
EXCESS = {
    PAIR: "direct-losses-share-chechens-ingush-polittekhnologiya",
    "Balkars": "direct-losses-share-balkars-polittekhnologiya",
    TATARS: "direct-losses-share-crimean-tatars-campana",
}
SUM = "direct-losses-all-peoples-polittekhnologiya"
IN_SUM = {
    "germans": "direct-losses-germans-pohl",
    "pair": "direct-losses-chechens-ingush-polittekhnologiya",
    "balkars": "direct-losses-balkars-polittekhnologiya",
}
# what may stand for a figure although it is of another day or definition; with a star its rivals
FURTHER = {
    "arrived-kalmyks-1948-mvd": ["deported-wikipedia-93139*", "base-kalmyks-1943-12-ediev"],
    "arrived-turks-kurds-hemshils-1948-mvd": ["deported-turks-kurds-hemshils-pohl-92374*"],
    "deaths-north-caucasians-1948-mvd": ["deaths-north-caucasians-1948-07-pohl"],
    "deaths-crimeans-1948-mvd": ["deaths-crimeans-1948-07-pohl"],
    "deaths-kalmyks-1948-mvd": ["deaths-wikipedia-range"],
}


class Known:
    """The figures of this study by id."""

    def __init__(self) -> None:
        """Read both figure files."""
        rows = pd.concat([data.census(), data.deportation()], ignore_index=True)
        self.of = {figure.id: one for one in quantities(rows) for figure in one.figures}
        self.further = FURTHER | {
            self.base(people)[0].id: [f"{key}*"] for people, (_, key) in EDIEV.items() if key
        }

    def one(self, key: str) -> list[Figure]:
        """Return a figure by its id, to be read alone."""
        return [figure for figure in self.of[key].figures if figure.id == key]

    def sound(self, key: str) -> list[Figure]:
        """Return the rivals of a figure but the doubtful ones, unless there are no others."""
        rivals = list(self.of[key].figures)
        return [figure for figure in rivals if figure.rank != "doubtful"] or rivals

    def every(self, figures: list[Figure]) -> list[Figure]:
        """Return figures with all that may stand for them, those given first."""
        own = [figure.id for figure in figures if figure.id in self.of]
        others = [f"{key}*" for key in own] + [
            key for one in own for key in self.further.get(one, [])
        ]
        found = [
            rival
            for key in others
            for rival in (self.sound(key[:-1]) if key.endswith("*") else self.one(key))
        ]
        return list({figure.id: figure for figure in [*figures, *found]}.values())

    def counted(self, measure: str, people: str) -> list[Figure]:
        """Return a figure of the register's balance of 1 October 1948."""
        return self.one(f"{measure}-{REGISTER[people][0]}-1948-mvd")

    def arrivals(self, people: str) -> list[Figure]:
        """Return the arrivals as printed, and those that would close the balance if they differ."""
        row = [self.counted(name, people)[0] for name in BALANCE]
        arrived, births, deaths, released, registered = (float(figure.value) for figure in row)
        closing = registered - births + deaths + released
        name = f"{row[0].id}.closing"
        other = replace(row[0], id=name, low=closing, value=closing, high=closing)
        return row[:1] if closing == arrived else [row[0], other]

    def autumn(self, people: str) -> dict[str, list[Figure]]:
        """Return the register of 1 October 1945; of a pool, its parts."""
        keys = [f"registered-{part}-1945-10-marginaly" for part in REGISTER[people][1]]
        keys = keys or ["registered-1945-10-marginaly"]
        return {f"autumn_{i}": self.one(key) for i, key in enumerate(keys)}

    def base(self, people: str) -> list[Figure]:
        """Return Ediev's number of those deported."""
        return self.one(f"base-{people.lower().replace(' ', '-')}-{EDIEV[people][0]}-ediev")

    def began(self, people: str) -> pd.Timestamp:
        """Return the first day of which Ediev's number of the deported speaks."""
        days = self.base(people)[0].start, self.one(OPERATION[people])[0].start
        return pd.Timestamp(max(days))

    def births(self, measure: str, people: str) -> list[Figure]:
        """Return a figure of Ediev's table of births."""
        first = 1942 if people == GERMANS else 1944
        return self.one(f"{measure}-{people.lower().replace(' ', '-')}-{first}-1952-ediev")

    def counts(self, people: str) -> list[Figure]:
        """Return Ediev's counts of a people after the deportation, by date."""
        own = {"people": people, "measure": "registered", "source": "ediev-2004"}
        every = (
            figure for one in self.of.values() if one.people == people for figure in one.figures
        )
        found = {f.id: f for f in every if all(f[name] == key for name, key in own.items())}
        return sorted(found.values(), key=lambda figure: figure.start)
