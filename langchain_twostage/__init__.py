"""Two-stage retrieval for LangChain: any recall you have, then verified passages, or none.

Holds no maths: documents go to `twostage_core.PrecisionStage`, and come back as copies that say what it
found. Every one carries in its metadata:

- ``relevance_score``: probability in [0, 1] that the passage carries what the query needs; ``None`` if it was
  not judged. Under ``order="recall"`` (the default) the documents are *not* sorted by it.
- ``twostage_verdict``: ``"accept"``, ``"reject"`` or ``"unverified"``.
- ``twostage_recall_rank``: its place in recall, from 0.
- ``twostage_recall_score``: the score recall gave (or the ``relevance_score`` that the document came with),
  else ``None``. Some stores give similarities, others distances.
- ``twostage_window``: ``[start, end]``, the characters of the text that decided, else ``None``.
"""

from __future__ import annotations

try:
    import langchain_core  # noqa: F401
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        'langchain_twostage needs langchain-core: run `pip install "twostage-rag[langchain]"`',
        name=error.name,
    ) from error

from langchain_twostage.compressor import TwoStageCompressor
from langchain_twostage.indexer import TwoStageIndexer
from langchain_twostage.retriever import TwoStageRetriever

__all__ = ["TwoStageCompressor", "TwoStageIndexer", "TwoStageRetriever"]
