from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twostage_core import Candidate, InputError, Policy, Verdict


def verdicts(*specification: tuple[str, float | None]) -> list[Verdict]:
    return [
        Verdict(Candidate(str(i), id=str(i)), i, decision, None if decision == "unverified" else 0.5, rank)  # type: ignore[arg-type]
        for i, (decision, rank) in enumerate(specification)
    ]


def ids(chosen: tuple[Verdict, ...]) -> str:
    return "".join(str(v.candidate.id) for v in chosen)


MIXED = verdicts(("reject", 0.9), ("accept", 0.2), ("unverified", None), ("accept", 0.6), ("reject", 0.1))


def test_drop_returns_the_accepted_and_hides_no_verdict() -> None:
    policy = Policy(on_reject="drop")
    assert ids(policy.results(MIXED, None)) == "13"
    assert ids(policy.arrange(MIXED)) == "01234"


def test_drop_in_order_of_rank_score() -> None:
    assert ids(Policy(order="rank_score").results(MIXED, None)) == "31"


def test_demote_is_a_stable_partition() -> None:
    assert ids(Policy(on_reject="demote").results(MIXED, None)) == "13204"
    assert ids(Policy(on_reject="demote", order="rank_score").results(MIXED, None)) == "31204"


@pytest.mark.parametrize("order", ["recall", "rank_score"])
def test_annotate_touches_no_order(order: Any) -> None:
    assert ids(Policy(on_reject="annotate", order=order).results(MIXED, None)) == "01234"


def test_top_n_cuts_every_policy() -> None:
    assert ids(Policy().results(MIXED, 1)) == "1"
    assert ids(Policy(on_reject="demote").results(MIXED, 3)) == "132"
    assert ids(Policy(on_reject="annotate").results(MIXED, 2)) == "01"


@given(st.lists(st.tuples(st.sampled_from(["accept", "reject", "unverified"]), st.floats(-1, 1)), max_size=12))
def test_demote_and_annotate_lose_nothing(specification: list[tuple[str, float | None]]) -> None:
    given_verdicts = verdicts(*specification)
    for on_reject in ("demote", "annotate"):
        results = Policy(on_reject=on_reject).results(given_verdicts, None)  # type: ignore[arg-type]
        assert sorted(v.recall_rank for v in results) == list(range(len(given_verdicts)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"threshold": 1.01},
        {"threshold": -0.1},
        {"threshold": float("nan")},
        {"threshold": True},
        {"threshold": "harsh"},
        {"threshold": None},
        {"on_reject": "hide"},
        {"order": "probability"},
        {"verify": "some"},
        {"on_unverified": "drop"},
        {"on_error": "ignore"},
        {"on_empty": "null"},
        {"top_n": 0},
        {"top_n": 2.0},
        {"top_n": True},
        {"max_candidates": 0},
        {"max_candidates": None},
        {"deadline": -1},
        {"deadline": float("inf")},
        {"deadline": "1"},
        {"verify": "lazy", "order": "rank_score"},
        {"verify": "lazy", "on_reject": "demote"},
    ],
)
def test_a_wrong_option_is_named(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=next(iter(wrong))):
        Policy(**wrong)
