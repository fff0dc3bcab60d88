"""Owns the page of a record: one HTML file with all in it, that fetches nothing and needs no script."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import mean
from typing import Any

from twostage_core.evaluation.measures import RANKING_MEASURES
from twostage_core.evaluation.page import charts

__all__ = ["page"]


def page(record: Mapping[str, Any], *, title: str = "Systems side by side") -> str:
    """Renders a record.

    Args:
        record: What `record.evaluate` returns, or what JSON made of it.
        title: Of the page.

    Returns:
        HTML; the same for the same record.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("twostage_core.evaluation", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": _number, "percent": _percent, "p": _p}
    return environment.get_template("page.html.j2").render(
        record=record, title=title, measures=list(RANKING_MEASURES), charts=_charts(record)
    )


def _charts(record: Mapping[str, Any]) -> dict[str, str]:
    from markupsafe import Markup

    made: dict[str, str] = {}
    for relation in dict.fromkeys(entry["relation"] for entry in record["near_misses"].values()):
        values = {
            entry["category"] or name: {s: own["auc"] for s, own in entry["figures"].items() if own["auc"] is not None}
            for name, entry in record["near_misses"].items()
            if entry["relation"] == relation and (entry["category"] or not entry["in_pool"])
        }
        made[f"near-misses, {relation}"] = charts.bars(
            values, title=f"ROC-AUC by set and system, {relation}", label="ROC-AUC; dotted: chance", chance=0.5
        )
    overall = "pooled" if "pooled" in record["decisions"] else next(iter(record["decisions"]), None)
    if overall is not None:
        made["risk and coverage"] = charts.curves(
            {system: own["risk_coverage"] for system, own in record["decisions"][overall].items()},
            title="Risk against coverage",
            x="coverage: share of queries answered, the surest first",
            y="risk: answers that do not fit",
        )
        made["cost and quality"] = charts.scatter(
            {
                system: (
                    mean(own[system]["warm"]["total"] for own in record["cost"].values()),
                    figures["nDCG@10"]["mean"],
                )
                for system, figures in record["retrieval"][overall]["figures"].items()
            },
            title="Milliseconds a query against nDCG@10",
            x="milliseconds a query, warm (mean over collections)",
            y="nDCG@10",
        )
    # Drawn here, from escaped text.
    return {name: Markup(svg) for name, svg in made.items()}  # noqa: S704


def _number(value: float | None, signed: bool = False) -> str:
    return "–" if value is None else f"{value:+.3f}" if signed else f"{value:.3f}"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"


def _p(value: float) -> str:
    return "< .001" if value < 0.001 else f"{value:.3f}"
