"""Owns the figures of a model card: rendered from the report of a calibration, never typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

_BETWEEN = re.compile(r"(<!-- figures -->\n).*?(\n<!-- end of figures -->)", re.DOTALL)
_KINDS = {"near_miss": "near-misses", "candidate": "recall candidates"}


def figures(report: Mapping[str, Any]) -> str:
    """Renders a report as Markdown.

    Args:
        report: What ``twostage calibrate --report`` writes.

    Returns:
        The tables, without the markers that stand around them in a card.
    """
    relations = [relation for relation in ("support", "identity") if relation in report]
    lines = []
    for relation in relations:
        lines += [f"### `{relation}`", "", *_relation(report[relation])]
    if report["from"] == "own pairs":
        lines.append("Fitted and measured on its user's own pairs. " + _left(relations))
    made = report["provenance"]
    versions = ", ".join(f"{name} {version}" for name, version in made["versions"].items())
    lines.append(f"Measured on {made['cores']} cores of {made['cpu']}, seed {report['seed']}, with {versions}.")
    return "\n".join(lines)


def write(card: Path, report: Mapping[str, Any]) -> None:
    """Puts a report's figures between the markers of a card; a card without markers is left alone."""
    if card.is_file():
        text = card.read_text(encoding="utf-8")
        card.write_text(_BETWEEN.sub(lambda m: m[1] + figures(report) + m[2], text), encoding="utf-8")


def _left(relations: Iterable[str]) -> str:
    other = [r for r in ("support", "identity") if r not in relations]
    return f"`{other[0]}` has the calibration it had before." if other else ""


def _relation(own: Mapping[str, Any]) -> list[str]:
    fitted = own["fitted_on"]
    return [
        f"Fitted on {fitted['matches']} matches and {fitted['others']} others ({own['groups']} groups), measured on "
        f"the other half; prior {own['prior']:.3f}."
        + (f" A logit is the head's + {own['cosine']:.2f} · the base's cosine." if own.get("cosine") else "")
        + " In brackets 95 % intervals.",
        "",
        *_levels(own["held_out"]),
        "",
        *_lengths(own["lengths"]),
        "",
        *_table(
            ("true matches lost, by set", *own["held_out"]),
            ((name, *(_rate(v[level]) for level in own["held_out"])) for name, v in own["matches"].items()),
        ),
        "",
        f"Expected calibration error at the prior: {own['reliability']['ece']:.3f}.",
        "",
        *_table(
            ("probability", "pairs", "mean probability", "share of matches"),
            (
                (f"{b['low']:.1f} to {b['high']:.1f}", b["pairs"], f"{b['probability']:.3f}", f"{b['matches']:.3f}")
                for b in own["reliability"]["bins"]
            ),
        ),
        "",
        *_table(
            ("pairs never trained on", "n", "ROC-AUC", "MaxSim of the untouched base"),
            (
                (name, v["pairs"], f"{v['auc']:.3f}", _number(v["auc_maxsim_base"]))
                for name, v in own["sources"].items()
                if v["auc"] is not None
            ),
        ),
        "",
    ]


def _levels(held: Mapping[str, Any]) -> list[str]:
    kinds = list(next(iter(held.values()))["false_accepts"])
    return _table(
        ("threshold", "true matches lost", "… over redrawn halves", *(f"{_KINDS.get(k, k)} accepted" for k in kinds)),
        (
            (
                f"{level}, p ≥ {v['threshold']:.4f}",
                _rate(v["true_matches_lost"]),
                _redrawn(v["lost_over_redrawn_halves"]),
                *(_rate(v["false_accepts"][k]) for k in kinds),
            )
            for level, v in held.items()
        ),
    )


def _lengths(lengths: Mapping[str, Any]) -> list[str]:
    """The default level by length: the others tell the same."""
    kinds = list(dict.fromkeys(k for v in lengths.values() for k in v["levels"]["balanced"]["false_accepts"]))
    return _table(
        (
            "tokens of the longer text, at `balanced`",
            "pairs",
            "ROC-AUC",
            "true matches lost",
            *(f"{_KINDS.get(k, k)} accepted" for k in kinds),
        ),
        (
            (
                name,
                v["pairs"],
                _number(v["auc"]),
                _rate(v["levels"]["balanced"]["true_matches_lost"]),
                *(_rate(v["levels"]["balanced"]["false_accepts"][k]) for k in kinds),
            )
            for name, v in lengths.items()
        ),
    )


def _table(head: Iterable[object], rows: Iterable[Iterable[object]]) -> list[str]:
    names = [str(name) for name in head]
    return [
        f"| {' | '.join(names)} |",
        "|" + "---|" * len(names),
        *(f"| {' | '.join(map(str, row))} |" for row in rows),
    ]


def _rate(rate: Mapping[str, Any] | None) -> str:
    return "–" if rate is None else f"{rate['share']:.3f} ({rate['low']:.3f}–{rate['high']:.3f})"


def _redrawn(lost: Mapping[str, float] | None) -> str:
    return "–" if lost is None else f"{lost['mean']:.3f} ({lost['low']:.3f}–{lost['high']:.3f})"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
