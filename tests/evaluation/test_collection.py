from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

import twostage_core as ts
from twostage_core.evaluation.collection import Collection, find

CORPUS = [
    '{"_id": "roof", "title": "Repairs", "text": "The roof is mended."}',
    '{"_id": "bees", "text": "Ilse keeps bees."}',
]
QUERIES = ['{"_id": "1", "text": "Who keeps bees?"}', '{"_id": "2", "text": "Who mends the roof?"}']
JUDGED = ["query-id\tcorpus-id\tscore", "1\tbees\t1", "2\troof\t2"]


def lay(folder: Path, changed: Mapping[str, list[str] | None] | None = None) -> Path:
    files = {"corpus.jsonl": CORPUS, "queries.jsonl": QUERIES, "qrels/test.tsv": JUDGED, **(changed or {})}
    for name, lines in files.items():
        if lines is not None:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            text = "".join(line + "\n" for line in lines).encode()
            path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return folder


def test_documents_have_titles_and_queries_their_judgements(tmp_path: Path) -> None:
    found = Collection.read(lay(tmp_path))
    assert found.documents == {"roof": "Repairs The roof is mended.", "bees": "Ilse keeps bees."}
    assert found.queries == {"1": "Who keeps bees?", "2": "Who mends the roof?"}
    assert found.relevance == {"1": {"bees": 1}, "2": {"roof": 2}}
    assert [f.name for f in found.files] == ["corpus.jsonl", "queries.jsonl", "test.tsv"]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("qrels.tsv", JUDGED),
        ("qrels.tsv.gz", JUDGED[1:]),
        ("qrels.tsv", ["1 0 bees 1", "2 0 roof 2"]),
        (
            "qrels.jsonl",
            ['{"query-id": 1, "corpus-id": "bees", "score": 1}', '{"query-id": "2", "corpus-id": "roof", "score": 2}'],
        ),
    ],
)
def test_judgements_come_in_many_shapes(name: str, lines: list[str], tmp_path: Path) -> None:
    found = Collection.read(lay(tmp_path, {"qrels/test.tsv": None, name: lines}))
    assert found.relevance == {"1": {"bees": 1}, "2": {"roof": 2}}


def test_queries_of_another_split_are_left_out(tmp_path: Path) -> None:
    folder = lay(tmp_path, {"qrels/test.tsv": JUDGED[:2], "qrels/train.tsv": [JUDGED[0], JUDGED[2]]})
    assert list(Collection.read(folder).queries) == ["1"]
    assert list(Collection.read(folder, split="train").queries) == ["2"]


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"corpus.jsonl": None}, r"corpus\.jsonl or corpus\.jsonl\.gz"),
        ({"corpus.jsonl": []}, "empty"),
        ({"corpus.jsonl": [CORPUS[0], '{"_id": "bees", "text"']}, r"corpus\.jsonl, line 2: expected a JSON object"),
        ({"corpus.jsonl": [CORPUS[0], "[1]"]}, r"line 2: expected a JSON object, but got list"),
        ({"corpus.jsonl": [*CORPUS, CORPUS[0]]}, "line 3: _id 'roof' stands there twice"),
        ({"corpus.jsonl": ['{"id": "roof", "text": "x"}']}, "line 1: expected an _id, but got id, text"),
        ({"queries.jsonl": [QUERIES[0], '{"_id": "2", "text": " "}']}, "query '2' has no text"),
        ({"qrels/test.tsv": None}, r"test\.tsv"),
        ({"qrels/test.tsv": JUDGED[:1]}, "empty"),
        ({"qrels/test.tsv": [*JUDGED, "3\tbees\t1"]}, r"test\.tsv, line 4: query '3' is not among the queries"),
        ({"qrels/test.tsv": [*JUDGED, "1\twasps\t1"]}, r"test\.tsv, line 4: document 'wasps' is not in the corpus"),
        ({"qrels/test.tsv": [*JUDGED, "1\tbees\tvery"]}, "line 4: expected a whole number as grade, but got 'very'"),
        ({"qrels/test.tsv": [*JUDGED, "1\tbees"]}, "line 4: expected query, document and grade, but got 2 columns"),
        ({"qrels/test.tsv": None, "qrels.tsv": JUDGED[:2]}, "no document for query '2'"),
        ({"qrels/test.tsv": None, "qrels.jsonl": ['{"query-id": "1", "score": 1}']}, "corpus-id is missing"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(changed: dict[str, list[str] | None], named: str, tmp_path: Path) -> None:
    with pytest.raises(ts.InputError, match=named):
        Collection.read(lay(tmp_path, changed))


def test_a_damaged_or_foreign_file_is_named(tmp_path: Path) -> None:
    lay(tmp_path, {"corpus.jsonl": None, "corpus.jsonl.gz": CORPUS})
    whole = (tmp_path / "corpus.jsonl.gz").read_bytes()
    (tmp_path / "corpus.jsonl.gz").write_bytes(whole[:-12])
    with pytest.raises(ts.InputError, match=r"corpus\.jsonl\.gz.*cannot be read"):
        Collection.read(tmp_path)
    (tmp_path / "corpus.jsonl.gz").unlink()
    (tmp_path / "corpus.jsonl").write_bytes('{"_id": "a", "text": "Bär"}'.encode("latin-1"))
    with pytest.raises(ts.InputError, match="expected UTF-8"):
        Collection.read(tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ts.InputError, match="nowhere"):
        find(str(tmp_path / "nowhere"))


def test_a_sample_of_queries_is_drawn_by_seed(tmp_path: Path) -> None:
    queries = [json.dumps({"_id": str(i), "text": f"Question {i}?"}) for i in range(9)]
    judged = [f"{i}\tbees\t1" for i in range(9)]
    whole = Collection.read(lay(tmp_path, {"queries.jsonl": queries, "qrels/test.tsv": judged}))
    assert whole.sample(None, 1) is whole
    assert whole.sample(9, 1) is whole
    two = whole.sample(2, 1)
    assert len(two.queries) == 2
    assert two.queries.keys() == two.relevance.keys() == whole.sample(2, 1).queries.keys()
    assert len({tuple(whole.sample(2, seed).queries) for seed in range(20)}) > 1


def test_the_folder_one_stands_in_has_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(lay(tmp_path / "village"))
    assert Collection.read(".").name == "village"
    (tmp_path / "village" / "inner").mkdir()
    monkeypatch.chdir("inner")
    assert Collection.read("..").name == "village"
