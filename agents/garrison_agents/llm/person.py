"""A person at this terminal in a model's place: reads the very prompts, types the reply."""

import sys
import threading
import time
from collections.abc import Sequence
from typing import Any, Final

from garrison_agents.llm.call import Answer

END: Final = "."
_terminal = threading.Lock()  # one question at a time


class Person:
    """Answers from stdin: lines up to one that is a dot alone, or a single line that begins with a brace."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._system = ""

    def answer(self, messages: Sequence[dict[str, Any]]) -> Answer:
        """Shows the prompt (the system's only when it is new) and reads the reply. EOF is an empty one."""
        with _terminal:
            began_s = time.monotonic()
            for message in messages:
                words = _words(message["content"])
                if message["role"] == "system" and words == self._system:
                    continue
                if message["role"] == "system":
                    self._system = words
                print(f"\n--- {message['role']} ---\n{words}", file=sys.stderr)
            print(f"\n--- {self._name}: a line of JSON, or several lines and then a dot ---", file=sys.stderr, flush=True)
            return Answer(_read(), finish="stop", tokens_in=0, tokens_out=0, latency_s=round(time.monotonic() - began_s, 3))


def _words(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "\n".join(part.get("text", "[a picture]") for part in content)


def _read() -> str:
    lines: list[str] = []
    for line in iter(sys.stdin.readline, ""):
        line = line.rstrip("\n")
        if line == END:
            break
        lines.append(line)
        if len(lines) == 1 and line.lstrip().startswith("{"):
            break
    return "\n".join(lines)
