"""The words of a map: labels placed where nothing else is, the legend, the key below."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from kalstats.plots.style import COLOURS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Box = tuple[float, float, float, float]  # left, bottom, right, top
ROW = 29  # points of a row of the key under a narrow map


def around(places: Any, radii: Any) -> Any:
    """Return the boxes around circles."""
    radii = np.reshape(radii, (-1, 1))
    return np.hstack([places - radii, places + radii])


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
    return boxes[~_crosses(boxes, taken)]


def _arrange(places: Any, rooms: list[Any]) -> tuple[dict[int, Any], int]:
    """Return a box for each label, and which has none; one without room is tried earlier."""
    order = sorted(range(len(rooms)), key=lambda i: len(rooms[i]))  # the least choice first
    for _ in range(4 * len(order)):
        boxes, used = dict[int, Any](), np.empty((0, 4))
        for i in order:
            free = rooms[i][~_crosses(rooms[i], used)]
            clear = (box for box in free if not _crosses(_lead(places[i], box), used).any())
            boxes[i] = next(clear, None)
            if boxes[i] is None:
                break
            used = np.vstack([used, boxes[i], _lead(places[i], boxes[i])])
        else:
            return boxes, -1
        order.insert(0, order.pop(order.index(i)))
    return boxes, i


def place_labels(texts: list[Any], radii: Any, taken: Any, frame: Any, km: float) -> Any:
    """Move texts from their places to where nothing else is, and return the room they take."""
    places, scale = np.array([text.get_position() for text in texts]), 72 / texts[0].figure.dpi * km
    extents = [text.get_window_extent() for text in texts]
    sizes = np.array([[e.width * 1.06, e.height] for e in extents]) * scale + 3 * km  # fonts vary
    around_each = zip(places, radii + km, sizes, strict=True)
    boxes, lost = _arrange(places, [_rooms(*one, taken, np.array(frame)) for one in around_each])
    if lost >= 0:
        name = texts[lost].get_text().splitlines()[0]
        raise ValueError(f"{name}: no room for its label on the map; draw it larger")
    for i, box in boxes.items():
        texts[i].set_position((box[:2] + box[2:]) / 2)
        near = np.clip(places[i], box[:2], box[2:])
        if math.dist(places[i], near) > radii[i] + 5 * km:
            style: Any = {"color": COLOURS["muted"], "lw": 0.7, "zorder": 2.5, "label": "leader"}
            texts[i].axes.plot(*np.transpose([places[i], near]), **style)
    return np.vstack([*boxes.values(), *(_lead(places[i], box) for i, box in boxes.items())])


def place_names(ax: Axes, names: dict[str, Any], taken: Any, frame: Box, km: float) -> None:
    """Write names of seas and neighbours at their places, as far as nothing else is there."""
    for name, at in names.items():
        half = np.array([2.4 * len(name), 6]) * km
        box = np.concatenate([at - half, at + half])
        inside = (box[:2] >= frame[:2]).all() and (box[2:] <= frame[2:]).all()
        if inside and not _crosses(box, taken).any():
            look: Any = {"ha": "center", "va": "center", "color": COLOURS["muted"]}
            ax.text(at[0], at[1], name, fontsize=9, **look)


def legend(ax: Axes, corner: Any, unit: str, most: float, largest: float, km: float) -> Box:
    """Draw circles of two round numbers at the upper left, and return the room they take."""
    digit = 10 ** math.floor(math.log10(most))
    x, y = corner[0] + 16 * km, corner[1] - 8 * km
    style: Any = {"va": "center", "color": COLOURS["muted"], "fontsize": 9}
    ax.text(corner[0] + 4 * km, y, f"Area: number of {unit}", **style)
    for number in (math.floor(most / digit) * digit, math.floor(most / digit) * digit / 4):
        y -= 22 * km
        size = largest**2 * number / most
        ax.scatter(x, y, s=size, fc="none", ec=COLOURS["muted"], lw=1, label="legend")
        ax.text(x + 18 * km, y, f"{number:,.0f}", **style)
    return corner[0], y - 12 * km, corner[0] + 130 * km, corner[1]


def key(ax: Axes, words: list[str], note: str, frame: Box, km: float) -> None:
    """Write the labels under the map, numbered, and the note at the end."""
    y = frame[1] - 4 * km
    style: Any = {"va": "top", "fontsize": 9, "linespacing": 1.1}
    for number, text in enumerate(words, 1):
        ax.text(frame[0] + 2 * km, y, str(number), weight="bold", **style)
        ax.text(frame[0] + 16 * km, y, text.replace("\n", " · ", 1), **style)
        y -= ROW * km
    ax.text(frame[0] + 2 * km, y - 4 * km, note, color=COLOURS["muted"], **style)
