"""Owns `fill_on_ray`: the same as `filling.fill`, on the machines of a Ray cluster.

Ray Data streams blocks of texts through a pool of actors with one encoder each, starts an actor anew that dies, and
spills to disk what it cannot hold. Vectors go from the actors straight into the store.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from twostage_core.errors import InputError
from twostage_core.indexing.filling import BATCH, Filled, Filler, batches, check_shared


class _Actor:
    """One encoder, kept for all the blocks that reach it."""

    def __init__(self, filler: Filler) -> None:
        self._fill = filler.prepared()

    def __call__(self, block: dict[str, Any]) -> dict[str, list[int]]:
        done = self._fill([str(text) for text in block["text"]])
        return {name: [count] for name, count in asdict(done).items()}


def fill_on_ray(texts: Iterable[str], filler: Filler, *, workers: int = 1) -> Iterator[Filled]:
    """Fills a store from a Ray cluster: the one that is connected to, that ``RAY_ADDRESS`` names, or a new local one.

    Args:
        texts: Raw texts, read on this machine.
        filler: Which store, reached from every machine of the cluster, and which encoder. With a CUDA device each
            actor takes one GPU.
        workers: Actors.

    Yields:
        What became of each block, as it is done.

    Raises:
        InputError: As `filling.fill`, or if Ray Data is not installed.
    """
    check_shared(filler, workers)
    try:
        import pyarrow
        import ray
        import ray.data
    except ModuleNotFoundError as error:
        raise InputError(f"--engine ray needs Ray Data ({error}): pip install 'twostage-rag[ray]'") from error
    if not ray.is_initialized():
        ray.init(log_to_driver=False)
    ray.data.DataContext.get_current().enable_progress_bars = False
    blocks: list[Any] = [ray.put(pyarrow.table({"text": batch})) for batch in batches(texts)]
    if not blocks:
        return
    on_gpu = (filler.device or "").startswith("cuda")
    done = ray.data.from_arrow_refs(blocks).map_batches(
        _Actor,
        fn_constructor_args=(filler,),
        batch_size=BATCH,
        compute=ray.data.ActorPoolStrategy(size=workers),
        num_gpus=1 if on_gpu else None,
    )
    for row in done.iter_rows():
        yield Filled(**row)
