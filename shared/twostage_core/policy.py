"""Owns `Policy`: from probabilities to what the caller gets."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from twostage_core.errors import InputError
from twostage_core.judgement import Verdict
from twostage_core.verifiers.protocol import check_threshold

OnReject = Literal["drop", "demote", "annotate"]
Order = Literal["recall", "rank_score"]
Verify = Literal["all", "lazy"]
OnUnverified = Literal["reject", "pass"]
OnError = Literal["raise", "pass", "reject"]
OnEmpty = Literal["return", "raise"]

_CHOICES: dict[str, tuple[str, ...]] = {
    "on_reject": get_args(OnReject),
    "order": get_args(Order),
    "verify": get_args(Verify),
    "on_unverified": get_args(OnUnverified),
    "on_error": get_args(OnError),
    "on_empty": get_args(OnEmpty),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What is done with verdicts; checked when made.

    Attributes:
        threshold: ``"lenient"``, ``"balanced"``, ``"strict"`` (at most 1, 5, 15 % of true matches lost),
            ``"promised"`` (what was asked for when the verifier was calibrated), or a probability in [0, 1]. A
            candidate at or above it is accepted.
        on_reject: ``"drop"`` returns the accepted; ``"demote"`` returns all: accepted, unverified, rejected, stable
            within each; ``"annotate"`` returns all, order untouched.
        order: ``"recall"`` keeps the order given, ``"rank_score"`` puts the highest rank score first.
            Under ``"annotate"`` it orders ``accepted`` alone.
        verify: ``"all"``, or ``"lazy"``: judge in recall order and stop once ``top_n`` are accepted.
        on_unverified: ``"pass"`` lets candidates through that were not judged, behind the accepted.
        on_error: When the verifier fails: ``"raise"``, or mark what it could not judge as unverified and let it
            ``"pass"``, or ``"reject"`` it.
        on_empty: When nothing is accepted and nothing unverified passes: ``"return"``, or ``"raise"``
            `NothingVerified`.
        top_n: Most results; ``None`` for all.
        max_candidates: Most candidates that are judged; those beyond are unverified.
        deadline: Seconds from the call after which no further batch is started; ``None`` for no limit.

    Raises:
        InputError: If a value is outside its range, or ``verify="lazy"`` meets an order or rejection policy
            that needs every verdict.
    """

    threshold: str | float = "balanced"
    on_reject: OnReject = "drop"
    order: Order = "recall"
    verify: Verify = "all"
    on_unverified: OnUnverified = "reject"
    on_error: OnError = "raise"
    on_empty: OnEmpty = "return"
    top_n: int | None = None
    max_candidates: int = 100
    deadline: float | None = None

    def __post_init__(self) -> None:
        for name, choices in _CHOICES.items():
            value = getattr(self, name)
            if value not in choices:
                raise InputError(f"{name} must be one of {', '.join(map(repr, choices))}, but got {value!r}")
        check_threshold(self.threshold)
        check_count("top_n", self.top_n, optional=True)
        check_count("max_candidates", self.max_candidates)
        if self.deadline is not None and not _is_duration(self.deadline):
            raise InputError(f"deadline must be a number of seconds, at least 0, or None, but got {self.deadline!r}")
        if self.verify == "lazy" and (self.order != "recall" or self.on_reject != "drop"):
            raise InputError(
                'verify="lazy" stops early, which needs order="recall" and on_reject="drop", '
                f"but got order={self.order!r} and on_reject={self.on_reject!r}"
            )

    @property
    def looks_up(self) -> bool:
        """Whether it is asked between batches if to go on, so that candidates cannot all be judged at once."""
        return self.deadline is not None or self.verify == "lazy"

    def arrange(self, verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
        """Orders all verdicts: stable partition under ``"demote"``, as given otherwise.

        Args:
            verdicts: In recall order.
        """
        if self.on_reject != "demote":
            return tuple(verdicts)
        places = {"accept": 0, "unverified": 1, "reject": 2}
        return tuple(sorted(self._ordered(verdicts), key=lambda v: places[v.decision]))

    def accepted(self, verdicts: Sequence[Verdict], top_n: int | None) -> tuple[Verdict, ...]:
        """The accepted, in order, at most ``top_n``."""
        return tuple(self._ordered([v for v in verdicts if v.decision == "accept"])[:top_n])

    def results(self, verdicts: Sequence[Verdict], top_n: int | None) -> tuple[Verdict, ...]:
        """What the caller gets, at most ``top_n``; `Judgement.results` says what that is."""
        if self.on_reject != "drop":
            return self.arrange(verdicts)[:top_n]
        passed = tuple(v for v in verdicts if v.passed)
        return (self.accepted(verdicts, top_n) + passed)[:top_n]

    def _ordered(self, verdicts: Sequence[Verdict]) -> list[Verdict]:
        if self.order == "recall":
            return list(verdicts)
        # What was not judged has no rank score, and goes last.
        return sorted(verdicts, key=lambda v: -math.inf if v.rank_score is None else v.rank_score, reverse=True)


def check_count(name: str, value: Any, *, optional: bool = False) -> None:
    """Raises `InputError` unless ``value`` is an integer of at least 1, or ``None`` where that is allowed."""
    if value is None and optional:
        return
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        none = " or None" if optional else ""
        raise InputError(f"{name} must be an integer of at least 1{none}, but got {value!r}")


def _is_duration(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0 and math.isfinite(value)
