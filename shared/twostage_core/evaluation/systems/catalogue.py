"""Owns `Catalogue`: systems by name, which share what they have in common."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import cast, get_args

from twostage_core.basemodel import MINILM
from twostage_core.calibration import LEVELS
from twostage_core.errors import InputError, ModelNotFoundError
from twostage_core.evaluation.embedding import Embedding, LangChainEmbedding, SentenceEmbedding
from twostage_core.evaluation.modelfiles import hub_commit, is_hub_id
from twostage_core.evaluation.systems.dense import Dense
from twostage_core.evaluation.systems.foreign import Foreign
from twostage_core.evaluation.systems.hybrid import Hybrid
from twostage_core.evaluation.systems.protocol import System
from twostage_core.evaluation.systems.reranking import Reranking, VerifierScores
from twostage_core.evaluation.systems.twostage import TwoStage, Verdicts
from twostage_core.hashes import sha256
from twostage_core.importpath import load
from twostage_core.loading import load_verifier
from twostage_core.policy import OnReject, Order, Policy
from twostage_core.verifiers.cross_encoder import CrossEncoderVerifier
from twostage_core.verifiers.maxsim import MaxSimVerifier
from twostage_core.verifiers.protocol import check_threshold

GRAMMAR = """\
dense                    the recall embedding
dense:MODEL              another sentence-transformers model, a folder or a Hub id, or the import path
                         package.module:name of LangChain Embeddings
hybrid                   dense and BM25, fused by rank; hybrid:MODEL likewise
maxsim                   recall, reranked by late interaction of the untouched base's tokens
cross-encoder:MODEL      recall, reranked by a cross-encoder
two-stage                recall, then the verifier; what it rejects is dropped
two-stage+demote         … stands behind what it accepts
two-stage+annotate       … stays where recall had it
two-stage+rank_score     … stands behind, and either part goes by rank score
two-stage+strict         at another threshold: a level, or a probability as in two-stage+demote+0.5
two-stage:MODEL+…        another checkpoint
package.module:name      a LangChain retriever, a LlamaIndex retriever or query engine, or a function that makes one
                         of the documents, id → text"""
"""How a system is named."""

KINDS = ("dense", "hybrid", "maxsim", "cross-encoder", "two-stage")
"""What a system's name begins with, unless it is an import path."""
_CHECKPOINT = ("config.json", "model.safetensors", "calibration.json", "tokenizer.json")


class Catalogue:
    """Makes systems by name. Those on one first stage share it, and those on one verifier its verdicts.

    Args:
        recall: The embedding that recall uses: ``None`` for the untouched base, a sentence-transformers folder or Hub
            id, or the import path ``package.module:name`` of LangChain ``Embeddings``.
        cache: Folder where the vectors of collections are kept for the next run.
    """

    def __init__(self, recall: str | None = None, cache: Path | None = None) -> None:
        self._recall = recall
        self._cache = cache
        self._dense: dict[str | None, Dense] = {}
        self._scores: dict[tuple[str, str | float], VerifierScores] = {}
        self._verdicts: dict[tuple[str, str | float], Verdicts] = {}

    @cached_property
    def recall(self) -> Dense:
        """The first stage of every system that has two."""
        return self.dense(self._recall)

    def dense(self, model: str | None) -> Dense:
        """Recall with an embedding, the same one every time."""
        if model not in self._dense:
            self._dense[model] = Dense(embedding(model, self._cache))
        return self._dense[model]

    def system(self, spec: str) -> System:
        """Makes a system.

        Args:
            spec: As in `GRAMMAR`.

        Returns:
            The system; no weights are read yet.

        Raises:
            InputError: If the name is none of these.
            ModelNotFoundError: If there is no such model.
        """
        kind, _, rest = spec.partition(":")
        name, *options = kind.split("+") if kind.startswith("two-stage") else (kind,)
        if name in ("dense", "hybrid"):
            dense = self.dense(rest) if rest else self.recall
            both = dense if name == "dense" else Hybrid(dense)
            return System(_short(name, rest), both, both, files=dense.embedding.files)
        if spec == "maxsim":
            maxsim = MaxSimVerifier()
            found = Reranking(self.recall, maxsim)
            return System(spec, VerifierScores(maxsim), found, files={**MINILM.files, **self._recall_files()})
        if name == "cross-encoder" and rest:
            folder = Path(rest).expanduser()
            here = (folder / "config.json").is_file()
            if not here and (folder.is_dir() or not is_hub_id(rest)):
                raise ModelNotFoundError(f"expected a cross-encoder folder or a Hub id, but got {rest!r}")
            crossed = CrossEncoderVerifier(folder if here else rest)
            files = _hashes(folder) if here else {rest: hub_commit(rest)}
            found = Reranking(self.recall, crossed)
            return System(_short(name, rest), VerifierScores(crossed), found, files={**files, **self._recall_files()})
        if name == "two-stage":
            model, *more = rest.split("+")
            return self._two_stage(_short("+".join([name, *options]), rest), model or "default", [*options, *more])
        if rest and name.replace(".", "_").isidentifier():
            return System(spec, searcher=Foreign(spec, load(spec)), files={spec: "not hashed"})
        raise InputError(f"no system is called {spec!r}; it must be one of\n{GRAMMAR}")

    def _two_stage(self, name: str, model: str, options: list[str]) -> System:
        policy, threshold = _policy(options)
        verifier = load_verifier(model)
        # A level may have been fitted for one relation alone; searches are by support.
        fitted = verifier.calibrations
        thresholds = {"support": verifier.threshold("support", threshold)}
        if isinstance(threshold, float) or threshold in fitted["identity"].thresholds:
            thresholds["identity"] = verifier.threshold("identity", threshold)
        key = (model, threshold)
        if key not in self._verdicts:
            self._scores[key] = VerifierScores(verifier, threshold)
            self._verdicts[key] = Verdicts(self.recall, verifier, threshold)
        searcher = TwoStage(self._verdicts[key], policy)
        files = {**_hashes(verifier.checkpoint.folder), **self._recall_files()}
        return System(name, self._scores[key], searcher, thresholds, files)

    def _recall_files(self) -> Mapping[str, str]:
        """What a second stage gets to see hangs on the first."""
        return {f"recall: {name}": digest for name, digest in self.recall.embedding.files.items()}


def embedding(model: str | None, cache: Path | None = None) -> Embedding:
    """Makes an embedding.

    Args:
        model: ``None`` for the untouched base, a sentence-transformers folder or Hub id, or the import path
            ``package.module:name`` of LangChain ``Embeddings``.
        cache: See `Embedding`.

    Raises:
        InputError: If the import path leads to no embeddings.
        ModelNotFoundError: If there is no such model.
    """
    if model is not None and ":" in model and not Path(model).exists():
        return LangChainEmbedding(load(model), model)
    return SentenceEmbedding(model, cache)


def _policy(options: list[str]) -> tuple[Policy, str | float]:
    """Reads ``demote``, ``rank_score`` and a threshold."""
    order: Order = "rank_score" if "rank_score" in options else "recall"
    on_reject: OnReject = "drop" if order == "recall" else "demote"
    threshold: str | float = Policy().threshold
    for option in options:
        if option in get_args(OnReject):
            on_reject = cast(OnReject, option)
        elif option == "rank_score":
            continue
        elif option in LEVELS or option.replace(".", "", 1).isdigit():
            threshold = option if option in LEVELS else float(option)
            check_threshold(threshold)
        else:
            raise InputError(f"two-stage knows no option {option!r}; a system must be one of\n{GRAMMAR}")
    return Policy(on_reject=on_reject, order=order), threshold


def _short(name: str, rest: str) -> str:
    """A name without the path that leads to the model."""
    folder, *options = rest.split("+")
    return "+".join([f"{name}:{Path(folder).name}" if folder else name, *options])


def _hashes(folder: Path) -> Mapping[str, str]:
    return {name: sha256(folder / name) for name in _CHECKPOINT if (folder / name).is_file()}
