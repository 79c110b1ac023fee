"""Clients that come and go: each has a game of its own, and whoever leaves, however it leaves, leaves nothing behind."""

import asyncio
import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import psutil
import pytest
from mcp import Client
from typer.testing import CliRunner

import garrison
from garrison.cli import build
from garrison.errors import GarrisonError
from mcp_server.conftest import COMMAND, over_http
from mcp_server.player import Seated

BRIEF_LIFE = """
import asyncio, json, sys
from mcp import Client, StdioServerParameters
async def live(where):
    async with Client(where if isinstance(where, str) else StdioServerParameters(**where)) as client:
        print((await client.call_tool("new_game", {})).is_error, flush=True)
        await asyncio.sleep(600)
asyncio.run(live(json.loads(sys.argv[1])))
"""


@pytest.fixture(scope="module")
def one_slot() -> Iterator[str]:
    """A game server with room for one game."""
    with garrison.launch(("--max-slots", "1")) as server:
        yield server.address


def killed_in_play(where: Any) -> list[psutil.Process]:
    """Lets a client begin a game, and kills it with -9; the processes that it had started."""
    with subprocess.Popen([sys.executable, "-c", BRIEF_LIFE, json.dumps(where)], stdout=subprocess.PIPE, text=True) as client:
        try:
            assert client.stdout is not None and client.stdout.readline() == "False\n"
            return psutil.Process(client.pid).children(recursive=True)
        finally:
            client.kill()


async def refused(url: str) -> bool:
    async with Client(url) as client:
        return bool((await client.call_tool("new_game", {})).is_error)


async def freed(url: str) -> None:
    deadline = time.monotonic() + 20
    while await refused(url):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.2)


def test_clients_at_once_play_games_of_their_own(url: str) -> None:
    async def talk() -> None:
        async with Client(url) as one, Client(url, mode="legacy") as other, Client(url, mode="legacy") as third:
            seats = [Seated(one), Seated(other), Seated(third)]
            begun = await asyncio.gather(*(seat.begin() for seat in seats))
            assert [record["state_hash"] for record in begun] == [begun[0]["state_hash"]] * 3
            await asyncio.gather(
                *(seats[0].call("wait") for _ in range(5)), seats[1].call("build", site="A4", tower="archer"), seats[2].call("fly")
            )
            ledgers = [json.loads((await seat.read("ledger.json")).text) for seat in seats]
            assert [(ledger["step"], ledger["gold"]) for ledger in ledgers] == [(5, 230), (1, 110), (1, 230)]
            assert [ledger["counts"]["out_of_schema"] for ledger in ledgers] == [0, 0, 1]
            stray = await one.call_tool("wait", {"game": "mine"})
            assert stray.is_error and 'game: came "mine", wanted the id' in stray.content[0].text
            assert [one.name for one in (await one.list_resource_templates()).resource_templates] == [
                one.name for one in (await other.list_resources()).resources
            ]

    asyncio.run(talk())


def test_a_client_that_leaves_over_http_frees_its_game_at_once_and_a_killed_one_when_its_silence_is_long(one_slot: str) -> None:
    async def talk(url: str) -> None:
        async with Client(url, mode="legacy") as client:
            await Seated(client).begin()
            assert await refused(url)  # the one slot is taken: said in words, and no harm done
        await freed(url)

    with over_http("--target", one_slot, "--idle", "1") as (url, _):
        asyncio.run(talk(url))
        time.sleep(2.5)  # the last game of `freed` is silent too
        killed_in_play(url)
        asyncio.run(freed(url))


def test_a_killed_client_over_stdio_takes_its_server_and_its_game_along(one_slot: str) -> None:
    where = {"command": COMMAND[0], "args": [*COMMAND[1:], "--target", one_slot], "env": dict(os.environ)}
    for _ in range(2):  # the second finds the slot free
        children = killed_in_play(where)
        assert children and not psutil.wait_procs(children, timeout=20)[1]


def test_stdout_is_the_protocol_s_alone_whatever_comes_in_and_ctrl_c_ends_it_at_once() -> None:
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "raw", "version": "1"}}
    lines = (
        "no JSON", '{"jsonrpc": "2.0"', request(1, "initialize", hello), '{"jsonrpc": "2.0", "method": "notifications/initialized"}',
        request(2, "tools/call", {"name": "new_game"}), "[[[[", '"\\ud800"',
        request(3, "tools/call", {"name": "move_hero", "arguments": {"x": float("nan"), "y": 0}}),
        request(4, "tools/call", {"name": "wait", "arguments": {}}),
    )  # fmt: skip
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None and server.stdout is not None and server.stderr is not None
        for line in lines:
            server.stdin.write(line + "\n")
            server.stdin.flush()
        answers: dict[int, Any] = {}
        while 4 not in answers:
            answer = json.loads(server.stdout.readline())
            answers[answer["id"]] = answer
        assert "NaN, which is no number of JSON" in answers[3]["result"]["content"][0]["text"]
        assert answers[4]["result"]["isError"] is False
        server.send_signal(signal.SIGINT)
        assert (server.wait(10), server.stdout.read()) == (0, "")
        assert "Traceback" not in server.stderr.read()


def test_ctrl_c_at_a_terminal_ends_it() -> None:
    terminal, end = pty.openpty()
    with subprocess.Popen(COMMAND, stdin=end, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None and server.stderr is not None
        assert "speaking MCP on stdin and stdout" in server.stderr.readline()
        time.sleep(1)
        server.send_signal(signal.SIGINT)
        assert (server.wait(10), server.stdout.read(), server.stderr.read()) == (0, "", "")
    os.close(terminal)
    os.close(end)


def test_an_http_server_ends_at_a_signal_with_clients_still_there() -> None:
    async def talk(url: str, server: "subprocess.Popen[str]") -> None:
        async with Client(url, mode="legacy") as client:
            await Seated(client).begin()
            server.terminate()
            assert await asyncio.to_thread(server.wait, 15) == 0

    with over_http() as (url, server):
        asyncio.run(talk(url, server))
        assert server.stderr is not None and "Traceback" not in server.stderr.read()


def request(number: int, method: str, params: dict[str, Any]) -> str:
    return json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params})


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--level", "garrison-9"], "garrison-9"),
        (["--level", "garrison-1", "--level", "garrison-1"], "levels of different names"),
        (["--target", "nowhere"], "no backend is called 'nowhere'"),
        (["--watchable"], "a server that others can reach"),
        (["--speed", "nan"], "a number above 0"),
        (["--http", "8000"], "HOST:PORT"),
        (["--http", "0.0.0.0:0"], "which other machines can reach"),
        (["--record", "/dev/null/here"], "a folder that can be written"),
    ],
)
def test_bad_options_are_one_sentence(options: list[str], words: str) -> None:
    result = CliRunner().invoke(build(), ["mcp", *options])
    assert isinstance(result.exception, GarrisonError) and words in str(result.exception)
