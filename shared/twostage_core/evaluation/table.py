"""Owns how a record of an evaluation reads: Markdown tables, rendered and never typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any


def table(report: Mapping[str, Any]) -> str:
    """Renders a record as Markdown.

    Args:
        report: What `report.evaluate` returns, or what JSON made of it.

    Returns:
        A table for each suite, the means, and the line that says where it was measured.
    """
    lines: list[str] = []
    for suite, sets in report["suites"].items():
        lines += [f"### {suite}", "", "ROC-AUC [95 % interval], false accepts at 95 % true accepts", ""]
        lines += [*_suite(sets, report["sets"][suite], list(report["systems"])), ""]
    if report["means"]:
        systems = list(report["systems"])
        lines += ["### Mean ROC-AUC over sets", "", *_head(["sets", *systems])]
        lines += [_row([mean, *(f"{by[s]:.3f}" for s in systems)]) for mean, by in report["means"].items()]
        lines.append("")
    for system, found in report["retrieval"].items():
        lines += [f"### retrieval, {system} at its default threshold", "", "nDCG@10; differences from recall", ""]
        lines += [*_retrieval(found), ""]
    made, asked = report["provenance"], report["asked"]
    versions = ", ".join(f"{name} {version}" for name, version in made["versions"].items())
    lines.append(
        f"Measured on {made['cores']} cores of {made['cpu']}, seed {asked['seed']}, at most {asked['n']} pairs a set, "
        f"with {versions}."
    )
    return "\n".join(lines)


def _suite(
    sets: Mapping[str, Mapping[str, Any]], facts: Mapping[str, Mapping[str, Any]], systems: Sequence[str]
) -> Iterator[str]:
    yield from _head(["set", "split", "pairs", *systems])
    for name, by_system in sets.items():
        own = facts[name]
        yield _row([name, own["split"], str(own["pairs"]), *(_cell(by_system[s]) for s in systems)])
        if all("mrr" in by_system[s] for s in systems):
            ranks = (f"{by_system[s]['mrr']:.3f}" for s in systems)
            yield _row([f"{name}, mean reciprocal rank", own["split"], str(own["matches"]), *ranks])


def _cell(figures: Mapping[str, Any]) -> str:
    if figures["auc"] is None:
        return "–"
    low, high = figures["interval"]
    unjudged = f", {figures['unjudged']} unjudged" if figures["unjudged"] else ""
    return f"{figures['auc']:.3f} [{low:.3f}, {high:.3f}], {figures['fa95']:.0%}{unjudged}"


def _retrieval(found: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    yield from _head(
        ["set", "queries", "recall", "demote", "demote, by rank score", "accepted", "relevant accepted", "abstained"]
    )
    for name, own in found.items():
        shares = (own[k] for k in ("accepted", "relevant_accepted", "abstained"))
        yield _row(
            [
                name,
                str(own["queries"]),
                f"{own['recall']:.3f}",
                _difference(own["demote_difference"]),
                _difference(own["rank_score_difference"]),
                *("–" if share is None else f"{share:.0%}" for share in shares),
            ]
        )


def _difference(of: Mapping[str, float]) -> str:
    return f"{of['mean']:+.3f} [{of['low']:+.3f}, {of['high']:+.3f}]"


def _head(cells: Sequence[str]) -> list[str]:
    return [_row(cells), "|---" * len(cells) + "|"]


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
