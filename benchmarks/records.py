"""Owns what committed records have in common: figures and ids, no sentences of the public sets; of which checkpoint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import twostage_core as ts
from twostage_core.hashes import sha256


def textless(audit: Mapping[str, Any]) -> dict[str, Any]:
    """An audit's record whose worst-hit queries are named by collection and id alone."""
    return {
        **audit,
        "worst_queries": [{k: v for k, v in hit.items() if k != "query"} for hit in audit["worst_queries"]],
    }


def shipped() -> str:
    """SHA-256 of the weights that ship, for a record's ``checkpoint``."""
    return sha256(ts.load_verifier().checkpoint.folder / "model.safetensors")


def checkpoint_of(record: Mapping[str, Any]) -> str:
    """Which checkpoint a record is of, in words; the first records did not say."""
    if "checkpoint" not in record:
        return "a checkpoint before the one that ships"
    return f"the checkpoint whose weights have the SHA-256 {record['checkpoint'][:12]}…"
