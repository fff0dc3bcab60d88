from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest
from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import Document, NodeWithScore, TextNode

import twostage_core as ts
from llamaindex_twostage import TwoStageIndexer, TwoStagePostprocessor


@pytest.mark.model
@pytest.mark.parametrize("awaited", [False, True])
async def test_what_a_pipeline_ingested_is_not_computed_for_a_query(tmp_path: Path, awaited: bool) -> None:
    address = f"lmdb://{tmp_path}/store"
    pipeline = IngestionPipeline(transformations=[SentenceSplitter(), TwoStageIndexer(address)])
    documents = [
        Document(text="The landlord repairs the boiler.", metadata={"page": 4}),
        Document(text="The tenant cleans the stairs."),
    ]
    nodes = await pipeline.arun(documents=documents) if awaited else pipeline.run(documents=documents)
    assert [node.metadata for node in nodes] == [{"page": 4}, {}]
    store = ts.TokenStore(address)
    found = TwoStagePostprocessor(threshold=0.0, token_store=store).postprocess_nodes(
        [NodeWithScore(node=node) for node in nodes], query_str="Who repairs the boiler?"
    )
    assert len(found) == 2
    assert (store.statistics.hits, store.statistics.misses) == (2, 0)


def test_a_pipeline_can_tell_it_apart_and_sees_no_credentials(tmp_path: Path) -> None:
    indexer = TwoStageIndexer("redis://me:secret@host/0")
    described = json.dumps(indexer.to_dict())
    assert '"token_store": "redis://me:***@host/0"' in described
    assert "secret" not in described + repr(indexer)
    again = TwoStageIndexer.from_dict(TwoStageIndexer(f"lmdb://{tmp_path}").to_dict())
    assert (again.token_store, again.model) == (f"lmdb://{tmp_path}", "default")


@pytest.mark.model
def test_workers_of_a_pipeline_fill_the_store_that_was_named(tmp_path: Path) -> None:
    indexer = TwoStageIndexer(f"lmdb://{tmp_path}/store")
    again = pickle.loads(pickle.dumps(indexer))
    again([TextNode(text="The tenant cleans the stairs.")])
    assert len(list(ts.TokenStore(f"lmdb://{tmp_path}/store").byte_store.yield_keys())) == 1
    # A pickle goes to one's own worker, which has to reach the store.
    state = TwoStageIndexer("redis://me:secret@host/0").__getstate__()
    assert state["__dict__"]["token_store"] == "redis://me:secret@host/0"


@pytest.mark.parametrize("store", [ts.TokenStore(), "memory://"])
def test_what_no_worker_could_fill_is_not_pickled(store: ts.TokenStore | str) -> None:
    with pytest.raises(ts.InputError, match="another process cannot fill"):
        pickle.dumps(TwoStageIndexer(store))


def test_what_names_no_store_is_refused() -> None:
    with pytest.raises(ts.InputError, match="would be lost"):
        TwoStageIndexer(None)  # type: ignore[arg-type]
    with pytest.raises(ts.InputError, match="would be lost"):
        TwoStageIndexer.from_dict(TwoStageIndexer(ts.TokenStore()).to_dict())
    with pytest.raises(ts.InputError, match="starts with memory://"):
        TwoStageIndexer("s3://bucket")
    with pytest.raises(ts.InputError, match="but got a int"):
        TwoStageIndexer(3)  # type: ignore[arg-type]


@pytest.mark.model
def test_nodes_pass_through_as_they_are() -> None:
    nodes = [TextNode(text="The tenant cleans the stairs.", id_="n")]
    assert TwoStageIndexer(ts.TokenStore())(nodes) is nodes
