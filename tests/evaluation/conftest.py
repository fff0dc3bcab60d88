"""A small data folder in sentences of our own, and the systems that the tests share."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from twostage_core.evaluation.embedding import SentenceEmbedding

NAMES = ("Ada", "Bert", "Cleo", "Dora", "Emil", "Fritz", "Gerda", "Hugo", "Ida", "Jonas", "Klara", "Ludwig")
PLACES = ("harbour", "mill", "chapel", "orchard", "quarry")
GOODS = ("salt", "barley", "copper", "wool")


def write(path: Path, records: Iterable[Mapping[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in records)


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    identity, support = folder / "identity", folder / "support"
    scenes = [(n, p, g) for n in NAMES for p in PLACES for g in GOODS]
    sold = [
        {"a": f"{n} sold the {g} at the {p}.", "b": f"At the {p}, {n} sold the {g}.", "label": 1} for n, p, g in scenes
    ]
    bought = [
        {"a": f"{n} sold the {g} at the {p}.", "b": f"At the {g}, {n} sold the {p}.", "label": 0} for n, p, g in scenes
    ]
    for name in ("pawsx_dev", "checklist_qqp", "semantoneg", "qqp", "mrpc_train"):
        # Of its own in each set: a set is only held against itself.
        write(identity / f"{name}.jsonl.gz", [{**r, "category": "order"} for r in sold + bought])
    write(identity / "cannot_wikifactcheck.jsonl.gz", [{"a": "It rains.", "b": "It does not rain.", "label": 0}])
    write(
        identity / "stackfaq_groups.jsonl.gz",
        [{"questions": ["How do I sow?", "Ways to sow?"]}, {"questions": ["Who mows?", "Is there a mower?"]}],
    )
    write(identity / "valse.jsonl.gz", captions())
    for name in ("squad_sentences", "tydiqa", "nq_oracle", "pubmedqa", "xquad", "medquad"):
        write(
            support / f"{name}.jsonl.gz",
            [
                {"question": f"When did {n} bring the {g} to the {p}?", "passage": passage(i, n, p, g), "answer": None}
                for i, (n, p, g) in enumerate(scenes)
            ],
        )
    collection(folder / "retrieval" / "village")
    return folder


def captions() -> list[dict[str, Any]]:
    animals = ("dog", "goat", "horse", "duck", "cat", "cow")
    kinds = {
        "foil-it": lambda a, b: (f"a small {a} sitting on a red bench", f"a small {b} sitting on a red bench"),
        "action-replacement": lambda a, b: (f"A {a} chases a {b}.", f"A {a} ignores a {b}."),
        "counting-hard": lambda a, b: (
            f"There are exactly 4 {a}s by the gate.",
            f"There are exactly 7 {a}s by the gate.",
        ),
    }
    return [
        {"a": caption, "b": foil, "label": 0, "category": category}
        for category, make in kinds.items()
        for a in animals
        for b in animals
        if a != b
        for caption, foil in [make(a, b)]
    ]


def passage(i: int, name: str, place: str, good: str) -> str:
    return f"It had rained for days. In {1801 + i} {name} brought the {good} to the {place}, and was paid in silver."


DOCUMENTS = {
    "roof": ("Repairs", "The glazier repairs the greenhouse roof every spring."),
    "bees": ("Bees", "Ilse tends the bees behind the chapel."),
    "honey": ("Honey", "Honey is sold at the gate in May."),
    "path": ("Repairs", "The gardener repairs the path to the greenhouse."),
    "key": ("", "The key to the boathouse hangs in the kitchen."),
    "soup": ("Kitchen", "Soup is served in the kitchen at noon."),
}
QUERIES = {"1": "Who repairs the greenhouse roof?", "2": "When is soup served?", "3": "Who tends the bees?"}
RELEVANT = {"1": {"roof": 2, "path": 1}, "2": {"soup": 1}, "3": {"bees": 1}}


def collection(folder: Path) -> None:
    write(folder / "corpus.jsonl.gz", [{"_id": i, "title": t, "text": x} for i, (t, x) in DOCUMENTS.items()])
    write(folder / "queries.jsonl.gz", [{"_id": i, "text": q} for i, q in QUERIES.items()])
    write(
        folder / "qrels.jsonl.gz",
        [{"query-id": q, "corpus-id": d, "score": s} for q, own in RELEVANT.items() for d, s in own.items()],
    )


@pytest.fixture(scope="session")
def base() -> SentenceEmbedding:
    """The base model's embeddings, loaded once."""
    return SentenceEmbedding()
