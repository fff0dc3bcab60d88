"""Owns `TwoStageRetriever`: any recall, then the precision stage, as one LangChain retriever."""

from __future__ import annotations

from typing import Any, Self

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever, LangSmithRetrieverParams, RetrieverLike
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.vectorstores import VectorStore
from pydantic import ConfigDict, Field, field_validator, model_validator

import twostage_core as ts
from langchain_twostage.documents import checked, results
from langchain_twostage.judging import ajudge, judge
from langchain_twostage.recall import VectorStoreRecall


class TwoStageRetriever(BaseRetriever):
    """Recalls documents, and hands on those that are verified: at most ``k``, perhaps none.

    Set-up:
        .. code-block:: bash

            pip install "twostage-rag[langchain]"

    Instantiate:
        .. code-block:: python

            import twostage_core as ts
            from langchain_twostage import TwoStageRetriever

            retriever = TwoStageRetriever.from_vectorstore(vectorstore, fetch_k=50, k=4)
            retriever = TwoStageRetriever(recall=any_retriever, stage=ts.PrecisionStage(threshold="strict"))

    Use:
        .. code-block:: python

            documents = retriever.invoke("Who pays for the deposit?")
            documents = await retriever.ainvoke("Who pays for the deposit?", k=2)
            documents[0].metadata["relevance_score"]  # the probability, in [0, 1]

    An empty list is an answer. To say why nothing was found, ask for the judgement instead:
        .. code-block:: python

            judgement = retriever.judge("Who pays for the deposit?")
            if not judgement.accepted:
                print("I don't know:", judgement.reason)

    Args:
        recall: Any retriever, or any runnable from a query to a list of documents. It is never changed.
        stage: What judges; by default ``twostage_core.PrecisionStage()``.
        k: Most documents handed on. ``None`` leaves it to the stage's ``top_n``. The argument of the same
            name of ``invoke`` wins over this one.

    Raises:
        ValidationError: If an argument is wrong or unknown. It is a ``ValueError``.
    """

    recall: RetrieverLike
    stage: ts.PrecisionStage = Field(default_factory=ts.PrecisionStage)
    k: int | None = Field(default=4, ge=1, strict=True)

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)

    @field_validator("recall", mode="before")
    @classmethod
    def _is_runnable(cls, recall: object) -> object:
        if not isinstance(recall, Runnable):
            raise ValueError(
                "recall must be a retriever or another runnable from a query to a list of documents, "
                f"but got {type(recall).__name__}; for a vector store use TwoStageRetriever.from_vectorstore"
            )
        return recall

    @model_validator(mode="after")
    def _judges_all_it_recalls(self) -> Self:
        if isinstance(self.recall, VectorStoreRecall):
            fetch_k, limit = self.recall.fetch_k, self.stage.policy.max_candidates
            if limit < fetch_k:
                raise ValueError(
                    f"fetch_k must be at most the stage's max_candidates={limit}, but got {fetch_k}: "
                    f"recall fewer, or give stage=PrecisionStage(max_candidates={fetch_k})"
                )
        return self

    @classmethod
    def from_vectorstore(
        cls,
        vectorstore: VectorStore,
        fetch_k: int = 100,
        *,
        stage: ts.PrecisionStage | None = None,
        k: int | None = 4,
        search_kwargs: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> Self:
        """Makes a vector store the recall, and keeps its scores.

        Args:
            vectorstore: The store.
            fetch_k: Documents to recall and judge, at most the stage's ``max_candidates``.
            stage: What judges; ``None`` takes ``twostage_core.PrecisionStage()``.
            k: Most documents handed on; see `TwoStageRetriever`.
            search_kwargs: Further arguments of the store's search, a filter say.
            **kwargs: Further fields of the retriever: ``tags``, ``metadata``, ``name``.

        Returns:
            The retriever.

        Raises:
            ValidationError: If an argument is wrong or unknown. It is a ``ValueError``.
        """
        recall = VectorStoreRecall(vectorstore=vectorstore, fetch_k=fetch_k, search_kwargs=search_kwargs or {})
        if stage is not None:
            kwargs["stage"] = stage
        return cls(recall=recall, k=k, **kwargs)

    def judge(
        self, query: str, *, k: int | None = None, config: RunnableConfig | None = None, **kwargs: Any
    ) -> ts.Judgement:
        """Recalls and judges, and returns all there is to say: a verdict for every candidate, and the reason.

        Unlike `invoke` it has no run of its own on the trace; put it into a ``RunnableLambda`` for one.

        Args:
            query: The query, not blank.
            k: Most results; ``None`` takes the field.
            config: Passed to recall; its callbacks see the event.
            **kwargs: Passed to recall.

        Returns:
            The judgement.

        Raises:
            TwoStageError: See `twostage_core.PrecisionStage.judge`. A wrong argument is found before recall.
        """
        return self._judge(query, k, config, kwargs)[1]

    async def ajudge(
        self, query: str, *, k: int | None = None, config: RunnableConfig | None = None, **kwargs: Any
    ) -> ts.Judgement:
        """Recalls and judges without holding up the event loop. See `judge`."""
        return (await self._ajudge(query, k, config, kwargs))[1]

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, k: int | None = None, **kwargs: Any
    ) -> list[Document]:
        config: RunnableConfig = {"callbacks": run_manager.get_child()}
        return results(*self._judge(query, k, config, kwargs))

    async def _aget_relevant_documents(
        self,
        query: str,
        *,
        run_manager: AsyncCallbackManagerForRetrieverRun,
        k: int | None = None,
        **kwargs: Any,
    ) -> list[Document]:
        config: RunnableConfig = {"callbacks": run_manager.get_child()}
        return results(*await self._ajudge(query, k, config, kwargs))

    def _judge(
        self, query: str, k: int | None, config: RunnableConfig | None, kwargs: dict[str, Any]
    ) -> tuple[list[Document], ts.Judgement]:
        self._check(query, k)
        found = checked(self.recall.invoke(query, config, **kwargs))
        return found, judge(self.stage, query, found, self.k if k is None else k, config)

    async def _ajudge(
        self, query: str, k: int | None, config: RunnableConfig | None, kwargs: dict[str, Any]
    ) -> tuple[list[Document], ts.Judgement]:
        self._check(query, k)
        found = checked(await self.recall.ainvoke(query, config, **kwargs))
        return found, await ajudge(self.stage, query, found, self.k if k is None else k, config)

    def _check(self, query: str, k: object) -> None:
        """Finds what the stage would refuse, before recall has done its work for nothing."""
        self.stage.check(query)
        if k is not None and (isinstance(k, bool) or not isinstance(k, int) or k < 1):
            raise ts.InputError(f"k must be an integer of at least 1 or None, but got {k!r}")

    def _get_ls_params(self, **kwargs: Any) -> LangSmithRetrieverParams:
        params = super()._get_ls_params(**kwargs)
        if isinstance(self.recall, BaseRetriever):
            # Where the documents come from is recall's to say; the name stays ours.
            return {**self.recall._get_ls_params(**kwargs), **params}
        return params
