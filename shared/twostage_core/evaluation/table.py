"""Owns how a record reads in a model card: Markdown tables, rendered and never typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any


def table(record: Mapping[str, Any]) -> str:
    """Renders a record as Markdown.

    Args:
        record: What `record.evaluate` returns, or what JSON made of it.

    Returns:
        A table for each suite, the means, one for retrieval, and the line that says where it was measured.
    """
    lines: list[str] = []
    for suite in dict.fromkeys(entry["suite"] for entry in record["near_misses"].values()):
        own = {name: entry for name, entry in record["near_misses"].items() if entry["suite"] == suite}
        lines += [f"### {suite}", "", "ROC-AUC [95 % interval], false accepts at 95 % true accepts", ""]
        lines += [*_suite(own), ""]
    if record["means"]:
        scoring = list(next(iter(record["means"].values())))
        lines += ["### Mean ROC-AUC over sets", "", *_head(["sets", *scoring])]
        lines += [_row([mean, *(f"{by[s]:.3f}" for s in scoring)]) for mean, by in record["means"].items()]
        lines.append("")
    if record["retrieval"]:
        first = next(iter(next(iter(record["retrieval"].values()))["figures"]))
        lines += ["### retrieval", "", f"nDCG@10; the others as differences from {first} [95 % interval]", ""]
        lines += [*_retrieval(record["retrieval"]), ""]
    if decided := list(_decisions(record["decisions"])):
        columns = ("relevant accepted", "accepted that are relevant", "abstained", "… had nothing fitted")
        lines += [*_head(["collection", "system", *columns]), *decided, ""]
    made, asked = record["provenance"], record["asked"]
    versions = ", ".join(f"{name} {version}" for name, version in made["versions"].items())
    pairs = f", at most {asked['pairs']} pairs a set" if record["near_misses"] else ""
    asking = "" if not record["retrieval"] else ", all queries"
    if record["retrieval"] and asked["queries"] is not None:
        asking = f", at most {asked['queries']} queries a collection"
    lines.append(
        f"Measured on {made['cores']} cores of {made['cpu']}, seed {asked['seed']}{pairs}{asking}, with {versions}."
    )
    return "\n".join(lines)


def _suite(sets: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    systems = list(next(iter(sets.values()))["figures"])
    yield from _head(["set", "split", "pairs", *systems])
    for name, own in sets.items():
        by_system = own["figures"]
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


def _retrieval(collections: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    first, *others = next(iter(collections.values()))["figures"]
    yield from _head(["collection", "queries", first, *others])
    for name, own in collections.items():
        differences = (_difference(own["differences"][s]["nDCG@10"]) for s in others)
        yield _row([name, str(own["queries"]), f"{own['figures'][first]['nDCG@10']['mean']:.3f}", *differences])


def _decisions(collections: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """What each deciding system accepts, by the threshold: policies that share one share a line."""
    for name, by_system in collections.items():
        seen: list[tuple[Any, ...]] = []
        for system, own in by_system.items():
            shares = (own["recall"], own["precision"], own["abstained"], own["abstained_unanswerable"])
            if own["abstained"] is not None and shares not in seen:
                seen.append(shares)
                yield _row([name, system, *("–" if share is None else f"{share:.0%}" for share in shares)])


def _difference(of: Mapping[str, float]) -> str:
    return f"{of['mean']:+.3f} [{of['low']:+.3f}, {of['high']:+.3f}]"


def _head(cells: Sequence[str]) -> list[str]:
    return [_row(cells), "|---" * len(cells) + "|"]


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
