"""Owns the page: what escalation costs and brings, of the record alone."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from benchmarks.records import checkpoint_of

OURS, OTHER = "two-stage", "cross-encoder"
LEVELS = ("balanced", "strict")


def escalated(width: float) -> str:
    """What the stage is called that escalates so much."""
    return f"escalated within {width:g}"


def markdown(record: Mapping[str, Any]) -> str:
    """The page of a record."""
    return "\n".join(_page(record))


def _page(record: Mapping[str, Any]) -> Iterator[str]:
    names = [OURS, OTHER, *(escalated(width) for width in record["widths"])]
    kinds = list(dict.fromkeys((own["mean"], own["relation"]) for own in record["sets"].values()))
    yield "# What escalation costs and brings"
    yield ""
    yield (
        "A second verifier helps as far as it is better than the first where the first is unsure. The one here, a "
        "cross-encoder with the same backbone that saw the same mix for fewer steps, tells matches from others better "
        f"in {_better(record, kinds)} of {len(kinds)} kinds of sets, by ROC-AUC. What comes of it, with "
        f"{checkpoint_of(record)} as the first:"
    )
    yield ""
    yield from (_verdict(record, level, name) for level in LEVELS for name in names[2:])
    yield ""
    yield (
        "True accepts / false accepts in per cent, and after a dot the share of pairs that went to the cross-encoder; "
        "means over the sets of a kind. Either accepts by its own threshold of the name. Escalated within 0.2: what "
        "lies up to 0.2 of the way from the threshold to 0, or to 1."
    )
    for level in LEVELS:
        yield ""
        yield f"| `{level}` | sets | {' | '.join(names)} |"
        yield "|---" * (len(names) + 2) + "|"
        for mean, relation in kinds:
            own = [s for s in record["sets"].values() if (s["mean"], s["relation"]) == (mean, relation)]
            cells = [_cell([s["decisions"][level][name] for s in own]) for name in names]
            yield f"| {mean}, {relation} | {len(own)} | {' | '.join(cells)} |"
    yield ""
    yield f"| ROC-AUC | {OURS} | {OTHER} |"
    yield "|---|---|---|"
    for mean, relation in kinds:
        cells = [f"{value:.3f}" for value in _aucs(record, mean, relation)]
        yield f"| {mean}, {relation} | {' | '.join(cells)} |"
    yield ""
    timed, where = record["milliseconds"], record["provenance"]
    times = ", ".join(
        f"{name} {timed['median'][name]:.0f}"
        + (f" ({100 * timed['escalated'][name]:.0f} % escalated)" if name in names[2:] else "")
        for name in names
    )
    yield (
        f"Milliseconds a query of {timed['candidates']:g} candidates whose vectors are stored, `{LEVELS[0]}`, in turn, "
        f"medians of {timed['queries']}: {times}."
    )
    yield ""
    versions = ", ".join(f"{name} {version}" for name, version in where["versions"].items())
    yield (
        f"{where['cpu']}, {where['cores']} cores, torch with {where['threads']} threads, seed {record['seed']}; "
        f"{versions}. `make escalation DATA=…` regenerates it."
    )


def _verdict(record: Mapping[str, Any], level: str, name: str) -> str:
    """A line that says in how many sets decisions got better: by true accepts less false accepts."""
    gains = []
    for own in record["sets"].values():
        before, after = (own["decisions"][level][of] for of in (OURS, name))
        if None not in (*before.values(), *after.values()):
            gains.append(
                after["true_accepts"] - after["false_accepts"] - before["true_accepts"] + before["false_accepts"]
            )
    better, worse = sum(gain > 0 for gain in gains), sum(gain < 0 for gain in gains)
    same = len(gains) - better - worse
    return (
        f"- `{level}`, {name}: true accepts less false accepts change by {100 * statistics.mean(gains):+.1f} points on "
        f"average; of {len(gains)} sets better in {better}, worse in {worse}, the same in {same}."
    )


def _cell(own: Sequence[Mapping[str, float | None]]) -> str:
    true, false = (_percent([s[of] for s in own]) for of in ("true_accepts", "false_accepts"))
    share = _percent([s["escalated"] for s in own])
    return f"{true} / {false}" + ("" if share == "0" else f" · {share}")


def _percent(values: Sequence[float | None]) -> str:
    known = [value for value in values if value is not None]
    return f"{100 * statistics.mean(known):.0f}" if known else "–"


def _aucs(record: Mapping[str, Any], mean: str, relation: str) -> tuple[float, float]:
    """Mean ROC-AUC over the sets of a kind, of either verifier."""
    own = [s["auc"] for s in record["sets"].values() if (s["mean"], s["relation"]) == (mean, relation)]
    first, second = (statistics.mean(s[name] for s in own if s[name] is not None) for name in (OURS, OTHER))
    return first, second


def _better(record: Mapping[str, Any], kinds: Sequence[tuple[str, str]]) -> int:
    """In how many kinds of sets the second verifier tells apart better."""
    return sum(second > first for first, second in (_aucs(record, *kind) for kind in kinds))
