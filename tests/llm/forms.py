"""A scripted model's action in the form that a request wants: words, a call of one of its tools, or held to its schema.

Tools and schemas are looked at as a strict endpoint looks at them; what such a one would refuse is refused.
"""

import json
import re
from typing import Any

import jsonschema

SITE = re.compile(r"^  - (\w+) \((-?[\d.]+), ?(-?[\d.]+)\)", re.MULTILINE)
TOWERS = ("archer", "magician", "knight")
AT_SITES = {3: "upgrade", 4: "sell", 5: "show_range"}
AT_PLACES = {8: "reinforce", 9: "move_hero"}
NOWHERE = {6: "wait", 10: "fire", 11: "raise_hero"}


class RefusedError(Exception):
    """What a strict endpoint answers with 400."""


def formed(body: dict[str, Any], act: tuple[float, float, int]) -> tuple[str | None, tuple[tuple[str, str], ...]]:
    """(text, tool calls) for an action (x, y, number)."""
    if tools := body.get("tools"):
        schemas = {one["function"]["name"]: _checked(one["function"]["parameters"]) for one in tools}
        name, arguments = called(body, act)
        _hold(arguments, schemas[name])
        return None, ((name, json.dumps(arguments)),)
    form = body.get("response_format", {"type": "text"})
    value: dict[str, Any] = {"X": act[0], "Y": act[1], "Action": act[2]}
    if form["type"] == "json_schema":
        asked = form["json_schema"]
        schema = _checked(asked["schema"], asked.get("strict", False))
        if "X" not in schema.get("properties", ()):
            name, arguments = called(body, act)
            value = {"name": name, "arguments": arguments}
        _hold(value, schema)
    return json.dumps(value), ()


def called(body: dict[str, Any], act: tuple[float, float, int]) -> tuple[str, dict[str, Any]]:
    """The action as a tool of the game and its arguments; sites by the names that the system prompt gives them."""
    x, y, number = act
    if number in NOWHERE:
        return NOWHERE[number], {}
    if number in AT_PLACES:
        return AT_PLACES[number], {"x": x, "y": y}
    sites = {name: (float(at_x), float(at_y)) for name, at_x, at_y in SITE.findall(body["messages"][0]["content"])}
    site = min(sites, key=lambda name: (sites[name][0] - x) ** 2 + (sites[name][1] - y) ** 2)
    return ("build", {"site": site, "tower": TOWERS[number]}) if number < 3 else (AT_SITES[number], {"site": site})


def _checked(schema: dict[str, Any], strict: bool = True) -> dict[str, Any]:
    jsonschema.Draft202012Validator.check_schema(schema)
    if strict and (schema.get("type") != "object" or schema["additionalProperties"] or schema["required"] != list(schema["properties"])):
        raise RefusedError("a strict schema is an object of required properties and no others")
    return schema


def _hold(value: Any, schema: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator(schema).validate(value)
