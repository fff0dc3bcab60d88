"""Owns ``twostage export``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from twostage_core.cli.screen import fail, screen
from twostage_core.errors import TwoStageError


def export(
    out: Annotated[Path, typer.Option(help="Folder of the export, which load_verifier then takes.", file_okay=False)],
    runtime: Annotated[str, typer.Option(help="onnx, onnx-int8 or torch-bf16.")] = "onnx-int8",
    model: Annotated[str, typer.Option(help="Checkpoint folder, default, or owner/name on the Hub.")] = "default",
) -> None:
    """Put a checkpoint into the form that another runtime takes."""
    from twostage_core.runtimes.export import export
    from twostage_core.verifiers.similarity_map import SimilarityMapVerifier

    try:
        export(SimilarityMapVerifier(model).checkpoint, out, runtime)  # type: ignore[arg-type]
    except TwoStageError as error:
        fail(str(error))
    screen.print(f"{out} is ready, with the calibration of {model}; `twostage calibrate --model {out}` fits its own")
