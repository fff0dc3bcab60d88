"""Keeps a record of ``twostage evaluate`` as the README's: its table, its figure, and the JSON of both.

python -m benchmarks.comparison RECORD
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.comparison.readme import FIGURE, RECORD, figure, replaced

ROOT = Path(__file__).parents[2]


def main(record: Annotated[Path, typer.Argument(help="evaluation.json of the comparison.")]) -> None:
    """Writes the table into the README, the figure, and the record beside it."""
    found = json.loads(record.read_text(encoding="utf-8"))
    readme = ROOT / "README.md"
    text = replaced(readme.read_text(encoding="utf-8"), found)
    drawn = figure(found)
    if record.resolve() != (ROOT / RECORD).resolve():
        shutil.copyfile(record, ROOT / RECORD)
    (ROOT / FIGURE).write_text(drawn, encoding="utf-8")
    readme.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
