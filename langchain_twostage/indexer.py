"""Owns `TwoStageIndexer`: token vectors of documents as they are ingested."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langchain_core.documents import BaseDocumentTransformer, Document

import twostage_core as ts
from langchain_twostage.documents import candidates, checked


class TwoStageIndexer(BaseDocumentTransformer):
    """Puts documents' token vectors into a stage's token store on their way into a vector store.

    Without it the first query that recalls a document waits for its vectors. Documents pass through as they are.

    Set-up:
        .. code-block:: bash

            pip install "twostage-rag[langchain,lmdb]"

    Use:
        .. code-block:: python

            import twostage_core as ts
            from langchain_twostage import TwoStageIndexer

            stage = ts.PrecisionStage(token_store="lmdb:///var/lib/rag/tokens")
            chunks = splitter.split_documents(documents)
            vectorstore.add_documents(TwoStageIndexer(stage).transform_documents(chunks))

    Args:
        stage: Whose token store is filled, for the verifier that it has.

    Raises:
        InputError: If ``stage`` is no `PrecisionStage`.
    """

    def __init__(self, stage: ts.PrecisionStage) -> None:
        if not isinstance(stage, ts.PrecisionStage):
            raise ts.InputError(f"stage must be a PrecisionStage, but got {type(stage).__name__}")
        self.stage = stage

    def transform_documents(self, documents: Sequence[Document], **kwargs: Any) -> Sequence[Document]:
        """Indexes documents.

        Args:
            documents: Chunks, as recall will bring them; may be empty. Never changed.
            **kwargs: None are known.

        Returns:
            The same documents.

        Raises:
            TwoStageError: See `twostage_core.PrecisionStage.index`.
        """
        self.stage.index([candidate.text for candidate in candidates(checked(documents))])
        return documents

    async def atransform_documents(self, documents: Sequence[Document], **kwargs: Any) -> Sequence[Document]:
        """Indexes documents without holding up the event loop. See `transform_documents`."""
        await self.stage.aindex([candidate.text for candidate in candidates(checked(documents))])
        return documents
