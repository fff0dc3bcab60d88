"""Owns the report: the table of ratios, of the record alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_RIVAL = "cross-encoder"
_OURS = "two-stage"


def write_report(folder: Path) -> None:
    """Writes ``README.md`` beside ``latency.json``."""
    record = json.loads((folder / "latency.json").read_text(encoding="utf-8"))
    (folder / "README.md").write_text(markdown(record) + "\n", encoding="utf-8")


def markdown(record: Mapping[str, Any]) -> str:
    """The report of a record."""
    names = list(record["cells"][0]["milliseconds"])
    head = f"| candidates | tokens | {_OURS}, warm | against the {_RIVAL} | {_OURS}, cold | against the {_RIVAL} |"
    others = [name for name in names if name not in (_OURS, _RIVAL)]
    lines = [
        "# How long judging takes",
        "",
        "Milliseconds a query: encoding it, reading or computing what is needed of the candidates, and judging them "
        "all. Cold: the candidates are seen for the first time. Warm: they were seen before, the query was not. All "
        "peers have one backbone, all-MiniLM-L6-v2, in float32, and took turns in one run; medians.",
        "",
        head,
        "|---|---|---|---|---|---|",
    ]
    for cell in record["cells"]:
        ms = cell["milliseconds"]
        row = [str(cell["candidates"]), str(cell["tokens"])]
        for when in ("warm", "cold"):
            own, rival = ms[_OURS][f"{when} median"], ms[_RIVAL][f"{when} median"]
            row += [f"{own:.0f}", f"{rival / own:.1f}× faster" if rival >= own else f"{own / rival:.2f}× slower"]
        lines.append(f"| {' | '.join(row)} |")
    # What keeps nothing has one time, cold or warm.
    timed = [(n, w) for n in others for w in ("cold", "warm") if w == "cold" or _differs(record, n)]
    columns = [f"{name}, {when}" if _differs(record, name) else name for name, when in timed]
    lines += ["", f"| candidates | tokens | {_RIVAL} | {' | '.join(columns)} |"]
    lines.append("|---|---|---|" + "---|" * len(timed))
    for cell in record["cells"]:
        ms = cell["milliseconds"]
        own = [f"{ms[name][f'{when} median']:.0f}" for name, when in timed]
        rival = f"{ms[_RIVAL]['cold median']:.0f}"
        lines.append(f"| {' | '.join([str(cell['candidates']), str(cell['tokens']), rival, *own])} |")
    where = record["provenance"]
    versions = ", ".join(f"{name} {version}" for name, version in where["versions"].items())
    lines += [
        "",
        f"{where['cpu']}, {where['cores']} cores, torch with {where['threads']} threads, seed {record['seed']}; "
        f"{versions}. "
        "`python -m benchmarks.latency` regenerates it.",
    ]
    return "\n".join(lines)


def _differs(record: Mapping[str, Any], name: str) -> bool:
    """Whether a peer keeps something of texts, so that it was timed twice."""
    return any(cell["milliseconds"][name]["cold"] != cell["milliseconds"][name]["warm"] for cell in record["cells"])
