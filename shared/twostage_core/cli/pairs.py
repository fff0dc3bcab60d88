"""Owns ``twostage pairs``."""

from __future__ import annotations

import json
import sys
from collections import Counter
from contextlib import nullcontext
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from twostage_core.cli.screen import fail, screen
from twostage_core.errors import TwoStageError


def pairs(
    where: Annotated[
        str,
        typer.Argument(
            help="Your texts: a folder in BEIR's layout or of .txt and .md files, a .jsonl file, or "
            "package.module:attribute: a LangChain vector store, a LlamaIndex index or docstore, a list."
        ),
    ],
    ask: Annotated[
        str,
        typer.Option(help="package.module:attribute of a function from prompts to answers, lists of strings."),
    ],
    out: Annotated[
        Path | None, typer.Option(help="File to write, longer by what a run with --skip adds; or standard output.")
    ] = None,
    confirm: Annotated[
        str | None, typer.Option(help="Likewise, of another model that confirms the pairs; the same by default.")
    ] = None,
    relation: Annotated[str, typer.Option(help="support: questions for passages; identity: rewordings.")] = "support",
    categories: Annotated[str, typer.Option(help="Names, separated by commas; all by default.")] = "",
    each: Annotated[int, typer.Option(help="Near-misses to ask for, of each text.", min=1)] = 3,
    texts: Annotated[int | None, typer.Option(help="Texts to read; all by default.", min=1)] = None,
    skip: Annotated[int, typer.Option(help="Texts to leave out first, to go on with.", min=0)] = 0,
    seed: Annotated[int, typer.Option(help="Of the draw of categories.")] = 0,
    field: Annotated[str, typer.Option(help="Field of a .jsonl that has the text.")] = "text",
    splitter: Annotated[
        str | None, typer.Option(help="package.module:attribute of what splits files as they are split for recall.")
    ] = None,
) -> None:
    """Let a language model write labelled pairs from your texts, as JSON lines.

    They are what train --pairs and calibrate --pairs take. A pair that breaks a rule, or that the model does not
    confirm when asked again without the label, is left out.
    """
    from twostage_core.importpath import load
    from twostage_core.indexing.sources import open_source
    from twostage_core.nearmiss import CATEGORIES, write_pairs

    if out is not None and out.exists() and not skip:
        fail(f"{out} exists: name another file, or go on with it by --skip")
    kept: Counter[int] = Counter()
    refused: Counter[str] = Counter()
    finished = 0
    try:
        source = open_source(where, field=field, splitter=splitter)
        drafts = write_pairs(
            islice(source.texts(), skip, None if texts is None else skip + texts),
            load(ask),
            relation=relation,  # type: ignore[arg-type]
            categories=tuple(c for c in categories.split(",") if c) or CATEGORIES,
            each=each,
            confirm=None if confirm is None else load(confirm),
            seed=seed,
        )
    except TwoStageError as error:
        fail(str(error))
    try:
        with nullcontext(sys.stdout) if out is None else out.open("a", encoding="utf-8") as lines:
            for draft in drafts:
                # The match comes first of a text's drafts.
                finished += draft.label
                if draft.refused:
                    refused[draft.refused] += 1
                    continue
                kept[draft.label] += 1
                line = {n: getattr(draft, n) for n in ("relation", "query", "text", "label", "category")}
                lines.write(json.dumps(line, ensure_ascii=False) + "\n")
                lines.flush()
    except Exception as error:
        # Whatever a model's client raises; what was written stays.
        told = str(error) if isinstance(error, TwoStageError) else f"{ask} failed: {type(error).__name__}: {error}"
        fail(f"{told}\n{finished} texts are done: go on with --skip {skip + finished}")
    screen.print(f"{kept[1]} matches and {kept[0]} near-misses from {finished} texts", highlight=False)
    for reason, count in refused.most_common():
        screen.print(f"refused, {reason}: {count}", highlight=False)
