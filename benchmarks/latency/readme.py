"""Owns how fast judging is, as the project's README says it: rendered from the records and never typed.

python -m benchmarks.latency.readme
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from benchmarks.latency.report import LATE, OURS, QUANTISED, RIVAL, Record, records

ROOT = Path(__file__).parents[2]
START, END = "<!-- latency -->", "<!-- /latency -->"
_COUNT, _TOKENS = 100, 128


def paragraph(found: Mapping[str, Record]) -> str:
    """What the README says of the records; ``latency`` must be among them."""
    cell = next(c for c in found["latency"]["cells"] if (c["candidates"], c["tokens"]) == (_COUNT, _TOKENS))
    ms = {name: own for name, own in cell["milliseconds"].items() if name in (OURS, RIVAL, QUANTISED)}
    warm, cold = (ms[OURS][f"{when} median"] for when in ("warm", "cold"))
    rivals = {name: ms[name]["cold median"] for name in (RIVAL, QUANTISED)}
    late = [cell["milliseconds"][LATE][f"{when} median"] for when in ("warm", "cold")]
    where = found["latency"]["provenance"]
    slower = {name: [rivals[name] / own for own in (warm, cold)] for name in rivals}
    return (
        f"A query with {_COUNT} candidates of {_TOKENS} tokens takes {warm:.0f} ms when they were seen before, and "
        f"{cold:.0f} ms when they were not. A cross-encoder of the same backbone takes {rivals[RIVAL]:.0f} ms every "
        f"time, {slower[RIVAL][0]:.0f} and {slower[RIVAL][1]:.1f} times as long; quantised, on ONNX Runtime, "
        f"{rivals[QUANTISED]:.0f} ms, {slower[QUANTISED][0]:.0f} and {slower[QUANTISED][1]:.1f} times. "
        f"Late interaction alone ({LATE}), which tells no near-miss apart, takes {late[0]:.0f} and {late[1]:.0f} ms. "
        f"{where['cpu']}, torch with {where['threads']} threads, all in one run, by turns. Other sizes and peers, many "
        "callers, runtimes, where the time goes and where we lose: [latency](benchmarks/latency/README.md), by "
        "`make bench DATA=…`; [many passages](benchmarks/scale/README.md), by `make scale DATA=…`."
    )


def replaced(readme: str, found: Mapping[str, Record]) -> str:
    """The README with the paragraph in the place that its markers set."""
    before, _, rest = readme.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n{paragraph(found)}\n{END}{after}"


def main() -> None:
    """Writes the paragraph into the README."""
    readme = ROOT / "README.md"
    text = replaced(readme.read_text(encoding="utf-8"), records(Path(__file__).parent))
    readme.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
