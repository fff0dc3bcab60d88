"""Owns the report: ``README.md``, rendered from the JSON records beside it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.records import checkpoint_of

OURS = "two-stage"
RIVAL = "cross-encoder"
LATE = "MultiVectorEncoder"
QUANTISED = "cross-encoder, ONNX int8"
Record = Mapping[str, Any]


def write_record(folder: Path, name: str, record: Record) -> None:
    """Writes a record as ``<name>.json``, and ``README.md`` anew from all that are there."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    (folder / "README.md").write_text(markdown(records(folder)) + "\n", encoding="utf-8")


def records(folder: Path) -> dict[str, Record]:
    """The records that are there, by name."""
    files = {name: folder / f"{name}.json" for name in _SECTIONS}
    return {name: json.loads(f.read_text(encoding="utf-8")) for name, f in files.items() if f.is_file()}


def markdown(found: Mapping[str, Record]) -> str:
    """The report of records, a section each."""
    lines = [
        "# How long judging takes",
        "",
        "All peers have one backbone, all-MiniLM-L6-v2, in float32 where nothing else is said, and took turns in one "
        "run. `make bench` measures anew. What a second verifier behind the first costs and brings stands "
        "[elsewhere](../escalation/README.md), and so does what [many passages](../scale/README.md) cost.",
    ]
    if verdicts := _verdicts(found):
        lines += ["", *_table(["what is asked", "measured", ""], verdicts)]
    for name, section in _SECTIONS.items():
        if name in found:
            lines += ["", *section(found[name]), "", _origin(found[name])]
    return "\n".join(lines)


def _verdicts(found: Mapping[str, Record]) -> list[list[str]]:
    """What is asked of us beside what was measured, of the records that are there."""
    rows: list[list[str]] = []
    if "latency" in found:
        for cell in found["latency"]["cells"]:
            if (cell["candidates"], cell["tokens"]) == (100, 128):
                ms = cell["milliseconds"]
                faster = ms[RIVAL]["cold median"] / ms[OURS]["warm median"]
                slower = ms[OURS]["cold median"] / ms[RIVAL]["cold median"]
                asked = "100 stored candidates of 128 tokens, as fast as the cross-encoder"
                rows += [
                    [f"{asked}: 20 times", f"{faster:.1f} times", _met(faster >= 20)],
                    [f"{asked}: 50 times, a goal", f"{faster:.1f} times", _met(faster >= 50)],
                    ["the same, new: at most 1.1 times its time", f"{slower:.2f} times", _met(slower <= 1.1)],
                ]
    if "runtimes" in found:
        record = found["runtimes"]
        ms, bars = record["milliseconds"], record["bars"]
        slower = ms[f"{OURS}, torch-bf16"]["cold median"] / ms[f"{RIVAL}, torch-bf16"]["cold median"]
        rows.append(["new ones, both in bfloat16: at most 1.1 times", f"{slower:.2f} times", _met(slower <= 1.1)])
        apart = [own for relation in record["agreement"].values() for own in relation["runtimes"].values()]
        for asked, bar, worst, shown in (
            ("AUC lost by another runtime", bars["auc_loss"], max(a["auc_loss"] for a in apart), "{:.4f}"),
            ("99th percentile of its change", bars["p99"], max(a["own calibration"]["p99"] for a in apart), "{:.4f}"),
            (
                "decisions that it changes",
                bars["flipped"],
                max(max(a["own calibration"]["flipped"].values()) for a in apart),
                "{:.2%}",
            ),
        ):
            rows.append([f"{asked}: at most {bar:g}", shown.format(max(0.0, worst)), _met(worst <= bar)])
    if "lazy" in found:
        record = found["lazy"]
        share, different = record["share_of_time"], len(record["different"])
        rows.append(["lazily: the same results", f"{different} differ", _met(not different)])
        rows.append(["lazily: at most half the time", f"{share:.0%}", _met(share <= 0.5)])
    if "adapters" in found:
        record = found["adapters"]
        worst = max(share for policy in record["policies"] for share in policy["share"].values())
        rows.append([f"added by an adapter: at most {record['bar']:.0%}", f"{worst:.1%}", _met(worst <= record["bar"])])
    return rows


def _met(holds: bool) -> str:
    return "met" if holds else "**not met**"


def _latency(record: Record) -> list[str]:
    cells = record["cells"]
    names = list(cells[0]["milliseconds"])
    rivals = [name for name in (RIVAL, QUANTISED) if name in names]
    others = [name for name in names if name not in (OURS, *rivals)]
    # What keeps nothing has one time, cold or warm.
    timed = [(n, w) for n in others for w in ("cold", "warm") if w == "cold" or _differs(record, n)]
    columns = [f"{name}, {when}" if _differs(record, name) else name for name, when in timed]

    ratios, times = [], []
    for cell in cells:
        ms, size = cell["milliseconds"], [str(cell["candidates"]), str(cell["tokens"])]
        row = list(size)
        for when, against in (("warm", rivals), ("cold", [RIVAL])):
            own = ms[OURS][f"{when} median"]
            row += [_number(own), *(_ratio(own, ms[name]["cold median"]) for name in against)]
        ratios.append(row)
        medians = [ms[name]["cold median"] for name in rivals] + [ms[n][f"{w} median"] for n, w in timed]
        times.append([*size, *map(_number, medians)])

    warm = [f"{OURS}, warm", *(f"against {name}" for name in rivals)]
    return [
        "## One query",
        "",
        "Milliseconds a query: encoding it, reading or computing what is needed of the candidates, and judging them "
        "all. Cold: the candidates are seen for the first time. Warm: they were seen before, the query was not. "
        "Medians.",
        "",
        *_table(["candidates", "tokens", *warm, f"{OURS}, cold", f"against {RIVAL}"], ratios),
        "",
        "The peers' own milliseconds. Only those with a column for warm keep anything of a passage.",
        "",
        *_table(["candidates", "tokens", *rivals, *columns], times),
        "",
        f"Where we lose: {'; '.join(_lost(cells)) or 'nowhere here'}.",
    ]


def _lost(cells: Sequence[Record]) -> list[str]:
    """Where another takes less time: for new candidates than the cross-encoder, and for stored ones than anybody."""
    sizes = {
        (f"{cell['candidates']} × {cell['tokens']}"): {
            name: {when: own[f"{when} median"] for when in ("cold", "warm")}
            for name, own in cell["milliseconds"].items()
        }
        for cell in cells
    }
    found = [
        f"{size} tokens that are new take {ms[OURS]['cold'] / ms[RIVAL]['cold']:.2f} times the {RIVAL}'s time"
        for size, ms in sizes.items()
        if ms[OURS]["cold"] > ms[RIVAL]["cold"]
    ]
    for name in next(iter(sizes.values())):
        ratios = [ms[OURS]["warm"] / ms[name]["warm"] for ms in sizes.values() if ms[name]["warm"] < ms[OURS]["warm"]]
        if ratios:
            found.append(
                f"{name} takes less for stored ones in {len(ratios)} of {len(sizes)} sizes, by {min(ratios):.1f} to "
                f"{max(ratios):.1f} times"
            )
    return found


def _throughput(record: Record) -> list[str]:
    bar = record["bar"]
    lines = [
        "## Many callers",
        "",
        "Queries a second (and milliseconds of the median query / of the 95th percentile), each caller asking again "
        f"when it has its answer, for {record['seconds']:g} s. Passages were seen before and are drawn from "
        f"{record['pool']}; {OURS} is awaited, the others run on the threads of `asyncio.to_thread`.",
    ]
    for size in record["sizes"]:
        names = list(size["levels"])
        rows = [
            [str(levels[0]["callers"]), *(f"{x['per_second']:.1f} ({x['p50']:.0f} / {x['p95']:.0f})" for x in levels)]
            for levels in zip(*size["levels"].values(), strict=True)
        ]
        lines += [
            "",
            f"### {size['candidates']} candidates of {size['tokens']} tokens",
            "",
            *_table(["callers", *names], rows),
            "",
            f"Most queries a second with 95 % of them within {bar} ms: "
            + "; ".join(f"{name} {_most(size['best'][name])}" for name in names)
            + ".",
        ]
    return lines


def _adapters(record: Record) -> list[str]:
    rows = [
        [f'`on_reject="{policy["on_reject"]}"`', f"{policy['bare']:.1f}"]
        + [f"{policy['added'][name]:+.2f} ({policy['share'][name]:+.1%})" for name in policy["added"]]
        for policy in record["policies"]
    ]
    return [
        "## Adapters",
        "",
        f"Milliseconds of a bare judgement of {record['candidates']} stored candidates of {record['tokens']} tokens, "
        f"and what an adapter adds to it: medians over {record['queries']} queries. At most {record['bar']:.0%} is "
        "allowed.",
        "",
        *_table(["policy", "stage", *record["policies"][0]["added"]], rows),
    ]


def _lazy(record: Record) -> list[str]:
    return [
        "## Lazy verification",
        "",
        f'With `verify="lazy"` and `top_n={record["top_n"]}`, {record["queries"]} queries of '
        f"{record['collection']} with {record['depth']} candidates each took {record['share_of_time']:.0%} of the time "
        f"and {record['share_judged']:.0%} of the candidates were judged; the results of "
        f"{len(record['different'])} queries differ.",
    ]


def _profile(record: Record) -> list[str]:
    machine, took = record["machine"], record["milliseconds"]
    arithmetic = 1000 * record["multiply_adds"] / machine["multiply_adds_a_second"]
    reading = 1000 * record["bytes_read"] / machine["bytes_a_second"]
    return [
        "## Where the time goes",
        "",
        f"Of a warm judgement of {record['candidates']} candidates of {record['tokens']} tokens, "
        f"{_number(record['milliseconds'])} ms in the median of {record['queries']} queries:",
        "",
        *_table(["part", "share"], [[part, f"{share:.0%}"] for part, share in record["shares"].items()]),
        "",
        f"The machine's own limit, for the query in the middle: {record['multiply_adds'] / 1e9:.2f} thousand million "
        f"multiply-adds take {_number(arithmetic)} ms at the rate of one large matrix product in float32 "
        f"({machine['multiply_adds_a_second'] / 1e9:.0f} thousand million a second), and "
        f"{record['bytes_read'] / 1e6:.2f} MB of token vectors {reading:.2f} ms at the rate of one large copy "
        f"({machine['bytes_a_second'] / 1e9:.0f} GB a second). It took {_number(took)} ms, "
        f"{took / (arithmetic + reading):.1f} times as long.",
    ]


def _runtimes(record: Record) -> list[str]:
    ms, bars = record["milliseconds"], record["bars"]
    rows = [[name, *(_number(own[f"{when} median"]) for when in ("warm", "cold"))] for name, own in ms.items()]
    alike = []
    for relation, own in record["agreement"].items():
        for runtime, found in own["runtimes"].items():
            fitted, shipped = found["own calibration"], found["shipped calibration"]
            alike.append(
                [runtime, relation, f"{found['auc_loss']:+.4f}"]
                + [f"{by['p99']:.4f}" for by in (fitted, shipped)]
                + [f"{max(by['flipped'].values()):.2%}" for by in (fitted, shipped)]
            )
    tested = " and ".join(f"{own['tested']} pairs of {relation}" for relation, own in record["agreement"].items())
    return [
        "## Runtimes",
        "",
        f"Of {checkpoint_of(record)}, as `twostage export` writes it: milliseconds a query of "
        f"{record['candidates']} candidates of {record['tokens']} tokens; medians, in turn.",
        "",
        *_table(["runtime", "warm", "cold"], rows),
        "",
        f"How far they are from torch in float32, on {tested}: ROC-AUC lost (bar {bars['auc_loss']}), the 99th "
        f"percentile of a probability's change (bar {bars['p99']}) and the share of decisions that change, at the "
        f"threshold with most (bar {bars['flipped']:.1%}); under a calibration of its own, fitted to the other half of "
        "the pairs, and under the shipped one.",
        "",
        *_table(["runtime", "relation", "AUC lost", "p99, own", "shipped", "changed, own", "shipped"], alike),
    ]


_SECTIONS: dict[str, Callable[[Record], list[str]]] = {
    "latency": _latency,
    "profile": _profile,
    "runtimes": _runtimes,
    "throughput": _throughput,
    "adapters": _adapters,
    "lazy": _lazy,
}


def _origin(record: Record) -> str:
    """What the figures hang on."""
    where = record["provenance"]
    versions = ", ".join(f"{name} {version}" for name, version in where["versions"].items())
    seed = f", seed {record['seed']}" if "seed" in record else ""
    return (
        f"{where['cpu']}, {where['cores']} cores, torch with {_counted(where['threads'], 'thread')}{seed}; {versions}."
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]


def _number(milliseconds: float) -> str:
    """Whole milliseconds, and a digit more where they are few."""
    return f"{milliseconds:.0f}" if milliseconds >= 9.95 else f"{milliseconds:.1f}"


def _ratio(own: float, rival: float) -> str:
    return f"{rival / own:.1f}× faster" if rival >= own else f"{own / rival:.2f}× slower"


def _most(best: Mapping[str, Any] | None) -> str:
    return "none" if best is None else f"{best['per_second']:.1f} ({_counted(best['callers'], 'caller')})"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _differs(record: Record, name: str) -> bool:
    """Whether a peer keeps something of texts, so that it was timed twice."""
    return any(cell["milliseconds"][name]["cold"] != cell["milliseconds"][name]["warm"] for cell in record["cells"])
