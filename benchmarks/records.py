"""Owns what a committed record may hold: figures and ids, never the sentences of the public sets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def textless(audit: Mapping[str, Any]) -> dict[str, Any]:
    """An audit's record whose worst-hit queries are named by collection and id alone."""
    return {
        **audit,
        "worst_queries": [{k: v for k, v in hit.items() if k != "query"} for hit in audit["worst_queries"]],
    }
