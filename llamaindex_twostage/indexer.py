"""Owns `TwoStageIndexer`: token vectors of nodes as they are ingested."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from llama_index.core.bridge.pydantic import Field, PrivateAttr
from llama_index.core.schema import BaseNode, TransformComponent

import twostage_core as ts
from llamaindex_twostage.nodes import text_of


class TwoStageIndexer(TransformComponent):
    """Puts nodes' token vectors into a token store, as the last transformation of an ingestion pipeline.

    Without it the first query that recalls a node waits for its vectors. Nodes pass through as they are. What is
    judged of a node includes its metadata as they are embedded, so whatever adds metadata has to come before.

    A pipeline with a cache skips transformations of nodes that it knows: after purging a store, clear the cache.

    Args:
        token_store: What a postprocessor is given as ``token_store``: an address such as ``"lmdb:///folder"``, or a
            `TokenStore` that both share.
        model: ``"default"``, a checkpoint folder, or ``owner/name`` on the Hub.
        device: Where to encode, as torch names it; ``None`` takes the CPU.

    Raises:
        InputError: If ``token_store`` names no store.
        ModelNotFoundError: If ``model`` is none of the three.

    Example:
        >>> indexer = TwoStageIndexer(token_store="memory://")
        >>> indexer([])
        []
    """

    model: str = Field(default="default", frozen=True, description="Whose token vectors are stored.")
    device: str | None = Field(default=None, frozen=True, description="Where the encoder runs, as torch names it.")
    token_store: str | None = Field(
        default=None, frozen=True, description="Address of the store, its credentials hidden; None if it has none."
    )
    _stage: ts.PrecisionStage = PrivateAttr()

    def __init__(
        self,
        token_store: ts.TokenStore | ts.ByteStore | ts.AsyncByteStore | str,
        *,
        model: str = "default",
        device: str | None = None,
    ) -> None:
        if token_store is None:
            raise ts.InputError("token_store must name a store, but got None: what is indexed would be lost")
        stage = ts.PrecisionStage(ts.load_verifier(model, device=device), threshold=0.5, token_store=token_store)
        fields: dict[str, Any] = {"model": model, "device": device, "token_store": stage.token_store.shown}
        super().__init__(**fields)
        self._stage = stage

    def __getstate__(self) -> dict[str, Any]:
        """The options, of which `__setstate__` makes an equal indexer in the worker of a pipeline.

        Raises:
            InputError: If the store has no address by which another process finds it.
        """
        address = self._stage.token_store.address
        if address is None or address.startswith("memory:"):
            raise ts.InputError(
                "another process cannot fill this token store: give its address, as lmdb:///folder, "
                "or run the pipeline without num_workers"
            )
        return {"__dict__": {"model": self.model, "device": self.device, "token_store": address}}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Makes the indexer anew; unlike LlamaIndex's default, an option that fails says so."""
        self.__init__(**state["__dict__"])  # type: ignore[misc]

    @classmethod
    def class_name(cls) -> str:
        """The name under which LlamaIndex serialises it."""
        return "TwoStageIndexer"

    def __call__(self, nodes: Sequence[BaseNode], **kwargs: Any) -> Sequence[BaseNode]:
        """Indexes nodes.

        Args:
            nodes: As recall will bring them; may be empty. Never changed.
            **kwargs: Those of a pipeline; none matter here.

        Returns:
            The same nodes.

        Raises:
            TwoStageError: See `twostage_core.PrecisionStage.index`.
        """
        self._stage.index([text_of(node) for node in nodes])
        return nodes

    async def acall(self, nodes: Sequence[BaseNode], **kwargs: Any) -> Sequence[BaseNode]:
        """Indexes nodes without holding up the event loop. See `__call__`."""
        await self._stage.aindex([text_of(node) for node in nodes])
        return nodes
