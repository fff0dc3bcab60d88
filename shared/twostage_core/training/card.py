"""Owns the figures of a model card: rendered from the report of a calibration, never typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_BETWEEN = re.compile(r"(<!-- figures -->\n).*?(\n<!-- end of figures -->)", re.DOTALL)


def figures(report: Mapping[str, Any]) -> str:
    """Renders a report as Markdown.

    Args:
        report: What ``twostage calibrate --report`` writes.

    Returns:
        The tables, without the markers that stand around them in a card.
    """
    lines = []
    for relation in ("support", "identity"):
        own = report[relation]
        lines += [f"### `{relation}`", "", "| threshold | true matches kept | others accepted |", "|---|---|---|"]
        lines += [
            f"| {level}, p ≥ {v['threshold']:.3f} | {v['true_matches_kept']:.3f} | {v['others_accepted']:.3f} |"
            for level, v in own["held_out"].items()
        ]
        lines += ["", "| pairs never trained on | n | ROC-AUC | MaxSim of the untouched base |", "|---|---|---|---|"]
        for name, v in own["sources"].items():
            if v["auc"] is not None:
                lines.append(f"| {name} | {v['pairs']} | {v['auc']:.3f} | {v['auc_maxsim_base']:.3f} |")
        lines.append("")
    made = report["provenance"]
    versions = ", ".join(f"{name} {version}" for name, version in made["versions"].items())
    lines.append(f"Measured on {made['cores']} cores of {made['cpu']}, seed {report['seed']}, with {versions}.")
    return "\n".join(lines)


def write(card: Path, report: Mapping[str, Any]) -> None:
    """Puts a report's figures between the markers of a card; a card without markers is left alone."""
    if card.is_file():
        text = card.read_text(encoding="utf-8")
        card.write_text(_BETWEEN.sub(lambda m: m[1] + figures(report) + m[2], text), encoding="utf-8")
