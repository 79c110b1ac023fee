"""A person at this terminal in a model's place: reads the very prompts, types the reply."""

import base64
import os
import select
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from garrison_agents.llm.call import Answer
from garrison_agents.llm.errors import LeftError, StoppedError

END: Final = "."
POLL_S: Final = 0.2  # how soon a wait for a line notices that the run stops


class Terminal:
    """What all people of a run share: stdin, for one question at a time. `folder`: where pictures are put for them to open."""

    def __init__(self, folder: Path, halt: threading.Event) -> None:
        self.picture = folder / "picture.png"
        self.question = threading.Lock()
        self._halt = halt
        self._read = b""

    def line(self) -> str:
        """The next line, without its end. Raises LeftError where there will be none, StoppedError while the run stops."""
        while b"\n" not in self._read:
            if self._halt.is_set():
                raise StoppedError("the run is being stopped")
            if not select.select([sys.stdin], [], [], POLL_S)[0]:
                continue
            came = os.read(sys.stdin.fileno(), 4096)
            if not came:
                raise LeftError("the person at the terminal has left")
            self._read += came
        line, _, self._read = self._read.partition(b"\n")
        return line.decode("utf-8", "replace").rstrip("\r")


class Person:
    """Answers by lines up to one that is a dot alone, or by a single line that begins with a brace."""

    def __init__(self, name: str, terminal: Terminal) -> None:
        self._name, self._terminal = name, terminal
        self._system = ""

    def answer(self, messages: Sequence[dict[str, Any]], key: str) -> Answer:
        """Shows the prompt (the system's only when it is new) and reads the reply to call `key`. Raises LeftError, StoppedError."""
        asked_s = time.monotonic()
        with self._terminal.question:
            began_s = time.monotonic()
            for message in messages:
                words = self._words(message["content"])
                if message["role"] == "system" and words == self._system:
                    continue
                if message["role"] == "system":
                    self._system = words
                print(f"\n--- {message['role']} ---\n{words}", file=sys.stderr)
            print(f"\n--- {self._name}, {key}: a line of JSON, or several lines and then a dot ---", file=sys.stderr, flush=True)
            text = self._reply()
            took_s = time.monotonic() - began_s
        return Answer(
            text, finish="stop", tokens_in=0, tokens_out=0, latency_s=round(took_s, 3), lost_s=round(began_s - asked_s, 3), usd=0.0
        )

    def _words(self, content: Any) -> str:
        if isinstance(content, str):
            return content
        return "\n".join(part["text"] if part["type"] == "text" else self._shown(part["image_url"]["url"]) for part in content)

    def _shown(self, url: str) -> str:
        """Puts a picture where it can be opened."""
        self._terminal.picture.write_bytes(base64.b64decode(url.partition(",")[2]))
        return f"[the picture: {self._terminal.picture}]"

    def _reply(self) -> str:
        lines: list[str] = []
        while (line := self._terminal.line()) != END:
            lines.append(line)
            if len(lines) == 1 and line.lstrip().startswith("{"):
                break
        return "\n".join(lines)
