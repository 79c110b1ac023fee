"""What a model says: every call lands in its class with words that teach, and the game goes on. What is kept of it can be verified."""

import asyncio
import base64
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from mcp import Client, MCPError
from PIL import Image

from garrison.backend import Backend
from garrison_proto.records import OpenOptions
from garrison_server.replay import load_replay, verify
from mcp_server.conftest import PACE, over_stdio
from mcp_server.player import RECORD, Seated

SAYINGS: tuple[tuple[str, dict[str, Any], str, str], ...] = (
    ("build", {"site": "A4", "tower": "archer"}, "acted", "gold 230 -> 110"),
    ("build", {"site": "A5", "tower": "archer"}, "illegal", "error 2, not enough gold to build"),
    ("build", {"site": "Z9", "tower": "archer"}, "out_of_schema", 'site: came "Z9", wanted one of'),
    ("build", {"site": "A5"}, "out_of_schema", "wanted exactly site, tower"),
    ("build", {"site": "A5", "tower": "archer", "please": True}, "out_of_schema", "wanted exactly site, tower"),
    ("move_hero", {"x": 9, "y": 0}, "out_of_schema", "x: came 9, wanted a number from -3 to 3"),
    ("move_hero", {"x": "left", "y": 0}, "out_of_schema", 'x: came "left"'),
    ("fly", {}, "out_of_schema", 'came "fly", wanted a tool'),
    ("wait", {"words": "x" * 200_000}, "unparseable", "wanted at most 131072"),
    ("plan", {"actions": [], "until": {"wave": True}, "steps": 60}, "acted", "then a wave began"),
    ("show_range", {"site": "A4"}, "no_effect", "accepted, but it changed nothing"),
)


def test_every_call_lands_in_its_class_and_the_game_goes_on() -> None:
    async def talk() -> None:
        async with Client(over_stdio("--seed", "5")) as client:
            seated = Seated(client)
            early = await seated.call("wait")
            assert early.is_error and early.content[0].text == "there is no game: call new_game first"
            assert (await seated.begin())["seed"] == 5
            for tool, arguments, understanding, words in SAYINGS:
                said = await seated.call(tool, **arguments)
                assert said.meta[RECORD]["understanding"] == understanding, (tool, said.content[0].text)
                assert words in said.content[0].text and "# Current state" in said.content[0].text
                assert said.is_error == (understanding in ("unparseable", "out_of_schema", "illegal"))
                assert said.structured_content is None and len(said.content) == 1  # what clients drop, models must not need
            counts = json.loads((await seated.call("status")).content[0].text)["counts"]
            assert counts["replies"] == len(SAYINGS) and counts["illegal_by_code"] == {"2": 1}
            assert [counts[name] for name in ("acted", "unparseable", "out_of_schema", "illegal", "no_effect")] == [2, 1, 6, 1, 1]
            await ours(seated)
            assert (await seated.begin())["seed"] == 6

    asyncio.run(talk())


async def ours(seated: Seated) -> None:
    """Bad arguments of the tools that are not the gateway's: they cost nothing."""
    for tool, arguments, words in (
        ("new_game", {"level": "garrison-9"}, "wanted one of garrison-1"),
        ("new_game", {"seed": -1}, "seed: came -1, wanted a whole number"),
        ("new_game", {"seeds": 1}, 'came "seeds", wanted level or seed'),
        ("observe", {"picture": "yes"}, 'picture: came "yes", wanted true or false'),
        ("status", {"game": "x"}, 'came "game", wanted none'),
    ):
        said = await seated.call(tool, **arguments)
        assert said.is_error and words in said.content[0].text
    with pytest.raises(MCPError, match=r"wanted one of garrison://game/rules, "):
        await seated.client.read_resource("garrison://game/secrets")


def test_a_finished_game_says_so_and_what_is_kept_of_it_verifies(tmp_path: Path) -> None:
    async def talk() -> dict[str, Any]:
        async with Client(over_stdio(*PACE, "--record", str(tmp_path), "--level", "garrison-2", "--level", "garrison-1")) as client:
            seated = Seated(client)
            assert (await seated.begin())["level"] == "garrison-2"
            await seated.call("wait")
            begun = await client.call_tool("new_game", {"level": "garrison-1"})
            assert "The game before was given up at step 1, score 0." in begun.content[0].text
            said = await seated.call("plan", actions=[], until={}, steps=250)
            assert "The game is" in said.content[0].text and said.meta[RECORD]["status"] != "running"
            after = await seated.call("wait")
            assert after.is_error and "The game is over" in after.content[0].text
            return dict(said.meta[RECORD])

    record = asyncio.run(talk())
    replays = {path.name.split("-s")[0]: path for path in tmp_path.glob("*.replay.json")}
    assert set(replays) == {"garrison-1", "garrison-2"}
    for path in replays.values():
        assert verify(load_replay(path)).matches
    kept = json.loads(Path(str(replays["garrison-1"]).replace(".replay.", ".transcript.")).read_text(encoding="utf-8"))
    assert (kept["score"], kept["counts"]["replies"], kept["entries"][0]["calls"][0]["name"]) == (record["score"], 1, "plan")


def test_pictures_are_the_game_s_own(backend: Backend) -> None:
    async def look() -> tuple[bytes, bytes, Any]:
        async with Client(over_stdio("--pictures")) as client:
            seated = Seated(client)
            await seated.begin(seed=9)
            shown = (await seated.call("observe", picture=True)).content[1]
            return decoded(shown.data), decoded((await seated.read("picture.png")).blob), (await seated.call("wait")).content

    shown, read, with_each = asyncio.run(look())
    session = backend.open(OpenOptions(levels=("garrison-1",)))
    session.reset([0], [9])
    assert shown == read == session.render([0], 512)[0].tobytes()
    assert [part.type for part in with_each] == ["text", "image"]


def decoded(data: str) -> bytes:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data)))).tobytes()
