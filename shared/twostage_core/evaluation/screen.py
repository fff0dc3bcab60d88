"""Owns how a record reads in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Group
from rich.markup import escape
from rich.table import Table

from twostage_core.evaluation.measures import RANKING_MEASURES


def tables(record: Mapping[str, Any]) -> Group:
    """Makes the tables of a record, for a `rich` console.

    Args:
        record: What `record.evaluate` returns, or what JSON made of it.

    Returns:
        Retrieval, near-misses, decisions and cost, each where there is any.
    """
    return Group(*_tables(record))


def _tables(record: Mapping[str, Any]) -> Iterator[Table]:
    for name, entry in record["retrieval"].items():
        yield _retrieval(name, entry)
    if record["near_misses"]:
        yield _near_misses(record)
    for name, by_system in record["decisions"].items():
        yield _decisions(name, by_system)
    for name, by_system in record["cost"].items():
        yield _cost(name, by_system)


def _retrieval(name: str, entry: Mapping[str, Any]) -> Table:
    title = f"{escape(name)}: {entry['queries']} queries, {entry['documents']} documents"
    table = Table("system", *RANKING_MEASURES, "ΔnDCG@10 [95 %], p", title=title)
    for system, own in entry["figures"].items():
        change = entry["differences"].get(system, {}).get("nDCG@10")
        cells = (f"{own[measure]['mean']:.3f}" for measure in RANKING_MEASURES)
        table.add_row(escape(system), *cells, "" if change is None else difference(change))
    return table


def _near_misses(record: Mapping[str, Any]) -> Table:
    """A row for each set and system; of a pool the whole, not its members: these are on the page."""
    table = Table(
        "set", "system", "ROC-AUC [95 %]", "AP", "false accepts at 95 % kept", "ΔROC-AUC [95 %], p", title="near-misses"
    )
    for name, entry in record["near_misses"].items():
        if entry["in_pool"]:
            continue
        for i, (system, own) in enumerate(entry["figures"].items()):
            change = entry["differences"].get(system, {}).get("auc")
            table.add_row(
                escape(name) if i == 0 else "",
                escape(system),
                "–" if own["auc"] is None else f"{own['auc']:.3f} [{own['interval'][0]:.3f}, {own['interval'][1]:.3f}]",
                _number(own["average_precision"]),
                _percent(own["fa95"]),
                "" if change is None else difference(change),
                end_section=i == len(entry["figures"]) - 1,
            )
    return table


def _decisions(name: str, by_system: Mapping[str, Any]) -> Table:
    columns = ("precision", "recall", "abstained", "abstained_unanswerable")
    heads = ("accepted that fit", "fitting that are accepted", "abstained", "… had nothing fitted", "risk (AURC)")
    table = Table("system", *heads, title=f"{escape(name)}: decisions")
    for system, own in by_system.items():
        table.add_row(escape(system), *(_percent(own[column]) for column in columns), _number(own["aurc"]))
    return table


def _cost(name: str, by_system: Mapping[str, Any]) -> Table:
    table = Table("system", "index, s", "cold, ms", "warm, ms", "warm, by stage", title=f"{escape(name)}: cost a query")
    for system, own in by_system.items():
        stages = ", ".join(f"{stage} {ms:.1f}" for stage, ms in own["warm"].items() if stage != "total")
        cold, warm = (f"{own[kind]['total']:.1f}" for kind in ("cold", "warm"))
        table.add_row(escape(system), f"{own['index_seconds']:.1f}", cold, warm, stages)
    return table


def difference(of: Mapping[str, float]) -> str:
    """A difference with its interval and p, in words."""
    return f"{of['mean']:+.3f} [{of['low']:+.3f}, {of['high']:+.3f}], {_p(of['p'])}"


def _p(value: float) -> str:
    return "<.001" if value < 0.001 else f"{value:.3f}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"
