"""Owns the report: each figure beside its bar, of the record alone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.scale.estimate import (
    CANDIDATES,
    FIRST_BYTE_MS,
    GETS_USD,
    LINK_BITS,
    MACHINE_BYTES,
    PASSAGES,
    PUTS_USD,
    STORAGE_USD,
    USABLE,
    estimate,
)

PARTS = ("speed", "memory", "reads", "growth", "redis")

RATIO = 0.9
"""Indexing within 10 % of the forward passes alone."""
FLAT = 0.1
"""What memory and latency may grow by and still be called flat: our reading of the word."""
READS = 20_000
VALUE_BYTES = 8_704

Part = Mapping[str, Any]


def write_report(folder: Path) -> None:
    """Writes ``README.md`` beside ``scale.json``."""
    record = json.loads((folder / "scale.json").read_text(encoding="utf-8"))
    (folder / "README.md").write_text(markdown(record) + "\n", encoding="utf-8")


def markdown(record: Mapping[str, Any]) -> str:
    """The report of a record, of the parts that it has."""
    measured = record["measured"]
    lines = ["# Many passages", ""]
    if record["small"]:
        lines += ["**A trial run of a few passages: its figures mean nothing.**", ""]
    if verdicts := [verdict for name, of in _BARS.items() if name in measured for verdict in of(measured[name])]:
        lines += ["| bar | measured | |", "|---|---|---|", *(f"| {' | '.join(row)} |" for row in verdicts), ""]
    for name, section in _SECTIONS.items():
        lines += [*section(measured[name]), ""] if name in measured else []
    if "speed" in measured and "redis" in measured:
        lines += [*_hundred_million(measured), ""]
    if missing := [name for name in PARTS if name not in measured]:
        lines += [f"Not run yet: {', '.join(missing)}.", ""]
    where = record["provenance"]
    versions = ", ".join(f"{name} {version}" for name, version in where["versions"].items())
    lines.append(
        f"{where['cpu']}, {where['cores']} cores, torch with {where['threads']} threads, seed {record['seed']}; "
        f"{versions}. `make scale DATA=…` regenerates it."
    )
    return "\n".join(lines)


def _met(met: bool) -> str:
    return "met" if met else "**missed**"


def _speed_bars(part: Part) -> list[tuple[str, str, str]]:
    return [
        (
            "indexing within 10 % of the encoder's bare forward speed",
            f"{100 * part['ratio']:.1f} % of it",
            _met(part["ratio"] >= RATIO),
        )
    ]


def _memory_bars(part: Part) -> list[tuple[str, str, str]]:
    first, last = part["curve"][0], part["curve"][-1]
    grown = last["anonymous"] / first["anonymous"] - 1
    return [
        (
            f"memory flat from {first['texts']:,} to {last['texts']:,} short texts (allocated: at most 10 % more)",
            f"{first['anonymous']:.0f} → {last['anonymous']:.0f} MiB, {100 * grown:+.1f} %",
            _met(last["anonymous"] <= (1 + FLAT) * first["anonymous"]),
        )
    ]


def _reads_bars(part: Part) -> list[tuple[str, str, str]]:
    rate, size = part["passages_a_second"]["vectors"], part["value_bytes"]
    return [
        (f"LMDB reads: at least {READS:,} passages a second", f"{rate:,}", _met(rate >= READS)),
        (
            f"a value of 128 tokens: at most {VALUE_BYTES:,} bytes",
            f"{size:,}",
            _met(size <= VALUE_BYTES),
        ),
    ]


def _growth_bars(part: Part) -> list[tuple[str, str, str]]:
    first, last = part["steps"][0], part["steps"][-1]
    said = f"with {last['entries']:,} entries as with {first['entries']:,} (at most 10 % more)"
    before, after = (step["memory"]["anonymous"] for step in (first, last))
    took = " → ".join(f"{step['milliseconds']['again']['median']:.0f}" for step in (first, last))
    ratio = last["ratio"]["again"]
    return [
        (f"latency {said}", f"{took} ms, {100 * (ratio - 1):+.1f} %", _met(ratio <= 1 + FLAT)),
        (
            f"memory {said}",
            f"{before:.0f} → {after:.0f} MiB, {100 * (after / before - 1):+.1f} %",
            _met(after <= (1 + FLAT) * before),
        ),
    ]


_BARS = {"speed": _speed_bars, "memory": _memory_bars, "reads": _reads_bars, "growth": _growth_bars}


def _speed(part: Part) -> list[str]:
    rate, seconds = part["passages_a_second"], part["seconds"]
    each = sorted(f / i for f, i in zip(seconds["forward"], seconds["index"], strict=True))
    beyond = 1000 * (sum(seconds["index"]) - sum(seconds["forward"])) / part["passages"]
    short = "" if part["passages"] == part["asked"] else f" ({part['asked']:,} were asked for; there are no more)"
    return [
        "## Indexing against the forward passes alone",
        "",
        f"{part['passages']:,} real passages{short} of {part['tokens']:.0f} tokens on average, 64 to 128, cut from the "
        "documents of the public collections. Batch by batch they are filled into LMDB as `twostage index` does it "
        "(normalise, look up, tokenise, encode, round, pack, write); then the very forward passes that this took are "
        f"run again, and nothing else. Indexing: {rate['index']:.1f} passages a second. Bare forward passes: "
        f"{rate['forward']:.1f}. Of single batches the ratio is {each[0]:.3f} to {each[-1]:.3f}. What is not a forward "
        f"pass takes {beyond:.2f} ms a passage.",
    ]


def _memory(part: Part) -> list[str]:
    curve = part["curve"]
    table = _table(
        ("texts", "allocated", "mapped files", "resident", "peak"),
        [
            [f"{at['texts']:,}", *(f"{at[name]:.0f}" for name in ("anonymous", "file", "rss", "peak"))]
            for at in _thinned(curve)
        ],
    )
    return [
        "## Memory while indexing",
        "",
        f"{part['texts']:,} short texts (at most 16 tokens) into LMDB, in one process, {part['stored_mib']:.0f} MiB on "
        "disk. MiB, after so many texts. LMDB maps its file: its pages count as resident once they were touched, and "
        "the system takes them back when it needs to. What was allocated is what must be there.",
        "",
        *table,
    ]


def _reads(part: Part) -> list[str]:
    rate = part["passages_a_second"]
    return [
        "## Reading from LMDB",
        "",
        f"Values of 128 tokens, 100 at a time at random, of a store of {part['entries']:,}; the median of "
        f"{part['rounds']} reads. Through the token store, with checksum and unpacking: {rate['vectors']:,} passages a "
        f"second; when they are read for the first time, {rate['first']:,}. The bytes alone: {rate['mget']:,}.",
    ]


def _growth(part: Part) -> list[str]:
    rows = []
    for step in part["steps"]:
        judged, read = step["milliseconds"], step["read"]
        row = [f"{step['entries']:,}", f"{step['store_mib']:,.0f}"]
        for when in ("first", "again"):
            row += [f"{judged[when]['median']:.0f} / {judged[when]['p95']:.0f}", f"{step['ratio'][when]:.3f}"]
        row += [f"{read[when]['median']:.1f} / {read[when]['p95']:.1f}" for when in ("first", "again")]
        rows.append([*row, f"{step['memory']['anonymous']:.0f}", f"{step['memory']['file']:.0f}"])
    return [
        "## A store of a million",
        "",
        f"LMDB stores of entries with drawn vectors, {part['tokens']} tokens each, filled in "
        f"{part['fill_seconds'] / 60:.0f} minutes. {part['queries']} queries are judged with {part['candidates']} "
        "random candidates of every store, by turns, and then again under another query; the ratio is the median of "
        "each query's own. Then, in a process for each store, the vectors of such sets are read alone. Milliseconds, "
        "median / 95th percentile. The bar is about the second time: the first, small stores are in memory after a few "
        "queries, and large ones are not.",
        "",
        *_table(
            (
                "entries",
                "file, MiB",
                "judging, first touch",
                "ratio",
                "again",
                "ratio",
                "reading alone, first touch",
                "again",
                "allocated, MiB",
                "mapped files, MiB",
            ),
            rows,
        ),
        "",
        "The process had touched none of the entries, but the system's page cache could not be emptied and has "
        f"{part['machine_memory_mib'] / 1024:.0f} GiB of memory to live in: a first touch here is a page fault, and "
        f"hardly ever a read of the disk. From a cold disk add the time of {part['candidates']} random reads.",
    ]


def _redis(part: Part) -> list[str]:
    taken = part["milliseconds"]
    overhead = part["bytes_an_entry"] - part["value_bytes"] - part["key_bytes"]
    return [
        "## On a Redis server",
        "",
        f"Redis {part['server']}, {part['entries']:,} entries of {part['tokens']} tokens: {part['bytes_an_entry']:,} "
        f"bytes of the server's memory each, of which {part['value_bytes']:,} are value, {part['key_bytes']} key, and "
        f"{overhead:,} its tables and what its allocator rounds up. {part['at_once']} of them, read at random over the "
        f"loopback device, take {taken['mget']:.1f} ms, and unpacked {taken['vectors']:.1f} ms.",
    ]


_SECTIONS = {"speed": _speed, "memory": _memory, "reads": _reads, "growth": _growth, "redis": _redis}


def _hundred_million(measured: Part) -> list[str]:
    found, redis, speed = estimate(measured), measured["redis"], measured["speed"]
    hours = " and ".join(f"{h:,.0f} hours if there are {n}" for n, h in found.hours.items() if n > 1)
    low, high = FIRST_BYTE_MS
    return [
        "## A hundred million, by arithmetic",
        "",
        f"Nothing here was run at this size: it is {PASSAGES:,} values of {redis['tokens']} tokens times what was "
        "measured above, and assumptions, which are named.",
        "",
        f"**Redis Cluster.** {redis['bytes_an_entry']:,} bytes an entry are {found.redis_bytes / 1e12:.2f} TB of "
        f"memory: {found.machines} machines of {MACHINE_BYTES / 1e9:.0f} GB, of which values may take "
        f"{100 * USABLE:.0f} % (assumed), and twice as many with a replica of each. A query reads {CANDIDATES} × "
        f"{redis['value_bytes']:,} bytes = {found.query_bytes / 1e6:.2f} MB: {found.query_ms:.1f} ms on a link of "
        f"{LINK_BITS / 1e9:.0f} Gbit/s, which carries {found.link_queries:,.0f} queries a second at most. On one "
        f"server over the loopback device it took {redis['milliseconds']['mget']:.1f} ms to read {redis['at_once']}; a "
        "cluster spreads that over its servers, and adds a round trip of the network for each that is asked.",
        "",
        f"**Object storage**, an object a passage: {found.object_bytes / 1e12:.2f} TB, and {CANDIDATES} GET requests "
        f"of {redis['value_bytes'] / 1000:.1f} KB a query. Not measured. Assumed, to be replaced by your provider's: "
        f"{low} to {high} ms to the first byte with all of them in flight at once, and a query waits for the slowest "
        f"of {CANDIDATES}; {GETS_USD:.2f} USD a million GET requests, {PUTS_USD:.2f} a million PUT, {STORAGE_USD} a GB "
        f"and month. That makes {found.get_usd:.0f} USD a million queries, {found.put_usd:,.0f} to store everything "
        f"once, and {found.storage_usd:,.0f} a month. No such store ships; whatever has the four methods of a byte "
        "store will do, awaited or not.",
        "",
        f"**One LMDB file** takes whole pages for a value of this size: {found.lmdb_bytes / 1e12:.2f} TB, more than "
        "the address space set aside by default, so that it needs `?max_bytes=`.",
        "",
        f"**Filling.** At {speed['passages_a_second']['index']:.1f} passages a second this machine takes "
        f"{found.hours[1]:,.0f} hours. Ray's workers, as fast as it each, take {hours}, as long as they share nothing "
        "but the store. `twostage index … --engine ray --workers N` reads the texts where it is started and puts them "
        "into Ray's object store in blocks of 512. N actors with an encoder each take block after block, look up what "
        "is missing, encode it, and write into the store, which all must reach (Redis, or LMDB on one machine). "
        "Vectors never pass through the driver. Texts do, all of them before the first is encoded: "
        f"{found.text_bytes / 1e9:.0f} GB, of which Ray spills to disk what it cannot hold. So many are better given "
        "in several files, a run each. A run that dies is started again, and skips what is there.",
    ]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(head)} |", "|" + "---|" * len(head), *(f"| {' | '.join(row)} |" for row in rows)]


def _thinned(curve: Sequence[Part]) -> list[Part]:
    """First and last, and some between; the record has all of them."""
    most = 11
    if len(curve) <= most:
        return list(curve)
    return [curve[round(i * (len(curve) - 1) / (most - 1))] for i in range(most)]
