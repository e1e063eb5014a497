"""The words of a map: labels placed where nothing else is, the legend, the key below."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from kalstats.plots.style import COLOURS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Box = tuple[float, float, float, float]  # left, bottom, right, top
ROW = 28  # points of a row of the key under a narrow map

ORDERS = 80  # in which labels are placed, one after the other; more orders find nothing better


def _crosses(boxes: Any, others: Any) -> Any:
    """Return which boxes (left, bottom, right, top) share room with any of others."""
    one, two = np.reshape(boxes, (-1, 1, 4)), np.reshape(others, (1, -1, 4))
    over = (one[..., :2] < two[..., 2:]) & (two[..., :2] < one[..., 2:])
    return over.all(axis=-1).any(axis=-1)


def _lead(at: Any, box: Any) -> Any:
    """Return the line from a place to the nearest point of its label, as a row of small boxes."""
    near = np.clip(at, box[:2], box[2:])
    line = at + np.linspace(0, 1, 9)[:, None] * (near - at)
    return np.hstack([np.minimum(line[:-1], line[1:]), np.maximum(line[:-1], line[1:])])


def _rooms(at: Any, radius: float, size: Any, taken: Any, frame: Any) -> Any:
    """Return the free boxes of a size around a circle, inside the frame, the nearest first."""
    turns = np.tile(np.radians(np.arange(0, 360, 15)), 61)
    distance = np.repeat(np.linspace(radius, radius + 12 * size[1], 61), 24)
    ways = np.column_stack([np.cos(turns), np.sin(turns)])
    middles = at + ways * (distance[:, None] + size / 2)
    boxes = np.hstack([middles - size / 2, middles + size / 2])
    inside = (boxes[:, :2] >= frame[:2]).all(axis=1) & (boxes[:, 2:] <= frame[2:]).all(axis=1)
    boxes = boxes[inside]
    return boxes[~_crosses(boxes, taken)][:300]


def _arrange(places: Any, rooms: list[Any]) -> list[Any]:
    """Return a box for each label; of several orders of placing, the one with shortest lines."""
    found = []
    random = np.random.default_rng(len(places))  # always the same
    for _ in range(ORDERS):
        boxes: list[Any] = [None] * len(places)
        taken = np.empty((0, 4))  # labels so far, and the lines to them
        length = 0.0
        for i in random.permutation(len(places)):
            free = rooms[i][~_crosses(rooms[i], taken)]
            clear = (box for box in free if not _crosses(_lead(places[i], box), taken).any())
            boxes[i] = box = next(clear, None)
            if box is not None:
                line = _lead(places[i], box)
                taken = np.vstack([taken, box, line])
                # rather two short than one long
                length += math.dist(line[0, :2], line[-1, :2]) ** 2
        found.append((sum(box is None for box in boxes), length, boxes))
    return min(found, key=lambda one: one[:2])[2]


def place_labels(texts: list[Any], radii: Any, taken: Any, frame: Any, km: float) -> None:
    """Move texts from their places to where nothing else is; refuse to leave one out."""
    places = np.array([text.get_position() for text in texts])
    scale = 72 / texts[0].figure.dpi * km
    extents = [text.get_window_extent() for text in texts]
    sizes = np.array([[e.width * 1.06, e.height] for e in extents]) * scale + 3 * km  # fonts vary
    around = zip(places, radii + km, sizes, strict=True)
    boxes = _arrange(places, [_rooms(*one, taken, np.array(frame)) for one in around])
    for text, at, radius, box in zip(texts, places, radii, boxes, strict=True):
        if box is None:
            name = text.get_text().splitlines()[0]
            raise ValueError(f"{name}: no room for its label on the map; draw it larger")
        text.set_position((box[:2] + box[2:]) / 2)
        near = np.clip(at, box[:2], box[2:])
        if math.dist(at, near) > radius + 5 * km:
            style: Any = {"color": COLOURS["muted"], "lw": 0.7, "zorder": 2.5, "label": "leader"}
            text.axes.plot(*np.transpose([at, near]), **style)


def legend(ax: Axes, corner: Any, unit: str, most: float, largest: float, km: float) -> Box:
    """Draw circles of two round numbers at the upper left, and return the room they take."""
    digit = 10 ** math.floor(math.log10(most))
    x, y = corner[0] + 16 * km, corner[1] - 8 * km
    style: Any = {"va": "center", "color": COLOURS["muted"], "fontsize": 8.5}
    ax.text(corner[0] + 4 * km, y, f"Area: number of {unit}", **style)
    for number in (math.floor(most / digit) * digit, math.floor(most / digit) * digit / 4):
        y -= 22 * km
        size = largest**2 * number / most
        ax.scatter(x, y, s=size, fc="none", ec=COLOURS["muted"], lw=1, label="legend")
        ax.text(x + 18 * km, y, f"{number:,.0f}", **style)
    return corner[0], y - 12 * km, corner[0] + 130 * km, corner[1]


def key(ax: Axes, lines: list[list[str]], note: str, left: float, top: float, km: float) -> None:
    """Write the numbered labels under the map, two lines each, and the note at the end."""
    for number, (*names, figures) in enumerate(lines, 1):
        y = top - (14 + ROW * (number - 1)) * km
        style: Any = {"va": "center", "fontsize": 9}
        ax.text(left + 2 * km, y, str(number), weight="bold", **style)
        ax.text(left + 16 * km, y, " · ".join(names), **style)
        ax.text(left + 16 * km, y - 13.5 * km, figures, color=COLOURS["muted"], **style)
    y = top - (14 + ROW * len(lines)) * km
    ax.text(left + 2 * km, y, note, va="top", fontsize=8.5, color=COLOURS["muted"])
