"""Owns `Judging`: how a query's candidates become a judgement, under the policy."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from twostage_core.calibration import Origin
from twostage_core.candidate import Candidate
from twostage_core.errors import ModelError, NothingVerified, VerificationError
from twostage_core.escalation import Escalation
from twostage_core.explanation.explainer import Explainer
from twostage_core.judgement import Judgement, Timings, Verdict
from twostage_core.policy import Policy
from twostage_core.tokenstore import TokenStore
from twostage_core.verifiers.protocol import Judge, Relation, Verification, Verifier

logger = logging.getLogger(__name__)

_BATCH = 16
"""Candidates judged between two looks at the clock, or at the number accepted."""

_TOGETHER = 1024
"""Candidates of several queries that are judged together: some 30 MB of vectors."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be judged, and since when."""

    query: str
    candidates: tuple[Candidate, ...]
    top_n: int | None
    started: float


class Judging:
    """Judges, with everything about it settled. Safe to share between threads.

    Args:
        verifier: What judges.
        relation: What is verified.
        threshold: The probability at or above which the verifier accepts.
        policy: What becomes of verdicts, and when to stop.
        token_store: Where token vectors are kept.
        escalation: Who is asked about the borderline; ``None`` for nobody.
    """

    def __init__(
        self,
        verifier: Verifier,
        relation: Relation,
        threshold: float,
        policy: Policy,
        token_store: TokenStore,
        escalation: Escalation | None,
    ) -> None:
        self._verifier = verifier
        self._relation: Relation = relation
        self._threshold = threshold
        self._policy = policy
        self._token_store = token_store
        self._escalation = escalation

    def outcomes(self, jobs: Sequence[Job]) -> list[Judgement | Exception]:
        """Judges many queries, together where the policy leaves it to that.

        Returns:
            A judgement each; in its place what `judge` would raise.
        """
        found = self._together(jobs) if len(jobs) > 1 else {}
        outcomes: list[Judgement | Exception] = []
        for i, job in enumerate(jobs):
            try:
                outcomes.append(self.judge(job, found.get(i)))
            except Exception as error:
                outcomes.append(error)
        return outcomes

    def _together(self, jobs: Sequence[Job]) -> dict[int, Verification]:
        """What the verifier says of the jobs that may be judged together, by their places."""
        if self._policy.looks_up:
            return {}
        found: dict[int, Verification] = {}
        for places in _batches([min(len(job.candidates), self._policy.max_candidates) for job in jobs], _TOGETHER):
            queries = [jobs[i].query for i in places]
            texts = [[c.text for c in jobs[i].candidates[: self._policy.max_candidates]] for i in places]
            try:
                found |= zip(
                    places,
                    self._verifier.verify(queries, texts, self._relation, token_store=self._token_store),
                    strict=True,
                )
            except ModelError:
                raise
            except Exception:
                # One of them may be at fault: each alone, under the policy for failures, spares the others.
                logger.warning("judging %d queries together failed; judging each alone", len(places), exc_info=True)
        return found

    def judge(self, job: Job, found: Verification | None = None) -> Judgement:
        """Judges one query.

        Args:
            job: The query and its candidates.
            found: What the verifier said of the candidates, if it was asked already.

        Raises:
            TwoStageError: See `stage.PrecisionStage.judge`.
        """
        query, candidates = job.query, job.candidates
        top_n = self._policy.top_n if job.top_n is None else job.top_n
        run = _Run(job.started)
        if candidates:
            self._verify(run, query, candidates, top_n, found)
        verdicts = [*run.verdicts, *self._unjudged(candidates, run)]
        judgement = self._conclude(query, verdicts, top_n, run)
        if self._policy.on_empty == "raise" and not judgement.accepted and not any(v.passed for v in verdicts):
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
        policy = self._policy
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
                    run.judge = self._verifier.prepare(query, self._relation, token_store=self._token_store)
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
                        passed=self._policy.on_unverified == "pass",
                    )
                )
                continue
            probability = float(found.probabilities[i])
            verdicts.append(
                Verdict(
                    candidate,
                    first + i,
                    "accept" if probability >= self._threshold else "reject",
                    probability,
                    float(found.rank_scores[i]),
                    found.windows[i],
                )
            )
        if self._escalation is None:
            return verdicts
        try:
            return self._escalation.decide(query, verdicts, self._threshold, self._token_store)
        except ModelError:
            # As of the first one: a model that is not there never will be.
            raise
        except Exception:
            if self._policy.on_error == "raise":
                raise
            logger.warning("the verifier that is escalated to failed; the first one's verdicts stand", exc_info=True)
            return verdicts

    def _unjudged(self, candidates: tuple[Candidate, ...], run: _Run) -> list[Verdict]:
        """Verdicts for the candidates that no batch reached."""
        policy, verdicts = self._policy, []
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
        # What was not needed for the answer is not missing from it.
        unjudged = [v for v in (run.verdicts if run.satisfied else verdicts) if v.probability is None]
        complete = not unjudged
        accepted = self._policy.accepted(verdicts, top_n)
        abstained = not accepted and not unjudged
        reason = None
        if not verdicts:
            reason = "recall returned no candidates"
        elif not complete:
            reason = f"{len(unjudged)} of {len(verdicts)} candidates were not judged: {unjudged[0].reason}"
        elif abstained:
            best = max((v.probability or 0.0 for v in verdicts if not v.escalated), default=0.0)
            reason = (
                f"none of {len(verdicts)} candidates reached the threshold {self._threshold:.3f}; "
                f"the best has probability {best:.3f}"
            )
            if again := sum(v.escalated for v in verdicts):
                reason += f", and {again} that were borderline were judged again and rejected"
        ended = time.monotonic()
        prepared = run.started if run.prepared is None else run.prepared
        return Judgement(
            query=query,
            threshold=self._threshold,
            verdicts=self._policy.arrange(verdicts),
            accepted=accepted,
            results=self._policy.results(verdicts, top_n),
            abstained=abstained,
            complete=complete,
            reason=reason,
            timings=Timings(prepared - run.started, ended - prepared, ended - run.started),
            calibration=self._origin(verdicts),
            explainer=Explainer(self._verifier, self._relation, self._threshold),
        )

    def _origin(self, verdicts: Sequence[Verdict]) -> Origin | None:
        # Asked only where something was judged: reading a calibration may have to fetch the checkpoint.
        if all(v.probability is None for v in verdicts):
            return None
        calibration = self._verifier.calibrations.get(self._relation)
        return None if calibration is None else calibration.origin


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
