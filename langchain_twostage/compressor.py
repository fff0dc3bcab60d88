"""Owns `TwoStageCompressor`: the precision stage as a LangChain document compressor."""

from __future__ import annotations

from collections.abc import Sequence

from langchain_core.callbacks import Callbacks
from langchain_core.documents import BaseDocumentCompressor, Document
from pydantic import ConfigDict, Field

import twostage_core as ts
from langchain_twostage.documents import checked, results
from langchain_twostage.judging import ajudge, judge


class TwoStageCompressor(BaseDocumentCompressor):
    """Keeps the documents that are verified: at most ``top_n``, perhaps none.

    Set-up:
        .. code-block:: bash

            pip install "twostage-rag[langchain]" langchain-classic

    Instantiate:
        .. code-block:: python

            from langchain_classic.retrievers import ContextualCompressionRetriever
            from langchain_twostage import TwoStageCompressor

            retriever = ContextualCompressionRetriever(
                base_compressor=TwoStageCompressor(top_n=4),
                base_retriever=vectorstore.as_retriever(search_kwargs={"k": 50}),
            )

    Use:
        .. code-block:: python

            documents = retriever.invoke("Who pays for the deposit?")
            documents[0].metadata["relevance_score"]  # the probability, in [0, 1]

    A ``relevance_score`` that a document comes with is kept as ``twostage_recall_score``.

    Args:
        stage: What judges; by default ``twostage_core.PrecisionStage()``.
        top_n: Most documents kept; wins over the stage's. ``None`` leaves it to the stage.

    Raises:
        ValidationError: If an argument is wrong or unknown. It is a ``ValueError``.
    """

    stage: ts.PrecisionStage = Field(default_factory=ts.PrecisionStage)
    top_n: int | None = Field(default=None, ge=1, strict=True)

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)

    def compress_documents(
        self, documents: Sequence[Document], query: str, callbacks: Callbacks | None = None
    ) -> list[Document]:
        """Judges documents and keeps what the stage's policy lets through.

        Args:
            documents: In recall order; may be empty. Never changed.
            query: The query, not blank.
            callbacks: Who sees the event; ``None`` takes those of the run that this happens in, if any.

        Returns:
            Copies, with the verdict in their metadata.

        Raises:
            TwoStageError: See `twostage_core.PrecisionStage.judge`.
        """
        found = checked(documents)
        return results(found, judge(self.stage, query, found, self.top_n, {"callbacks": callbacks}))

    async def acompress_documents(
        self, documents: Sequence[Document], query: str, callbacks: Callbacks | None = None
    ) -> list[Document]:
        """Judges documents without holding up the event loop. See `compress_documents`."""
        found = checked(documents)
        judgement = await ajudge(self.stage, query, found, self.top_n, {"callbacks": callbacks})
        return results(found, judgement)
