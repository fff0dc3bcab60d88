"""Owns how figures are drawn: SVG in colours told apart by all kinds of sight, the same bytes for the same numbers."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f", "#000000")
"""Okabe and Ito's."""
_SETTINGS: Any = {
    # Text stays text: it can be searched, and a test reads the numbers off it.
    "svg.fonttype": "none",
    "svg.hashsalt": "twostage",
    "font.size": 9,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.linewidth": 0.4,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
}


def svg(draw: Callable[[Any], None], size: tuple[float, float]) -> str:
    """Draws one pair of axes, on white, as a viewer may be dark.

    Args:
        draw: Draws on the axes that it is given.
        size: Inches.
    """
    with mpl.rc_context(_SETTINGS):
        figure = Figure(figsize=size)
        draw(figure.subplots())
        out = io.StringIO()
        figure.savefig(out, format="svg", bbox_inches="tight", facecolor="white", metadata={"Date": None})
    # Trailing blanks of path data would be a commit's whitespace errors.
    return re.sub(r"[ \t]+\n", "\n", out.getvalue())


def bars(values: Mapping[str, Mapping[str, float]], label: str, *, chance: float | None = None) -> str:
    """Grouped bars with their numbers: group → series → value in [0, 1].

    Args:
        values: By group, then series.
        label: Of the axis.
        chance: Where a line marks what guessing gives.
    """
    series = list(dict.fromkeys(name for own in values.values() for name in own))
    thick = 0.8 / len(series)

    def draw(axes: Any) -> None:
        for i, name in enumerate(series):
            places = [row + (i - (len(series) - 1) / 2) * thick for row in range(len(values))]
            lengths = [own.get(name, 0.0) for own in values.values()]
            drawn = axes.barh(places, lengths, thick, color=COLOURS[i % len(COLOURS)], label=name)
            axes.bar_label(drawn, [f"{x:.3f}" for x in lengths], padding=2, fontsize=7)
        axes.set_yticks(range(len(values)), list(values))
        axes.invert_yaxis()
        axes.set_xlim(0, 1.08)
        axes.set_xlabel(label)
        axes.grid(visible=False, axis="y")
        if chance is not None:
            axes.axvline(chance, color="black", linewidth=1, linestyle=":")
        axes.legend(loc="upper left", bbox_to_anchor=(0, -0.12), ncols=3)

    return svg(draw, (7.0, 0.8 + 0.17 * len(series) * len(values) + 0.1 * len(values)))


def scatter(points: Mapping[str, tuple[float, float]], x: str, y: str) -> str:
    """A point of each name, in [0, 1] both ways; names and numbers stand below, where none hides another."""
    markers = "os^DvP*X"

    def draw(axes: Any) -> None:
        for i, (name, (one, other)) in enumerate(points.items()):
            axes.scatter(
                [one],
                [other],
                color=COLOURS[i % len(COLOURS)],
                marker=markers[i % len(markers)],
                label=f"{name} ({one:.3f}, {other:.3f})",
                s=56,
                zorder=3,
            )
        axes.set(xlabel=x, ylabel=y)
        axes.margins(0.08, 0.12)
        axes.legend(loc="upper left", bbox_to_anchor=(0, -0.16), ncols=2, borderaxespad=0)

    return svg(draw, (7.4, 3.4))


def texts(drawn: str) -> Sequence[str]:
    """The texts of a figure, for tests."""
    return re.findall(r"<text[^>]*>([^<]*)</text>", drawn)
