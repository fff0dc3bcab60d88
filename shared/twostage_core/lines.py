"""Owns how files are read line by line, plain or gzipped, so that every fault is named by file and line."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from twostage_core.errors import InputError


def numbered(path: Path) -> Iterator[tuple[int, str]]:
    """Yields the lines that are not blank, with their numbers from 1; a byte order mark is skipped.

    Raises:
        InputError: If the file is missing, is no UTF-8, or is damaged.
    """
    if not path.is_file():
        raise InputError(f"expected a file at {path}, but there is none")
    opener = gzip.open if path.suffix == ".gz" else open
    number = 0
    try:
        with opener(path, "rt", encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield number, line.rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}, after line {number}: expected UTF-8, but {error}") from error
    except (OSError, EOFError) as error:
        raise InputError(f"{path}, after line {number}: cannot be read: {error}") from error


def objects(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yields the JSON objects of a file that has one a line, with the numbers of their lines.

    Raises:
        InputError: As `numbered`, or if a line is no JSON object.
    """
    for number, line in numbered(path):
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(f"{path}, line {number}: expected a JSON object, but {error}") from error
        if not isinstance(record, dict):
            raise InputError(f"{path}, line {number}: expected a JSON object, but got {type(record).__name__}")
        yield number, record


def records(path: Path) -> Iterator[dict[str, Any]]:
    """Yields the JSON objects of a file that has one a line; see `objects`."""
    return (record for _, record in objects(path))
