"""Owns ``twostage calibrate``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from twostage_core.cli.screen import check_folder, fail, screen
from twostage_core.errors import TwoStageError


def calibrate(
    model: Annotated[str, typer.Option(help="Checkpoint folder, default, or owner/name on the Hub.")],
    pairs: Annotated[
        Path | None, typer.Option(help="Your labelled pairs: JSON lines with query, text, label; relation, kind.")
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            envvar="TWOSTAGE_DATA",
            help="Without --pairs: folder with identity/ and support/, for the recipe of the shipped checkpoint.",
            exists=True,
            file_okay=False,
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for a calibrated copy; without it the checkpoint itself is changed.")
    ] = None,
    relation: Annotated[str, typer.Option(help="Of pairs that name none: support or identity.")] = "support",
    prior: Annotated[
        float | None,
        typer.Option(help="Share of matches among recall candidates; by default what the pairs of support say."),
    ] = None,
    max_lost: Annotated[
        float | None, typer.Option(help='For the threshold "promised": most true matches it may lose, as a share.')
    ] = None,
    max_false_accept: Annotated[
        float | None, typer.Option(help='For the threshold "promised": most negatives of --kind it may accept.')
    ] = None,
    kind: Annotated[str, typer.Option(help="near_miss, candidate, or a kind that your pairs name.")] = "near_miss",
    questions: Annotated[int, typer.Option(min=40, help="Of each set of --data.")] = 150,
    seed: Annotated[int, typer.Option(help="Of every draw.")] = 7,
    report: Annotated[Path | None, typer.Option(help="Where to write what was measured, as JSON.")] = None,
) -> None:
    """Fit probabilities and thresholds on pairs that were not trained on."""
    from twostage_core import checkpoint
    from twostage_core.provenance import provenance
    from twostage_core.training.calibrate import apply, on_development_pairs, on_own_pairs
    from twostage_core.training.card import write
    from twostage_core.training.pairs import read_pairs
    from twostage_core.verifiers.similarity_map import SimilarityMapVerifier

    if relation not in ("support", "identity"):
        fail(f"--relation must be support or identity, but got {relation}")
    if pairs is None and data is None:
        fail("give your labelled pairs as --pairs, or the shipped recipe's data as --data")
    if out is None and not Path(model).is_dir():
        fail(f"{model} is left as it is; give --out, a folder for the calibrated copy")
    if out is not None and out.resolve() == Path(model).resolve():
        fail(f"{out} is the checkpoint itself; leave --out away to change that, or give another folder")
    if out is None:
        check_folder(Path(model), "--model")
    else:
        check_folder(out)
    promise = {"max_lost": max_lost, "max_false_accept": max_false_accept, "kind": kind}
    try:
        own = None if pairs is None else read_pairs(pairs, relation)  # type: ignore[arg-type]
        verifier = SimilarityMapVerifier(model)
        if own is not None:
            fitted, measured = on_own_pairs(verifier, own, prior=prior, seed=seed, **promise)
        elif data is not None:
            fitted, measured = on_development_pairs(
                verifier, data, questions=questions, prior=prior, seed=seed, **promise
            )
        if out is not None:
            checkpoint.copy(verifier.checkpoint.folder, out)
            verifier = SimilarityMapVerifier(out)
        apply(verifier, fitted)
    except TwoStageError as error:
        fail(str(error))
    measured["provenance"] = provenance()
    write(verifier.checkpoint.folder / "README.md", measured)
    if report is not None:
        report.parent.mkdir(parents=True, exist_ok=True)
        report.write_text(json.dumps(measured, indent=2) + "\n", encoding="utf-8")
    screen.print_json(data=measured)
