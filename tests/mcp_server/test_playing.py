"""An MCP client wins as the agent itself does, over every transport and in every era of the protocol."""

import asyncio
from typing import Any

import pytest
from mcp import Client

from garrison import Description
from garrison_agents.trace import Trace
from mcp_server.conftest import PACE, SEED, over_stdio
from mcp_server.player import Seated, play_greedily


def assert_same(ledger: dict[str, Any], trace: Trace) -> None:
    """The game of the MCP client went as the direct one, and is won. (The hashes differ: a site's name means the level's own number,
    the agent's place the view's, rounded to float32; the state keeps the last action's place.)"""
    assert trace.status == "won"
    assert (ledger["status"], ledger["score"], ledger["step"]) == ("won", trace.score, trace.steps)
    assert (ledger["time_s"], ledger["gold"], ledger["wave"]) == (trace.ticks / 50, trace.gold_left, trace.waves)
    counts = ledger["counts"]
    assert (counts["replies"], counts["outside"]) == (trace.steps, 0)
    assert counts["unparseable"] == counts["out_of_schema"] == counts["illegal"] == 0


def test_a_client_over_stdio_wins_as_greedy_does(description: Description, direct: Trace) -> None:
    async def play() -> dict[str, Any]:
        async with Client(over_stdio(*PACE)) as client:
            return await play_greedily(Seated(client), description, SEED)

    assert_same(asyncio.run(play()), direct)


@pytest.mark.parametrize("mode", ["legacy", "auto"])
def test_a_client_over_http_wins_as_greedy_does(url: str, description: Description, direct: Trace, mode: str) -> None:
    async def play() -> dict[str, Any]:
        async with Client(url, mode=mode) as client:
            seated = Seated(client)
            ledger = await play_greedily(seated, description, SEED)
            assert bool(seated.handle) == (mode == "auto")  # the newest protocol has no sessions
            return ledger

    assert_same(asyncio.run(play()), direct)
