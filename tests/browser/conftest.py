"""Pages in a real headless Chromium: these tests run only where they are asked for, by `-m chromium` or `make browser`."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.browser.chromium import Chromium, chromium

from garrison.backend import Backend
from garrison_agents.llm.folder import RunFolder
from garrison_agents.llm.report.board_page import board_page
from garrison_agents.llm.report.browser import Wish
from garrison_agents.llm.report.run_page import run_page
from garrison_agents.llm.verifying import judged
from report.played import played

PICTURES = Path(__file__).resolve().parents[2] / "runs" / "browser"
LEVELS = ("garrison-1", "garrison-3")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what is marked chromium unless the command line names it."""
    if "chromium" not in config.option.markexpr:
        out = [item for item in items if item.get_closest_marker("chromium")]
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]


@dataclass(frozen=True)
class Pages:
    """What is looked at."""

    run: Path
    board: Path
    folder: RunFolder


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory, backend: Backend) -> Pages:
    """A run of five models on two levels; a leaderboard of it and two more, of which one is not verified."""
    place = tmp_path_factory.mktemp("runs")
    run = played(place / "five-models", "greedy", "clumsy", "random", "broken-hostile", "trouble-crash", levels=LEVELS, ticks_per_step=50)
    other = played(place / "thinking", "chatty", levels=LEVELS, ticks_per_step=50, strategies=[{"kind": "chain_of_thought"}])
    quick = played(place / "real-time", "noop", track="real_time", speed=20.0, max_steps=60)
    judged(run, backend)
    judged(other, backend)
    text, _ = run_page(run, backend, Wish())
    (place / "run.html").write_text(text, encoding="utf-8")
    (place / "board.html").write_text(board_page([run, other, quick])[0], encoding="utf-8")
    return Pages(place / "run.html", place / "board.html", run)


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Chromium]:
    """A browser without a network; whatever it complains of fails the test."""
    if not chromium():
        pytest.fail("no Chromium on PATH (on Debian: apt install chromium)", pytrace=False)
    with Chromium(tmp_path / "chromium") as running:
        yield running
        running.get("1")  # what was complained of last
        assert running.faults == []
        assert all(address.startswith(("file://", "about:", "data:", "blob:")) for address in running.asked), running.asked
