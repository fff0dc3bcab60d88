"""Owns the way from a pair of texts to its explanation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from twostage_core.errors import InputError
from twostage_core.explanation.reading import Explanation, Reading, Side, Token
from twostage_core.judgement import Decision
from twostage_core.text import NormalisedText, normalise
from twostage_core.tokenvectors import TokenVectors
from twostage_core.verifiers.protocol import RELATIONS, Relation, Verifier, check_query, check_relation, check_texts
from twostage_core.verifiers.similarity_map import SimilarityMapVerifier

_EMPTY = np.zeros((0, 0), dtype=np.float32)


def explain(
    query: str,
    text: str,
    verifier: Verifier,
    *,
    relations: Sequence[Relation] = RELATIONS,
    threshold: str | float | Mapping[Relation, str | float] = "balanced",
) -> Explanation:
    """Explains what a verifier says of a pair.

    Args:
        query: The query, not blank.
        text: The text.
        verifier: A similarity-map verifier: no other has a map to read.
        relations: Which relations.
        threshold: A level or a probability; or one for each relation.

    Returns:
        A reading for each relation.

    Raises:
        InputError: If the verifier has no maps, the query is blank, or a relation or a threshold is unknown.
    """
    check_query(query)
    check_texts([text])
    for relation in relations:
        check_relation(relation)
    if not isinstance(verifier, SimilarityMapVerifier):
        raise InputError(f"expected a similarity-map verifier, whose maps can be read, but got {verifier.name}")
    levels = threshold if isinstance(threshold, Mapping) else dict.fromkeys(relations, threshold)
    return Explanation(query, text, {r: _read(query, text, verifier, r, levels[r]) for r in relations})


def _read(query: str, text: str, verifier: SimilarityMapVerifier, relation: Relation, level: str | float) -> Reading:
    from twostage_core.explanation.attribution import attributions

    threshold = verifier.threshold(relation, level)
    found = verifier.prepare(query, relation)([text])
    probability = None if np.isnan(found.probabilities[0]) else float(found.probabilities[0])
    accepted = probability is not None and probability >= threshold
    decision: Decision = "unverified" if probability is None else "accept" if accepted else "reject"
    windows = verifier.decided(query, text, relation)
    if windows is None:
        reason = found.reasons[0] or "the text has no tokens"
        return Reading(relation, probability, threshold, decision, reason, None, None, (), (), _EMPTY, (0.0, 0.0))
    encoder = verifier.encoder
    normal = [normalise(query), normalise(text)]
    tokens = [encoder.tokens(of.text)[number] for of, number in zip(normal, windows, strict=True)]
    *weights, changes = attributions(
        encoder, verifier.head, [i for i, _ in tokens[0]], [i for i, _ in tokens[1]], relation
    )
    query_tokens = _tokens("query", query, normal[0], tokens[0], weights[0])
    text_tokens = _tokens("text", text, normal[1], tokens[1], weights[1])
    stored = encoder.encode([of.text for of in normal])
    one, other = (_window(vectors, number) for vectors, number in zip(stored, windows, strict=True))
    return Reading(
        relation,
        probability,
        threshold,
        decision,
        None,
        (query_tokens[0].start, query_tokens[-1].end),
        (text_tokens[0].start, text_tokens[-1].end),
        query_tokens,
        text_tokens,
        one @ other.T,
        changes,
    )


def _window(stored: TokenVectors, number: int) -> npt.NDArray[np.float32]:
    """The token vectors of a window, float32 ``(T, W)`` of unit length."""
    window = stored.windows[number]
    at = slice(window.first, window.first + window.vectors)
    return np.asarray(stored.vectors[at] * stored.scales[at].astype(np.float32)[:, None], dtype=np.float32)


def _tokens(
    side: Side,
    original: str,
    text: NormalisedText,
    tokens: Sequence[tuple[int, tuple[int, int]]],
    weights: npt.NDArray[np.float32],
) -> tuple[Token, ...]:
    places = [text.to_original(start, end) for _, (start, end) in tokens]
    return tuple(
        Token(side, original[start:end], start, end, float(weight))
        for (start, end), weight in zip(places, weights, strict=True)
    )
