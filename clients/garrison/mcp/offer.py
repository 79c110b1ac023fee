"""What a server offers: its levels, and the tools that play them. Made once, since it never changes while the server runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from garrison.backend import Backend
from garrison.mcp.figures import figures
from garrison.mcp.game import Game
from garrison.mcp.ground import Ground
from garrison.mcp.settings import Settings

Schema = dict[str, Any]
WAIT_HINT: Final = 'To wait for the next wave: plan with actions [], until {"wave": true}, steps 60.'
_MOST_SEED: Final = (1 << 53) - 1  # what every JSON reader holds exactly
GAME: Final = {"type": "string", "description": "the id that new_game told"}


@dataclass(frozen=True)
class Offer:
    """Levels by name, the first is the default; tools in MCP's form, ours and the gateway's."""

    grounds: dict[str, Ground]
    own: list[Schema]
    played: list[Schema]

    def tools(self, by_handle: bool) -> list[Schema]:
        """`by_handle`: each call names its game, for clients of which nothing is remembered between requests."""
        if not by_handle:
            return [*self.own, *self.played]
        return [tool if tool["name"] == "new_game" else _with_game(tool) for tool in (*self.own, *self.played)]


def offer_of(backend: Backend, grounds: Sequence[Ground], settings: Settings) -> Offer:
    """Asks the gateway for each level's tools, and puts the level's numbers to them."""
    listings = []
    for ground in grounds:
        game = Game(backend, ground, settings.seed, settings, "")
        game.close()
        listings.append({tool["name"]: tool for tool in game.mcp_tools})
    numbers = [figures(ground.description) for ground in grounds]
    played = [_merged(name, [listing[name] for listing in listings], numbers) for name in listings[0]]
    return Offer({ground.name: ground for ground in grounds}, _own(grounds, settings), played)


def _merged(name: str, versions: list[Schema], numbers: list[dict[str, str]]) -> Schema:
    """One tool for all levels: with every level's sites, and with numbers where the levels agree on them."""
    told = {number.get(name, "") for number in numbers}
    about = [versions[0]["description"], told.pop() if len(told) == 1 else "", WAIT_HINT if name == "plan" else ""]
    schema = versions[0]["inputSchema"]
    for other in versions[1:]:
        schema = _joined(schema, other["inputSchema"])
    return {"name": name, "description": " ".join(filter(None, about)), "inputSchema": schema}


def _joined(one: Any, other: Any) -> Any:
    """Two schemas that differ in their enums alone, as one that allows either's values."""
    if isinstance(one, dict):
        return {
            key: list(dict.fromkeys([*value, *other[key]])) if key == "enum" else _joined(value, other[key]) for key, value in one.items()
        }
    return [_joined(left, right) for left, right in zip(one, other, strict=True)] if isinstance(one, list) else one


def _own(grounds: Sequence[Ground], settings: Settings) -> list[Schema]:
    level = {"type": "string", "enum": [ground.name for ground in grounds], "description": f"by default {grounds[0].name}"}
    seed = {"type": "integer", "minimum": 0, "maximum": _MOST_SEED,
            "description": f"equal seeds give equal games; by default {settings.seed}, then the next ones"}  # fmt: skip
    return [
        _tool("new_game", "Begin a game; one that was going on is given up. Tells the rules and the first state.",
              {"level": level, "seed": seed}),
        _tool("observe", "See the present state again, in words, and as a picture where one is asked for. Takes no step.",
              {"picture": {"type": "boolean", "description": "true: with a picture of the map"}}),
        _tool("status", "How the game stands and what the server has counted, as JSON. Takes no step.", {}),
    ]  # fmt: skip


def _tool(name: str, about: str, properties: Schema) -> Schema:
    schema = {"type": "object", "properties": properties, "required": [], "additionalProperties": False}
    return {"name": name, "description": about, "inputSchema": schema}


def _with_game(tool: Schema) -> Schema:
    schema = tool["inputSchema"]
    properties = {"game": GAME, **schema["properties"]}
    return {**tool, "inputSchema": {**schema, "properties": properties, "required": ["game", *schema["required"]]}}
