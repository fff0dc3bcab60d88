"""Owns how the results of the two experiments read: ``README.md`` and a figure each, rendered from their JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

from benchmarks.figures import bars
from benchmarks.paper.triplets import TRAINED
from twostage_core.nearmiss import CATEGORIES

_NATURAL = "natural near-misses"
_PARAPHRASE = "paraphrase"
_OURS = "identity: all"
Results = Mapping[str, Any]

PAPER = """\
The paper (arXiv 2604.16351, all-MiniLM-L6-v2 and larger) reports: zero-shot NanoBEIR nDCG@10 of Model B 8 to 9 % below
Model A's on small backbones, up to 40 % on a medium one; mean cosine of a sentence and its near-miss, before and
after, negation .948 and .638, spatial .992 and −.073, binding .949 and .981; MaxSim ranks well and scores a near-miss
like an identity; a Transformer over the map rejects near-misses when it is trained end to end, and with a frozen
encoder in part."""


def write_report(folder: Path) -> None:
    """Writes ``README.md`` and the figures of what has been measured, beside the JSON of it."""
    found = measured(folder)
    (folder / "README.md").write_text(markdown(found) + "\n", encoding="utf-8")
    for name, drawn in figures(found).items():
        (folder / name).write_text(drawn, encoding="utf-8")


def measured(folder: Path) -> dict[str, Results]:
    """The results that are there, ``"embeddings"`` and ``"verifiers"``."""
    files = {name: folder / f"{name}.json" for name in ("embeddings", "verifiers")}
    return {name: json.loads(f.read_text(encoding="utf-8")) for name, f in files.items() if f.is_file()}


def markdown(found: Mapping[str, Results]) -> str:
    """The whole report."""
    lines = ["# The paper's two experiments, at the scale of a small machine", "", *PAPER.splitlines(), ""]
    if any(results["small"] for results in found.values()):
        lines += ["**A trial run of a few steps: its figures mean nothing.**", ""]
    if embeddings := found.get("embeddings"):
        lines += ["## 1. Fine-tuning an embedding", "", _setting(embeddings), ""]
        lines += [*_embeddings(embeddings), "", "![nDCG@10 by collection](embeddings.svg)", ""]
        lines += [*_effects_of_tuning(embeddings), "", _footnote(embeddings), ""]
    if verifiers := found.get("verifiers"):
        lines += ["## 2. Reading the map", "", _setting(verifiers), ""]
        lines += [*_verifiers(verifiers), "", "![ROC-AUC by verifier](verifiers.svg)", ""]
        lines += [*_effects_of_reading(verifiers), "", _footnote(verifiers), ""]
    missing = [name for name in ("embeddings", "verifiers") if name not in found]
    lines += [f"Not run to its end yet: {', '.join(missing)}.", ""] if missing else []
    return "\n".join([*lines, "`make paper DATA=…` regenerates all of it."])


def figures(found: Mapping[str, Results]) -> dict[str, str]:
    """The figure of each experiment, by file."""
    drawn = {}
    if results := found.get("embeddings"):
        by_collection = {
            name: {"base": entry["figures"]["base"]["nDCG@10"]["mean"]}
            | {f"Model {kind}": _over_seeds(results, kind, entry) for kind in "AB"}
            for name, entry in results["evaluation"]["retrieval"].items()
        }
        drawn["embeddings.svg"] = bars(by_collection, "nDCG@10")
    if results := found.get("verifiers"):
        record = results["evaluation"]
        by_verifier = {
            name: {
                "categories trained on": _categories(record, name, TRAINED),
                "other categories": _categories(record, name, _others()),
                _NATURAL: record["means"][_NATURAL][name],
            }
            for name in record["asked"]["systems"]
        }
        drawn["verifiers.svg"] = bars(by_verifier, "ROC-AUC; dotted: chance", chance=0.5)
    return drawn


def _setting(results: Results) -> str:
    budget = results["budget"]
    return (
        f"{results['backbone']}; every model {budget['steps']} steps of {budget['batch']} triplets, at most "
        f"{budget['tokens']} tokens of a text ({budget['map_tokens']} where a map is read), peak rates "
        f"{budget['encoder_rate']:g} (encoder) and {budget['head_rate']:g} (what reads a map). Model A learns from "
        "questions of Natural Questions and TyDi QA with their passages and mined others; Model B and all verifiers "
        f"from as many triplets, of which {results['near_misses']:.0%} are generated sentences with near-misses of "
        f"{len(TRAINED)} kinds ({', '.join(TRAINED)}). Near-misses are measured in wordings, names and domains that "
        f"are not trained on, and in {len(CATEGORIES) - len(TRAINED)} further categories."
    )


def _footnote(results: Results) -> str:
    made = results["provenance"]
    seconds = sum(entry["seconds"] for entry in results["training"].values())
    versions = ", ".join(f"{name} {version}" for name, version in made["versions"].items())
    return (
        f"Trained in {seconds / 60:.0f} minutes in all, one thread a model, on {made['cpu']}; measured with seed "
        f"{results['evaluation']['asked']['seed']}, {versions}."
    )


def _embeddings(results: Results) -> Iterator[str]:
    record = results["evaluation"]
    columns = [*TRAINED, "other categories", _NATURAL, _PARAPHRASE]
    yield from _head(["model", "nDCG@10, all queries", "of the base's", *columns])
    rows: dict[str, Sequence[str]] = {"base": ["base"]}
    rows |= {f"Model {kind}, {len(results['seeds'])} seeds": _of(results, kind) for kind in "AB"}
    base = record["retrieval"][_pool(record)]["figures"]["base"]["nDCG@10"]["mean"]
    for name, models in rows.items():
        found = [record["retrieval"][_pool(record)]["figures"][m]["nDCG@10"]["mean"] for m in models]
        auc = [
            *([record["near_misses"][f"identity: {c}"]["figures"][m]["auc"] for m in models] for c in TRAINED),
            [_categories(record, m, _others()) for m in models],
            [record["means"][_NATURAL][m] for m in models],
            [record["means"][_PARAPHRASE][m] for m in models],
        ]
        change = "" if name == "base" else f"{mean(found) / base - 1:+.1%}"
        yield _row([name, _spread(found), change, *(_spread(values) for values in auc)])
    yield ""
    yield "ROC-AUC right of the second column; over seeds the mean [least, most]. Mean cosine of matches / near-misses:"
    yield ""
    yield from _head(["model", *TRAINED])
    for name, models in rows.items():
        cells = []
        for category in TRAINED:
            own = [record["near_misses"][f"identity: {category}"]["figures"][m] for m in models]
            cells.append(f"{mean(f['match_mean'] for f in own):.3f} / {mean(f['near_miss_mean'] for f in own):.3f}")
        yield _row([name, *cells])


def _effects_of_tuning(results: Results) -> Iterator[str]:
    audits = results["audits"]
    falls = [a["relative"] for a in audits.values()]
    significant = sum(a["relative"] < 0 and a["p"] < 0.05 for a in audits.values())
    verdict = "is there" if significant == len(audits) else "is not there" if significant == 0 else "is there in part"
    yield (
        f"- *General retrieval falls* {verdict}: from A to B by {', '.join(f'{f:+.1%}' for f in falls)} (seed by seed, "
        f"nDCG@10 over {next(iter(audits.values()))['queries']} queries), significantly (one-sided p < .05) for "
        f"{significant} of {len(audits)} seeds."
    )
    record = results["evaluation"]
    by = {
        c: mean(record["near_misses"][f"identity: {c}"]["figures"][m]["auc"] for m in _of(results, "B"))
        for c in TRAINED
    }
    least = min(by, key=lambda c: by[c])
    verdict = "is there" if least == "binding" else "is not there"
    yield (
        f"- *Binding separates least* {verdict}: Model B's ROC-AUC is "
        f"{', '.join(f'{auc:.3f} for {c}' for c, auc in by.items())}."
    )


def _verifiers(results: Results) -> Iterator[str]:
    record = results["evaluation"]
    columns = ["categories trained on", "other categories", _NATURAL, _PARAPHRASE]
    yield from _head(["verifier", "nDCG@10, reranked", *columns, "near-misses accepted at 95 %"])
    for name in record["asked"]["systems"]:
        ranked = record["retrieval"][_pool(record)]["figures"][name]["nDCG@10"]["mean"]
        auc = [
            _categories(record, name, TRAINED),
            _categories(record, name, _others()),
            record["means"][_NATURAL][name],
            record["means"][_PARAPHRASE][name],
        ]
        pooled = record["near_misses"][_OURS]["figures"][name]["fa95"]
        yield _row([name, f"{ranked:.3f}", *(f"{a:.3f}" for a in auc), f"{pooled:.0%}"])
    asked = record["asked"]
    queries = "all" if asked["queries"] is None else f"at most {asked['queries']}"
    yield ""
    yield (
        "ROC-AUC in the middle. `base` is the pooled cosine, which is recall itself; reranked are its "
        f"{asked['depth']} nearest, {queries} queries a collection. The last column: generated pairs of all categories "
        "together, at the threshold that keeps 95 % of matches."
    )


def _effects_of_reading(results: Results) -> Iterator[str]:
    record = results["evaluation"]

    def trained(name: str) -> float:
        return _categories(record, name, TRAINED)

    accepted = record["near_misses"][_OURS]["figures"]["F1 frozen"]["fa95"]
    yield (
        f"- *MaxSim does not reject*: over the frozen base its ROC-AUC is {trained('F1 frozen'):.3f} in the categories "
        f"trained on, and of all near-misses it accepts {accepted:.0%} where it keeps 95 % of matches."
    )
    for name in ("F4", "ours"):
        one, other = trained(f"{name} frozen"), trained(f"{name} end to end")
        verdict = "is there" if other > one else "is not there"
        yield (
            f"- *End to end does better than frozen* {verdict} for {name}: {one:.3f} frozen, {other:.3f} end to end in "
            f"the categories trained on; {_categories(record, f'{name} frozen', _others()):.3f} and "
            f"{_categories(record, f'{name} end to end', _others()):.3f} in the others."
        )
    late, *maps = (trained(f"{name} end to end") for name in ("F1", "F4", "ours"))
    # Of one run on one seed: what differs by less means nothing.
    verdict = "is there" if min(maps) > late + 0.02 else "is not there at this budget"
    yield (
        f"- *Reading the map does better than MaxSim*, both end to end, {verdict}: MaxSim {late:.3f}, "
        f"F4 {maps[0]:.3f}, ours {maps[1]:.3f} in the categories trained on."
    )


def _others() -> list[str]:
    return [c for c in CATEGORIES if c not in TRAINED]


def _categories(record: Results, system: str, categories: Sequence[str]) -> float:
    return float(mean(record["near_misses"][f"identity: {c}"]["figures"][system]["auc"] for c in categories))


def _of(results: Results, kind: str) -> list[str]:
    return [f"{kind}-{seed}" for seed in results["seeds"]]


def _over_seeds(results: Results, kind: str, entry: Results) -> float:
    return float(mean(entry["figures"][model]["nDCG@10"]["mean"] for model in _of(results, kind)))


def _pool(record: Results) -> str:
    """All collections together, or the only one."""
    return "pooled" if "pooled" in record["retrieval"] else next(iter(record["retrieval"]))


def _spread(values: Sequence[float]) -> str:
    if len(values) == 1:
        return f"{values[0]:.3f}"
    return f"{mean(values):.3f} [{min(values):.3f}, {max(values):.3f}]"


def _head(cells: Sequence[str]) -> list[str]:
    return [_row(cells), "|---" * len(cells) + "|"]


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
