"""Owns `Gathering`: work of many awaiting callers on few threads, what waits at a time done together."""

from __future__ import annotations

import asyncio
import contextvars
import threading
import weakref
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, NamedTuple, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")


class _Waiting(NamedTuple, Generic[Job, Result]):
    job: Job
    outcome: Future[Result]
    context: contextvars.Context


class Gathering(Generic[Job, Result]):
    """Does jobs off the event loop. A job that finds a thread free goes alone; those that have to wait go together.

    Safe to use from several event loops at once. Threads start with the first job.

    Args:
        work: Does jobs together, on a thread: an outcome for each, an exception where one failed. What it raises fails
            them all. It runs in the context of the first.
        threads: Threads.
        together: Most jobs that go together; 1 where nothing is gained by it.
        most: Jobs of one event loop that may be handed over and not done; further callers wait on their loop.
    """

    def __init__(
        self,
        work: Callable[[Sequence[Job]], Sequence[Result | Exception]],
        *,
        threads: int,
        together: int,
        most: int,
    ) -> None:
        self._work = work
        self._number = threads
        self._together = together
        self._most = most
        self._waiting: deque[_Waiting[Job, Result]] = deque()
        self._threads: ThreadPoolExecutor | None = None
        self._room: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = (
            weakref.WeakKeyDictionary()
        )
        self._lock = threading.Lock()

    async def submit(self, job: Job) -> Result:
        """Waits for room and for the outcome; a caller that is cancelled takes its job back if it has not begun.

        Raises:
            Exception: The job's own.
        """
        async with self._for_this_loop():
            outcome: Future[Result] = Future()
            with self._lock:
                if self._threads is None:
                    self._threads = ThreadPoolExecutor(self._number, thread_name_prefix="twostage")
                self._waiting.append(_Waiting(job, outcome, contextvars.copy_context()))
            self._threads.submit(self._take)
            return await asyncio.wrap_future(outcome)

    def _for_this_loop(self) -> asyncio.Semaphore:
        loop = asyncio.get_running_loop()
        with self._lock:
            return self._room.setdefault(loop, asyncio.Semaphore(self._most))

    def _take(self) -> None:
        """Takes what waits, as far as it may go together; nothing, if threads before this one did."""
        with self._lock:
            taken = [self._waiting.popleft() for _ in range(min(self._together, len(self._waiting)))]
        begun = [one for one in taken if one.outcome.set_running_or_notify_cancel()]
        if not begun:
            return
        try:
            outcomes = begun[0].context.run(self._work, [one.job for one in begun])
        except BaseException as error:
            for one in begun:
                one.outcome.set_exception(error)
            if not isinstance(error, Exception):
                raise
            return
        for one, outcome in zip(begun, outcomes, strict=True):
            if isinstance(outcome, Exception):
                one.outcome.set_exception(outcome)
            else:
                one.outcome.set_result(outcome)
