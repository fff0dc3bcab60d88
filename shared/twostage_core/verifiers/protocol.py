"""Owns what every verifier promises: `Verifier`, and its one result, `Verification`."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from twostage_core.calibration import LEVELS, Calibration
from twostage_core.errors import InputError, ModelError, NotCalibrated
from twostage_core.tokenstore import Encoder, TokenStore

Relation = Literal["support", "identity"]
RELATIONS: tuple[Relation, ...] = get_args(Relation)

UNKNOWN_LIMIT = 0.2
"""Share of tokens outside the vocabulary above which a text is not judged: there is nothing to compare."""


@dataclass(frozen=True, slots=True, eq=False)
class Verification:
    """What a verifier says of ``n`` texts.

    Attributes:
        probabilities: float32 ``(n,)`` in [0, 1]; NaN where the text was not judged.
        rank_scores: float32 ``(n,)``, higher is better, comparable within one query only; NaN likewise.
        windows: For each text the span that decided, as (start, end) characters of the original text;
            ``None`` where there is none.
        reasons: For each text why it was not judged, or ``None``.
    """

    probabilities: npt.NDArray[np.float32]
    rank_scores: npt.NDArray[np.float32]
    windows: Sequence[tuple[int, int] | None]
    reasons: Sequence[str | None]


Judge = Callable[[Sequence[str]], Verification]
"""Verifies texts against the query it was prepared for."""


class Verifier(ABC):
    """Says how likely a text and a query stand in a relation. Safe to share between threads.

    Relations: ``"support"`` - the text carries what the query needs (entails the claim, answers the
    question, a "no" included, or is about all keywords); ``"identity"`` - each entails the other.

    Attributes:
        name: Short, for traces and tables.
    """

    name: str

    @abstractmethod
    def prepare(self, query: str, relation: Relation = "support", *, token_store: TokenStore | None = None) -> Judge:
        """Does once what a query needs, whatever the number of batches that follow.

        Args:
            query: The query, not blank.
            relation: What to verify.
            token_store: Where token vectors are kept, if the verifier has any.

        Returns:
            A function that verifies texts, in the order given.
        """

    def verify(
        self,
        queries: Sequence[str],
        texts: Sequence[Sequence[str]],
        relation: Relation = "support",
        *,
        token_store: TokenStore | None = None,
    ) -> list[Verification]:
        """Verifies many queries at once, each against texts of its own.

        Here one after the other; a verifier that can put them into one batch overrides it.

        Args:
            queries: ``m`` queries, not blank.
            texts: Of each query its texts.
            relation: What to verify.
            token_store: Where token vectors are kept, if the verifier has any.

        Returns:
            ``m`` verifications; each is what `prepare` of its query would give, to what rounding in a batch does.
        """
        return [
            self.prepare(query, relation, token_store=token_store)(own)
            for query, own in zip(queries, texts, strict=True)
        ]

    @property
    def encoder(self) -> Encoder | None:
        """What gives the token vectors that a store keeps; ``None`` if the verifier keeps nothing."""
        return None

    @property
    def calibrations(self) -> Mapping[str, Calibration]:
        """The fitted calibration of each relation; empty if none was fitted."""
        return {}

    def threshold(self, relation: Relation, level: str | float) -> float:
        """The probability at or above which a candidate is accepted.

        Args:
            relation: The relation.
            level: ``"lenient"``, ``"balanced"``, ``"strict"``, ``"promised"`` or a number in [0, 1].

        Returns:
            The probability.

        Raises:
            InputError: If the number is outside [0, 1], or the level is unknown.
            NotCalibrated: If the level was never fitted.
        """
        check_threshold(level)
        if not isinstance(level, str):
            return float(level)
        calibration = self.calibrations.get(relation)
        fitted = {} if calibration is None else calibration.thresholds
        if level not in fitted:
            known = f"only {', '.join(map(repr, fitted))}" if fitted else "no fitted thresholds"
            raise NotCalibrated(
                f"{self.name} has {known} for {relation!r}, so {level!r} has no meaning: give a number in [0, 1], or "
                "fit one to labelled pairs of your own: `twostage calibrate --pairs` for a checkpoint (--max-lost and "
                '--max-false-accept fit "promised"), twostage_core.calibration.fit for any verifier\'s logits'
            )
        return fitted[level]

    def logits(
        self, query: str, texts: Sequence[str], relation: Relation = "support", *, token_store: TokenStore | None = None
    ) -> npt.NDArray[np.float32]:
        """Gives scores on the verifier's own scale, before calibration: what a calibration is fitted on.

        Here the log-odds of an uncalibrated verifier's probabilities; one that takes calibrations overrides it.

        Args:
            query: The query, not blank.
            texts: ``n`` texts.
            relation: ``"support"`` or ``"identity"``.
            token_store: Where the texts' token vectors are kept, if the verifier has any.

        Returns:
            float32 ``(n,)``, unbounded; NaN for a text that is empty or cannot be judged.

        Raises:
            InputError: As `score`.
        """
        check_query(query)
        check_relation(relation)
        check_texts(texts)
        probabilities = self.prepare(query, relation, token_store=token_store)(texts).probabilities
        return np.where([not text.strip() for text in texts], np.float32(np.nan), log_odds(probabilities))

    def score(self, query: str, texts: Sequence[str], relation: Relation = "support") -> npt.NDArray[np.float32]:
        """Gives the probability that each text stands in the relation to the query.

        Args:
            query: The query, not blank.
            texts: ``n`` texts; may be empty.
            relation: ``"support"`` or ``"identity"``.

        Returns:
            float32 ``(n,)`` in [0, 1]; NaN for a text that cannot be judged (too many unknown tokens).

        Raises:
            InputError: If the query is blank, a text is not a string, or the relation is unknown.
        """
        check_query(query)
        check_relation(relation)
        check_texts(texts)
        if not texts:
            return np.zeros(0, dtype=np.float32)
        return self.prepare(query, relation)(texts).probabilities


def log_odds(probabilities: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Maps probabilities ``(n,)`` in [0, 1] to logits; 0 and 1 go to what float32 can still tell from them."""
    inner = np.clip(probabilities.astype(np.float64), 1e-7, 1 - 1e-7)
    return np.asarray(np.log(inner / (1 - inner)), dtype=np.float32)


def check_query(query: object) -> None:
    """Raises `InputError` unless the query is a string that is not blank."""
    if not isinstance(query, str):
        raise InputError(f"query must be a str, but got {type(query).__name__}")
    if not query.strip():
        raise InputError("query must not be blank: there is nothing to verify against")


def check_texts(texts: object) -> None:
    """Raises `InputError` unless ``texts`` is a sequence of strings (and not one string)."""
    if isinstance(texts, str) or not isinstance(texts, Sequence):
        raise InputError(f"texts must be a sequence of str, but got {type(texts).__name__}")
    for position, text in enumerate(texts):
        if not isinstance(text, str):
            raise InputError(f"texts[{position}] must be a str, but got {type(text).__name__}")


def check_relation(relation: object) -> None:
    """Raises `InputError` unless the relation is known."""
    if relation not in RELATIONS:
        raise InputError(f"relation must be one of {', '.join(map(repr, RELATIONS))}, but got {relation!r}")


def check_threshold(threshold: object) -> None:
    """Raises `InputError` unless the threshold is a known level or a number in [0, 1]."""
    if isinstance(threshold, str):
        if threshold not in LEVELS:
            raise InputError(
                f"threshold must be one of {', '.join(map(repr, LEVELS))} or a number in [0, 1], but got {threshold!r}"
            )
    elif (
        isinstance(threshold, bool)
        or not isinstance(threshold, (int, float))
        or math.isnan(threshold)
        or not 0.0 <= threshold <= 1.0
    ):
        raise InputError(f"threshold must be a level or a number in [0, 1], but got {threshold!r}")


@contextmanager
def loading(name: str) -> Iterator[None]:
    """Around the loading of a verifier's weights: whatever fails there fails again, so it is a `ModelError`.

    No policy for failures of judging hides that one.

    Args:
        name: The verifier's.
    """
    try:
        yield
    except ModelError:
        raise
    except Exception as error:
        raise ModelError(f"{name} cannot be loaded: {error}") from error
