"""The OpenEnv server as a process of its own: OpenEnv's validator, and OpenEnv's clients at once."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.openenv
BUILD = {"tool": "build", "arguments": {"site": "A5", "tower": "archer"}}
PACKAGE = Path(__file__).parents[2] / "agents" / "garrison_agents" / "adapters" / "openenv"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", "garrison_agents.adapters.openenv.app", "--port", str(port)])
    try:
        yield waited_for(f"http://127.0.0.1:{port}", server)
    finally:
        server.terminate()
        server.wait(30)


def waited_for(address: str, server: "subprocess.Popen[bytes]") -> str:
    until_s = time.monotonic() + 200
    while time.monotonic() < until_s and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5):
                return address
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise AssertionError("the server did not come up")


@pytest.fixture
def client(url: str) -> Any:
    """Makes clients, each a session."""
    from garrison_agents.adapters.openenv.client import GarrisonClient

    return lambda: GarrisonClient(base_url=url).sync()


def validated(*words: str) -> str:
    command = [sys.executable, "-m", "openenv.cli", "validate", *words]
    said = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
    return said.stdout


def test_the_package_is_valid() -> None:
    assert "Verdict: PASS" in validated(str(PACKAGE), "--level", "static", "--skip-build")


def test_the_running_server_is_valid(url: str) -> None:
    said = validated("--url", url)
    assert "Verdict: PASS" in said and "FAIL" not in said


def action(**fields: Any) -> Any:
    from garrison_agents.adapters.openenv.models import GarrisonAction

    return GarrisonAction(**fields)


def test_sessions_at_once_are_games_of_their_own(client: Any) -> None:
    with client() as one, client() as same, client() as other:
        began = [session.reset(seed=seed) for session, seed in ((one, 7), (same, 7), (other, 8))]
        assert "Tower defence" in began[0].observation.system_prompt and began[0].observation.tools and began[0].reward == 0
        told = [one.step(action(**BUILD)), same.step(action(text='{"name":"build","arguments":{"site":"A5","tower":"archer"}}'))]
        assert told[0].observation.prompt == told[1].observation.prompt and told[0].observation.understanding == "acted"
        assert other.step(action(text="what?")).observation.understanding == "unparseable"
        states = [session.state() for session in (one, same, other)]
        assert [(state.seed, state.step_count, state.level) for state in states] == [
            (7, 1, "garrison-1"),
            (7, 1, "garrison-1"),
            (8, 1, "garrison-1"),
        ]


def test_a_game_ends_with_its_score(client: Any) -> None:
    with client() as game:
        game.reset(seed=3, level="garrison-2")
        rewards = []
        while not (told := game.step(action(tool="wait"))).done:
            rewards.append(told.reward)
        assert set(rewards) == {0.0} and 0 <= told.reward <= 1
        assert game.state().status in (1, 2) and game.state().level == "garrison-2"
        assert game.step(action(tool="wait")).observation.prompt == told.observation.prompt, "an end stays"


def test_a_level_that_there_is_not_is_told(client: Any) -> None:
    with client() as game, pytest.raises(Exception, match="garrison-9"):
        game.reset(level="garrison-9")
