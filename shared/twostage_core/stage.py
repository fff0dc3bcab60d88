"""Owns `PrecisionStage`, the one entry to the core: candidates in, judgement out."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from twostage_core.bytestores.protocol import AsyncByteStore, ByteStore
from twostage_core.calibration import Origin
from twostage_core.candidate import Candidate
from twostage_core.errors import InputError, ModelError, NothingVerified, VerificationError
from twostage_core.escalation import Escalation
from twostage_core.explanation.explainer import Explainer
from twostage_core.gathering import Gathering
from twostage_core.indexing.filling import Filled, PreparedFiller, batches
from twostage_core.judgement import Judgement, Timings, Verdict
from twostage_core.loading import load_verifier
from twostage_core.policy import OnEmpty, OnError, OnReject, OnUnverified, Order, Policy, Verify, check_count
from twostage_core.tokenstore import TokenStore
from twostage_core.verifiers.protocol import (
    Judge,
    Relation,
    Verification,
    Verifier,
    check_query,
    check_relation,
    check_texts,
)

logger = logging.getLogger(__name__)

_BATCH = 16
"""Candidates judged between two looks at the clock, or at the number accepted."""

_THREADS = 2
"""Batches of one stage that run side by side when awaited; torch spreads each over the cores."""

_IN_HAND = 64
"""Judgements of one event loop that are handed to the threads; further callers wait on the loop."""

_TOGETHER = 1024
"""Candidates of several queries that are judged together: some 30 MB of vectors."""


class PrecisionStage:
    """Judges the candidates of recall: accepts, rejects, or says that nothing here fits.

    One stage serves many threads and event loops. The verifier's weights load with the first judgement.

    Args:
        verifier: What judges; ``None`` takes ``load_verifier()``.
        relation: ``"support"``: the passage carries what the query needs. ``"identity"``: both say the same.
        threshold: See `Policy`, as for all that follow but ``token_store``.
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
        borderline: How near to the threshold a probability is borderline, in [0, 1]; 1 escalates everything.

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
        self.escalation = None if escalate is None else Escalation(escalate, relation, threshold, borderline)
        self.token_store = token_store if isinstance(token_store, TokenStore) else TokenStore(token_store)
        # Those that look up in between are judged alone: nothing is gained by having them wait for each other.
        together = 1 if self.policy.looks_up else _IN_HAND
        self._gathering = Gathering(self._outcomes, threads=_THREADS, together=together, most=_IN_HAND)

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
        return self._judge(_Job(query, tuple(candidates), top_n, time.monotonic()))

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
        jobs = [_Job(q, tuple(own), top_n, started) for q, own in zip(queries, candidates, strict=True)]
        judgements = []
        for outcome in self._outcomes(jobs):
            if isinstance(outcome, Exception):
                raise outcome
            judgements.append(outcome)
        return judgements

    async def ajudge(self, query: str, candidates: Sequence[Candidate], top_n: int | None = None) -> Judgement:
        """Judges candidates on a thread of the stage's own; the event loop stays free. See `judge`.

        Callers that wait for a thread at the same time are judged together. Waiting counts towards the deadline.
        """
        self.check(query, candidates, top_n)
        return await self._gathering.submit(_Job(query, tuple(candidates), top_n, time.monotonic()))

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

    def _outcomes(self, jobs: Sequence[_Job]) -> list[Judgement | Exception]:
        """Judges many queries; in the place of a judgement what `judge` would raise."""
        found = self._together(jobs) if len(jobs) > 1 else {}
        outcomes: list[Judgement | Exception] = []
        for i, job in enumerate(jobs):
            try:
                outcomes.append(self._judge(job, found.get(i)))
            except Exception as error:
                outcomes.append(error)
        return outcomes

    def _together(self, jobs: Sequence[_Job]) -> dict[int, Verification]:
        """What the verifier says of the jobs that may be judged together, by their places."""
        if self.policy.looks_up:
            return {}
        found: dict[int, Verification] = {}
        for places in _batches([min(len(job.candidates), self.policy.max_candidates) for job in jobs], _TOGETHER):
            queries = [jobs[i].query for i in places]
            texts = [[c.text for c in jobs[i].candidates[: self.policy.max_candidates]] for i in places]
            try:
                found |= zip(
                    places,
                    self.verifier.verify(queries, texts, self.relation, token_store=self.token_store),
                    strict=True,
                )
            except ModelError:
                raise
            except Exception:
                # One of them may be at fault: each alone, under the policy for failures, spares the others.
                logger.warning("judging %d queries together failed; judging each alone", len(places), exc_info=True)
        return found

    def _judge(self, job: _Job, found: Verification | None = None) -> Judgement:
        query, candidates = job.query, job.candidates
        top_n = self.policy.top_n if job.top_n is None else job.top_n
        run = _Run(job.started)
        if candidates:
            self._verify(run, query, candidates, top_n, found)
        verdicts = [*run.verdicts, *self._unjudged(candidates, run)]
        judgement = self._conclude(query, verdicts, top_n, run)
        if self.policy.on_empty == "raise" and not judgement.accepted and not any(v.passed for v in verdicts):
            raise NothingVerified(judgement)
        return judgement

    def _verify(
        self,
        run: _Run,
        query: str,
        candidates: tuple[Candidate, ...],
        top_n: int | None,
        found: Verification | None,
    ) -> None:
        """Judges in batches until all are judged, time is up, or (lazily) enough are accepted.

        What the verifier has ``found`` already is all that it is asked.
        """
        policy = self.policy
        candidates = candidates[: policy.max_candidates]
        # Without a reason to look up in between, everything goes through in one batch.
        size = _BATCH if policy.looks_up else len(candidates)
        try:
            if found is not None:
                run.verdicts += self._decide(run, query, candidates, found)
                return
            for first in range(0, len(candidates), size):
                if policy.deadline is not None and time.monotonic() - run.started >= policy.deadline:
                    run.stopped = f"the deadline of {policy.deadline:g} s ran out"
                    return
                if run.judge is None:
                    run.judge = self.verifier.prepare(query, self.relation, token_store=self.token_store)
                    run.prepared = time.monotonic()
                batch = candidates[first : first + size]
                run.verdicts += self._decide(run, query, batch, run.judge([c.text for c in batch]))
                if policy.verify == "lazy" and top_n and _count(run.verdicts, "accept") >= top_n:
                    run.satisfied = True
                    return
        except ModelError:
            # A model that is not there never will be: no policy for failures should hide it.
            raise
        except Exception as error:
            if policy.on_error == "raise":
                raise VerificationError(f"the verifier failed: {type(error).__name__}: {error}") from error
            logger.warning("the verifier failed; on_error=%r decides", policy.on_error, exc_info=True)
            # The message may quote a passage, and a reason goes onto traces.
            run.failed = f"the verifier failed: {type(error).__name__}"

    def _decide(self, run: _Run, query: str, batch: Sequence[Candidate], found: Verification) -> list[Verdict]:
        """One verdict for each candidate of the batch that follows those judged so far."""
        verdicts, first = [], len(run.verdicts)
        for i, candidate in enumerate(batch):
            if np.isnan(found.probabilities[i]):
                verdicts.append(
                    Verdict(
                        candidate,
                        first + i,
                        "unverified",
                        reason=found.reasons[i] or "the verifier gave no probability",
                        passed=self.policy.on_unverified == "pass",
                    )
                )
                continue
            probability = float(found.probabilities[i])
            verdicts.append(
                Verdict(
                    candidate,
                    first + i,
                    "accept" if probability >= self.threshold else "reject",
                    probability,
                    float(found.rank_scores[i]),
                    found.windows[i],
                )
            )
        if self.escalation is None:
            return verdicts
        try:
            return self.escalation.decide(query, verdicts, self.threshold, self.token_store)
        except Exception:
            if self.policy.on_error == "raise":
                raise
            logger.warning("the verifier that is escalated to failed; the first one's verdicts stand", exc_info=True)
            return verdicts

    def _unjudged(self, candidates: tuple[Candidate, ...], run: _Run) -> list[Verdict]:
        """Verdicts for the candidates that no batch reached."""
        policy, verdicts = self.policy, []
        for rank in range(len(run.verdicts), len(candidates)):
            candidate = candidates[rank]
            if run.satisfied:
                verdicts.append(Verdict(candidate, rank, "unverified", reason="not needed: top_n were accepted"))
            elif run.failed is not None and policy.on_error == "reject":
                verdicts.append(Verdict(candidate, rank, "reject", reason=run.failed))
            elif run.failed is not None:
                verdicts.append(Verdict(candidate, rank, "unverified", reason=run.failed, passed=True))
            else:
                reason = run.stopped if rank < policy.max_candidates else None
                reason = reason or f"beyond max_candidates={policy.max_candidates}"
                passed = policy.on_unverified == "pass"
                verdicts.append(Verdict(candidate, rank, "unverified", reason=reason, passed=passed))
        return verdicts

    def _conclude(self, query: str, verdicts: list[Verdict], top_n: int | None, run: _Run) -> Judgement:
        unjudged = [v for v in verdicts if v.probability is None]
        complete = run.satisfied or not unjudged
        accepted = self.policy.accepted(verdicts, top_n)
        abstained = not accepted and not unjudged
        reason = None
        if not verdicts:
            reason = "recall returned no candidates"
        elif not complete:
            reason = f"{len(unjudged)} of {len(verdicts)} candidates were not judged: {unjudged[0].reason}"
        elif abstained:
            best = max(v.probability or 0.0 for v in verdicts)
            reason = (
                f"none of {len(verdicts)} candidates reached the threshold {self.threshold:.3f}; "
                f"the best has probability {best:.3f}"
            )
        ended = time.monotonic()
        prepared = run.started if run.prepared is None else run.prepared
        return Judgement(
            query=query,
            threshold=self.threshold,
            verdicts=self.policy.arrange(verdicts),
            accepted=accepted,
            results=self.policy.results(verdicts, top_n),
            abstained=abstained,
            complete=complete,
            reason=reason,
            timings=Timings(prepared - run.started, ended - prepared, ended - run.started),
            calibration=self._origin(verdicts),
            explainer=Explainer(self.verifier, self.relation, self.threshold),
        )

    def _origin(self, verdicts: Sequence[Verdict]) -> Origin | None:
        # Asked only where something was judged: reading a calibration may have to fetch the checkpoint.
        if all(v.probability is None for v in verdicts):
            return None
        calibration = self.verifier.calibrations.get(self.relation)
        return None if calibration is None else calibration.origin


@dataclass(frozen=True, slots=True)
class _Job:
    """What is to be judged, and since when."""

    query: str
    candidates: tuple[Candidate, ...]
    top_n: int | None
    started: float


@dataclass(slots=True)
class _Run:
    """What one judgement has come to so far."""

    started: float
    prepared: float | None = None
    judge: Judge | None = None
    verdicts: list[Verdict] = field(default_factory=list)
    satisfied: bool = False
    stopped: str | None = None
    failed: str | None = None


def _batches(sizes: Sequence[int], most: int) -> Iterator[list[int]]:
    """Places of jobs with candidates, in order, so that a batch has ``most`` candidates or is a single job."""
    batch: list[int] = []
    held = 0
    for place, size in enumerate(sizes):
        if batch and held + size > most:
            yield batch
            batch, held = [], 0
        if size:
            batch.append(place)
            held += size
    if batch:
        yield batch


def _count(verdicts: Sequence[Verdict], decision: str) -> int:
    return sum(v.decision == decision for v in verdicts)
