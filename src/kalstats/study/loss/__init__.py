"""The loss model of this study: one account of the Kalmyks from 1939 to 1970, drawn many times.

What is uncertain is listed in `assumptions`, what is counted in `evidence`. A draw takes one point
of every prior and works out what would have been counted; its weight says how well that agrees
with what was counted. The account in words:

1. The census of 1939, less what was padded, is projected to the end of 1943: those expected.
2. Some of them were deported, some never registered; the rest is a residual with a name,
   ``unexplained_1943``: war dead, emigrants, miscounts. It is not a loss of the deportation.
3. The deported are projected by age and sex to 1974 in steps of five years: in exile with deaths
   from a mix of a published life table and a crisis table, and with the births counted there;
   from 1954 on with ordinary mortality and fertility. Counts that fall between the ends of two
   steps, such as that of 1970, are read off a straight line.
4. The counterfactual projects the same people from the same day without the deportation, but with
   the war: its slump of births, and dead at the front.
5. The never registered grow as the counterfactual does; they lose nothing to the deportation.

Answers take ``assume=`` and ``evidence=``, so that one line changes one assumption:

    summary(assume={"fertility_level": (0.7, 1.6)})
    summary(evidence=[one for one in EVIDENCE if one.name != "census_1970"])

Each file imports only from those before it: counts, priors, accounting, draws, weighing, answers,
dated.
"""

from kalstats.study.loss.answers import children_1989, evidence, summary, variants
from kalstats.study.loss.counts import BIRTHS, EVIDENCE, Evidence, between, documented
from kalstats.study.loss.dated import ledger, path, rates
from kalstats.study.loss.draws import DRAWS, draw
from kalstats.study.loss.priors import PRIORS, Assumed as Assumed, Prior, assumptions, replace
from kalstats.study.loss.weighing import ENOUGH, Weighed, quantiles, reweight, weigh

__all__ = ["evidence", "ledger", "path", "rates", "summary", "variants"]
__all__ += ["PRIORS", "Prior", "assumptions", "replace"]
__all__ += ["BIRTHS", "EVIDENCE", "Evidence", "between", "children_1989", "documented"]
__all__ += ["DRAWS", "ENOUGH", "Weighed", "draw", "quantiles", "reweight", "weigh"]
__dir__ = __all__.copy  # completion at a prompt lists what is public
