"""The words of a map: labels placed where nothing else is, the legend, the key below."""

import math
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from kalstats.plots.style import COLOURS

ROW = 29  # points of a row of the key under a narrow map
TURNS = np.radians(np.tile(np.arange(0, 360, 15), 61))  # directions in which a label may stand


def around(places: Any, radii: Any) -> Any:
    """Return the boxes (left, bottom, right, top) around circles."""
    radii = np.reshape(radii, (-1, 1))
    return np.hstack([places - radii, places + radii])


def _free(boxes: Any, taken: Any) -> Any:
    """Return which boxes share no room with any that is taken."""
    one, two = np.reshape(boxes, (-1, 1, 4)), np.reshape(taken, (1, -1, 4))
    over = (one[..., :2] < two[..., 2:]) & (two[..., :2] < one[..., 2:])
    return ~over.all(axis=-1).any(axis=-1)


def _inside(boxes: Any, frame: Any) -> Any:
    """Return which boxes lie in the frame."""
    return (boxes[:, :2] >= frame[:2]).all(axis=1) & (boxes[:, 2:] <= frame[2:]).all(axis=1)


def _lead(at: Any, box: Any) -> Any:
    """Return the line from a place to the nearest point of its label, as a row of small boxes."""
    line = at + np.linspace(0, 1, 9)[:, None] * (np.clip(at, box[:2], box[2:]) - at)
    return np.hstack([np.minimum(line[:-1], line[1:]), np.maximum(line[:-1], line[1:])])


def _rooms(at: Any, radius: float, size: Any) -> Any:
    """Return boxes of a size around a circle, the nearest first."""
    distance = np.repeat(np.linspace(radius, radius + 12 * size[1], 61), 24)[:, None]
    middles = at + np.column_stack([np.cos(TURNS), np.sin(TURNS)]) * (distance + size / 2)
    return np.hstack([middles - size / 2, middles + size / 2])


def _arrange(labels: list[Any], tries: int) -> tuple[list[Any], Any]:
    """Return labels with a box each, and what they take; one without room is tried earlier."""
    placed, used = [], np.empty((0, 4))
    for place, (text, at, radius, boxes) in enumerate(labels):
        clear = (box for box in boxes[_free(boxes, used)] if _free(_lead(at, box), used).all())
        if (box := next(clear, None)) is None:
            if tries:
                return _arrange([labels.pop(place), *labels], tries - 1)
            name = text.get_text().splitlines()[0]
            raise ValueError(f"{name}: no room for its label on the map; draw it larger")
        placed.append((text, at, radius, box))
        used = np.vstack([used, box, _lead(at, box)])
    return placed, used


def place_labels(texts: list[Any], radii: Any, taken: Any, frame: Any, km: float) -> Any:
    """Move texts from their places to where nothing else is, and return all that is taken then.

    Those with the least choice come first; no line from a place to its label crosses another's.
    """
    dpi, labels = texts[0].figure.dpi, []
    for text, radius in zip(texts, radii, strict=True):
        at, extent = np.array(text.get_position()), text.get_window_extent()
        size = np.array([extent.width * 1.06, extent.height]) * 72 / dpi * km + 3 * km
        boxes = _rooms(at, radius + km, size)  # fonts vary: a little wider than measured
        labels.append((text, at, radius, boxes[_inside(boxes, frame) & _free(boxes, taken)]))
    placed, used = _arrange(sorted(labels, key=lambda one: len(one[3])), 4 * len(labels))
    for text, at, radius, box in placed:
        text.set_position((box[:2] + box[2:]) / 2)
        near = np.clip(at, box[:2], box[2:])
        if math.dist(at, near) > radius + 5 * km:
            style: Any = {"color": COLOURS["muted"], "lw": 0.7, "zorder": 2.5, "label": "leader"}
            text.axes.plot(*np.transpose([at, near]), **style)
    return np.vstack([taken, used])


def place_names(ax: Axes, names: dict[str, Any], taken: Any, frame: Any, km: float) -> None:
    """Write names of seas and neighbours at their places, as far as nothing else is there."""
    for name, at in names.items():
        half = np.array([2.4 * len(name), 6]) * km
        box = np.hstack([[at - half, at + half]]).reshape(1, 4)
        if (_inside(box, frame) & _free(box, taken)).all():
            look: Any = {"ha": "center", "va": "center", "color": COLOURS["muted"]}
            ax.text(at[0], at[1], name, fontsize=9, **look)


def legend(ax: Axes, corner: Any, unit: str, most: float, largest: float, km: float) -> Any:
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


def key(ax: Axes, words: list[str], note: str, frame: Any, km: float) -> None:
    """Write the labels under the map, numbered, and the note at the end."""
    x, y = frame[0] + 2 * km, frame[1] - 4 * km
    style: Any = {"va": "top", "fontsize": 9, "linespacing": 1.1}
    for number, text in enumerate(words, 1):
        ax.text(x, y, str(number), weight="bold", **style)
        ax.text(x + 14 * km, y, text.replace("\n", " · ", 1), **style)
        y -= ROW * km
    ax.text(x, y - 4 * km, note, color=COLOURS["muted"], **style)
