"""The study's answers by name: each is a tidy frame whose rows carry their sources.

What each answers, and the chart of `kalstats.plots` that takes it as it is::

    destinations       where the deported were taken                   bars, route_map
    persons_per_family persons sent for each family settled            bars
    labour             what labour the exiled were registered for      bars
    arrivals           from the deported to those who had arrived      account
    register           who was alive in exile, who was born and died   register
    mortality          deaths registered, and worked out from the living  ladder
    births             births of the exile, by two registers           bars
    births_and_deaths  those that each period can have had             (a table)
    death_rates        death and birth rates of the exile, by period   over_time, one measure
    quarters           shares who died in a quarter, as yearly rates   (a table)
    shares_died        the share who died, by every dead and whole     (a table)
    baselines          ordinary death or birth rates to measure by     ladder
    excess             deaths beyond ordinary mortality                bars, one period
    birth_deficit      births missing at ordinary rates                bars, one period
    loss.summary       who is missing: deaths and children not born    bars, one date
    loss.path          counted, in exile, without the deportation      course
    loss.ledger        from the census of 1939 to that of 1959         account, one span
    loss.variants      what the answer hangs on                        ladder
    published          published estimates beside the model's          ladder
    decline            the fall between two censuses, by every pair    ladder, one unit
    comparators        1959, had they grown as others did              ladder
    cohorts_1989       the ages of 1989 and their hole                 age_hole
    cohort_ratios      the hole as counted and as the model has it     ladder, one measure
    women_1989         women of 1989 by single years of age            (a table)
    shares             who lives in Kalmykia, census by census         share_lines
    share_changes      a share's change: own growth, others' growth    bars
    inside_outside     inside and outside Kalmykia                     bars
    peoples            each measure of loss for each people            bars
    greatest           on which measure the Kalmyks stand first        ladder
    excess_left        what a sum over all peoples leaves for them     bars
    disagreements      figures that exclude each other, widest first   bars

``help(kalstats.study.register)`` says the columns. DEPORTED_FROM and PROFILES are what cohorts_1989
works with.

One file a question: answers, deportation, exile, years, mortality, excess, censuses, changes,
cohorts, peoples; the folder loss; and then published, which takes from it.
"""

from kalstats.study import loss
from kalstats.study.answers import disagreements
from kalstats.study.censuses import inside_outside, shares
from kalstats.study.changes import comparators, decline, share_changes
from kalstats.study.cohorts import DEPORTED_FROM, PROFILES, cohorts_1989, women_1989
from kalstats.study.deportation import arrivals, destinations, labour, persons_per_family
from kalstats.study.excess import baselines, birth_deficit, excess
from kalstats.study.mortality import death_rates, mortality, register, shares_died
from kalstats.study.peoples import excess_left, greatest, peoples
from kalstats.study.published import cohort_ratios, published
from kalstats.study.years import births, births_and_deaths, quarters

__all__ = ["arrivals", "destinations", "disagreements", "labour", "loss", "persons_per_family"]
__all__ += ["births", "births_and_deaths", "death_rates", "mortality", "quarters", "register"]
__all__ += ["baselines", "birth_deficit", "excess", "published", "shares_died", "women_1989"]
__all__ += ["cohort_ratios", "comparators", "decline", "inside_outside", "share_changes", "shares"]
__all__ += ["DEPORTED_FROM", "PROFILES", "cohorts_1989", "excess_left", "greatest", "peoples"]
__dir__ = __all__.copy  # completion at a prompt lists what is public
