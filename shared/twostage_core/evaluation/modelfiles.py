"""Owns what tells one model from another in a record: its commit on the Hub, where it has no files at hand."""

from __future__ import annotations

from pathlib import Path


def is_hub_id(model: object) -> bool:
    """Whether a model's name may be ``owner/name`` on the Hub, and is not plainly a path."""
    return isinstance(model, str) and model.count("/") == 1 and not model.startswith((".", "/", "~"))


def hub_commit(repository: str) -> str:
    """The commit of a Hub repository that is cached on this machine, or that there is none yet."""
    from huggingface_hub import try_to_load_from_cache

    found = try_to_load_from_cache(repository, "config.json")
    return f"commit {Path(found).parent.name}" if isinstance(found, str) else "not fetched yet"
