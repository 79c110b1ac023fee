"""The run's append-only journal of calls: what makes a crash cost nothing.

A line is a CRC-32 in hex, a space, and a JSON object: `asked` before a request leaves, then `answered` or `failed`. One process
writes, under a lock. A last line that was torn by a crash is cut off; damage anywhere else is an error.
"""

import fcntl
import json
import os
import time
import zlib
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from garrison_agents.llm.call import Answer, Failure, Request, pack_answer, unpack_answer
from garrison_agents.llm.errors import JournalError, RunError

POLL_S: Final = 0.1


@dataclass
class Memory:
    """What a journal says."""

    answers: dict[str, tuple[str, str, Answer]] = field(default_factory=dict)  # key -> (model, request's digest, answer)
    in_doubt: set[str] = field(default_factory=set)  # keys asked, but neither answered nor failed: perhaps paid for
    failures: int = 0


class JournalWriter:
    """Appends to a journal. Raises RunError when another process still writes after `wait_s`."""

    def __init__(self, path: Path, wait_s: float = 0.0) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        until = time.monotonic() + wait_s
        while True:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    os.close(self._file)
                    raise RunError(f"{path}: another process is writing it") from None
                time.sleep(POLL_S)
        _cut_torn_line(self._file)

    def asked(self, request: Request) -> None:
        """A request is about to leave."""
        self._write({"is": "asked", "key": request.key, "model": request.model, "digest": request.digest, "at": round(time.time(), 3)})

    def answered(self, request: Request, answer: Answer) -> None:
        """Its answer has come; on disk after the next `settle`."""
        body = pack_answer(answer)
        self._write({"is": "answered", "key": request.key, "model": request.model, "digest": request.digest, "answer": body})

    def settle(self) -> None:
        """Returns when everything written is on the disk itself. May be called from another thread."""
        os.fsync(self._file)

    def failed(self, request: Request, failure: Failure) -> None:
        """There will be none."""
        self._write({"is": "failed", "key": request.key, "model": request.model, "failure": asdict(failure)})

    def close(self) -> None:
        """Lets go of the lock."""
        os.close(self._file)

    def _write(self, entry: dict[str, Any]) -> None:
        body = json.dumps(entry, separators=(",", ":")).encode()
        line = memoryview(b"%08x %b\n" % (zlib.crc32(body), body))
        while line:
            line = line[os.write(self._file, line) :]


def read_journal(path: Path) -> Memory:
    """Raises JournalError naming the line that is damaged."""
    memory = Memory()
    if not path.exists():
        return memory
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            entry = _entry(line)
            if entry is None:
                if not line.endswith(b"\n"):
                    break  # torn
                raise JournalError(f"{path}, line {number}: damaged; its checksum does not match")
            _take(memory, entry)
    return memory


def _take(memory: Memory, entry: dict[str, Any]) -> None:
    key = entry["key"]
    if entry["is"] == "asked":
        memory.in_doubt.add(key)
        return
    memory.in_doubt.discard(key)
    if entry["is"] == "answered":
        memory.answers[key] = entry["model"], entry["digest"], unpack_answer(entry["answer"])
    else:
        memory.failures += 1


def _entry(line: bytes) -> dict[str, Any] | None:
    """A whole line's object; None for one that is damaged."""
    check, _, body = line.rstrip(b"\n").partition(b" ")
    if not line.endswith(b"\n") or check != b"%08x" % zlib.crc32(body):
        return None
    entry: dict[str, Any] = json.loads(body)
    return entry


def _cut_torn_line(file: int) -> None:
    """Truncates to the end of the last whole line."""
    size = os.fstat(file).st_size
    at, block = size, 1 << 16
    while at > 0:
        start = max(0, at - block)
        found = os.pread(file, at - start, start).rfind(b"\n")
        if found >= 0:
            if start + found + 1 < size:
                os.ftruncate(file, start + found + 1)
            return
        at = start
    os.ftruncate(file, 0)
