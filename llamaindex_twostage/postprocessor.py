"""Owns `TwoStagePostprocessor`, the precision stage as a LlamaIndex node postprocessor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Unpack

from llama_index.core.bridge.pydantic import (
    Field,
    PrivateAttr,
    SerializationInfo,
    SerializerFunctionWrapHandler,
    model_serializer,
)
from llama_index.core.callbacks import CBEventType, EventPayload
from llama_index.core.instrumentation.events.rerank import ReRankEndEvent, ReRankStartEvent
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import NodeWithScore, QueryBundle
from llama_index_instrumentation import get_dispatcher

import twostage_core as ts
from llamaindex_twostage.nodes import to_candidates, with_verdict
from llamaindex_twostage.options import OF_THE_STAGE, Options, Store, checked_stage, described, make_stage
from twostage_core import OnEmpty, OnError, OnReject, OnUnverified, Order, Relation, Verify

dispatcher = get_dispatcher(__name__)


class TwoStagePostprocessor(BaseNodePostprocessor):
    """Verifies the nodes a retriever found: accepts, rejects, or says that nothing here fits.

    Give a `PrecisionStage`, or the shorthands from which one is made. The model's weights load with the first
    nodes, so making a postprocessor is cheap. One serves many threads and event loops at once.

    The nodes returned are copies with the same ids; nothing of the caller's is changed. On each:

    - ``score``: the probability that it is what the query needs, in [0, 1]; ``None`` if it was not judged.
    - ``metadata["retrieval_score"]``: the score it came with, unless ``keep_retrieval_score=False``.
    - ``metadata["twostage_verdict"]``: ``"accept"``, ``"reject"`` or ``"unverified"``.
    - ``metadata["twostage_recall_rank"]``, ``["twostage_recall_score"]``: its place (from 0) and its score on
      arrival.
    - ``metadata["twostage_window"]``: the stretch that decided, as [start, end) characters of the text that
      was judged, which is ``node.get_content(MetadataMode.EMBED)``; or ``None``.

    Neither the embedding model nor the LLM ever sees these keys.

    **Order and score are two things.** ``order="recall"`` (the default) keeps the retriever's order and
    ``order="rank_score"`` sorts by the verifier's rank score, while ``score`` is the probability. So scores
    need not fall along the list, and the first node need not have the highest; sort by ``score`` for that.

    What is dropped is not in the list that comes back. `judge` and `ajudge` return the verdict on every node,
    and the reason when there is nothing; ``on_empty="raise"`` raises `NothingVerified`, which carries them.

    Options are fixed once made; ``model_copy(update=...)`` gives a postprocessor with others. ``to_dict``,
    ``from_dict`` and pickling carry the options and a token store's address, and neither a stage nor a token store
    that was given as an object: a postprocessor made from shorthands then comes back with a token store of its own,
    in memory (slower at first, never different), and one made from a ``stage`` refuses to be pickled, or to be made
    from its dict. Credentials in an address are hidden from ``to_dict``; ``from_dict`` then needs ``token_store=``.

    Args:
        stage: A stage of your own. With it, no shorthand that makes a stage may be given.
        token_store: Where token vectors are kept: a `TokenStore`, or any store of bytes or address that it takes, as
            ``"lmdb:///folder"`` or ``"redis://host"``. ``None`` keeps them in memory.
        **options: The fields below.

    Raises:
        InputError: If an option is wrong, or given together with ``stage``; no weights were loaded.
        ModelNotFoundError: If ``model`` is neither ``"default"``, a checkpoint folder nor a Hub id.

    Example:
        >>> postprocessor = TwoStagePostprocessor(threshold="strict", top_n=3)
        >>> postprocessor.postprocess_nodes([], query_str="Who pays the deposit?")
        []
    """

    model: str = Field(
        default="default",
        frozen=True,
        description=(
            '"default", a checkpoint folder, or "owner/name" on the Hub; the verifier\'s name if a stage was given.'
        ),
    )
    device: str | None = Field(
        default=None,
        frozen=True,
        description="Where the verifier runs, as torch names it; None takes the CPU.",
    )
    relation: Relation = Field(
        default="support",
        frozen=True,
        description='"support": the node carries what the query needs. "identity": both say the same.',
    )
    threshold: str | float = Field(
        default="balanced",
        frozen=True,
        description=(
            'A node at or above it is accepted: "lenient", "balanced", "strict" (at most 1, 5, 15 % of true '
            "matches lost), or a probability in [0, 1]."
        ),
    )
    on_reject: OnReject = Field(
        default="drop",
        frozen=True,
        description=(
            '"drop" returns the accepted; "demote" returns all: accepted, unverified, rejected; "annotate" '
            "returns all, order untouched."
        ),
    )
    order: Order = Field(
        default="recall",
        frozen=True,
        description='"recall" keeps the order given; "rank_score" puts the highest rank score first.',
    )
    verify: Verify = Field(
        default="all",
        frozen=True,
        description=('"all", or "lazy": stop once top_n are accepted; only with order="recall" and on_reject="drop".'),
    )
    on_unverified: OnUnverified = Field(
        default="reject",
        frozen=True,
        description='"pass" lets nodes through that were not judged, behind the accepted; "reject" does not.',
    )
    on_error: OnError = Field(
        default="raise",
        frozen=True,
        description='When the verifier fails: "raise", or "pass" or "reject" the nodes it could not judge.',
    )
    on_empty: OnEmpty = Field(
        default="return",
        frozen=True,
        description='When no node is left: "return" an empty list, or "raise" NothingVerified.',
    )
    top_n: int | None = Field(default=None, frozen=True, description="Most nodes to return; None for all.")
    max_candidates: int = Field(
        default=100, frozen=True, description="Most nodes that are judged; those beyond are unverified."
    )
    deadline: float | None = Field(
        default=None,
        frozen=True,
        description="Seconds from the call after which no further nodes are judged; None for no limit.",
    )
    keep_retrieval_score: bool = Field(
        default=True, description='Whether to keep the score a node came with in metadata["retrieval_score"].'
    )
    token_store: str | None = Field(
        default=None,
        frozen=True,
        description="Address of the store of token vectors, its credentials hidden; None if it was given as an object.",
    )
    _stage: ts.PrecisionStage = PrivateAttr()
    _stage_was_given: bool = PrivateAttr()

    def __init__(
        self,
        stage: ts.PrecisionStage | None = None,
        *,
        token_store: Store = None,
        **options: Unpack[Options],
    ) -> None:
        if unknown := sorted(set(options) - set(Options.__annotations__)):
            raise TypeError(
                f"TwoStagePostprocessor has no option {', '.join(unknown)}; "
                f"it has stage, token_store, {', '.join(Options.__annotations__)}"
            )
        given: dict[str, Any] = {name: value for name, value in options.items() if name in OF_THE_STAGE}
        if isinstance(folder := given.get("model"), Path):
            # Absolute, so that after serialising it is still no Hub id.
            given["model"] = str(folder.expanduser().resolve())
        own: dict[str, Any] = {"keep_retrieval_score": options.get("keep_retrieval_score", True)}
        if not isinstance(own["keep_retrieval_score"], bool):
            raise ts.InputError(f"keep_retrieval_score must be a bool, but got {own['keep_retrieval_score']!r}")
        if (manager := options.get("callback_manager")) is not None:
            own["callback_manager"] = manager
        made = make_stage(token_store, given) if stage is None else checked_stage(stage, token_store, given)
        own["token_store"] = made.token_store.shown
        super().__init__(**own, **(given if stage is None else described(made)))
        self._stage = made
        self._stage_was_given = stage is not None

    @classmethod
    def class_name(cls) -> str:
        """The name under which LlamaIndex serialises it."""
        return "TwoStagePostprocessor"

    def judge(self, nodes: Sequence[NodeWithScore], query: str | QueryBundle) -> ts.Judgement:
        """Judges nodes, and returns all that is known: verdicts, reason, timings. Emits no events.

        Args:
            nodes: In the retriever's order; may be empty.
            query: The query, not blank.

        Returns:
            The judgement. ``verdict.recall_rank`` is a node's index in ``nodes``.

        Raises:
            InputError: If an argument is wrong; nothing was computed.
            VerificationError: If the verifier failed and ``on_error="raise"``.
            NothingVerified: If nothing was accepted and ``on_empty="raise"``.
        """
        return self._stage.judge(_text(query), to_candidates(nodes))

    async def ajudge(self, nodes: Sequence[NodeWithScore], query: str | QueryBundle) -> ts.Judgement:
        """Judges nodes on a thread of the stage's own; the event loop stays free. See `judge`."""
        return await self._stage.ajudge(_text(query), to_candidates(nodes))

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        if query_bundle is not None and not nodes and self.on_empty == "return":
            return []
        query, candidates = _text(query_bundle), to_candidates(nodes)
        with self._reported(query, nodes) as results:
            results += self._results(nodes, self._stage.judge(query, candidates))
        return results

    @dispatcher.span
    async def _apostprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        if query_bundle is not None and not nodes and self.on_empty == "return":
            return []
        query, candidates = _text(query_bundle), to_candidates(nodes)
        # The caller's list is the caller's, and may be another one by the time it is judged.
        nodes = list(nodes)
        with self._reported(query, nodes) as results:
            results += self._results(nodes, await self._stage.ajudge(query, candidates))
        return results

    def _results(self, nodes: Sequence[NodeWithScore], judgement: ts.Judgement) -> list[NodeWithScore]:
        keep = self.keep_retrieval_score
        # By rank and not by id: ids may occur twice.
        return [with_verdict(nodes[v.recall_rank], v, keep_retrieval_score=keep) for v in judgement.results]

    @contextmanager
    def _reported(self, query: str, nodes: Sequence[NodeWithScore]) -> Iterator[list[NodeWithScore]]:
        """Emits the rerank events around a block that fills the list; the end comes after a failure, too."""
        results: list[NodeWithScore] = []
        name, most = self._stage.verifier.name, self.top_n or len(nodes)
        dispatcher.event(ReRankStartEvent(query=query, nodes=list(nodes), top_n=most, model_name=name))
        payload: dict[str, Any] = {
            EventPayload.NODES: list(nodes),
            EventPayload.MODEL_NAME: name,
            EventPayload.QUERY_STR: query,
            EventPayload.TOP_K: most,
        }
        try:
            with self.callback_manager.event(CBEventType.RERANKING, payload=payload) as event:
                yield results
                event.on_end(payload={EventPayload.NODES: results})
        finally:
            dispatcher.event(ReRankEndEvent(nodes=results))

    @model_serializer(mode="wrap")
    def custom_model_dump(self, handler: SerializerFunctionWrapHandler, info: SerializationInfo) -> dict[str, Any]:
        """Dumps the options; names a stage that was given, so that no other takes its place unnoticed."""
        data: dict[str, Any] = handler(self)
        data["class_name"] = self.class_name()
        if self._stage_was_given:
            data["stage"] = f"PrecisionStage with {self._stage.verifier.name}"
        return data

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> TwoStagePostprocessor:
        """Copies the postprocessor; both share the stage, unless ``update`` changes what it is made from.

        Args:
            update: Options that the copy has otherwise.
            deep: Makes no difference: options cannot change, and a stage is made to be shared.

        Raises:
            InputError: If ``update`` is wrong, or changes an option of a stage that was given.
        """
        if unknown := sorted(set(update or {}) - {*Options.__annotations__, "token_store"}):
            raise ts.InputError(
                f"a copy cannot have another {', '.join(unknown)}; "
                f"it may have another token_store, {', '.join(Options.__annotations__)}"
            )
        kept = (update or {}).get("keep_retrieval_score", self.keep_retrieval_score)
        if not isinstance(kept, bool):
            raise ts.InputError(f"keep_retrieval_score must be a bool, but got {kept!r}")
        changed = [name for name in update or {} if name in (*OF_THE_STAGE, "token_store")]
        if not changed:
            return super().model_copy(update=update)
        if self._stage_was_given:
            raise ts.InputError(
                f"{', '.join(changed)} cannot differ in the copy, as the stage was given; "
                "make another stage, and a postprocessor from it"
            )
        shared = {"token_store": self._stage.token_store, "callback_manager": self.callback_manager}
        return type(self)(**{**self._options(), **shared, **(update or {})})

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> TwoStagePostprocessor:
        """See `model_copy`."""
        return self.model_copy()

    def __getstate__(self) -> dict[str, Any]:
        """The options, of which `__setstate__` makes an equal postprocessor."""
        if self._stage_was_given:
            raise ts.InputError(
                "a TwoStagePostprocessor made from a stage cannot be pickled, as the stage cannot; "
                "make it from shorthands (model=, threshold=, …), or make it anew on the other side"
            )
        # Pydantic's own state would carry the stage, and LlamaIndex would warn that it cannot.
        return {"__dict__": {**self._options(), "token_store": self._stage.token_store.address}}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Makes the postprocessor anew; unlike LlamaIndex's default, an option that fails says so."""
        self.__init__(**state["__dict__"])  # type: ignore[misc]

    def _options(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("keep_retrieval_score", *OF_THE_STAGE)}


def _text(query: str | QueryBundle | None) -> str:
    """The query's text, checked: LlamaIndex allows none, and agents pass blank ones."""
    if query is None:
        raise ts.InputError("a query is needed to verify against; give query_bundle= or query_str=")
    text = query.query_str if isinstance(query, QueryBundle) else query
    if not isinstance(text, str):
        raise ts.InputError(f"query must be a str or a QueryBundle, but got {type(text).__name__}")
    if not text.strip():
        raise ts.InputError("query must not be blank: there is nothing to verify against")
    return text
