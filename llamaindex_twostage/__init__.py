"""twostage for LlamaIndex: a postprocessor that verifies what a retriever found, and an indexer for its nodes."""

from __future__ import annotations

try:
    import llama_index.core  # noqa: F401
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        'llamaindex_twostage needs llama-index-core: run `pip install "twostage-rag[llamaindex]"`',
        name=error.name,
    ) from error

from llamaindex_twostage.indexer import TwoStageIndexer
from llamaindex_twostage.postprocessor import TwoStagePostprocessor

__all__ = ["TwoStageIndexer", "TwoStagePostprocessor"]
