"""What the generator yields: `Record`, one labelled pair, and `Group`, one anchor contrasted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Relation = Literal["identity", "support"]
Split = Literal["train", "dev", "test"]

SPLITS: tuple[Split, ...] = get_args(Split)

CATEGORIES: tuple[str, ...] = (
    "negation",
    "role_swap",
    "binding",
    "spatial",
    "temporal",
    "quantity",
    "comparison",
    "entity",
    "modality",
    "quantifier",
    "condition",
    "attribution",
    "causation",
    "direction",
    "state_change",
)

PASSAGE_FORMS: tuple[str, ...] = (
    "fact",
    "near_miss",
    "fact_beside_near_miss",
    "cancelled",
    "cancelled_elsewhere",
    "topic_only",
)


@dataclass(frozen=True, slots=True)
class Record:
    """One labelled pair of texts.

    Attributes:
        relation: "identity" (each text entails the other) or "support" (`b` carries what `a` needs).
        a: The anchor; for support the question, claim or keywords.
        b: The other text; for support the passage.
        label: 1 if the relation holds, else 0.
        category: What was edited, one of `CATEGORIES`.
        form: For support one of `PASSAGE_FORMS`, for identity "statement" or "question".
        group: Records drawn from one meaning share this number.
        split: One of `SPLITS`; they share no domain, no realisation family and no name.
    """

    relation: Relation
    a: str
    b: str
    label: int
    category: str
    form: str
    group: int
    split: Split


@dataclass(frozen=True, slots=True)
class Group:
    """One anchor with texts that hold against it and near-misses that do not.

    Attributes:
        relation: As in `Record`.
        anchor: The text everything else is compared with.
        positives: Texts with label 1, at least one.
        negatives: Texts with label 0, at least one.
        category: What was edited in the negatives.
        positive_forms: The form of each positive.
        negative_forms: The form of each negative.
        group: As in `Record`; the two groups of one meaning share it.
        split: As in `Record`.
    """

    relation: Relation
    anchor: str
    positives: tuple[str, ...]
    negatives: tuple[str, ...]
    category: str
    positive_forms: tuple[str, ...]
    negative_forms: tuple[str, ...]
    group: int
    split: Split
