from __future__ import annotations

import copy
import io
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from rich.console import Console

from twostage_core.evaluation import page
from twostage_core.evaluation.screen import tables

MEASURES = ("nDCG@10", "RR@10", "R@10", "R@100")


def record() -> dict[str, Any]:
    """Invented figures, of three systems."""
    names = ["dense", "two-stage+demote", "mine:<b>best</b>"]
    figures = {n: {m: {"mean": 0.4 + i / 10, "low": 0.3, "high": 0.6} for m in MEASURES} for i, n in enumerate(names)}
    changed = {"mean": 0.1, "low": -0.01, "high": 0.21, "p": 0.0004}
    pairs = {
        "relation": "support",
        "suite": "generator",
        "split": "test",
        "trained_on": True,
        "mean": "generator",
        "pairs": 80,
        "matches": 40,
        "differences": {n: {"auc": changed} for n in names[1:]},
        "figures": {
            n: {
                "auc": 0.51 + i / 7,
                "interval": [0.4, 0.9],
                "average_precision": 0.5,
                "fa95": 0.9,
                "unjudged": 0,
                "near_miss_mean": 0.712,
                "match_mean": None,
            }
            for i, n in enumerate(names)
        },
    }
    nothing = {**pairs["figures"]["dense"], "auc": None, "interval": None, "average_precision": None, "fa95": None}  # type: ignore[index]
    decided = {"precision": 0.5, "recall": 0.75, "abstained": 0.125, "abstained_unanswerable": 0.25}
    return {
        "schema": "twostage-rag/evaluation/1",
        "asked": {
            "systems": names,
            "data": ["village"],
            "near_misses": ["generator"],
            "queries": 40,
            "pairs": 80,
            "depth": 50,
            "split": "test",
            "seed": 7,
        },
        "systems": {
            n: {"files": {"model.safetensors": "ab" * 32}, "thresholds": {} if n == "dense" else {"support": 0.1}}
            for n in names
        },
        "data": {"village/corpus.jsonl": "cd" * 32},
        "retrieval": {
            "village": {
                "queries": 3,
                "documents": 6,
                "figures": figures,
                "differences": {n: dict.fromkeys(MEASURES, changed) for n in names[1:]},
            }
        },
        "near_misses": {
            "support: all": {**pairs, "category": "", "in_pool": False},
            "support: role_swap": {**pairs, "category": "role_swap", "in_pool": True},
            "one-sided": {
                **pairs,
                "category": "",
                "in_pool": False,
                "differences": {},
                "figures": dict.fromkeys(names, nothing),
            },
        },
        "means": {"generator": dict.fromkeys(names, 0.6)},
        "decisions": {
            "village": {
                n: {
                    **(decided if i else dict.fromkeys(decided)),
                    "risk_coverage": [[0.5, 0.0], [1.0, 0.25]],
                    "aurc": 0.123,
                }
                for i, n in enumerate(names)
            }
        },
        "cost": {
            "village": {
                n: {
                    "index_seconds": 1.5,
                    "cold": {"recall": 20.0, "total": 20.0},
                    "warm": {"recall": 2.0, "judge": 3.5 * (i + 1), "total": 5.5},
                }
                for i, n in enumerate(names)
            }
        },
        "seconds": {},
        "provenance": {
            "cpu": "an abacus",
            "cores": 2,
            "python": "3.11",
            "platform": "Linux",
            "versions": {"torch": "9"},
        },
    }


class Reader(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br", "path", "use", "rect", "line", "circle"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_the_page_fetches_nothing_and_runs_nothing() -> None:
    made = page(record())
    assert not re.search(r"https?:|//[a-z]|@import|url\((?!#)", made)
    tags = Reader(made).tags
    assert not {"script", "link", "img", "iframe", "object", "embed"} & {tag for tag, _ in tags}
    references = [a.get(k) for _, a in tags for k in ("src", "href", "data") if a.get(k)]
    assert all(str(reference).startswith("#") for reference in references)
    assert not [k for _, a in tags for k in a if k.startswith("on")]


def test_the_same_record_makes_the_same_bytes() -> None:
    assert page(record()) == page(record())


def test_names_are_text_not_markup() -> None:
    made = page(record())
    assert "<b>best" not in made
    assert "mine:<b>best</b>" in "".join(Reader(made).text)


def test_it_reads_in_both_schemes_and_on_a_phone() -> None:
    made = page(record())
    assert "prefers-color-scheme: dark" in made
    assert 'name="viewport"' in made
    # Charts take their ink from the page.
    assert "var(--ink)" in made
    assert "#010203" not in made
    reader = Reader(made)
    tables_, boxes = (
        sum(test for test in found)
        for found in ((tag == "table" for tag, _ in reader.tags), (a.get("class") == "box" for _, a in reader.tags))
    )
    assert tables_ == boxes > 0
    assert all(a.get("aria-label") for tag, a in reader.tags if tag == "svg")


def test_every_figure_is_there() -> None:
    text = " ".join("".join(Reader(page(record())).text).split())
    for shown in (
        "0.500",
        "0.510",
        "+0.100 [-0.010, +0.210]",
        "< .001",
        "0.712",
        "12%",
        "0.123",
        "recall 2.0, judge 7.0",
        "an abacus",
        "cd" * 32,
        "–",
    ):
        assert shown in text, shown


@pytest.mark.parametrize("without", [("retrieval", "decisions", "cost"), ("near_misses",)])
def test_what_was_not_asked_for_is_not_there(without: tuple[str, ...]) -> None:
    lesser = copy.deepcopy(record())
    for part in without:
        lesser[part] = {}
    made = page(lesser)
    heads = re.findall(r"<h2>(.*?)</h2>", made)
    assert heads == (["Near-misses"] if len(without) > 1 else ["Retrieval", "Decisions", "Cost"])
    assert made.count("<svg") == (1 if len(without) > 1 else 2)


def test_one_system_is_compared_with_nothing() -> None:
    lesser = copy.deepcopy(record())
    for entry in (*lesser["retrieval"].values(), *lesser["near_misses"].values()):
        entry["differences"] = {}
        entry["figures"] = {"dense": entry["figures"]["dense"]}
    for part in ("decisions", "cost"):
        lesser[part] = {"village": {"dense": lesser[part]["village"]["dense"]}}
    lesser["systems"] = {"dense": lesser["systems"]["dense"]}
    assert "Differences are from" not in page(lesser)


def test_the_terminal_shows_the_same() -> None:
    out = io.StringIO()
    Console(file=out, width=200).print(tables(record()))
    text = out.getvalue()
    for shown in (
        "0.500",
        "+0.100 [-0.010, +0.210], <.001",
        "mine:<b>best</b>",
        "0.510 [0.400, 0.900]",
        "12%",
        "judge 7.0",
        "–",
    ):
        assert shown in text, shown
