"""The courier's process: what cannot begin leaves nothing behind."""

import asyncio
import threading
from pathlib import Path

import pytest

from garrison_agents.llm import courier
from garrison_agents.llm.config import Model
from garrison_agents.llm.errors import LlmError
from garrison_agents.llm.journal import JournalWriter


def test_nobody_reads_orders_of_a_courier_that_cannot_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that found the loop closed would print a traceback over the one sentence that says why."""
    readers: list[object] = []
    monkeypatch.setattr(threading.Thread, "start", lambda thread: readers.append(thread))
    monkeypatch.delenv("NO_SUCH_KEY", raising=False)
    model = Model(name="m", model="m", base_url="http://127.0.0.1:9/v1", api_key_env="NO_SUCH_KEY")
    journal = JournalWriter(tmp_path / "journal")
    with pytest.raises(LlmError, match="NO_SUCH_KEY"):
        asyncio.run(courier._run([model], journal))
    journal.close()
    assert not readers
