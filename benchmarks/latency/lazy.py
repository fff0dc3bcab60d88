"""What lazy verification saves, and that it changes nothing: ``lazy.json``.

    python -m benchmarks.latency.lazy --data DATA [--out FOLDER]

Each query of a public collection is judged in full and lazily, in turn, on stored token vectors. Under
``order="recall"`` both must hand on the same passages.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

import twostage_core as ts
from benchmarks.latency.report import write_record
from twostage_core.evaluation import Catalogue
from twostage_core.evaluation.collection import Collection
from twostage_core.provenance import provenance
from twostage_core.text import normalise

SCHEMA = "twostage-rag/lazy/1"
COLLECTION = "msmarco_small"
DEPTH, TOP_N = 100, 5


def main(
    data: Annotated[Path, typer.Option(envvar="TWOSTAGE_DATA", help="Folder with retrieval/.")],
    work: Annotated[Path, typer.Option(help="Where the index is kept.")] = Path("out/latency"),
    out: Annotated[Path, typer.Option(help="Folder of the results.")] = Path("benchmarks/latency"),
    queries: Annotated[int | None, typer.Option(help="The first so many; all by default.")] = None,
) -> None:
    """Judges every query both ways; ends with 1 if one of them differs."""
    collection = Collection.read(data / "retrieval" / COLLECTION)
    recall = Catalogue(None, work).recall
    recall.prepare(collection)
    verifier, store = ts.load_verifier(), ts.TokenStore(ts.MemoryByteStore(2 * 1024**3))
    store.vectors(verifier.encoder, [normalise(text).text for text in collection.documents.values()])
    stages = {
        verify: ts.PrecisionStage(verifier, verify=verify, top_n=TOP_N, token_store=store) for verify in ("all", "lazy")
    }
    milliseconds: dict[str, list[float]] = {verify: [] for verify in stages}
    judged: list[int] = []
    different = []
    for query, text in track(list(collection.queries.items())[:queries], console=Console(stderr=True)):
        candidates = [ts.Candidate(collection.documents[i], id=i) for i in recall.search(text, DEPTH).ids]
        results = {}
        for verify, stage in stages.items():
            started = time.perf_counter()
            judgement = stage.judge(text, candidates)
            milliseconds[verify].append(round(1000 * (time.perf_counter() - started), 3))
            results[verify] = [verdict.candidate.id for verdict in judgement.results]
        judged.append(sum(v.probability is not None for v in judgement.verdicts))
        if results["all"] != results["lazy"]:
            different.append(query)
    record = {
        "schema": SCHEMA,
        "collection": COLLECTION,
        "depth": DEPTH,
        "top_n": TOP_N,
        "queries": len(judged),
        "different": different,
        "milliseconds": milliseconds,
        "share_of_time": sum(milliseconds["lazy"]) / sum(milliseconds["all"]),
        "share_judged": sum(judged) / (DEPTH * len(judged)),
        "provenance": provenance(),
    }
    write_record(out, "lazy", record)
    Console().print(
        f"{len(judged)} queries, {len(different)} differ; lazily {record['share_of_time']:.2f} of the time, "
        f"{record['share_judged']:.2f} of the candidates"
    )
    if different:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
