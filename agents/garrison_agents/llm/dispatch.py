"""The evaluation's end of the courier: hands requests over, waits for what comes back."""

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import asdict
from pathlib import Path
from typing import Any

from garrison_agents.llm.call import Answer, Failure, Request, pack_answer, unpack_answer
from garrison_agents.llm.config import Model
from garrison_agents.llm.errors import ConfigError, RunError

Retry = Callable[[str, str], None]  # (the call's key, what happened)


class Dispatch:
    """A courier of one's own, in a session of its own, so that neither Ctrl-C nor our death reaches it."""

    def __init__(self, models: Sequence[Model], journal: Path, retried: Retry = lambda key, words: None) -> None:
        """Returns when the courier holds the journal. Raises ConfigError (a key or a library is missing), RunError."""
        self._lock = threading.Lock()
        self._waiting: dict[str, Future[Answer | Failure]] = {}
        self._retried = retried
        self._gone = False
        self._process = subprocess.Popen(
            [sys.executable, "-m", "garrison_agents.llm.courier", str(journal)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        self._send([asdict(model) for model in models])
        first = self._line()
        if first is None or "ready" not in first:
            self.close()
            raise ConfigError(first["fault"]) if first else RunError("the courier did not start; its words stand above")
        threading.Thread(target=self._listen, daemon=True).start()

    def carry(self, request: Request) -> "Future[Answer | Failure]":
        """Sends one request. Raises RunError when the courier is gone."""
        future = self._expect(request)
        self._send(asdict(request))
        return future

    def note(self, request: Request, answer: Answer) -> Answer:
        """Has an answer that came some other way written into the journal; returns it when it is there."""
        future = self._expect(request)
        self._send({**asdict(request), "answer": pack_answer(answer)})
        future.result()
        return answer

    def close(self) -> None:
        """No more requests; waits for those on their way."""
        if self._process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
        self._process.wait()

    def _expect(self, request: Request) -> "Future[Answer | Failure]":
        future: Future[Answer | Failure] = Future()
        with self._lock:
            if self._gone:
                raise RunError("the courier has ended; resume the run")
            self._waiting[request.key] = future
        return future

    def _send(self, message: Any) -> None:
        line = json.dumps(message).encode() + b"\n"
        assert self._process.stdin is not None
        with self._lock:
            try:
                self._process.stdin.write(line)
                self._process.stdin.flush()
            except BrokenPipeError:
                self._gone = True

    def _line(self) -> dict[str, Any] | None:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        message: dict[str, Any] | None = json.loads(line) if line else None
        return message

    def _listen(self) -> None:
        while (message := self._line()) is not None:
            if "retry" in message:
                self._retried(message["key"], f"{message['retry']}: {message['words']}")
                continue
            with self._lock:
                future = self._waiting.pop(message["key"])
            future.set_result(unpack_answer(message["answer"]) if "answer" in message else Failure(**message["failure"]))
        with self._lock:
            self._gone = True
            left, self._waiting = list(self._waiting.values()), {}
        for future in left:
            future.set_exception(RunError("the courier has ended; resume the run"))
