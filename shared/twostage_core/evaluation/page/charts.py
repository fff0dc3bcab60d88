"""Owns the charts of a page: drawn by matplotlib as SVG, in colours that the page sets."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

_SERIES = ("#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#8a7f00", "#7f7f7f")
"""Okabe and Ito's colours, told apart by all kinds of sight; the yellow is darkened, and the black is a grey."""
_INK, _FAINT = "#010203", "#040506"
"""Stand for the page's own colours of text and of lines, which follow its scheme."""
_VARIABLES = {_INK: "var(--ink)", _FAINT: "var(--faint)"}
_SETTINGS: Any = {
    "svg.fonttype": "none",
    # The same figures give the same bytes.
    "svg.hashsalt": "twostage",
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.edgecolor": _FAINT,
    "axes.labelcolor": _INK,
    "text.color": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "grid.color": _FAINT,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.linewidth": 0.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
}


def bars(values: Mapping[str, Mapping[str, float]], *, title: str, label: str, chance: float | None = None) -> str:
    """Bars of each system by category.

    Args:
        values: Category → system → value.
        title: What a screen reader says.
        label: Of the axis.
        chance: Where a line marks what guessing gives.

    Returns:
        An ``<svg>`` element.
    """
    systems = list(dict.fromkeys(s for own in values.values() for s in own))
    height = 0.2 * len(systems) + 0.12

    def draw(axes: Any) -> None:
        for i, system in enumerate(systems):
            places = [row + (i - (len(systems) - 1) / 2) * 0.8 / len(systems) for row in range(len(values))]
            lengths = [own.get(system, 0.0) for own in values.values()]
            axes.barh(places, lengths, 0.8 / len(systems), color=_SERIES[i % len(_SERIES)], label=system)
        axes.set_yticks(range(len(values)), list(values))
        axes.invert_yaxis()
        axes.set_xlabel(label)
        axes.set_xlim(0, 1)
        axes.grid(visible=False, axis="y")
        if chance is not None:
            axes.axvline(chance, color=_INK, linewidth=1, linestyle=":")
        _legend(axes)

    return _svg(draw, title, (7.2, 0.9 + height * len(values) + 0.22 * len(systems)))


def curves(values: Mapping[str, Sequence[Sequence[float]]], *, title: str, x: str, y: str) -> str:
    """A curve of each system through points in [0, 1]; arguments as in `bars`."""

    def draw(axes: Any) -> None:
        for i, (system, points) in enumerate(values.items()):
            if points:
                axes.plot(*zip(*points, strict=True), color=_SERIES[i % len(_SERIES)], label=system, linewidth=1.6)
        axes.set(xlabel=x, ylabel=y, xlim=(0, 1), ylim=(0, 1))
        _legend(axes)

    return _svg(draw, title, (7.2, 3.6 + 0.22 * len(values)))


def scatter(values: Mapping[str, tuple[float, float]], *, title: str, x: str, y: str) -> str:
    """A point of each system, the first number on a logarithmic axis; arguments as in `bars`."""

    def draw(axes: Any) -> None:
        for i, (system, (one, other)) in enumerate(values.items()):
            axes.scatter([max(one, 1e-3)], [other], color=_SERIES[i % len(_SERIES)], label=system, s=44, zorder=3)
        axes.set(xlabel=x, ylabel=y, xscale="log")
        axes.margins(0.12)
        _legend(axes)

    return _svg(draw, title, (7.2, 3.2 + 0.22 * len(values)))


def _legend(axes: Any) -> None:
    # Below the axes: nothing is hidden, whatever the names.
    axes.legend(
        loc="upper left", bbox_to_anchor=(0, -0.16 if axes.figure.get_figheight() > 3 else -0.3), borderaxespad=0
    )


def _svg(draw: Callable[[Any], None], title: str, size: tuple[float, float]) -> str:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(_SETTINGS):
        # No pyplot: it keeps figures, and would look for a screen.
        figure = Figure(figsize=size)
        draw(figure.subplots())
        out = io.StringIO()
        figure.savefig(out, format="svg", transparent=True, bbox_inches="tight", metadata={"Date": None})
    svg = out.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    # The page is HTML: namespaces say nothing there, and nothing in it is to look like an address.
    svg = re.sub(r'\sxmlns(:\w+)?="[^"]*"', "", svg).replace("xlink:href", "href")
    svg = re.sub(
        r'<svg [^>]*?(viewBox="[^"]*")[^>]*>', rf'<svg \1 role="img" aria-label="{_escape(title)}">', svg, count=1
    )
    for colour, variable in _VARIABLES.items():
        svg = svg.replace(colour, variable)
    return svg


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
