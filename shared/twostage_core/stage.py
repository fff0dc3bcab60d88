"""Owns `PrecisionStage`, the one entry to the core: candidates in, judgement out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

from twostage_core.bytestores.protocol import AsyncByteStore, ByteStore
from twostage_core.candidate import Candidate
from twostage_core.errors import InputError
from twostage_core.escalation import Escalation
from twostage_core.gathering import Gathering
from twostage_core.indexing.filling import Filled, PreparedFiller, batches
from twostage_core.judgement import Judgement
from twostage_core.judging import Job, Judging
from twostage_core.loading import load_verifier
from twostage_core.policy import OnEmpty, OnError, OnReject, OnUnverified, Order, Policy, Verify, check_count
from twostage_core.tokenstore import TokenStore
from twostage_core.verifiers.protocol import (
    Relation,
    Verifier,
    check_query,
    check_relation,
    check_texts,
)

_THREADS = 2
"""Batches of one stage that run side by side when awaited; torch spreads each over the cores."""

_IN_HAND = 64
"""Judgements of one event loop that are handed to the threads; further callers wait on the loop."""


class PrecisionStage:
    """Judges the candidates of recall: accepts, rejects, or says that nothing here fits.

    One stage serves many threads and event loops. The verifier's weights load with the first judgement.

    Args:
        verifier: What judges; ``None`` takes ``load_verifier()``.
        relation: ``"support"``: the passage carries what the query needs. ``"identity"``: both say the same.
        threshold: See `Policy`, as for all down to ``deadline``.
        on_reject: ``"drop"``, ``"demote"`` or ``"annotate"``.
        order: ``"recall"`` or ``"rank_score"``.
        verify: ``"all"`` or ``"lazy"``.
        on_unverified: ``"reject"`` or ``"pass"``.
        on_error: ``"raise"``, ``"pass"`` or ``"reject"``.
        on_empty: ``"return"`` or ``"raise"``.
        top_n: Most results, or ``None``.
        max_candidates: Most candidates that are judged.
        deadline: Seconds, or ``None``.
        token_store: Where the candidates' token vectors are kept: a `TokenStore`, or what it takes: any store of bytes
            with ``mget``, ``mset``, ``mdelete`` and ``yield_keys``, or an address such as ``"lmdb:///folder"`` or
            ``"redis://host"``. ``None`` keeps them in memory, up to 512 MiB.
        escalate: A second verifier, slower and surer, for what is borderline: light checking for general search, full
            checking where a mistake is dear. It decides by its own threshold of the same name. ``None`` for none.
        borderline: Up to which share of the way from the threshold to 0, or to 1, a probability is borderline, in
            [0, 1]; 1 escalates everything.

    Raises:
        InputError: If an argument is wrong.
        NotCalibrated: If a named threshold was never fitted for the verifier, or the one that is escalated to.
        ModelError: If a named threshold needs a checkpoint that is damaged or cannot be fetched: a verifier
            from the Hub is fetched here (its weights load later).

    Example:
        >>> import twostage_core as ts
        >>> stage = ts.PrecisionStage(threshold="strict", top_n=3)
        >>> stage.judge("Who pays the deposit?", []).abstained
        True
    """

    def __init__(
        self,
        verifier: Verifier | None = None,
        *,
        relation: Relation = "support",
        threshold: str | float = "balanced",
        on_reject: OnReject = "drop",
        order: Order = "recall",
        verify: Verify = "all",
        on_unverified: OnUnverified = "reject",
        on_error: OnError = "raise",
        on_empty: OnEmpty = "return",
        top_n: int | None = None,
        max_candidates: int = 100,
        deadline: float | None = None,
        token_store: TokenStore | ByteStore | AsyncByteStore | str | None = None,
        escalate: Verifier | None = None,
        borderline: float = 0.2,
    ) -> None:
        check_relation(relation)
        self.policy = Policy(
            threshold=threshold,
            on_reject=on_reject,
            order=order,
            verify=verify,
            on_unverified=on_unverified,
            on_error=on_error,
            on_empty=on_empty,
            top_n=top_n,
            max_candidates=max_candidates,
            deadline=deadline,
        )
        for name, given in (("verifier", verifier), ("escalate", escalate)):
            if given is not None and not isinstance(given, Verifier):
                raise InputError(f"{name} must be a Verifier, but got {type(given).__name__}")
        if isinstance(borderline, bool) or not isinstance(borderline, (int, float)) or not 0 <= borderline <= 1:
            raise InputError(f"borderline must be a number in [0, 1], but got {borderline!r}")
        self.verifier: Verifier = load_verifier() if verifier is None else verifier
        self.relation: Relation = relation
        self.threshold = self.verifier.threshold(relation, threshold)
        self.token_store = token_store if isinstance(token_store, TokenStore) else TokenStore(token_store)
        second = None if escalate is None else Escalation(escalate, relation, threshold, borderline)
        self._judging = Judging(self.verifier, relation, self.threshold, self.policy, self.token_store, second)
        # Those that look up in between are judged alone: nothing is gained by having them wait for each other.
        together = 1 if self.policy.looks_up else _IN_HAND
        self._gathering = Gathering(self._judging.outcomes, threads=_THREADS, together=together, most=_IN_HAND)

    def judge(self, query: str, candidates: Sequence[Candidate], top_n: int | None = None) -> Judgement:
        """Judges candidates.

        Args:
            query: The query, not blank.
            candidates: In recall order; may be empty. Never changed.
            top_n: Most results; ``None`` takes the stage's.

        Returns:
            The judgement, with a verdict for every candidate.

        Raises:
            InputError: If an argument is wrong; nothing was computed.
            ModelError: If the model cannot be loaded, whatever ``on_error`` says.
            VerificationError: If the verifier failed and ``on_error="raise"``.
            NothingVerified: If nothing was accepted and ``on_empty="raise"``.
        """
        self.check(query, candidates, top_n)
        return self._judging.judge(Job(query, tuple(candidates), top_n, time.monotonic()))

    def judge_many(
        self, queries: Sequence[str], candidates: Sequence[Sequence[Candidate]], top_n: int | None = None
    ) -> list[Judgement]:
        """Judges the candidates of many queries, all in one batch where the policy leaves it to that.

        With a deadline or ``verify="lazy"``, which look up in between, one query comes after the other; a deadline
        counts from this call for all of them.

        Args:
            queries: The queries, not blank.
            candidates: Of each query its candidates, in recall order.
            top_n: Most results of a query; ``None`` takes the stage's.

        Returns:
            The judgement of each query, as `judge` would give it.

        Raises:
            InputError: If an argument is wrong; nothing was computed.
            TwoStageError: As `judge`, for the first query of which it would be raised.
        """
        if isinstance(queries, str) or not isinstance(queries, Sequence):
            raise InputError(f"queries must be a sequence of str, but got {type(queries).__name__}")
        if isinstance(candidates, str) or not isinstance(candidates, Sequence) or len(candidates) != len(queries):
            raise InputError(f"candidates must be a sequence for each of the {len(queries)} queries")
        for query, own in zip(queries, candidates, strict=True):
            self.check(query, own, top_n)
        started = time.monotonic()
        jobs = [Job(q, tuple(own), top_n, started) for q, own in zip(queries, candidates, strict=True)]
        judgements = []
        for outcome in self._judging.outcomes(jobs):
            if isinstance(outcome, Exception):
                raise outcome
            judgements.append(outcome)
        return judgements

    async def ajudge(self, query: str, candidates: Sequence[Candidate], top_n: int | None = None) -> Judgement:
        """Judges candidates on a thread of the stage's own; the event loop stays free. See `judge`.

        Callers that wait for a thread at the same time are judged together. Waiting counts towards the deadline.
        """
        self.check(query, candidates, top_n)
        return await self._gathering.submit(Job(query, tuple(candidates), top_n, time.monotonic()))

    def index(self, texts: Sequence[str]) -> int:
        """Puts the token vectors of texts into the token store, so that no query waits for them.

        For the passages of an ingest; `twostage index` is for what lies somewhere already.

        Args:
            texts: As candidates will have them; may be empty. What is stored already is not computed again.

        Returns:
            How many were computed.

        Raises:
            InputError: If an argument is wrong, or the verifier keeps no token vectors.
            ModelError: If the model cannot be loaded.
        """
        check_texts(texts)
        encoder = self.verifier.encoder
        if encoder is None:
            raise InputError(f"{self.verifier.name} keeps no token vectors: there is nothing to index")
        return sum(map(PreparedFiller(self.token_store, encoder), batches(texts)), Filled()).computed

    async def aindex(self, texts: Sequence[str]) -> int:
        """Indexes texts on a thread; the event loop stays free. See `index`."""
        check_texts(texts)
        return await asyncio.to_thread(self.index, texts)

    @staticmethod
    def check(query: str, candidates: Sequence[Candidate] = (), top_n: int | None = None) -> None:
        """Finds what `judge` would refuse, without judging: before recall has done its work for nothing.

        Raises:
            InputError: If an argument is wrong; the message names it.
        """
        check_query(query)
        check_count("top_n", top_n, optional=True)
        if isinstance(candidates, str) or not isinstance(candidates, Sequence):
            raise InputError(f"candidates must be a sequence of Candidate, but got {type(candidates).__name__}")
        for position, candidate in enumerate(candidates):
            if not isinstance(candidate, Candidate):
                kind = type(candidate).__name__
                raise InputError(f"candidates[{position}] must be a Candidate, but got {kind}")
