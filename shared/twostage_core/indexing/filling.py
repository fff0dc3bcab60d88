"""Owns `fill`: texts go through an encoder into a token store, batch by batch, each but once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context

from twostage_core.errors import InputError
from twostage_core.loading import load_verifier
from twostage_core.text import normalise
from twostage_core.tokenstore import Encoder, TokenStore

BATCH = 512
"""Texts that are looked up, encoded by length and stored together: some 4 MB of vectors."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What became of texts.

    Attributes:
        texts: How many were read, blank ones and those seen before included.
        computed: Of these, texts that were encoded and stored. The others were there, or blank, or twice in a batch.
        lost: Of the computed, texts whose vectors could not be stored.
    """

    texts: int = 0
    computed: int = 0
    lost: int = 0

    def __add__(self, other: Filled) -> Filled:
        """Both together."""
        return Filled(self.texts + other.texts, self.computed + other.computed, self.lost + other.lost)


@dataclass(frozen=True, slots=True)
class Filler:
    """Puts token vectors into a store by address: what a worker needs to be told, wherever it is.

    Attributes:
        store: Address of the store.
        model: ``"default"``, a checkpoint folder, or ``owner/name`` on the Hub.
        device: Where to encode, as torch names it; ``None`` takes the CPU.
        threads: Threads of a forward pass on the CPU; ``None`` leaves torch its own number.
    """

    store: str
    model: str = "default"
    device: str | None = None
    threads: int | None = None

    def prepared(self) -> PreparedFiller:
        """Opens the store and loads the encoder's weights, on the process that is to fill."""
        import torch

        if self.threads is not None:
            torch.set_num_threads(self.threads)
        return PreparedFiller(TokenStore(self.store), load_verifier(self.model, device=self.device).encoder)


class PreparedFiller:
    """A store and an encoder, ready.

    Args:
        store: Where to.
        encoder: What computes.
    """

    def __init__(self, store: TokenStore, encoder: Encoder) -> None:
        self._store = store
        self._encoder = encoder

    def __call__(self, texts: list[str]) -> Filled:
        """Encodes and stores what is missing of a batch of raw texts."""
        normalised = [text for text in (normalise(text).text for text in texts) if text.strip()]
        missing = self._store.missing(self._encoder, normalised)
        before = self._store.statistics.failures
        self._store.vectors(self._encoder, missing)
        lost = len(missing) if self._store.statistics.failures > before else 0
        return Filled(len(texts), len(missing), lost)


def fill(texts: Iterable[str], filler: Filler, *, workers: int = 1) -> Iterator[Filled]:
    """Fills a store; what a run that was killed has stored is not computed again.

    Args:
        texts: Raw texts; read as needed, so that any number goes through.
        filler: Which store and which encoder.
        workers: Processes with an encoder each, that share the cores. 1 works in this process.

    Yields:
        What became of each batch, as it is done.

    Raises:
        InputError: If ``workers`` is not positive, or the store is gone with this process (``memory://``).
    """
    check_shared(filler, workers)
    if workers == 1:
        yield from map(filler.prepared(), batches(texts))
        return
    with ProcessPoolExecutor(workers, get_context("spawn"), _prepare, (filler,)) as pool:
        waiting: set[Future[Filled]] = set()
        for batch in batches(texts):
            waiting.add(pool.submit(_fill, batch))
            # Two for each, so that none idles and few texts are held.
            if len(waiting) >= 2 * workers:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from (one.result() for one in done)
        for one in waiting:
            yield one.result()


def check_shared(filler: Filler, workers: int) -> None:
    """Raises `InputError` unless there are workers, and the store is one that all of them reach."""
    if workers < 1:
        raise InputError(f"workers must be at least 1, but got {workers}")
    if filler.store.startswith("memory:"):
        raise InputError("memory:// ends with this process: give the address of a store that stays, as lmdb:///folder")


def batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """Cuts texts into lists of `BATCH`."""
    left = iter(texts)
    while batch := list(islice(left, BATCH)):
        yield batch


_prepared: PreparedFiller
"""A worker process's own."""


def _prepare(filler: Filler) -> None:
    global _prepared
    _prepared = filler.prepared()


def _fill(batch: list[str]) -> Filled:
    return _prepared(batch)
