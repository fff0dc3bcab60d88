"""Owns ``twostage nearmiss``."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from itertools import islice
from typing import Annotated

import typer

from twostage_core.cli.screen import fail


def nearmiss(
    n: Annotated[int, typer.Option(help="Records to write.", min=1)] = 100,
    relation: Annotated[str, typer.Option(help="support or identity.")] = "support",
    categories: Annotated[str, typer.Option(help="Names, separated by commas; all by default.")] = "",
    seed: Annotated[int, typer.Option(help="Of every draw.")] = 0,
    split: Annotated[str, typer.Option(help="train, dev or test: other domains, realisations and names.")] = "train",
) -> None:
    """Write generated pairs, labelled by construction, as JSON lines to standard output."""
    from twostage_core.nearmiss import CATEGORIES, SPLITS, generate

    wanted = tuple(c for c in categories.split(",") if c) or CATEGORIES
    for name, value, known in (
        ("--relation", (relation,), ("support", "identity")),
        ("--split", (split,), SPLITS),
        ("--categories", wanted, CATEGORIES),
    ):
        if wrong := [v for v in value if v not in known]:
            fail(f"{name} must be of {', '.join(known)}, but got {', '.join(wrong)}")
    records = generate(relation=relation, categories=wanted, seed=seed, split=split)  # type: ignore[arg-type]
    for record in islice(records, n):
        sys.stdout.write(json.dumps(asdict(record), ensure_ascii=False) + "\n")
