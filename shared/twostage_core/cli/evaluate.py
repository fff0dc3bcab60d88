"""Owns ``twostage evaluate``."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from twostage_core.cli.screen import check_folder, fail, screen
from twostage_core.errors import InputError, TwoStageError

if TYPE_CHECKING:
    from twostage_core.evaluation import Asked
    from twostage_core.evaluation.retrieval import Searched

_RECORD = "evaluation.json"
_SYSTEMS = ("dense", "hybrid", "maxsim", "two-stage", "two-stage+demote")
"""What is compared if nothing is named: what needs no other model than ours."""


def evaluate(
    system: Annotated[
        list[str] | None,
        typer.Option(help="A system, as often as you like; the first is what others are compared with. See --systems."),
    ] = None,
    data: Annotated[
        list[str] | None, typer.Option(help="A collection: a folder in BEIR's layout, or nanobeir:NAME; repeatable.")
    ] = None,
    near_misses: Annotated[
        list[str] | None,
        typer.Option(
            help="Labelled pairs: generator, casebook, a JSONL file of pairs or triples of your own, or, with --sets, "
            "natural, paraphrase, support; repeatable. The generator if neither this nor --data is given."
        ),
    ] = None,
    queries: Annotated[int, typer.Option(min=1, help="Most queries of a collection, drawn by seed.")] = 40,
    every: Annotated[bool, typer.Option("--all", help="All queries.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="Folder for evaluation.json, report.html, tables.md and runs/ (TREC).")
    ] = None,
    recall: Annotated[
        str | None,
        typer.Option(help="Embedding of the first stage: a sentence-transformers model, or module:name of Embeddings."),
    ] = None,
    depth: Annotated[int, typer.Option(min=1, help="Documents that the first stage brings up.")] = 50,
    pairs: Annotated[int, typer.Option(min=8, help="Most pairs of a set of a built-in suite.")] = 400,
    split: Annotated[str, typer.Option(help="Side of generator and casebook: test or dev.")] = "test",
    sets: Annotated[
        Path | None, typer.Option(envvar="TWOSTAGE_DATA", help="Folder of the public sets; twostage datasets.")
    ] = None,
    cache: Annotated[Path | None, typer.Option(help="Folder where indexes are kept for the next run.")] = None,
    seed: Annotated[int, typer.Option(help="Of every draw.")] = 7,
    systems: Annotated[bool, typer.Option("--systems", help="Show how systems are named, and end.")] = False,
) -> None:
    """Compare systems side by side: retrieval, near-misses, decisions and cost, with intervals and tests."""
    try:
        from twostage_core import evaluation
        from twostage_core.evaluation.screen import tables
        from twostage_core.evaluation.systems import GRAMMAR
    except ImportError as error:
        fail(str(error))
    if systems:
        screen.print(GRAMMAR, highlight=False, markup=False)
        return
    if split not in ("test", "dev"):
        fail(f"--split must be test or dev, but got {split}")
    if out is not None:
        check_folder(out)
        if (out / "runs").exists() and not (out / _RECORD).is_file():
            fail(f"{out / 'runs'} is not of an evaluation, and would be replaced; give another folder as --out")
    searched: list[Searched] = []
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    try:
        catalogue = evaluation.Catalogue(recall, cache)
        compared = [catalogue.system(spec) for spec in system or _SYSTEMS]
        what = asked(
            data or [],
            near_misses or ([] if data else ["generator"]),
            sets,
            {"queries": None if every else queries, "depth": depth, "pairs": pairs, "split": split, "seed": seed},
        )
        with Progress(*columns, console=screen) as progress:
            task = progress.add_task("")
            record = evaluation.evaluate(
                compared,
                what,
                embedding=catalogue.recall.embedding,
                on_step=lambda step, done, total: progress.update(
                    task, description=escape(step), completed=done, total=total
                ),
                on_searched=searched.append,
            )
            progress.update(task, description="", completed=progress.tasks[task].total)
    except TwoStageError as error:
        fail(str(error))
    if out is not None:
        write(out, _RECORD, record, record, searched)
    screen.print(tables(record))


def asked(data: list[str], near_misses: list[str], sets: Path | None, numbers: dict[str, Any]) -> Asked:
    """Reads all input, so that what is malformed is told before anything is computed."""
    from twostage_core.evaluation import Asked, collection, pairfile, suites

    built_in = [name for name in near_misses if name in suites.PAIR_SUITES]
    files = [Path(name) for name in near_misses if name not in suites.PAIR_SUITES]
    if missing := [str(file) for file in files if not file.is_file()]:
        raise InputError(f"near-misses must be of {', '.join(suites.PAIR_SUITES)}, or a file; no {', '.join(missing)}")
    return Asked(
        collections=[collection.find(spec) for spec in data],
        suites=built_in,
        own={file: pairfile.read(file) for file in files},
        sets=sets,
        **numbers,
    )


def write(out: Path, name: str, record: dict[str, Any], figures: dict[str, Any], searched: list[Searched]) -> None:
    """Writes everything, or nothing: into a folder beside, whose files are then moved.

    Args:
        out: The folder.
        name: Of the file with the record.
        record: What is written as JSON.
        figures: The record of an evaluation, itself or within, that is shown as tables and as a page.
        searched: What systems made of each collection, for run files.
    """
    from twostage_core.evaluation import page, table

    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".partial-") as partial:
        aside = Path(partial)
        (aside / name).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
        (aside / "tables.md").write_text(table(figures) + "\n", encoding="utf-8")
        (aside / "report.html").write_text(page(figures), encoding="utf-8")
        for one in searched:
            (aside / "runs" / one.collection.name).mkdir(parents=True)
            for system in one.rankings:
                run = aside / "runs" / one.collection.name / f"{system.replace('/', '_').replace(':', '-')}.run"
                run.write_text("".join(one.trec(system)), encoding="utf-8")
        # Those of the record that is replaced; an audit has none.
        if name == _RECORD and (out / "runs").is_dir():
            shutil.rmtree(out / "runs")
        for made in aside.iterdir():
            made.replace(out / made.name)
