"""Owns `Verdict` and `Judgement`, what the precision stage says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from twostage_core.calibration import Origin
from twostage_core.candidate import Candidate
from twostage_core.errors import InputError

if TYPE_CHECKING:
    from twostage_core.explanation import Explanation

Decision = Literal["accept", "reject", "unverified"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the stage says of one candidate.

    Attributes:
        candidate: The candidate, as it was given.
        recall_rank: Its place among the candidates given, from 0.
        decision: ``"accept"``, ``"reject"``, or ``"unverified"`` if it was not judged.
        probability: That the relation holds, in [0, 1]; ``None`` if it was not judged.
        rank_score: For ordering the candidates of one query, higher is better; ``None`` likewise.
        window: The stretch of the text that decided, as (start, end) characters of ``candidate.text``.
        reason: Why it was not judged, or was rejected without a probability; else ``None``.
        passed: It was not judged, and the policy lets it through all the same.
        escalated: It was borderline, and ``decision``, ``probability`` and ``window`` are those of the verifier that
            the stage escalates to, whose threshold may be another.
    """

    candidate: Candidate
    recall_rank: int
    decision: Decision
    probability: float | None = None
    rank_score: float | None = None
    window: tuple[int, int] | None = None
    reason: str | None = None
    passed: bool = False
    escalated: bool = False


@dataclass(frozen=True, slots=True)
class Timings:
    """Where the time of a judgement went, in seconds.

    Attributes:
        prepare: Loading (the first time), and encoding the query.
        judge: Reading or computing the candidates' token vectors, and judging them.
        total: From the call to the result, waiting for a free thread included.
    """

    prepare: float
    judge: float
    total: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the stage says of all candidates of one query.

    Attributes:
        query: The query.
        threshold: The probability that decided, in [0, 1]; not of what was escalated.
        verdicts: One for every candidate given. In the order given, except under ``on_reject="demote"``:
            then accepted, unverified, rejected.
        accepted: The accepted, in the stage's order, at most ``top_n``.
        results: What the policy lets through, at most ``top_n``: the accepted under ``"drop"`` (with
            ``on_unverified="pass"`` followed by the unverified), ``verdicts`` under ``"demote"`` and ``"annotate"``.
        abstained: Every candidate was judged and none accepted.
        complete: No candidate was left out against the stage's wish. Stopping because ``top_n`` were
            accepted (``verify="lazy"``) leaves nothing out.
        reason: Why nothing was accepted, or what is incomplete; ``None`` when there is nothing to say.
        timings: Where the time went.
        calibration: Whose pairs the probabilities were fitted on: ``"yours"``, or ``"shipped"``, which promises
            nothing for text unlike that of the model card. ``None`` if nobody's, or nothing was judged.
        explainer: What `explain` asks.
    """

    query: str
    threshold: float
    verdicts: tuple[Verdict, ...]
    accepted: tuple[Verdict, ...]
    results: tuple[Verdict, ...]
    abstained: bool
    complete: bool
    reason: str | None
    timings: Timings
    calibration: Origin | None = None
    explainer: Callable[[str, str], Explanation] | None = field(default=None, repr=False, compare=False)

    def explain(self, which: Verdict | int = 0) -> Explanation:
        """Says why a candidate was accepted or rejected; in a notebook it shows itself.

        Args:
            which: One of ``verdicts``, or its place among them.

        Returns:
            A reading for each relation, the stage's own first.

        Raises:
            InputError: If there is no such verdict, the verifier has no maps to read, or the judgement was pickled.
        """
        if isinstance(which, int) and not -len(self.verdicts) <= which < len(self.verdicts):
            raise InputError(f"expected one of {len(self.verdicts)} verdicts, but got {which}")
        verdict = self.verdicts[which] if isinstance(which, int) else which
        if self.explainer is None:
            raise InputError("this judgement carries nothing that could explain it: it is not a stage's own")
        return self.explainer(self.query, verdict.candidate.text)
