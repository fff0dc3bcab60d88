from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Callable, Sequence

import pytest

from twostage_core.gathering import Gathering


class Doubling:
    """Doubles numbers, and notes which came together; the first batch waits until it is let go."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.go = threading.Event()

    def __call__(self, jobs: Sequence[int]) -> list[int | Exception]:
        self.batches.append(list(jobs))
        self.go.wait(10)
        return [ValueError(f"{job} is odd") if job % 2 else 2 * job for job in jobs]


async def held(work: Doubling, gathering: Gathering[int, int], jobs: Sequence[int]) -> list[asyncio.Task[int]]:
    """Hands over jobs while the one thread is busy with the first of them."""
    tasks = [asyncio.create_task(gathering.submit(jobs[0]))]
    await until(lambda: bool(work.batches))
    tasks += [asyncio.create_task(gathering.submit(job)) for job in jobs[1:]]
    await asyncio.sleep(0.02)
    return tasks


async def until(condition: Callable[[], bool]) -> None:
    for _ in range(1_000):
        if condition():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it never came to that")


async def test_those_that_wait_go_together_and_each_gets_its_own() -> None:
    work = Doubling()
    gathering = Gathering(work, threads=1, together=64, most=64)
    tasks = await held(work, gathering, [2, 4, 6, 7, 8])
    work.go.set()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [outcome for outcome in outcomes if isinstance(outcome, int)] == [4, 8, 12, 16]
    assert str(outcomes[3]) == "7 is odd"
    assert work.batches == [[2], [4, 6, 7, 8]]


async def test_no_more_go_together_than_may() -> None:
    work = Doubling()
    gathering = Gathering(work, threads=1, together=2, most=64)
    tasks = await held(work, gathering, [0, 2, 4, 6])
    work.go.set()
    assert await asyncio.gather(*tasks) == [0, 4, 8, 12]
    assert work.batches == [[0], [2, 4], [6]]


async def test_no_more_are_handed_over_than_there_is_room_for() -> None:
    work = Doubling()
    gathering = Gathering(work, threads=1, together=64, most=3)
    tasks = await held(work, gathering, list(range(0, 20, 2)))
    assert [waiting.job for waiting in gathering._waiting] == [2, 4]
    work.go.set()
    assert await asyncio.gather(*tasks) == list(range(0, 40, 4))
    assert max(map(len, work.batches)) <= 3


async def test_a_caller_that_is_cancelled_takes_its_job_back() -> None:
    work = Doubling()
    gathering = Gathering(work, threads=1, together=64, most=64)
    tasks = await held(work, gathering, [2, 4, 6])
    tasks[1].cancel()
    await asyncio.sleep(0)
    work.go.set()
    assert (await tasks[0], await tasks[2]) == (4, 12)
    assert work.batches == [[2], [6]]
    with pytest.raises(asyncio.CancelledError):
        await tasks[1]


async def test_work_that_raises_fails_those_it_was_for_and_no_others() -> None:
    def work(jobs: Sequence[int]) -> list[int]:
        if 0 in jobs:
            raise ZeroDivisionError
        return list(jobs)

    gathering: Gathering[int, int] = Gathering(work, threads=1, together=64, most=64)
    with pytest.raises(ZeroDivisionError):
        await gathering.submit(0)
    assert await gathering.submit(1) == 1


async def test_work_sees_the_callers_context() -> None:
    variable: contextvars.ContextVar[str] = contextvars.ContextVar("variable")

    def work(jobs: Sequence[int]) -> list[str]:
        return [variable.get() for _ in jobs]

    variable.set("mine")
    assert await Gathering[int, str](work, threads=1, together=64, most=1).submit(0) == "mine"


def test_several_event_loops_share_it() -> None:
    gathering: Gathering[int, int] = Gathering(lambda jobs: [2 * job for job in jobs], threads=2, together=64, most=4)
    found: dict[int, list[int]] = {}

    async def run(own: int) -> list[int]:
        return await asyncio.gather(*(gathering.submit(100 * own + i) for i in range(30)))

    threads = [threading.Thread(target=lambda n=n: found.update({n: asyncio.run(run(n))})) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {n: [2 * (100 * n + i) for i in range(30)] for n in range(4)}
