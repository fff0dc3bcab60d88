"""Owns how an explanation looks: in a terminal, as HTML that fetches nothing, and as a figure."""

from __future__ import annotations

import io
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any, Literal

from twostage_core.errors import InputError
from twostage_core.explanation.reading import Explanation, Reading, Token
from twostage_core.verifiers.protocol import Relation

if TYPE_CHECKING:
    from rich.console import RenderableType

_FOR, _AGAINST = (0, 114, 178), (213, 94, 0)
"""Blue speaks for a match, orange against one: told apart by all kinds of sight."""
_STYLE = """
.ts-explanation { font: 15px/1.6 system-ui, sans-serif; max-width: 60rem; }
.ts-explanation p { margin: .4rem 0; }
.ts-explanation mark { color: inherit; border-radius: .2em; padding: .1em .05em; }
.ts-explanation .ts-box { overflow-x: auto; }
.ts-explanation table { border-collapse: collapse; font-size: 12px; }
.ts-explanation th { font-weight: 500; text-align: right; padding: 0 .4em; white-space: nowrap; }
.ts-explanation thead th { writing-mode: vertical-rl; transform: rotate(180deg); text-align: left; padding: .3em 0; }
.ts-explanation td { width: 1.2em; height: 1.2em; border: 1px solid rgb(127 127 127 / .15); }
.ts-explanation small { opacity: .75; }
"""
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>Why</title>
<style>:root {{ color-scheme: light dark; }} body {{ margin: 1.5rem; }}
@media (prefers-color-scheme: dark) {{ body {{ background: #17181b; color: #ececea; }} }}</style></head>
<body>{fragment}</body></html>
"""


def html(explanation: Explanation) -> str:
    """A page of its own."""
    return _PAGE.format(fragment=fragment(explanation))


def fragment(explanation: Explanation) -> str:
    """What a notebook shows: for each relation what was decided, both texts with their tokens marked, and the map."""
    parts = [_section(explanation, reading) for reading in explanation.readings.values()]
    return f'<style>{_STYLE}</style><div class="ts-explanation">{"".join(parts)}</div>'


def terminal(explanation: Explanation, k: int = 6) -> RenderableType:
    """For a `rich` console, with the ``k`` words on which most hangs."""
    from rich.console import Group
    from rich.text import Text

    parts: list[Any] = []
    for reading in explanation.readings.values():
        parts.append(Text(verdict(reading), style="bold"))
        if not reading.text_tokens:
            continue
        for name, original, tokens in _sides(explanation, reading):
            line = Text(f"{name}: ")
            most = _most(reading)
            for piece, token in _pieces(original, tokens):
                line.append(piece, None if token is None else f"on rgb({','.join(map(str, _shade(token, most)))})")
            parts.append(line)
        parts += [_map(reading), Text(top(reading, k) + "\n")]
    return Group(*parts)


def figure(explanation: Explanation, relation: Relation, kind: Literal["svg", "png"]) -> bytes:
    """The map of the deciding windows as a heatmap.

    Raises:
        InputError: If matplotlib is not installed, the relation was not read, or there is nothing to draw.
    """
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ImportError as error:
        raise InputError(f"a figure needs matplotlib ({error}): pip install 'twostage-rag[eval]'") from error
    reading = explanation.readings.get(relation)
    if reading is None or not reading.text_tokens:
        raise InputError(f"expected a reading of {relation!r} with tokens on both sides, but there is none to draw")
    rows, columns = ([t.text for t in tokens] for tokens in (reading.query_tokens, reading.text_tokens))
    with mpl.rc_context({"svg.hashsalt": "twostage", "svg.fonttype": "none"}):
        drawn = Figure(figsize=(1.6 + 0.28 * len(columns), 1.4 + 0.28 * len(rows)))
        axes = drawn.subplots()
        shown = axes.imshow(reading.cosines, vmin=-1, vmax=1, cmap="PuOr_r", aspect="auto")
        axes.set_xticks(range(len(columns)), columns, rotation=90)
        axes.set_yticks(range(len(rows)), rows)
        axes.set_title(verdict(reading), fontsize=9)
        drawn.colorbar(shown, label="cosine")
        out = io.BytesIO()
        metadata = {"Date": None} if kind == "svg" else {"Software": None}
        drawn.savefig(out, format=kind, bbox_inches="tight", dpi=144, metadata=metadata)
    return out.getvalue()


def verdict(reading: Reading) -> str:
    """What was decided, in words."""
    if reading.probability is None:
        return f"{reading.relation}: not judged, {reading.reason}"
    said = {"accept": "accepted", "reject": "rejected"}[reading.decision]
    why = f"; {reading.reason}" if reading.reason else ""
    return (
        f"{reading.relation}: {said}, probability {reading.probability:.3f}, from {reading.threshold:.3f} accepted{why}"
    )


def top(reading: Reading, k: int) -> str:
    """The words on which most hangs, in words."""
    found = ", ".join(f"{word.text!r} in the {word.side} ({word.weight:+.2f})" for word in reading.top(k))
    return f"Most hangs on {found}."


def _section(explanation: Explanation, reading: Reading) -> str:
    head = f"<p><strong>{escape(verdict(reading))}</strong></p>"
    if not reading.text_tokens:
        return head
    most = _most(reading)
    lines = []
    for name, original, tokens in _sides(explanation, reading):
        marked = "".join(
            escape(piece)
            if token is None
            else f'<mark style="background: {_colour(token, most)}" title="{token.weight:+.3f}">{escape(piece)}</mark>'
            for piece, token in _pieces(original, tokens)
        )
        lines.append(f"<p><small>{name}</small> {marked}</p>")
    heads = "".join(f'<th scope="col">{escape(token.text)}</th>' for token in reading.text_tokens)
    rows = "".join(
        f'<tr><th scope="row">{escape(token.text)}</th>'
        + "".join(
            f'<td style="background: rgb(0 114 178 / {max(0.0, float(c)):.2f})" title="{c:.2f}"></td>' for c in row
        )
        + "</tr>"
        for token, row in zip(reading.query_tokens, reading.cosines, strict=True)
    )
    note = "Blue tokens speak for a match, orange ones against it; in the map, how alike two tokens are."
    return (
        f'{head}{"".join(lines)}<div class="ts-box"><table><thead><tr><td></td>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div><p><small>{note}</small></p>"
    )


def _map(reading: Reading) -> Any:
    """The map in half blocks of colour, a row for each token of the query."""
    from rich.text import Text

    width = max(len(token.text) for token in reading.query_tokens)
    drawn = Text()
    for token, row in zip(reading.query_tokens, reading.cosines, strict=True):
        drawn.append(f"{token.text:>{width}} ")
        for cosine in row:
            level = round(255 * (1 - max(0.0, float(cosine))))
            drawn.append("  ", f"on rgb({level},{level},255)")
        drawn.append("\n")
    return drawn


def _sides(explanation: Explanation, reading: Reading) -> Sequence[tuple[str, str, Sequence[Token]]]:
    return (("query", explanation.query, reading.query_tokens), ("text", explanation.text, reading.text_tokens))


def _pieces(original: str, tokens: Sequence[Token]) -> list[tuple[str, Token | None]]:
    """The original cut at its tokens, with what stands between them, so that nothing of it is lost."""
    found: list[tuple[str, Token | None]] = []
    at = 0
    for token in tokens:
        if token.start > at:
            found.append((original[at : token.start], None))
        if token.end > max(at, token.start):
            found.append((original[max(at, token.start) : token.end], token))
        at = max(at, token.end)
    return [*found, (original[at:], None)]


def _most(reading: Reading) -> float:
    return max((abs(t.weight) for t in (*reading.query_tokens, *reading.text_tokens)), default=0.0) or 1.0


def _colour(token: Token, most: float) -> str:
    red, green, blue = _FOR if token.weight > 0 else _AGAINST
    return f"rgb({red} {green} {blue} / {0.75 * abs(token.weight) / most:.2f})"


def _shade(token: Token, most: float) -> tuple[int, int, int]:
    """The colour on a dark ground, which is what most terminals have."""
    share = abs(token.weight) / most
    red, green, blue = (round(share * c) for c in (_FOR if token.weight > 0 else _AGAINST))
    return red, green, blue
