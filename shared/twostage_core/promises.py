"""Owns `Rate` and `Quantiles`: the shares that a sample lets one measure, and promise of groups to come."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twostage_core.errors import InputError

_SHARES = (0.001, 0.002, 0.005, *(round(step / 100, 2) for step in range(1, 100)))
"""The promises whose thresholds a calibration keeps."""
_Z = 1.959964
"""Of a two-sided 95 % interval."""

_Scores = npt.NDArray[np.float64]

_Groups = Sequence[Hashable] | npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Rate:
    """A measured share with its 95 % interval.

    Attributes:
        share: In [0, 1].
        low: Lower end of Wilson's interval (1927).
        high: Upper end.
        pairs: Pairs it was measured on.
        groups: Independent groups they fall into.
    """

    share: float
    low: float
    high: float
    pairs: int
    groups: int

    @classmethod
    def of(cls, hits: npt.NDArray[np.bool_], groups: _Groups) -> Rate:
        """Measures a share, every group weighing alike, as in the promises.

        Pairs of one group are no independent draws: the interval takes the effective sample size, from the variance
        between groups (Korn and Graubard, 1998), and with no or only hits the number of groups.

        Args:
            hits: bool ``(n,)``, ``n`` at least 1.
            groups: The group of each.
        """
        codes = codes_of(groups)
        means = np.bincount(codes, weights=hits) / np.bincount(codes)
        share, number = float(means.mean()), len(means)
        effective = float(number)
        if 0.0 < share < 1.0 and number > 1:
            variance = float(means.var(ddof=1)) / number
            effective = min(float(len(hits)), share * (1 - share) / max(variance, 1e-12))
        centre = (share + _Z**2 / (2 * effective)) / (1 + _Z**2 / effective)
        reach = share * (1 - share) / effective + _Z**2 / (4 * effective**2)
        half = _Z * math.sqrt(reach) / (1 + _Z**2 / effective)
        return cls(share, max(0.0, centre - half), min(1.0, centre + half), len(hits), number)


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Thresholds that keep a promise about pairs of one kind, by the share that they give up.

    Split-conformal over *groups* (Vovk et al., 2005; for groups: Lee, Barber and Willett, 2023): pairs that share
    a text are not exchangeable, groups of them are. Every group has the same weight, however many pairs it has, and
    one more group, the one to come, counts as lost. So a promise of ``share`` needs ``1 / share − 1`` groups.

    Attributes:
        pairs: Pairs that it was taken from.
        groups: Groups they fall into.
        shares: Shares that may be given up, in (0, 1), ascending.
        thresholds: For each share a probability. For matches the highest below which at most that share of matches
            to come will fall; for negatives the lowest at or above which at most that share of them will stand.
    """

    pairs: int
    groups: int
    shares: tuple[float, ...]
    thresholds: tuple[float, ...]

    @classmethod
    def of_matches(cls, scores: _Scores, groups: _Groups) -> Quantiles:
        """Takes the quantiles of the probabilities ``(n,)`` of true matches."""
        levels, below, number = _mass_below(scores, groups)
        found = {}
        for share in _SHARES:
            reached = int(np.searchsorted(below, share * (number + 1) - 1 + 1e-9, side="right"))
            if reached > 0:
                found[share] = float(levels[reached - 1])
        return cls(len(scores), number, tuple(found), tuple(found.values()))

    @classmethod
    def of_negatives(cls, scores: _Scores, groups: _Groups) -> Quantiles:
        """Takes the quantiles of the probabilities ``(n,)`` of negatives of one kind."""
        levels, above, number = _mass_below(-scores, groups)
        found = {}
        for share in _SHARES:
            reached = int(np.searchsorted(above, share * (number + 1) - 1 + 1e-9, side="right"))
            if reached > 0:
                # Just above the highest score that has to be rejected, in the precision of probabilities.
                cut = float(np.nextafter(np.float32(-levels[reached - 1]), np.float32(2.0)))
                if cut <= 1.0:
                    found[share] = cut
        return cls(len(scores), number, tuple(found), tuple(found.values()))

    def at(self, share: float, what: str) -> float:
        """The threshold that gives up at most a share; the next smaller one that is kept, if it lies between two.

        Args:
            share: In (0, 1).
            what: What the pairs are, for the message.

        Raises:
            InputError: If there were too few pairs for such a promise, or no threshold keeps it.
        """
        check_enough(self.groups, share, what)
        kept = [i for i, s in enumerate(self.shares) if s <= share + 1e-9]
        if not kept:
            raise InputError(
                f"no threshold gives up at most {share:g} of {what}: "
                + (f"the smallest share that one does is {self.shares[0]:g}" if self.shares else "too many score alike")
            )
        return self.thresholds[kept[-1]]


def pairs_needed(share: float) -> int:
    """How many independent pairs a promise about a share needs: ``1 / share − 1``."""
    return math.ceil(1 / share - 1 - 1e-9)


def check_enough(found: int, share: float, what: str) -> None:
    """Raises `InputError` unless ``found`` independent pairs are enough to promise something of ``share``."""
    needed = pairs_needed(share)
    if found < needed:
        raise InputError(
            f"a promise about {share:g} of {what} needs at least {needed} of them that share no text "
            f"(1 / {share:g} − 1), but there are {found}; label {needed - found} more"
        )


def check_share(name: str, share: float) -> None:
    """Raises `InputError` unless a share lies in (0, 1)."""
    if not 0.0 < share < 1.0:
        raise InputError(f"{name} must lie in (0, 1), but got {share!r}")


def codes_of(groups: _Groups) -> npt.NDArray[np.int64]:
    """Groups as numbers from 0, in order of first appearance: int64 ``(n,)``."""
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(g, len(numbers)) for g in groups], dtype=np.int64)


def _mass_below(scores: _Scores, groups: _Groups) -> tuple[_Scores, _Scores, int]:
    """For each distinct score, ascending, what weighs less than it, in groups; and the number of groups."""
    codes = codes_of(groups)
    weights = 1.0 / np.bincount(codes)[codes]
    levels, place = np.unique(scores, return_inverse=True)
    weight = np.asarray(np.bincount(place, weights=weights), dtype=np.float64)
    return levels, np.cumsum(weight) - weight, int(codes.max()) + 1
