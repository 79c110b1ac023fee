"""The acts as JSON Schema: tools in OpenAI's and in MCP's form, and the schema of an answer in text.

They say exactly what the parser takes: a test holds the two to each other.
"""

from collections.abc import Mapping
from typing import Any

from garrison_levels.fields import TOWER_NAMES
from garrison_proto.talk import Form, Track
from garrison_server import rules
from garrison_server.gateway.menu import HALF, TOOLS, Menu, Tool
from garrison_server.gateway.plans import MOST_ACTS, MOST_GOLD, MOST_STEPS

Schema = dict[str, Any]
PLAN_ABOUT = (
    "Play several actions, one a step, then wait until something of `until` happens or `steps` steps are over. A refused action "
    "ends the plan, and so does whatever of `until` happens first."
)


def openai_tools(menu: Menu, track: Track) -> list[Schema]:
    """The tools as the OpenAI chat API takes them."""
    return [
        {"type": "function", "function": {"name": name, "description": about, "parameters": schema}}
        for name, about, schema in _all(menu, track)
    ]


def mcp_tools(menu: Menu, track: Track) -> list[Schema]:
    """The tools as an MCP server lists them."""
    return [{"name": name, "description": about, "inputSchema": schema} for name, about, schema in _all(menu, track)]


def answer_schema(menu: Menu, form: Form, track: Track) -> Schema:
    """The JSON Schema of an answer in text."""
    if form == "object":
        return _written(track)
    return {"anyOf": [_named(name, schema) for name, _, schema in _all(menu, track)]}


def _all(menu: Menu, track: Track) -> list[tuple[str, str, Schema]]:
    """Name, description and schema of the arguments of every tool of a track."""
    tools = [(tool.name, tool.about, _parameters(menu, tool)) for tool in TOOLS]
    if track == "plan":
        act = {"anyOf": [_named(name, schema) for name, _, schema in tools]}
        tools.append(("plan", PLAN_ABOUT, _plan(("actions", "until", "steps"), ("leak", "wave", "gold"), act)))
    return tools


def _parameters(menu: Menu, tool: Tool) -> Schema:
    place = {"type": "number", "minimum": -HALF, "maximum": HALF}
    known: Mapping[str, Schema] = {
        "site": {"type": "string", "enum": list(menu.sites), "description": "a site's name"},
        "tower": {"type": "string", "enum": list(TOWER_NAMES), "description": "a kind of tower"},
        "x": {**place, "description": "map units, to the right"},
        "y": {**place, "description": "map units, up"},
    }
    return closed({key: known[key] for key in tool.parameters})


def _named(name: str, arguments: Schema) -> Schema:
    return closed({"name": {"type": "string", "enum": [name]}, "arguments": arguments})


def _written(track: Track) -> Schema:
    place = {"type": "number", "minimum": -HALF, "maximum": HALF}
    act = closed({"X": place, "Y": place, "Action": {"type": "integer", "minimum": 0, "maximum": rules.N_ACTIONS - 1}})
    return act if track != "plan" else {"anyOf": [act, _plan(("Plan", "Until", "Steps"), ("Leak", "Wave", "Gold"), act)]}


def _plan(keys: tuple[str, str, str], events: tuple[str, str, str], act: Schema) -> Schema:
    leak, wave, gold = events
    until = {
        leak: {"type": "boolean", "description": "true: until an enemy reaches the base"},
        wave: {"type": "boolean", "description": "true: until a wave begins"},
        gold: {"type": "integer", "minimum": 0, "maximum": MOST_GOLD, "description": "until there is so much gold, or more"},
    }
    actions, condition, steps = keys
    return closed({
        actions: {"type": "array", "items": act, "maxItems": MOST_ACTS, "description": "the actions, in order"},
        condition: {"type": "object", "properties": until, "additionalProperties": False, "description": "what ends the plan; {}: nothing"},
        steps: {"type": "integer", "minimum": 1, "maximum": MOST_STEPS, "description": "steps at most, at least one for each action"},
    })  # fmt: skip


def closed(properties: Schema) -> Schema:
    """An object of exactly these properties."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
