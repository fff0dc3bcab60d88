"""The demo: recall alone, MaxSim reranking and both stages on one knowledge base, in both frameworks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from knowledge import Passage, Question, near_miss_ids, passages, questions
from outcome import Bar, Outcome, bars, cut_to_keep, outcome
from rich.console import Console
from rich.panel import Panel
from rich.progress import track
from rich.table import Table
from systems import FETCH_K, Answer, llamaindex, maxsim, recall_and_langchain

import twostage_core as ts

screen = Console(width=110)
T = TypeVar("T")


def main() -> None:
    """Runs everything and prints what came out."""
    base, asked = passages(), questions()
    answerable = sum(q.passage is not None for q in asked)
    screen.print(
        f"\n{len(base)} passages of a fictional company, {sum(p.twin_of is not None for p in base)} of them near-miss "
        f"twins of another; {answerable} questions with one right passage, "
        f"{len(asked) - answerable} that nothing answers.\n"
    )
    both = _run("recall, then both stages in LangChain", recall_and_langchain(base, asked), len(asked))
    recalled, ours = [a for a, _ in both], [b for _, b in both]
    in_llamaindex = _run("both stages in LlamaIndex", llamaindex(base, asked), len(asked))
    ranked = _run("MaxSim reranking", maxsim(base, asked, recalled), len(asked))

    result = outcome(base, asked, recalled, ours)
    cut, maxsim_cut = cut_to_keep(asked, ranked, result.kept)
    rival = outcome(base, asked, recalled, maxsim_cut)
    columns = {
        "recall alone": outcome(base, asked, recalled, recalled),
        "MaxSim,\ncut to keep as many": rival,
        "both stages\nin LangChain": result,
        "both stages\nin LlamaIndex": outcome(base, asked, recalled, in_llamaindex),
    }
    _table(columns, cut)
    _cases(base, asked, recalled, ours)
    _bars(bars(result, rival))


def _run(title: str, answers: Iterable[T], total: int) -> list[T]:
    return list(track(answers, description=f"{title:<40}", total=total, console=screen))


def _table(columns: dict[str, Outcome], cut: float) -> None:
    stage = ts.PrecisionStage()
    table = Table(
        title=f"\nTop {FETCH_K} of recall; threshold {stage.policy.threshold!r} = {stage.threshold:.3f}; "
        f"MaxSim cut at {cut:.3f}"
    )
    table.add_column("")
    for name in columns:
        table.add_column(name, justify="right")
    rows = {
        "answerable: right passage kept": lambda o: f"{o.kept} / {o.answerable}",
        "near-misses that recall puts first: passed on": lambda o: f"{o.near_misses_passed} / {o.near_misses}",
        "unanswerable: nothing passed on": lambda o: f"{o.abstained} / {o.unanswerable}",
        "passages handed on, per question": lambda o: f"{o.handed_on / (o.answerable + o.unanswerable):.1f}",
    }
    for title, cell in rows.items():
        table.add_row(title, *(cell(o) for o in columns.values()))
    screen.print(table)


def _cases(
    base: Sequence[Passage], asked: Sequence[Question], recalled: Sequence[Answer], ours: Sequence[Answer]
) -> None:
    """Three cases spelled out: a near-miss rejected, a question nothing answers, and one we get wrong."""
    texts = {p.id: p.text for p in base}
    rejected = abstained = wrong = None
    for case in zip(asked, recalled, ours, strict=True):
        question, recall, answer = case
        first = recall.ranked[0]
        if question.passage is None:
            abstained = abstained or (case if not answer.accepted else None)
        elif (
            first in near_miss_ids(list(base), question)
            and first not in answer.accepted
            and question.passage in answer.accepted
        ):
            rejected = rejected or case
        elif question.passage not in answer.accepted or first != question.passage:
            wrong = wrong or case
    titles = (
        "Recall puts a near-miss first; it is rejected",
        "Nothing in the base answers this",
        "And one that goes wrong",
    )
    for title, found in zip(titles, (rejected, abstained, wrong), strict=True):
        if found is None:
            continue
        question, recall, answer = found
        shown = [i for i in dict.fromkeys([recall.ranked[0], question.passage]) if i]
        lines = [f"[bold]{question.question}[/bold]"]
        for i in shown:
            verdict = "[green]accepted[/green]" if i in answer.accepted else "[red]rejected[/red]"
            role = "the right passage" if i == question.passage else "first in recall"
            probability = f"p = {answer.scores[i]:.3f}" if i in answer.scores else "not recalled"
            lines.append(f"{verdict}  {probability}  ({role}) {texts[i]}")
        if not answer.accepted and answer.reason:
            lines.append(f"→ nothing is handed on: {answer.reason}")
        screen.print(Panel("\n".join(lines), title=title, title_align="left"))


def _bars(checked: Sequence[Bar]) -> None:
    screen.print("What this checkpoint is held to here:")
    for bar in checked:
        screen.print(
            f"  {'[green]met   [/green]' if bar.met else '[red]missed[/red]'}  {bar.text}: {bar.value}",
            highlight=False,
        )


if __name__ == "__main__":
    main()
