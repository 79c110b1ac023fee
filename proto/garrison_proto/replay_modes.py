"""What a replay file holds of a mode with several seats: its rules, an action of each seat, and what the seats said."""

from typing import Any, Final, Protocol

from garrison_proto.modes import (
    LONGEST_MESSAGE,
    MODES,
    MOST_DEFENDERS,
    OWNERSHIPS,
    PURSES,
    REWARDS,
    AllianceRules,
    CommonsRules,
    Rules,
    SiegeRules,
)

FIELDS: Final = ("rules", "messages")  # besides those of every replay; in defense there are none
ALLIANCE: Final = ("seats", "reward", "ownership", "finder_share", "purse")
SIEGE: Final = ("defenders", "budget", "intensity")
COMMONS: Final = ("seats", "graph", "graph_seed", "payoffs", "changes")
MOST_SEATS: Final = 64
MOST_CHANGES: Final = 100


class Check(Protocol):
    """Checks of single values; each names the field it failed at. See replay_schema."""

    def fail(self, field: str, came: object, wanted: str) -> Any: ...
    def keys(self, field: str, value: Any, wanted: tuple[str, ...]) -> None: ...
    def text(self, field: str, value: Any, longest: int) -> None: ...
    def whole(self, field: str, value: Any, least: int, greatest: int) -> None: ...
    def number(self, field: str, value: Any) -> None: ...


def check_mode(check: Check, mode: Any) -> None:
    """A mode there is."""
    if mode not in MODES:
        check.fail("mode", mode, f"one of {', '.join(MODES)}")


def checked_rules(check: Check, mode: str, document: Any) -> Rules:
    """The rules of a mode with several seats; every field is of the right type, and the plan judges it further."""
    if mode == "alliance":
        return _alliance(check, "rules", document)
    if mode == "siege":
        check.keys("rules", document, SIEGE)
        for name in ("budget", "intensity"):
            check.number(f"rules.{name}", document[name])
        return SiegeRules(_alliance(check, "rules.defenders", document["defenders"]), document["budget"], document["intensity"])
    check.keys("rules", document, COMMONS)
    check.whole("rules.seats", document["seats"], 1, MOST_SEATS)
    check.whole("rules.graph_seed", document["graph_seed"], 0, (1 << 64) - 1)
    for name in ("graph", "payoffs"):
        check.text(f"rules.{name}", document[name], 40)
    changes = document["changes"]
    if not isinstance(changes, dict) or len(changes) > MOST_CHANGES:
        check.fail("rules.changes", changes, "an object of payoffs by name")
    for name, value in changes.items():
        check.number(f"rules.changes.{name}", value)
    return CommonsRules(**document)


def _alliance(check: Check, field: str, document: Any) -> AllianceRules:
    check.keys(field, document, ALLIANCE)
    check.whole(f"{field}.seats", document["seats"], 1, MOST_DEFENDERS)
    check.number(f"{field}.finder_share", document["finder_share"])
    for name, known in (("reward", REWARDS), ("ownership", OWNERSHIPS), ("purse", PURSES)):
        if document[name] not in known:
            check.fail(f"{field}.{name}", document[name], f"one of {', '.join(known)}")
    return AllianceRules(**document)


def check_messages(check: Check, messages: Any, steps: int, seats: int) -> None:
    """A list of [step, seat, text]."""
    if not isinstance(messages, list) or len(messages) > steps * seats:
        check.fail("messages", type(messages).__name__, f"a list of at most {steps * seats}: one a step and seat")
    for i, message in enumerate(messages):
        if not isinstance(message, list) or len(message) != 3:
            check.fail(f"messages[{i}]", message, "[step, seat, text]")
        check.whole(f"messages[{i}][0]", message[0], 0, steps - 1)
        check.whole(f"messages[{i}][1]", message[1], 0, seats - 1)
        check.text(f"messages[{i}][2]", message[2], LONGEST_MESSAGE)


def action_shape(mode: str, rules: Rules | None) -> tuple[int, ...]:
    """Of the actions of one step: three numbers a seat, and in the commons one."""
    if rules is None:
        return (3,)
    return (rules.seats,) if mode == "commons" else (rules.seats, 3)
