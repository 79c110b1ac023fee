"""The process that carries requests to the endpoints and writes the journal: `python -m garrison_agents.llm.courier JOURNAL`.

It outlives the evaluation: when that is killed, requests on their way are finished and journalled, so that a resumed run need
not pay for them again; what has not left yet is dropped. On stdin, JSON lines: first the models' settings, then requests.
On stdout, JSON lines: `ready`, then an answer or a failure for each request.
"""

import asyncio
import contextlib
import json
import os
import random
import sys
import threading
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

from garrison_agents.llm.call import Answer, Failure, Request, pack_answer, unpack_answer
from garrison_agents.llm.config import Model
from garrison_agents.llm.errors import LlmError
from garrison_agents.llm.fields import made
from garrison_agents.llm.journal import JournalWriter
from garrison_agents.llm.providers.provider import Provider, ProviderError, make_provider
from garrison_agents.llm.providers.secret import environment_keys, without_keys

LONGEST_PAUSE_S: Final = 60.0
WAIT_FOR_OTHERS_S: Final = 900.0  # an earlier courier may still be waiting for its last answers


class Post:
    """One model's counter: how many requests may be on their way, and how fast they may follow one another."""

    def __init__(self, model: Model) -> None:
        self.model, self.provider = model, make_provider(model)
        self.slots = asyncio.Semaphore(model.parallel)
        self._gap_s = 60.0 / model.requests_per_minute if model.requests_per_minute else 0.0
        self._next_s = 0.0

    async def turn(self) -> None:
        """Waits until the next request may leave."""
        now_s = time.monotonic()
        at_s = max(now_s, self._next_s)
        self._next_s = at_s + self._gap_s
        await asyncio.sleep(at_s - now_s)


class Courier:
    """Carries requests until its orders end."""

    def __init__(self, models: list[Model], journal: JournalWriter) -> None:
        self._journal = journal
        self._posts = {model.name: Post(model) for model in models}
        self.ending = asyncio.Event()

    async def note(self, request: Request, answer: Answer) -> None:
        """Writes an answer down; then, and not before, it is told."""
        self._journal.answered(request, answer)
        await asyncio.to_thread(self._journal.settle)
        _tell({"key": request.key, "answer": pack_answer(answer)})

    async def carry(self, request: Request) -> None:
        """One request, through all its attempts."""
        post, began_s = self._posts[request.model], time.monotonic()
        async with post.slots:
            if self.ending.is_set():
                return
            await post.turn()
            if self.ending.is_set():
                return
            self._journal.asked(request)
            came = await self._attempts(post.provider, post.model, request, began_s)
        if isinstance(came, Answer):
            await self.note(request, came)
        else:
            self._journal.failed(request, came)
            _tell({"key": request.key, "failure": asdict(came)})

    async def _attempts(self, provider: Provider, model: Model, request: Request, began_s: float) -> Answer | Failure:
        pause_s = model.backoff_s
        for attempt in range(1, model.retries + 2):
            try:
                answer = await provider.ask(request.body, request.key)
            except ProviderError as error:
                if not error.worth_retrying or attempt > model.retries or self.ending.is_set():
                    return Failure(error.kind, error.words, attempt)
                wait_s = error.after_s if error.after_s is not None else pause_s * random.uniform(0.5, 1.0)
                _tell({"key": request.key, "retry": error.kind, "words": error.words, "attempt": attempt})
                await self._pause(min(wait_s, LONGEST_PAUSE_S))
                if self.ending.is_set():
                    return Failure(error.kind, error.words, attempt)
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
            except Exception as error:
                words = without_keys(f"{type(error).__name__}: {error}", environment_keys())
                return Failure("broken_provider", words, attempt)
            else:
                lost_s = time.monotonic() - began_s - answer.latency_s
                return replace(answer, attempts=attempt, lost_s=round(max(lost_s, 0.0), 4))
        raise AssertionError("the last attempt returns")

    async def _pause(self, seconds: float) -> None:
        """Sleeps, unless the orders end."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.ending.wait(), seconds)


async def serve(courier: Courier, orders: "asyncio.Queue[bytes]") -> None:
    """Takes orders until they end; returns when all that left has come back."""
    _tell({"ready": os.getpid()})
    under_way: set[asyncio.Task[None]] = set()
    while line := await orders.get():
        order = json.loads(line)
        given = order.pop("answer", None)
        request = Request(**order)
        task = asyncio.create_task(courier.carry(request) if given is None else courier.note(request, unpack_answer(given)))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
    courier.ending.set()
    await asyncio.gather(*under_way)


def main() -> None:
    """The process."""
    _keep_line()
    try:
        models = [made(Model, table, f"models[{index}]") for index, table in enumerate(json.loads(sys.stdin.buffer.readline()))]
        journal = JournalWriter(Path(sys.argv[1]), WAIT_FOR_OTHERS_S)
        asyncio.run(_run(models, journal))
    except LlmError as error:
        _tell({"fault": str(error)})


async def _run(models: list[Model], journal: JournalWriter) -> None:
    courier = Courier(models, journal)  # may fail, so before anybody reads for a loop that has ended
    orders: asyncio.Queue[bytes] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read() -> None:
        for line in iter(sys.stdin.buffer.readline, b""):
            loop.call_soon_threadsafe(orders.put_nowait, line)
        loop.call_soon_threadsafe(orders.put_nowait, b"")

    threading.Thread(target=read, daemon=True).start()
    await serve(courier, orders)


def _keep_line() -> None:
    """Keeps stdout for our own lines: what a library prints goes to stderr."""
    sys.stdout.flush()
    line = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    sys.stdout = line


def _tell(message: dict[str, Any]) -> None:
    """A line to the evaluation, which may be gone."""
    try:
        sys.stdout.write(json.dumps(message) + "\n")
        sys.stdout.flush()
    except (BrokenPipeError, ValueError):
        pass


if __name__ == "__main__":
    main()
