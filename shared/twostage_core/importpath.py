"""Owns `load`: what an import path names."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

from twostage_core.errors import InputError


def load(path: str) -> Any:
    """Imports what a path names.

    Args:
        path: ``package.module:attribute``; the current folder counts as on the import path, as for a script.

    Raises:
        InputError: If there is no such module or attribute, or importing it fails.
    """
    module, _, attribute = path.partition(":")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        found: Any = importlib.import_module(module)
        for part in attribute.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError) as error:
        raise InputError(f"expected package.module:attribute, but {path!r} cannot be imported: {error}") from error
    except Exception as error:
        raise InputError(f"importing {path!r} failed: {type(error).__name__}: {error}") from error
    return found
