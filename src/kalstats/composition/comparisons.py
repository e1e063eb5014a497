"""One people held against others: by how much its number or its share is the greatest or least."""

from __future__ import annotations

from kalstats.composition.parts import share


def lead(own: float, **others: float) -> float:
    """Return by how much a number exceeds the greatest of others; negative if it does not.

    >>> round(lead(27.8, balkars=29.4, karachays=27.2), 1)
    -1.6
    """
    return own - max(others.values())


def lag(own: float, **others: float) -> float:
    """Return by how much a number falls short of the least of others; negative if it does not.

    >>> lag(35, first=75, last=45)
    10
    """
    return min(others.values()) - own


def share_lead(part: float, whole: float, **others: float) -> float:
    """Return by how much a share exceeds the greatest of others, as a fraction.

    Parameters
    ----------
    part, whole : float
        What makes the share claimed to be the greatest.
    **others : float
        The others, as ``name_part`` and ``name_whole``.

    Examples
    --------
    >>> round(share_lead(2, 10, first_part=1, first_whole=10, second_part=3, second_whole=10), 2)
    -0.1
    """
    names = {name.rsplit("_", 1)[0] for name in others}
    rivals = (share(others[f"{n}_part"], others[f"{n}_whole"]) for n in names)
    return share(part, whole) - max(rivals)
