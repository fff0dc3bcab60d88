"""Owns ``twostage pairs``."""

from __future__ import annotations

import json
import sys
from collections import Counter
from contextlib import nullcontext
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twostage_core.cli.screen import fail, screen
from twostage_core.errors import InputError, TwoStageError

if TYPE_CHECKING:
    from twostage_core.nearmiss import Draft


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
        Path | None, typer.Option(help="File to write, which a run with --skip adds to; or standard output.")
    ] = None,
    confirm: Annotated[
        str | None, typer.Option(help="Likewise, of another model that confirms the pairs; the same by default.")
    ] = None,
    relation: Annotated[str, typer.Option(help="support: questions for passages; identity: rewordings.")] = "support",
    categories: Annotated[str, typer.Option(help="Names, separated by commas; all by default.")] = "",
    each: Annotated[int, typer.Option(help="Near-misses to ask for, of each text.", min=1)] = 3,
    texts: Annotated[
        int | None, typer.Option(help="Texts to read, those of --skip among them; all by default.", min=1)
    ] = None,
    skip: Annotated[int, typer.Option(help="Texts that are done, from the first, to go on behind.", min=0)] = 0,
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

    if out is not None and not skip and out.exists() and out.stat().st_size:
        fail(f"{out} exists: name another file, or go on with it by --skip")
    try:
        source = open_source(where, field=field, splitter=splitter)
        before = _written_before(out) if skip and out is not None and out.exists() else []
        written = write_pairs(
            islice(source.texts(), skip, texts),
            load(ask),
            relation=relation,  # type: ignore[arg-type]
            categories=tuple(c for c in categories.split(",") if c) or CATEGORIES,
            each=each,
            confirm=None if confirm is None else load(confirm),
            seed=seed,
            before=before,
        )
        lines = nullcontext(sys.stdout) if out is None else out.open("a", encoding="utf-8")
    except (TwoStageError, OSError) as error:
        fail(str(error))
    kept: Counter[int] = Counter()
    refused: Counter[str] = Counter()
    done = skip
    with lines as file:
        try:
            for drafts in written:
                # All of a text at once: what is counted as done is whole.
                file.write("".join(_line(draft) for draft in drafts if not draft.refused))
                file.flush()
                done += 1
                kept.update(draft.label for draft in drafts if not draft.refused)
                refused.update(draft.refused for draft in drafts if draft.refused)
        except (Exception, KeyboardInterrupt) as error:
            # Whatever a model's client raises, or when somebody's patience ends.
            told = str(error) if isinstance(error, TwoStageError) else f"{type(error).__name__}: {error}"
            fail(f"{told}\n{done} texts are done" + (f": go on with --skip {done}" if done else ""))
    screen.print(f"{kept[1]} matches and {kept[0]} near-misses from {done - skip} texts", highlight=False)
    for reason, count in refused.most_common():
        screen.print(f"refused, {reason}: {count}", highlight=False)


def _written_before(out: Path) -> list[Draft]:
    """The pairs of a file that is to be gone on with."""
    from twostage_core.nearmiss import Draft

    drafts = []
    for number, line in enumerate(out.read_text(encoding="utf-8").splitlines(), 1):
        try:
            pair = json.loads(line)
            relation, query, text, label = (pair[name] for name in ("relation", "query", "text", "label"))
            drafts.append(Draft(relation, query, text, label, pair.get("edited", "same")))
        except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
            raise InputError(f"line {number} of {out} is none that this command wrote: {error!r}") from error
    return drafts


def _line(draft: Draft) -> str:
    line = {"relation": draft.relation, "query": draft.query, "text": draft.text, "label": draft.label}
    # Not as a category, of which an evaluation makes sets: a match has none.
    edited = {} if draft.label else {"edited": draft.category}
    return json.dumps(line | edited) + "\n"
