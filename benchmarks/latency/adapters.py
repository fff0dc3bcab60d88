"""Times what the adapters add to a judgement: ``adapters.json``.

    python -m benchmarks.latency.adapters [--out FOLDER] [--small]

The bare stage, the LangChain retriever over a recall that returns at once, and the LlamaIndex postprocessor judge the
same stored candidates for the same query, in turn, another of them first each time. The bar is `BAR` of a judgement.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, TextNode
from rich.console import Console
from rich.progress import Progress

import twostage_core as ts
from benchmarks.latency.passages import passages, questions
from benchmarks.latency.report import write_record
from langchain_twostage import TwoStageRetriever
from llamaindex_twostage import TwoStagePostprocessor
from twostage_core.policy import OnReject
from twostage_core.provenance import provenance

SCHEMA = "twostage-rag/adapters/1"
SEED = 7
BAR = 0.05
"""Share of a bare judgement's time that an adapter may add."""
COUNT, TOKENS, QUERIES = 100, 128, 60
ON_REJECT: tuple[OnReject, ...] = ("drop", "annotate")
"""Few results, and as many as there are candidates: a result is a copy."""
BARE = "stage"
_METADATA = {"source": "handbook.md", "page": 7, "headings": ["Rooms", "Deposit"]}
Judge = Callable[[str], object]


class _Ready(BaseRetriever):
    """Recall that has its documents already."""

    documents: list[Document]

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return self.documents


def main(
    out: Annotated[Path, typer.Option(help="Folder of the results.")] = Path("benchmarks/latency"),
    small: Annotated[bool, typer.Option("--small", help="A few queries: shows that all of it runs.")] = False,
) -> None:
    """Times both adapters under both policies, and writes the report."""
    count, queries = (5, 3) if small else (COUNT, QUERIES)
    texts, asked = passages(count, TOKENS, SEED), questions(SEED)
    verifier, store = ts.load_verifier(), ts.TokenStore(ts.MemoryByteStore())
    policies = []
    with Progress(console=Console()) as progress:
        for on_reject in progress.track(ON_REJECT, description="policies"):
            stage = ts.PrecisionStage(verifier, on_reject=on_reject, token_store=store)
            stage.index(texts)
            ways = ways_of(stage, texts)
            for judge in ways.values():
                judge(next(asked))
            milliseconds = _timed(ways, list(islice(asked, queries)))
            policies.append({"on_reject": on_reject, **summary(milliseconds), "milliseconds": milliseconds})
    record = {
        "schema": SCHEMA,
        "small": small,
        "seed": SEED,
        "candidates": count,
        "tokens": TOKENS,
        "queries": queries,
        "bar": BAR,
        "policies": policies,
        "provenance": provenance(),
    }
    write_record(out, "adapters", record)


def ways_of(stage: ts.PrecisionStage, texts: list[str]) -> dict[str, Judge]:
    """Ways to have one stage judge the same texts, by name; what each takes is ready before."""
    candidates = [ts.Candidate(text) for text in texts]
    documents = [Document(text, id=str(i), metadata=_METADATA) for i, text in enumerate(texts)]
    nodes = [
        NodeWithScore(
            node=TextNode(text=text, id_=str(i), metadata=_METADATA, excluded_embed_metadata_keys=list(_METADATA)),
            score=0.5,
        )
        for i, text in enumerate(texts)
    ]
    # Without a k it hands on all that the policy lets through, as the other does.
    retriever = TwoStageRetriever(recall=_Ready(documents=documents), stage=stage, k=None)
    postprocessor = TwoStagePostprocessor(stage)
    return {
        BARE: lambda query: stage.judge(query, candidates),
        "TwoStageRetriever": retriever.invoke,
        "TwoStagePostprocessor": lambda query: postprocessor.postprocess_nodes(nodes, query_str=query),
    }


def _timed(ways: dict[str, Judge], asked: list[str]) -> dict[str, list[float]]:
    """Milliseconds of each way for each query."""
    found: dict[str, list[float]] = {name: [] for name in ways}
    names = list(ways)
    for i, query in enumerate(asked):
        first = i % len(names)
        for name in names[first:] + names[:first]:
            started = time.perf_counter()
            ways[name](query)
            found[name].append(round(1000 * (time.perf_counter() - started), 3))
    return found


def summary(milliseconds: dict[str, list[float]]) -> dict[str, Any]:
    """The bare median, and the median of the differences, query by query, in milliseconds and as its share."""
    bare = statistics.median(milliseconds[BARE])
    added = {
        name: statistics.median(a - b for a, b in zip(own, milliseconds[BARE], strict=True))
        for name, own in milliseconds.items()
        if name != BARE
    }
    return {
        "bare": bare,
        "added": {name: round(ms, 3) for name, ms in added.items()},
        "share": {name: round(ms / bare, 4) for name, ms in added.items()},
    }


if __name__ == "__main__":
    typer.run(main)
