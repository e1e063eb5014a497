"""What functions on numbers take: each argument is of a kind, or refused by its name.

Text is no number, however it is written, nor is a truth or a time: `data` reads what is printed.
"""

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from math import inf, nan, nextafter
from sys import float_info
from typing import Any, TypeVar, cast

import numpy as np
import pandas as pd

Number = Any  # a float or an array of them; what comes in comes out
Function = TypeVar("Function", bound=Callable[..., Any])
MOST, LEAST, BELOW_1 = float_info.max, nextafter(0, 1), nextafter(1, 0)
PER_YEAR = "a rate per person-year, {}below 1; divide a rate per 1,000 by 1,000"
KINDS = {  # the least and the greatest number of a kind; nan is in none
    "number": (-inf, inf, "a number"),  # open bounds are infinite
    "finite": (-MOST, MOST, "a finite number"),
    "count": (LEAST, MOST, "a finite number above 0"),
    "events": (0, MOST, "a finite number, 0 or above"),
    "share": (0, BELOW_1, "a share from 0 to below 1"),
    "survival": (0, 1 + 1e-5, "a share from 0 to 1"),  # mixed in single precision
    "sex ratio": (0.7, 1.5, "boys per girl, near 1.05; not per 100, and no share of boys"),
    "rate": (0, BELOW_1, PER_YEAR.format("from 0 to ")),
    "growth": (-BELOW_1, BELOW_1, PER_YEAR.format("")),
}
PLAIN = {float, int, np.float64}
NUMERIC = {"integer", "floating", "mixed-integer-float", "decimal", "empty"}


def require(fits: Any, given: str, expected: str) -> None:
    """Refuse what does not fit: say what was given and what is expected."""
    if not fits:
        raise ValueError(f"{given}: expected {expected}")


def shown(value: Any) -> str:
    """Return a value as it stands in a message, in one line that is not too long."""
    text = " ".join(repr(value).split())
    return text if len(text) <= 80 else f"{text[:79]}…"


def named_pairs(given: Mapping[str, Any], first: str, last: str) -> list[tuple[Any, Any]]:
    """Return what is given as ``name_first`` and ``name_last``, in pairs by name."""
    names = dict.fromkeys(name.rpartition("_")[0] for name in given)
    wanted = {f"{name}_{end}" for name in names for end in (first, last)}
    told = f"others = {', '.join(given)}"
    require(names and wanted == set(given), told, f"name_{first} and name_{last} of each")
    return [(given[f"{name}_{first}"], given[f"{name}_{last}"]) for name in names]


def floats(name: str, value: Any, expected: str = "numbers") -> Any:
    """Return numbers as an array of floats, with nan for what is missing."""
    try:
        array = np.asarray(value)
        numeric = array.dtype.kind in "iuf" and not np.ma.is_masked(value)
        if array.dtype.kind == "O" and pd.api.types.infer_dtype(array.ravel()) in NUMERIC:
            numeric, array = True, np.where(pd.isna(array), nan, array)
        require(numeric, name, expected)
        return array if array.dtype.kind == "f" else array.astype(float)
    except (TypeError, ValueError):  # also rows of unlike length
        raise ValueError(f"{name} = {shown(value)}: expected {expected}") from None


def fitting(kind: str, name: str, value: Any) -> Any:
    """Return numbers as floats in their own shape, or name the first that is not of a kind."""
    low, high, expected = KINDS[kind]
    if type(value) in PLAIN:  # claims ask a hundred thousand times
        if low <= value <= high:
            return value
        raise ValueError(f"{name} = {value}: expected {expected}")
    array = floats(name, value, expected)
    if array.size and not (low <= float(array.min()) and float(array.max()) <= high):
        at, wrong = next(one for one in np.ndenumerate(array) if not low <= float(one[1]) <= high)
        keys = [repr(value.index.tolist()[at[0]])] if isinstance(value, pd.Series) else [*at]
        place = f"[{', '.join(map(str, keys))}]" if at else ""
        raise ValueError(f"{name}{place} = {wrong}: expected {expected}")
    if isinstance(value, pd.Series):
        return pd.Series(array, value.index)
    return array if array.ndim else float(array)


def single(kind: str, name: str, value: Any) -> Any:
    """Return one number of a kind, or refuse it by name."""
    number = fitting(kind, name, value)
    require(np.ndim(number) == 0, f"{name} = {shown(value)}", KINDS[kind][2])
    return number


def require_alike(given: Mapping[str, Any]) -> None:
    """Refuse arrays that cannot be taken number by number, and Series with other labels."""
    arrays = {name: one for name, one in given.items() if np.ndim(one)}
    try:
        np.broadcast_shapes(*map(np.shape, arrays.values()))
    except ValueError:
        told = ", ".join(f"{name} {np.shape(one)}" for name, one in arrays.items())
        raise ValueError(f"{told}: expected shapes that fit each other") from None
    same_labels(arrays)


def same_labels(given: Mapping[str, Any]) -> None:
    """Refuse Series that would be taken by place although their labels say otherwise."""
    labelled = {name: one.index for name, one in given.items() if isinstance(one, pd.Series)}
    same = all(one.equals(next(iter(labelled.values()))) for one in labelled.values())
    require(same, f"labels of {', '.join(labelled)}", "the same in the same order")


def elementwise(every: str = "number", /, **kinds: str) -> Callable[[Function], Function]:
    """Let a function of numbers, or of arrays taken number by number, refuse what does not fit.

    `every` is the kind of all that have none of their own, of each of ``**parts`` too.
    """

    def decorate(function: Function) -> Function:
        places = inspect.getfullargspec(function).args

        @wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            given = dict(zip(places, args, strict=False)) | kwargs
            if len(given) < len(args) + len(kwargs):  # Python says what is too many
                return function(*args, **kwargs)
            given = {one: fitting(kinds.get(one, every), one, n) for one, n in given.items()}
            if not PLAIN.issuperset(map(type, given.values())):
                require_alike(given)
            return function(**given)

        return cast(Function, call)

    return decorate
