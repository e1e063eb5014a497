"""The words of a map: labels placed where nothing else is, the legend, the key below.

All is in points of the page; a box is its left, bottom, right and top.
"""

import math
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from kalstats.plots.frame import COLOURS, beside, stroke

ROW = 29  # points of a row of the key under a narrow map
TURNS = np.radians(np.tile(np.arange(0, 360, 15), 61))  # directions in which a label may stand


def around(places: Any, radii: Any) -> Any:
    """Return the boxes around circles."""
    radii = np.reshape(radii, (-1, 1))
    return np.hstack([places - radii, places + radii])


def _free(boxes: Any, taken: Any) -> Any:
    """Return which boxes share no room with any that is taken."""
    one, two = np.reshape(boxes, (-1, 1, 4)), np.reshape(taken, (1, -1, 4))
    over = (one[..., :2] < two[..., 2:]) & (two[..., :2] < one[..., 2:])
    return ~over.all(axis=-1).any(axis=-1)


def _lead(at: Any, box: Any) -> Any:
    """Return the line from a place to the nearest point of its label, as a row of small boxes."""
    line = at + np.linspace(0, 1, 9)[:, None] * (np.clip(at, box[:2], box[2:]) - at)
    return np.hstack([np.minimum(line[:-1], line[1:]), np.maximum(line[:-1], line[1:])])


def _rooms(at: Any, radius: float, size: Any) -> Any:
    """Return boxes of a size around a circle, the nearest first."""
    distance = np.repeat(np.linspace(radius, radius + 12 * size[1], 61), 24)[:, None]
    middles = at + np.column_stack([np.cos(TURNS), np.sin(TURNS)]) * (distance + size / 2)
    return np.hstack([middles - size / 2, middles + size / 2])


def _inside(boxes: Any, frame: Any) -> Any:
    """Return which boxes lie in the frame."""
    return ((boxes[:, :2] >= frame[:2]) & (boxes[:, 2:] <= frame[2:])).all(axis=1)


def place_labels(ax: Axes, words: Any, places: Any, radii: Any, taken: Any, frame: Any) -> Any:
    """Write words of places where nothing else is, and return all that is taken then.

    From north to south; no line from a place to its label crosses that of another. The last one
    is bold.
    """
    used = np.empty((0, 4))
    look: Any = {"ha": "center", "va": "center", "linespacing": 1.1, "zorder": 4, "fontsize": 9}
    for i in np.argsort(-places[:, 1]):
        at, radius, text = places[i], radii[i], words[i]
        label = ax.text(at[0], at[1], text, **look)
        label.set(weight="bold" if text == words[-1] else "normal")
        size = np.multiply(label.get_window_extent().size, (1.06, 1)) * 72 / ax.figure.dpi + 3
        boxes = _rooms(at, radius + 1, size)
        boxes = boxes[_inside(boxes, frame) & _free(boxes, taken) & _free(boxes, used)]
        clear = (box for box in boxes if _free(_lead(at, box), used).all())
        if (box := next(clear, None)) is None:
            name = text.splitlines()[0]
            raise ValueError(f"{name}: no room for its label on the map; draw it larger")
        label.set_position((box[:2] + box[2:]) / 2)
        used, near = np.vstack([used, box, _lead(at, box)]), np.clip(at, box[:2], box[2:])
        if math.dist(at, near) > radius + 5:
            stroke(ax, (at[0], near[0]), (at[1], near[1]), "muted", 0.7, zorder=2.5, label="leader")
    return np.vstack([taken, used])


def place_names(ax: Axes, names: dict[str, Any], taken: Any, frame: Any) -> None:
    """Write names of seas and neighbours at their places, as far as nothing else is there."""
    for name, at in names.items():
        half = np.array([2.4 * len(name), 6])
        box = np.hstack([at - half, at + half])[None]
        if (_inside(box, frame) & _free(box, taken)).all():
            beside(ax, name, at, ha="center", color="muted")


def legend(ax: Axes, top: float, unit: str, most: float, largest: float) -> Any:
    """Draw circles of two round numbers at the upper left, and return the room they take."""
    digit, y = 10 ** math.floor(math.log10(most)), top - 8
    beside(ax, f"Area: number of {unit}", (4, y), color="muted")
    for number in (most // digit * digit, most // digit * digit / 4):
        y -= 22
        size = largest**2 * number / most
        ax.scatter(16, y, s=size, fc="none", ec=COLOURS["muted"], lw=1, label="legend")
        beside(ax, f"{number:,.0f}", (34, y), color="muted")
    return 0, y - 12, 130, top


def key(ax: Axes, words: list[str], top: float) -> list[str]:
    """Write words under the map, numbered; return what stands on the map instead."""
    look: Any = {"va": "top", "linespacing": 1.1}
    for number, text in enumerate(words[:-1], 1):
        y = top - 4 - ROW * (number - 1)
        beside(ax, str(number), (2, y), weight="bold", **look)
        beside(ax, text.replace("\n", " · ", 1), (16, y), **look)
    return [*map(str, range(1, len(words))), words[-1]]
