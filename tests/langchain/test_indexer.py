from __future__ import annotations

import pytest
from langchain_core.documents import Document

import twostage_core as ts
from langchain_twostage import TwoStageCompressor, TwoStageIndexer

DOCUMENTS = [Document("The tenant cleans the stairs."), Document("The landlord repairs the boiler.", id="b")]


@pytest.mark.model
@pytest.mark.parametrize("awaited", [False, True])
async def test_what_was_ingested_is_not_computed_for_a_query(verifier: ts.Verifier, awaited: bool) -> None:
    stage = ts.PrecisionStage(verifier, token_store=ts.TokenStore())
    indexer = TwoStageIndexer(stage)
    passed = await indexer.atransform_documents(DOCUMENTS) if awaited else indexer.transform_documents(DOCUMENTS)
    assert passed is DOCUMENTS
    assert stage.token_store.statistics.misses == 2
    TwoStageCompressor(stage=stage).compress_documents(DOCUMENTS, "Who repairs the boiler?")
    assert (stage.token_store.statistics.misses, stage.token_store.statistics.hits) == (2, 2)
    assert indexer.transform_documents([]) == []


def test_what_cannot_be_indexed_is_refused() -> None:
    with pytest.raises(ts.InputError, match="stage must be a PrecisionStage"):
        TwoStageIndexer("lmdb:///folder")  # type: ignore[arg-type]
    with pytest.raises(ts.InputError, match="expected a sequence of Document"):
        TwoStageIndexer(ts.PrecisionStage()).transform_documents(["text"])  # type: ignore[list-item]
    nothing_kept = ts.PrecisionStage(ts.CrossEncoderVerifier("nowhere/at-all"), threshold=0.5)
    with pytest.raises(ts.InputError, match="keeps no token vectors"):
        TwoStageIndexer(nothing_kept).transform_documents(DOCUMENTS)
