"""What the tests of pages share: one run, and the pages' elements."""

import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from garrison_agents.llm.folder import RunFolder
from llm.conftest import garrison_command
from report.played import played

__all__ = ["garrison_command"]  # the fixture
VOID = {"meta", "input"}


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """Three models, of which one says what would break a careless page and one has a dead endpoint."""
    return played(tmp_path_factory.mktemp("run") / "run", "greedy", "broken-hostile", "trouble-crash", max_steps=30)


class Reader(HTMLParser):
    """What stands in a page; every element must be closed where it was opened."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open

    @property
    def words(self) -> str:
        """Everything that is neither script nor style."""
        return " ".join(" ".join(self.said).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] not in (["script"], ["style"]):
            self.said.append(data)


def edit(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Changes a file of JSON."""
    body = json.loads(path.read_bytes())
    change(body)
    path.write_text(json.dumps(body), encoding="utf-8")
