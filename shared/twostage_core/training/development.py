"""Owns the development pairs: labelled pairs that no run trains on, to calibrate with and to look at."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twostage_core.basemodel import MINILM
from twostage_core.calibration import CANDIDATE, MATCH, NEAR_MISS
from twostage_core.nearmiss import generate
from twostage_core.nearmiss.casebook import case_records
from twostage_core.nearmiss.perturber import names_of, perturb, preserve
from twostage_core.training.group import connected
from twostage_core.training.natural import (
    LONGEST_SENTENCE,
    identity_groups,
    letters,
    question_passages,
    sentences_of,
)
from twostage_core.training.replacement import LikeWords
from twostage_core.verifiers.protocol import Relation

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEPTH = 20
"""How many candidates recall is taken to bring up; the natural prevalence of matches is theirs."""
_SCORED = 4
"""Of those, how many that do not match are scored for a question, drawn at random."""
_JOINED = (2, 4, 12)
"""Sentences in a joined text: a window holds some four of them."""
_GENERAL = ("checklist_qqp", "semantoneg")
"""Sets of sentences so general, or so alike, that what recall finds beside one may well say the same."""


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """One pair with its label. A true match is there once, whatever number of negatives stand beside it.

    Attributes:
        query: The query, or the first text.
        text: The candidate, or the second text.
        label: 1 for a match.
        source: Set, and for a negative how it came about, for reports.
        kind: ``"match"``, ``"near_miss"``, ``"candidate"``, or a name that its user gave.
        group: What it belongs to: pairs that share a text or a meaning are no independent draws. Empty for what the
            texts alone say, see `grouped`.
    """

    query: str
    text: str
    label: int
    source: str
    kind: str
    group: str = ""


def support_pairs(
    data: Path, recall: SentenceTransformer, *, questions: int, seed: int
) -> tuple[list[LabelledPair], float]:
    """Question–passage pairs of the development side, with what recall finds beside the right passage.

    Args:
        data: Folder with ``support/``.
        recall: The embedding that finds the candidates.
        questions: Questions of each set, and generated meanings.
        seed: Of the draw.

    Returns:
        For each question its passage (a match), some of the passages that recall brings up beside it (candidates), the
        passage without its answer where there is one, and its perturbed twin (near-misses); and pairs of the generator
        and the casebook that are not trained on, with what recall brings up beside the latter. And the natural
        prevalence: the share of right passages among the first 20 that recall brings up for these questions.
    """
    rng = random.Random(seed)
    records = question_passages(data, "dev")
    rng.shuffle(records)
    kept: dict[str, int] = {}
    chosen = []
    for record in records:
        if kept.setdefault(record["source"], 0) < questions:
            kept[record["source"]] += 1
            chosen.append(record)
    # Candidates come from all passages, also those whose questions are not drawn. One question that stands in two sets
    # has two right passages.
    right: dict[str, set[str]] = {}
    for record in records:
        right.setdefault(record["question"].lower(), set()).add(record["passage"])
    recalled = _recalled([r["question"] for r in chosen], list(dict.fromkeys(r["passage"] for r in records)), recall)
    hits = sum(r["passage"] in found[:DEPTH] for r, found in zip(chosen, recalled, strict=True))
    names = {s: names_of(r["question"] for r in chosen if r["source"] == s) for s in kept}
    pairs = []
    for record, found in zip(chosen, recalled, strict=True):
        question, passage, source = record["question"], record["passage"], record["source"]
        group = f"passage {passage}"
        pairs.append(LabelledPair(question, passage, 1, source, MATCH, group))
        others = _drawn([t for t in found if t not in right[question.lower()]], rng)
        pairs += [LabelledPair(question, t, 0, f"{source}: recalled", CANDIDATE, group) for t in others]
        if record["without"]:
            pairs.append(LabelledPair(question, record["without"], 0, f"{source}: answer removed", NEAR_MISS, group))
        changed = perturb(question, rng, names=names[source], question=True)
        if changed is not None:
            pairs.append(LabelledPair(changed.text, passage, 0, f"{source}: perturbed question", NEAR_MISS, group))
    cases = _of_cases("support", seed)
    cases += _beside([p for p in cases if p.label == 1], {p.text: p.group for p in cases}, recall, rng)
    return _once(pairs) + _generated("support", 8 * questions, seed) + cases, hits / (DEPTH * len(chosen))


def identity_pairs(
    data: Path, recall: SentenceTransformer, *, pairs: int, seed: int, base: Path | None = None
) -> list[LabelledPair]:
    """Sentence pairs of the development side, and generated ones of domains and realisations not trained on.

    Args:
        data: Folder with ``identity/``.
        recall: The embedding that finds other sentences near one.
        pairs: Most pairs of each set.
        seed: Of the draw.
        base: Folder of the base model, if it is not to be looked for.

    Returns:
        Labelled pairs, natural sentences with a word replaced among them; what recall brings up beside their first
        texts; and longer ones: several pairs joined to one,
        which match if all do, and do not if one sentence is replaced by its near-miss.
    """
    rng = random.Random(seed)
    found = []
    for group in identity_groups(data, "dev", seed):
        for text, label in zip(group.texts, group.labels, strict=True):
            # Questions of another FAQ entry are no near-misses.
            negative = CANDIDATE if group.source == "stackfaq_groups" else NEAR_MISS
            kind = MATCH if label == 1 else negative
            found.append(LabelledPair(group.anchor, text, int(label == 1), group.source, kind, group.family))
    found = grouped(_once(found))
    by_source: dict[str, dict[str, list[LabelledPair]]] = {}
    for pair in found:
        by_source.setdefault(pair.source, {}).setdefault(pair.group, []).append(pair)
    drawn: list[LabelledPair] = []
    rest: list[list[LabelledPair]] = []
    for groups in by_source.values():
        # Negatives alone say nothing of separation.
        if {p.label for own in groups.values() for p in own} != {0, 1}:
            continue
        taken = 0
        order = sorted(groups)
        rng.shuffle(order)
        for name in order:
            own = rng.sample(groups[name], min(len(groups[name]), _most_of_a_group(len(order), pairs)))
            if taken + len(own) <= pairs:
                drawn += own
                taken += len(own)
            else:
                rest.append(groups[name])
    drawn += _generated("identity", 2 * pairs, seed) + _of_cases("identity", seed) + _replaced(data, pairs, base, rng)
    matches = [p for p in drawn if p.label == 1 and p.source not in _GENERAL]
    near = _beside(matches, {text: p.group for p in matches for text in (p.query, p.text)}, recall, rng)
    rest += _by_group(_generated("identity", 8 * pairs, seed + 1))
    return drawn + near + _joined(rest, pairs // 4, rng)


def grouped(pairs: Sequence[LabelledPair]) -> list[LabelledPair]:
    """Gives every pair without a group one: texts that matches connect are together, and their negatives with them."""
    heads = connected((pair.query, pair.text) for pair in pairs if pair.label == 1)
    return [
        pair if pair.group else replace(pair, group=heads.get(pair.query) or heads.get(pair.text, pair.query))
        for pair in pairs
    ]


def _most_of_a_group(groups: int, pairs: int) -> int:
    """Few large groups share their pairs evenly; among many small ones there is nothing to share out."""
    return max(4, -(-pairs // groups))


def _recalled(queries: Sequence[str], texts: Sequence[str], recall: SentenceTransformer) -> list[list[str]]:
    """For each query the texts nearest to it, nearest first, a few more than `DEPTH`."""
    from sentence_transformers.util import semantic_search

    settings: dict[str, Any] = {"batch_size": 64, "convert_to_tensor": True, "show_progress_bar": True}
    asked, known = recall.encode(list(queries), **settings), recall.encode(list(texts), **settings)
    found = semantic_search(asked, known, top_k=min(len(texts), DEPTH + 4))
    return [[texts[int(hit["corpus_id"])] for hit in hits] for hits in found]


def _drawn(others: Sequence[str], rng: random.Random) -> list[str]:
    # Not the very nearest: there, matches that nobody labelled are likely.
    within = others[1:DEPTH]
    return rng.sample(within, min(_SCORED, len(within)))


def _beside(
    matches: Sequence[LabelledPair], group_of: Mapping[str, str], recall: SentenceTransformer, rng: random.Random
) -> list[LabelledPair]:
    """What recall brings up beside one match of each group, among texts of other groups."""
    one = list({p.group: p for p in matches}.values())
    pairs = []
    for pair, found in zip(one, _recalled([p.query for p in one], list(group_of), recall), strict=True):
        others = _drawn([t for t in found if group_of[t] != pair.group], rng)[:2]
        source = f"{pair.source.split(':')[0]}: recalled"
        pairs += [LabelledPair(pair.query, t, 0, source, CANDIDATE, pair.group) for t in others]
    return pairs


def _replaced(data: Path, n: int, base: Path | None, rng: random.Random) -> list[LabelledPair]:
    """Natural sentences beside the same in other words, and with one word replaced in those."""
    # Questions decide the side, and a passage may be asked about on both.
    trained = {letters(s) for r in question_passages(data, "train") for s in sentences_of(r["passage"])}
    told = dict.fromkeys(s for r in question_passages(data, "dev") for s in sentences_of(r["passage"]))
    sentences = [s for s in told if letters(s) not in trained]
    words = LikeWords(MINILM.locate(base), sentences)
    pairs: list[LabelledPair] = []
    for sentence in rng.sample(sentences, len(sentences)):
        if len(pairs) + 2 > n:
            break
        kept = preserve(sentence, rng) if 30 <= len(sentence) <= LONGEST_SENTENCE else None
        changed = words.replace(kept.text, rng) if kept is not None else None
        if kept is not None and changed is not None:
            pairs.append(LabelledPair(sentence, kept.text, 1, "replaced words", MATCH, f"sentence {sentence}"))
            pairs.append(LabelledPair(sentence, changed, 0, "replaced words", NEAR_MISS, f"sentence {sentence}"))
    return pairs


def _joined(groups: Sequence[Sequence[LabelledPair]], n: int, rng: random.Random) -> list[LabelledPair]:
    """Longer pairs, each of groups of its own, half of them matches.

    Args:
        groups: Groups that nothing else is drawn from.
        n: Most pairs of each length.
        rng: Of the draw.
    """
    usable = []
    for own in groups:
        match = next((p for p in own if p.label == 1), None)
        if match is not None:
            miss = next((p for p in own if p.kind == NEAR_MISS and p.query == match.query), None)
            usable.append((match, miss))
    rng.shuffle(usable)
    pairs = []
    for count in _JOINED:
        for made in range(n):
            parts, usable = usable[:count], usable[count:]
            changeable = [i for i, (_, miss) in enumerate(parts) if miss is not None]
            if len(parts) < count:
                break
            texts = [match.text for match, _ in parts]
            label = 1 if made % 2 == 0 or not changeable else 0
            if label == 0:
                at = rng.choice(changeable)
                texts[at] = (parts[at][1] or parts[at][0]).text
            query = " ".join(match.query for match, _ in parts)
            kind = MATCH if label else NEAR_MISS
            group = f"joined {count} {made}"
            pairs.append(LabelledPair(query, " ".join(texts), label, f"{count} pairs joined", kind, group))
    return pairs


def _generated(relation: Relation, n: int, seed: int) -> list[LabelledPair]:
    return [
        LabelledPair(
            record.a,
            record.b,
            record.label,
            f"generated: {record.category}",
            MATCH if record.label else NEAR_MISS,
            f"generated {relation} {seed} {record.group}",
        )
        for record in islice(generate(relation=relation, seed=seed, split="dev"), n)
    ]


def _of_cases(relation: Relation, seed: int) -> list[LabelledPair]:
    return [
        LabelledPair(
            record.a,
            record.b,
            record.label,
            "casebook",
            MATCH if record.label else NEAR_MISS,
            f"case {record.group}",
        )
        for record in case_records(relation=relation, seed=seed, split="dev")
    ]


def _once(pairs: Sequence[LabelledPair]) -> list[LabelledPair]:
    """Each pair of texts once; where one is labelled both ways, neither."""
    labels: dict[tuple[str, str], set[int]] = {}
    by_texts: dict[tuple[str, str], LabelledPair] = {}
    for pair in pairs:
        by_texts.setdefault((pair.query, pair.text), pair)
        labels.setdefault((pair.query, pair.text), set()).add(pair.label)
    return [pair for texts, pair in by_texts.items() if len(labels[texts]) == 1]


def _by_group(pairs: Sequence[LabelledPair]) -> list[list[LabelledPair]]:
    groups: dict[str, list[LabelledPair]] = {}
    for pair in pairs:
        groups.setdefault(pair.group, []).append(pair)
    return list(groups.values())
