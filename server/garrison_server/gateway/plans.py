"""Plans: several acts, one a step, and then waiting until something that the model named happens."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from garrison_server.gateway.menu import Act, Menu, ValueFaultError, require_keys, whole
from garrison_server.gateway.shown import shown

MOST_ACTS: Final = 16
MOST_STEPS: Final = 250
MOST_GOLD: Final = 1_000_000


class Until(NamedTuple):
    """What ends a plan, besides its steps; looked for after every step."""

    leak: bool = False  # an enemy reached the base
    wave: bool = False  # a wave began
    gold: int | None = None  # there is so much gold, or more


class Plan(NamedTuple):
    """`acts`, one a step, then nothing until `steps` steps are over or `until` comes true."""

    acts: tuple[Act, ...]
    until: Until
    steps: int


def plan_of_acts(acts: tuple[Act, ...]) -> Plan:
    """Acts and no waiting."""
    return Plan(acts, Until(), len(acts))


def written_plan(value: dict[str, Any], menu: Menu) -> Plan:
    """The plan of {"Plan":, "Until":, "Steps":}. Raises ValueFaultError."""
    return _plan(value, ("Plan", "Until", "Steps"), ("Leak", "Wave", "Gold"), menu, "keys")


def named_plan(value: dict[str, Any], menu: Menu) -> Plan:
    """The plan of {"name": "plan", "arguments": {"actions":, "until":, "steps":}}. Raises ValueFaultError."""
    require_keys(value, ("name", "arguments"))
    if not isinstance(value["arguments"], dict):
        raise ValueFaultError("arguments", shown(value["arguments"]), "an object")
    return _plan(value["arguments"], ("actions", "until", "steps"), ("leak", "wave", "gold"), menu, "arguments of plan")


def _plan(value: dict[str, Any], keys: tuple[str, str, str], events: tuple[str, str, str], menu: Menu, field: str) -> Plan:
    require_keys(value, keys, field)
    listed, named, steps = (value[key] for key in keys)
    if not isinstance(listed, list) or len(listed) > MOST_ACTS:
        raise ValueFaultError(keys[0], shown(listed), f"a list of at most {MOST_ACTS} actions")
    acts = tuple(_act(item, f"{keys[0]}[{i}]", menu) for i, item in enumerate(listed))
    return Plan(acts, _until(named, keys[1], events), whole(keys[2], steps, max(len(acts), 1), MOST_STEPS))


def _act(item: object, field: str, menu: Menu) -> Act:
    if not isinstance(item, dict):
        raise ValueFaultError(field, shown(item), "an action, as an object")
    try:
        return menu.named(item) if "name" in item or "arguments" in item else menu.numbered(item)
    except ValueFaultError as fault:
        raise fault.within(field) from None


def _until(value: object, field: str, events: Sequence[str]) -> Until:
    leak, wave, gold = events
    if not isinstance(value, dict) or not set(value) <= set(events):
        raise ValueFaultError(field, shown(value), f"an object of some of {', '.join(events)}, or {{}}")
    for event in (leak, wave):
        if not isinstance(value.get(event, False), bool):
            raise ValueFaultError(f"{field}.{event}", shown(value[event]), "true or false")
    wanted = whole(f"{field}.{gold}", value[gold], 0, MOST_GOLD) if gold in value else None
    return Until(value.get(leak, False), value.get(wave, False), wanted)
