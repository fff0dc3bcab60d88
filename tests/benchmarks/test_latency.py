from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import typer
from typer.testing import CliRunner

import twostage_core as ts
from benchmarks.latency import __main__, adapters, profile, runtimes
from benchmarks.latency.passages import passages, questions
from benchmarks.latency.peers import (
    ColbertRerankPeer,
    CrossEncoderPeer,
    LangChainPeer,
    LlamaIndexPeer,
    MultiVectorPeer,
    Ours,
    RerankersPeer,
)
from benchmarks.latency.protocol import Peer
from benchmarks.latency.quantised import QuantisedPeer, export, run, session
from benchmarks.latency.readme import ROOT, replaced
from benchmarks.latency.report import markdown, records
from twostage_core.basemodel import MINILM
from twostage_core.encoder import load_tokenizer

FOLDER = Path(__main__.__file__).parent
PROVENANCE = {"cpu": "x", "cores": 2, "threads": 1, "versions": {}}


@pytest.fixture(scope="module")
def cross() -> CrossEncoderPeer:
    return CrossEncoderPeer()


@pytest.fixture(scope="module")
def quantised(cross: CrossEncoderPeer) -> QuantisedPeer:
    return QuantisedPeer(cross.model)


def run_small(main: Callable[..., None], *arguments: str) -> None:
    app = typer.Typer()
    app.command()(main)
    done = CliRunner().invoke(app, ["--small", *arguments])
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("tokens", [5, 32, 512])
def test_passages_have_the_tokens_that_are_asked_for(tokens: int) -> None:
    tokenizer = load_tokenizer(MINILM.locate())
    found = passages(4, tokens, 1)
    assert len(set(found)) == 4
    for text in found:
        assert abs(len(tokenizer.encode(text, add_special_tokens=False).ids) - tokens) <= 2


def test_no_two_questions_are_alike() -> None:
    asked = questions(1)
    found = [next(asked) for _ in range(300)]
    assert len(set(found)) == 300


@pytest.mark.model
@pytest.mark.parametrize(
    ("kind", "package"),
    [
        (Ours, None),
        (CrossEncoderPeer, None),
        (QuantisedPeer, None),
        (LlamaIndexPeer, None),
        (LangChainPeer, None),
        (MultiVectorPeer, None),
        (RerankersPeer, "rerankers"),
        (ColbertRerankPeer, "llama_index.postprocessor.colbert_rerank"),
    ],
)
def test_scores_are_in_the_order_of_the_texts(
    kind: Callable[..., Peer], package: str | None, cross: CrossEncoderPeer, request: pytest.FixtureRequest
) -> None:
    if package is not None:
        pytest.importorskip(package)
    if kind is QuantisedPeer:
        peer: Peer = request.getfixturevalue("quantised")
    else:
        peer = kind(cross.model) if kind is LangChainPeer else kind()
    # More than a batch, and no two of one length: a peer that sorts by length makes the same batches both times.
    texts = [f"Room {i} has {'very ' * i}thick walls." for i in range(35)]
    forth = peer.scores("Which room has thick walls?", texts)
    back = peer.scores("Which room has thick walls?", texts[::-1])
    assert len(set(forth)) > 20
    assert forth == pytest.approx(back[::-1], abs=1e-4)
    if peer.keeps:
        peer.forget()
        assert peer.scores("Which room has thick walls?", texts) == pytest.approx(forth, abs=1e-4)


@pytest.mark.model
def test_the_exported_graph_gives_the_logits_of_torch(cross: CrossEncoderPeer, tmp_path: Path) -> None:
    export(cross.model, tmp_path / "full.onnx")
    graph, tokenizer = session(tmp_path / "full.onnx"), cross.model.tokenizer
    asked = questions(2)
    for texts in (passages(5, 40, 2), passages(1, 7, 2), ["lodge " * 700, "lodge"]):
        pairs = [(next(asked), text) for text in texts]
        encoded = tokenizer(pairs, padding=True, truncation=True, max_length=512, return_tensors="pt")
        with torch.inference_mode():
            logits = cross.model.model(**encoded).logits[:, 0].numpy()
        np.testing.assert_allclose(run(graph, tokenizer, pairs), logits, atol=1e-4, rtol=0)
        # An untrained head says little, and what it says must be more than the tolerance.
        assert np.abs(logits).max() > 1e-3


@pytest.mark.model
def test_eight_bits_are_near_what_they_are_made_from_and_not_it(
    cross: CrossEncoderPeer, quantised: QuantisedPeer
) -> None:
    texts = passages(6, 40, 3)
    found = np.array(quantised.scores("Who pays for the deposit?", texts))
    distance = np.abs(found - np.array(cross.scores("Who pays for the deposit?", texts))).max()
    assert 1e-6 < distance < 0.02


@pytest.mark.model
@pytest.mark.parametrize("on_reject", ["drop", "annotate"])
def test_adapters_are_timed_on_what_the_bare_stage_judges(on_reject: Any) -> None:
    stage = ts.PrecisionStage(threshold=0.5, on_reject=on_reject)
    texts = [f"The {place} is open until {hour} o'clock." for place in ("bar", "spa", "gym") for hour in (8, 9)]
    query = "When does the spa close?"
    ways = adapters.ways_of(stage, texts)
    wanted = {v.candidate.text: v.probability for v in ways[adapters.BARE](query).results}
    assert len(wanted) == 6 if on_reject == "annotate" else len(wanted) < 6
    documents = ways["TwoStageRetriever"](query)
    assert {d.page_content: d.metadata["relevance_score"] for d in documents} == pytest.approx(wanted)
    nodes = ways["TwoStagePostprocessor"](query)
    assert {n.node.text: n.score for n in nodes} == pytest.approx(wanted)


@pytest.mark.model
def test_adapters_run(tmp_path: Path) -> None:
    run_small(adapters.main, "--out", str(tmp_path))
    record = json.loads((tmp_path / "adapters.json").read_text(encoding="utf-8"))
    assert record["schema"] == adapters.SCHEMA
    assert [policy["on_reject"] for policy in record["policies"]] == ["drop", "annotate"]
    for policy in record["policies"]:
        assert {name: len(each) for name, each in policy["milliseconds"].items()} == {
            "stage": 3,
            "TwoStageRetriever": 3,
            "TwoStagePostprocessor": 3,
        }
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == markdown(records(tmp_path)) + "\n"


def test_what_an_adapter_adds_is_the_median_of_differences() -> None:
    # The clock halved its rate for the last query, which is no doing of the adapter's.
    found = adapters.summary({"stage": [10.0, 10.0, 20.0], "other": [10.5, 10.4, 21.0]})
    assert found == {"bare": 10.0, "added": {"other": 0.5}, "share": {"other": 0.05}}


@pytest.mark.model
def test_the_profile_is_of_all_the_time(tmp_path: Path) -> None:
    run_small(profile.main, "--out", str(tmp_path))
    record = json.loads((tmp_path / "profile.json").read_text(encoding="utf-8"))
    assert set(record["shares"]) == {*profile.PARTS, "the rest"}
    # A function that was renamed would take no time.
    assert all(share > 0 for share in record["shares"].values())
    assert sum(record["shares"].values()) == pytest.approx(1, abs=1e-3)
    assert record["bytes_read"] > 3 * 16 * 64
    # A query alone is six layers of 10.6 million weights.
    assert record["multiply_adds"] > 1e7
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == markdown(records(tmp_path)) + "\n"


def test_the_report_says_who_was_faster() -> None:
    def timed(cold: float, warm: float) -> dict[str, object]:
        return {"cold": [cold], "warm": [warm], "cold median": cold, "warm median": warm}

    cell = {
        "two-stage": timed(110, 5),
        "cross-encoder": timed(100, 100),
        "cross-encoder, ONNX int8": timed(60, 60),
        "other": timed(7, 6),
        "plain": timed(18, 18),
    }
    cells = [{"candidates": 10, "tokens": 32, "milliseconds": cell}]
    report = markdown({"latency": {"cells": cells, "seed": 1, "provenance": PROVENANCE}})
    assert "| 10 | 32 | 5.0 | 20.0× faster | 12.0× faster | 110 | 1.10× slower |" in report
    assert (
        "| candidates | tokens | cross-encoder | cross-encoder, ONNX int8 | other, cold | other, warm | plain |"
    ) in report
    assert "| 10 | 32 | 100 | 60 | 7.0 | 6.0 | 18 |" in report
    assert "x, 2 cores, torch with 1 thread, seed 1" in report
    assert "Where we lose: 10 × 32 tokens that are new take 1.10 times the cross-encoder's time." in report


def test_the_report_shows_the_records_that_are_there() -> None:
    policies = [{"on_reject": "drop", "bare": 80.0, "added": {"Retriever": 0.4}, "share": {"Retriever": 0.005}}]
    size = {"candidates": 100, "tokens": 128, "queries": 60, "bar": 0.05, "seed": 1, "provenance": PROVENANCE}
    lazy = {"top_n": 5, "depth": 100, "collection": "c", "queries": 40, "different": [], "provenance": PROVENANCE}
    found = {
        "lazy": {**lazy, "share_of_time": 0.31, "share_judged": 0.2},
        "adapters": {**size, "policies": policies},
    }
    report = markdown(found)
    assert '| `on_reject="drop"` | 80.0 | +0.40 (+0.5%) |' in report
    assert "took 31% of the time" in report
    assert report.index("## Adapters") < report.index("## Lazy")
    assert "## One query" not in report
    assert "## Lazy" not in markdown({"adapters": found["adapters"]})


def test_the_committed_report_is_that_of_the_committed_records() -> None:
    found, report = records(FOLDER), FOLDER / "README.md"
    assert report.is_file() == bool(found)
    if found:
        assert report.read_text(encoding="utf-8") == markdown(found) + "\n"
        assert not any(record.get("small") for record in found.values())
        readme = (ROOT / "README.md").read_text(encoding="utf-8")
        assert replaced(readme, found) == readme


@pytest.mark.nightly
def test_all_peers_run(tmp_path: Path) -> None:
    pytest.importorskip("rerankers")
    pytest.importorskip("llama_index.postprocessor.colbert_rerank")
    run_small(__main__.main, "--out", str(tmp_path))
    report = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "| 3 | 16 |" in report
    assert "rerankers" in report
    assert "ColbertRerank" in report


@pytest.mark.nightly
def test_runtimes_run(tmp_path: Path) -> None:
    run_small(runtimes.main, "--out", str(tmp_path), "--work", str(tmp_path / "work"))
    record = json.loads((tmp_path / "runtimes.json").read_text(encoding="utf-8"))
    for own in record["agreement"].values():
        assert set(own["runtimes"]) == {"torch-bf16", "onnx", "onnx-int8"}
        for found in own["runtimes"].values():
            assert found["auc_loss"] <= record["bars"]["auc_loss"]
            assert found["own calibration"]["p99"] <= record["bars"]["p99"]
    report = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "| two-stage, onnx-int8 |" in report
    assert "| cross-encoder, torch-bf16 |" in report
