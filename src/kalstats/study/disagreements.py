"""Which quantities have figures that exclude each other, and by how much."""

from __future__ import annotations

import math

import pandas as pd

from kalstats.data import census, deportation
from kalstats.evidence import CONFLICTS, Figure, read_first
