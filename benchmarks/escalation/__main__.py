"""What escalation costs and brings: the verifier that ships, a cross-encoder, and the one with the other behind it.

    python -m benchmarks.escalation --data DATA --cross-encoder FOLDER [--work FOLDER] [--out FOLDER] [--small]

Writes ``escalation.json`` and ``README.md``. The cross-encoder is what `twostage rival` trains: same
backbone, same mix. Its thresholds are fitted like those that ship, on pairs of the same kinds, without any that share a
text with what is measured; those that ship were fitted on a draw from the same sets, which may hold a few of them. Each
pair is judged once by either, and the stage decides on that.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console

import twostage_core as ts
from benchmarks.escalation.page import LEVELS, OTHER, OURS, escalated, markdown
from benchmarks.records import shipped
from twostage_core.calibration import MATCH, NEAR_MISS, fit
from twostage_core.evaluation import Catalogue
from twostage_core.evaluation.measures import auc
from twostage_core.evaluation.pairset import PairSet
from twostage_core.evaluation.suites import PAIR_SUITES, Draw, files_of
from twostage_core.hashes import sha256
from twostage_core.nearmiss import generate
from twostage_core.provenance import provenance
from twostage_core.training.development import LabelledPair, grouped, identity_pairs, support_pairs
from twostage_core.training.recall import recall_model
from twostage_core.training.scoring import scores
from twostage_core.verifiers.protocol import RELATIONS, Judge

SCHEMA = "twostage-rag/escalation/1"
SEED = 42
SUITES = ("generator", "natural", "paraphrase", "support")
WIDTHS = (0.05, 0.2)
"""Of the borderline, as shares of the way from the threshold; the second is the stage's default."""
_QUESTIONS = 40
"""Of each set, for the cross-encoder's thresholds."""
_FITTED = 2000
"""Most pairs of a relation that they are fitted on."""
_TIMED = 16
"""Queries that are timed."""

Systems = Mapping[str, ts.PrecisionStage]


def main(
    cross_encoder: Annotated[Path, typer.Option(help="A trained one: twostage rival leaves it.")],
    data: Annotated[Path | None, typer.Option(envvar="TWOSTAGE_DATA", help="Folder with identity/, support/.")] = None,
    work: Annotated[Path, typer.Option(help="Where the cross-encoder's thresholds are kept.")] = Path("out/escalation"),
    out: Annotated[Path, typer.Option(help="Folder of the results.")] = Path("benchmarks/escalation"),
    small: Annotated[bool, typer.Option("--small", help="A few generated pairs: shows that all of it runs.")] = False,
) -> None:
    """Measures, and writes the record and its page."""
    if data is None and not small:
        raise typer.BadParameter("the public sets are needed: give --data, or --small to do without")
    sets = list(drawn(None if small else data, n=4 if small else 80))
    first = ts.load_verifier()
    second = ts.CrossEncoderVerifier(cross_encoder)
    second = ts.CrossEncoderVerifier(cross_encoder, calibrations=calibrations(second, sets, data, work, small=small))
    store = ts.TokenStore(ts.MemoryByteStore(2 * 1024**3))
    # All at once: one query's few texts at a time would pad and wait.
    ts.PrecisionStage(first, token_store=store).index([pair.text for one in sets for pair in one.pairs])
    known = {OURS: Remembered(first, sets, store), OTHER: Remembered(second, sets, store)}
    found = {}
    for one in sets:
        own: dict[str, Any] = {"relation": one.relation, "mean": one.mean, "pairs": len(one.pairs)}
        own["matches"] = sum(pair.label for pair in one.pairs)
        own["auc"] = {name: _auc(one, verifier) for name, verifier in known.items()}
        own["decisions"] = {
            level: {
                name: decisions(one, stage)
                for name, stage in stages(known[OURS], known[OTHER], one.relation, level).items()
            }
            for level in LEVELS
        }
        found[one.name] = own
    record = {
        "schema": SCHEMA,
        "small": small,
        "checkpoint": shipped(),
        "seed": SEED,
        "widths": list(WIDTHS),
        "thresholds": {
            name: {relation: {level: v.threshold(relation, level) for level in LEVELS} for relation in RELATIONS}
            for name, v in known.items()
        },
        "sets": found,
        "milliseconds": milliseconds(sets, first, second, store, most=2 if small else _TIMED),
        "files": files_of(sets),
        "provenance": provenance(),
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / "escalation.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    (out / "README.md").write_text(markdown(record) + "\n", encoding="utf-8")
    Console().print(markdown(record), highlight=False, markup=False)


def drawn(data: Path | None, n: int) -> Iterator[PairSet]:
    """The sets that are measured; without data, those that are generated."""
    draw = Draw(data, n, SEED, "test", Catalogue().recall.embedding.embed)
    for suite in SUITES if data is not None else ("generator",):
        yield from PAIR_SUITES[suite](draw)


class Remembered(ts.Verifier):
    """A verifier that has judged the pairs of some sets already, and says it again.

    Args:
        verifier: Who judges.
        sets: The pairs.
        store: Where its token vectors are kept, if it has any.
    """

    def __init__(self, verifier: ts.Verifier, sets: Sequence[PairSet], store: ts.TokenStore) -> None:
        self.name = verifier.name
        self._verifier = verifier
        self._known: dict[tuple[str, str, str], float] = {}
        for one in sets:
            asked = dict.fromkeys(pair.query for pair in one.pairs)
            for query in asked:
                texts = list(dict.fromkeys(pair.text for pair in one.pairs if pair.query == query))
                found = verifier.prepare(query, one.relation, token_store=store)(texts)
                for text, probability in zip(texts, found.probabilities, strict=True):
                    self._known[one.relation, query, text] = float(probability)

    @property
    def calibrations(self) -> Mapping[str, ts.Calibration]:
        """Those of the verifier."""
        return self._verifier.calibrations

    def prepare(
        self, query: str, relation: ts.Relation = "support", *, token_store: ts.TokenStore | None = None
    ) -> Judge:
        """Looks up; see `Verifier.prepare`."""

        def judge(texts: Sequence[str]) -> ts.Verification:
            values = np.array([self._known[relation, query, text] for text in texts], np.float32)
            return ts.Verification(values, values, [None] * len(texts), [None] * len(texts))

        return judge


def stages(first: ts.Verifier, second: ts.Verifier, relation: ts.Relation, level: str, **options: Any) -> Systems:
    """Either alone, and the first with the second behind it, one stage for each width of the borderline."""
    options |= {"relation": relation, "threshold": level, "max_candidates": 10_000, "on_reject": "annotate"}
    found = {OURS: ts.PrecisionStage(first, **options), OTHER: ts.PrecisionStage(second, **options)}
    for width in WIDTHS:
        found[escalated(width)] = ts.PrecisionStage(first, escalate=second, borderline=width, **options)
    return found


def decisions(one: PairSet, stage: ts.PrecisionStage) -> dict[str, float | None]:
    """Shares of a set: of matches accepted, of others accepted, and of all that went to the second verifier."""
    verdicts: list[ts.Verdict] = []
    for pair in one.pairs:
        verdicts += stage.judge(pair.query, [ts.Candidate(pair.text)]).verdicts
    accepted = np.array([verdict.decision == "accept" for verdict in verdicts])
    labels = np.array([pair.label for pair in one.pairs])
    return {
        "true_accepts": _share(accepted[labels == 1]),
        "false_accepts": _share(accepted[labels == 0]),
        "escalated": _share(np.array([verdict.escalated for verdict in verdicts])),
    }


def calibrations(
    second: ts.CrossEncoderVerifier, sets: Sequence[PairSet], data: Path | None, work: Path, *, small: bool
) -> dict[str, ts.Calibration]:
    """Fits probabilities and thresholds of the cross-encoder, or takes those that lie there."""
    # By its weights: another may be trained into the same folder.
    kept = work / f"calibration-{sha256(Path(second.model) / 'model.safetensors')}{'-small' if small else ''}.json"
    if kept.is_file():
        known = json.loads(kept.read_text(encoding="utf-8"))
        return {relation: ts.Calibration.from_dict(values) for relation, values in known.items()}
    measured = {text for one in sets for pair in one.pairs for text in (pair.query, pair.text)}
    found: dict[str, ts.Calibration] = {}
    for relation in RELATIONS:
        pairs, prior = _development(relation, None if small else data)
        # Passages are few, and asked about by many: what makes a pair new there is the question.
        new = [p for p in pairs if p.query not in measured and (relation == "support" or p.text not in measured)]
        own = _some(grouped(new), _FITTED)
        logits = scores(second, relation, own)
        labels = np.array([p.label for p in own])
        found[relation] = fit(
            logits, labels, groups=[p.group for p in own], kinds=[p.kind for p in own], prior=prior, origin="shipped"
        )
    work.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps({relation: asdict(c) for relation, c in found.items()}), encoding="utf-8")
    return found


def milliseconds(
    sets: Sequence[PairSet], first: ts.Verifier, second: ts.Verifier, store: ts.TokenStore, *, most: int
) -> dict[str, Any]:
    """Times one query against its candidates, the systems in turn, with all texts' vectors in the store."""
    asked = list(_rankings(sets, most))
    found: dict[str, list[float]] = {}
    shares: dict[str, list[float]] = {}
    systems = stages(first, second, "support", LEVELS[0], token_store=store)
    for query, candidates in asked[:1] + asked:
        for name, stage in systems.items():
            started = time.perf_counter()
            judgement = stage.judge(query, candidates)
            found.setdefault(name, []).append(1000 * (time.perf_counter() - started))
            shares.setdefault(name, []).append(float(np.mean([v.escalated for v in judgement.verdicts])))
    return {
        "queries": len(asked),
        "candidates": statistics.median(len(candidates) for _, candidates in asked),
        # The first time weights load and threads start.
        "median": {name: round(statistics.median(times[1:]), 2) for name, times in found.items()},
        "escalated": {name: round(float(np.mean(own[1:])), 4) for name, own in shares.items()},
    }


def _share(of: Any) -> float | None:
    return round(float(of.mean()), 4) if len(of) else None


def _auc(one: PairSet, verifier: ts.Verifier) -> float | None:
    labels = np.array([pair.label for pair in one.pairs])
    if not 0 < labels.sum() < len(labels):
        return None
    found = [verifier.prepare(p.query, one.relation)([p.text]).probabilities[0] for p in one.pairs]
    # What is not judged is not accepted either.
    return round(auc(labels, np.nan_to_num(np.array(found, np.float64), nan=-1.0)), 4)


def _development(relation: ts.Relation, data: Path | None) -> tuple[list[LabelledPair], float | None]:
    """Labelled pairs that nothing was trained on and, for support, the share of matches among what recall brings."""
    if data is not None and relation == "support":
        return support_pairs(data, recall_model(), questions=_QUESTIONS, seed=SEED)
    if data is not None:
        return identity_pairs(data, recall_model(), pairs=4 * _QUESTIONS, seed=SEED), None
    records = islice(generate(relation=relation, seed=SEED, split="dev"), 400)
    return [
        LabelledPair(r.a, r.b, r.label, r.category, MATCH if r.label else NEAR_MISS, f"{r.group}") for r in records
    ], None


def _some(pairs: Sequence[LabelledPair], most: int) -> list[LabelledPair]:
    """Whole groups, drawn by lot, up to so many pairs."""
    groups: dict[str, list[LabelledPair]] = {}
    for pair in pairs:
        groups.setdefault(pair.group, []).append(pair)
    order = np.random.default_rng(SEED).permutation(sorted(groups))
    found: list[LabelledPair] = []
    for name in order:
        if len(found) + len(groups[name]) <= most:
            found += groups[name]
    return found


def _rankings(sets: Sequence[PairSet], most: int) -> Iterator[tuple[str, list[ts.Candidate]]]:
    """Questions with what recall brings up; where there are none, with all texts of a set."""
    ranked: list[tuple[str, list[ts.Candidate]]] = []
    for one in (one for one in sets if one.ranked):
        by_query: dict[str, list[ts.Candidate]] = {}
        for pair in one.pairs:
            by_query.setdefault(pair.query, []).append(ts.Candidate(pair.text))
        ranked += list(by_query.items())
    # Spread over the sets.
    yield from ranked[:: max(1, len(ranked) // most)][:most]
    if not ranked:
        for one in [one for one in sets if one.relation == "support"][:most]:
            yield one.pairs[0].query, [ts.Candidate(pair.text) for pair in one.pairs]


if __name__ == "__main__":
    typer.run(main)
