from __future__ import annotations

import copy
import pickle
import random
import re
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import twostage_core as ts
from twostage_core.cli import app
from twostage_core.explanation import Token, explain
from twostage_core.explanation.reading import words
from twostage_core.nearmiss import CATEGORIES, generate

pytestmark = pytest.mark.model

QUERY, TEXT = "Who repairs the boiler?", "The landlord must repair the boiler within three days."
LONG = "It had rained for a week, and the ferry was late again. " * 30


def test_it_says_what_the_stage_says(verifier: ts.SimilarityMapVerifier) -> None:
    found = explain(QUERY, TEXT, verifier)
    assert list(found.readings) == ["support", "identity"]
    for relation, reading in found.readings.items():
        stage = ts.PrecisionStage(verifier, relation=relation)
        verdict = stage.judge(QUERY, [ts.Candidate(TEXT)]).verdicts[0]
        assert reading.probability == pytest.approx(verdict.probability, abs=1e-5)
        assert (reading.decision, reading.threshold) == (verdict.decision, stage.threshold)
        assert reading.window == (0, len(TEXT))
        assert reading.cosines.shape == (len(reading.query_tokens), len(reading.text_tokens))
        assert np.abs(reading.cosines).max() <= 1 + 1e-5


@pytest.mark.parametrize("relation", ["support", "identity"])
def test_the_weights_sum_to_the_change_of_the_logit(relation: ts.Relation, verifier: ts.SimilarityMapVerifier) -> None:
    off = []
    for record in islice(generate(relation=relation, seed=3, split="dev"), 12):
        reading = explain(record.a, record.b, verifier, relations=(relation,)).readings[relation]
        for tokens, change in zip((reading.query_tokens, reading.text_tokens), reading.changes, strict=True):
            off.append(abs(sum(t.weight for t in tokens) - change) / max(1.0, abs(change)))
    assert np.mean(off) < 0.1


def test_identity_weighs_both_texts_alike(verifier: ts.SimilarityMapVerifier) -> None:
    one = explain(QUERY, TEXT, verifier, relations=("identity",)).readings["identity"]
    other = explain(TEXT, QUERY, verifier, relations=("identity",)).readings["identity"]
    assert [t.weight for t in one.query_tokens] == pytest.approx([t.weight for t in other.text_tokens], abs=1e-3)
    assert [t.weight for t in one.text_tokens] == pytest.approx([t.weight for t in other.query_tokens], abs=1e-3)
    assert one.cosines == pytest.approx(other.cosines.T, abs=1e-5)


def test_tokens_stand_where_they_stand_in_the_original(verifier: ts.SimilarityMapVerifier) -> None:
    text = "The land\u200blord repairs the boil\u00ader\u2060 – at once."
    reading = explain(QUERY, text, verifier, relations=("support",)).readings["support"]
    assert [t.text for t in reading.text_tokens] == [text[t.start : t.end] for t in reading.text_tokens]
    assert "land\u200blord" in [t.text for t in reading.text_tokens]


def test_of_a_long_text_the_deciding_window_is_shown(verifier: ts.SimilarityMapVerifier) -> None:
    text = LONG + TEXT + " " + LONG
    reading = explain(QUERY, text, verifier, relations=("support",)).readings["support"]
    verdict = ts.PrecisionStage(verifier).judge(QUERY, [ts.Candidate(text)]).verdicts[0]
    assert reading.window == verdict.window
    assert "landlord" in [t.text for t in reading.text_tokens]
    assert len(reading.text_tokens) == 128


@pytest.mark.parametrize("text", ["", "\u200b", "ѮѰ ѮѰѮ ѰѰ Ѯ"])
def test_what_has_nothing_to_read_says_so(text: str, verifier: ts.SimilarityMapVerifier) -> None:
    found = explain(QUERY, text, verifier)
    assert found.readings["support"].window is None
    assert found.readings["support"].reason
    assert found.readings["support"].top() == ()
    assert "support" in found.html()
    with pytest.raises(ts.InputError, match="none to draw"):
        found.figure("support")


def test_what_has_no_maps_is_refused() -> None:
    with pytest.raises(ts.InputError, match="maxsim:base"):
        explain(QUERY, TEXT, ts.MaxSimVerifier())
    with pytest.raises(ts.InputError, match="blank"):
        explain(" ", TEXT, ts.load_verifier())


def test_a_judgement_can_be_asked_why(verifier: ts.SimilarityMapVerifier) -> None:
    stage = ts.PrecisionStage(verifier, threshold="strict", on_reject="annotate")
    judgement = stage.judge(QUERY, [ts.Candidate(LONG), ts.Candidate(TEXT)])
    found = judgement.explain(1)
    assert found.text == TEXT
    assert found.readings["support"].threshold == stage.threshold
    assert judgement.explain(judgement.verdicts[1]).text == TEXT
    assert "ts-explanation" in found._repr_html_()
    with pytest.raises(ts.InputError, match="one of 2 verdicts"):
        judgement.explain(2)
    assert copy.deepcopy(judgement).explain(1).text == TEXT
    with pytest.raises(ts.InputError, match="pickled"):
        pickle.loads(pickle.dumps(judgement)).explain(1)


def test_the_page_fetches_nothing_and_shows_markup_as_text(verifier: ts.SimilarityMapVerifier) -> None:
    made = explain("Who wrote <script>alert(1)</script>?", "Ada wrote <b>it</b> & more.", verifier).html()
    assert "<script" not in made
    assert "<b>" not in made
    assert not re.search(r"https?:|src=|href=|@import|url\(", made)
    assert "prefers-color-scheme" in made
    assert 'name="viewport"' in made


def test_a_figure_is_drawn_and_the_same_again(verifier: ts.SimilarityMapVerifier) -> None:
    found = explain(QUERY, TEXT, verifier)
    assert found.figure("support").startswith(b"<?xml")
    assert found.figure("support") == found.figure("support")


def test_the_tokens_of_a_word_count_together(verifier: ts.SimilarityMapVerifier) -> None:
    reading = explain("Who sued Jens Luthuli?", "Luthuli's cooper sued.", verifier).readings["support"]
    assert [w.text for w in words(reading.query_tokens)] == ["Who", "sued", "Jens", "Luthuli", "?"]
    assert [w.text for w in words(reading.text_tokens)] == ["Luthuli", "'", "s", "cooper", "sued", "."]
    of_luthuli = [t.weight for t in reading.query_tokens if 14 <= t.start < 21]
    assert len(of_luthuli) > 1
    assert words(reading.query_tokens)[3].weight == pytest.approx(sum(of_luthuli))
    assert [w.text for w in reading.top(2)] == [w.text for w in reading.top(99)[:2]]


def without(text: str, named: Sequence[Token]) -> str:
    for word in sorted(named, key=lambda w: -w.start):
        text = text[: word.start] + text[word.end :]
    return " ".join(text.split()) or "."


def test_what_it_names_matters_more_than_what_is_drawn_by_lot(verifier: ts.SimilarityMapVerifier) -> None:
    rng = random.Random(1)
    named, drawn = [], []
    for relation, cases in (("support", 30), ("identity", 70)):
        records = [
            record
            for category in CATEGORIES
            for record in islice(generate(relation=relation, categories=(category,), seed=3, split="dev"), 12)
            # Long ones take as long as many short ones.
            if len(record.b) <= 300
        ]
        for record in rng.sample(records, cases):
            reading = explain(record.a, record.b, verifier, relations=(relation,)).readings[relation]
            changes = []
            for chosen in (reading.top(5), rng.sample(reading.top(999), 5)):
                one = without(record.a, [w for w in chosen if w.side == "query"])
                other = without(record.b, [w for w in chosen if w.side == "text"])
                changes.append(abs(float(verifier.score(one, [other], relation)[0]) - (reading.probability or 0.0)))
            named.append(changes[0])
            drawn.append(changes[1])
    assert len(named) == 100
    assert np.mean(named) > 1.2 * np.mean(drawn)
    differ = [n > d for n, d in zip(named, drawn, strict=True) if n != d]
    # Of 100, so many are more than chance gives once in forty times.
    assert np.mean(differ) > 0.6


PEOPLE = (("landlord", "tenant"), ("nurse", "pilot"), ("teacher", "student"), ("mayor", "bishop"), ("client", "lawyer"))
DEEDS = ("warned", "paid", "called", "sued", "thanked", "followed", "hired")
PLACES = ("on Wednesday evening", "at the harbour", "after the long meeting", "in front of the court")


def say(form: int, one: str, verb: str, other: str, place: str) -> str:
    return (
        f"The {one} {verb} the {other} {place}.",
        f"The {other} was {verb} by the {one} {place}.",
        f"{place.capitalize()}, the {one} {verb} the {other}.",
        f"It was the {one} who {verb} the {other} {place}.",
    )[form]


def test_of_swapped_roles_both_are_among_the_words_it_names(verifier: ts.SimilarityMapVerifier) -> None:
    rng = random.Random(4)
    found, by_lot = [], []
    for _ in range(60):
        (one, other), verb, place = rng.choice(PEOPLE), rng.choice(DEEDS), rng.choice(PLACES)
        first, second = (say(rng.randrange(4), a, verb, b, place) for a, b in ((one, other), (other, one)))
        reading = explain(first, second, verifier, relations=("identity",)).readings["identity"]
        for named, hits in ((reading.top(), found), (rng.sample(reading.top(999), 6), by_lot)):
            hits.append({one, other} <= {w.text for w in named})
    assert np.mean(found) >= 0.7
    assert np.mean(by_lot) < 0.5


def test_the_command_shows_and_writes(tmp_path: Path) -> None:
    files = [x for kind in ("html", "svg", "png") for x in (f"--{kind}", str(tmp_path / f"why.{kind}"))]
    done = CliRunner().invoke(app, ["explain", QUERY, TEXT, "--relation", "support", "-k", "3", *files])
    assert done.exit_code == 0, done.stderr
    assert "support: " in done.stdout
    assert "Most hangs on" in done.stdout
    assert (tmp_path / "why.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "why.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert CliRunner().invoke(app, ["explain", QUERY, TEXT, LONG]).stdout.count("identity: ") == 2


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ([" ", TEXT], "blank"),
        ([QUERY, TEXT, "--relation", "irony"], "irony"),
        ([QUERY, TEXT, "--threshold", "hard"], "hard"),
        ([QUERY, TEXT, "--model", "nowhere"], "nowhere"),
        ([QUERY, TEXT, "--svg", "why.svg"], "one relation"),
        ([QUERY, TEXT, TEXT, "--html", "why.html"], "one text"),
        ([QUERY, "", "--relation", "support", "--svg", "why.svg"], "none to draw"),
    ],
)
def test_a_wrong_argument_is_named_and_nothing_is_written(
    arguments: list[str], named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["explain", *arguments])
    assert done.exit_code == 2
    assert named in " ".join(done.stderr.split())
    assert list(tmp_path.iterdir()) == []
