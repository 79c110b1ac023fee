"""The greedy agent behind the official SDK's client: it reads the observation as a resource and acts by calling tools."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from mcp import Client

from garrison import Description
from garrison_agents.agent import NativeAction
from garrison_agents.scripted.greedy import Greedy

RECORD = "garrison/result"
BUILDS = ("archer", "magician", "knight")


@dataclass
class Seated:
    """A client and the game it plays; `handle` names it where nothing else does."""

    client: Client
    handle: str = ""

    async def call(self, tool: str, **arguments: Any) -> Any:
        return await self.client.call_tool(tool, arguments | ({"game": self.handle} if self.handle else {}))

    async def begin(self, **arguments: Any) -> dict[str, Any]:
        begun = await self.client.call_tool("new_game", arguments)
        assert not begun.is_error, begun.content[0].text
        self.handle = begun.meta[RECORD].get("game", "")
        return dict(begun.meta[RECORD])

    async def read(self, name: str) -> Any:
        address = f"garrison://game/{self.handle}/{name}" if self.handle else f"garrison://game/{name}"
        return (await self.client.read_resource(address)).contents[0]


def named(action: NativeAction, sites: dict[str, tuple[float, float]]) -> tuple[str, dict[str, Any]]:
    """A native action as a call of a tool."""
    x, y, number = action
    site = min(sites, key=lambda name: (sites[name][0] - x) ** 2 + (sites[name][1] - y) ** 2)
    if number < 3:
        return "build", {"site": site, "tower": BUILDS[number]}
    place = {"x": float(x), "y": float(y)}
    return {3: ("upgrade", {"site": site}), 6: ("wait", {}), 8: ("reinforce", place), 9: ("move_hero", place)}[number]


async def play_greedily(seated: Seated, description: Description, seed: int) -> dict[str, Any]:
    """Plays one game to its end; the ledger then."""
    agent = Greedy()
    agent.reset(description, seed)
    record = await seated.begin(level=description.level.name, seed=seed)
    tools = {tool.name: tool for tool in (await seated.client.list_tools()).tools}
    names = tools["upgrade"].input_schema["properties"]["site"]["enum"]
    points = json.loads(description.level_document)["tower_points"]
    sites = {name: (point["at"][0], point["at"][1]) for name, point in zip(names, points, strict=True)}
    while record["status"] == "running":
        view = np.array(json.loads((await seated.read("structured.json")).text), np.float32)
        tool, arguments = named(agent.act({"structured": view}), sites)
        called = await seated.call(tool, **arguments)
        record = called.meta[RECORD]
        assert not called.is_error, called.content[0].text
    return dict(json.loads((await seated.read("ledger.json")).text))
